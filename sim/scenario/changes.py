"""Sets single entries of a scenario by their dotted names, as sweeps and notebooks do."""

import copy
from collections.abc import Mapping
from typing import Any

from sim.errors import ScenarioError
from sim.evidence.reading import suggestion

Raw = dict[str, Any]

_WHY = "set for this run"


def changed(raw: Raw, changes: Mapping[str, Any], origin: str) -> Raw:
    """A copy with the named entries set.

    Raises
    ------
    ScenarioError
        With every name that leads nowhere.
    """
    new = copy.deepcopy(raw)
    _forget_the_other_place(new, changes)
    faults = [f"{origin}: {fault}" for path, value in changes.items() for fault in _set(new, path, _plain(value))]
    if faults:
        raise ScenarioError(faults)
    return new


def _plain(value: Any) -> Any:
    """A NumPy scalar as the Python number that it holds."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value


def _forget_the_other_place(raw: Raw, changes: Mapping[str, Any]) -> None:
    """A new site replaces the coordinates, and new coordinates the site."""
    launch = raw.get("launch", {})
    if "launch.site" in changes:
        launch.pop("longitude", None)
        launch.pop("latitude", None)
    elif "launch.longitude" in changes or "launch.latitude" in changes:
        launch.pop("site", None)


def _set(raw: Raw, path: str, value: Any) -> list[str]:
    *parents, last = path.split(".")
    table: Any = raw
    for step in parents:
        below = _below(table, step)
        if below is None:
            return [f"{path} leads nowhere: {step} is not known there; {suggestion(step, _names(table))}"]
        table = below
    if not isinstance(table, dict):
        return [f"{path} leads nowhere: {parents[-1]} is not a table."]
    if value is None:
        table.pop(last, None)
    else:
        table[last] = _grounded(value, table.get(last))
    return []


def _below(table: Any, step: str) -> Any:
    if isinstance(table, dict):
        return table.get(step)
    if isinstance(table, list):
        named = [entry for entry in table if step in (entry.get("name"), entry.get("kind"))]
        return named[0] if named else None
    return None


def _names(table: Any) -> list[str]:
    if isinstance(table, list):
        return [str(entry.get("name", entry.get("kind"))) for entry in table]
    return list(table) if isinstance(table, dict) else []


def _grounded(value: Any, before: Any) -> Any:
    """The new entry; a bare one says that it was set for this run, unless it replaces a bare one."""
    bare_before = before is not None and not isinstance(before, Mapping)
    return value if isinstance(value, Mapping | list) or bare_before else {"value": value, "because": _WHY}
