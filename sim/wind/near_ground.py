"""The air close to the ground of its model: levels under it put aside, and the wind above it by a logarithmic law.

Holds no reading; where the ground is not known nothing is changed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.physics.atmosphere import log_pressure_below
from sim.physics.surface_layer import log_law_share

ROUGHNESS_LENGTH = 0.1
"""Height at which the wind of the logarithmic law is zero, where nothing closer to the ground is known than a level.
[m] (estimate, between 0.03 of paddies and 1 of hills with forest)"""

ROUGH_TOP = 150.0
"""Up to here the ground then slows the wind down; above, the wind of the lowest level is held. [m] (estimate: a stable
layer of a night is 100 to 200 m deep, and at night balloons are launched and leaflets land)"""

LOWEST_WIND = 10.0
"""Height above the ground at and below which the wind is held. [m] Packed levels stand 25 m apart, so that between
the two around this height the logarithm is cut short: with a friction velocity of 0.3 m s-1 the straight line is up to
0.14 m s-1 slow, which a leaflet that falls at 0.5 m s-1 feels for 50 s: 5 m of its way; and the wind held to the
ground carries it 15 m too far. (computed)"""

WIND_HEIGHTS = {"10m": 10.0, "100m": 100.0}
"""Heights above the ground of the winds that files have beside those of their levels. [m]"""

Field = NDArray[np.float64]


class Known(NamedTuple):
    """A wind at a height above the ground.

    height : float or (time, latitude, longitude)
        [m]
    eastward, northward : float or (time, latitude, longitude)
        [m s-1]
    """

    height: float | Field
    eastward: float | Field
    northward: float | Field


class NearGround(NamedTuple):
    """The wind between the ground and the lowest level of a field that counts.

    ground : (latitude, longitude)
        Geometric height of the model's ground above the sea. [m]
    level : (time, latitude, longitude)
        Height above the sea of the lowest level whose wind is used. [m]
    profile : tuple of Known
        From the lowest up; the last is at the level, or below it where the level's wind is held.
    upward : (time, latitude, longitude)
        Vertical wind at the level. [m s-1]
    """

    ground: Field
    level: Field
    profile: tuple[Known, ...]
    upward: Field

    @property
    def top(self) -> float:
        """Height above the sea from which on nothing is changed. [m]"""
        return float(self.level.max())

    def wind(self, height: float) -> tuple[Field, Field, Field]:
        """Eastward, northward and vertical wind of every column at a height above the sea. [m s-1]

        Notes
        -----
        Between two known winds each component is linear in the logarithm of the height above the ground; below the
        lowest of them, below `LOWEST_WIND`, and in a valley that the model does not show, it is held. The vertical wind
        is linear and zero at the ground: no air blows through it.
        """
        above = height - self.ground
        held = np.maximum(above, LOWEST_WIND)
        eastward, northward = (np.zeros(self.level.shape) + part for part in self.profile[0][1:])
        for lower, upper in zip(self.profile, self.profile[1:], strict=False):
            share = np.clip(log_law_share(held, lower.height, upper.height), 0.0, 1.0)
            eastward = eastward + share * (upper.eastward - lower.eastward)
            northward = northward + share * (upper.northward - lower.northward)
        return eastward, northward, self.upward * np.clip(above / (self.level - self.ground), 0.0, 1.0)


def known_heights(data: xr.Dataset) -> dict[str, float]:
    """The heights above the ground at which a field has a wind beside its levels, by their ending. [m]"""
    return {
        ending: height
        for ending, height in WIND_HEIGHTS.items()
        if all(f"{direction}_wind_{ending}" in data for direction in ("eastward", "northward"))
    }


def least_height(data: xr.Dataset) -> float:
    """Height above the ground up to which levels do not count for the wind. [m]"""
    return max(known_heights(data).values(), default=LOWEST_WIND)


def under_ground(data: xr.Dataset) -> NDArray[np.bool_]:
    """Points of a field with a known ground that lie under it. (time, level, latitude, longitude)"""
    return np.asarray(data["height"].to_numpy() < data["surface_height"].to_numpy())


def lowest_heights(data: xr.Dataset) -> NDArray[np.floating]:
    """Height of the lowest level of every column, of those above the ground where it is known. [m]

    Parameters
    ----------
    data : xr.Dataset
        Of a `WindField`.

    Returns
    -------
    (time, latitude, longitude)
    """
    heights = data["height"].to_numpy()
    if "surface_height" in data:
        heights = np.where(under_ground(data), np.inf, heights)
    return np.asarray(heights.min(axis=1))


def near_ground(data: xr.Dataset, wind: Sequence[NDArray[np.floating]]) -> NearGround | None:
    """How the wind goes down to the ground; None where the ground is not known.

    Parameters
    ----------
    data : xr.Dataset
        Of a `WindField`.
    wind : three of (time, level, latitude, longitude)
        Its eastward, northward and vertical wind. [m s-1]
    """
    if "surface_height" not in data:
        return None
    own, ground = (data[name].to_numpy().astype(float) for name in ("height", "surface_height"))
    lowest = np.argmax(own - ground > least_height(data), axis=1)[:, None]
    level, eastward, northward, upward = (
        np.take_along_axis(values, lowest, axis=1)[:, 0].astype(float) for values in (own, *wind)
    )
    known = known_heights(data)
    profile = [
        Known(height, *(data[f"{way}_wind_{ending}"].to_numpy().astype(float) for way in ("eastward", "northward")))
        for ending, height in known.items()
    ]
    if LOWEST_WIND not in known.values():
        profile.insert(0, Known(ROUGHNESS_LENGTH, 0.0, 0.0))
    reach = level - ground if known else np.minimum(level - ground, ROUGH_TOP)
    profile.append(Known(reach, eastward, northward))
    return NearGround(ground, level, tuple(profile), upward)


def held_under_ground(
    data: xr.Dataset,
    temperature: NDArray[np.floating],
    virtual: NDArray[np.floating],
    log_pressure: NDArray[np.floating],
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.floating]]:
    """Temperature, virtual temperature and ln p with the levels under the ground made up from the lowest above it.

    Parameters
    ----------
    data : xr.Dataset
        Of a `WindField` with a known ground.
    temperature, virtual, log_pressure : (time, level, latitude, longitude)
        [K], [K], of [Pa]

    Notes
    -----
    Temperatures are held and the pressure is hydrostatic. That makes ln p linear in height, so that packing, which is
    linear between levels, keeps it exactly.
    """
    below = under_ground(data)
    if not below.any():
        return temperature, virtual, log_pressure
    own = data["height"].to_numpy().astype(float)
    lowest = np.argmin(below, axis=1)[:, None]
    start, warmth, moist, weight = (
        np.take_along_axis(values, lowest, axis=1) for values in (own, temperature, virtual, log_pressure)
    )
    made = weight + np.asarray(log_pressure_below(moist, start - own))
    return (
        np.where(below, warmth, temperature),
        np.where(below, moist, virtual),
        np.where(below, made, log_pressure),
    )
