"""`LandingDistribution`: what a dataset of flights says about where things land.

Holds the questions; the answers are worked out in the other modules of this room.
"""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError
from sim.ground import regions
from sim.kinds import FLIGHTS, is_number, refuse_other_than
from sim.landing.chance.needed import Needed, needed_for
from sim.landing.chance.variance import Nights, VarianceParts, nights_of, place_variance, share_variance
from sim.landing.counting.breakdowns import BREAKDOWNS, TOTAL_LABELS, breakdown_of
from sim.landing.counting.bundles import bundle_names, only_bundle
from sim.landing.counting.counts import BalloonCounts
from sim.landing.counting.endings import Endings
from sim.landing.questions import Landings, refuse_shares_beyond
from sim.landing.shape.density import Positions, landing_density
from sim.landing.shape.distances import Distances, distances_to
from sim.landing.shape.ellipses import fitted
from sim.landing.shape.summary import Summary, launch_site, summary_of
from sim.landing.tables.classes import class_table, town_table
from sim.landing.tables.table import LandingTable

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_RADIUS = 1e6
"""A larger surrounding of a town holds everything. [m]"""


class LandingDistribution(Landings):
    """Where the drops of a dataset of flights land, and how well that is known.

    Parameters
    ----------
    flights : xr.Dataset
        As `simulate` gives it.
    flown : Scenario, optional
        What was flown, where a caller has it at hand; else it is read from the flights.
    """

    BREAKDOWNS = BREAKDOWNS

    def __init__(self, flights: xr.Dataset, flown: "Scenario | None" = None) -> None:
        self._endings = Endings(flights, flown)
        super().__init__(flights, self._endings)

    @property
    def bundles(self) -> tuple[str, ...]:
        """Name of every bundle, in the order of the scenario."""
        return bundle_names(self.flights)

    def of_bundle(self, name: str) -> "LandingDistribution":
        """Where the things land that one bundle carried."""
        return LandingDistribution(only_bundle(self.flights, name))

    def positions(self, item: str | tuple[str, ...] | None = None) -> Positions:
        """Where drops landed: longitude, latitude [degree] and the share of each.

        Of several kinds each has the same weight; without an item all kinds of the payload.
        """
        return self._endings.positions(self._kinds(item))

    def places(self, item: str | tuple[str, ...] | None = None) -> Positions:
        """The same as `positions`."""
        return self.positions(item)

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
        (level,) = refuse_shares_beyond("probabilities: level", (level,))
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
        (level,) = refuse_shares_beyond("near_places: level", (level,))
        return town_table(self._endings, _radius(radius), self._kinds(item), level)

    def distances(self, longitude: float, latitude: float, item: str | tuple[str, ...] | None = None) -> Distances:
        """How far from a place [degree] things land; what did not land is farther away than any radius."""
        return distances_to(self._endings, self._kinds(item), longitude, latitude)

    def summary(self, item: str | tuple[str, ...] | None = None) -> Summary:
        """Middle, range, bearing and spread of the landings of a kind; of several kinds each counts alike."""
        kinds, positions = self._kinds(item), self.positions(item)
        clusters = self._endings.clusters[positions.balloon]
        return summary_of(
            kinds,
            positions,
            positions.weight.size,
            lambda centre: fitted(positions, centre, clusters),
            launch_site(self.flights),
            self._mean_landed_share(kinds),
        )

    def balloon_counts(self, item: str, region: str) -> BalloonCounts:
        """Drops of an item that ended in a region, total of regions or outcome, balloon by balloon."""
        return self._endings.by_balloon(self._kind(item), region)

    def rows_by_cluster(self) -> list[NDArray[np.intp]]:
        """Rows of the balloons of each weather member; of each balloon where all fly in one weather."""
        return self._endings.rows_by_cluster()

    def of_balloons(self, rows: NDArray[np.intp], weather: NDArray[np.intp]) -> "LandingDistribution":
        """The same of other balloons: of these rows, as if they had flown in these weather members, numbered anew."""
        numbers = np.arange(rows.size)
        flights = self.flights.isel(balloon=rows).assign_coords(weather=("balloon", weather), balloon=numbers)
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
        counts = self.balloon_counts(item, region)
        what = f"{self.labels[item]}, {self._place_label(region)}"
        return share_variance(counts, self.weather_members, what)

    def place_variance(self, item: str | None = None) -> tuple[VarianceParts, VarianceParts]:
        """The same of the place, eastward and northward of the median: of the middle of what each balloon drops.

        Balloons of which nothing landed have no place; `not_landed` counts them.
        """
        return place_variance(self._endings, self._kinds(item))

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
        (half_width,) = refuse_shares_beyond("needed: half_width", (half_width,))
        (level,) = refuse_shares_beyond("needed: level", (level,))
        every = [needed_for(self.variance(kind, region), half_width, level) for kind in self._kinds(item)]
        return max(every, key=lambda needed: needed.present_half_width)

    def _density(self, kinds: tuple[str, ...], cell: float | None) -> xr.DataArray:
        return landing_density(self.positions(kinds), cell)

    def _flight_times(self, kinds: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._endings.flight_times(kinds), self.positions(kinds).weight

    def _place_label(self, region: str) -> str:
        known = {name: name.replace("_", " ") for name in self._endings.outcome_names.values()}
        return (known | {place.name: place.label for place in regions()} | TOTAL_LABELS).get(region, region)


def _radius(given: float) -> float:
    """A radius, of whatever library, as a float. [m]"""
    if not (is_number(given) and 0 < float(given) <= MOST_RADIUS):
        raise InputError(
            f"near_places: radius is {given!r}; it must be a number of metres above 0 and at most {MOST_RADIUS:.0f}."
        )
    return float(given)


def landings(flights: xr.Dataset) -> LandingDistribution:
    """What a dataset of flights says about where things land."""
    refuse_other_than(xr.Dataset, "landings: flights", flights, FLIGHTS)
    return LandingDistribution(flights)
