"""Soundings of the Integrated Global Radiosonde Archive, version 2, in its fixed columns.

Holds no choice of an ascent and no profile: `ascent_choice` and `ascent` do. Columns, units and the marks for missing
values are those of NOAA NCEI, "Format Description of IGRA 2 Sounding Data Files", 2016 (igra2-data-format.txt, columns
read on 2026-11-22; the meaning of the level types, of the letters behind values and of -8888 from memory).
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.constants import KELVIN_AT_0_CELSIUS
from sim.wind.soundings.ascent import Ascent, Levels, Part, wind_components, wind_problems

IGRA_HEADER = re.compile(r"#[A-Z0-9]{11} \d{4} [ \d]\d [ \d]\d [ \d]\d ")
"""How every ascent begins: the mark, the station, year, month, day and hour."""

_HEADER = {
    "YEAR": slice(13, 17),
    "MONTH": slice(18, 20),
    "DAY": slice(21, 23),
    "HOUR": slice(24, 26),
    "RELTIME": slice(27, 31),
    "NUMLEV": slice(32, 36),
    "LAT": slice(55, 62),
    "LON": slice(63, 71),
}

_FIELDS = {
    "PRESS": (slice(9, 15), 1.0),
    "GPH": (slice(16, 21), 1.0),
    "TEMP": (slice(22, 27), 0.1),
    "RH": (slice(28, 33), 0.001),
    "DPDP": (slice(34, 39), 0.1),
    "WDIR": (slice(40, 45), 1.0),
    "WSPD": (slice(46, 51), 0.1),
}
"""Columns, and what one unit is worth: [Pa], [m], [K], [1], [K], [degree], [m s-1]."""

_RECORD = re.compile(r"[123][012] .{5} .{6}[ AB].{5}[ AB].{5}[ AB].{5} .{5} .{5} .{5}\s*")
"""Level types, blanks and marks of checks where they must be: a column that slipped puts digits there."""

_ABSENT = (-9999, -8888)
"""Not reported, and removed by the archive's checks."""

_UNKNOWN_HOUR, _UNKNOWN_RELEASE = 99, 9999


def igra_parts(text: str, origin: str, problems: list[str]) -> list[Part]:
    """The ascents of the text, their levels not read yet.

    Parameters
    ----------
    text : str
        Beginning with a header record.
    origin : str
        How messages call the file.
    problems : list of str
        What stands in the way is added here.
    """
    lines = text.rstrip().splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("#")]
    parts = (_part(lines[start:end], start + 1, origin, problems) for start, end in pairwise([*starts, len(lines)]))
    return [part for part in parts if part is not None]


def _part(lines: Sequence[str], first: int, origin: str, problems: list[str]) -> Part | None:
    """The ascent of a header and the records below it; `first` is the number of its first line."""
    where = f"{origin}, line {first}"
    header = {name: _integer(lines[0][columns]) for name, columns in _HEADER.items()}
    if wrong := [name for name, value in header.items() if value is None]:
        problems.append(f"{where}: {', '.join(wrong)} of this header is not a whole number; fetch the file again.")
        return None
    entries = {name: value for name, value in header.items() if value is not None}
    number = lines[0][1:12].strip()
    # The third letter says whose number ends the identifier; M is the World Meteorological Organization.
    name = number[-5:] if number[2] == "M" else ""
    try:
        valid = _nominal_time(entries)
    except ValueError as error:
        problems.append(f"{where}: the time of this header is none ({error}); fetch the file again.")
        return None
    return Part(number, name, valid, partial(_ascent, lines, first, entries, valid, origin))


def _nominal_time(entries: dict[str, int]) -> np.datetime64:
    """Nominal time, or that of the release where no hour is given; NaT where neither is. [UTC]"""
    clock = f"{entries['HOUR']:02d}:00"
    if entries["HOUR"] == _UNKNOWN_HOUR:
        if entries["RELTIME"] == _UNKNOWN_RELEASE or entries["RELTIME"] % 100 == _UNKNOWN_HOUR:
            return np.datetime64("NaT", "ns")
        clock = f"{entries['RELTIME'] // 100:02d}:{entries['RELTIME'] % 100:02d}"
    date = f"{entries['YEAR']:04d}-{entries['MONTH']:02d}-{entries['DAY']:02d}"
    return np.datetime64(f"{date}T{clock}", "ns")


def _ascent(
    lines: Sequence[str],
    first: int,
    entries: dict[str, int],
    valid: np.datetime64,
    origin: str,
    problems: list[str],
) -> Ascent | None:
    before = len(problems)
    where = f"{origin}, line {first}"
    latitude, longitude = 1e-4 * entries["LAT"], 1e-4 * entries["LON"]
    if entries["NUMLEV"] != len(lines) - 1:
        problems.append(
            f"{where}: the header promises {entries['NUMLEV']} levels and {len(lines) - 1} follow; the file is cut "
            "short or edited: fetch it again."
        )
    columns = _columns(lines[1:], first + 1, origin, problems)
    problems.extend(wind_problems(columns["WDIR"], columns["WSPD"], where))
    if len(problems) > before:
        return None
    east, north = wind_components(columns["WDIR"], columns["WSPD"])
    temperature = columns["TEMP"] + KELVIN_AT_0_CELSIUS
    levels = Levels(
        pressure=columns["PRESS"],
        geopotential_height=columns["GPH"],
        temperature=temperature,
        eastward_wind=east,
        northward_wind=north,
        dew_point=temperature - columns["DPDP"],
        relative_humidity=columns["RH"],
    )
    return Ascent(valid, latitude, longitude, levels)


def _columns(lines: Sequence[str], first: int, origin: str, problems: list[str]) -> dict[str, NDArray[np.float64]]:
    """Every field of every record in SI, but temperatures in degrees Celsius; NaN where it is absent."""
    table = {name: np.full(len(lines), np.nan) for name in _FIELDS}
    for row, line in enumerate(lines):
        if not _RECORD.fullmatch(line):
            problems.append(
                f"{origin}, line {first + row}: {line[:30]!r} is no level in the columns of the archive; fetch the "
                "file again."
            )
            continue
        for name, (columns, unit) in _FIELDS.items():
            value = _integer(line[columns])
            if value is None:
                problems.append(
                    f"{origin}, line {first + row}: {name} is {line[columns]!r}; it must be a whole number that ends "
                    f"in column {columns.stop}."
                )
            elif value not in _ABSENT:
                table[name][row] = unit * value
    return table


def _integer(cell: str) -> int | None:
    return int(cell) if re.fullmatch(r" *-?\d+", cell) else None
