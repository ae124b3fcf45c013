"""Random numbers by address: each is a pure function of (key, index, step, stream).

An ensemble of 50 is therefore the first 50 of one of 20,000, and threads, shards and order cannot change a draw. Holds
the generator and its plain transforms; which distribution a quantity has is not decided here.

References
----------
.. [1] Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011, section 3.3
   (Philox4x32-10); known-answer vectors from the authors' Random123 distribution.
.. [2] Box and Muller, "A note on the generation of random normal deviates", Ann. Math. Statist. 29, 1958, p. 610.
"""

import math
import statistics
import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim._jit import compiled
from sim.elementary import logarithm, sine_and_cosine

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_ROUNDS = 10


def stream_number(name: str) -> int:
    """Number of a named stream, the same on every machine; a new name leaves all other streams as they were.

    Examples
    --------
    >>> stream_number("balloon.free_lift_fraction") == stream_number("balloon.free_lift_fraction")
    True
    """
    return zlib.crc32(name.encode())


@compiled(inline=True)
def philox(counter_0: int, counter_1: int, counter_2: int, counter_3: int, key: int) -> tuple[int, int, int, int]:
    """Philox4x32-10: four random 32-bit words for a 128-bit counter and a 64-bit key [1]_.

    Parameters
    ----------
    counter_0, counter_1, counter_2, counter_3 : int
        Words of the counter; the low 32 bits count.
    key : int
        The low 32 bits are the first key word.
    """
    c0 = np.uint64(counter_0) & _LOW
    c1 = np.uint64(counter_1) & _LOW
    c2 = np.uint64(counter_2) & _LOW
    c3 = np.uint64(counter_3) & _LOW
    k0 = np.uint64(key) & _LOW
    k1 = np.uint64(key) >> _WORD
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c2 = (product_1 >> _WORD) ^ c1 ^ k0, (product_0 >> _WORD) ^ c3 ^ k1
        c1, c3 = product_1 & _LOW, product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3  # type: ignore[return-value]  # np.uint64, which only the compiler sees as int


@compiled(inline=True)
def normal_pair(word_0: int, word_1: int) -> tuple[float, float]:
    """Two independent standard normal numbers from two 32-bit words [2]_; none lies beyond 6.8."""
    radius = math.sqrt(-2.0 * logarithm((float(word_0) + 0.5) * 2.0**-32))
    sine, cosine = sine_and_cosine(2.0 * math.pi * float(word_1) * 2.0**-32)
    return radius * cosine, radius * sine


@compiled
def _normals_of(counter_0, counter_1, counter_2, counter_3, key):  # type: ignore[no-untyped-def]
    word_0, word_1, word_2, word_3 = philox(counter_0, counter_1, counter_2, counter_3, key)
    first, second = normal_pair(word_0, word_1)
    third, fourth = normal_pair(word_2, word_3)
    return first, second, third, fourth


@compiled
def four_normals(key: int, index: int, step: int, stream: int) -> tuple[float, float, float, float]:
    """Four independent standard normal numbers at one address."""
    return _normals_of(index, step, stream, 0, key)  # type: ignore[no-any-return]  # numba's types end here


def _cell_means(cells: int) -> NDArray[np.float32]:
    """Mean of each of equally likely cells of the upper half of the standard normal law, their mean square made 1."""
    law = statistics.NormalDist()
    edges = [law.inv_cdf(0.5 + 0.5 * k / cells) for k in range(cells)]
    heights = np.array([law.pdf(edge) for edge in edges] + [0.0])
    means = 2.0 * cells * (heights[:-1] - heights[1:])
    return np.asarray(means / math.sqrt(np.mean(means * means)), np.float32)


_CELLS = 4096
_CELL_MEANS = _cell_means(_CELLS)
_HALF_WORD = np.uint64(16)


@compiled(inline=True)
def coarse_normal(bits: int) -> float:
    """A normal number of 13 random bits: one of 8,192 equally likely values, none beyond 3.92.

    For what is added up over many steps, where a normal number to the last digit would cost more than the wind: the
    distribution is within 1/13,000 of the normal one everywhere, mean and variance are 0 and 1.
    """
    size = np.float64(_CELL_MEANS[(np.uint64(bits) >> np.uint64(1)) & np.uint64(_CELLS - 1)])
    return -size if (np.uint64(bits) & np.uint64(1)) == np.uint64(1) else size


@compiled(inline=True)
def gust_words(key: int, index: int, step: int, stream: int) -> tuple[int, int, int, int]:
    """The random words that eight coarse normal numbers are made of, at one address."""
    return philox(index, step, stream, 4, key)  # type: ignore[no-any-return]  # numba's types end here


@compiled(inline=True)
def eight_coarse_normals(words):  # type: ignore[no-untyped-def]
    """Eight independent coarse normal numbers: two of each word."""
    a, b, c, d = words
    return (
        coarse_normal(a),
        coarse_normal(a >> _HALF_WORD),
        coarse_normal(b),
        coarse_normal(b >> _HALF_WORD),
        coarse_normal(c),
        coarse_normal(c >> _HALF_WORD),
        coarse_normal(d),
        coarse_normal(d >> _HALF_WORD),
    )


@compiled
def _fill_uniforms(key: int, indices: NDArray[np.int64], stream: int, out: NDArray[np.float64]) -> None:
    for i in range(indices.size):
        word_0, word_1, _, _ = philox(indices[i], 0, stream, 1, key)
        # 52 bits, moved half a step so that neither 0 nor 1 comes up: both would be infinite in a quantile function.
        # With 53 bits the half step would be rounded away and the largest number would be 1.
        out[i] = (float(word_0 >> np.uint64(6)) * 2.0**26 + float(word_1 >> np.uint64(6)) + 0.5) * 2.0**-52


@compiled
def _fill_normals(
    key: int, indices: NDArray[np.int64], places: NDArray[np.int64], stream: int, out: NDArray[np.float64]
) -> None:
    for i in range(indices.size):
        for j in range(places.size):
            word_0, word_1, _, _ = philox(indices[i], places[j], stream, 2, key)
            out[i, j], _unused = normal_pair(word_0, word_1)


def uniforms(key: int, indices: ArrayLike, stream: str) -> NDArray[np.float64]:
    """One uniform number in (0, 1) for each index.

    Parameters
    ----------
    key : int
        The ensemble's `rng_seed`; 0 to 2**64 - 1.
    indices : (n,) int
        Numbers of the balloons (or members, drops ...), 0 to 2**32 - 1.
    stream : str
        Name of the quantity drawn.

    Returns
    -------
    (n,) float64
    """
    numbers = np.ascontiguousarray(indices, dtype=np.int64)
    out = np.empty(numbers.size)
    _fill_uniforms(np.uint64(key), numbers, stream_number(stream), out)
    return out


def normals(key: int, indices: ArrayLike, places: ArrayLike, stream: str) -> NDArray[np.float64]:
    """Standard normal numbers, each by its address: whatever else is asked for, it stays the same.

    Parameters
    ----------
    key : int
        The ensemble's `rng_seed`; 0 to 2**64 - 1.
    indices : (index,) int
        Numbers of the members, 0 to 2**32 - 1.
    places : (place,) int
        Which numbers of the row that belongs to each, 0 to 2**32 - 1.
    stream : str
        Name of the quantity drawn.

    Returns
    -------
    (index, place) float64
    """
    rows, columns = (np.ascontiguousarray(numbers, dtype=np.int64) for numbers in (indices, places))
    out = np.empty((rows.size, columns.size))
    _fill_normals(np.uint64(key), rows, columns, stream_number(stream), out)
    return out
