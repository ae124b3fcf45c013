"""Sobol indices from pairs of flights that share some of their random numbers, with intervals over weather members.

Holds no flight: it is handed outputs.

References
----------
.. [1] Sobol, "Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates", Math.
   Comput. Simul. 55, 2001, p. 271.
.. [2] Azzini, Mara and Rosati, "Comparison of two sets of Monte Carlo estimators of Sobol' indices", Environ. Model.
   Softw. 144, 2021, 105167.
.. [3] Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, "Variance based sensitivity analysis of model output",
   Comput. Phys. Commun. 181, 2010, p. 259.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.sensitivities.intervals import ratio_ends, summed_by_member

Floats = NDArray[np.float64]


class Indices(NamedTuple):
    """Indices of one factor, each (estimate, low, high), and how many balloons they come from; NaN without a variance.

    first : (3,) float64
        Share of the variance that the factor makes alone. [1]
    total : (3,) float64
        Share that the factor takes part in. [1]
    balloons : int
        Pairs that have a value in all four columns.
    """

    first: Floats
    total: Floats
    balloons: int


def sobol_indices(
    own: Floats,
    other: Floats,
    own_but: Floats,
    other_but: Floats,
    clusters: NDArray[np.integer],
    level: float = 0.9,
    resamples: int = 1000,
    rng_seed: int = 0,
) -> Indices:
    """First-order and total index of one factor.

    Parameters
    ----------
    own, other : (balloon,) float64
        An output of two independent sets of balloons, A and B; NaN where a balloon has none.
    own_but, other_but : (balloon,) float64
        Of A with the factor taken from B, and of B with the factor taken from A.
    clusters : (balloon,) int
        Number of the weather member of each balloon, in both sets: whole members are drawn anew for the interval.
    level : float
        Probability that an interval is to hold the truth.
    resamples, rng_seed : int
        How often members are drawn anew, and the start of these draws.

    Notes
    -----
    With f(A), f(B), f(A') (A with the factor from B) and f(B') (B with the factor from A), the mean of
    (f(B') - f(B)) (f(A) - f(A')) is 2 V_i: f(A) and f(B') share the factor only, as f(B) and f(A') do, and the two
    other pairs share nothing. The means of (f(A) - f(A'))**2 and (f(B) - f(B'))**2 are 2 V_Ti, those of
    (f(A) - f(B))**2 and (f(A') - f(B'))**2 are 2 V. The ratios are the indices [1]_, estimated as in [2]_. Neither
    depends on the mean of f; a factor that does nothing has exactly 0, one that does all exactly 1, where the estimator
    of [3]_ scatters by 2 / sqrt(members): and the weather is often such a factor. It costs two sets of flights for each
    factor instead of one.
    """
    known = np.isfinite(own) & np.isfinite(other) & np.isfinite(own_but) & np.isfinite(other_but)
    a, b, a_but, b_but = (values[known] for values in (own, other, own_but, other_but))
    of_pairs = np.array(
        [
            2.0 * (b_but - b) * (a - a_but),
            (a - a_but) ** 2 + (b - b_but) ** 2,
            (a - b) ** 2 + (a_but - b_but) ** 2,
        ]
    )
    if not of_pairs[2].any():
        return Indices(np.full(3, np.nan), np.full(3, np.nan), int(known.sum()))
    by_member = summed_by_member(of_pairs, clusters[known])
    sums = by_member.sum(axis=1)
    first, total = np.vstack([sums[:2] / sums[2], ratio_ends(by_member, level, resamples, rng_seed)]).T
    return Indices(first, total, int(known.sum()))
