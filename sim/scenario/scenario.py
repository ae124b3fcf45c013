"""`Scenario`: everything that is flown, complete, checked and frozen; and how it is read and written."""

import json
from collections.abc import Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from sim.errors import ScenarioError
from sim.evidence import load_evidence
from sim.evidence.reading import model_faults, parse_toml, suggestion
from sim.kinds import refuse_no_mapping, refuse_other_than
from sim.scenario.balloon import Balloon
from sim.scenario.changes import changed
from sim.scenario.completion import citation_faults, completed
from sim.scenario.counts import count_faults
from sim.scenario.daylight import light_faults
from sim.scenario.envelopes import envelope_faults
from sim.scenario.explain import WIDTH, entries, explanation
from sim.scenario.items import Item, Kind
from sim.scenario.launch_rule import LaunchRule, launch_rule_faults
from sim.scenario.laws import Text
from sim.scenario.payload import Bundle, ItemShare, Payload, Timer
from sim.scenario.sections import Launch, Simulation, Weather
from sim.scenario.usual import unusual
from sim.scenario.value import Section, Value


class Scenario(Section):
    """What is flown: read one with `load_scenario`. Every value has its unit and its grounds.

    Examples
    --------
    >>> from sim.scenario import load_scenario
    >>> scenario = load_scenario("lee_2015_04_04")
    >>> scenario.launch.time.isoformat()
    '2015-04-04T03:00:00+09:00'
    >>> scenario.balloon.tube_length_m.median
    12.0
    """

    name: Kind
    """Short name, in small letters: also that of the results."""
    title: Text
    """Title for people."""
    description: Text
    """What happened, or what is imagined."""
    claims: tuple[Text, ...] = ()
    """Facts of the role claim, to compare with; never used as values."""
    measured_fall_speeds: Text | None = None
    """A CSV file of measured fall speeds of sheets, relative to the working directory if it is relative."""
    launch: Launch
    """When and where."""
    balloon: Balloon
    """Envelope and gas."""
    payload: Payload
    """What it carries."""
    timer: Timer
    """How it lets go."""
    items: dict[Kind, Item]
    """The kinds of things that fall."""
    weather: Weather
    """The wind."""
    launch_rule: LaunchRule | None = None
    """In which forecast the launchers let go; in any weather where it is not there."""
    simulation: Simulation
    """How much is computed."""

    def item(self, kind: str) -> Item:
        """The item of this kind.

        Raises
        ------
        ScenarioError
            If the scenario has none.
        """
        if kind not in self.items:
            raise ScenarioError(f"{self.name}: items has no {kind!r}; {suggestion(str(kind), self.items)}")
        return self.items[kind]

    def pieces(self, bundle: Bundle, share: ItemShare) -> float:
        """Pieces of one kind in one bundle of the median balloon: as counted, or as many as its share of the mass. [1]

        Parameters
        ----------
        bundle : Bundle
            One of ``payload.bundle_list``.
        share : ItemShare
            One of its items.
        """
        if share.count is not None:
            return share.count
        if share.mass_share is None:
            raise AssertionError("an item is given by its share or by its count")
        mass = self.payload.payload_mass_kg.median * bundle.mass_share * share.mass_share
        return mass / self.item(share.kind).mass.median

    @cached_property
    def quantities(self) -> Mapping[str, Value]:
        """Every value by its dotted name, as `with_values` takes it."""
        return {entry.name: entry.content for entry in entries(self) if isinstance(entry.content, Value)}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """A sentence on every entry that looks like a slip of the unit, and on timers beyond the end of a flight.

        They refuse nothing: research may want such a value.
        """
        return tuple(unusual(self))

    def explain(self, width: int = WIDTH) -> str:
        """A table of every entry: name, value, unit, and where it comes from or why it was chosen; then the notes.

        Parameters
        ----------
        width : int
            Letters of a line, 20 or more.
        """
        return explanation(self, width)

    def with_values(self, changes: Mapping[str, Any]) -> Self:
        """A copy with some entries set, checked again.

        Parameters
        ----------
        changes : mapping
            Dotted names, such as ``balloon.free_lift_fraction`` or ``payload.bundles.short.timer_h``, to numbers in
            the key's unit, or to tables as in a file; None removes an entry. A new site replaces the coordinates.

        Raises
        ------
        ScenarioError
            With every fault.
        """
        refuse_no_mapping("with_values: changes", changes, '{"balloon.free_lift_fraction": 0.1}')
        text = self.to_json()
        raw = changed(json.loads(text), changes, self.name)
        return self._completed(raw, self.name, _Sound(self, *_tables_of(text)))

    def to_json(self) -> str:
        """The complete scenario as canonical JSON: the same scenario gives the same text."""
        return json.dumps(self.model_dump(mode="json", by_alias=True, exclude_defaults=True), sort_keys=True)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as JSON: the generic models inside have no name that pickle could look up."""
        return type(self).from_json, (self.to_json(),)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The scenario that `to_json` wrote; nothing is looked up, so that an old result stays what it was.

        Raises
        ------
        ScenarioError
            With every fault.
        """
        origin = "scenario (JSON)"
        refuse_other_than((str, bytes), origin, text, "a text, such as to_json gave")
        try:
            raw = json.loads(text)
        except json.JSONDecodeError as problem:
            raise ScenarioError(f"{origin}: is not valid JSON: {problem}; it must be what to_json wrote.") from None
        return cls._checked(raw, origin, [])

    @classmethod
    def from_toml_text(cls, text: str, origin: str = "scenario") -> Self:
        """The scenario that a TOML text describes; `origin` is what messages call it.

        Raises
        ------
        ScenarioError
            With every fault.
        """
        return cls.from_raw(parse_toml(text, origin, ScenarioError), origin)

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any], origin: str) -> Self:
        """The scenario that tables as read from a file describe: completed, validated, citations checked.

        Raises
        ------
        ScenarioError
            With every fault.
        """
        return cls._completed(raw, origin, _NOTHING_SOUND)

    @classmethod
    def _completed(cls, raw: Mapping[str, Any], origin: str, sound: "_Sound") -> Self:
        """The scenario of tables that may lack what can be looked up, some of which may be known to be sound."""
        full, incomplete = completed(raw)
        same = {name for name, table in full.items() if name in sound.full and table == sound.full[name]}
        others = [*incomplete, *([] if "launch" in same else light_faults(full))]
        new = {name: table for name, table in raw.items() if name not in sound.raw or table != sound.raw[name]}
        models = {name: getattr(sound.scenario, name) for name in same & cls.model_fields.keys()}
        return cls._checked(full, origin, [*others, *citation_faults(new, load_evidence())], models)

    @classmethod
    def _checked(
        cls, full: Any, origin: str, others: list[str], models: Mapping[str, Any] = MappingProxyType({})
    ) -> Self:  # Any: as typed by a person
        """The model of complete tables, unless it, its envelope or the `others` have faults: then all are raised.

        The `models` of some tables may be known, and are not made again.
        """
        scenario, faults = model_faults(cls, {**full, **models} if models else full, origin)
        unfit = [
            f"{origin}: {fault}"
            for fault in (*envelope_faults(full), *count_faults(full), *launch_rule_faults(full), *others)
        ]
        if scenario is None or unfit:
            raise ScenarioError([*faults, *unfit])
        return scenario


class _Sound(NamedTuple):
    """A scenario that was checked before, and its tables: as it is written, and completed.

    A change leaves most tables as they are: to check those again took two thirds of its time.
    """

    scenario: Scenario | None
    raw: Mapping[str, Any]
    full: Mapping[str, Any]


_NOTHING_SOUND = _Sound(None, {}, {})


@lru_cache(maxsize=4)
def _tables_of(text: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The tables of a scenario's JSON as they stand there, and completed; a sweep asks for those of one again."""
    raw = json.loads(text)
    return raw, completed(raw)[0]
