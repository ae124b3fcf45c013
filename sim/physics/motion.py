"""Vertical motion: forces on a balloon, drag, and the exact answer to a constant force against quadratic drag."""

import math

from sim._jit import compiled, elementwise
from sim.constants import GRAVITY
from sim.elementary import arctangent, exponential, logarithm, select, sine_and_cosine

_LEAST_ACCELERATION = 1e-12
"""A force that is nothing is taken for one so small: it changes the speed by 1e-11 m/s in ten seconds. [m s-2]"""


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
    the force, and v' = A + c v**2 gives v = u tan(...) while it still moves against it, u = sqrt(A / c). No
    force is taken for a very small one. Stable for any step, while an explicit step longer than about 3 s is not.

    References
    ----------
    .. [1] Parker, "Projectile motion with air resistance quadratic in the speed", Am. J. Phys. 45, 1977, p. 606,
       vertical case.
    """
    inverse_mass = 1.0 / effective_mass
    c, depth = drag * inverse_mass, effective_mass / drag
    pull = abs(net_force) * inverse_mass
    acceleration = select(pull < _LEAST_ACCELERATION, _LEAST_ACCELERATION, pull)
    sign = select(net_force >= 0.0, 1.0, -1.0)
    rate = math.sqrt(acceleration * c)
    ratio = sign * speed * c / rate
    turn = rate * elapsed
    against = ratio < 0.0
    until_rest = select(against, arctangent(-ratio), 0.0)
    # Slowed by force and drag together: the whole time, or until it rests and starts again from there.
    slowed = against & (turn < until_rest)
    sine, cosine = sine_and_cosine(turn)
    before = cosine - ratio * sine
    after = turn - until_rest
    moving, lost = select(against, 0.0, ratio), select(against, ratio, 0.0)
    decay = exponential(-2.0 * after)
    double = (1.0 + moving) + (1.0 - moving) * decay
    gained = logarithm(select(slowed, before, 0.25 * double * double / (1.0 + lost * lost)))
    way = select(slowed, -gained, after + 0.5 * gained)
    over = select(slowed, ratio * cosine + sine, moving * (1.0 + decay) + (1.0 - decay))
    return sign * rate * depth * over / select(slowed, before, double), sign * way * depth
