"""`Item`: a kind of thing that falls, how fast or by what drag, and what makes its fall differ."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from sim.evidence.reading import refusal, shown
from sim.scenario.laws import Certain, Text
from sim.scenario.sizes import Size, size_of
from sim.scenario.value import (
    Limits,
    NotNegativeValue,
    OptionalPositive,
    OptionalProbability,
    PositiveValue,
    Section,
    Stated,
    Value,
)
from sim.units import unit_of_key

INTACT_BUNDLE = "intact_bundle"
"""The kind of item that a bundle falls as when it comes down in one piece; every scenario has it."""

EITHER_OR: tuple[tuple[str, str], ...] = (("sea_level_speed_m_s", "drag_coefficient"), ("area_cm2", "size_cm"))
"""Entries of an item of which one stands for the other."""

MOST_SPREAD = 3.0
"""The greatest spread of a speed that is taken for one: it is typed as 0.15, not as 15. [1]"""

_SAME_MASS = 0.05  # masses are rounded to two figures

Kind = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]


def _known_size(text: str) -> str:
    if size_of(text) is None:
        raise refusal(f'is {shown(text)}; it must be a length and a width in cm, such as "15.24x7.62".')
    return text


_TYPED_AS_SHARE = Limits(at_most=MOST_SPREAD, by_median=True, advice="0.15 means 15 %.")
Spread = Annotated[NotNegativeValue, AfterValidator(_TYPED_AS_SHARE)]

SizeText = Annotated[Text, AfterValidator(_known_size)]


class Item(Section):
    """A kind of thing that falls: at a speed that is given, or by its drag and its mass for each area.

    Of a kind that bundles fall as, such as `INTACT_BUNDLE`, `mass_g` is the mass of the bundle that falls at the
    speed of this entry. A bundle of another mass M falls at sqrt(M/mass_g) times that speed: v0 = sqrt(2 (M/A)
    g/(rho0 C)) with the same face A.
    """

    label: Text
    """Name for people."""
    mass_g: PositiveValue
    """Mass of one; of a kind that bundles fall as, of the bundle that falls at the speed of this entry. [g]"""
    size_cm_stated: Stated[SizeText] | None = Field(None, alias="size_cm")
    """Length and width of a sheet, such as "15.24x7.62". [cm]"""
    area_cm2: OptionalPositive = None
    """Area that the drag coefficient refers to. [cm2]"""
    grammage_g_m2: OptionalPositive = None
    """Mass of a sheet for each area. [g m-2]"""
    sea_level_speed_m_s: OptionalPositive = None
    """Speed of fall where the air has 1.225 kg m-3. [m s-1]"""
    drag_coefficient: Annotated[OptionalPositive, AfterValidator(Limits(at_most=5.0, by_median=True))] = None
    """Drag coefficient, referred to the area, from which the speed of fall follows. [1]"""
    spread_within_drop: Spread
    """Geometric standard deviation of the speed among the items of one drop, less 1. [1]"""
    spread_between_drops: Spread
    """Geometric standard deviation of the drop's common speed, less 1. [1]"""
    clump_probability: OptionalProbability = None
    """Share of the pieces that fall stuck together. [1]"""
    clump_size: Annotated[Value | None, AfterValidator(Limits(at_least=1.0))] = None
    """How many stick together; n sheets fall sqrt(n) times faster than one. [1]"""
    glide_angle_deg: Annotated[Value | None, AfterValidator(Limits(at_least=0.0, at_most=80.0, certain=True))] = None
    """How far from the vertical it glides. [degree]"""
    glide_persistence_m: Annotated[Value | None, AfterValidator(Limits(at_least=0.0, certain=True))] = None
    """How far it falls before it forgets where it was heading. [m]"""
    wet_speed_factor: Annotated[Value | None, AfterValidator(Limits(at_least=1.0))] = None
    """How many times faster it falls when rain has wetted it. [1]"""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        return self.with_faults(*self._speed_faults(), *self._pair_faults(), *self._mass_faults())

    def _speed_faults(self) -> list[str]:
        """Exactly one of a speed and a drag coefficient; what the drag needs."""
        speed, drag = self.sea_level_speed_m_s, self.drag_coefficient
        if (speed is None) == (drag is None):
            both, neither = "both sea_level_speed_m_s and", "neither sea_level_speed_m_s nor"
            found = f"{neither if speed is None else both} drag_coefficient"
            return [f"has {found}; give exactly one of them: how fast it falls, or what its speed follows from."]
        if drag is not None and self.area is None and self.grammage is None:
            return ["has drag_coefficient and nothing to pull; give area_cm2 or size_cm, or grammage_g_m2, with it."]
        return []

    def _pair_faults(self) -> list[str]:
        """Entries that say something only together, or that say the same."""
        faults = []
        if self.area_cm2 is not None and self.size_cm_stated is not None:
            faults.append("has both area_cm2 and size_cm; give one of them, or the area would be said twice.")
        for first, second in (("clump_probability", "clump_size"), ("glide_angle_deg", "glide_persistence_m")):
            given = [key for key in (first, second) if getattr(self, key) is not None]
            if len(given) == 1:
                faults.append(f"has {given[0]} only; give {first} and {second}, or neither.")
        return faults

    def _mass_faults(self) -> list[str]:
        """The mass of a sheet is its grammage times its area."""
        if self.grammage is None or self.area is None:
            return []
        mass, expected = self.mass.median, self.grammage.median * self.area.median
        if abs(mass - expected) <= _SAME_MASS * expected:
            return []
        return [
            f"has mass_g {1e3 * mass:.3g}, but {1e3 * self.grammage.median:.3g} g m-2 on "
            f"{1e4 * self.area.median:.4g} cm2 weigh {1e3 * expected:.3g} g; correct the one that is wrong."
        ]

    @property
    def mass(self) -> Value:
        """Mass of one. [kg]"""
        return self.mass_g

    @property
    def sea_level_speed(self) -> Value | None:
        """Speed of fall where the air has 1.225 kg m-3; None where it follows from the drag. [m s-1]"""
        return self.sea_level_speed_m_s

    @property
    def grammage(self) -> Value | None:
        """Mass of a sheet for each area. [kg m-2]"""
        return self.grammage_g_m2

    @property
    def size(self) -> Size | None:
        """Length and width of a sheet. [cm]"""
        return None if self.size_cm_stated is None else size_of(self.size_cm_stated.value)

    @property
    def area(self) -> Value | None:
        """Area that the drag coefficient refers to: as given, or of the sheet. [m2]"""
        stated, size = self.size_cm_stated, self.size
        if self.area_cm2 is not None or stated is None or size is None:
            return self.area_cm2
        return Value(Certain(value=size.area, source=stated.source, because=stated.because), unit_of_key("area_cm2"))

    @property
    def glide_angle(self) -> Value | None:
        """How far from the vertical it glides. [rad]"""
        return self.glide_angle_deg

    @property
    def glide_persistence(self) -> Value | None:
        """How far it falls before it forgets where it was heading. [m]"""
        return self.glide_persistence_m
