"""The rows of a table: which lines it has, and their probabilities and numbers of pieces with intervals.

Holds no words: what a person reads is in `sim.landing.tables.table`.

References
----------
.. [1] Zou and Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in
   Medicine 27, 2008, p. 1693 (limits of a product or sum from the limits of its parts).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.landing.chance.intervals import Probability, clustered_probability
from sim.landing.counting.breakdowns import Group, Headings
from sim.landing.counting.counts import Counts
from sim.landing.tables.table import Row


class Line(NamedTuple):
    """A row to be counted: its name, kind, the total it is within, and the numbers of what it sums up."""

    name: str
    kind: str
    within: str
    members: list[int]


def lines_of(headings: Headings, counted: Sequence[Counts]) -> list[Line]:
    """The rows of a table: totals always, the rest where something of any kind ended there; outcomes last."""
    names = counted[0].names
    seen = np.sum([counts.landings for counts in counted], axis=0)
    told = headings.always | {name for name, count in zip(names, seen, strict=True) if count}
    places = {name for group in headings.groups for name in group.members}
    outcomes = Group("no_landing", tuple(name for name in names if name not in places))
    lines = [line for group in headings.groups for line in _group(group, headings.kind, names, told)]
    return [*lines, *_group(outcomes, "outcome", names, told)]


def _group(group: Group, kind: str, names: tuple[str, ...], told: frozenset[str]) -> list[Line]:
    total = [Line(group.total, "total", "", [names.index(name) for name in group.members])] if group.total else []
    return total + [Line(name, kind, group.total, [names.index(name)]) for name in group.members if name in told]


def rows_of(item: str, counts: Counts, lines: list[Line], level: float) -> list[Row]:
    """The rows of one kind of item."""

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack([values[line.members].sum(axis=0) for line in lines])

    share = np.stack(clustered_probability(summed(counts.hits), counts.trials, counts.balloons, level), axis=1)
    pieces = np.stack(_pieces(summed(counts.pieces), counts, level), axis=1)
    return [
        Row(
            item=item,
            region=line.name,
            kind=line.kind,
            within=line.within,
            **dict(zip(("probability", "low", "high"), shares, strict=True)),
            landings=int(counts.landings[line.members].sum()),
            **dict(zip(("items", "items_low", "items_high"), numbers, strict=True)),
        )
        for line, shares, numbers in zip(lines, share.tolist(), pieces.tolist(), strict=True)
    ]


def unseen(counts: Counts, level: float) -> float:
    """Upper end of the interval of a class in which nothing of a kind ended."""
    nothing = np.zeros((1, counts.trials.size))
    return float(clustered_probability(nothing, counts.trials, counts.balloons, level).high[0])


def _pieces(hits: NDArray[np.float64], counts: Counts, level: float) -> Probability:
    """Expected pieces per balloon, with intervals.

    The number is the share of the pieces times the mean load. How well each is known is worked out by itself, over
    clusters, and put together by the distances of the ends from the estimates, as if the two were independent [1]_.
    """
    share = clustered_probability(hits, counts.load, counts.balloons, level)
    mean, error = _mean_load(counts, level)
    number = hits.sum(axis=1) / counts.launched.sum()
    # of what nobody saw, the load does not matter: of one balloon it is not known at all
    of_load = np.where(share.estimate > 0.0, share.estimate, 0.0) * error if np.isfinite(error) else _unknown(share)
    low = number - np.hypot(mean * (share.estimate - share.low), of_load)
    high = number + np.hypot(mean * (share.high - share.estimate), of_load)
    return Probability(number, np.maximum(low, 0.0), high)


def _unknown(share: Probability) -> NDArray[np.float64]:
    """Half-width of a number whose load is not known: none where there is none of it, endless otherwise."""
    return np.where(share.estimate > 0.0, np.inf, 0.0)


def _mean_load(counts: Counts, level: float) -> tuple[float, float]:
    """Mean pieces on a balloon, and the half-width of its interval, over clusters."""
    balloons, clusters = counts.launched.sum(), counts.launched.size
    mean = float(counts.load.sum() / balloons)
    if clusters == 1:
        return mean, np.inf
    deviations = counts.load - mean * counts.launched
    error = np.sqrt(clusters / (clusters - 1) * (deviations**2).sum()) / balloons
    return mean, float(special.stdtrit(clusters - 1, 0.5 + level / 2) * error)
