"""The tables of what went in: every entry of the scenario with its grounds, the wind, digests and versions.

Holds no statistics and no markup.
"""

import json
from collections.abc import Sequence

from sim.report.tables import Line, Table
from sim.report.words import spaced
from sim.scenario import MARKS, Entry, Scenario, explained


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


def provenance_table(attributes: dict[str, object], balloons: int) -> Table:
    """What a result carries to be understood and repeated; its size may differ from that in the scenario."""
    named = {
        "scenario_name": "scenario",
        "launch_time": "launch",
        "wind_source": "wind",
        "wind_digest": "digest of the wind",
        "ground_digest": "digest of the ground",
        "code_digest": "digest of the code",
        "rng_seed": "rng_seed",
        "weather_members": "weather members flown",
    }
    lines = [Line(words, (str(attributes[name]),)) for name, words in named.items() if name in attributes]
    lines.append(Line("balloons flown", (str(balloons),)))
    versions: dict[str, str] = json.loads(str(attributes.get("versions", "{}")))
    lines.append(Line("versions", (", ".join(f"{name} {number}" for name, number in versions.items()),)))
    if "balloon-drift" in versions:
        lines.append(Line("to be cited as", (_citation(attributes, versions["balloon-drift"]),)))
    return Table("What this run was made of", ("what", "value"), tuple(lines))


def _citation(attributes: dict[str, object], version: str) -> str:
    """The program in a list of references, with what tells this run from any other: digests as far as that needs."""
    told = (("scenario_name", "scenario"), ("wind_digest", "wind"), ("code_digest", "code"), ("rng_seed", "rng_seed"))
    run = [
        f"{words} {str(attributes[name])[: 12 if name.endswith('_digest') else None]}"
        for name, words in told
        if name in attributes
    ]
    return f"The balloon-drift authors: balloon-drift {version}; {', '.join(run)}"


def wind_notes(attributes: dict[str, object]) -> Sequence[str]:
    """What must be said about the wind."""
    notes: list[str] = json.loads(str(attributes.get("wind_notes", "[]")))
    return notes
