import numpy as np
import pytest

from sim.physics.drag import (
    air_viscosity,
    leaning_drag_coefficient,
    reynolds_number,
    smooth_sphere_drag_coefficient,
    two_level_drag_coefficient,
)


@pytest.mark.parametrize(("temperature", "published"), [(288.15, 1.7894e-5), (255.65, 1.628e-5), (223.15, 1.457e-5)])
def test_viscosity_of_the_standard_atmosphere(temperature, published):
    # US Standard Atmosphere 1976 at sea level, 5 and 10 km, to the digits shown
    assert air_viscosity(temperature) == pytest.approx(published, rel=5e-4)


def test_reynolds_number_does_not_care_for_the_direction():
    assert reynolds_number(1.225, -5.0, 1.5, 1.789e-5) == pytest.approx(1.225 * 5 * 1.5 / 1.789e-5)


def test_two_levels_and_a_straight_line_between():
    reynolds = np.array([1e4, 3.3e5, 3.3e5 + 0.9e4, 3.3e5 + 3.6e4, 1e6])
    told = two_level_drag_coefficient(reynolds, 0.425, 0.225, 3.3e5, 3.6e4)
    np.testing.assert_allclose(told, [0.425, 0.425, 0.375, 0.225, 0.225], rtol=1e-12)


# Standard drag curve of the smooth sphere, Clift, Grace and Weber 1978, table 5.2, read to two digits; the fit keeps
# within ten per cent of it below the crisis.
@pytest.mark.parametrize(("reynolds", "published"), [(1.0, 27.0), (100.0, 1.09), (1e3, 0.47), (1e4, 0.39), (1e5, 0.48)])
def test_smooth_sphere_follows_the_standard_curve(reynolds, published):
    assert smooth_sphere_drag_coefficient(reynolds) == pytest.approx(published, rel=0.12)


def test_smooth_sphere_has_its_crisis():
    assert smooth_sphere_drag_coefficient(4e5) < 0.25
    assert smooth_sphere_drag_coefficient(1e5) > 0.4


# physics.md 2.2, for L / D 9.4 and a cross-flow coefficient of 0.9; half of the last digit
@pytest.mark.parametrize(("degrees", "added", "margin"), [(10.0, 0.06, 0.005), (20.0, 0.4, 0.05), (30.0, 1.3, 0.05)])
def test_a_leaning_tube_has_more_drag(degrees, added, margin):
    leaning = leaning_drag_coefficient(0.6, 0.9, 9.4, np.radians(degrees))
    assert leaning - 0.6 == pytest.approx(added, abs=margin)


def test_a_tube_across_the_flow_has_the_drag_of_a_cylinder():
    # force over 1/2 rho v2 is C_n L D; referred to pi D2 / 4 with L = 12 m and D = 1.2 m
    across = leaning_drag_coefficient(0.0, 1.1, 10.0, 0.5 * np.pi) * 0.25 * np.pi * 1.2**2
    assert across == pytest.approx(1.1 * 12.0 * 1.2, rel=1e-12)
    assert leaning_drag_coefficient(0.6, 1.1, 10.0, 0.0) == 0.6
