"""How known wind products spell their axes, variables and units; what is not here is refused, never guessed.

Holds no reading and no check of values.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.constants import GRAVITY, KELVIN_AT_0_CELSIUS, KNOT, WATER_DENSITY

Convert = Callable[[NDArray[np.floating]], NDArray[np.floating]]


class Quantity(NamedTuple):
    """What is looked for in a file.

    label : str
        For messages.
    standard_names : tuple of str
        CF standard names, best first.
    names : tuple of str
        Names that known products use, in lower case.
    """

    label: str
    standard_names: tuple[str, ...]
    names: tuple[str, ...]


AXES = {
    "time": Quantity("time", ("time",), ("time", "valid_time", "forecast_time", "initial_time0_hours")),
    "level": Quantity(
        "pressure level",
        ("air_pressure",),
        (
            *("level", "pressure_level", "isobaricinhpa", "isobaricinpa", "lev", "plev", "isobaric", "levelist"),
            *("lv_isbl0", "lv_isbl1"),
        ),
    ),
    "latitude": Quantity("latitude", ("latitude",), ("latitude", "lat", "g0_lat_1", "g0_lat_2", "lat_0")),
    "longitude": Quantity("longitude", ("longitude",), ("longitude", "lon", "g0_lon_2", "g0_lon_3", "lon_0")),
}

VARIABLES = {
    "eastward_wind": Quantity(
        "eastward wind",
        ("eastward_wind",),
        (
            *("u", "uwnd", "ua", "ugrd", "u_component_of_wind", "eastward_wind"),
            *("u-component_of_wind_isobaric", "ugrd_p0_l100_gll0", "u_gds0_isbl"),
        ),
    ),
    "northward_wind": Quantity(
        "northward wind",
        ("northward_wind",),
        (
            *("v", "vwnd", "va", "vgrd", "v_component_of_wind", "northward_wind"),
            *("v-component_of_wind_isobaric", "vgrd_p0_l100_gll0", "v_gds0_isbl"),
        ),
    ),
    "air_temperature": Quantity(
        "air temperature",
        ("air_temperature",),
        (
            *("t", "air", "ta", "tmp", "temp", "temperature", "air_temperature"),
            *("temperature_isobaric", "tmp_p0_l100_gll0", "t_gds0_isbl"),
        ),
    ),
    "geopotential_height": Quantity(
        "geopotential height or geopotential",
        ("geopotential_height", "geopotential"),
        (
            *("gh", "hgt", "z3", "zg", "h", "geopotential_height", "z", "phi", "geopotential"),
            *("geopotential_height_isobaric", "hgt_p0_l100_gll0", "z_gds0_isbl"),
        ),
    ),
}

OPTIONAL = {
    "specific_humidity": Quantity(
        "specific humidity", ("specific_humidity",), ("q", "shum", "hus", "qv", "spfh", "specific_humidity")
    ),
    "humidity_mixing_ratio": Quantity(
        "mixing ratio of water vapour",
        ("humidity_mixing_ratio",),
        ("mixr", "mixing_ratio", "humidity_mixing_ratio", "qvapor"),
    ),
    "dew_point_temperature": Quantity(
        "dew point",
        ("dew_point_temperature",),
        ("d", "dpt", "td", "dewpoint", "dew_point", "dew_point_temperature", "dewpoint_temperature"),
    ),
    "relative_humidity": Quantity(
        "relative humidity", ("relative_humidity",), ("r", "rh", "rhum", "hur", "relative_humidity")
    ),
    "vertical_wind": Quantity(
        "vertical wind",
        ("upward_air_velocity", "lagrangian_tendency_of_air_pressure"),
        ("wz", "dzdt", "upward_air_velocity", "w", "omega", "vvel", "wap", "vitesse", "vertical_velocity"),
    ),
}
"""What a file may have beside `VARIABLES`; the unit of a vertical wind says whether it is a speed or a rate of change
of pressure."""

HUMIDITIES = ("specific_humidity", "humidity_mixing_ratio", "dew_point_temperature", "relative_humidity")
"""Kinds of humidity, best first: of several the first is taken. Dew points are mostly rounded finer than relative
humidities."""

SURFACE = {
    "surface_pressure": Quantity(
        "surface pressure",
        ("surface_air_pressure",),
        ("sp", "ps", "surface_pressure", "pressfc", "pres_sfc", "pressure_surface"),
    ),
    "surface_height": Quantity(
        "height or geopotential of the surface",
        ("surface_altitude", "surface_geopotential"),
        (
            *("orog", "zs", "hgtsfc", "surface_altitude", "surface_geopotential", "geopotential_at_surface", "phis"),
            *("geopotential_height_surface", "hgt_surface", "z"),
        ),
    ),
}
"""Where the ground is: its pressure is needed only where a file has no geopotential on its levels."""

SINCE_START = "precipitation_since_start"
"""What `wrf` calls a sum that grows from the start of a run; a flux is made of two of its times."""

AT_SURFACE = {
    "eastward_wind_10m": Quantity(
        "eastward wind at 10 m",
        ("eastward_wind",),
        (
            *("u10", "10u", "u10m", "10m_u_component_of_wind", "uas", "ugrd10m", "ugrd_10maboveground", "u_10m"),
            *("eastward_wind_10m", "u-component_of_wind_height_above_ground"),
        ),
    ),
    "northward_wind_10m": Quantity(
        "northward wind at 10 m",
        ("northward_wind",),
        (
            *("v10", "10v", "v10m", "10m_v_component_of_wind", "vas", "vgrd10m", "vgrd_10maboveground", "v_10m"),
            *("northward_wind_10m", "v-component_of_wind_height_above_ground"),
        ),
    ),
    "eastward_wind_100m": Quantity(
        "eastward wind at 100 m",
        ("eastward_wind",),
        (
            *("u100", "100u", "u100m", "100m_u_component_of_wind", "ugrd100m", "ugrd_100maboveground", "u_100m"),
            *("eastward_wind_100m", "u-component_of_wind_height_above_ground"),
        ),
    ),
    "northward_wind_100m": Quantity(
        "northward wind at 100 m",
        ("northward_wind",),
        (
            *("v100", "100v", "v100m", "100m_v_component_of_wind", "vgrd100m", "vgrd_100maboveground", "v_100m"),
            *("northward_wind_100m", "v-component_of_wind_height_above_ground"),
        ),
    ),
    "precipitation_flux": Quantity(
        "precipitation",
        (
            *("precipitation_flux", "lwe_precipitation_rate", "precipitation_amount"),
            *("lwe_thickness_of_precipitation_amount",),
        ),
        (
            *("mtpr", "avg_tprate", "mean_total_precipitation_rate", "tprate", "prate", "precipitation_flux", "pr"),
            *("pratesfc", "prate_surface", "precipitation_rate_surface", "prectotcorr", "prectot"),
            *("tp", "total_precipitation", "total_precipitation_6hr", "apcpsfc", "apcp_surface"),
        ),
    ),
    SINCE_START: Quantity("precipitation since the start of the run", (), (SINCE_START,)),
}
"""What a file may have of the air at the ground. A wind of this kind needs a name that says its height, or a coordinate
that does."""

ABOVE_GROUND = {name: float(name.rpartition("_")[2].removesuffix("m")) for name in AT_SURFACE if "_wind_" in name}
"""Height above the ground of the winds of `AT_SURFACE`. [m]"""

ENSEMBLE = ("number", "member", "ensemble", "ensemble_member", "ens", "realization", "realisation")
"""Names of the axis along which the members of an ensemble lie."""

VERSION = "expver"
"""Name of the axis that parts final ERA5 (1) from preliminary ERA5T (5)."""

_AXIS_LETTER = {"time": "T", "level": "Z", "latitude": "Y", "longitude": "X"}

_NO_VALID_TIME = ("forecast_reference_time", "forecast_period")
"""Standard names of times at which the air is not: a forecast's start, and how far it looks ahead."""


def _same(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return values


def _times(factor: float) -> Convert:
    return lambda values: values * factor


SPEED: dict[str, Convert] = {
    **dict.fromkeys(("m s-1", "m/s", "m s^-1", "mps", "metres per second", "meters per second"), _same),
    **dict.fromkeys(("meter second-1", "metre second-1", "meters/second", "metres/second", "m sec-1"), _same),
    **dict.fromkeys(("knots", "knot", "kt", "kts", "kn"), _times(KNOT)),
    **dict.fromkeys(("km h-1", "km/h", "km hr-1"), _times(1.0 / 3.6)),
}
TEMPERATURE: dict[str, Convert] = {
    **dict.fromkeys(("k", "kelvin", "degk", "deg k", "degrees kelvin"), _same),
    **dict.fromkeys(
        ("degc", "deg c", "c", "celsius", "degree_celsius", "degrees_celsius", "degrees celsius", "°c"),
        lambda values: values + KELVIN_AT_0_CELSIUS,
    ),
}
PRESSURE: dict[str, Convert] = {
    **dict.fromkeys(("pa", "pascal", "pascals"), _same),
    **dict.fromkeys(
        ("hpa", "mb", "mbar", "mbars", "millibar", "millibars", "hectopascal", "hectopascals"), _times(100.0)
    ),
    **dict.fromkeys(("kpa",), _times(1000.0)),
}
GEOPOTENTIAL_HEIGHT: dict[str, Convert] = {
    **dict.fromkeys(("m", "gpm", "metre", "metres", "meter", "meters", "geopotential meters"), _same),
    **dict.fromkeys(("geopotential metres", "geopotential meter", "geopotential metre"), _same),
    **dict.fromkeys(("m2 s-2", "m2/s2", "m^2 s^-2", "m^2/s^2", "j kg-1", "m2 s^-2"), _times(1.0 / GRAVITY)),
    **dict.fromkeys(("m+2 s-2",), _times(1.0 / GRAVITY)),
    **dict.fromkeys(("km",), _times(1000.0)),
}
SPECIFIC_HUMIDITY: dict[str, Convert] = {
    **dict.fromkeys(("1", "kg kg-1", "kg/kg", "kg kg^-1"), _same),
    **dict.fromkeys(("g kg-1", "g/kg", "g kg^-1", "grams/kg"), _times(0.001)),
}
RELATIVE_HUMIDITY: dict[str, Convert] = {
    **dict.fromkeys(("1", "(0 - 1)"), _same),
    **dict.fromkeys(("%", "percent"), _times(0.01)),
}
PRESSURE_TENDENCY: dict[str, Convert] = {
    **dict.fromkeys(("pa s-1", "pa/s", "pa s^-1", "pascal/s", "pascals/s", "pascal second-1"), _same),
    **dict.fromkeys(("hpa s-1", "hpa/s", "hpa s^-1", "mb/s", "mb s-1", "mbar/s", "mbar s-1"), _times(100.0)),
}
UPWARD_SPEED: dict[str, Convert] = {
    **{unit: convert for unit, convert in SPEED.items() if convert is _same},
    **dict.fromkeys(("cm s-1", "cm/s", "cm s^-1"), _times(0.01)),
}
_HOUR = 3600.0

PRECIPITATION_RATE: dict[str, Convert] = {
    **dict.fromkeys(("kg m-2 s-1", "kg/m2/s", "kg/m^2/s", "kg m^-2 s^-1", "kg.m-2.s-1", "mm s-1", "mm/s"), _same),
    **dict.fromkeys(("kg m-2 h-1", "mm h-1", "mm/h", "mm hr-1", "mm/hr", "mm hour-1", "mm/hour"), _times(1.0 / _HOUR)),
    **dict.fromkeys(("m s-1", "m/s"), _times(WATER_DENSITY)),
    **dict.fromkeys(("m h-1", "m/h", "m hr-1", "m/hr", "m hour-1", "m/hour"), _times(WATER_DENSITY / _HOUR)),
}
PRECIPITATION_AMOUNT: dict[str, Convert] = {
    **dict.fromkeys(("kg m-2", "kg/m2", "kg/m^2", "kg m^-2", "mm"), _same),
    **dict.fromkeys(("m", "metre", "metres", "m of water equivalent"), _times(WATER_DENSITY)),
}
"""Sums over a span, in kg m-2: a flux only once the span is known."""

UNITS = {
    **dict.fromkeys(ABOVE_GROUND, SPEED),
    "precipitation_flux": PRECIPITATION_RATE,
    **dict.fromkeys(("precipitation_amount", SINCE_START), PRECIPITATION_AMOUNT),
    "eastward_wind": SPEED,
    "northward_wind": SPEED,
    "air_temperature": TEMPERATURE,
    "geopotential_height": GEOPOTENTIAL_HEIGHT,
    "level": PRESSURE,
    "surface_pressure": PRESSURE,
    "surface_height": GEOPOTENTIAL_HEIGHT,
    "specific_humidity": SPECIFIC_HUMIDITY,
    "humidity_mixing_ratio": SPECIFIC_HUMIDITY,
    "dew_point_temperature": TEMPERATURE,
    "relative_humidity": RELATIVE_HUMIDITY,
    "vertical_wind": {**UPWARD_SPEED, **PRESSURE_TENDENCY},
}

_DEGREES = re.compile(r"degrees?([_ ](n|e|north|east))?$")


def plain_unit(unit: object) -> str:
    """A unit as the tables above spell it: lower case, single spaces, `m**2` as `m2`."""
    return " ".join(str(unit).strip().lower().replace("**", "").split())


def pressure_unit(values: NDArray[np.floating]) -> str | None:
    """The unit in which numbers without one can be the pressures of the lower air, where there is one only."""
    greatest = float(np.max(values, initial=0.0))
    if 300.0 <= greatest <= 1100.0:
        return "hPa"
    return "Pa" if 30_000.0 <= greatest <= 110_000.0 else None


def is_degrees(unit: object) -> bool:
    """Whether a unit is degrees of longitude or latitude; none at all is taken as degrees."""
    return unit is None or _DEGREES.fullmatch(plain_unit(unit).replace("degrees_", "degrees ")) is not None


def axis_names(dataset: xr.Dataset, axis: str) -> list[str]:
    """Names of the variables that can be this axis, the best evidence alone.

    CF standard name, then the CF attribute `axis`, then a known name; a dimension before a variable along another
    dimension, that before a single number.
    """
    quantity = AXES[axis]
    in_file = [str(name) for name in dataset.variables if not _is_no_axis(dataset[name], axis)]
    if axis == "time" and "valid_time" in in_file:
        # Beside it, a dimension `time` is the start of a forecast, whatever its attributes say.
        return ["valid_time"]
    by_standard = [n for n in in_file if dataset[n].attrs.get("standard_name") in quantity.standard_names]
    by_letter = [n for n in in_file if dataset[n].attrs.get("axis") == _AXIS_LETTER[axis] and dataset[n].ndim == 1]
    by_name = [name for name in in_file if name.lower() in quantity.names]
    for found in (by_standard, by_letter, by_name):
        if dimensions := [name for name in found if name in dataset.dims]:
            return dimensions
    for found in (by_standard, by_name):
        if along := [name for name in found if dataset[name].ndim == 1]:
            return along
    return by_standard or by_letter or by_name


def _is_no_axis(array: xr.DataArray, axis: str) -> bool:
    """Whether a variable cannot be this axis though its name or its attributes may look like it."""
    if axis == "time":
        return array.attrs.get("standard_name") in _NO_VALID_TIME
    # A variable with the standard name of pressure may be the pressure itself: a level axis has to be a dimension, or
    # one single level. Heights above the ground are no levels of pressure, though CF calls both axes Z.
    if axis == "level":
        return (array.ndim > 0 and array.name not in array.dims) or _is_height_above_ground(array)
    return False


def _is_height_above_ground(array: xr.DataArray) -> bool:
    name = str(array.name).lower()
    known = array.attrs.get("standard_name") == "height" or name.startswith(
        ("height_above_ground", "heightaboveground")
    )
    return known and plain_unit(array.attrs.get("units", "m")) in ("m", "metre", "metres", "meter", "meters")


def heights_above_ground(dataset: xr.Dataset, name: str) -> tuple[str | None, NDArray[np.float64]]:
    """Heights at which a variable is given, and the dimension along which they lie, where the file says so. [m]

    Returns
    -------
    dimension : str or None
        None for a single height in a coordinate without dimension.
    heights : (height,)
        Empty where nothing is said.
    """
    array = dataset[name]
    beside = (other for other in str(array.attrs.get("coordinates", "")).split() if other in dataset.variables)
    for other in dict.fromkeys([*map(str, array.dims), *map(str, array.coords), *beside]):
        if other in dataset.variables and _is_height_above_ground(dataset[other]) and dataset[other].ndim <= 1:
            return other if other in array.dims else None, np.atleast_1d(dataset[other].to_numpy()).astype(np.float64)
    return None, np.empty(0)


def is_sum(array: xr.DataArray) -> bool:
    """Whether a precipitation is the sum over a span, by its unit."""
    return plain_unit(array.attrs.get("units")) in PRECIPITATION_AMOUNT


def is_pressure_tendency(unit: object) -> bool:
    """Whether a vertical wind in this unit is the rate of change of pressure, positive downward."""
    return plain_unit(unit) in PRESSURE_TENDENCY


def variable_names(dataset: xr.Dataset, quantity: Quantity, level: str) -> list[str]:
    """Names of the variables on pressure levels that can be this quantity, the best evidence first and alone."""
    names = [str(name) for name in dataset.data_vars if level in dataset[name].dims]
    if quantity is OPTIONAL["dew_point_temperature"]:
        # ECMWF calls the divergence of the wind d, which only its unit tells apart.
        names = [name for name in names if plain_unit(dataset[name].attrs.get("units")) in TEMPERATURE]
    return _best_named(dataset, names, quantity)


def surface_names(dataset: xr.Dataset, quantity: Quantity, axes: Mapping[str, str]) -> list[str]:
    """Names of the variables on the horizontal grid alone that can be this quantity of the surface, likewise."""
    grid = {axes["latitude"], axes["longitude"]}
    flat = [
        str(name)
        for name in dataset.data_vars
        if grid <= set(dataset[name].dims)
        and axes.get("level") not in dataset[name].dims
        # As cfgrib writes it: a field of one level may have lost the coordinate that said which.
        and not str(dataset[name].attrs.get("GRIB_typeOfLevel", "")).startswith("isobaric")
    ]
    return _best_named(dataset, flat, quantity)


def winds_above_ground(dataset: xr.Dataset, quantity: Quantity, height: float, axes: Mapping[str, str]) -> list[str]:
    """Names of the variables off the pressure levels that can be a wind at a height above the ground, likewise.

    Without a coordinate that says the height a standard name counts for nothing, since it is that of every level, nor
    does a name that leaves the height to the coordinate.
    """
    said = {str(name): heights_above_ground(dataset, str(name))[1] for name in dataset.data_vars}
    if found := surface_names(dataset[[name for name, heights in said.items() if height in heights]], quantity, axes):
        return found
    telling = tuple(name for name in quantity.names if not name.endswith("height_above_ground"))
    unsaid = dataset[[name for name, heights in said.items() if heights.size == 0]]
    return surface_names(unsaid, quantity._replace(standard_names=(), names=telling), axes)


def _best_named(dataset: xr.Dataset, names: list[str], quantity: Quantity) -> list[str]:
    for standard_name in quantity.standard_names:
        if found := [n for n in names if dataset[n].attrs.get("standard_name") == standard_name]:
            return found
    for known in quantity.names:
        if found := [n for n in names if n.lower() == known]:
            return found
    return []
