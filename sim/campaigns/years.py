"""From nights to months and years: expectations with intervals, and years put together by drawing nights.

Holds no flight. One night is one draw of the weather; its balloons and copies are never counted apart.

References
----------
.. [1] Zou and Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in
   Medicine 27, 2008, p. 1693 (limits of a product or sum from the limits of its parts).
.. [2] Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22, 1927,
   p. 209.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.campaigns.nights import Floats, Nights


class Expected(NamedTuple):
    """An expectation and the ends of its interval."""

    estimate: Floats
    low: Floats
    high: Floats


class Years(NamedTuple):
    """A month in many years.

    used : (year,) int64
        Launches.
    copies : (year, item, place) float64
    """

    used: NDArray[np.int64]
    copies: Floats


def expected_launches(share: ArrayLike, tried: int, most: int | None) -> Floats:
    """Launches of a month: binomial, and no more than a limit. [1]

    Parameters
    ----------
    share : array_like
        Probability that a night is let go. [1]
    tried : int
        Nights tried.
    most : int or None
        After so many the group tries no more.

    Examples
    --------
    >>> float(expected_launches(0.25, 8, None))
    2.0
    >>> round(float(expected_launches(0.25, 2, 1)), 6)  # 1 - 0.75**2
    0.4375
    """
    numbers = np.arange(tried + 1)
    used = numbers if most is None else np.minimum(numbers, most)
    chances = stats.binom.pmf(numbers, tried, np.asarray(share, dtype=np.float64)[..., np.newaxis])
    return np.asarray(chances @ used, dtype=np.float64)


def launch_share(nights: Nights, level: float) -> Expected:
    """Probability that a night is let go, with Wilson's interval [2]_ over the nights looked at. [1]"""
    share = nights.let_go / nights.looked_at
    if nights.always:
        return Expected(np.array(1.0), np.array(1.0), np.array(1.0))
    ends = stats.binomtest(nights.let_go, nights.looked_at).proportion_ci(level, method="wilson")
    return Expected(np.array(share), np.array(ends.low), np.array(ends.high))


def launches(nights: Nights, tried: int, most: int | None, level: float) -> Expected:
    """Expected launches of a month: they grow with the share, and so do the ends of their interval."""
    return Expected(*(expected_launches(end, tried, most) for end in launch_share(nights, level)))


def month_copies(nights: Nights, used: Expected) -> Expected:
    """Copies of a month by kind (all together last) and place: launches times balloons times copies per balloon.

    How well launches and copies per balloon are known is put together as if the two were independent [1]_: which nights
    are let go, and where balloons then drift.
    """
    number, (copies, fewest, most) = used.estimate * nights.balloons, nights.per_balloon
    fewer, more = ((used.estimate - used.low) * nights.balloons, (used.high - used.estimate) * nights.balloons)
    if nights.let_go == 0:  # the product of two unknowns: as many as could be
        return Expected(number * copies, np.zeros_like(copies), used.high * nights.balloons * most)
    low = number * copies - np.hypot(number * (copies - fewest), copies * fewer)
    high = number * copies + np.hypot(number * (most - copies), copies * more)
    return Expected(number * copies, np.maximum(low, 0.0), high)


def summed(parts: Expected, axis: int) -> Expected:
    """The sum of independent numbers along an axis [1]_."""
    estimate = parts.estimate.sum(axis=axis)
    below = np.sqrt(((parts.estimate - parts.low) ** 2).sum(axis=axis))
    above = np.sqrt(((parts.high - parts.estimate) ** 2).sum(axis=axis))
    return Expected(estimate, np.maximum(estimate - below, 0.0), estimate + above)


def years_of(nights: Nights, tried: int, most: int | None, years: int, key: int) -> Years:
    """The month in many years: so many nights let go of those tried, each one of the nights flown, drawn anew.

    Parameters
    ----------
    nights : Nights
    tried : int
    most : int or None
        See `expected_launches`.
    years : int
    key : int
        Start of the draws.
    """
    generator = np.random.default_rng(key)
    shape = nights.copies.shape
    if shape[0] == 0:
        return Years(np.zeros(years, dtype=np.int64), np.zeros((years, *shape[1:])))
    used = generator.binomial(tried, nights.let_go / nights.looked_at, years)
    used = used if most is None else np.minimum(used, most)
    year = np.repeat(np.arange(years), used)
    drawn = generator.integers(shape[0], size=year.size)
    copies = np.zeros((years, *shape[1:]))
    np.add.at(copies, year, nights.copies[drawn])
    return Years(used.astype(np.int64), copies)
