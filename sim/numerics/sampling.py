"""The air, the sun and the ground at a point: linear interpolation on the packed grids of `sim.numerics.grids`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import compiled
from sim.elementary import exponential, select
from sim.numerics.grids import Sun, TerrainGrid, WindGrid
from sim.numerics.placing import INSIDE, axes_of, placed, turned
from sim.numerics.rows import number_at, rows_of_six, rows_of_two


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


class Cell(NamedTuple):
    """What the tables of a wind tell of a place inside.

    corner : int
        Number in `air` of the lowest corner of its cell.
    share_t, share_z : float
        Of the upper ends in time, 0 where it is steady, and height.
    mesoscale_deviation : float
        See `Air`.
    """

    corner: int
    share_t: float
    share_z: float
    mesoscale_deviation: float


@compiled(inline=True)
def cell_at(grid, place, t, seconds):  # type: ignore[no-untyped-def]
    """The cell of a place in its cell of time; whatever it is, none is asked for that the tables do not have."""
    times, levels, rows, columns, channels = grid.air.shape
    z = min(np.uint64(grid.level_below[np.uint64(place.slot)]), np.uint64(levels - 2))
    lower, upper = grid.heights[z], grid.heights[z + np.uint64(1)]
    share_z = (place.above - (lower - grid.heights[0])) / (upper - lower)
    level = rows * columns * channels
    share_t = 0.0
    if times > 1:
        start = grid.times[np.uint64(t)]
        share_t = (seconds - start) / (grid.times[np.uint64(t + 1)] - start)
    hours, thick, deep, wide = grid.mesoscale.shape
    found = number_at(grid.mesoscale, int(place.spread_corner) + min(t, hours - 1) * (thick * deep * wide))
    return Cell(int(place.corner) + np.int64(z) * level + t * (levels * level), share_t, share_z, np.float64(found))


@compiled(inline=True)
def air_in_cell(grid, place, cell):  # type: ignore[no-untyped-def]
    """The air at a place in its cell; the pressure as its logarithm.

    Returns
    -------
    eastward, northward, upward, temperature, virtual_temperature, log_pressure : float
    """
    times, levels, rows, columns, channels = grid.air.shape
    row, air = columns * channels, grid.air
    level = rows * row
    if times > 1:
        shares = (cell.share_t, cell.share_z, place.share_y, place.share_x)
        found = rows_of_six(air, cell.corner, (levels * level, level, row), shares)
    else:
        found = rows_of_six(air, cell.corner, (level, row), (cell.share_z, place.share_y, place.share_x))
    u, v, w, temperature, virtual, log_pressure = found
    weather_u, weather_v = _weather_wind(grid, place)
    return u + weather_u, v + weather_v, w, temperature, virtual, log_pressure


@compiled(inline=True)
def _weather_wind(grid, place):  # type: ignore[no-untyped-def]
    """What the weather member adds to the wind. [m s-1]"""
    _, times, levels, rows, columns, channels = grid.weather.shape
    row = columns * channels
    level = rows * row
    time = levels * level
    # an axis of one point has no other end
    steps = (time if times > 1 else 0, level if levels > 1 else 0, row if rows > 1 else 0)
    shares = (place.weather_time, place.weather_height, place.weather_y, place.weather_x)
    return rows_of_two(grid.weather, int(place.weather_corner), steps, shares)


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
    place = placed(axes_of(grid), member, longitude, latitude, height, seconds)
    if place.beyond != INSIDE:
        return Air(place.beyond, *_NOTHING)
    cell = cell_at(grid, place, time_cell(grid.times, seconds), seconds)
    u, v, w, temperature, virtual, log_pressure = air_in_cell(grid, place, cell)
    return Air(INSIDE, u, v, w, temperature, virtual, exponential(log_pressure), cell.mesoscale_deviation)


@compiled
def sample_members(
    grid: WindGrid, longitude: float, latitude: float, heights: NDArray[np.float64], seconds: float
) -> NDArray[np.float64]:
    """The wind of every weather member over a place.

    Parameters
    ----------
    grid : WindGrid
    longitude, latitude : float
        [degree]
    heights : (height,) float64
        Above mean sea level. [m]
    seconds : float
        Since the epoch of the packing. [s]

    Returns
    -------
    (member, height, 3) float64
        Where that is beyond the wind, as `Air` has it, and eastward and northward wind. [m s-1]
    """
    winds = np.empty((grid.weather.shape[0], heights.size, 3))
    for member in range(winds.shape[0]):
        for level in range(heights.size):
            air = sample_air(grid, member, longitude, latitude, heights[level], seconds)
            winds[member, level, 0] = air.beyond
            winds[member, level, 1] = air.eastward_wind
            winds[member, level, 2] = air.northward_wind
    return winds


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
    x_place = turned(longitude - terrain.west) / terrain.longitude_step
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
