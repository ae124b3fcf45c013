"""How known wind products spell their axes, variables and units; what is not here is refused, never guessed.

Holds no reading and no check of values.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.constants import GRAVITY, KELVIN_AT_0_CELSIUS, KNOT

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
        ("level", "pressure_level", "isobaricinhpa", "isobaricinpa", "lev", "plev", "isobaric", "levelist", "lv_isbl0"),
    ),
    "latitude": Quantity("latitude", ("latitude",), ("latitude", "lat", "g0_lat_1", "lat_0")),
    "longitude": Quantity("longitude", ("longitude",), ("longitude", "lon", "g0_lon_2", "lon_0")),
}

VARIABLES = {
    "eastward_wind": Quantity(
        "eastward wind", ("eastward_wind",), ("u", "uwnd", "ua", "ugrd", "u_component_of_wind", "eastward_wind")
    ),
    "northward_wind": Quantity(
        "northward wind", ("northward_wind",), ("v", "vwnd", "va", "vgrd", "v_component_of_wind", "northward_wind")
    ),
    "air_temperature": Quantity(
        "air temperature", ("air_temperature",), ("t", "air", "ta", "tmp", "temp", "temperature", "air_temperature")
    ),
    "geopotential_height": Quantity(
        "geopotential height or geopotential",
        ("geopotential_height", "geopotential"),
        ("gh", "hgt", "z3", "zg", "h", "geopotential_height", "z", "phi", "geopotential"),
    ),
}

OPTIONAL = {
    "specific_humidity": Quantity(
        "specific humidity", ("specific_humidity",), ("q", "shum", "hus", "qv", "spfh", "specific_humidity")
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

_AXIS_LETTER = {"time": "T", "level": "Z", "latitude": "Y", "longitude": "X"}


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
UNITS = {
    "eastward_wind": SPEED,
    "northward_wind": SPEED,
    "air_temperature": TEMPERATURE,
    "geopotential_height": GEOPOTENTIAL_HEIGHT,
    "level": PRESSURE,
    "specific_humidity": SPECIFIC_HUMIDITY,
    "relative_humidity": RELATIVE_HUMIDITY,
    "vertical_wind": {**UPWARD_SPEED, **PRESSURE_TENDENCY},
}

_DEGREES = re.compile(r"degrees?([_ ](n|e|north|east))?$")


def plain_unit(unit: object) -> str:
    """A unit as the tables above spell it: lower case, single spaces, `m**2` as `m2`."""
    return " ".join(str(unit).strip().lower().replace("**", "").split())


def is_degrees(unit: object) -> bool:
    """Whether a unit is degrees of longitude or latitude; none at all is taken as degrees."""
    return unit is None or _DEGREES.fullmatch(plain_unit(unit).replace("degrees_", "degrees ")) is not None


def axis_names(dataset: xr.Dataset, axis: str) -> list[str]:
    """Names of the variables that can be this axis, the best evidence alone and dimensions before others.

    CF standard name, then the CF attribute `axis`, then a known name.
    """
    quantity = AXES[axis]
    # A variable with the standard name of pressure may be the pressure itself: a level axis has to be a dimension.
    in_file = [str(name) for name in dataset.variables if axis != "level" or name in dataset.dims]
    by_standard = [n for n in in_file if dataset[n].attrs.get("standard_name") in quantity.standard_names]
    by_letter = [n for n in in_file if dataset[n].attrs.get("axis") == _AXIS_LETTER[axis] and dataset[n].ndim == 1]
    by_name = [name for name in in_file if name.lower() in quantity.names]
    for found in (by_standard, by_letter, by_name):
        if dimensions := [name for name in found if name in dataset.dims]:
            return dimensions
    return by_standard or by_letter or by_name


def is_pressure_tendency(unit: object) -> bool:
    """Whether a vertical wind in this unit is the rate of change of pressure, positive downward."""
    return plain_unit(unit) in PRESSURE_TENDENCY


def variable_names(dataset: xr.Dataset, quantity: Quantity, level: str) -> list[str]:
    """Names of the variables on pressure levels that can be this quantity, the best evidence first and alone."""
    on_levels = [str(name) for name in dataset.data_vars if level in dataset[name].dims]
    for standard_name in quantity.standard_names:
        if found := [n for n in on_levels if dataset[n].attrs.get("standard_name") == standard_name]:
            return found
    for known in quantity.names:
        if found := [n for n in on_levels if n.lower() == known]:
            return found
    return []
