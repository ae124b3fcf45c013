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

    `label` is what a person reads for the item; `items` is how many pieces of it one fall sample stands for, for the
    median balloon.
    """

    bundle: int
    item: str
    label: str
    sample: int
    items: float


@dataclass(frozen=True)
class Layout:
    """Bundles and drops, in the order of the kernel's columns."""

    bundles: "tuple[Bundle, ...]"
    drops: tuple[Drop, ...]

    def packed(self) -> Drops:
        """As the kernel wants it."""
        return Drops(
            np.array([drop.bundle for drop in self.drops], dtype=np.int64),
            np.array([drop.item == INTACT_BUNDLE for drop in self.drops]),
        )


def layout_of(scenario: "Scenario", fall_samples: int) -> Layout:
    """The drops of one balloon: each bundle unopened, then its items; the empty envelope last.

    Parameters
    ----------
    scenario : Scenario
    fall_samples : int
        How many pieces of each kind are followed for each bundle.
    """
    bundles = scenario.payload.bundle_list
    payload_mass = scenario.payload.payload_mass_kg.median
    drops = []
    for number, bundle in enumerate(bundles):
        drops.append(Drop(number, INTACT_BUNDLE, scenario.item(INTACT_BUNDLE).label, 0, 1.0))
        for share in bundle.items:
            item = scenario.item(share.kind)
            pieces = payload_mass * bundle.mass_share * share.mass_share / item.mass.median
            drops += [
                Drop(number, share.kind, item.label, sample, pieces / fall_samples) for sample in range(fall_samples)
            ]
    drops.append(Drop(NO_BUNDLE, EMPTY_ENVELOPE, "empty envelope", 0, 1.0))
    return Layout(bundles, tuple(drops))
