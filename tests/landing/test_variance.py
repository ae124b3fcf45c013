"""Parts of a variance against hand arithmetic, known hierarchies and closed forms."""

import math

import numpy as np
import pytest
from scipy import stats

import sim
from sim.errors import ResultError
from sim.landing.chance.variance import variance_parts
from tests.landing.made import from_plane, made_flights
from tests.landing.nights import made_nights


def test_unequal_groups_by_hand() -> None:
    """Groups 1 3, 5 7 9 and 10: squares within 10 on 3, between 50.8333 on 2; usual size (6 - 14/6) / 2 = 1.83333."""
    parts = variance_parts(np.array([1.0, 3, 5, 7, 9, 10]), np.array([0, 0, 1, 1, 1, 2]), "a number", "m")
    assert parts.within_weather == pytest.approx(10.0 / 3.0)
    assert parts.between_weathers == pytest.approx((50.8333333 / 2.0 - 10.0 / 3.0) / 1.8333333)
    assert not parts.floored


def test_parts_are_unbiased() -> None:
    """Beta-binomial nights: between 0.2 x 0.21; of one balloon 0.21 x (1 - 0.2) x (0.9**2 + (1 - 0.9**2) / 2).

    Two drops of a balloon agree unless one goes its own way: given the night, their correlation is 0.9**2, and the mean
    of two has (1 + 0.81) / 2 of the variance of one. 400 runs; four of their own standard errors.
    """
    generator = np.random.default_rng(5)
    runs = [sim.landings(made_nights(generator, 30, 4)).variance("usb_stick") for _ in range(400)]
    for found, expected in (
        ([run.between_weathers for run in runs], 0.2 * 0.21),
        ([run.within_weather for run in runs], 0.8 * 0.21 * (1.0 + 0.81) / 2.0),
    ):
        assert np.mean(found) == pytest.approx(expected, abs=4.0 * np.std(found) / math.sqrt(400))


def test_weathers_that_do_not_differ_have_no_variance_and_it_is_said() -> None:
    even = np.where(np.arange(40) < 20, 39.0, 36.5)[:, None]  # the first of two balloons of each night in the North
    parts = sim.landings(made_flights(even * 0.0 + 126.5, even, ["usb_stick"], weather=np.arange(40) % 20)).variance(
        "usb_stick"
    )
    assert (parts.between_weathers, parts.floored) == (0.0, True)
    assert parts.within_weather == pytest.approx(0.5)  # 0 and 1: (1/4 + 1/4) on one degree of freedom
    assert "below 0" in str(parts)


def test_places_have_parts_too() -> None:
    """Nights scatter by 30 km eastward and 10 northward, balloons by 5 and 20: of 300 nights within four errors."""
    generator = np.random.default_rng(6)
    night, balloon = generator.standard_normal((300, 2)) * (30e3, 10e3), generator.standard_normal((1500, 2))
    x, y = (np.tile(night, (5, 1)) + balloon * (5e3, 20e3)).T
    longitude, latitude = from_plane(x, y)
    flights = made_flights(longitude[:, None], latitude[:, None], ["usb_stick"], weather=np.arange(1500) % 300)
    east, north = sim.landings(flights).place_variance("usb_stick")
    assert east.between_weathers**0.5 == pytest.approx(30e3, rel=4.0 / math.sqrt(600))
    assert north.between_weathers**0.5 == pytest.approx(10e3, rel=0.35)  # the nights' error and that of 20 km over 5
    assert east.within_weather**0.5 == pytest.approx(5e3, rel=4.0 / math.sqrt(2400))
    assert north.within_weather**0.5 == pytest.approx(20e3, rel=4.0 / math.sqrt(2400))
    assert "km" in str(east)


def test_a_place_is_the_middle_of_what_a_balloon_drops() -> None:
    """Two drops 2 degrees apart about 127 E, in two balloons alike: no scatter; what did not land has no place."""
    longitude = np.array([[126.0, 128.0], [126.0, 128.0], [np.nan, np.nan]])
    flights = made_flights(longitude, longitude * 0.0 + 38.0, ["usb_stick", "usb_stick"], weather=[0, 1, 1])
    east, _ = sim.landings(flights).place_variance()
    assert east.balloons == 2
    assert east.mean == pytest.approx(0.0, abs=1.0)
    assert east.of_weather_means == pytest.approx(0.0, abs=1.0)


def test_corrected_nights_scatter_as_the_true_ones_do() -> None:
    """Of 400 nights with 8 balloons the ends of nine in ten come nearer to those of the beta law than as seen."""
    drops = sim.landings(made_nights(np.random.default_rng(7), 400, 8, mean=0.4, correlation=0.1))
    nights = drops.nights("usb_stick")
    law = stats.beta(0.4 * 9.0, 0.6 * 9.0)
    for q in (0.05, 0.25, 0.75, 0.95):
        assert nights.quantile(q) == pytest.approx(law.ppf(q), abs=0.05)
        assert abs(np.quantile(nights.seen, q) - law.ppf(q)) > abs(nights.quantile(q) - law.ppf(q))
    assert nights.corrected.mean() == pytest.approx(nights.seen.mean())
    assert nights.corrected.std() == pytest.approx(law.std(), rel=0.15)
    assert "One night: " in str(nights)


def test_one_weather_says_nothing_about_others() -> None:
    drops = sim.landings(made_nights(np.random.default_rng(8), 1, 50))
    parts = drops.variance("usb_stick")
    assert math.isnan(parts.between_weathers)
    assert parts.within_weather == pytest.approx(0.21, rel=0.4)
    assert "all balloons flew in one" in str(parts)
    assert "all balloons flew in one" in str(drops.nights("usb_stick"))


def test_one_balloon_in_each_weather_cannot_be_told_apart() -> None:
    drops = sim.landings(made_nights(np.random.default_rng(8), 50, 1))
    assert math.isnan(drops.variance("usb_stick").within_weather)
    assert "cannot be told apart" in str(drops.variance("usb_stick"))
    assert "cannot be told apart" in str(drops.nights("usb_stick"))


def test_bundles_that_opened_are_no_trials() -> None:
    """Only the bundles that did not open count: two of three of those lie in the North."""
    outcome = np.array([[1], [3], [1], [1], [3], [3]])
    latitude = np.array([[39.0], [np.nan], [39.0], [36.5], [np.nan], [np.nan]])
    flights = made_flights(latitude * 0.0 + 126.5, latitude, ["intact_bundle"], [0, 0, 1, 1, 2, 2], outcome)
    parts = sim.landings(flights).variance("intact_bundle")
    assert parts.mean == pytest.approx(2.0 / 3.0)
    assert parts.balloons == 3


def test_an_unknown_region_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ResultError, match=r"no region 'atlantis'.*north_korea.*aloft_at_horizon"):
        sim.landings(made_nights(np.random.default_rng(8), 2, 2)).variance("usb_stick", "atlantis")


def test_of_what_one_weather_of_many_has_no_scatter_is_told() -> None:
    """Bundles that stayed closed in one weather of three: nothing says how often others have them, or where."""
    opened, closed = 3, 1
    outcome = np.array([[closed], [closed], [opened], [opened], [opened], [opened]])
    latitude = np.where(outcome == closed, 39.0, np.nan)
    drops = sim.landings(made_flights(latitude * 0.0 + 126.5, latitude, ["intact_bundle"], [0, 0, 1, 1, 2, 2], outcome))
    for ask in (drops.variance, drops.nights, drops.place_variance, lambda item: drops.needed(0.1, item)):
        with pytest.raises(ResultError, match="only one of 3 weather members has any"):
            ask("intact_bundle")
