"""Intervals against textbook limits, and their coverage on simulated clusters."""

import numpy as np
import pytest
from scipy import stats

from sim.landing.chance.intervals import clustered_probability


def test_clusters_of_one_trial_give_wilsons_interval() -> None:
    """With 4,000 clusters Student's quantile is 2e-4 of itself above the normal one, and 1/(n-1) replaces 1/n."""
    hits = np.zeros((1, 4000))
    hits[0, :1300] = 1
    found = clustered_probability(hits, np.ones(4000), independent=4000, level=0.9)
    expected = stats.binomtest(1300, 4000).proportion_ci(0.9, method="wilson")
    assert found.estimate[0] == 1300 / 4000
    assert found.low[0] == pytest.approx(expected.low, abs=2e-5)
    assert found.high[0] == pytest.approx(expected.high, abs=2e-5)


def test_without_a_hit_a_cluster_counts_as_one_trial() -> None:
    """Wilson with 0 of n: from 0 to q**2 / (n + q**2), here with Student's q for 24 degrees of freedom."""
    none, every = np.zeros((1, 25)), np.full((1, 25), 40.0)
    square = stats.t.ppf(0.95, 24) ** 2
    found = clustered_probability(none, np.full(25, 40.0), independent=1000, level=0.9)
    assert (found.estimate[0], found.low[0]) == (0.0, 0.0)
    assert found.high[0] == pytest.approx(square / (25 + square))
    found = clustered_probability(every, np.full(25, 40.0), independent=1000, level=0.9)
    assert (found.estimate[0], found.high[0]) == (1.0, 1.0)
    assert found.low[0] == pytest.approx(25 / (25 + square))


def test_complete_clustering_leaves_as_many_trials_as_clusters() -> None:
    """Every cluster all or nothing: the variance is p (1 - p) / (clusters - 1) whatever the number of trials inside."""
    hits = np.zeros((1, 60))
    hits[0, :24] = 500.0
    found = clustered_probability(hits, np.full(60, 500.0), independent=30_000, level=0.9)
    q, p, low, high = stats.t.ppf(0.95, 59), 0.4, found.low[0], found.high[0]
    for end in (low, high):  # both ends solve (p - x)**2 = q**2 x (1 - x) / n, with n between 59 and 60
        assert q**2 * end * (1 - end) / (p - end) ** 2 == pytest.approx(59.5, abs=0.5)


def test_unequal_clusters_weigh_by_their_trials() -> None:
    found = clustered_probability([[5.0, 0.0, 9.0]], [10.0, 0.0, 90.0], independent=100, level=0.9)
    assert found.estimate[0] == pytest.approx(14 / 100)
    assert found.low[0] < 0.14 < found.high[0]


def test_hits_more_even_than_chance_count_no_more_than_the_balloons() -> None:
    """Exactly 30 of 100 in each of ten clusters: no variance at all, so Wilson's interval of 250 balloons stays."""
    found = clustered_probability(np.full((1, 10), 30.0), np.full(10, 100.0), independent=250, level=0.9)
    q, n, p = stats.t.ppf(0.95, 9), 250, 0.3
    half = q / (1 + q**2 / n) * np.sqrt(p * (1 - p) / n + q**2 / (4 * n**2))
    centre = (p + q**2 / (2 * n)) / (1 + q**2 / n)
    assert found.low[0] == pytest.approx(centre - half)
    assert found.high[0] == pytest.approx(centre + half)


def test_one_cluster_says_nothing_about_its_spread() -> None:
    found = clustered_probability([[3.0]], [10.0], independent=10, level=0.9)
    assert (found.estimate[0], found.low[0], found.high[0]) == (0.3, 0.0, 1.0)


def test_no_trials_give_no_numbers() -> None:
    found = clustered_probability([[0.0, 0.0]], [0.0, 0.0], independent=1, level=0.9)
    assert np.isnan([found.estimate[0], found.low[0], found.high[0]]).all()


@pytest.mark.parametrize("correlation", [0.0, 0.02, 0.1, 0.3, 0.8])
@pytest.mark.parametrize("probability", [0.01, 0.05, 0.3, 0.9])
@pytest.mark.parametrize(("clusters", "trials"), [(10, 100), (50, 400), (50, 20)])
def test_ninety_percent_intervals_hold_the_truth_at_least_so_often(
    clusters: int, trials: int, probability: float, correlation: float
) -> None:
    """Beta-binomial clusters, 3,000 repetitions; three binomial errors of a coverage of 0.9 (0.0055)."""
    repetitions = 3000
    generator = np.random.default_rng(7)
    shape = (repetitions, clusters)
    chance = np.full(shape, probability)
    if correlation:
        total = (1 - correlation) / correlation
        chance = generator.beta(probability * total, (1 - probability) * total, shape)
    hits = generator.binomial(trials, chance).astype(float)
    found = clustered_probability(hits, np.full(clusters, float(trials)), clusters * trials, 0.9)
    held = (found.low <= probability) & (probability <= found.high)
    assert held.mean() > 0.9 - 3 * 0.0055


def test_intervals_of_independent_trials_are_not_much_wider_than_they_need_be() -> None:
    """A third more than the normal half-width 1.645 sqrt(p (1 - p) / n), 50 clusters of 400 with p = 1/2."""
    hits = np.random.default_rng(3).binomial(400, 0.5, (500, 50)).astype(float)
    found = clustered_probability(hits, np.full(50, 400.0), 20_000, 0.9)
    assert (found.high - found.low).mean() / 2 < 1.33 * 1.645 * 0.5 / np.sqrt(20_000)
