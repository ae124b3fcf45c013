"""The air, the sun and the ground at a point: linear interpolation on the packed grids of `sim.numerics.grids`."""

import math
from typing import NamedTuple

from sim._jit import compiled
from sim.numerics.grids import Sun, TerrainGrid, WindGrid

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


@compiled(inline=True)
def _time_cell(times, seconds):  # type: ignore[no-untyped-def]
    """Index of the time at or before `seconds`, and the weight of the next one; a steady field has weight 0."""
    last = times.size - 1
    if last == 0:
        return 0, 0.0
    low = 0
    high = last
    while high - low > 1:
        middle = (low + high) // 2
        if times[middle] <= seconds:
            low = middle
        else:
            high = middle
    return low, (seconds - times[low]) / (times[low + 1] - times[low])


@compiled(inline=True)
def _uniform_cell(value, first, step, count):  # type: ignore[no-untyped-def]
    """Cell of a uniform axis and the weight of its upper end; the end values hold beyond the ends."""
    place = (value - first) / step
    if count == 1 or not place > 0.0:
        return 0, 0.0
    if place >= count - 1:
        return count - 2, 1.0
    cell = int(place)
    return cell, place - cell


@compiled(inline=True)
def _weather_at_time(weather, member, t, h, y, x, wh, wy, wx):  # type: ignore[no-untyped-def]
    """Both components at one time, linear in height, latitude and longitude; an axis of one point has weight 0."""
    eastward = 0.0
    northward = 0.0
    for dh in range(2):
        share_h = wh if dh == 1 else 1.0 - wh
        level = min(h + dh, weather.shape[2] - 1)
        for dy in range(2):
            share_y = share_h * (wy if dy == 1 else 1.0 - wy)
            row = min(y + dy, weather.shape[3] - 1)
            for dx in range(2):
                share = share_y * (wx if dx == 1 else 1.0 - wx)
                column = min(x + dx, weather.shape[4] - 1)
                eastward += share * weather[member, t, level, row, column, 0]
                northward += share * weather[member, t, level, row, column, 1]
    return eastward, northward


@compiled(inline=True)
def _weather_wind(grid, member, longitude, latitude, height, seconds):  # type: ignore[no-untyped-def]
    """What the weather member adds to the wind. [m s-1]"""
    weather = grid.weather
    t, wt = _uniform_cell(seconds, grid.weather_time_first, grid.weather_time_step, weather.shape[1])
    h, wh = _uniform_cell(height, grid.weather_height_first, grid.weather_height_step, weather.shape[2])
    y, wy = _uniform_cell(latitude, grid.weather_latitude_first, grid.weather_latitude_step, weather.shape[3])
    half = 0.5 * grid.weather_longitude_step * (weather.shape[4] - 1)
    away = (longitude - grid.weather_longitude_middle + 180.0) % 360.0 - 180.0
    x, wx = _uniform_cell(away, -half, grid.weather_longitude_step, weather.shape[4])
    eastward, northward = _weather_at_time(weather, member, t, h, y, x, wh, wy, wx)
    if wt > 0.0:
        eastward1, northward1 = _weather_at_time(weather, member, t + 1, h, y, x, wh, wy, wx)
        eastward += wt * (eastward1 - eastward)
        northward += wt * (northward1 - northward)
    return eastward, northward


@compiled(inline=True)
def _at_time(air, t, z, y, x, wz, wy, wx):  # type: ignore[no-untyped-def]
    """The six channels at one time, linear in height, latitude and longitude."""
    u = 0.0
    v = 0.0
    w = 0.0
    temperature = 0.0
    virtual_temperature = 0.0
    log_pressure = 0.0
    for dz in range(2):
        share_z = wz if dz == 1 else 1.0 - wz
        for dy in range(2):
            share_y = share_z * (wy if dy == 1 else 1.0 - wy)
            for dx in range(2):
                share = share_y * (wx if dx == 1 else 1.0 - wx)
                u += share * air[t, z + dz, y + dy, x + dx, 0]
                v += share * air[t, z + dz, y + dy, x + dx, 1]
                w += share * air[t, z + dz, y + dy, x + dx, 2]
                temperature += share * air[t, z + dz, y + dy, x + dx, 3]
                virtual_temperature += share * air[t, z + dz, y + dy, x + dx, 4]
                log_pressure += share * air[t, z + dz, y + dy, x + dx, 5]
    return u, v, w, temperature, virtual_temperature, log_pressure


@compiled(inline=True)
def _mesoscale(grid, t, y, x, above):  # type: ignore[no-untyped-def]
    """What `grid.mesoscale` says of a cell, `above` the lowest packed height. [m s-1]"""
    spread = grid.mesoscale
    z = min(int(above / grid.mesoscale_height_step), spread.shape[1] - 1)
    found = spread[min(t, spread.shape[0] - 1), z, min(y, spread.shape[2] - 1), min(x, spread.shape[3] - 1)]
    return 1.0 * found  # as a float64, which `float` would not make of it


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
    air = grid.air
    if not (grid.time_first <= seconds <= grid.time_last):
        return Air(BEYOND_TIME, *_NOTHING)
    x_place = ((longitude - grid.west) % 360.0) / grid.longitude_step
    y_place = (latitude - grid.south) / grid.latitude_step
    last_x = air.shape[3] - 1
    last_y = air.shape[2] - 1
    if not (x_place <= last_x and 0.0 <= y_place <= last_y):
        return Air(BEYOND_SIDE, *_NOTHING)
    above = height - grid.heights[0]
    if not (above >= 0.0 and height <= grid.heights[-1]):
        return Air(BEYOND_TOP, *_NOTHING)
    x = min(int(x_place), last_x - 1)
    y = min(int(y_place), last_y - 1)
    slot = min(int(above / grid.table_step), grid.level_below.size - 1)
    z = min(int(grid.level_below[slot]), grid.heights.size - 2)
    wz = (height - grid.heights[z]) / (grid.heights[z + 1] - grid.heights[z])
    t, wt = _time_cell(grid.times, seconds)
    wy, wx = y_place - y, x_place - x
    u, v, w, temperature, virtual, log_pressure = _at_time(air, t, z, y, x, wz, wy, wx)
    if wt > 0.0:
        u1, v1, w1, temperature1, virtual1, log_pressure1 = _at_time(air, t + 1, z, y, x, wz, wy, wx)
        u += wt * (u1 - u)
        v += wt * (v1 - v)
        w += wt * (w1 - w)
        temperature += wt * (temperature1 - temperature)
        virtual += wt * (virtual1 - virtual)
        log_pressure += wt * (log_pressure1 - log_pressure)
    weather_u, weather_v = _weather_wind(grid, member, longitude, latitude, height, seconds)
    spread = _mesoscale(grid, t, y, x, above)
    return Air(INSIDE, u + weather_u, v + weather_v, w, temperature, virtual, math.exp(log_pressure), spread)


@compiled
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
    x_place = ((longitude - terrain.west) % 360.0) / terrain.longitude_step
    y_place = (latitude - terrain.south) / terrain.latitude_step
    last_x = terrain.height.shape[1] - 1
    last_y = terrain.height.shape[0] - 1
    if not (x_place <= last_x and 0.0 <= y_place <= last_y):
        return 0.0, False
    x = min(int(x_place), last_x - 1)
    y = min(int(y_place), last_y - 1)
    wx = x_place - x
    wy = y_place - y
    south = (1.0 - wx) * terrain.height[y, x] + wx * terrain.height[y, x + 1]
    north = (1.0 - wx) * terrain.height[y + 1, x] + wx * terrain.height[y + 1, x + 1]
    return (1.0 - wy) * south + wy * north, True
