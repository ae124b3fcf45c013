"""The wind close to the ground: how it grows with height in the layer that the ground brakes.

Holds no wind of its own: what is known at which height comes with a field of the air.
"""

import math

from sim._jit import elementwise


@elementwise
def log_law_share(height_above_ground: float, lower_height: float, upper_height: float) -> float:
    """Share of the upper one of two winds, one above the other, in the wind between them. [1]

    Parameters
    ----------
    height_above_ground : float
        Greater than 0. [m]
    lower_height, upper_height : float
        Heights above the ground of the two winds, the upper one greater than the lower one, both than 0. [m]

    Returns
    -------
    float
        0 at the lower height, 1 at the upper one, beyond them less and more. [1]

    Notes
    -----
    u(z) = u1 + s (u2 - u1) with s = ln(z / z1) / ln(z2 / z1). It follows from the logarithmic law of neutral air,
    u(z) = (u* / k) ln(z / z0), whose friction velocity u* and roughness length z0 drop out where two winds are known.
    With the roughness length as the lower height, where the wind is zero, it is that law itself, as a share of one wind
    that is known.

    References
    ----------
    .. [1] Stull, "An Introduction to Boundary Layer Meteorology", Kluwer, 1988, sec. 9.7 [from memory].

    Examples
    --------
    >>> round(log_law_share(31.622777, 10.0, 100.0), 6)
    0.5
    """
    return math.log(height_above_ground / lower_height) / math.log(upper_height / lower_height)
