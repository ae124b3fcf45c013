import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.physics.motion import drag_factor, net_lift, speed_under_constant_force


@pytest.mark.parametrize(
    ("free_lift", "drag_coefficient", "published"), [(0.08, 0.5, 4.4), (0.20, 0.8, 5.5), (0.03, 1.2, 1.7)]
)
def test_a_tube_rises_as_fast_as_the_published_table(free_lift, drag_coefficient, published):
    # sea level, 9.62 kg, D 1.273 m, two digits; a minute is ten times as long as a balloon needs to find its speed
    drag = drag_factor(1.225, drag_coefficient, 0.25 * math.pi * 1.273**2)
    speed, _ = speed_under_constant_force(0.0, free_lift * 9.62 * 9.80665, drag, 11.9, 60.0)
    assert speed == pytest.approx(published, abs=0.05)


def test_a_floating_balloon_feels_no_force():
    assert net_lift(0.9, 12.0, 10.8) == pytest.approx(0.0, abs=1e-12)
    assert net_lift(1.225, 1.0, 0.225) == pytest.approx(9.80665, rel=1e-12)


@pytest.mark.parametrize("speed", [-9.0, -0.5, 0.0, 3.0, 12.0])
@pytest.mark.parametrize("force", [-8.0, -0.01, 0.0, 1e-11, 2.0, 30.0])
@pytest.mark.parametrize("elapsed", [0.5, 10.0, 60.0])
def test_speed_and_way_agree_with_an_integration(speed, force, elapsed):
    drag, mass = 0.4, 12.0
    reference = solve_ivp(
        lambda t, y: [y[1], (force - drag * y[1] * abs(y[1])) / mass],
        (0.0, elapsed),
        [0.0, speed],
        rtol=1e-11,
        atol=1e-12,
        method="DOP853",
    )
    way, final = reference.y[:, -1]
    told_speed, told_way = speed_under_constant_force(speed, force, drag, mass, elapsed)
    # tolerance of the integration, loosened by the kink of w|w| at zero that it steps over
    assert told_speed == pytest.approx(final, abs=1e-7)
    assert told_way == pytest.approx(way, abs=1e-6)


def test_a_long_step_ends_at_terminal_speed():
    speed, way = speed_under_constant_force(0.0, 7.5, 0.45, 12.0, 1e5)
    assert speed == pytest.approx(math.sqrt(7.5 / 0.45), rel=1e-12)
    assert math.isfinite(way)


def test_motion_is_symmetric_up_and_down():
    up = speed_under_constant_force(1.5, 4.0, 0.4, 12.0, 7.0)
    down = speed_under_constant_force(-1.5, -4.0, 0.4, 12.0, 7.0)
    np.testing.assert_array_equal(down, [-up[0], -up[1]])


def test_nan_comes_through():
    for k in range(5):
        arguments = [1.0, 4.0, 0.4, 12.0, 7.0]
        arguments[k] = math.nan
        assert all(math.isnan(value) for value in speed_under_constant_force(*arguments))


def test_drag_factor_is_half_rho_c_a():
    assert drag_factor(1.2, 0.5, 2.0) == pytest.approx(0.6)
