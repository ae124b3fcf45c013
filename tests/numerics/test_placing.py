import itertools
import math

import numpy as np
import pytest

from sim.numerics.placing import BEYOND_SIDE, INSIDE, axes_of, placed
from sim.numerics.sampling import cell_at, sample_air
from tests.handmade import wind_grid

WILD = (math.nan, math.inf, -math.inf, 1e300, -1e300, 0.0)


def grid():
    """A wind with several points on every axis of its air, its weather and its mesoscale spread."""
    rng = np.random.default_rng(3)
    weather = rng.normal(0.0, 1.0, (2, 3, 4, 5, 6, 2)).astype(np.float32)
    spread = rng.uniform(0.0, 1.0, (2, 7, 6, 4)).astype(np.float32)
    return wind_grid(times=(0.0, 3600.0, 7200.0), columns=5, rows=7, weather=weather, mesoscale=spread)


def bordered(values):
    """The same array, with NaN behind its last number in memory."""
    held = np.full(values.size + 64, np.nan, values.dtype)
    held[: values.size] = values.ravel()
    return held[: values.size].reshape(values.shape)


def last_corner(values, axes):
    """The last place in an array where a cell of two points on each of the first so many axes begins."""
    return np.ravel_multi_index([max(size - 2, 0) for size in values.shape[:axes]] + [0], values.shape)


def test_what_is_outside_still_names_numbers_that_there_are():
    # lanes that left the wind ask the tables like all others
    wind = grid()
    for place in itertools.product(WILD, repeat=4):
        found = placed(axes_of(wind), 1, *place)
        assert found.beyond != INSIDE
        assert 0 <= found.slot < wind.level_below.size
        assert 0 <= found.weather_corner - wind.weather[0].size <= last_corner(wind.weather[0], 4)  # of member 1
        for t in (0, wind.times.size - 2):
            cell = cell_at(wind, found, t, 0.0)
            assert 0 <= cell.corner <= last_corner(wind.air, 4)
            assert 0 <= found.spread_corner + t * wind.mesoscale[0].size < wind.mesoscale.size


@pytest.mark.parametrize("shape", [(1, 1, 1, 2), (3, 1, 2, 2), (1, 4, 1, 3), (2, 3, 4, 5)])
@pytest.mark.parametrize("times", [(0.0,), (0.0, 3600.0)])
def test_nothing_is_read_beyond_the_end_of_the_arrays(shape, times):
    # no check of Numba sees loads of vectors; what lies behind an array comes in with weight 0, and NaN shows
    grid = wind_grid(times=times, columns=3, rows=3, weather=bordered(np.ones((2, *shape, 2), np.float32)))
    grid = grid._replace(air=bordered(grid.air))
    for point in ((135.0, 46.0, 12000.0, times[-1]), (126.0, 38.0, 500.0, 0.5 * times[-1])):
        air = sample_air(grid, 1, *point)
        assert air.beyond == INSIDE
        assert np.isfinite(air[1:]).all()
        assert air.eastward_wind == 1.0


@pytest.mark.parametrize(
    "inside",
    [{"longitude": 135.0 + 3.0e-9}, {"latitude": 30.0 - 1.0e-9}, {"latitude": 46.0 + 1.0e-9}],
)
def test_a_rounding_beyond_the_edge_is_inside_and_no_more(inside):
    # cells of 3.75 by 2.67 degrees: less than a thousand-millionth of one, and three times as much
    wind = grid()
    point = {"longitude": 127.0, "latitude": 38.0, "height": 100.0, "seconds": 0.0}
    edge = {name: round(value) for name, value in inside.items()}
    outside = {name: edge[name] + 3.0 * (value - edge[name]) for name, value in inside.items()}
    assert placed(axes_of(wind), 1, *{**point, **inside}.values()).beyond == INSIDE
    assert placed(axes_of(wind), 1, *{**point, **outside}.values()).beyond == BEYOND_SIDE


def test_cells_and_shares_are_those_of_a_search():
    wind = grid()
    columns = np.linspace(120.0, 135.0, 5)
    lines = np.linspace(30.0, 46.0, 7)
    rng = np.random.default_rng(4)
    for longitude, latitude, height, seconds in rng.uniform([120, 30, -500, 0], [135, 46, 12000, 7200], (200, 4)):
        found = placed(axes_of(wind), 1, longitude, latitude, height, seconds)
        x, y, z, t = (
            np.searchsorted(axis, value, "right") - 1
            for axis, value in zip(
                (columns, lines, wind.heights, wind.times), (longitude, latitude, height, seconds), strict=True
            )
        )
        cell = cell_at(wind, found, t, seconds)
        assert cell.corner == np.ravel_multi_index((t, z, y, x, 0), wind.air.shape)
        assert found.share_x == pytest.approx((longitude - columns[x]) / 3.75, abs=1e-12)
        assert found.share_y == pytest.approx((latitude - lines[y]) / (16.0 / 6.0), abs=1e-12)
        assert cell.share_z == pytest.approx((height - wind.heights[z]) / 250.0, abs=1e-12)
        assert cell.share_t == pytest.approx((seconds - wind.times[t]) / 3600.0, abs=1e-12)
        layer = min(int((height + 500.0) // wind.mesoscale_height_step), 6)
        assert cell.mesoscale_deviation == wind.mesoscale[t, layer, y, x]
        # the weather: 3 hours, 4 kilometres, lines from 30 N, columns around 127.5 E, held beyond their ends
        place = (min(seconds / 3600.0, 2.0), min(max(height / 1000.0, 0.0), 3.0))
        place += (min(latitude - 30.0, 4.0), min(max(longitude - 125.0, 0.0), 5.0))
        low = [min(int(at), count - 2) for at, count in zip(place, (3, 4, 5, 6), strict=True)]
        assert found.weather_corner == np.ravel_multi_index((1, *low, 0), wind.weather.shape)
        shares = (found.weather_time, found.weather_height, found.weather_y, found.weather_x)
        assert shares == pytest.approx(np.subtract(place, low), abs=1e-12)
