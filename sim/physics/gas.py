"""The lifting gas: helium or hydrogen with some air in it.

Purity is a mole fraction; the rest is dry air.
"""

from sim._jit import elementwise
from sim.constants import GAS_CONSTANT_DRY_AIR, HEAT_CAPACITY_AIR


@elementwise
def mixture_gas_constant(purity: float, pure_gas_constant: float) -> float:
    """Specific gas constant of lifting gas mixed with dry air. [J kg-1 K-1]

    Parameters
    ----------
    purity : float
        Mole fraction of the lifting gas, 0 to 1. [1]
    pure_gas_constant : float
        Specific gas constant of the pure lifting gas. [J kg-1 K-1]

    Returns
    -------
    float
        [J kg-1 K-1]

    Notes
    -----
    Molar masses add by mole fraction and R = R* / M, so 1/R is the mole-weighted mean of 1/R.

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, eq. 3.11 (mixture of ideal gases).
    """
    return 1.0 / (purity / pure_gas_constant + (1.0 - purity) / GAS_CONSTANT_DRY_AIR)


@elementwise
def mixture_heat_capacity(purity: float, pure_gas_constant: float, pure_heat_capacity: float) -> float:
    """Specific heat at constant pressure of lifting gas mixed with dry air. [J kg-1 K-1]

    Parameters
    ----------
    purity : float
        Mole fraction of the lifting gas, 0 to 1. [1]
    pure_gas_constant : float
        Specific gas constant of the pure lifting gas. [J kg-1 K-1]
    pure_heat_capacity : float
        Specific heat at constant pressure of the pure lifting gas. [J kg-1 K-1]

    Returns
    -------
    float
        Mass-weighted mean of the two. [J kg-1 K-1]

    References
    ----------
    .. [1] Moran and Shapiro, "Fundamentals of Engineering Thermodynamics", 5th ed., Wiley, 2006, sec. 12.2
       (ideal-gas mixtures: energies add by mass fraction).
    """
    lifting_share: float = purity * mixture_gas_constant(purity, pure_gas_constant) / pure_gas_constant
    return lifting_share * pure_heat_capacity + (1.0 - lifting_share) * HEAT_CAPACITY_AIR


@elementwise
def buoyancy_ratio(gas_constant: float) -> float:
    """Share of the displaced air's mass that is lift, for gas at air pressure and temperature. [1]

    Parameters
    ----------
    gas_constant : float
        Specific gas constant of the filling. [J kg-1 K-1]

    Returns
    -------
    float
        beta = 1 - M_gas / M_air. [1]

    References
    ----------
    .. [1] Yajima et al., "Scientific Ballooning", Springer, 2009, sec. 2.1 (Archimedes' principle and ideal gases).

    Examples
    --------
    >>> round(buoyancy_ratio(2077.1), 4)
    0.8618
    """
    return 1.0 - GAS_CONSTANT_DRY_AIR / gas_constant


@elementwise
def gas_mass_for_free_lift(free_lift_fraction: float, solid_mass: float, gas_constant: float) -> float:
    """Mass of gas, at air pressure and temperature, that lifts the solid mass and the free lift. [kg]

    Parameters
    ----------
    free_lift_fraction : float
        Gross lift over solid mass, minus one. [1]
    solid_mass : float
        Payload, film and rigging. [kg]
    gas_constant : float
        Specific gas constant of the filling. [J kg-1 K-1]

    Returns
    -------
    float
        [kg]

    Notes
    -----
    L = m_g (R_g / R_a - 1) = (1 + phi) M, whatever the weather: volume and air density cancel.

    References
    ----------
    .. [1] Yajima et al., "Scientific Ballooning", Springer, 2009, sec. 2.1 (free lift).
    """
    return (1.0 + free_lift_fraction) * solid_mass / (gas_constant / GAS_CONSTANT_DRY_AIR - 1.0)


@elementwise
def free_lift_of_gas(gas_mass: float, solid_mass: float, gas_constant: float) -> float:
    """Free-lift fraction that a mass of gas gives: `gas_mass_for_free_lift` undone. [1]

    Parameters
    ----------
    gas_mass : float
        [kg]
    solid_mass : float
        Payload, film and rigging. [kg]
    gas_constant : float
        Specific gas constant of the filling. [J kg-1 K-1]
    """
    return gas_mass * (gas_constant / GAS_CONSTANT_DRY_AIR - 1.0) / solid_mass - 1.0


@elementwise
def free_lift_fraction(air_density: float, volume: float, gas_mass: float, solid_mass: float) -> float:
    """Gross lift of the gas over the solid mass, less one. [1]

    Parameters
    ----------
    air_density : float
        [kg m-3]
    volume : float
        That the gas takes. [m3]
    gas_mass : float
        [kg]
    solid_mass : float
        Payload, film and rigging. [kg]

    Returns
    -------
    float
        Negative where the balloon sinks. [1]

    References
    ----------
    .. [1] Yajima et al., "Scientific Ballooning", Springer, 2009, sec. 2.1 (free lift).

    Examples
    --------
    >>> round(free_lift_fraction(1.225, 10.0, 1.69, 9.64), 3)
    0.095
    """
    return (air_density * volume - gas_mass) / solid_mass - 1.0
