"""`Value`: a number or a distribution with its unit and its grounds; and `Stated`: anything else with its grounds.

People's units come in, SI goes out. What a value means is said where it is used, in `sections`, `balloon` and
`payload`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic, Self, TypeVar, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationInfo, field_validator
from pydantic_core import CoreSchema, core_schema

from sim.evidence.reading import refusal, shown, suggestion
from sim.scenario.laws import LAWS, Certain, Grounded, Law, law_kind
from sim.units import Unit, unit_of_key

T = TypeVar("T")


@dataclass(frozen=True)
class Value:
    """A number or a distribution; asked for draws, it answers in SI.

    Attributes
    ----------
    law : Law
        The number or distribution as typed.
    typed : Unit
        The unit in which it was typed.
    multiplier : float
        What every draw is multiplied by.
    """

    law: Law
    typed: Unit
    multiplier: float = 1.0

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """The value below which a share u of all draws lies. [`unit`]

        Parameters
        ----------
        u : array_like
            Uniform numbers in (0, 1), of any shape; NaN gives NaN. [1]

        Returns
        -------
        array of float64
            Of the same shape, in SI. [`unit`]
        """
        return np.asarray(self.law.quantile(np.asarray(u, dtype=np.float64)) * (self.typed.factor * self.multiplier))

    @property
    def median(self) -> float:
        """The value that half of all draws lie below, in SI. [`unit`]"""
        return float(self.quantile(0.5))

    @property
    def is_certain(self) -> bool:
        """Whether every draw is the same."""
        return self.law.is_certain or self.multiplier == 0.0

    @property
    def unit(self) -> str:
        """The SI unit."""
        return self.typed.si

    @property
    def source(self) -> str:
        """Where it comes from; empty where only a reason is given."""
        return self.law.source

    @property
    def because(self) -> str:
        """Why it was chosen; empty where only a source is given."""
        return self.law.because

    def scaled(self, multiplier: float) -> "Value":
        """The value times a plain number; by 0 it is certainly 0."""
        if multiplier == 0.0:
            return Value(Certain(value=0.0, source=self.source, because=self.because), self.typed)
        return replace(self, multiplier=self.multiplier * multiplier)

    def __repr__(self) -> str:
        times = "" if self.multiplier == 1.0 else f"{self.multiplier:g} x "
        return f"<Value: {times}{self.law.words} {self.typed.symbol}>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Made by `Section` from what was typed; written as it was typed."""
        as_typed = core_schema.plain_serializer_function_ser_schema(_as_typed)
        return core_schema.is_instance_schema(cls, serialization=as_typed)

    @staticmethod
    def table_kind(raw: Any) -> type[Law]:  # Any: as typed by a person
        """The table that a person fills in for such a value."""
        return law_kind(raw)


def _as_typed(value: Value) -> dict[str, Any]:  # Any: numbers and text
    return value.law.model_dump(exclude_defaults=True)


def typed_value(raw: Any, key: str) -> Any:  # Any: as typed by a person
    """The value that a table, or a bare number, under this key describes; its faults are raised, all of them."""
    if isinstance(raw, Value):
        return raw
    if not isinstance(raw, Mapping):
        raw = {"value": raw}
    kind = law_kind(raw)
    name = raw.get("distribution")
    if name is not None and kind is Certain:
        raise refusal(("distribution", f"is {shown(name)}; {suggestion(str(name), LAWS)}"))
    return Value(kind.model_validate(raw), unit_of_key(key))


@dataclass(frozen=True)
class Limits:
    """What a value may be, in the unit typed.

    Attributes
    ----------
    above, at_least, at_most, below : float or None
        The bounds.
    draws : bool
        Whether the draws of a distribution must respect them too, or only a certain number.
    by_median : bool
        Whether it is the median of a distribution that must respect them, and not its draws.
    certain : bool
        Whether it must be one number.
    advice : str
        A sentence on what to do; a ``{dotted.path}`` in it shows what the file says there.
    """

    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    draws: bool = True
    by_median: bool = False
    certain: bool = False
    advice: str = ""

    def __call__(self, value: Value | None) -> Value | None:
        """The value unchanged.

        Raises
        ------
        PydanticCustomError
            If it lies, or may come to lie, outside.
        """
        if value is None:
            return None
        if self.certain and not value.law.is_certain:
            raise refusal(f"is {value.law.words}; it must be one number, not a distribution. {self.advice}".strip())
        if not value.law.is_certain and not self.draws:
            return value
        if self.by_median and not value.law.is_certain:
            return self._by_median(value)
        low, high = value.law.support
        if self._allows(low, high, value.law.is_certain):
            return value
        found = f"is {low:g}" if value.law.is_certain else f"is {value.law.words}, from {low:g} to {high:g}"
        bound = "" if value.law.is_certain else " Give the distribution bounds (low, high) that keep it there."
        raise refusal(f"{found}; it must be {self.words}.{bound} {self.advice}".strip())

    def _by_median(self, value: Value) -> Value:
        median = float(value.law.quantile(np.array(0.5)))
        if self._allows(median, median, certain=True):
            return value
        found = f"is {value.law.words}, with the median {median:g}"
        raise refusal(f"{found}; it must be {self.words}. {self.advice}".strip())

    def _allows(self, low: float, high: float, certain: bool) -> bool:
        # The end of a distribution is never drawn: one that starts at 0 is above 0.
        above_ok = self.above is None or (low > self.above if certain else low >= self.above and high > self.above)
        below_ok = self.below is None or (high < self.below if certain else high <= self.below and low < self.below)
        least_ok = self.at_least is None or low >= self.at_least
        return above_ok and below_ok and least_ok and (self.at_most is None or high <= self.at_most)

    @property
    def words(self) -> str:
        """The bounds as a person reads them; empty where there are none."""
        pairs = (
            ("greater than", self.above),
            ("at least", self.at_least),
            ("at most", self.at_most),
            ("less than", self.below),
        )
        return " and ".join(f"{words} {bound:g}" for words, bound in pairs if bound is not None)


PositiveValue = Annotated[Value, AfterValidator(Limits(above=0.0))]
NotNegativeValue = Annotated[Value, AfterValidator(Limits(at_least=0.0))]
ProbabilityValue = Annotated[Value, AfterValidator(Limits(at_least=0.0, at_most=1.0))]
OptionalPositive = Annotated[Value | None, AfterValidator(Limits(above=0.0))]
OptionalProbability = Annotated[Value | None, AfterValidator(Limits(at_least=0.0, at_most=1.0))]
CertainPositive = Annotated[Value, AfterValidator(Limits(above=0.0, certain=True))]
CertainNotNegative = Annotated[Value, AfterValidator(Limits(at_least=0.0, certain=True))]


class Stated(Grounded, Generic[T]):
    """Something that is no number with a unit, with its grounds."""

    # described by hand: to find the docstring, every `Stated[...]` would parse the module that it stands in, 0.26 s
    model_config = ConfigDict(use_attribute_docstrings=False)

    value: T = Field(description="What is stated.")


class Section(BaseModel):
    """One table of a scenario file: unknown keys are refused, values take their unit from their key."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @field_validator("*", mode="before")
    @classmethod
    def _understood(cls, raw: Any, info: ValidationInfo) -> Any:  # Any: as typed by a person
        """Give each value its unit, and let a bare statement ask for its grounds."""
        field = cls.model_fields[str(info.field_name)]
        kinds = (field.annotation, *get_args(field.annotation))
        if raw is None:
            return None
        if Value in kinds:
            return typed_value(raw, str(info.field_name))
        if any(isinstance(kind, type) and issubclass(kind, Stated) for kind in kinds):
            return raw if isinstance(raw, Mapping | Stated) else {"value": raw}
        return raw

    def with_faults(self, *faults: str | tuple[str, str]) -> Self:
        """Itself, unless there are faults; those are raised together."""
        if faults:
            raise refusal(*faults)
        return self
