"""The air as an ideal gas, and the two kinds of height."""

from sim._jit import elementwise
from sim.constants import EARTH_RADIUS_GEOPOTENTIAL, GAS_CONSTANT_DRY_AIR, GRAVITY


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
