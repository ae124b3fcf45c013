"""What is kept of the flights of one point: plain arrays, of the same shapes for every point of a sweep.

Holds no label of a result and no estimator: the numbers come from `sim.landing`.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.flight.state import Outcome
from sim.ground import regions
from sim.landing import LandingDistribution, LandingTable, landings
from sim.landing.intervals import clustered_probability

Arrays = Mapping[str, NDArray[np.generic]]

OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)

NOT_FLOWN = -1
"""Count of what was not flown, or is not known."""


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


def empty(items: int, points: int) -> dict[str, NDArray[np.generic]]:
    """Arrays of points of which nothing is known."""
    by_region, by_outcome = (points, items, len(lines())), (points, items, len(OUTCOMES))
    return {
        "probability": np.full(by_region, np.nan),
        "low": np.full(by_region, np.nan),
        "high": np.full(by_region, np.nan),
        "landings": np.full(by_region, NOT_FLOWN, dtype=np.int64),
        "outcome_share": np.full(by_outcome, np.nan),
        "balloons": np.full(points, NOT_FLOWN, dtype=np.int64),
        "weather_members": np.full(points, NOT_FLOWN, dtype=np.int64),
        "nights_looked_at": np.full(points, NOT_FLOWN, dtype=np.int64),
    }


def write_measures(flights: xr.Dataset, items: tuple[str, ...], level: float, row: int, into: Arrays) -> None:
    """Write what is kept of some flights into a row of arrays as `empty` makes them.

    Parameters
    ----------
    flights : xr.Dataset
    items : tuple of str
        Kinds of item in the order of the arrays; one that is not carried stays unknown.
    level : float
        Probability that an interval is to hold the truth.
    row : int
    into : mapping of str to array
    """
    drops = landings(flights)
    table = drops.regions(level=level)
    nowhere = _highest_of_nothing(drops, level)
    for place, item in enumerate(items):
        if item in drops.items:
            _write_chances(table, item, nowhere, {name: into[name][row, place] for name in _CHANCES})
            shares = drops.outcomes(item)
            into["outcome_share"][row, place] = [shares.get(outcome, 0.0) for outcome in OUTCOMES]
    into["balloons"][row] = drops.balloons
    into["weather_members"][row] = drops.weather_members
    looked_at = drops.nights_looked_at
    into["nights_looked_at"][row] = NOT_FLOWN if looked_at is None else looked_at


_CHANCES = ("probability", "low", "high", "landings")


def _write_chances(table: LandingTable, item: str, nowhere: float, into: Mapping[str, NDArray[np.generic]]) -> None:
    """The rows of an item, and zero with its upper end for regions where nothing came down."""
    into["probability"][:], into["low"][:], into["high"][:], into["landings"][:] = 0.0, 0.0, nowhere, 0
    numbers = {line.name: number for number, line in enumerate(lines())}
    for row in table:
        if row.item == item:
            for name in _CHANCES:
                into[name][numbers[row.region]] = getattr(row, name)


def _highest_of_nothing(drops: LandingDistribution, level: float) -> float:
    """Upper end of the interval of a region where nothing came down: a table has no rows for most of them."""
    clusters = drops.weather_members if drops.weather_members > 1 else drops.balloons
    known = clustered_probability(np.zeros((1, clusters)), np.ones(clusters), drops.balloons, level)
    return float(known.high[0])
