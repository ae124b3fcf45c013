"""Which drops a balloon of a scenario has: bundle x item kind x fall sample, and the empty envelope."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.flight.state import Drops
from sim.scenario import INTACT_BUNDLE

if TYPE_CHECKING:
    from sim.scenario import Bundle, Scenario

__all__ = ["EMPTY_ENVELOPE", "INTACT_BUNDLE", "NO_BUNDLE", "Drop", "Layout", "layout_of"]

EMPTY_ENVELOPE = "empty_envelope"
NO_BUNDLE = -1


@dataclass(frozen=True)
class Drop:
    """One thing that comes down from every balloon.

    `item` says what it is, `kind` the kind of item whose fall it has: they differ for a bundle only. `label` is what a
    person reads; `items` is how many pieces of it one fall sample stands for, for the median balloon.
    """

    bundle: int
    item: str
    kind: str
    label: str
    sample: int
    items: float


@dataclass(frozen=True)
class Layout:
    """Bundles and drops, in the order of the kernel's columns."""

    bundles: "tuple[Bundle, ...]"
    drops: tuple[Drop, ...]

    @property
    def payload(self) -> "Layout":
        """The same without the empty envelope, which nobody follows then."""
        return Layout(self.bundles, tuple(drop for drop in self.drops if drop.bundle != NO_BUNDLE))

    def of(self, scenario: "Scenario") -> "Layout":
        """The same drops in the bundles of another scenario, which differ in their timers only."""
        return Layout(scenario.payload.bundle_list, self.drops)

    def packed(self, scenario: "Scenario") -> Drops:
        """As the kernel wants it."""
        glides = np.array([_glide(scenario, drop) for drop in self.drops])
        return Drops(
            np.array([drop.bundle for drop in self.drops], dtype=np.int64),
            np.array([drop.item == INTACT_BUNDLE for drop in self.drops]),
            glides[:, 0].copy(),
            glides[:, 1].copy(),
        )


def _glide(scenario: "Scenario", drop: Drop) -> tuple[float, float]:
    """Angle and persistence of its glide; nothing where it falls straight. [rad], [m]"""
    if drop.bundle == NO_BUNDLE:
        return 0.0, 0.0
    item = scenario.item(drop.kind)
    if item.glide_angle is None or item.glide_persistence is None:
        return 0.0, 0.0
    return item.glide_angle.median, item.glide_persistence.median


def layout_of(scenario: "Scenario", fall_samples: int) -> Layout:
    """The drops of one balloon: each bundle unopened, then its items; the empty envelope last.

    Parameters
    ----------
    scenario : Scenario
    fall_samples : int
        How many pieces of each kind are followed for each bundle.
    """
    bundles = scenario.payload.bundle_list
    drops = []
    for number, bundle in enumerate(bundles):
        drops.append(Drop(number, INTACT_BUNDLE, bundle.falls_as, scenario.item(bundle.falls_as).label, 0, 1.0))
        for share in bundle.items:
            item = scenario.item(share.kind)
            pieces = scenario.pieces(bundle, share) / fall_samples
            drops += [
                Drop(number, share.kind, share.kind, item.label, sample, pieces) for sample in range(fall_samples)
            ]
    drops.append(Drop(NO_BUNDLE, EMPTY_ENVELOPE, EMPTY_ENVELOPE, "empty envelope", 0, 1.0))
    return Layout(bundles, tuple(drops))


def drops_of(scenario: "Scenario") -> int:
    """How many drops each balloon of a scenario has."""
    return len(layout_of(scenario, scenario.simulation.fall_samples).drops)
