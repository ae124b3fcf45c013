"""What the drops of a result are: kinds of item, their labels and weights; flights and tallies of them share it.

Holds no count: how drops ended is for those that inherit from it.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.layout import EMPTY_ENVELOPE, INTACT_BUNDLE
from sim.errors import ResultError
from sim.landing.counting.counts import Counts
from sim.landing.counting.pieces import scenario_of
from sim.scenario import Scenario

NOTHING_TO_LAND = "bundle_opened"
"""What becomes of an intact bundle that opened: there is none."""


@dataclass(frozen=True)
class CountedDrops(ABC):
    """A result read as: each drop of every balloon is of a kind, and ended in a region or in an outcome.

    Attributes
    ----------
    flights : xr.Dataset
        Of `simulate`, or a tally of them.
    flown : Scenario or None
        What was flown, where a caller has it at hand; else it is read from the flights.
    """

    flights: xr.Dataset
    flown: Scenario | None = None

    def values_of(self, name: str) -> NDArray[Any]:  # Any: numbers, moments or text
        """Values of a variable. With its labels, which nobody here reads, they take some 50 microseconds to come by."""
        values: NDArray[Any] = self.flights.variables[name].values
        return values

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of item, in the order of the drops."""
        return tuple(dict.fromkeys(str(kind) for kind in self.values_of("item")))

    @cached_property
    def labels(self) -> dict[str, str]:
        """What a person reads for each kind of item."""
        if "item_label" not in self.flights.variables:
            return {kind: kind.replace("_", " ") for kind in self.kinds}
        pairs = zip(self.values_of("item"), self.values_of("item_label"), strict=True)
        return {str(kind): str(label) for kind, label in pairs}

    @property
    def payload_kinds(self) -> tuple[str, ...]:
        """Kinds of item in the payload."""
        return tuple(kind for kind in self.kinds if kind not in (INTACT_BUNDLE, EMPTY_ENVELOPE))

    @cached_property
    def is_payload(self) -> NDArray[np.bool_]:
        """Which drops are of a kind in the payload. (drop,)"""
        return ~np.isin(self.values_of("item").astype(str), (INTACT_BUNDLE, EMPTY_ENVELOPE))

    @cached_property
    def scenario(self) -> Scenario | None:
        """What was flown; None where the flights do not carry it."""
        return scenario_of(self.flights) if self.flown is None else self.flown

    @property
    def launched(self) -> int | None:
        """How many balloons fly in the event that the scenario tells of; None where the flights carry none."""
        return None if self.scenario is None else self.scenario.launch.balloons

    def drops_of(self, kind: str) -> NDArray[np.intp]:
        """Positions of the drops of one kind."""
        if kind not in self.kinds:
            raise ResultError(f"flights: no item {kind!r}; there are {', '.join(self.kinds)}.")
        return np.flatnonzero(self.values_of("item").astype(str) == kind)

    def weight_of(self, drops: NDArray[np.intp]) -> NDArray[np.float64]:
        """Weight of each drop against the others of its kind; 1 for the heaviest."""
        if not self.is_payload[drops].all():
            return np.ones(drops.size)
        represented = self.values_of("items_represented")[drops].astype(np.float64)
        return np.asarray(represented / represented.max(), dtype=np.float64)

    @property
    @abstractmethod
    def outcome_names(self) -> dict[int, str]:
        """Name of every outcome by its number, in the order of the numbers."""

    @property
    @abstractmethod
    def members(self) -> int:
        """Number of weather members that fly."""

    @property
    @abstractmethod
    def balloons(self) -> int:
        """Number of balloons that fly."""

    @abstractmethod
    def counts(self, kind: str) -> Counts:
        """Drops of one kind by region; by outcome where they did not land.

        A bundle that opened leaves nothing to land as an intact bundle and is not counted there at all.
        """

    @abstractmethod
    def ended_in(self, drops: NDArray[np.intp]) -> NDArray[np.int64]:
        """Number of each of these drops that ended in each outcome, in the order of `outcome_names`. (outcome, drop)"""

    def outcome_shares(self, kind: str) -> dict[str, float]:
        """Share of each outcome among the drops of one kind, landed or not."""
        drops = self.drops_of(kind)
        weight = self.weight_of(drops)
        number = self.ended_in(drops) @ weight / (weight.sum() * self.balloons)
        return {
            name: float(share) for name, share in zip(self.outcome_names.values(), number, strict=True) if share > 0
        }
