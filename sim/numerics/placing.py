"""Where a point is among the points of a packed wind: its cells, and its shares of their upper ends.

Arithmetic alone, so that a loop over points becomes vector instructions; the values there are fetched by
`sim.numerics.sampling`.
"""

from typing import NamedTuple

import numpy as np

from sim._jit import compiled
from sim.elementary import select
from sim.numerics.grids import WindGrid

INSIDE = 0
BEYOND_SIDE = 1
BEYOND_TOP = 2
BEYOND_TIME = 3

_EDGE = 1e-9
"""So little beyond the last column, or the first or last row, in cells, is rounding."""


class Axis(NamedTuple):
    """An axis in equal steps; whole numbers as floating ones, which go side by side with what they are found from.

    `first` is its first point and `cells` how many cells make a unit; `last` is the last point and `last_cell` the last
    cell, counted from zero, and `stride` leads from one to the next in its array.
    """

    first: float
    cells: float
    last: float
    last_cell: float
    stride: float


class Axes(NamedTuple):
    """The axes of a wind; see `WindGrid`.

    `weather_member` leads from a weather member to the next. A point of `mesoscale` is a cell of the air, or stands for
    all of them along an axis.
    """

    time_first: float
    time_last: float
    longitude: Axis
    latitude: Axis
    bottom: float
    top: float
    slot: Axis
    weather_time: Axis
    weather_height: Axis
    weather_latitude: Axis
    weather_longitude: Axis
    weather_middle: float
    weather_member: float
    spread_height: Axis
    spread_latitude: Axis
    spread_longitude: Axis


class Place(NamedTuple):
    """Where a point is in the packed arrays of a wind.

    beyond : int
        `INSIDE`, or the first of `BEYOND_TIME`, `BEYOND_SIDE`, `BEYOND_TOP` that holds. The rest has a meaning only
        inside, but names numbers that there are.
    corner : float
        Number in `air` of the lower corner of its cell on the ground, at the first level and time.
    share_y, share_x : float
        Of the upper ends of that cell.
    above : float
        The lowest height. [m]
    slot : float
        Place in `level_below`.
    weather_corner : float
        Number in `weather` of the lowest corner of its cell; the axes of the weather have their end values beyond their
        ends.
    weather_time, weather_height, weather_y, weather_x : float
        Shares of the upper ends.
    spread_corner : float
        Number in `mesoscale` at the first time.
    """

    beyond: int
    corner: float
    share_y: float
    share_x: float
    above: float
    slot: float
    weather_corner: float
    weather_time: float
    weather_height: float
    weather_y: float
    weather_x: float
    spread_corner: float


@compiled(inline=True)
def turned(angle):  # type: ignore[no-untyped-def]
    """An angle from 0 to 360. [degree]"""
    return angle - 360.0 * np.floor(angle * (1.0 / 360.0))


@compiled(inline=True)
def _axis(first, step, points, stride):  # type: ignore[no-untyped-def]
    return Axis(first, 1.0 / step, points - 1.0, max(points - 2.0, 0.0), 1.0 * stride)


@compiled(inline=True)
def axes_of(grid: WindGrid) -> Axes:
    """The axes of a wind, read once for many points."""
    _, levels, rows, columns, channels = grid.air.shape
    _, times, heights, lines, places, components = grid.weather.shape
    _, thick, deep, wide = grid.mesoscale.shape
    east, north = grid.longitude_step, grid.latitude_step
    across = grid.weather_longitude_step
    west = -0.5 * across * (places - 1.0)
    line = places * components
    return Axes(
        grid.time_first,
        grid.time_last,
        _axis(grid.west, east, columns, channels),
        _axis(grid.south, north, rows, columns * channels),
        grid.heights[0],
        grid.heights[levels - 1],
        _axis(0.0, grid.table_step, grid.level_below.size, 1),
        _axis(grid.weather_time_first, grid.weather_time_step, times, heights * lines * line),
        _axis(grid.weather_height_first, grid.weather_height_step, heights, lines * line),
        _axis(grid.weather_latitude_first, grid.weather_latitude_step, lines, line),
        _axis(west, across, places, components),
        grid.weather_longitude_middle,
        1.0 * times * heights * lines * line,
        _axis(0.0, grid.mesoscale_height_step, thick, deep * wide),
        _axis(0.0, 1.0, deep, wide),
        _axis(0.0, 1.0, wide, 1),
    )


@compiled(inline=True)
def _at_most(value, most):  # type: ignore[no-untyped-def]
    return select(value < most, value, most)


@compiled(inline=True)
def _at_least(value, least):  # type: ignore[no-untyped-def]
    return select(value > least, value, least)


@compiled(inline=True)
def _on_axis(axis, value):  # type: ignore[no-untyped-def]
    """Place of a value, in cells from the first point."""
    return (value - axis.first) * axis.cells


@compiled(inline=True)
def _in_cell(axis, place):  # type: ignore[no-untyped-def]
    """Cell of a place on an axis, and its share of the upper end."""
    cell = _at_least(_at_most(np.floor(place), axis.last_cell), 0.0)
    return cell, place - cell


@compiled(inline=True)
def _held(axis, value):  # type: ignore[no-untyped-def]
    """The same of a value on an axis that has its end values beyond its ends."""
    return _in_cell(axis, _at_most(_at_least(_on_axis(axis, value), 0.0), axis.last))


@compiled(inline=True)
def placed(axes, member, longitude, latitude, height, seconds):  # type: ignore[no-untyped-def]
    """Where a point is; the other parameters are those of `sample_air`."""
    x = turned(longitude - axes.longitude.first) * axes.longitude.cells
    y = _on_axis(axes.latitude, latitude)
    above = height - axes.bottom
    timely = (axes.time_first <= seconds) & (seconds <= axes.time_last)
    beside = not ((x <= axes.longitude.last + _EDGE) & (y >= -_EDGE) & (y <= axes.latitude.last + _EDGE))
    outside = not ((axes.bottom <= height) & (height <= axes.top))
    beyond = select(beside, BEYOND_SIDE, select(outside, BEYOND_TOP, INSIDE))
    beyond = select(timely, beyond, BEYOND_TIME)
    cell_x, share_x = _in_cell(axes.longitude, x)
    cell_y, share_y = _in_cell(axes.latitude, y)
    away = turned(longitude - axes.weather_middle + 180.0) - 180.0
    t, weather_time = _held(axes.weather_time, seconds)
    z, weather_height = _held(axes.weather_height, height)
    line, weather_y = _held(axes.weather_latitude, latitude)
    point, weather_x = _held(axes.weather_longitude, away)
    time, level = axes.weather_time.stride, axes.weather_height.stride
    row, column = axes.weather_latitude.stride, axes.weather_longitude.stride
    thick = _at_least(_at_most(np.floor(above * axes.spread_height.cells), axes.spread_height.last), 0.0)
    deep, wide = _at_most(cell_y, axes.spread_latitude.last), _at_most(cell_x, axes.spread_longitude.last)
    return Place(
        int(beyond),
        cell_y * axes.latitude.stride + cell_x * axes.longitude.stride,
        share_y,
        share_x,
        above,
        _at_least(_at_most(np.floor(above * axes.slot.cells), axes.slot.last), 0.0),
        member * axes.weather_member + t * time + z * level + line * row + point * column,
        weather_time,
        weather_height,
        weather_y,
        weather_x,
        thick * axes.spread_height.stride + deep * axes.spread_latitude.stride + wide,
    )
