"""The ways to part the ground into classes, each place in exactly one: by country, by height, by depth in the North.

Holds no probability: it names the classes, says which one each drop fell into, and in which order they are told.
"""

import itertools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.ground import demarcation_distance, regions, terrain_height
from sim.landing.counting.counts import Classes
from sim.landing.counting.endings import Endings, totals

TERRAIN_BOUNDS = (100.0, 300.0, 600.0, 1000.0)
"""Bounds between the classes of terrain height; a bound belongs to the class above it. [m]"""

LINE_BOUNDS = (10e3, 25e3, 50e3, 100e3, 200e3)
"""Bounds between the classes of distance beyond the line; a bound belongs to the class beyond it. [m]"""

TOTAL_LABELS = {"north_korea": "North Korea", "sea": "Sea", "no_landing": "Did not land"}


class Group(NamedTuple):
    """Classes that are told one after another.

    total : str
        Name of their sum, which stands above them; empty where they stand alone.
    members : tuple of str
    """

    total: str
    members: tuple[str, ...]


class Headings(NamedTuple):
    """What a table tells, and in which order.

    groups : tuple of Group
        Every class in exactly one.
    labels : dict of str to str
        What a person reads for each class and each total.
    kind : str
        What a class is: "region", "class" or "place".
    always : frozenset of str
        Classes that are told even when nothing fell there.
    """

    groups: tuple[Group, ...]
    labels: dict[str, str]
    kind: str
    always: frozenset[str]


class Breakdown(NamedTuple):
    """The ground, parted; the headings have every class once."""

    classes: Classes
    headings: Headings


def breakdown_of(by: str, endings: Endings) -> Breakdown:
    """The ground parted in one of the ways of `BREAKDOWNS`.

    Raises
    ------
    InputError
        If there is no such way.
    """
    if by not in _WAYS:
        raise InputError(f"probabilities: by is {by!r}; it must be one of {', '.join(BREAKDOWNS)}.")
    return _WAYS[by](endings)


def by_region(endings: Endings) -> Breakdown:
    """Provinces of the North, countries, and each sea."""
    return Breakdown(endings.by_region, region_headings())


def region_headings() -> Headings:
    """The same, without a drop in any."""
    names = regions().names
    within = totals(len(names))
    provinces, seas = ({names[number] for number in within[total]} for total in ("north_korea", "sea"))
    groups = (
        Group("north_korea", tuple(name for name in names if name in provinces)),
        Group("", tuple(name for name in names if name not in provinces | seas)),
        Group("sea", tuple(name for name in names if name in seas)),
    )
    return Headings(groups, _region_labels(), "region", frozenset({"south_korea"}))


def _by_province(endings: Endings) -> Breakdown:
    """Provinces of the North; other countries and the sea whole."""
    provinces, others, _ = region_headings().groups
    classes = _joined(endings, {name: name for group in (provinces, others) for name in group.members})
    groups = (provinces, Group("", (*others.members[:-1], "sea", others.members[-1])))
    return Breakdown(classes, Headings(groups, _region_labels(), "region", frozenset({"south_korea", "sea"})))


def _by_country(endings: Endings) -> Breakdown:
    """Countries and the sea, whole."""
    provinces, others, _ = region_headings().groups
    classes = _joined(
        endings, dict.fromkeys(provinces.members, "north_korea") | {name: name for name in others.members}
    )
    order = ("north_korea", *others.members[:-1], "sea", others.members[-1])
    always = frozenset({"north_korea", "south_korea", "sea"})
    return Breakdown(classes, Headings((Group("", order),), _region_labels(), "region", always))


def _by_surface(endings: Endings) -> Breakdown:
    """Land or sea; beyond the shapes nobody says."""
    labels = {"land": "Land", "sea": "Sea", "elsewhere": _region_labels()["elsewhere"]}
    classes = _joined(endings, {region.name: region.kind for region in regions()})
    return Breakdown(classes, Headings((Group("", tuple(labels)),), labels, "class", frozenset({"land", "sea"})))


def _by_terrain(endings: Endings) -> Breakdown:
    """Height of the ground in the table of terrain heights.

    Sea is what the shapes call so; beyond the shapes, where the table stands at 0.
    """
    labels = {"sea": "Sea"} | _class_labels("", TERRAIN_BOUNDS, 1.0, "m") | {"beyond_terrain": "Beyond the table"}
    height = terrain_height(endings.longitude, endings.latitude)
    kind = _kinds(endings)
    number = np.where(np.isnan(height), len(labels) - 1, 1 + np.digitize(height, TERRAIN_BOUNDS))
    number[(kind == "sea") | ((kind == "elsewhere") & (height == 0.0))] = 0
    classes = Classes(tuple(labels), np.where(kind == "nowhere", -1, number))
    return Breakdown(classes, Headings((Group("", classes.names),), labels, "class", frozenset(classes.names[:-1])))


def _by_line(endings: Endings) -> Breakdown:
    """How deep in the North: distance on the ellipsoid to the nearest point of the Military Demarcation Line."""
    depths = _class_labels("north_", LINE_BOUNDS, 1e3, "km")
    labels = depths | {"south_korea": "South Korea", "sea": "Sea", "other": "Other countries and beyond the shapes"}
    north = np.isin(endings.by_region.number, regions().of_country("KP"))
    kind, south = _kinds(endings), endings.by_region.number == regions().index("south_korea")
    number = np.select([kind == "nowhere", south, kind == "sea"], [-1, len(depths), len(depths) + 1], len(depths) + 2)
    distance = demarcation_distance(endings.longitude[north], endings.latitude[north])
    number[north] = np.digitize(distance, LINE_BOUNDS)
    groups = (Group("north_korea", tuple(depths)), Group("", ("south_korea", "sea", "other")))
    headings = Headings(groups, labels, "class", frozenset(labels) - {"other"})
    return Breakdown(Classes(tuple(labels), number), headings)


_WAYS: dict[str, Callable[[Endings], Breakdown]] = {
    "country": _by_country,
    "province": _by_province,
    "surface": _by_surface,
    "terrain": _by_terrain,
    "beyond_line": _by_line,
}

BREAKDOWNS = tuple(_WAYS)
"""Ways to part the ground."""


def _region_labels() -> dict[str, str]:
    return {region.name: region.label for region in regions()} | TOTAL_LABELS


def _joined(endings: Endings, name_of: dict[str, str]) -> Classes:
    """Regions put together under other names; a region without one is sea."""
    of_region = [name_of.get(name, "sea") for name in regions().names]
    names = tuple(dict.fromkeys(of_region))
    # the last entry is read for -1, which stands for no landing
    number = np.array([*(names.index(name) for name in of_region), -1], dtype=np.int16)
    return Classes(names, number[endings.by_region.number])


def _kinds(endings: Endings) -> NDArray[np.str_]:
    """Kind of region of each drop: "land", "sea", "elsewhere", or "nowhere" without a landing. (balloon, drop)"""
    # the last entry is read for -1
    kinds = np.array([*(region.kind for region in regions()), "nowhere"])
    return np.asarray(kinds[endings.by_region.number])


def _class_labels(prefix: str, bounds: tuple[float, ...], unit: float, symbol: str) -> dict[str, str]:
    """Name and label of each class between bounds, from below the first to from the last on."""
    steps = [f"{bound / unit:.0f}" for bound in bounds]
    below, beyond = f"Below {steps[0]} {symbol}", f"From {steps[-1]} {symbol}"
    between = {
        f"{prefix}{low}_to_{high}_{symbol}": f"{low} to {high} {symbol}" for low, high in itertools.pairwise(steps)
    }
    return {f"{prefix}below_{steps[0]}_{symbol}": below, **between, f"{prefix}from_{steps[-1]}_{symbol}": beyond}
