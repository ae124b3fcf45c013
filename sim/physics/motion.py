"""Vertical motion: forces on a balloon, drag, and the exact answer to a constant force against quadratic drag."""

import math

from sim._jit import compiled, elementwise
from sim.constants import GRAVITY


@elementwise
def net_lift(air_density: float, volume: float, total_mass: float) -> float:
    """Buoyancy minus weight. [N]

    Parameters
    ----------
    air_density : float
        [kg m-3]
    volume : float
        Volume of displaced air. [m3]
    total_mass : float
        Solid mass and gas. [kg]

    Returns
    -------
    float
        Positive upward. [N]

    References
    ----------
    .. [1] Yajima et al., "Scientific Ballooning", Springer, 2009, sec. 2.1 (Archimedes' principle).
    """
    return (air_density * volume - total_mass) * GRAVITY


@elementwise
def drag_factor(air_density: float, drag_coefficient: float, area: float) -> float:
    """Drag force over speed squared: 1/2 rho C A. [kg m-1]

    Parameters
    ----------
    air_density : float
        [kg m-3]
    drag_coefficient : float
        Referred to `area`. [1]
    area : float
        [m2]

    References
    ----------
    .. [1] Batchelor, "An Introduction to Fluid Dynamics", Cambridge, 1967, sec. 5.11 (definition of C).
    """
    return 0.5 * air_density * drag_coefficient * area


@compiled(inline=True)
def speed_under_constant_force(
    speed: float, net_force: float, drag: float, effective_mass: float, elapsed: float
) -> tuple[float, float]:
    """Speed and way after a while of constant force against quadratic drag, exactly.

    Parameters
    ----------
    speed : float
        At the start, positive upward. [m s-1]
    net_force : float
        Positive upward. [N]
    drag : float
        Drag force over speed squared, positive. [kg m-1]
    effective_mass : float
        Solid mass, gas and added mass. [kg]
    elapsed : float
        [s]

    Returns
    -------
    speed : float
        [m s-1]
    way : float
        Height gained. [m]

    Notes
    -----
    m dw/dt = F - k w |w|. With v the speed along the force, v' = A - c v**2 gives v = u tanh(...) once it moves with
    the force, and v' = A + c v**2 gives v = u tan(...) while it still moves against it, u = sqrt(A / c); without force
    v = v0 / (1 + c v0 t). Stable for any step, while an explicit step longer than about 3 s is not.

    References
    ----------
    .. [1] Parker, "Projectile motion with air resistance quadratic in the speed", Am. J. Phys. 45, 1977, p. 606,
       vertical case.
    """
    c = drag / effective_mass
    acceleration = abs(net_force) / effective_mass
    sign = 1.0 if net_force >= 0.0 else -1.0
    v = sign * speed
    if acceleration < 1e-12:  # below 1e-8 m/s in an hour: the limits of tanh and tan would divide by zero
        way = math.copysign(math.log1p(c * abs(speed) * elapsed) / c, speed)
        return speed / (1.0 + c * abs(speed) * elapsed), way
    terminal = math.sqrt(acceleration / c)
    rate = math.sqrt(acceleration * c)
    left = elapsed
    way = 0.0
    if v < 0.0:
        angle = math.atan(v / terminal)
        stop = -angle / rate
        if elapsed < stop:
            later = angle + rate * elapsed
            return sign * terminal * math.tan(later), sign * math.log(math.cos(angle) / math.cos(later)) / c
        way = math.log(math.cos(angle)) / c
        left = elapsed - stop
        v = 0.0
    ratio = v / terminal
    decay = math.exp(-2.0 * rate * left)
    # cosh x + r sinh x = e^x ((1 + r) + (1 - r) e^-2x) / 2, which does not overflow
    half_sum = 0.5 * ((1.0 + ratio) + (1.0 - ratio) * decay)
    way += (rate * left + math.log(half_sum)) / c
    tanh = (1.0 - decay) / (1.0 + decay)
    return sign * terminal * (ratio + tanh) / (1.0 + ratio * tanh), sign * way
