import math

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from sim.numerics.sampling import sample_air
from sim.wind import pack, wind_error
from sim.wind.ideal import IdealGrid, uniform_wind
from sim.wind.weather.grid import (
    Region,
    launch_axes,
    realised,
    realised_at_launch,
    resampled,
    weather_axes,
    written_down,
)
from tests.wind.packed import packed_with

START = np.datetime64("2015-04-03T18:00")
END = START + np.timedelta64(12, "h")
SITE = (126.8, 37.8)
METRES = 111_000.0
"""About a degree of latitude."""


def realised_weather(process, region):
    axes = weather_axes([process], region)
    return written_down(realised(process, 1, 1, axes), axes, region)


def packed(process, members, site=SITE, first=START, epoch=None, last=END):
    low = IdealGrid(heights=(-500.0, 6000.0))
    return packed_with(uniform_wind(10.0, 0.0, low), process, 7, members, (first, last), site, epoch)


def test_members_are_added_where_and_when_they_belong():
    process = wind_error(1.8, 2000.0, math.inf, 9 * 3600.0)
    grid = packed(process, 3)
    assert grid.weather.shape[0] == 3
    expected = process.realise(7, 3, np.arange(0.0, 12 * 3600.0 + 1, 1800.0), np.arange(0.0, 16_001.0, 250.0))
    for place in (SITE, (120.0, 45.0)):
        air = sample_air(grid, 2, *place, 1500.0, 3600.0)
        assert air.eastward_wind == pytest.approx(10.0 + float(expected[2, 2, 6, 0, 0, 0]), abs=1e-5)
        assert air.northward_wind == pytest.approx(float(expected[2, 2, 6, 0, 0, 1]), abs=1e-5)


def test_weather_starts_before_an_epoch_that_is_not_the_first_time():
    grid = packed(wind_error(1.0, 2000.0, 250e3, 3600.0), 1, first=START - np.timedelta64(15, "m"), epoch=START)
    assert grid.weather_time_first == -900.0
    assert grid.weather_time_first + grid.weather_time_step * (grid.weather.shape[1] - 1) >= 12 * 3600.0


def test_a_wind_that_is_wrong_in_the_same_way_everywhere_needs_one_place():
    shape = packed(wind_error(1.8, 2000.0, math.inf, 32_400.0), 2).weather.shape
    assert shape[3:] == (1, 2, 2)  # the one longitude stands there twice


def test_linear_interpolation_takes_little_of_the_standard_deviation():
    members = 2000
    grid = packed(wind_error(1.8, 2000.0, 250e3, 9 * 3600.0), members, last=START + np.timedelta64(3, "h"))
    rng = np.random.default_rng(2)
    squares = []
    for member in range(members):
        x, y, z, t = rng.uniform([124.8, 36.5, 1500.0, 0.0], [128.8, 39.0, 5500.0, 10_800.0])
        air = sample_air(grid, member, x, y, z, t)
        # the shares by level lie between 0.96 and 1 there
        share = np.interp(z, [1457.0, 3012.0, 5574.0], [1.0, 0.96, 1.0])
        squares += [((air.eastward_wind - 10.0) / share) ** 2, (air.northward_wind / share) ** 2]
    # Of values correlated by r at the ends of a cell, (2 + r) / 3 of the variance is left on average: over half an
    # hour, over 100 km twice, and over 250 m, half of a step of the process (r of its middle to its end).
    kept = [math.exp(-1 / 18.0), math.exp(-0.16), math.exp(-0.16), math.sqrt(0.5 + 0.5 * math.exp(-0.25))]
    expected = 1.8 * math.sqrt(math.prod((2.0 + r) / 3.0 for r in kept))
    assert 0.93 < expected / 1.8 < 0.94
    # five standard errors of a sample standard deviation of 4000 numbers
    assert math.sqrt(np.mean(squares)) == pytest.approx(expected, rel=5.0 / math.sqrt(4.0 * members))


def test_at_the_launch_the_standard_deviation_is_the_one_asked_for():
    grid = packed(wind_error(1.8, 2000.0, 250e3, 9 * 3600.0), 2000, last=START)
    air = [sample_air(grid, member, *SITE, 1500.0, 0.0) for member in range(2000)]
    drawn = np.array([(one.eastward_wind - 10.0, one.northward_wind) for one in air])
    expected = 1.8 * (1.0 - 0.04 * 43.0 / 1555.0)
    assert drawn.std() == pytest.approx(expected, rel=5.0 / math.sqrt(8000.0))


def test_drift_after_three_hours_has_the_variance_of_the_correlated_error():
    """A balloon that rises to 3 km in 15 minutes and is carried 25 m/s eastward: 270 km through the error field."""
    members, tau, height_scale, ground_scale = 2000, 9 * 3600.0, 2000.0, 250e3
    grid = packed(wind_error(1.8, height_scale, ground_scale, tau), members, last=START + np.timedelta64(3, "h"))
    times = np.arange(0.0, 3 * 3600.0 + 1.0, 300.0)
    heights = np.minimum(times * 3000.0 / 900.0, 3000.0)
    way = 25.0 * times
    longitude = SITE[0] + way / (METRES * math.cos(math.radians(SITE[1])))
    drift = np.empty((members, 2))
    for member in range(members):
        air = [sample_air(grid, member, x, SITE[1], z, t) for x, z, t in zip(longitude, heights, times, strict=True)]
        along = np.array([(one.eastward_wind - 10.0, one.northward_wind) for one in air])
        drift[member] = np.trapezoid(along, times, axis=0)
    apart_in_time, apart_in_height, apart = (np.abs(a[:, None] - a[None, :]) for a in (times, heights, way))
    correlation = np.exp(-apart_in_time / tau - apart_in_height / height_scale - (apart / ground_scale) ** 2)
    sd = 1.8 * np.interp(heights, [0.0, 762.0, 1457.0, 3012.0], [1.14, 1.14, 1.0, 0.96])
    weights = np.full(times.size, 300.0)
    weights[[0, -1]] = 150.0
    exact = float((weights * sd) @ correlation @ (weights * sd))
    # Five standard errors of a sample variance, and the 3 % that linear interpolation may take.
    assert drift.var() == pytest.approx(exact, rel=5.0 * math.sqrt(1.0 / members) + 0.03)
    white = float(((weights * sd) ** 2).sum())
    assert drift.var() > 10.0 * white


def test_the_grid_reaches_two_scales_from_the_site_or_to_the_edge_of_the_wind():
    process = wind_error(1.8, 2000.0, 250e3, 9 * 3600.0)
    wide = realised_weather(process, Region(*SITE, (90.0, 10.0, 160.0, 60.0), 12_000.0, 0.0, 3600.0))
    assert wide.longitude_middle == SITE[0]
    reach = 0.5 * wide.longitude_step * (wide.values.shape[4] - 1) * METRES * math.cos(math.radians(SITE[1]))
    assert reach == pytest.approx(500e3, rel=0.01)
    narrow = realised_weather(process, Region(*SITE, (126.0, 37.0, 128.0, 39.0), 12_000.0, 0.0, 3600.0))
    assert narrow.values.shape[4] < wide.values.shape[4]
    north = narrow.latitude_first + narrow.latitude_step * (narrow.values.shape[3] - 1)
    assert narrow.latitude_first < 37.0
    assert north > 39.0


def test_weather_reaches_as_high_as_the_process_or_the_wind():
    process = wind_error(1.8, 2000.0, math.inf, 9 * 3600.0)
    low = realised_weather(process, Region(*SITE, (120.0, 30.0, 135.0, 45.0), 7_300.0, 0.0, 3600.0))
    assert low.height_step * (low.values.shape[2] - 1) == 7500.0
    high = realised_weather(process, Region(*SITE, (120.0, 30.0, 135.0, 45.0), 30_000.0, 0.0, 3600.0))
    assert high.height_step * (high.values.shape[2] - 1) == 16_000.0


def test_members_on_other_axes_are_what_the_kernel_reads_between_their_own_points():
    process = wind_error(1.8, 2000.0, 250e3, 9 * 3600.0)
    region = Region(*SITE, (120.0, 34.0, 134.0, 42.0), 6000.0, -900.0, 3 * 3600.0)
    axes = weather_axes([process], region)
    finer = weather_axes([process, wind_error(1.0, 1000.0, 120e3, 3 * 3600.0)], region)
    assert finer.time.step < axes.time.step
    assert finer.east.step < axes.east.step
    values = realised(process, 3, 2, axes)
    brought = resampled(values, axes, finer)
    reference = RegularGridInterpolator([axis.points for axis in axes], values[1])
    inside = [np.clip(axis.points, own.points[0], own.points[-1]) for axis, own in zip(finer, axes, strict=True)]
    expected = reference(np.stack(np.meshgrid(*inside, indexing="ij"), axis=-1))
    np.testing.assert_allclose(brought[1], expected, atol=1e-5)


@pytest.mark.parametrize("top", [0.0, 3000.0, 3001.0, 6000.0])
def test_the_launch_alone_is_what_all_axes_give_for_it(top):
    process = wind_error(1.8, 2000.0, 250e3, 9 * 3600.0)
    region = Region(*SITE, (120.0, 34.0, 134.0, 42.0), 6000.0, -900.0, 3 * 3600.0)
    axes = weather_axes([process], region)
    numbers = np.array([4, 1])
    alone = realised_at_launch(process, 3, numbers, axes, "forecast.", launch_axes(axes, top))
    assert 250.0 * (alone.shape[2] - 2) < top <= 250.0 * (alone.shape[2] - 1)
    whole = written_down(realised(process, 3, numbers, axes, "forecast."), axes, region)
    grid = pack(uniform_wind(0.0, 0.0, IdealGrid(heights=(-500.0, 6000.0))), START, region.last, whole, region.first)
    for member in (0, 1):
        for number in range(alone.shape[2]):
            height = 250.0 * number
            air = sample_air(grid, member, *SITE, height, 0.0)
            found = alone[member, 0, number, 0, 0]
            assert found == pytest.approx([air.eastward_wind, air.northward_wind], abs=1e-5)


def test_two_errors_that_are_added_up_lie_on_the_finer_steps_and_reach_as_far_as_the_wider():
    near, far = wind_error(1.0, 2000.0, 100e3, 9 * 3600.0), wind_error(1.0, 2000.0, 300e3, 36 * 3600.0)
    region = Region(*SITE, (100.0, 20.0, 150.0, 60.0), 6000.0, 0.0, 3600.0)
    for both in ([near, far], [far, near]):
        axes = weather_axes(both, region)
        assert axes.time.step == pytest.approx(1800.0)
        for ground in (axes.north, axes.east):
            assert ground.step == pytest.approx(40e3)
            assert ground.points[0] <= -600e3 < ground.points[1]
            assert ground.points[-2] < 600e3 <= ground.points[-1]
            assert ground.points[ground.size // 2] == 0.0


def test_the_error_by_level_is_that_of_the_analysis_with_what_no_grid_shows():
    process = wind_error(1.8, 2000.0, math.inf, 9 * 3600.0)
    # errors at 0, 762, 1457, 3012, 5574, 9164 and 11,784 m, and 1 m/s of what no grid shows, in quadrature
    exact = np.hypot([1.8, 1.8, 1.5, 1.4, 1.5, 2.0, 2.0], 1.0)
    expected = np.interp(process.heights, [0.0, 762.0, 1457.0, 3012.0, 5574.0, 9164.0, 11_784.0], exact)
    # shares are given to two digits
    np.testing.assert_allclose(process.eastward_sd, expected, rtol=0.006)
    np.testing.assert_allclose(process.northward_sd, expected, rtol=0.006)
