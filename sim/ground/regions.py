"""Which region a position is in.

Holds no shapes of its own and no statistics.
"""

import functools

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from sim.ground.shapes import NO_POSITION, regions, shapes


@functools.cache
def _parts() -> tuple[tuple[int, shapely.Geometry], ...]:
    """Every single polygon with the number of its region: the box of an island keeps most points from being asked."""
    parts = [
        (number, part)
        for number, geometry in enumerate(shapes().values())
        for part in shapely.get_parts(geometry)
        if part.geom_type == "Polygon"
    ]
    for _, part in parts:
        shapely.prepare(part)
    return tuple(parts)


@functools.cache
def _boxes() -> NDArray[np.float64]:
    """West, south, east and north edge of every polygon. (part, 4) [degree]"""
    return np.array([part.bounds for _, part in _parts()])


def _met(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
    """Numbers of the polygons whose boxes meet that of all points."""
    west, south, east, north = _boxes().T
    return np.flatnonzero((west <= x.max()) & (east >= x.min()) & (south <= y.max()) & (north >= y.min()))


def _inside(number: np.intp, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
    """Positions of the points that lie in a polygon or on its edge."""
    west, south, east, north = _boxes()[number]
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if near.size == 0:
        return near
    inside: NDArray[np.bool_] = shapely.intersects_xy(_parts()[number][1], x[near], y[near])
    return near[inside]


def region_of(longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.int16]:
    """Number of the region of each position, as `regions` numbers them.

    Parameters
    ----------
    longitude, latitude : array_like
        Broadcast against each other; longitudes may run to 180 or to 360. [degree]

    Returns
    -------
    ndarray of int16
        -1 where there is no position (NaN in either). A position on the border of two regions belongs to the one with
        the smaller number.

    Examples
    --------
    >>> regions()[int(region_of(126.554, 37.971))].label
    'North Hwanghae'
    """
    x, y = np.broadcast_arrays(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
    number = np.full(x.size, NO_POSITION, dtype=np.int16)
    flat_x, flat_y = (x.ravel() + 180.0) % 360.0 - 180.0, y.ravel()
    open_places = np.flatnonzero(np.isfinite(flat_x) & np.isfinite(flat_y))
    if open_places.size == 0:
        return number.reshape(x.shape)
    open_x, open_y = flat_x[open_places], flat_y[open_places]
    for part in _met(open_x, open_y):
        inside = _inside(part, open_x, open_y)
        if inside.size == 0:
            continue
        number[open_places[inside]] = _parts()[part][0]
        open_places, open_x, open_y = (np.delete(column, inside) for column in (open_places, open_x, open_y))
    number[open_places] = len(regions()) - 1
    return number.reshape(x.shape)
