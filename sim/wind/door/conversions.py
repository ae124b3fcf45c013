"""Units as known wind products spell them, and values brought from them to SI; unknown ones are refused, never guessed.

Holds no names of variables; the units in which people type are in `sim.units`.
"""

import re
from collections.abc import Callable

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.constants import GRAVITY, KELVIN_AT_0_CELSIUS, KNOT, WATER_DENSITY
from sim.wind.door.spellings import ABOVE_GROUND, SINCE_START

Convert = Callable[[NDArray[np.floating]], NDArray[np.floating]]


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


def is_sum(array: xr.DataArray) -> bool:
    """Whether a precipitation is the sum over a span, by its unit."""
    return plain_unit(array.attrs.get("units")) in PRECIPITATION_AMOUNT


def is_pressure_tendency(unit: object) -> bool:
    """Whether a vertical wind in this unit is the rate of change of pressure, positive downward."""
    return plain_unit(unit) in PRESSURE_TENDENCY


def converted(array: xr.DataArray, quantity: str, origin: str, problems: list[str]) -> NDArray[np.floating]:
    """Values in SI by the units attribute.

    Parameters
    ----------
    array : xr.DataArray
    quantity : str
        Key of `UNITS`.
    origin : str
        How messages call the file.
    problems : list of str
        Gets an unknown unit; the values are given as they are then.
    """
    values = np.atleast_1d(array.to_numpy())
    values = values.astype(np.float64 if quantity == "level" or values.dtype.kind != "f" else values.dtype)
    unit = array.attrs.get("units")
    convert = UNITS[quantity].get(plain_unit(unit)) if unit is not None else None
    if convert is None:
        what = "has no units attribute" if unit is None else f"is in {unit!r}"
        known = ", ".join(sorted(UNITS[quantity]))
        problems.append(f"{origin}: {array.name} {what}; known units are {known}: set the attribute to the true unit.")
        return values
    return convert(values)
