"""Unresolved gusts near the ground: how strong they are and how long they last."""

import math
from typing import Final

from sim._jit import elementwise

VON_KARMAN: Final = 0.4
"""Slope of the logarithmic wind profile over the friction velocity. [1] (as the scheme below has it)"""

LEAST_GUST_DEVIATION: Final = 0.01
"""Added to every standard deviation of a gust, so that no time scale becomes infinite. [m s-1] (FLEXPART, hanna.f90)"""

SHORTEST_GUST_TIME: Final = 10.0
"""Least time scale of horizontal gusts. [s] (FLEXPART, hanna.f90)"""

SHORTEST_VERTICAL_GUST_TIME: Final = 30.0
"""Least time scale of vertical gusts. [s] (FLEXPART, hanna.f90)"""


@elementwise
def stable_gust_deviation(zeta: float, friction_velocity: float) -> float:
    """Standard deviation of a horizontal gust in a stable boundary layer, in any one direction. [m s-1]

    Parameters
    ----------
    zeta : float
        Height over height of the layer; above 1 the gusts of its top. [1]
    friction_velocity : float
        [m s-1]

    Notes
    -----
    2 u* (1 - zeta) along the wind and 1.3 u* (1 - zeta) across it; their root mean square, because it is not followed
    which way the wind blows.

    References
    ----------
    .. [1] Hanna, "Applications in air pollution modeling", in Nieuwstadt and van Dop (eds.), "Atmospheric Turbulence
       and Air Pollution Modelling", Reidel, 1982, p. 275, as in FLEXPART 10, hanna.f90, stable conditions.

    Examples
    --------
    >>> round(stable_gust_deviation(0.5, 0.15), 3)
    0.136
    """
    share = max(1.0 - zeta, 0.0)
    along = LEAST_GUST_DEVIATION + 2.0 * friction_velocity * share
    across = LEAST_GUST_DEVIATION + 1.3 * friction_velocity * share
    return math.sqrt(0.5 * (along * along + across * across))


@elementwise
def stable_vertical_gust_deviation(zeta: float, friction_velocity: float) -> float:
    """Standard deviation of the vertical gust in a stable boundary layer: 1.3 u* (1 - zeta). [m s-1]

    Parameters
    ----------
    zeta : float
        Height over height of the layer; above 1 the gusts of its top. [1]
    friction_velocity : float
        [m s-1]

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, stable conditions.
    """
    share = max(1.0 - zeta, 0.0)
    return LEAST_GUST_DEVIATION + 1.3 * friction_velocity * share


@elementwise
def stable_gust_time(zeta: float, friction_velocity: float, layer_height: float) -> float:
    """Time over which a horizontal gust in a stable boundary layer forgets itself. [s]

    Parameters
    ----------
    zeta : float
        Height over height of the layer, at least 0; above 1 as at its top. [1]
    friction_velocity : float
        [m s-1]
    layer_height : float
        [m]

    Notes
    -----
    Along the wind T = 0.15 h sqrt(zeta) / sigma, across it 0.467 of that, each at least 10 s; their mean weighted with
    sigma squared, which keeps the mean of both diffusivities sigma squared times T.

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, stable conditions.

    Examples
    --------
    >>> round(stable_gust_time(0.5, 0.15, 200.0), 1)
    110.6
    """
    within = min(zeta, 1.0)
    along = LEAST_GUST_DEVIATION + 2.0 * friction_velocity * (1.0 - within)
    across = LEAST_GUST_DEVIATION + 1.3 * friction_velocity * (1.0 - within)
    time_along = 0.15 * layer_height / along * math.sqrt(within)
    time_across = max(0.467 * time_along, SHORTEST_GUST_TIME)
    time_along = max(time_along, SHORTEST_GUST_TIME)
    weight = along * along + across * across
    return (along * along * time_along + across * across * time_across) / weight


@elementwise
def stable_vertical_gust_time(zeta: float, friction_velocity: float, layer_height: float) -> float:
    """Time over which the vertical gust in a stable boundary layer forgets itself: 0.1 h zeta**0.8 / sigma. [s]

    Parameters
    ----------
    zeta : float
        Height over height of the layer, at least 0; above 1 as at its top. [1]
    friction_velocity : float
        [m s-1]
    layer_height : float
        [m]

    Returns
    -------
    float
        At least 30 s. [s]

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, stable conditions.
    """
    within = min(zeta, 1.0)
    deviation: float = stable_vertical_gust_deviation(within, friction_velocity)
    return max(0.1 * layer_height / deviation * math.pow(within, 0.8), SHORTEST_VERTICAL_GUST_TIME)


@elementwise
def convective_velocity(friction_velocity: float, layer_height: float, obukhov_length: float) -> float:
    """Speed of the thermals of an unstable boundary layer: w* = u* (-h / (0.4 L))**(1/3). [m s-1]

    Parameters
    ----------
    friction_velocity : float
        [m s-1]
    layer_height : float
        [m]
    obukhov_length : float
        Negative; NaN comes out otherwise. [m]

    Notes
    -----
    Follows from L = -u***3 T / (k g Q) and w***3 = g Q h / T, where Q is the heat flux over density and heat capacity.

    References
    ----------
    .. [1] Stull, "An Introduction to Boundary Layer Meteorology", Kluwer, 1988, eq. 4.2a and 5.7c, p. 118 and 181
       [from memory].

    Examples
    --------
    >>> round(convective_velocity(0.35, 1200.0, -50.0), 2)
    1.37
    """
    if obukhov_length >= 0.0:
        return math.nan
    return friction_velocity * math.pow(-layer_height / (VON_KARMAN * obukhov_length), 1.0 / 3.0)


@elementwise
def unstable_gust_deviation(friction_velocity: float, layer_height: float, obukhov_length: float) -> float:
    """Standard deviation of a horizontal gust in an unstable boundary layer, at any height in it. [m s-1]

    Parameters
    ----------
    friction_velocity : float
        [m s-1]
    layer_height : float
        Greater than the Obukhov length is long; below that the layer is neutral, which this is not. [m]
    obukhov_length : float
        Negative; NaN comes out otherwise. [m]

    Notes
    -----
    u* (12 - 0.5 h / L)**(1/3), the same along and across the wind.

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, unstable conditions.

    Examples
    --------
    >>> round(unstable_gust_deviation(0.35, 1200.0, -50.0), 3)
    1.02
    """
    if obukhov_length >= 0.0:
        return math.nan
    stirring = math.pow(12.0 - 0.5 * layer_height / obukhov_length, 1.0 / 3.0)
    return LEAST_GUST_DEVIATION + friction_velocity * stirring


@elementwise
def unstable_vertical_gust_deviation(
    zeta: float, friction_velocity: float, layer_height: float, obukhov_length: float
) -> float:
    """Standard deviation of the vertical gust in an unstable boundary layer. [m s-1]

    Parameters
    ----------
    zeta : float
        Height over height of the layer, at least 0; above 1 as at its top. [1]
    friction_velocity : float
        [m s-1]
    layer_height : float
        [m]
    obukhov_length : float
        Negative; NaN comes out otherwise. [m]

    Notes
    -----
    sqrt(1.2 w***2 (1 - 0.9 zeta) zeta**(2/3) + (1.8 - 1.4 zeta) u***2): thermals, strongest at half the height, and
    the friction of the ground.

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, unstable conditions.

    Examples
    --------
    >>> round(unstable_vertical_gust_deviation(0.4, 0.35, 1200.0, -50.0), 2)
    0.98
    """
    within = min(zeta, 1.0)
    thermals: float = convective_velocity(friction_velocity, layer_height, obukhov_length)
    convective = 1.2 * thermals * thermals * (1.0 - 0.9 * within) * math.pow(within, 2.0 / 3.0)
    mechanical = (1.8 - 1.4 * within) * friction_velocity * friction_velocity
    return LEAST_GUST_DEVIATION + math.sqrt(convective + mechanical)


@elementwise
def unstable_gust_time(friction_velocity: float, layer_height: float, obukhov_length: float) -> float:
    """Time over which a horizontal gust in an unstable boundary layer forgets itself: 0.15 h / sigma. [s]

    Parameters
    ----------
    friction_velocity : float
        [m s-1]
    layer_height : float
        [m]
    obukhov_length : float
        Negative; NaN comes out otherwise. [m]

    Returns
    -------
    float
        At least 10 s. [s]

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, unstable conditions.
    """
    deviation: float = unstable_gust_deviation(friction_velocity, layer_height, obukhov_length)
    return max(0.15 * layer_height / deviation, SHORTEST_GUST_TIME)


@elementwise
def unstable_vertical_gust_time(
    zeta: float, friction_velocity: float, layer_height: float, obukhov_length: float
) -> float:
    """Time over which the vertical gust in an unstable boundary layer forgets itself. [s]

    Parameters
    ----------
    zeta : float
        Height over height of the layer, at least 0; above 1 as at its top. [1]
    friction_velocity : float
        [m s-1]
    layer_height : float
        [m]
    obukhov_length : float
        Negative; NaN comes out otherwise. [m]

    Returns
    -------
    float
        At least 30 s. [s]

    Notes
    -----
    With z = zeta h: 0.1 z / (sigma (0.55 - 0.38 z / |L|)) below the Obukhov length, 0.59 z / sigma above it in the
    lowest tenth of the layer, 0.15 h (1 - exp(-5 zeta)) / sigma in the rest. The three meet within 1 % if |L|
    is less than a tenth of h.

    References
    ----------
    .. [1] Hanna 1982 as in FLEXPART 10, hanna.f90, unstable conditions.
    """
    within = min(zeta, 1.0)
    deviation: float = unstable_vertical_gust_deviation(within, friction_velocity, layer_height, obukhov_length)
    height = within * layer_height
    if height < -obukhov_length:
        way = 0.1 * height / (0.55 + 0.38 * height / obukhov_length)
    elif within < 0.1:
        way = 0.59 * height
    else:
        way = 0.15 * layer_height * -math.expm1(-5.0 * within)
    return max(way / deviation, SHORTEST_VERTICAL_GUST_TIME)
