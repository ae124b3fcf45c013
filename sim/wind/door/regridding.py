"""From a model's own grid to latitudes, longitudes and pressures: where the points lie, and the values between them.

Holds no file format and no projection: a model's grid is here rows and columns of points, and levels by their pressure.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SAME_LEVEL = 1e-6
"""How far a pressure may lie beyond a column's end and count as its end: pressures in float32 hold 6e-8 of themselves,
and those of a file are the sum of two. [1]"""


class Bilinear(NamedTuple):
    """Between which four points of a grid each wanted point lies.

    row, column : (latitude, longitude) int
        The point before it along either axis.
    along_rows, along_columns : (latitude, longitude)
        How far it lies towards the point after that. [1]
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    along_rows: NDArray[np.float64]
    along_columns: NDArray[np.float64]

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the grid that are needed."""
        rows = slice(int(self.row.min()), int(self.row.max()) + 2)
        return rows, slice(int(self.column.min()), int(self.column.max()) + 2)

    def of(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Values at the wanted points.

        Parameters
        ----------
        values : (..., row, column)
            On the window.
        """
        rows, columns = self.window
        row, column = self.row - rows.start, self.column - columns.start
        before, after = (
            (1.0 - self.along_columns) * values[..., row + step, column]
            + self.along_columns * values[..., row + step, column + 1]
            for step in (0, 1)
        )
        return np.asarray((1.0 - self.along_rows) * before + self.along_rows * after)


def bilinear(row: NDArray[np.float64], column: NDArray[np.float64], shape: tuple[int, int]) -> Bilinear:
    """Where points lie on a grid.

    Parameters
    ----------
    row, column : (latitude, longitude)
        Places on the grid in steps of it, within it.
    shape : (row, column)
        How many points it has.

    Examples
    --------
    >>> place = bilinear(np.array([[0.5]]), np.array([[1.0]]), (2, 2))
    >>> place.of(np.array([[0.0, 1.0], [10.0, 11.0]]))
    array([[6.]])
    """
    first_row = np.clip(np.floor(row), 0, shape[0] - 2).astype(np.intp)
    first_column = np.clip(np.floor(column), 0, shape[1] - 2).astype(np.intp)
    return Bilinear(first_row, first_column, row - first_row, column - first_column)


def largest_rectangle(inside: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Rows and columns of the largest rectangle that holds True alone; empty where nothing is True.

    Parameters
    ----------
    inside : (row, column)

    Notes
    -----
    Above each row stand the columns of True that end there; the largest rectangle under their tops is found with a
    stack of rising heights, so that every column is put down and taken up once for each row.

    Examples
    --------
    >>> largest_rectangle(np.array([[True, True, False], [True, True, True], [False, True, True]]))
    (slice(0, 2, None), slice(0, 2, None))
    """
    best, most = (slice(0, 0), slice(0, 0)), 0
    heights = np.zeros(inside.shape[1], np.intp)
    for row, line in enumerate(inside):
        heights = np.where(line, heights + 1, 0)
        rising: list[tuple[int, int]] = []
        for column, height in enumerate([*heights.tolist(), 0]):
            start = column
            while rising and rising[-1][1] > height:
                start, top = rising.pop()
                if top * (column - start) > most:
                    most = top * (column - start)
                    best = slice(row - top + 1, row + 1), slice(start, column)
            if not rising or rising[-1][1] < height:
                rising.append((start, height))
    return best


def on_pressures(
    pressure: NDArray[np.float64], columns: dict[str, NDArray[np.float64]], wanted: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Columns of air at other pressures, linear in ln p; NaN where a column does not reach.

    Parameters
    ----------
    pressure : (level, latitude, longitude)
        Falling along every column. [Pa]
    columns : dict of str to (level, latitude, longitude)
    wanted : (pressure,)
        [Pa]

    Returns
    -------
    dict of str to (pressure, latitude, longitude)
    """
    depth = -np.log(pressure)
    out = {name: np.full((wanted.size, *pressure.shape[1:]), np.nan) for name in columns}
    for place, level in enumerate(-np.log(wanted)):
        lower = np.clip((depth <= level).sum(axis=0) - 1, 0, pressure.shape[0] - 2)[None]
        below, above = (np.take_along_axis(depth, lower + step, axis=0)[0] for step in (0, 1))
        reached = (level >= depth[0] - _SAME_LEVEL) & (level <= depth[-1] + _SAME_LEVEL)
        weight = np.where(reached, (level - below) / (above - below), np.nan)
        for name, values in columns.items():
            first, second = (np.take_along_axis(values, lower + step, axis=0)[0] for step in (0, 1))
            out[name][place] = first + weight * (second - first)
    return out
