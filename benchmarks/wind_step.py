"""The project's wind step alone, of the parts that its kernel is made of, along the workloads of `advection`.

`by_air` fetches and moves as a flight does: six channels, the weather member and the spread among the corners of the
cell in every sample, on the ellipsoid, in numbers of 64 bits. `by_wind` has the same lanes, level table and vectors,
and of all channels only the two that carry, in degrees a second where they stand; all cells and shares are worked out
in loops that become vector instructions. No flight asks so little: a balloon needs the temperature and the pressure
around it, and an item the density it falls in.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import advection
import numpy as np
from advection import STEP, STEPS, Particles
from measuring import shared_out
from numpy.typing import NDArray

from sim._jit import compiled
from sim.flight.fetching import fetch_air
from sim.flight.lanes import AIR, MEMBER, MID_AIR, PLACE, SECONDS, STATE, TIME_CELL, WIDTH, keep
from sim.numerics.borrowing import borrowed
from sim.numerics.grids import WindGrid
from sim.numerics.placing import axes_of, placed
from sim.numerics.rows import rows_of_two
from sim.physics.earth import degrees_per_metre

# Columns of the lanes: longitude, latitude, height, climb; the same of the middle of a step, without climb; offset of
# the lowest corner of the cell, and the shares of the upper ones.
X, Y, Z, CLIMB, MID_X, MID_Y, MID_Z, OFFSET, SHARE_T, SHARE_Z, SHARE_Y, SHARE_X = range(STATE, STATE + 12)
COLUMNS = STATE + 12

Places = tuple[NDArray[np.float64], NDArray[np.float64]]


class PlainWind(NamedTuple):
    """Eastward and northward wind alone, beside the grid that they are of.

    wind : (time, level, latitude, longitude, component) float32
        [degree s-1]
    grid : WindGrid
    """

    wind: NDArray[np.float32]
    grid: WindGrid


def _placer(first):  # type: ignore[no-untyped-def]
    """A loop: where in the wind all lanes are at the place that begins with this column."""

    @compiled
    def place(lanes, count, axes):  # type: ignore[no-untyped-def]
        for lane in range(count):
            o = first * WIDTH + lane
            member, seconds = lanes[MEMBER * WIDTH + lane], lanes[SECONDS * WIDTH + lane]
            place = placed(axes, member, lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH], seconds)
            keep(lanes, PLACE, lane, place)

    return place


def _mover(to, by, air, elapsed):  # type: ignore[no-untyped-def]
    """A loop: all lanes so much later, with the air at one column and the metric at another."""

    @compiled
    def move(lanes, count):  # type: ignore[no-untyped-def]
        for lane in range(count):
            o = air * WIDTH + lane
            per_east, per_north = degrees_per_metre(lanes[(by + 1) * WIDTH + lane], lanes[(by + 2) * WIDTH + lane])
            longitude = lanes[X * WIDTH + lane] + lanes[o + WIDTH] * elapsed * per_east
            latitude = lanes[Y * WIDTH + lane] + lanes[o + 2 * WIDTH] * elapsed * per_north
            height = lanes[Z * WIDTH + lane] + lanes[CLIMB * WIDTH + lane] * elapsed
            o = to * WIDTH + lane
            lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH] = longitude, latitude, height
            lanes[SECONDS * WIDTH + lane] += 0.5 * STEP

    return move


def _cell_finder(first):  # type: ignore[no-untyped-def]
    """A loop: cells and shares of all lanes there; arithmetic and the level table only."""

    @compiled
    def place_in_cells(lanes, count, plain):  # type: ignore[no-untyped-def]
        grid = plain.grid
        _, levels, rows, columns, channels = plain.wind.shape
        row, level = columns * channels, rows * columns * channels
        by_hour, slots, bottom = 1.0 / (grid.times[1] - grid.times[0]), 1.0 / grid.table_step, grid.heights[0]
        by_longitude, by_latitude = 1.0 / grid.longitude_step, 1.0 / grid.latitude_step
        for lane in range(count):
            o = first * WIDTH + lane
            x = (lanes[o] - grid.west) * by_longitude
            y = (lanes[o + WIDTH] - grid.south) * by_latitude
            t = (lanes[SECONDS * WIDTH + lane] - grid.time_first) * by_hour
            cell_x, cell_y, cell_t = np.int32(x), np.int32(y), np.int32(t)
            lanes[SHARE_X * WIDTH + lane], lanes[SHARE_Y * WIDTH + lane] = x - cell_x, y - cell_y
            lanes[SHARE_T * WIDTH + lane] = t - cell_t
            lanes[OFFSET * WIDTH + lane] = cell_t * (levels * level) + cell_y * row + cell_x * channels
        for lane in range(count):
            above = lanes[(first + 2) * WIDTH + lane] - bottom
            z = np.uint32(grid.level_below[np.uint32(np.int32(above * slots))])
            lower, upper = grid.heights[z], grid.heights[z + np.uint32(1)]
            lanes[SHARE_Z * WIDTH + lane] = (above - (lower - bottom)) / (upper - lower)
            lanes[OFFSET * WIDTH + lane] += z * level

    return place_in_cells


@compiled
def _fetch_wind(lanes, count, first, wind):  # type: ignore[no-untyped-def]
    """The wind of all lanes in their cells, in the columns that it has among those of the air. [degree s-1]"""
    _, levels, rows, columns, channels = wind.shape
    row, level = columns * channels, rows * columns * channels
    for lane in range(count):
        shares = (
            lanes[SHARE_T * WIDTH + lane],
            lanes[SHARE_Z * WIDTH + lane],
            lanes[SHARE_Y * WIDTH + lane],
            lanes[SHARE_X * WIDTH + lane],
        )
        o = first * WIDTH + lane
        lanes[o + WIDTH], lanes[o + 2 * WIDTH] = rows_of_two(
            wind, np.int64(lanes[OFFSET * WIDTH + lane]), (levels * level, level, row), shares
        )


def _mover_in_degrees(to, air, elapsed):  # type: ignore[no-untyped-def]
    """A loop: all lanes so much later, with the wind at a column in degrees a second."""

    @compiled
    def move_in_degrees(lanes, count):  # type: ignore[no-untyped-def]
        for lane in range(count):
            o = air * WIDTH + lane
            longitude = lanes[X * WIDTH + lane] + lanes[o + WIDTH] * elapsed
            latitude = lanes[Y * WIDTH + lane] + lanes[o + 2 * WIDTH] * elapsed
            height = lanes[Z * WIDTH + lane] + lanes[CLIMB * WIDTH + lane] * elapsed
            o = to * WIDTH + lane
            lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH] = longitude, latitude, height
            lanes[SECONDS * WIDTH + lane] += 0.5 * STEP

    return move_in_degrees


# A loop becomes vector instructions only where the distances between its columns are known when it is compiled.
_place_start, _place_middle = _placer(X), _placer(MID_X)
_to_the_middle, _to_the_end = _mover(MID_X, X, AIR, 0.5 * STEP), _mover(X, MID_X, MID_AIR, STEP)
_find_start, _find_middle = _cell_finder(X), _cell_finder(MID_X)
_drift_to_the_middle, _drift_to_the_end = _mover_in_degrees(MID_X, AIR, 0.5 * STEP), _mover_in_degrees(X, MID_AIR, STEP)


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
    lanes, grid = np.zeros(COLUMNS * WIDTH), borrowed(grid)
    axes = axes_of(grid)
    for begin in range(first, beyond, WIDTH):
        count = min(WIDTH, beyond - begin)
        _taken_up(lanes, begin, count, table)
        _place_start(lanes, count, axes)
        fetch_air(lanes, count, AIR, grid)
        for _ in range(STEPS):
            _to_the_middle(lanes, count)
            _place_middle(lanes, count, axes)
            fetch_air(lanes, count, MID_AIR, grid)
            _to_the_end(lanes, count)
            _place_start(lanes, count, axes)
            fetch_air(lanes, count, AIR, grid)
        _let_go(lanes, begin, count, table)


@compiled(alone=True)
def _advect_by_wind(first, beyond, table, plain):  # type: ignore[no-untyped-def]
    """The same with the two channels that carry."""
    lanes, plain = np.zeros(COLUMNS * WIDTH), borrowed(plain)
    for begin in range(first, beyond, WIDTH):
        count = min(WIDTH, beyond - begin)
        _taken_up(lanes, begin, count, table)
        for _ in range(STEPS):
            _find_start(lanes, count, plain)
            _fetch_wind(lanes, count, AIR, plain.wind)
            _drift_to_the_middle(lanes, count)
            _find_middle(lanes, count, plain)
            _fetch_wind(lanes, count, MID_AIR, plain.wind)
            _drift_to_the_end(lanes, count)
        _let_go(lanes, begin, count, table)


def _carried(start: Particles, threads: int, advect: Callable[..., None], wind: Any) -> Places:  # Any: either wind
    table = np.stack([start.longitude, start.latitude, start.height, start.climb, start.seconds])
    shared_out(table.shape[1], threads, lambda first, beyond: advect(first, beyond, table, wind))
    return table[0], table[1]


def by_air(start: Particles, grid: WindGrid, threads: int) -> Places:
    """Longitude and latitude where particles end that fetch all of the air. [degree]"""
    return _carried(start, threads, _advect_by_air, grid)


def plain_wind(grid: WindGrid) -> PlainWind:
    """The two channels that carry, side by side, brought to degrees a second."""
    latitude = grid.south + grid.latitude_step * np.arange(grid.air.shape[2])
    per_metre = advection.degrees_per_metre(latitude[:, None], grid.heights[:, None, None])
    wind = grid.air[..., :2] * np.stack(per_metre, axis=-1)
    return PlainWind(wind.astype(np.float32), grid)


def by_wind(start: Particles, plain: PlainWind, threads: int) -> Places:
    """The same where they fetch the eastward and northward wind alone. [degree]"""
    return _carried(start, threads, _advect_by_wind, plain)
