"""`Plan`: everything that decides the bits of a sweep, as one JSON text; and what differs between two plans.

Holds no wind and no flight.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario, sets_timer
from sim.sweeps.axes import NIGHT, TIME, Axis, Json
from sim.sweeps.kept import Kept

SCHEMA = 2
"""Version of what a plan and a shard hold."""

_DECIDING = ("scenario", "design", "axes", "airs", "items", "level", "places", "kept", "program", "schema")

_SAID = 12
"""Differences that are told one by one."""


@dataclass(frozen=True)
class Air:
    """A wind that some points fly in: what they ask for, and what it was when the plan was made."""

    request: str
    source: str
    digest: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A sweep before it is flown.

    Attributes
    ----------
    scenario : str
        The scenario that the points change, as canonical JSON; its `simulation` says how much is flown at each point.
    design : str
    axes : tuple of Axis
    items : mapping of str to str
        Every kind of item that some point carries, and its name for people.
    level : float
        Probability that an interval is to hold the truth.
    places : bool
        Whether the middle and the spread of the landings are worked out.
    kept : Kept
        What is kept of every point beside its measures.
    airs : tuple of Air
    air_of : tuple of int
        Which air each point flies in.
    program : mapping
        Versions and digests of the code, the ground and the libraries.
    points_per_shard : int
        How finely the work is cut; no result depends on it.
    folder : str
        Where relative paths of winds are looked for; no result depends on it, since the winds have digests.
    memory : int
        That a process needs to fly any point, about; no result depends on it. [byte]
    notes : tuple of str
        What must be said of the launches in these winds; no result depends on it.
    schema : int
    """

    scenario: str
    design: str
    axes: tuple[Axis, ...]
    items: Mapping[str, str]
    level: float
    places: bool
    kept: Kept
    airs: tuple[Air, ...]
    air_of: tuple[int, ...]
    program: Mapping[str, str]
    points_per_shard: int
    folder: str
    memory: int = 0
    notes: tuple[str, ...] = ()
    schema: int = SCHEMA

    @cached_property
    def base(self) -> Scenario:
        """The scenario that the points change."""
        return Scenario.from_json(self.scenario)

    @property
    def shape(self) -> tuple[int, ...]:
        """Points along each dimension of the result."""
        return shape_of(self.design, self.axes)

    @property
    def points(self) -> int:
        """Points in all."""
        return math.prod(self.shape)

    @cached_property
    def flown_order(self) -> NDArray[np.intp]:
        """Points as they are flown: those of one air together, in it those that differ in their night or timers only.

        Points that differ in their timers alone are neighbours: they share flights.
        """
        apart = _classes(self, lambda axis: axis.path not in (NIGHT, TIME) and not sets_timer(axis.path))
        nights = _classes(self, lambda axis: not sets_timer(axis.path))
        return np.lexsort((nights, apart, np.asarray(self.air_of, dtype=np.intp)))

    @property
    def shards(self) -> int:
        """Runs of neighbouring points."""
        return -(-self.points // self.points_per_shard)

    def of_shard(self, number: int) -> NDArray[np.intp]:
        """The points of a shard."""
        first = number * self.points_per_shard
        return self.flown_order[first : first + self.points_per_shard]

    def values(self, point: int) -> tuple[Json, ...]:
        """Value of each parameter at a point."""
        return values_at(self.design, self.axes, point)

    def said(self, point: int) -> str:
        """A point as a person reads it."""
        return said(self.axes, self.values(point))

    def scenario_at(self, point: int) -> Scenario:
        """The scenario of a point."""
        return scenario_of(self.base, self.axes, self.values(point))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that decides the bits of the result."""
        return hashlib.sha256(json.dumps(self._deciding, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _deciding(self) -> dict[str, Json]:
        whole: dict[str, Json] = json.loads(json.dumps(asdict(self)))
        return {name: whole[name] for name in _DECIDING} | {"scenario": json.loads(self.scenario)}

    def to_json(self) -> str:
        """The plan as text, with the digest that finds changes by hand."""
        return json.dumps({"digest": self.digest, "plan": asdict(self)}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan that `to_json` wrote.

        Raises
        ------
        ValueError
            When it is no such text, or was changed.
        """
        try:
            held = json.loads(text)
            raw: dict[str, Any] = held["plan"]  # as read
            if raw["schema"] != SCHEMA:
                raise ValueError(f"its schema is {raw['schema']}")
            raw["axes"] = tuple(Axis(**{**axis, "values": tuple(axis["values"])}) for axis in raw["axes"])
            raw["airs"] = tuple(Air(**{**air, "notes": tuple(air["notes"])}) for air in raw["airs"])
            raw["notes"] = tuple(raw.get("notes", ()))
            plan = cls(**{**raw, "air_of": tuple(raw["air_of"]), "kept": Kept(**raw["kept"])})
        except (KeyError, TypeError) as error:
            raise ValueError(f"{error} is missing or not known") from error
        if plan.digest != held["digest"]:
            raise ValueError("its content does not have its digest")
        return plan

    def by(self, program: Mapping[str, str]) -> "Plan":
        """The same plan, made by another program."""
        return replace(self, program=program)

    def differences(self, other: "Plan") -> list[str]:
        """What another plan has otherwise, one phrase each: place, what is here, what is there."""
        here, there = _flat(self._deciding), _flat(other._deciding)
        found = [
            f"{place}: {_shown(here.get(place))} in the store, {_shown(there.get(place))} asked for"
            for place in dict.fromkeys((*here, *there))
            if here.get(place) != there.get(place)
        ]
        more = len(found) - _SAID
        return found if more <= 0 else [*found[:_SAID], f"and {more} more differences"]


def _classes(plan: Plan, decides: Callable[[Axis], bool]) -> NDArray[np.intp]:
    """Number of the class of each point: points are of one where all axes that decide have one value."""
    numbers: dict[tuple[str, ...], int] = {}
    texts = [[json.dumps(value, sort_keys=True) for value in axis.values] for axis in plan.axes]
    chosen = [place for place, axis in enumerate(plan.axes) if decides(axis)]
    found = np.empty(plan.points, dtype=np.intp)
    for point in range(plan.points):
        places = places_at(plan.design, plan.axes, point)
        key = tuple(texts[axis][places[axis]] for axis in chosen)
        found[point] = numbers.setdefault(key, len(numbers))
    return found


def shape_of(design: str, axes: tuple[Axis, ...]) -> tuple[int, ...]:
    """Points along each dimension: the values of each axis for a grid, else one dimension of points."""
    lengths = tuple(len(axis.values) for axis in axes)
    return lengths if design == "grid" else lengths[:1]


def places_at(design: str, axes: tuple[Axis, ...], point: int) -> list[int]:
    """Place of a point among the values of each parameter; of a grid the last parameter runs fastest."""
    if design != "grid":
        return [point] * len(axes)
    return [int(place) for place in np.unravel_index(point, shape_of(design, axes))]


def values_at(design: str, axes: tuple[Axis, ...], point: int) -> tuple[Json, ...]:
    """Value of each parameter at a point."""
    return tuple(axis.values[place] for axis, place in zip(axes, places_at(design, axes, point), strict=True))


def said(axes: tuple[Axis, ...], values: tuple[Json, ...]) -> str:
    """A point as a person reads it."""
    return ", ".join(axis.said(value) for axis, value in zip(axes, values, strict=True))


def scenario_of(base: Scenario, axes: tuple[Axis, ...], values: tuple[Json, ...]) -> Scenario:
    """The scenario with these values."""
    return base.with_values(dict(axis.change(value, base) for axis, value in zip(axes, values, strict=True)))


def _flat(raw: Json, place: str = "") -> dict[str, Json]:
    """Every entry by its dotted place."""
    return dict(_leaves(raw, place))


def _leaves(raw: Json, place: str) -> Iterator[tuple[str, Json]]:
    if isinstance(raw, Mapping):
        for key, below in raw.items():
            yield from _leaves(below, f"{place}.{key}" if place else str(key))
    elif isinstance(raw, list):
        for index, below in enumerate(raw):
            names = below if isinstance(below, Mapping) else {}
            label = next((names[key] for key in ("name", "kind", "request") if key in names), index)
            yield from _leaves(below, f"{place}.{label}")
    else:
        yield place, raw


def _shown(value: Json) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
