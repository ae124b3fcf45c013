"""Vertical wind, moist air, and air above the data."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.flight.state import FallState, Outcome
from tests.flight.cases import CALM, balloon, columns, fallen, recorded, settings, world
from tests.handmade import standard_pressure, standard_temperature, wind_grid

AIR, HELIUM, GRAVITY = 287.053, 2077.1, 9.80665


def even_air(**options):
    """Air of 1.225 kg m-3 everywhere, where nothing expands and an item falls at its sea-level speed."""
    return wind_grid(
        temperature=lambda z: 288.15 + 0.0 * z, pressure=lambda z: 1.225 * AIR * 288.15 + 0.0 * z, **options
    )


def fall(wind, height, speed, **changes):
    start = FallState(0.0, 126.74, 37.889, height, CALM, 0)
    return fallen(balloon(), start, world(wind, chosen=settings(**changes)), speed, 0, 1)


@pytest.mark.parametrize(("upward", "expected"), [(0.2, 3000.0), (-0.4, 1000.0), (0.0, 1800.0)])
def test_rising_air_holds_a_falling_sheet_up(upward, expected):
    # 900 m at 0.5 m/s through air that moves itself
    end = fall(even_air(upward=lambda t, z, y, x: upward + 0.0 * z), 900.0, 0.5)
    assert end.outcome == Outcome.LANDED
    assert end.elapsed == pytest.approx(expected, rel=1e-5)


def test_a_sheet_in_air_that_rises_faster_than_it_falls_stays_aloft():
    end = fall(even_air(upward=lambda t, z, y, x: 0.6 + 0.0 * z), 900.0, 0.5, horizon=3600.0)
    assert end.outcome == Outcome.ALOFT_AT_HORIZON
    assert end.height == pytest.approx(900.0 + 0.1 * 3600.0, abs=0.1)


@pytest.mark.parametrize("upward", [0.5, -0.5])
def test_a_balloon_rises_through_air_that_moves_up_with_it(upward):
    # a quasi-steady slack tube: 1/2 rho C A w2 = phi M g through the air, and the air's own speed on top
    tube = balloon(heat_transfer=1e4, radiative_offset=0.0, leak_rate=0.0)
    speed = math.sqrt(2.0 * 0.08 * tube.solid_mass * GRAVITY / (1.225 * 0.6 * tube.cross_section)) + upward
    balloons = columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
    wind = even_air(upward=lambda t, z, y, x: upward + 0.0 * z)
    track = recorded(balloons, world(wind, chosen=settings(horizon=1200.0)), 1, 21).track[0]
    np.testing.assert_allclose(np.diff(track[5:20, 3]) / 60.0, speed, rtol=1e-4)
    np.testing.assert_allclose(track[5:20, 4], speed - upward, rtol=1e-4)


def moist(z):
    """Virtual temperature of air that is lighter by 2 % at every height. [K]"""
    return 1.02 * standard_temperature(z)


def test_things_fall_faster_in_moist_air():
    dry, wet = (wind_grid(virtual_temperature=law, heights=np.arange(-500.0, 12001.0, 50.0)) for law in (None, moist))
    # v goes with the root of the density, and so does every bit of the fall
    ratio = fall(wet, 5000.0, 4.3).elapsed / fall(dry, 5000.0, 4.3).elapsed
    assert ratio == pytest.approx(1.0 / math.sqrt(1.02), rel=1e-5)


def test_moist_air_lowers_the_ceiling_and_takes_more_gas_for_the_same_lift():
    tube = balloon(leak_rate=0.0, radiative_offset=0.0, back_pressure=400.0)
    balloons = columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
    wind = wind_grid(virtual_temperature=moist, heights=np.arange(-500.0, 12001.0, 50.0))
    track = recorded(balloons, world(wind, chosen=settings(horizon=7200.0)), 1, 121).track[0]
    # a gas of the air's temperature and pressure displaces m R_g T / p of air of p / (R_a T_v)
    lift_per_gas = HELIUM / (AIR * 1.02) - 1.0
    assert track[0, 7] == pytest.approx(1.08 * tube.solid_mass / lift_per_gas, rel=1e-6)
    assert track[0, 10] == pytest.approx(0.08, abs=1e-6)

    def surplus(z, neck):
        pressure, warmth = standard_pressure(z), standard_temperature(z)
        gas = (pressure + neck) * tube.full_volume / (HELIUM * warmth)
        return pressure / (AIR * moist(z)) * tube.full_volume - gas - tube.solid_mass

    lowest, highest = (brentq(surplus, 2000.0, 8000.0, args=(neck,)) for neck in (400.0, 0.0))
    assert lowest - 1.0 < track[-1, 3] < highest + 1.0
    assert highest - lowest < 60.0
    dry = brentq(
        lambda z: (
            standard_pressure(z) / standard_temperature(z) * tube.full_volume * (1 / AIR - 1 / HELIUM) - tube.solid_mass
        ),
        2000.0,
        8000.0,
    )
    assert highest < dry - 150.0


def test_the_time_above_the_data_is_counted():
    tube = balloon(leak_rate=0.0)
    balloons = columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
    heights = np.arange(-500.0, 12001.0, 50.0)
    low, high = (
        recorded(balloons, world(wind_grid(heights=heights, known_top=top), chosen=settings(horizon=7200.0)), 1, 121)
        for top in (3000.0, 11000.0)
    )
    assert high.history[0, 8] == 0.0
    track = low.track[0]
    passed = np.interp(3000.0, track[:20, 3], track[:20, 0])
    # counted in whole steps of ten seconds
    assert low.history[0, 8] == pytest.approx(7200.0 - passed, abs=10.0)
    np.testing.assert_array_equal(low.landing, high.landing)
