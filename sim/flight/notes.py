"""How a journey is written down: each function fills its place in a `Record`."""

import math

from sim._jit import compiled
from sim.flight.state import Outcome
from sim.physics.sun import SUNRISE_ELEVATION, horizon_dip

SAME_MOMENT = 1e-6
"""Two times closer than this are one. [s]"""

_LANDED = int(Outcome.LANDED)
_LANDED_WITH_BALLOON = int(Outcome.LANDED_WITH_BALLOON)


@compiled
def note_end(record, i, drop, end, outcome):  # type: ignore[no-untyped-def]
    """Note where, when and how a drop ended."""
    record.landing[i, drop, 0] = end.longitude
    record.landing[i, drop, 1] = end.latitude
    record.landing[i, drop, 2] = end.height
    record.landing[i, drop, 3] = end.elapsed
    record.outcome[i, drop] = outcome


@compiled
def note_rest(i, end, drops, record):  # type: ignore[no-untyped-def]
    """Give the balloon's own end to the empty envelope and to every drop that never left it."""
    for drop in range(drops.bundle.size):
        bundle = drops.bundle[drop]
        if bundle < 0:
            note_end(record, i, drop, end, end.outcome)
        elif math.isnan(record.release[i, bundle, 3]):
            note_end(record, i, drop, end, _LANDED_WITH_BALLOON if end.outcome == _LANDED else end.outcome)


@compiled(inline=True)
def note_peak(i, height, laden, history):  # type: ignore[no-untyped-def]
    """Keep the greatest height, and the greatest with something on board."""
    if not history[i, 0] >= height:
        history[i, 0] = height
    if laden and not history[i, 3] >= height:
        history[i, 3] = height


@compiled(inline=True)
def note_bag_full(i, state, history):  # type: ignore[no-untyped-def]
    """Note, once, where and when a tube stands full."""
    if math.isnan(history[i, 2]):
        history[i, 1] = state.height
        history[i, 2] = state.elapsed


@compiled
def note_filling(i, free_lift, record):  # type: ignore[no-untyped-def]
    """Note the free lift that was reached on the ground; no time has been spent above the data yet."""
    record.history[i, 6] = free_lift
    record.history[i, 8] = 0.0


@compiled(inline=True)
def note_sunrise(i, state, later, history):  # type: ignore[no-untyped-def]
    """Note, once, when the sun rose for the balloon: its upper limb over the horizon that the balloon sees."""
    if later.sun_elevation < -0.2 or not math.isnan(history[i, 7]):  # 11 degrees: no balloon sees so far down
        return
    risen = state.sun_elevation + horizon_dip(state.height) - SUNRISE_ELEVATION
    risen_later = later.sun_elevation + horizon_dip(later.height) - SUNRISE_ELEVATION
    if risen < 0.0 <= risen_later:
        share = -risen / (risen_later - risen)
        history[i, 7] = state.elapsed + share * (later.elapsed - state.elapsed)


@compiled(inline=True)
def note_above_data(i, state, later, known_top, history):  # type: ignore[no-untyped-def]
    """Add up the time in air that is extrapolated from the highest level of the wind."""
    if later.height > known_top:
        history[i, 8] += later.elapsed - state.elapsed


@compiled
def note_burst(i, state, record):  # type: ignore[no-untyped-def]
    """Note where and when the envelope burst."""
    record.history[i, 4] = state.height
    record.history[i, 5] = state.elapsed
