"""`Sums`: what is kept of flights when their landings are not: numbers that add up exactly, in any order and portions.

Holds no label and no probability.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.landing.counting.counts import numbers_and_loads
from sim.landing.counting.endings import Endings
from sim.landing.counting.pieces import pieces_of
from sim.landing.shape.summary import launch_site
from sim.landing.tallies.cells import cells_of, gathered, packed

MINUTE = 60.0
"""Width of a class of flight times. [s]"""

Numbers = NDArray[np.int64]


class Sums(NamedTuple):
    """Drops of some balloons, counted.

    balloons : (weather,) int64
        That were flown in each weather member.
    ended : (weather, drop, ending) int64
        Drops by region, and by outcome where they did not land; intact bundles that opened are not among them.
    load : (weather, drop, ending) float64
        The same, each with its pieces over those of the median balloon; sums of multiples of 2**-24.
    outcome : (drop, outcome) int64
        Drops by outcome, landed or not.
    present, landed : (kind,) int64
        Balloons that had a drop of a kind, and of which one came down.
    columns, rows : (weather, drop) int64
        Sums of the columns and rows of the cells of landings.
    cell : (occupied,) int64
        Cells of each drop in which something landed, in order: see `packed`.
    landings : (occupied,) int64
        Landings in each of them.
    minutes : (drop, minute) int64
        Landings by whole minutes since the launch of their balloon.
    above_wind : int
        Balloons that flew above the highest level of the wind, empty ones included.
    beyond_terrain : int
        Drops that came down beyond the table of terrain heights.
    """

    balloons: Numbers
    ended: Numbers
    load: NDArray[np.float64]
    outcome: Numbers
    present: Numbers
    landed: Numbers
    columns: Numbers
    rows: Numbers
    cell: Numbers
    landings: Numbers
    minutes: Numbers
    above_wind: int
    beyond_terrain: int


def sums_of(flights: xr.Dataset, members: int) -> Sums:
    """The drops of some flights, counted.

    Parameters
    ----------
    flights : xr.Dataset
        As `simulate` gives it.
    members : int
        Weather members of the whole ensemble.
    """
    endings = Endings(flights)
    weather = np.asarray(flights["weather"].values, dtype=np.int64)
    each = np.arange(flights.sizes["drop"])
    ended, load = (np.stack(parts, axis=1) for parts in zip(*_ended(endings, weather, members), strict=True))
    columns, rows, cell, landings = _places(endings, weather, members)
    return Sums(
        balloons=np.bincount(weather, minlength=members),
        ended=ended,
        load=load,
        outcome=endings.ended_in(each).T,
        present=np.array([endings.balloons_of(kind).size for kind in endings.kinds]),
        landed=np.array([_balloons_landed(endings, kind) for kind in endings.kinds]),
        columns=columns,
        rows=rows,
        cell=cell,
        landings=landings,
        minutes=_minutes(flights),
        above_wind=int((flights["time_above_wind"].values > 0.0).sum()),
        beyond_terrain=int(flights.attrs.get("landings_beyond_terrain", 0)),
    )


def added(first: Sums, second: Sums) -> Sums:
    """The drops of both."""
    longest = max(first.minutes.shape[1], second.minutes.shape[1])
    minutes = [np.pad(part.minutes, ((0, 0), (0, longest - part.minutes.shape[1]))) for part in (first, second)]
    cell, landings = gathered(
        np.concatenate([first.cell, second.cell]), np.concatenate([first.landings, second.landings])
    )
    plain = {
        name: getattr(first, name) + getattr(second, name)
        for name in Sums._fields
        if name not in ("minutes", "cell", "landings")
    }
    return Sums(**plain, minutes=minutes[0] + minutes[1], cell=cell, landings=landings)


def _ended(endings: Endings, weather: Numbers, members: int) -> list[tuple[Numbers, NDArray[np.float64]]]:
    """Numbers and loads of every drop, in the order of the drops. (weather, ending)"""
    shape = members, len(endings.by_region.names) + len(endings.outcome_names)
    found: dict[int, tuple[Numbers, NDArray[np.float64]]] = {}
    for kind in endings.kinds:
        drops = endings.drops_of(kind)
        exists, ending = endings.exists(kind, drops), endings.rows_of(drops, endings.by_region)
        pieces = pieces_of(endings.flights, endings.scenario, kind, drops)
        for column, drop in enumerate(drops):
            here = np.flatnonzero(exists[:, column])
            factor = pieces.factor[here] if pieces.by_mass[column] else None
            found[int(drop)] = numbers_and_loads(weather[here], ending[here, column], shape, factor)
    return [found[drop] for drop in range(len(found))]


def _balloons_landed(endings: Endings, kind: str) -> int:
    """Balloons of which a drop of this kind came down."""
    return int((endings.by_region.number[:, endings.drops_of(kind)] >= 0).any(axis=1).sum())


def _places(endings: Endings, weather: Numbers, members: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Sums of columns and rows by weather and drop; cells in which something landed, and how often."""
    launch, sums, cells = launch_site(endings.flights), [], []
    for drop in range(endings.flights.sizes["drop"]):
        longitude, latitude = endings.longitude[:, drop], endings.latitude[:, drop]
        landed = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
        column, row = cells_of(longitude[landed], latitude[landed], launch)
        # as floating numbers exact below 2**53: of 12,800 cells from the middle, 7e11 landings
        sums.append([np.bincount(weather[landed], axis, members).astype(np.int64) for axis in (column, row)])
        place = packed(drop, column, row)
        cells.append(gathered(place, np.ones(place.size, dtype=np.int64)))
    columns, rows = (np.stack(parts, axis=1) for parts in zip(*sums, strict=True))
    cell, landings = (np.concatenate(parts) for parts in zip(*cells, strict=True))
    return columns, rows, cell, landings


def _minutes(flights: xr.Dataset) -> Numbers:
    """Landings of each drop by whole minutes since the launch. (drop, minute)"""
    aloft = (flights["landing_time"] - flights["launch_time"]).transpose("balloon", "drop").values
    landed = ~np.isnat(aloft)
    balloon, drop = np.nonzero(landed)
    minute = aloft[balloon, drop] // np.timedelta64(int(MINUTE), "s")
    longest = int(minute.max(initial=0)) + 1
    number = np.bincount(drop * longest + minute, minlength=aloft.shape[1] * longest)
    return number.reshape(aloft.shape[1], longest)
