"""Letting go: which bundle is next, and what becomes of everything in it."""

import math

from sim._jit import compiled
from sim.flight.fall import FIRST_DROP_STREAM
from sim.flight.falls import let_fall
from sim.flight.state import FallState, FlightState, Outcome
from sim.numerics.random import four_normals
from sim.numerics.sampling import ground_height
from sim.physics.earth import degrees_per_metre
from sim.physics.fall import glide_deviation

GLIDE_STEP = 2**32 - 1
"""In place of a step in the address of the random numbers of a glide: no fall takes so many."""

_BUNDLE_OPENED = int(Outcome.BUNDLE_OPENED)


@compiled
def next_release(release_after, releases):  # type: ignore[no-untyped-def]
    """Bundle that is let go next, and what the clock shows then; -1 and infinity when none is."""
    bundle = -1
    due = math.inf
    for b in range(release_after.size):
        if math.isnan(releases[b, 3]) and release_after[b] < due:
            bundle = b
            due = release_after[b]
    return bundle, due


@compiled
def carries_something(releases):  # type: ignore[no-untyped-def]
    """Whether any bundle is still on board."""
    waiting = 0
    for b in range(releases.shape[0]):
        waiting += math.isnan(releases[b, 3])
    return waiting > 0


@compiled
def _altered(state, solid_mass, clock):  # type: ignore[no-untyped-def]
    """The balloon with another mass and clock; everything else goes on from where it was."""
    return FlightState(
        state.elapsed,
        state.longitude,
        state.latitude,
        state.height,
        state.vertical_speed,
        state.gas_temperature,
        state.gas_mass,
        solid_mass,
        clock,
        state.clock_rate,
        state.sun_elevation,
        state.gusts,
        state.steps,
    )


@compiled
def without_bundle(state, mass):  # type: ignore[no-untyped-def]
    """The balloon lightened by a bundle."""
    return _altered(state, state.solid_mass - mass, state.clock)


@compiled
def armed(state):  # type: ignore[no-untyped-def]
    """The balloon with its timers started."""
    return _altered(state, state.solid_mass, 0.0)


@compiled
def glided(state, drop, stream, number, world):  # type: ignore[no-untyped-def]
    """An item at its release, moved by all that it will glide in its fall.

    A few hundred metres do not change the wind, so that one draw of the whole way stands for one in each step.
    """
    angle, persistence = world.drops.glide_angle[drop], world.drops.glide_persistence[drop]
    if not angle > 0.0:
        return state
    ground, _ = ground_height(world.terrain, state.longitude, state.latitude)
    deviation = glide_deviation(angle, persistence, max(state.height - ground, 0.0))
    east, north, _, _ = four_normals(world.key, number, GLIDE_STEP, stream)
    per_east, per_north = degrees_per_metre(state.latitude, state.height)
    longitude = state.longitude + deviation * east * per_east
    latitude = state.latitude + deviation * north * per_north
    return FallState(state.elapsed, longitude, latitude, state.height, state.gusts, state.steps)


@compiled
def let_go(i, bundle, state, balloons, world, falls, record):  # type: ignore[no-untyped-def]
    """Note a release and let everything in the bundle fall; what is inside one that does not open falls with it."""
    drops, opens, number = world.drops, balloons.opens[i, bundle], balloons.numbers[i]
    record.release[i, bundle, 0] = state.longitude
    record.release[i, bundle, 1] = state.latitude
    record.release[i, bundle, 2] = state.height
    record.release[i, bundle, 3] = state.elapsed
    start = FallState(state.elapsed, state.longitude, state.latitude, state.height, state.gusts, 0)
    for drop in range(drops.bundle.size):
        if drops.bundle[drop] != bundle:
            continue
        if drops.is_bundle[drop] and opens:
            record.outcome[i, drop] = _BUNDLE_OPENED
        elif drops.is_bundle[drop] or opens:
            let_fall(falls, i, drop, glided(start, drop, FIRST_DROP_STREAM + drop, number, world))
