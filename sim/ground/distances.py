"""How far a position is from a place or from the Military Demarcation Line, on the ellipsoid.

Holds no probability: it measures.
"""

import functools

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer

from sim.ground.shapes import lines

_EARTH = Geod(ellps="WGS84")
# A degree of latitude is nowhere shorter, and one of longitude nowhere shorter than this times the cosine. [m]
_SHORTEST_DEGREE = 110_500.0
# Distances on the sphere of the mean radius [m] are those on the ellipsoid within 0.6 %.
_MEAN_RADIUS, _SPHERE_ERROR = 6_371_008.8, 0.006


def distance_to(longitude: ArrayLike, latitude: ArrayLike, place: tuple[float, float]) -> NDArray[np.float64]:
    """Geodesic distance from positions to one place. [m]

    Parameters
    ----------
    longitude, latitude : array_like
        [degree]
    place : (float, float)
        Longitude and latitude. [degree]

    Returns
    -------
    ndarray
        NaN where a position is. [m]
    """
    x, y = np.broadcast_arrays(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
    _, _, distance = _EARTH.inv(np.full(x.shape, place[0]), np.full(x.shape, place[1]), x, y)
    return np.asarray(distance, dtype=np.float64)


def within(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], place: tuple[float, float], radius: float
) -> NDArray[np.intp]:
    """Which of the positions lie within a radius [m] of a place, as distances on the ellipsoid. (n,) of positions

    Only positions in a box about the circle are looked at, and only those near its edge are measured on the ellipsoid:
    most landings are far from most towns, and the sphere tells for nearly all others.
    """
    half_height = radius / _SHORTEST_DEGREE
    farthest = np.deg2rad(min(abs(place[1]) + half_height, 89.9))
    east = np.abs((longitude - place[0] + 180.0) % 360.0 - 180.0)
    near = np.flatnonzero((np.abs(latitude - place[1]) <= half_height) & (east <= half_height / np.cos(farthest)))
    about = _on_the_sphere(longitude[near], latitude[near], place)
    inside = about <= radius
    edge = np.flatnonzero(np.abs(about - radius) <= 2.0 * _SPHERE_ERROR * radius)
    inside[edge] = distance_to(longitude[near[edge]], latitude[near[edge]], place) <= radius
    return near[inside]


def _on_the_sphere(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], place: tuple[float, float]
) -> NDArray[np.float64]:
    """Great-circle distance to a place, by half angles, which lose nothing at short distances. [m]"""
    east, north = np.deg2rad(longitude - place[0]), np.deg2rad(latitude - place[1])
    level = np.cos(np.deg2rad(latitude)) * np.cos(np.deg2rad(place[1])) * np.sin(east / 2) ** 2
    return np.asarray(2.0 * _MEAN_RADIUS * np.arcsin(np.sqrt(np.sin(north / 2) ** 2 + level)))


def demarcation_distance(longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
    """Geodesic distance to the nearest point of the Military Demarcation Line, on whichever side. [m]

    Parameters
    ----------
    longitude, latitude : array_like
        Broadcast against each other. [degree]

    Returns
    -------
    ndarray
        NaN where a position is. [m]

    Notes
    -----
    The nearest point is looked for in an azimuthal equidistant plane about the middle of the line, and the distance to
    it is measured on the ellipsoid: within 5 m up to 600 km away, which is what straight between its points can mean.
    The line ends in the estuary of the Han and at the eastern coast; beyond its ends its end is the nearest point.
    """
    pair = np.broadcast_arrays(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
    distance = np.full(pair[0].shape, np.nan)
    known = np.isfinite(pair[0]) & np.isfinite(pair[1])
    x, y = pair[0][known], pair[1][known]
    plane, line = _line_in_plane()
    points = shapely.points(*plane.transform(x, y))
    nearest = shapely.line_interpolate_point(line, shapely.line_locate_point(line, points))
    foot = plane.transform(shapely.get_x(nearest), shapely.get_y(nearest), direction="INVERSE")
    _, _, distance[known] = _EARTH.inv(*foot, x, y)
    return distance


@functools.cache
def _line_in_plane() -> tuple[Transformer, shapely.LineString]:
    """The line in an equidistant plane about its middle. [m]"""
    line = lines()["military_demarcation_line"]
    middle = line.interpolate(0.5, normalized=True)
    plane = Transformer.from_crs(
        "OGC:CRS84", f"+proj=aeqd +lon_0={middle.x} +lat_0={middle.y} +ellps=WGS84", always_xy=True
    )
    points = shapely.get_coordinates(line)
    return plane, shapely.LineString(np.column_stack(plane.transform(points[:, 0], points[:, 1])))
