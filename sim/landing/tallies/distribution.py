"""`LandingTally`: what a tally says about where things land.

Holds the questions; the answers are worked out in the other modules of this room.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.kinds import A_TALLY, refuse_other_than
from sim.landing.distribution import LandingDistribution
from sim.landing.questions import Landings
from sim.landing.shape.ellipses import unjudged
from sim.landing.shape.summary import Summary, launch_site, summary_of
from sim.landing.tallies.shape import Scatter, cell_density
from sim.landing.tallies.tallied import Cells, Tallied, is_tally

NOT_TOLD = frozenset(
    {
        "balloon_counts",
        "bundles",
        "distances",
        "near_places",
        "needed",
        "nights",
        "of_balloons",
        "of_bundle",
        "place_variance",
        "positions",
        "probabilities",
        "rows_by_cluster",
        "variance",
    }
)
"""What `LandingDistribution` answers from every single landing, and a tally cannot."""


class NotKept(ResultError, AttributeError):
    """A question that only landings answer which were kept."""


class LandingTally(Landings):
    """Where the drops of a tally land, and how well that is known.

    Parameters
    ----------
    tally : xr.Dataset
        As `sim.tally` gives it.

    Notes
    -----
    Probabilities, their intervals and expected pieces are those that the same flights would give if they were kept.
    Places are known to a cell of 1 km, flight times to a minute.
    """

    def __init__(self, tally: xr.Dataset) -> None:
        self._tallied = Tallied(tally)
        super().__init__(tally, self._tallied)

    def __getattr__(self, name: str) -> object:
        """Refuse what needs landings that were kept."""
        if name in NOT_TOLD:
            raise NotKept(
                f"LandingTally.{name}: needs every single landing, and a tally keeps none; fly with sim.simulate "
                "(balloon-drift run --keep), with as many balloons as memory holds."
            )
        raise AttributeError(f"'LandingTally' object has no attribute {name!r}")

    def places(self, item: str | tuple[str, ...] | None = None) -> Cells:
        """Middles of the cells in which something landed: longitude, latitude [degree] and the share of each.

        Of several kinds each has the same weight; without an item all kinds of the payload.
        """
        return self._tallied.cells(self._kinds(item))

    def summary(self, item: str | tuple[str, ...] | None = None) -> Summary:
        """Middle, range, bearing and spread of the landings of a kind; of several kinds each counts alike."""
        kinds, places = self._kinds(item), self.places(item)
        return summary_of(
            kinds,
            places,
            int(self._tallied.landings(kinds).sum()),
            lambda centre: unjudged(places, centre),
            launch_site(self.flights),
            self._mean_landed_share(kinds),
        )

    def _density(self, kinds: tuple[str, ...], cell: float | None) -> xr.DataArray:
        landings = self._tallied.landings(kinds)
        some = landings > 0
        scatter_x, scatter_y = (
            Scatter(self._tallied.landed(name, kinds)[some], landings[some])
            for name in ("columns_landed", "rows_landed")
        )
        independent = max(self._tallied.balloons_landing(kind) for kind in kinds)
        cells = self._tallied.cells(kinds)
        return cell_density(cells, launch_site(self.flights), (scatter_x, scatter_y), independent, cell)

    def _flight_times(self, kinds: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        times = np.asarray(self.flights["flight_time"].values, dtype=np.float64)
        return times, self._tallied.minutes(kinds)


def tallied(tally: xr.Dataset) -> LandingTally:
    """What a tally says about where things land."""
    refuse_other_than(xr.Dataset, "tallied: tally", tally, A_TALLY)
    return LandingTally(tally)


def landings_of(result: xr.Dataset) -> Landings:
    """What a result says about where things land, be it flights or a tally of them."""
    return LandingTally(result) if is_tally(result) else LandingDistribution(result)
