"""The tracks of a dataset of flights, in the local time of the launch, and what happened to their balloons.

Holds no drawing.
"""

from datetime import datetime
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble import drawable_tracks, rows_of_tracks
from sim.errors import InputError
from sim.kinds import FLIGHTS, refuse_other_than
from sim.sun import sun_elevation_at

Times = NDArray[np.datetime64]
Floats = NDArray[np.float64]

MINUTE = np.timedelta64(60, "s")
NEEDED = ("track_time", "track_longitude", "track_latitude", "track_height")


class Tracked(NamedTuple):
    """Balloons of which the track was kept.

    flights : xr.Dataset
        Of these balloons alone.
    time : (track, step) datetime64
        Local time of the launch; NaT after the flight in one piece.
    longitude, latitude, height : (track, step) float64
        NaN after it. [degree, m]
    """

    flights: xr.Dataset
    time: Times
    longitude: Floats
    latitude: Floats
    height: Floats


class Happened(NamedTuple):
    """Moments of one kind, each (n,): local time, place [degree] and height [m]."""

    time: Times
    longitude: Floats
    latitude: Floats
    height: Floats


def tracked(flights: xr.Dataset, where: str) -> Tracked:
    """The balloons with a track that is not empty.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them.
    where : str
        Who asks, for messages.

    Raises
    ------
    InputError
        For a dataset without tracks, or with none of a flight of its balloons.
    """
    refuse_other_than(xr.Dataset, f"{where}: flights", flights, FLIGHTS)
    lacking = [name for name in NEEDED if name not in flights]
    if lacking:
        raise InputError(
            f"{where}: the dataset has no tracks; fly with sim.simulate(..., tracks=60) or more: the tracks of the "
            "first balloons are then kept."
        )
    flown = drawable_tracks(flights, where)
    if flown.size == 0:
        raise InputError(
            f"{where}: none of the {flights.sizes['track']} tracks has a flight of a balloon in the dataset; fly more "
            "balloons, with more tracks, or choose among those that have one."
        )
    longitude, latitude, height = (
        np.asarray(flights[f"track_{name}"].values[flown], dtype=np.float64)
        for name in ("longitude", "latitude", "height")
    )
    known = np.isfinite(height)
    time = np.array(flights["track_time"].values[flown] + clock_ahead(flights, where), dtype="datetime64[ns]")
    time[~known] = np.datetime64("NaT")
    return Tracked(flights.isel(balloon=rows_of_tracks(flights, where)[flown]), time, longitude, latitude, height)


def clock_ahead(flights: xr.Dataset, where: str) -> np.timedelta64:
    """How far the clock at the launch was ahead of UTC."""
    offset = datetime.fromisoformat(flights.attrs["launch_time"]).utcoffset()
    if offset is None:
        raise InputError(
            f"{where}: launch_time is {flights.attrs['launch_time']}; it must have an offset from UTC, such as "
            "2015-04-04T03:00:00+09:00."
        )
    return np.timedelta64(round(offset.total_seconds()), "s")


def clock_name(flights: xr.Dataset) -> str:
    """Offset of the local time from UTC, such as UTC+09:00."""
    return f"UTC{datetime.fromisoformat(flights.attrs['launch_time']).isoformat()[-6:]}"


def happened(flights: xr.Dataset, kind: str, ahead: np.timedelta64) -> Happened:
    """Moments of a kind ("release", "landing", "bag_full", "burst") that came; all balloons one after the other."""
    time = flights[f"{kind}_time"].values
    came = ~np.isnat(time)

    def values(name: str) -> Floats:
        if f"{kind}_{name}" not in flights:
            return np.full(int(came.sum()), np.nan)
        return np.asarray(flights[f"{kind}_{name}"].values[came], dtype=np.float64)

    return Happened(time[came] + ahead, values("longitude"), values("latitude"), values("height"))


def sky_over_launch(flights: xr.Dataset, first: np.datetime64, last: np.datetime64, where: str) -> tuple[Times, Floats]:
    """Elevation of the sun over the launch site, minute by minute of local time. [rad]"""
    times = np.arange(first, last + MINUTE, MINUTE)
    place = float(flights.attrs["launch_longitude"]), float(flights.attrs["launch_latitude"])
    return times, sun_elevation_at(*place, times - clock_ahead(flights, where))
