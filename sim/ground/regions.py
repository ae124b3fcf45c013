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


def _inside(part: shapely.Geometry, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
    """Positions of the points that lie in a polygon or on its edge."""
    west, south, east, north = part.bounds
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    inside: NDArray[np.bool_] = shapely.intersects_xy(part, x[near], y[near])
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
    for region, part in _parts():
        inside = _inside(part, flat_x[open_places], flat_y[open_places])
        number[open_places[inside]] = region
        open_places = np.delete(open_places, inside)
    number[open_places] = len(regions()) - 1
    return number.reshape(x.shape)
