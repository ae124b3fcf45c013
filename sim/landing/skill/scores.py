"""Rules that score a cloud of landings against a place that was found, and what many such cases say together.

Holds no question about an item: `sim.landing.skill.score` asks.

References
----------
.. [1] Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation", J. Am. Stat. Assoc. 102, 2007,
   eq. (21) and (22), p. 367.
.. [2] Ferro, "Fair scores for ensemble forecasts", Q. J. R. Meteorol. Soc. 140, 2014, p. 1917.
.. [3] Gneiting, Stanberry, Grimit, Held and Johnson, "Assessing probabilistic forecasts of multivariate quantities,
   with an application to ensemble predictions of surface winds", TEST 17, 2008, p. 211, sec. 3.1 (Box's density
   ordinate transform).
.. [4] Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22, 1927,
   p. 209.
"""

import math
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from sim.errors import InputError
from sim.landing.shape.contours import density_at
from sim.landing.shape.density import Positions

_SHIFTS = 200
"""Partners that each landing is compared with for the spread of the cloud: with 20,000 landings four million pairs,
whose mean is known to some 0.1 % of itself."""


class Coverage(NamedTuple):
    """A share of cases with its interval.

    share, low, high : float
    cases : int
    """

    share: float
    low: float
    high: float
    cases: int


def energy_score(
    places: NDArray[np.float64],
    found: ArrayLike,
    weight: NDArray[np.float64] | None = None,
    group: NDArray[np.int64] | None = None,
) -> float:
    """Energy score of a cloud of places against one that was found; not negative on the mean, smaller is better.

    Parameters
    ----------
    places : (n, d) float64
        At least two groups of them. [m]
    found : (d,) array_like
        [m]
    weight : (n,) float64, optional
        Share of each place; all alike by default.
    group : (n,) int64, optional
        What shares its weather; each place stands alone by default.

    Notes
    -----
    E|X - y| - E|X - X'| / 2 with independent X and X' from the forecast: minus eq. (22) of [1]_ with exponent 1; in one
    dimension it is the continuous ranked probability score, eq. (21). The places are a sample of the forecast, not the
    forecast itself: pairs of a place with itself are left out [2]_, and so are pairs of one group, which are no
    independent draws and lie too close together. Of more than some hundred places each is compared with as many others
    as there are `_SHIFTS`, evenly spread over an order that has nothing to do with the cloud.
    """
    count = places.shape[0]
    share = np.full(count, 1.0 / count) if weight is None else weight / weight.sum()
    alone = np.arange(count) if group is None else group
    to_found = float(share @ np.linalg.norm(places - np.asarray(found), axis=1))
    order = np.random.default_rng(0).permutation(count)
    places, share, alone = places[order], share[order], alone[order]
    total = pairs = 0.0
    for shift in np.unique(np.linspace(1, count - 1, min(count - 1, _SHIFTS)).astype(int)):
        product = share * np.roll(share, shift) * (alone != np.roll(alone, shift))
        total += float(product @ np.linalg.norm(places - np.roll(places, shift, axis=0), axis=1))
        pairs += float(product.sum())
    if pairs == 0.0:
        raise InputError("energy_score: the places are of one group; at least two are needed for a spread.")
    return to_found - 0.5 * total / pairs


def groups_of(positions: Positions) -> NDArray[np.int64]:
    """What shares its weather: the weather member of each landing, or its balloon where there is one weather only."""
    return positions.weather if np.unique(positions.weather).size > 1 else positions.balloon


def hdr_mass_at(density: xr.DataArray, positions: Positions, longitude: float, latitude: float) -> float:
    """Mass of the smallest region of highest density that holds a place; 1 beyond all that was simulated.

    Parameters
    ----------
    density : xr.DataArray
        Of the landings. [km-2]
    positions : Positions
        The landings.
    longitude, latitude : float
        [degree]

    Notes
    -----
    Of a calibrated forecast it is uniform between 0 and 1 over many cases: the density ordinate transform [3]_ counted
    from the inside, the one rank here that needs no axes.
    """
    there = float(density_at(density, [longitude], [latitude])[0])
    denser = density_at(density, positions.longitude, positions.latitude) > there
    return min(1.0, float(positions.weight[denser].sum()))  # a sum of many shares misses 1 by round-off


def log_score(density: xr.DataArray, longitude: float, latitude: float) -> float:
    """Minus the natural logarithm of the density [km-2] at a place; infinite beyond all that was simulated.

    Parameters
    ----------
    density : xr.DataArray
        Of the landings. [km-2]
    longitude, latitude : float
        [degree]
    """
    there = float(density_at(density, [longitude], [latitude])[0])
    return -math.log(there) if there > 0.0 else math.inf


def axis_ranks(
    places: NDArray[np.float64], found: ArrayLike, weight: NDArray[np.float64] | None = None
) -> tuple[float, float]:
    """Share of a cloud below a place along its major axis and along its minor axis; uniform if calibrated.

    Parameters
    ----------
    places : (n, 2) float64
        East and north. [m]
    found : (2,) array_like
        [m]
    weight : (n,) float64, optional
        Share of each place; all alike by default.

    Notes
    -----
    The major axis points to the east, the minor one to the left of it; of places as far as the found one half count.
    """
    share = np.full(places.shape[0], 1.0 / places.shape[0]) if weight is None else weight / weight.sum()
    east, north = np.linalg.eigh(np.cov(places.T, aweights=share))[1][:, 1]
    if east < 0.0:
        east, north = -east, -north
    ranks = []
    for axis in (np.array([east, north]), np.array([-north, east])):
        along, there = places @ axis, float(np.asarray(found) @ axis)
        ranks.append(float(share[along < there].sum() + 0.5 * share[along == there].sum()))
    return ranks[0], ranks[1]


def rank_histogram(ranks: ArrayLike, bins: int = 10) -> NDArray[np.int64]:
    """How many of many cases have their rank in each of equal bins from 0 to 1: flat if calibrated.

    Parameters
    ----------
    ranks : (case,) array_like
        From `hdr_mass_at` or `axis_ranks`.
    bins : int

    Returns
    -------
    (bins,) int64
        U-shaped where the forecasts are too narrow, humped where too wide, leaning where they are shifted.
    """
    return np.asarray(np.histogram(np.asarray(ranks), bins=bins, range=(0.0, 1.0))[0], dtype=np.int64)


def coverage(hdr_masses: ArrayLike, mass: float, level: float = 0.9) -> Coverage:
    """In what share of independent cases the region of a stated mass held what was found; Wilson's interval [4]_.

    Parameters
    ----------
    hdr_masses : (case,) array_like
        From `hdr_mass_at`, one for each night: places of one night are no independent cases.
    mass : float
        Stated mass of the regions, such as 0.9: the share of a calibrated forecast.
    level : float
        Probability that the interval is to hold the truth, 0 to 1.
    """
    from scipy import stats  # late: 0.2 s, which nobody needs who only lands

    inside = np.asarray(hdr_masses) <= mass
    held = stats.binomtest(int(inside.sum()), inside.size).proportion_ci(level, method="wilson")
    return Coverage(float(inside.mean()), float(held.low), float(held.high), inside.size)
