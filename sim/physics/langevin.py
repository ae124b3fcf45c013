"""The course of gusts in time, exact for steps of any length: the Ornstein-Uhlenbeck process and the way it carries.

Holds no random number: the steps are told which standard normal numbers to use.
"""

import math
from typing import NamedTuple

from sim._jit import compiled
from sim.elementary import exponential, exponential_less_one, select


class GustLaw(NamedTuple):
    """What a gust of standard deviation 1 does in a while, without its random numbers.

    Attributes
    ----------
    kept : float
        Share of the gust that is left.
    noise : float
        Standard deviation of what it gains.
    carried : float
        Way by the gust at the start. [s]
    shared : float
        Way by what it gains: the part that the gain tells. [s]
    own : float
        Standard deviation of the part that it does not tell. [s]
    """

    kept: float
    noise: float
    carried: float
    shared: float
    own: float


@compiled(inline=True)
def gust_law(time_scale: float, elapsed: float) -> GustLaw:
    """Law of the Ornstein-Uhlenbeck process and its integral over a while, exactly.

    Parameters
    ----------
    time_scale : float
        Over which the correlation falls to 1/e, greater than 0. [s]
    elapsed : float
        [s]

    Notes
    -----
    With x = t / T, R = exp(-x) and q = tanh(x / 2): the gain has variance 1 - R2, the random way the variance
    T2 (2 x - 3 + 4 R - R2) and their covariance is T (1 - R)2. Hence the part of the way that the gain tells is
    T (1 - R) sqrt(q) of the same normal number, and the variance of the rest T2 (2 x - 4 q).

    References
    ----------
    .. [1] Gillespie, "Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral", Phys. Rev. E 54,
       1996, eq. 2.22 and 2.23, p. 2087.
    """
    x = elapsed / time_scale
    kept = exponential(-x)
    lost = -exponential_less_one(-x)
    q = lost / (1.0 + kept)
    # 2 x - 4 q is x3 / 6 for small x and loses all its digits; at 0.1 the series is as good as the closed form, 1e-12
    x2 = x * x
    series = x * x2 / 6.0 * (1.0 - x2 * (1.0 / 10.0 - x2 * (17.0 / 1680.0 - x2 * (31.0 / 30240.0))))
    rest = select(x < 0.1, series, 2.0 * x - 4.0 * q)
    noise = math.sqrt(lost * (1.0 + kept))
    carried = time_scale * lost
    return GustLaw(kept, noise, carried, carried * math.sqrt(q), time_scale * math.sqrt(rest))


@compiled(inline=True)
def unit_gust_step(
    gust: float, deviation: float, law: GustLaw, normal_1: float, normal_2: float
) -> tuple[float, float]:
    """Gust after a while, and how far it carried meanwhile, drawn from their exact joint distribution.

    Parameters
    ----------
    gust : float
        At the start, in units of its standard deviation.
    deviation : float
        Standard deviation of the gust, of this step; with 0 the gust goes on and carries nowhere. [m s-1]
    law : GustLaw
        For its time scale and the length of the while.
    normal_1, normal_2 : float
        Independent standard normal numbers.

    Returns
    -------
    gust : float
        In units of its standard deviation: where that changes with height, the law of the gust stays the same.
    way : float
        [m]
    """
    way = deviation * (law.carried * gust + law.shared * normal_1 + law.own * normal_2)
    return law.kept * gust + law.noise * normal_1, way


@compiled(inline=True)
def joint_gust_step(
    fast: float,
    slow: float,
    fast_deviation: float,
    slow_deviation: float,
    fast_law: GustLaw,
    slow_law: GustLaw,
    normal_1: float,
    normal_2: float,
    normal_3: float,
) -> tuple[float, float, float]:
    """Two independent gusts after a while, and how far their sum carried, from their exact joint distribution.

    Parameters
    ----------
    fast, slow : float
        At the start, each in units of its standard deviation.
    fast_deviation, slow_deviation : float
        Standard deviations, of this step; a gust with 0 goes on and carries nowhere. [m s-1]
    fast_law, slow_law : GustLaw
        For their time scales and the length of the while; which scale is the longer one does not matter.
    normal_1, normal_2, normal_3 : float
        Independent standard normal numbers.

    Returns
    -------
    fast, slow : float
        Each in units of its standard deviation.
    way : float
        Of both together. [m]

    Notes
    -----
    What each gust gains tells a part of its own way; the rests are independent of everything else and of each other,
    so that one normal number with the root of the sum of their variances serves both.
    """
    way = fast_deviation * (fast_law.carried * fast + fast_law.shared * normal_1)
    way += slow_deviation * (slow_law.carried * slow + slow_law.shared * normal_2)
    own, slow_own = fast_deviation * fast_law.own, slow_deviation * slow_law.own
    way += math.sqrt(own * own + slow_own * slow_own) * normal_3
    return fast_law.kept * fast + fast_law.noise * normal_1, slow_law.kept * slow + slow_law.noise * normal_2, way
