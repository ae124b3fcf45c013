"""The journeys of a block of balloons, side by side: phases and events of each, located inside its steps.

A step is worked out for all lanes at once (`sim.flight.side_by_side`); what happens in it is looked at one by one, and
a step with an event in it is taken again by that balloon alone. A lane that has ended is given to the next balloon.
"""

import math

import numpy as np

from sim._jit import compiled
from sim.flight.ascent import ascent_step, filled_balloon
from sim.flight.bag import Bag
from sim.flight.begun import has_begun, state_begun
from sim.flight.events import BURST
from sim.flight.fall import Touchdown, last_seen, outcome_beyond, share_to_ground, touchdown_between
from sim.flight.falls import fall_all, no_falls
from sim.flight.journey import clearance_of, follows_envelope, lightened
from sim.flight.lanes import (
    AIR,
    BAG,
    BALLOON,
    BALLOON_COLUMNS,
    DUE,
    HAS_BURST,
    LADEN,
    LATER,
    MARKED,
    NUMBER,
    REGIME,
    ROW,
    SETTLED_AT,
    STATE,
    WIDTH,
    in_lane,
    keep,
    moved_lane,
)
from sim.flight.notes import SAME_MOMENT, note_burst, note_filling, note_rest, note_sunrise
from sim.flight.release import carries_something, next_release
from sim.flight.side_by_side import accept_all, step_all
from sim.flight.state import Balloon, FlightState, Outcome, balloon_at
from sim.flight.stepping import aim, judge, note_step, note_steps, stepped_alone, taken_up
from sim.flight.tracks import note_track
from sim.flight.wreck import fallen_wreck
from sim.numerics.placing import INSIDE
from sim.numerics.sampling import Air

_ALOFT = int(Outcome.ALOFT_AT_HORIZON)
_DID_NOT_LAUNCH = int(Outcome.DID_NOT_LAUNCH)

MOST_WAITING = 512
"""When so many falls wait, they are followed; enough that few lanes stay empty at the end."""


@compiled
def _launched(lanes, lane, i, balloons, world, record):  # type: ignore[no-untyped-def]
    """Give a lane to a balloon; whether it takes one, which it does not where it does not leave the ground."""
    if has_begun(i, record):
        state, settled_at = state_begun(i, record)
        taken_up(lanes, lane, i, balloons, state, settled_at, world, record)
        return True
    beyond, lifts, free_lift, state = filled_balloon(balloon_at(balloons.table, i), world, balloons.numbers[i])
    note_filling(i, free_lift, record)
    if beyond == INSIDE and lifts:
        taken_up(lanes, lane, i, balloons, state, math.inf, world, record)
        return True
    end = last_seen(outcome_beyond(beyond), state)
    if beyond == INSIDE:
        end = Touchdown(_DID_NOT_LAUNCH, 0.0, math.nan, math.nan, math.nan)
    note_rest(i, end, world.drops, record)
    return False


@compiled
def _let_go_when_due(lanes, lane, i, balloons, world, falls, record):  # type: ignore[no-untyped-def]
    """Lighten the balloon of a lane by the bundles that are due."""
    balloon = balloon_at(balloons.table, i)
    state = lightened(i, in_lane(FlightState, lanes, STATE, lane), balloons, world, falls, record)
    keep(lanes, STATE, lane, state)
    _, due = next_release(balloons.release_after[i], record.release[i])
    lanes[DUE * WIDTH + lane], lanes[SETTLED_AT * WIDTH + lane] = due, math.inf
    lanes[LADEN * WIDTH + lane] = 1.0 if carries_something(record.release[i]) else 0.0
    if balloon.burst_by_timer:
        lanes[HAS_BURST * WIDTH + lane] = 1.0


@compiled
def _mark_due(lanes, count, horizon, tracks):  # type: ignore[no-untyped-def]
    """Mark the lanes where something is to be done before the step."""
    for lane in range(count):
        state = in_lane(FlightState, lanes, STATE, lane)
        marked = (lanes[ROW * WIDTH + lane] < tracks) | (lanes[DUE * WIDTH + lane] <= state.clock + SAME_MOMENT)
        marked |= (lanes[HAS_BURST * WIDTH + lane] > 0.0) | (state.elapsed >= horizon - SAME_MOMENT)
        marked |= lanes[AIR * WIDTH + lane] != INSIDE
        lanes[MARKED * WIDTH + lane] = 1.0 if marked else 0.0


@compiled
def _ended_before(lanes, lane, i, balloons, world, falls, record):  # type: ignore[no-untyped-def]
    """What is due at the start of a step; whether the balloon ends there, which is then noted."""
    state = in_lane(FlightState, lanes, STATE, lane)
    if i < record.track.shape[0] and lanes[AIR * WIDTH + lane] == INSIDE:
        balloon = balloon_at(balloons.table, i)
        note_track(i, state, in_lane(Air, lanes, AIR, lane), in_lane(Bag, lanes, BAG, lane), balloon, record)
    if lanes[DUE * WIDTH + lane] <= state.clock + SAME_MOMENT:
        _let_go_when_due(lanes, lane, i, balloons, world, falls, record)
        state = in_lane(FlightState, lanes, STATE, lane)
        if lanes[LADEN * WIDTH + lane] == 0.0 and not follows_envelope(world.drops):
            note_rest(i, last_seen(_ALOFT, state), world.drops, record)
            return True
    beyond = int(lanes[AIR * WIDTH + lane])
    if lanes[HAS_BURST * WIDTH + lane] > 0.0:
        note_burst(i, state, record)
        end = fallen_wreck(i, balloon_at(balloons.table, i), state, balloons, world, falls, record)
    elif state.elapsed >= world.settings.horizon - SAME_MOMENT:
        end = last_seen(_ALOFT, state)
    elif beyond != INSIDE:
        end = last_seen(outcome_beyond(beyond), state)
    else:
        return False
    note_rest(i, end, world.drops, record)
    return True


@compiled
def _touchdown(lanes, lane, i, later, clearance_later, world, record):  # type: ignore[no-untyped-def]
    """Where a balloon whose step leads below the ground meets it."""
    balloon, state = in_lane(Balloon, lanes, BALLOON, lane), in_lane(FlightState, lanes, STATE, lane)
    clearance = clearance_of(state, world)
    elapsed = max(share_to_ground(clearance, clearance_later) * (later.elapsed - state.elapsed), SAME_MOMENT)
    air, bag, regime = in_lane(Air, lanes, AIR, lane), in_lane(Bag, lanes, BAG, lane), int(lanes[REGIME * WIDTH + lane])
    _, cut = ascent_step(balloon, state, air, bag, regime, world, elapsed, int(lanes[NUMBER * WIDTH + lane]))
    note_sunrise(i, state, cut, record.history)
    return touchdown_between(state, cut, clearance, clearance_of(cut, world), world.terrain)


@compiled
def _went_on(lanes, lane, i, world, record):  # type: ignore[no-untyped-def]
    """Take the step of a marked lane alone; whether it flies on."""
    beyond, event, _ = stepped_alone(lanes, lane, world)
    state, later = in_lane(FlightState, lanes, STATE, lane), in_lane(FlightState, lanes, LATER, lane)
    if beyond != INSIDE:
        note_rest(i, last_seen(outcome_beyond(beyond), state), world.drops, record)
        return False
    if event == BURST:
        lanes[HAS_BURST * WIDTH + lane] = 1.0
    clearance_later = clearance_of(later, world)
    if clearance_later <= 0.0:
        note_rest(i, _touchdown(lanes, lane, i, later, clearance_later, world, record), world.drops, record)
        return False
    note_step(i, state, later, lanes[LADEN * WIDTH + lane], world.wind.known_top, record.history)
    return True


@compiled
def fly_block(first, beyond, balloons, world, low, laws, record):  # type: ignore[no-untyped-def]
    """Fly the balloons of some rows and everything they drop; write the story into those rows of `record`.

    Parameters
    ----------
    first, beyond : int
        Rows of `balloons` and of `record`, up to the one before `beyond`.
    balloons : Balloons
    world : World
    low : float
        Above this no ground and no boundary layer is near. [m]
    laws : (length, regime, 15) float64
        Of `laws_of_steps`.
    record : Record
        Fresh from `empty_record`, or with flights that were begun.
    """
    lanes = np.zeros(BALLOON_COLUMNS * WIDTH)
    drops = world.drops.bundle.size
    # once: loops that took a part out of the world would count references to its arrays
    wind, terrain, sun, turbulence = world.wind, world.terrain, world.sun, world.turbulence
    settings, history, tracks = world.settings, record.history, record.track.shape[0]
    falls = no_falls(MOST_WAITING + WIDTH * drops)
    count, row = 0, first
    while True:
        while count < WIDTH and row < beyond:
            count += _launched(lanes, count, row, balloons, world, record)
            row += 1
        _mark_due(lanes, count, settings.horizon, tracks)
        for lane in range(count - 1, -1, -1):
            if lanes[MARKED * WIDTH + lane] > 0.0:
                i = int(lanes[ROW * WIDTH + lane])
                if _ended_before(lanes, lane, i, balloons, world, falls, record):
                    count -= 1
                    moved_lane(lanes, BALLOON_COLUMNS, lane, count)
        if falls.taken[0] >= MOST_WAITING:
            fall_all(falls, balloons, world, low, record)
        if count == 0 and row == beyond:
            break
        aim(lanes, count, terrain, sun, turbulence, settings, wind.mesoscale_time, low, laws, history)
        step_all(lanes, count, wind, world.key)
        judge(lanes, count, terrain, low)
        note_steps(lanes, count, wind.known_top, history)
        ended = 0
        for lane in range(count):
            if lanes[MARKED * WIDTH + lane] > 0.0:
                going = _went_on(lanes, lane, int(lanes[ROW * WIDTH + lane]), world, record)
                lanes[MARKED * WIDTH + lane] = 0.0 if going else 1.0
                ended += not going
        accept_all(lanes, count)
        if ended > 0:
            for lane in range(count - 1, -1, -1):
                if lanes[MARKED * WIDTH + lane] > 0.0:
                    count -= 1
                    moved_lane(lanes, BALLOON_COLUMNS, lane, count)
    fall_all(falls, balloons, world, low, record)
