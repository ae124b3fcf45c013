"""The journeys of a block of balloons, side by side: phases and events of each, located inside its steps.

A step is worked out for all lanes at once (`sim.flight.side_by_side`); what happens in it is looked at one by one, and
a step with an event in it is taken again by that balloon alone. A lane that has ended is given to the next balloon.
"""

import math

import numpy as np

from sim._jit import compiled
from sim.flight.ascent import filled_balloon
from sim.flight.bag import bag_in
from sim.flight.begun import has_begun, state_begun
from sim.flight.drift import air_around, gust_laws, gusts_in, regime_at
from sim.flight.events import (
    BURST,
    NEARLY_FULL,
    NOTHING,
    SETTLING_STEP,
    SETTLING_TIME,
    first_event,
    floating_step,
    longest_step,
)
from sim.flight.fall import Touchdown, last_seen, outcome_beyond, share_to_ground, touchdown_between
from sim.flight.falls import fall_all, no_falls
from sim.flight.journey import clearance_of, cut_step, follows_envelope, lightened, stepped
from sim.flight.lanes import (
    AIR,
    AIR_LATER,
    BAG,
    BAG_LATER,
    BALLOON,
    BALLOON_COLUMNS,
    DECLINATION,
    DUE,
    ELAPSED,
    HAS_BURST,
    HOUR_ANGLE,
    LADEN,
    LATER,
    LAWS,
    MARKED,
    MEMBER,
    MID_AIR,
    NUMBER,
    PLAIN,
    REGIME,
    ROW,
    SCALES,
    SETTLED_AT,
    SETTLING,
    STATE,
    TIME_CELL,
    WIDTH,
    air_in,
    bag_of_lane,
    balloon_in,
    flight_state_in,
    keep_air,
    keep_bag,
    keep_flight_state,
    keep_laws,
    keep_scales,
    moved_lane,
)
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
from sim.flight.release import carries_something, next_release
from sim.flight.side_by_side import accept_all, step_all
from sim.flight.state import FREE_AIR, DragModel, Outcome, balloon_at
from sim.flight.tracks import note_track
from sim.flight.wreck import fallen_wreck
from sim.numerics.sampling import INSIDE, ground_height, sun_position
from sim.physics.turbulence import gust_law

_ALOFT = int(Outcome.ALOFT_AT_HORIZON)
_DID_NOT_LAUNCH = int(Outcome.DID_NOT_LAUNCH)
_CONSTANT = int(DragModel.CONSTANT)

MOST_WAITING = 512
"""When so many falls wait, they are followed; enough that few lanes stay empty at the end."""


@compiled
def taken_up(lanes, lane, i, balloons, state, settled_at, world, record):  # type: ignore[no-untyped-def]
    """Give a lane to a balloon that is in the air."""
    balloon = balloon_at(balloons.table, i)
    for column in range(balloons.table.shape[1]):
        lanes[(BALLOON + column) * WIDTH + lane] = balloons.table[i, column]
    air = air_around(balloon, state, world.wind)
    keep_flight_state(lanes, STATE, lane, state)
    keep_air(lanes, AIR, lane, air)
    keep_bag(lanes, BAG, lane, bag_in(balloon, state, air))
    _, due = next_release(balloons.release_after[i], record.release[i])
    plain = not balloon.elastic and balloon.drag_model == _CONSTANT
    lanes[ROW * WIDTH + lane], lanes[NUMBER * WIDTH + lane] = i, balloons.numbers[i]
    lanes[MEMBER * WIDTH + lane], lanes[TIME_CELL * WIDTH + lane] = balloon.member, 0
    lanes[DUE * WIDTH + lane], lanes[SETTLED_AT * WIDTH + lane] = due, settled_at
    lanes[LADEN * WIDTH + lane], lanes[HAS_BURST * WIDTH + lane] = 1.0, 0.0
    lanes[PLAIN * WIDTH + lane] = 1.0 if plain else 0.0


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
    state = lightened(i, flight_state_in(lanes, STATE, lane), balloons, world, falls, record)
    keep_flight_state(lanes, STATE, lane, state)
    _, due = next_release(balloons.release_after[i], record.release[i])
    lanes[DUE * WIDTH + lane], lanes[SETTLED_AT * WIDTH + lane] = due, math.inf
    lanes[LADEN * WIDTH + lane] = 1.0 if carries_something(record.release[i]) else 0.0
    if balloon.burst_by_timer:
        lanes[HAS_BURST * WIDTH + lane] = 1.0


@compiled
def _mark_due(lanes, count, horizon, tracks):  # type: ignore[no-untyped-def]
    """Mark the lanes where something is to be done before the step."""
    for lane in range(count):
        elapsed, clock = lanes[STATE * WIDTH + lane], lanes[(STATE + 8) * WIDTH + lane]
        marked = (lanes[ROW * WIDTH + lane] < tracks) | (lanes[DUE * WIDTH + lane] <= clock + SAME_MOMENT)
        marked |= (lanes[HAS_BURST * WIDTH + lane] > 0.0) | (elapsed >= horizon - SAME_MOMENT)
        marked |= lanes[AIR * WIDTH + lane] != INSIDE
        lanes[MARKED * WIDTH + lane] = 1.0 if marked else 0.0


@compiled
def _ended_before(lanes, lane, i, balloons, world, falls, record):  # type: ignore[no-untyped-def]
    """What is due at the start of a step; whether the balloon ends there, which is then noted."""
    state = flight_state_in(lanes, STATE, lane)
    if i < record.track.shape[0] and lanes[AIR * WIDTH + lane] == INSIDE:
        balloon = balloon_at(balloons.table, i)
        note_track(i, state, air_in(lanes, AIR, lane), bag_of_lane(lanes, BAG, lane), balloon, record)
    if lanes[DUE * WIDTH + lane] <= state.clock + SAME_MOMENT:
        _let_go_when_due(lanes, lane, i, balloons, world, falls, record)
        state = flight_state_in(lanes, STATE, lane)
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
def aim(lanes, count, terrain, sun, turbulence, settings, mesoscale_time, low, laws, history):  # type: ignore[no-untyped-def]
    """How long the step of each lane is, and what holds in it: the regime of the turbulence, and the sun."""
    for lane in range(count):
        i = int(lanes[ROW * WIDTH + lane])
        balloon, state = balloon_in(lanes, BALLOON, lane), flight_state_in(lanes, STATE, lane)
        air, bag = air_in(lanes, AIR, lane), bag_of_lane(lanes, BAG, lane)
        settled_at = lanes[SETTLED_AT * WIDTH + lane]
        if settled_at == math.inf and bag.fullness >= NEARLY_FULL and not balloon.elastic:
            note_bag_full(i, state, history)
            settled_at = state.elapsed + SETTLING_TIME
            lanes[SETTLED_AT * WIDTH + lane] = settled_at
        settling = state.elapsed < settled_at
        regime = FREE_AIR
        if state.height < low:
            ground, _ = ground_height(terrain, state.longitude, state.latitude)
            regime = regime_at(balloon.start, state, state.height - ground, sun, turbulence)
        longest = longest_step(settings.step, settling, regime == FREE_AIR, lanes[LADEN * WIDTH + lane] > 0.0, bag)
        to_release = (lanes[DUE * WIDTH + lane] - state.clock) / state.clock_rate
        elapsed = min(longest, to_release, settings.horizon - state.elapsed)
        scales = gusts_in(regime, air, turbulence, mesoscale_time)
        keep_scales(lanes, SCALES, lane, scales)
        if elapsed == settings.step:
            _keep_known_laws(lanes, lane, laws, 0, regime)
        elif elapsed == floating_step(settings.step):
            _keep_known_laws(lanes, lane, laws, 1, regime)
        elif elapsed == settings.step * SETTLING_STEP:
            _keep_known_laws(lanes, lane, laws, 2, regime)
        else:
            keep_laws(lanes, LAWS, lane, gust_laws(scales, elapsed))
        declination, hour_angle = sun_position(sun, balloon.start + state.elapsed + elapsed)
        lanes[DECLINATION * WIDTH + lane], lanes[HOUR_ANGLE * WIDTH + lane] = declination, hour_angle
        lanes[ELAPSED * WIDTH + lane], lanes[REGIME * WIDTH + lane] = elapsed, regime
        lanes[SETTLING * WIDTH + lane] = 1.0 if settling else 0.0


@compiled(inline=True)
def _keep_known_laws(lanes, lane, laws, length, regime):  # type: ignore[no-untyped-def]
    for column in range(15):
        lanes[(LAWS + column) * WIDTH + lane] = laws[length, regime, column]


@compiled
def laws_of_steps(turbulence, mesoscale_time, step):  # type: ignore[no-untyped-def]
    """Laws of the gusts in every regime, for the three lengths that nearly all steps have. (length, regime, 15)"""
    regimes = turbulence.regimes
    laws = np.empty((3, regimes.shape[0], 15))
    for length, elapsed in enumerate((step, floating_step(step), step * SETTLING_STEP)):
        for regime in range(regimes.shape[0]):
            for first, time_scale in enumerate((regimes[regime, 2], regimes[regime, 4], mesoscale_time)):
                law = gust_law(time_scale, elapsed)
                row = laws[length, regime, 5 * first : 5 * first + 5]
                row[0], row[1], row[2], row[3], row[4] = law.kept, law.noise, law.carried, law.shared, law.own
    return laws


@compiled
def stepped_alone(lanes, lane, world):  # type: ignore[no-untyped-def]
    """The step of one lane again, by the step of one balloon, up to the first event in it.

    Returns whether it is inside the wind, the event, and the latest that its clock showed at any try.
    """
    balloon, state = balloon_in(lanes, BALLOON, lane), flight_state_in(lanes, STATE, lane)
    air, bag = air_in(lanes, AIR, lane), bag_of_lane(lanes, BAG, lane)
    beyond, later, air_later, bag_later, event, latest = stepped(
        balloon,
        state,
        air,
        bag,
        lanes[DUE * WIDTH + lane],
        lanes[SETTLING * WIDTH + lane] > 0.0,
        int(lanes[REGIME * WIDTH + lane]),
        lanes[ELAPSED * WIDTH + lane],
        world,
        int(lanes[NUMBER * WIDTH + lane]),
    )
    keep_flight_state(lanes, LATER, lane, later)
    keep_air(lanes, AIR_LATER, lane, air_later)
    keep_bag(lanes, BAG_LATER, lane, bag_later)
    return beyond, event, latest


@compiled
def judge(lanes, count, terrain, low):  # type: ignore[no-untyped-def]
    """Mark the lanes with an event in the step, and those that met the ground."""
    for lane in range(count):
        balloon, state = balloon_in(lanes, BALLOON, lane), flight_state_in(lanes, STATE, lane)
        later = flight_state_in(lanes, LATER, lane)
        plain = (lanes[PLAIN * WIDTH + lane] > 0.0) & (lanes[MID_AIR * WIDTH + lane] == INSIDE)
        found, _ = first_event(
            balloon,
            state,
            bag_of_lane(lanes, BAG, lane),
            later,
            bag_of_lane(lanes, BAG_LATER, lane),
            lanes[DUE * WIDTH + lane],
            lanes[SETTLING * WIDTH + lane] > 0.0,
        )
        aloft = True
        if later.height < low:
            ground, _ = ground_height(terrain, later.longitude, later.latitude)
            aloft = later.height - ground > 0.0
        quiet = plain & (found == NOTHING) & aloft
        lanes[MARKED * WIDTH + lane] = 0.0 if quiet else 1.0


@compiled
def note_steps(lanes, count, known_top, history):  # type: ignore[no-untyped-def]
    """Note what the step made of all lanes without a mark."""
    for lane in range(count):
        if lanes[MARKED * WIDTH + lane] == 0.0:
            state, later = flight_state_in(lanes, STATE, lane), flight_state_in(lanes, LATER, lane)
            note_step(int(lanes[ROW * WIDTH + lane]), state, later, lanes[LADEN * WIDTH + lane], known_top, history)


@compiled(inline=True)
def note_step(i, state, later, laden, known_top, history):  # type: ignore[no-untyped-def]
    """Note what a step adds to the history of a balloon."""
    note_peak(i, later.height, laden > 0.0, history)
    note_sunrise(i, state, later, history)
    note_above_data(i, state, later, known_top, history)


@compiled
def _touchdown(lanes, lane, i, later, clearance_later, world, record):  # type: ignore[no-untyped-def]
    """Where a balloon whose step leads below the ground meets it."""
    balloon, state = balloon_in(lanes, BALLOON, lane), flight_state_in(lanes, STATE, lane)
    clearance = clearance_of(state, world)
    elapsed = max(share_to_ground(clearance, clearance_later) * (later.elapsed - state.elapsed), SAME_MOMENT)
    air, bag, regime = air_in(lanes, AIR, lane), bag_of_lane(lanes, BAG, lane), int(lanes[REGIME * WIDTH + lane])
    cut = cut_step(balloon, state, air, bag, elapsed, regime, world, int(lanes[NUMBER * WIDTH + lane]))
    note_sunrise(i, state, cut, record.history)
    return touchdown_between(state, cut, clearance, clearance_of(cut, world), world.terrain)


@compiled
def _went_on(lanes, lane, i, world, record):  # type: ignore[no-untyped-def]
    """Take the step of a marked lane alone; whether it flies on."""
    beyond, event, _ = stepped_alone(lanes, lane, world)
    state, later = flight_state_in(lanes, STATE, lane), flight_state_in(lanes, LATER, lane)
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
    # once: taking a part out of the world counts references to all of its arrays
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
