"""After a burst: the torn envelope and what still hangs on it fall together."""

import math

from sim._jit import compiled
from sim.flight.ascent import clock_rate_in
from sim.flight.drift import air_around
from sim.flight.fall import Touchdown, last_seen, stepped_down
from sim.flight.falls import Falls
from sim.flight.notes import SAME_MOMENT
from sim.flight.record import Record
from sim.flight.release import let_go, next_release
from sim.flight.state import Balloon, Balloons, FallState, FlightState, Outcome, World
from sim.physics.fall import fall_resistance, joint_fall_speed

WRECK_STREAM = 2**32 - 2
"""Stream of the gusts that the wreck meets."""

_ALOFT = int(Outcome.ALOFT_AT_HORIZON)


@compiled
def wreck_speed(i, balloon, balloons, drops, releases):  # type: ignore[no-untyped-def]
    """Sea-level fall speed of the torn envelope with the bundles that are still on it. [m s-1]

    Bundles hang in one clump: all of their weight, and the drag of the one that has most. [estimate]
    """
    mass = 0.0
    resistance = 0.0
    for drop in range(drops.bundle.size):
        bundle = drops.bundle[drop]
        if drops.is_bundle[drop] and math.isnan(releases[bundle, 3]) and balloons.bundle_mass[i, bundle] > 0.0:
            own = balloons.bundle_mass[i, bundle]
            mass += own
            resistance = max(resistance, fall_resistance(own, balloons.fall_speed[i, drop]))
    resistance += fall_resistance(balloon.torn_mass, balloon.torn_speed)
    return joint_fall_speed(balloon.torn_mass + mass, resistance)


@compiled
def fallen_wreck(
    i: int,
    balloon: Balloon,
    burst: FlightState,
    balloons: Balloons,
    world: World,
    falls: Falls,
    record: Record,
) -> Touchdown:
    """Where the wreck of a balloon that burst ends; timers that run out on its way still let go.

    Parameters
    ----------
    i : int
        Row of the balloon.
    balloon : Balloon
    burst : FlightState
        The balloon when it burst.
    balloons, world, record
        As in `sim.flight.block.fly_block`.
    falls : Falls
        Gets what timers let go.
    """
    horizon = world.settings.horizon
    number = balloons.numbers[i]
    state = FallState(burst.elapsed, burst.longitude, burst.latitude, burst.height, burst.gusts, burst.steps)
    clock, rate = burst.clock, burst.clock_rate
    end: Touchdown = last_seen(_ALOFT, state)
    while state.elapsed < horizon - SAME_MOMENT:
        bundle, due = next_release(balloons.release_after[i], record.release[i])
        if due <= clock + SAME_MOMENT:
            let_go(i, bundle, state, balloons, world, falls, record)
            continue
        speed = wreck_speed(i, balloon, balloons, world.drops, record.release[i])
        left = min((due - clock) / rate, horizon - state.elapsed)
        before = state.elapsed
        ended, end, state = stepped_down(balloon, state, world, speed, left, number, WRECK_STREAM)
        if ended:
            break
        clock += rate * (state.elapsed - before)
        rate = clock_rate_in(balloon, air_around(balloon, state, world.wind))
    return end
