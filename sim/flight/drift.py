"""Horizontal motion common to balloon and item: carried by the wind and its gusts, without slip."""

from typing import NamedTuple

from sim._jit import compiled
from sim.numerics.random import four_normals
from sim.physics.earth import degrees_per_metre
from sim.physics.turbulence import gust_step


class Gusts(NamedTuple):
    """Gusts after a step, and how far they carried. [m s-1], [m]"""

    east: float
    north: float
    way_east: float
    way_north: float


@compiled
def next_gusts(east, north, deviation, time_scale, elapsed, key, number, step, stream):  # type: ignore[no-untyped-def]
    """Gusts after a step of `elapsed` seconds, drawn at the address (key, number, step, stream)."""
    if deviation == 0.0:
        return Gusts(0.0, 0.0, 0.0, 0.0)
    n1, n2, n3, n4 = four_normals(key, number, step, stream)
    new_east, way_east = gust_step(east, deviation, time_scale, elapsed, n1, n2)
    new_north, way_north = gust_step(north, deviation, time_scale, elapsed, n3, n4)
    return Gusts(new_east, new_north, way_east, way_north)


@compiled
def moved(longitude, latitude, metric_latitude, height, east, north):  # type: ignore[no-untyped-def]
    """Longitude and latitude after `east` and `north` metres, with the metric of another latitude and height."""
    per_east, per_north = degrees_per_metre(metric_latitude, height)
    return longitude + east * per_east, latitude + north * per_north
