"""The tube that lay in Hongcheon on the morning of 23 June 2020, as far as a climate can speak of that night.

The scenario sees nothing of the find. A climate cannot hit one night; what is asserted is that the find is no surprise
to it, and that a place mirrored to the west is: the mean flow over Korea in June is westerly at all heights flown, so
that tubes come down to the east of Paju.
"""

import json

import pytest

import sim
from sim.landing import recoveries

MIRRORED = 2 * 126.80 - 127.57
"""As far to the west of the launch place as Magok-ri lies to the east. [degree]"""


@pytest.fixture(scope="module")
def drops():
    scenario = sim.load_scenario("hongcheon_2020_06_22")
    return sim.landings(sim.simulate(scenario, sim.wind_for(scenario), balloons=800, weather_members=200))


def test_the_scenario_knows_nothing_of_the_find(drops):
    text = json.dumps(json.loads(drops.flights.attrs["scenario"]), ensure_ascii=False)
    assert not any(word in text for word in ("tube_found", "Hongcheon,", "Magok", "127.57"))


def test_the_find_lies_where_tubes_of_june_nights_come_down(drops):
    [found] = recoveries(drops)
    assert found.place.item == "empty_envelope"
    assert found.score.hdr_mass < 0.9
    near = found.score.within[2]
    assert (near.radius, near.low > 0.02) == (50e3, True)
    # at most the share of a tube's landings that a disc of 50 km can hold if they spread evenly over the 150 km to the
    # east, a half disc of 35,000 km2 in which it is 22 %
    assert near.high < 0.22


def test_a_place_as_far_to_the_west_would_be_much_less_likely(drops):
    [found] = recoveries(drops)
    west = sim.score(drops, MIRRORED, 37.70, "empty_envelope")
    assert west.within[2].high < found.score.within[2].low
    assert west.log_score > found.score.log_score
    assert west.hdr_mass > found.score.hdr_mass


def test_most_tubes_that_land_do_so_before_ten_in_the_morning(drops):
    [found] = recoveries(drops)
    assert 0.0 < found.later_share < 0.5
    assert "at the latest" in str(found)
    assert found.score.landed_share < 0.5  # many a tube is still aloft after twelve hours, or far away


def test_a_launch_without_a_find_is_refused(drops):
    other = drops.flights.copy()
    other.attrs["scenario_name"] = "lee_2015_04_04"
    with pytest.raises(sim.InputError, match="there is one for hongcheon_2020_06_22"):
        recoveries(sim.landings(other))
