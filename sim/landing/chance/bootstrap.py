"""Intervals of any number read from landings, by drawing the weather members anew.

Holds no physics: the numbers that resample are numpy's, seeded, and change no flight.

References
----------
.. [1] Davison and Hinkley, "Bootstrap Methods and their Application", Cambridge University Press, 1997, section 3.8
   (hierarchical data: the outer level with replacement, the inner one left whole).
.. [2] Rao and Wu, "Resampling inference with complex survey data", J. Am. Stat. Assoc. 83, 1988, p. 231 (one cluster
   fewer than there are).
.. [3] Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69, 2015, p. 371, section
   4.5 (the expanded percentile interval).
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.errors import InputError, ResultError
from sim.kinds import KEPT_LANDINGS, is_share, is_whole_number

if TYPE_CHECKING:
    from sim.landing.distribution import LandingDistribution

FEWEST = 5
"""Weather members (balloons, of a single weather) that a resampled interval needs: of two or three there are so few
different resamples that they say nothing of how far others lie. Assumed."""

# Resamples whose weights are held at once: 20,000 balloons of one weather are 16 MB.
_TOGETHER = 100


@dataclass(frozen=True)
class Interval:
    """A number with an interval.

    Attributes
    ----------
    estimate, low, high : float
        Of all flights, and the ends; in the unit of the number.
    level : float
        Probability that the interval is to hold the truth.
    without_value : int
        Resamples that had no such number, as where nothing landed; they are not in the interval.
    """

    estimate: float
    low: float
    high: float
    level: float
    without_value: int = 0

    def __str__(self) -> str:
        lost = f"; {self.without_value} resamples had no value" if self.without_value else ""
        return f"{self.estimate:.4g} ({100 * self.level:.0f} %: {self.low:.4g} to {self.high:.4g}{lost})"


@dataclass(frozen=True)
class Share:
    """Share of the drops of an item that end in a region, total or outcome: a statistic that is quick to resample."""

    item: str
    region: str

    def __call__(self, drops: "LandingDistribution") -> float:
        """The share. [1]"""
        return drops.balloon_counts(self.item, self.region).share


Statistic = Callable[["LandingDistribution"], float]


def interval(
    drops: "LandingDistribution",
    statistic: Statistic | Share,
    level: float = 0.9,
    resamples: int = 1000,
    rng_seed: int = 0,
) -> Interval:
    """Any number that landings give, with an interval that counts weather members, not balloons or leaflets.

    Parameters
    ----------
    drops : LandingDistribution
    statistic : callable
        Makes a number of a landing distribution; `Share(item, region)` is the quick one.
    level : float
        Probability that the interval is to hold the truth, 0 to 1.
    resamples : int
        How often the weather members are drawn anew, at least 100.
    rng_seed : int
        Start of these draws: the same seed gives the same interval. It is not the seed of the flights.

    Returns
    -------
    Interval
        With ends that are NaN where fewer than `FEWEST` weather members have such a number.

    Notes
    -----
    With M members of n balloons, variance B between members and W between the balloons of one, a mean has the variance
    B / M + W / (M n). Whole members drawn anew have just that, times (M - 1) / M. Drawing the balloons inside each
    drawn member anew as well would add W / (M n) a second time, almost twice too much where B is small; so the balloons
    of a member stay together [1]_, and those of a single weather are drawn themselves. M - 1 members are drawn instead
    of M, which takes the factor away [2]_, and the percentiles are those that Student's quantile for M - 1 degrees of
    freedom asks for [3]_. Coverage is measured by `benchmarks/interval_coverage.py`.
    """
    _refuse_impossible(drops, statistic, level, resamples, rng_seed)
    generator = np.random.default_rng(rng_seed)
    values = (
        _shares(drops, statistic, resamples, generator)
        if isinstance(statistic, Share)
        else np.array([*_values(drops, statistic, resamples, generator)])
    )
    known = values[np.isfinite(values)]
    estimate = float(statistic(drops))
    lost = resamples - known.size
    members = _members(drops, statistic)
    if known.size == 0 or members < FEWEST:
        return Interval(estimate, math.nan, math.nan, level, lost)
    tail = float(special.ndtr(special.stdtrit(members - 1, 0.5 - level / 2)))
    low, high = np.quantile(known, (tail, 1.0 - tail))
    return Interval(estimate, float(low), float(high), level, lost)


def _refuse_impossible(drops: object, statistic: object, level: float, resamples: int, rng_seed: int) -> None:
    problems = []
    if not hasattr(drops, "rows_by_cluster"):
        problems.append(f"interval: drops must be {KEPT_LANDINGS}.")
    if not callable(statistic):
        problems.append(
            f"interval: statistic is {statistic!r}; it must be a function that makes a number of landings, or a Share."
        )
    if not is_share(level):
        problems.append(f"interval: level is {level!r}; it must be a number between 0 and 1.")
    if not (is_whole_number(resamples) and resamples >= 100):
        problems.append(
            f"interval: resamples is {resamples!r}; it must be a whole number of at least 100 for the ends to mean "
            "anything."
        )
    if not (is_whole_number(rng_seed) and rng_seed >= 0):
        problems.append(f"interval: rng_seed is {rng_seed!r}; it must be a whole number that is not negative.")
    if problems:
        raise InputError(problems)


def _members(drops: "LandingDistribution", statistic: Statistic | Share) -> int:
    """How many are drawn from; weathers without a drop of the item of a share are not."""
    if isinstance(statistic, Share):
        return drops.balloon_counts(statistic.item, statistic.region).clusters
    return drops.weather_members if drops.weather_members > 1 else drops.balloons


def _shares(
    drops: "LandingDistribution", share: Share, resamples: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """The share in each resample; how often a member is drawn is multinomial."""
    counts = drops.balloon_counts(share.item, share.region)
    hits, trials = counts.by_cluster()
    fewer, chances = max(counts.clusters - 1, 1), np.full(counts.clusters, 1.0 / counts.clusters)
    parts = []
    for begin in range(0, resamples, _TOGETHER):
        drawn = generator.multinomial(fewer, chances, min(_TOGETHER, resamples - begin))
        parts.append((drawn @ hits) / (drawn @ trials))
    return np.concatenate(parts)


def _values(
    drops: "LandingDistribution", statistic: Statistic, resamples: int, generator: np.random.Generator
) -> Iterator[float]:
    """The number in each resample; NaN where it has none."""
    rows = drops.rows_by_cluster()
    for _ in range(resamples):
        drawn = generator.integers(len(rows), size=max(len(rows) - 1, 1))
        try:
            members = [rows[cluster] for cluster in drawn]
            # a member drawn twice counts as two; balloons of a single weather stay in one
            weather = np.arange(len(members)) if drops.weather_members > 1 else np.zeros(len(members), dtype=np.intp)
            sizes = [member.size for member in members]
            yield float(statistic(drops.of_balloons(np.concatenate(members), np.repeat(weather, sizes))))
        except ResultError:
            yield math.nan
