import math

import numpy as np
import pytest

from sim.physics.turbulence import (
    convective_velocity,
    stable_gust_deviation,
    stable_gust_time,
    stable_vertical_gust_deviation,
    stable_vertical_gust_time,
    unstable_gust_deviation,
    unstable_gust_time,
    unstable_vertical_gust_deviation,
    unstable_vertical_gust_time,
)


# Night of the defaults: u* 0.15 m/s, layer of 200 m, by hand at half its height:
# along 0.01 + 2 * 0.15 * 0.5 = 0.16, across 0.01 + 1.3 * 0.15 * 0.5 = 0.1075, root mean square 0.13630;
# T along 0.15 * 200 / 0.16 * sqrt(0.5) = 132.58 s, across 0.467 of it = 61.92 s,
# (0.16**2 * 132.58 + 0.1075**2 * 61.92) / (0.16**2 + 0.1075**2) = 110.60 s;
# T up 0.1 * 200 / 0.1075 * 0.5**0.8 = 106.86 s
def test_a_stable_night_by_hand():
    assert stable_gust_deviation(0.5, 0.15) == pytest.approx(0.13630, abs=5e-6)
    assert stable_vertical_gust_deviation(0.5, 0.15) == pytest.approx(0.1075, rel=1e-12)
    assert stable_gust_time(0.5, 0.15, 200.0) == pytest.approx(110.60, abs=0.01)
    assert stable_vertical_gust_time(0.5, 0.15, 200.0) == pytest.approx(106.86, abs=0.01)


def test_stable_gusts_keep_the_mean_diffusivity():
    # both time scales well above their minima: 2 and 1.3 u*, T_v = 0.467 T_u, without the floor of 0.01 m/s
    zeta, friction, height = 0.4, 50.0, 3e5
    along, across = 2.0 * friction * 0.6, 1.3 * friction * 0.6
    time_along = 0.15 * height / along * math.sqrt(zeta)
    mean = 0.5 * (along**2 * time_along + across**2 * 0.467 * time_along)
    told = stable_gust_deviation(zeta, friction) ** 2 * stable_gust_time(zeta, friction, height)
    assert told == pytest.approx(mean, rel=5e-4)  # the floor is 2e-4 of the deviations


def test_stable_gusts_calm_down_to_the_top():
    zeta = np.linspace(0.0, 1.0, 11)
    for formula in (stable_gust_deviation, stable_vertical_gust_deviation):
        assert (np.diff(formula(zeta, 0.15)) < 0.0).all()
        assert formula(1.0, 0.15) == formula(1.7, 0.15) == pytest.approx(0.01, rel=1e-12)
    assert stable_gust_time(1.7, 0.15, 200.0) == stable_gust_time(1.0, 0.15, 200.0)
    assert stable_vertical_gust_time(1.7, 0.15, 200.0) == stable_vertical_gust_time(1.0, 0.15, 200.0)


# Day of the defaults: u* 0.35 m/s, layer of 1200 m, L -50 m, by hand:
# w* = 0.35 * 60**(1/3) = 1.37020; sigma = 0.01 + 0.35 * 24**(1/3) = 1.01957; T = 0.15 * 1200 / 1.01957 = 176.54 s;
# up at zeta 0.4: sqrt(1.2 * 1.37020**2 * 0.64 * 0.4**(2/3) + 1.24 * 0.35**2) = sqrt(0.78278 + 0.15190), plus 0.01;
# T up: 0.15 * 1200 * (1 - exp(-2)) / 0.97679 = 159.34 s
def test_an_unstable_day_by_hand():
    day = (0.35, 1200.0, -50.0)
    assert convective_velocity(*day) == pytest.approx(1.37020, abs=5e-6)
    assert unstable_gust_deviation(*day) == pytest.approx(1.01957, abs=5e-6)
    assert unstable_gust_time(*day) == pytest.approx(176.54, abs=0.01)
    assert unstable_vertical_gust_deviation(0.4, *day) == pytest.approx(0.97679, abs=5e-5)
    assert unstable_vertical_gust_time(0.4, *day) == pytest.approx(159.34, abs=0.02)


def test_a_day_has_the_vertical_gusts_that_were_measured():
    # physics.md 3.4: 0.55 to 1.0 m/s below 1.2 km in unstable air, 0.1 to 0.25 m/s in stable air, u* 0.15 to 0.2 m/s
    day = unstable_vertical_gust_deviation(np.linspace(0.1, 1.0, 10), 0.35, 1200.0, -50.0)
    assert 0.4 < day.min() < 0.6
    assert 0.85 < day.max() < 1.0
    night = stable_vertical_gust_deviation(np.array([0.1, 0.5]), 0.18)
    assert 0.1 < night[1] < night[0] < 0.25


# Time times deviation by hand: below |L| 0.1 z / (0.55 - 0.38 z / |L|), above it 0.59 z, and from a tenth of h on
# 0.15 h (1 - exp(-5 zeta))
@pytest.mark.parametrize(
    ("height", "way"),
    [
        (25.0, 0.1 * 25.0 / (0.55 - 0.19)),
        (49.999, 0.1 * 49.999 / (0.55 - 0.38 * 0.99998)),
        (60.0, 0.59 * 60.0),
        (1200.0, 0.15 * 1200.0 * (1.0 - math.exp(-5.0))),
    ],
)
def test_vertical_time_has_three_ranges(height, way):
    friction = 0.05  # weak, so that no range falls below 30 s
    deviation = unstable_vertical_gust_deviation(height / 1200.0, friction, 1200.0, -50.0)
    expected = way / deviation
    told = unstable_vertical_gust_time(height / 1200.0, friction, 1200.0, -50.0)
    assert told == pytest.approx(expected, rel=1e-9)
    assert told > 30.0


def test_the_three_ranges_meet():
    # 0.588 and 0.590 at |L|, 0.0590 and 0.0590 h at a tenth of the layer
    for edge in (50.0 / 1200.0, 0.1):
        times = [unstable_vertical_gust_time(edge * (1.0 + side), 0.05, 1200.0, -50.0) for side in (-1e-9, 1e-9)]
        assert times[0] == pytest.approx(times[1], rel=5e-3)


def test_no_gust_forgets_itself_at_once():
    assert stable_gust_time(0.0, 0.15, 200.0) == pytest.approx(10.0, rel=1e-12)
    assert stable_vertical_gust_time(0.0, 0.15, 200.0) == 30.0
    assert unstable_gust_time(5.0, 100.0, -50.0) == 10.0
    assert unstable_vertical_gust_time(0.0, 0.35, 1200.0, -50.0) == 30.0


def test_a_layer_that_is_not_unstable_has_no_thermals():
    for length in (0.0, 50.0):
        assert math.isnan(convective_velocity(0.35, 1200.0, length))
        assert math.isnan(unstable_gust_deviation(0.35, 1200.0, length))
        assert math.isnan(unstable_gust_time(0.35, 1200.0, length))
        assert math.isnan(unstable_vertical_gust_deviation(0.4, 0.35, 1200.0, length))
        assert math.isnan(unstable_vertical_gust_time(0.4, 0.35, 1200.0, length))


def test_convection_fades_with_the_heat():
    # L to minus infinity: w* to zero, and 12**(1/3) = 2.289 u* along and across
    assert convective_velocity(0.35, 1200.0, -1e15) == pytest.approx(0.0, abs=1e-4)
    assert unstable_gust_deviation(0.35, 1200.0, -1e15) == pytest.approx(0.01 + 2.2894 * 0.35, abs=2e-5)


def test_vertical_gusts_between_the_obukhov_length_and_a_tenth_of_the_layer():
    # 72 m of 1,200 m with L -50 m and u* 0.35 m/s: w* 1.3702, sigma 0.01 + sqrt(1.2 w*2 0.946 0.15326 + 1.716 u*2) =
    # 0.74269 m/s, and 0.59 z over it is 57.20 s; the law of the rest of the layer would give 62.8
    assert unstable_vertical_gust_time(0.06, 0.35, 1200.0, -50.0) == pytest.approx(57.20, rel=1e-3)
