"""What a wind holds, for a person to read before anything flies in it: where, when, how high, and the range of all.

Holds no check: the door (`reading`) refuses what cannot be, `coverage` says what is too small for a scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.constants import KELVIN_AT_0_CELSIUS
from sim.kinds import A_WIND, refuse_other_than
from sim.wind.door.axes import wide_steps
from sim.wind.field import WindField, minute
from sim.wind.weather.process import WeatherProcess

MOST_ROWS = 30
"""Of more levels than about this many only some are printed, evenly chosen; all of them are in the record."""


@dataclass(frozen=True)
class Range:
    """Least, mean and greatest value of a quantity over points of the grid and times, each point counted alike."""

    least: float
    mean: float
    greatest: float


@dataclass(frozen=True)
class LevelDescription:
    """One pressure level.

    Attributes
    ----------
    pressure : float
        [Pa]
    ranges : dict of str to Range
        By the names and in the units of `WindField.dataset`, `height` among them.
    """

    pressure: float
    ranges: dict[str, Range]


@dataclass(frozen=True)
class WindDescription:
    """A wind in numbers; its text is the table that `balloon-drift wind check` prints.

    Attributes
    ----------
    source, digest : str
        As the field has them.
    members : int
        How many an ensemble has; 1 of any other wind. All numbers are of the first.
    timeless : bool
        Whether it holds at every time.
    times : (time,) datetime64
        [UTC]
    usual_step : float
        Median step between two times; 0 where there is one time only. [s]
    gaps : tuple of (datetime64, datetime64)
        First and last time of every step that is more than half as long again as the usual one. [UTC]
    box : (west, south, east, north)
        [degree]
    columns, rows : int
        How many longitudes and latitudes.
    longitude_step, latitude_step : float
        [degree]
    levels : tuple of LevelDescription
        From the lowest up.
    overall : dict of str to Range
        What lies on levels, over all of them.
    surface : dict of str to Range
        What lies on the horizontal grid alone.
    labels : dict of str to (str, str)
        Long name and unit of everything that is on the horizontal grid alone.
    variability : WeatherProcess or None
        As the field has it.
    notes : tuple of str
        As the field has them.
    """

    source: str
    digest: str
    members: int
    timeless: bool
    times: NDArray[np.datetime64]
    usual_step: float
    gaps: tuple[tuple[np.datetime64, np.datetime64], ...]
    box: tuple[float, float, float, float]
    columns: int
    rows: int
    longitude_step: float
    latitude_step: float
    levels: tuple[LevelDescription, ...]
    overall: dict[str, Range]
    surface: dict[str, Range]
    labels: dict[str, tuple[str, str]]
    variability: WeatherProcess | None
    notes: tuple[str, ...]

    def __str__(self) -> str:
        lines = [self.source, *(f"  {name:<10} {words}" for name, words in _facts(self)), "", *_level_table(self)]
        if self.surface:
            lines += ["", *_surface_table(self)]
        return "\n".join([*lines, "", *(f"  Note: {note}" for note in self.notes)])


def wind_description(wind: WindField) -> WindDescription:
    """What a wind holds: a record to use, and as text a table to read.

    Parameters
    ----------
    wind : WindField

    Examples
    --------
    >>> from sim.wind import open_wind
    >>> found = wind_description(open_wind("shipped:gfs_2011_01_15_korea"))
    >>> len(found.levels), round(found.overall["eastward_wind"].greatest, 1)
    (23, 100.8)
    """
    refuse_other_than(WindField, "wind_description: wind", wind, A_WIND)
    data = wind.dataset
    on_levels = [str(name) for name in data.data_vars if {"level", "latitude"} <= set(data[name].dims)]
    flat = [str(name) for name in data.data_vars if "level" not in data[name].dims]
    usual, wide = wide_steps(wind.times)
    return WindDescription(
        source=wind.source,
        digest=wind.digest,
        members=len(wind.members),
        timeless=wind.timeless,
        times=wind.times,
        usual_step=usual,
        gaps=tuple((wind.times[i], wind.times[i + 1]) for i in wide),
        box=wind.box,
        columns=data.sizes["longitude"],
        rows=data.sizes["latitude"],
        longitude_step=wind.longitude_step,
        latitude_step=wind.latitude_step,
        levels=tuple(
            LevelDescription(float(pressure), {name: _range(data[name].isel(level=number)) for name in on_levels})
            for number, pressure in enumerate(data["air_pressure"].to_numpy())
        ),
        overall={name: _range(data[name]) for name in on_levels},
        surface={name: _range(data[name]) for name in flat},
        labels={name: (_long_name(data[name]), str(data[name].attrs.get("units", ""))) for name in flat},
        variability=wind.variability,
        notes=wind.notes,
    )


def _long_name(array: xr.DataArray) -> str:
    return str(array.attrs.get("long_name", array.name))


def _range(array: xr.DataArray) -> Range:
    values = array.to_numpy()
    return Range(float(values.min()), float(values.mean(dtype=np.float64)), float(values.max()))


@dataclass(frozen=True)
class _Column:
    """How a quantity on levels is printed: heading with unit, factor and offset from SI, digits behind the point."""

    heading: str
    factor: float = 1.0
    offset: float = 0.0
    digits: int = 1

    def cell(self, value: float) -> str:
        # Adding zero takes the sign from a zero that rounding left.
        return f"{round(self.factor * value + self.offset, self.digits) + 0.0:.{self.digits}f}"

    def cells(self, found: Range) -> str:
        return "".join(f"{self.cell(value):>7}" for value in (found.least, found.mean, found.greatest))


_COLUMNS = {
    "eastward_wind": _Column("eastward (m/s)"),
    "northward_wind": _Column("northward (m/s)"),
    "air_temperature": _Column("temperature (°C)", offset=-KELVIN_AT_0_CELSIUS),
    "specific_humidity": _Column("humidity (g/kg)", factor=1000.0, digits=2),
    "upward_air_velocity": _Column("upward (m/s)", digits=2),
}
"""What is printed of the quantities on levels, in this order."""

_WITHOUT = {
    "specific_humidity": "humidity (the air is taken as dry)",
    "upward_air_velocity": "vertical wind (taken as zero)",
}

_NAMES = {
    "eastward_wind": "eastward wind",
    "northward_wind": "northward wind",
    "air_temperature": "temperature",
    "specific_humidity": "humidity",
    "upward_air_velocity": "vertical wind",
}


def _facts(found: WindDescription) -> list[tuple[str, str]]:
    """Everything but the ranges, as a name and words for each line."""
    west, south, east, north = found.box
    first, last = found.levels[0], found.levels[-1]
    has = [name for key, name in _NAMES.items() if key in found.overall]
    lacks = [words for key, words in _WITHOUT.items() if key not in found.overall]
    return [
        ("SHA-256", found.digest),
        *([("members", f"{found.members}; all numbers here are of the first")] if found.members > 1 else []),
        ("times", _times(found)),
        *(("gap", f"{minute(a)} to {minute(b)} UTC, {_hours(b - a)}") for a, b in found.gaps),
        ("longitude", f"{west:g} to {east:g} E, {found.columns} in steps of {found.longitude_step:.6g} degree"),
        ("latitude", f"{south:g} to {north:g} N, {found.rows} in steps of {found.latitude_step:.6g} degree"),
        ("levels", f"{len(found.levels)}, from {_level(first)} to {_level(last)} above the sea"),
        ("has", ", ".join([*has, *(words for words, _ in found.labels.values())])),
        *([("has no", ", ".join(lacks))] if lacks else []),
        ("weather", _weather(found.variability)),
    ]


def _times(found: WindDescription) -> str:
    if found.timeless:
        return "all: it holds at every time"
    if found.times.size == 1:
        return f"{minute(found.times[0])} UTC, this one only"
    step = _hours(np.timedelta64(round(found.usual_step), "s"))
    how = f"mostly {step} apart, {len(found.gaps)} gaps" if found.gaps else f"{step} apart"
    return f"{minute(found.times[0])} to {minute(found.times[-1])} UTC, {found.times.size}, {how}"


def _weather(process: WeatherProcess | None) -> str:
    if process is None:
        return "one state of the air, without a spread of its own"
    spreads = ", ".join(
        f"{direction} {sd.min():.1f} to {sd.max():.1f} m/s"
        for direction, sd in (("eastward", process.eastward_sd), ("northward", process.northward_sd))
    )
    return f"members depart, in standard deviations {spreads}; {process.reach}"


def _hours(step: np.timedelta64) -> str:
    return f"{step / np.timedelta64(1, 'h'):g} h"


def _level(level: LevelDescription) -> str:
    height = level.ranges["height"]
    low, high = f"{height.least:.0f}", f"{height.greatest:.0f}"
    return f"{level.pressure / 100.0:g} hPa ({low if low == high else f'{low} to {high}'} m)"


def _level_table(found: WindDescription) -> list[str]:
    shown = _shown(found.levels)
    columns = {name: column for name, column in _COLUMNS.items() if name in found.overall}
    heads = "".join(f"  {column.heading:>21}" for column in columns.values())
    three = "".join(f"  {'min':>7}{'mean':>7}{'max':>7}" for _ in columns)
    lines = [f"  {'level':>9}{'height (m)':>16}{heads}", f"  {'(hPa)':>9}{'min':>8}{'max':>8}{three}"]
    for level in shown:
        height = level.ranges["height"]
        cells = "".join(f"  {column.cells(level.ranges[name])}" for name, column in columns.items())
        lines.append(f"  {level.pressure / 100.0:>9.4g}{height.least:>8.0f}{height.greatest:>8.0f}{cells}")
    whole = "".join(f"  {column.cells(found.overall[name])}" for name, column in columns.items())
    height = found.overall["height"]
    lines.append(f"  {'all':>9}{height.least:>8.0f}{height.greatest:>8.0f}{whole}")
    if len(shown) < len(found.levels):
        lines.append(f"  Shown are {len(shown)} of {len(found.levels)} levels; the last row is over all of them.")
    return lines


def _shown(levels: Sequence[LevelDescription]) -> list[LevelDescription]:
    """All levels, or evenly chosen ones with the lowest and the highest."""
    count = min(len(levels), MOST_ROWS)
    return [levels[i] for i in np.unique(np.linspace(0, len(levels) - 1, count).round().astype(int))]


def _surface_table(found: WindDescription) -> list[str]:
    width = max(len(f"{name} ({unit})") for name, unit in found.labels.values())
    lines = [f"  {'near the ground':<{width}}{'min':>11}{'mean':>11}{'max':>11}"]
    for name, there in found.surface.items():
        words, unit = found.labels[name]
        numbers = "".join(f"{value:>11.4g}" for value in (there.least, there.mean, there.greatest))
        lines.append(f"  {f'{words} ({unit})':<{width}}{numbers}")
    return lines
