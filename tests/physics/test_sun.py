import math

import numpy as np
import pvlib
import pytest

from sim.physics.sun import (
    CIVIL_TWILIGHT_ELEVATION,
    MEAN_EARTH_RADIUS,
    SUNRISE_ELEVATION,
    horizon_dip,
    relative_air_mass,
    sine_of_sun_elevation,
    sun_elevation,
    sunlight_share,
)

TILT = math.radians(23.44)


@pytest.mark.parametrize(
    ("latitude", "declination", "hour_angle", "degrees"),
    [
        (37.9, TILT, 0.0, 90.0 - 37.9 + 23.44),  # noon at midsummer, by the geometry of the meridian
        (37.9, -TILT, 0.0, 90.0 - 37.9 - 23.44),
        (37.9, TILT, math.pi, 37.9 + 23.44 - 90.0),  # midnight
        (0.0, 0.0, math.radians(60.0), 30.0),  # the equator at equinox turns with the sky
        (90.0, TILT, 1.0, 23.44),  # at the pole the sun circles
        (-90.0, TILT, 1.0, -23.44),
        (38.0, math.radians(38.0), 0.0, 90.0),  # overhead
    ],
)
def test_elevation_where_geometry_tells_it(latitude, declination, hour_angle, degrees):
    # 1e-7 degrees: overhead, an elevation is known to the square root of the last digit
    assert math.degrees(sun_elevation(latitude, declination, hour_angle)) == pytest.approx(degrees, abs=1e-7)


def test_the_sine_of_the_elevation_is_told_by_geometry():
    assert sine_of_sun_elevation(38.0, 0.0, 0.0) == pytest.approx(math.sin(math.radians(52.0)), abs=1e-15)
    assert sine_of_sun_elevation(38.0, 0.0, math.pi) == pytest.approx(-math.sin(math.radians(52.0)), abs=1e-15)


def test_morning_and_afternoon_mirror_each_other():
    hours = np.linspace(0.1, 3.0, 9)
    np.testing.assert_array_equal(sun_elevation(38.0, 0.2, hours), sun_elevation(38.0, 0.2, -hours))


def test_the_mean_radius_of_the_earth_is_the_published_one():
    # Moritz 2000, p. 131: R1 = 6 371 008.7714 m for GRS 80, whose flattening is that of WGS 84 to 1e-10
    assert pytest.approx(6_371_008.7714, abs=1e-3) == MEAN_EARTH_RADIUS


# Bowditch, table 13 and its formula without refraction: dip [minutes of arc] = 1.926 sqrt(height [m]), four digits
@pytest.mark.parametrize("height", [1.0, 10.0, 500.0])
def test_dip_of_low_heights_is_the_navigators(height):
    assert math.degrees(horizon_dip(height)) * 60.0 == pytest.approx(1.926 * math.sqrt(height), rel=3e-4)


@pytest.mark.parametrize("height", [1e3, 4e3, 3e4, 6.371e6])
def test_dip_of_great_heights_is_an_arccosine(height):
    assert horizon_dip(height) == pytest.approx(math.acos(MEAN_EARTH_RADIUS / (MEAN_EARTH_RADIUS + height)), rel=1e-9)


def test_no_dip_at_the_sea_or_below():
    assert horizon_dip(0.0) == horizon_dip(-430.0) == 0.0


def test_sunrise_and_twilight_have_their_usual_angles():
    assert math.degrees(SUNRISE_ELEVATION) == pytest.approx(-0.8333, abs=5e-5)
    assert math.degrees(CIVIL_TWILIGHT_ELEVATION) == pytest.approx(-6.0, rel=1e-15)


# Table of Kasten and Young 1989 [from memory]: 38.09 at the horizon, 10.32 at 5 degrees, 5.60 at 10, 1.99 at 30, 1 at
# the zenith; their formula keeps within 0.5 %.
@pytest.mark.parametrize(
    ("degrees", "published"), [(0.0, 38.09), (5.0, 10.32), (10.0, 5.60), (30.0, 1.99), (90.0, 1.0)]
)
def test_air_mass_follows_the_table(degrees, published):
    assert relative_air_mass(math.radians(degrees)) == pytest.approx(published, rel=5e-3)


def test_air_mass_is_that_of_pvlib():
    degrees = np.array([0.0, 0.3, 2.0, 7.0, 20.0, 45.0, 80.0, 90.0])
    expected = pvlib.atmosphere.get_relative_airmass(90.0 - degrees, model="kastenyoung1989")
    np.testing.assert_allclose(relative_air_mass(np.radians(degrees)), expected, rtol=1e-12)
    assert relative_air_mass(0.0) == pytest.approx(37.92, abs=0.005)


def test_no_beam_comes_from_below():
    assert relative_air_mass(-1e-9) == math.inf
    assert sunlight_share(0.0, 101325.0) == sunlight_share(-0.3, 20000.0) == 0.0


# Meinel: 1.353 kW m-2 outside the air, 0.947 for an air mass of 1, and by hand 1.353 * 0.7**(2**0.678) = 0.764 for 2
@pytest.mark.parametrize(
    ("elevation", "pressure", "intensity"),
    [(90.0, 101325.0, 0.947), (30.0, 101325.0, 0.764), (90.0, 0.0, 1.353)],
)
def test_sunlight_is_that_of_meinel(elevation, pressure, intensity):
    # 0.3 % of air mass at 30 degrees is 0.1 % of light; three digits
    assert 0.947 * sunlight_share(math.radians(elevation), pressure) == pytest.approx(intensity, abs=1.5e-3)


def test_light_grows_with_elevation_and_height():
    elevations = np.radians([0.5, 2.0, 5.0, 20.0, 60.0])
    low, high = sunlight_share(elevations, 101325.0), sunlight_share(elevations, 57000.0)
    assert (np.diff(low) > 0.0).all()
    assert (high > low).all()
    assert sunlight_share(math.pi / 2, 57000.0) > 1.0
