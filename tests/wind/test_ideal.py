import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.numerics.sampling import sample_air
from sim.wind import pack, wind_error
from sim.wind.field import digest_of_made
from sim.wind.ideal import (
    ORIGIN_TIME,
    IdealGrid,
    accelerating_wind,
    ideal_wind,
    rotating_wind,
    shear_wind,
    uniform_wind,
)

SEMI_MAJOR, FLATTENING = 6_378_137.0, 1 / 298.257223563
ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)


def position(longitude, latitude):
    x, y = np.radians(longitude), np.radians(latitude)
    return np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def rodrigues(point, pole, angle):
    """Point of the unit sphere turned about a pole."""
    return (
        point * np.cos(angle)
        + np.cross(pole, point) * np.sin(angle)
        + pole * np.dot(pole, point) * (1.0 - np.cos(angle))
    )


def velocity(grid, height):
    """Rate of longitude and latitude on WGS 84 from the packed wind, the radii written out anew. [degree s-1]"""

    def rate(_, place):
        longitude, latitude = place
        air = sample_air(grid, 0, longitude, latitude, height, 0.0)
        assert air.beyond == 0
        sine = np.sin(np.radians(latitude))
        normal = SEMI_MAJOR / np.sqrt(1 - ECCENTRICITY_2 * sine**2)
        meridian = normal * (1 - ECCENTRICITY_2) / (1 - ECCENTRICITY_2 * sine**2)
        return [
            np.degrees(air.eastward_wind / ((normal + height) * np.cos(np.radians(latitude)))),
            np.degrees(air.northward_wind / (meridian + height)),
        ]

    return rate


@pytest.mark.parametrize(("pole", "start"), [((120.0, 60.0), (127.0, 38.0)), ((40.0, -20.0), (127.0, 38.0))])
def test_a_path_in_the_rotating_wind_is_rodrigues_rotation(pole, start):
    speed, seconds, step = 7.0e-6, 3 * 3600.0, 0.25
    grid = IdealGrid(tuple(np.arange(115.0, 139.01, step)), tuple(np.arange(28.0, 48.01, step)))
    packed = pack(rotating_wind(*pole, speed, grid), ORIGIN_TIME, 0.0)
    found = solve_ivp(velocity(packed, 3000.0), (0.0, seconds), start, rtol=1e-9, atol=1e-12, max_step=120.0)
    exact = rodrigues(position(*start), position(*pole), speed * seconds)
    arc = np.arccos(np.clip(np.dot(exact, position(*start)), -1.0, 1.0))
    # Linear interpolation of a wave of one radian errs by step**2 / 8 of its size, 2.4e-6 of the wind, and float32 by
    # 1e-7: over some 400 km that is 1 m, taken twice for the two components.
    miss = SEMI_MAJOR * np.linalg.norm(position(*found.y[:, -1]) - exact)
    assert arc * SEMI_MAJOR > 100_000.0
    assert miss < 2.0


def test_rotation_about_the_north_pole_is_a_west_wind_of_constant_angular_speed():
    wind = rotating_wind(0.0, 90.0, 1e-5, IdealGrid()).dataset.sel(latitude=30.0, longitude=118.0).isel(time=0)
    normal = SEMI_MAJOR / np.sqrt(1 - ECCENTRICITY_2 * np.sin(np.radians(30.0)) ** 2)
    expected = 1e-5 * (normal + wind["height"]) * np.cos(np.radians(30.0))
    np.testing.assert_allclose(wind["eastward_wind"], expected, rtol=1e-12)
    # The cosine of 90 degrees is 6e-17 in floating point.
    np.testing.assert_allclose(wind["northward_wind"], 0.0, atol=1e-12)


def test_shear_and_acceleration_are_linear():
    shear = pack(shear_wind((2.0, -1.0), (0.002, 0.001)), ORIGIN_TIME, 0.0)
    air = sample_air(shear, 0, 127.0, 38.0, 4321.0, 0.0)
    assert air.eastward_wind == pytest.approx(2.0 + 0.002 * 4321.0, abs=1e-5)
    assert air.northward_wind == pytest.approx(-1.0 + 0.001 * 4321.0, abs=1e-5)
    wind = accelerating_wind((3.0, 0.0), (1e-4, -2e-4), 7200.0)
    air = sample_air(pack(wind, ORIGIN_TIME, 7200.0), 0, 127.0, 38.0, 500.0, 5000.0)
    assert air.eastward_wind == pytest.approx(3.5, abs=1e-5)
    assert air.northward_wind == pytest.approx(-1.0, abs=1e-5)
    assert not wind.timeless


def test_an_ideal_wind_may_rise_and_be_moist():
    def east(t, z, y, x):
        return 0.0 * z

    plain = ideal_wind(east, east)
    rising = ideal_wind(east, east, upward=lambda t, z, y, x: 0.5 + 1e-5 * z)
    moist = ideal_wind(east, east, specific_humidity=lambda *_: np.array(0.01))
    assert not {"upward_air_velocity", "specific_humidity"} & set(plain.dataset.data_vars)
    np.testing.assert_allclose(rising.dataset["upward_air_velocity"][0, :, 0, 0], [0.495, 0.7], rtol=1e-14)
    np.testing.assert_array_equal(moist.dataset["specific_humidity"], 0.01)
    assert len({plain.digest, rising.digest, moist.digest}) == 3


def test_ideal_winds_of_other_numbers_have_other_digests():
    first, same, other = (shear_wind((2.0, 0.0), (b, 0.0)) for b in (0.002, 0.002, 0.003))
    assert first.digest == same.digest != other.digest


def test_the_digest_of_a_made_wind_tells_which_array_is_which_and_how_long_it_holds():
    digests = {
        wind.digest
        for wind in (
            uniform_wind(1.0, 2.0),
            uniform_wind(2.0, 1.0),
            uniform_wind(1.0, 2.0, IdealGrid(heights=(-500.0, 10_000.0))),
            uniform_wind(1.0, 2.0, IdealGrid(longitude=(118.0, 139.0))),
            uniform_wind(1.0, 2.0, IdealGrid(duration=3600.0)),
            uniform_wind(1.0, 2.0, IdealGrid(origin=np.datetime64("2000-01-02", "ns"))),
        )
    }
    assert len(digests) == 6
    dataset = uniform_wind(1.0, 2.0).dataset
    assert digest_of_made(dataset, timeless=True) == uniform_wind(1.0, 2.0).digest
    assert digest_of_made(dataset) != digest_of_made(dataset, timeless=True)
    assert digest_of_made(dataset) != digest_of_made(dataset, wind_error(1.8, 2000.0, 250e3, 32_400.0))


def test_the_same_bytes_in_another_shape_are_another_digest():
    """Latitudes 30, 40 and longitudes 50, 60, 70 against 30, 40, 50 and 60, 70: only the shapes tell them apart."""
    wide = uniform_wind(1.0, 2.0, IdealGrid(longitude=(50.0, 60.0, 70.0), latitude=(30.0, 40.0)))
    tall = uniform_wind(1.0, 2.0, IdealGrid(longitude=(60.0, 70.0), latitude=(30.0, 40.0, 50.0)))
    names = sorted(map(str, wide.dataset.variables))
    assert b"".join(wide.dataset[n].to_numpy().tobytes() for n in names) == b"".join(
        tall.dataset[n].to_numpy().tobytes() for n in names
    )
    assert wide.digest != tall.digest
