"""Temperature of the gas: cooled by expansion, drawn to the air (and a radiative offset) through the film."""

from sim._jit import elementwise
from sim.constants import GRAVITY
from sim.elementary import exponential_less_one, select


@elementwise
def expansion_cooling(air_density: float, gas_constant: float, gas_temperature: float, pressure: float) -> float:
    """Heat capacity times cooling per metre climbed of gas that expands freely: g rho V / m. [J kg-1 m-1]

    Parameters
    ----------
    air_density : float
        [kg m-3]
    gas_constant : float
        Of the gas. [J kg-1 K-1]
    gas_temperature : float
        [K]
    pressure : float
        [Pa]

    Returns
    -------
    float
        Divide by the specific heat for the lapse in K m-1. [J kg-1 m-1]

    Notes
    -----
    First law for gas at ambient pressure: c_p dT = (R T / p) dp with dp = -rho g dz.

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, sec. 3.4.1.
    """
    return GRAVITY * air_density * gas_constant * gas_temperature / pressure


@elementwise
def heat_exchange_rate(heat_transfer: float, area: float, gas_mass: float, heat_capacity: float) -> float:
    """Rate at which the gas takes the temperature outside: U S / (m c). [s-1]

    Parameters
    ----------
    heat_transfer : float
        Coefficient from gas to air through the film. [W m-2 K-1]
    area : float
        Film that touches the gas. [m2]
    gas_mass : float
        [kg]
    heat_capacity : float
        Specific heat: at constant pressure for a bag free to expand, at constant volume for a closed full one.
        [J kg-1 K-1]

    Notes
    -----
    m c dT/dt = U S (T_outside - T): Newton's law of cooling with the gas well mixed.
    """
    return heat_transfer * area / (gas_mass * heat_capacity)


@elementwise
def relaxed_temperature(temperature: float, target: float, source: float, rate: float, elapsed: float) -> float:
    """Temperature after a while of exchange with a target and a constant source, exactly. [K]

    Parameters
    ----------
    temperature, target : float
        [K]
    source : float
        Warming (positive) or cooling beside the exchange. [K s-1]
    rate : float
        Of the exchange; 0 for an insulated gas. [s-1]
    elapsed : float
        [s]

    Notes
    -----
    dT/dt = source + rate (target - T): T moves by its first slope times (1 - exp(-rate t)) / rate.
    """
    # below 1e-9, (1 - exp(-x)) / x is 1 to the last digit
    some = rate * elapsed > 1e-9
    duration = select(some, -exponential_less_one(-rate * elapsed) / select(some, rate, 1.0), elapsed)
    return temperature + (source + rate * (target - temperature)) * duration
