"""`Axis`: one parameter of a sweep with its values, and what it is called.

Holds no design: whether values are crossed or paired is decided in `sim.sweeps.designs`.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sim.units import unit_of_key

if TYPE_CHECKING:
    from sim.scenario import Scenario

NIGHT = "night"
"""What a sweep calls the date of the launch; the hour is the scenario's own."""

TIME = "launch.time"

MOST_POINTS = 1_000_000
"""Points of a sweep. To make and check the scenario of one takes some milliseconds before anything flies, an hour or
two for so many; a hundred times as many do not fit into memory."""

Json = Any  # a number, a text, a truth value, or lists and tables of them


@dataclass(frozen=True)
class Axis:
    """One parameter of a sweep.

    Attributes
    ----------
    path : str
        Dotted name in the scenario, or "night".
    name : str
        What the result calls it.
    units : str
        Unit of its numbers, as people type them; empty for what is no number.
    values : tuple
        Its values as they stand in a JSON text: one for each step of a grid, or one for each point.
    """

    path: str
    name: str
    units: str
    values: tuple[Json, ...]

    def change(self, value: Json, scenario: "Scenario") -> tuple[str, Json]:
        """Entry of the scenario, and what to set there."""
        if self.path != NIGHT:
            return self.path, value
        launch = scenario.launch.time
        return TIME, datetime.combine(date.fromisoformat(value), launch.timetz()).isoformat()

    def said(self, value: Json) -> str:
        """The parameter at a value, as a person reads it."""
        return f"{self.name} = {label_of(value)}"


def label_of(value: Json) -> str:
    """A value as a person reads it.

    >>> label_of({"distribution": "uniform", "low": 1.0, "high": 2.5}), label_of(True), label_of(["a.nc", "b.nc"])
    ('distribution uniform, low 1, high 2.5', 'true', 'a.nc, b.nc')
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {label_of(below)}" for key, below in value.items() if key != "because")
    if isinstance(value, list | tuple):
        return ", ".join(label_of(below) for below in value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def repeated(values: Iterable[Json]) -> list[str]:
    """Values that are there more than once, as a person reads them, each told once."""
    # counted by a key: to compare each with all takes a day for a million
    seen = [(_key(value), value) for value in values]
    count = Counter(key for key, _ in seen)
    labels: dict[Hashable, str] = {}
    for key, value in seen:
        if count[key] > 1 and key not in labels:
            labels[key] = label_of(value)
    return list(labels.values())


def _key(value: Json) -> Hashable:
    """What is equal, and has one hash, where two values are equal: 1 and 1.0, or a table in another order."""
    if isinstance(value, Mapping):
        return frozenset((name, _key(below)) for name, below in value.items())
    if isinstance(value, list | tuple):
        return tuple(_key(below) for below in value)
    return value if isinstance(value, Hashable) else repr(value)


def units_of(path: str, values: Iterable[Json]) -> str:
    """Unit of the numbers of a parameter, as people type them; empty where they are no numbers."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return unit_of_key(path.rpartition(".")[2]).symbol if numbers else ""


def short_names(paths: Iterable[str], reserved: Iterable[str]) -> list[str]:
    """For each path the shortest of its ends that no other path has and that is not reserved, dots as underscores.

    >>> short_names(["payload.bundles.short.timer_h", "payload.bundles.long.timer_h", "launch.site"], ["item"])
    ['short_timer_h', 'long_timer_h', 'site']
    """
    known, taken = list(paths), set(reserved)
    names = []
    for path in known:
        others = {end for other in known if other != path for end in _ends(other)}
        free = (end for end in _ends(path) if end not in others and end not in taken)
        names.append(next(free, path.replace(".", "_")))
    return names


def _ends(path: str) -> Iterator[str]:
    steps = path.split(".")
    return ("_".join(steps[first:]) for first in range(len(steps) - 1, -1, -1))
