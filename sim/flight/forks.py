"""One balloon with several settings of its timers: until a timer runs out they share one flight, which is flown once.

Holds no step and no event of its own. Each setting leaves at the start of the first step in which it has a part, and is
taken up there by `sim.flight.kernel.fly`: so it ends with the bits of a balloon that was flown alone.
"""

import math

from sim._jit import compiled
from sim.flight.ascent import filled_balloon
from sim.flight.bag import bag_in
from sim.flight.begun import has_begun, note_begun
from sim.flight.drift import air_around, regime_at
from sim.flight.events import BURST, NEARLY_FULL, SETTLING_TIME, longest_step
from sim.flight.journey import clearance_of, stepped
from sim.flight.kernel import keyed, over_threads
from sim.flight.notes import SAME_MOMENT, note_above_data, note_bag_full, note_filling, note_peak, note_sunrise
from sim.flight.record import Record
from sim.flight.release import next_release
from sim.flight.state import Balloons, World, balloon_at
from sim.numerics.sampling import INSIDE


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
def _share_flight(shared, rows, balloon, state, balloons, world, record):  # type: ignore[no-untyped-def]
    """Fly rows that are in the air; each leaves at the start of the step that is not the same for it as without timers.

    The last step, to the ground, a burst or the end of the wind, is left to each of them as well.
    """
    number, settings = balloons.numbers[shared], world.settings
    soonest = _soonest(rows, balloons, record)
    clearance = clearance_of(state, world)
    air = air_around(balloon, state, world.wind)
    bag = bag_in(balloon, state, air)
    settled_at = math.inf
    while air.beyond == INSIDE and state.elapsed < settings.horizon - SAME_MOMENT:
        if bag.fullness >= NEARLY_FULL and not balloon.elastic:
            note_bag_full(shared, state, record.history)
            settled_at = min(settled_at, state.elapsed + SETTLING_TIME)
        settling = state.elapsed < settled_at
        elapsed = min(longest_step(settings.step, settling, bag), settings.horizon - state.elapsed)
        regime = regime_at(balloon.start, state, clearance, world.sun, world.turbulence)
        beyond, later, air_later, bag_later, event, latest = stepped(
            balloon, state, air, bag, math.inf, settling, regime, elapsed, world, number
        )
        clearance_later = clearance_of(later, world)
        if beyond != INSIDE or event == BURST or clearance_later <= 0.0:
            break
        # doubled: a timer that runs out in the moment of the state has its part in the step
        until = max(latest, state.clock + elapsed * state.clock_rate) + 2.0 * SAME_MOMENT
        if soonest <= until:
            _leave(until, shared, rows, state, settled_at, balloons, record)
            if has_begun(shared, record):
                return
            soonest = _soonest(rows, balloons, record)
        note_peak(shared, later.height, True, record.history)
        note_sunrise(shared, state, later, record.history)
        note_above_data(shared, state, later, world.wind.known_top, record.history)
        state, air, bag, clearance = later, air_later, bag_later, clearance_later
    _leave(math.inf, shared, rows, state, settled_at, balloons, record)


@compiled
def begin_settings(rows, balloons: Balloons, world: World, record: Record) -> None:  # type: ignore[no-untyped-def]
    """Fly one balloon with all settings of its timers as far as they share the flight.

    Parameters
    ----------
    rows : range
        Rows of `balloons` and of `record`, one for each setting: they differ in `release_after` only.
    balloons : Balloons
    world : World
    record : Record
        Fresh from `empty_record`, with room for all flights that are begun, and without tracks.
    """
    balloon = balloon_at(balloons.table, rows.start)
    beyond, lifts, free_lift, state = filled_balloon(balloon, world, balloons.numbers[rows.start])
    if beyond != INSIDE or not lifts:
        return
    shared = _last_to_leave(rows, balloons, record)
    note_filling(shared, free_lift, record)
    _share_flight(shared, rows, balloon, state, balloons, world, record)


@compiled(alone=True)
def _begin_rows(first, beyond, count, balloons, world, record):  # type: ignore[no-untyped-def]
    """Begin the flights of some balloons."""
    rows = balloons.table.shape[0]
    for i in range(first, beyond):
        begin_settings(range(i, rows, count), balloons, world, record)


def begin_together(count: int, balloons: Balloons, world: World, record: Record) -> None:
    """Begin the flights of `count` balloons that stand in the table once for each setting of their timers.

    All stand there with the first setting, then all with the next; `fly` with the same table and record ends the
    flights. The other parameters are those of `fly`, `record` that of `begin_settings`.
    """
    known = keyed(world)
    over_threads(count, lambda first, beyond: _begin_rows(first, beyond, count, balloons, known, record))
