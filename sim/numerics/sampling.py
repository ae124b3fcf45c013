"""The air, the sun and the ground at a point: linear interpolation on the packed grids of `sim.numerics.grids`."""

from typing import NamedTuple

import numpy as np

from sim._jit import compiled
from sim.elementary import exponential, select
from sim.numerics.grids import Sun, TerrainGrid, WindGrid
from sim.numerics.rows import rows_of_six, rows_of_two

INSIDE = 0
BEYOND_SIDE = 1
BEYOND_TOP = 2
BEYOND_TIME = 3


class Air(NamedTuple):
    """The air at a point; all zero where `beyond` is not `INSIDE`.

    beyond : int
        `INSIDE`, or the first of `BEYOND_TIME`, `BEYOND_SIDE`, `BEYOND_TOP` that holds.
    eastward_wind, northward_wind : float
        Weather member included. [m s-1]
    upward_wind : float
        [m s-1]
    temperature, virtual_temperature : float
        [K]
    pressure : float
        [Pa]
    mesoscale_deviation : float
        Standard deviation of the wind among the corners of the cell, in one component. [m s-1]
    """

    beyond: int
    eastward_wind: float
    northward_wind: float
    upward_wind: float
    temperature: float
    virtual_temperature: float
    pressure: float
    mesoscale_deviation: float


_NOTHING = (0.0,) * 7

_EDGE = 1e-9
"""So little beyond the last column, or the first or last row, in cells, is rounding."""


@compiled(inline=True)
def time_cell(times, seconds):  # type: ignore[no-untyped-def]
    """Index of the time at or before `seconds`; a steady field has one cell."""
    low = 0
    high = times.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if times[middle] <= seconds:
            low = middle
        else:
            high = middle
    return low


class Place(NamedTuple):
    """Where a point is on the axes of a wind, in cells from their first points; `above` is the lowest height. [m]

    `beyond` is `INSIDE`, or the first of `BEYOND_TIME`, `BEYOND_SIDE`, `BEYOND_TOP` that holds. The axes of the weather
    have end values beyond their ends.
    """

    beyond: int
    x: float
    y: float
    above: float
    weather_time: float
    weather_height: float
    weather_y: float
    weather_x: float


@compiled(inline=True)
def _held(value, first, cells, last):  # type: ignore[no-untyped-def]
    """Place on a uniform axis with so many cells to a unit, held at its ends."""
    place = (value - first) * cells
    held = select(place > 0.0, place, 0.0)
    return select(held < last, held, last)


@compiled(inline=True)
def _turned(angle):  # type: ignore[no-untyped-def]
    """An angle from 0 to 360. [degree]"""
    return angle - 360.0 * np.floor(angle * (1.0 / 360.0))


class Axes(NamedTuple):
    """Ends of the axes of a wind and cells to a unit of them; see `WindGrid`. Cells are counted from zero."""

    time_first: float
    time_last: float
    west: float
    cells_per_longitude: float
    last_x: float
    south: float
    cells_per_latitude: float
    last_y: float
    bottom: float
    top: float
    weather_time_first: float
    weather_cells_per_second: float
    weather_last_time: float
    weather_height_first: float
    weather_cells_per_metre: float
    weather_last_height: float
    weather_south: float
    weather_cells_per_latitude: float
    weather_last_y: float
    weather_middle: float
    weather_half: float
    weather_cells_per_longitude: float
    weather_last_x: float


@compiled(inline=True)
def axes_of(grid: WindGrid) -> Axes:
    """The axes of a wind, read once for many points."""
    _, times, levels, rows, columns, _ = grid.weather.shape
    return Axes(
        grid.time_first,
        grid.time_last,
        grid.west,
        1.0 / grid.longitude_step,
        grid.air.shape[3] - 1.0,
        grid.south,
        1.0 / grid.latitude_step,
        grid.air.shape[2] - 1.0,
        grid.heights[0],
        grid.heights[-1],
        grid.weather_time_first,
        1.0 / grid.weather_time_step,
        times - 1.0,
        grid.weather_height_first,
        1.0 / grid.weather_height_step,
        levels - 1.0,
        grid.weather_latitude_first,
        1.0 / grid.weather_latitude_step,
        rows - 1.0,
        grid.weather_longitude_middle,
        0.5 * grid.weather_longitude_step * (columns - 1.0),
        1.0 / grid.weather_longitude_step,
        columns - 1.0,
    )


@compiled(inline=True)
def placed(axes, longitude, latitude, height, seconds):  # type: ignore[no-untyped-def]
    """Where a point is; arithmetic only, so that a loop over points becomes vector instructions.

    The other parameters are those of `sample_air`.
    """
    x = _turned(longitude - axes.west) * axes.cells_per_longitude
    y = (latitude - axes.south) * axes.cells_per_latitude
    timely = (axes.time_first <= seconds) & (seconds <= axes.time_last)
    beside = not ((x <= axes.last_x + _EDGE) & (y >= -_EDGE) & (y <= axes.last_y + _EDGE))
    outside = not ((axes.bottom <= height) & (height <= axes.top))
    beyond = select(beside, BEYOND_SIDE, select(outside, BEYOND_TOP, INSIDE))
    beyond = select(timely, beyond, BEYOND_TIME)
    away = _turned(longitude - axes.weather_middle + 180.0) - 180.0
    return Place(
        int(beyond),
        x,
        y,
        height - axes.bottom,
        _held(seconds, axes.weather_time_first, axes.weather_cells_per_second, axes.weather_last_time),
        _held(height, axes.weather_height_first, axes.weather_cells_per_metre, axes.weather_last_height),
        _held(latitude, axes.weather_south, axes.weather_cells_per_latitude, axes.weather_last_y),
        _held(away, -axes.weather_half, axes.weather_cells_per_longitude, axes.weather_last_x),
    )


@compiled(inline=True)
def _cell(place, count):  # type: ignore[no-untyped-def]
    """Cell of a place on an axis, the weight of its upper end, and whether there is one."""
    cell = min(int(place), max(count - 2, 0))
    return cell, place - cell, 1 if count > 1 else 0


@compiled(inline=True)
def _weather_wind(grid, member, place):  # type: ignore[no-untyped-def]
    """What the weather member adds to the wind. [m s-1]"""
    _, times, levels, rows, columns, channels = grid.weather.shape
    t, wt, more_t = _cell(place.weather_time, times)
    h, wh, more_h = _cell(place.weather_height, levels)
    y, wy, more_y = _cell(place.weather_y, rows)
    x, wx, _ = _cell(place.weather_x, columns)  # the last axis has two columns or more
    row = columns * channels
    level = rows * row
    time = levels * level
    offset = ((member * times + t) * time) + h * level + y * row + x * channels
    steps = (more_t * time, more_h * level, more_y * row)
    return rows_of_two(grid.weather, offset, steps, (wt, wh, wy, wx))


@compiled(inline=True)
def _mesoscale(grid, t, y, x, above):  # type: ignore[no-untyped-def]
    """What `grid.mesoscale` says of a cell, `above` the lowest packed height. [m s-1]"""
    spread = grid.mesoscale
    z = min(np.uint64(above / grid.mesoscale_height_step), np.uint64(spread.shape[1] - 1))
    found = spread[
        min(np.uint64(t), np.uint64(spread.shape[0] - 1)),
        z,
        min(np.uint64(y), np.uint64(spread.shape[2] - 1)),
        min(np.uint64(x), np.uint64(spread.shape[3] - 1)),
    ]
    return 1.0 * found  # as a float64, which `float` would not make of it


@compiled(inline=True)
def air_at(grid, member, place, t, seconds):  # type: ignore[no-untyped-def]
    """The air at a place that is inside, in its cell of time; the pressure as its logarithm.

    Returns
    -------
    eastward, northward, upward, temperature, virtual_temperature, log_pressure, mesoscale_deviation : float
    """
    times, levels, rows, columns, channels = grid.air.shape
    x = min(int(place.x), columns - 2)
    y = max(min(int(place.y), rows - 2), 0)
    slot = min(np.uint64(place.above / grid.table_step), np.uint64(grid.level_below.size - 1))
    z = min(np.uint64(grid.level_below[slot]), np.uint64(levels - 2))
    lower, upper = grid.heights[z], grid.heights[z + np.uint64(1)]
    wz = (place.above - (lower - grid.heights[0])) / (upper - lower)
    row = columns * channels
    level = rows * row
    time = levels * level
    offset = t * time + np.int64(z) * level + y * row + x * channels
    wy, wx, air = place.y - y, place.x - x, grid.air
    if times > 1:
        start = grid.times[np.uint64(t)]
        wt = (seconds - start) / (grid.times[np.uint64(t + 1)] - start)
        found = rows_of_six(air, offset, (time, level, row), (wt, wz, wy, wx))
    else:
        found = rows_of_six(air, offset, (level, row), (wz, wy, wx))
    u, v, w, temperature, virtual, log_pressure = found
    weather_u, weather_v = _weather_wind(grid, member, place)
    spread = _mesoscale(grid, t, y, x, place.above)
    return u + weather_u, v + weather_v, w, temperature, virtual, log_pressure, spread


@compiled(inline=True)
def sample_air(grid: WindGrid, member: int, longitude: float, latitude: float, height: float, seconds: float) -> Air:
    """The air of one weather member at a point.

    Parameters
    ----------
    grid : WindGrid
    member : int
        Weather member, first index of `grid.weather`.
    longitude, latitude : float
        Any turn of longitude. [degree]
    height : float
        Above mean sea level. [m]
    seconds : float
        Since the epoch of the packing. [s]

    Returns
    -------
    Air
        Linear in longitude, latitude, height and time; the pressure is linear in its logarithm.
    """
    place = placed(axes_of(grid), longitude, latitude, height, seconds)
    if place.beyond != INSIDE:
        return Air(place.beyond, *_NOTHING)
    t = time_cell(grid.times, seconds)
    u, v, w, temperature, virtual, log_pressure, spread = air_at(grid, member, place, t, seconds)
    return Air(INSIDE, u, v, w, temperature, virtual, exponential(log_pressure), spread)


@compiled(inline=True)
def sun_position(sun: Sun, seconds: float) -> tuple[float, float]:
    """Declination and Greenwich hour angle of the sun; the last slopes continue beyond the ends of the table. [rad]

    Parameters
    ----------
    sun : Sun
    seconds : float
        Since the epoch of the packing. [s]
    """
    place = (seconds - sun.first) / sun.step
    cell = min(max(int(place), 0), sun.declination.size - 2)
    share = place - cell
    declination = sun.declination[cell] + share * (sun.declination[cell + 1] - sun.declination[cell])
    hour_angle = sun.hour_angle[cell] + share * (sun.hour_angle[cell + 1] - sun.hour_angle[cell])
    return declination, hour_angle


@compiled
def ground_height(terrain: TerrainGrid, longitude: float, latitude: float) -> tuple[float, bool]:
    """Height of the ground at a point, and whether the terrain grid knows it.

    Parameters
    ----------
    terrain : TerrainGrid
    longitude, latitude : float
        [degree]

    Returns
    -------
    height : float
        Linear between the grid points; 0 beyond the grid. [m]
    known : bool
        False beyond the grid.
    """
    height = terrain.height
    x_place = _turned(longitude - terrain.west) / terrain.longitude_step
    y_place = (latitude - terrain.south) / terrain.latitude_step
    last_x, last_y = height.shape[1] - 1, height.shape[0] - 1
    known = (x_place <= last_x) & (y_place >= 0.0) & (y_place <= last_y)
    x_place, y_place = select(known, x_place, 0.0), select(known, y_place, 0.0)
    x = min(int(x_place), last_x - 1)
    y = min(int(y_place), last_y - 1)
    wx, wy = x_place - x, y_place - y
    south = (1.0 - wx) * height[y, x] + wx * height[y, x + 1]
    north = (1.0 - wx) * height[y + 1, x] + wx * height[y + 1, x + 1]
    return select(known, (1.0 - wy) * south + wy * north, 0.0), known
