import sys
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError
from numpy.typing import NDArray

from sim.numerics.borrowing import borrowed


class Inner(NamedTuple):
    numbers: NDArray[np.float64]
    factor: float


class Outer(NamedTuple):
    inner: Inner
    table: NDArray[np.float32]
    flag: bool


@njit
def total(outer):
    held = borrowed(outer)
    found = 0.0
    for number in held.inner.numbers:
        found += held.inner.factor * number
    for row in range(held.table.shape[0]):
        found += held.table[row, -1]
    return found if held.flag else -found


@njit
def of_words(words):
    return borrowed((words, 1.0))[1]


def test_borrowed_arrays_are_the_same_numbers_and_stay_with_who_holds_them():
    outer = Outer(Inner(np.arange(5.0), 2.0), np.arange(6, dtype=np.float32).reshape(3, 2), True)
    held = [sys.getrefcount(outer.inner.numbers), sys.getrefcount(outer.table)]
    for _ in range(1000):
        assert total(outer) == 2.0 * 10.0 + (1.0 + 3.0 + 5.0)
    assert [sys.getrefcount(outer.inner.numbers), sys.getrefcount(outer.table)] == held
    assert outer.inner.numbers.sum() == 10.0


def test_what_is_counted_otherwise_cannot_be_borrowed():
    with pytest.raises(TypingError, match="only arrays and numbers"):
        of_words("leaflet")
