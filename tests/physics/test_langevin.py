import itertools
import math

import numpy as np
import pytest
from scipy.integrate import dblquad, quad

from sim._jit import compiled
from sim.physics.langevin import gust_law, joint_gust_step, unit_gust_step

FAST, SLOW = (0.6, 200.0), (1.5, 3600.0)
"""Standard deviation [m s-1] and time scale [s] of two gusts."""


@compiled
def _unit(gust, deviation, time_scale, elapsed, normal_1, normal_2):
    return unit_gust_step(gust, deviation, gust_law(time_scale, elapsed), normal_1, normal_2)


@compiled
def _joint(fast, slow, fast_deviation, slow_deviation, fast_time, slow_time, elapsed, normal_1, normal_2, normal_3):
    fast_law, slow_law = gust_law(fast_time, elapsed), gust_law(slow_time, elapsed)
    return joint_gust_step(fast, slow, fast_deviation, slow_deviation, fast_law, slow_law, normal_1, normal_2, normal_3)


@compiled
def walked(step, count, normals, fast_deviation, fast_time, slow_deviation, slow_time):
    """Gusts and way of walkers after `count` steps, alone (no time of the slow gust) or in pairs."""
    walkers = normals.shape[0]
    ends = np.empty((walkers, 3))
    for k in range(walkers):
        fast, slow, way = normals[k, 0, 0], normals[k, 0, 1], 0.0
        for s in range(1, count + 1):
            if slow_time > 0.0:
                fast, slow, moved = _joint(
                    fast,
                    slow,
                    fast_deviation,
                    slow_deviation,
                    fast_time,
                    slow_time,
                    step,
                    normals[k, s, 0],
                    normals[k, s, 1],
                    normals[k, s, 2],
                )
            else:
                fast, moved = _unit(fast, fast_deviation, fast_time, step, normals[k, s, 0], normals[k, s, 1])
            way += moved
        ends[k, 0], ends[k, 1], ends[k, 2] = fast, slow, way
    return ends


def walk(step, total, walkers, first, second=(0.0, 0.0)):
    count = round(total / step)
    normals = np.random.default_rng(count).standard_normal((walkers, count + 1, 3))
    return normals[:, 0, :2], walked(step, count, normals, *first, *second)


def way_variance(deviation, time_scale, total):
    """2 sigma2 T (t - T (1 - exp(-t / T))), of a gust that began with its long-run law."""
    return 2.0 * deviation**2 * time_scale * (total - time_scale * (1.0 - math.exp(-total / time_scale)))


def covariance_error(variances, covariances, count):
    """Standard error of a sample covariance of normal numbers: sqrt((s11 s22 + s12**2) / n)."""
    return np.sqrt((np.outer(variances, variances) + covariances**2) / count)


@pytest.mark.parametrize("step", [60.0, 900.0, 10800.0])
def test_variance_memory_and_way_do_not_depend_on_the_step(step):
    deviation, scale = SLOW
    total, count = 10800.0, 20_000
    first, ends = walk(step, total, count, SLOW)
    # four standard errors of a variance of normal numbers, sqrt(2 / n), and of a small correlation, 1 / sqrt(n)
    margin = 4.0 * math.sqrt(2.0 / count)
    assert ends[:, 0].var() == pytest.approx(1.0, rel=margin)
    assert ends[:, 2].var() == pytest.approx(way_variance(deviation, scale, total), rel=margin)
    told = np.corrcoef(first[:, 0], ends[:, 0])[0, 1]
    assert told == pytest.approx(math.exp(-total / scale), abs=4.0 / math.sqrt(count))
    # the way leans on the gust at its start as on the one at its end: sigma T (1 - exp(-t / T))
    shared = deviation * scale * (1.0 - math.exp(-total / scale))
    spread = 4.0 * math.sqrt((way_variance(deviation, scale, total) + shared**2) / count)
    assert np.mean(first[:, 0] * ends[:, 2]) == pytest.approx(shared, abs=spread)
    assert np.mean(ends[:, 0] * ends[:, 2]) == pytest.approx(shared, abs=spread)


@pytest.mark.parametrize("step", [10.0, 75.0, 600.0])
def test_two_gusts_have_the_same_law_in_one_step_and_in_sixty(step):
    total, count = 600.0, 40_000
    first, ends = walk(step, total, count, FAST, SLOW)
    variances = np.array([1.0, 1.0, way_variance(*FAST, total) + way_variance(*SLOW, total)])
    covariances = np.diag(variances)
    for k, (deviation, scale) in enumerate((FAST, SLOW)):
        covariances[k, 2] = covariances[2, k] = deviation * scale * (1.0 - math.exp(-total / scale))
    # four standard errors, of six covariances and three means
    error = covariance_error(variances, covariances, count)
    assert (np.abs(np.cov(ends.T) - covariances) < 4.0 * error).all()
    assert (np.abs(ends.mean(axis=0)) < 4.0 * np.sqrt(variances / count)).all()
    # normal: third moment zero, fourth moment three; standard errors sqrt(15 / n) and sqrt(96 / n)
    scaled = ends[:, 2] / math.sqrt(variances[2])
    assert np.mean(scaled**3) == pytest.approx(0.0, abs=4.0 * math.sqrt(15.0 / count))
    assert np.mean(scaled**4) == pytest.approx(3.0, abs=4.0 * math.sqrt(96.0 / count))
    for k, (_, scale) in enumerate((FAST, SLOW)):
        memory = np.mean(first[:, k] * ends[:, k])
        assert memory == pytest.approx(math.exp(-total / scale), abs=4.0 * math.sqrt(2.0 / count))


def numeric_covariance(time_scale, elapsed):
    """Covariance of gain and random way of a unit gust, by integrating its response to noise.

    White noise of density 2 / T, when it is a seconds old, has added exp(-a / T) to the gust and T (1 - exp(-a / T)) to
    the way.
    """

    def gust(age):
        return math.exp(-age / time_scale)

    def way(age):
        return -time_scale * math.expm1(-age / time_scale)

    def integral(f, g):
        return quad(lambda age: f(age) * g(age) * 2.0 / time_scale, 0.0, elapsed, epsrel=1e-12, epsabs=0.0)[0]

    return integral(gust, gust), integral(gust, way), integral(way, way)


@pytest.mark.parametrize("elapsed", [1e-3, 1.0, 19.9, 20.1, 60.0, 600.0, 4000.0])
@pytest.mark.parametrize("time_scale", [200.0, 3600.0])
def test_covariances_agree_with_an_integration(time_scale, elapsed):
    kept, noise, carried, shared, own = gust_law(time_scale, elapsed)
    gain, both, way = numeric_covariance(time_scale, elapsed)
    assert noise**2 == pytest.approx(gain, rel=1e-11)
    assert noise * shared == pytest.approx(both, rel=1e-11)
    assert shared**2 + own**2 == pytest.approx(way, rel=1e-11)
    assert kept == pytest.approx(math.exp(-elapsed / time_scale), rel=1e-14)
    assert carried == pytest.approx(quad(lambda s: math.exp(-s / time_scale), 0.0, elapsed)[0], rel=1e-12)


def test_way_of_the_long_run_is_the_double_integral_of_the_memory():
    deviation, scale = FAST
    total = 500.0
    double = dblquad(lambda b, a: math.exp(-(a - b) / scale), 0.0, total, 0.0, lambda a: a)[0]
    _, _, carried, shared, own = gust_law(scale, total)
    # start of variance 1, gain and rest
    told = deviation**2 * (carried**2 + shared**2 + own**2)
    assert told == pytest.approx(2.0 * deviation**2 * double, rel=1e-9)


def test_joint_way_has_the_variance_of_both():
    elapsed = 450.0
    columns = np.array([_joint(0.0, 0.0, FAST[0], SLOW[0], FAST[1], SLOW[1], elapsed, *unit) for unit in np.eye(3)])
    matrix = columns.T @ columns
    parts = [numeric_covariance(scale, elapsed) for _, scale in (FAST, SLOW)]
    expected = np.array(
        [
            [parts[0][0], 0.0, FAST[0] * parts[0][1]],
            [0.0, parts[1][0], SLOW[0] * parts[1][1]],
            [FAST[0] * parts[0][1], SLOW[0] * parts[1][1], FAST[0] ** 2 * parts[0][2] + SLOW[0] ** 2 * parts[1][2]],
        ]
    )
    np.testing.assert_allclose(matrix, expected, rtol=1e-10, atol=1e-12)


def test_way_has_its_two_limits():
    deviation, scale = SLOW
    start = [_unit(0.0, deviation, scale, 1e-3, *n)[1] for n in np.eye(2)]
    # from rest: variance 2/3 sigma2 t3 / T
    assert math.hypot(*start) == pytest.approx(deviation * math.sqrt(2.0 / 3.0 * 1e-9 / scale), rel=1e-6)
    far = 1e4 * scale
    diffusive = [_unit(0.0, deviation, scale, far, *n)[1] for n in np.eye(2)]
    # diffusion: 2 K t with K = sigma2 T, less 3/2 T of memory
    assert math.hypot(*diffusive) == pytest.approx(
        math.sqrt(2.0 * deviation**2 * scale * (far - 1.5 * scale)), rel=1e-9
    )


@pytest.mark.parametrize("elapsed", [0.0, 1e-12, 1e-6, 1e-3])
def test_a_short_step_loses_no_digits(elapsed):
    fast, slow, way = _joint(0.7, -1.2, FAST[0], SLOW[0], FAST[1], SLOW[1], elapsed, 0.5, -0.3, 0.9)
    # leading terms: a gain of sqrt(2 t / T) n, and a way of t times the gusts at the start, half their gain and a rest
    # of variance t / 6 T; the next terms are t / T of these, 5e-6
    gain_fast, gain_slow = math.sqrt(2.0 * elapsed / 200.0) * 0.5, math.sqrt(2.0 * elapsed / 3600.0) * -0.3
    assert fast - 0.7 == pytest.approx(gain_fast - 0.7 * elapsed / 200.0, rel=1e-5, abs=1e-15)
    assert slow + 1.2 == pytest.approx(gain_slow + 1.2 * elapsed / 3600.0, rel=1e-5, abs=1e-15)
    rest = 0.9 * math.hypot(0.6 * math.sqrt(elapsed / 1200.0), 1.5 * math.sqrt(elapsed / 21600.0))
    mean = 0.6 * (0.7 + 0.5 * gain_fast) + 1.5 * (-1.2 + 0.5 * gain_slow)
    assert way == pytest.approx(elapsed * (mean + rest), rel=1e-5)


def test_series_and_closed_form_of_the_rest_meet():
    below, above = gust_law(1.0, 0.1 * (1.0 - 1e-12))[4], gust_law(1.0, 0.1 * (1.0 + 1e-12))[4]
    assert below == pytest.approx(above, rel=1e-11)


def test_a_gust_without_strength_goes_on_and_carries_nowhere():
    alone, way = _unit(0.7, 0.0, 200.0, 10.0, 1.0, 1.0)
    assert way == 0.0
    assert alone == pytest.approx(0.7 * math.exp(-0.05) + math.sqrt(1.0 - math.exp(-0.1)), rel=1e-12)
    assert _unit(0.7, 2.0, 200.0, 10.0, 1.0, 1.0)[0] == alone


def test_a_pair_with_one_silent_gust_is_the_other_alone():
    fast, slow, way = _joint(0.7, -0.4, 0.6, 0.0, 200.0, 3600.0, 30.0, 0.2, 1.1, -0.8)
    assert (fast, way) == pytest.approx(_unit(0.7, 0.6, 200.0, 30.0, 0.2, -0.8), rel=1e-14)
    assert slow == _unit(-0.4, 1.0, 3600.0, 30.0, 1.1, 0.0)[0]
    other_fast, other_slow, other_way = _joint(0.7, -0.4, 0.0, 1.5, 200.0, 3600.0, 30.0, 0.2, 1.1, -0.8)
    assert (other_slow, other_way) == pytest.approx(_unit(-0.4, 1.5, 3600.0, 30.0, 1.1, -0.8), rel=1e-14)
    assert other_fast == fast
    assert _joint(0.7, -0.4, 0.0, 0.0, 200.0, 3600.0, 30.0, 0.2, 1.1, -0.8)[2] == 0.0


def test_the_pair_does_not_care_for_its_order():
    fast, slow, way = _joint(0.7, -0.4, 0.6, 1.5, 200.0, 3600.0, 30.0, 0.2, 1.1, -0.8)
    swapped = _joint(-0.4, 0.7, 1.5, 0.6, 3600.0, 200.0, 30.0, 1.1, 0.2, -0.8)
    assert (slow, fast, way) == pytest.approx(swapped, rel=1e-14)


def test_nan_comes_through():
    # beside a silent or a loud other gust, NaN in what a gust was told makes the way NaN
    for k, slow_deviation in itertools.product(range(10), (0.0, 1.5)):
        arguments = [0.7, -0.4, 0.6, slow_deviation, 200.0, 3600.0, 30.0, 0.2, 1.1, -0.8]
        arguments[k] = math.nan
        fast, slow, way = _joint(*arguments)
        assert math.isnan(way)
        assert math.isnan(fast) == (k in (0, 4, 6, 7))
        assert math.isnan(slow) == (k in (1, 5, 6, 8))
    for k in range(6):
        arguments = [0.5, 1.0, 200.0, 10.0, 0.3, -0.2]
        arguments[k] = math.nan
        gust, way = _unit(*arguments)
        assert math.isnan(way)
        assert math.isnan(gust) == (k in (0, 2, 3, 4))
