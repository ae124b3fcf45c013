"""The cells in which landings are counted: squares of one kilometre that are true to area, about the launch site.

Holds no density: it says in which cell a landing is. The cells cover the whole earth, so that none lies beyond them.
"""

import numpy as np
from numpy.typing import NDArray

from sim.landing.shape.density import plane_about

CELL = 1000.0
"""Side of a cell. The air and the table of terrain heights tell a landing to half of it. [m]"""

CELLS = 25_600
"""Cells along each axis. The whole earth is a disc in this plane, 25,484 km wide."""


def cells_of(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], launch: tuple[float, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of the cell of each position [degree], counted from the launch site eastward and northward."""
    x, y = plane_about(*launch).transform(longitude, latitude)
    column, row = (np.floor(np.asarray(axis) / CELL).astype(np.int64) for axis in (x, y))
    return column, row


def middles_of(
    column: NDArray[np.int64], row: NDArray[np.int64], launch: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of the middles of cells. [degree]"""
    x, y = ((axis + 0.5) * CELL for axis in (column, row))
    longitude, latitude = plane_about(*launch).transform(x, y, direction="INVERSE")
    return np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)


def axis() -> NDArray[np.float64]:
    """Middles of the cells along either axis. [m]"""
    return np.asarray((np.arange(CELLS) - CELLS // 2 + 0.5) * CELL, dtype=np.float64)


def packed(drop: int, column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of the cells of a drop in an array (drop, y, x) that nobody could hold."""
    return (drop * CELLS + row + CELLS // 2) * CELLS + column + CELLS // 2


def unpacked(place: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Drop, column and row of such places."""
    above, column = np.divmod(place, CELLS)
    drop, row = np.divmod(above, CELLS)
    return drop, column - CELLS // 2, row - CELLS // 2


def gathered(place: NDArray[np.int64], landings: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each place once, in order, with all its landings.

    >>> gathered(np.array([7, 3, 7]), np.array([1, 1, 2]))
    (array([3, 7]), array([1, 3]))
    """
    order = np.argsort(place, kind="stable")
    place, landings = place[order], landings[order]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    return place[first], np.add.reduceat(landings, first) if first.size else landings
