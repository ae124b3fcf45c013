"""Paths known in closed form, flown by the steps of the kernel."""

import math

import numpy as np
import pytest
from pyproj import Geod
from scipy.integrate import quad
from scipy.optimize import brentq

from sim.flight.fly_one import fly_one
from sim.flight.state import FallState, Outcome
from tests.flight.cases import CALM, balloon, columns, fallen, settings
from tests.flight.cases import world as made
from tests.handmade import flat_ground, standard_pressure, standard_temperature, wind_grid

WGS84 = Geod(ellps="WGS84")
SITE = (126.74, 37.889)
NEVER = 1e-9
"""Sea-level fall speed of something that stays where it is for a day, to a tenth of a millimetre. [m s-1]"""


def constant_density(**winds):
    """Air of 1.225 kg m-3 everywhere, where an item falls at its sea-level speed."""
    return wind_grid(
        temperature=lambda z: 288.15 + 0.0 * z, pressure=lambda z: 1.225 * 287.053 * 288.15 + 0.0 * z, **winds
    )


def world(wind, ground=0.0, **changes):
    return made(wind, terrain=flat_ground(ground), chosen=settings(**changes))


def fall(wind, height, speed, ground=0.0, **changes):
    start = FallState(0.0, *SITE, height, CALM, 0)
    return fallen(balloon(), start, world(wind, ground, **changes), speed, 0, 1)


def north_of_site(end):
    """Way from the launch site along its meridian. [m]"""
    _, _, metres = WGS84.inv(*SITE, SITE[0], end.latitude)
    return metres


def along_meridian(speed_at, height, fall_speed_at, radius):
    """Way at the ground of something carried north while it falls, by quadrature. [m]

    At height z a metre of air moves it only radius / (radius + z) metres of ground.
    """
    return quad(lambda z: speed_at(z) / fall_speed_at(z) * radius / (radius + z), 0.0, height, epsrel=1e-12)[0]


# Radius of curvature of the meridian at 38 N, from the length of a small arc there.
MERIDIAN = WGS84.inv(127.0, 37.95, 127.0, 38.05)[2] / math.radians(0.1)

# float32 holds 30 m/s to 1e-6 m/s (a centimetre in three hours); a change of the meridian's radius on the way and the
# straight last step make centimetres more.
PATH = 0.1


@pytest.mark.parametrize("speed", [-20.0, 5.0, 30.0])
def test_uniform_wind_carries_by_the_time_of_the_fall(speed):
    end = fall(constant_density(northward=lambda t, z, y, x: speed + 0.0 * z), 4000.0, 0.5)
    assert end.outcome == Outcome.LANDED
    assert end.elapsed == pytest.approx(8000.0, abs=1e-3)
    expected = along_meridian(lambda z: speed, 4000.0, lambda z: 0.5, MERIDIAN)
    assert math.copysign(north_of_site(end), speed) == pytest.approx(expected, abs=2e-5 * abs(expected))


def test_uniform_wind_to_the_east_moves_along_the_parallel():
    end = fall(constant_density(eastward=lambda t, z, y, x: 15.0 + 0.0 * z), 1.0, 1e-3)
    # 15 km on the parallel; the geodesic between its ends is 4 mm shorter
    _, _, metres = WGS84.inv(*SITE, end.longitude, end.latitude)
    assert end.latitude == SITE[1]
    assert metres == pytest.approx(15000.0, abs=0.02)


def test_linear_shear_is_integrated_exactly():
    wind = constant_density(northward=lambda t, z, y, x: 2.0 + 3e-3 * z)
    end = fall(wind, 5000.0, 1.3)
    assert north_of_site(end) == pytest.approx(
        along_meridian(lambda z: 2.0 + 3e-3 * z, 5000.0, lambda z: 1.3, MERIDIAN), abs=PATH
    )


def test_wind_linear_in_time_is_integrated_exactly():
    wind = constant_density(northward=lambda t, z, y, x: 1.0 + 1e-3 * t, times=(0.0, 3600.0, 10800.0))
    end = fall(wind, 10.0, 1e-3)
    assert end.elapsed == pytest.approx(10000.0, abs=1e-3)
    assert north_of_site(end) == pytest.approx(
        1.0 * 1e4 + 1e-3 * 1e8 / 2.0, abs=0.6
    )  # 10 m up: 1e-6 of 60 km, and the radius


def test_fall_through_an_exponential_atmosphere():
    # H 9700 m, v0 0.45 m/s, wind 2 + 0.002 z, from 5000 m: 9794.74 s and 66,461.85 m over a plane
    scale, v0 = 9700.0, 0.45
    temperature = scale * 9.80665 / 287.053
    wind = wind_grid(
        northward=lambda t, z, y, x: 2.0 + 2e-3 * z,
        temperature=lambda z: temperature + 0.0 * z,
        pressure=lambda z: 1.225 * 287.053 * temperature * np.exp(-z / scale),
    )

    def speed(z):
        return v0 * math.exp(z / (2.0 * scale))

    assert quad(lambda z: (2.0 + 2e-3 * z) / speed(z), 0.0, 5000.0)[0] == pytest.approx(66461.85, abs=0.01)
    end = fall(wind, 5000.0, v0)
    # midpoint steps of at most 60 s: relative error (dz / 2H)2 / 24 = 2e-7 of the time, and float32 of T and ln p 1e-6
    assert end.elapsed == pytest.approx(9794.74, abs=0.02)
    expected = along_meridian(lambda z: 2.0 + 2e-3 * z, 5000.0, speed, MERIDIAN)
    assert north_of_site(end) == pytest.approx(expected, abs=1.0)


def test_a_slack_tube_rises_through_an_exponential_atmosphere():
    # constant free lift against drag that thins with the air: w = w0 e**(z / 2H), t(z) = (2H / w0) (1 - e**(-z / 2H))
    kelvin, at_zero = 270.0, 101325.0
    scale = 287.053 * kelvin / 9.80665
    tube = balloon(full_volume=60.0, heat_transfer=1e5, radiative_offset=0.0, leak_rate=0.0, launch_height=0.0)
    density = at_zero / (287.053 * kelvin)
    w0 = math.sqrt(2.0 * 0.08 * tube.solid_mass * 9.80665 / (density * 0.6 * tube.cross_section))
    wind = wind_grid(
        temperature=lambda z: kelvin + 0.0 * z,
        pressure=lambda z: at_zero * np.exp(-z / scale),
        heights=np.arange(-500.0, 12001.0, 50.0),
    )
    track = fly_one(0, columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6]), world(wind, horizon=1500.0)).track
    height = np.array([state.height for state in track])
    elapsed = np.array([state.elapsed for state in track])

    def when(z):
        return 2.0 * scale / w0 * -math.expm1(-z / (2.0 * scale))

    took = np.interp(5000.0, height, elapsed) - np.interp(500.0, height, elapsed)
    # inertia lags by three seconds behind a speed that grows by a thousandth a second: 0.1 % of the time
    assert took == pytest.approx(when(5000.0) - when(500.0), rel=2e-3)


def test_the_fall_ends_on_the_ground_wherever_it_is():
    end = fall(constant_density(), 2000.0, 4.0, ground=730.0)
    assert end.height == 730.0
    assert end.elapsed == pytest.approx((2000.0 - 730.0) / 4.0, rel=1e-6)  # float32 of ln p


def rotation(longitude, latitude, axis_longitude, axis_latitude, rate):
    """Rates of longitude and latitude [rad s-1] of a rotation about an axis, and Rodrigues' formula for its paths."""
    lam, phi = np.radians(longitude), np.radians(latitude)
    lam0, phi0 = math.radians(axis_longitude), math.radians(axis_latitude)
    latitude_rate = rate * math.cos(phi0) * np.sin(lam - lam0)
    longitude_rate = rate * (math.sin(phi0) - math.cos(phi0) * np.tan(phi) * np.cos(lam - lam0))
    return longitude_rate, latitude_rate


def rotating_wind(rate):
    """Wind whose paths are circles about 127 E, 38 N, whatever the shape of the earth."""
    first_eccentricity = 0.00669437999014

    def radii(y):
        w2 = 1.0 - first_eccentricity * np.sin(np.radians(y)) ** 2
        prime_vertical = 6378137.0 / np.sqrt(w2)
        return prime_vertical, prime_vertical * (1.0 - first_eccentricity) / w2

    def eastward(t, z, y, x):
        return rotation(x, y, 127.0, 38.0, rate)[0] * (radii(y)[0] + 3000.0) * np.cos(np.radians(y))

    def northward(t, z, y, x):
        return rotation(x, y, 127.0, 38.0, rate)[1] * (radii(y)[1] + 3000.0)

    box = {"west": 121.0, "east": 133.0, "south": 32.0, "north": 44.0, "columns": 97, "rows": 97}
    return wind_grid(eastward, northward, heights=[0.0, 6000.0], **box)


@pytest.fixture(scope="module")
def day_rotation():
    return rotating_wind(2.0 * math.pi / 86400.0)


def miss_after_a_turn(wind, step, turns=1.0):
    start = FallState(0.0, 127.0, 41.0, 3000.0, CALM, 0)
    end = fallen(balloon(), start, world(wind, fall_time_step=step, horizon=86400.0 * turns), NEVER, 0, 1)
    assert end.outcome == Outcome.ALOFT_AT_HORIZON
    return end, WGS84.inv(127.0, 41.0, end.longitude, end.latitude)[2]


def test_solid_body_rotation_returns_after_its_period(day_rotation):
    # circle of 333 km: the midpoint rule misses by 2 pi r (w dt)2 / 6 = 6.6 m with steps of a minute, and linear
    # interpolation between columns an eighth of a degree apart by about 2 m
    assert miss_after_a_turn(day_rotation, 60.0)[1] < 10.0


def test_solid_body_rotation_is_halfway_after_half_its_period(day_rotation):
    end, _ = miss_after_a_turn(day_rotation, 60.0, turns=0.5)
    assert end.longitude == pytest.approx(127.0, abs=2e-4)
    assert end.latitude == pytest.approx(35.0, abs=2e-4)


def test_the_horizontal_scheme_is_of_second_order(day_rotation):
    misses = [miss_after_a_turn(day_rotation, step)[1] for step in (1800.0, 900.0, 450.0)]
    orders = np.log2(np.divide(misses[:-1], misses[1:]))
    assert np.all(np.abs(orders - 2.0) < 0.1)


def ceiling(solid_mass, volume, gas_constant, over_pressure):
    """Height where a full bag of gas as warm as the air just floats. [m]"""

    def lift(z):
        temperature, pressure = standard_temperature(z), standard_pressure(z)
        gas = (pressure + over_pressure) * volume / (gas_constant * temperature)
        return pressure / (287.053 * temperature) * volume - gas - solid_mass

    return brentq(lift, 0.0, 11000.0)


@pytest.mark.parametrize(
    ("gas_constant", "heat_capacity", "published"), [(2077.1, 5193.0, 5070.0), (4124.5, 14300.0, 5770.0)]
)
def test_a_tight_tube_floats_at_its_ceiling(gas_constant, heat_capacity, published):
    tube = balloon(
        solid_mass=9.62,
        full_volume=15.28,
        gas_constant=gas_constant,
        heat_capacity=heat_capacity,
        leak_rate=0.0,
        radiative_offset=0.0,
        back_pressure=400.0,
    )
    assert ceiling(9.62, 15.28, gas_constant, 0.0) == pytest.approx(published, abs=5.0)  # published to 10 m
    flown = columns([tube], [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
    flight = fly_one(0, flown, world(wind_grid(), horizon=10800.0))
    # overshooting vents some of the back-pressure: it ends between the ceilings with all and with none of it
    lowest, highest = (ceiling(9.62, 15.28, gas_constant, over_pressure) for over_pressure in (400.0, 0.0))
    assert lowest - 0.5 < flight.track[-1].height < highest
    assert highest - lowest < 20.0
    assert abs(flight.track[-1].vertical_speed) < 0.01
