"""Sets single entries of a scenario by their dotted names, as sweeps and notebooks do."""

from collections.abc import Mapping
from typing import Any

from sim.errors import ScenarioError
from sim.evidence.reading import suggestion
from sim.scenario.measured import is_measured
from sim.scenario.tables import catalogue, timers

Raw = dict[str, Any]

_WHY = "set for this run"

# Entries that have no grounds of their own, and may be set where there was none.
_PLAIN = frozenset({"mass_share", "count", "falls_as", "measured_fall_speeds", "member", "north_item", "sampling"})

# What decides how fast an item falls, and what is looked up with it.
_OF_SPEED = ("size_cm", "area_cm2", "grammage_g_m2", "sea_level_speed_m_s", "drag_coefficient")
_LOOKED_UP = (*_OF_SPEED, "spread_within_drop")


def changed(raw: Raw, changes: Mapping[str, Any], origin: str) -> Raw:
    """The same tables with the named entries set; those that are given are changed.

    Raises
    ------
    ScenarioError
        With every name that leads nowhere.
    """
    _forget_the_other_place(raw, changes)
    _forget_the_other_timer(raw, changes)
    _forget_looked_up_speeds(raw, changes)
    faults = [f"{origin}: {fault}" for path, value in changes.items() for fault in _set(raw, path, _plain(value))]
    if faults:
        raise ScenarioError(faults)
    return raw


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


def _forget_the_other_timer(raw: Raw, changes: Mapping[str, Any]) -> None:
    """A new kind of timer takes away what the kind before it brought, so that it can bring its own."""
    timer = raw.get("timer", {})
    kind = timer.get("kind", {}).get("value")
    if "timer.kind" in changes and kind in timers():
        for key, brought in timers()[kind].items():
            if timer.get(key) == brought:
                del timer[key]


def _forget_looked_up_speeds(raw: Raw, changes: Mapping[str, Any]) -> None:
    """A change of the table of measured speeds, or of a sheet, lets its speed be looked up again."""
    for kind, item in raw.get("items", {}).items():
        if "measured_fall_speeds" in changes or any(f"items.{kind}.{key}" in changes for key in _OF_SPEED):
            for key, entry in list(item.items()):
                if is_measured(entry) or (key in _LOOKED_UP and entry == catalogue().get(kind, {}).get(key)):
                    del item[key]


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
        table[last] = value if last in _PLAIN else _grounded(value, table.get(last))
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
