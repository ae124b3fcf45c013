import numpy as np
import pytest

from sim.physics.atmosphere import (
    air_density,
    dew_point,
    geometric_height,
    geopotential_height,
    log_pressure_below,
    saturation_vapour_pressure,
    specific_humidity,
    standard_height,
    standard_temperature,
    upward_air_velocity,
    virtual_temperature,
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


# Saturation over water, Smithsonian Meteorological Tables, 6th ed., 1951, table 94: t [degC], e [Pa]
SATURATION = [(-30, 50.88), (-20, 125.40), (-10, 286.27), (0, 610.78), (10, 1227.2), (20, 2337.3), (30, 4243.0)]


@pytest.mark.parametrize(("celsius", "pressure"), SATURATION)
def test_saturation_over_water_is_that_of_the_smithsonian_tables(celsius, pressure):
    # Bolton promises 0.3 % against Wexler's tables; these older ones differ from Wexler's by another 0.2 % at -30.
    assert saturation_vapour_pressure(celsius + 273.15) == pytest.approx(pressure, rel=4e-3)


def test_humidity_by_hand():
    # Saturated at 20 degC and 1000 hPa: e = 23.37 hPa, q = 0.622 * 23.37 / (1000 - 0.378 * 23.37) = 0.014666; at half
    # of it 0.622 * 11.685 / (1000 - 0.378 * 11.685) = 0.0073003.
    assert specific_humidity(1.0, 293.15, 100_000.0) == pytest.approx(0.014666, abs=2e-6)
    assert specific_humidity(0.5, 293.15, 100_000.0) == pytest.approx(0.0073003, abs=1e-6)
    assert specific_humidity(0.0, 293.15, 100_000.0) == 0.0


@pytest.mark.parametrize(("celsius", "pressure"), SATURATION)
def test_dew_point_of_saturated_air_is_its_temperature(celsius, pressure):
    # The 4e-3 of above over the slope of ln e, 17.67 * 243.5 / (t + 243.5)**2: 0.04 K at -30, 0.07 K at 30 degC.
    share = 0.622 * pressure / (100_000.0 - 0.378 * pressure)
    assert dew_point(share, 100_000.0) == pytest.approx(celsius + 273.15, abs=0.07)


def test_dry_air_has_no_dew_point():
    assert np.isnan(dew_point(0.0, 100_000.0))


def test_moist_air_has_the_density_of_its_two_gases():
    # Dalton: dry air and vapour each by its own gas constant, 287.053 and 287.053 / 0.622.
    pressure, temperature, vapour = 95_000.0, 300.0, 2500.0
    density = (pressure - vapour) / (287.053 * temperature) + vapour / (287.053 / 0.622 * temperature)
    share = vapour / (287.053 / 0.622 * temperature) / density
    assert air_density(pressure, virtual_temperature(temperature, share)) == pytest.approx(density, rel=1e-12)
    assert virtual_temperature(temperature, 0.0) == temperature


# NCEP/NCAR reanalysis, June mean 1979-1998 at 38 N 127 E: p [hPa], T [K], q [g/kg], height [m]
JUNE = np.array(
    [
        (1000, 292.7, 12.4, 74),
        (925, 289.9, 9.7, 742),
        (850, 286.8, 7.3, 1459),
        (700, 277.8, 4.0, 3068),
        (600, 270.7, 2.5, 4309),
        (500, 262.3, 1.4, 5733),
        (400, 251.3, 0.8, 7414),
        (300, 236.8, 0.4, 9469),
    ]
)


def test_moist_june_air_has_the_heights_of_the_reanalysis():
    pressure, temperature, share, height = JUNE.T
    virtual = np.asarray(virtual_temperature(temperature, share / 1000.0))
    layers = np.log(pressure[:-1] / pressure[1:]) / log_pressure_below(0.5 * (virtual[1:] + virtual[:-1]), 1.0)
    found = height[0] + np.cumsum(layers)
    # Heights of the same integration made apart from this program from unrounded figures; those of the reanalysis
    # differ by 2 m at most. The rounding of T to 0.1 K leaves up to 0.02 % of the thickness, 2 m at 9.4 km.
    np.testing.assert_allclose(found, [743, 1460, 3070, 4310, 5734, 7413, 9469], rtol=0, atol=2.0)
    dry = np.log(pressure[:-1] / pressure[1:]) / log_pressure_below(0.5 * (temperature[1:] + temperature[:-1]), 1.0)
    assert height[0] + dry[:5].sum() - 5733.0 == pytest.approx(-17.0, abs=2.0)


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
