"""The project's wind step alone, of the parts that its kernel is made of, along the workloads of `advection`.

`by_air` fetches and moves as a flight does: six channels, the weather member and the spread among the corners of the
cell in every sample, on the ellipsoid, in numbers of 64 bits. `by_wind` has the same places, level table, vectors and
metric, and of all channels only the two that carry: what the step would be where nothing else is asked of the air. No
flight asks so little: a balloon needs the temperature and the pressure around it, and an item the density it falls in.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from advection import STEP, STEPS, Particles
from measuring import shared_out
from numpy.typing import NDArray

from sim._jit import compiled
from sim.flight.fetching import fetch_air
from sim.flight.lanes import AIR, MEMBER, MID_AIR, PLACE, SECONDS, STATE, TIME_CELL, WIDTH, keep_place
from sim.numerics.grids import WindGrid
from sim.numerics.rows import rows_of_two
from sim.numerics.sampling import axes_of, placed
from sim.physics.earth import degrees_per_metre

# Columns of the lanes: longitude, latitude, height, climb; the same of the middle of a step, without climb.
X, Y, Z, CLIMB, MID_X, MID_Y, MID_Z = range(STATE, STATE + 7)
COLUMNS = STATE + 7

Places = tuple[NDArray[np.float64], NDArray[np.float64]]


class PlainWind(NamedTuple):
    """Eastward and northward wind alone, beside the axes of the grid that they are of.

    wind : (time, level, latitude, longitude, component) float32
        [m s-1]
    grid : WindGrid
    """

    wind: NDArray[np.float32]
    grid: WindGrid


@compiled
def _place(lanes, count, axes, first):  # type: ignore[no-untyped-def]
    """Where in the wind all lanes are at the place that begins with this column."""
    for lane in range(count):
        o = first * WIDTH + lane
        keep_place(
            lanes,
            PLACE,
            lane,
            placed(axes, lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH], lanes[SECONDS * WIDTH + lane]),
        )


@compiled
def _move(lanes, count, to, by, air, elapsed):  # type: ignore[no-untyped-def]
    """All lanes so much later, with the air at one column and the metric at another."""
    for lane in range(count):
        o = air * WIDTH + lane
        per_east, per_north = degrees_per_metre(lanes[(by + 1) * WIDTH + lane], lanes[(by + 2) * WIDTH + lane])
        longitude = lanes[X * WIDTH + lane] + lanes[o + WIDTH] * elapsed * per_east
        latitude = lanes[Y * WIDTH + lane] + lanes[o + 2 * WIDTH] * elapsed * per_north
        height = lanes[Z * WIDTH + lane] + lanes[CLIMB * WIDTH + lane] * elapsed
        o = to * WIDTH + lane
        lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH] = longitude, latitude, height
        lanes[SECONDS * WIDTH + lane] += 0.5 * STEP


@compiled
def _place_in_cells(lanes, count, axes, first):  # type: ignore[no-untyped-def]
    """The same without where they are in the weather."""
    for lane in range(count):
        o = first * WIDTH + lane
        place = placed(axes, lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH], lanes[SECONDS * WIDTH + lane])
        o = PLACE * WIDTH + lane
        lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH] = place.x, place.y, place.above


@compiled(inline=True)
def _two_channels(wind, grid, x_place, y_place, above, t, seconds):  # type: ignore[no-untyped-def]
    """The wind at a place that is inside, in its cell of time. [m s-1]"""
    _, levels, rows, columns, channels = wind.shape
    x = min(int(x_place), columns - 2)
    y = max(min(int(y_place), rows - 2), 0)
    slot = min(np.uint64(above / grid.table_step), np.uint64(grid.level_below.size - 1))
    z = min(np.uint64(grid.level_below[slot]), np.uint64(levels - 2))
    lower, upper = grid.heights[z], grid.heights[z + np.uint64(1)]
    wz = (above - (lower - grid.heights[0])) / (upper - lower)
    row = columns * channels
    level = rows * row
    time = levels * level
    start = grid.times[np.uint64(t)]
    wt = (seconds - start) / (grid.times[np.uint64(t + 1)] - start)
    offset = t * time + np.int64(z) * level + y * row + x * channels
    return rows_of_two(wind, offset, (time, level, row, channels), (wt, wz, y_place - y, x_place - x))


@compiled
def _fetch_wind(lanes, count, first, plain):  # type: ignore[no-untyped-def]
    """The wind at the places of all lanes, in the columns that it has among those of the air."""
    grid = plain.grid
    for lane in range(count):
        seconds = lanes[SECONDS * WIDTH + lane]
        t = int(lanes[TIME_CELL * WIDTH + lane])
        while t < grid.times.size - 2 and grid.times[np.uint64(t + 1)] <= seconds:
            t += 1
        lanes[TIME_CELL * WIDTH + lane] = t
        o = PLACE * WIDTH + lane
        east, north = _two_channels(plain.wind, grid, lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH], t, seconds)
        o = first * WIDTH + lane
        lanes[o + WIDTH], lanes[o + 2 * WIDTH] = east, north


@compiled
def _taken_up(lanes, begin, count, table):  # type: ignore[no-untyped-def]
    """Give the lanes to the particles from `begin` on."""
    for lane in range(count):
        for column in range(4):
            lanes[(X + column) * WIDTH + lane] = table[column, begin + lane]
        lanes[SECONDS * WIDTH + lane] = table[4, begin + lane]
        lanes[MEMBER * WIDTH + lane] = lanes[TIME_CELL * WIDTH + lane] = 0.0


@compiled
def _let_go(lanes, begin, count, table):  # type: ignore[no-untyped-def]
    """Write down where the lanes are."""
    for lane in range(count):
        table[0, begin + lane], table[1, begin + lane] = lanes[X * WIDTH + lane], lanes[Y * WIDTH + lane]


@compiled(alone=True)
def _advect_by_air(first, beyond, table, grid):  # type: ignore[no-untyped-def]
    """All steps of some particles, a block at a time; each begins with the air that the last one ended in."""
    lanes = np.zeros(COLUMNS * WIDTH)
    axes = axes_of(grid)
    for begin in range(first, beyond, WIDTH):
        count = min(WIDTH, beyond - begin)
        _taken_up(lanes, begin, count, table)
        _place(lanes, count, axes, X)
        fetch_air(lanes, count, AIR, grid)
        for _ in range(STEPS):
            _move(lanes, count, MID_X, X, AIR, 0.5 * STEP)
            _place(lanes, count, axes, MID_X)
            fetch_air(lanes, count, MID_AIR, grid)
            _move(lanes, count, X, MID_X, MID_AIR, STEP)
            _place(lanes, count, axes, X)
            fetch_air(lanes, count, AIR, grid)
        _let_go(lanes, begin, count, table)


@compiled(alone=True)
def _advect_by_wind(first, beyond, table, plain):  # type: ignore[no-untyped-def]
    """The same with the two channels that carry."""
    lanes = np.zeros(COLUMNS * WIDTH)
    axes = axes_of(plain.grid)
    for begin in range(first, beyond, WIDTH):
        count = min(WIDTH, beyond - begin)
        _taken_up(lanes, begin, count, table)
        _place_in_cells(lanes, count, axes, X)
        _fetch_wind(lanes, count, AIR, plain)
        for _ in range(STEPS):
            _move(lanes, count, MID_X, X, AIR, 0.5 * STEP)
            _place_in_cells(lanes, count, axes, MID_X)
            _fetch_wind(lanes, count, MID_AIR, plain)
            _move(lanes, count, X, MID_X, MID_AIR, STEP)
            _place_in_cells(lanes, count, axes, X)
            _fetch_wind(lanes, count, AIR, plain)
        _let_go(lanes, begin, count, table)


def _carried(start: Particles, threads: int, advect: Callable[..., None], wind: Any) -> Places:  # Any: either wind
    table = np.stack([start.longitude, start.latitude, start.height, start.climb, start.seconds])
    shared_out(table.shape[1], threads, lambda first, beyond: advect(first, beyond, table, wind))
    return table[0], table[1]


def by_air(start: Particles, grid: WindGrid, threads: int) -> Places:
    """Longitude and latitude where particles end that fetch all of the air. [degree]"""
    return _carried(start, threads, _advect_by_air, grid)


def plain_wind(grid: WindGrid) -> PlainWind:
    """The two channels that carry, side by side."""
    return PlainWind(np.ascontiguousarray(grid.air[..., :2]), grid)


def by_wind(start: Particles, plain: PlainWind, threads: int) -> Places:
    """The same where they fetch the eastward and northward wind alone. [degree]"""
    return _carried(start, threads, _advect_by_wind, plain)
