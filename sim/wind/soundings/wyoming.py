"""Soundings as the pages and texts of the University of Wyoming list them, in cells of seven characters.

Holds no choice of an ascent and no profile: `ascent_choice` and `ascent` do. Reads the listing with speeds in knots and
`Observations at 12Z 04 Apr 2015`, which the university served until 2025, and the one after it with speeds in m s-1 and
`Observations for Station 47122 at 12 UTC 04 Apr 2015` (both from listings kept by others, read on 2026-11-22).
"""

import html
import re
from collections.abc import Sequence
from functools import partial
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from sim.constants import KELVIN_AT_0_CELSIUS, KNOT
from sim.wind.soundings.ascent import Ascent, Levels, Part, wind_components, wind_problems

WYOMING_TITLE = re.compile(
    r"(?P<label>[^\n<>]*)Observations (?:for Station (?P<number>\S+) )?at (?P<hour>\d{2}) ?(?:Z|UTC) "
    r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})"
)
"""The line above every listing."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_WIDTH = 7

_COLUMNS = {
    "PRES": {"hPa": 100.0},
    "HGHT": {"m": 1.0},
    "TEMP": {"C": 1.0},
    "DWPT": {"C": 1.0},
    "RELH": {"%": 0.01},
    "DRCT": {"deg": 1.0},
    "SKNT": {"knot": KNOT},
    "SPED": {"m/s": 1.0},
}
"""Columns that are read, the units each may have, and what one unit is worth; the others follow from these."""

_SPEEDS = ("SKNT", "SPED")

_NUMBER = r"[-+]?\d+(?:\.\d+)?"


def wyoming_parts(text: str, origin: str, problems: list[str]) -> list[Part]:
    """The ascents of the text, their levels not read yet.

    Parameters
    ----------
    text : str
        A page with its tags, or its text with the columns kept.
    origin : str
        How messages call the file.
    problems : list of str
        What stands in the way is added here.
    """
    plain = html.unescape(re.sub(r"<[^<>]*>", "\n", text))
    titles = list(WYOMING_TITLE.finditer(plain))
    ends = [*(title.start() for title in titles[1:]), len(plain)]
    parts = (_part(title, plain[title.end() : end], origin, problems) for title, end in zip(titles, ends, strict=True))
    return [part for part in parts if part is not None]


def _part(title: re.Match[str], section: str, origin: str, problems: list[str]) -> Part | None:
    """The ascent between a title and the next."""
    where = f"{origin}, {title[0].strip()!r}"
    month = _MONTHS.index(title["month"]) + 1 if title["month"] in _MONTHS else 0
    try:
        valid = np.datetime64(f"{title['year']}-{month:02d}-{title['day']:0>2}T{title['hour']}", "ns")
    except ValueError as error:
        problems.append(f"{where}: the time of this title is none ({error}); fetch the page again.")
        return None
    number, name = _station(title, section)
    return Part(number, name, valid, partial(_ascent, section, valid, where))


def _station(title: re.Match[str], section: str) -> tuple[str, str]:
    """Number and name: both before an old title, the number in a later one and the name on the line below it."""
    if title["number"]:
        below = section.strip().partition("\n")[0].strip()
        return title["number"], below if re.fullmatch(r"[^\W\d_][^:]*", below) and "HGHT" not in below else ""
    found = re.fullmatch(r"(?P<number>\d+)?\s*(?P<name>.*)", title["label"].strip())
    return ("", "") if found is None else (found["number"] or "", found["name"])


def _ascent(section: str, valid: np.datetime64, where: str, problems: list[str]) -> Ascent | None:
    before = len(problems)
    latitude, longitude = _place(section, where, problems)
    _check_time(section, valid, where, problems)
    columns = _columns(section, where, problems)
    if columns is None:
        return None
    problems.extend(wind_problems(columns["DRCT"], columns["speed"], where))
    if len(problems) > before:
        return None
    east, north = wind_components(columns["DRCT"], columns["speed"])
    levels = Levels(
        pressure=columns["PRES"],
        geopotential_height=columns["HGHT"],
        temperature=columns["TEMP"] + KELVIN_AT_0_CELSIUS,
        eastward_wind=east,
        northward_wind=north,
        dew_point=columns["DWPT"] + KELVIN_AT_0_CELSIUS,
        relative_humidity=columns["RELH"],
    )
    return Ascent(valid, latitude, longitude, levels)


def _place(section: str, where: str, problems: list[str]) -> tuple[float, float]:
    """Latitude and longitude of the station; NaN and a problem where the text does not give them."""
    found = [re.search(rf"{word}:?\s+(?P<value>{_NUMBER})", section, re.I) for word in ("latitude", "longitude")]
    if None in found:
        problems.append(
            f"{where}: the latitude and longitude of the station are missing; keep the station information that stands "
            "above or below the listing."
        )
    latitude, longitude = (np.nan if match is None else float(match["value"]) for match in found)
    return latitude, longitude


def _check_time(section: str, valid: np.datetime64, where: str, problems: list[str]) -> None:
    """The station information of the older pages repeats the time; both must agree."""
    again = re.search(r"Observation time: (\d\d)(\d\d)(\d\d)/(\d\d)", section)
    if again is not None and "".join(again.groups()) != str(valid)[2:13].replace("-", "").replace("T", ""):
        problems.append(f"{where}: the title and {again[0]!r} differ; fetch the page again.")


def _columns(section: str, where: str, problems: list[str]) -> dict[str, NDArray[np.float64]] | None:
    """The listed columns in SI, but temperatures in degrees Celsius; NaN where a cell is blank."""
    lines = [line for line in section.splitlines() if not re.fullmatch(r"[-\s]*-[-\s]*", line)]
    head = next((place for place, line in enumerate(lines) if line.split()[:2] == ["PRES", "HGHT"]), None)
    if head is None or head + 1 == len(lines):
        problems.append(
            f"{where}: no listing follows that begins with PRES and HGHT; fetch the page as a text listing."
        )
        return None
    names, units = _cells(lines[head]), _cells(lines[head + 1])
    worth = _worth(names, units, where, problems)
    rows = []
    for line in lines[head + 2 :]:
        if not line.strip() or re.match(r"\s*(Station information|Sounding indices)", line, re.I):
            break
        rows.append(_row(line, names, where, problems))
    table = {name: unit * np.array([row.get(name, np.nan) for row in rows]) for name, unit in worth.items()}
    table["speed"] = next((table[name] for name in _SPEEDS if name in table), np.full(len(rows), np.nan))
    return table if worth.keys() >= _COLUMNS.keys() - set(_SPEEDS) else None


def _worth(names: Sequence[str], units: Sequence[str], where: str, problems: list[str]) -> dict[str, float]:
    """What one unit of each column is worth, for the columns that are read."""
    worth = {}
    for name, unit in zip_longest(names, units, fillvalue=""):
        known = _COLUMNS.get(name)
        if known is not None and unit in known:
            worth[name] = known[unit]
        elif known is not None:
            problems.append(f"{where}: column {name} is in {unit!r}; it must be in {' or '.join(known)}.")
    missing = [name for name in _COLUMNS if name not in names and name not in _SPEEDS]
    if not set(_SPEEDS) & set(names):
        missing.append(" or ".join(_SPEEDS))
    if missing:
        problems.append(
            f"{where}: the columns {', '.join(missing)} are missing or not {_WIDTH} characters wide; found "
            f"{', '.join(names)}: keep the listing as it was served."
        )
    return worth


def _row(line: str, names: Sequence[str], where: str, problems: list[str]) -> dict[str, float]:
    """The cells of a level that hold something."""
    filled = {name: cell for name, cell in zip(names, _cells(line), strict=False) if cell}
    wrong = [name for name, cell in filled.items() if not re.fullmatch(_NUMBER, cell)]
    if wrong or len(line.rstrip()) > _WIDTH * len(names):
        problems.append(
            f"{where}: the row {line.strip()!r} does not hold a number or nothing in every cell of {_WIDTH} "
            "characters; keep the listing as it was served."
        )
        return {}
    return {name: float(cell) for name, cell in filled.items()}


def _cells(line: str) -> list[str]:
    return [line[start : start + _WIDTH].strip() for start in range(0, len(line.rstrip()), _WIDTH)]
