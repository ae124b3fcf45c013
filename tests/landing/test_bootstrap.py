"""Intervals from members drawn anew: against closed forms, and their coverage on made-up nights."""

import math

import numpy as np
import pytest
from scipy import stats

import sim
from sim.errors import InputError
from sim.landing import Share, interval
from tests.landing.made import cloud, made_flights
from tests.landing.nights import made_nights

NORTH = Share("usb_stick", "north_korea")


def test_width_is_that_of_the_variance_between_members() -> None:
    """Of 200 members the mean is all but normal: 1.6525 = t(0.95, 199) standard errors, to 4 % of 4,000 resamples."""
    flights = made_nights(np.random.default_rng(1), 200, 6)
    found = interval(sim.landings(flights), NORTH, resamples=4000)
    north = (flights["landing_latitude"].values > 38.0).reshape(6, 200, 2).mean(axis=(0, 2))
    half = 1.6525 * north.std(ddof=1) / math.sqrt(200)
    assert found.estimate == pytest.approx(north.mean())
    assert found.high - found.low == pytest.approx(2.0 * half, rel=0.04)


def test_any_statistic_is_resampled_as_shares_are() -> None:
    """Two sets of 1,000 resamples of the same law: each knows its width to 4 %, so they agree within 12 %."""
    drops = sim.landings(made_nights(np.random.default_rng(2), 40, 5))
    quick = interval(drops, NORTH)
    slow = interval(drops, lambda some: some.regions().row("usb_stick", "north_korea").probability)
    assert slow.estimate == quick.estimate
    assert slow.high - slow.low == pytest.approx(quick.high - quick.low, rel=0.12)


def test_balloons_are_drawn_where_there_is_one_weather() -> None:
    """The median of 900 normal numbers has the standard error sqrt(pi / 2) sd / 30; 1,000 resamples know it to 7 %."""
    longitude, latitude = cloud(900, 20e3, 10e3)
    drops = sim.landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"], weather=np.zeros(900)))
    found = interval(drops, lambda some: float(np.median(some.positions().latitude)))
    # 111.0 km to a degree of latitude at 38.5 N
    expected = 2.0 * 1.645 * math.sqrt(math.pi / 2.0) * 10.0 / 111.0 / 30.0
    assert found.high - found.low == pytest.approx(expected, rel=0.25)


def test_a_resample_holds_whole_members_and_counts_a_member_twice_that_is_drawn_twice() -> None:
    seen = []

    def remember(some):
        seen.append((some.balloons, some.weather_members))
        return 0.0

    interval(sim.landings(made_nights(np.random.default_rng(3), 12, 5)), remember, resamples=100)
    assert set(seen[:-1]) == {(55, 11)}  # 11 of 12 members, drawn with replacement
    assert seen[-1] == (60, 12)  # all for the estimate


def test_the_same_seed_gives_the_same_interval_and_another_another() -> None:
    drops = sim.landings(made_nights(np.random.default_rng(4), 30, 5))
    assert interval(drops, NORTH, rng_seed=5) == interval(drops, NORTH, rng_seed=5)
    assert interval(drops, NORTH, rng_seed=5) != interval(drops, NORTH, rng_seed=6)


def test_resamples_without_a_value_are_counted() -> None:
    """One member of ten has landings; nine draws of ten miss it with the chance 0.9**9 = 0.387, sd of 500 is 0.022."""
    longitude = np.full((50, 1), np.nan)
    longitude[3::10] = 127.0
    flights = made_flights(longitude, longitude - 89.0, ["usb_stick"])
    found = interval(sim.landings(flights), lambda some: float(some.positions().latitude.mean()), resamples=500)
    assert found.without_value / 500 == pytest.approx(0.9**9, abs=0.09)
    assert (found.estimate, found.low, found.high) == (38.0, 38.0, 38.0)
    assert f"{found.without_value} resamples had no value" in str(found)


def test_one_balloon_says_nothing_about_its_spread() -> None:
    found = interval(sim.landings(made_flights([[127.0]], [[39.0]], ["usb_stick"], weather=[0])), NORTH)
    assert found.estimate == 1.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_impossible_wishes_are_refused_together() -> None:
    drops = sim.landings(made_nights(np.random.default_rng(4), 3, 2))
    with pytest.raises(InputError) as refused:
        interval(drops, NORTH, level=90.0, resamples=5, rng_seed=-1)
    assert len(refused.value.problems) == 3


def test_of_few_members_the_width_is_students() -> None:
    """Nine members: at the level where Student's quantile for 8 degrees of freedom is 1, one standard error either way.

    To 3 %, of 20,000 resamples and a law that is not quite normal. Nine members drawn instead of eight would give 5 %
    less, and so would the normal law's quantile of that level.
    """
    north = np.array([2, 11, 18, 29, 50, 69, 77, 93, 98])
    latitude = np.where(np.arange(100)[:, None] < north, 39.0, 36.5).reshape(900, 1)
    flights = made_flights(latitude * 0.0 + 126.0, latitude, ["usb_stick"], weather=np.tile(np.arange(9), 100))
    found = interval(sim.landings(flights), NORTH, level=1.0 - 2.0 * stats.t.sf(1.0, 8), resamples=20_000)
    assert (found.high - found.low) / 2.0 == pytest.approx((north / 100.0).std(ddof=1) / 3.0, rel=0.03)


def test_a_share_in_one_weather_of_many_has_no_interval() -> None:
    """All that there is of the item fell in one night: of other nights nothing is known."""
    outcome = np.full((40, 1), 3)
    outcome[3::10] = 0
    latitude = np.where(outcome == 0, np.where(np.arange(40) < 20, 39.0, 36.5)[:, None], np.nan)
    flights = made_flights(latitude * 0.0 + 126.0, latitude, ["intact_bundle"], outcome=outcome)
    found = interval(sim.landings(flights), Share("intact_bundle", "north_korea"))
    assert found.estimate == 0.5
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize(("nights", "balloons", "correlation"), [(40, 10, 0.3), (15, 20, 0.1), (40, 10, 0.0)])
def test_intervals_hold_the_truth_nine_times_of_ten(nights: int, balloons: int, correlation: float) -> None:
    """Over 200 made-up runs; 99 % of binomial counts with the chance 0.9 lie where `accepted` says."""
    accepted = stats.binom.interval(0.99, 200, 0.9)
    generator = np.random.default_rng(12)
    held = {"table": 0, "bootstrap": 0}
    for _ in range(200):
        drops = sim.landings(made_nights(generator, nights, balloons, correlation=correlation))
        row, drawn = drops.regions().row("usb_stick", "north_korea"), interval(drops, NORTH, resamples=500)
        held["table"] += row.low <= 0.3 <= row.high
        held["bootstrap"] += drawn.low <= 0.3 <= drawn.high
    assert accepted[0] <= held["table"] <= accepted[1]
    assert accepted[0] <= held["bootstrap"] <= accepted[1]
