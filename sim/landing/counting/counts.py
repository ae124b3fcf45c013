"""Numbers of drops by where or how they ended, as `sim.landing.counting.endings` counts them.

Holds no interval: it says what was counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Classes(NamedTuple):
    """Into which of several classes each drop fell.

    names : tuple of str
    number : (balloon, drop) int
        Number of the class; -1 where the drop did not land.
    """

    names: tuple[str, ...]
    number: NDArray[np.integer]


class Ended(NamedTuple):
    """How one drop of every balloon ended, counted by cluster: sums that are exact, so that portions of balloons can be
    counted apart and added.

    weight : float
        Of the drop against the others of its kind.
    pieces : float
        Pieces that it stands for on the median balloon.
    number : (name, cluster) int64
        How many ended there.
    load : (name, cluster) float64
        The same, each with its pieces over those of the median balloon.
    drops : (cluster,) int64
        How many there are, wherever they ended.
    drops_load : (cluster,) float64
        The same, each with its pieces over those of the median balloon.
    """

    weight: float
    pieces: float
    number: NDArray[np.int64]
    load: NDArray[np.float64]
    drops: NDArray[np.int64]
    drops_load: NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Drops of one kind by where or how they ended.

    Attributes
    ----------
    names : tuple of str
        Name of every class of places, then of every outcome.
    hits : (name, cluster) float64
        Weighted number of drops; for drops of equal weight, plainly their number.
    trials : (cluster,) float64
        The same of all drops, wherever they ended.
    landings : (name,) int64
        Number of drops.
    drops : int
        Number of all drops.
    balloons : int
        Number of balloons that have such a drop: no more can be independent.
    pieces : (name, cluster) float64
        Pieces behind the drops.
    load : (cluster,) float64
        Pieces behind all drops, wherever they ended.
    launched : (cluster,) int64
        Number of balloons, with such a drop or without.
    pieces_known : bool
        False where every balloon had to be counted as the median one.
    """

    names: tuple[str, ...]
    hits: NDArray[np.float64]
    trials: NDArray[np.float64]
    landings: NDArray[np.int64]
    drops: int
    balloons: int
    pieces: NDArray[np.float64]
    load: NDArray[np.float64]
    launched: NDArray[np.int64]
    pieces_known: bool

    @classmethod
    def of(
        cls,
        names: tuple[str, ...],
        ended: Iterable[Ended],
        *,
        balloons: int,
        launched: NDArray[np.int64],
        pieces_known: bool,
    ) -> "Counts":
        """The drops of a kind put together, one after the other; the rest as in the attributes."""
        shape = len(names), launched.size
        hits, pieces, landings = np.zeros(shape), np.zeros(shape), np.zeros(len(names), dtype=np.int64)
        trials, load, drops = np.zeros(launched.size), np.zeros(launched.size), 0
        for drop in ended:
            hits += drop.weight * drop.number
            pieces += drop.pieces * drop.load
            trials += drop.weight * drop.drops
            load += drop.pieces * drop.drops_load
            landings += drop.number.sum(axis=1)
            drops += int(drop.drops.sum())
        return cls(names, hits, trials, landings, drops, balloons, pieces, load, launched, pieces_known)


def numbers_and_loads(
    row: NDArray[np.integer],
    cluster: NDArray[np.integer],
    shape: tuple[int, int],
    factor: NDArray[np.float64] | None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Number of entries by row and cluster, and the sum of their factors, each 1 without any. (row, cluster)

    Parameters
    ----------
    row, cluster : (n,) int
        Of each entry.
    shape : (int, int)
        Number of rows and of clusters.
    factor : (n,) float64 or None
    """
    cell = row.astype(np.intp) * shape[1] + cluster
    number = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    if factor is None:
        return number, number.astype(np.float64)
    load = np.bincount(cell, weights=factor, minlength=shape[0] * shape[1])
    return number, np.asarray(load, dtype=np.float64).reshape(shape)


@dataclass(frozen=True)
class BalloonCounts:
    """Drops of one kind that ended in one place, balloon by balloon; balloons without such a drop are left out.

    Attributes
    ----------
    hits : (balloon,) float64
        Weighted number of drops that ended there.
    trials : (balloon,) float64
        Weighted number of drops.
    cluster : (balloon,) int64
        Number of the weather member of each; its own number where all fly in one weather.
    clusters : int
        Weather members with such a drop; balloons where all fly in one weather.
    """

    hits: NDArray[np.float64]
    trials: NDArray[np.float64]
    cluster: NDArray[np.intp]
    clusters: int

    @property
    def share(self) -> float:
        """Share of the drops that ended there."""
        return float(self.hits.sum() / self.trials.sum())

    def by_cluster(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Hits and trials of each cluster."""
        hits = np.bincount(self.cluster, self.hits, self.clusters).astype(np.float64)
        return hits, np.bincount(self.cluster, self.trials, self.clusters).astype(np.float64)
