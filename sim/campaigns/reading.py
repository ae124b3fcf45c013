"""Campaign files: which groups try to launch in which months, as people write them in TOML.

Holds no flight and no scenario of its own: a group names the scenario that it flies.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.errors import ScenarioError
from sim.evidence import load_evidence
from sim.evidence.reading import model_faults, read_toml, refusal, shown
from sim.scenario.completion import citation_faults
from sim.scenario.items import Kind
from sim.scenario.laws import Text
from sim.scenario.load import own_or_shipped, shipped_names
from sim.scenario.sections import refuse_year
from sim.scenario.value import Section, Stated

ALL = "all"
"""What the result calls all groups, or all kinds of copies, together."""


def _month(raw: Any) -> date:  # Any: as typed by a person
    """The first day of a month."""
    if isinstance(raw, date):
        month = raw.replace(day=1)
    elif isinstance(raw, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", raw):
        month = date.fromisoformat(f"{raw}-01")
    else:
        raise refusal(f'is {shown(raw)}; it must be a month such as "2015-04".')
    refuse_year(month)
    return month


Month = Annotated[date, BeforeValidator(_month)]
Count = Annotated[int, Field(strict=True, ge=1)]


class Group(Section):
    """Who launches: the scenario that they fly, and how often they are ready to."""

    name: Kind
    """Short name, in small letters."""
    scenario: Text
    """A scenario: the name of a shipped one, or a file, relative to this file if it is relative."""
    changes: dict[str, Any] = Field(default_factory=dict)  # as typed: the scenario checks them
    """Entries of the scenario by their dotted names, set on every night."""
    first_month: Stated[Month]
    """First month of launches, such as 2015-01."""
    last_month: Stated[Month]
    """Last month of launches."""
    nights_tried_per_month: Stated[Count]
    """Nights of a month on which they are ready and look at the forecast."""
    launches_per_month_at_most: Stated[Count] | None = None
    """After so many launches they try no more in that month; they have no such limit where it is not there."""
    balloons_per_launch: Stated[Count] | None = None
    """Balloons of one launch; as many as the scenario's event has where it is not there."""

    @model_validator(mode="after")
    def _has_nights(self) -> Self:
        first, last = self.first_month.value, self.last_month.value
        if last < first:
            return self.with_faults(
                ("last_month", f"is {last:%Y-%m}; it must not be before first_month ({first:%Y-%m}).")
            )
        fewest = min(calendar.monthrange(month.year, month.month)[1] for month in self.months)
        tried = self.nights_tried_per_month.value
        if tried > fewest:
            fault = f"is {tried}; it must be at most {fewest}, the nights of the shortest of its months."
            return self.with_faults(("nights_tried_per_month", fault))
        return self

    @property
    def months(self) -> tuple[date, ...]:
        """First day of every month from the first to the last."""
        return tuple(months_between(self.first_month.value, self.last_month.value))


class CampaignFile(Section):
    """What a campaign file says; unknown keys are refused."""

    name: Kind
    """Short name, in small letters: also that of the results."""
    title: Text
    """Title for people."""
    description: Text = ""
    """What was planned."""
    claims: tuple[Text, ...] = ()
    """Facts of the role claim, to compare with; never used as values."""
    copies: Annotated[tuple[Kind, ...], Field(min_length=1)]
    """Kinds of items that are counted."""
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    """Who launches."""
    nights_flown: Annotated[int, Field(strict=True, ge=2)] = 60
    """Nights flown for each group and month, of those that the launch rule lets go."""
    years: Annotated[int, Field(strict=True, ge=100)] = 4000
    """Years put together of these nights."""
    rng_seed: Annotated[int, Field(strict=True, ge=0, lt=2**64)] = 1
    """Start of all random streams."""
    level: Annotated[float, Field(strict=True, gt=0, lt=1)] = 0.9
    """Probability that an interval is to hold the truth."""

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [group.name for group in self.groups]
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        faults = [("groups", f"has {name!r} more than once; give each group a name of its own.") for name in twice]
        if ALL in (*names, *self.copies):
            faults.append(("", f"has the name {ALL!r}, which is that of the sum; choose another."))
        if len(set(self.copies)) < len(self.copies):
            faults.append(("copies", "names a kind more than once; name each once."))
        return self.with_faults(*faults)

    @property
    def months(self) -> tuple[date, ...]:
        """Every month from the first of any group to the last of any."""
        known = [month for group in self.groups for month in group.months]
        return tuple(months_between(min(known), max(known)))


def months_between(first: date, last: date) -> Iterator[date]:
    """First day of every month from one to another, both included."""
    for number in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def shipped_campaigns() -> list[str]:
    """Names of the shipped campaign files."""
    return shipped_names("campaigns")


def read_campaign(path_or_name: str | Path) -> tuple[CampaignFile, Path]:
    """A campaign file, or a shipped one by its name; and the folder that it lies in.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    path = own_or_shipped(path_or_name, "campaigns", "campaign")
    raw = read_toml(path, ScenarioError)
    found, faults = model_faults(CampaignFile, raw, str(path))
    faults += [f"{path}: {fault}" for fault in citation_faults(raw, load_evidence())]
    if found is None or faults:
        raise ScenarioError(faults)
    return found, path.parent
