"""What a person may give for one parameter of a sweep: a list, a range, nights, or a distribution.

Turns it into values as they stand in a JSON text, or into a law to draw them from; holds no draw.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.evidence.reading import model_faults, refusal, shown, suggestion
from sim.scenario.laws import LAWS, Certain, Law, Number, law_kind
from sim.scenario.sections import refuse_year
from sim.sweeps.axes import MOST_POINTS, NIGHT, Json

if TYPE_CHECKING:
    from sim.scenario import Scenario

OWN = "own"
"""What a person types for the distribution that the scenario has there."""

TOO_MANY = f"a sweep has at most {MOST_POINTS:,} points: take larger steps, or let a design draw some of them."
"""The end of a sentence on more points than can be flown."""

_WHY = "set for this sweep"


@dataclass(frozen=True)
class Choice:
    """What was given for one parameter: its values, or a law that they are to be drawn from."""

    path: str
    values: tuple[Json, ...] = ()
    law: Law | None = None


Chosen = tuple[Choice | None, list[str]]
"""A choice, or None and every fault of what was typed."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class _Steps(_Table):
    first: Number
    """First number."""
    last: Number
    """Last number."""
    count: Annotated[int, Field(strict=True, ge=2)]
    """How many numbers in equal steps, both ends included."""

    @model_validator(mode="after")
    def _can_be_flown(self) -> Self:
        if self.count > MOST_POINTS:
            raise refusal(("count", f"is {self.count:,}; {TOO_MANY}"))
        return self

    @property
    def values(self) -> tuple[float, ...]:
        # twelve digits: the 0.08 of a person, not 0.08000000000000002
        return tuple(float(f"{number:.12g}") for number in np.linspace(self.first, self.last, self.count))


def _day(raw: Any) -> date:  # Any: as typed by a person
    """A date that can be flown, also of a text; a moment is refused, since it brings an hour."""
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw)
        except ValueError:
            raise refusal(f"is {shown(raw)}; it must be a date such as 2015-04-04.") from None
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise refusal(f"is {shown(raw)}; it must be a date such as 2015-04-04: the hour is the scenario's own.")
    refuse_year(raw)
    return raw


Day = Annotated[date, BeforeValidator(_day)]


class _Nights(_Table):
    first: Day
    """First date."""
    last: Day
    """Last date."""
    every_days: Annotated[int, Field(strict=True, ge=1)] = 1
    """Days from one date to the next."""

    @model_validator(mode="after")
    def _ascend(self) -> Self:
        if self.last < self.first:
            raise refusal(f"has first {self.first} and last {self.last}; the last must not be before the first.")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        count = (self.last - self.first).days // self.every_days + 1
        return tuple((self.first + timedelta(days=self.every_days * step)).isoformat() for step in range(count))


class _Days(_Table):
    dates: tuple[Day, ...]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(day.isoformat() for day in self.dates)


def chosen(path: str, typed: Any, scenario: "Scenario") -> Chosen:
    """What a person gave for a parameter.

    Parameters
    ----------
    path : str
        Dotted name in the scenario, or "night".
    typed
        A list of values; a table with `first`, `last` and `count`, for nights with `first`, `last` and perhaps
        `every_days`; a table with `low` and `high`, or of a distribution as in a scenario file; or "own".
    scenario : Scenario
        Whose own distributions can be asked for.
    """
    origin = f"parameter {path}"
    if isinstance(typed, Mapping):
        return _of_table(path, {str(key): _plain(entry) for key, entry in typed.items()}, origin)
    if isinstance(typed, str) and typed == OWN:
        return _own(path, scenario, origin)
    if isinstance(typed, str | bytes) or not isinstance(typed, Iterable):
        return None, [f"{origin}: is {shown(_plain(typed))}, one value; give a list, a range or a distribution."]
    return _of_list(path, [_plain(value) for value in typed], origin)


def _of_list(path: str, typed: list[Any], origin: str) -> Chosen:
    if not typed:
        return None, [f"{origin}: is an empty list; give at least one value."]
    if path == NIGHT:
        return _made(_Days, {"dates": typed}, path, origin)
    return Choice(path, tuple(_json(value) for value in typed)), []


def _of_table(path: str, typed: Mapping[str, Any], origin: str) -> Chosen:
    if path == NIGHT:
        return _made(_Nights, typed, path, origin)
    if "first" in typed or "last" in typed:
        return _made(_Steps, typed, path, origin)
    return _of_law(path, {"distribution": "uniform", "because": _WHY, **typed}, origin)


def _made(kind: type[_Days | _Nights | _Steps], typed: Mapping[str, Any], path: str, origin: str) -> Chosen:
    table, faults = model_faults(kind, typed, origin)
    return (None if table is None else Choice(path, table.values)), faults


def _of_law(path: str, typed: Mapping[str, Any], origin: str) -> Chosen:
    kind = law_kind(typed)
    if kind is Certain:
        name = typed["distribution"]
        return None, [f"{origin}: distribution is {shown(name)}; {suggestion(str(name), LAWS)}"]
    law, faults = model_faults(kind, typed, origin)
    return (None if law is None else Choice(path, law=law)), faults


def _own(path: str, scenario: "Scenario", origin: str) -> Chosen:
    quantities = scenario.quantities
    if path not in quantities:
        return None, [f"{origin}: the scenario has no such value; {suggestion(path, quantities)}"]
    law = quantities[path].law
    if law.is_certain:
        return None, [f"{origin}: is one number in the scenario ({law.words}); give low and high."]
    return Choice(path, law=law), []


def _plain(value: Any) -> Any:
    """A scalar of NumPy or xarray as the Python value that it holds; a moment without an hour as its date."""
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[s]").item() if value.dtype != "datetime64[D]" else value.item()
    return value.item() if getattr(value, "ndim", None) == 0 else value


def _json(value: Any) -> Json:
    """A value as it stands in a JSON text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _json(_plain(below)) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_json(_plain(below)) for below in value]
    return value
