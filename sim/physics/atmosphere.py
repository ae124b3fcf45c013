"""The air as an ideal gas, the two kinds of height, vertical motion, and the standard atmosphere."""

import math
from typing import Final

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

STANDARD_LAYERS: Final = ((20_000.0, 0.001), (32_000.0, 0.0028), (47_000.0, 0.0))
"""Geopotential heights [m] above the tropopause where the lapse of the standard atmosphere changes, and the rise of
temperature with height from there up [K m-1]. (US Standard Atmosphere 1976, table 4)"""


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
def geopotential_height(height: float) -> float:
    """Geopotential height that belongs to a height above mean sea level. [m]

    Parameters
    ----------
    height : float
        Geometric. [m]

    Returns
    -------
    float
        Geopotential divided by standard gravity. [m]

    References
    ----------
    .. [1] US Standard Atmosphere 1976, NOAA-S/T 76-1562, eq. 18.

    Examples
    --------
    >>> round(geopotential_height(5000.0), 1)
    4996.1
    """
    return EARTH_RADIUS_GEOPOTENTIAL * height / (EARTH_RADIUS_GEOPOTENTIAL + height)


@elementwise
def log_pressure_below(temperature: float, depth: float) -> float:
    """How much the logarithm of the pressure grows over a depth of air of one temperature. [1]

    Parameters
    ----------
    temperature : float
        Temperature of the layer; a virtual temperature makes it that of moist air. [K]
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


@elementwise
def standard_temperature(geopotential_height: float) -> float:
    """Temperature of the standard atmosphere. [K]

    Parameters
    ----------
    geopotential_height : float
        Above mean sea level, up to 51 km. [m]

    Returns
    -------
    float
        Below sea level the lapse of the troposphere goes on. [K]

    References
    ----------
    .. [1] US Standard Atmosphere 1976, NOAA-S/T 76-1562, eq. 23 and table 4.

    Examples
    --------
    >>> [round(standard_temperature(height), 2) for height in (0.0, 15_000.0, 32_000.0)]
    [288.15, 216.65, 228.65]
    """
    temperature = SEA_LEVEL_TEMPERATURE - TROPOSPHERE_LAPSE_RATE * min(geopotential_height, TROPOPAUSE_HEIGHT)
    (warming, first), (stratopause, second), (top, _) = STANDARD_LAYERS
    temperature += first * min(max(geopotential_height - warming, 0.0), stratopause - warming)
    return temperature + second * min(max(geopotential_height - stratopause, 0.0), top - stratopause)


@elementwise
def upward_air_velocity(pressure_tendency: float, pressure: float, temperature: float) -> float:
    """Upward speed of air whose pressure changes as it moves. [m s-1]

    Parameters
    ----------
    pressure_tendency : float
        Rate at which the pressure of a parcel of air grows. [Pa s-1]
    pressure : float
        [Pa]
    temperature : float
        Virtual temperature of the air. [K]

    Returns
    -------
    float
        Positive where the pressure of the parcel falls. [m s-1]

    Notes
    -----
    omega = -rho g w: the change of pressure at a fixed height and along the wind, some ten times smaller in weather of
    synoptic size, is left out.

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, eq. 7.33.

    Examples
    --------
    >>> round(upward_air_velocity(-0.1, 70_000.0, 270.0), 4)
    0.0113
    """
    return -pressure_tendency * GAS_CONSTANT_DRY_AIR * temperature / (pressure * GRAVITY)
