import matplotlib.pyplot as plt
import numpy as np

import sim
from sim.report.figures import _drawn_in_time


def test_tracks_without_a_flight_and_of_balloons_left_out_are_not_drawn():
    scenario = sim.load_scenario("lee_2015_04_04")
    flights = sim.simulate(scenario, sim.wind_for(scenario), balloons=4, weather_members=2, tracks=3)
    flights["track_height"][0] = np.nan  # as of one that did not launch
    captions = [caption for _, _, caption in _drawn_in_time(flights)]
    assert len(captions) == 4
    assert "Tracks of the 2 balloons that they were kept of." in captions
    assert len(list(_drawn_in_time(flights.isel(balloon=[3])))) == 1
    plt.close("all")
