"""What may be kept of a point beside its measures: a density, some landings, the share of each weather member.

Holds no estimator: densities come from `sim.landing`, shares from its counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.landing import LandingDistribution
from sim.landing.counting.counts import Counts
from sim.landing.shape.density import Grid, density_on, peninsula_grid
from sim.landing.tables.rows import Line

Arrays = dict[str, NDArray[np.generic]]

NO_BALLOON = -1
"""Balloon of a sample that there is none for."""


@dataclass(frozen=True)
class Kept:
    """What is kept of every point beside its measures.

    Attributes
    ----------
    density : bool
        Whether the density of each item is, on one grid for all points.
    samples : int
        How many drops of each item are, with their places.
    members : int
        Of how many weather members the shares are; 0 for none.
    """

    density: bool = False
    samples: int = 0
    members: int = 0


@cache
def common_grid() -> Grid:
    """The grid of all densities of all sweeps."""
    return peninsula_grid()


def empty_kept(kept: Kept, items: int, points: int, regions: int) -> Arrays:
    """Arrays of points of which nothing is known; only of what is kept."""
    by_item, grid = (points, items), common_grid()
    arrays: Arrays = {}
    if kept.density:
        # seven digits are more than any density of a sweep is known to
        arrays["density"] = np.full((*by_item, grid.y.size - 1, grid.x.size - 1), np.nan, dtype=np.float32)
        arrays["density_outside"] = np.full(by_item, np.nan)
    if kept.samples:
        for name in ("sample_longitude", "sample_latitude"):
            arrays[name] = np.full((*by_item, kept.samples), np.nan)
        arrays["sample_balloon"] = np.full((*by_item, kept.samples), NO_BALLOON, dtype=np.int64)
    if kept.members:
        arrays["member_share"] = np.full((*by_item, regions, kept.members), np.nan)
        arrays["member_weight"] = np.full((*by_item, kept.members), np.nan)
    return arrays


def write_density(drops: LandingDistribution, item: str, into: Arrays) -> None:
    """Write the density of an item into arrays of one point and item; it stays unknown where nothing came down."""
    grid = common_grid()
    try:
        density = density_on(grid, drops.positions(item))
    except ResultError:
        return
    into["density"][...] = density
    into["density_outside"][...] = max(0.0, 1.0 - float(density.sum()) * grid.side**2 / 1e6)


def write_samples(flights: xr.Dataset, drops: NDArray[np.intp], weight: NDArray[np.float64], into: Arrays) -> None:
    """Write drops that stand for all of an item, landed or not, into arrays of one point and item.

    Parameters
    ----------
    flights : xr.Dataset
    drops : (n,) int
        Places of the drops of the item.
    weight : (n,) float64
        Of each against the others.
    into : mapping of str to array
        As many samples as it has room for, at most one for each balloon.

    Notes
    -----
    Steps of equal weight through all drops, one weather member after the other: every member has its share of them, and
    with one payload a sample is the same drop of the same balloon at every point.
    """
    balloons = flights.sizes["balloon"]
    count = min(into["sample_balloon"].size, balloons)
    # member by member: in the order of the balloons a step of as many as there are members would meet one of them alone
    order = np.argsort(flights["weather"].values, kind="stable")
    reached = np.cumsum(np.tile(weight, balloons))
    place = np.searchsorted(reached, (np.arange(count) + 0.5) / count * reached[-1])
    balloon, drop = order[place // drops.size], drops[place % drops.size]
    for name in ("longitude", "latitude"):
        into[f"sample_{name}"][:count] = flights[f"landing_{name}"].values[balloon, drop]
    into["sample_balloon"][:count] = balloon


def write_members(flights: xr.Dataset, counts: Counts, lines: Sequence[Line], numbers: list[int], into: Arrays) -> None:
    """Write the share of each weather member into arrays of one point and item; unknown where there is only one.

    Parameters
    ----------
    flights : xr.Dataset
    counts : Counts
        Of the item.
    lines : sequence of Line
        What is counted.
    numbers : list of int
        Where each of the lines stands in the arrays.
    into : mapping of str to array
    """
    members = np.unique(flights["weather"].values)
    if members.size == 1:  # its balloons are counted one by one then
        return
    with np.errstate(invalid="ignore"):
        for line, number in zip(lines, numbers, strict=True):
            into["member_share"][number, members] = counts.hits[line.members].sum(axis=0) / counts.trials
    into["member_weight"][members] = counts.trials / counts.trials.sum()
