"""Weather members written down on a grid around the launch site, as the kernel reads them.

Holds no process: `process` realises it. Between the points of the grid members are linear, which with the steps below
takes 13 % of their variance on average (7 % of the
standard deviation), and nothing from what is correlated over more than a step: of the variance of a
drift over some hours it takes less than 3 %.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.physics.earth import degrees_per_metre
from sim.wind.process import Axis, WeatherProcess

TIME_STEPS, LEAST_TIME_STEP = 18.0, 300.0
"""Steps in one time scale of the process; neighbours are then correlated by 0.95. No step is shorter than the second
number, however short the scale. [1], [s]"""

HEIGHT_STEP = 250.0
"""Step in height of the weather members: a balloon that floats half way between two steps sees no less of them. [m]"""

GROUND_STEP, GROUND_REACH = 0.4, 2.0
"""Step over the ground, and how far the grid reaches from the launch site, in horizontal scales of the process; beyond,
the value at its edge holds. Neighbours are correlated by 0.85."""


class WeatherGrid(NamedTuple):
    """Weather members and their axes, as `WindGrid` wants them.

    values : (member, time, height, latitude, longitude, component) float32
        Added to the eastward and northward wind. [m s-1]
    time_first, time_step, height_first, height_step : float
        [s], [s], [m], [m]
    longitude_middle, longitude_step, latitude_first, latitude_step : float
        Middle of the longitudes, first of the latitudes, and their steps. [degree]
    """

    values: NDArray[np.float32]
    time_first: float = 0.0
    time_step: float = 1.0
    height_first: float = 0.0
    height_step: float = 1.0
    longitude_middle: float = 0.0
    longitude_step: float = 1.0
    latitude_first: float = 0.0
    latitude_step: float = 1.0


class Region(NamedTuple):
    """Where and when weather is needed.

    longitude, latitude : float
        Of the launch site. [degree]
    box : (west, south, east, north)
        Of the wind, around the site. [degree]
    top : float
        Highest height of the wind. [m]
    first, last : float
        Since the epoch of the packing. [s]
    """

    longitude: float
    latitude: float
    box: tuple[float, float, float, float]
    top: float
    first: float
    last: float


def no_weather(members: int) -> WeatherGrid:
    """Members that are all alike and add nothing.

    Parameters
    ----------
    members : int
    """
    return WeatherGrid(np.zeros((members, 1, 1, 1, 1, 2), np.float32))


def realised_weather(process: WeatherProcess, key: int, members: int, region: Region) -> WeatherGrid:
    """Members of a process on a grid fine enough for its scales.

    Parameters
    ----------
    process : WeatherProcess
    key : int
        The ensemble's `rng_seed`.
    members : int
    region : Region

    Returns
    -------
    WeatherGrid
        The launch site is one of its points.
    """
    step = max(process.time_scale / TIME_STEPS, LEAST_TIME_STEP)
    time = Axis(region.first, step, math.ceil((region.last - region.first) / step) + 1)
    top = min(max(region.top, 0.0), float(process.heights[-1]))
    height = Axis(0.0, HEIGHT_STEP, math.ceil(top / HEIGHT_STEP) + 1)
    east, north = _ground_axes(process.horizontal_scale, region)
    values = process.realise(key, members, time.points, height.points, north.points, east.points)
    per_east, per_north = degrees_per_metre(region.latitude, 0.0)
    return WeatherGrid(
        values,
        time.first,
        time.step,
        height.first,
        height.step,
        region.longitude,
        east.step * per_east,
        region.latitude + north.first * per_north,
        north.step * per_north,
    )


def _ground_axes(scale: float, region: Region) -> tuple[Axis, Axis]:
    """Axes eastward and northward of the launch site. [m]"""
    if math.isinf(scale):
        return Axis(0.0, 1.0, 1), Axis(0.0, 1.0, 1)
    west, south, east, north = region.box
    per_east, per_north = degrees_per_metre(region.latitude, 0.0)
    east_reach = max((region.longitude - west) % 360.0, (east - region.longitude) % 360.0) / per_east
    north_reach = max(region.latitude - south, north - region.latitude) / per_north
    return _axis(scale, east_reach), _axis(scale, north_reach)


def _axis(scale: float, farthest: float) -> Axis:
    step = GROUND_STEP * scale
    count = math.ceil(min(GROUND_REACH * scale, farthest) / step)
    return Axis(-step * count, step, 2 * count + 1)
