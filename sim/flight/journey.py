"""The journey of one balloon from launch to the last landing: phases and events, each located inside its step."""

import math

from sim._jit import compiled
from sim.flight.ascent import ascent_step, bag_in, filled_balloon
from sim.flight.fall import Touchdown, last_seen, outcome_beyond, share_to_ground, touchdown_between
from sim.flight.notes import SAME_MOMENT, note_bag_full, note_burst, note_filling, note_peak, note_rest, note_track
from sim.flight.record import Record
from sim.flight.release import carries_something, let_go, next_release, without_bundle
from sim.flight.state import Balloon, Balloons, Outcome, World
from sim.flight.wreck import fallen_wreck
from sim.numerics.sampling import INSIDE, ground_height

_ALOFT = int(Outcome.ALOFT_AT_HORIZON)
_DID_NOT_LAUNCH = int(Outcome.DID_NOT_LAUNCH)


@compiled
def balloon_at(table, i):  # type: ignore[no-untyped-def]
    """Row `i` of a table of balloons as a `Balloon`."""
    row = table[i]
    return Balloon(
        row[0],
        row[1],
        row[2],
        row[3],
        int(row[4]),
        row[5],
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        row[11],
        row[12],
        row[13],
        row[14],
        row[15],
        row[16],
        row[17],
        row[18],
        row[19],
        row[20],
        row[21] > 0.0,
        row[22],
        int(row[23]),
        row[24],
        row[25],
        row[26],
        row[27],
        row[28],
        row[29] > 0.0,
    )


@compiled
def _cut_step(balloon, state, later, share, world, number):  # type: ignore[no-untyped-def]
    """The step from `state` to `later` again, ended after a share of its time."""
    return ascent_step(balloon, state, world.wind, share * (later.elapsed - state.elapsed), world.key, number)


@compiled
def _at_the_ground(balloon, state, later, clearance_later, world, number):  # type: ignore[no-untyped-def]
    """Where the step that ends below the ground meets it."""
    ground, _ = ground_height(world.terrain, state.longitude, state.latitude)
    clearance = state.height - ground
    share = share_to_ground(clearance, clearance_later)
    _, _, later = _cut_step(balloon, state, later, share, world, number)
    ground, _ = ground_height(world.terrain, later.longitude, later.latitude)
    return touchdown_between(state, later, clearance, later.height - ground, world.terrain)


@compiled
def _up_to_a_burst(balloon, state, later, bag, world, number):  # type: ignore[no-untyped-def]
    """The envelope after a step, and the step; ended at the burst where the strain reaches 1 inside it."""
    bag_later = bag_in(balloon, later, world.wind)
    if bag_later.strain >= 1.0:
        share = (1.0 - bag.strain) / (bag_later.strain - bag.strain)
        _, _, later = _cut_step(balloon, state, later, share, world, number)
    return bag_later, later


@compiled
def _lightened(i, state, armed_at, balloon, balloons, world, record):  # type: ignore[no-untyped-def]
    """The balloon without the bundles that are due by now, each followed to its end."""
    bundle, moment = next_release(balloons.release_after[i], armed_at, record.release[i])
    while moment <= state.elapsed + SAME_MOMENT:
        state = without_bundle(state, balloons.bundle_mass[i, bundle])
        let_go(i, bundle, balloon, state, balloons, world, record)
        bundle, moment = next_release(balloons.release_after[i], armed_at, record.release[i])
    return state


@compiled
def _flown(i, balloon, state, balloons, world, record):  # type: ignore[no-untyped-def]
    """How and where a balloon that lifts ends; everything it lets go on the way is followed to its own end."""
    number, settings = balloons.numbers[i], world.settings
    release_after = balloons.release_after[i]
    armed_at = 0.0 if state.height >= balloon.arming_height else math.inf
    _, moment = next_release(release_after, armed_at, record.release[i])
    can_burst = balloon.elastic or not math.isinf(balloon.burst_pressure)
    burst = False
    laden = True
    before = state
    fullness_before = 0.0
    while True:
        note_track(i, state, record)
        if moment <= state.elapsed + SAME_MOMENT:
            state = _lightened(i, state, armed_at, balloon, balloons, world, record)
            _, moment = next_release(release_after, armed_at, record.release[i])
            laden = carries_something(record.release[i])
            burst = burst or balloon.burst_by_timer
        if burst:
            note_burst(i, state, record)
            return fallen_wreck(i, balloon, state, armed_at, balloons, world, record)
        if state.elapsed >= settings.horizon - SAME_MOMENT:
            return last_seen(_ALOFT, state)
        elapsed = min(settings.step, moment - state.elapsed, settings.horizon - state.elapsed)
        beyond, bag, later = ascent_step(balloon, state, world.wind, elapsed, world.key, number)
        if beyond != INSIDE:
            return last_seen(outcome_beyond(beyond), state)
        if not balloon.elastic:
            note_bag_full(i, before, state, fullness_before, bag.fullness, record)
        if can_burst:
            whole = later
            bag_later, later = _up_to_a_burst(balloon, state, later, bag, world, number)
            burst = bag_later.strain >= 1.0
            if burst and not balloon.elastic:  # the bag may have filled in this very step
                note_bag_full(i, state, whole, bag.fullness, bag_later.fullness, record)
        if math.isinf(armed_at) and later.height >= balloon.arming_height:
            share = (balloon.arming_height - state.height) / (later.height - state.height)
            _, _, later = _cut_step(balloon, state, later, share, world, number)
            burst = False  # it had not burst yet when it passed that height
            armed_at = later.elapsed
            _, moment = next_release(release_after, armed_at, record.release[i])
        ground, _ = ground_height(world.terrain, later.longitude, later.latitude)
        if later.height <= ground:
            return _at_the_ground(balloon, state, later, later.height - ground, world, number)
        note_peak(i, later.height, laden, record)
        fullness_before = bag.fullness
        before = state
        state = later


@compiled
def fly_balloon(i: int, balloons: Balloons, world: World, record: Record) -> None:
    """Fly balloon `i` and everything it drops; write the story into row `i` of `record`.

    Parameters
    ----------
    i : int
        Row of `balloons` and of `record`.
    balloons : Balloons
    world : World
    record : Record
        Fresh from `empty_record`.
    """
    balloon = balloon_at(balloons.table, i)
    beyond, lifts, free_lift, state = filled_balloon(balloon, world.wind, world.key, balloons.numbers[i])
    note_filling(i, free_lift, record)
    if beyond != INSIDE:
        end = last_seen(outcome_beyond(beyond), state)
    elif not lifts:
        end = Touchdown(_DID_NOT_LAUNCH, 0.0, math.nan, math.nan, math.nan)
    else:
        end = _flown(i, balloon, state, balloons, world, record)
    note_rest(i, end, world.drops, record)
