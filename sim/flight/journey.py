"""The journey of one balloon from launch to the last landing: phases and events, each located inside its step."""

import math

from sim._jit import compiled
from sim.flight.ascent import ascent_step, filled_balloon
from sim.flight.bag import bag_in
from sim.flight.begun import has_begun, state_begun
from sim.flight.drift import air_around, regime_at
from sim.flight.events import ARMING, BURST, MOST_CUTS, NEARLY_FULL, NOTHING, SETTLING_TIME, first_event, longest_step
from sim.flight.fall import Touchdown, last_seen, outcome_beyond, share_to_ground, touchdown_between
from sim.flight.notes import (
    SAME_MOMENT,
    note_above_data,
    note_bag_full,
    note_burst,
    note_filling,
    note_peak,
    note_rest,
    note_sunrise,
)
from sim.flight.record import Record
from sim.flight.release import armed, carries_something, let_go, next_release, without_bundle
from sim.flight.state import Balloon, Balloons, Outcome, World
from sim.flight.tracks import note_track
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
        row[21],
        row[22] > 0.0,
        row[23],
        int(row[24]),
        row[25],
        row[26],
        row[27],
        row[28],
        row[29],
        row[30] > 0.0,
    )


@compiled
def _cut_step(balloon, state, air, bag, elapsed, regime, world, number):  # type: ignore[no-untyped-def]
    """The step from `state` again, ended earlier; a function of its own, so that the step is compiled into it once."""
    _, cut = ascent_step(balloon, state, air, bag, regime, world, elapsed, number)
    return cut


@compiled
def clearance_of(state, world):  # type: ignore[no-untyped-def]
    """Height above the ground. [m]"""
    ground, _ = ground_height(world.terrain, state.longitude, state.latitude)
    return state.height - ground


@compiled
def _lightened(i, state, balloon, balloons, world, record):  # type: ignore[no-untyped-def]
    """The balloon without the bundles that are due by now, each followed to its end."""
    bundle, due = next_release(balloons.release_after[i], record.release[i])
    while due <= state.clock + SAME_MOMENT:
        state = without_bundle(state, balloons.bundle_mass[i, bundle])
        let_go(i, bundle, balloon, state, balloons, world, record)
        bundle, due = next_release(balloons.release_after[i], record.release[i])
    return state


@compiled
def stepped(balloon, state, air, bag, due, settling, regime, elapsed, world, number):  # type: ignore[no-untyped-def]
    """The state after a step that ends at the first event in it, the air and the bag there, and the event.

    Last comes the latest that the clock showed at any try: a timer set to that or later had no part in the step.
    """
    beyond, later = ascent_step(balloon, state, air, bag, regime, world, elapsed, number)
    event = NOTHING
    latest = later.clock
    air_later = air_around(balloon, later, world.wind)
    bag_later = bag_in(balloon, later, air_later)
    for _ in range(MOST_CUTS):
        found, share = first_event(balloon, state, bag, later, bag_later, due, settling)
        if beyond != INSIDE or found == NOTHING:
            break
        event = found
        elapsed = max(share * elapsed, SAME_MOMENT)  # so that time goes on
        later = _cut_step(balloon, state, air, bag, elapsed, regime, world, number)
        latest = max(latest, later.clock)
        air_later = air_around(balloon, later, world.wind)
        bag_later = bag_in(balloon, later, air_later)
    if event == ARMING:
        later = armed(later)
    return beyond, later, air_later, bag_later, event, latest


@compiled
def _follows_envelope(drops):  # type: ignore[no-untyped-def]
    """Whether the empty envelope is one of the drops."""
    followed = 0
    for drop in range(drops.bundle.size):
        followed += drops.bundle[drop] < 0
    return followed > 0


@compiled
def _flown(i, balloon, state, settled_at, balloons, world, record):  # type: ignore[no-untyped-def]
    """How and where a balloon that is in the air ends; everything it lets go on the way is followed to its own end.

    Its tube stops to settle when it has flown for `settled_at`, infinite before it stands full. An empty envelope that
    is none of the drops is left where it let go of the last bundle.
    """
    number, settings = balloons.numbers[i], world.settings
    release_after = balloons.release_after[i]
    _, due = next_release(release_after, record.release[i])
    clearance = clearance_of(state, world)
    air = air_around(balloon, state, world.wind)
    bag = bag_in(balloon, state, air)
    burst = False
    laden = True
    while True:
        note_track(i, state, air, bag, balloon, record)
        if due <= state.clock + SAME_MOMENT:
            state = _lightened(i, state, balloon, balloons, world, record)
            _, due = next_release(release_after, record.release[i])
            laden = carries_something(record.release[i])
            burst = burst or balloon.burst_by_timer
            settled_at = math.inf
            if not laden and not _follows_envelope(world.drops):
                return last_seen(_ALOFT, state)
        if burst:
            note_burst(i, state, record)
            return fallen_wreck(i, balloon, state, balloons, world, record)
        if state.elapsed >= settings.horizon - SAME_MOMENT:
            return last_seen(_ALOFT, state)
        if air.beyond != INSIDE:
            return last_seen(outcome_beyond(air.beyond), state)
        if bag.fullness >= NEARLY_FULL and not balloon.elastic:
            note_bag_full(i, state, record)
            settled_at = min(settled_at, state.elapsed + SETTLING_TIME)
        settling = state.elapsed < settled_at
        longest = longest_step(settings.step, settling, bag)
        elapsed = min(longest, (due - state.clock) / state.clock_rate, settings.horizon - state.elapsed)
        regime = regime_at(balloon, state, clearance, world)
        beyond, later, air_later, bag_later, event, _ = stepped(
            balloon, state, air, bag, due, settling, regime, elapsed, world, number
        )
        if beyond != INSIDE:
            return last_seen(outcome_beyond(beyond), state)
        burst = event == BURST
        clearance_later = clearance_of(later, world)
        if clearance_later <= 0.0:
            elapsed = max(share_to_ground(clearance, clearance_later) * (later.elapsed - state.elapsed), SAME_MOMENT)
            later = _cut_step(balloon, state, air, bag, elapsed, regime, world, number)
            note_sunrise(i, state, later, record)
            return touchdown_between(state, later, clearance, clearance_of(later, world), world.terrain)
        note_peak(i, later.height, laden, record)
        note_sunrise(i, state, later, record)
        note_above_data(i, state, later, world.wind, record)
        state, air, bag, clearance = later, air_later, bag_later, clearance_later


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
        Fresh from `empty_record`, or with flights that were begun.
    """
    balloon = balloon_at(balloons.table, i)
    if has_begun(i, record):
        state, settled_at = state_begun(i, record)
        end = _flown(i, balloon, state, settled_at, balloons, world, record)
        note_rest(i, end, world.drops, record)
        return
    beyond, lifts, free_lift, state = filled_balloon(balloon, world, balloons.numbers[i])
    note_filling(i, free_lift, record)
    if beyond != INSIDE:
        end = last_seen(outcome_beyond(beyond), state)
    elif not lifts:
        end = Touchdown(_DID_NOT_LAUNCH, 0.0, math.nan, math.nan, math.nan)
    else:
        end = _flown(i, balloon, state, math.inf, balloons, world, record)
    note_rest(i, end, world.drops, record)
