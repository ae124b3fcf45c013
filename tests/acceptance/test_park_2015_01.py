"""The first batch of Park's plan, about 20 January 2015: in the depth of winter the wind is not with the launchers.

Lee and Park say that they refrain in winter (Dong-A Ilbo, 2014-03-17; The Independent, 2015-01): the mean flow over
Korea is then from the west-north-west at all heights flown, 15 m/s and more at 3 km.
"""

import pytest

import sim

PARK = sim.load_scenario("park_2015_01").with_values({"launch_rule": None})


@pytest.fixture(scope="module")
def drops():
    """Any nights of a January: nobody chooses."""
    flights = sim.simulate(PARK, sim.wind_for(PARK), balloons=2000, weather_members=400)
    return sim.landings(flights)


def test_a_winter_night_that_nobody_chose_sends_next_to_nothing_north(drops):
    table = drops.regions()
    assert table.row("dvd_sleeve", "north_korea").high < 0.05
    assert table.row("dvd_sleeve", "east_sea").low > 0.3


def test_winter_is_worse_than_spring_for_the_same_balloons(drops):
    april = PARK.with_values({"launch.time": "2015-04-20T03:00:00+09:00"})
    spring = sim.landings(sim.simulate(april, sim.climatological_wind(april), balloons=2000, weather_members=400))
    north = [found.regions().row("dvd_sleeve", "north_korea") for found in (drops, spring)]
    assert north[0].high < north[1].low
