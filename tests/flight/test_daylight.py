"""Flights through the sunrise: when it comes, and what it does to the gas."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from tests.flight.cases import NIGHT, RISING, balloon, columns, recorded, settings, world
from tests.handmade import standard_temperature, wind_grid

EARTH = 6_371_008.8
FLOATING = balloon(leak_rate=0.0, back_pressure=1500.0, solar_offset=8.0)
STILL = wind_grid(heights=np.arange(-500.0, 12001.0, 50.0))


def night_and_morning(tube, sun=RISING, hours=15.0):
    balloons = columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
    chosen = settings(horizon=hours * 3600.0)
    return recorded(balloons, world(STILL, sun=sun, chosen=chosen), 1, round(hours * 60) + 1)


def elevation(elapsed):
    """Of the equinox sun that rises at sea level after twelve hours, at the launch site. [rad]"""
    return math.asin(math.cos(math.radians(37.889)) * math.cos(math.pi * (0.5 + elapsed / 43200.0)))


def test_the_sun_rises_earlier_for_a_balloon_than_for_the_ground():
    record = night_and_morning(FLOATING)
    height = record.track[0, 11 * 60, 3]
    # the upper limb on the horizon that the balloon sees: refraction 34', radius of the sun 16'
    seen = -math.radians(50.0 / 60.0) - math.acos(EARTH / (EARTH + height))
    expected = brentq(lambda elapsed: elevation(elapsed) - seen, 36000.0, 46000.0)
    assert expected < 43200.0 - 13 * 60.0  # a quarter of an hour before the sun is level
    assert record.history[0, 7] == pytest.approx(expected, abs=1.0)
    np.testing.assert_allclose(record.track[0, :, 11], [elevation(t) for t in record.track[0, :, 0]], atol=1e-9)


def test_a_night_has_no_sunrise():
    assert np.isnan(night_and_morning(FLOATING, NIGHT, 6.0).history[0, 7])


def test_the_gas_takes_the_night_offset_before_sunrise_and_the_sun_on_top_of_it_after():
    track = night_and_morning(FLOATING).track[0]
    for minutes, share_expected in ((600, 0.0), (895, None)):
        row = track[minutes]
        share = share_expected
        if share is None:
            degrees = math.degrees(elevation(row[0]))
            air_mass = 1.0 / (math.sin(math.radians(degrees)) + 0.50572 * (degrees + 6.07995) ** -1.6364)
            pressure = float(np.exp(np.interp(row[3], STILL.heights, STILL.air[0, :, 0, 0, 5])))
            share = 0.7 ** ((air_mass * pressure / 101325.0) ** 0.678) / 0.7
            assert 0.8 < share < 1.2
        # the gas follows the sun with 100 s of delay, while the sun adds 8 K in an hour at most: 0.2 K
        assert row[5] - standard_temperature(row[3]) == pytest.approx(-2.0 + 8.0 * share, abs=0.2)


def test_the_morning_refills_the_bag_and_vents_what_the_neck_cannot_hold():
    # a gas that warms by 10 K in 240 K gains 4 % of pressure: 20 hPa of 500, more than the neck holds
    track = night_and_morning(balloon(leak_rate=0.0, back_pressure=400.0, solar_offset=8.0)).track[0]
    night, day = track[11 * 60], track[15 * 60 - 5]
    assert day[7] < 0.99 * night[7]
    assert day[9] == pytest.approx(400.0, abs=1.0)
    assert night[9] < 390.0


def test_sunlight_warms_nothing_at_night():
    dark = [night_and_morning(balloon(solar_offset=offset), NIGHT, 3.0) for offset in (0.0, 8.0)]
    for name in ("landing", "release", "track"):
        np.testing.assert_array_equal(*(getattr(record, name) for record in dark))
