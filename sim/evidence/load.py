"""Loads and checks seeds/*.toml; every fault of every file is reported together."""

import functools
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.errors import EvidenceError
from sim.evidence.reading import model_faults, read_toml, refusal, shown, suggestion
from sim.evidence.records import Article, Correction, Fact, FoundPlace, Role
from sim.kinds import path_of
from sim.units import NUMBER, UNITS

CITATION = "fact:"
_VALUE_KEYS = {f"value_{unit.suffix}": unit for unit in UNITS if unit.suffix}
_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"


def _is_date(text: str) -> str:
    if not re.fullmatch(rf"({_DAY}(/{_DAY})?)?", text):
        raise refusal(f"is {shown(text)}; it must be YYYY, YYYY-MM or YYYY-MM-DD, FIRST/LAST for bounds, or empty.")
    return text


def _is_basis(text: str) -> str:
    if not re.fullmatch(r"(stated|inferred|unknown): \S.*", text, flags=re.DOTALL):
        raise refusal(f"is {shown(text)}; it must begin with 'stated: ', 'inferred: ' or 'unknown: ' and say why.")
    return text


def _is_number(raw: Any) -> bool:  # Any: as typed by a person
    return isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)


def _is_number_or_text(raw: Any) -> Any:  # Any: as typed by a person
    if raw is not None and not _is_number(raw) and not isinstance(raw, str):
        raise refusal(f"is {shown(raw)}; it must be a finite number or text in quotes.")
    return raw


Text = Annotated[str, Field(strict=True, min_length=1)]
MaybeText = Annotated[str, Field(strict=True)]
DateText = Annotated[str, Field(strict=True), AfterValidator(_is_date)]
Basis = Annotated[str, Field(strict=True), AfterValidator(_is_basis)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class _ArticleTable(_Table):
    outlet: MaybeText
    outlet_basis: Basis
    title: MaybeText
    title_basis: Basis
    date: DateText
    date_basis: Basis
    address: MaybeText = ""


class _CorrectionTable(_Table):
    statement: Text
    """What speaks against the fact."""
    source: Text
    """Who says so."""


class _PlaceTable(_Table):
    longitude: Annotated[float, Field(ge=-180.0, le=360.0, allow_inf_nan=False)]
    """Degrees east."""
    latitude: Annotated[float, Field(ge=-90.0, le=90.0, allow_inf_nan=False)]
    """Degrees north."""
    radius_km: Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
    """How well it is known."""
    basis: Basis
    """On what the position rests."""
    item: Text
    """What was found, as the flights call it."""
    until: AwareDatetime
    """When it was found, with its offset from UTC."""


class _FactTable(_Table):
    role: Role
    """What the fact is about: launch, balloon, payload, weather, claim or found."""
    statement: Text
    """The fact, in our own words."""
    value: Annotated[float | str | None, BeforeValidator(_is_number_or_text)] = None
    unit: MaybeText | None = None
    event: Text | None = None
    counts: tuple[Text, ...] = ()
    """Kinds of items that the value counts, all of them together."""
    corrections: tuple[_CorrectionTable, ...] = ()
    place: _PlaceTable | None = None
    """Where something was found."""

    @model_validator(mode="after")
    def _only_finds_have_a_place(self) -> Self:
        if self.place is not None and self.role != "found":
            raise refusal(("place", f"is given for the role {self.role}; only what was found has a place here."))
        return self

    @model_validator(mode="before")
    @classmethod
    def _value_with_unit(cls, raw: Any) -> Any:  # Any: whatever the file holds here
        """Turn ``value_h = 3`` into the value in SI and its unit; an unknown suffix stays and is refused as a key."""
        if not isinstance(raw, Mapping):
            return raw
        keys = [key for key in raw if key == "value" or key in _VALUE_KEYS]
        if len(keys) > 1:
            raise refusal(f"has {' and '.join(keys)}; give one value.")
        if not keys or not _is_number(raw[keys[0]]):
            return raw
        unit = _VALUE_KEYS.get(keys[0], NUMBER)
        others = {name: content for name, content in raw.items() if name != keys[0]}
        return {**others, "value": float(raw[keys[0]]) * unit.factor, "unit": unit.si}


class _SeedFile(_Table):
    article: _ArticleTable
    """Outlet, title and date, each with its basis."""
    facts: Annotated[dict[str, _FactTable], Field(min_length=1)]
    """What the article says, one table for each fact."""


class Evidence:
    """All articles and their facts.

    Parameters
    ----------
    articles : tuple of Article
    """

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self.articles = articles
        self.facts: Mapping[str, Fact] = {fact.id: fact for article in articles for fact in article.facts}

    def __repr__(self) -> str:
        return f"<Evidence: {len(self.facts)} facts of {len(self.articles)} articles>"

    def fact(self, name: str) -> Fact:
        """The fact of this id, ``ARTICLE/FACT``.

        Raises
        ------
        EvidenceError
            If there is none.
        """
        name = name.removeprefix(CITATION)
        if name not in self.facts:
            raise EvidenceError(f"{name} is not a fact in seeds/; {suggestion(name, self.facts)}")
        return self.facts[name]

    def finds(self, event: str) -> tuple[Fact, ...]:
        """Where something of a launch was found; for comparison only."""
        return tuple(fact for fact in self.facts.values() if fact.event == event and fact.place is not None)

    def article_of(self, fact: Fact) -> Article:
        """The article that a fact is from."""
        return next(article for article in self.articles if fact in article.facts)


def seeds_directory() -> Path:
    """Where the seed files are: inside an installed package, else beside it in the repository."""
    inside = Path(__file__).parent / "seeds"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "seeds"


def _article(path: Path) -> tuple[Article | None, list[str]]:
    try:
        raw = read_toml(path, EvidenceError)
    except EvidenceError as error:
        return None, list(error.problems)
    seed, problems = model_faults(_SeedFile, raw, path.name)
    if seed is None:
        return None, problems
    facts = tuple(_fact(f"{path.stem}/{name}", table) for name, table in seed.facts.items())
    return Article(id=path.stem, facts=facts, **seed.article.model_dump()), []


def _fact(name: str, table: _FactTable) -> Fact:
    corrections = tuple(Correction(item.statement, item.source) for item in table.corrections)
    place = None
    if (where := table.place) is not None:
        place = FoundPlace(where.longitude, where.latitude, 1e3 * where.radius_km, where.basis, where.item, where.until)
    return Fact(
        name, table.role, table.statement, table.value, table.unit, table.event, table.counts, corrections, place
    )


def _read(directory: Path) -> Evidence:
    read = [_article(path) for path in sorted(directory.glob("*.toml"))]
    if not read:
        raise EvidenceError(f"{directory}: holds no seed file; it must hold one TOML file for each article.")
    if problems := [problem for _, faults in read for problem in faults]:
        raise EvidenceError(problems)
    return Evidence(tuple(article for article, _ in read if article is not None))


_shipped = functools.cache(_read)


def load_evidence(directory: str | Path | None = None) -> Evidence:
    """Every article and fact of a directory of seed files; of the shipped one by default.

    Raises
    ------
    EvidenceError
        With every fault of every file.

    Examples
    --------
    >>> load_evidence().fact("verge_2015_04_08/launch_hour").value
    10800.0
    """
    if directory is None:
        return _shipped(seeds_directory())
    return _read(path_of("load_evidence: directory", directory, "the path of a folder"))
