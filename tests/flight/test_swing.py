"""A closed tube about its level: a swing whose height and time are known in closed form."""

import math

import numpy as np
import pytest
from numba import njit

from sim.flight.ascent import ascent_step
from sim.flight.bag import bag_in
from sim.flight.drift import air_around
from sim.flight.state import FlightState
from tests.flight.cases import CALM, balloon, world
from tests.handmade import standard_pressure, standard_temperature, wind_grid

LEVEL, HELIUM, AIR, GRAVITY = 4000.0, 2077.1, 287.053, 9.80665


@njit
def heights(tube, state, flown_in, step, count):
    """Height after each of so many steps. [m]"""
    found = np.empty(count)
    for number in range(count):
        air = air_around(tube, state, flown_in.wind)
        _, state = ascent_step(tube, state, air, bag_in(tube, state, air), 0, flown_in, step, 1)
        found[number] = state.height
    return found


def floating():
    """A full tube that nothing leaves, with next to no drag; its state, and the time of a small swing. [s]"""
    warmth, weight = standard_temperature(LEVEL), standard_pressure(LEVEL)
    tube = balloon(drag_coefficient=1e-7, leak_rate=0.0, heat_transfer=0.0, back_pressure=1e9)
    gas = 1.02 * weight * tube.full_volume / (HELIUM * warmth)
    density = weight / (AIR * warmth)
    solid = density * tube.full_volume - gas
    # hydrostatic air cooling by 6.5 K km-1 thins by this share in a metre; the tube keeps its volume
    thinning = GRAVITY / (AIR * warmth) - 0.0065 / warmth
    pulled = solid + gas + tube.added_mass_coefficient * density * tube.full_volume
    swing = 2.0 * math.pi / math.sqrt(GRAVITY * thinning * density * tube.full_volume / pulled)
    state = FlightState(0.0, 127.0, 38.0, LEVEL - 20.0, 0.0, warmth, gas, solid, 0.0, 1.0, -1.0, CALM, 0)
    return tube._replace(solid_mass=solid), state, swing


@pytest.mark.parametrize("step", [10.0, 40.0])
def test_a_swing_without_drag_keeps_its_height(step):
    tube, state, swing = floating()
    lengths = int(200 * swing / step)
    way = heights(tube, state, world(wind_grid()), step, lengths) - LEVEL
    # of 200 swings; a midpoint rule feeds it by 2 % in each at 10 s. It begins at rest, 20 m below its level.
    first, last = way[: lengths // 4], way[-lengths // 4 :]
    for end in (np.max, np.min):
        assert end(last) == pytest.approx(end(first), rel=1e-3)
    assert np.max(np.abs(first)) == pytest.approx(20.0, rel=1e-3)


def test_a_swing_takes_the_time_that_it_should():
    tube, state, swing = floating()
    way = heights(tube, state, world(wind_grid()), 1.0, int(50 * swing)) - LEVEL
    upward = np.flatnonzero((way[:-1] < 0.0) & (way[1:] >= 0.0))
    times = upward + way[upward] / (way[upward] - way[upward + 1])
    assert np.diff(times).mean() == pytest.approx(swing, rel=1e-3)
    assert 180.0 < swing < 240.0
