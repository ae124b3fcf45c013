"""Density of landings on a grid that is true to area.

Holds no drawing: a map shows what this gives.

References
----------
.. [1] Scott, "Multivariate Density Estimation", 2nd ed., Wiley, 2015, eq. (6.44) (bandwidth n**(-1/6) sd in two
   dimensions).
.. [2] Silverman, "Density Estimation for Statistics and Data Analysis", Chapman & Hall, 1986, eq. (3.30) (the smaller
   of sd and interquartile range / 1.349).
"""

import math
from typing import Any, NamedTuple, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from scipy import ndimage

from sim.errors import InputError

# Sprinkled below, a landing would look better known than the air and the terrain table allow. Assumed.
SMALLEST_BANDWIDTH = 500.0
# Kernel cut at 5 bandwidths, which leaves out 6e-7 of its mass.
KERNEL_REACH = 5.0
MOST_CELLS, MOST_HELD = 1500, 25_000_000  # of a side by default, and of a grid by any choice: some 1 GB

DENSITY_ATTRIBUTES = {
    "units": "km-2",
    "long_name": "probability density of the landing place of what reached the ground",
    "grid_mapping": "projection",
}


class Places(Protocol):
    """Places with the share of the landings that each holds: landings themselves, or cells in which they are counted.

    longitude, latitude : (n,) float64
        [degree]
    weight : (n,) float64
        Share of each; adds up to 1.
    """

    @property
    def longitude(self) -> NDArray[np.float64]: ...
    @property
    def latitude(self) -> NDArray[np.float64]: ...
    @property
    def weight(self) -> NDArray[np.float64]: ...


class Positions(NamedTuple):
    """Landings of some kind of item.

    longitude, latitude : (n,) float64
        [degree]
    weight : (n,) float64
        Share of each landing; adds up to 1.
    weather : (n,) int64
        Weather member of each landing.
    independent : int
        Number of balloons behind them.
    balloon : (n,) int64
        Place of the balloon of each landing in the dataset.
    """

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    weight: NDArray[np.float64]
    weather: NDArray[np.int64]
    independent: int
    balloon: NDArray[np.int64]


class Grid(NamedTuple):
    """Square cells of an equal-area plane.

    projection : CRS
    x, y : (n + 1,) float64
        Edges of the cells, equally far apart on both axes. [m]
    """

    projection: CRS
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @property
    def side(self) -> float:
        """Side of a cell. [m]"""
        return float(self.x[1] - self.x[0])


def peninsula_grid() -> Grid:
    """The grid on which densities of many runs are compared: 1,200 km about the peninsula, in cells of 10 km.

    Of 20,000 balloons of the headline night 0.3 % of what landed came down beyond it.
    """
    edges = np.arange(-600e3, 600e3 + 1.0, 10e3)
    return Grid(azimuthal_projection(127.5, 38.5), edges, edges)


def equal_area_projection(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> CRS:
    """Lambert's azimuthal equal-area projection about the median position."""
    unit = np.deg2rad(longitude)
    # The mean direction first: the median of 179 and -179 is not 0.
    middle = np.rad2deg(np.arctan2(np.sin(unit).mean(), np.cos(unit).mean()))
    centre = middle + np.median((longitude - middle + 180.0) % 360.0 - 180.0)
    return azimuthal_projection(round(centre, 3), round(float(np.median(latitude)), 3))


def azimuthal_projection(longitude: float, latitude: float) -> CRS:
    return CRS.from_dict({"proj": "laea", "lon_0": longitude, "lat_0": latitude, "ellps": "WGS84"})


def plane_about(longitude: float, latitude: float) -> Transformer:
    """From longitude and latitude [degree] to the equal-area plane about a point [m]; its north is true there."""
    return to_plane(azimuthal_projection(longitude, latitude))


def to_plane(projection: CRS) -> Transformer:
    """From longitude and latitude [degree] to the plane [m]."""
    return Transformer.from_crs(projection.geodetic_crs, projection, always_xy=True)


def bandwidth(values: NDArray[np.float64], weather: NDArray[np.int64], independent: int) -> float:
    """Bandwidth of one axis. [m]

    Parameters
    ----------
    values : (n,) float64
        [m]
    weather : (n,) int
        Weather member of each value.
    independent : int
        Number of balloons behind the values.

    Notes
    -----
    Scott's rule [1]_ with a spread that outliers do not move [2]_. Few weather members of narrow clouds would then show
    as so many islands; the bandwidth is therefore at least what the members' centres, each with the cloud around it as
    its own kernel, want by the same rule: sqrt(max(0, between**2 members**(-1/3) - within**2)). Assumed.
    """
    first, third = np.quantile(values, (0.25, 0.75))
    _, member = np.unique(weather, return_inverse=True)
    count = np.bincount(member)
    centre = np.bincount(member, weights=values) / count
    within = float(np.mean((values - centre[member]) ** 2))
    return bandwidth_of(float(values.std()), float(third - first), independent, centre, count, within)


def bandwidth_of(
    deviation: float,
    quartiles: float,
    independent: int,
    centre: NDArray[np.float64],
    count: NDArray[np.int64],
    within: float,
) -> float:
    """The same from what is known of the values of one axis. [m]

    Parameters
    ----------
    deviation, quartiles : float
        Standard deviation and interquartile range. [m]
    independent : int
        Number of balloons behind the values.
    centre : (member,) float64
        Mean of each weather member that has a value. [m]
    count : (member,) int64
        Number of its values.
    within : float
        Mean square of the distance from the centre of the member. [m2]
    """
    by_balloon = (min(deviation, quartiles / 1.349) or deviation) * independent ** (-1 / 6)
    between = max(0.0, float(centre.var()) - within * float(np.mean(1 / count)))
    between_members = np.sqrt(max(0.0, between * count.size ** (-1 / 3) - within))
    return float(max(by_balloon, between_members, SMALLEST_BANDWIDTH))


def landing_density(positions: Positions, cell: float | None = None) -> xr.DataArray:
    """Probability density of the landing place of what reached the ground. [km-2]

    Parameters
    ----------
    positions : Positions
        At least one.
    cell : float, optional
        Side of a cell; by default half the smaller bandwidth, or what keeps the grid below 1,500 cells a side. [m]

    Returns
    -------
    DataArray
        Dimensions (y, x) in the plane [m], with two-dimensional `longitude` and `latitude`. The sum of the cells times
        their area is 1. `attrs` state the bandwidths and the rule behind them.
    """
    projection = equal_area_projection(positions.longitude, positions.latitude)
    x, y = to_plane(projection).transform(positions.longitude, positions.latitude)
    widths = _bandwidths(x, y, positions)
    side = cell or max(min(widths) / 2, max(np.ptp(x), np.ptp(y)) / MOST_CELLS)
    return smoothed(x, y, positions.weight, side, projection, (widths[0], widths[1]), positions.independent)


def smoothed(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weight: NDArray[np.float64],
    side: float,
    projection: CRS,
    widths: tuple[float, float],
    independent: int,
) -> xr.DataArray:
    """Density of weighted points of a plane. [km-2]

    Parameters
    ----------
    x, y, weight : (n,) float64
        [m], [1]
    side : float
        Of a cell; the edges of cells lie at whole multiples of it. [m]
    projection : CRS
        Of the plane.
    widths : (float, float)
        Bandwidth of either axis. [m]
    independent : int
        Number of balloons behind the points.

    Raises
    ------
    InputError
        Where that makes more than `MOST_HELD` cells.
    """
    reach = [np.ptp(values) + 2 * KERNEL_REACH * width for values, width in zip((x, y), widths, strict=True)]
    if (cells := np.prod(reach) / side**2) > MOST_HELD:
        raise InputError(
            f"density: cells of {side:g} m are {cells:.0e}, and no more than {MOST_HELD:,} can be held; take cells of "
            f"{math.ceil(side * math.sqrt(cells / MOST_HELD))} m or more."
        )
    edges = [_edges(values, KERNEL_REACH * width, side) for values, width in zip((x, y), widths, strict=True)]
    grid = Grid(projection, *edges)
    return _labelled(_smoothed(x, y, weight, grid, widths), grid, widths, independent)


def density_on(grid: Grid, positions: Positions) -> NDArray[np.float64]:
    """The density of `landing_density` on a given grid. (y, x) [km-2]

    The sum of the cells times their area falls short of 1 by what the grid does not hold.
    """
    x, y = to_plane(grid.projection).transform(positions.longitude, positions.latitude)
    widths = _bandwidths(x, y, positions)
    # so many cells more on each side: what lies beyond the edge reaches over it
    more = [int(np.ceil(KERNEL_REACH * width / grid.side)) for width in widths]
    wider = Grid(grid.projection, *(_widened(edges, count) for edges, count in zip(grid[1:], more, strict=True)))
    whole = _smoothed(x, y, positions.weight, wider, widths)
    return whole[more[1] : whole.shape[0] - more[1], more[0] : whole.shape[1] - more[0]]


def _bandwidths(x: NDArray[np.float64], y: NDArray[np.float64], positions: Positions) -> tuple[float, float]:
    """Of both axes. [m]"""
    known = positions.weather, positions.independent
    return bandwidth(x, *known), bandwidth(y, *known)


def _smoothed(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], grid: Grid, widths: tuple[float, float]
) -> NDArray[np.float64]:
    """Weights counted in cells and spread by the kernel. (y, x) [km-2]"""
    counted, _, _ = np.histogram2d(y, x, bins=(grid.y, grid.x), weights=weight)
    sigma = (widths[1] / grid.side, widths[0] / grid.side)
    smooth = ndimage.gaussian_filter(counted, sigma, mode="constant", truncate=KERNEL_REACH)
    return np.asarray(smooth * 1e6 / grid.side**2, dtype=np.float64)


def _widened(edges: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Edges of a grid with so many cells more on either side."""
    beyond = np.arange(1, count + 1) * (edges[1] - edges[0])
    return np.concatenate([edges[0] - beyond[::-1], edges, edges[-1] + beyond])


def _edges(values: NDArray[np.float64], margin: float, side: float) -> NDArray[np.float64]:
    """Edges of cells at whole multiples of `side` about the projection's centre, with room for the kernel."""
    first = np.floor((values.min() - margin) / side) - 1
    last = np.ceil((values.max() + margin) / side) + 1
    return np.asarray(np.arange(first, last + 1) * side, dtype=np.float64)


def grid_coordinates(grid: Grid) -> dict[str, Any]:
    """Centres of the cells in the plane [m] and on earth [degree], and the projection, with their attributes."""
    x, y = ((edges[:-1] + edges[1:]) / 2 for edges in (grid.x, grid.y))
    longitude, latitude = to_plane(grid.projection).transform(*np.meshgrid(x, y), direction="INVERSE")
    axis = {"units": "m", "axis": "X", "standard_name": "projection_x_coordinate"}
    return {
        "x": ("x", x, axis),
        "y": ("y", y, axis | {"axis": "Y", "standard_name": "projection_y_coordinate"}),
        "longitude": (("y", "x"), longitude, {"units": "degrees_east", "standard_name": "longitude"}),
        "latitude": (("y", "x"), latitude, {"units": "degrees_north", "standard_name": "latitude"}),
        "projection": ((), 0, grid.projection.to_cf() | {"long_name": "Lambert azimuthal equal-area projection"}),
    }


def _labelled(density: NDArray[np.float64], grid: Grid, widths: tuple[float, float], independent: int) -> xr.DataArray:
    return xr.DataArray(
        density,
        dims=("y", "x"),
        coords=grid_coordinates(grid),
        name="landing_density",
        attrs={
            **DENSITY_ATTRIBUTES,
            "bandwidth_x": widths[0],
            "bandwidth_y": widths[1],
            "bandwidth_rule": f"Scott, n**(-1/6) times the robust spread of each axis, n = {independent} balloons; "
            "more where the clouds of the weather members would stand apart [m]",
        },
    )
