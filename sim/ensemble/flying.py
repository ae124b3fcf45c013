"""The flights themselves: balloons handed to the kernel in portions, each in the wind of its weather member.

Holds no draws and no labels.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from sim.ensemble.draws import with_column
from sim.ensemble.weathers import Weathers
from sim.flight.kernel import fly
from sim.flight.record import Record
from sim.flight.state import Balloons, World
from sim.numerics.grids import WindGrid

PORTION = 1024
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
                _fly_part(balloons, record, world, places, member[begin : begin + PORTION])
                done += part.size
                if progress is not None:
                    progress(done, count)


def _fly_part(balloons: Balloons, record: Record, world: World, part: Part, member: NDArray[np.intp]) -> None:
    """Fly some balloons, each in a member of the wind of this world."""
    rows, own = with_column(_rows(balloons, part), "member", member), _rows(record, part)
    *shared, key = world
    fly(rows, *shared, np.uint64(key), own)
    if isinstance(part, slice):
        return
    columns: list[Any] = [*zip(record, own, strict=True)]  # arrays of several kinds, copied by `_rows`
    for whole, column in columns:
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
