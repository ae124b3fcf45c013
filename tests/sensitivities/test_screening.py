"""Morris trajectories and what their elementary effects say, against models with known effects."""

import numpy as np
import pytest

from sim.sensitivities import Trajectories
from sim.sensitivities.screening import screened

NAMES = ("x", "y", "z")


@pytest.fixture(scope="module")
def trajectories():
    return Trajectories(5, np.arange(400), NAMES)


def effects_of(model, trajectories):
    outputs = np.array([model(trajectories.at(step)) for step in range(trajectories.steps)])
    return screened(trajectories.effects(outputs), trajectories.numbers)


def test_each_step_moves_one_value_by_half_and_each_value_moves_once(trajectories):
    points = np.array([trajectories.at(step) for step in range(4)])
    moved = np.diff(points, axis=0)
    assert ((moved != 0.0).sum(axis=1) == 1).all()
    np.testing.assert_array_equal(np.abs(moved).sum(axis=0), 0.5)
    assert set(np.unique(points)) == {0.125, 0.375, 0.625, 0.875}
    # up and down, first and last, each level: all come up in 400 trajectories
    assert (np.unique(np.sign(moved)) == [-1.0, 0.0, 1.0]).all()
    assert ((moved != 0.0).any(axis=2)).all()


def test_a_linear_model_has_its_coefficients_exactly(trajectories):
    found = effects_of(lambda u: 7.0 + 2.0 * u[0] - 3.0 * u[1], trajectories)
    np.testing.assert_allclose(found.mu, [2.0, -3.0, 0.0], atol=1e-12)  # rounding of numbers below 10
    np.testing.assert_allclose(found.mu_star, [[2.0] * 3, [3.0] * 3, [0.0] * 3], atol=1e-12)
    np.testing.assert_allclose(found.sigma, 0.0, atol=1e-12)
    np.testing.assert_array_equal(found.trajectories, 400)


def test_an_interaction_shows_in_sigma(trajectories):
    """Of 4 x y the effect of x is 4 y: y is uniform on four levels with mean 1/2 and variance 5/64.

    mu = mu* = 2; sigma = 4 sqrt(5/64) = 1.118. Standard errors with 400 trajectories: 0.056 and about 0.02.
    """
    found = effects_of(lambda u: 4.0 * u[0] * u[1], trajectories)
    np.testing.assert_allclose(found.mu[:2], 2.0, atol=4 * 0.056)
    np.testing.assert_allclose(found.sigma[:2], 1.118, atol=4 * 0.02)
    # of 1,000 resamples the ends of a normal interval are known to some per cent
    np.testing.assert_allclose(np.diff(found.mu_star[:2, 1:])[:, 0], 2 * 1.645 * 0.056, rtol=0.15)


def test_effects_of_both_signs_cancel_in_mu_and_not_in_mu_star(trajectories):
    """Of 4 (x - 1/2) (y - 1/2), the effect of x is 4 (y - 1/2): +-0.5 and +-1.5, with mean 0 and mean size 1."""
    found = effects_of(lambda u: 4.0 * (u[0] - 0.5) * (u[1] - 0.5), trajectories)
    np.testing.assert_allclose(found.mu[:2], 0.0, atol=4 * 1.118 / 20)
    np.testing.assert_allclose(found.mu_star[:2, 0], 1.0, atol=4 * 0.5 / 20)


def test_the_first_trajectories_are_those_of_more(trajectories):
    few = Trajectories(5, np.arange(10), NAMES)
    np.testing.assert_array_equal(few.at(2), trajectories.at(2)[:, :10])


def test_a_trajectory_that_loses_its_output_is_left_out_where_it_does(trajectories):
    outputs = np.array([trajectories.at(step)[0] for step in range(4)])
    outputs[0, :30] = np.nan
    found = screened(trajectories.effects(outputs), trajectories.numbers)
    assert found.trajectories.sum() == 3 * 400 - 30
    assert found.mu[0] == pytest.approx(1.0)
