"""Named tuples of numbers kept in arrays of float64: each number so many places behind the last.

A tuple of thirty numbers written out field by field is thirty lines to read it and thirty to write it, and a new field
shifts them all. Here the fields are taken as they are declared. In compiled code a field is one load or one store;
`plain_read` and `plain_write` say the same in plain source.
"""

from collections.abc import Iterator
from typing import Any, get_type_hints

import numpy as np
from numba.core import types as _untyped_types
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array as _untyped_make_array
from numpy.typing import NDArray

from sim._jit import Function, config

# Numba's own parts for writing instructions carry no types
types: Any = _untyped_types
make_array: Any = _untyped_make_array

_KINDS = {float: types.float64, int: types.int64, bool: types.boolean}


def columns_of(kind: type) -> int:
    """How many numbers a named tuple has, those of tuples in it included."""
    fields = get_type_hints(kind).values()
    return sum(1 if field in _KINDS else columns_of(field) for field in fields)


def column_of(kind: type, name: str) -> int:
    """How many numbers stand before a field of a named tuple."""
    before = 0
    for field, declared in get_type_hints(kind).items():
        if field == name:
            return before
        before += 1 if declared in _KINDS else columns_of(declared)
    raise ValueError(f"{kind.__name__} has no field {name}.")


def plain_read(kind: type, numbers: NDArray[np.float64], place: int, stride: int) -> Any:
    """A tuple of this kind, in plain source."""
    flat = numbers.reshape(-1)
    values: list[Any] = []
    for field in get_type_hints(kind).values():
        if field in _KINDS:
            number = flat[place]  # stays NumPy's: it divides by zero as compiled code does
            values.append(bool(number > 0.0) if field is bool else int(number) if field is int else number)
            place += stride
        else:
            values.append(plain_read(field, numbers, place, stride))
            place += stride * columns_of(field)
    return kind(*values)


def _numbers_in(written: tuple[Any, ...]) -> Iterator[Any]:
    """The numbers of a tuple, those of tuples in it included."""
    for value in written:
        yield from _numbers_in(value) if isinstance(value, tuple) else (value,)


def plain_write(numbers: NDArray[np.float64], place: int, stride: int, written: tuple[Any, ...]) -> None:
    """Write a tuple, in plain source."""
    flat = numbers.reshape(-1)
    for column, value in enumerate(_numbers_in(written)):
        flat[place + column * stride] = value


def _kind_of(declared: type) -> Any:
    """Numba's type of a named tuple, by the fields that it declares."""
    fields = [_KINDS[field] if field in _KINDS else _kind_of(field) for field in get_type_hints(declared).values()]
    return types.BaseTuple.from_types(fields, declared)


def _flat(kind: Any) -> Iterator[Any]:
    """The numbers of a type of tuple, those of tuples in it included."""
    for field in kind:
        yield from _flat(field) if isinstance(field, types.BaseTuple) else (field,)


class _Walk:
    """Goes along an array, a stride at a time; `builder` is where the instructions go."""

    def __init__(self, context: Any, builder: Any, kind: Any, array: Any, place: Any, stride: Any) -> None:
        self.context, self.builder, self.place, self.stride = context, builder, place, stride
        self.first = make_array(kind)(context, builder, array).data

    def next(self) -> Any:
        """Where the next number stands."""
        here = self.builder.gep(self.first, [self.place])
        self.place = self.builder.add(self.place, self.stride)
        return here

    def read(self, kind: Any) -> Any:
        """The next numbers, as a tuple."""
        values = []
        for field in kind:
            if isinstance(field, types.BaseTuple):
                values.append(self.read(field))
                continue
            number = self.builder.load(self.next())
            if isinstance(field, types.Boolean):
                nothing = self.context.get_constant(types.float64, 0.0)
                values.append(self.builder.fcmp_ordered(">", number, nothing))
            else:
                values.append(self.context.cast(self.builder, number, types.float64, field))
        return self.context.make_tuple(self.builder, kind, values)

    def write(self, kind: Any, written: Any) -> None:
        """Write a tuple to the next places."""
        for number, field in enumerate(kind):
            value = self.builder.extract_value(written, number)
            if isinstance(field, types.BaseTuple):
                self.write(field, value)
            else:
                self.builder.store(self.context.cast(self.builder, value, field, types.float64), self.next())


def _check(name: str, numbers: Any) -> None:
    if numbers.dtype != types.float64 or numbers.layout != "C":
        raise TypingError(f"{name}: the numbers must stand in a C-contiguous array of float64.")


@intrinsic
def _read(typing: Any, declared: Any, numbers: Any, place: Any, stride: Any) -> Any:
    _check("read", numbers)
    kind = _kind_of(declared.instance_class)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _, array, first, step = arguments
        return _Walk(context, builder, numbers, array, first, step).read(kind)

    return kind(declared, numbers, types.int64, types.int64), generate


@intrinsic
def _write(typing: Any, numbers: Any, place: Any, stride: Any, written: Any) -> Any:
    _check("write", numbers)
    if not all(isinstance(field, types.Number | types.Boolean) for field in _flat(written)):
        raise TypingError("write: only numbers, in tuples, can be written.")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, first, step, value = arguments
        _Walk(context, builder, numbers, array, first, step).write(written, value)
        return context.get_dummy_value()

    return types.void(numbers, types.int64, types.int64, written), generate


read: Function = plain_read if config.DISABLE_JIT else _read
"""A named tuple out of an array of float64: (kind, numbers, place, stride) -> tuple.

Its first number is the one so many elements from the first of the array, each other stands `stride` elements behind the
one before. A field declared as a whole number is cut to one, and a truth is what is above 0. Nobody checks that the
places are inside the array.
"""

write: Function = plain_write if config.DISABLE_JIT else _write
"""Write a named tuple into such an array: (numbers, place, stride, tuple)."""
