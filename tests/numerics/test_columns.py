"""Named tuples in columns, against indices written by hand and against the plain source."""

from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

from sim._jit import compiled, config
from sim.flight.lanes import BALLOON_COLUMNS, FALL_COLUMNS
from sim.flight.state import Balloon, FlightState, Gusts
from sim.numerics.columns import column_of, columns_of, plain_read, plain_write, read, write
from sim.numerics.sampling import Air


class Inner(NamedTuple):
    warm: bool
    height: float


class Outer(NamedTuple):
    member: int
    inner: Inner
    speed: float
    torn: bool


@compiled
def taken(numbers, place, stride):
    return read(Outer, numbers, place, stride)


@compiled
def put(numbers, place, stride, outer):
    write(numbers, place, stride, outer)


@compiled
def put_any(numbers, place, stride, a, b):
    write(numbers, place, stride, (a, (b, True), a))


EXAMPLE = Outer(-7, Inner(True, 2.5), -0.0, False)


def test_every_number_has_a_column():
    assert columns_of(Inner) == 2
    assert columns_of(Outer) == 5
    assert columns_of(Balloon) == len(Balloon._fields)
    assert columns_of(FlightState) == len(FlightState._fields) + 4  # five gusts in the place of one field
    assert FALL_COLUMNS < BALLOON_COLUMNS


@pytest.mark.parametrize("way", [put, plain_write], ids=["compiled", "plain"])
@pytest.mark.parametrize(("place", "stride"), [(0, 1), (3, 4)])
def test_numbers_are_written_where_they_belong_and_nowhere_else(way, place, stride):
    numbers = np.full((4, 6), 99.0)
    way(numbers, place, stride, EXAMPLE)
    expected = np.full(24, 99.0)
    for column, number in enumerate((-7.0, 1.0, 2.5, -0.0, 0.0)):
        expected[place + column * stride] = number
    assert numbers.tobytes() == expected.tobytes()  # the sign of zero is a bit, too


@pytest.mark.parametrize("way", [taken, lambda *where: plain_read(Outer, *where)], ids=["compiled", "plain"])
def test_what_is_read_is_what_was_declared(way):
    numbers = np.array([[-3.9, 5.0, 0.25, np.nan, 0.0], [8.0, 0.0, -1.0, 2.0, 1e-300]])
    first, second = way(numbers, 0, 1), way(numbers, 5, 1)
    assert first[:2] == (-3, Inner(True, 0.25))  # cut towards zero
    assert np.isnan(first.speed)
    assert first.torn is False
    assert second == Outer(8, Inner(False, -1.0), 2.0, True)
    assert [type(value) for value in (second, second.member, second.inner, second.torn)] == [Outer, int, Inner, bool]
    assert way(numbers, 0, 2) == Outer(-3, Inner(True, 0.0), 0.0, True)


def test_all_that_a_balloon_is_comes_back():
    @compiled
    def through(numbers, place, stride, balloon):
        write(numbers, place, stride, balloon)
        return read(Balloon, numbers, place, stride)

    balloon = Balloon(*(kind(number) for number, kind in enumerate(Balloon.__annotations__.values(), start=1)))
    numbers = np.zeros(64 * 40)
    assert through(numbers, 64 * 3 + 17, 64, balloon) == balloon
    assert plain_read(Balloon, numbers, 64 * 3 + 17, 64) == balloon
    np.testing.assert_array_equal(np.flatnonzero(numbers), 64 * np.arange(3, 3 + len(balloon)) + 17)


def test_whole_numbers_of_any_kind_and_tuples_without_names_are_written():
    numbers = np.zeros(4)
    put_any(numbers, 0, 1, np.uint64(2**32 - 1), np.float32(0.5))
    np.testing.assert_array_equal(numbers, [2.0**32 - 1.0, 0.5, 1.0, 2.0**32 - 1.0])


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="plain Python takes any array")
@pytest.mark.parametrize("numbers", [np.zeros(5, np.float32), np.zeros((5, 2))[:, 0]], ids=["32 bits", "strided"])
def test_other_arrays_are_refused(numbers):
    with pytest.raises(TypingError, match="C-contiguous array of float64"):
        njit(lambda table: read(Outer, table, 0, 1))(numbers)
    with pytest.raises(TypingError, match="C-contiguous array of float64"):
        njit(lambda table: write(table, 0, 1, (1.0, 2.0)))(numbers)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="plain Python writes what float() takes")
def test_only_numbers_are_written():
    with pytest.raises(TypingError, match="only numbers"):
        njit(lambda table: write(table, 0, 1, (1.0, "two")))(np.zeros(5))


def test_a_field_stands_behind_the_numbers_of_those_before_it():
    assert [column_of(Air, name) for name in ("beyond", "eastward_wind", "pressure")] == [0, 1, 6]
    assert column_of(FlightState, "steps") == len(FlightState._fields) - 1 + len(Gusts._fields) - 1
    with pytest.raises(ValueError, match="Air has no field dew_point"):
        column_of(Air, "dew_point")
