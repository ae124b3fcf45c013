"""The water in the air: how much there is, how much there can be, and what it does to the density."""

import math
from typing import Final

from sim._jit import elementwise
from sim.constants import KELVIN_AT_0_CELSIUS

WATER_TO_DRY_AIR: Final = 0.622
"""Molar mass of water over that of dry air: 18.0153 / 28.9644. [1] (Wallace and Hobbs, 2006, sec. 3.1)"""

BOLTON_VAPOUR: Final = (611.2, 17.67, 29.65)
"""Saturation vapour pressure at 0 degrees Celsius [Pa], and the slope [1] and the offset [K] of its rise.
(Bolton, 1980, eq. 10; the offset is 273.15 less his 243.5)"""


@elementwise
def saturation_vapour_pressure(temperature: float) -> float:
    """Pressure of water vapour over a plane surface of liquid water. [Pa]

    Parameters
    ----------
    temperature : float
        [K]

    Returns
    -------
    float
        [Pa]

    Notes
    -----
    Within 0.3 % from -35 to 35 degrees Celsius. Below freezing it is that over supercooled water: files that refer
    relative humidity to ice there have up to 1.5 times less vapour, in air too cold for this to weigh.

    References
    ----------
    .. [1] Bolton, "The computation of equivalent potential temperature", Monthly Weather Review 108, 1980, p. 1047,
       eq. 10.

    Examples
    --------
    >>> round(saturation_vapour_pressure(293.15), 0)
    2337.0
    """
    at_freezing, slope, offset = BOLTON_VAPOUR
    return at_freezing * math.exp(slope * (temperature - KELVIN_AT_0_CELSIUS) / (temperature - offset))


@elementwise
def specific_humidity(relative_humidity: float, temperature: float, pressure: float) -> float:
    """Mass of water vapour in a mass of moist air. [1]

    Parameters
    ----------
    relative_humidity : float
        Vapour pressure over that of saturation over water. [1]
    temperature : float
        [K]
    pressure : float
        Of the moist air, above the vapour pressure. [Pa]

    Returns
    -------
    float
        [1]

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, sec. 3.5.1.

    Examples
    --------
    >>> round(specific_humidity(1.0, 293.15, 100_000.0), 5)
    0.01467
    """
    vapour_pressure: float = relative_humidity * saturation_vapour_pressure(temperature)
    return WATER_TO_DRY_AIR * vapour_pressure / (pressure - (1.0 - WATER_TO_DRY_AIR) * vapour_pressure)


@elementwise
def dew_point(specific_humidity: float, pressure: float) -> float:
    """Temperature to which air must cool at constant pressure to be saturated over liquid water. [K]

    Parameters
    ----------
    specific_humidity : float
        Mass of water vapour in a mass of moist air. [1]
    pressure : float
        Of the moist air. [Pa]

    Returns
    -------
    float
        NaN for air without vapour, which has none. [K]

    References
    ----------
    .. [1] Bolton, "The computation of equivalent potential temperature", Monthly Weather Review 108, 1980, p. 1047,
       eq. 11: eq. 10 solved for the temperature. The vapour pressure as in `specific_humidity`.

    Examples
    --------
    >>> round(dew_point(0.01467, 100_000.0), 1)
    293.2
    """
    if specific_humidity <= 0.0:
        return math.nan
    at_freezing, slope, offset = BOLTON_VAPOUR
    dry_share = WATER_TO_DRY_AIR + (1.0 - WATER_TO_DRY_AIR) * specific_humidity
    growth = math.log(specific_humidity * pressure / (dry_share * at_freezing))
    return (slope * KELVIN_AT_0_CELSIUS - offset * growth) / (slope - growth)


@elementwise
def virtual_temperature(temperature: float, specific_humidity: float) -> float:
    """Temperature at which dry air of the same pressure has the density of the moist air. [K]

    Parameters
    ----------
    temperature : float
        [K]
    specific_humidity : float
        Mass of water vapour in a mass of moist air. [1]

    Returns
    -------
    float
        At least the temperature. [K]

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, eq. 3.16, with the specific
       humidity in place of the vapour pressure.

    Examples
    --------
    >>> round(virtual_temperature(292.7, 0.0124), 2)
    294.91
    """
    return temperature * (1.0 + (1.0 / WATER_TO_DRY_AIR - 1.0) * specific_humidity)
