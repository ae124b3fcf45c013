"""The tables of the report, as data: what a cell says, and what the rows and columns are called.

Holds no statistics and no markup.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.landing import LandingDistribution, LandingTable
from sim.report.words import interval, percent, spaced
from sim.scenario import MARKS, Entry, Scenario, explained


class Line(NamedTuple):
    """A row of a table.

    name : str
        What it is about.
    cells : tuple of str
    within : bool
        Whether it is a part of a row above.
    """

    name: str
    cells: tuple[str, ...]
    within: bool = False


class Table(NamedTuple):
    """A table.

    caption : str
    columns : tuple of str
        First the column of names.
    lines : tuple of Line
    notes : tuple of str
        What a reader must know about it.
    """

    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def landing_tables(drops: LandingDistribution) -> tuple[Table, ...]:
    """Every table about where things land."""
    tables = [regions_table(drops), outcomes_table(drops)]
    if drops.nights_looked_at is not None:
        tables.append(nights_table(drops))
    return tuple(tables)


def regions_table(drops: LandingDistribution) -> Table:
    """Probability of every region with its interval."""
    table = drops.regions()
    caption = f"Where each kind of item comes down, in per cent of all, with {100 * table.level:.0f} % intervals"
    return _shares(drops, table, caption, "region")


def _shares(drops: LandingDistribution, table: LandingTable, caption: str, of: str) -> Table:
    items = list(dict.fromkeys(row.item for row in table))
    within = {row.region: bool(row.within) for row in table}
    lines = [
        Line(table.labels[region], tuple(_cell(table, item, region) for item in items), part)
        for region, part in within.items()
    ]
    return Table(caption, (of, *(drops.labels[item] for item in items)), tuple(lines), table.notes)


def _cell(table: LandingTable, item: str, region: str) -> str:
    row = table.row(item, region)
    if row.landings == 0:
        return f"none seen (up to {100 * row.high:.1f})"
    return f"{percent(row.probability).removesuffix(' %')} ({interval(row).removesuffix(' %')})"


def outcomes_table(drops: LandingDistribution) -> Table:
    """How the drops ended, landed or not."""
    shares = {item: drops.outcomes(item) for item in drops.items}
    names = dict.fromkeys(name for outcomes in shares.values() for name in outcomes)
    lines = [
        Line(spaced(name), tuple(percent(outcomes.get(name, 0.0)) for outcomes in shares.values())) for name in names
    ]
    return Table(
        "How each kind of item ended, of all",
        ("outcome", *(drops.labels[item] for item in shares)),
        tuple(lines),
    )


def nights_table(drops: LandingDistribution) -> Table:
    """What the launch rule said about the nights that it was asked about."""
    refusal = drops.flights["night_refusal"]
    said = refusal.values
    lines = [Line("all that were looked at", _counted(np.ones(said.size, dtype=bool)))]
    lines.append(Line("launched, and flown here", _counted(said == 0), within=True))
    lines += [
        Line(f"{spaced(name)} spoke against", _counted((said & mask) > 0), within=True)
        for name, mask in zip(refusal.attrs["flag_meanings"].split(), refusal.attrs["flag_masks"], strict=True)
        if ((said & mask) > 0).any()
    ]
    return Table(
        "Nights that the launch rule was asked about",
        ("night", "nights", "share"),
        tuple(lines),
        ("More than one thing may speak against a night.",),
    )


def _counted(chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[str, str]:
    return f"{int(chosen.sum()):,}", percent(float(chosen.mean()))


def input_tables(scenario: Scenario) -> tuple[Table, ...]:
    """Every entry of the scenario, by section."""
    sections: dict[str, list[Entry]] = {}
    for entry in explained(scenario):
        sections.setdefault(entry.section, []).append(entry)
    return tuple(
        Table(
            spaced(section),
            ("entry", "value", "rests on", "source and reason"),
            tuple(Line(entry.short_name, (_with_unit(entry), ", ".join(entry.marks), entry.why)) for entry in entries),
        )
        for section, entries in sections.items()
    )


def _with_unit(entry: Entry) -> str:
    return entry.words if entry.symbol in ("", "1") else f"{entry.words} {entry.symbol}"


def marks_table(scenario: Scenario) -> Table:
    """What the inputs rest on."""
    marks = [entry.marks for entry in explained(scenario)]
    lines = [Line(mark, (meaning, str(sum(mark in own for own in marks)))) for mark, meaning in MARKS.items()]
    return Table(
        f"What the {len(marks)} inputs rest on",
        ("mark", "meaning", "inputs"),
        tuple(line for line in lines if line.cells[1] != "0"),
        ("An input may rest on more than one: a mean that was found, and a spread that is an estimate.",),
    )


def provenance_table(attributes: dict[str, object]) -> Table:
    """What a result carries to be understood and repeated."""
    named = {
        "scenario_name": "scenario",
        "launch_time": "launch",
        "wind_source": "wind",
        "wind_digest": "digest of the wind",
        "ground_digest": "digest of the ground",
        "code_digest": "digest of the code",
        "rng_seed": "rng_seed",
        "weather_members": "weather members",
    }
    lines = [Line(words, (str(attributes[name]),)) for name, words in named.items() if name in attributes]
    versions: dict[str, str] = json.loads(str(attributes.get("versions", "{}")))
    lines.append(Line("versions", (", ".join(f"{name} {number}" for name, number in versions.items()),)))
    return Table("What this run was made of", ("what", "value"), tuple(lines))


def wind_notes(attributes: dict[str, object]) -> Sequence[str]:
    """What must be said about the wind."""
    notes: list[str] = json.loads(str(attributes.get("wind_notes", "[]")))
    return notes
