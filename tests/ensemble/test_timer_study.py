"""One flight gives the landings of every setting of the timers, each with the bits of a flight of its own."""

import json

import pytest
import xarray as xr

import sim
from sim.ensemble.settings import share_flights
from sim.errors import InputError

MAIN = "payload.bundles.main.timer_h"


def payload_of(flights, study):
    """What of flights the study of the same setting must hold."""
    payload = flights.isel({"drop": flights["bundle"].values >= 0})
    return payload[[name for name in study.data_vars if name in payload]]


def assert_equal_to_flying_each(scenario, wind, timers, **sizes):
    study = sim.timer_study(scenario, wind, timers, **sizes)
    for number in range(study.sizes["setting"]):
        changes = {path: values[number] for path, values in timers.items()}
        flights = sim.simulate(scenario.with_values(changes), wind, **sizes)
        part = study.isel(setting=number)
        expected = payload_of(flights, part)
        xr.testing.assert_equal(part.drop_vars(set(part.coords) - set(expected.coords))[list(expected)], expected)
        # drawn at other settings only, such as a timer that is a distribution there
        assert all(part[name].isnull().all() for name in set(part.data_vars) - set(expected))
        assert str(sim.landings(part).regions()) == str(sim.landings(flights).regions())
    return study


def test_every_setting_has_the_bits_of_its_own_flight(lee, april):
    timers = {MAIN: [0.05, 2.5, 3.0, 11.0], "timer.failure_probability": [0.1, 0.1, 0.5, 0.0]}
    study = assert_equal_to_flying_each(lee, april, timers, balloons=30, weather_members=5, rng_seed=3)
    assert study["main_timer_h"].values.tolist() == [0.05, 2.5, 3.0, 11.0]
    assert study["main_timer_h"].attrs["units"] == "h"
    assert study["landing_longitude"].dims == ("setting", "balloon", "drop")
    assert study["fall_speed"].dims == ("balloon", "drop")
    assert "peak_height" not in study  # of an envelope that nobody followed
    assert "empty_envelope" not in study["item"].values


@pytest.mark.parametrize(
    ("name", "timers"),
    [
        ("park_2015_01", {"payload.bundles.{}.timer_h": [1.0, 1.5]}),
        ("smart_2024", {"payload.dispenser.interval_min": [2.0, 5.0]}),
        ("ffnk_2014_10_10", {"payload.bundles.{}.timer_h": [0.5, 2.0]}),
        ("hongcheon_2020_06_22", {"payload.bundles.{}.timer_h": [0.5, 2.0]}),
    ],
)
def test_the_shipped_scenarios_agree_with_flying_each(name, timers):
    """Several bundles, dispensers, spheres that burst, and timers that burst them."""
    scenario = sim.load_scenario(name).with_values({"launch_rule": None})
    bundles = [bundle.name for bundle in scenario.payload.bundle_list]
    settings = {path.format(bundles[0]): values for path, values in timers.items()}
    wind = sim.climatological_wind(scenario)
    assert_equal_to_flying_each(scenario, wind, settings, balloons=10, weather_members=4)


def test_what_the_timers_decide_before_the_flight_is_not_shared(lee, april):
    rule = {"north_probability_at_least": {"value": 0.2, "because": "for the test"}}
    settings = [{MAIN: 1.0}, {MAIN: 4.0}]

    def shared(scenario):
        return share_flights([scenario.with_values(setting) for setting in settings])

    forecast = {"level_m": {"value": 1500.0, "because": "for the test"}}
    asked = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": rule | forecast})
    assert shared(lee)
    assert not shared(asked)
    with pytest.raises(InputError, match="north_probability_at_least"):
        sim.timer_study(asked, april, {MAIN: [1.0, 4.0]})
    assert not share_flights([lee, lee.with_values({"timer.unopened_probability": 0.5})])
    assert not shared(lee.with_values({"simulation.sampling": "sobol"}))


def test_a_setting_may_be_a_distribution(lee, april):
    law = {"distribution": "uniform", "low": 1.0, "high": 2.0, "because": "for the test"}
    study = assert_equal_to_flying_each(lee, april, {MAIN: [1.5, law]}, balloons=6, weather_members=3)
    assert json.loads(study.attrs["timers"]) == {MAIN: [1.5, law]}


@pytest.mark.parametrize(
    ("timers", "words"),
    [
        ({"launch.site": ["gimpo"]}, "launch.site sets no timer"),
        ({MAIN: [1.0, 2.0], "timer.setting_error_s": [0.0]}, "timer_h 2, timer.setting_error_s 1"),
        ({}, "there are none"),
    ],
)
def test_settings_that_cannot_be_are_refused(lee, april, timers, words):
    with pytest.raises(InputError, match=words):
        sim.timer_study(lee, april, timers)
