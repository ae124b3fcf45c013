"""Drag coefficients: of a sphere, which fall when its boundary layer becomes turbulent, and of a leaning tube."""

import math

from sim._jit import elementwise


@elementwise
def air_viscosity(temperature: float) -> float:
    """Dynamic viscosity of air. [Pa s]

    Parameters
    ----------
    temperature : float
        [K]

    References
    ----------
    .. [1] US Standard Atmosphere 1976, NOAA-S/T 76-1562, eq. 51 (Sutherland's formula).
    """
    return 1.458e-6 * temperature * math.sqrt(temperature) / (temperature + 110.4)


@elementwise
def reynolds_number(air_density: float, speed: float, diameter: float, viscosity: float) -> float:
    """Reynolds number of a body in moving air. [1]

    Parameters
    ----------
    air_density : float
        [kg m-3]
    speed : float
        Of either sign. [m s-1]
    diameter : float
        [m]
    viscosity : float
        Dynamic viscosity of the air. [Pa s]

    References
    ----------
    .. [1] Batchelor, "An Introduction to Fluid Dynamics", Cambridge, 1967, sec. 4.7.
    """
    return air_density * abs(speed) * diameter / viscosity


@elementwise
def two_level_drag_coefficient(reynolds: float, high: float, low: float, transition: float, width: float) -> float:
    """Drag coefficient that falls from one level to another over a range of Reynolds numbers. [1]

    Parameters
    ----------
    reynolds : float
        Reynolds number. [1]
    high, low : float
        Coefficient below and above the transition. [1]
    transition : float
        Reynolds number where it begins to fall. [1]
    width : float
        Range of Reynolds numbers over which it falls; greater than 0. [1]

    Notes
    -----
    Fitted to ascents of latex balloons: free-stream turbulence, payload and shape make the drag crisis gradual.

    References
    ----------
    .. [1] Sobester, Czerski, Zapponi and Castro, "High-altitude gas balloon trajectory prediction: a Monte Carlo
       model", AIAA Journal 52, 2014, p. 832.
    """
    share = (reynolds - transition) / width
    if share <= 0.0:
        return high
    if share >= 1.0:
        return low
    return high - (high - low) * share


@elementwise
def smooth_sphere_drag_coefficient(reynolds: float) -> float:
    """Drag coefficient of a smooth sphere in still air, wind-tunnel curve with its drag crisis. [1]

    Parameters
    ----------
    reynolds : float
        Reynolds number, 0.1 to 1e6. [1]

    References
    ----------
    .. [1] Morrison, "An Introduction to Fluid Mechanics", Cambridge, 2013, eq. 8.83, p. 625 [from memory].
    """
    laminar = 2.6 * (reynolds / 5.0) / (1.0 + math.pow(reynolds / 5.0, 1.52))
    crisis = 0.411 * math.pow(reynolds / 2.63e5, -7.94) / (1.0 + math.pow(reynolds / 2.63e5, -8.0))
    supercritical = 0.25 * (reynolds / 1e6) / (1.0 + reynolds / 1e6)
    return 24.0 / reynolds + laminar + crisis + supercritical


@elementwise
def leaning_drag_coefficient(
    drag_coefficient: float, cross_flow_drag_coefficient: float, slenderness: float, lean: float
) -> float:
    """Drag coefficient of a tube that leans against its way through the air. [1]

    Parameters
    ----------
    drag_coefficient : float
        Of the upright tube, referred to its cross-section. [1]
    cross_flow_drag_coefficient : float
        Of the tube in a wind straight from its side, referred to length times diameter. [1]
    slenderness : float
        Length over diameter. [1]
    lean : float
        Between its axis and its way through the air. [rad]

    Notes
    -----
    C + C_n (4 / pi) (L / D) sin3(lean): the flow across the tube has the speed v sin(lean), so its force C_n 1/2 rho
    v2 sin2(lean) L D stands at right angles to the axis, and sin(lean) of it points against the way; 4 / pi refers it
    to pi D2 / 4. What the lean changes in the flow along the tube is left out.

    References
    ----------
    .. [1] Hoerner, "Fluid-Dynamic Drag", published by the author, 1965, ch. 3, cross-flow principle [from memory].

    Examples
    --------
    >>> round(leaning_drag_coefficient(0.6, 0.9, 9.4, math.radians(20.0)), 2)
    1.03
    """
    sine = math.sin(lean)
    return drag_coefficient + cross_flow_drag_coefficient * (4.0 / math.pi) * slenderness * sine * sine * sine
