"""Balloons drawn by a scrambled Sobol sequence: even, never 0 or 1, and with the promises of random ones."""

import math

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from scipy.stats import qmc

import sim
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons, quantities_drawn
from sim.ensemble.layout import layout_of
from sim.ensemble.sobol import sobol_columns

NAMES = tuple(f"quantity {number}" for number in range(12))


@pytest.fixture(scope="module")
def even(lee):
    return lee.with_values({"simulation.sampling": "sobol"})


@pytest.fixture(scope="module")
def flown(even, april):
    return sim.simulate(even, april, balloons=128, weather_members=8, rng_seed=4)


def same(part, whole):
    xr.testing.assert_identical(part.drop_attrs(), whole.drop_attrs())


def columns(key=3, first=0, count=256, names=NAMES, members=1):
    made = sobol_columns(key, np.arange(first, first + count), members, names)
    return np.array([made[name] for name in names])


def test_every_interval_of_a_256th_holds_one_of_the_first_256_in_each_quantity():
    """The property that defines a net in base 2, in one dimension; 256 random numbers fill 63 % of the intervals."""
    for column in columns():
        np.testing.assert_array_equal(np.sort(np.floor(column * 256.0)), np.arange(256))


def test_pairs_of_quantities_are_evener_than_random_ones():
    """Mean of the centred discrepancy of all pairs of 256 points, squared: at random about 5/1000; a net has less."""
    pairs = [(a, b) for a in range(12) for b in range(a)]
    even = columns()
    random = np.random.default_rng(1).random((12, 256))
    found, other = (
        np.mean([qmc.discrepancy(points[[a, b]].T, method="CD") for a, b in pairs]) for points in (even, random)
    )
    assert found < 0.1 * other


def test_no_number_is_0_or_1_and_each_scramble_has_the_right_mean():
    """Mean of the first point over 3,000 scrambles: 1/2, standard error 1 / sqrt(12 x 3000) = 0.0053."""
    first = np.array([columns(key, count=1, names=NAMES[:2])[:, 0] for key in range(3000)])
    assert first.mean(axis=0) == pytest.approx([0.5, 0.5], abs=4 * 0.0053)
    assert first.min() >= 0.5**33
    assert first.max() <= 1.0 - 0.5**33
    assert stats.kstest(first[:, 0], "uniform").pvalue > 1e-3


def test_the_smallest_and_largest_points_there_can_be_are_not_0_and_1(monkeypatch):
    ends = np.array([[0, 2**32 - 1], [2**32 - 1, 0]], dtype=np.uint64)
    monkeypatch.setattr("sim.ensemble.sobol._digits", lambda *address: ends)
    monkeypatch.setattr("sim.ensemble.sobol.uniforms", lambda key, members, name: np.full(len(members), 0.5**53))
    both = columns(count=2, names=NAMES[:2])
    assert both.min() == 0.5**33
    assert both.max() == 1.0 - 0.5**33


def test_a_part_is_a_part_of_the_whole():
    for members in (1, 7, 64, 1000):
        whole = columns(count=300, members=members)
        for first, count in ((0, 1), (0, 100), (1, 3), (137, 1), (255, 45)):
            part = columns(first=first, count=count, members=members)
            np.testing.assert_array_equal(part, whole[:, first : first + count])


def test_another_seed_is_another_scramble_as_even():
    assert not np.any(columns(key=3) == columns(key=4))
    assert not np.any(columns(key=2**64 - 1) == columns(key=4))


def test_balloons_of_every_weather_are_even_among_themselves():
    """The first 16 balloons of each of 20 weathers: one in each 16th of every quantity's range."""
    made = columns(count=320, members=20)
    for member in range(20):
        for own in made[:, member::20]:
            np.testing.assert_array_equal(np.sort(np.floor(own * 16.0)), np.arange(16))


def test_weathers_are_independent_of_each_other():
    """Means over 8 points of 400 weathers: uncorrelated from one weather to the next, four errors of 1 / sqrt(400)."""
    means = columns(count=3200, members=400).reshape(12, 8, 400).mean(axis=1)
    for own in means:
        assert abs(np.corrcoef(own[::2], own[1::2])[0, 1]) < 4.0 / np.sqrt(200)
    # of 8 numbers at random the mean errs by sqrt(1 / 12 / 8); even ones leave each eighth to one of them
    assert means.std(axis=1).max() < 0.5 * math.sqrt(1.0 / 12.0 / 8.0)
    assert means.mean(axis=1) == pytest.approx(0.5, abs=4.0 * math.sqrt(1.0 / 12.0 / 8.0) / 20.0)


def test_quantities_are_shifted_each_by_digits_of_its_own():
    """One point of each of 400 weathers: 66 correlations, each with the error 1 / 20. One shift for all makes 0.7."""
    correlation = np.corrcoef(columns(count=400, members=400))
    assert np.abs(correlation - np.eye(12)).max() < 4.5 / 20.0


def test_the_first_flights_of_a_large_ensemble_are_those_of_a_small_one(even, april, flown):
    few = sim.simulate(even, april, balloons=30, weather_members=8, rng_seed=4, threads=1)
    same(few, flown.isel(balloon=slice(0, 30)))


def test_a_balloon_can_be_flown_again_alone(even, april, flown):
    alone = sim.simulate(even, april, balloons=1, first_balloon=101, weather_members=8, rng_seed=4)
    same(alone, flown.isel(balloon=slice(101, 102)))


def test_rounds_are_those_of_one_call(even, april, monkeypatch):
    monkeypatch.setattr("sim.landing.chance.until.FIRST_ROUND", 16)
    rounds = sim.simulate_until(even, april, half_width=0.001, most_balloons=40, weather_members=8, rng_seed=4)
    same(rounds, sim.simulate(even, april, balloons=40, weather_members=8, rng_seed=4))


def test_what_is_drawn_is_even_and_said(flown):
    """Of the 16 balloons of each weather one starts in every 16th of the half hour."""
    minutes = flown["drawn_launch_time_spread"].values.reshape(16, 8) / 60.0
    parts = np.sort(np.floor((minutes + 15.0) / 30.0 * 16.0), axis=0)
    np.testing.assert_array_equal(parts, np.broadcast_to(np.arange(16)[:, None], (16, 8)))
    assert flown.attrs["sampling"] == "sobol"
    assert any("Sobol" in note for note in sim.landings(flown).regions().notes)


def test_random_draws_stay_what_they_were(lee, april):
    """Without the key nothing changes, and the scenario as it is kept has no such entry."""
    assert '"sampling"' not in lee.to_json()
    flights = sim.simulate(lee, april, balloons=3, weather_members=2)
    assert flights.attrs["sampling"] == "random"
    assert not any("Sobol" in note for note in sim.landings(flights).regions().notes)


@pytest.mark.parametrize("name", ["lee_2015_04_04", "smart_2024"])
def test_the_order_of_quantities_is_the_scenarios_alone(name):
    """Launch places that are drawn again, rain and clumps ask for no number that another balloon does not ask for."""
    scenario = sim.load_scenario(name).with_values({"launch.position_sd_km": 30.0, "weather.rain_probability": 0.5})
    layout = layout_of(scenario, 2)
    asked = []
    for count, members in ((1, 1), (400, 7)):
        draws = Draws(9, np.arange(5, 5 + count))
        draw_balloons(scenario, layout, draws, members)
        asked.append(tuple(draws.asked))
    assert asked[0] == asked[1] == quantities_drawn(scenario, layout)
    assert not any("position.1" in address or "rain" in address for address in asked[0])


def test_first_tries_of_the_launch_place_are_even_and_later_ones_random(even):
    layout = layout_of(even, 2)
    names = quantities_drawn(even, layout)
    numbers = np.arange(512)
    made = sobol_columns(1, numbers, 4, names)
    draws = Draws(1, numbers, even=made)
    balloons = draw_balloons(even, layout, draws, 4)
    # 110.97 km to a degree of latitude at 37.8 N
    north = (balloons.table[:, 2] - even.launch.latitude) * 110.97e3 / even.launch.position_sd_km.median
    first = stats.norm.ppf(made["launch.position.0.north"])
    kept = np.isclose(north, first, atol=0.01)
    assert 0.5 < kept.mean() < 1.0
    assert np.isfinite(north).all()


def test_a_smooth_mean_is_known_far_better():
    """Mean of exp(sum / 12) over 12 quantities: exactly (12 (e**(1/12) - 1))**12. 512 points, 20 scrambles.

    At random the standard error is 0.0061: exp(1/2) / 12, the sd of the sum being 1, over sqrt(512).
    """
    exact = (12.0 * math.expm1(1.0 / 12.0)) ** 12
    errors = [np.exp(columns(key, count=512).sum(axis=0) / 12.0).mean() - exact for key in range(20)]
    assert np.sqrt(np.mean(np.square(errors))) < 0.0061 / 10.0


def test_unknown_ways_of_drawing_are_refused(lee):
    with pytest.raises(sim.InputError, match=r"simulation\.sampling is 'halton'; it must be 'random' or 'sobol'"):
        lee.with_values({"simulation.sampling": "halton"})
