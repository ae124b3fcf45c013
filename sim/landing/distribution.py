"""`LandingDistribution`: what a dataset of flights says about where things land.

Holds the questions; the answers are worked out in the other modules of this room.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError
from sim.ground import regions
from sim.landing.chance.needed import Needed, needed_for
from sim.landing.chance.variance import Nights, VarianceParts, nights_of, place_variance, share_variance
from sim.landing.counting.breakdowns import BREAKDOWNS, TOTAL_LABELS, breakdown_of, by_region
from sim.landing.counting.bundles import bundle_names, only_bundle
from sim.landing.counting.counts import BalloonCounts
from sim.landing.counting.endings import Endings
from sim.landing.shape.contours import Contour, highest_density_regions
from sim.landing.shape.density import Positions, landing_density
from sim.landing.shape.distances import Distances, distances_to
from sim.landing.shape.summary import Summary, launch_site, summary_of
from sim.landing.tables.classes import class_table, town_table
from sim.landing.tables.notes import drops_told
from sim.landing.tables.table import LandingTable

MASSES = (0.5, 0.75, 0.9, 0.95)
"""Masses of the highest-density regions."""

MOST_RADIUS = 1e6
"""A larger surrounding of a town holds everything. [m]"""


class LandingDistribution:
    """Where the drops of a dataset of flights land, and how well that is known.

    Parameters
    ----------
    flights : xr.Dataset
        As `simulate` gives it.

    Notes
    -----
    Balloons of one weather member share its weather; every interval therefore counts members, not leaflets. What did
    not land is never left out of a probability: it has rows of its own.
    """

    BREAKDOWNS = BREAKDOWNS

    def __init__(self, flights: xr.Dataset) -> None:
        self.flights = flights
        self._endings = Endings(flights)

    def __repr__(self) -> str:
        size = f"{self.balloons:,} balloons, {self.weather_members} weather members"
        return f"LandingDistribution({', '.join(self.items)}; {size})"

    @property
    def items(self) -> tuple[str, ...]:
        """Kinds of item in the payload."""
        return self._endings.payload_kinds

    @property
    def labels(self) -> dict[str, str]:
        """What a person reads for each kind of item, also for "intact_bundle" and "empty_envelope"."""
        return self._endings.labels

    @property
    def bundles(self) -> tuple[str, ...]:
        """Name of every bundle, in the order of the scenario."""
        return bundle_names(self.flights)

    def of_bundle(self, name: str) -> "LandingDistribution":
        """Where the things land that one bundle carried."""
        return LandingDistribution(only_bundle(self.flights, name))

    @property
    def balloons(self) -> int:
        return self._endings.balloons

    @property
    def launched(self) -> int | None:
        """How many balloons fly in the event that the scenario tells of; None where the flights carry none."""
        return self._endings.launched

    @property
    def weather_members(self) -> int:
        return self._endings.members

    @property
    def nights_looked_at(self) -> int | None:
        """How many nights the launch rule was asked about; None where there is no rule."""
        return int(self.flights.sizes["night"]) if "night_refusal" in self.flights else None

    def positions(self, item: str | tuple[str, ...] | None = None) -> Positions:
        """Where drops landed: longitude, latitude [degree] and the share of each.

        Of several kinds each has the same weight; without an item all kinds of the payload.
        """
        return self._endings.positions(self._kinds(item))

    def _kinds(self, item: str | tuple[str, ...] | None) -> tuple[str, ...]:
        if item is None:
            return self.items
        return (item,) if isinstance(item, str) else item

    def landed_share(self, item: str) -> float:
        """Share of the drops of one kind that came down; 0 of a kind that there is none of, as where bundles opened."""
        landed = self._endings.counts(item).landings[: len(regions())].any()
        return 1.0 - sum(self.not_landed(item).values()) if landed else 0.0

    def not_landed(self, item: str) -> dict[str, float]:
        """Share of each outcome without a landing, by name; empty when everything came down."""
        counts = self._endings.counts(item)
        if counts.drops == 0:
            return {}
        share = counts.hits.sum(axis=1) / counts.hits.sum()
        first = len(regions())
        return {n: float(p) for n, p in zip(counts.names[first:], share[first:], strict=True) if p > 0}

    def outcomes(self, item: str) -> dict[str, float]:
        """Share of every outcome, landed or not, by name."""
        return self._endings.outcome_shares(item)

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
        return landing_density(self.positions(item), cell).assign_attrs(drops_told(self._endings, self._kinds(item)))

    def contours(self, masses: tuple[float, ...] = MASSES, item: str | None = None) -> tuple[Contour, ...]:
        """Highest-density regions: the smallest areas that hold these shares of what reached the ground."""
        _refuse_shares_beyond("contours: mass", masses)
        positions = self.positions(item)
        return highest_density_regions(landing_density(positions), positions, masses)

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
        _refuse_shares_beyond("regions: level", (level,))
        return class_table(self._endings, by_region(self._endings), self._kinds(item), level)

    def probabilities(self, by: str, item: str | None = None, level: float = 0.9) -> LandingTable:
        """Probability of every class of places, and how many pieces each balloon brings there, with intervals.

        Parameters
        ----------
        by : str
            One of `BREAKDOWNS`: "country", "province", "surface" (land or sea), "terrain" (height of the ground),
            "beyond_line" (distance into the North from the Military Demarcation Line).
        item, level
            As for `regions`.
        """
        _refuse_shares_beyond("probabilities: level", (level,))
        return class_table(self._endings, breakdown_of(by, self._endings), self._kinds(item), level)

    def near_places(self, radius: float = 20e3, item: str | None = None, level: float = 0.9) -> LandingTable:
        """Probability to land within a radius [m] of each town. The surroundings overlap: nothing adds up here.

        Parameters
        ----------
        radius : float
            On the ellipsoid. [m]
        item, level
            As for `regions`.
        """
        _refuse_shares_beyond("near_places: level", (level,))
        _refuse_radius(radius)
        return town_table(self._endings, radius, self._kinds(item), level)

    def distances(self, longitude: float, latitude: float, item: str | tuple[str, ...] | None = None) -> Distances:
        """How far from a place [degree] things land; what did not land is farther away than any radius."""
        return distances_to(self._endings, self._kinds(item), longitude, latitude)

    def summary(self, item: str | tuple[str, ...] | None = None) -> Summary:
        """Middle, range, bearing and spread of the landings of a kind; of several kinds each counts alike."""
        kinds = self._kinds(item)
        positions = self._endings.positions(kinds)
        share = sum(self.landed_share(kind) for kind in kinds) / len(kinds)
        clusters = self._endings.clusters[positions.balloon]
        return summary_of(kinds, positions, clusters, launch_site(self.flights), share)

    def balloon_counts(self, item: str, region: str) -> BalloonCounts:
        """Drops of an item that ended in a region, total of regions or outcome, balloon by balloon."""
        return self._endings.by_balloon(item, region)

    def rows_by_cluster(self) -> list[NDArray[np.intp]]:
        """Rows of the balloons of each weather member; of each balloon where all fly in one weather."""
        return self._endings.rows_by_cluster()

    def of_balloons(self, rows: NDArray[np.intp], weather: NDArray[np.intp]) -> "LandingDistribution":
        """The same of other balloons: of these rows, as if they had flown in these weather members."""
        flights = self.flights.isel(balloon=rows).assign_coords(weather=("balloon", weather))
        return LandingDistribution(flights)

    def variance(self, item: str, region: str = "north_korea") -> VarianceParts:
        """How much of the scatter of a share is from weather to weather, and how much inside one weather.

        Parameters
        ----------
        item : str
            One kind, also "intact_bundle" or "empty_envelope".
        region : str
            A region, a total of regions ("north_korea", "sea"), an outcome, or "no_landing".
        """
        what = f"{self.labels[item]}, {self._place_label(region)}" if item in self.labels else item
        return share_variance(self.balloon_counts(item, region), self.weather_members, what)

    def place_variance(self, item: str | None = None) -> tuple[VarianceParts, VarianceParts]:
        """The same of the place, eastward and northward of the median: of the middle of what each balloon drops.

        Balloons of which nothing landed have no place; `not_landed` counts them.
        """
        return place_variance(self._endings, (item,) if item else self.items)

    def nights(self, item: str, region: str = "north_korea") -> Nights:
        """How the share of an item that ends in a region differs from one night to the next."""
        return nights_of(self.balloon_counts(item, region), self.variance(item, region))

    def needed(
        self, half_width: float, item: str | None = None, region: str = "north_korea", level: float = 0.9
    ) -> Needed:
        """How many balloons, or weather members, the interval of a share needs to be this narrow.

        Parameters
        ----------
        half_width : float
            Half the width of the interval, as a probability: 0.02 for +-2 points. [1]
        item : str, optional
            Without it the kind of the payload that needs most.
        region : str
            See `variance`.
        level : float
            Probability that the interval is to hold the truth, 0 to 1.
        """
        _refuse_shares_beyond("needed: half_width", (half_width,))
        _refuse_shares_beyond("needed: level", (level,))
        kinds = (item,) if item else self.items
        every = [needed_for(self.variance(kind, region), half_width, level) for kind in kinds]
        return max(every, key=lambda needed: needed.present_half_width)

    def _place_label(self, region: str) -> str:
        known = {name: name.replace("_", " ") for name in self._endings.outcome_names.values()}
        return (known | {place.name: place.label for place in regions()} | TOTAL_LABELS).get(region, region)


def _refuse_shares_beyond(where: str, shares: tuple[float, ...]) -> None:
    problems = [f"{where} is {share}; it must lie between 0 and 1." for share in shares if not 0 < share < 1]
    if problems:
        raise InputError(problems)


def _refuse_radius(radius: float) -> None:
    if not 0 < radius <= MOST_RADIUS:
        raise InputError(f"near_places: radius is {radius} m; it must be above 0 and at most {MOST_RADIUS:.0f} m.")


def landings(flights: xr.Dataset) -> LandingDistribution:
    """What a dataset of flights says about where things land."""
    return LandingDistribution(flights)
