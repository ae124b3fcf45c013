"""Weather members written down on a grid around the launch site, as the kernel reads them.

Holds no process: `process` realises it. Between the points of the grid members are linear, which with the steps below
takes 13 % of their variance on average (7 % of the standard deviation), and nothing from what is correlated over more
than a step: of the variance of a drift over some hours it takes less than 3 %.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.physics.earth import degrees_per_metre
from sim.wind.weather.process import Axis, WeatherProcess

TIME_STEPS, LEAST_TIME_STEP = 18.0, 300.0
"""Steps in one time scale of the process; neighbours are then correlated by 0.95. No step is shorter than the second
number, however short the scale. [1], [s]"""

HEIGHT_STEP = 250.0
"""Step in height of the weather members: a balloon that floats half way between two steps sees no less of them. [m]"""

GROUND_STEP, GROUND_REACH = 0.4, 2.0
"""Step over the ground, and how far the grid reaches from the launch site, in horizontal scales of the process; beyond,
the value at its edge holds. Neighbours are correlated by 0.85."""

_ONE_POINT = Axis(0.0, 1.0, 1)


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


class Axes(NamedTuple):
    """Where weather members are written down.

    time, height : Axis
        [s], [m]
    north, east : Axis
        From the launch site. [m]
    """

    time: Axis
    height: Axis
    north: Axis
    east: Axis


def no_weather(members: int) -> WeatherGrid:
    """Members that are all alike and add nothing.

    Parameters
    ----------
    members : int
    """
    return WeatherGrid(np.zeros((members, 1, 1, 1, 1, 2), np.float32))


def weather_axes(processes: Sequence[WeatherProcess], region: Region) -> Axes:
    """Axes fine enough for the scales of all of some processes, which may then be added up.

    Parameters
    ----------
    processes : sequence of WeatherProcess
        One or more.
    region : Region
    """
    step = max(min(process.time_scale for process in processes) / TIME_STEPS, LEAST_TIME_STEP)
    time = Axis(region.first, step, math.ceil((region.last - region.first) / step) + 1)
    top = min(max(region.top, 0.0), max(float(process.heights[-1]) for process in processes))
    height = Axis(0.0, HEIGHT_STEP, math.ceil(top / HEIGHT_STEP) + 1)
    return Axes(time, height, *_ground_axes([process.horizontal_scale for process in processes], region))


def launch_axes(axes: Axes, top: float) -> Axes:
    """The heights of some axes over the launch site at zero seconds, as far as they are needed to tell of one height.

    Parameters
    ----------
    axes : Axes
    top : float
        [m]
    """
    return Axes(_ONE_POINT, _up_to(axes.height, top), _ONE_POINT, _ONE_POINT)


def _up_to(axis: Axis, point: float) -> Axis:
    """The first points of an axis, as many as a value at one point of it takes."""
    return axis._replace(size=min(math.ceil(max(point - axis.first, 0.0) / axis.step) + 1, axis.size))


def written_down(values: NDArray[np.float32], axes: Axes, region: Region) -> WeatherGrid:
    """Realised members with their axes, as `WindGrid` wants them.

    Parameters
    ----------
    values : (member, time, height, north, east, component) float32
        On the axes. [m s-1]
    axes : Axes
    region : Region
    """
    per_east, per_north = degrees_per_metre(region.latitude, 0.0)
    return WeatherGrid(
        values,
        axes.time.first,
        axes.time.step,
        axes.height.first,
        axes.height.step,
        region.longitude,
        axes.east.step * per_east,
        region.latitude + axes.north.first * per_north,
        axes.north.step * per_north,
    )


def realised(
    process: WeatherProcess, key: int, members: int | NDArray[np.int64], axes: Axes, purpose: str = ""
) -> NDArray[np.float32]:
    """Members of a process on axes.

    Parameters
    ----------
    process : WeatherProcess
    key : int
        The ensemble's `rng_seed`.
    members : int or (member,) int64
        How many, or the number of each.
    axes : Axes
    purpose : str
        As for `WeatherProcess.realise`.

    Returns
    -------
    (member, time, height, north, east, component) float32
        [m s-1]
    """
    points = axes.time.points, axes.height.points, axes.north.points, axes.east.points
    return process.realise(key, members, *points, purpose=purpose)


def realised_at_launch(
    process: WeatherProcess, key: int, members: NDArray[np.int64], axes: Axes, purpose: str, wanted: Axes
) -> NDArray[np.float32]:
    """The same members over the launch site at zero seconds alone, at other heights.

    Parameters
    ----------
    process, key, members, axes, purpose
        As for `realised`.
    wanted : Axes
        Of one point but in height.

    Returns
    -------
    (member, 1, height, 1, 1, component) float32
        [m s-1]
    """
    here = axes._replace(time=_up_to(axes.time, 0.0), height=_up_to(axes.height, wanted.height.points[-1]))
    points = here.time.points, here.height.points, here.north.points, here.east.points
    site = axes.north.size // 2, axes.east.size // 2
    values = process.realise(key, members, *points, purpose=purpose, place=site)
    return resampled(values, here._replace(north=_ONE_POINT, east=_ONE_POINT), wanted)


def resampled(values: NDArray[np.float32], axes: Axes, wanted: Axes) -> NDArray[np.float32]:
    """Members brought to other axes, linear between their points and held beyond, as the kernel reads them.

    Parameters
    ----------
    values : (member, time, height, north, east, component) float32
        [m s-1]
    axes, wanted : Axes
    """
    for number, (own, other) in enumerate(zip(axes, wanted, strict=True), start=1):
        if own != other:
            values = np.moveaxis(np.tensordot(_weights(own, other.points), values, (1, number)), 0, number)
    return values


def _weights(axis: Axis, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """What each point takes of each point of an axis. (point, axis)"""
    place = np.clip((points - axis.first) / axis.step, 0.0, axis.size - 1)
    cell = np.minimum(place.astype(int), max(axis.size - 2, 0))
    weights = np.zeros((points.size, axis.size), np.float32)
    weights[np.arange(points.size), cell] = 1.0 - (place - cell)
    weights[np.arange(points.size), np.minimum(cell + 1, axis.size - 1)] += place - cell
    return weights


def _ground_axes(scales: Sequence[float], region: Region) -> tuple[Axis, Axis]:
    """Axes northward and eastward of the launch site, which is their middle. [m]"""
    known = [scale for scale in scales if math.isfinite(scale)]
    if not known:
        return _ONE_POINT, _ONE_POINT
    west, south, east, north = region.box
    per_east, per_north = degrees_per_metre(region.latitude, 0.0)
    east_reach = max((region.longitude - west) % 360.0, (east - region.longitude) % 360.0) / per_east
    north_reach = max(region.latitude - south, north - region.latitude) / per_north
    step, reach = GROUND_STEP * min(known), GROUND_REACH * max(known)
    return _axis(step, min(reach, north_reach)), _axis(step, min(reach, east_reach))


def _axis(step: float, reach: float) -> Axis:
    count = math.ceil(reach / step)
    return Axis(-step * count, step, 2 * count + 1)
