"""The shapes that ship with the package: regions, lines and places, read once.

Holds no drawing and no test of which region a point is in.
"""

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from shapely import Geometry
from shapely.geometry import shape

_HERE = Path(__file__).parent

NO_POSITION = -1


class Region(NamedTuple):
    """One region.

    name : str
        Without blanks, as it stands in a file's `flag_meanings`.
    label, label_korean : str
        As a person reads it.
    kind : str
        "land", "sea" or "elsewhere" (beyond the shapes).
    country : str
        Two-letter code (ISO 3166-1); empty for a sea.
    """

    name: str
    label: str
    label_korean: str
    kind: str
    country: str


@dataclass(frozen=True)
class RegionTable:
    """All regions in the order of their numbers; the last one is what lies beyond the shapes."""

    entries: tuple[Region, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Region]:
        return iter(self.entries)

    def __getitem__(self, index: int) -> Region:
        return self.entries[index]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.entries)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(entry.label for entry in self.entries)

    @property
    def flag_values(self) -> tuple[int, ...]:
        """For a file: the number that stands for no position, then the number of every region."""
        return (NO_POSITION, *range(len(self)))

    @property
    def flag_meanings(self) -> str:
        """For a file: the names that belong to `flag_values`, parted by blanks."""
        return " ".join(("nowhere", *self.names))

    def index(self, name: str) -> int:
        """Number of a region by its name."""
        return self.names.index(name)

    def of_country(self, country: str) -> tuple[int, ...]:
        """Numbers of the regions of a country (two-letter code)."""
        return tuple(number for number, entry in enumerate(self.entries) if entry.country == country)

    def of_kind(self, kind: str) -> tuple[int, ...]:
        """Numbers of the regions of one kind ("land", "sea" or "elsewhere")."""
        return tuple(number for number, entry in enumerate(self.entries) if entry.kind == kind)


class Place(NamedTuple):
    """A town; `people` is the population of its wider area, and `label_korean` is empty where it is not known."""

    name: str
    country: str
    people: int
    longitude: float
    latitude: float
    label_korean: str


@functools.cache
def _features(name: str) -> tuple[tuple[dict[str, Any], Geometry], ...]:
    collection = json.loads((_HERE / name).read_text(encoding="utf-8"))
    return tuple((feature["properties"], shape(feature["geometry"])) for feature in collection["features"])


@functools.cache
def regions() -> RegionTable:
    """The regions, numbered as `region_of` numbers them.

    Examples
    --------
    >>> regions()[0].label
    'Pyongyang'
    >>> regions()[len(regions()) - 1].name
    'elsewhere'
    """
    entries = [Region(**properties) for properties, _ in _features("regions.geojson")]
    return RegionTable((*entries, Region("elsewhere", "Beyond 118-138 E, 30-47 N", "그 밖", "elsewhere", "")))


@functools.cache
def shapes() -> Mapping[str, Geometry]:
    """Shape of every region but `elsewhere`, by name, in longitude and latitude. [degree]

    They do not overlap. Land is Natural Earth 1:10m; a sea is the water between rule lines (see DATA.md).
    """
    return {properties["name"]: geometry for properties, geometry in _features("regions.geojson")}


@functools.cache
def lines() -> Mapping[str, Geometry]:
    """The Military Demarcation Line and the limits of the zone on both sides of it. [degree]"""
    return {properties["name"]: geometry for properties, geometry in _features("lines.geojson")}


@functools.cache
def places() -> tuple[Place, ...]:
    """Towns of both Koreas, the largest first."""
    return tuple(
        Place(
            properties["name"],
            properties["country"],
            properties["people"],
            point.x,
            point.y,
            properties["label_korean"],
        )
        for properties, point in _features("places.geojson")
    )


@functools.cache
def ground_digest() -> str:
    """SHA-256 of the shipped shapes and terrain, which decide where and in which region things land."""
    digest = hashlib.sha256()
    for name in ("regions.geojson", "terrain.nc"):
        digest.update((_HERE / name).read_bytes())
    return digest.hexdigest()
