"""Exponential, logarithm, sine, arctangent in plain arithmetic: loops over balloons become vector instructions.

A call to the mathematical library would stop that, and its last bits differ between machines. These are good to a few
units in the last place and have the same bits one by one, in vectors and in plain Python.

References
----------
.. [1] Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., Birkhaeuser, 2016, ch. 3 and 11 (Taylor
   and rational approximation; reduction of the argument in two or three parts, after Cody and Waite).
.. [2] Moshier, "Methods and Programs for Mathematical Functions", Ellis Horwood, 1989 (coefficients of the arctangent).
"""

import math
from typing import Any, Final

import numpy as np
from numba.core import types
from numba.extending import intrinsic, overload

from sim._jit import compiled

_TO_INTEGER: Final = 1.5 * 2.0**52
"""Added to a number below 2^51 it leaves the nearest integer in the last bits."""

_TO_INTEGER_BITS: Final = 0x4338000000000000

_LOG2_E: Final = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_EXPONENT_BIAS: Final = 1023
_MANTISSA: Final = 52
_SQRT_HALF_BITS: Final = 0x3FE6A09E667F3BCD

_TWO_OVER_PI: Final = 0.6366197723675814
# half of pi in three parts; an integer below 2^20 times the first two is exact
_HALF_PI_HIGH, _HALF_PI_MIDDLE, _HALF_PI_LOW = (
    1.57079632673412561417e00,
    6.07710050630396597660e-11,
    2.02226624879595063154e-21,
)

_MOST, _LEAST = 709.0, -708.0
"""Arguments of the exponential that stay within normal numbers."""


def select(condition: bool, yes: float, no: float) -> float:
    """One of two numbers, both worked out: no branch, which would keep a loop from becoming vector instructions."""
    return yes if condition else no


# Numba's own parts for writing instructions carry no types
@intrinsic
def _select(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    signature = types.float64(types.boolean, types.float64, types.float64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return signature, generate


@overload(select, jit_options={"forceinline": True})
def _compiled_select(condition, yes, no):  # type: ignore[no-untyped-def]  # Numba compares the signatures
    def chosen(condition, yes, no):  # type: ignore[no-untyped-def]
        return _select(condition, yes, no)  # type: ignore[call-arg]  # Numba hands over its first argument

    return chosen


@compiled(inline=True)
def _grown(x):  # type: ignore[no-untyped-def]
    """2^k, and exp(r) - 1 of the rest r of x = k ln 2 + r, |r| <= ln 2 / 2."""
    shifted = x * _LOG2_E + _TO_INTEGER
    k = shifted - _TO_INTEGER
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    series = 1.0 / 6227020800.0
    series = series * r + 1.0 / 479001600.0
    series = series * r + 1.0 / 39916800.0
    series = series * r + 1.0 / 3628800.0
    series = series * r + 1.0 / 362880.0
    series = series * r + 1.0 / 40320.0
    series = series * r + 1.0 / 5040.0
    series = series * r + 1.0 / 720.0
    series = series * r + 1.0 / 120.0
    series = series * r + 1.0 / 24.0
    series = series * r + 1.0 / 6.0
    series = series * r + 0.5
    scale = np.int64((np.float64(shifted).view(np.int64) + _EXPONENT_BIAS) << _MANTISSA).view(np.float64)
    return scale, r + r * r * series


@compiled(inline=True)
def exponential(x: float) -> float:
    """e to the x; 0 below -708 and infinite above 709.

    Examples
    --------
    >>> print(round(exponential(1.0), 12))
    2.718281828459
    """
    scale, growth = _grown(select(x > _MOST, _MOST, select(x < _LEAST, _LEAST, x)))
    inside = scale + scale * growth
    return select(x > _MOST, math.inf, select(x < _LEAST, 0.0, inside))


@compiled(inline=True)
def exponential_less_one(x: float) -> float:
    """e to the x, less 1, without losing the digits of a small x.

    Examples
    --------
    >>> print(exponential_less_one(1e-20))
    1e-20
    """
    scale, growth = _grown(select(x > _MOST, _MOST, select(x < _LEAST, _LEAST, x)))
    inside = (scale - 1.0) + scale * growth
    return select(x > _MOST, math.inf, inside)


@compiled(inline=True)
def logarithm(x: float) -> float:
    """Natural logarithm; minus infinity of 0, NaN below. Numbers below 2^-1022 are not told from it.

    Examples
    --------
    >>> print(logarithm(math.e))
    1.0
    """
    bits = np.float64(x).view(np.int64)
    exponent = (bits - _SQRT_HALF_BITS) >> _MANTISSA
    k = np.int64(exponent + _TO_INTEGER_BITS).view(np.float64) - _TO_INTEGER
    f = np.int64(bits - (exponent << _MANTISSA)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = 2.0 / 21.0
    series = series * z + 2.0 / 19.0
    series = series * z + 2.0 / 17.0
    series = series * z + 2.0 / 15.0
    series = series * z + 2.0 / 13.0
    series = series * z + 2.0 / 11.0
    series = series * z + 2.0 / 9.0
    series = series * z + 2.0 / 7.0
    series = series * z + 2.0 / 5.0
    series = series * z + 2.0 / 3.0
    half = 0.5 * f * f
    inside = k * _LN2_HIGH - ((half - (s * (half + z * series) + k * _LN2_LOW)) - f)
    beyond = select(x == 0.0, -math.inf, select(x == math.inf, math.inf, math.nan))
    return select((x > 0.0) & (x < math.inf), inside, beyond)


@compiled(inline=True)
def sine_and_cosine(x: float) -> tuple[float, float]:
    """Sine and cosine of an angle of at most some hundred thousand turns. [rad]

    Examples
    --------
    >>> print(*sine_and_cosine(0.0))
    0.0 1.0
    """
    shifted = x * _TWO_OVER_PI + _TO_INTEGER
    n = shifted - _TO_INTEGER
    quarter = np.float64(shifted).view(np.int64)
    r = ((x - n * _HALF_PI_HIGH) - n * _HALF_PI_MIDDLE) - n * _HALF_PI_LOW
    z = r * r
    odd = -1.0 / 1307674368000.0
    odd = odd * z + 1.0 / 6227020800.0
    odd = odd * z - 1.0 / 39916800.0
    odd = odd * z + 1.0 / 362880.0
    odd = odd * z - 1.0 / 5040.0
    odd = odd * z + 1.0 / 120.0
    odd = odd * z - 1.0 / 6.0
    near_sine = r + r * z * odd
    even = 1.0 / 20922789888000.0
    even = even * z - 1.0 / 87178291200.0
    even = even * z + 1.0 / 479001600.0
    even = even * z - 1.0 / 3628800.0
    even = even * z + 1.0 / 40320.0
    even = even * z - 1.0 / 720.0
    even = even * z + 1.0 / 24.0
    near_cosine = 1.0 - (0.5 * z - z * z * even)
    swapped = quarter & 1
    sine = select(swapped == 1, near_cosine, near_sine)
    cosine = select(swapped == 1, near_sine, near_cosine)
    return select(quarter & 2 == 2, -sine, sine), select((quarter + 1) & 2 == 2, -cosine, cosine)


@compiled(inline=True)
def arctangent(x: float) -> float:
    """Angle whose tangent is x. [rad]

    Examples
    --------
    >>> print(round(arctangent(1.0), 12))
    0.785398163397
    """
    size = abs(x)
    steep, middling = size > 2.414213562373095, size > 0.66
    over = select(steep, -1.0, select(middling, size - 1.0, size))
    under = select(steep, size, select(middling, size + 1.0, 1.0))
    # what is added to a multiple of a quarter of pi, which is not a number, makes up for its last bits
    base = select(steep, 0.5 * math.pi, select(middling, 0.25 * math.pi, 0.0))
    rest = select(steep, 6.123233995736766e-17, select(middling, 3.061616997868383e-17, 0.0))
    t = over / under
    z = t * t
    p = -8.750608600031904122785e-1
    p = p * z - 1.615753718733365076637e1
    p = p * z - 7.500855792314704667340e1
    p = p * z - 1.228866684490136173410e2
    p = p * z - 6.485021904942025371773e1
    q = z + 2.485846490142306297962e1
    q = q * z + 1.650270098316988542046e2
    q = q * z + 4.328810604912902668951e2
    q = q * z + 4.853903996359136964868e2
    q = q * z + 1.945506571482613964425e2
    angle = base + ((t * (z * p / q) + t) + rest)
    return select(x < 0.0, -angle, angle)


@compiled(inline=True)
def arcsine(x: float) -> float:
    """Angle whose sine is x; a right angle beyond 1, where only rounding leads. [rad]

    Examples
    --------
    >>> print(round(arcsine(1.0 + 1e-15), 12))
    1.570796326795
    """
    size = abs(x)
    steep = size > 0.5
    rest = 0.5 * (1.0 - size)
    z = select(steep, select(rest < 0.0, 0.0, rest), x * x)
    t = select(steep, math.sqrt(z), size)
    series = 0.02875785136742157
    series = series * z - 0.014851887071247209
    series = series * z + 0.017400879442694025
    series = series * z + 0.005457506718640357
    series = series * z + 0.01032281435018578
    series = series * z + 0.011479177415184906
    series = series * z + 0.013971212973552933
    series = series * z + 0.017352392720869973
    series = series * z + 0.02237217294214989
    series = series * z + 0.030381944138531247
    series = series * z + 0.04464285714635543
    series = series * z + 0.07499999999998433
    series = series * z + 0.16666666666666669
    angle = t + t * z * series
    angle = select(steep, 0.5 * math.pi - 2.0 * angle, angle)
    return select(x < 0.0, -angle, angle)


@compiled(inline=True)
def power(x: float, exponent: float) -> float:
    """x to an exponent, for x above 0; its relative error is that of a double times the exponent and ln x.

    Examples
    --------
    >>> print(round(power(2.0, 0.5), 12))
    1.414213562373
    """
    result: float = exponential(exponent * logarithm(x))
    return result
