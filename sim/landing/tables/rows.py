"""The rows of a table: which lines it has, and their probabilities and numbers of pieces with intervals.

Holds no words: what a person reads is in `sim.landing.tables.table`.

References
----------
.. [1] Zou and Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in
   Medicine 27, 2008, p. 1693 (limits of a product or sum from the limits of its parts).
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.landing.chance.intervals import Probability, clustered_probability
from sim.landing.counting.breakdowns import Group, Headings
from sim.landing.counting.counts import Counts
from sim.landing.tables.table import Row

Counted = TypeVar("Counted", np.float64, np.int64)


class Line(NamedTuple):
    """A row to be counted: its name, kind, the total it is within, and the numbers of what it sums up."""

    name: str
    kind: str
    within: str
    members: list[int]


def lines_of(headings: Headings, names: tuple[str, ...], seen: NDArray[np.int64]) -> list[Line]:
    """The rows of a table: totals always, the rest where something was seen to end there; outcomes last.

    Parameters
    ----------
    headings : Headings
    names : tuple of str
        Every class of places, then every outcome.
    seen : (name,) int64
        Drops of any kind that ended there.
    """
    told = headings.always | {name for name, count in zip(names, seen, strict=True) if count}
    places = {name for group in headings.groups for name in group.members}
    outcomes = Group("no_landing", tuple(name for name in names if name not in places))
    lines = [line for group in headings.groups for line in _group(group, headings.kind, names, told)]
    return [*lines, *_group(outcomes, "outcome", names, told)]


def _group(group: Group, kind: str, names: tuple[str, ...], told: frozenset[str]) -> list[Line]:
    total = [Line(group.total, "total", "", [names.index(name) for name in group.members])] if group.total else []
    return total + [Line(name, kind, group.total, [names.index(name)]) for name in group.members if name in told]


class Estimates(NamedTuple):
    """What is known of some lines.

    share, pieces : Probability
        Probability, and expected pieces per balloon, with intervals.
    landings : (line,) int64
        Drops behind them.
    """

    share: Probability
    pieces: Probability
    landings: NDArray[np.int64]


def estimates_of(counts: Counts, lines: Sequence[Line], level: float) -> Estimates:
    """What is known of some lines of one kind of item."""
    share = clustered_probability(_summed(counts.hits, lines), counts.trials, counts.balloons, level)
    return Estimates(share, _pieces(_summed(counts.pieces, lines), counts, level), _summed(counts.landings, lines))


def _summed(values: NDArray[Counted], lines: Sequence[Line]) -> NDArray[Counted]:
    """Values of names, summed up by line. (line, ...)"""
    # most lines are one name, and are taken together: one by one they took a third of a table
    sums = values[[line.members[0] if line.members else 0 for line in lines]]
    for number, line in enumerate(lines):
        if len(line.members) != 1:
            sums[number] = values[line.members].sum(axis=0)
    return sums


def rows_of(item: str, counts: Counts, lines: Sequence[Line], level: float) -> list[Row]:
    """The rows of one kind of item."""
    estimates = estimates_of(counts, lines, level)
    share, pieces = (np.stack(known, axis=1) for known in (estimates.share, estimates.pieces))
    return [
        Row(
            item=item,
            region=line.name,
            kind=line.kind,
            within=line.within,
            **dict(zip(("probability", "low", "high"), shares, strict=True)),
            landings=landings,
            **dict(zip(("items", "items_low", "items_high"), numbers, strict=True)),
        )
        for line, shares, numbers, landings in zip(
            lines, share.tolist(), pieces.tolist(), estimates.landings.tolist(), strict=True
        )
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
