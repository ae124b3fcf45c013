"""The air as an ideal gas, the two kinds of height, and the standard atmosphere."""

import math

from sim._jit import elementwise
from sim.constants import (
    EARTH_RADIUS_GEOPOTENTIAL,
    GAS_CONSTANT_DRY_AIR,
    GRAVITY,
    SEA_LEVEL_PRESSURE,
    SEA_LEVEL_TEMPERATURE,
    TROPOPAUSE_HEIGHT,
    TROPOSPHERE_LAPSE_RATE,
)


@elementwise
def air_density(pressure: float, temperature: float) -> float:
    """Density of dry air. [kg m-3]

    Parameters
    ----------
    pressure : float
        Air pressure. [Pa]
    temperature : float
        Air temperature; a virtual temperature makes it the density of moist air. [K]

    Returns
    -------
    float
        [kg m-3]

    References
    ----------
    .. [1] US Standard Atmosphere 1976, NOAA-S/T 76-1562, eq. 42.

    Examples
    --------
    >>> round(air_density(101325.0, 288.15), 4)
    1.225
    """
    return pressure / (GAS_CONSTANT_DRY_AIR * temperature)


@elementwise
def geometric_height(geopotential_height: float) -> float:
    """Height above mean sea level that belongs to a geopotential height. [m]

    Parameters
    ----------
    geopotential_height : float
        Geopotential divided by standard gravity. [m]

    Returns
    -------
    float
        [m]

    References
    ----------
    .. [1] US Standard Atmosphere 1976, NOAA-S/T 76-1562, eq. 19.

    Examples
    --------
    >>> round(geometric_height(5000.0), 1)
    5003.9
    """
    return EARTH_RADIUS_GEOPOTENTIAL * geopotential_height / (EARTH_RADIUS_GEOPOTENTIAL - geopotential_height)


@elementwise
def log_pressure_below(temperature: float, depth: float) -> float:
    """How much the logarithm of the pressure grows over a depth of air of one temperature. [1]

    Parameters
    ----------
    temperature : float
        Temperature of the layer. [K]
    depth : float
        Thickness of the layer, positive downward. [m]

    Returns
    -------
    float
        ln(p below) - ln(p above). [1]

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, eq. 3.24 with one temperature.
    """
    return GRAVITY * depth / (GAS_CONSTANT_DRY_AIR * temperature)


@elementwise
def standard_height(pressure: float) -> float:
    """Geopotential height of a pressure in the standard atmosphere. [m]

    Parameters
    ----------
    pressure : float
        Air pressure, greater than 0. [Pa]

    Returns
    -------
    float
        Above mean sea level; negative for pressures above that of sea level. [m]

    Notes
    -----
    Below the tropopause p = p0 (T / T0)**(g / (R L)) with T = T0 - L H; above it p falls as exp(-H g / (R T)) with the
    temperature of the tropopause, which the standard atmosphere has up to 20 km and this formula everywhere above.

    References
    ----------
    .. [1] US Standard Atmosphere 1976, NOAA-S/T 76-1562, eq. 33a and 33b.

    Examples
    --------
    >>> round(standard_height(50000.0), 1)
    5574.4
    """
    tropopause_temperature = SEA_LEVEL_TEMPERATURE - TROPOSPHERE_LAPSE_RATE * TROPOPAUSE_HEIGHT
    exponent = GRAVITY / (GAS_CONSTANT_DRY_AIR * TROPOSPHERE_LAPSE_RATE)
    tropopause_pressure = SEA_LEVEL_PRESSURE * (tropopause_temperature / SEA_LEVEL_TEMPERATURE) ** exponent
    if pressure > tropopause_pressure:
        warmth: float = (pressure / SEA_LEVEL_PRESSURE) ** (1.0 / exponent)
        return SEA_LEVEL_TEMPERATURE / TROPOSPHERE_LAPSE_RATE * (1.0 - warmth)
    scale_height = GAS_CONSTANT_DRY_AIR * tropopause_temperature / GRAVITY
    return TROPOPAUSE_HEIGHT + scale_height * math.log(tropopause_pressure / pressure)
