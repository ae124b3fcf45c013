"""How well a probability is known when balloons share the weather of their member.

Holds the estimator only; which drops count is decided by the caller.

References
----------
.. [1] Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated
   from survey data", Survey Methodology 24, 1998, p. 193 (effective sample size, degrees of freedom of the clusters).
.. [2] Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22, 1927,
   p. 209.
.. [3] Cochran, "Sampling Techniques", 3rd ed., Wiley, 1977, eq. (11.12) (ratio over clusters of unequal size).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special


class Probability(NamedTuple):
    """An estimate and the ends of its interval, each an array over rows."""

    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def clustered_probability(hits: ArrayLike, trials: ArrayLike, independent: float, level: float) -> Probability:
    """Probability of each row with an interval that counts clusters, not trials, as independent.

    Parameters
    ----------
    hits : (row, cluster) array_like
        Weighted number of trials of each cluster that ended in the row.
    trials : (cluster,) array_like
        Weighted number of trials of each cluster; clusters without trials are left out.
    independent : float
        Most that can be independent inside all clusters together: the number of balloons that have a trial.
    level : float
        Probability that the interval is to hold the truth, 0 to 1.

    Notes
    -----
    The variance is that of a ratio over clusters [3]_; it gives an effective number of independent trials [1]_, never
    more than `independent`, and that goes into Wilson's interval [2]_ with Student's quantile for clusters - 1 degrees
    of freedom.

    Few hits say little about how strongly hits cluster: with plain [1]_, 50 clusters of 400 trials and a correlation of
    0.3 inside a cluster, "90 %" intervals held a true 1 % only 72 times in 100. The variance is therefore mixed with
    that of complete clustering, p (1 - p) / clusters, with the weight min(1, s / (2 k)), k being how many whole
    clusters the hits (or misses, if fewer) would fill and s the ratio of the two standard errors. Without a single hit
    (or miss) the weight is 1: a cluster then counts as one trial. Assumed, and checked on simulated clusters.
    """
    counts = np.asarray(trials, dtype=np.float64)
    used = counts > 0
    counts, numbers = counts[used], np.asarray(hits, dtype=np.float64)[:, used]
    clusters, total = counts.size, counts.sum()
    if clusters == 0:
        nothing = np.full(numbers.shape[0], np.nan)
        return Probability(nothing, nothing, nothing)
    estimate = numbers.sum(axis=1) / total
    if clusters == 1:
        return Probability(estimate, np.zeros_like(estimate), np.ones_like(estimate))
    effective = np.minimum(_effective_trials(numbers, counts, estimate), independent)
    quantile = special.stdtrit(clusters - 1, 0.5 + level / 2)
    return Probability(estimate, *_wilson(estimate, effective, quantile))


def _effective_trials(
    hits: NDArray[np.float64], trials: NDArray[np.float64], estimate: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Number of independent trials that would give the same variance."""
    clusters, total = trials.size, trials.sum()
    deviations = hits - estimate[:, np.newaxis] * trials
    variance = clusters / (clusters - 1) * (deviations**2).sum(axis=1) / total**2
    return _trials_of_variance(variance, estimate, clusters)


def _trials_of_variance(
    variance: NDArray[np.float64], estimate: NDArray[np.float64], clusters: int
) -> NDArray[np.float64]:
    """The same, of a variance that is known: mixed with that of complete clustering where there are few hits."""
    single = estimate * (1 - estimate)
    complete = single / clusters
    filled = np.minimum(estimate, 1 - estimate) * clusters
    certain = (filled <= 0) | (complete <= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.minimum(1.0, np.sqrt(variance / complete) / (2 * filled))
        effective = single / ((1 - weight) * variance + weight * complete)
    return np.where(certain, float(clusters), effective)


def clustered_half_width(estimate: float, variance: float, clusters: int, independent: float, level: float) -> float:
    """Half the width of the interval of `clustered_probability` for an estimate of known variance. [1]

    Parameters
    ----------
    estimate : float
        The probability.
    variance : float
        Of the estimate; zero where nothing scatters.
    clusters : int
        At least 2.
    independent : float
        Most that can be independent inside all clusters together; may be infinite.
    level : float
        Probability that the interval is to hold the truth, 0 to 1.
    """
    one = np.array([estimate])
    effective = np.minimum(_trials_of_variance(np.array([variance]), one, clusters), independent)
    low, high = _wilson(one, effective, float(special.stdtrit(clusters - 1, 0.5 + level / 2)))
    return float(high[0] - low[0]) / 2.0


def _wilson(
    estimate: NDArray[np.float64], trials: NDArray[np.float64], quantile: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's interval; its ends are exactly 0 and 1 where the estimate is."""
    square = quantile**2 / trials
    centre = (estimate + square / 2) / (1 + square)
    half = np.sqrt(estimate * (1 - estimate) * square + square**2 / 4) / (1 + square)
    low, high = np.where(estimate <= 0, 0.0, centre - half), np.where(estimate >= 1, 1.0, centre + half)
    return low, high
