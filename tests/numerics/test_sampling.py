import math

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from sim.numerics.grids import TerrainGrid
from sim.numerics.placing import BEYOND_SIDE, BEYOND_TIME, BEYOND_TOP, INSIDE
from sim.numerics.sampling import ground_height, sample_air
from tests.handmade import wind_grid

# The packed air is float32: a wind of 40 m/s is known to 2e-6 m/s, twice that after interpolation.
FLOAT32_WIND = 1e-5


def linear_u(t, z, y, x):
    return 3.0 + 1e-4 * t + 2e-3 * z - 0.5 * y + 0.1 * x


def linear_v(t, z, y, x):
    return -2.0 - 2e-4 * t + 1e-3 * z + 0.25 * y - 0.2 * x


def test_a_field_linear_in_every_direction_is_sampled_exactly():
    cooling = {"temperature": lambda z: 288.15 - 0.0065 * z}
    grid = wind_grid(linear_u, linear_v, times=(0.0, 7200.0, 21600.0), columns=7, rows=9, **cooling)
    rng = np.random.default_rng(1)
    for _ in range(300):
        x, y, z, t = rng.uniform([120, 30, -500, 0], [135, 46, 12000, 21600])
        air = sample_air(grid, 0, x, y, z, t)
        assert air.beyond == INSIDE
        assert air.eastward_wind == pytest.approx(linear_u(t, z, y, x), abs=FLOAT32_WIND)
        assert air.northward_wind == pytest.approx(linear_v(t, z, y, x), abs=FLOAT32_WIND)
        assert air.temperature == pytest.approx(288.15 - 0.0065 * z, abs=3e-5)


def test_a_linear_field_is_exact_across_the_date_line():
    grid = wind_grid(lambda t, z, y, x: x - 170.0, west=170.0, east=190.0, columns=5, rows=3)
    for longitude, expected in [(179.0, 9.0), (-179.0, 11.0), (181.0, 11.0), (-170.5, 19.5), (541.0, 11.0)]:
        assert sample_air(grid, 0, longitude, 38.0, 3000.0, 0.0).eastward_wind == pytest.approx(expected, abs=1e-5)


def test_random_fields_agree_with_scipy():
    rng = np.random.default_rng(2)
    heights = np.array([0.0, 100.0, 200.0, 400.0, 1000.0, 2500.0])
    values = rng.normal(0, 10, (3, 6, 4, 5))
    grid = wind_grid(lambda t, z, y, x: values, heights=heights, times=(0.0, 3600.0, 10800.0), columns=5, rows=4)
    axes = (grid.times, heights, np.linspace(30, 46, 4), np.linspace(120, 135, 5))
    reference = RegularGridInterpolator(axes, values)
    for _ in range(300):
        x, y, z, t = rng.uniform([120, 30, 0, 0], [135, 46, 2500, 10800])
        sampled = sample_air(grid, 0, x, y, z, t).eastward_wind
        assert sampled == pytest.approx(reference([[t, z, y, x]]).item(), abs=FLOAT32_WIND)


def test_pressure_is_exponential_between_levels():
    grid = wind_grid(
        heights=[0.0, 1000.0], pressure=lambda z: 1e5 * np.exp(-z / 8000.0), temperature=lambda z: 250 + 0 * z
    )
    # float32 holds ln p = 11.5 to 5e-7, the pressure to as many parts
    assert sample_air(grid, 0, 126.0, 38.0, 500.0, 0.0).pressure == pytest.approx(1e5 * math.exp(-1 / 16), rel=2e-6)


def test_weather_members_add_to_the_wind():
    weather = np.zeros((2, 3, 2, 1, 2, 2), np.float32)
    weather[1, :, :, 0, :, 0] = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])[..., None]
    weather[1, ..., 1] = -7.0
    grid = wind_grid(weather=weather)
    assert sample_air(grid, 0, 126.0, 38.0, 500.0, 1800.0).eastward_wind == 0.0
    member = sample_air(grid, 1, 126.0, 38.0, 500.0, 1800.0)
    assert member.eastward_wind == pytest.approx(2.5)
    assert member.northward_wind == -7.0
    assert sample_air(grid, 1, 126.0, 38.0, 9000.0, 90000.0).eastward_wind == 6.0  # held beyond the ends


def test_weather_members_differ_from_place_to_place():
    rng = np.random.default_rng(8)
    weather = rng.normal(0.0, 2.0, (2, 3, 4, 5, 6, 2)).astype(np.float32)
    axes = (3600.0 * np.arange(3), 1000.0 * np.arange(4), 30.0 + np.arange(5), 125.0 + np.arange(6))
    reference = RegularGridInterpolator(axes, weather[1], bounds_error=False)
    grid = wind_grid(weather=weather, columns=9, rows=9)
    assert grid.weather_longitude_middle == 127.5
    for _ in range(200):
        t, z, y, x = rng.uniform([0.0, 0.0, 30.0, 125.0], [7200.0, 3000.0, 34.0, 130.0])
        for turn in (0.0, -360.0):
            air = sample_air(grid, 1, x + turn, y, z, t)
            expected = reference([[t, z, y, x]])[0]
            assert (air.eastward_wind, air.northward_wind) == pytest.approx(tuple(expected), abs=FLOAT32_WIND)
    # beyond its edge in any direction, the value at the edge: also west of it, which no turn may bring to the east
    assert sample_air(grid, 1, 121.0, 31.0, 1000.0, 3600.0).eastward_wind == weather[1, 1, 1, 1, 0, 0]
    assert sample_air(grid, 1, 134.0, 40.0, 1000.0, 3600.0).eastward_wind == weather[1, 1, 1, 4, 5, 0]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((119.9, 38.0, 1000.0, 0.0), BEYOND_SIDE),
        ((135.1, 38.0, 1000.0, 0.0), BEYOND_SIDE),
        ((126.0, 29.9, 1000.0, 0.0), BEYOND_SIDE),
        ((126.0, 46.1, 1000.0, 0.0), BEYOND_SIDE),
        ((126.0, 38.0, 12001.0, 0.0), BEYOND_TOP),
        ((126.0, 38.0, 1000.0, -1.0), BEYOND_TIME),
        ((126.0, 38.0, 1000.0, 3601.0), BEYOND_TIME),
        ((math.nan, 38.0, 1000.0, 0.0), BEYOND_SIDE),
        ((126.0, 38.0, math.nan, 0.0), BEYOND_TOP),
        ((126.0, 38.0, 1000.0, math.nan), BEYOND_TIME),
        ((135.0, 46.0, 12000.0, 3600.0), INSIDE),
    ],
)
def test_nothing_is_answered_beyond_the_grid(place, expected):
    grid = wind_grid(times=(0.0, 3600.0), columns=4, rows=4)
    assert sample_air(grid, 0, *place).beyond == expected


def test_ground_is_bilinear_and_unknown_beyond():
    terrain = TerrainGrid(np.array([[0.0, 100.0], [200.0, 300.0]], np.float32), 126.0, 0.5, 38.0, 0.25)
    assert ground_height(terrain, 126.25, 38.125) == (150.0, True)
    assert ground_height(terrain, 126.0, 38.25) == (200.0, True)
    assert ground_height(terrain, 126.6, 38.1) == (0.0, False)
