"""What is told of each balloon of a record: where its items of one kind land, as numbers.

Holds no statistics.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.layout import EMPTY_ENVELOPE, INTACT_BUNDLE, Layout
from sim.flight.record import Record
from sim.flight.state import Outcome
from sim.ground import region_of, regions
from sim.landing.shape.density import plane_about

if TYPE_CHECKING:
    from sim.scenario import Scenario

OUTPUTS = {
    "north": ("landed in the North", "1"),
    "along": ("landing along the bearing to the median landing", "m"),
    "cross": ("landing to the right of the bearing to the median landing", "m"),
    "range": ("distance from the launch site to the landing", "m"),
    "sea": ("landed in the sea", "1"),
}
"""What each output is, and its unit."""

SHARES = ("north", "sea")
"""Outputs that every balloon has; the others need a landing."""

_LANDED = (Outcome.LANDED, Outcome.LANDED_UNOPENED, Outcome.LANDED_WITH_BALLOON)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Landed:
    """Where the items of one kind of each balloon land: means over its pieces of that kind.

    Attributes
    ----------
    east, north : (balloon,) float64
        On the plane about the launch site; NaN where nothing landed. [m]
    shares : dict
        (balloon,) float64 for each of `SHARES`: of all its pieces, landed or not. [1]
    """

    east: Floats
    north: Floats
    shares: dict[str, Floats]

    def outputs(self, bearing: float) -> dict[str, Floats]:
        """Every output, (balloon,); positions are seen in the direction of a bearing [rad]."""
        sine, cosine = math.sin(bearing), math.cos(bearing)
        return {
            "north": self.shares["north"],
            "along": sine * self.east + cosine * self.north,
            "cross": cosine * self.east - sine * self.north,
            "range": np.hypot(self.east, self.north),
            "sea": self.shares["sea"],
        }


def bearing_of(*landed: Landed) -> float:
    """Direction in which the median landing lies from the launch site, clockwise from north; 0 without any. [rad]"""
    east, north = (np.concatenate([getattr(one, axis) for one in landed]) for axis in ("east", "north"))
    there = np.isfinite(east)
    return math.atan2(float(np.median(east[there])), float(np.median(north[there]))) if there.any() else 0.0


def landed_by_kind(scenario: "Scenario", layout: Layout, record: Record) -> dict[str, Landed]:
    """Where each kind of item of a record lands, by kind."""
    plane = plane_about(scenario.launch.longitude, scenario.launch.latitude)
    there = np.isin(record.outcome, _LANDED)
    longitude, latitude = (np.where(there, record.landing[..., axis], np.nan) for axis in (0, 1))
    east, north = plane.transform(longitude, latitude)
    places = np.stack([np.where(there, east, np.nan), np.where(there, north, np.nan)])
    region = region_of(longitude, latitude)
    table = regions()
    inside = {"north": np.isin(region, table.of_country("KP")), "sea": np.isin(region, table.of_kind("sea"))}
    found = {}
    for kind in dict.fromkeys(drop.item for drop in layout.drops):
        if kind in (INTACT_BUNDLE, EMPTY_ENVELOPE):
            continue
        own = [number for number, drop in enumerate(layout.drops) if drop.item == kind]
        pieces = np.array([layout.drops[number].items for number in own])
        shares = {name: hit[:, own] @ pieces / pieces.sum() for name, hit in inside.items()}
        middle = _middle(places[:, :, own], pieces)
        found[kind] = Landed(middle[0], middle[1], shares)
    return found


def _middle(places: Floats, pieces: Floats) -> Floats:
    """Mean place of the pieces that landed, (axis, balloon); NaN where none did."""
    weight = np.where(np.isnan(places[0]), 0.0, pieces)
    total = weight.sum(axis=1)
    summed = (np.nan_to_num(places) * weight).sum(axis=2)
    return np.asarray(np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0.0))
