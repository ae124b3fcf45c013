"""Against the C library's functions in extended precision, rounded to doubles."""

import math

import numpy as np
import pytest
from numba import njit

from sim import elementary

RNG = np.random.default_rng(5)
NUMBERS = RNG.uniform(-30.0, 30.0, 20_000)
SMALL = 10.0 ** RNG.uniform(-20.0, 1.0, 20_000)


@njit
def sine(x):
    return elementary.sine_and_cosine(x)[0]


@njit
def cosine(x):
    return elementary.sine_and_cosine(x)[1]


CASES = [
    (elementary.exponential, np.exp, NUMBERS, 2.0),
    (elementary.exponential_less_one, np.expm1, np.concatenate([NUMBERS, SMALL, -SMALL]), 2.0),
    (elementary.logarithm, np.log, np.concatenate([SMALL, RNG.uniform(0.5, 2.0, 20_000), SMALL * 1e25]), 2.0),
    (sine, np.sin, RNG.uniform(-1.7, 1.7, 20_000), 2.0),
    (cosine, np.cos, RNG.uniform(-1.5, 1.5, 20_000), 2.0),
    (sine, np.sin, RNG.uniform(-1000.0, 1000.0, 20_000), 2.0),
    (elementary.arctangent, np.arctan, np.concatenate([NUMBERS, SMALL, 1.0 / SMALL]), 2.0),
    (elementary.arcsine, np.arcsin, RNG.uniform(-1.0, 1.0, 20_000), 3.0),
]


@pytest.mark.parametrize(("function", "reference", "numbers", "places"), CASES)
def test_a_few_units_in_the_last_place(function, reference, numbers, places):
    @njit
    def together(values, out):
        for i in range(values.size):
            out[i] = function(values[i])

    out = np.empty_like(numbers)
    together(numbers, out)
    exact = reference(numbers.astype(np.longdouble))
    error = np.abs((out - exact) / np.spacing(np.abs(exact.astype(float))))
    assert error.max() < places
    # one by one the bits are those of a loop, whose instructions are vectors
    np.testing.assert_array_equal(out[:200], [function(float(value)) for value in numbers[:200]])


@pytest.mark.parametrize(
    ("function", "number", "expected"),
    [
        (elementary.exponential, -800.0, 0.0),
        (elementary.exponential, 800.0, math.inf),
        (elementary.exponential_less_one, -math.inf, -1.0),
        (elementary.logarithm, 0.0, -math.inf),
        (elementary.logarithm, math.inf, math.inf),
        (elementary.arctangent, -math.inf, -0.5 * math.pi),
        (elementary.arcsine, -1.0 - 1e-15, -0.5 * math.pi),
    ],
)
def test_the_ends_of_their_range(function, number, expected):
    assert function(number) == expected


@pytest.mark.parametrize("function", sorted({case[0] for case in CASES}, key=str))
def test_nan_stays_nan(function):
    assert math.isnan(function(math.nan))


def test_the_logarithm_of_what_has_none_is_nan():
    assert math.isnan(elementary.logarithm(-1.0))


def test_powers():
    x, exponent = RNG.uniform(0.1, 50.0, 1000), RNG.uniform(-8.0, 3.0, 1000)
    found = [elementary.power(float(a), float(b)) for a, b in zip(x, exponent, strict=True)]
    # the exponential multiplies the last bit of its argument, at most 31, by that number
    np.testing.assert_allclose(found, x**exponent, rtol=31 * 2.3e-16)
