"""`LandingDistribution`: what a dataset of flights says about where things land.

Holds the questions; the answers are worked out in the other modules of this room.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.layout import INTACT_BUNDLE
from sim.errors import InputError
from sim.ground import regions
from sim.landing.contours import Contour, highest_density_regions
from sim.landing.counting import BalloonCounts, Counts, Endings, totals
from sim.landing.density import Positions, landing_density
from sim.landing.intervals import clustered_probability
from sim.landing.needed import Needed, needed_for
from sim.landing.table import LandingTable, Row
from sim.landing.variance import Nights, VarianceParts, nights_of, place_variance, share_variance

_TOTAL_LABELS = {"north_korea": "North Korea", "sea": "Sea", "no_landing": "Did not land"}
_CARRIED = {
    "landed_unopened": "in a bundle that did not open",
    "landed_with_balloon": "still on the balloon",
}


class _Line(NamedTuple):
    """A row to be counted: its name, kind, the total it is within, and the numbers of what it sums up."""

    name: str
    kind: str
    within: str
    members: list[int]


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
    def balloons(self) -> int:
        return self._endings.balloons

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
        if item is None:
            return self._endings.positions(self.items)
        return self._endings.positions((item,) if isinstance(item, str) else item)

    def landed_share(self, item: str) -> float:
        """Share of the drops of one kind that came down."""
        return 1.0 - sum(self.not_landed(item).values())

    def not_landed(self, item: str) -> dict[str, float]:
        """Share of each outcome without a landing, by name; empty when everything came down."""
        counts = self._endings.counts(item)
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
        """
        return landing_density(self.positions(item), cell)

    def contours(self, masses: tuple[float, ...] = (0.5, 0.9, 0.95), item: str | None = None) -> tuple[Contour, ...]:
        """Highest-density regions: the smallest areas that hold these shares of what reached the ground."""
        _refuse_shares_beyond("contours: mass", masses)
        positions = self.positions(item)
        return highest_density_regions(landing_density(positions), positions, masses)

    def regions(self, item: str | None = None, level: float = 0.9) -> LandingTable:
        """Probability of every region with an interval.

        Parameters
        ----------
        item : str, optional
            One kind, also "intact_bundle" (of the bundles that did not open) or "empty_envelope"; without it all kinds
            of the payload.
        level : float
            Probability that an interval is to hold the truth, 0 to 1.
        """
        _refuse_shares_beyond("regions: level", (level,))
        counts = {kind: self._endings.counts(kind) for kind in ((item,) if item else self.items)}
        seen = sum(count.landings for count in counts.values())
        layout = _layout(next(iter(counts.values())).names, np.asarray(seen))
        rows = [row for kind, count in counts.items() for row in self._rows(kind, count, layout, level)]
        labels = {name: name.replace("_", " ") for name in self._endings.outcome_names.values()}
        labels |= {region.name: region.label for region in regions()} | _TOTAL_LABELS
        return LandingTable(tuple(rows), labels, level, self._notes(tuple(counts), level))

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
        return (known | {place.name: place.label for place in regions()} | _TOTAL_LABELS).get(region, region)

    def _rows(self, item: str, counts: Counts, layout: list[_Line], level: float) -> list[Row]:
        hits = np.stack([counts.hits[line.members].sum(axis=0) for line in layout])
        known = clustered_probability(hits, counts.hits.sum(axis=0), counts.balloons, level)
        return [
            Row(item, *line[:3], float(p), float(low), float(high), int(counts.landings[line.members].sum()))
            for line, p, low, high in zip(layout, *known, strict=True)
        ]

    def _notes(self, items: tuple[str, ...], level: float) -> tuple[str, ...]:
        if self.weather_members == 1:
            notes = [
                f"In brackets: {100 * level:.0f} % intervals over {self.balloons:,} balloons of one weather. "
                "Weather is not sampled: for any other weather they are too narrow."
            ]
        else:
            notes = [
                f"In brackets: {100 * level:.0f} % intervals over {self.weather_members} weather members "
                f"({self.balloons:,} balloons); balloons of one member are not counted as independent."
            ]
        if self.flights.attrs.get("sampling") == "sobol":
            notes.append("Balloons are drawn evenly (Sobol): the intervals are those of random draws, rather too wide.")
        notes.extend(self._rule_notes())
        beyond = int(self.flights.attrs.get("landings_beyond_terrain", 0))
        if beyond:
            notes.append(f"{beyond:,} drops came down beyond the table of terrain heights, taken as sea level there.")
        said: dict[str, list[str]] = {}
        for item in items:
            said.setdefault(self._item_note(item), []).append(item)
        return (*notes, *(f"{', '.join(kinds)}: {note}" for note, kinds in said.items() if note))

    def _rule_notes(self) -> list[str]:
        """What the launch rule let go, where there is one."""
        if "night_refusal" not in self.flights:
            return []
        refusal = self.flights["night_refusal"]
        names = refusal.attrs["flag_meanings"].split()
        refused = int((refusal.values > 0).sum())
        told = f"The launch rule let {refusal.size - refused:,} of {refusal.size:,} nights go; only those are flown."
        shares = {
            name.replace("_", " "): float(((refusal.values & mask) > 0).sum()) / max(refused, 1)
            for name, mask in zip(names, refusal.attrs["flag_masks"], strict=True)
        }
        against = ", ".join(f"{name} in {100.0 * share:.0f} %" for name, share in shares.items() if share > 0.0)
        return [f"{told} Against the others spoke {against}." if against else told]

    def _item_note(self, item: str) -> str:
        """What a reader must know about the drops behind the rows of one item; often nothing."""
        shares = self.outcomes(item)
        if item == INTACT_BUNDLE:
            return f"only bundles that did not open, {100 * (1 - shares.get('bundle_opened', 0.0)):.1f} % of all."
        carried = [f"{100 * shares[name]:.1f} % {words}" for name, words in _CARRIED.items() if shares.get(name, 0) > 0]
        return f"of all, {' and '.join(carried)} are counted where they came down." if carried else ""


def _layout(names: tuple[str, ...], seen: NDArray[np.int64]) -> list[_Line]:
    """The rows of a table: totals always, the rest only where something ended there."""
    within = totals(len(names))
    summed = {number for numbers in within.values() for number in numbers}
    others = [number for number in range(len(names)) if number not in summed]
    layout = _group("north_korea", list(within["north_korea"]), "region", names, seen)
    layout += [_Line(names[n], "region", "", [n]) for n in others if seen[n] or names[n] == "south_korea"]
    layout += _group("sea", list(within["sea"]), "region", names, seen)
    layout += _group("no_landing", list(within["no_landing"]), "outcome", names, seen)
    return layout


def _group(total: str, members: list[int], kind: str, names: tuple[str, ...], seen: NDArray[np.int64]) -> list[_Line]:
    return [_Line(total, "total", "", members), *(_Line(names[n], kind, total, [n]) for n in members if seen[n])]


def _refuse_shares_beyond(where: str, shares: tuple[float, ...]) -> None:
    problems = [f"{where} is {share}; it must lie between 0 and 1." for share in shares if not 0 < share < 1]
    if problems:
        raise InputError(problems)


def landings(flights: xr.Dataset) -> LandingDistribution:
    """What a dataset of flights says about where things land."""
    return LandingDistribution(flights)
