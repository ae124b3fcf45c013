"""Measured fall speeds of sheets: reads a person's CSV, and gives its speeds to the items that it fits.

Holds no measurement: none is shipped.
"""

import csv
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.reading import shown
from sim.scenario.items import MOST_SPREAD
from sim.scenario.sizes import Size, size_of
from sim.scenario.typed import Table, median_in, stated_in, table_in

COLUMNS = ("size", "grammage", "speed", "spread")

MOST = {"speed": 100.0, "spread": MOST_SPREAD}
"""The greatest speed [m s-1] and spread [1] that are taken for what they are called: most are of another unit."""

SAME_GRAMMAGE = 0.02
"""By how much a grammage may miss the only measured one of its size: paper of one make differs by as much. [1]"""

_KEY = "measured_fall_speeds"
_SPEED, _SPREAD, _DRAG = "sea_level_speed_m_s", "spread_within_drop", "drag_coefficient"
_SOURCE = "measured: "
_ROUNDING = 1e-9
_ADVICE = {"speed": " It is in m/s.", "spread": " 0.15 means 15 %."}
_TO_GRAMS = 1e3


@dataclass(frozen=True)
class Measured:
    """The fall of one kind of sheet.

    Attributes
    ----------
    line : int
        Line of the file that it is from.
    size : Size
    grammage : float
        [g m-2]
    speed : float
        In air of 1.225 kg m-3. [m s-1]
    spread : float
        Geometric standard deviation of the speed among sheets, less 1. [1]
    """

    line: int
    size: Size
    grammage: float
    speed: float
    spread: float


def is_measured(entry: Any) -> bool:  # Any: an entry of an item
    """Whether an entry was looked up in a table of measured speeds."""
    return isinstance(entry, Mapping) and str(entry.get("source", "")).startswith(_SOURCE)


def with_measured_speeds(items: Table, own: Table, file: str) -> tuple[dict[str, Any], list[str]]:
    """The items with measured speeds where the file has them, and what is wrong with the file.

    A speed that the scenario itself types is kept, and so is one that was looked up in this file before: a result's
    scenario stays what it was, whatever has become of the file.

    Parameters
    ----------
    items : mapping
        Every item, completed from the catalogue.
    own : mapping
        The items as the scenario itself types them.
    file : str
        Path of the CSV file, relative to the working directory if it is relative.

    Returns
    -------
    dict, list of str
        Items, and faults as ends of sentences that begin with the scenario's name.
    """
    before = any(table_in(item, _SPEED).get("source") == _SOURCE + file for item in items.values())
    sheets = {kind: sheet for kind, item in items.items() if (sheet := _sheet(item)) is not None}
    open_ones = [kind for kind in sheets if table_in(own, kind).get(_SPEED) is None]
    if before and not open_ones:
        return dict(items), []
    rows, faults = read_measured(file)
    if faults:
        return _stood_in(items, own, file), faults
    falls = {kind: fall for kind, sheet in sheets.items() if (fall := measured_fall(rows, *sheet)) is not None}
    if not falls and not before:
        return dict(items), [_no_use(file, rows)]
    looked_up = {
        kind: _looked_up(items[kind], table_in(own, kind), *falls[kind], file) for kind in open_ones if kind in falls
    }
    return {**items, **looked_up}, []


def _sheet(item: Any) -> tuple[Size, float] | None:  # Any: as typed by a person
    """Size and median grammage [g m-2] of an item that has both."""
    if not isinstance(item, Mapping):
        return None
    text, grammage = stated_in(item, "size_cm"), median_in(item, "grammage_g_m2")
    size = size_of(text) if isinstance(text, str) else None
    return None if size is None or grammage is None else (size, grammage * _TO_GRAMS)


def _stood_in(items: Table, own: Table, file: str) -> dict[str, Any]:
    """The items with a number where the faulty table would have given one, so that nothing but the table is blamed."""
    waiting = [
        kind
        for kind, item in items.items()
        if isinstance(item, Mapping)
        and item.get("size_cm") is not None
        and item.get("grammage_g_m2") is not None
        and item.get(_DRAG) is None
        and table_in(own, kind).get(_SPEED) is None
    ]
    return {**items, **{kind: _looked_up(items[kind], table_in(own, kind), 1.0, 0.0, file) for kind in waiting}}


def _looked_up(item: Table, own: Table, speed: float, spread: float, file: str) -> dict[str, Any]:
    source = _SOURCE + file
    measured = {_SPEED: {"value": speed, "source": source}}
    if own.get(_SPREAD) is None:
        measured[_SPREAD] = {"value": spread, "source": source}
    return {**{key: entry for key, entry in item.items() if key != _DRAG}, **measured}


def _no_use(file: str, rows: list[Measured]) -> str:
    sizes = ", ".join(dict.fromkeys(f"{row.size.length:g}x{row.size.width:g}" for row in rows))
    return (
        f"{_KEY} is {shown(file)}, which fits no item; it has sheets of {sizes} cm: give an item such a size_cm and a "
        f"grammage_g_m2 within the measured ones, or remove {_KEY}."
    )


def measured_fall(rows: list[Measured], size: Size, grammage: float) -> tuple[float, float] | None:
    """Speed [m s-1] and spread [1] of a sheet, straight in the root of the grammage between two measured ones.

    Parameters
    ----------
    rows : list of Measured
    size : Size
    grammage : float
        [g m-2]

    Returns
    -------
    (float, float) or None
        None for a size that was not measured, and beyond the least and the greatest grammage of it.
    """
    alike = sorted((row for row in rows if row.size.is_like(size)), key=lambda row: row.grammage)
    if not alike:
        return None
    tolerance = SAME_GRAMMAGE if len(alike) == 1 else _ROUNDING
    if not alike[0].grammage * (1.0 - tolerance) <= grammage <= alike[-1].grammage * (1.0 + tolerance):
        return None
    roots = np.sqrt([row.grammage for row in alike])
    speed, spread = (
        float(np.interp(math.sqrt(grammage), roots, values))
        for values in ([row.speed for row in alike], [row.spread for row in alike])
    )
    return speed, spread


def read_measured(file: str) -> tuple[list[Measured], list[str]]:
    """The rows of a CSV file, and every fault of it as the end of a sentence.

    Its columns are size (length x width, in cm), grammage [g m-2], speed [m s-1] and spread [1]; others are ignored.
    """
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, skipinitialspace=True)
            header = [str(name).strip() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            lines = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        return [], [f"{_KEY} is {shown(file)}: there is no such file; check the path, from the working directory."]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        return [], [f"{_KEY} is {shown(file)}: it cannot be read ({problem}); it must be a CSV file saved as UTF-8."]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        return [], [
            f"{_KEY} is {shown(file)}: it has no column {' and none '.join(missing)}; "
            f"its first line must name {', '.join(COLUMNS)}."
        ]
    return _rows(file, lines)


def _rows(file: str, lines: list[tuple[int, dict[str, Any]]]) -> tuple[list[Measured], list[str]]:
    rows, faults = [], [] if lines else ["has no sheets; give a line for each."]
    for number, line in lines:
        row, wrong = _row(number, {name: (line[name] or "").strip() for name in COLUMNS})
        faults += [f"line {number}: {fault}" for fault in wrong]
        rows += [row] if row is not None else []
    for first, second in itertools.combinations(rows, 2):
        if first.size.is_like(second.size) and math.isclose(first.grammage, second.grammage):
            faults.append(f"line {second.line}: has the size and grammage of line {first.line}; give each once.")
    return rows, [f"{_KEY} is {shown(file)}: {fault}" for fault in faults]


def _row(number: int, line: Mapping[str, str]) -> tuple[Measured | None, list[str]]:
    size, faults = size_of(line["size"]), []
    if size is None:
        faults.append(f'size is {shown(line["size"])}; it must be a length and a width in cm, such as "15.24x7.62".')
    numbers = {name: _number(line[name]) for name in COLUMNS[1:]}
    for name, number_read in numbers.items():
        may_be_zero = name == "spread"
        if not math.isfinite(number_read):
            faults.append(f"{name} is {shown(line[name])}; it must be a number.")
        elif number_read < 0.0 or (number_read == 0.0 and not may_be_zero):
            faults.append(f"{name} is {number_read:g}; it must be {'at least' if may_be_zero else 'greater than'} 0.")
        elif number_read > MOST.get(name, math.inf):
            faults.append(f"{name} is {number_read:g}; it must be at most {MOST[name]:g}.{_ADVICE[name]}")
    if size is None or faults:
        return None, faults
    return Measured(number, size, numbers["grammage"], numbers["speed"], numbers["spread"]), []


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
