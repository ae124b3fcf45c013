"""Looks into tables as typed, before they are checked: what is not there or cannot be read is passed over in silence.

The models say what is wrong with it; whoever looks here wants its own faults to come out together with theirs.
"""

from collections.abc import Mapping
from typing import Any

from sim.scenario.value import typed_value

# What a person typed is not known before it is checked.
Table = Mapping[str, Any]


def table_in(raw: Any, key: str) -> Table:  # Any: as typed by a person
    """The table under a key; empty where there is none."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def entries_in(raw: Table, key: str) -> list[Table]:
    """The tables in the list under a key."""
    found = raw.get(key)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list | tuple) else []


def stated_in(table: Table, key: str) -> Any:  # Any: as typed by a person
    """What is stated under a key, with or without grounds; None where nothing is."""
    found = table.get(key)
    return found.get("value") if isinstance(found, Mapping) else found


def median_in(table: Table, key: str) -> float | None:
    """The median in SI of the value under a key; None where it cannot be read."""
    try:
        return float(typed_value(table.get(key), key).median)
    except ValueError:
        return None


def carriers_in(payload: Table) -> list[tuple[str, Table]]:
    """Place and table of every bundle, or of the dispenser: of whatever has items."""
    bundles = [(f"payload.bundles.{bundle.get('name')}", bundle) for bundle in entries_in(payload, "bundles")]
    dispenser = table_in(payload, "dispenser")
    return [*bundles, ("payload.dispenser", dispenser)] if dispenser else bundles
