"""Terrain heights against survey heights and against interpolation by hand."""

import numpy as np
import pytest

from sim.ground import region_of, regions, terrain_grid, terrain_height


def test_terrain_rises_where_mountains_are() -> None:
    """Summits Paektu 2,744 m, Halla 1,947 m, Seorak 1,708 m, Taebaek 1,567 m: cells of 9 km keep half of a mountain.

    A terrain one cell off would keep a third of Halla and a quarter of Seorak.
    """
    summits = {(128.06, 42.00): 2744, (126.53, 33.36): 1947, (128.465, 38.12): 1708, (128.92, 37.10): 1567}
    for (longitude, latitude), height in summits.items():
        assert height / 2 < terrain_height(longitude, latitude) < height


def test_terrain_stands_where_the_coast_says() -> None:
    """Land above 0 and sea at 0 agree with the shapes on the coasts best without a shift, and 97 times in 100."""
    grid = terrain_grid()
    x = grid.west + grid.longitude_step * np.arange(grid.height.shape[1])
    y = grid.south + grid.latitude_step * np.arange(grid.height.shape[0])
    longitude, latitude = np.meshgrid(x, y)
    around = (longitude > 124) & (longitude < 131) & (latitude > 33) & (latitude < 42)
    kinds = np.array([region.kind for region in regions()])

    def agreement(east: float, north: float) -> float:
        found = kinds[region_of(longitude[around] + east / 12, latitude[around] + north / 12)]
        return float(((found == "land") == (grid.height[around] > 0)).mean())

    here = agreement(0, 0)
    assert here > 0.97
    assert here > max(agreement(1, 0), agreement(-1, 0), agreement(0, 1), agreement(0, -1))


def test_low_towns_are_low_and_the_sea_is_at_zero() -> None:
    assert terrain_height(125.754, 39.034) < 100  # Pyongyang, 27 m
    assert terrain_height(126.63, 37.25) < 60  # coast south of Incheon
    assert terrain_height([124.0, 131.0, 129.5], [36.0, 39.0, 34.3]).tolist() == [0.0, 0.0, 0.0]


def test_kaema_is_a_plateau() -> None:
    """Kaema plateau, about 1,200 m on average; step of the table 28 m."""
    longitude, latitude = np.meshgrid(np.linspace(127.2, 128.2, 11), np.linspace(40.5, 41.2, 8))
    assert 1000 < terrain_height(longitude, latitude).mean() < 1500


def test_heights_between_centres_are_linear() -> None:
    grid = terrain_grid()
    row, column = 157, 213
    x0, y0 = grid.west + column * grid.longitude_step, grid.south + row * grid.latitude_step
    a, b, c, d = (float(grid.height[row + i, column + j]) for i in (0, 1) for j in (0, 1))
    assert len({a, b, c, d}) > 1
    u, v = 0.3, 0.8
    by_hand = a * (1 - u) * (1 - v) + b * u * (1 - v) + c * (1 - u) * v + d * u * v
    height = terrain_height(x0 + u * grid.longitude_step, y0 + v * grid.latitude_step)
    assert height == pytest.approx(by_hand, abs=1e-6)  # rounding of the axes


def test_beyond_the_table_and_without_a_position_there_is_no_height() -> None:
    assert np.isnan(terrain_height([100.0, np.nan, 127.0], [38.0, 38.0, 60.0])).all()


def test_packed_terrain_has_ascending_equal_axes_and_no_gaps() -> None:
    grid = terrain_grid()
    assert grid.height.dtype == np.float32
    assert grid.height.flags.c_contiguous
    assert np.isfinite(grid.height).all()
    assert grid.height.min() == 0.0
    assert grid.longitude_step == pytest.approx(1 / 12)
    assert grid.latitude_step == pytest.approx(1 / 12)
    rows, columns = grid.height.shape
    assert (grid.west, grid.south) == pytest.approx((110 + 1 / 24, 25 + 1 / 24))
    assert (rows, columns) == (25 * 12, 40 * 12)


def test_packed_terrain_is_the_callers_own() -> None:
    grid = terrain_grid()
    grid.height[:] = -1.0
    assert terrain_grid().height.min() == 0.0
