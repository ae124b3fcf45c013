"""The film tube: its size, how much gas it holds, and when its tied neck lets gas out."""

import math

from sim._jit import elementwise
from sim.elementary import exponential, select


@elementwise
def diameter_from_lay_flat(width: float) -> float:
    """Diameter of the inflated tube whose film lies flat with this width. [m]

    Parameters
    ----------
    width : float
        Width of the empty tube lying flat. [m]

    Returns
    -------
    float
        [m]

    Notes
    -----
    The flat tube has a circumference of twice its width. Reading "2 m wide" as a diameter would double the volume
    and lift the ceiling by six kilometres.

    Examples
    --------
    >>> round(diameter_from_lay_flat(2.0), 3)
    1.273
    """
    return 2.0 * width / math.pi


@elementwise
def cross_section(diameter: float) -> float:
    """Area of the tube seen from above, to which its drag coefficient refers. [m2]"""
    return 0.25 * math.pi * diameter * diameter


@elementwise
def tube_volume(diameter: float, length: float) -> float:
    """Volume of the full tube, a cylinder. [m3]

    Parameters
    ----------
    diameter, length : float
        [m]

    Examples
    --------
    >>> round(tube_volume(4.0 / math.pi, 12.0), 2)
    15.28
    """
    return 0.25 * math.pi * diameter * diameter * length


@elementwise
def film_area(diameter: float, length: float) -> float:
    """Area of the film: the side and both ends of the cylinder. [m2]

    Parameters
    ----------
    diameter, length : float
        [m]

    Examples
    --------
    >>> round(film_area(4.0 / math.pi, 12.0), 2)
    50.55
    """
    return math.pi * diameter * length + 0.5 * math.pi * diameter * diameter


@elementwise
def free_gas_volume(gas_mass: float, gas_constant: float, gas_temperature: float, pressure: float) -> float:
    """Volume the gas would take at the pressure of the air outside (ideal gas law). [m3]

    Parameters
    ----------
    gas_mass : float
        [kg]
    gas_constant : float
        [J kg-1 K-1]
    gas_temperature : float
        [K]
    pressure : float
        Pressure of the air outside. [Pa]
    """
    return gas_mass * gas_constant * gas_temperature / pressure


@elementwise
def gas_mass_at_relief(
    pressure: float, back_pressure: float, volume: float, gas_constant: float, gas_temperature: float
) -> float:
    """Most gas the full bag can hold before its neck opens. [kg]

    Parameters
    ----------
    pressure : float
        Pressure of the air outside. [Pa]
    back_pressure : float
        Over-pressure at which the tied neck lets gas out; 0 for an open neck. [Pa]
    volume : float
        Volume of the full bag. [m3]
    gas_constant : float
        [J kg-1 K-1]
    gas_temperature : float
        [K]

    Returns
    -------
    float
        (p + dp) V / (R T): the ideal gas law at the pressure inside. [kg]
    """
    return (pressure + back_pressure) * volume / (gas_constant * gas_temperature)


@elementwise
def over_pressure(
    gas_mass: float, gas_constant: float, gas_temperature: float, volume: float, pressure: float
) -> float:
    """Pressure inside an envelope over that outside. [Pa]

    Parameters
    ----------
    gas_mass : float
        [kg]
    gas_constant : float
        [J kg-1 K-1]
    gas_temperature : float
        [K]
    volume : float
        That the gas takes. [m3]
    pressure : float
        Outside. [Pa]

    Notes
    -----
    Ideal gas; zero for a slack bag, whose gas takes all the volume that it wants.
    """
    return gas_mass * gas_constant * gas_temperature / volume - pressure


@elementwise
def burst_over_pressure(strength: float, thickness: float, diameter: float) -> float:
    """Over-pressure at which the film of a full tube yields: hoop stress s = dp r / t. [Pa]

    Parameters
    ----------
    strength : float
        Yield stress of the film. [Pa]
    thickness : float
        All walls together. [m]
    diameter : float
        Of the full tube. [m]

    References
    ----------
    .. [1] Timoshenko and Goodier, "Theory of Elasticity", 3rd ed., McGraw-Hill, 1970, sec. 28, thin-walled limit.

    Examples
    --------
    >>> round(burst_over_pressure(10e6, 75e-6, 2 * 0.6366))
    1178
    """
    return 2.0 * strength * thickness / diameter


@elementwise
def leaked_gas_mass(gas_mass: float, leak_rate: float, elapsed: float) -> float:
    """Gas left after a while of leaking through film, seams and neck. [kg]

    Parameters
    ----------
    gas_mass : float
        [kg]
    leak_rate : float
        Share of the gas lost per second. [s-1]
    elapsed : float
        [s]

    Notes
    -----
    dm/dt = -lambda m, solved: a leak in proportion to what is left. [estimate]
    """
    left: float = gas_mass * exponential(-leak_rate * elapsed)
    return left


@elementwise
def wetted_film_area(full_area: float, volume: float, full_volume: float, cross_section_area: float) -> float:
    """Area of film that touches the gas of a partly filled tube. [m2]

    Parameters
    ----------
    full_area : float
        Film area of the full tube, both ends included. [m2]
    volume, full_volume : float
        Gas volume now, and of the full tube. [m3]
    cross_section_area : float
        [m2]

    Notes
    -----
    The gas fills the upper part of the tube, so the side shrinks with the volume while the two ends stay:
    min(S, S V / V_max + 2 A). [estimate]
    """
    partly = full_area * volume / full_volume + 2.0 * cross_section_area
    return select(partly > full_area, full_area, partly)
