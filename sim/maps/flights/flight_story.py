"""What a flight chart tells of one balloon: its track, its moments and its light, in the local time of the launch.

Holds no drawing.
"""

from numbers import Integral
from typing import NamedTuple

import numpy as np
import xarray as xr

from sim.ensemble import drawable_tracks, rows_of_tracks
from sim.errors import InputError
from sim.kinds import FLIGHTS, refuse_other_than
from sim.maps.flights.tracked import MINUTE, Floats, Times, clock_ahead, clock_name
from sim.sun import sun_elevation_at

_WHO = "draw_flight"

TRACK = (
    "longitude",
    "latitude",
    "height",
    "gas_temperature",
    "air_temperature",
    "gas_volume",
    "free_lift_fraction",
    "over_pressure",
    "sun_elevation",
)
"""Variables of a track that are drawn, without their prefix."""


class Moment(NamedTuple):
    """Something that happened to a balloon.

    time : np.datetime64
        Local time of the launch.
    height : float
        [m]
    name : str
        For people.
    """

    time: np.datetime64
    height: float
    name: str


class Story(NamedTuple):
    """One balloon; all times are local at the launch, as its clock stood there.

    number : int
        Of the balloon in its ensemble.
    clock : str
        Offset of the local time from UTC, such as UTC+09:00.
    time : (step,) datetime64
        Of the track, up to the end of the flight in one piece.
    track : dict of str to (step,) float64
        Variables named in `TRACK`. [SI]
    releases : tuple of Moment
        Bundles let go at one moment are one of them.
    kept : tuple of str
        Bundles that were never let go.
    sunrise, full, burst, landed : Moment or None
        Sunrise as seen from the balloon's height; the bag full for the first time; the burst; and the landing of the
        envelope.
    ending : str
        Outcome of the envelope, in words.
    sky : (times, elevations)
        The sun from launch to the last moment, below the balloon. [rad]
    """

    number: int
    clock: str
    time: Times
    track: dict[str, Floats]
    releases: tuple[Moment, ...]
    kept: tuple[str, ...]
    sunrise: Moment | None
    full: Moment | None
    burst: Moment | None
    landed: Moment | None
    ending: str
    sky: tuple[Times, Floats]

    @property
    def end(self) -> np.datetime64:
        """The last moment that is known."""
        last: np.datetime64 = self.sky[0][-1]
        return last


def story_of(flights: xr.Dataset, track: int) -> Story:
    """The story of the balloon with this track.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them.
    track : int
        Which of the tracks, counted from 0.

    Raises
    ------
    InputError
        For a dataset without tracks, and for a track that is not there or is empty.
    """
    _refuse_impossible_track(flights, track)
    one = flights.isel(balloon=int(rows_of_tracks(flights, _WHO)[track]), track=track)
    ahead = clock_ahead(flights, _WHO)
    known = np.isfinite(one["track_height"].values)
    time = one["track_time"].values[known] + ahead
    rows = {name: one[f"track_{name}"].values[known] for name in TRACK}
    releases, kept = _releases(one, ahead)
    envelope = one.isel({"drop": int(np.flatnonzero(one["bundle"].values < 0)[0])})
    burst, landed = _moment(one, "burst", "burst", ahead), _moment(envelope, "landing", "landed", ahead)
    last = max([time[-1], *(moment.time for moment in (*releases, burst, landed) if moment is not None)])
    return Story(
        number=int(one["balloon"].values),
        clock=clock_name(flights),
        time=time,
        track=rows,
        releases=releases,
        kept=kept,
        sunrise=_sunrise(one, time, rows["height"], ahead),
        full=_moment(one, "bag_full", "bag full", ahead),
        burst=burst,
        landed=landed,
        ending=_outcome(envelope),
        sky=_sky(rows, time, last, ahead),
    )


def below(sky: tuple[Times, Floats], elevation: float) -> list[tuple[np.datetime64, np.datetime64]]:
    """Spans of time in which the sun stands lower than an elevation [rad]; between two rows it moves evenly."""
    times, sun = sky
    low = sun < elevation
    edges = np.flatnonzero(low[1:] != low[:-1])
    share = (elevation - sun[edges]) / (sun[edges + 1] - sun[edges])
    crossings = times[edges] + share * (times[edges + 1] - times[edges])
    ends = [*times[:1][low[:1]], *crossings, *times[-1:][low[-1:]]]
    return list(zip(ends[::2], ends[1::2], strict=True))


def _refuse_impossible_track(flights: xr.Dataset, track: int) -> None:
    refuse_other_than(xr.Dataset, f"{_WHO}: flights", flights, FLIGHTS)
    if "track_time" not in flights:
        raise InputError(
            f"{_WHO}: the dataset has no tracks; fly with sim.simulate(..., tracks=1) or more: the tracks of the "
            "first balloons are then kept."
        )
    lacking = [f"track_{name}" for name in TRACK if f"track_{name}" not in flights]
    if lacking:
        raise InputError(f"{_WHO}: the dataset has no {', '.join(lacking)}; fly the scenario again with tracks=1.")
    rows = rows_of_tracks(flights, _WHO)
    count = rows.size
    if not isinstance(track, Integral) or isinstance(track, bool) or not 0 <= track < count:
        raise InputError(
            f"{_WHO}: track is {track!r}; it must be a whole number from 0 to {count - 1}: the dataset has "
            f"{'one track' if count == 1 else f'{count} tracks'}. Fly with more of them: sim.simulate(..., tracks=n)."
        )
    drawable = drawable_tracks(flights, _WHO)
    if track not in drawable:
        others = ", ".join(map(str, drawable[:10])) or "none"
        why = "is empty, its balloon did not launch" if rows[track] >= 0 else "is of a balloon that was left out"
        raise InputError(f"{_WHO}: track {track} {why}; tracks with a flight: {others}.")


def _moment(one: xr.Dataset, kind: str, name: str, ahead: np.timedelta64) -> Moment | None:
    time = _one_time(one[f"{kind}_time"])
    return None if np.isnat(time) else Moment(time + ahead, float(one[f"{kind}_height"].values), name)


def _one_time(variable: xr.DataArray) -> np.datetime64:
    return np.datetime64(int(variable.values.astype("datetime64[ns]").astype(np.int64)), "ns")


def _releases(one: xr.Dataset, ahead: np.timedelta64) -> tuple[tuple[Moment, ...], tuple[str, ...]]:
    """Moments of release in their order, and the bundles that were never let go."""
    times, heights = one["release_time"].values, one["release_height"].values
    names = [str(name) for name in one["bundle_name"].values]
    happened = ~np.isnat(times)
    kept = tuple(name for name, let_go in zip(names, happened, strict=True) if not let_go)
    moments = []
    for time in np.unique(times[happened]):
        here = np.flatnonzero(times == time)
        moments.append(Moment(time + ahead, float(heights[here[0]]), ", ".join(names[bundle] for bundle in here)))
    return tuple(moments), kept


def _outcome(envelope: xr.Dataset) -> str:
    meanings = str(envelope["outcome"].attrs["flag_meanings"]).split()
    values = [int(value) for value in envelope["outcome"].attrs["flag_values"]]
    return meanings[values.index(int(envelope["outcome"].values))].replace("_", " ")


def _sunrise(one: xr.Dataset, time: Times, height: Floats, ahead: np.timedelta64) -> Moment | None:
    rises = _one_time(one["sunrise_time"])
    if np.isnat(rises):
        return None
    seconds = (time - time[0]) / np.timedelta64(1, "s")
    there = np.interp((rises + ahead - time[0]) / np.timedelta64(1, "s"), seconds, height)
    return Moment(rises + ahead, float(there), "sunrise at its height")


def _sky(rows: dict[str, Floats], time: Times, last: np.datetime64, ahead: np.timedelta64) -> tuple[Times, Floats]:
    """Times and elevations of the sun along the track, and at its end on to the last moment."""
    end = time[-1]
    later = np.append(np.arange(end + MINUTE, last, MINUTE), last) if last > end else time[:0]
    sun = sun_elevation_at(rows["longitude"][-1], rows["latitude"][-1], later - ahead)
    return np.concatenate([time, later]), np.concatenate([rows["sun_elevation"], sun])
