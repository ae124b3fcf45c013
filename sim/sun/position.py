"""The sun's declination and hour angle as a table in time, and its elevation at places and times from that table."""

import functools
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InputError
from sim.numerics.grids import Sun
from sim.physics.sun import sun_elevation

TABLE_STEP = 600.0
"""Time between two positions of the table; the sun's path between them is straight to 2e-8 rad. [s]"""


@functools.lru_cache(maxsize=64)
def sun_table(epoch: np.datetime64, elapsed_first: float, elapsed_last: float) -> Sun:
    """Positions of the sun from a step before a span of time to a step after it.

    Parameters
    ----------
    epoch : np.datetime64
        Time from which elapsed seconds count. [UTC]
    elapsed_first, elapsed_last : float
        The span. [s]

    Raises
    ------
    InputError
        If the span has no ends or runs backwards.

    Notes
    -----
    pvlib tells elevation e and azimuth a; on the equator at Greenwich they are declination and hour angle in other
    words: sin delta = cos e cos a and tan H = -cos e sin a / sin e. The parallax of that place stays in them, 9 seconds
    of arc at most.
    """
    if not (math.isfinite(elapsed_first) and math.isfinite(elapsed_last) and elapsed_first <= elapsed_last):
        raise InputError(
            f"sun table: the span is {elapsed_first:g} to {elapsed_last:g} s after {epoch}; both must be finite and in "
            "order: name the times for which the sun is wanted."
        )
    # late: importing it takes 0.8 s; it has no types
    from pvlib.solarposition import get_solarposition

    first = elapsed_first - TABLE_STEP
    count = math.ceil((elapsed_last - elapsed_first) / TABLE_STEP) + 3
    axis = first + TABLE_STEP * np.arange(count)
    seen = get_solarposition(epoch.astype("datetime64[ns]") + _nanoseconds(axis), 0.0, 0.0, method="nrel_numpy")
    elevation = np.radians(seen["elevation"].to_numpy(dtype=np.float64))
    azimuth = np.radians(seen["azimuth"].to_numpy(dtype=np.float64))
    northward, eastward = np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth)
    hour_angle = np.unwrap(np.arctan2(-eastward, np.sin(elevation)))
    return Sun(first, TABLE_STEP, np.arcsin(northward), hour_angle)


def sun_elevation_at(longitude: ArrayLike, latitude: ArrayLike, time: ArrayLike) -> NDArray[np.float64]:
    """Elevation of the sun's centre, refraction left out, at places and times that broadcast. [rad]

    Parameters
    ----------
    longitude, latitude : array_like of float
        [degree]
    time : array_like of datetime64
        [UTC]

    Returns
    -------
    (...) float64
        NaN where a place or time is missing. [rad]
    """
    moments = np.asarray(time, dtype="datetime64[ns]")
    known = moments[~np.isnat(moments)]
    if known.size == 0:
        return np.full(np.broadcast_shapes(np.shape(longitude), np.shape(latitude), moments.shape), np.nan)
    epoch = known.min()
    sun = sun_table(epoch, 0.0, float(_seconds(known.max() - epoch)))
    elapsed = np.where(np.isnat(moments), np.nan, _seconds(moments - epoch))
    return np.asarray(elevation_in(sun, longitude, latitude, elapsed))


def elevation_in(sun: Sun, longitude: ArrayLike, latitude: ArrayLike, elapsed: ArrayLike) -> NDArray[np.float64]:
    """Elevation from a table, refraction left out, at places and elapsed times that broadcast. [rad]

    Parameters
    ----------
    sun : Sun
    longitude, latitude : array_like of float
        [degree]
    elapsed : array_like of float
        Within the span of the table, in its seconds. [s]
    """
    axis = sun.first + sun.step * np.arange(sun.declination.size)
    moments = np.asarray(elapsed, dtype=np.float64)
    declination = np.interp(moments, axis, sun.declination)
    hour_angle = np.interp(moments, axis, sun.hour_angle) + np.radians(np.asarray(longitude, dtype=np.float64))
    elevation: NDArray[np.float64] = sun_elevation(latitude, declination, hour_angle)
    return elevation


def _seconds(span: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(span) / np.timedelta64(1, "s")


def _nanoseconds(seconds: NDArray[np.floating]) -> NDArray[np.timedelta64]:
    nanoseconds: NDArray[np.timedelta64] = np.rint(seconds * 1e9).astype("timedelta64[ns]")
    return nanoseconds
