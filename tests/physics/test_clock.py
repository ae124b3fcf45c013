import math

import numpy as np
import pytest

from sim.physics.clock import clock_rate

DOUBLING = math.log(2.0) / 10.0
"""A reaction twice as fast for each 10 K. [K-1]"""


@pytest.mark.parametrize(
    ("celsius", "rate"), [(40.0, 4.0), (30.0, 2.0), (20.0, 1.0), (10.0, 0.5), (0.0, 0.25), (-10.0, 0.125)]
)
def test_a_chemical_timer_halves_its_rate_every_ten_kelvin(celsius, rate):
    assert clock_rate(celsius + 273.15, 293.15, DOUBLING) == pytest.approx(rate, rel=1e-12)


def test_an_electronic_clock_does_not_feel_the_cold():
    np.testing.assert_array_equal(clock_rate(np.array([220.0, 293.0, 310.0]), 293.15, 0.0), 1.0)


def test_the_rate_is_the_slope_at_the_reference():
    # (rate(T + d) - rate(T - d)) / 2 d, whose error is k3 d2 / 6
    slope = (clock_rate(293.16, 293.15, 0.002) - clock_rate(293.14, 293.15, 0.002)) / 0.02
    assert slope == pytest.approx(0.002, rel=1e-6)
