"""Unresolved gusts as an Ornstein-Uhlenbeck process, advanced exactly: the result does not depend on the step."""

import math

from sim._jit import compiled


@compiled
def gust_step(
    gust: float, standard_deviation: float, time_scale: float, elapsed: float, normal_1: float, normal_2: float
) -> tuple[float, float]:
    """Gust after a while, and how far it carried meanwhile, drawn from their exact joint distribution.

    Parameters
    ----------
    gust : float
        At the start. [m s-1]
    standard_deviation : float
        Of the gust in the long run. [m s-1]
    time_scale : float
        Over which its correlation falls to 1/e. [s]
    elapsed : float
        [s]
    normal_1, normal_2 : float
        Independent standard normal numbers.

    Returns
    -------
    gust : float
        [m s-1]
    way : float
        [m]

    Notes
    -----
    With R = exp(-t / T): u' = R u + noise of variance s2 (1 - R2); x' = u T (1 - R) + noise of variance
    s2 T2 (2 t/T - 3 + 4 R - R2); their covariance is s2 T (1 - R)2.

    References
    ----------
    .. [1] Gillespie, "Exact numerical simulation of the Ornstein-Uhlenbeck process and its integral", Phys. Rev. E 54,
       1996, eq. 2.22 and 2.23, p. 2087.
    """
    if not standard_deviation > 0.0:
        return 0.0 * standard_deviation, 0.0 * standard_deviation
    x = elapsed / time_scale
    kept = math.exp(-x)
    lost = -math.expm1(-x)
    gust_sd = math.sqrt(lost * (1.0 + kept))
    covariance = lost * lost
    # 2x - 3 + 4R - R2 loses all its digits for small x; its series starts with 2 x3 / 3.
    way_variance = 2.0 * x - 2.0 * lost - lost * lost if x > 1e-2 else x * x * x * (2.0 / 3.0 - 0.5 * x)
    shared = covariance / gust_sd if gust_sd > 0.0 else 0.0
    own = math.sqrt(max(way_variance - shared * shared, 0.0))
    new_gust = kept * gust + standard_deviation * gust_sd * normal_1
    way = time_scale * (lost * gust + standard_deviation * (shared * normal_1 + own * normal_2))
    return new_gust, way
