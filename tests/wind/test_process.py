import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import WeatherProcess, exponential_correlation, wind_error

MEMBERS = 20_000
HEIGHTS = np.array([0.0, 2000.0, 4000.0])
TIMES = np.arange(0.0, 10_801.0, 900.0)
TAU, SCALE = 9 * 3600.0, 2000.0


@pytest.fixture(scope="module")
def process():
    sd = np.array([2.0, 3.0, 4.0])
    return WeatherProcess(HEIGHTS, sd, 0.5 * sd, exponential_correlation(HEIGHTS, SCALE), np.inf, TAU)


@pytest.fixture(scope="module")
def realised(process):
    return process.realise(11, MEMBERS, TIMES, HEIGHTS)[:, :, :, 0, 0].astype(float)


def correlation_error(expected):
    """Five standard errors of a sample correlation: (1 - r**2) / sqrt(n)."""
    return 5.0 * (1.0 - expected**2) / np.sqrt(MEMBERS)


def test_standard_deviation_is_as_given_at_every_time_and_height(realised):
    expected = np.array([2.0, 3.0, 4.0])
    for component, factor in ((0, 1.0), (1, 0.5)):
        # Five standard errors of a sample standard deviation: sd / sqrt(2 n).
        error = 5.0 / np.sqrt(2.0 * MEMBERS)
        measured = realised[..., component].std(axis=0)
        np.testing.assert_allclose(measured, np.broadcast_to(factor * expected, measured.shape), rtol=error)
        mean_error = 5.0 * factor * expected / np.sqrt(MEMBERS)
        assert np.all(np.abs(realised[..., component].mean(axis=0)) < mean_error)


def test_correlation_falls_exponentially_with_time(realised):
    for step in (1, 4, 12):
        expected = np.exp(-TIMES[step] / TAU)
        measured = np.corrcoef(realised[:, 0, 1, 0], realised[:, step, 1, 0])[0, 1]
        assert measured == pytest.approx(expected, abs=correlation_error(expected))


def test_correlation_falls_exponentially_with_height(realised):
    for level in (1, 2):
        expected = np.exp(-HEIGHTS[level] / SCALE)
        for time in (0, 12):
            measured = np.corrcoef(realised[:, time, 0, 1], realised[:, time, level, 1])[0, 1]
            assert measured == pytest.approx(expected, abs=correlation_error(expected))


def test_components_are_independent(realised):
    measured = np.corrcoef(realised[:, 5, 1, 0], realised[:, 5, 1, 1])[0, 1]
    assert abs(measured) < correlation_error(0.0)


def test_drift_after_three_hours_has_the_variance_of_correlated_noise(realised):
    # 2 sd**2 tau (t - tau (1 - exp(-t / tau))) for the exact process; the trapezium between samples 900 s apart adds
    # less than (900 / tau)**2 = 8e-4 of it. White noise of the same size would give a tenth of the spread.
    t = TIMES[-1]
    exact = 2.0 * 3.0**2 * TAU * (t - TAU * (1.0 - np.exp(-t / TAU)))
    drift = np.trapezoid(realised[:, :, 1, 0], TIMES, axis=1)
    # Five standard errors of a sample variance: variance * sqrt(2 / n).
    assert drift.var() == pytest.approx(exact, rel=5.0 * np.sqrt(2.0 / MEMBERS) + 8e-4)


def test_the_law_does_not_depend_on_the_step(process, realised):
    coarse = process.realise(12, MEMBERS, TIMES[::12], HEIGHTS)[:, :, :, 0, 0].astype(float)
    expected = np.exp(-TIMES[-1] / TAU)
    measured = np.corrcoef(coarse[:, 0, 0, 0], coarse[:, 1, 0, 0])[0, 1]
    assert measured == pytest.approx(expected, abs=correlation_error(expected))


def test_members_are_the_same_however_many_are_asked_for(process):
    many = process.realise(5, 40, TIMES, HEIGHTS)
    np.testing.assert_array_equal(process.realise(5, 7, TIMES, HEIGHTS), many[:7])
    np.testing.assert_array_equal(process.realise(5, [31, 4], TIMES, HEIGHTS), many[[31, 4]])
    np.testing.assert_array_equal(process.realise(5, 3, TIMES[:5], HEIGHTS), many[:3, :5])


def test_another_key_is_another_weather(process):
    first, second = process.realise(1, 2, TIMES, HEIGHTS), process.realise(2, 2, TIMES, HEIGHTS)
    assert not np.any(first == second)


def test_output_is_member_first_and_single(process):
    out = process.realise(1, 4, TIMES, HEIGHTS)
    assert out.shape == (4, 13, 3, 1, 1, 2)
    assert out.dtype == np.float32


def test_levels_and_components_are_correlated_as_the_table_says():
    # eastward at two levels, then northward: a southerly that brings a westerly aloft
    table = np.array([[1.0, 0.6, 0.3, -0.2], [0.6, 1.0, 0.5, 0.1], [0.3, 0.5, 1.0, 0.4], [-0.2, 0.1, 0.4, 1.0]])
    sd = np.array([2.0, 5.0])
    process = WeatherProcess(np.array([0.0, 3000.0]), sd, 2.0 * sd, table, np.inf, TAU)
    drawn = process.realise(4, MEMBERS, [0.0], [0.0, 3000.0])[:, 0, :, 0, 0]
    measured = np.corrcoef(np.concatenate([drawn[..., 0], drawn[..., 1]], axis=1).T)
    np.testing.assert_array_less(np.abs(measured - table), correlation_error(table) + 1e-6)


def test_between_its_heights_the_standard_deviation_is_the_interpolated_one(process):
    # A mean of two values correlated by 0.37 would vary by a sixth less.
    drawn = process.realise(2, MEMBERS, [0.0], [1000.0, 3000.0, 9000.0])[:, 0, :, 0, 0]
    error = 5.0 / np.sqrt(2.0 * MEMBERS)
    np.testing.assert_allclose(drawn[..., 0].std(axis=0), [2.5, 3.5, 4.0], rtol=error)
    np.testing.assert_allclose(drawn[..., 1].std(axis=0), [1.25, 1.75, 2.0], rtol=error)


def test_correlation_falls_with_distance_over_the_ground():
    one = exponential_correlation(np.zeros(1), 1.0)
    process = WeatherProcess(np.zeros(1), np.ones(1), np.ones(1), one, 200e3, TAU)
    drawn = process.realise(6, MEMBERS, [0.0], [0.0], north=[0.0, 100e3], east=[-200e3, 0.0, 150e3])[:, 0, 0, :, :, 1]
    places = {(n, e): drawn[:, n, e] for n in range(2) for e in range(3)}
    for one_place, other, distance in (
        ((0, 0), (0, 1), 200e3),
        ((0, 0), (0, 2), 350e3),
        ((0, 1), (1, 1), 100e3),
        ((0, 1), (1, 2), np.hypot(100e3, 150e3)),
    ):
        expected = np.exp(-((distance / 200e3) ** 2))
        measured = np.corrcoef(places[one_place], places[other])[0, 1]
        assert measured == pytest.approx(expected, abs=correlation_error(expected))


def test_purposes_are_independent_of_each_other(process):
    truth = process.realise(1, MEMBERS, [0.0], [0.0])[:, 0, 0, 0, 0, 0]
    other = process.realise(1, MEMBERS, [0.0], [0.0], purpose="forecast.")[:, 0, 0, 0, 0, 0]
    assert abs(np.corrcoef(truth, other)[0, 1]) < correlation_error(0.0)


def test_the_error_of_a_wind_is_as_large_as_its_level_says():
    process = wind_error(1.8, 2000.0, np.inf, TAU)
    drawn = process.realise(3, MEMBERS, [0.0], [0.0, 1457.0, 5574.0, 12_000.0])[:, 0, :, 0, 0]
    # components of physics: sqrt(1.8**2 + 1), sqrt(1.5**2 + 1) and sqrt(2**2 + 1) m/s; the table has two digits
    expected = np.array([2.06, 1.80, 1.80, 2.24])
    np.testing.assert_allclose(drawn.std(axis=0).mean(axis=1), expected, rtol=5.0 / np.sqrt(4.0 * MEMBERS) + 0.005)


def test_a_scaled_process_is_the_same_weather_but_larger(process):
    drawn, larger = (one.realise(3, 5, TIMES, HEIGHTS) for one in (process, process.scaled(2.0)))
    np.testing.assert_allclose(larger, 2.0 * drawn, rtol=1e-6)


def test_impossible_processes_are_refused_with_all_reasons():
    with pytest.raises(WindError) as caught:
        WeatherProcess(np.array([1.0, 0.0]), np.array([1.0]), np.array([1.0, -1.0]), np.eye(3), 0.0, -5.0)
    assert len(caught.value.problems) == 6
    with pytest.raises(WindError, match="symmetric"):
        WeatherProcess(np.zeros(1), np.ones(1), np.ones(1), np.array([[1.0, 0.2], [0.3, 1.0]]), 1.0, 1.0)
    with pytest.raises(WindError, match="not positive"):
        WeatherProcess(np.zeros(1), np.ones(1), np.ones(1), np.array([[1.0, 1.2], [1.2, 1.0]]), 1.0, 1.0)
    with pytest.raises(WindError, match="height_scale is 0"):
        wind_error(1.0, 0.0, 1.0, 1.0)
    with pytest.raises(WindError, match="equal ascending steps"):
        wind_error(1.0, 1.0, 1.0, 1.0).realise(1, 1, [0.0, 1.0, 3.0], [0.0])


def test_one_place_alone_is_the_same_as_among_all():
    heights = np.array([0.0, 3000.0])
    process = WeatherProcess(heights, np.ones(2), np.ones(2), exponential_correlation(heights, 4000.0), 300e3, TAU)
    north, east = 100e3 * np.arange(4), 100e3 * np.arange(5)
    numbers = [3, 9, 4]
    all_places = process.realise(6, numbers, TIMES[:3], heights, north, east)
    alone = process.realise(6, numbers, TIMES[:3], heights, north, east, place=(2, 1))
    # sums in another order differ in the last bits of single precision
    np.testing.assert_allclose(alone[:, :, :, 0, 0], all_places[:, :, :, 2, 1], atol=1e-6)
