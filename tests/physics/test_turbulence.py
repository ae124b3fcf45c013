import math

import numpy as np
import pytest

from sim.physics.turbulence import gust_step

SIGMA, SCALE = 1.5, 3600.0


def walk(step, total, count, seed):
    """Gusts and ways of many walkers after `total` seconds in steps of `step`, from the stationary law."""
    rng = np.random.default_rng(seed)
    gust = SIGMA * rng.standard_normal(count)
    first = gust.copy()
    way = np.zeros(count)
    for _ in range(round(total / step)):
        for k in range(count):
            gust[k], moved = gust_step(gust[k], SIGMA, SCALE, step, rng.standard_normal(), rng.standard_normal())
            way[k] += moved
    return first, gust, way


@pytest.mark.parametrize("step", [60.0, 900.0, 10800.0])
def test_variance_memory_and_way_do_not_depend_on_the_step(step):
    total, count = 10800.0, 4000
    first, gust, way = walk(step, total, count, seed=int(step))
    x = total / SCALE
    expected_way = 2.0 * SIGMA**2 * SCALE * (total - SCALE * (1.0 - math.exp(-x)))
    # standard error of a variance of n normal numbers is sqrt(2 / n) of it; four of them
    margin = 4.0 * math.sqrt(2.0 / count)
    assert gust.var() == pytest.approx(SIGMA**2, rel=margin)
    assert way.var() == pytest.approx(expected_way, rel=margin)
    # correlation exp(-3) = 0.050 with a standard error of 1 / sqrt(n)
    assert np.corrcoef(first, gust)[0, 1] == pytest.approx(math.exp(-x), abs=4.0 / math.sqrt(count))


def test_way_variance_has_its_two_limits():
    ways = [
        gust_step(0.0, SIGMA, SCALE, elapsed, n1, n2)[1] for elapsed, n1, n2 in [(1e-3, 1.0, 0.0), (1e-3, 0.0, 1.0)]
    ]
    # from rest: variance 2/3 sigma2 t3 / T
    assert math.hypot(*ways) == pytest.approx(SIGMA * math.sqrt(2.0 / 3.0 * 1e-9 / SCALE), rel=1e-6)
    far = 1e4 * SCALE
    diffusive = [gust_step(0.0, SIGMA, SCALE, far, n1, n2)[1] for n1, n2 in [(1.0, 0.0), (0.0, 1.0)]]
    # diffusion: 2 K t with K = sigma2 T, less 3/2 T of memory
    assert math.hypot(*diffusive) == pytest.approx(math.sqrt(2.0 * SIGMA**2 * SCALE * (far - 1.5 * SCALE)), rel=1e-9)


def test_series_and_closed_form_of_the_way_meet():
    below = math.hypot(*(gust_step(0.0, 1.0, 1.0, 1e-2 * (1 - 1e-9), *n)[1] for n in [(1.0, 0.0), (0.0, 1.0)]))
    above = math.hypot(*(gust_step(0.0, 1.0, 1.0, 1e-2 * (1 + 1e-9), *n)[1] for n in [(1.0, 0.0), (0.0, 1.0)]))
    assert below == pytest.approx(above, rel=3e-5)  # the next term of the series, 7/30 x2 of 2/3


def test_no_spread_no_gust():
    assert gust_step(0.7, 0.0, 200.0, 10.0, 1.0, 1.0) == (0.0, 0.0)


def test_nan_comes_through():
    for k in range(4):
        arguments = [0.5, 1.0, 200.0, 10.0, 0.3, -0.2]
        arguments[k] = math.nan
        assert all(math.isnan(value) for value in gust_step(*arguments))
