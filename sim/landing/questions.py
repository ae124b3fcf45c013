"""`Landings`: what is answered alike where landings are kept and where they are only counted.

Holds the questions; the answers are worked out in the other modules of this room.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from types import NoneType

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError, ResultError
from sim.ground import distance_to, regions
from sim.kinds import is_number, is_share, refuse_other_than
from sim.landing.counting.counted_drops import CountedDrops
from sim.landing.shape.contours import Contour, highest_density_regions
from sim.landing.shape.density import Places
from sim.landing.shape.summary import (
    Summary,
    along_and_across,
    direction_at,
    launch_site,
    quantiles,
)
from sim.landing.tables.classes import region_table
from sim.landing.tables.notes import drops_told
from sim.landing.tables.table import LandingTable

MASSES = (0.5, 0.75, 0.9, 0.95)
"""Masses of the highest-density regions."""

MEASURES = ("distance", "along", "across", "flight_time")
"""What quantiles are told of: distance from the launch site; distance ahead and to the right of the median point, seen
in the direction of flight there [m]; time from launch to landing [s]."""


class Landings(ABC):
    """Where the drops of an ensemble land, and how well that is known.

    Notes
    -----
    Balloons of one weather member share its weather; every interval therefore counts members, not leaflets. What did
    not land is never left out of a probability: it has rows of its own.
    """

    def __init__(self, flights: xr.Dataset, endings: CountedDrops) -> None:
        self.flights = flights
        self._counted = endings

    def __repr__(self) -> str:
        size = f"{self.balloons:,} balloons, {self.weather_members} weather members"
        return f"{type(self).__name__}({', '.join(self.items)}; {size})"

    @property
    def items(self) -> tuple[str, ...]:
        """Kinds of item in the payload."""
        return self._counted.payload_kinds

    @property
    def labels(self) -> dict[str, str]:
        """What a person reads for each kind of item, also for "intact_bundle" and "empty_envelope"."""
        return self._counted.labels

    @property
    def balloons(self) -> int:
        """Number of balloons that were flown."""
        return self._counted.balloons

    @property
    def launched(self) -> int | None:
        """How many balloons fly in the event that the scenario tells of; None where the flights carry none."""
        return self._counted.launched

    @property
    def weather_members(self) -> int:
        """Number of weather members that they flew in."""
        return self._counted.members

    @property
    def nights_looked_at(self) -> int | None:
        """How many nights the launch rule was asked about; None where there is no rule."""
        return int(self.flights.sizes["night"]) if "night_refusal" in self.flights else None

    def landed_share(self, item: str) -> float:
        """Share of the drops of one kind that came down; 0 of a kind that there is none of, as where bundles opened."""
        landed = self._counted.counts(self._kind(item)).landings[: len(regions())].any()
        return 1.0 - sum(self.not_landed(item).values()) if landed else 0.0

    def not_landed(self, item: str) -> dict[str, float]:
        """Share of each outcome without a landing, by name; empty when everything came down."""
        counts = self._counted.counts(self._kind(item))
        if counts.drops == 0:
            return {}
        share = counts.hits.sum(axis=1) / counts.hits.sum()
        first = len(regions())
        return {n: float(p) for n, p in zip(counts.names[first:], share[first:], strict=True) if p > 0}

    def outcomes(self, item: str) -> dict[str, float]:
        """Share of every outcome, landed or not, by name."""
        return self._counted.outcome_shares(self._kind(item))

    def regions(self, item: str | None = None, level: float = 0.9) -> LandingTable:
        """Probability of every region, and how many pieces each balloon brings there, with intervals.

        Parameters
        ----------
        item : str, optional
            One kind, also "intact_bundle" (of the bundles that did not open) or "empty_envelope"; without it all kinds
            of the payload.
        level : float
            Probability that an interval is to hold the truth, 0 to 1.
        """
        (level,) = refuse_shares_beyond("regions: level", (level,))
        return region_table(self._counted, self._kinds(item), level)

    @abstractmethod
    def places(self, item: str | tuple[str, ...] | None = None) -> Places:
        """Where drops landed: longitude, latitude [degree] and the share of each.

        Of several kinds each has the same weight; without an item all kinds of the payload.
        """

    def density(self, item: str | tuple[str, ...] | None = None, cell: float | None = None) -> xr.DataArray:
        """Probability density of the landing place of what reached the ground. [km-2]

        Parameters
        ----------
        item : str or tuple of str, optional
            Kinds of item, each with the same weight; without it all kinds of the payload.
        cell : float, optional
            Side of a cell; by default chosen from the spread. [m]

        Returns
        -------
        DataArray
            It integrates to 1 over what landed; `attrs` hold the number of drops, of landings, and, for each outcome
            without a landing, of those that it leaves out.
        """
        if cell is not None and not (is_number(cell) and 0 < float(cell) < np.inf):
            raise InputError(f"density: cell is {cell!r}; it must be a number of metres above 0, or be left out.")
        kinds = self._kinds(item)
        return self._density(kinds, None if cell is None else float(cell)).assign_attrs(
            drops_told(self._counted, kinds)
        )

    def contours(self, masses: Iterable[float] = MASSES, item: str | None = None) -> tuple[Contour, ...]:
        """Highest-density regions: the smallest areas that hold these shares of what reached the ground."""
        masses = refuse_shares_beyond("contours: mass", masses)
        return highest_density_regions(self._density(self._kinds(item), None), self.places(item), masses)

    @abstractmethod
    def summary(self, item: str | tuple[str, ...] | None = None) -> Summary:
        """Middle, range, bearing and spread of the landings of a kind; of several kinds each counts alike."""

    def quantiles(
        self,
        measure: str,
        shares: Iterable[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
        item: str | tuple[str, ...] | None = None,
    ) -> NDArray[np.float64]:
        """What these shares of the landings do not exceed. [m] or [s]

        Parameters
        ----------
        measure : str
            One of `MEASURES`.
        shares : iterable of float
            0 to 1.
        item : str or tuple of str, optional
            As for `density`.
        """
        shares = refuse_shares_beyond("quantiles: share", shares)
        if measure not in MEASURES:
            raise InputError(f"quantiles: measure is {measure!r}; it must be one of {', '.join(MEASURES)}.")
        if measure == "flight_time":
            return quantiles(*self._flight_times(self._kinds(item)), shares)
        places = self.places(item)
        return quantiles(self._measured(measure, places, item), places.weight, shares)

    def _measured(self, measure: str, places: Places, item: str | tuple[str, ...] | None) -> NDArray[np.float64]:
        """A distance of each place. [m]"""
        launch = launch_site(self.flights)
        if measure == "distance":
            return distance_to(places.longitude, places.latitude, launch)
        summary = self.summary(item)
        middle = summary.longitude, summary.latitude
        along, across = along_and_across(places, middle, direction_at(launch, middle))
        return along if measure == "along" else across

    @abstractmethod
    def _density(self, kinds: tuple[str, ...], cell: float | None) -> xr.DataArray:
        """Density of the landings of some kinds. [km-2]"""

    @abstractmethod
    def _flight_times(self, kinds: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Times from launch to landing [s], and the share of the landings that each has."""

    def _mean_landed_share(self, kinds: tuple[str, ...]) -> float:
        return sum(self.landed_share(kind) for kind in kinds) / len(kinds)

    def _kinds(self, item: str | tuple[str, ...] | None) -> tuple[str, ...]:
        if item is None:
            if not self.items:
                raise ResultError(f"landings: no item of the payload is in them; name one of {', '.join(self.labels)}.")
            return self.items
        wanted = f"one or several of {', '.join(self.labels)}"
        refuse_other_than((str, Sequence), "landings: item", item, wanted)
        if not item:
            raise InputError(f"landings: item is empty; it must be {wanted}, or be left out for all of the payload.")
        kinds = (item,) if isinstance(item, str) else item
        return tuple(dict.fromkeys(self._kind(kind) for kind in kinds))

    def _kind(self, item: str) -> str:
        """The one kind of item that is asked for."""
        refuse_other_than(str, "landings: item", item, f"one of {', '.join(self.labels)}")
        self._counted.drops_of(item)
        return item


def refuse_shares_beyond(where: str, shares: Iterable[float]) -> tuple[float, ...]:
    """The shares, of whatever library, as floats; raise for those that are none, all at once."""
    wanted = "several numbers between 0 and 1, such as (0.5, 0.9)"
    # a text is taken apart into letters otherwise
    refuse_other_than(NoneType if isinstance(shares, str | bytes) else Iterable, where, shares, wanted)
    if isinstance(shares, np.ndarray | xr.DataArray) and shares.ndim == 0:
        raise InputError(f"{where} is {shares.item()!r}; it must be {wanted}.")
    listed = list(shares)
    problems = [
        f"{where} is {share!r}; it must be a number between 0 and 1." for share in listed if not is_share(share)
    ]
    if problems:
        raise InputError(problems)
    return tuple(float(share) for share in listed)
