"""Sobol indices of models whose indices are known in closed form."""

import numpy as np
import pytest

from sim.sensitivities import sobol_indices

POINTS = 4000
LEVEL = 0.995  # six to eight intervals a test: one in a few hundred samples would miss, and the sample is fixed


def indices(model, own, other, column, clusters=None, level=LEVEL, resamples=1000):
    """Indices of one column, or of several, of the inputs (input, point) of a model."""
    columns = np.atleast_1d(column)
    own_but, other_but = own.copy(), other.copy()
    own_but[columns], other_but[columns] = other[columns], own[columns]
    members = np.arange(own.shape[1]) if clusters is None else clusters
    return sobol_indices(*map(model, (own, other, own_but, other_but)), members, level, resamples)


def holds(found, value):
    return found[1] <= value <= found[2]


def ishigami(x):
    """Ishigami and Homma, "An importance quantification technique", ISUMA 1990, with a = 7, b = 0.1."""
    return np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def test_the_ishigami_function_has_its_published_indices(rng):
    """Saltelli et al., "Global Sensitivity Analysis: the Primer", 2008, example 4.4."""
    own, other = rng.uniform(-np.pi, np.pi, (2, 3, POINTS))
    for column, first, total in ((0, 0.3139, 0.5576), (1, 0.4424, 0.4424), (2, 0.0, 0.2437)):
        found = indices(ishigami, own, other, column)
        assert holds(found.first, first)
        assert holds(found.total, total)
        # the interval says something: its half is less than a tenth
        assert max(found.first[2] - found.first[1], found.total[2] - found.total[1]) < 0.2


def test_a_linear_model_splits_by_the_squares_of_its_coefficients(rng):
    """Of x + 2 y + 3 z with normal inputs: 1/14, 4/14, 9/14, alone and in all; of y and z together 13/14."""
    own, other = rng.normal(size=(2, 3, POINTS))

    def model(x):
        return 50.0 + np.array([1.0, 2.0, 3.0]) @ x

    for columns, share in ((0, 1 / 14), (1, 4 / 14), (2, 9 / 14), ([1, 2], 13 / 14)):
        found = indices(model, own, other, columns)
        assert holds(found.first, share)
        assert holds(found.total, share)
        assert found.first[0] == pytest.approx(found.total[0])  # no interaction: the pairs are the same


def test_a_product_is_all_interaction(rng):
    """Of x y with standard normal inputs: nothing alone, everything in all."""
    own, other = rng.normal(size=(2, 2, POINTS))
    found = indices(lambda x: x[0] * x[1], own, other, 0)
    assert holds(found.first, 0.0)
    assert holds(found.total, 1.0)


def test_a_factor_of_no_influence_has_exactly_none_and_the_only_one_has_all(rng):
    own, other = rng.normal(size=(2, 2, 50))
    nothing = indices(lambda x: x[1], own, other, 0)
    np.testing.assert_array_equal([nothing.first, nothing.total], np.zeros((2, 3)))
    everything = indices(lambda x: x[1], own, other, 1)
    np.testing.assert_array_equal([everything.first, everything.total], np.ones((2, 3)))


def hierarchical(rng, members, balloons):
    """Weather (sd 2, shared by the balloons of a member), balloon (1) and gusts (1.5): shares 4, 1, 2.25 of 7.25."""
    number = np.arange(members * balloons) % members
    sets = []
    for _ in range(2):
        weather = rng.normal(scale=2.0, size=members)[number]
        sets.append(np.array([weather, *rng.normal(scale=[[1.0], [1.5]], size=(2, number.size))]))
    return *sets, number


def test_chance_that_balloons_share_is_split_from_their_own(rng):
    own, other, members = hierarchical(rng, 400, 10)
    for columns, share in ((0, 4.0), (1, 1.0), (2, 2.25), ([1, 2], 3.25)):
        found = indices(lambda x: x.sum(axis=0), own, other, columns, members)
        assert holds(found.first, share / 7.25)
        assert holds(found.total, share / 7.25)


def test_intervals_count_weather_members(rng):
    """The share of the weather, 4 / 7.25, lies in 90 % of the intervals; in too few where balloons count.

    Of 100 intervals 90 +- 3 should hold it, with 40 members a little less; at 82 three standard errors are allowed.
    """
    held = np.zeros(2)
    for _ in range(100):
        own, other, members = hierarchical(rng, 40, 10)
        for place, clusters in enumerate((members, np.arange(members.size))):
            found = indices(lambda x: x.sum(axis=0), own, other, 0, clusters, level=0.9, resamples=200)
            held[place] += holds(found.first, 4.0 / 7.25)
    assert held[0] >= 82
    assert held[1] < 60


def test_what_has_no_output_in_one_of_the_sets_is_left_out_and_counted(rng):
    own, other, own_but, other_but = rng.normal(size=(4, 30))
    known = [values.copy() for values in (own, other, own_but, other_but)]
    for place, values in enumerate((own, other, own_but, other_but)):
        values[place] = np.nan
    found = sobol_indices(own, other, own_but, other_but, np.arange(30))
    expected = sobol_indices(*(values[4:] for values in known), np.arange(26))
    assert found.balloons == 26
    np.testing.assert_array_equal(found.first, expected.first)


def test_nothing_is_told_without_a_variance():
    same = np.full(20, 3.0)
    found = sobol_indices(same, same, same, same, np.arange(20))
    assert np.isnan([found.first, found.total]).all()


def test_one_member_gives_no_interval(rng):
    found = sobol_indices(*rng.normal(size=(4, 20)), np.zeros(20, dtype=int))
    assert np.isfinite(found.first[0])
    assert np.isnan(found.first[1:]).all()
