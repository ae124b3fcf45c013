"""Linear interpolation in several dimensions of all channels of a point at once, and single numbers, by their offset.

The channels of a grid point lie side by side, and so do the points of the last axis: a few loads of short vectors bring
them all. The compiler finds that out for neither loops nor index arithmetic, so it is told; `plain_rows_of_two` and
`plain_rows_of_six` say the same in plain source, and give the same bits. Nobody checks that an offset is inside its
grid: `sim.numerics.placing` and `sim.numerics.sampling` name none that is not.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils as _untyped_cgutils
from numba.core import types as _untyped_types
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array as _untyped_make_array

from sim._jit import Function, compiled, config

# Numba's own parts for writing instructions carry no types
cgutils: Any = _untyped_cgutils
types: Any = _untyped_types
make_array: Any = _untyped_make_array

_DOUBLE, _FLOAT, _INDEX = ir.DoubleType(), ir.FloatType(), ir.IntType(32)


def _parts(channels: int) -> list[tuple[int, int]]:
    """First channel and width of the vectors that make up a row: as wide as may be, nothing beyond its end."""
    parts, first = [], 0
    while first < channels:
        width = next(width for width in (4, 2, 1) if first + width <= channels)
        parts.append((first, width))
        first += width
    return parts


class _Weaver:
    """Writes the instructions of one interpolation; `builder` is where they go."""

    def __init__(self, builder: Any, base: Any, steps: list[Any], weights: list[Any]) -> None:
        self.builder, self.base, self.steps, self.weights = builder, base, steps, weights

    def spread(self, weight: Any, width: int) -> Any:
        """A weight in every lane."""
        kind = ir.VectorType(_DOUBLE, width)
        first = self.builder.insert_element(ir.Constant(kind, ir.Undefined), weight, ir.Constant(_INDEX, 0))
        zeros = ir.Constant(ir.VectorType(_INDEX, width), [0] * width)
        return self.builder.shuffle_vector(first, ir.Constant(kind, ir.Undefined), zeros)

    def loaded(self, offset: Any, first: int, width: int) -> Any:
        """Some of the numbers from a corner on."""
        builder = self.builder
        at = builder.add(offset, ir.Constant(offset.type, first))
        narrow = ir.VectorType(_FLOAT, width)
        row = builder.load(builder.bitcast(builder.gep(self.base, [at]), narrow.as_pointer()), align=4)
        return builder.fpext(row, ir.VectorType(_DOUBLE, width))

    def blended(self, low: Any, high: Any, weight: Any, width: int) -> Any:
        """Between two vectors of this width."""
        builder = self.builder
        return builder.fadd(low, builder.fmul(self.spread(weight, width), builder.fsub(high, low)))

    def between(self, offset: Any, first: int, width: int, axis: int = 0) -> Any:
        """Interpolated along this axis and all that follow but the last; the first axis is the outermost."""
        if axis == len(self.steps):
            return self.loaded(offset, first, width)
        low = self.between(offset, first, width, axis + 1)
        high = self.between(self.builder.add(offset, self.steps[axis]), first, width, axis + 1)
        return self.blended(low, high, self.weights[axis], width)

    def along_the_last(self, offset: Any, channels: int) -> list[Any]:
        """All channels, interpolated along the last axis too, on which neighbours lie side by side."""
        whole = [(first, width, self.between(offset, first, width)) for first, width in _parts(2 * channels)]
        values = []
        for first, width in _parts(channels):
            low, high = self.picked(whole, first, width), self.picked(whole, first + channels, width)
            row = self.blended(low, high, self.weights[-1], width)
            values += [self.builder.extract_element(row, ir.Constant(_INDEX, lane)) for lane in range(width)]
        return values

    def picked(self, whole: list[tuple[int, int, Any]], first: int, width: int) -> Any:
        """Some neighbouring numbers out of vectors that stand for all of them."""
        builder = self.builder
        row = ir.Constant(ir.VectorType(_DOUBLE, width), ir.Undefined)
        for lane in range(width):
            begin, _, vector = next(part for part in reversed(whole) if part[0] <= first + lane)
            number = builder.extract_element(vector, ir.Constant(_INDEX, first + lane - begin))
            row = builder.insert_element(row, number, ir.Constant(_INDEX, lane))
        return row


def _vector_rows(channels: int) -> Function:
    @intrinsic
    def rows(typing: Any, grid: Any, offset: Any, steps: Any, weights: Any) -> Any:
        if grid.dtype != types.float32 or grid.layout != "C":
            raise TypingError("rows: the grid must be a C-contiguous array of float32.")
        if len(weights) != len(steps) + 1:
            raise TypingError("rows: there must be one weight more than steps, for the last axis.")
        signature = types.UniTuple(types.float64, channels)(grid, offset, steps, weights)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array, start, strides, shares = arguments
            base = make_array(signature.args[0])(context, builder, array).data
            weaver = _Weaver(
                builder, base, cgutils.unpack_tuple(builder, strides), cgutils.unpack_tuple(builder, shares)
            )
            values = weaver.along_the_last(start, channels)
            return context.make_tuple(builder, signature.return_type, values)

        return signature, generate

    return rows


@compiled
def _between(flat, offset, steps, weights):  # type: ignore[no-untyped-def]
    """One number: its corners folded, those of the last axis with steps first."""
    axes = len(steps)
    held = np.empty(2**axes)
    for corner in range(2**axes):
        place = offset
        for axis in range(axes):
            place += steps[axis] * ((corner >> (axes - 1 - axis)) & 1)
        held[corner] = flat[place]
    size = held.size
    for axis in range(axes - 1, -1, -1):
        size //= 2
        for pair in range(size):
            held[pair] = held[2 * pair] + weights[axis] * (held[2 * pair + 1] - held[2 * pair])
    return held[0]


@compiled
def _channel(flat, offset, channels, steps, weights):  # type: ignore[no-untyped-def]
    """One channel, along the last axis at the end."""
    low = _between(flat, offset, steps, weights)
    high = _between(flat, offset + channels, steps, weights)
    return low + weights[len(steps)] * (high - low)


@compiled
def plain_rows_of_two(grid, offset, steps, weights):  # type: ignore[no-untyped-def]
    """Two channels, in plain source."""
    flat = grid.ravel()
    return _channel(flat, offset, 2, steps, weights), _channel(flat, offset + 1, 2, steps, weights)


@compiled
def plain_rows_of_six(grid, offset, steps, weights):  # type: ignore[no-untyped-def]
    """Six channels, in plain source."""
    flat = grid.ravel()
    return (
        _channel(flat, offset, 6, steps, weights),
        _channel(flat, offset + 1, 6, steps, weights),
        _channel(flat, offset + 2, 6, steps, weights),
        _channel(flat, offset + 3, 6, steps, weights),
        _channel(flat, offset + 4, 6, steps, weights),
        _channel(flat, offset + 5, 6, steps, weights),
    )


rows_of_two = plain_rows_of_two if config.DISABLE_JIT else _vector_rows(2)
"""Two channels: (grid, offset, steps, weights) -> values.

`offset` is that of the lowest corner, `steps` lead to the next point along each axis but the last, on which the next
point lies right behind; both count elements. There is one more weight than steps. The point behind is read: every row
of the last axis must have two points or more.
"""

rows_of_six = plain_rows_of_six if config.DISABLE_JIT else _vector_rows(6)
"""Six channels likewise."""


def plain_number_at(grid, offset):  # type: ignore[no-untyped-def]
    """One number, in plain source."""
    return grid.ravel()[offset]


@intrinsic
def _number_at(typing: Any, grid: Any, offset: Any) -> Any:
    if grid.layout != "C":
        raise TypingError("number_at: the grid must be C-contiguous.")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, place = arguments
        return builder.load(builder.gep(make_array(signature.args[0])(context, builder, array).data, [place]))

    return grid.dtype(grid, types.int64), generate


number_at: Function = plain_number_at if config.DISABLE_JIT else _number_at
"""The number so many elements from the first of a grid: (grid, offset) -> value.

An index of several axes would be worked out anew for each number, and tested for counting from the end."""
