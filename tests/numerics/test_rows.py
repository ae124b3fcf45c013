import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError
from scipy.interpolate import RegularGridInterpolator

from sim.numerics.rows import (
    number_at,
    plain_number_at,
    plain_rows_of_six,
    plain_rows_of_two,
    rows_of_six,
    rows_of_two,
)

SHAPE = (3, 4, 5, 6)


@njit
def six(grid, offset, steps, weights):
    return rows_of_six(grid, offset, steps, weights)


@njit
def two(grid, offset, steps, weights):
    return rows_of_two(grid, offset, steps, weights)


def cells(channels):
    """A grid, and cells of it with weights."""
    rng = np.random.default_rng(channels)
    grid = rng.normal(0.0, 30.0, (*SHAPE, channels)).astype(np.float32)
    steps = tuple(int(np.prod(SHAPE[axis + 1 :])) * channels for axis in range(3))
    for _ in range(200):
        corner = [int(rng.integers(0, count - 1)) for count in SHAPE]
        offset = sum(place * step for place, step in zip(corner, (*steps, channels), strict=True))
        yield grid, corner, offset, steps, tuple(rng.uniform(0.0, 1.0, 4))


@njit
def number(grid, offset):
    return number_at(grid, offset)


def test_a_number_is_found_by_its_offset():
    grid = np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)
    for place, expected in np.ndenumerate(grid):
        offset = int(np.ravel_multi_index(place, grid.shape))
        assert number(grid, offset) == plain_number_at(grid, offset) == expected


def test_a_grid_in_another_order_is_refused():
    with pytest.raises(TypingError, match="must be C-contiguous"):
        number(np.zeros((2, 3), np.float32, order="F"), 0)


@pytest.mark.parametrize(("channels", "vectors", "plain"), [(6, six, plain_rows_of_six), (2, two, plain_rows_of_two)])
def test_vectors_and_plain_source_give_the_same_bits(channels, vectors, plain):
    for grid, _, offset, steps, weights in cells(channels):
        assert vectors(grid, offset, steps, weights) == plain(grid, offset, steps, weights)


def test_they_interpolate_linearly_in_four_dimensions():
    for grid, corner, offset, steps, weights in cells(6):
        scipy_says = RegularGridInterpolator([np.arange(count) for count in SHAPE], grid.astype(float))
        place = np.add(corner, weights)
        found = six(grid, offset, steps, weights)
        np.testing.assert_allclose(found, scipy_says(place)[0], rtol=0.0, atol=1e-10)  # of numbers up to 100


def test_with_one_axis_less_they_are_those_with_no_step_along_it():
    for grid, _, offset, (_, *steps), (_, *weights) in cells(6):
        shorter = six(grid, offset, tuple(steps), tuple(weights))
        assert shorter == six(grid, offset, (0, *steps), (0.3, *weights))
        assert shorter == plain_rows_of_six(grid, offset, tuple(steps), tuple(weights))


def test_an_axis_of_one_point_has_no_step():
    grid = np.arange(4.0, dtype=np.float32).reshape(1, 1, 1, 2, 2)
    assert two(grid, 0, (0, 0, 0), (0.3, 0.5, 0.0, 0.25)) == (0.5, 1.5)


def test_as_many_weights_as_steps_are_refused():
    grid = np.zeros((1, 1, 1, 2, 2), dtype=np.float32)
    with pytest.raises(TypingError, match="one weight more than steps"):
        two(grid, 0, (0, 0, 0), (0.3, 0.5, 0.0))
