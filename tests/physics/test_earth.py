import math

import pytest
from pyproj import Geod

from sim.physics.earth import degrees_per_metre

WGS84 = Geod(ellps="WGS84")


@pytest.mark.parametrize("latitude", [-60.0, 0.0, 38.0, 43.0, 80.0])
def test_degrees_per_metre_agree_with_the_geodesic(latitude):
    per_east, per_north = degrees_per_metre(latitude, 0.0)
    # A metre either way: a kilometre of great circle already leaves its parallel.
    _, _, east = WGS84.inv(127.0, latitude, 127.0 + 1e-4, latitude)
    _, _, north = WGS84.inv(127.0, latitude - 5e-5, 127.0, latitude + 5e-5)
    assert per_east * east == pytest.approx(1e-4, rel=1e-8)
    assert per_north * north == pytest.approx(1e-4, rel=1e-8)


def test_height_stretches_the_metre():
    ground, _ = degrees_per_metre(0.0, 0.0)
    aloft, _ = degrees_per_metre(0.0, 6378.137)
    assert ground / aloft == pytest.approx(1.001, rel=1e-12)


def test_nan_comes_through():
    assert all(math.isnan(value) for value in degrees_per_metre(math.nan, 0.0))
