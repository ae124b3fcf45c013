"""Linear interpolation in four dimensions of all channels of a point at once, loaded as short vectors.

The channels of a grid point lie side by side, so that one load brings them all. The compiler finds that out for
neither loops nor index arithmetic, so it is told; `plain_rows_of_two` and `plain_rows_of_six` say the same in plain
source, and give the same bits.
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
        """Some channels of one corner."""
        builder = self.builder
        at = builder.add(offset, ir.Constant(offset.type, first))
        narrow = ir.VectorType(_FLOAT, width)
        row = builder.load(builder.bitcast(builder.gep(self.base, [at]), narrow.as_pointer()), align=4)
        return builder.fpext(row, ir.VectorType(_DOUBLE, width))

    def between(self, offset: Any, first: int, width: int, axis: int = 0) -> Any:
        """Interpolated along this axis and all that follow; the first axis is the outermost."""
        if axis == len(self.steps):
            return self.loaded(offset, first, width)
        builder = self.builder
        low = self.between(offset, first, width, axis + 1)
        high = self.between(builder.add(offset, self.steps[axis]), first, width, axis + 1)
        return builder.fadd(low, builder.fmul(self.spread(self.weights[axis], width), builder.fsub(high, low)))


def _vector_rows(channels: int) -> Function:
    @intrinsic
    def rows(typing: Any, grid: Any, offset: Any, steps: Any, weights: Any) -> Any:
        if grid.dtype != types.float32 or grid.layout != "C":
            raise TypingError("rows: the grid must be a C-contiguous array of float32.")
        signature = types.UniTuple(types.float64, channels)(grid, offset, steps, weights)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array, start, strides, shares = arguments
            base = make_array(signature.args[0])(context, builder, array).data
            weaver = _Weaver(
                builder, base, cgutils.unpack_tuple(builder, strides), cgutils.unpack_tuple(builder, shares)
            )
            values = []
            for first, width in _parts(channels):
                row = weaver.between(start, first, width)
                values += [builder.extract_element(row, ir.Constant(_INDEX, lane)) for lane in range(width)]
            return context.make_tuple(builder, signature.return_type, values)

        return signature, generate

    return rows


@compiled
def _between(flat, offset, steps, weights):  # type: ignore[no-untyped-def]
    """One channel: sixteen corners folded along the last axis first."""
    held = np.empty(16)
    for corner in range(16):
        place = offset
        for axis in range(4):
            place += steps[axis] * ((corner >> (3 - axis)) & 1)
        held[corner] = flat[place]
    size = 16
    for axis in range(3, -1, -1):
        size //= 2
        for pair in range(size):
            held[pair] = held[2 * pair] + weights[axis] * (held[2 * pair + 1] - held[2 * pair])
    return held[0]


@compiled
def plain_rows_of_two(grid, offset, steps, weights):  # type: ignore[no-untyped-def]
    """Two channels, in plain source."""
    flat = grid.ravel()
    return _between(flat, offset, steps, weights), _between(flat, offset + 1, steps, weights)


@compiled
def plain_rows_of_six(grid, offset, steps, weights):  # type: ignore[no-untyped-def]
    """Six channels, in plain source."""
    flat = grid.ravel()
    return (
        _between(flat, offset, steps, weights),
        _between(flat, offset + 1, steps, weights),
        _between(flat, offset + 2, steps, weights),
        _between(flat, offset + 3, steps, weights),
        _between(flat, offset + 4, steps, weights),
        _between(flat, offset + 5, steps, weights),
    )


rows_of_two = plain_rows_of_two if config.DISABLE_JIT else _vector_rows(2)
"""Two channels between sixteen corners: (grid, offset, steps, weights) -> values, all in numbers of elements."""

rows_of_six = plain_rows_of_six if config.DISABLE_JIT else _vector_rows(6)
"""Six channels likewise."""
