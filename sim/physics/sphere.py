"""A sphere of a given volume: how wide it is, and how much film and air it meets."""

import math

from sim._jit import elementwise


@elementwise
def sphere_diameter(volume: float) -> float:
    """Diameter of a sphere. [m]

    Parameters
    ----------
    volume : float
        [m3]

    Examples
    --------
    >>> round(sphere_diameter(math.pi / 6.0), 12)
    1.0
    """
    return math.pow(6.0 * volume / math.pi, 1.0 / 3.0)


@elementwise
def sphere_cross_section(volume: float) -> float:
    """Area of a sphere seen from anywhere. [m2]

    Parameters
    ----------
    volume : float
        [m3]
    """
    diameter: float = sphere_diameter(volume)
    return 0.25 * math.pi * diameter * diameter


@elementwise
def sphere_area(volume: float) -> float:
    """Area of the film around a sphere. [m2]

    Parameters
    ----------
    volume : float
        [m3]
    """
    diameter: float = sphere_diameter(volume)
    return math.pi * diameter * diameter


@elementwise
def sphere_volume(diameter: float) -> float:
    """Volume of a sphere. [m3]

    Parameters
    ----------
    diameter : float
        [m]
    """
    return math.pi / 6.0 * diameter * diameter * diameter
