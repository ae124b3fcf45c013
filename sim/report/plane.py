"""The plane of the interactive map: equal areas, in kilometres from the launch, with bearings from it true.

Holds shapes and positions, no probability.
"""

from typing import Any, NamedTuple

import numpy as np
import shapely
import xarray as xr
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer

Json = dict[str, Any]  # Any: whatever JSON holds

METRES = 10.0
"""Positions on the map are rounded to this. [m]"""

SIMPLIFIED = 300.0
"""Outlines of regions stay within this of the shipped ones. [m]"""


class Path(NamedTuple):
    """Lines in the plane, one after the other with a gap (None) between. [km]"""

    x: list[float | None]
    y: list[float | None]


class Plane:
    """Lambert's azimuthal equal-area projection about the launch site."""

    def __init__(self, flights: xr.Dataset) -> None:
        self.longitude = float(flights.attrs["launch_longitude"])
        self.latitude = float(flights.attrs["launch_latitude"])
        projection = CRS.from_dict({"proj": "laea", "lon_0": self.longitude, "lat_0": self.latitude, "ellps": "WGS84"})
        self._transformer = Transformer.from_crs(projection.geodetic_crs, projection, always_xy=True)

    def positions(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """From degrees to the plane. [km]"""
        x, y = self._transformer.transform(np.asarray(longitude), np.asarray(latitude))
        return x / 1e3, y / 1e3

    def degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """From the plane [km] to longitude and latitude."""
        longitude, latitude = self._transformer.transform(np.asarray(x) * 1e3, np.asarray(y) * 1e3, direction="INVERSE")
        return longitude, latitude

    def shape(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """A shape in degrees, in the plane. [km]"""
        return shapely.transform(geometry, lambda points: np.column_stack(self.positions(*points.T)))

    def outline(self, geometry: shapely.Geometry) -> Path:
        """Outline of a region in degrees, simplified."""
        return path(self.shape(geometry).simplify(SIMPLIFIED / 1e3))


def path(geometry: shapely.Geometry) -> Path:
    """Every line or ring of a shape in the plane; holes run against the edge that they are in."""
    x: list[float | None] = []
    y: list[float | None] = []
    for part in shapely.get_parts(geometry):
        for ring in _rings(part):
            points = rounded(np.asarray(ring.coords))
            x += [*([None] if x else []), *points[:, 0].tolist()]
            y += [*([None] if y else []), *points[:, 1].tolist()]
    return Path(x, y)


def rounded(kilometres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions as the page carries them. [km]"""
    return np.round(kilometres, int(np.log10(1e3 / METRES)))


def _rings(part: shapely.Geometry) -> list[shapely.Geometry]:
    if part.geom_type != "Polygon":
        return [part]
    turned = shapely.geometry.polygon.orient(part)
    return [turned.exterior, *turned.interiors]
