"""Flights that exchange some of their chances, and the study of which chance matters."""

import numpy as np
import pytest
from pyproj import Geod
from scipy import stats

import sim
from sim.ensemble.drawing import Draws, Exchange
from sim.ensemble.draws import quantities_drawn
from sim.ensemble.layout import layout_of
from sim.errors import InputError
from sim.sensitivities import GROUPS, OUTPUTS, told
from sim.sensitivities.factors import drawn_factors, group_of, scenario_values
from sim.sensitivities.flying import study_of
from sim.wind.ideal import IdealGrid, ideal_wind
from sim.wind.weather.ensembles import ensemble_wind

SHIPPED = ("lee_2015_04_04", "park_2015_01", "ffnk_2014_10_10", "hongcheon_2020_06_22", "smart_2024")


@pytest.fixture(scope="module")
def study(lee, april):
    return study_of(lee, april, 6, 3, 11, None)


def same(one, other):
    return all(np.array_equal(one[kind].east, other[kind].east, equal_nan=True) for kind in one)


def test_an_exchange_takes_a_quantity_and_what_is_below_it_from_the_other_key():
    numbers = np.arange(5)
    mixed = Draws(1, numbers, exchange=Exchange(2, ("timer.run", "fall")))
    one, two = Draws(1, numbers), Draws(2, numbers)
    for address in ("timer.run", "timer.run.0", "fall.0.leaflet.between"):
        np.testing.assert_array_equal(mixed.uniform(address), two.uniform(address))
    for address in ("timer.runs", "timer", "falling"):
        np.testing.assert_array_equal(mixed.uniform(address), one.uniform(address))
    np.testing.assert_array_equal(mixed.of(numbers + 3).uniform("fall.0"), two.of(numbers + 3).uniform("fall.0"))


def test_what_is_exchanged_altogether_is_the_other_ensemble(study):
    everything = tuple(path for paths in GROUPS.values() for path in paths)
    (own, other), (became_other, became_own) = study.exchanged([(), everything], None)
    assert same(own, became_own)
    assert same(other, became_other)
    assert not same(own, other)


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_moves_the_landings_and_no_group_is_all(study, group):
    (own, other), (mixed, _) = study.exchanged([(), GROUPS[group]], None)
    assert not same(mixed, own)
    assert not same(mixed, other)


def test_nothing_exchanged_flies_as_simulate_does(study, lee, april):
    ((own, _),) = study.exchanged([()], None)
    flights = sim.simulate(
        lee.with_values({"simulation.fall_samples": 1}), april, balloons=6, weather_members=3, rng_seed=11
    )
    drops = np.flatnonzero(flights["item"].values == "usb_stick")
    there = np.isfinite(flights["landing_longitude"].values[:, drops[0]])
    np.testing.assert_array_equal(np.isfinite(own["usb_stick"].east), there)
    range_ = np.hypot(own["usb_stick"].east, own["usb_stick"].north)
    site = flights.attrs["launch_longitude"], flights.attrs["launch_latitude"]
    landing = [flights[f"landing_{axis}"].values[:, drops[0]] for axis in ("longitude", "latitude")]
    *_, distance = Geod(ellps="WGS84").inv(*np.broadcast_arrays(*site, np.zeros(6))[:2], *landing)
    # an equal-area plane shortens radii by (range / 2 R)**2 / 6: at 500 km by 3 in 10,000
    np.testing.assert_allclose(range_[there], distance[there], rtol=1e-3)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_random_number_of_a_scenario_is_below_one_group(name):
    scenario = sim.load_scenario(name)
    layout = layout_of(scenario, 1)
    paths = [path for group in GROUPS.values() for path in group]
    for address in quantities_drawn(scenario, layout):
        assert sum(address == path or address.startswith(f"{path}.") for path in paths) == 1
    assert {group_of(factor) for factor in drawn_factors(scenario, layout)} == set(GROUPS)
    assert set(scenario_values(scenario, layout)) <= set(drawn_factors(scenario, layout))


def test_an_error_of_the_timer_alone_makes_all_of_the_spread(only_timer, westerly):
    """In 10 m/s an error with a standard deviation of 600 s moves landings 6 km along the wind.

    Of 2 x 60 errors the standard deviation is known to 6.5 %. Gusts of 50 m2/s move a landing by
    sqrt(2 x 50 x 10,800) m = 1.04 km in three hours: 3 % of the variance.
    """
    result = sim.sensitivity(only_timer, westerly, points=60, rng_seed=3, outputs=["along", "cross"])
    usb = result.sel(item="usb_stick")
    along = usb.sel(output="along")
    assert along["total_order"].sel(factor="timer") == pytest.approx(0.97, abs=0.02)
    assert along["total_order"].sel(factor="gusts") == pytest.approx(0.03, abs=0.02)
    assert along["first_order"].sel(factor="timer") == pytest.approx(0.97, abs=0.05)
    assert along["standard_deviation"] == pytest.approx(6000.0, rel=3 * 0.065)
    assert usb["bearing"] == pytest.approx(90.0, abs=1.0)
    assert (along["total_order"].sel(factor=["weather", "balloon", "launch"]) == 0.0).all()
    # across the wind there are gusts only
    assert usb["total_order"].sel(output="cross", factor="gusts") > 0.9
    lines = told(result, "usb_stick", "along").splitlines()
    assert lines[2].split()[0] == "timer"


def test_the_effect_of_the_timer_is_that_of_its_quantiles(only_timer, westerly):
    """Half the quantiles, from 1/8 to 5/8 or 3/8 to 7/8, are 1.469 standard deviations: 8.81 km in 10 m/s.

    A leak lets the balloon sink meanwhile, so that what is dropped later falls a shorter way: less than 3 %.
    """
    result = sim.sensitivity(
        only_timer, westerly, method="morris", points=12, rng_seed=3, factors="timer.setting_error_s"
    )
    effect = 10.0 * 600.0 * (stats.norm.ppf(5 / 8) - stats.norm.ppf(1 / 8)) / 0.5
    found = result.sel(item="usb_stick", output="along", factor="timer.setting_error_s")
    assert found["mu"] == pytest.approx(effect, rel=0.03)
    assert found["mu_star"] == pytest.approx(found["mu"].item())
    assert found["sigma"] < 0.05 * effect


def test_the_result_says_what_it_is(lee, april):
    result = sim.sensitivity(lee, april, factors=["gusts", "timer.setting_error_s"], points=4, weather_members=2)
    assert dict(result.sizes) == {"output": len(OUTPUTS), "item": 4, "factor": 2}
    assert list(result["output_unit"].values) == ["1", "m", "m", "m", "1"]
    assert result.attrs["method"] == "sobol"
    assert (result["balloons"] <= 4).all()
    assert result.attrs["weather_members"] == 2


def test_every_fault_is_told(lee, april):
    with pytest.raises(InputError) as raised:
        sim.sensitivity(lee, april, method="sobel", outputs=["nord"], level=1.0, resamples=3)
    assert len(raised.value.problems) == 4
    assert "sobol" in str(raised.value)
    with pytest.raises(InputError, match=r"timer\.setting_error_s"):
        sim.sensitivity(lee, april, factors=["timer.setting_eror_s"], points=2)
    with pytest.raises(InputError, match="moves uncertain values only"):
        sim.sensitivity(lee, april, factors=["gusts"], points=2, method="morris")


def test_members_of_an_ensemble_of_winds_are_drawn_anew_from_those_there_are(lee):
    """Three winds, 3 members: B draws each of them from the three. Of 60 draws 20 +- 3.7 are of one."""
    grid = IdealGrid(duration=24 * 3600.0, origin=np.datetime64("2015-04-03T12:00", "ns"))
    speeds = (2.0, 5.0, 9.0)
    blowing = [ideal_wind(lambda *_: np.array(4.0), lambda *_, speed=speed: np.array(speed), grid) for speed in speeds]
    winds = ensemble_wind(blowing, [0, 1, 2], "made")
    certain = lee.with_values({"weather.ensemble_inflation": 1.0, "weather.longest_gap_h": 24.0})
    studies = [study_of(certain, winds, 6, None, key, None) for key in range(20)]
    drawn = np.concatenate([study.other.chosen for study in studies])
    counts = np.bincount(drawn, minlength=3)
    assert counts.sum() == 60
    assert (np.abs(counts - 20) <= 3 * 3.7).all()
    assert all(list(study.own.chosen) == [0, 1, 2] for study in studies)
