"""What surrounds a step of the lanes: a balloon is taken up, the step is aimed, judged and noted.

A step with an event in it is taken again by that balloon alone. Shared by the journeys of a block and by the part of
them that several settings of the timers share.
"""

import math

import numpy as np

from sim._jit import compiled
from sim.flight.ascent import BALLOON_STREAM
from sim.flight.bag import Bag, bag_in
from sim.flight.drift import GustLaws, air_around, gust_laws, gusts_in, regime_at
from sim.flight.events import (
    NEARLY_FULL,
    NOTHING,
    SETTLING_STEP,
    SETTLING_TIME,
    first_event,
    floating_step,
    longest_step,
)
from sim.flight.journey import ended_at_event, tried
from sim.flight.lanes import (
    AIR,
    AIR_LATER,
    BAG,
    BAG_LATER,
    BALLOON,
    DECLINATION,
    DUE,
    ELAPSED,
    HAS_BURST,
    HOUR_ANGLE,
    KNOWN_LAWS,
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
    STREAM,
    TIME_CELL,
    WIDTH,
    in_lane,
    keep,
)
from sim.flight.notes import note_above_data, note_bag_full, note_peak, note_sunrise
from sim.flight.release import carries_something, next_release
from sim.flight.state import FREE_AIR, Balloon, DragModel, FlightState, balloon_at
from sim.numerics.columns import columns_of, read, write
from sim.numerics.placing import INSIDE
from sim.numerics.sampling import Air, ground_height, sun_position
from sim.physics.langevin import gust_law

_CONSTANT = int(DragModel.CONSTANT)
_NO_ROW = -1
_LAWS = columns_of(GustLaws)


@compiled
def taken_up(lanes, lane, i, balloons, state, settled_at, world, record):  # type: ignore[no-untyped-def]
    """Give a lane to a balloon that is in the air."""
    balloon = balloon_at(balloons.table, i)
    keep(lanes, BALLOON, lane, balloon)
    air = air_around(balloon, state, world.wind)
    keep(lanes, STATE, lane, state)
    keep(lanes, AIR, lane, air)
    keep(lanes, BAG, lane, bag_in(balloon, state, air))
    _, due = next_release(balloons.release_after[i], record.release[i])
    plain = not balloon.elastic and balloon.drag_model == _CONSTANT
    lanes[ROW * WIDTH + lane] = i
    lanes[NUMBER * WIDTH + lane], lanes[STREAM * WIDTH + lane] = balloons.numbers[i], BALLOON_STREAM
    lanes[MEMBER * WIDTH + lane], lanes[TIME_CELL * WIDTH + lane] = balloon.member, 0
    lanes[DUE * WIDTH + lane], lanes[SETTLED_AT * WIDTH + lane] = due, settled_at
    lanes[LADEN * WIDTH + lane] = 1.0 if carries_something(record.release[i]) else 0.0
    lanes[HAS_BURST * WIDTH + lane] = 0.0
    lanes[KNOWN_LAWS * WIDTH + lane] = _NO_ROW
    lanes[PLAIN * WIDTH + lane] = 1.0 if plain else 0.0


@compiled(inline=True)
def _lengths(step):  # type: ignore[no-untyped-def]
    """The lengths that nearly all steps have. [s]"""
    return step, floating_step(step), step * SETTLING_STEP


@compiled
def laws_of_steps(turbulence, mesoscale_time, step):  # type: ignore[no-untyped-def]
    """Laws of the gusts for each of the usual lengths of a step, in every regime. (length and regime, number)"""
    regimes, lengths = turbulence.regimes, _lengths(step)
    laws = np.empty((len(lengths) * regimes.shape[0], _LAWS))
    row = 0
    for elapsed in lengths:
        for regime in range(regimes.shape[0]):
            along, up = gust_law(regimes[regime, 2], elapsed), gust_law(regimes[regime, 4], elapsed)
            write(laws, row * _LAWS, 1, GustLaws(along, up, gust_law(mesoscale_time, elapsed)))
            row += 1
    return laws


@compiled(inline=True)
def _row_of_laws(elapsed, step, regime, regimes):  # type: ignore[no-untyped-def]
    """The row of `laws_of_steps` for a step of so many seconds in one of so many regimes; -1 for an unusual length."""
    whole, floating, settling = _lengths(step)
    if elapsed == whole:
        return regime
    if elapsed == floating:
        return regimes + regime
    return 2 * regimes + regime if elapsed == settling else _NO_ROW


@compiled
def aim(lanes, count, terrain, sun, turbulence, settings, mesoscale_time, low, laws, history):  # type: ignore[no-untyped-def]
    """How long the step of each lane is, and what holds in it: the regime of the turbulence, and the sun."""
    for lane in range(count):
        i = int(lanes[ROW * WIDTH + lane])
        balloon, state = in_lane(Balloon, lanes, BALLOON, lane), in_lane(FlightState, lanes, STATE, lane)
        air, bag = in_lane(Air, lanes, AIR, lane), in_lane(Bag, lanes, BAG, lane)
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
        keep(lanes, SCALES, lane, scales)
        row = _row_of_laws(elapsed, settings.step, regime, turbulence.regimes.shape[0])
        if row == _NO_ROW:
            keep(lanes, LAWS, lane, gust_laws(scales, elapsed))
        elif row != lanes[KNOWN_LAWS * WIDTH + lane]:
            keep(lanes, LAWS, lane, read(GustLaws, laws, row * _LAWS, 1))
        lanes[KNOWN_LAWS * WIDTH + lane] = row
        declination, hour_angle = sun_position(sun, balloon.start + state.elapsed + elapsed)
        lanes[DECLINATION * WIDTH + lane], lanes[HOUR_ANGLE * WIDTH + lane] = declination, hour_angle
        lanes[ELAPSED * WIDTH + lane], lanes[REGIME * WIDTH + lane] = elapsed, regime
        lanes[SETTLING * WIDTH + lane] = 1.0 if settling else 0.0


@compiled
def stepped_alone(lanes, lane, world):  # type: ignore[no-untyped-def]
    """The step of one lane up to the first event in it, by the step of one balloon.

    Returns whether it is inside the wind, the event, and the latest that its clock showed at any try. The first try is
    the step that all lanes took, where that is this balloon's.
    """
    balloon, state = in_lane(Balloon, lanes, BALLOON, lane), in_lane(FlightState, lanes, STATE, lane)
    air, bag = in_lane(Air, lanes, AIR, lane), in_lane(Bag, lanes, BAG, lane)
    regime, elapsed = int(lanes[REGIME * WIDTH + lane]), lanes[ELAPSED * WIDTH + lane]
    number = int(lanes[NUMBER * WIDTH + lane])
    beyond, later = int(lanes[MID_AIR * WIDTH + lane]), in_lane(FlightState, lanes, LATER, lane)
    air_later = in_lane(Air, lanes, AIR_LATER, lane)
    bag_later = bag_in(balloon, later, air_later)  # in its lane it is worked out of no air too, beyond the wind
    if lanes[PLAIN * WIDTH + lane] == 0.0:
        beyond, later, air_later, bag_later = tried(balloon, state, air, bag, regime, elapsed, world, number)
    due, settling = lanes[DUE * WIDTH + lane], lanes[SETTLING * WIDTH + lane] > 0.0
    first_try = beyond, later, air_later, bag_later
    later, air_later, bag_later, event, latest = ended_at_event(
        first_try, balloon, state, air, bag, due, settling, regime, elapsed, world, number
    )
    keep(lanes, LATER, lane, later)
    keep(lanes, AIR_LATER, lane, air_later)
    keep(lanes, BAG_LATER, lane, bag_later)
    return beyond, event, latest


@compiled
def judge(lanes, count, terrain, low):  # type: ignore[no-untyped-def]
    """Mark the lanes with an event in the step, and those that met the ground."""
    for lane in range(count):
        balloon, state = in_lane(Balloon, lanes, BALLOON, lane), in_lane(FlightState, lanes, STATE, lane)
        later = in_lane(FlightState, lanes, LATER, lane)
        plain = (lanes[PLAIN * WIDTH + lane] > 0.0) & (lanes[MID_AIR * WIDTH + lane] == INSIDE)
        found, _ = first_event(
            balloon,
            state,
            in_lane(Bag, lanes, BAG, lane),
            later,
            in_lane(Bag, lanes, BAG_LATER, lane),
            lanes[DUE * WIDTH + lane],
            lanes[SETTLING * WIDTH + lane] > 0.0,
        )
        aloft = True
        if later.height < low:
            ground, _ = ground_height(terrain, later.longitude, later.latitude)
            aloft = later.height - ground > 0.0
        quiet = plain & (found == NOTHING) & aloft
        lanes[MARKED * WIDTH + lane] = 0.0 if quiet else 1.0


@compiled(inline=True)
def note_step(i, state, later, laden, known_top, history):  # type: ignore[no-untyped-def]
    """Note what a step adds to the history of a balloon."""
    note_peak(i, later.height, laden > 0.0, history)
    note_sunrise(i, state, later, history)
    note_above_data(i, state, later, known_top, history)


@compiled
def note_steps(lanes, count, known_top, history):  # type: ignore[no-untyped-def]
    """Note what the step made of all lanes without a mark."""
    for lane in range(count):
        if lanes[MARKED * WIDTH + lane] == 0.0:
            state, later = in_lane(FlightState, lanes, STATE, lane), in_lane(FlightState, lanes, LATER, lane)
            note_step(int(lanes[ROW * WIDTH + lane]), state, later, lanes[LADEN * WIDTH + lane], known_top, history)
