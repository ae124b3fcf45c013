import pytest

from sim.physics.atmosphere import (
    air_density,
    geometric_height,
    geopotential_height,
    log_pressure_below,
    standard_height,
    standard_temperature,
    upward_air_velocity,
)

# US Standard Atmosphere 1976, table I: geopotential height [m], T [K], p [Pa], density [kg m-3]
STANDARD = [(0, 288.15, 101325.0, 1.2250), (3000, 268.65, 70108.5, 0.90912), (5000, 255.65, 54019.9, 0.73612)]


@pytest.mark.parametrize(("height", "temperature", "pressure", "density"), STANDARD)
def test_density_of_the_standard_atmosphere(height, temperature, pressure, density):
    assert air_density(pressure, temperature) == pytest.approx(density, rel=5e-5)  # the table's five digits


def test_geometric_height_of_the_standard_tables():
    # US Standard Atmosphere 1976, table I lists H = 4996 m for Z = 5000 m and H = 9984 m for Z = 10000 m
    assert geometric_height(4996.0) == pytest.approx(5000.0, abs=0.5)
    assert geometric_height(9984.0) == pytest.approx(10000.0, abs=0.5)


def test_pressure_grows_by_e_over_a_scale_height():
    # isothermal 288.15 K: scale height 287.053 * 288.15 / 9.80665 = 8434.51 m
    assert log_pressure_below(288.15, 8434.51) == pytest.approx(1.0, rel=1e-6)


# US Standard Atmosphere 1976, table I by geopotential height: H [m], p [Pa]
HEIGHTS_OF_PRESSURES = [(-1000, 113929.0), (0, 101325.0), (3000, 70108.5), (5000, 54019.9), (11000, 22632.1)]
HEIGHTS_ABOVE_THE_TROPOPAUSE = [(15000, 12044.6), (20000, 5474.89)]


@pytest.mark.parametrize(("height", "pressure"), [*HEIGHTS_OF_PRESSURES, *HEIGHTS_ABOVE_THE_TROPOPAUSE])
def test_heights_of_the_standard_atmosphere(height, pressure):
    # the table's six digits are 0.08 m at most; a gas constant of six digits adds 0.05 m
    assert standard_height(pressure) == pytest.approx(height, abs=0.2)


def test_standard_heights_meet_at_the_tropopause():
    # 0.01 Pa to either side of 22632.06 Pa: 6341.6 m / 22632 Pa = 0.28 m Pa-1
    below, above = standard_height(22632.07), standard_height(22632.05)
    assert 0.0 < above - below < 0.01


def test_geopotential_height_of_the_standard_tables():
    # the same rows of table I, read the other way round, and Z = 40000 m with H = 39750 m
    for height, expected in ((5000.0, 4996.0), (10_000.0, 9984.0), (40_000.0, 39_750.0)):
        assert geopotential_height(height) == pytest.approx(expected, abs=0.5)


# US Standard Atmosphere 1976, table I by geopotential height: H [m], T [K]; table 4 gives the corners
STANDARD_TEMPERATURES = [
    (-1000, 294.65),
    (0, 288.15),
    (5000, 255.65),
    (11_000, 216.65),
    (15_000, 216.65),
    (20_000, 216.65),
    (25_000, 221.65),
    (32_000, 228.65),
    (40_000, 251.05),
    (47_000, 270.65),
    (50_000, 270.65),
]


@pytest.mark.parametrize(("height", "temperature"), STANDARD_TEMPERATURES)
def test_temperatures_of_the_standard_atmosphere(height, temperature):
    assert standard_temperature(height) == pytest.approx(temperature, abs=1e-9)  # exact: the table has two decimals


def test_upward_velocity_of_published_examples():
    # MetPy's documentation, vertical_velocity: -15 Pa/s at 700 hPa and 5 degC is 1.74463814 m/s, and 0.5 cm/s there is
    # -0.0429888572 Pa/s; its gas constant, 287.0475, and ours differ by 2e-5.
    assert upward_air_velocity(-15.0, 70_000.0, 278.15) == pytest.approx(1.74463814, rel=3e-5)
    assert upward_air_velocity(-0.0429888572, 70_000.0, 278.15) == pytest.approx(0.005, rel=3e-5)


def test_air_that_rises_steadily_is_followed():
    # A parcel that climbs at w through exponential air has p = p0 exp(-w t / H): omega = -p w / H with H = R T / g.
    scale = 287.053 * 250.0 / 9.80665
    for speed in (-0.3, 0.02):
        assert upward_air_velocity(-40_000.0 * speed / scale, 40_000.0, 250.0) == pytest.approx(speed, rel=1e-12)
