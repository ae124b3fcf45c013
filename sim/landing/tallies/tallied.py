"""A tally read back: counts of drops by kind and weather member, and the places and times of landings by class.

Holds no interval and no density.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.ground import regions
from sim.landing.counting.counted_drops import CountedDrops
from sim.landing.counting.counts import Counts, Ended
from sim.landing.tallies.cells import unpacked
from sim.landing.tallies.whole import refuse_parted


def is_tally(result: xr.Dataset) -> bool:
    """Whether a dataset is a tally, and not flights."""
    return "drops_ended" in result


class Cells(NamedTuple):
    """Cells in which something of some kinds landed.

    longitude, latitude : (n,) float64
        Middle of each. [degree]
    column, row : (n,) int64
        Counted from the launch site eastward and northward.
    landings : (n,) int64
        Landings in it; more than one entry may be of the same cell.
    weight : (n,) float64
        Share of the landings, each kind counted alike; adds up to 1.
    """

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    landings: NDArray[np.int64]
    weight: NDArray[np.float64]


@dataclass(frozen=True)
class Tallied(CountedDrops):
    """A dataset of `sim.tally`."""

    def __post_init__(self) -> None:
        if not is_tally(self.flights):
            raise ResultError("tally: drops_ended not found; give what sim.tally returned. Flights: sim.landings.")
        if self.endings[: len(regions())] != regions().names:
            raise ResultError("tally: it was counted in other regions than this program has; fly it again.")
        refuse_parted(self.flights, "tally")

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """Name of every region, then of every outcome."""
        return tuple(self.flights["ending_name"].values.tolist())

    @cached_property
    def outcome_names(self) -> dict[int, str]:
        """Name of every outcome by its number, in the order of the numbers."""
        return dict(enumerate(self.flights["outcome_name"].values.tolist()))

    @cached_property
    def members(self) -> int:
        """Number of weather members that fly."""
        return int(self._flying.sum())

    @property
    def balloons(self) -> int:
        """Number of balloons that were flown."""
        return int(self.flights["balloons"].sum())

    def counts(self, kind: str) -> Counts:
        """Drops of one kind by region; by outcome where they did not land."""
        return Counts.of(
            self.endings,
            self._ended(kind),
            balloons=self._of_kind("balloons_with", kind),
            launched=self.flights["balloons"].values[self._flying],
            pieces_known=True,
        )

    def ended_in(self, drops: NDArray[np.intp]) -> NDArray[np.int64]:
        """Number of each of these drops that ended in each outcome. (outcome, drop)"""
        return np.asarray(self.flights["drops_by_outcome"].values[drops].T)

    def balloons_landing(self, kind: str) -> int:
        """Number of balloons of which a drop of one kind came down."""
        return self._of_kind("balloons_landing", kind)

    def cells(self, kinds: tuple[str, ...]) -> Cells:
        """Where drops of several kinds came down; each kind has the same weight, and inside a kind every item has.

        Raises
        ------
        ResultError
            If nothing did.
        """
        drop, column, row = unpacked(self.flights["occupied"].values)
        longitude, latitude, landings = (self.flights[name].values for name in ("longitude", "latitude", "landings"))
        weight = self._weights(kinds, landings, drop)
        some = weight > 0
        return Cells(longitude[some], latitude[some], column[some], row[some], landings[some], weight[some])

    def minutes(self, kinds: tuple[str, ...]) -> NDArray[np.float64]:
        """Share of the landings of several kinds by flight time; adds up to 1. (flight_time,)"""
        number = self.flights["landings_by_flight_time"].values
        drop = np.broadcast_to(np.arange(number.shape[0])[:, np.newaxis], number.shape)
        return np.asarray(self._weights(kinds, number, drop).sum(axis=0))

    def landed(self, name: str, kinds: tuple[str, ...]) -> NDArray[np.int64]:
        """Something that is summed over the landings of weathers and drops, of several kinds. (weather,)"""
        drops = np.concatenate([self.drops_of(kind) for kind in kinds])
        return np.asarray(self.flights[name].values[:, drops].sum(axis=1))

    def landings(self, kinds: tuple[str, ...]) -> NDArray[np.int64]:
        """Number of landings of several kinds in each weather member. (weather,)"""
        drops = np.concatenate([self.drops_of(kind) for kind in kinds])
        return np.asarray(self.flights["drops_ended"].values[:, drops, : len(regions())].sum(axis=(1, 2)))

    def _ended(self, kind: str) -> Iterator[Ended]:
        drops = self.drops_of(kind)
        pieces = self.flights["items_represented"].values if self.is_payload[drops].all() else np.ones(drops.max() + 1)
        for drop, weight in zip(drops, self.weight_of(drops), strict=True):
            number, load = (self.flights[f"{name}_ended"].values[self._flying, drop].T for name in ("drops", "load"))
            yield Ended(float(weight), float(pieces[drop]), number, load, number.sum(axis=0), load.sum(axis=0))

    def _weights(
        self, kinds: tuple[str, ...], number: NDArray[np.int64], drop: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Share of numbers of landings, each of one drop; those of other kinds have none."""
        own = np.zeros((len(kinds), self.flights.sizes["drop"]))
        for share, kind in zip(own, kinds, strict=True):
            share[self.drops_of(kind)] = self.weight_of(self.drops_of(kind))
        landed = own @ self.flights["landings_by_flight_time"].values.sum(axis=1)
        if not landed.any():
            raise ResultError(f"tally: no {' or '.join(kinds)} reached the ground, so there is no place to describe.")
        of_drop = (own[landed > 0] / landed[landed > 0, np.newaxis]).sum(axis=0) / (landed > 0).sum()
        return np.asarray(of_drop[drop] * number)

    def _of_kind(self, name: str, kind: str) -> int:
        return int(self.flights[name][self.kinds.index(kind)])

    @cached_property
    def _flying(self) -> NDArray[np.bool_]:
        """Weather members in which a balloon was flown. (weather,)"""
        return np.asarray(self.flights["balloons"].values > 0)
