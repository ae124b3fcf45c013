"""Completes what a person typed: defaults, coordinates of a site, what a timer's kind brings, items, measured speeds.

It also checks citations. After this a scenario needs no other table. It works on plain dictionaries; wrong types are
left for the models to refuse, so that all faults come out together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import EvidenceError
from sim.evidence import Evidence
from sim.evidence.load import CITATION
from sim.evidence.reading import place_name, shown, suggestion
from sim.scenario.items import EITHER_OR, INTACT_BUNDLE
from sim.scenario.kept import kept_speed_faults
from sim.scenario.measured import with_measured_speeds
from sim.scenario.tables import catalogue, defaults, launch_rule_defaults, site_named, site_names, timers
from sim.scenario.typed import carriers_in, entries_in, stated_in, table_in

# What a person typed is not known before it is checked.
Raw = dict[str, Any]

# Any bundle may come down in one piece.
_ALWAYS_NEEDED = (INTACT_BUNDLE,)


def completed(raw: Mapping[str, Any]) -> tuple[Raw, list[str]]:
    """The complete scenario and what could not be completed, as ends of sentences that begin with the file's name."""
    full: Raw = {**_with_defaults(raw)}
    _add_timer(full)
    _add_launch_rule(full)
    faults = [*_add_place(full), *_add_items(full), *_add_measured(full, table_in(raw, "items"))]
    return full, [*faults, *kept_speed_faults(full)]


def _with_defaults(raw: Mapping[str, Any]) -> Raw:
    merged = {key: {**table, **table_in(raw, key)} for key, table in defaults().items()}
    mistyped = {key: raw[key] for key in merged if key in raw and not isinstance(raw[key], Mapping)}
    return {**raw, **merged, **mistyped}


def _add_place(full: Raw) -> list[str]:
    """Resolve the site into coordinates; a site beside other coordinates is a fault."""
    launch = table_in(full, "launch")
    name = stated_in(launch, "site")
    if not isinstance(name, str):
        return []
    site = site_named(name)
    if site is None:
        near = suggestion(name, site_names())
        return [f"launch.site is {shown(name)}, which is not a known site; {near} Or give longitude and latitude."]
    given = (stated_in(launch, "longitude"), stated_in(launch, "latitude"))
    if given not in ((None, None), (site.longitude, site.latitude)):
        at = f"{site.longitude:g}, {site.latitude:g}"
        return [f"launch has the site {shown(name)} ({at}) and other coordinates; give the site or the coordinates."]
    place = {key: {"value": getattr(site, key), "source": site.source} for key in ("longitude", "latitude")}
    stated = launch["site"]
    full["launch"] = {**launch, **place, "site": {**stated, "value": site.name} if isinstance(stated, dict) else stated}
    return []


def _add_timer(full: Raw) -> None:
    """Bring in what the kind of timer brings, below what the file itself says; the models refuse an unknown kind."""
    timer = table_in(full, "timer")
    kind = stated_in(timer, "kind")
    if not isinstance(kind, str) or kind not in timers():
        kind = stated_in(defaults()["timer"], "kind")
    if timer:
        full["timer"] = {**timers()[kind], **timer}


def _add_launch_rule(full: Raw) -> None:
    """Complete the launch rule, where there is one."""
    rule = full.get("launch_rule")
    if isinstance(rule, Mapping):
        full["launch_rule"] = {**launch_rule_defaults(), **rule}


def _kinds(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Place and kind of every item that the payload mentions."""
    for place, carrier in carriers_in(payload):
        yield from ((f"{place}.items", item.get("kind", "")) for item in entries_in(carrier, "items"))
        yield f"{place}.falls_as", carrier.get("falls_as", "")


def _described(kind: str, own: Mapping[str, Any]) -> Raw:
    """What the catalogue and the file say of a kind; where one entry stands for another, the file's own is kept."""
    shipped = dict(catalogue().get(kind, {}))
    for pair in EITHER_OR:
        if any(own.get(key) is not None for key in pair):
            shipped = {key: entry for key, entry in shipped.items() if key not in pair}
    return {**shipped, **own}


def _add_items(full: Raw) -> list[str]:
    """Bring in the catalogue's entries for every kind that is carried, below what the file itself says of them."""
    own = table_in(full, "items")
    carried = [(place, kind) for place, kind in _kinds(table_in(full, "payload")) if isinstance(kind, str) and kind]
    wanted = dict.fromkeys([*(kind for _, kind in carried), *_ALWAYS_NEEDED, *own])
    known = {kind: _described(kind, table_in(own, kind)) for kind in wanted}
    mistyped = {kind: table for kind, table in own.items() if not isinstance(table, Mapping)}
    if not isinstance(full.get("items", {}), Mapping):
        return []
    full["items"] = {**{kind: table for kind, table in known.items() if table or kind in own}, **mistyped}
    names = {*catalogue(), *own}
    missing = dict.fromkeys((place, kind) for place, kind in carried if kind not in names)
    return [
        f"{place} has the kind {shown(kind)}, which is not in the catalogue; {suggestion(kind, names)} "
        f"Or describe it under [items.{kind}]."
        for place, kind in missing
    ]


def _add_measured(full: Raw, own: Mapping[str, Any]) -> list[str]:
    """Put measured speeds in the place of those of the catalogue and of formulas."""
    file, items = full.get("measured_fall_speeds"), full.get("items")
    if not isinstance(file, str) or not isinstance(items, Mapping):
        return []
    full["items"], faults = with_measured_speeds(items, own, file)
    return faults


def citation_faults(raw: Mapping[str, Any], evidence: Evidence) -> list[str]:
    """Every citation that does not hold, as ends of sentences that begin with the file's name."""
    faults = [f"{place}: {fault}" for place, text in _citations(raw, ()) for fault in _citation_fault(text, evidence)]
    claims = raw.get("claims", [])
    named = [claim for claim in claims if isinstance(claim, str)] if isinstance(claims, list | tuple) else []
    return [*faults, *(f"claims: {fault}" for claim in named for fault in _claim_fault(claim, evidence))]


def _citations(raw: Any, path: tuple[str | int, ...], root: Any = None) -> Iterator[tuple[str, str]]:
    """Place and text of every citation of a fact in a `source` or `because` below."""
    root = raw if root is None else root
    if isinstance(raw, Mapping):
        for key, below in raw.items():
            if key in ("source", "because") and isinstance(below, str):
                yield from ((place_name(path, root), cited) for cited in re.findall(r"fact:\S*[\w/]", below))
            yield from _citations(below, (*path, key), root)
    elif isinstance(raw, list | tuple):
        for index, below in enumerate(raw):
            yield from _citations(below, (*path, index), root)


def _citation_fault(citation: str, evidence: Evidence) -> list[str]:
    try:
        fact = evidence.fact(citation)
    except EvidenceError as error:
        return list(error.problems)
    if fact.is_citable:
        return []
    return [
        f"cites {fact.id}, whose role is {fact.role}; a value may rest on the roles launch, balloon, payload and "
        "weather only; what was claimed or found is for comparison. Cite another source, or list a claim under claims."
    ]


def _claim_fault(claim: str, evidence: Evidence) -> list[str]:
    if not claim.startswith(CITATION):
        return [f"{shown(claim)} is not a citation; it must be fact:ARTICLE/FACT."]
    try:
        fact = evidence.fact(claim)
    except EvidenceError as error:
        return list(error.problems)
    if fact.role == "claim":
        return []
    return [f"{fact.id} has the role {fact.role}; only facts of the role claim are listed here."]
