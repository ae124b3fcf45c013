"""How the drops of one kind of item ended, counted by weather member.

Holds no interval and no density: it turns a dataset of flights into numbers by region or outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.layout import INTACT_BUNDLE
from sim.errors import ResultError
from sim.ground import region_of, regions
from sim.kinds import refuse_lost_dimensions
from sim.landing.counting.counted_drops import NOTHING_TO_LAND, CountedDrops
from sim.landing.counting.counts import BalloonCounts, Classes, Counts, Ended, numbers_and_loads
from sim.landing.counting.pieces import Pieces, pieces_of
from sim.landing.shape.density import Positions

_NEEDED = {
    **{"item": ("drop",), "weather": ("balloon",), "items_represented": ("drop",)},
    **dict.fromkeys(("outcome", "landing_longitude", "landing_latitude"), ("balloon", "drop")),
}
"""Variables that are read, and their dimensions."""


@dataclass(frozen=True)
class Endings(CountedDrops):
    """A dataset of flights read drop by drop."""

    def __post_init__(self) -> None:
        if "drops_ended" in self.flights:
            raise ResultError("flights: this is a tally, which keeps no landing; read it with sim.tallied.")
        missing = [name for name in _NEEDED if name not in self.flights.variables]
        if missing:
            raise ResultError(
                f"flights: {', '.join(missing)} not found; landings are read from a dataset of `simulate`: pass that."
            )
        refuse_lost_dimensions("flights", self.flights)
        askew = [name for name, dims in _NEEDED.items() if self.flights.variables[name].dims != dims]
        if askew:
            raise ResultError(
                f"flights: {', '.join(askew)} had other dimensions as flown; choose with isel instead of where, one "
                "setting of a study, and leave the order of the dimensions."
            )
        outcome = self.flights.variables["outcome"]
        if outcome.dtype.kind not in "iu" or "flag_meanings" not in outcome.attrs:
            raise ResultError(
                "flights: outcome must be whole numbers with the attribute flag_meanings; choose with isel instead of "
                "where, and keep the attributes of what simulate gave."
            )
        if "balloon" in self.flights.coords and not self.flights.indexes["balloon"].is_unique:
            raise ResultError(
                "flights: some balloons are there twice, and would count twice; join runs that were flown "
                "with first_balloon=..., which number their balloons on."
            )
        represented = self.values_of("items_represented")
        if not (np.isfinite(represented) & (represented > 0))[self.is_payload].all():
            raise ResultError(
                "flights: items_represented has values that are not greater than 0; each drop must stand for items."
            )

    @cached_property
    def outcome_names(self) -> dict[int, str]:
        """Name of every outcome by its number, in the order of the numbers."""
        attributes = self.flights.variables["outcome"].attrs
        numbers = np.atleast_1d(attributes["flag_values"])
        return dict(sorted(zip((int(n) for n in numbers), attributes["flag_meanings"].split(), strict=True)))

    def outcome_places(self, drops: NDArray[np.intp]) -> NDArray[np.intp]:
        """Place of the outcome of each of these drops in `outcome_names`. (balloon, drop)"""
        return np.searchsorted(list(self.outcome_names), self.values_of("outcome")[:, drops])

    @cached_property
    def members(self) -> int:
        """Number of weather members that fly."""
        return int(np.unique(self.values_of("weather")).size)

    @property
    def balloons(self) -> int:
        return int(self.flights.sizes["balloon"])

    @cached_property
    def clusters(self) -> NDArray[np.intp]:
        """Number of the cluster of each balloon: its weather member, or itself where there is only one member."""
        if self.members == 1:
            return np.arange(self.balloons)
        return np.unique(self.values_of("weather"), return_inverse=True)[1]

    def rows_by_cluster(self) -> list[NDArray[np.intp]]:
        """Rows of the balloons of each cluster."""
        order = np.argsort(self.clusters, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.clusters))[:-1])

    @cached_property
    def by_region(self) -> Classes:
        """Region of each drop. Numbers of another table of regions are not trusted."""
        known = self.flights.variables.get("region")
        if known is not None and tuple(known.attrs.get("flag_meanings", "").split()[1:]) == regions().names:
            return Classes(regions().names, np.asarray(known.values, dtype=np.int16))
        return Classes(regions().names, region_of(self.longitude, self.latitude))

    @property
    def longitude(self) -> NDArray[np.float64]:
        """Where each drop came down, NaN where it did not. (balloon, drop) [degree]"""
        return np.asarray(self.values_of("landing_longitude"), dtype=np.float64)

    @property
    def latitude(self) -> NDArray[np.float64]:
        """Where each drop came down, NaN where it did not. (balloon, drop) [degree]"""
        return np.asarray(self.values_of("landing_latitude"), dtype=np.float64)

    def counts(self, kind: str, classes: Classes | None = None) -> Counts:
        """Drops of one kind by class of place, by region if nothing is said; by outcome where they did not land.

        A bundle that opened leaves nothing to land as an intact bundle and is not counted there at all.
        """
        if classes is not None:
            return self._counts(kind, classes)
        if kind not in self._by_kind:  # a table, a summary and a map ask for the same
            self._by_kind[kind] = self._counts(kind, self.by_region)
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> dict[str, Counts]:
        """Drops by region that were counted already."""
        return {}

    def _counts(self, kind: str, places: Classes) -> Counts:
        drops = self.drops_of(kind)
        there = np.nonzero(self.exists(kind, drops))
        row = self.rows_of(drops, places)[there]
        return self.tally(kind, (*places.names, *self.outcome_names.values()), row, there)

    def tally(
        self, kind: str, names: tuple[str, ...], row: NDArray[np.integer], there: tuple[NDArray[np.intp], ...]
    ) -> Counts:
        """Counts of drops of one kind that are in a row each, or in several.

        Parameters
        ----------
        kind : str
        names : tuple of str
            Name of every row.
        row : (n,) int
            Row of each entry.
        there : two of (n,) int
            Balloon of each entry, and place of its drop among those of the kind.
        """
        drops = self.drops_of(kind)
        pieces = pieces_of(self.flights, self.scenario, kind, drops)
        return Counts.of(
            names,
            self._ended_drops(kind, len(names), row, there, pieces),
            balloons=self.balloons_of(kind).size,
            launched=np.bincount(self.clusters),
            pieces_known=pieces.known,
        )

    def _ended_drops(
        self, kind: str, names: int, row: NDArray[np.integer], there: tuple[NDArray[np.intp], ...], pieces: Pieces
    ) -> Iterator[Ended]:
        """How each drop of a kind ended, counted."""
        drops = self.drops_of(kind)
        exists, weight = self.exists(kind, drops), self.weight_of(drops)
        for drop in range(drops.size):
            entry = np.flatnonzero(there[1] == drop)
            balloon, here = there[0][entry], np.flatnonzero(exists[:, drop])
            factor = pieces.factor if pieces.by_mass[drop] else None
            number, load = self._by_cluster(row[entry], balloon, names, factor)
            drops_number, drops_load = self._by_cluster(np.zeros(here.size, dtype=np.intp), here, 1, factor)
            yield Ended(
                float(weight[drop]), float(pieces.of_median[drop]), number, load, drops_number[0], drops_load[0]
            )

    def _by_cluster(
        self, row: NDArray[np.integer], balloon: NDArray[np.intp], rows: int, factor: NDArray[np.float64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Number and load of entries, each in a row and of a balloon. (row, cluster)"""
        shape = rows, int(self.clusters.max()) + 1
        return numbers_and_loads(row, self.clusters[balloon], shape, None if factor is None else factor[balloon])

    def balloons_of(self, kind: str) -> NDArray[np.intp]:
        """Places of the balloons that have a drop of one kind."""
        return np.flatnonzero(self.exists(kind, self.drops_of(kind)).any(axis=1))

    def exists(self, kind: str, drops: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether each drop of each balloon was there at all: no bundle is intact that opened. (balloon, drop)"""
        if kind != INTACT_BUNDLE:
            return np.ones((self.balloons, drops.size), dtype=np.bool_)
        opened = [number for number, name in self.outcome_names.items() if name == NOTHING_TO_LAND]
        return ~np.isin(self.values_of("outcome")[:, drops], opened)

    def ended_in(self, drops: NDArray[np.intp]) -> NDArray[np.int64]:
        """Number of each of these drops that ended in each outcome. (outcome, drop)"""
        outcome = self.values_of("outcome")[:, drops]
        return np.stack([np.count_nonzero(outcome == number, axis=0) for number in self.outcome_names])

    def by_balloon(self, kind: str, place: str) -> BalloonCounts:
        """Drops of one kind that ended in one region, total of regions or outcome, balloon by balloon."""
        known = endings_named((*regions().names, *self.outcome_names.values()))
        if not isinstance(place, str) or place not in known:
            raise ResultError(f"flights: no region {place!r} that drops could end in; there are {', '.join(known)}.")
        drops = self.drops_of(kind)
        weight, exists = self.weight_of(drops), self.exists(kind, drops)
        trials = (exists * weight).sum(axis=1)
        there = trials > 0
        if not there.any():
            raise ResultError(f"flights: there is no {kind} of which a share could be told; choose another kind.")
        hits = (np.isin(self.rows_of(drops, self.by_region), known[place]) * exists * weight).sum(axis=1)
        named, cluster = np.unique(self.clusters[there], return_inverse=True)
        return BalloonCounts(hits[there], trials[there], cluster, int(named.size))

    def rows_of(self, drops: NDArray[np.intp], places: Classes) -> NDArray[np.integer]:
        """Class of place of these drops; those that did not land: their outcome, numbered on. (balloon, drop)"""
        place = places.number[:, drops]
        return np.where(place >= 0, place, len(places.names) + self.outcome_places(drops))

    def positions(self, kinds: tuple[str, ...]) -> Positions:
        """Landings of several kinds; each kind has the same weight, and inside a kind every item has."""
        parts = [self._positions_of(kind) for kind in kinds]
        parts = [part for part in parts if part.weight.size]
        if not parts:
            raise ResultError(f"flights: no {' or '.join(kinds)} reached the ground, so there is no place to describe.")
        return Positions(
            np.concatenate([part.longitude for part in parts]),
            np.concatenate([part.latitude for part in parts]),
            np.concatenate([part.weight for part in parts]) / len(parts),
            np.concatenate([part.weather for part in parts]),
            max(part.independent for part in parts),
            np.concatenate([part.balloon for part in parts]),
        )

    def flight_times(self, kinds: tuple[str, ...]) -> NDArray[np.float64]:
        """Time from launch to landing of each of the `positions`. [s]"""
        missing = [name for name in ("landing_time", "launch_time") if name not in self.flights]
        if missing:
            raise ResultError(f"flights: {' and '.join(missing)} not found, so no flight time can be told.")
        aloft = self.values_of("landing_time") - self.values_of("launch_time")[:, np.newaxis]
        parts = [aloft[:, drops][self.landed(drops)] for drops in map(self.drops_of, kinds)]
        return np.concatenate(parts) / np.timedelta64(1, "s")

    def landed(self, drops: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether each of these drops came down. (balloon, drop)"""
        return np.isfinite(self.longitude[:, drops]) & np.isfinite(self.latitude[:, drops])

    def middles(self, kinds: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Mean longitude and latitude of what each balloon lands of these kinds, and its weather, where it lands any.

        Kinds have the same weight; inside a kind every item has. [degree]
        """
        drops = [self.drops_of(kind) for kind in kinds]
        weight = np.concatenate([self.weight_of(part) / self.weight_of(part).sum() for part in drops])
        east, north = (
            self.values_of(f"landing_{axis}")[:, np.concatenate(drops)] for axis in ("longitude", "latitude")
        )
        weighed = np.where(np.isfinite(east) & np.isfinite(north), weight, 0.0)
        some = weighed.sum(axis=1) > 0
        first = east[np.isfinite(east)][:1]
        # about the first landing, so that no mean is taken across the date line
        east = (east - first + 180.0) % 360.0 - 180.0
        mean_east, mean_north = (
            np.nansum(axis[some] * weighed[some], axis=1) / weighed[some].sum(axis=1) for axis in (east, north)
        )
        return mean_east + first, mean_north, self.values_of("weather")[some]

    def _positions_of(self, kind: str) -> Positions:
        drops = self.drops_of(kind)
        longitude, latitude = self.longitude[:, drops], self.latitude[:, drops]
        landed = self.landed(drops)
        weight = np.broadcast_to(self.weight_of(drops), landed.shape)[landed]
        balloon = np.nonzero(landed)[0]
        return Positions(
            longitude[landed],
            latitude[landed],
            weight / weight.sum() if weight.size else weight,
            self.values_of("weather")[balloon],
            int(landed.any(axis=1).sum()),
            balloon,
        )


def totals(names: int) -> dict[str, tuple[int, ...]]:
    """Numbers of the names that each total sums up, of so many names of regions and, after them, of outcomes."""
    table = regions()
    return {
        "north_korea": tuple(table.of_country("KP")),
        "sea": tuple(table.of_kind("sea")),
        "no_landing": tuple(range(len(table), names)),
    }


def endings_named(names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Numbers behind everything that a drop can end in: the totals, each region, and each outcome without a landing."""
    outcomes = (name for name in names[len(regions()) :] if not name.startswith("landed") and name != NOTHING_TO_LAND)
    return totals(len(names)) | {name: (names.index(name),) for name in (*regions().names, *outcomes)}
