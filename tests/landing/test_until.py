"""Flying until the answer is known: the same flights as at once, and the reasons to stop."""

import importlib
import json

import pytest
import xarray as xr

import sim
from sim.errors import InputError


@pytest.fixture(scope="module")
def lee():
    return sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None, "simulation.horizon_h": 6.0})


@pytest.fixture(scope="module")
def april(lee):
    return sim.wind_for(lee)


@pytest.fixture(autouse=True)
def small_rounds(monkeypatch):
    monkeypatch.setattr(importlib.import_module("sim.landing.chance.until"), "FIRST_ROUND", 60)


def test_it_stops_when_the_interval_is_narrow_with_the_flights_of_one_call(lee, april):
    seen = []
    found = sim.simulate_until(
        lee,
        april,
        half_width=0.12,
        weather_members=15,
        rng_seed=7,
        items=("usb_stick",),
        progress=lambda done, total: seen.append((done, total)),
    )
    count = found.sizes["balloon"]
    assert count % 15 == 0
    row = sim.landings(found).regions("usb_stick").row("usb_stick", "north_korea")
    assert (row.high - row.low) / 2.0 <= 0.12
    assert "reached" in found.attrs["stop_reason"]
    assert json.loads(found.attrs["stop_rule"])["half_width"] == 0.12
    at_once = sim.simulate(lee, april, balloons=count, weather_members=15, rng_seed=7)
    xr.testing.assert_identical(found.drop_attrs(deep=False), at_once.drop_attrs(deep=False))
    assert {**found.attrs, **at_once.attrs} == found.attrs
    assert set(found.attrs) - set(at_once.attrs) == {"stop_rule", "stop_reason"}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (count, count)


def test_it_goes_on_for_more_rounds_and_its_limit_holds(lee, april):
    found = sim.simulate_until(lee, april, half_width=0.01, weather_members=1, most_balloons=150, rng_seed=2)
    assert found.sizes["balloon"] == 150  # in a first round of 60 and another
    assert "No more than 150 balloons" in found.attrs["stop_reason"]
    assert sim.reproduce(found, april).same
    at_once = sim.simulate(lee, april, balloons=150, weather_members=1, rng_seed=2)
    xr.testing.assert_identical(found.drop_attrs(deep=False), at_once.drop_attrs(deep=False))


def test_it_stops_where_no_number_of_balloons_will_do(lee, april):
    found = sim.simulate_until(lee, april, half_width=0.02, weather_members=10, rng_seed=3)
    # 60 balloons are too few to believe it
    assert 80 <= found.sizes["balloon"] <= 240
    assert "no number of balloons" in found.attrs["stop_reason"]
    assert "weather members of" in found.attrs["stop_reason"]


def test_the_north_decides_unless_another_region_is_asked_for(lee, april):
    """Nothing ends as `left_wind_top`: of 60 balloons of one weather Wilson's interval reaches up to 4.4 %."""
    found = sim.simulate_until(lee, april, half_width=0.03, region="left_wind_top", weather_members=1, rng_seed=3)
    assert found.sizes["balloon"] == 60


def test_impossible_wishes_are_refused_before_anything_flies(lee, april, monkeypatch):
    def never(*args, **keywords):
        raise AssertionError("flown")

    monkeypatch.setattr("sim.ensemble.ensemble.fly_all", never)
    with pytest.raises(InputError) as refused:
        sim.simulate_until(lee, april, half_width=2.0, region="atlantis", level=90.0)
    assert len(refused.value.problems) == 3
    with pytest.raises(InputError, match="items has balloon; the scenario drops intact_bundle, dvd_sleeve"):
        sim.simulate_until(lee, april, half_width=0.1, items=("balloon",))
    with pytest.raises(InputError, match="must be a Scenario"):
        sim.simulate_until("lee_2015_04_04", april, half_width=0.1)


def test_it_ends_at_its_limit_for_a_kind_that_some_balloons_lack(lee, april):
    """Bundles that did not open are half of all: it is the balloons flown that the limit counts, not those with one."""
    found = sim.simulate_until(
        lee, april, half_width=0.05, weather_members=15, most_balloons=120, rng_seed=3, items=("intact_bundle",)
    )
    assert found.sizes["balloon"] == 120
    assert "No more than 120 balloons" in found.attrs["stop_reason"]
