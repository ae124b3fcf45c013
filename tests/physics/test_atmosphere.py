import pytest

from sim.physics.atmosphere import air_density, geometric_height, log_pressure_below, standard_height

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
