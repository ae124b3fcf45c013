"""Work on long columns block by block, so that what is needed on the way stays small beside the columns themselves.

Holds no formula and no label.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

BLOCK = 65_536
"""Balloons of a block. What ten drops of each need on the way was 1.6 GB for a million balloons at once."""


# Any: columns and results are of several kinds
def blockwise(function: Callable[..., NDArray[Any]], kind: DTypeLike, *columns: NDArray[Any]) -> NDArray[Any]:
    """What a function makes of columns that all begin with the balloon, an array of the shape of the first.

    Parameters
    ----------
    function : callable
        Takes rows of all columns; what it makes of a row depends on no other.
    kind : dtype
        Of its result.
    *columns : (balloon, ...) ndarray

    Examples
    --------
    >>> blockwise(np.add, float, np.array([1.0, 2.0]), np.array([0.5, 0.5]))
    array([1.5, 2.5])
    """
    result = np.empty(columns[0].shape, dtype=kind)
    for begin in range(0, len(result), BLOCK):
        rows = slice(begin, begin + BLOCK)
        result[rows] = function(*(column[rows] for column in columns))
    return result
