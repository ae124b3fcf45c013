"""Gusts as the balloon itself feels them: up and down, from launch on, along two axes, and over high ground."""

import math

import numpy as np
import pytest

from sim.flight.state import FallState, Turbulence
from tests.flight.cases import CALM, balloon, columns, fallen, recorded, settings, turbulence, world
from tests.flight.test_gusts import EVEN, METRES, four_sigma, from_rest, stationary
from tests.handmade import flat_ground, wind_grid

RISER = balloon(leak_rate=0.0, heat_transfer=1e4, radiative_offset=0.0, launch_height=500.0)
"""A slack tube that in even air, where nothing expands, climbs at one speed for ever."""


def ways(gusts, minutes, count=1500, wind=EVEN, terrain=None, tube=RISER):
    """How far the gusts have carried each balloon east, north and up after so many minutes. [m]"""
    balloons = columns([tube] * count, [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
    chosen = settings(horizon=60.0 * minutes)
    flown_in = world(wind, terrain=terrain, gusts=gusts, chosen=chosen)
    rows = recorded(balloons, flown_in, count, minutes + 1).track[:, minutes]
    np.testing.assert_allclose(rows[:, 0], 60.0 * minutes, atol=1e-6)
    calm = recorded(columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6]), world(wind, chosen=chosen), 1, 61)
    east, north = (rows[:, 1] - 126.74) * METRES[0], (rows[:, 2] - 37.889) * METRES[1]
    return east, north, rows[:, 3] - calm.track[0, minutes, 3]


@pytest.mark.parametrize("minutes", [1, 20])
def test_balloons_rise_and_sink_with_the_gusts(minutes):
    # after a minute a gust of 300 s that began at rest would have spread them by a tenth of this variance
    _, _, up = ways(turbulence(0.0, 200.0, 0.3, 300.0), minutes)
    expected = stationary(0.3, 300.0, 60.0 * minutes)
    assert expected > 5.0 * from_rest(0.3, 300.0, 60.0) or minutes > 1
    assert up.var() == pytest.approx(expected, rel=four_sigma(up.size))
    assert abs(up.mean()) < 4.0 * math.sqrt(expected / up.size)


@pytest.mark.parametrize("minutes", [1, 20])
@pytest.mark.parametrize(
    ("gusts", "deviation", "scale"),
    [
        pytest.param(turbulence(0.5, 200.0, 0.3, 300.0), 0.5, 200.0, id="fast"),
        pytest.param(turbulence(0.0, 200.0, 0.3, 300.0, mesoscale_fraction=0.25), 0.5, 5400.0, id="slow"),
    ],
)
def test_gusts_have_nothing_to_do_with_each_other_along_the_axes(gusts, deviation, scale, minutes):
    same_everywhere = {"temperature": lambda z: 288.15 + 0.0 * z, "pressure": lambda z: 101325.0 + 0.0 * z}
    wind = wind_grid(**same_everywhere, mesoscale=2.0, mesoscale_time=5400.0)
    carried = ways(gusts, minutes, wind=wind)
    for way in carried[:2]:
        assert way.var() == pytest.approx(stationary(deviation, scale, 60.0 * minutes), rel=four_sigma(way.size))
    across = np.corrcoef(carried) - np.eye(3)
    assert np.abs(across).max() < 4.0 / math.sqrt(carried[0].size)


LAYER = Turbulence(
    np.array([[math.inf, 0.1, 200.0, 0.0, 300.0], [1000.0, 0.6, 90.0, 0.0, 300.0], [0.0, 0.6, 90.0, 0.0, 300.0]]),
    1,
    0.0,
)
"""A night's layer of a kilometre, and free air above it."""


def test_the_layer_stands_on_the_ground_that_the_balloon_left():
    # four minutes at 3 to 4 m/s leave the balloon within a kilometre of the ground, though far above one of the sea
    tube = RISER._replace(launch_height=1515.0)
    east, north, _ = ways(LAYER, 4, terrain=flat_ground(1500.0), tube=tube)
    for way in (east, north):
        # metres to a degree grow by 1 in 3,000 in 2 km
        assert way.var() == pytest.approx(stationary(0.6, 90.0, 240.0), rel=four_sigma(way.size) + 1e-3)


@pytest.mark.parametrize(
    ("above", "deviation", "scale"),
    [pytest.param(300.0, 0.6, 90.0, id="in the layer"), pytest.param(1400.0, 0.1, 200.0, id="above the layer")],
)
def test_items_meet_the_layer_of_the_ground_below_them(above, deviation, scale):
    count = 1500
    flown_in = world(EVEN, terrain=flat_ground(1500.0), gusts=LAYER, chosen=settings(horizon=290.0))
    start = FallState(0.0, 126.74, 37.889, 1500.0 + above, CALM, 0)
    east = np.array([fallen(balloon(), start, flown_in, 1.0, number, 1).longitude for number in range(count)])
    way = (east - 126.74) * METRES[0]
    assert way.var() == pytest.approx(from_rest(deviation, scale, 290.0), rel=four_sigma(count) + 1e-3)
