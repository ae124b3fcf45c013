"""Horizontal motion common to balloon and item: carried by the wind and its gusts, without slip."""

from typing import NamedTuple

from sim._jit import compiled
from sim.numerics.random import four_normals
from sim.physics.earth import degrees_per_metre
from sim.physics.turbulence import gust_step

FIRST_GUST_STREAM = 2**32 - 1
"""Stream of the gusts at launch; the balloon's own is 0, and its drops follow. All streams fit 32 bits."""


class Gusts(NamedTuple):
    """Gusts after a step, and how far they carried. [m s-1], [m]"""

    east: float
    north: float
    way_east: float
    way_north: float


@compiled
def first_gusts(balloon, key, number):  # type: ignore[no-untyped-def]
    """Gusts at launch, from their law in the long run."""
    n1, n2, _, _ = four_normals(key, number, 0, FIRST_GUST_STREAM)
    return balloon.gust_deviation * n1, balloon.gust_deviation * n2


@compiled
def next_gusts(balloon, state, elapsed, key, number, stream):  # type: ignore[no-untyped-def]
    """Gusts of a balloon or item after a step of `elapsed` seconds, drawn at the address of that step."""
    deviation = balloon.gust_deviation
    if deviation == 0.0:
        return Gusts(0.0, 0.0, 0.0, 0.0)
    n1, n2, n3, n4 = four_normals(key, number, state.steps, stream)
    east, way_east = gust_step(state.gust_east, deviation, balloon.gust_time_scale, elapsed, n1, n2)
    north, way_north = gust_step(state.gust_north, deviation, balloon.gust_time_scale, elapsed, n3, n4)
    return Gusts(east, north, way_east, way_north)


@compiled
def halfway(state, air, half):  # type: ignore[no-untyped-def]
    """Longitude and latitude of the middle of a step, by the air at its start."""
    per_east, per_north = degrees_per_metre(state.latitude, state.height)
    east = (air.eastward_wind + state.gust_east) * half
    north = (air.northward_wind + state.gust_north) * half
    return state.longitude + east * per_east, state.latitude + north * per_north


@compiled
def carried(state, mid_latitude, mid_height, mid_air, gusts, elapsed):  # type: ignore[no-untyped-def]
    """Longitude and latitude after a step, by the air and the metric of its middle and the way of its gusts."""
    per_east, per_north = degrees_per_metre(mid_latitude, mid_height)
    east = mid_air.eastward_wind * elapsed + gusts.way_east
    north = mid_air.northward_wind * elapsed + gusts.way_north
    return state.longitude + east * per_east, state.latitude + north * per_north
