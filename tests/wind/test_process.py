import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import WeatherProcess, uniform_process

MEMBERS = 20_000
HEIGHTS = np.array([0.0, 2000.0, 4000.0])
TIMES = np.arange(0.0, 10_801.0, 900.0)
TAU, SCALE = 9 * 3600.0, 2000.0


@pytest.fixture(scope="module")
def process():
    sd = np.array([2.0, 4.0])
    return WeatherProcess(np.array([0.0, 4000.0]), sd, 0.5 * sd, SCALE, TAU)


@pytest.fixture(scope="module")
def realised(process):
    return process.realise(11, MEMBERS, TIMES, HEIGHTS).astype(float)


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
    coarse = process.realise(12, MEMBERS, TIMES[::12], HEIGHTS).astype(float)
    expected = np.exp(-TIMES[-1] / TAU)
    measured = np.corrcoef(coarse[:, 0, 0, 0], coarse[:, 1, 0, 0])[0, 1]
    assert measured == pytest.approx(expected, abs=correlation_error(expected))


def test_members_are_the_same_however_many_are_asked_for(process):
    many = process.realise(5, 40, TIMES, HEIGHTS)
    np.testing.assert_array_equal(process.realise(5, 7, TIMES, HEIGHTS), many[:7])
    np.testing.assert_array_equal(process.realise(5, 10, TIMES, HEIGHTS, first_member=30), many[30:])
    np.testing.assert_array_equal(process.realise(5, 3, TIMES[:5], HEIGHTS), many[:3, :5])


def test_another_key_is_another_weather(process):
    first, second = process.realise(1, 2, TIMES, HEIGHTS), process.realise(2, 2, TIMES, HEIGHTS)
    assert not np.any(first == second)


def test_output_is_member_first_and_single(process):
    out = process.realise(1, 4, TIMES, HEIGHTS)
    assert out.shape == (4, 13, 3, 2)
    assert out.dtype == np.float32


def test_a_uniform_process_has_one_magnitude():
    out = uniform_process(1.8, 2000.0, TAU).realise(3, MEMBERS, [0.0], [-500.0, 12_000.0])
    np.testing.assert_allclose(out.std(axis=(0, 1)), 1.8, rtol=5.0 / np.sqrt(2.0 * MEMBERS))


def test_impossible_processes_are_refused_with_all_reasons():
    with pytest.raises(WindError) as caught:
        WeatherProcess(np.array([1.0, 0.0]), np.array([1.0]), np.array([1.0, -1.0]), 0.0, -5.0)
    assert len(caught.value.problems) == 5
    with pytest.raises(WindError, match="equal ascending steps"):
        uniform_process(1.0, 1.0, 1.0).realise(1, 1, [0.0, 1.0, 3.0], [0.0])
