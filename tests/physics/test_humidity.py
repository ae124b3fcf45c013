import numpy as np
import pytest

from sim.physics.atmosphere import air_density, log_pressure_below
from sim.physics.humidity import dew_point, saturation_vapour_pressure, specific_humidity, virtual_temperature

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
