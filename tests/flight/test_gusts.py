"""Turbulence: its spread is that of theory, whatever the step, and changes with height and sun."""

import math

import numpy as np
import pytest

from sim.flight.state import FallState, Turbulence
from sim.numerics.grids import Sun
from tests.flight.cases import CALM, NIGHT, balloon, columns, drops_of, fallen, recorded, settings, turbulence, world
from tests.handmade import wind_grid

AFTER = 7200.0
METRES = (88_030.0, 111_050.0)
"""Metres to a degree at 37.9 N from the radii of WGS 84, some km up or below."""

EVEN = wind_grid(temperature=lambda z: 288.15 + 0.0 * z, pressure=lambda z: 101325.0 + 0.0 * z)


def stationary(deviation, scale, elapsed):
    """Variance of the way of a stationary Ornstein-Uhlenbeck process (Taylor 1921)."""
    return 2.0 * deviation**2 * scale * (elapsed - scale * -math.expm1(-elapsed / scale))


def from_rest(deviation, scale, elapsed):
    """The same for a process that starts at zero."""
    kept = math.exp(-elapsed / scale)
    return (deviation * scale) ** 2 * (2.0 * elapsed / scale - 3.0 + 4.0 * kept - kept**2)


def four_sigma(count):
    """Four standard errors of a variance from so many draws, relative."""
    return 4.0 * math.sqrt(2.0 / count)


@pytest.mark.parametrize("step", [2.5, 10.0, 40.0])
def test_the_cloud_of_balloons_spreads_as_theory_says_at_any_step(step):
    count = 800
    balloons = columns([balloon()] * count, [7.0], [AFTER], [True], [20.0, 4.3, 4.6])
    wind = wind_grid(heights=np.arange(-500.0, 12001.0, 50.0), mesoscale=2.0, mesoscale_time=5400.0)
    chosen = settings(step=step, horizon=AFTER + 60.0)
    gusts = turbulence(0.5, 200.0, 0.2, 300.0, mesoscale_fraction=0.16)
    release = recorded(balloons, world(wind, gusts=gusts, chosen=chosen, key=2)).release[:, 0]
    expected = stationary(0.5, 200.0, AFTER) + stationary(0.32, 5400.0, AFTER)
    ways = [(release[:, 0] - 126.74) * METRES[0], (release[:, 1] - 37.889) * METRES[1]]
    for way in ways:
        assert way.var() == pytest.approx(expected, rel=four_sigma(count))
        assert abs(way.mean()) < 4.0 * math.sqrt(expected / count)
    assert abs(np.corrcoef(*ways)[0, 1]) < 4.0 / math.sqrt(count)


def cloud(height, speed, gusts, sun=NIGHT, count=1500, **changes):
    """Where and when items let go at rest come down."""
    flown_in = world(EVEN, sun=sun, gusts=gusts, chosen=settings(**changes))
    start = FallState(0.0, 126.74, 37.889, height, CALM, 0)
    ends = [fallen(balloon(), start, flown_in, speed, number, 1) for number in range(count)]
    return np.array([[(end.longitude - 126.74) * METRES[0], end.elapsed] for end in ends])


@pytest.mark.parametrize("step", [5.0, 60.0])
def test_vertical_gusts_spread_the_time_of_the_fall(step):
    # 2,000 m at 2 m/s take 1,000 s; the way of the gusts over the speed is the spread of the time
    times = cloud(2000.0, 2.0, turbulence(0.0, 200.0, 0.2, 100.0), fall_time_step=step, fall_height_step=1e3)[:, 1]
    expected = from_rest(0.2, 100.0, 1000.0) / 4.0
    assert times.var() == pytest.approx(expected, rel=four_sigma(times.size) + 0.02)
    assert times.mean() == pytest.approx(1000.0, abs=4.0 * math.sqrt(expected / times.size))


LAYERS = Turbulence(
    np.array([[math.inf, 0.5, 200.0, 0.0, 300.0], [200.0, 0.1, 60.0, 0.0, 20.0], [900.0, 0.8, 150.0, 0.0, 90.0]]),
    1,
    0.0,
)
NOON = Sun(0.0, 86400.0, np.zeros(2), np.full(2, -math.radians(126.74)))


@pytest.mark.parametrize(
    ("height", "sun", "deviation", "scale"),
    [
        pytest.param(150.0, NIGHT, 0.1, 60.0, id="night layer"),
        pytest.param(150.0, NOON, 0.8, 150.0, id="day layer"),
        pytest.param(800.0, NOON, 0.8, 150.0, id="day layer, above that of the night"),
    ],
)
def test_each_layer_has_its_own_gusts(height, sun, deviation, scale):
    ends = cloud(height, 1.0, LAYERS, sun)
    assert ends[:, 0].var() == pytest.approx(from_rest(deviation, scale, height), rel=four_sigma(len(ends)))


def test_above_the_layers_the_air_is_free():
    # let go at 3,000 m and followed for 1,000 s, to 2,000 m
    ends = cloud(3000.0, 1.0, LAYERS, NOON, horizon=1000.0)
    assert ends[:, 0].var() == pytest.approx(from_rest(0.5, 200.0, 1000.0), rel=four_sigma(len(ends)))


def test_gliding_items_scatter_as_their_theory():
    # heading forgotten within 100 m of fall: variance tan(angle)2 L (z - L (1 - exp(-z / L))) along each axis
    count, height = 2000, 4000.0
    drops = drops_of(1, 1, glide_angle=math.radians(30.0), glide_persistence=100.0)
    tube = balloon(arming_height=height, leak_rate=0.0)
    balloons = columns([tube] * count, [7.0], [0.0], [True], [20.0, 4.3, 4.6])
    record = recorded(balloons, world(wind_grid(heights=np.arange(-500.0, 12001.0, 50.0)), drops))
    expected = math.tan(math.radians(30.0)) ** 2 * 100.0 * (height - 100.0)
    assert math.sqrt(expected) == pytest.approx(361.0, abs=1.0)
    ways = [(record.landing[:, 1, 0] - 126.74) * METRES[0], (record.landing[:, 1, 1] - 37.889) * METRES[1]]
    for way in ways:
        assert way.var() == pytest.approx(expected, rel=four_sigma(count))
    assert abs(np.corrcoef(*ways)[0, 1]) < 4.0 / math.sqrt(count)
    np.testing.assert_allclose(record.landing[:, 2, 0], 126.74, atol=1e-12)  # the envelope does not glide
