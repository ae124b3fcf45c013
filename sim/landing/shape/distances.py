"""How far from a place things land.

Holds no map: a distance is the geodesic on the ellipsoid. What did not land is farther away than any radius.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, ResultError
from sim.ground import distance_to
from sim.kinds import is_number, is_share
from sim.landing.chance.intervals import clustered_probability
from sim.landing.counting.endings import Endings

_TOLD = (0.05, 0.25, 0.5, 0.75)


class Within(NamedTuple):
    """How likely something lands within a radius.

    radius : float
        [m]
    probability, low, high : float
        Estimate and ends of the interval.
    landings : int
        Number of simulated drops behind it.
    """

    radius: float
    probability: float
    low: float
    high: float
    landings: int


@dataclass(frozen=True)
class Distances:
    """Distances from one place to where the drops of some kinds came down; each kind counts alike.

    Attributes
    ----------
    longitude, latitude : float
        The place. [degree]
    items : tuple of str
        Kinds of item.
    distance : (n,) float64
        Of every drop, the nearest first; infinite where it did not land. [m]
    share : (n,) float64
        Share of each drop among all; adds up to 1.
    landed_share : float
        Share of what came down.
    """

    longitude: float
    latitude: float
    items: tuple[str, ...]
    distance: NDArray[np.float64] = field(repr=False)
    share: NDArray[np.float64] = field(repr=False)
    landed_share: float
    _cluster: NDArray[np.intp] = field(repr=False)
    _independent: int = field(repr=False)

    def quantile(self, share: float) -> float:
        """Radius within which this share of all drops lands; infinite where fewer land at all. [m]"""
        if not is_share(share):
            raise InputError(f"distances: the share is {share!r}; it must be a number between 0 and 1.")
        # the sum of many shares misses its end by round-off
        place = int(np.searchsorted(np.cumsum(self.share), float(share) - 1e-12))
        return float(self.distance[min(place, self.distance.size - 1)])

    def probability_within(self, radius: float, level: float = 0.9) -> Within:
        """How likely a drop lands within a radius [m], with an interval that holds the truth with `level`."""
        problems = []
        if not is_share(level):
            problems.append(f"distances: level is {level!r}; it must be a number between 0 and 1.")
        if not (is_number(radius) and 0 <= float(radius) < np.inf):
            problems.append(f"distances: radius is {radius!r}; it must be a number of metres that is not negative.")
        if problems:
            raise InputError(problems)
        radius, level = float(radius), float(level)
        inside = self.distance <= radius
        clusters = int(self._cluster.max()) + 1
        hits = np.bincount(self._cluster[inside], weights=self.share[inside], minlength=clusters)
        trials = np.bincount(self._cluster, weights=self.share, minlength=clusters)
        known = clustered_probability(hits[np.newaxis], trials, self._independent, level)
        probability, low, high = (float(end[0]) for end in known)
        return Within(radius, probability, low, high, int(inside.sum()))

    def __str__(self) -> str:
        east, north = "E" if self.longitude >= 0 else "W", "N" if self.latitude >= 0 else "S"
        place = f"{abs(self.latitude):.3f} {north}, {abs(self.longitude):.3f} {east}"
        radii = {share: self.quantile(share) for share in _TOLD}
        told = [f"{100 * share:g} % within {r / 1e3:.0f} km" for share, r in radii.items() if np.isfinite(r)]
        return (
            f"Distance from {place} to where {', '.join(self.items)} land: {', '.join(told) or 'few land at all'} "
            f"(of all drops; {100 * (1 - self.landed_share):.1f} % did not land and count as farther away)."
        )


def distances_to(endings: Endings, kinds: Sequence[str], longitude: float, latitude: float) -> Distances:
    """Distances of all drops of these kinds from a place [degree]."""
    limits = (("longitude", longitude, -180, 360), ("latitude", latitude, -90, 90))
    problems = [
        f"distances: {name} is {value!r}; it must be a number of degrees from {low} to {high}."
        for name, value, low, high in limits
        if not (is_number(value) and low <= float(value) <= high)
    ]
    if problems:
        raise InputError(problems)
    longitude, latitude = float(longitude), float(latitude)
    parts = [_of_kind(endings, kind, (longitude, latitude)) for kind in kinds]
    distance, share, cluster = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    if share.size == 0:
        raise ResultError(f"flights: there is no {' or '.join(kinds)} that could be far or near; choose another kind.")
    share = share / share.sum()
    order = np.argsort(distance, kind="stable")
    landed = float(share[np.isfinite(distance)].sum())
    independent = max(endings.balloons_of(kind).size for kind in kinds)
    return Distances(
        longitude, latitude, tuple(kinds), distance[order], share[order], landed, cluster[order], independent
    )


def _of_kind(
    endings: Endings, kind: str, place: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Distance, share and cluster of every drop of a kind; the shares add up to 1."""
    drops = endings.drops_of(kind)
    balloon, drop = np.nonzero(endings.exists(kind, drops))
    here = balloon, drops[drop]
    distance = distance_to(endings.longitude[here], endings.latitude[here], place)
    weight = endings.weight_of(drops)[drop]
    share = weight / weight.sum() if weight.size else weight
    return np.where(np.isnan(distance), np.inf, distance), share, endings.clusters[balloon]
