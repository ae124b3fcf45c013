"""The tables shipped with the package: launch sites, the catalogue of items, kinds of timers, and default settings."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.evidence.reading import read_toml

HERE = Path(__file__).parent
"""Where these tables are."""


@dataclass(frozen=True)
class Site:
    """A launch site.

    Attributes
    ----------
    name : str
        What scenarios call it.
    label : str
        Name for people.
    longitude, latitude : float
        [degree]
    source : str
        Where the coordinates come from, and how good they are.
    aliases : tuple of str
        Other names of it.
    """

    name: str
    label: str
    longitude: float
    latitude: float
    source: str
    aliases: tuple[str, ...] = ()


def _spelled_alike(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


@functools.cache
def sites() -> Mapping[str, Site]:
    """The launch sites by name."""
    raw = read_toml(HERE / "sites.toml", ScenarioError)
    return {name: Site(name=name, **{**table, "aliases": tuple(table["aliases"])}) for name, table in raw.items()}


@functools.cache
def _sites_by_any_name() -> Mapping[str, Site]:
    return {_spelled_alike(name): site for site in sites().values() for name in (site.name, *site.aliases)}


def site_named(name: str) -> Site | None:
    """The launch site of this name or alias, however it is spelled; None if there is none."""
    return _sites_by_any_name().get(_spelled_alike(name))


def site_names() -> list[str]:
    """All names of all sites."""
    return sorted({name for site in sites().values() for name in (site.name, *site.aliases)})


@functools.cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:  # Any: tables as read, not yet checked
    """The catalogue of items as read, by kind."""
    return read_toml(HERE / "items.toml", ScenarioError)


@functools.cache
def timers() -> Mapping[str, Mapping[str, Any]]:  # Any: tables as read, not yet checked
    """What each kind of timer brings to the table [timer], as read."""
    return read_toml(HERE / "timers.toml", ScenarioError)


@functools.cache
def launch_rule_defaults() -> Mapping[str, Any]:  # Any: entries as read, not yet checked
    """What a table [launch_rule] may leave out, as read."""
    return read_toml(HERE / "launch_rule.toml", ScenarioError)


@functools.cache
def defaults() -> Mapping[str, Mapping[str, Any]]:  # Any: tables as read, not yet checked
    """Default entries of the tables [balloon], [timer], [weather] and [simulation] as read."""
    return read_toml(HERE / "defaults.toml", ScenarioError)
