"""The distributions that an uncertain value may have, each with its exact quantile function.

Numbers here are in the unit that people typed; `sim.scenario.value` knows the unit. Holds no random number: a law is
handed the uniform numbers that it turns into draws.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from scipy import special

from sim.evidence.reading import refusal

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
Text = Annotated[str, Field(strict=True)]
Floats = NDArray[np.float64]

# Bounds read best last, but around the mode of a triangle.
_READING_ORDER = {"low": 2, "mode": 3, "high": 4}


class Grounded(BaseModel):
    """Something that says where it comes from (`source`), why it was chosen (`because`), or both."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    source: Text = ""
    """Where it comes from: ``fact:ARTICLE/FACT`` or a citation."""
    because: Annotated[Text, Field(validate_default=True)] = ""
    """Why it was chosen."""

    # A field validator, not a model validator: it speaks up even where another key of the same table is wrong.
    @field_validator("because")
    @classmethod
    def _is_grounded(cls, because: str, info: ValidationInfo) -> str:
        if not because.strip() and not info.data.get("source", "unreadable").strip():
            raise refusal(
                'has neither source nor because; say where it comes from (source = "...") or why (because = "...").',
                of_table=True,
            )
        return because

    @property
    def grounds(self) -> str:
        """Source and reason in one line."""
        return "; ".join(part for part in (self.source, self.because) if part)


class Law(Grounded):
    """A distribution of a number, or a certain number."""

    is_certain: ClassVar[bool] = False

    @abstractmethod
    def quantile(self, u: Floats) -> Floats:
        """The number below which a share u of the draws lies."""

    @property
    def support(self) -> tuple[float, float]:
        """The smallest and largest number that it can reach."""
        low, high = self.quantile(np.array([0.0, 1.0]))
        return float(low), float(high)

    @property
    def words(self) -> str:
        """The law as a person reads it."""
        given = self.model_dump(exclude={"source", "because"}, exclude_none=True)
        name = given.pop("distribution")
        ordered = sorted(given.items(), key=lambda pair: _READING_ORDER.get(pair[0], 1))
        return f"{name}({', '.join(f'{key} {number:g}' for key, number in ordered)})"


class Certain(Law):
    """One number."""

    is_certain: ClassVar[bool] = True
    value: Number
    """The number."""

    def quantile(self, u: Floats) -> Floats:
        """The number itself; NaN where u is NaN."""
        return np.where(np.isnan(u), np.nan, self.value)

    @property
    def words(self) -> str:
        """The number as a person reads it."""
        return f"{self.value:g}"


class Bounded(Law):
    """A law that may be cut to an interval; the cut is exact, the rest is scaled up."""

    low: Number | None = None
    """No draw lies below it."""
    high: Number | None = None
    """No draw lies above it."""

    @model_validator(mode="after")
    def _bounds_ascend(self) -> Self:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise refusal(f"has low {self.low:g} and high {self.high:g}; low must be less than high.")
        return self


class Normal(Bounded):
    """Normal distribution, bounded or not."""

    distribution: Literal["normal"]
    mean: Number
    """Mean, before the bounds cut it."""
    sd: Positive
    """Standard deviation, before the bounds cut it."""

    def quantile(self, u: Floats) -> Floats:
        """Mean plus sd times the quantile of the cut standard normal distribution."""
        return self.mean + self.sd * _standard_normal(u, self.mean, self.sd, self.low, self.high)


class Lognormal(Bounded):
    """Distribution whose logarithm is normal."""

    distribution: Literal["lognormal"]
    median: Positive
    """Median, before the bounds cut it."""
    spread: Annotated[float, Field(strict=True, allow_inf_nan=False, gt=1)]
    """Geometric standard deviation, greater than 1: two thirds of the draws lie within this factor of the median."""

    @model_validator(mode="after")
    def _bounds_are_not_negative(self) -> Self:
        wrong = [(key, number) for key, number in (("low", self.low), ("high", self.high)) if (number or 0.0) < 0.0]
        if wrong:
            raise refusal(*((key, f"is {number:g}; a lognormal bound must be at least 0.") for key, number in wrong))
        return self

    def quantile(self, u: Floats) -> Floats:
        """Median times the spread to the power of the cut standard normal quantile."""
        with np.errstate(divide="ignore"):
            low, high = (None if bound is None else float(np.log(bound)) for bound in (self.low, self.high))
        mean, sd = float(np.log(self.median)), float(np.log(self.spread))
        return np.exp(mean + sd * _standard_normal(u, mean, sd, low, high))


class Uniform(Law):
    """Every number between low and high alike."""

    distribution: Literal["uniform"]
    low: Number
    """Smallest number."""
    high: Number
    """Largest number."""

    @model_validator(mode="after")
    def _bounds_ascend(self) -> Self:
        if self.low >= self.high:
            raise refusal(f"has low {self.low:g} and high {self.high:g}; low must be less than high.")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Straight from low to high."""
        return self.low + u * (self.high - self.low)


class Triangular(Law):
    """Density that rises straight from low to the mode and falls straight to high."""

    distribution: Literal["triangular"]
    low: Number
    """Smallest number."""
    mode: Number
    """Most frequent number."""
    high: Number
    """Largest number."""

    @model_validator(mode="after")
    def _bounds_ascend(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise refusal(f"has low {self.low:g}, mode {self.mode:g} and high {self.high:g}; they must ascend.")
        return self

    def quantile(self, u: Floats) -> Floats:
        """The rising part's root below the mode, the falling part's above."""
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        below = self.low + np.sqrt(u * width * rise)
        above = self.high - np.sqrt((1.0 - u) * width * fall)
        return np.where(u * width < rise, below, above)


class Weibull(Bounded):
    """Weibull distribution, P(X > x) = exp(-(x/scale)**shape)."""

    distribution: Literal["weibull"]
    shape: Positive
    """Shape parameter."""
    scale: Positive
    """Scale parameter, in the value's unit: 63 % of the draws lie below it, before the bounds cut."""

    @model_validator(mode="after")
    def _bounds_are_not_negative(self) -> Self:
        wrong = [(key, number) for key, number in (("low", self.low), ("high", self.high)) if (number or 0.0) < 0.0]
        if wrong:
            raise refusal(*((key, f"is {number:g}; a Weibull bound must be at least 0.") for key, number in wrong))
        return self

    def quantile(self, u: Floats) -> Floats:
        """By way of (x/scale)**shape, which is exponential with mean 1."""
        first = 0.0 if self.low is None else (self.low / self.scale) ** self.shape
        last = np.inf if self.high is None else (self.high / self.scale) ** self.shape
        # Measured from `first`, so that a cut far out in the tail loses no digits.
        with np.errstate(divide="ignore"):
            exponential = first - np.log1p(u * np.expm1(first - last))
        return np.asarray(self.scale * exponential ** (1.0 / self.shape))


class Beta(Bounded):
    """Beta distribution, from 0 to 1 or stretched to low..high."""

    distribution: Literal["beta"]
    a: Positive
    """First shape parameter."""
    b: Positive
    """Second shape parameter; the mean of the unstretched law is a/(a + b)."""

    @model_validator(mode="after")
    def _both_bounds_or_none(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise refusal("has one of low and high; a beta law is stretched to both, or to neither.")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Inverse of the regularised incomplete beta function, stretched."""
        low, high = (0.0, 1.0) if self.low is None or self.high is None else (self.low, self.high)
        return low + (high - low) * np.asarray(special.betaincinv(self.a, self.b, u))


LAWS: Mapping[str, type[Law]] = {
    "normal": Normal,
    "lognormal": Lognormal,
    "uniform": Uniform,
    "triangular": Triangular,
    "weibull": Weibull,
    "beta": Beta,
}


def law_kind(raw: Any) -> type[Law]:  # Any: as typed by a person
    """The kind of law that a table describes; `Certain` where it names none that is known."""
    name = raw.get("distribution") if isinstance(raw, Mapping) else None
    return LAWS.get(name, Certain) if isinstance(name, str) else Certain


def _standard_normal(u: Floats, mean: float, sd: float, low: float | None, high: float | None) -> Floats:
    """Quantile of the standard normal distribution, cut where the bounds lie."""
    if low is None and high is None:
        return np.asarray(special.ndtri(u))
    first = -np.inf if low is None else (low - mean) / sd
    last = np.inf if high is None else (high - mean) / sd
    # counted from the nearer tail and in logarithms: far out a difference of two probabilities has no digits
    with np.errstate(divide="ignore", invalid="ignore"):
        mass = _log_mass(first, last)
        if first < 0.0:
            drawn = special.ndtri_exp(_log_sum(special.log_ndtr(first), np.log(u) + mass))
        else:
            drawn = -special.ndtri_exp(_log_sum(special.log_ndtr(-last), np.log1p(-u) + mass))
    return np.where(u == 0.0, first, np.where(u == 1.0, last, drawn))


def _log_mass(first: float, last: float) -> float:
    """Logarithm of the probability that a standard normal number lies between two bounds."""
    if first <= 0.0 < last:
        return float(np.log1p(-special.ndtr(first) - special.ndtr(-last)))
    if first > 0.0:
        return _log_mass(-last, -first)
    outer, inner = special.log_ndtr(first), special.log_ndtr(last)
    return float(inner + np.log1p(-np.exp(outer - inner)))


def _log_sum(one: float, other: Floats) -> Floats:
    """Logarithm of the sum of two numbers that are given by their logarithms."""
    high, low = np.maximum(one, other), np.minimum(one, other)
    return np.asarray(high + np.log1p(np.exp(low - high)))
