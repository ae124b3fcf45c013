"""One balloon with several settings of its timers: until a timer runs out they share one flight, which is flown once.

Holds no step and no event of its own. Each setting leaves at the start of the first step in which it has a part, and is
taken up there by `sim.flight.kernel.fly`: so it ends with the bits of a balloon that was flown alone.
"""

import math

import numpy as np

from sim._jit import compiled
from sim.flight.ascent import filled_balloon
from sim.flight.begun import has_begun, note_begun
from sim.flight.events import BURST
from sim.flight.journey import clearance_of
from sim.flight.kernel import keyed, lowest_free_air, over_threads
from sim.flight.lanes import (
    AIR,
    BALLOON_COLUMNS,
    DUE,
    ELAPSED,
    LATER,
    MARKED,
    ROW,
    SETTLED_AT,
    SOONEST,
    STATE,
    WIDTH,
    in_lane,
    moved_lane,
)
from sim.flight.notes import SAME_MOMENT, note_filling
from sim.flight.record import Record
from sim.flight.release import next_release
from sim.flight.side_by_side import accept_all, step_all
from sim.flight.state import Balloons, FlightState, World, balloon_at
from sim.flight.stepping import aim, judge, laws_of_steps, note_step, note_steps, stepped_alone, taken_up
from sim.numerics.borrowing import borrowed
from sim.numerics.placing import INSIDE


@compiled
def _first_due(row, balloons, record):  # type: ignore[no-untyped-def]
    """What the clock shows when the first bundle of a row is let go; infinity where none is."""
    _, due = next_release(balloons.release_after[row], record.release[row])
    return due


@compiled
def _soonest(rows, balloons, record):  # type: ignore[no-untyped-def]
    """The same of the first among all rows that still share the flight."""
    soonest = math.inf
    for row in rows:
        if not has_begun(row, record):
            soonest = min(soonest, _first_due(row, balloons, record))
    return soonest


@compiled
def _last_to_leave(rows, balloons, record):  # type: ignore[no-untyped-def]
    """The row that shares the flight longest; in its place of the record the flight is noted."""
    last, latest = rows.start, -math.inf
    for row in rows:
        due = _first_due(row, balloons, record)
        if due > latest:
            last, latest = row, due
    return last


@compiled
def _leave(until, shared, rows, state, settled_at, balloons, record):  # type: ignore[no-untyped-def]
    """Let all rows go their own way that let something go before the clock shows `until`."""
    for row in rows:
        if not has_begun(row, record) and _first_due(row, balloons, record) <= until:
            for column in range(record.history.shape[1]):
                record.history[row, column] = record.history[shared, column]
            note_begun(row, state, settled_at, record)


@compiled
def _taken_in(lanes, lane, rows, balloons, world, record):  # type: ignore[no-untyped-def]
    """Give a lane to the flight that some rows share; whether it takes one, which it does not where nobody flies."""
    balloon = balloon_at(balloons.table, rows.start)
    beyond, lifts, free_lift, state = filled_balloon(balloon, world, balloons.numbers[rows.start])
    if beyond != INSIDE or not lifts:
        return False
    shared = _last_to_leave(rows, balloons, record)
    note_filling(shared, free_lift, record)
    taken_up(lanes, lane, shared, balloons, state, math.inf, world, record)
    lanes[DUE * WIDTH + lane] = math.inf
    lanes[SOONEST * WIDTH + lane] = _soonest(rows, balloons, record)
    return True


@compiled(inline=True)
def _latest_in(lanes, lane):  # type: ignore[no-untyped-def]
    """Up to when a timer has its part in the step of a lane, without events.

    Doubled: one that runs out in the moment of the state has its part in the step.
    """
    state, later = in_lane(FlightState, lanes, STATE, lane), in_lane(FlightState, lanes, LATER, lane)
    return max(later.clock, state.clock + lanes[ELAPSED * WIDTH + lane] * state.clock_rate) + 2.0 * SAME_MOMENT


@compiled
def _flies_on(lanes, lane, rows, balloons, world, record):  # type: ignore[no-untyped-def]
    """Let rows leave the flight of a lane at the start of the step just taken; whether some still share it."""
    shared = int(lanes[ROW * WIDTH + lane])
    state, settled_at = in_lane(FlightState, lanes, STATE, lane), lanes[SETTLED_AT * WIDTH + lane]
    until, marked = _latest_in(lanes, lane), lanes[MARKED * WIDTH + lane] > 0.0
    if marked:
        beyond, event, latest = stepped_alone(lanes, lane, world)
        until = max(until, latest + 2.0 * SAME_MOMENT)
        if beyond != INSIDE or event == BURST or clearance_of(in_lane(FlightState, lanes, LATER, lane), world) <= 0.0:
            _leave(math.inf, shared, rows, state, settled_at, balloons, record)
            return False
    if _soonest(rows, balloons, record) <= until:
        _leave(until, shared, rows, state, settled_at, balloons, record)
        if has_begun(shared, record):
            return False
    if marked:
        later = in_lane(FlightState, lanes, LATER, lane)
        note_step(shared, state, later, 1.0, world.wind.known_top, record.history)
    return True


@compiled
def _is_over(lanes, lane, horizon):  # type: ignore[no-untyped-def]
    """Whether a lane has come to the end of the time, or of the wind."""
    return lanes[AIR * WIDTH + lane] != INSIDE or not lanes[STATE * WIDTH + lane] < horizon - SAME_MOMENT


@compiled
def begin_block(first, beyond, count, balloons, world, low, laws, record):  # type: ignore[no-untyped-def]
    """Fly some of `count` balloons, with all settings of the timers of each, as far as these share the flight.

    Each setting leaves at the start of the step that is not the same for it as without timers. The last step, to the
    ground, a burst or the end of the wind, is left to each of them as well.

    Parameters
    ----------
    first, beyond : int
        Balloons, up to the one before `beyond`.
    count : int
        Balloon i stands in the rows i, i + `count`, ... of `balloons`, which differ in `release_after` only.
    balloons, world, low, laws
        As for `sim.flight.block.fly_block`.
    record : Record
        Fresh from `empty_record`, with room for all flights that are begun, and without tracks.
    """
    lanes = np.zeros(BALLOON_COLUMNS * WIDTH)
    wind, terrain, sun, turbulence, settings = world.wind, world.terrain, world.sun, world.turbulence, world.settings
    history, rows, flying, balloon = record.history, balloons.table.shape[0], 0, first
    while True:
        while flying < WIDTH and balloon < beyond:
            flying += _taken_in(lanes, flying, range(balloon, rows, count), balloons, world, record)
            balloon += 1
        for lane in range(flying - 1, -1, -1):
            if _is_over(lanes, lane, settings.horizon):
                shared = int(lanes[ROW * WIDTH + lane])
                state, settled_at = in_lane(FlightState, lanes, STATE, lane), lanes[SETTLED_AT * WIDTH + lane]
                _leave(math.inf, shared, range(shared % count, rows, count), state, settled_at, balloons, record)
                flying -= 1
                moved_lane(lanes, BALLOON_COLUMNS, lane, flying)
        if flying == 0 and balloon == beyond:
            break
        aim(lanes, flying, terrain, sun, turbulence, settings, wind.mesoscale_time, low, laws, history)
        step_all(lanes, flying, wind, world.key)
        judge(lanes, flying, terrain, low)
        for lane in range(flying - 1, -1, -1):
            soon = lanes[SOONEST * WIDTH + lane] <= _latest_in(lanes, lane)
            if soon or lanes[MARKED * WIDTH + lane] > 0.0:
                shared = int(lanes[ROW * WIDTH + lane])
                rows_of = range(shared % count, rows, count)
                if _flies_on(lanes, lane, rows_of, balloons, world, record):
                    lanes[SOONEST * WIDTH + lane] = _soonest(rows_of, balloons, record)
                else:
                    flying -= 1
                    moved_lane(lanes, BALLOON_COLUMNS, lane, flying)
        note_steps(lanes, flying, wind.known_top, history)
        accept_all(lanes, flying)


@compiled(alone=True)
def _begin_rows(first, beyond, count, balloons, world, record):  # type: ignore[no-untyped-def]
    """Begin the flights of some balloons."""
    held = borrowed(world)
    low = lowest_free_air(held.terrain, held.turbulence)
    laws = laws_of_steps(held.turbulence, held.wind.mesoscale_time, held.settings.step)
    begin_block(first, beyond, count, borrowed(balloons), held, low, laws, borrowed(record))


def begin_together(count: int, balloons: Balloons, world: World, record: Record) -> None:
    """Begin the flights of `count` balloons that stand in the table once for each setting of their timers.

    All stand there with the first setting, then all with the next; `fly` with the same table and record ends the
    flights. The other parameters are those of `fly`, `record` that of `begin_block`.
    """
    known = keyed(world)
    over_threads(count, lambda first, beyond: _begin_rows(first, beyond, count, balloons, known, record))
