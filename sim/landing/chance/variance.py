"""Where the scatter of a share or of a place comes from: between weathers, and between the balloons of one weather.

Holds the estimators only; which drops count is decided by the caller.

References
----------
.. [1] Searle, Casella and McCulloch, "Variance Components", Wiley, 1992, section 3.6 (analysis of variance, unequal
   groups).
.. [2] Louis, "Estimating a population of parameter values using Bayes and empirical Bayes methods", J. Am. Stat. Assoc.
   79, 1984, p. 393 (estimates drawn together until they scatter as the true values do).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.landing.counting.counts import BalloonCounts
from sim.landing.counting.endings import Endings
from sim.landing.shape.density import equal_area_projection, to_plane


@dataclass(frozen=True)
class VarianceParts:
    """Variance of one balloon's share, or place, in two parts.

    Attributes
    ----------
    what : str
        What varies, for a person.
    unit : str
        Of `mean`; "1" for a share.
    mean : float
        Over all balloons.
    between_weathers : float
        Variance of the mean of a weather with endless balloons; NaN where it cannot be known: of one weather, or with
        one balloon in each. [unit squared]
    within_weather : float
        Variance between the balloons of one weather; NaN with one balloon in each. [unit squared]
    of_weather_means : float
        Variance between the means of weathers with as many balloons as there are; NaN of one weather. [unit squared]
    weather_members, balloons : int
        Behind it.
    floored : bool
        Whether the estimate of `between_weathers` came out negative, as it may where weathers hardly differ, and was
        set to 0.
    """

    what: str
    unit: str
    mean: float
    between_weathers: float
    within_weather: float
    of_weather_means: float
    weather_members: int
    balloons: int
    floored: bool = False

    @property
    def total(self) -> float:
        """Variance of one balloon in any weather. [unit squared]"""
        return self.between_weathers + self.within_weather

    @property
    def weather_share(self) -> float:
        """Part of the total that is between weathers; the correlation of two balloons of one weather. [1]"""
        return self.between_weathers / self.total if self.total > 0 else math.nan

    def variance_of_mean(self, weather_members: int, balloons: float) -> float:
        """Variance of the mean over so many balloons, evenly spread over so many weathers. [unit squared]

        Of a single weather it is that of the mean in this weather.
        """
        between = self.between_weathers / weather_members if self.weather_members > 1 else 0.0
        return between + self.within_weather / balloons

    def __str__(self) -> str:
        if self.total == 0.0:
            return f"{self.what}: {self._size(self.mean)}, in every one of {self.balloons:,} balloons the same."
        if math.isnan(self.within_weather):
            return f"{self.what}: {self._size(self.mean)}. {_NOT_SEPARATE}"
        within = f"from balloon to balloon of one weather {self._size(self.within_weather**0.5)}"
        if self.weather_members == 1:
            return f"{self.what}: {self._size(self.mean)}; standard deviation {within}. {_ONE_WEATHER}"
        floored = " (the estimate fell below 0: these weathers differ no more than chance)" if self.floored else ""
        return (
            f"{self.what}: {self._size(self.mean)} over all weathers. Standard deviation from weather to weather "
            f"{self._size(self.between_weathers**0.5)}{floored}, {within}: {100 * self.weather_share:.0f} % of the "
            f"variance is the weather's ({self.weather_members} weather members, {self.balloons:,} balloons)."
        )

    def _size(self, value: float) -> str:
        return f"{100 * value:.1f} %" if self.unit == "1" else f"{value / 1e3:.1f} km"


_ONE_WEATHER = "How it differs from weather to weather is not known: all balloons flew in one."
_NOT_SEPARATE = "With one balloon in each weather the two parts of its scatter cannot be told apart."


def share_variance(counts: BalloonCounts, weather_members: int, what: str) -> VarianceParts:
    """Parts of the variance of a share.

    Parameters
    ----------
    counts : BalloonCounts
    weather_members : int
    what : str
        What the share is of, for a person.

    Notes
    -----
    Where balloons have unequal numbers of drops the share is a ratio; its linear form stands for it, which is the
    balloon's own share where they have equal ones.
    """
    _refuse_lone_weather(counts.clusters, weather_members, what)
    linear = counts.share + (counts.hits - counts.share * counts.trials) / counts.trials.mean()
    group = counts.cluster if weather_members > 1 else np.zeros(counts.cluster.size, dtype=np.intp)
    return variance_parts(linear, group, what, "1")


def place_variance(endings: Endings, kinds: tuple[str, ...]) -> tuple[VarianceParts, VarianceParts]:
    """Parts of the variance of the place, eastward and northward, of the middle of what each balloon drops.

    Parameters
    ----------
    endings : Endings
    kinds : tuple of str
        Kinds of item, each with the same weight.
    """
    longitude, latitude, weather = endings.middles(kinds)
    if longitude.size == 0:
        raise ResultError(f"flights: no {' or '.join(kinds)} reached the ground, so there is no place to describe.")
    plane = to_plane(equal_area_projection(longitude, latitude)).transform(longitude, latitude)
    group = np.unique(weather, return_inverse=True)[1]
    label = ", ".join(endings.labels[kind] for kind in kinds)
    _refuse_lone_weather(int(group.max()) + 1, endings.members, f"{label}, place")
    east, north = (
        variance_parts(np.asarray(axis), group, f"{label}, place {way} of the median", "m")
        for way, axis in zip(("eastward", "northward"), plane, strict=True)
    )
    return east, north


def _refuse_lone_weather(seen: int, weather_members: int, what: str) -> None:
    """Raise where one weather of several has all there is: how much weathers differ cannot be told from it."""
    if seen == 1 < weather_members:
        raise ResultError(
            f"{what}: only one of {weather_members} weather members has any, so how it scatters cannot be told; "
            "fly more balloons."
        )


def variance_parts(values: NDArray[np.float64], weather: NDArray[np.intp], what: str, unit: str) -> VarianceParts:
    """Parts of the variance of a number that each balloon has, unbiased before the floor at 0 [1]_.

    Parameters
    ----------
    values : (balloon,) float64
    weather : (balloon,) int
        Weather member of each, numbered 0, 1, ... without gaps.
    what, unit : str
        See `VarianceParts`.
    """
    sizes = np.bincount(weather)
    members, count, mean = sizes.size, values.size, float(values.mean())
    means = np.bincount(weather, values) / sizes
    if count == members > 1:
        return VarianceParts(what, unit, mean, math.nan, math.nan, float(values.var(ddof=1)), members, count)
    within = float(((values - means[weather]) ** 2).sum() / (count - members)) if count > members else math.nan
    if members == 1:
        return VarianceParts(what, unit, mean, math.nan, within, math.nan, members, count)
    between_squares = float((sizes * (means - mean) ** 2).sum() / (members - 1))
    usual_size = float(count - (sizes**2).sum() / count) / (members - 1)
    between = (between_squares - within) / usual_size
    floored, of_means = between < 0.0, between_squares / usual_size
    return VarianceParts(what, unit, mean, max(between, 0.0), within, of_means, members, count, floored)


@dataclass(frozen=True)
class Nights:
    """How a share differs from night to night.

    Attributes
    ----------
    what : str
        What the share is of, for a person.
    mean : float
        Over all nights. [1]
    seen : (night,) float64
        Share of each night as its few balloons show it, in the order of the weather members. [1]
    corrected : (night,) float64
        The same, drawn together about the mean until they scatter as the shares of nights with endless balloons do
        [2]_; NaN where the parts of the variance cannot be told apart. [1]
    balloons_per_night : float
    """

    what: str
    mean: float
    seen: NDArray[np.float64]
    corrected: NDArray[np.float64]
    balloons_per_night: float

    def quantile(self, q: float) -> float:
        """The share that a part q of all nights stays below, corrected for few balloons. [1]"""
        return float(np.quantile(self.corrected, q))

    def __str__(self) -> str:
        if self.seen.size == 1:
            return f"{self.what}: {100 * self.mean:.1f} % in this night. {_ONE_WEATHER}"
        if np.isnan(self.corrected).any():
            return f"{self.what}: {100 * self.mean:.1f} % over all nights. {_NOT_SEPARATE}"
        low, first, middle, last, high = (f"{100 * self.quantile(q):.0f}" for q in (0.05, 0.25, 0.5, 0.75, 0.95))
        as_seen = (f"{100 * np.quantile(self.seen, q):.0f}" for q in (0.05, 0.95))
        return (
            f"{self.what}: over all nights {100 * self.mean:.1f} %. One night: {low} to {high} % in nine nights of "
            f"ten, {first} to {last} % in every second, {middle} % in the middle one ({self.seen.size} nights of "
            f"{self.balloons_per_night:.0f} balloons; their chance is taken out, with it nine of ten would seem "
            f"{' to '.join(as_seen)} %)."
        )


def nights_of(counts: BalloonCounts, parts: VarianceParts) -> Nights:
    """The share in each night.

    Parameters
    ----------
    counts : BalloonCounts
    parts : VarianceParts
        Of the same share.
    """
    if parts.weather_members == 1:
        one = np.array([parts.mean])
        return Nights(parts.what, parts.mean, one, one, float(parts.balloons))
    # a balloon that has no such drop, as one whose bundle opened, leaves its night out
    hits, trials = counts.by_cluster()
    seen, per_night = hits / trials, parts.balloons / parts.weather_members
    # where nights differ by nothing at all there is nothing to draw together
    narrower = math.sqrt(parts.between_weathers / parts.of_weather_means) if parts.of_weather_means != 0.0 else 1.0
    return Nights(parts.what, parts.mean, seen, parts.mean + narrower * (seen - parts.mean), per_night)
