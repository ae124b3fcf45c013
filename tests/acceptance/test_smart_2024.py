"""The dispenser balloon: a batch every five minutes is said to fall every two to three kilometres (Edaily, 2024-06)."""

import numpy as np
from pyproj import Geod

import sim


def test_two_to_three_kilometres_between_batches_is_a_usual_distance():
    scenario = sim.load_scenario("smart_2024")
    flights = sim.simulate(scenario, sim.climatological_wind(scenario), balloons=400, weather_members=100)
    x, y = flights["release_longitude"].values, flights["release_latitude"].values
    both = np.isfinite(x[:, 1:]) & np.isfinite(x[:, :-1])
    metres = Geod(ellps="WGS84").inv(x[:, :-1][both], y[:, :-1][both], x[:, 1:][both], y[:, 1:][both])[2]
    low, high = np.quantile(metres, [0.25, 0.75])
    assert low < 3000.0
    assert high > 2000.0
    assert 1500.0 < np.median(metres) < 4500.0


def test_batches_go_only_above_the_arming_height():
    scenario = sim.load_scenario("smart_2024")
    flights = sim.simulate(scenario, sim.climatological_wind(scenario), balloons=200, weather_members=20)
    first = flights["release_height"].isel(bundle=0).values
    first = first[np.isfinite(first)]
    assert first.size > 100
    # armed on the way up where the step is cut by a secant: within metres of 3.2 km, later by the timer's setting error
    assert first.min() > scenario.payload.arming_height.median - 20.0
