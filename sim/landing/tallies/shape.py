"""Density of landings that are counted in cells.

Holds no drawing and no contour.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError
from sim.landing.shape.density import MOST_CELLS, azimuthal_projection, bandwidth_of, smoothed
from sim.landing.tallies.cells import CELL
from sim.landing.tallies.tallied import Cells


class Scatter(NamedTuple):
    """Landings by weather member along one axis of the cells.

    summed : (member,) int64
        Sum of the columns, or rows, of the landings of each.
    landings : (member,) int64
        Number of them, at least 1.
    """

    summed: NDArray[np.int64]
    landings: NDArray[np.int64]


def cell_density(
    cells: Cells,
    launch: tuple[float, float],
    scatter: tuple[Scatter, Scatter],
    independent: int,
    side: float | None,
) -> xr.DataArray:
    """Probability density of the landing place of what reached the ground. [km-2]

    Parameters
    ----------
    cells : Cells
    launch : (float, float)
        Longitude and latitude. [degree]
    scatter : (Scatter, Scatter)
        Eastward and northward.
    independent : int
        Number of balloons behind the landings.
    side : float or None
        Of a cell of the density; by default about half of the smaller bandwidth, in whole cells. [m]
    """
    axes = cells.column, cells.row
    width_x, width_y = (
        _bandwidth(axis, cells.landings, own, independent) for axis, own in zip(axes, scatter, strict=True)
    )
    widest = max(np.ptp(axis) for axis in axes) * CELL
    wished = max(min(width_x, width_y) / 2, widest / MOST_CELLS) if side is None else side
    # whole cells: others would take now one row of them and now two, and draw stripes that are not there
    whole = max(1, int(wished // CELL)) * CELL
    if side is not None and whole != side:
        raise InputError(
            f"density: cell is {side:g} m; a tally counts in cells of {CELL:g} m: give a whole multiple of that."
        )
    x, y = (np.asarray((axis + 0.5) * CELL, dtype=np.float64) for axis in axes)
    return smoothed(x, y, cells.weight, whole, azimuthal_projection(*launch), (width_x, width_y), independent)


def _bandwidth(axis: NDArray[np.int64], landings: NDArray[np.int64], scatter: Scatter, independent: int) -> float:
    """Bandwidth of one axis, by the rule for landings that are kept. [m]"""
    lowest = int(axis.min())
    number = np.bincount(axis - lowest, weights=landings)
    middle = lowest + np.arange(number.size)
    mean = number @ middle / number.sum()
    variance = float(number @ (middle - mean) ** 2 / number.sum())
    reached = np.concatenate([[0.0], np.cumsum(number) / number.sum()])
    first, third = np.interp((0.25, 0.75), reached, np.arange(reached.size))
    centre = scatter.summed / scatter.landings
    within = variance - float(scatter.landings @ (centre - mean) ** 2 / scatter.landings.sum())
    return bandwidth_of(
        variance**0.5 * CELL,
        float(third - first) * CELL,
        independent,
        centre * CELL,
        scatter.landings,
        max(within, 0.0) * CELL**2,
    )
