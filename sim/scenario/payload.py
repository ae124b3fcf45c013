"""What a balloon carries and how it lets go: bundles on timers or a dispenser, and the timers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.evidence.reading import refusal
from sim.scenario.items import INTACT_BUNDLE, Kind
from sim.scenario.laws import Grounded
from sim.scenario.value import Limits, NotNegativeValue, PositiveValue, ProbabilityValue, Section, Stated, Value

SHARE_TOLERANCE = 1e-6
"""By how much shares that people round may miss their sum. [1]"""

Share = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1)]
Pieces = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
ReleaseMode = Literal["untie", "burst", "bundle_intact"]
TimerKind = Literal["mechanical", "chemical", "electronic"]

_WHY_CELSIUS = "Is it in degrees Celsius? Add 273.15."


class ItemShare(Section):
    """How much of a bundle is items of one kind: by mass, or by number."""

    kind: Kind
    """Kind of item: a name in the catalogue or under [items]."""
    mass_share: Share | None = None
    """Share of the bundle's mass, 0 to 1."""
    count: Pieces | None = None
    """Pieces in the bundle; what they weigh less than the bundle is its wrapping."""

    @model_validator(mode="after")
    def _by_mass_or_by_number(self) -> Self:
        if (self.mass_share is None) == (self.count is None):
            found = "neither mass_share nor count" if self.count is None else "both mass_share and count"
            return self.with_faults(f"has {found}; give exactly one of them.")
        return self


def _not_empty(items: tuple[ItemShare, ...]) -> tuple[ItemShare, ...]:
    # Not as min_length of the field: pydantic would also call a list empty whose only entry is wrong.
    if not items:
        raise refusal("is empty; it must be a list with at least one entry.")
    return items


Items = Annotated[tuple[ItemShare, ...], AfterValidator(_not_empty)]


@dataclass(frozen=True)
class Bundle:
    """What is let go at one moment.

    Attributes
    ----------
    name : str
    mass_share : float
        Share of the payload's mass. [1]
    timer : Value
        When it is let go, counted from the launch or, for a dispenser, from arming. [s]
    timer_name : str
        Dotted name of the entry that `timer` comes from; bundles with the same name have the same draw.
    items : tuple of ItemShare
    falls_as : str
        Kind of item that it falls as when it comes down closed.
    """

    name: str
    mass_share: float
    timer: Value
    timer_name: str
    items: tuple[ItemShare, ...]
    falls_as: str = INTACT_BUNDLE


def _share_faults(place: str, what: str, shares: Iterable[float]) -> list[tuple[str, str]]:
    total = math.fsum(shares)
    if abs(total - 1.0) <= SHARE_TOLERANCE:
        return []
    return [(place, f"have mass_share that sum to {total:g}; the shares of all {what} must sum to 1.")]


def _repeated(place: str, key: str, names: Iterable[str]) -> list[tuple[str, str]]:
    seen = list(names)
    again = sorted({name for name in seen if seen.count(name) > 1})
    return [(place, f"have the {key} {name} more than once; each may come once.") for name in again]


def _content_faults(items: tuple[ItemShare, ...]) -> list[tuple[str, str]]:
    """What the items of one bundle may not be together."""
    again = _repeated("items", "kind", (item.kind for item in items))
    shares = [item.mass_share for item in items if item.mass_share is not None]
    if shares and len(shares) < len(items):
        return [("items", "are given by mass_share and by count; give all items of one bundle alike."), *again]
    return [*(_share_faults("items", "its items", shares) if shares else []), *again]


class BundleTable(Section, Grounded):
    """A bundle with its own timer."""

    name: Kind
    """Name of the bundle, in small letters."""
    mass_share: Share
    """Share of the payload's mass, 0 to 1."""
    timer_h: PositiveValue
    """Setting of its timer, counted from the launch. [h]"""
    items: Items
    """Kinds of items in it, with their shares of its mass or their number."""
    falls_as: Kind | None = None
    """Kind of item that it falls as when it comes down closed; intact_bundle where nothing is said."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        return self.with_faults(*_content_faults(self.items))


class Dispenser(Section, Grounded):
    """A device that lets equal batches go, one after another, once it is armed."""

    batches: Annotated[int, Field(strict=True, ge=1)]
    """Number of batches."""
    interval_min: PositiveValue
    """Time from one batch to the next. [min]"""
    arming_height_m: NotNegativeValue
    """Height above sea level at which the first batch goes, on the way up. [m]"""
    items: Items
    """Kinds of items in each batch, with their shares of its mass or their number."""
    falls_as: Kind | None = None
    """Kind of item that a batch falls as when it comes down closed; intact_bundle where nothing is said."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        return self.with_faults(*_content_faults(self.items))


class Payload(Section):
    """What hangs below the balloon: either bundles or a dispenser."""

    payload_mass_kg: PositiveValue
    """Mass of everything that is to be let go. [kg]"""
    bundles: tuple[BundleTable, ...] = ()
    """Bundles, each with its timer."""
    dispenser: Dispenser | None = None
    """A dispenser instead of bundles."""

    @model_validator(mode="after")
    def _one_way_of_letting_go(self) -> Self:
        if bool(self.bundles) == (self.dispenser is not None):
            found = "both bundles and a dispenser" if self.bundles else "neither bundles nor a dispenser"
            return self.with_faults(f"has {found}; give exactly one of them.")
        if self.dispenser is not None:
            return self
        shares = _share_faults("bundles", "bundles", (bundle.mass_share for bundle in self.bundles))
        return self.with_faults(*shares, *_repeated("bundles", "name", (bundle.name for bundle in self.bundles)))

    @property
    def bundle_list(self) -> tuple[Bundle, ...]:
        """Everything that is let go, bundles and dispenser batches in one shape, in order of their going."""
        if self.dispenser is not None:
            return tuple(_batch(self.dispenser, k) for k in range(self.dispenser.batches))
        return tuple(_bundle(table) for table in self.bundles)

    @property
    def arming_height(self) -> Value | None:
        """Height above sea level at which the dispenser starts; None for bundles. [m]"""
        return None if self.dispenser is None else self.dispenser.arming_height_m

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of item carried, in order of first mention."""
        tables = self.bundles if self.dispenser is None else (self.dispenser,)
        return tuple(dict.fromkeys(item.kind for table in tables for item in table.items))


def _bundle(table: BundleTable) -> Bundle:
    place = f"payload.bundles.{table.name}.timer_h"
    return Bundle(table.name, table.mass_share, table.timer_h, place, table.items, table.falls_as or INTACT_BUNDLE)


def _batch(dispenser: Dispenser, k: int) -> Bundle:
    timer = dispenser.interval_min.scaled(float(k))
    name, place = f"batch_{k + 1:03d}", "payload.dispenser.interval_min"
    falls_as = dispenser.falls_as or INTACT_BUNDLE
    return Bundle(name, 1.0 / dispenser.batches, timer, place, dispenser.items, falls_as)


class Timer(Section):
    """How well the timers keep time and do their work.

    A timer set to t has run out after t times run_time_factor, plus setting_error_s, by its own clock; the clock runs
    exp(k (T - T0)) times as fast as it should, with the rate k of temperature, T that of the air at the balloon, and
    T0 the reference temperature.
    """

    kind_stated: Stated[TimerKind] = Field(alias="kind")
    """Kind of timer, which brings its own defaults: mechanical, chemical or electronic."""

    shared_stated: Stated[Annotated[bool, Field(strict=True)]] = Field(alias="shared")
    """Whether one clock, with one error, lets all bundles go: true or false."""
    release_mode_stated: Stated[ReleaseMode] = Field(alias="release_mode")
    """What a timer does: untie (the items scatter, the envelope flies on), burst (it bursts the balloon, and the bundle
    opens) or bundle_intact (the bundle is let go closed, the envelope flies on)."""
    run_time_factor: PositiveValue
    """What the time that is set is multiplied by. [1]"""
    setting_error_s: Value
    """Error of the setting. [s]"""
    temperature_rate_percent_per_k: Annotated[
        Value, AfterValidator(Limits(at_least=-30.0, at_most=30.0, by_median=True))
    ]
    """By how much faster the clock runs for each kelvin that the air is warmer than the reference. [% K-1]"""
    reference_temperature_k: Annotated[
        Value, AfterValidator(Limits(at_least=200.0, at_most=350.0, advice=_WHY_CELSIUS))
    ]
    """Temperature at which the clock runs true. [K]"""
    failure_probability: ProbabilityValue
    """Chance that a bundle is never let go. [1]"""
    early_release_probability: ProbabilityValue
    """Chance that a bundle is let go by accident, at `early_release_min` and not when its timer says. [1]"""
    early_release_min: NotNegativeValue
    """When such a bundle is let go, by the clock of its timer and no later than that runs out. [min]"""
    unopened_probability: ProbabilityValue
    """Chance that a bundle is let go but does not open. [1]"""

    @property
    def kind(self) -> str:
        """Kind of timer: mechanical, chemical or electronic."""
        return self.kind_stated.value

    @property
    def shared(self) -> bool:
        """Whether one clock, with one error, lets all bundles go."""
        return self.shared_stated.value

    @property
    def release_mode(self) -> str:
        """What a timer does: untie, burst or bundle_intact."""
        return self.release_mode_stated.value
