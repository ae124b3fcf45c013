"""What elementary effects say of each value: how far it moves an output, and how differently from point to point.

Holds no flight.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.sensitivities.intervals import ratio_ends, summed_by_member

Floats = NDArray[np.float64]


class Screened(NamedTuple):
    """Effects of some values on one output, over its unit and the quantile; NaN where no trajectory has an effect.

    mu : (value,) float64
        Mean.
    mu_star : (value, 3) float64
        Mean of the absolute effects, and the ends of its interval.
    sigma : (value,) float64
        Standard deviation: of a linear output without interactions nothing.
    trajectories : (value,) int64
        How many trajectories have an effect.
    """

    mu: Floats
    mu_star: Floats
    sigma: Floats
    trajectories: NDArray[np.int64]


def screened(
    effects: Floats, clusters: NDArray[np.integer], level: float = 0.9, resamples: int = 1000, rng_seed: int = 0
) -> Screened:
    """What elementary effects (value, trajectory) say.

    Parameters
    ----------
    effects : (value, trajectory) float64
        NaN where one of the two points has no output.
    clusters : (trajectory,) int
        Number of the weather member of each trajectory.
    level, resamples, rng_seed
        Of the intervals: see `sobol_indices`.
    """
    parts = [
        _screened(own[np.isfinite(own)], clusters[np.isfinite(own)], level, resamples, rng_seed) for own in effects
    ]
    mu, mu_star, sigma, count = zip(*parts, strict=True)
    return Screened(np.array(mu), np.array(mu_star), np.array(sigma), np.array(count))


def _screened(
    effects: Floats, clusters: NDArray[np.integer], level: float, resamples: int, rng_seed: int
) -> tuple[float, Floats, float, int]:
    if effects.size < 2:
        return np.nan, np.full(3, np.nan), np.nan, effects.size
    size = np.abs(effects)
    by_member = summed_by_member(np.array([size, np.ones(size.size)]), clusters)
    ends = ratio_ends(by_member, level, resamples, rng_seed)[:, 0]
    return float(effects.mean()), np.array([size.mean(), *ends]), float(effects.std(ddof=1)), effects.size
