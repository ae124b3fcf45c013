"""The air as an ideal gas, dry or moist, the two kinds of height, vertical motion, and the standard atmosphere."""

import math
from typing import Final

from sim._jit import elementwise
from sim.constants import (
    EARTH_RADIUS_GEOPOTENTIAL,
    GAS_CONSTANT_DRY_AIR,
    GRAVITY,
    KELVIN_AT_0_CELSIUS,
    SEA_LEVEL_PRESSURE,
    SEA_LEVEL_TEMPERATURE,
    TROPOPAUSE_HEIGHT,
    TROPOSPHERE_LAPSE_RATE,
)

WATER_TO_DRY_AIR: Final = 0.622
"""Molar mass of water over that of dry air: 18.0153 / 28.9644. [1] (Wallace and Hobbs, 2006, sec. 3.1)"""

BOLTON_VAPOUR: Final = (611.2, 17.67, 29.65)
"""Saturation vapour pressure at 0 degrees Celsius [Pa], and the slope [1] and the offset [K] of its rise.
(Bolton, 1980, eq. 10; the offset is 273.15 less his 243.5)"""

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
