"""Whether counted pieces fit into their bundles, by mass; looked up in the tables as typed.

So that these faults come out together with those of the models.
"""

import math
from collections.abc import Iterator
from typing import Any

from sim.scenario.payload import SHARE_TOLERANCE
from sim.scenario.typed import Table, carriers_in, entries_in, median_in, table_in


def count_faults(raw: Any) -> Iterator[str]:  # Any: as typed by a person
    """Every bundle whose pieces weigh more than it does, as ends of sentences that begin with the file's name."""
    items, payload = table_in(raw, "items"), table_in(raw, "payload")
    total = median_in(payload, "payload_mass_kg")
    for place, carrier in carriers_in(payload):
        share, pieces = _share(carrier), _pieces_mass(carrier, items)
        if total is not None and share is not None and pieces > total * share * (1.0 + SHARE_TOLERANCE):
            yield (
                f"{place}.items are pieces of {pieces:.4g} kg in all, but its share of the median payload is "
                f"{total * share:.4g} kg; give fewer pieces, or more mass."
            )


def _share(carrier: Table) -> float | None:
    """Share of the payload that a bundle or a batch is; None where it cannot be read."""
    share, batches = carrier.get("mass_share"), carrier.get("batches")
    if isinstance(share, int | float):
        return float(share)
    return 1.0 / batches if isinstance(batches, int) and batches > 0 else None


def _pieces_mass(carrier: Table, items: Table) -> float:
    """Median mass of the pieces that are counted and whose mass is known. [kg]"""
    counted = [(entry.get("count"), median_in(_kind(entry, items), "mass_g")) for entry in entries_in(carrier, "items")]
    return math.fsum(count * mass for count, mass in counted if isinstance(count, int | float) and mass is not None)


def _kind(entry: Table, items: Table) -> Table:
    return table_in(items, str(entry.get("kind")))
