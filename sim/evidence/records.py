"""What a newspaper article says that bears on the model: articles, their facts, and later corrections.

Holds records only; how they are read and checked is in `sim.evidence.load`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Role = Literal["launch", "balloon", "payload", "weather", "claim", "found"]
ROLES: tuple[str, ...] = get_args(Role)

# An answer may not leak into a question: what was found, or claimed to have arrived, is for scoring only.
NOT_CITABLE: frozenset[str] = frozenset({"claim", "found"})


@dataclass(frozen=True)
class Correction:
    """What a later report, or arithmetic, says against a fact."""

    statement: str
    source: str


@dataclass(frozen=True)
class FoundPlace:
    """Where something was found, and by when: the latest that it can have come down.

    Attributes
    ----------
    longitude, latitude : float
        [degree]
    radius : float
        How well the place is known. [m]
    basis : str
        On what it rests: "stated: ..." or "inferred: ...".
    item : str
        What was found, as `flights` call it.
    until : datetime
        When it was found, with its offset from UTC.
    """

    longitude: float
    latitude: float
    radius: float
    basis: str
    item: str
    until: datetime


@dataclass(frozen=True)
class Fact:
    """One thing that an article says, in our words.

    Attributes
    ----------
    id : str
        ``ARTICLE/FACT``; a scenario cites it as ``fact:ARTICLE/FACT``.
    role : str
        What it is about: `launch`, `balloon`, `payload`, `weather`, `claim` or `found`.
    statement : str
        The fact, in our own words.
    value : float, str or None
        The value, numbers in `unit`.
    unit : str or None
        SI unit of a number; None where there is no number.
    event : str or None
        The launch that it is about.
    counts : tuple of str
        Kinds of items that a number counts: several where a report counts them together, none where it counts no items.
    corrections : tuple of Correction
        What speaks against it.
    place : FoundPlace or None
        Of a fact of the role `found`, where it was.
    """

    id: str
    role: Role
    statement: str
    value: float | str | None = None
    unit: str | None = None
    event: str | None = None
    counts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    place: FoundPlace | None = None

    @property
    def is_citable(self) -> bool:
        """Whether a scenario value may rest on it."""
        return self.role not in NOT_CITABLE


@dataclass(frozen=True)
class Article:
    """A newspaper article, and on what our knowledge of its outlet, title and date rests.

    Attributes
    ----------
    id : str
        Name of its file.
    outlet, title, date : str
        Empty where unknown. The date is ISO 8601, as coarse as it is known; FIRST/LAST where only bounds are.
    outlet_basis, title_basis, date_basis : str
        "stated: ...", "inferred: ..." or "unknown: ...".
    address : str
        Web address, empty where unknown.
    facts : tuple of Fact
    """

    id: str
    outlet: str
    outlet_basis: str
    title: str
    title_basis: str
    date: str
    date_basis: str
    address: str = ""
    facts: tuple[Fact, ...] = field(default=(), repr=False)

    @property
    def citation(self) -> str:
        """The article in one line."""
        named = ", ".join(part for part in (self.outlet or "outlet unknown", self.date or "date unknown") if part)
        return f'{named}: "{self.title}"' if self.title else named
