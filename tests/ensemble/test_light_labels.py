"""What a scenario becomes in the flights: light at each event, vertical wind, glides and slipped strings."""

import math

import numpy as np
import pandas as pd
import pytest
from pvlib.solarposition import get_solarposition

import sim
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons
from sim.ensemble.layout import layout_of

NIGHT, TWILIGHT, DAY = range(3)
LEVEL, CIVIL = -50.0 / 60.0, -6.0
"""Upper limb on the horizon, by 34' of refraction and 16' of radius, and the end of the civil twilight. [degree]"""

MARGIN = 0.02
"""Parallax is 0.0024 degrees; in 0.02 degrees the sun takes 6 s. [degree]"""


@pytest.fixture(scope="module")
def morning(lee, april):
    """Two hundred balloons of the headline night, most of which meet the sunrise, each with its track."""
    return sim.simulate(lee, april, balloons=200, weather_members=20, rng_seed=8, tracks=200)


def by_pvlib(longitude, latitude, times):
    """Elevation of the sun's centre for each of some places and times. [degree]"""
    seen = [
        get_solarposition(pd.DatetimeIndex([time], tz="UTC"), y, x)["elevation"].iloc[0]
        for x, y, time in zip(longitude, latitude, times, strict=True)
    ]
    return np.array(seen)


@pytest.mark.parametrize("event", ["launch", "release", "landing"])
def test_the_light_of_an_event_is_that_of_its_place_and_time(morning, event):
    part = {"drop": [0, 3, -1]} if event == "landing" else {}
    names = ("longitude", "latitude", "time", "light")
    longitude, latitude, time, light = (morning[f"{event}_{name}"].isel(part).values.ravel() for name in names)
    known = ~np.isnat(time)
    np.testing.assert_array_equal(light[~known], -1)
    elevation = by_pvlib(longitude[known], latitude[known], time[known])
    expected = np.select([elevation > LEVEL, elevation >= CIVIL], [DAY, TWILIGHT], NIGHT)
    sure = (np.abs(elevation - LEVEL) > MARGIN) & (np.abs(elevation - CIVIL) > MARGIN)
    assert sure.mean() > 0.95
    np.testing.assert_array_equal(light[known][sure], expected[sure])
    assert set(light[known]) >= {"launch": {NIGHT}, "release": {TWILIGHT, DAY}, "landing": {NIGHT, DAY}}[event]


def test_the_sun_rises_on_the_horizon_that_the_balloon_sees(morning):
    risen = morning["sunrise_time"].values
    # between the minutes of its track a balloon flies straight, unless it lets its bundle go or comes down
    turns = np.column_stack([morning["release_time"].values[:, 0], morning["landing_time"].values[:, -1]])
    apart = np.abs((turns - risen[:, None]) / np.timedelta64(1, "s"))
    up = np.flatnonzero(~np.isnat(risen) & ~(apart < 120.0).any(axis=1))
    assert up.size > 50
    places = {"longitude": [], "latitude": [], "height": []}
    for i in up:
        known = ~np.isnat(morning["track_time"].values[i])
        elapsed = (morning["track_time"].values[i, known] - risen[i]) / np.timedelta64(1, "s")
        for name, found in places.items():
            found.append(np.interp(0.0, elapsed, morning[f"track_{name}"].values[i, known]))
    earth = 6_371_008.8
    dip = np.degrees(np.arccos(earth / (earth + np.maximum(places["height"], 0.0))))
    assert dip.max() > 1.5  # at 2 km and above
    elevation = by_pvlib(places["longitude"], places["latitude"], risen[up])
    np.testing.assert_allclose(elevation, LEVEL - dip, rtol=0.0, atol=MARGIN)


def test_balloons_that_came_down_in_the_dark_saw_no_sunrise(morning):
    landed = morning["landing_time"].values[:, -1]
    early = np.flatnonzero(np.isnat(morning["sunrise_time"].values) & ~np.isnat(landed))
    place = (morning[f"landing_{name}"].values[early, -1] for name in ("longitude", "latitude"))
    assert early.size > 0
    assert (by_pvlib(*place, landed[early]) < LEVEL + MARGIN).all()


def test_the_light_does_not_depend_on_which_balloons_fly_together(morning, lee, april):
    for first, count in ((0, 70), (70, 130)):
        shard = sim.simulate(lee, april, balloons=count, first_balloon=first, weather_members=20, rng_seed=8)
        whole = morning.isel(balloon=slice(first, first + count))
        for name in ("launch_light", "release_light", "landing_light", "sunrise_time"):
            np.testing.assert_array_equal(shard[name].values, whole[name].values)


def test_a_scenario_can_leave_the_vertical_wind_out():
    scenario = sim.load_scenario("gfs_2011_01_15")
    still = scenario.with_values({"weather.vertical_wind": False})
    wind = sim.open_wind("gfs_2011_01_15_korea")

    def landings(told, air):
        return sim.simulate(told, air, balloons=40, weather_members=4)["landing_longitude"].values

    moved, left_out = landings(scenario, wind), landings(still, wind)
    np.testing.assert_array_equal(left_out, landings(scenario, wind.without_vertical_wind()))
    assert np.nanmax(np.abs(moved - left_out)) > 1e-3


def test_the_glide_of_a_scenario_reaches_the_flight(lee):
    paths = {"items.dvd_sleeve.glide_angle_deg": 35.0, "items.dvd_sleeve.glide_persistence_m": 55.0}
    changed = lee.with_values(paths)
    layout = layout_of(changed, 1)
    drops, before = layout.packed(changed), layout.packed(lee)
    kinds = np.array([drop.item for drop in layout.drops])
    own = kinds == "dvd_sleeve"
    assert own.sum() == 1
    np.testing.assert_allclose(drops.glide_angle[own], math.radians(35.0), rtol=1e-12)
    np.testing.assert_allclose(drops.glide_persistence[own], 55.0, rtol=1e-12)
    # the library: 25 degrees for a vinyl leaflet
    np.testing.assert_allclose(drops.glide_angle[kinds == "leaflet_vinyl"], math.radians(25.0), rtol=1e-12)
    np.testing.assert_array_equal(drops.glide_angle[~own], before.glide_angle[~own])
    np.testing.assert_array_equal(drops.glide_angle[np.isin(kinds, ["intact_bundle", "empty_envelope"])], 0.0)


def test_a_string_that_would_slip_after_the_timer_does_not_matter(lee):
    def due(probability, minutes):
        changed = lee.with_values({"timer.early_release_probability": probability, "timer.early_release_min": minutes})
        return draw_balloons(changed, layout_of(changed, 1), Draws(5, np.arange(500)), 5).release_after[:, 0]

    on_time = due(0.0, 180.0)
    slips = due(1.0, 180.0)
    runs = np.isfinite(on_time)
    assert (on_time[runs] > 10800.0).any()
    assert (on_time[runs] < 10800.0).any()
    np.testing.assert_allclose(slips[runs], np.minimum(on_time[runs], 10800.0), rtol=1e-12)
    np.testing.assert_array_equal(due(1.0, 600.0), on_time)
