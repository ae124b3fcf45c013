"""What a grid of winds says about the winds that it does not show: their spread within each of its cells.

Holds no random motion: `sim.flight` makes it from this spread.
"""

import numpy as np
from numpy.typing import NDArray

MESOSCALE_STEP = 250.0
"""Step in height of the spread of the wind within a cell. [m]"""

MESOSCALE_TIME = 3600.0
"""How long what a cell does not show lasts in a field of one time, which says nothing about it. Assumed: half of the
two hours over which a wind at 10 m s-1 crosses a cell of 0.75 degree. [s]"""


def spread_in_cells(wind: NDArray[np.float32], heights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Standard deviation of the wind among the corners of each cell, at the foot of each step in height. [m s-1]

    Parameters
    ----------
    wind : (time, level, latitude, longitude, component) float32
        Eastward and northward; levels above the last of `heights` are left out. [m s-1]
    heights : (level,) float64
        [m]

    Returns
    -------
    (time, height, latitude, longitude) float32
        Root of the mean variance of the two components among four corners at two times, or at the one time there is;
        all axes of length one where the wind is the same everywhere and always. [m s-1]
    """
    levels = []
    for foot in np.arange(heights[0], heights[-1] + 1e-9, MESOSCALE_STEP):
        lower = min(int(np.searchsorted(heights, foot, side="right")) - 1, heights.size - 2)
        weight = (foot - heights[lower]) / (heights[lower + 1] - heights[lower])
        below, above = (wind[:, level].astype(float) for level in (lower, lower + 1))
        variance = _variance_of_corners(below + weight * (above - below))
        levels.append(np.sqrt(variance.mean(axis=-1)).astype(np.float32))
    spread = np.stack(levels, axis=1)
    return spread if spread.any() else np.zeros((1, 1, 1, 1), np.float32)


def _variance_of_corners(wind: NDArray[np.float64]) -> NDArray[np.float64]:
    """Variance among the corners of the cells of (time, latitude, longitude, component). [m2 s-2]"""
    ends = (slice(None, -1), slice(1, None))
    times = ends if wind.shape[0] > 1 else (slice(None),)
    corners = [wind[time, row, column] for time in times for row in ends for column in ends]
    # `np.var` takes the mean first, and of four or eight equal numbers it is exact: a uniform wind has no spread.
    variance: NDArray[np.float64] = np.var(corners, axis=0)
    return variance
