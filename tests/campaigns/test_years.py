"""Months and years of made-up nights, against closed forms."""

import math

import numpy as np
import pytest

from sim.campaigns.nights import no_nights
from sim.campaigns.years import (
    Expected,
    expected_launches,
    launch_share,
    launches,
    month_copies,
    summed,
    years_of,
)
from tests.campaigns.made import made_nights

YEARS = 40_000
LEVEL = 0.9
QUANTILE = 1.6448536269514722  # of the normal distribution at 0.95, from tables


def test_launches_are_binomial():
    nights = made_nights([100.0], looked_at=400, let_go=100)
    used = years_of(nights, 12, None, YEARS, 1).used
    for number in range(7):
        exact = math.comb(12, number) * 0.25**number * 0.75 ** (12 - number)
        # four standard errors of a share of so many years
        assert abs((used == number).mean() - exact) < 4 * math.sqrt(exact * (1 - exact) / YEARS)


def test_a_limit_cuts_the_launches_of_a_month():
    exact = sum(min(k, 2) * math.comb(12, k) * 0.25**k * 0.75 ** (12 - k) for k in range(13))
    assert expected_launches(0.25, 12, 2) == pytest.approx(exact, rel=1e-12)
    used = years_of(made_nights([1.0], 400, 100), 12, 2, YEARS, 1).used
    assert used.max() == 2
    assert used.mean() == pytest.approx(exact, abs=4 * used.std() / math.sqrt(YEARS))


def test_mean_and_variance_of_a_years_copies_are_those_of_a_random_sum():
    # of N nights, binomial (n, p), each with copies of mean m and variance v: n p m and n p v + n p (1 - p) m^2
    north = np.array([0.0, 0.0, 300.0, 1500.0])
    n, p, m, v = 20, 0.25, north.mean(), north.var()
    copies = years_of(made_nights(north), n, None, YEARS, 7).copies[:, 0, 0]
    variance = n * p * v + n * p * (1 - p) * m**2
    assert copies.mean() == pytest.approx(n * p * m, abs=4 * math.sqrt(variance / YEARS))
    assert copies.var() == pytest.approx(variance, rel=0.04)  # four standard errors, with a kurtosis of about 3.5
    # copies of one night that were independent of each other would scatter by the root of their number: far less
    assert copies.std() > 10 * math.sqrt(n * p * m)


def test_the_same_key_draws_the_same_years():
    nights = made_nights([1.0, 5.0, 9.0])
    first, again, other = (years_of(nights, 20, None, 500, key).copies for key in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_year_is_made_of_whole_nights():
    copies = years_of(made_nights([1.0, 1000.0]), 3, None, 2000, 1).copies[:, 0, 0]
    assert set(copies) <= {a + 1000.0 * b for a in range(4) for b in range(4 - a)}


def test_the_share_of_nights_has_wilsons_interval():
    share, low, high = launch_share(made_nights([1.0], 100, 10), LEVEL)
    assert share == pytest.approx(0.1)
    centre = (0.1 + QUANTILE**2 / 200) / (1 + QUANTILE**2 / 100)
    half = QUANTILE / (1 + QUANTILE**2 / 100) * math.sqrt(0.1 * 0.9 / 100 + QUANTILE**2 / 40_000)
    assert (float(low), float(high)) == pytest.approx((centre - half, centre + half), rel=1e-9)


def test_without_a_rule_every_night_is_used():
    nights = made_nights([40.0, 60.0], looked_at=2, let_go=2, always=True)
    assert launches(nights, 10, None, LEVEL) == (10.0, 10.0, 10.0)
    assert (years_of(nights, 10, None, 200, 1).used == 10).all()


def test_copies_are_launches_times_balloons_times_copies_per_balloon():
    nights = made_nights([300.0, 600.0], looked_at=100, let_go=10, balloons=15, width=3.0)
    used = launches(nights, 20, None, LEVEL)
    copies = month_copies(nights, used)
    # 20 nights, one in ten let go, 15 balloons with 30 copies each
    assert copies.estimate[0, 0] == pytest.approx(900.0)
    by_balloons = 2.0 * 15 * 3.0
    by_nights = 15 * 30.0 * (2.0 - used.low)
    assert copies.low[0, 0] == pytest.approx(900.0 - math.hypot(by_balloons, by_nights))
    assert copies.high[0, 0] > 900.0 + max(by_balloons, 15 * 30.0 * (used.high - 2.0))
    assert (copies.estimate[:, 1:] == 0.0).all()


def test_a_month_in_which_the_rule_let_nobody_go_has_no_copies_but_an_upper_end():
    nights = no_nights(384, np.array([200.0]), 15)
    used = launches(nights, 10, None, LEVEL)
    assert (float(used.estimate), float(used.low)) == (0.0, 0.0)
    most = QUANTILE**2 / (384 + QUANTILE**2)  # Wilson's upper end without a hit
    assert used.high == pytest.approx(10 * most, rel=1e-9)
    copies = month_copies(nights, used)
    assert (copies.estimate == 0.0).all()
    np.testing.assert_allclose(copies.high, 10 * most * 15 * 200.0)
    years = years_of(nights, 10, None, 100, 1)
    assert (years.used.sum(), years.copies.sum()) == (0, 0.0)
    assert years.copies.shape == (100, 1, 5)


def test_errors_of_independent_months_add_by_their_squares():
    ends = Expected(np.array([10.0, 20.0]), np.array([7.0, 16.0]), np.array([15.0, 32.0]))
    assert tuple(map(float, summed(ends, 0))) == (30.0, 25.0, 43.0)


def test_intervals_hold_the_expectation_as_often_as_they_say():
    # nights with copies of an exponential law of mean 100, let go with 0.2; a month tries 10: 200 copies
    generator, held, trials = np.random.default_rng(5), 0, 400
    for _ in range(trials):
        looked_at = 30 + generator.negative_binomial(30, 0.2) - 1
        north = generator.exponential(100.0, 30)
        width = 1.6991 * north.std(ddof=1) / math.sqrt(30)  # Student's quantile at 0.95 for 29
        nights = made_nights(north, looked_at, 29, width=width)
        _, low, high = month_copies(nights, launches(nights, 10, None, LEVEL))
        held += low[0, 0] <= 200.0 <= high[0, 0]
    # 90 % within four standard errors of 400 trials; Student's interval of a skewed law holds a little less
    assert 0.83 < held / trials < 0.97
