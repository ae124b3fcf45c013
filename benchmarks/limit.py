"""The least that carrying particles by a wind can cost here: midpoint steps with nothing else, as fast as Numba can.

What makes it fast is what the project cannot all have: numbers of 32 bits, a wind of two components, already in grid
cells a second where it stands (so that the way over the ground needs no cosine; that fails at the poles), one clock
and one grid without edges. Blocks of particles make all their steps at once: their columns stay in the nearest cache.
Loops of arithmetic become vector instructions; those that load are told to load four neighbours at a time.
"""

from typing import Any, NamedTuple

import advection
import numpy as np
from advection import CELL, HOUR, LEVEL_STEP, SOUTH, STEP, STEPS, WEST, Particles
from llvmlite import ir
from measuring import shared_out
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array
from numpy.typing import NDArray

WIDTH = 128
"""Particles of a block."""

# Columns of a block: place in cells, height above the lowest level, time in cells, climb; the same in the middle of a
# step; share of the upper corner on each axis; wind in cells a second.
X, Y, Z, T, CLIMB, MID_X, MID_Y, MID_Z, MID_T, SHARE_X, SHARE_Y, SHARE_Z, SHARE_T, EAST, NORTH = range(15)
COLUMNS = 15

# contracting is the one liberty taken: it leaves NaN what it is, and the full set was no faster
FAST: dict[str, Any] = {"error_model": "numpy", "fastmath": {"contract"}, "cache": True}


class Cube(NamedTuple):
    """A wind in cells a second.

    flat : (any,) float32
        (time, level, latitude, longitude, component), the last axis fastest.
    last : (4,) int32
        Last cell of each axis, in that order.
    steps : (4,) int32
        Numbers from one point of an axis to the next.
    bottoms, per_metre : (level,) float32
        Height of each level above the lowest [m], and one over the height of the layer above it [m-1].
    level_below : (slot,) int32
        Level at or below each slot of `LEVEL_STEP`.
    """

    flat: NDArray[np.float32]
    last: NDArray[np.int32]
    steps: NDArray[np.int32]
    bottoms: NDArray[np.float32]
    per_metre: NDArray[np.float32]
    level_below: NDArray[np.int32]


def in_cells() -> Cube:
    """The wind of the workload, brought to cells a second."""
    wind, heights = advection.cube().astype(float), advection.heights()
    latitude = (SOUTH + CELL * np.arange(advection.ROWS))[None, :, None]
    per_east, per_north = advection.degrees_per_metre(latitude, heights[:, None, None])
    flat = np.stack([wind[..., 0] * per_east, wind[..., 1] * per_north], axis=-1) / CELL
    shape = np.array(wind.shape)
    return Cube(
        flat.astype(np.float32).ravel(),
        (shape[:4] - 2).astype(np.int32),
        np.array([np.prod(shape[axis + 1 :]) for axis in range(4)], np.int32),
        (heights - heights[0]).astype(np.float32),
        np.append(1.0 / np.diff(heights), 0.0).astype(np.float32),
        advection.level_table().astype(np.int32),
    )


@intrinsic
def _neighbours(typing: Any, flat: Any, offset: Any, later: Any, higher: Any, north: Any, shares: Any) -> Any:
    """Both components at one point of the wind: eight loads of two points side by side, folded over time, height,
    latitude, and longitude last."""
    signature = types.UniTuple(types.float32, 2)(flat, offset, later, higher, north, shares)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, first, step_t, step_z, step_y, given = arguments
        base = make_array(signature.args[0])(context, builder, array).data
        row, index = ir.VectorType(ir.FloatType(), 4), ir.IntType(32)
        nothing, loose = ir.Constant(row, ir.Undefined), ("contract",)

        def between(low: Any, high: Any, share: Any) -> Any:
            rise = builder.fmul(share, builder.fsub(high, low, flags=loose), flags=loose)
            return builder.fadd(low, rise, flags=loose)

        def loaded(*steps: Any) -> Any:
            at = first
            for step in steps:
                at = builder.add(at, step)
            return builder.load(builder.bitcast(builder.gep(base, [at]), row.as_pointer()), align=4)

        *outer, share_x = cgutils.unpack_tuple(builder, given)
        zeros = ir.Constant(ir.VectorType(index, 4), [0] * 4)
        spread = [
            builder.shuffle_vector(builder.insert_element(nothing, one, ir.Constant(index, 0)), nothing, zeros)
            for one in outer
        ]

        def level(*steps: Any) -> Any:
            return between(loaded(*steps), loaded(*steps, step_t), spread[0])

        south = between(level(), level(step_z), spread[1])
        far = between(level(step_y), level(step_y, step_z), spread[1])
        both = between(south, far, spread[2])
        west_u, west_v, east_u, east_v = (builder.extract_element(both, ir.Constant(index, lane)) for lane in range(4))
        found = [between(west_u, east_u, share_x), between(west_v, east_v, share_x)]
        return context.make_tuple(builder, signature.return_type, found)

    return signature, generate


@njit(forceinline=True, **FAST)
def _axis(lanes, offsets, count, place, share, last, step):  # type: ignore[no-untyped-def]
    """Cell and share of all lanes on an axis of equal steps."""
    for lane in range(count):
        at = lanes[place, lane]
        cell = min(max(np.int32(at), np.int32(0)), last)
        lanes[share, lane] = at - np.float32(cell)
        offsets[lane] += cell * step


@njit(forceinline=True, **FAST)
def _sample(lanes, offsets, count, first, cube):  # type: ignore[no-untyped-def]
    """The wind of all lanes at the places that begin with this column."""
    last, steps = cube.last, cube.steps
    for lane in range(count):
        above = lanes[first + 2, lane]
        slot = np.uint32(np.int32(above * np.float32(1.0 / LEVEL_STEP)))
        level = np.uint32(cube.level_below[slot])
        lanes[SHARE_Z, lane] = (above - cube.bottoms[level]) * cube.per_metre[level]
        offsets[lane] = np.int32(level) * steps[1]
    _axis(lanes, offsets, count, first + 3, SHARE_T, last[0], steps[0])
    _axis(lanes, offsets, count, first + 1, SHARE_Y, last[2], steps[2])
    _axis(lanes, offsets, count, first, SHARE_X, last[3], steps[3])
    later, higher, north = np.int64(steps[0]), np.int64(steps[1]), np.int64(steps[2])
    for lane in range(count):
        shares = lanes[SHARE_T, lane], lanes[SHARE_Z, lane], lanes[SHARE_Y, lane], lanes[SHARE_X, lane]
        lanes[EAST, lane], lanes[NORTH, lane] = _neighbours(
            cube.flat, np.int64(offsets[lane]), later, higher, north, shares
        )


@njit(forceinline=True, **FAST)
def _move(lanes, count, to, seconds):  # type: ignore[no-untyped-def]
    """All lanes that much later, by the wind that was sampled last, in other columns or the same."""
    elapsed, cells = np.float32(seconds), np.float32(seconds / HOUR)
    for lane in range(count):
        lanes[to, lane] = lanes[X, lane] + elapsed * lanes[EAST, lane]
        lanes[to + 1, lane] = lanes[Y, lane] + elapsed * lanes[NORTH, lane]
        lanes[to + 2, lane] = lanes[Z, lane] + elapsed * lanes[CLIMB, lane]
        lanes[to + 3, lane] = lanes[T, lane] + cells


@njit(nogil=True, **FAST)
def _advect(first, beyond, table, cube):  # type: ignore[no-untyped-def]
    """All steps of some particles, block by block; `table` has their first five columns."""
    lanes = np.empty((COLUMNS, WIDTH), np.float32)
    offsets = np.empty(WIDTH, np.int32)
    for begin in range(first, beyond, WIDTH):
        count = min(WIDTH, beyond - begin)
        lanes[:5, :count] = table[:, begin : begin + count]
        for _ in range(STEPS):
            _sample(lanes, offsets, count, X, cube)
            _move(lanes, count, MID_X, 0.5 * STEP)
            _sample(lanes, offsets, count, MID_X, cube)
            _move(lanes, count, X, STEP)
        table[:, begin : begin + count] = lanes[:5, :count]


def carried(start: Particles, cube: Cube, threads: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude where particles end. [degree]"""
    places = [(start.longitude - WEST) / CELL, (start.latitude - SOUTH) / CELL]
    places += [start.height - advection.heights()[0], start.seconds / HOUR, start.climb]
    table = np.stack(places).astype(np.float32)
    shared_out(table.shape[1], threads, lambda first, beyond: _advect(first, beyond, table, cube))
    return WEST + CELL * table[0].astype(float), SOUTH + CELL * table[1].astype(float)
