"""Weather as a random process: what each member adds to the wind, correlated over height, in time and over the ground.

Holds the process and its realisation; which magnitude belongs to a climate, an analysis or a forecast is decided
elsewhere.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import WindError
from sim.numerics.random import normals

_STREAMS = ("weather.eastward", "weather.northward")

_MOST_NUMBERS = 25_000
"""Random numbers of one component that are worked on together: 0.2 MB, of which some copies are made, all of which stay
close to the processor."""

_JITTER = 1e-9
"""Added to the diagonal of a correlation that is singular to rounding: neighbours 0.4 scales apart on a Gaussian law
are. It moves no correlation by more."""


class _Between(NamedTuple):
    """Between which heights of a process some heights lie, and the weights of the two. (2, height)"""

    lower: NDArray[np.intp]
    upper: NDArray[np.intp]
    weight: NDArray[np.float64]


class _Factors(NamedTuple):
    """Cholesky factors of what is asked for, without the zeros that a row of one ends with: noise that nothing takes is
    not drawn.

    levels : (2 height, noise)
        Of the eastward departures, lowest first, followed by the northward ones; the noise in the same order.
    rows, columns : (north, noise), (east, noise)
    taken : [(height, north, east), ...]
        How much noise of each component they take.
    """

    levels: NDArray[np.float64]
    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    taken: list[tuple[int, int, int]]


@dataclass(frozen=True)
class WeatherProcess:
    """Gaussian departure of the wind from a field.

    In time an Ornstein-Uhlenbeck process; over height and between the components correlated as `correlation` says; over
    the ground as exp(-(d / horizontal_scale)**2), which is smooth. The three are multiplied with each other.

    Attributes
    ----------
    heights : (height,) float64
        Where standard deviations and correlations are given, ascending; departures are linear between and held beyond,
        standard deviations too. [m]
    eastward_sd, northward_sd : (height,) float64
        Standard deviation of each component. [m s-1]
    correlation : (2 height, 2 height) float64
        Between all eastward departures, lowest first, followed by all northward ones. [1]
    horizontal_scale : float
        Distance over which the correlation falls to 1/e; infinite where a departure is the same everywhere. [m]
    time_scale : float
        Time over which the correlation falls to 1/e. [s]
    """

    heights: NDArray[np.float64]
    eastward_sd: NDArray[np.float64]
    northward_sd: NDArray[np.float64]
    correlation: NDArray[np.float64]
    horizontal_scale: float
    time_scale: float

    def __post_init__(self) -> None:
        problems = []
        if self.heights.size == 0 or np.any(np.diff(self.heights) <= 0.0):
            problems.append("weather process: its heights do not ascend; give each height once, lowest first.")
        for name, sd in (("eastward", self.eastward_sd), ("northward", self.northward_sd)):
            if sd.shape != self.heights.shape or not np.all(sd >= 0.0):
                problems.append(f"weather process: {name}_sd must hold one number of at least 0 for each height.")
        problems.extend(_correlation_problems(self.correlation, 2 * self.heights.size))
        for name, scale in (("horizontal_scale", self.horizontal_scale), ("time_scale", self.time_scale)):
            if not scale > 0.0:
                problems.append(f"weather process: {name} is {scale}; it must be greater than 0.")
        if problems:
            raise WindError(problems)

    def __repr__(self) -> str:
        low, high = float(self.eastward_sd.min()), float(self.eastward_sd.max())
        return f"WeatherProcess(eastward sd {low:.1f} to {high:.1f} m/s; {self.reach})"

    @property
    def reach(self) -> str:
        """Over how long and how far departures change, for people."""
        over = f"they change over {self.time_scale / 3600.0:g} h"
        if math.isinf(self.horizontal_scale):
            return f"{over} and are the same everywhere"
        return f"{over} and {self.horizontal_scale / 1000.0:g} km"

    def scaled(self, factor: float) -> "WeatherProcess":
        """The same process with its standard deviations multiplied by a number of at least 0."""
        return replace(self, eastward_sd=factor * self.eastward_sd, northward_sd=factor * self.northward_sd)

    def realise(
        self,
        key: int,
        members: int | Sequence[int] | NDArray[np.int64],
        times: ArrayLike,
        heights: ArrayLike,
        north: ArrayLike = 0.0,
        east: ArrayLike = 0.0,
        *,
        purpose: str = "",
        place: tuple[int, int] | None = None,
    ) -> NDArray[np.float32]:
        """Departure of the wind for each weather member.

        Member m is the same however many members are asked for, and its start the same however long it lasts.

        Parameters
        ----------
        key : int
            The ensemble's `rng_seed`.
        members : int or sequence of int
            How many members, or the number of each.
        times : (time,) float64
            In equal steps. [s]
        heights : (height,) float64
            [m]
        north, east : (north,), (east,) float64
            Places on the ground. [m]
        purpose : str
            Realisations for different purposes are independent of each other.
        place : (north, east) or None
            Indices of the one place on the ground that is wanted: the same as among all of them, for less work.

        Returns
        -------
        (member, time, height, north, east, component) float32
            Eastward, then northward. [m s-1]

        Notes
        -----
        Exact for any step: x(t + dt) = r x(t) + sqrt(1 - r**2) L n with r = exp(-dt / time_scale) [1]_, L the Cholesky
        factor of the covariance over height, component and ground, and x(0) = L n drawn from the stationary law.

        References
        ----------
        .. [1] Gillespie, "Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral", Phys. Rev. E
           54, 1996, p. 2084, eq. 1.9.
        """
        seconds, z, y, x = (np.atleast_1d(np.asarray(axis, float)) for axis in (times, heights, north, east))
        persistence = np.exp(-_equal_step(seconds, "times") / self.time_scale)
        between = list(self._at_heights(z))
        depth = 1 + max(int(each.upper.max()) for each in between)
        factors = self._factors(depth, y, x, place)
        numbers = np.arange(members) if isinstance(members, int) else np.asarray(members)
        ground = factors.rows.shape[0], factors.columns.shape[0]
        out = np.empty((numbers.size, seconds.size, z.size, *ground, 2), np.float32)
        shape = (seconds.size, self.heights.size, y.size, x.size)
        together = max(1, _MOST_NUMBERS // (seconds.size * max(map(math.prod, factors.taken))))
        for begin in range(0, numbers.size, together):
            part = slice(begin, begin + together)
            drawn = [
                _drawn(key, numbers[part], shape, (seconds.size, *taken), purpose + stream)
                for stream, taken in zip(_STREAMS, factors.taken, strict=True)
            ]
            noise = factors.rows @ np.concatenate(drawn, axis=2) @ factors.columns.T
            noise = factors.levels @ noise.reshape(*noise.shape[:3], -1)
            departure = _persist(noise, persistence).reshape(-1, seconds.size, 2, depth, *ground)
            for component, (lower, upper, weight) in enumerate(between):
                below, above = departure[:, :, component, lower], departure[:, :, component, upper]
                out[part, ..., component] = weight[0, :, None, None] * below + weight[1, :, None, None] * above
        return out

    def _factors(
        self, depth: int, y: NDArray[np.float64], x: NDArray[np.float64], place: tuple[int, int] | None
    ) -> _Factors:
        """What the lowest heights take at all places on the ground, or at one of them."""
        count = self.heights.size
        levels, rows, columns = map(_factor, (self.correlation, self._over_ground(y), self._over_ground(x)))
        levels = levels.reshape(2, count, 2, count)[:, :depth]
        if place is not None:
            rows, columns = rows[place[0], None], columns[place[1], None]
        parts = [levels[:, :, component, : _reach(levels[:, :, component])] for component in range(2)]
        rows, columns = rows[:, : _reach(rows)], columns[:, : _reach(columns)]
        return _Factors(
            np.concatenate(parts, axis=2).reshape(2 * depth, -1),
            rows,
            columns,
            [(part.shape[2], rows.shape[1], columns.shape[1]) for part in parts],
        )

    def _at_heights(self, z: NDArray[np.float64]) -> Iterator[_Between]:
        """Of each component, the departures that those at `z` lie between, and their weights, deviation included.

        Between two heights a mean varies less than its parts; its standard deviation is brought to what it shall be.
        """
        count = self.heights.size
        lower = np.clip(np.searchsorted(self.heights, z, side="right") - 1, 0, count - 1)
        upper = np.minimum(lower + 1, count - 1)
        depth = np.where(upper > lower, self.heights[upper] - self.heights[lower], 1.0)
        share = np.clip((z - self.heights[lower]) / depth, 0.0, 1.0) * (upper > lower)
        for component, sd in enumerate((self.eastward_sd, self.northward_sd)):
            between = self.correlation[component * count + lower, component * count + upper]
            variance = share**2 + (1.0 - share) ** 2 + 2.0 * share * (1.0 - share) * between
            scale = np.interp(z, self.heights, sd) / np.sqrt(variance)
            yield _Between(lower, upper, scale * np.stack([1.0 - share, share]))

    def _over_ground(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.exp(-(((places[:, None] - places[None, :]) / self.horizontal_scale) ** 2))


class Axis(NamedTuple):
    """An axis of equal steps: its first point, its step and how many points it has, its size."""

    first: float
    step: float
    size: int

    @property
    def points(self) -> NDArray[np.float64]:
        """All of its points."""
        return np.asarray(self.first + self.step * np.arange(self.size))


def exponential_correlation(heights: NDArray[np.float64], height_scale: float) -> NDArray[np.float64]:
    """Correlation exp(-|dz| / height_scale) of each component, the two independent of each other.

    Parameters
    ----------
    heights : (height,) float64
        [m]
    height_scale : float
        [m]

    Returns
    -------
    (2 height, 2 height) float64
        As `WeatherProcess` wants it. [1]

    Examples
    --------
    >>> exponential_correlation(np.array([0.0, 2000.0]), 2000.0).round(3)
    array([[1.   , 0.368, 0.   , 0.   ],
           [0.368, 1.   , 0.   , 0.   ],
           [0.   , 0.   , 1.   , 0.368],
           [0.   , 0.   , 0.368, 1.   ]])
    """
    if not height_scale > 0.0:
        raise WindError(f"weather process: height_scale is {height_scale}; it must be greater than 0.")
    one = np.exp(-np.abs(heights[:, None] - heights[None, :]) / height_scale)
    return np.asarray(np.kron(np.eye(2), one))


def _correlation_problems(correlation: NDArray[np.float64], size: int) -> list[str]:
    if correlation.shape != (size, size):
        return [f"weather process: correlation has the shape {correlation.shape}; it must have {(size, size)}."]
    problems = []
    if not np.allclose(np.diag(correlation), 1.0, atol=1e-6) or not np.allclose(correlation, correlation.T, atol=1e-6):
        problems.append("weather process: correlation must be symmetric with ones on its diagonal.")
    elif np.linalg.eigvalsh(correlation).min() < -_JITTER:
        problems.append(
            "weather process: correlation is not positive: some sum of the departures would have a variance below 0."
        )
    return problems


def _factor(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cholesky factor. [1]"""
    return np.asarray(np.linalg.cholesky(correlation + _JITTER * np.eye(correlation.shape[0])))


def _persist(noise: NDArray[np.float64], persistence: float) -> NDArray[np.float64]:
    """Stationary Ornstein-Uhlenbeck series along axis 1 from stationary noise, made in place."""
    fresh = np.sqrt(1.0 - persistence**2)
    for step in range(1, noise.shape[1]):
        noise[:, step] = persistence * noise[:, step - 1] + fresh * noise[:, step]
    return noise


def _reach(rows: NDArray[np.float64]) -> int:
    """How many of the first numbers along the last axis some rows of a factor take."""
    used = rows.reshape(-1, rows.shape[-1]).any(axis=0)
    return int(np.flatnonzero(used)[-1]) + 1


def _drawn(
    key: int, numbers: NDArray[np.int64], shape: tuple[int, ...], taken: tuple[int, ...], stream: str
) -> NDArray[np.float64]:
    """Of the noise of some members, which has a shape, what is taken of each axis. (member, *taken)"""
    places = np.arange(math.prod(shape)).reshape(shape)[tuple(map(slice, taken))]
    return normals(key, numbers, places.ravel(), stream).reshape(-1, *taken)


def _equal_step(axis: NDArray[np.float64], name: str) -> float:
    steps = np.diff(axis)
    if steps.size == 0:
        return 0.0
    if steps[0] <= 0.0 or np.ptp(steps) > 1e-6 * steps[0]:
        raise WindError(f"weather process: the {name} asked for are not in equal ascending steps.")
    return float(steps[0])
