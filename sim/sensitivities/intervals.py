"""Intervals of ratios of sums over weather members, by drawing members anew.

Holds no estimator: numerators and denominator are handed to it.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


def ratio_ends(by_member: Floats, level: float, resamples: int, rng_seed: int) -> Floats:
    """Ends of the intervals of ratios, (end, numerator); NaN where there is one member.

    Parameters
    ----------
    by_member : (numerator + 1, member) float64
        Sums over the balloons of each member; the last row is the denominator of all others.
    level : float
        Probability that an interval is to hold the truth.
    resamples, rng_seed : int
        How often members are drawn anew, and the start of these draws.

    Notes
    -----
    One member fewer is drawn than there are, and the percentiles are those of Student's quantile, as for every other
    interval of the package: see `sim.landing.chance.bootstrap.interval`.
    """
    members = by_member.shape[1]
    if members == 1:
        return np.full((2, by_member.shape[0] - 1), np.nan)
    drawn = np.random.default_rng(rng_seed).multinomial(members - 1, np.full(members, 1.0 / members), size=resamples)
    sums = drawn @ by_member.T
    known = sums[sums[:, -1] > 0.0]
    tail = float(special.ndtr(special.stdtrit(members - 1, 0.5 - level / 2)))
    return np.asarray(np.quantile(known[:, :-1] / known[:, -1:], (tail, 1.0 - tail), axis=0))


def summed_by_member(values: Floats, clusters: NDArray[np.integer]) -> Floats:
    """Sums over the balloons of each member that is there. (row, member)"""
    named, place = np.unique(clusters, return_inverse=True)
    return np.array([np.bincount(place, weights=row, minlength=named.size) for row in values])
