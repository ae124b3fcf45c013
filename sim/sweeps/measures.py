"""What is kept of the flights of one point: plain arrays, of the same shapes for every point of a sweep.

Holds no label of a result and no estimator: the numbers come from `sim.landing`.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.flight.state import Outcome
from sim.ground import regions
from sim.landing import LandingDistribution
from sim.landing.counting.breakdowns import region_headings
from sim.landing.counting.endings import Endings
from sim.landing.tables.rows import Line as Counted
from sim.landing.tables.rows import estimates_of, lines_of
from sim.sweeps.kept import Kept, empty_kept, write_density, write_members, write_samples

if TYPE_CHECKING:
    from sim.scenario import Scenario

Arrays = Mapping[str, NDArray[np.generic]]

OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)

UNKNOWN = -1
"""Count of what was not flown, or has no such count."""

CHANCES = ("probability", "low", "high", "pieces", "pieces_low", "pieces_high")
"""What is kept of a row of a landing table: a share and a number of pieces, each with the ends of its interval."""

PLACES = {
    "median_longitude": "longitude",
    "median_latitude": "latitude",
    "range": "range",
    "bearing": "bearing",
    "along_sd": "along_sd",
    "cross_sd": "cross_sd",
    "circular_error": "circular_error",
}
"""What is kept of a summary, and what the summary calls it."""

COUNTS = ("balloons", "weather_members", "nights_looked_at")
"""What is counted for a whole point."""


class Line(NamedTuple):
    """One region of a result.

    name : str
    kind : str
        "region", "total" (a sum of regions) or "outcome" (did not reach the ground).
    within : str
        Total that it is a part of; empty for totals and for regions that stand alone.
    """

    name: str
    kind: str
    within: str


@cache
def lines() -> tuple[Line, ...]:
    """Every region, total and outcome that a landing table can have, in its order."""
    table = regions()
    names = table.names
    north, seas = list(table.of_country("KP")), list(table.of_kind("sea"))
    others = [number for number in range(len(table)) if number not in (*north, *seas)]
    return (
        Line("north_korea", "total", ""),
        *(Line(names[number], "region", "north_korea") for number in north),
        *(Line(names[number], "region", "") for number in others),
        Line("sea", "total", ""),
        *(Line(names[number], "region", "sea") for number in seas),
        Line("no_landing", "total", ""),
        *(Line(name, "outcome", "no_landing") for name in OUTCOMES),
    )


def empty(items: int, points: int, kept: Kept) -> dict[str, NDArray[np.generic]]:
    """Arrays of points of which nothing is known."""
    by_item = (points, items)
    return {
        **{name: np.full((*by_item, len(lines())), np.nan) for name in CHANCES},
        "landings": np.full((*by_item, len(lines())), UNKNOWN, dtype=np.int64),
        "outcome_share": np.full((*by_item, len(OUTCOMES)), np.nan),
        **{name: np.full(by_item, np.nan) for name in PLACES},
        **{name: np.full(points, UNKNOWN, dtype=np.int64) for name in COUNTS},
        **empty_kept(kept, items, points, len(lines())),
    }


def write_measures(
    flights: xr.Dataset,
    flown: "Scenario",
    items: tuple[str, ...],
    level: float,
    places: bool,
    kept: Kept,
    row: int,
    into: Arrays,
) -> None:
    """Write what is kept of some flights into a row of arrays as `empty` makes them.

    Parameters
    ----------
    flights : xr.Dataset
        At least the landings, as `Ensemble.landings_at_settings` gives them.
    flown : Scenario
    items : tuple of str
        Kinds of item in the order of the arrays; one that is not carried stays unknown.
    level : float
        Probability that an interval is to hold the truth.
    places : bool
        Whether the middle and the spread of the landings are worked out.
    kept : Kept
        What is kept beside; the arrays have room for it.
    row : int
    into : mapping of str to array
    """
    drops, endings = LandingDistribution(flights, flown), Endings(flights, flown)
    numbers = {line.name: number for number, line in enumerate(lines())}
    for place, item in enumerate(items):
        if item not in drops.items:
            continue
        counts = endings.counts(item)
        counted = _every_line(counts.names)
        told = [numbers[line.name] for line in counted]
        estimates = estimates_of(counts, counted, level)
        for name, column in zip(CHANCES, (*estimates.share, *estimates.pieces), strict=True):
            into[name][row, place, told] = column
        into["landings"][row, place, told] = estimates.landings
        shares = drops.outcomes(item)
        into["outcome_share"][row, place] = [shares.get(outcome, 0.0) for outcome in OUTCOMES]
        if places:
            _write_places(drops, item, {name: into[name][row] for name in PLACES}, place)
        one = {name: array[row, place, ...] for name, array in into.items() if name not in COUNTS}
        if kept.density:
            write_density(drops, item, one)
        if kept.samples:
            of_item = endings.drops_of(item)
            write_samples(flights, of_item, endings.weight_of(of_item), one)
        if kept.members:
            write_members(flights, counts, counted, told, one)
    looked_at = drops.nights_looked_at
    sizes = (drops.balloons, drops.weather_members, UNKNOWN if looked_at is None else looked_at)
    for name, count in zip(COUNTS, sizes, strict=True):
        into[name][row] = count


@cache
def _every_line(names: tuple[str, ...]) -> tuple[Counted, ...]:
    """The rows of `LandingDistribution.regions`, also those where nothing came down, of regions and outcomes."""
    return tuple(
        lines_of(region_headings()._replace(always=frozenset(names)), names, np.zeros(len(names), dtype=np.int64))
    )


def _write_places(drops: LandingDistribution, item: str, into: Arrays, place: int) -> None:
    """Middle and spread of the landings of an item; unknown where nothing came down."""
    try:
        summary = drops.summary(item)
    except ResultError:
        return
    for name, own in PLACES.items():
        into[name][place] = getattr(summary, own)
