"""How a journey is written down: each function fills its place in a `Record`."""

import math

from sim._jit import compiled
from sim.flight.state import Outcome

TRACK_INTERVAL = 60.0
"""Time between the rows of a recorded track. [s]"""

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


@compiled
def note_track(i, state, record):  # type: ignore[no-untyped-def]
    """Keep the state if it is the first in its interval of the track."""
    row = int(state.elapsed / TRACK_INTERVAL + SAME_MOMENT)
    if i >= record.track.shape[0] or row >= record.track.shape[1] or not math.isnan(record.track[i, row, 0]):
        return
    record.track[i, row, 0] = state.elapsed
    record.track[i, row, 1] = state.longitude
    record.track[i, row, 2] = state.latitude
    record.track[i, row, 3] = state.height
    record.track[i, row, 4] = state.vertical_speed
    record.track[i, row, 5] = state.gas_temperature
    record.track[i, row, 6] = state.gas_mass


@compiled
def note_peak(i, height, laden, record):  # type: ignore[no-untyped-def]
    """Keep the greatest height, and the greatest with something on board."""
    if not record.history[i, 0] >= height:
        record.history[i, 0] = height
    if laden and not record.history[i, 3] >= height:
        record.history[i, 3] = height


@compiled
def note_bag_full(i, before, state, fullness_before, fullness, record):  # type: ignore[no-untyped-def]
    """Note, once, where the fullness of the bag passed 1 between two states."""
    if not fullness >= 1.0 or not math.isnan(record.history[i, 2]):
        return
    share = (1.0 - fullness_before) / (fullness - fullness_before) if state.steps > 0 else 1.0
    record.history[i, 1] = before.height + share * (state.height - before.height)
    record.history[i, 2] = before.elapsed + share * (state.elapsed - before.elapsed)


@compiled
def note_filling(i, free_lift, record):  # type: ignore[no-untyped-def]
    """Note the free lift that was reached on the ground."""
    record.history[i, 6] = free_lift


@compiled
def note_burst(i, state, record):  # type: ignore[no-untyped-def]
    """Note where and when the envelope burst."""
    record.history[i, 4] = state.height
    record.history[i, 5] = state.elapsed
