"""Drag coefficients of a sphere, which fall when its boundary layer becomes turbulent."""

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
