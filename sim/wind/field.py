"""The labelled wind: one checked field of the air with its source, its extent and what must be said about it.

Holds no file format and no packing: `reading` opens files, `packing` takes the labels off.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.physics.atmosphere import geometric_height
from sim.wind.weather.process import WeatherProcess

DIMENSIONS = ("time", "level", "latitude", "longitude")

_FLAT = ("time", "latitude", "longitude")

_EARLIEST, _LATEST = np.datetime64("1678-01-01", "us"), np.datetime64("2262-01-01", "us")
"""What nanoseconds since 1970 tell in 64 bits, in whole years."""

_ATTRIBUTES = {
    "eastward_wind": {"standard_name": "eastward_wind", "long_name": "wind toward the east", "units": "m s-1"},
    "northward_wind": {"standard_name": "northward_wind", "long_name": "wind toward the north", "units": "m s-1"},
    "air_temperature": {"standard_name": "air_temperature", "long_name": "air temperature", "units": "K"},
    "specific_humidity": {
        "standard_name": "specific_humidity",
        "long_name": "mass of water vapour in a mass of air",
        "units": "1",
    },
    "upward_air_velocity": {
        "standard_name": "upward_air_velocity",
        "long_name": "wind upward",
        "units": "m s-1",
    },
    "surface_height": {
        "standard_name": "surface_altitude",
        "long_name": "geometric height of the model's ground above mean sea level",
        "units": "m",
    },
    **{
        f"{way}_wind_{height}m": {
            "standard_name": f"{way}_wind",
            "long_name": f"wind toward the {way.removesuffix('ward')} at {height} m above the ground",
            "units": "m s-1",
        }
        for height in (10, 100)
        for way in ("eastward", "northward")
    },
    "precipitation_flux": {
        "standard_name": "precipitation_flux",
        "long_name": "rain and snow that fall, as water",
        "units": "kg m-2 s-1",
    },
    "height": {"standard_name": "altitude", "long_name": "geometric height above mean sea level", "units": "m"},
    "air_pressure": {"standard_name": "air_pressure", "long_name": "air pressure", "units": "Pa"},
    "latitude": {"standard_name": "latitude", "units": "degrees_north", "axis": "Y"},
    "longitude": {"standard_name": "longitude", "units": "degrees_east", "axis": "X"},
    "time": {"standard_name": "time", "axis": "T"},
}

LEFT_OUT = "Its vertical wind was left out (weather.vertical_wind is false)."


@dataclass(frozen=True)
class WindField:
    """The air over a box and a span of time, labelled and checked.

    Attributes
    ----------
    dataset : xr.Dataset
        Dims (time, level, latitude, longitude), latitude and longitude ascending in equal steps, levels from the lowest
        up. Variables `eastward_wind`, `northward_wind` [m s-1], `air_temperature` [K], `height` [m, geometric, above
        mean sea level] and `air_pressure` [Pa], the last on (level) only. Where they are known also
        `specific_humidity` [1] and `upward_air_velocity` [m s-1]; without them the air is dry, its vertical wind zero.
        Of the air at the ground, where they are known, `surface_height` on (latitude, longitude), geometric height of
        the model's ground [m], and on (time, latitude, longitude) `eastward_wind_10m`, `northward_wind_10m`,
        `eastward_wind_100m`, `northward_wind_100m` above it [m s-1] and `precipitation_flux` [kg m-2 s-1].
    source : str
        Where it comes from, in words that can stand under a map.
    digest : str
        SHA-256 of the file, or, for a made field, of its arrays and its variability.
    variability : WeatherProcess or None
        How the weather of a member departs from this field; None where the field is one real state of the air.
    timeless : bool
        True for a climate or an ideal field that holds at every time, so that no date has to match.
    notes : tuple of str
        What a reader of results must know about this field, one sentence each.
    others : tuple of WindField
        The further members where this is the first one of an ensemble; on the same axes.
    """

    dataset: xr.Dataset
    source: str
    digest: str
    variability: WeatherProcess | None = None
    timeless: bool = False
    notes: tuple[str, ...] = ()
    others: "tuple[WindField, ...]" = ()

    @property
    def members(self) -> "tuple[WindField, ...]":
        """Every member of an ensemble, each alone; the field itself where it is none."""
        return (replace(self, others=()), *self.others) if self.others else (self,)

    @property
    def times(self) -> NDArray[np.datetime64]:
        """The times of the field. (time,) [UTC]"""
        return self.dataset["time"].to_numpy()

    @property
    def first_time(self) -> np.datetime64:
        """First time. [UTC]"""
        return np.datetime64(self.times[0])

    @property
    def last_time(self) -> np.datetime64:
        """Last time. [UTC]"""
        return np.datetime64(self.times[-1])

    @property
    def is_steady(self) -> bool:
        """True where there is one time only, so that the wind does not change."""
        return self.times.size == 1

    @property
    def covers_the_circle(self) -> bool:
        """True where the longitudes go once around the earth."""
        longitude = self.dataset["longitude"].to_numpy()
        return bool(longitude.size > 2 and longitude[-1] + self.longitude_step - longitude[0] > 360.0 - 1e-6)

    @property
    def longitude_step(self) -> float:
        """Mean step of the longitudes. [degree]"""
        return _mean_step(self.dataset["longitude"].to_numpy())

    @property
    def latitude_step(self) -> float:
        """Mean step of the latitudes. [degree]"""
        return _mean_step(self.dataset["latitude"].to_numpy())

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge. [degree]"""
        longitude, latitude = self.dataset["longitude"].to_numpy(), self.dataset["latitude"].to_numpy()
        return float(longitude[0]), float(latitude[0]), float(longitude[-1]), float(latitude[-1])

    @property
    def lowest_height(self) -> float:
        """Height below which some column has no level of its own. [m]"""
        return float(self.dataset["height"].isel(level=0).max())

    @property
    def highest_height(self) -> float:
        """Height up to which every column reaches. [m]"""
        return float(self.dataset["height"].isel(level=-1).min())

    def without_vertical_wind(self) -> "WindField":
        """The same field with its vertical wind left out, and said so; itself where it has none."""
        if "upward_air_velocity" not in self.dataset:
            return self
        level = self.dataset.drop_vars("upward_air_velocity")
        others = tuple(other.without_vertical_wind() for other in self.others)
        return replace(self, dataset=level, notes=(*self.notes, LEFT_OUT), others=others)

    def __repr__(self) -> str:
        west, south, east, north = self.box
        when = "at all times" if self.timeless else f"{minute(self.first_time)} to {minute(self.last_time)} UTC"
        where = f"{south:g} to {north:g} N, {west:g} to {east:g} E"
        members = f", {len(self.members)} members" if self.others else ""
        return f"WindField({self.source}: {when}, {where}{members}; wind_description tells the rest)"


class AirArrays(NamedTuple):
    """The air in plain arrays, in order and in SI, before it gets its labels.

    time : (time,) datetime64
        [UTC]
    air_pressure : (level,)
        Falling, so that the lowest level comes first. [Pa]
    latitude, longitude : (latitude,), (longitude,)
        Ascending in equal steps. [degree]
    eastward_wind, northward_wind : (time, level, latitude, longitude)
        [m s-1]
    air_temperature : (time, level, latitude, longitude)
        [K]
    geopotential_height : (time, level, latitude, longitude)
        [m]
    specific_humidity : (time, level, latitude, longitude) or None
        None for dry air. [1]
    upward_air_velocity : (time, level, latitude, longitude) or None
        None for no vertical wind. [m s-1]
    surface_height : (latitude, longitude) or None
        Geopotential height of the model's ground; None where it is not known. [m]
    at_surface : dict of str to (time, latitude, longitude)
        What is known of the winds at 10 m and 100 m above the ground and of the precipitation, by the names that it has
        in a `WindField`. [m s-1], [kg m-2 s-1]
    """

    time: NDArray[np.datetime64]
    air_pressure: NDArray[np.floating]
    latitude: NDArray[np.floating]
    longitude: NDArray[np.floating]
    eastward_wind: NDArray[np.floating]
    northward_wind: NDArray[np.floating]
    air_temperature: NDArray[np.floating]
    geopotential_height: NDArray[np.floating]
    specific_humidity: NDArray[np.floating] | None = None
    upward_air_velocity: NDArray[np.floating] | None = None
    surface_height: NDArray[np.floating] | None = None
    at_surface: Mapping[str, NDArray[np.floating]] = MappingProxyType({})


def labelled(air: AirArrays) -> xr.Dataset:
    """The arrays with their CF names, on geometric height."""
    names = ("eastward_wind", "northward_wind", "air_temperature", "specific_humidity", "upward_air_velocity")
    fields: dict[str, tuple[tuple[str, ...], NDArray[np.floating]]]
    fields = {name: (DIMENSIONS, getattr(air, name)) for name in names if getattr(air, name) is not None}
    fields |= {name: (_FLAT, values) for name, values in air.at_surface.items()}
    if air.surface_height is not None:
        fields["surface_height"] = (_FLAT[1:], np.asarray(geometric_height(air.surface_height)))
    height = np.asarray(geometric_height(air.geopotential_height))
    dataset = xr.Dataset(
        {**fields, "height": (DIMENSIONS, height), "air_pressure": ("level", air.air_pressure)},
        coords={"time": air.time.astype("datetime64[ns]"), "latitude": air.latitude, "longitude": air.longitude},
        attrs={"Conventions": "CF-1.11"},
    )
    for name in map(str, dataset.variables):
        dataset[name].attrs.update(_ATTRIBUTES[name])
    return dataset


def digest_of_made(dataset: xr.Dataset, variability: WeatherProcess | None = None, timeless: bool = False) -> str:
    """SHA-256 of everything of a made field that decides where balloons go: its arrays, its weather, its hold on time.

    Parameters
    ----------
    dataset : xr.Dataset
    variability : WeatherProcess or None
    timeless : bool
        As the field has it.
    """
    weather = {} if variability is None else asdict(variability)
    parts = {name: dataset[name].to_numpy() for name in map(str, dataset.variables)}
    parts |= {f"variability.{name}": np.asarray(value) for name, value in weather.items()}
    parts["timeless"] = np.asarray(timeless)
    digest = hashlib.sha256()
    for name, array in sorted(parts.items()):
        # Without name and shape, arrays of the same bytes in another place or order would pass for this field.
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def joined_digest(digests: Sequence[str]) -> str:
    """One digest for several; that of a single one itself.

    Parameters
    ----------
    digests : sequence of str
    """
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def held_below(dataset: xr.Dataset) -> str:
    """The sentence that says how far up the lowest level's wind is held."""
    return (
        f"Below the lowest level, which lies {_where(dataset, 0)} m above the sea, wind and temperature are held and "
        "the pressure continues hydrostatically."
    )


def held_above(dataset: xr.Dataset) -> str:
    """The sentence that says from where up the highest level's wind is held."""
    return (
        f"Above the highest level, which lies {_where(dataset, -1)} m above the sea, wind is held, temperature follows "
        "the standard atmosphere of 1976."
    )


def _where(dataset: xr.Dataset, level: int) -> str:
    """Between which heights a level lies, for people."""
    heights = dataset["height"].isel(level=level)
    low, high = f"{float(heights.min()):.0f}", f"{float(heights.max()):.0f}"
    return f"at {high}" if low == high else f"between {low} and {high}"


def _mean_step(axis: NDArray[np.floating]) -> float:
    return float((axis[-1] - axis[0]) / (axis.size - 1))


def moment_of(time: str | date | np.datetime64) -> np.datetime64:
    """A time as people give it: ISO 8601 or a datetime, with an offset or in UTC; of a month its beginning. [UTC]

    Raises
    ------
    ValueError
        For what is no time, and for one that nanoseconds since 1970 cannot tell.

    Examples
    --------
    >>> str(moment_of("2015-04-04T21:00+09:00"))[:16]
    '2015-04-04T12:00'
    """
    if isinstance(time, np.datetime64):
        known = time
    elif isinstance(time, str) and re.fullmatch(r"\d{4}-\d{2}", time):
        known = np.datetime64(time)
    elif isinstance(time, str | date):
        known = _of_datetime(datetime.fromisoformat(str(time)))
    else:
        raise ValueError("it is no time")
    if not _EARLIEST <= known.astype("datetime64[us]") < _LATEST:  # nor NaT, which is no time
        raise ValueError("only the years from 1678 to 2261 can be told")
    moment: np.datetime64 = known.astype("datetime64[ns]")
    return moment


def _of_datetime(moment: datetime) -> np.datetime64:
    try:
        return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)
    except OverflowError as error:
        raise ValueError("it is beyond the calendar") from error


def minute(time: np.datetime64) -> str:
    """A time to the minute, for people. [UTC]"""
    return str(np.datetime_as_string(time, unit="m"))
