"""The flights themselves: balloons handed to the kernel in portions, each in the wind of its weather member.

Holds no draws and no labels.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from sim.ensemble.draws import with_column
from sim.ensemble.weathers import Weathers
from sim.flight.forks import begin_together
from sim.flight.kernel import fly
from sim.flight.record import Record, empty_record
from sim.flight.state import Balloons, World
from sim.numerics.grids import WindGrid

PORTION = 4096
"""Balloons flown between two reports of progress."""

Progress = Callable[[int, int], None]

Columns = TypeVar("Columns", Balloons, Record)

Part = slice | NDArray[np.intp]


def fly_all(
    balloons: Balloons,
    record: Record,
    weathers: Weathers,
    chosen: NDArray[np.int64],
    world_in: Callable[[WindGrid], World],
    threads: int | None,
    progress: Progress | None,
) -> None:
    """Fly all balloons of a table, and write down what happens to them.

    Parameters
    ----------
    balloons : Balloons
        Balloon number n flies in weather member n modulo the size of `chosen`.
    record : Record
        Of as many balloons; gets what happens.
    weathers : Weathers
    chosen : (member,) int64
        Number of the weather of each member.
    world_in : callable
        Everything else that the flights need, around a wind.
    threads : int or None
        Threads of the kernel; all there are where it is None.
    progress : callable or None
        Called with (balloons done, balloons in all) after each portion.
    """
    for world, part, member in _portions(balloons, weathers, chosen, world_in, threads, progress):
        _fly_part(balloons, record, world, part, member)


def fly_settings(
    balloons: Balloons,
    release_after: NDArray[np.float64],
    records: Sequence[Record],
    weathers: Weathers,
    chosen: NDArray[np.int64],
    world_in: Callable[[WindGrid], World],
    threads: int | None,
    progress: Progress | None,
) -> None:
    """Fly balloons with several settings of their timers, the way that these share once.

    Parameters
    ----------
    balloons : Balloons
    release_after : (setting, balloon, bundle) float64
        In place of their own. [s]
    records : sequence of Record
        One for each setting, without tracks.
    weathers, chosen, world_in, threads, progress
        As for `fly_all`.
    """
    for world, part, member in _portions(balloons, weathers, chosen, world_in, threads, progress):
        rows = with_column(_rows(balloons, part), "member", member)
        count, repeated = rows.numbers.size, _at_every_setting(rows, release_after[:, part])
        bundles, drops = release_after.shape[2], world.drops.bundle.size
        own = empty_record(repeated.numbers.size, bundles, drops, begun=repeated.numbers.size)
        if len(records) > 1:
            begin_together(count, repeated, world, own)
        fly(repeated, world, own)
        for number, record in enumerate(records):
            _write(record, part, _rows(own, slice(number * count, (number + 1) * count)))


def _at_every_setting(balloons: Balloons, release_after: NDArray[np.float64]) -> Balloons:
    """All balloons with the first setting of their timers, then all with the next."""
    repeated = Balloons(*(np.concatenate([column] * len(release_after)) for column in balloons))
    return repeated._replace(release_after=np.concatenate(release_after))


def _portions(
    balloons: Balloons,
    weathers: Weathers,
    chosen: NDArray[np.int64],
    world_in: Callable[[WindGrid], World],
    threads: int | None,
    progress: Progress | None,
) -> Iterator[tuple[World, Part, NDArray[np.intp]]]:
    """Balloons by their wind, some at a time: their world, their rows, and the member of the world that each flies in.

    While it is at work the kernel has as many threads as were asked for.
    """
    count = balloons.numbers.size
    members = balloons.numbers % chosen.size
    done = 0
    with _threads(threads):
        for wind, rows in weathers.by_wind(chosen[members]):
            # of a thousand members one balloon needs one
            needed, member = np.unique(members[rows], return_inverse=True)
            world = world_in(weathers.true(wind, chosen[needed]))
            for begin in range(0, rows.size, PORTION):
                part = rows[begin : begin + PORTION]
                places = part if rows.size < count else slice(begin, begin + part.size)
                yield world, places, member[begin : begin + PORTION]
                done += part.size
                if progress is not None:
                    progress(done, count)


def _fly_part(balloons: Balloons, record: Record, world: World, part: Part, member: NDArray[np.intp]) -> None:
    """Fly some balloons, each in a member of the wind of this world."""
    rows, own = with_column(_rows(balloons, part), "member", member), _rows(record, part)
    fly(rows, world, own)
    if not isinstance(part, slice):  # copied by `_rows`
        _write(record, part, own)


def _write(record: Record, part: Part, rows: Record) -> None:
    """Write rows into their places of a record."""
    columns: list[Any] = [*zip(record, rows, strict=True)]  # arrays of several kinds
    for whole, column in columns:
        if whole.shape[0]:  # tracks and begun flights are kept of some only
            whole[_within(whole, part)] = column


def _rows(columns: Columns, part: Part) -> Columns:
    """Some balloons of arrays that all begin with the balloon; tracks, kept for the first ones only, run out."""
    arrays: list[Any] = list(columns)  # of several kinds
    rows = [column[_within(column, part)] for column in arrays]
    return type(columns)(*rows)


def _within(column: NDArray[Any], part: Part) -> Part:
    return part if isinstance(part, slice) else part[part < column.shape[0]]


@contextmanager
def _threads(count: int | None) -> Iterator[None]:
    before = numba.get_num_threads()
    numba.set_num_threads(before if count is None else count)
    try:
        yield
    finally:
        numba.set_num_threads(before)
