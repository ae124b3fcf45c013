"""What a balloon carries and how it lets go: bundles on timers or a dispenser, the timers, and the kinds of items."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.laws import Grounded, Text
from sim.scenario.value import Limits, Section, Stated, Value

INTACT_BUNDLE = "intact_bundle"
"""The kind of item that a bundle falls as when it comes down in one piece; every scenario has it."""

_SHARE_TOLERANCE = 1e-6

Share = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1)]
Kind = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]
PositiveValue = Annotated[Value, AfterValidator(Limits(above=0.0))]
NotNegativeValue = Annotated[Value, AfterValidator(Limits(at_least=0.0))]
ProbabilityValue = Annotated[Value, AfterValidator(Limits(at_least=0.0, at_most=1.0))]
ReleaseMode = Literal["untie", "burst", "bundle_intact"]


class ItemShare(Section):
    """How much of a bundle's mass is items of one kind."""

    kind: Kind
    """Kind of item: a name in the catalogue or under [items]."""
    mass_share: Share
    """Share of the bundle's mass, 0 to 1."""


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
    """

    name: str
    mass_share: float
    timer: Value
    timer_name: str
    items: tuple[ItemShare, ...]


def _share_faults(place: str, what: str, shares: Iterable[float]) -> list[tuple[str, str]]:
    total = math.fsum(shares)
    if abs(total - 1.0) <= _SHARE_TOLERANCE:
        return []
    return [(place, f"have mass_share that sum to {total:g}; the shares of all {what} must sum to 1.")]


def _repeated(place: str, key: str, names: Iterable[str]) -> list[tuple[str, str]]:
    seen = list(names)
    again = sorted({name for name in seen if seen.count(name) > 1})
    return [(place, f"have the {key} {name} more than once; each may come once.") for name in again]


class BundleTable(Section, Grounded):
    """A bundle with its own timer."""

    name: Kind
    """Name of the bundle, in small letters."""
    mass_share: Share
    """Share of the payload's mass, 0 to 1."""
    timer_h: PositiveValue
    """Setting of its timer, counted from the launch. [h]"""
    items: Annotated[tuple[ItemShare, ...], Field(min_length=1)]
    """Kinds of items in it, with their shares of its mass."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        kinds = [item.kind for item in self.items]
        shares = _share_faults("items", "its items", (item.mass_share for item in self.items))
        return self.with_faults(*shares, *_repeated("items", "kind", kinds))


class Dispenser(Section, Grounded):
    """A device that lets equal batches go, one after another, once it is armed."""

    batches: Annotated[int, Field(strict=True, ge=1)]
    """Number of batches."""
    interval_min: PositiveValue
    """Time from one batch to the next. [min]"""
    arming_height_m: NotNegativeValue
    """Height above sea level at which the first batch goes, on the way up. [m]"""
    items: Annotated[tuple[ItemShare, ...], Field(min_length=1)]
    """Kinds of items in each batch, with their shares of its mass."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        kinds = [item.kind for item in self.items]
        shares = _share_faults("items", "its items", (item.mass_share for item in self.items))
        return self.with_faults(*shares, *_repeated("items", "kind", kinds))


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
        return tuple(
            Bundle(table.name, table.mass_share, table.timer_h, f"payload.bundles.{table.name}.timer_h", table.items)
            for table in self.bundles
        )

    @property
    def arming_height(self) -> Value | None:
        """Height above sea level at which the dispenser starts; None for bundles. [m]"""
        return None if self.dispenser is None else self.dispenser.arming_height_m

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of item carried, in order of first mention."""
        tables = self.bundles if self.dispenser is None else (self.dispenser,)
        return tuple(dict.fromkeys(item.kind for table in tables for item in table.items))


def _batch(dispenser: Dispenser, k: int) -> Bundle:
    timer = dispenser.interval_min.scaled(float(k))
    name, place = f"batch_{k + 1:03d}", "payload.dispenser.interval_min"
    return Bundle(name, 1.0 / dispenser.batches, timer, place, dispenser.items)


class Timer(Section):
    """How well the timers keep time and do their work."""

    shared_stated: Stated[Annotated[bool, Field(strict=True)]] = Field(alias="shared")
    """Whether one clock, with one error, lets all bundles go."""
    release_mode_stated: Stated[ReleaseMode] = Field(alias="release_mode")
    """What a timer does: untie (the items scatter, the envelope flies on), burst (it bursts the balloon, and the bundle
    opens) or bundle_intact (the bundle is let go closed, the envelope flies on)."""
    rate_error: Value
    """Relative error of the clock: a timer set to t goes at t (1 + rate_error). [1]"""
    setting_error_s: Value
    """Error of the setting. [s]"""
    failure_probability: ProbabilityValue
    """Chance that a bundle is never let go. [1]"""
    early_release_probability: ProbabilityValue
    """Chance that a bundle is let go by accident, at `early_release_min` and not when its timer says. [1]"""
    early_release_min: NotNegativeValue
    """When such a bundle is let go, counted from the launch. [min]"""
    unopened_probability: ProbabilityValue
    """Chance that a bundle is let go but does not open. [1]"""

    @property
    def shared(self) -> bool:
        """Whether one clock, with one error, lets all bundles go."""
        return self.shared_stated.value

    @property
    def release_mode(self) -> str:
        """What a timer does: untie, burst or bundle_intact."""
        return self.release_mode_stated.value


class Item(Section):
    """A kind of thing that falls.

    Of `INTACT_BUNDLE`, `mass_g` is the mass of the bundle that falls at `sea_level_speed_m_s`. A bundle of another
    mass M falls at sqrt(M/mass_g) times that speed: v0 = sqrt(2 (M/A) g/(rho0 C)) with the same face A.
    """

    label: Text
    """Name for people."""
    mass_g: PositiveValue
    """Mass of one; of the intact bundle, of the one that falls at sea_level_speed_m_s. [g]"""
    sea_level_speed_m_s: PositiveValue
    """Speed of fall where the air has 1.225 kg m-3. [m s-1]"""
    spread_within_drop: NotNegativeValue
    """Geometric standard deviation of the speed among the items of one drop, less 1. [1]"""
    spread_between_drops: NotNegativeValue
    """Geometric standard deviation of the drop's common speed, less 1. [1]"""

    @property
    def mass(self) -> Value:
        """Mass of one. [kg]"""
        return self.mass_g

    @property
    def sea_level_speed(self) -> Value:
        """Speed of fall where the air has 1.225 kg m-3. [m s-1]"""
        return self.sea_level_speed_m_s
