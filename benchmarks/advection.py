"""The workloads W1 and W2: particles that rise steadily through a cube of wind, and where NumPy says they end.

100,000 (W1) or 1,000,000 particles (W2) are let go about one place within two hours and carried for three hours, 360
midpoint steps of 30 s, by a wind on 13 hours x 25 levels x 61 x 61 points of 0.25 degree, linear in time and space.
Their way over the ground is that of the project, on the ellipsoid; levels stand at multiples of 25 m as packed ones
do.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR
from sim.numerics.grids import WindGrid
from sim.physics.atmosphere import standard_temperature
from sim.wind.packing import with_weather
from sim.wind.weather.grid import no_weather

STEPS, STEP = 360, 30.0
SIZES = {"W1": 100_000, "W2": 1_000_000}

CELL, WEST, SOUTH = 0.25, 0.0, 42.5
COLUMNS = ROWS = 61
LEVELS, HOURS = 25, 13
LEVEL_STEP = 25.0
HOUR = 3600.0

Array = NDArray[np.float64]


class Particles(NamedTuple):
    """Where and when particles are, and how fast they rise: [degree], [degree], [m], [s], [m s-1]."""

    longitude: Array
    latitude: Array
    height: Array
    seconds: Array
    climb: Array


def particles(count: int) -> Particles:
    """The first so many of the workload."""
    scatter, hour, climb = (np.random.default_rng(key) for key in range(3))
    place = scatter.normal((5.0, 50.0), 0.05, (count, 2))
    return Particles(
        place[:, 0],
        place[:, 1],
        np.full(count, 200.0),
        hour.uniform(0.0, 2.0 * HOUR, count),
        climb.uniform(0.97 * 2.5, 1.03 * 2.5, count),
    )


def heights() -> Array:
    """Levels from the ground to 34 km, closer together below, as pressure levels stand. [m]"""
    pressure = 1000.0 * 0.008 ** (np.linspace(0.0, 1.0, LEVELS) ** 1.15)
    return LEVEL_STEP * np.round(7000.0 * np.log(1013.25 / pressure) / LEVEL_STEP)


def cube() -> NDArray[np.float32]:
    """Eastward and northward wind (time, level, latitude, longitude, component). [m s-1]"""
    axes = (HOUR * np.arange(HOURS), heights(), SOUTH + CELL * np.arange(ROWS), WEST + CELL * np.arange(COLUMNS))
    t, z, y, x = np.meshgrid(*axes, indexing="ij", sparse=True)
    turn = 2.0 * np.pi
    jet = 25.0 * np.exp(-(((z - 11_000.0) / 5000.0) ** 2))
    eastward = 8.0 + jet + 5.0 * np.sin(turn * (x / 8.0 + t / 43_200.0)) * np.cos(turn * y / 10.0)
    northward = 3.0 + 6.0 * np.sin(z / 6000.0) + 5.0 * np.cos(turn * (x / 9.0 - t / 43_200.0)) * np.sin(turn * y / 11.0)
    return np.stack([eastward, northward], axis=-1).astype(np.float32)


def level_table() -> NDArray[np.uint16]:
    """Index of the level at or below each multiple of `LEVEL_STEP` above the lowest."""
    levels = heights()
    slots = np.arange(levels[0], levels[-1] + 0.5 * LEVEL_STEP, LEVEL_STEP)
    return np.asarray(np.searchsorted(levels, slots + 0.25 * LEVEL_STEP, side="right") - 1, np.uint16)


def packed() -> WindGrid:
    """The same wind as the kernel packs it: six channels, one weather member that adds nothing, one mesoscale cell."""
    wind, levels = cube(), heights()
    warmth = np.broadcast_to(standard_temperature(levels)[:, None, None], wind.shape[:-1])
    thinning = np.broadcast_to((np.log(101_325.0) - levels / 7000.0)[:, None, None], wind.shape[:-1])
    still = np.zeros(wind.shape[:-1])
    air = np.stack([wind[..., 0], wind[..., 1], still, warmth, warmth, thinning], axis=-1).astype(np.float32)
    grid = WindGrid(
        air=air,
        times=HOUR * np.arange(HOURS),
        time_first=0.0,
        time_last=HOUR * (HOURS - 1),
        heights=levels,
        level_below=level_table(),
        table_step=LEVEL_STEP,
        known_top=float(levels[-1]),
        west=WEST,
        longitude_step=CELL,
        south=SOUTH,
        latitude_step=CELL,
        **{name: None for name in WindGrid._fields if name.startswith("weather")},
        mesoscale=np.zeros((1, 1, 1, 1), np.float32),
        mesoscale_height_step=250.0,
        mesoscale_time=HOUR,
    )
    return with_weather(grid, no_weather(1))


def degrees_per_metre(latitude: Array, height: Array) -> tuple[Array, Array]:
    """Change of longitude and latitude for a metre east and north, on the ellipsoid. [degree m-1]"""
    phi = np.radians(latitude)
    squared = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
    root = np.sqrt(1.0 - squared * np.sin(phi) ** 2)
    across, along = WGS84_SEMI_MAJOR / root, WGS84_SEMI_MAJOR * (1.0 - squared) / root**3
    return np.degrees(1.0 / ((across + height) * np.cos(phi))), np.degrees(1.0 / (along + height))


def wind_at(wind: NDArray[np.float32], levels: Array, seconds: Array, height: Array, latitude: Array, longitude: Array):  # type: ignore[no-untyped-def]
    """Eastward and northward wind at some points. [m s-1]"""
    level = np.clip(np.searchsorted(levels, height, side="right") - 1, 0, LEVELS - 2)
    places = [seconds / HOUR, level + (height - levels[level]) / (levels[level + 1] - levels[level])]
    places += [(latitude - SOUTH) / CELL, (longitude - WEST) / CELL]
    first = [np.clip(place.astype(int), 0, size - 2) for place, size in zip(places, wind.shape[:-1], strict=True)]
    above = [place - cell for place, cell in zip(places, first, strict=True)]
    total = np.zeros((seconds.size, 2))
    for corner in np.ndindex(2, 2, 2, 2):
        sides = list(zip(above, corner, strict=True))
        share = np.prod([weight if side else 1.0 - weight for weight, side in sides], axis=0)
        index = tuple(cell + side for cell, side in zip(first, corner, strict=True))
        total += share[:, None] * wind[index]
    return total[:, 0], total[:, 1]


def reference(start: Particles) -> tuple[Array, Array]:
    """Longitude and latitude where they end, in float64 by NumPy alone. [degree]"""
    wind, levels = cube(), heights()
    x, y, z, t = (column.copy() for column in start[:4])
    for _ in range(STEPS):
        u, v = wind_at(wind, levels, t, z, y, x)
        per_east, per_north = degrees_per_metre(y, z)
        half = 0.5 * STEP
        mid_x, mid_y, mid_z = x + half * u * per_east, y + half * v * per_north, z + half * start.climb
        u, v = wind_at(wind, levels, t + half, mid_z, mid_y, mid_x)
        per_east, per_north = degrees_per_metre(mid_y, mid_z)
        x, y, z, t = x + STEP * u * per_east, y + STEP * v * per_north, z + STEP * start.climb, t + STEP
    return x, y
