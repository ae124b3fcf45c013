"""Weather as a random process: what each member adds to the wind, correlated over height and in time.

Holds the process and its exact realisation; which magnitude belongs to a climate or an analysis is decided elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import WindError
from sim.numerics.random import normals

_STREAMS = ("weather.eastward", "weather.northward")


@dataclass(frozen=True)
class WeatherProcess:
    """Gaussian departure of the wind, the same over the whole box.

    An Ornstein-Uhlenbeck process in time at every height, correlated over height as exp(-|dz| / height_scale). The
    eastward and the northward departure are independent: an estimate, since their correlation over Korea was not found.

    Attributes
    ----------
    heights : (height,) float64
        Where the standard deviations are given, ascending; linear between, held beyond. [m]
    eastward_sd, northward_sd : (height,) float64
        Standard deviation of each component. [m s-1]
    height_scale : float
        Distance over which the correlation falls to 1/e. [m]
    time_scale : float
        Time over which the correlation falls to 1/e. [s]
    """

    heights: NDArray[np.float64]
    eastward_sd: NDArray[np.float64]
    northward_sd: NDArray[np.float64]
    height_scale: float
    time_scale: float

    def __post_init__(self) -> None:
        problems = []
        if self.heights.size == 0 or np.any(np.diff(self.heights) <= 0.0):
            problems.append("weather process: its heights do not ascend; give each height once, lowest first.")
        for name, sd in (("eastward", self.eastward_sd), ("northward", self.northward_sd)):
            if sd.shape != self.heights.shape or not np.all(sd >= 0.0):
                problems.append(f"weather process: {name}_sd must hold one number of at least 0 for each height.")
        for name, scale in (("height_scale", self.height_scale), ("time_scale", self.time_scale)):
            if not scale > 0.0:
                problems.append(f"weather process: {name} is {scale}; it must be greater than 0.")
        if problems:
            raise WindError(problems)

    def __repr__(self) -> str:
        low, high = float(self.eastward_sd.min()), float(self.eastward_sd.max())
        hours, kilometres = self.time_scale / 3600.0, self.height_scale / 1000.0
        return f"WeatherProcess(eastward sd {low:.1f} to {high:.1f} m/s, {hours:g} h, {kilometres:g} km)"

    def realise(
        self, key: int, members: int, times: ArrayLike, heights: ArrayLike, first_member: int = 0
    ) -> NDArray[np.float32]:
        """Departure of the wind for each weather member.

        Member m is the same however many members are asked for, and its start the same however long it lasts.

        Parameters
        ----------
        key : int
            The ensemble's `rng_seed`.
        members : int
            How many members.
        times : (time,) float64
            In equal steps. [s]
        heights : (height,) float64
            In equal steps. [m]
        first_member : int
            Number of the first member.

        Returns
        -------
        (member, time, height, component) float32
            Eastward, then northward. [m s-1]

        Notes
        -----
        Exact for any step: x(t + dt) = r x(t) + sqrt(1 - r**2) L n with r = exp(-dt / time_scale) [1]_, L the Cholesky
        factor of the covariance over height, and x(0) = L n drawn from the stationary law.

        References
        ----------
        .. [1] Gillespie, "Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral", Phys. Rev. E
           54, 1996, p. 2084, eq. 1.9.
        """
        seconds, z = np.atleast_1d(np.asarray(times, float)), np.atleast_1d(np.asarray(heights, float))
        persistence = np.exp(-_equal_step(seconds, "times") / self.time_scale)
        correlation = np.exp(-np.abs(z[:, None] - z[None, :]) / self.height_scale)
        factor = np.linalg.cholesky(correlation)
        out = np.empty((members, seconds.size, z.size, 2), np.float32)
        for component, sd in enumerate((self.eastward_sd, self.northward_sd)):
            noise = normals(key, first_member, (members, seconds.size * z.size), _STREAMS[component])
            shaped = noise.reshape(members, seconds.size, z.size) @ factor.T
            out[..., component] = _persist(shaped, persistence) * np.interp(z, self.heights, sd)
        return out


def uniform_process(sd: float, height_scale: float, time_scale: float) -> WeatherProcess:
    """Process with one standard deviation at all heights, such as the error of an analysis.

    Parameters
    ----------
    sd : float
        Standard deviation of each component. [m s-1]
    height_scale : float
        [m]
    time_scale : float
        [s]
    """
    level = np.zeros(1)
    return WeatherProcess(level, np.full(1, sd), np.full(1, sd), height_scale, time_scale)


def _persist(noise: NDArray[np.float64], persistence: float) -> NDArray[np.float64]:
    """Stationary Ornstein-Uhlenbeck series along axis 1 from unit noise, made in place."""
    fresh = np.sqrt(1.0 - persistence**2)
    for step in range(1, noise.shape[1]):
        noise[:, step] = persistence * noise[:, step - 1] + fresh * noise[:, step]
    return noise


def _equal_step(axis: NDArray[np.float64], name: str) -> float:
    steps = np.diff(axis)
    if steps.size == 0:
        return 0.0
    if steps[0] <= 0.0 or np.ptp(steps) > 1e-6 * steps[0]:
        raise WindError(f"weather process: the {name} asked for are not in equal ascending steps.")
    return float(steps[0])
