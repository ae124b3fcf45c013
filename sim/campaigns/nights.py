"""The nights of one group in one month: flown, and what each of them leaves where.

Holds no year and no sum: see `sim.campaigns.years`.

References
----------
.. [1] Haldane, "On a method of estimating frequencies", Biometrika 33, 1945, p. 222 (sampling until so many are found).
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble import RarelyLaunched, simulate
from sim.landing import Row
from sim.landing.counting.breakdowns import breakdown_of
from sim.landing.counting.counts import Counts
from sim.landing.counting.endings import Endings
from sim.landing.tables.rows import Line, rows_of
from sim.scenario import Scenario
from sim.wind import WindField

PLACES = ("north_korea", "south_korea", "sea", "elsewhere", "no_landing")
"""Where a copy may end; "elsewhere" is another country or beyond the shapes."""

_PACKED = ("landed_unopened", "landed_with_balloon")
"""Outcomes of what came down in a bundle that stayed closed, or on its balloon."""

Floats = NDArray[np.float64]


class PerBalloon(NamedTuple):
    """Expected copies for each balloon that leaves, by kind (all kinds together last) and place.

    estimate, low, high : (item, place) float64
        [1]
    """

    estimate: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Nights:
    """What was flown for a group in a month.

    Attributes
    ----------
    looked_at : int
        Nights that the launch rule was asked about, or that were flown without one. Where the asking stops with the
        last launch wanted, that night is not among them: it is there because it was let go, and with it the share of
        nights let go would come out too large [1]_.
    let_go : int
        Those of them on which it let go.
    always : bool
        Whether there is no rule, so that every night is one.
    copies : (night, item, place) float64
        Copies of each night flown, of all its balloons.
    packed : (item, place) float64
        Of these, mean over the nights, what came down in a closed bundle or on its balloon; all kinds together last.
    per_balloon : PerBalloon
        Its intervals count nights.
    balloons : int
        Of one night.
    """

    looked_at: int
    let_go: int
    always: bool
    copies: Floats
    packed: Floats
    per_balloon: PerBalloon
    balloons: int


def fly_nights(
    scenario: Scenario,
    wind: WindField,
    kinds: tuple[str, ...],
    load: Floats,
    *,
    nights: int,
    balloons: int,
    key: int,
    level: float,
    threads: int | None,
) -> Nights:
    """Fly nights of a month, each with as many balloons as a launch has.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
        The climate of the month.
    kinds : tuple of str
        Kinds of items that are counted.
    load : (item,) float64
        Pieces of each kind on the median balloon: all that can be said where no night is flown. [1]
    nights : int
        Nights wanted. Where the rule lets fewer go than it is worth looking for, all that it did let go are flown.
    balloons : int
        Of one night.
    key : int
        Start of the random streams.
    level : float
        Probability that an interval is to hold the truth.
    threads : int or None
        Of the kernel.
    """

    def flown(wanted: int) -> xr.Dataset:
        return simulate(
            scenario, wind, balloons=wanted * balloons, weather_members=wanted, rng_seed=key, threads=threads
        )

    try:
        flights = flown(nights)
    except RarelyLaunched as rare:
        if rare.found == 0:
            return no_nights(rare.looked_at, load, balloons)
        # what was looked at in vain tells how rare a launch is
        every = counted(flown(rare.found), kinds, load, balloons, level)
        return replace(every, looked_at=rare.looked_at, let_go=rare.found)
    return counted(flights, kinds, load, balloons, level)


def counted(flights: xr.Dataset, kinds: tuple[str, ...], load: Floats, balloons: int, level: float) -> Nights:
    """What flights leave where, night by night: a weather member is a night.

    Parameters
    ----------
    flights : xr.Dataset
        As `simulate` gives it; each weather member with `balloons` balloons.
    kinds, load, balloons, level
        See `fly_nights`.
    """
    endings = Endings(flights)
    carried = [endings.counts(kind, breakdown_of("country", endings).classes) for kind in endings.payload_kinds]
    known = dict(zip(endings.payload_kinds, carried, strict=True))
    lines = _lines(carried[0].names)
    own = [known.get(kind) for kind in kinds]
    per_kind = [nothing_like(carried[0]) if counts is None else counts for counts in own]
    rows = [rows_of("", counts, lines, level) for counts in (*per_kind, _together(per_kind))]
    copies = np.stack([_by_night(counts, lines, endings.members) for counts in per_kind], axis=1)
    packed = np.stack([_packed(endings, kind) if kind in known else np.zeros(len(PLACES)) for kind in kinds])
    members, rule = endings.members, "night_refusal" in flights
    return Nights(
        looked_at=int(flights.sizes["night"]) - 1 if rule else members,
        let_go=members - 1 if rule else members,
        always=not rule,
        copies=copies,
        packed=np.concatenate([packed, packed.sum(axis=0, keepdims=True)]) / members,
        per_balloon=_unknown(_numbers(rows), load) if members == 1 else _numbers(rows),
        balloons=balloons,
    )


def no_nights(looked_at: int, load: Floats, balloons: int) -> Nights:
    """What is known where no night was let go: nothing but what a balloon carries."""
    nothing = np.zeros((load.size + 1, len(PLACES)))
    unknown = _unknown(PerBalloon(nothing, nothing, nothing), load)
    return Nights(looked_at, 0, False, np.empty((0, load.size, len(PLACES))), nothing, unknown, balloons)


def nothing_like(counts: Counts) -> Counts:
    """Counts of a kind that is not carried."""
    return replace(
        counts,
        hits=np.zeros_like(counts.hits),
        pieces=np.zeros_like(counts.pieces),
        load=np.zeros_like(counts.load),
        landings=np.zeros_like(counts.landings),
    )


def _together(counts: list[Counts]) -> Counts:
    """Counts of several kinds as one: they fly on the same balloons, so their errors do not cancel."""
    return replace(
        counts[0],
        hits=np.sum([each.hits for each in counts], axis=0),
        trials=np.sum([each.trials for each in counts], axis=0),
        pieces=np.sum([each.pieces for each in counts], axis=0),
        load=np.sum([each.load for each in counts], axis=0),
        landings=np.sum([each.landings for each in counts], axis=0),
    )


def _lines(names: tuple[str, ...]) -> list[Line]:
    """The rows of `PLACES`, of classes by country and of outcomes."""
    landed = ("north_korea", "south_korea", "sea")
    first_outcome = names.index("landed")
    members = {place: [names.index(place)] for place in landed}
    members["elsewhere"] = [number for number, name in enumerate(names[:first_outcome]) if name not in landed]
    members["no_landing"] = list(range(first_outcome, len(names)))
    return [Line(place, "region", "", members[place]) for place in PLACES]


def _numbers(rows: list[list[Row]]) -> PerBalloon:
    """Expected pieces of each kind and place, with the ends of their intervals; nothing where a kind is not carried."""
    named = ("items", "items_low", "items_high")
    return PerBalloon(*(np.nan_to_num([[getattr(row, name) for row in own] for own in rows]) for name in named))


def _unknown(per_balloon: PerBalloon, load: Floats) -> PerBalloon:
    """With ends that no single night can bring closer: from nothing to all that a balloon carries."""
    most = np.append(load, load.sum())[:, np.newaxis]
    estimate = per_balloon.estimate
    return PerBalloon(estimate, np.zeros_like(estimate), np.maximum(estimate, most))


def _by_night(counts: Counts, lines: list[Line], members: int) -> Floats:
    """Pieces of one kind by night and place; all balloons of a single weather are one night. (night, place)"""
    pieces = np.stack([counts.pieces[line.members].sum(axis=0) for line in lines], axis=1)
    return pieces if members > 1 else pieces.sum(axis=0, keepdims=True)


def _packed(endings: Endings, kind: str) -> Floats:
    """Pieces of one kind that came down in a closed bundle or on their balloon, by place. (place,)"""
    drops = endings.drops_of(kind)
    names = list(endings.outcome_names.values())
    packed = np.isin(endings.outcome_places(drops), [names.index(name) for name in _PACKED])
    classes = breakdown_of("country", endings).classes
    place = np.array([PLACES.index(name) if name in PLACES else PLACES.index("elsewhere") for name in classes.names])
    there = np.nonzero(packed & (classes.number[:, drops] >= 0))
    row = place[classes.number[:, drops][there]]
    return np.asarray(endings.tally(kind, PLACES, row, there).pieces.sum(axis=1), dtype=np.float64)
