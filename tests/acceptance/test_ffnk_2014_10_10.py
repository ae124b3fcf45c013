"""The daytime launch that drew fire: two hours after the launch, balloons must have been there to be shot at.

Launch about 14:00, fire at 15:55 Korean time (Korea Times, 2014-10-10).
"""

import numpy as np

import sim
from sim.flight.state import Outcome


def test_most_balloons_were_still_in_the_air_when_the_north_fired():
    scenario = sim.load_scenario("ffnk_2014_10_10")
    flights = sim.simulate(scenario, sim.climatological_wind(scenario), balloons=1000, weather_members=100)
    envelope = {"drop": int(np.flatnonzero(flights["item"] == "empty_envelope")[0])}
    launched = flights["outcome"].isel(envelope).values != Outcome.DID_NOT_LAUNCH
    down = flights["landing_time"].isel(envelope).values
    aloft = np.isnat(down) | (down > np.datetime64("2014-10-10T06:55"))
    share = aloft[launched].mean()
    assert share - 2.0 * np.sqrt(share * (1.0 - share) / launched.sum()) > 0.5
