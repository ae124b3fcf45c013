"""What is told of each balloon, seen along a bearing."""

import numpy as np
import pytest

from sim.sensitivities.outputs import Landed, bearing_of


def test_a_place_is_seen_along_and_to_the_right_of_a_bearing():
    """5 km away at 40 degrees, seen at 30: cos 10 and sin 10 degrees of it ahead and to the right."""
    away = 5000.0 * np.exp(1j * np.radians(90.0 - 40.0))  # east is the real axis
    shares = {"north": np.array([0.25]), "sea": np.array([0.5])}
    told = Landed(np.array([away.real]), np.array([away.imag]), shares).outputs(np.radians(30.0))
    expected = {"along": 4924.04, "cross": 868.24, "range": 5000.0, "north": 0.25, "sea": 0.5}
    assert {name: float(value[0]) for name, value in told.items()} == pytest.approx(expected, rel=1e-5)


def test_the_bearing_is_that_of_the_median_of_all_that_landed():
    first = Landed(np.array([3.0, np.nan, 9.0]), np.array([4.0, np.nan, 0.0]), {})
    second = Landed(np.array([-1.0]), np.array([5.0]), {})
    assert bearing_of(first, second) == pytest.approx(np.arctan2(3.0, 4.0))
    assert bearing_of(Landed(np.array([np.nan]), np.array([np.nan]), {})) == 0.0
