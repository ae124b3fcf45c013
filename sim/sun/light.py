"""Night, twilight and day, and when the night around a time begins and ends, at sea level with a free horizon."""

import math
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from sim.numerics.grids import Sun
from sim.physics.sun import CIVIL_TWILIGHT_ELEVATION, SUNRISE_ELEVATION
from sim.sun.position import elevation_in, sun_elevation_at, sun_table

_HALF_DAY_AND_MORE = 26.0 * 3600.0
"""From any time to the noon behind the nearest midnight: 24 h, and what the sun runs early or late. [s]"""


class Light(IntEnum):
    """What the sun gives: day with any of it above the horizon, twilight (civil) to 6 degrees below, else night."""

    UNKNOWN = -1
    NIGHT = 0
    TWILIGHT = 1
    DAY = 2


class SunEvents(NamedTuple):
    """Ends of the daylight and of the civil twilight around a night; NaT for what does not happen. [UTC]"""

    sunset: np.datetime64
    dusk: np.datetime64
    dawn: np.datetime64
    sunrise: np.datetime64


def light_of(elevation: ArrayLike) -> NDArray[np.int8]:
    """The `Light` that belongs to elevations of the sun.

    Parameters
    ----------
    elevation : array_like of float
        Of the sun's centre, refraction left out; NaN is unknown. [rad]
    """
    height = np.asarray(elevation, dtype=np.float64)
    light = np.select(
        [np.isnan(height), height > SUNRISE_ELEVATION, height >= CIVIL_TWILIGHT_ELEVATION],
        [Light.UNKNOWN, Light.DAY, Light.TWILIGHT],
        Light.NIGHT,
    )
    return light.astype(np.int8)


@lru_cache(maxsize=4096)  # a sweep asks for a few thousand nights and sites, and for each many times
def light_at(longitude: float, latitude: float, time: np.datetime64) -> str:
    """Whether it is night, twilight or day at a place and time.

    Parameters
    ----------
    longitude, latitude : float
        [degree]
    time : np.datetime64
        [UTC]

    Examples
    --------
    >>> light_at(126.7, 37.9, np.datetime64("2015-04-03T18:00"))
    'night'
    """
    return Light(int(light_of(sun_elevation_at(longitude, latitude, time)))).name.lower()


def sun_events(longitude: float, latitude: float, around: np.datetime64) -> SunEvents:
    """Sunset, civil dusk, civil dawn and sunrise of the night whose middle is nearest to a time.

    Parameters
    ----------
    longitude, latitude : float
        [degree]
    around : np.datetime64
        [UTC]

    Returns
    -------
    SunEvents
        Each between the middle of the night and the noon before or after it. [UTC]
    """
    if np.isnat(around) or math.isnan(longitude) or math.isnan(latitude):
        nothing = np.datetime64("NaT", "ns")
        return SunEvents(nothing, nothing, nothing, nothing)
    epoch = around.astype("datetime64[ns]")
    sun = sun_table(epoch, -_HALF_DAY_AND_MORE, _HALF_DAY_AND_MORE)
    axis = sun.first + sun.step * np.arange(sun.hour_angle.size)
    hour_angle = sun.hour_angle + math.radians(longitude)
    nearest = round((float(np.interp(0.0, axis, hour_angle)) - math.pi) / math.tau)
    turns = math.pi + math.tau * nearest + np.array([-math.pi, 0.0, math.pi])
    noon, midnight, next_noon = (float(moment) for moment in np.interp(turns, hour_angle, axis))

    def crossing(elevation: float, begin: float, end: float) -> np.datetime64:
        moment = _crossing(sun, longitude, latitude, elevation, begin, end)
        return np.datetime64("NaT", "ns") if moment is None else epoch + np.timedelta64(round(moment * 1e9), "ns")

    return SunEvents(
        sunset=crossing(SUNRISE_ELEVATION, noon, midnight),
        dusk=crossing(CIVIL_TWILIGHT_ELEVATION, noon, midnight),
        dawn=crossing(CIVIL_TWILIGHT_ELEVATION, midnight, next_noon),
        sunrise=crossing(SUNRISE_ELEVATION, midnight, next_noon),
    )


def _crossing(sun: Sun, longitude: float, latitude: float, elevation: float, begin: float, end: float) -> float | None:
    """When the sun passes an elevation between two times of the table; None where it stays on one side. [s]"""

    def above(elapsed: float) -> float:
        return float(elevation_in(sun, longitude, latitude, elapsed)) - elevation

    if above(begin) * above(end) > 0.0:
        return None
    return float(brentq(above, begin, end, xtol=1e-3))
