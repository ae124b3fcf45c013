"""Arrays that somebody else keeps alive, taken without Numba's count of who holds them.

Every function that is handed a named tuple of arrays counts itself in and out of each of them; where many small
functions pass the same tuples on, that is a tenth of their time.
"""

from typing import Any

from numba.core import cgutils as _untyped_cgutils
from numba.core import types as _untyped_types
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array as _untyped_make_array

from sim._jit import Function, config

# Numba's own parts for writing instructions carry no types
cgutils: Any = _untyped_cgutils
types: Any = _untyped_types
make_array: Any = _untyped_make_array


def _uncounted(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """The instructions: every array in it without its owner."""
    if isinstance(kind, types.Array):
        array = make_array(kind)(context, builder, value)
        array.meminfo = cgutils.get_null_value(array.meminfo.type)
        return array._getvalue()
    if isinstance(kind, types.BaseTuple):
        for place, inner in enumerate(kind):
            part = _uncounted(context, builder, inner, builder.extract_value(value, place))
            value = builder.insert_value(value, part, place)
    return value


def _may_be_borrowed(kind: Any) -> bool:
    """Whether nothing in it is counted but arrays."""
    if isinstance(kind, types.BaseTuple):
        return all(map(_may_be_borrowed, kind))
    return isinstance(kind, types.Array | types.Number | types.Boolean)


@intrinsic
def _borrowed(typing: Any, arrays: Any) -> Any:
    if not _may_be_borrowed(arrays):
        raise TypingError("borrowed: only arrays and numbers, in tuples, can be borrowed.")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _uncounted(context, builder, arrays, arguments[0])

    return arrays(arrays), generate


def _the_same(arrays: Any) -> Any:
    return arrays


borrowed: Function = _the_same if config.DISABLE_JIT else _borrowed
"""The same arrays, in tuples of tuples as they come, for use in compiled code while the caller holds them; nothing made
of them may be returned."""
