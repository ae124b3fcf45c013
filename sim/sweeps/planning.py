"""Making a plan: every point's scenario is made and checked in its wind before anything flies.

Holds no flight and no file.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim._jit import source_digest
from sim.ensemble import check, held_apart, held_steady, versions
from sim.errors import InputError
from sim.ground import ground_digest
from sim.kinds import is_share, is_whole_number
from sim.scenario import sets_timer
from sim.sweeps.airs import Airs
from sim.sweeps.axes import Axis, Json
from sim.sweeps.designs import designed
from sim.sweeps.kept import Kept
from sim.sweeps.memory import Memory
from sim.sweeps.plan import Air, Plan, said, scenario_of, shape_of, values_at
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

SHARD_TIME = 5.0
"""About how long a shard is to take: what a kill may cost. [s]"""

POINT_TIME, FLIGHT_TIME, SETTING_TIME = 0.01, 0.15e-3, 0.04e-3
"""Time that a point takes beside its balloons; that the flight of a balloon takes with two threads, once for all points
that share it; and what it lets go, at each of them. [s] (measured in the embedded climate, `benchmarks/many_nights.py`;
a wrong estimate makes shards shorter or longer, and moves no result)"""

MOST_POINTS_PER_SHARD = 100
"""Points of a shard however short they are: with tiny ensembles what comes beside the balloons remains."""

_COMPUTING = ("balloon-drift", "numpy", "scipy", "numba")

_OF_WIND = ("weather.wind", "weather.member")
"""Entries that name the wind."""


@dataclass
class _Found:
    """What a look at all points brought to light."""

    airs: dict[int, Air] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    air_of: list[int] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)
    members: int = 0
    memory: Memory = field(default_factory=Memory)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    checked: tuple[tuple[object, ...], list[str]] = ((), [])
    held: dict[np.datetime64, set[np.timedelta64]] = field(default_factory=lambda: defaultdict(set))

    def problems(self, scenario: "Scenario", wind: WindField, request: str) -> list[str]:
        """What is wrong with a scenario in its wind; not asked again for the next point where that cannot differ."""
        asked = (request, scenario.name, scenario.launch, scenario.weather, scenario.simulation, scenario.launch_rule)
        if asked != self.checked[0]:
            self.checked = asked, check(scenario, wind)
        return self.checked[1]

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of the launches in these winds."""
        return tuple(held_steady(time, apart) for time, apart in sorted(self.held.items()))

    def refuse(self, problems: Iterable[str], where: str) -> None:
        """Note what is wrong at a point."""
        for problem in problems:
            self.faults[problem].append(where)


def planned(
    scenario: "Scenario",
    airs: Airs,
    parameters: Mapping[str, Any],
    *,
    design: str = "grid",
    points: int | None = None,
    balloons: int | None = None,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    level: float = 0.9,
    places: bool = True,
    density: bool = False,
    samples: int = 0,
    by_member: bool = False,
) -> Plan:
    """The plan of a sweep; the arguments are those of `sweep`.

    Raises
    ------
    InputError
        With every fault: of the design, of the scenario of any point, and of the wind there, each with its points.
    """
    base = sized(scenario, balloons, weather_members, rng_seed)
    _refuse_impossible(base, airs, parameters, level, samples)
    _refuse_no_switch(places=places, density=density, by_member=by_member)
    axes = designed(base, parameters, design, points, base.simulation.rng_seed)
    found = _looked_at(base, axes, design, airs)
    if found.faults:
        total = len(found.air_of)
        raise InputError(f"{_where(places, total)}: {fault}" for fault, places in found.faults.items())
    return Plan(
        scenario=base.to_json(),
        design=design,
        axes=axes,
        items=found.items,
        level=level,
        places=places,
        kept=Kept(density, samples, found.members if by_member else 0),
        airs=tuple(air for _, air in sorted(found.airs.items())),
        air_of=tuple(found.air_of),
        program=program(),
        points_per_shard=points_per_shard(base.simulation.balloons, sharing(design, axes)),
        folder=str((airs.folder or Path.cwd()).absolute()),
        memory=found.memory.most,
        notes=found.notes,
    )


def _refuse_impossible(base: "Scenario", airs: Airs, parameters: Mapping[str, Any], level: float, samples: int) -> None:
    """Raise with all that no design can have."""
    problems = []
    if not is_share(level):
        problems.append(f"sweep: level is {level!r}; it must be a number between 0 and 1.")
    if airs.given is not None and any(path in _OF_WIND for path in parameters):
        problems.append(f"sweep: a wind was passed, and {' and '.join(_OF_WIND)} choose another; pass None for it.")
    if not (is_whole_number(samples) and 0 <= samples <= base.simulation.balloons):
        most = base.simulation.balloons
        problems.append(
            f"sweep: samples is {samples!r}; it must be a whole number from 0 to {most:,}, at most one of each balloon."
        )
    if problems:
        raise InputError(problems)


def _refuse_no_switch(**switches: object) -> None:
    """Raise for what is neither true nor false: "no" is true to Python."""
    problems = [
        f"sweep: {name} is {given!r}; it must be True or False."
        for name, given in switches.items()
        if not isinstance(given, bool | np.bool_)
    ]
    if problems:
        raise InputError(problems)


def sized(scenario: "Scenario", balloons: int | None, weather_members: int | None, rng_seed: int | None) -> "Scenario":
    """The scenario with another size; fewer balloons than weather members need no more members than that."""
    simulation = scenario.simulation
    if is_whole_number(balloons) and weather_members is None:
        assert balloons is not None
        weather_members = min(simulation.weather_members, max(balloons, 1))
    sizes = {"balloons": balloons, "weather_members": weather_members, "rng_seed": rng_seed}
    changes = {f"simulation.{name}": size for name, size in sizes.items() if size is not None}
    return scenario.with_values(changes) if changes else scenario


def sharing(design: str, axes: tuple[Axis, ...]) -> int:
    """How many points of a grid differ in their timers only, and share flights."""
    timers = [axis for axis in axes if sets_timer(axis.path)] if design == "grid" else []
    return math.prod(len(axis.values) for axis in timers)


def point_time(balloons: float, shared: int = 1) -> float:
    """About how long a point takes with two threads, where so many points share flights. [s]"""
    return POINT_TIME + balloons * (FLIGHT_TIME / shared + SETTING_TIME)


def points_per_shard(balloons: int, shared: int = 1) -> int:
    """How many neighbouring points take about `SHARD_TIME`; points that share flights stay together.

    >>> points_per_shard(20), points_per_shard(2_000), points_per_shard(20_000), points_per_shard(2_000, 8)
    (100, 13, 1, 40)
    """
    wanted = min(MOST_POINTS_PER_SHARD, SHARD_TIME / point_time(balloons, shared))
    return max(1, round(wanted / shared)) * shared


def program() -> dict[str, str]:
    """Versions and digests of what computes, since any of them may move a bit."""
    known = versions()
    return {name: known[name] for name in _COMPUTING} | {"code": source_digest(), "ground": ground_digest()}


def _looked_at(base: "Scenario", axes: tuple[Axis, ...], design: str, airs: Airs) -> _Found:
    """Every point's scenario made, and checked in its wind.

    Points whose wind is not at hand wait, so that each wind is opened once; they are made again then, since thousands
    of scenarios do not fit into memory.
    """
    found = _Found()
    waiting: dict[str, list[tuple[Json, ...]]] = defaultdict(list)
    for values in _all_values(design, axes):
        scenario = _made(base, axes, values, found)
        if scenario is None:
            found.air_of.append(-1)
            continue
        request = airs.request(scenario)
        found.air_of.append(found.numbers.setdefault(request, len(found.numbers)))
        found.members = max(found.members, scenario.simulation.weather_members)
        for kind in scenario.payload.kinds:
            found.items.setdefault(kind, scenario.item(kind).label)
        if airs.at_hand(request):
            _check(scenario, said(axes, values), request, airs, found)
        else:
            waiting[request].append(values)
    for request, points in waiting.items():
        for values in points:
            _check(scenario_of(base, axes, values), said(axes, values), request, airs, found)
    return found


def _all_values(design: str, axes: tuple[Axis, ...]) -> Iterator[tuple[Json, ...]]:
    return (values_at(design, axes, point) for point in range(math.prod(shape_of(design, axes))))


def _made(base: "Scenario", axes: tuple[Axis, ...], values: tuple[Json, ...], found: _Found) -> "Scenario | None":
    try:
        return scenario_of(base, axes, values)
    except InputError as error:
        found.refuse(error.problems, said(axes, values))
        return None


def _check(scenario: "Scenario", where: str, request: str, airs: Airs, found: _Found) -> None:
    try:
        wind = airs.wind(scenario)
    except InputError as error:
        found.refuse(error.problems, where)
        return
    found.airs[found.numbers[request]] = Air(request, wind.source, wind.digest, wind.notes)
    found.memory.add(request, scenario, wind)
    if (apart := held_apart(scenario, wind)) is not None:
        found.held[wind.first_time].add(apart)
    found.refuse(found.problems(scenario, wind, request), where)


def _where(places: list[str], total: int) -> str:
    """The points of a fault: all of them, the one, or the first and how many more."""
    if len(places) == total:
        return "at every point"
    more = len(places) - 1
    return f"at {places[0]}" + (f" and {more} more of {total} points" if more else "")
