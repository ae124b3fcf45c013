import importlib
import json

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import InputError, WindError
from sim.flight.state import Outcome
from sim.ground import region_of, regions
from sim.scenario import Scenario
from sim.wind.ideal import ExponentialAir, uniform_wind


def same(part, whole):
    """Two datasets of flights with the same bits, whatever their attributes."""
    xr.testing.assert_identical(part.drop_attrs(), whole.drop_attrs())


def test_the_first_flights_of_a_large_ensemble_are_those_of_a_small_one(lee, april, flights):
    few = sim.simulate(lee, april, balloons=40, weather_members=30, rng_seed=4, tracks=3)
    same(few, flights.isel(balloon=slice(0, 40)))


def test_a_balloon_can_be_flown_again_alone(lee, april, flights):
    alone = sim.simulate(lee, april, balloons=1, first_balloon=137, weather_members=30, rng_seed=4)
    same(alone, flights.drop_dims(["track", "step"]).isel(balloon=slice(137, 138)))


def test_tracks_say_which_balloons_they_are_of(lee, april, flights):
    np.testing.assert_array_equal(flights["track"], [0, 1, 2])
    later = sim.simulate(lee, april, balloons=3, first_balloon=1, weather_members=30, rng_seed=4, tracks=2)
    np.testing.assert_array_equal(later["track"], [1, 2])
    xr.testing.assert_equal(later["track_longitude"], flights["track_longitude"].sel(track=[1, 2]))


def test_threads_and_portions_change_no_bit(lee, april, flights, monkeypatch):
    monkeypatch.setattr(importlib.import_module("sim.ensemble.flying"), "PORTION", 97)
    same(sim.simulate(lee, april, balloons=600, weather_members=30, rng_seed=4, tracks=3, threads=1), flights)


def test_another_seed_makes_another_ensemble(lee, april, flights):
    other = sim.simulate(lee, april, balloons=20, weather_members=30, rng_seed=5)
    drawn = [name for name in other.data_vars if str(name).startswith("drawn_")]
    assert len(drawn) >= 10
    for name in drawn:
        assert not np.any(other[name].values == flights[name].values[:20])


def test_the_dataset_has_the_promised_shape_and_names(flights):
    assert flights.sizes["balloon"] == 600
    assert flights.sizes["drop"] == 1 + 4 * 2 + 1  # the bundle, four kinds twice, the envelope
    for name in ("longitude", "latitude", "height", "time"):
        assert flights[f"landing_{name}"].dims == ("balloon", "drop")
        assert flights[f"release_{name}"].dims == ("balloon", "bundle")
    assert flights["bundle"].dims == flights["item"].dims == flights["sample"].dims == ("drop",)
    assert flights["weather"].dims == ("balloon",)
    np.testing.assert_array_equal(flights["weather"], np.arange(600) % 30)
    assert set(flights["item"].values) >= {"intact_bundle", "dvd_sleeve", "usb_stick", "bank_note", "empty_envelope"}


def test_the_dataset_says_what_it_was_made_from(flights, lee, april):
    again = Scenario.from_json(flights.attrs["scenario"])
    assert again.to_json() == lee.to_json()
    assert flights.attrs["rng_seed"] == "4"
    assert flights.attrs["wind_digest"] == april.digest
    assert "numba" in json.loads(flights.attrs["versions"])


def test_every_drop_ends_in_exactly_one_named_outcome(flights):
    names = flights["outcome"].attrs["flag_meanings"].split()
    assert names == [outcome.name.lower() for outcome in Outcome]
    assert np.isin(flights["outcome"], flights["outcome"].attrs["flag_values"]).all()


def test_places_times_and_regions_go_with_landings(flights):
    landed = (flights["outcome"] <= Outcome.LANDED_WITH_BALLOON).values
    for name in ("landing_longitude", "landing_latitude", "landing_height"):
        np.testing.assert_array_equal(np.isfinite(flights[name].values), landed)
    np.testing.assert_array_equal(~np.isnat(flights["landing_time"].values), landed)
    expected = region_of(flights["landing_longitude"].values, flights["landing_latitude"].values)
    np.testing.assert_array_equal(flights["region"], expected)
    np.testing.assert_array_equal(flights["region"].values >= 0, landed)
    assert flights["region"].attrs["flag_meanings"].split()[1:] == list(regions().names)


def test_items_land_after_their_release_and_releases_follow_the_timer(flights, lee):
    fallen = (flights["outcome"] == Outcome.LANDED) & (flights["item"] != "empty_envelope")
    waited = (flights["landing_time"] - flights["release_time"].isel(bundle=0)) / np.timedelta64(1, "s")
    assert (waited.where(fallen) > 0).sum() == fallen.sum()
    after = (flights["release_time"].isel(bundle=0) - flights["launch_time"]) / np.timedelta64(1, "s")
    # set to three hours, late by 0.05 % for each of some 25 K below 20 degrees: 135 s. Run time 4 % and setting 60 s
    # leave an sd of 436 s; the median of 250 has a standard error of 35 s.
    on_time = after.where(after > 600.0)
    assert float(on_time.median()) == pytest.approx(3 * 3600.0 + 135.0, abs=120.0)


def test_shares_of_failures_follow_their_probabilities(lee, april):
    flights = sim.simulate(lee, april, balloons=3000, weather_members=10)
    grounded = (flights["outcome"] == Outcome.DID_NOT_LAUNCH).all("drop")
    # half of the 3 % that are underfilled, and the few that are too heavy for their tube; binomial sd 0.2 %
    assert float(grounded.mean()) == pytest.approx(0.015, abs=0.008)
    bundle = flights["outcome"].isel({"drop": 0}).values
    released = ~np.isnat(flights["release_time"].isel(bundle=0).values)
    assert released.sum() > 1000
    unopened = (bundle[released] != Outcome.BUNDLE_OPENED).mean()
    assert unopened == pytest.approx(0.02, abs=4 * np.sqrt(0.02 * 0.98 / released.sum()))


def test_items_represented_add_up_to_the_payload(flights, lee):
    mass = 0.0
    for kind in ("dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note"):
        pieces = float(flights["items_represented"].where(flights["item"] == kind).sum())
        mass += pieces * lee.item(kind).mass.median
    assert mass == pytest.approx(lee.payload.payload_mass_kg.median, rel=1e-9)


def test_tracks_are_kept_once_a_minute_for_the_first_balloons(flights):
    assert flights["track_height"].sizes == {"track": 3, "step": 721}
    seconds = (flights["track_time"].values[0] - flights["launch_time"].values[0]) / np.timedelta64(1, "s")
    rows = seconds[np.isfinite(seconds)]
    assert rows.size > 60
    np.testing.assert_array_equal(np.floor(rows / 60.0 + 1e-3), np.arange(rows.size))


def test_a_uniform_wind_moves_every_landing_the_same_way(lee):
    air = ExponentialAir(density=1.225, scale_height=9000.0)
    flights = sim.simulate(lee, uniform_wind(0.0, 8.0, air=air), balloons=60, weather_members=2)
    start = flights["landing_latitude"].isel({"drop": 3}) - lee.launch.latitude
    assert float(start.median()) > 0.5  # three hours of 8 m/s are 0.8 degrees


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"balloons": 0}, "balloons is 0"),
        ({"weather_members": -3}, "weather_members is -3"),
        ({"rng_seed": 2**64}, "rng_seed is 18446744073709551616"),
        ({"first_balloon": -1}, "first_balloon is -1"),
        ({"rng_seed": 1.5}, "rng_seed is 1.5"),
        ({"balloons": "100"}, "balloons is '100'"),
        ({"balloons": 20, "first_balloon": 2**32 - 10}, "go beyond"),
        (
            {"balloons": 10, "weather_members": 10**9},
            "weather_members is 1000000000; it must be a whole number from 1 to 1000000",
        ),
    ],
)
def test_impossible_sizes_are_refused(lee, april, wrong, said):
    with pytest.raises(InputError, match=said):
        sim.simulate(lee, april, **wrong)


def test_an_ensemble_beyond_the_memory_is_refused_with_a_sentence(lee, april, monkeypatch):
    def full(*args):
        raise MemoryError("Unable to allocate 29.8 GiB")

    monkeypatch.setattr(importlib.import_module("sim.ensemble.ensemble"), "empty_record", full)
    with pytest.raises(InputError, match=r"do not fit into the memory.*29\.8 GiB"):
        sim.simulate(lee, april, balloons=10)


def test_all_impossible_sizes_are_named_at_once(lee, april):
    with pytest.raises(InputError) as caught:
        sim.simulate(lee, april, balloons=0, weather_members=0, rng_seed=-1)
    assert len(caught.value.problems) == 3


def test_a_wind_of_another_day_is_refused_before_anything_flies(lee):
    with pytest.raises(WindError) as caught:
        sim.simulate(lee, sim.open_wind("gfs_2011_01_15_korea"), balloons=10)
    assert "steady" in str(caught.value) or "2015" in str(caught.value)


def test_real_wind_flies():
    scenario = sim.load_scenario("gfs_2011_01_15")
    wind = sim.open_wind("gfs_2011_01_15_korea")
    assert sim.check(scenario, wind) == []
    flights = sim.simulate(scenario, wind, balloons=200, weather_members=10)
    landed = flights["outcome"] == Outcome.LANDED
    assert float(landed.mean()) > 0.3
    # a January north-westerly over Korea: everything let go aloft drifts south-east
    east = flights["landing_longitude"].where(landed) - scenario.launch.longitude
    north = flights["landing_latitude"].where(landed) - scenario.launch.latitude
    assert float(east.median()) > 0.5
    assert float(north.median()) < -0.2


def test_names_are_not_taken_for_what_they_name(lee, april):
    with pytest.raises(InputError) as caught:
        sim.simulate("lee_2015_04_04", "climatology")
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="WindField"):
        sim.check(lee, None)


def test_open_necks_turn_round_at_their_ceiling(lee, april):
    # a flight that lost its height would be told as one above the wind, which reaches three times as high
    open_necked = lee.with_values({"balloon.back_pressure_hpa": 0.0})
    flights = sim.simulate(open_necked, april, balloons=1000, weather_members=100)
    assert not (flights["outcome"].values == Outcome.LEFT_WIND_TOP).any()
    flew = ~(flights["outcome"].values == Outcome.DID_NOT_LAUNCH).any(axis=1)
    assert np.isfinite(flights["peak_height"].values[flew]).all()


def test_launches_on_the_very_ground_end_somewhere_by_day(lee, april):
    # the two roads to the height of the ground differ in the last bits: half of these launches begin below it
    noon = {"launch.time": "2015-04-04T13:00:00+09:00", "launch.light": "day", "launch.height_above_ground_m": 0.0}
    flights = sim.simulate(lee.with_values(noon), april, balloons=1000, weather_members=50)
    outcome = flights["outcome"].values
    down = np.isin(outcome, [Outcome.LANDED, Outcome.LANDED_UNOPENED, Outcome.LANDED_WITH_BALLOON])
    assert np.isfinite(flights["landing_longitude"].values[down]).all()
    bundle = flights["bundle"].values[outcome.shape[1] // 2]
    released = flights["release_time"].values[:, bundle]
    landed = flights["landing_time"].values[:, outcome.shape[1] // 2]
    both = ~np.isnat(released) & ~np.isnat(landed)
    assert (landed[both] >= released[both]).all()


def test_a_wind_of_another_day_that_is_held_steady_is_said(lee):
    steady = lee.with_values({"weather.steady": True})
    flights = sim.simulate(steady, sim.open_wind("shipped:gfs_2011_01_15_korea"), balloons=2, weather_members=1)
    # from 2011-01-15 12:00 to 2015-04-03 18:00 UTC: 4 years of 365 days, one leap day, 78 days and a quarter
    assert "held steady as it was at 2011-01-15T12:00 UTC, 1,539 days from the launch." in flights.attrs["wind_notes"]
    own = sim.load_scenario("gfs_2011_01_15")
    assert "held steady" not in sim.simulate(own, sim.wind_for(own), balloons=2, weather_members=1).attrs["wind_notes"]
