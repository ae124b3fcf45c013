"""The clock of a timer, which warmth speeds up."""

from sim._jit import elementwise
from sim.elementary import exponential


@elementwise
def clock_rate(temperature: float, reference_temperature: float, temperature_rate: float) -> float:
    """Time that a timer counts in a second. [1]

    Parameters
    ----------
    temperature : float
        Of the timer. [K]
    reference_temperature : float
        At which it runs true. [K]
    temperature_rate : float
        By how much faster it runs for each kelvin, near the reference; 0 for a clock that does not care. [K-1]

    Notes
    -----
    exp(k (T - T_ref)): the law of Arrhenius over the few tens of kelvins of a flight. A chemical reaction that doubles
    its rate every 10 K has k = ln 2 / 10 K.

    References
    ----------
    .. [1] Atkins and de Paula, "Physical Chemistry", 9th ed., Oxford, 2010, sec. 21.5 [from memory].

    Examples
    --------
    >>> round(clock_rate(273.15, 293.15, 0.0693147180559945), 6)
    0.25
    """
    rate: float = exponential(temperature_rate * (temperature - reference_temperature))
    return rate
