"""Plain arrays that the kernel reads: the packed wind, the sun and the terrain, with no labels and no files.

How they are filled is the business of `sim.wind`, `sim.sun` and `sim.ground`; how they are sampled, of
`sim.numerics.sampling`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class WindGrid(NamedTuple):
    """The air, packed for the kernel.

    air : (time, level, latitude, longitude, channel) float32
        Channels: eastward, northward and upward wind [m s-1], temperature and virtual temperature [K], natural
        logarithm of the pressure in pascal. No NaN. Latitude and longitude ascend in equal steps; a field that covers
        the whole circle repeats its first column at the end.
    times : (time,) float64
        Seconds since the epoch of the packing, strictly ascending. One time only means a steady field.
    time_first, time_last : float
        The air may be asked for between these only; a steady field gives them infinite. [s]
    heights : (level,) float64
        Geometric height of each level, ascending, each a multiple of `table_step` above the first. [m]
    level_below : (slot,) uint16
        Index of the level at or below heights[0] + slot * table_step: the level without a search.
    table_step : float
        Height of a slot of that table. [m]
    known_top : float
        Height up to which there are data; the air above is extrapolated. [m]
    west, longitude_step, south, latitude_step : float
        First longitude and latitude and their steps. [degree]
    weather : (member, time, height, latitude, longitude, component) float32
        What each weather member adds to the eastward and northward wind; two longitudes or more. [m s-1]
    weather_time_first, weather_time_step, weather_height_first, weather_height_step : float
        Axes of `weather`; beyond their ends the end value holds. [s], [m]
    weather_longitude_middle, weather_longitude_step, weather_latitude_first, weather_latitude_step : float
        Likewise; the longitudes are given by their middle, so that either way around the earth is known. [degree]
    mesoscale : (time_cell, height_cell, latitude_cell, longitude_cell) float32
        Standard deviation of the wind among the corners of each cell of `air`, in one component; an axis of length one
        stands for all its cells. [m s-1]
    mesoscale_height_step : float
        Height of its cells, from heights[0] up. [m]
    mesoscale_time : float
        Time over which what the grid does not show forgets itself. [s]
    """

    air: NDArray[np.float32]
    times: NDArray[np.float64]
    time_first: float
    time_last: float
    heights: NDArray[np.float64]
    level_below: NDArray[np.uint16]
    table_step: float
    known_top: float
    west: float
    longitude_step: float
    south: float
    latitude_step: float
    weather: NDArray[np.float32]
    weather_time_first: float
    weather_time_step: float
    weather_height_first: float
    weather_height_step: float
    weather_longitude_middle: float
    weather_longitude_step: float
    weather_latitude_first: float
    weather_latitude_step: float
    mesoscale: NDArray[np.float32]
    mesoscale_height_step: float
    mesoscale_time: float


class Sun(NamedTuple):
    """Where the sun stands, at equal steps of time.

    first, step : float
        Axis of the columns. [s since the epoch of the wind]
    declination : (time,) float64
        [rad]
    hour_angle : (time,) float64
        Hour angle at Greenwich, westward, without jumps. [rad]
    """

    first: float
    step: float
    declination: NDArray[np.float64]
    hour_angle: NDArray[np.float64]


class TerrainGrid(NamedTuple):
    """Height of the ground above the sea, packed for the kernel.

    height : (latitude, longitude) float32
        Ascending axes in equal steps; sea is 0. [m]
    west, longitude_step, south, latitude_step : float
        First longitude and latitude and their steps. [degree]
    """

    height: NDArray[np.float32]
    west: float
    longitude_step: float
    south: float
    latitude_step: float
