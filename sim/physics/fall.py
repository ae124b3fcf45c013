"""How fast things fall, alone, stuck or tied together, and how far their glide takes them aside."""

import math

from sim._jit import elementwise
from sim.constants import GRAVITY, SEA_LEVEL_DENSITY


@elementwise
def terminal_fall_speed(mass: float, area: float, drag_coefficient: float) -> float:
    """Speed at which a body falls in air of 1.225 kg m-3. [m s-1]

    Parameters
    ----------
    mass : float
        [kg]
    area : float
        Area to which the drag coefficient refers. [m2]
    drag_coefficient : float
        [1]

    Returns
    -------
    float
        Positive downward. [m s-1]

    Notes
    -----
    v0 = sqrt(2 m g / (rho0 C A)): drag balances weight. The buoyancy of the body is left out: 1e-3 of its weight.

    References
    ----------
    .. [1] Hoerner, "Fluid-Dynamic Drag", published by the author, 1965, sec. 3 [from memory].

    Examples
    --------
    A disc of 15.8 g, 12 cm wide with a hole of 1.5 cm:

    >>> round(terminal_fall_speed(0.0158, math.pi / 4 * (0.12**2 - 0.015**2), 1.15), 2)
    4.45
    """
    return math.sqrt(2.0 * mass * GRAVITY / (SEA_LEVEL_DENSITY * drag_coefficient * area))


@elementwise
def sheet_fall_speed(grammage: float, drag_coefficient: float) -> float:
    """Speed at which a sheet falls in air of 1.225 kg m-3, whatever its size. [m s-1]

    Parameters
    ----------
    grammage : float
        Mass of a unit of its area. [kg m-2]
    drag_coefficient : float
        Referred to the area of one side; about 2 for a sheet that tumbles, 1.2 for one that stays flat. [1]

    Returns
    -------
    float
        Positive downward. [m s-1]

    References
    ----------
    .. [1] Andersen, Pesavento and Wang, "Unsteady aerodynamics of fluttering and tumbling plates", J. Fluid Mech. 541,
       2005, p. 65 [from memory].

    Examples
    --------
    >>> round(sheet_fall_speed(0.075, 2.0), 3)
    0.775
    """
    return math.sqrt(2.0 * grammage * GRAVITY / (SEA_LEVEL_DENSITY * drag_coefficient))


@elementwise
def fall_speed(sea_level_speed: float, air_density: float) -> float:
    """Speed at which an item falls in air of this density. [m s-1]

    Parameters
    ----------
    sea_level_speed : float
        Fall speed in air of 1.225 kg m-3, positive. [m s-1]
    air_density : float
        [kg m-3]

    Returns
    -------
    float
        Positive downward. [m s-1]

    Notes
    -----
    v = v0 sqrt(rho0 / rho): drag 1/2 rho C A v2 balances weight, with a drag coefficient that does not change. Holds
    for the bluff or tumbling items flown here, Reynolds numbers 5e3 to 7e5.

    Examples
    --------
    >>> round(fall_speed(4.3, 0.7361), 2)
    5.55
    """
    return sea_level_speed * math.sqrt(SEA_LEVEL_DENSITY / air_density)


@elementwise
def clump_speed_factor(pieces: float) -> float:
    """How much faster sheets fall that stick together: sqrt(n). [1]

    Parameters
    ----------
    pieces : float
        Sheets in the clump, at least 1. [1]

    Notes
    -----
    One on top of the other they have the weight of n and the area of one.

    Examples
    --------
    >>> clump_speed_factor(4.0)
    2.0
    """
    return math.sqrt(pieces)


@elementwise
def glide_deviation(glide_angle: float, persistence: float, depth: float) -> float:
    """Standard deviation, along each axis, of how far aside a gliding item comes down. [m]

    Parameters
    ----------
    glide_angle : float
        Between its path and the vertical. [rad]
    persistence : float
        Fall over which the correlation of its heading sinks to 1/e; 0 for an item that does not glide. [m]
    depth : float
        How far it falls, at least 0. [m]

    Notes
    -----
    tan(theta) (cos phi, sin phi) aside per metre of fall, with the correlation exp(-dz / L) / 2 of each component over
    a fall of dz, adds up to the variance tan2(theta) L (z - L (1 - exp(-z / L))): tan2(theta) z2 / 2 while the heading
    holds, tan2(theta) L z in the long run. The angle stays the same all the way. [estimate]

    References
    ----------
    .. [1] Taylor, "Diffusion by continuous movements", Proc. London Math. Soc. 20, 1922, p. 196, with depth for time.

    Examples
    --------
    A disc from 4 km at 30 degrees:

    >>> round(glide_deviation(math.radians(30.0), 100.0, 4000.0))
    361
    """
    if persistence == 0.0:
        return 0.0 * (glide_angle + depth)  # NaN where these are
    x = depth / persistence
    # x - 1 + exp(-x) loses its digits for small x; the series keeps them: 3e-15 at 1e-3
    spread = x + math.expm1(-x)
    if x < 1e-3:
        spread = x * x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x / 120.0)))
    return math.tan(glide_angle) * persistence * math.sqrt(spread)


@elementwise
def fall_resistance(mass: float, sea_level_speed: float) -> float:
    """Drag of a falling body over the square of its speed, in units of gravity: m / v0**2. [kg s2 m-2]

    Parameters
    ----------
    mass : float
        [kg]
    sea_level_speed : float
        Speed at which it falls alone. [m s-1]

    Notes
    -----
    At terminal speed 1/2 rho0 C A v0**2 = m g: the resistances of bodies tied together add.
    """
    return mass / (sea_level_speed * sea_level_speed)


@elementwise
def joint_fall_speed(mass: float, resistance: float) -> float:
    """Sea-level fall speed of bodies tied together. [m s-1]

    Parameters
    ----------
    mass : float
        Of all of them. [kg]
    resistance : float
        Sum of their `fall_resistance`. [kg s2 m-2]

    Examples
    --------
    >>> joint_fall_speed(4.0, fall_resistance(2.0, 5.0) + fall_resistance(2.0, 5.0))
    5.0
    """
    return math.sqrt(mass / resistance)
