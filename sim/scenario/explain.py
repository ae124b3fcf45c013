"""Every entry of a scenario with its unit and its grounds, and the claims beside it: as data, and as the table that
`Scenario.explain` prints.
"""

import itertools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from sim.errors import EvidenceError, InputError
from sim.evidence import Evidence, load_evidence
from sim.evidence.load import CITATION
from sim.kinds import is_whole_number
from sim.scenario.laws import Grounded
from sim.scenario.value import Section, Stated, Value
from sim.units import unit_of_key

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

WIDTH = 140
"""Letters of a line of the table, unless asked for fewer."""

LEAST_WIDTH = 20
"""Letters that a line needs at least: with fewer hardly a word stands beside what is set in."""

_LEAST_BESIDE = 40
"""Letters that grounds need beside what they are of; with fewer they stand below."""

_COLUMNS = ("short_name", "words", "symbol")
_SETTING = "setting of the computation"
_FOUND = "found"
_FROM_MEMORY = "from memory"

MARKS = {
    _FOUND: "a source says so",
    _FROM_MEMORY: "the source was quoted from memory",
    "computed": "worked out from other entries",
    "estimate": "a judgement; nobody measured it",
    "assumed": "taken for the sake of the scenario",
    "invented": "nothing like it happened",
    "chosen": "a choice that its reason explains",
    "setting": _SETTING,
}
"""What an entry may rest on, and what that means."""

_MARKS_IN_WORDS = (_FROM_MEMORY, "computed", "estimate", "assumed", "invented")


@dataclass(frozen=True)
class Entry:
    """One line of the table.

    Attributes
    ----------
    name : str
        Dotted name.
    content : Value or plain
        What is there.
    stated : Grounded or None
        What says its source and its reason; None for a setting of the computation.
    """

    name: str
    content: Any  # a Value, or whatever plain type the entry has
    stated: Grounded | None

    @property
    def section(self) -> str:
        """Name of the section that it is in."""
        return self.name.partition(".")[0]

    @property
    def short_name(self) -> str:
        """Name inside its section."""
        return self.name.partition(".")[2]

    @property
    def why(self) -> str:
        """Source and reason, a cited fact followed by the article that it is from."""
        return _why(self.stated.grounds, load_evidence()) if self.stated else _SETTING

    @property
    def marks(self) -> tuple[str, ...]:
        """What it rests on, in the words of `MARKS`; often on more than one."""
        if self.stated is None:
            return ("setting",)
        source, grounds = self.stated.source, self.stated.grounds
        is_found = CITATION in grounds or (bool(source) and not source.startswith(_MARKS_IN_WORDS))
        told = [mark for mark in _MARKS_IN_WORDS if re.search(rf"\b{mark}\b", grounds)]
        return tuple([_FOUND] * is_found + told) or ("chosen",)

    @property
    def words(self) -> str:
        """The content as a person reads it."""
        if isinstance(self.content, Value):
            return self.content.law.words
        if isinstance(self.content, datetime):
            return self.content.isoformat()
        if isinstance(self.content, bool):
            return str(self.content).lower()
        return f"{self.content:g}" if isinstance(self.content, float) else str(self.content)

    @property
    def symbol(self) -> str:
        """The unit as people type it; empty where there is none."""
        if isinstance(self.content, Value):
            return self.content.typed.symbol
        is_number = isinstance(self.content, float) or self.name.endswith("_share")
        return unit_of_key(self.name.rpartition(".")[2]).symbol if is_number else ""


class Claim(NamedTuple):
    """A claim beside a scenario: what was said, how many balloons could carry it, and how it was corrected."""

    statement: str
    notes: tuple[str, ...]


def entries(section: Section, prefix: str = "", stated: Grounded | None = None) -> Iterator[Entry]:
    """Every entry of a section and of those below it, in the order of the file."""
    if isinstance(section, Grounded):
        stated = section
    for name, field in type(section).model_fields.items():
        content = getattr(section, name)
        if content is None or name in ("source", "because"):
            continue
        yield from _entry(f"{prefix}{field.alias or name}", content, stated)


def _entry(name: str, content: Any, stated: Grounded | None) -> Iterator[Entry]:
    if isinstance(content, Value):
        yield Entry(name, content, content.law)
    elif isinstance(content, Stated):
        yield Entry(name, content.value, content)
    elif isinstance(content, Section):
        yield from entries(content, f"{name}.", stated)
    elif isinstance(content, dict):
        for key, below in content.items():
            yield from _entry(f"{name}.{key}", below, stated)
    elif isinstance(content, tuple):
        for below in content:
            label = getattr(below, "name", getattr(below, "kind", None))
            yield from _entry(f"{name}.{label}" if isinstance(below, BaseModel) else name, below, stated)
    else:
        yield Entry(name, content, stated)


def explanation(scenario: "Scenario", width: int) -> str:
    """Title, table and claims of a scenario, as text of lines of so many letters.

    Raises
    ------
    InputError
        Where these are none, or too few.
    """
    if not (is_whole_number(width) and width >= LEAST_WIDTH):
        raise InputError(f"explain: width is {width!r}; it must be a whole number of letters, {LEAST_WIDTH} or more.")
    head = [*textwrap.wrap(f"{scenario.name}: {scenario.title}", width), *textwrap.wrap(scenario.description, width)]
    if scenario.measured_fall_speeds is not None:
        head.append(f"measured_fall_speeds: {scenario.measured_fall_speeds}")
    notes, claims = _note_lines(scenario, width), _claim_lines(scenario, width)
    return "\n".join([*head, *_table(explained(scenario), width), *notes, *claims])


def _note_lines(scenario: "Scenario", width: int) -> list[str]:
    lines = [f"  {line}" for note in scenario.notes for line in textwrap.wrap(note, width - 2)]
    return ["", *textwrap.wrap("unusual; nothing is refused for it", width), *lines] if lines else []


def explained(scenario: "Scenario") -> tuple[Entry, ...]:
    """Every entry that the table lists, in its order."""
    return tuple(entry for entry in entries(scenario) if "." in entry.name and not _is_label(entry))


def _is_label(entry: Entry) -> bool:
    of_carried = entry.section == "payload" and entry.name.endswith(".kind")
    return of_carried or entry.name.endswith((".name", ".label"))


def _table(rows: tuple[Entry, ...], width: int) -> list[str]:
    """The rows under the name of their section, in four columns."""
    lines: list[str] = []
    for section, group in itertools.groupby(rows, key=lambda row: row.section):
        of_section = list(group)
        widths = [max(len(getattr(row, column)) for row in of_section) for column in _COLUMNS]
        lines.extend(["", f"[{section}]"])
        lines.extend(line for row in of_section for line in _lines(row, widths, width))
    return lines


def _lines(row: Entry, widths: list[int], width: int) -> list[str]:
    cells = [getattr(row, column) for column in _COLUMNS]
    left = "  ".join(f"{cell:<{size}}" for cell, size in zip(cells, widths, strict=True)) + "  "
    if width - len(left) < _LEAST_BESIDE:
        told = textwrap.wrap("  ".join(filter(None, cells)), width, subsequent_indent="  ")
        return [*told, *textwrap.wrap(row.why, width, initial_indent="    ", subsequent_indent="    ")]
    why = textwrap.wrap(row.why, width - len(left))
    return [left + why[0], *(" " * len(left) + line for line in why[1:])]


def _why(grounds: str, evidence: Evidence) -> str:
    """The grounds, with a cited fact followed by the article that it is from."""
    if not grounds.startswith(CITATION):
        return grounds
    citation, *rest = grounds.split("; ", 1)  # a citation holds no semicolon
    try:
        fact = evidence.fact(citation)
    except EvidenceError:  # a result of a version with other seeds: its citation is shown as it stands
        return grounds
    return "; ".join([f"{citation} ({evidence.article_of(fact).citation})", *rest])


def claims_beside(scenario: "Scenario") -> tuple[Claim, ...]:
    """The claims, each with the number of balloons that it would take to carry what it counts."""
    evidence = load_evidence()
    return tuple(_claim(claim, scenario, evidence) for claim in scenario.claims)


def _claim(claim: str, scenario: "Scenario", evidence: Evidence) -> Claim:
    try:
        fact = evidence.fact(claim)
    except EvidenceError:  # a result of a version with other seeds
        return Claim(claim, ())
    corrected = [f"corrected: {correction.statement} ({correction.source})" for correction in fact.corrections]
    budget = mass_budget(scenario, fact.value, fact.counts) if isinstance(fact.value, float) else ""
    return Claim(f"{fact.id}: {fact.statement}", tuple(note for note in (budget, *corrected) if note))


def _claim_lines(scenario: "Scenario", width: int) -> list[str]:
    lines = []
    for claim in claims_beside(scenario):
        lines += [f"  {line}" for line in textwrap.wrap(claim.statement, width - 2)]
        lines += [f"    {line}" for note in claim.notes for line in textwrap.wrap(note, width - 4)]
    head = textwrap.wrap("claims, for comparison; no value rests on them", width)
    return ["", *head, *lines] if lines else []


def mass_budget(scenario: "Scenario", number: float, kinds: tuple[str, ...]) -> str:
    """A sentence: how many balloons it takes to carry a number of items; empty if the scenario lacks one of the kinds.

    Items counted together weigh between all being the lightest kind and all being the heaviest.
    """
    if not kinds or any(kind not in scenario.items for kind in kinds):
        return ""
    payload = scenario.payload.payload_mass_kg.median
    masses = sorted({number * scenario.item(kind).mass.median for kind in kinds})
    bounds = (masses[0], masses[-1]) if len(masses) > 1 else (masses[0],)
    weight = " to ".join(f"{mass:,.0f}" for mass in bounds)
    balloons = " to ".join(f"{mass / payload:,.0f}" for mass in bounds)
    return (
        f"mass budget: {number:,.0f} x {' or '.join(kinds)} weigh {weight} kg, the payload of {balloons} balloons "
        f"at {payload:.3g} kg each; this scenario has {scenario.launch.balloons}."
    )
