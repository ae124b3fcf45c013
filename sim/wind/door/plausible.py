"""Whether arrays can be air: complete, in the right unit, and stacked the right way up.

Holds no reading; the limits are wide enough for any weather on earth below 1 hPa.
"""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.physics.atmosphere import standard_height
from sim.wind.field import AirArrays, minute

FASTEST = 200.0
"""No wind of an analysis is faster: the strongest jet measured blew at about 130 m s-1. [m s-1]"""

COLDEST, WARMEST = 150.0, 350.0
"""Wider than any air between the ground and 1 hPa. [K]"""

LIMITS = {
    "specific_humidity": (-1e-4, 0.05),
    "humidity_mixing_ratio": (-1e-4, 0.053),
    "dew_point_temperature": (120.0, 320.0),
    "relative_humidity": (-0.05, 1.5),
    "upward_air_velocity": (-20.0, 20.0),
}
"""Least and greatest value. [1], [1], [K], [1], [m s-1] (estimates: packing and spectral truncation leave humidities a
little below zero, the moistest air measured near the ground held 0.03 to 0.04, with a dew point below 310 K, and the
driest at 1 hPa has one near 165 K; no analysis on a grid shows the core of a thunderstorm)"""


class _Grid(Protocol):
    """What says where values belong."""

    @property
    def time(self) -> NDArray[np.datetime64]: ...
    @property
    def latitude(self) -> NDArray[np.floating]: ...
    @property
    def longitude(self) -> NDArray[np.floating]: ...


class _Limit(NamedTuple):
    label: str
    unit: str
    least: float
    greatest: float


_WIND_LIMIT = _Limit("wind", "m s-1", -120.0, 120.0)

_AT_SURFACE = {
    "surface_pressure": _Limit("surface pressure", "Pa", 45_000.0, 110_000.0),
    "surface_height": _Limit("height of the surface", "m", -7000.0, 7000.0),
    **{
        f"{way}_wind_{height}m": _WIND_LIMIT._replace(label=f"{way} wind at {height} m")
        for way in ("eastward", "northward")
        for height in (10, 100)
    },
    "precipitation_flux": _Limit("precipitation", "kg m-2 s-1", -1e-5, 0.1),
    "precipitation_since_start": _Limit("precipitation since the start of the run", "kg m-2", -0.1, 50_000.0),
}
"""Least and greatest value of what lies at the ground. (estimates) Pressure: 110 hPa below that of the highest
plateaus, 20 above the highest ever measured at the sea. Height: no grid of a weather model has higher land, and none
land as far below the sea. Wind: gusts of 113 m s-1 were measured, and no grid shows them. Precipitation: 360 mm in an
hour, more than ever measured; packing leaves some 0.01 mm below zero. Since the start of a run: twice the 26 m of the
wettest year measured."""

_QUANTITIES = ("eastward_wind", "northward_wind", "air_temperature", "geopotential_height")


def air_problems(air: AirArrays, origin: str) -> list[str]:
    """Every reason why the arrays of a file cannot be the air.

    Parameters
    ----------
    air : AirArrays
    origin : str
        How messages call the file.
    """
    problems = []
    if not (np.asarray(air.air_pressure) > 0.0).all():
        return [f"{origin}: the lowest pressure is {air.air_pressure.min():g} Pa; every level must be greater than 0."]
    for name in _QUANTITIES:
        values = np.asarray(getattr(air, name), np.float64)
        if missing := first_where(~np.isfinite(values), air):
            problems.append(
                f"{origin}: {name} has {missing[0]} missing values of {values.size}, first at {missing[1]}; "
                "only complete fields are flown: fill or cut the file knowingly."
            )
        problems.extend(_range_problems(name, values, air, origin))
    return problems


def limit_problems(name: str, values: NDArray[np.floating], air: AirArrays, origin: str) -> list[str]:
    """Whether values of `LIMITS` that are there lie within them.

    Parameters
    ----------
    name : str
        Key of `LIMITS`.
    values : (time, level, latitude, longitude)
        [1] or [m s-1]
    air : AirArrays
        Says where the values belong.
    origin : str
        How messages call the file.
    """
    least, greatest = LIMITS[name]
    unit = {"upward_air_velocity": " m s-1", "dew_point_temperature": " K"}.get(name, "")
    if beyond := first_where((values < least) | (values > greatest), air):
        return [
            f"{origin}: {name} spans {np.nanmin(values):.4g} to {np.nanmax(values):.4g}{unit}, beyond {least:g} to "
            f"{greatest:g} at {beyond[0]} points, first at {beyond[1]}; check its units attribute."
        ]
    return []


def surface_problems(quantity: str, values: NDArray[np.floating], grid: _Grid, origin: str) -> list[str]:
    """Whether what lies at the ground is within its limits, where it is known.

    Parameters
    ----------
    quantity : str
        Key of `sim.wind.door.spellings.SURFACE` or `AT_SURFACE`.
    values : (time, latitude, longitude)
        [Pa], [m], [m s-1] or [kg m-2 s-1]
    grid : has time, latitude and longitude
        Says where the values belong.
    origin : str
        How messages call the file.
    """
    limit = _AT_SURFACE[quantity]
    if beyond := first_where_flat((values < limit.least) | (values > limit.greatest), grid):
        return [
            f"{origin}: the {limit.label} spans {np.nanmin(values):.5g} to {np.nanmax(values):.5g} {limit.unit}, "
            f"beyond {limit.least:g} to {limit.greatest:g} at {beyond[0]} points, first at {beyond[1]}; check its "
            "units attribute."
        ]
    return []


def _range_problems(name: str, values: NDArray[np.float64], air: AirArrays, origin: str) -> list[str]:
    if name in ("eastward_wind", "northward_wind"):
        if beyond := first_where(np.abs(values) > FASTEST, air):
            return [
                f"{origin}: {name} reaches {np.nanmax(np.abs(values)):.4g} m s-1, beyond {FASTEST:g} at {beyond[0]} "
                f"points, first at {beyond[1]}; check its units attribute and its scale factor."
            ]
        return []
    if name == "air_temperature":
        if beyond := first_where((values < COLDEST) | (values > WARMEST), air):
            return [
                f"{origin}: {name} spans {np.nanmin(values):.4g} to {np.nanmax(values):.4g} K, beyond {COLDEST:g} to "
                f"{WARMEST:g} at {beyond[0]} points, first at {beyond[1]}; check its units attribute."
            ]
        return []
    return _height_problems(values, air, origin)


def _height_problems(values: NDArray[np.float64], air: AirArrays, origin: str) -> list[str]:
    pressure = np.asarray(air.air_pressure, np.float64)
    expected = _expected_height(pressure)
    if wrong := first_where(_is_unusual(values, expected), air):
        level = int(np.argmax(np.nanmean(np.abs(values - expected), axis=(0, 2, 3))))
        mean, usual = float(np.nanmean(values[:, level])), float(expected[0, level, 0, 0])
        hint = "check its units attribute"
        if not _is_unusual(values, _expected_height(100.0 * pressure)).any():
            hint = "the levels look like hPa: set their units attribute to hPa"
        elif not _is_unusual(values, _expected_height(pressure / 100.0)).any():
            hint = "the levels look like Pa: set their units attribute to Pa"
        elif mean / usual > 5.0:
            hint = "it looks like geopotential: set its units attribute to m2 s-2"
        elif 0.0 < mean / usual < 0.2:
            hint = "it looks divided by gravity twice, or in kilometres: set its units attribute to the true unit"
        return [
            f"{origin}: the {pressure[level] / 100.0:g} hPa surface lies at {mean:.0f} m, where about {usual:.0f} m is "
            f"usual ({wrong[0]} points like this); {hint}."
        ]
    if folded := first_where(np.diff(values, axis=1) <= 0.0, air):
        return [
            f"{origin}: a level lies below the one of higher pressure at {folded[0]} points, first at {folded[1]}; "
            "check the order of the levels and of the heights."
        ]
    return []


def _expected_height(pressure: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of pressure surfaces in the standard atmosphere. (1, level, 1, 1) [m]"""
    return np.asarray(standard_height(pressure))[None, :, None, None]


def _is_unusual(values: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where heights are farther from those than weather takes them."""
    return np.asarray(np.abs(values - expected) > 700.0 + 0.12 * np.abs(expected))


def first_where(mask: NDArray[np.bool_], air: AirArrays) -> tuple[int, str] | None:
    """How often a mask is true, and the place of its first one; None for never."""
    count = int(mask.sum())
    if count == 0:
        return None
    time, level, row, column = (int(index[0]) for index in np.nonzero(mask))
    when = minute(air.time[time])
    place = f"{float(air.latitude[row]):g} N, {float(air.longitude[column]):g} E"
    return count, f"{when}, {float(air.air_pressure[level]) / 100.0:g} hPa, {place}"


def first_where_flat(mask: NDArray[np.bool_], grid: _Grid) -> tuple[int, str] | None:
    """Likewise for a mask without levels."""
    count = int(mask.sum())
    if count == 0:
        return None
    time, row, column = (int(index[0]) for index in np.nonzero(mask))
    place = f"{float(grid.latitude[row]):g} N, {float(grid.longitude[column]):g} E"
    return count, f"{minute(grid.time[time])}, {place}"
