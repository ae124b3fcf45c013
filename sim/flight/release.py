"""Letting go: which bundle is next, and what becomes of everything in it."""

import math

from sim._jit import compiled
from sim.flight.fall import FIRST_DROP_STREAM, Touchdown, fallen
from sim.flight.notes import note_end
from sim.flight.state import FallState, FlightState, Outcome

_LANDED = int(Outcome.LANDED)
_LANDED_UNOPENED = int(Outcome.LANDED_UNOPENED)
_BUNDLE_OPENED = int(Outcome.BUNDLE_OPENED)


@compiled
def next_release(release_after, armed_at, releases):  # type: ignore[no-untyped-def]
    """Bundle that is let go next, and when; -1 and infinity when none is."""
    bundle = -1
    moment = math.inf
    for b in range(release_after.size):
        if math.isnan(releases[b, 3]) and armed_at + release_after[b] < moment:
            bundle = b
            moment = armed_at + release_after[b]
    return bundle, moment


@compiled
def carries_something(releases):  # type: ignore[no-untyped-def]
    """Whether any bundle is still on board."""
    waiting = 0
    for b in range(releases.shape[0]):
        waiting += math.isnan(releases[b, 3])
    return waiting > 0


@compiled
def without_bundle(state: FlightState, mass: float) -> FlightState:
    """The balloon lightened by a bundle; everything else goes on from where it was."""
    return FlightState(
        state.elapsed,
        state.longitude,
        state.latitude,
        state.height,
        state.vertical_speed,
        state.gas_temperature,
        state.gas_mass,
        state.solid_mass - mass,
        state.gust_east,
        state.gust_north,
        state.steps,
    )


@compiled
def let_go(i, bundle, balloon, state, balloons, world, record):  # type: ignore[no-untyped-def]
    """Note a release and follow everything in the bundle to its end."""
    drops, opens, number = world.drops, balloons.opens[i, bundle], balloons.numbers[i]
    record.release[i, bundle, 0] = state.longitude
    record.release[i, bundle, 1] = state.latitude
    record.release[i, bundle, 2] = state.height
    record.release[i, bundle, 3] = state.elapsed
    start = FallState(
        state.elapsed, state.longitude, state.latitude, state.height, state.gust_east, state.gust_north, 0
    )
    end = Touchdown(_LANDED, state.elapsed, state.longitude, state.latitude, state.height)
    for drop in range(drops.bundle.size):
        if drops.bundle[drop] != bundle:
            continue
        if drops.is_bundle[drop] and opens:
            record.outcome[i, drop] = _BUNDLE_OPENED
        elif drops.is_bundle[drop] or opens:
            stream = FIRST_DROP_STREAM + drop
            end = fallen(balloon, start, world, balloons.fall_speed[i, drop], number, stream)
            note_end(record, i, drop, end, end.outcome)
        else:  # inside the bundle that fell unopened, whose end is the last one noted
            note_end(record, i, drop, end, _LANDED_UNOPENED if end.outcome == _LANDED else end.outcome)
