"""Sunlight: how high the sun stands, when it rises as seen from a height, and how strong its beam is.

Holds no ephemeris: declination and hour angle come from `sim.sun`.
"""

import math
from typing import Final

from sim._jit import elementwise
from sim.constants import SEA_LEVEL_PRESSURE, WGS84_FLATTENING, WGS84_SEMI_MAJOR
from sim.elementary import arcsine, power, select, sine_and_cosine

MEAN_EARTH_RADIUS: Final = WGS84_SEMI_MAJOR * (1.0 - WGS84_FLATTENING / 3.0)
"""Mean of the three semi-axes of the earth ellipsoid, 6,371,008.8 m. [m] (Moritz, "Geodetic Reference System 1980",
Journal of Geodesy 74, 2000, p. 131)"""

REFRACTION_AT_HORIZON: Final = math.radians(34.0 / 60.0)
"""How far the air lifts a sun at the horizon of the sea. [rad] (Explanatory Supplement to the Astronomical Almanac,
3rd ed., 2013, sec. 12.2 [from memory])"""

SUN_RADIUS: Final = math.radians(16.0 / 60.0)
"""Apparent radius of the sun. [rad] (same source [from memory])"""

SUNRISE_ELEVATION: Final = -(REFRACTION_AT_HORIZON + SUN_RADIUS)
"""Elevation of the sun's centre, refraction left out, when its upper limb touches the horizon. [rad]"""

CIVIL_TWILIGHT_ELEVATION: Final = math.radians(-6.0)
"""Elevation of the sun's centre where civil twilight ends. [rad] (same source [from memory])"""


@elementwise
def sine_of_sun_elevation(latitude: float, declination: float, hour_angle: float) -> float:
    """Sine of the elevation of the sun's centre: above zero from sunrise to sunset. [1]

    Parameters
    ----------
    latitude : float
        [degree]
    declination : float
        [rad]
    hour_angle : float
        At the place, westward. [rad]

    References
    ----------
    .. [1] Meeus, "Astronomical Algorithms", 2nd ed., Willmann-Bell, 1998, eq. 13.6, p. 93.
    """
    sine, cosine = sine_and_cosine(math.radians(latitude))
    sine_declination, cosine_declination = sine_and_cosine(declination)
    _, along = sine_and_cosine(hour_angle)
    height: float = sine * sine_declination + cosine * cosine_declination * along
    return height


@elementwise
def sun_elevation(latitude: float, declination: float, hour_angle: float) -> float:
    """Height of the sun's centre above the horizontal, refraction left out. [rad]

    Parameters
    ----------
    latitude : float
        [degree]
    declination : float
        Of the sun, positive to the north. [rad]
    hour_angle : float
        Local, zero when the sun is on the meridian, positive in the afternoon. [rad]

    Returns
    -------
    float
        Negative below the horizontal. [rad]

    Notes
    -----
    sin e = sin phi sin delta + cos phi cos delta cos H. Within 1e-8 rad of the zenith the arcsine loses its digits.

    References
    ----------
    .. [1] Meeus, "Astronomical Algorithms", 2nd ed., Willmann-Bell, 1998, eq. 13.6, p. 93.

    Examples
    --------
    >>> round(math.degrees(sun_elevation(38.0, 0.0, 0.0)), 9)
    52.0
    """
    elevation: float = arcsine(sine_of_sun_elevation(latitude, declination, hour_angle))
    return elevation


@elementwise
def horizon_dip(height: float) -> float:
    """How far below the horizontal the horizon of the sea lies, refraction left out. [rad]

    Parameters
    ----------
    height : float
        Above mean sea level; below it the dip is zero. [m]

    Returns
    -------
    float
        Zero at sea level, positive above: the sun rises when its elevation is `SUNRISE_ELEVATION` less the dip. [rad]

    Notes
    -----
    acos(R / (R + h)) with the mean earth radius, written as an arctangent: near sea level the arccosine loses its
    digits.

    References
    ----------
    .. [1] Bowditch, "The American Practical Navigator", NGA Pub. 9, 2019, vol. 1, ch. 15 (geometric dip) [from memory].

    Examples
    --------
    >>> round(math.degrees(horizon_dip(4000.0)), 2)
    2.03
    """
    if height <= 0.0:
        return 0.0
    return math.atan(math.sqrt(height * (2.0 * MEAN_EARTH_RADIUS + height)) / MEAN_EARTH_RADIUS)


@elementwise
def relative_air_mass(elevation: float) -> float:
    """Air that a sunbeam passes on its way to sea level, relative to a beam from overhead. [1]

    Parameters
    ----------
    elevation : float
        Of the sun. [rad]

    Returns
    -------
    float
        1 overhead, 37.9 at the horizontal, infinite below it: no beam comes from there. [1]

    Notes
    -----
    1 / (sin e + 0.50572 (e + 6.07995)**-1.6364) with e in degrees: within 0.5 % of the authors' table. Theirs is the
    refracted elevation; the true one makes the air mass too great by 24 % at the horizontal, by 3 % at 5 degrees.

    References
    ----------
    .. [1] Kasten and Young, "Revised optical air mass tables and approximation formula", Applied Optics 28, 1989,
       eq. 3, p. 4736.

    Examples
    --------
    >>> round(relative_air_mass(math.radians(30.0)), 3)
    1.994
    """
    up = select(elevation > 0.0, elevation, 0.0 * elevation)
    sine, _ = sine_and_cosine(up)
    air_mass = 1.0 / (sine + 0.50572 * power(math.degrees(up) + 6.07995, -1.6364))
    return select(elevation < 0.0, math.inf, air_mass)


@elementwise
def sunlight_share(elevation: float, pressure: float) -> float:
    """Direct sunlight on a surface that faces the sun, relative to a sun overhead at sea level. [1]

    Parameters
    ----------
    elevation : float
        Of the sun. [rad]
    pressure : float
        Of the air around. [Pa]

    Returns
    -------
    float
        Zero with the sun at or below the horizontal, 1 with the sun overhead at sea level; more than 1 aloft, up to
        1 / 0.7 without air. [1]

    Notes
    -----
    0.7**(m**0.678) / 0.7 for the air mass m = relative air mass times p / p0: clear sky, and none of the sunlight that
    reaches a height from below the horizontal.

    References
    ----------
    .. [1] Meinel and Meinel, "Applied Solar Energy", Addison-Wesley, 1976, p. 46.

    Examples
    --------
    >>> round(sunlight_share(math.pi / 2, 101325.0), 3)
    1.0
    """
    up = select(elevation > 0.0, elevation, 0.0 * elevation)
    air_mass = relative_air_mass(up) * (pressure / SEA_LEVEL_PRESSURE)
    share = power(0.7, power(air_mass, 0.678) - 1.0)
    return select(elevation <= 0.0, 0.0 * pressure, share)
