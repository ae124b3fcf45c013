"""Glides over high ground, the timers of a wreck on its way down, and timers that run ever faster."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from tests.flight.cases import balloon, columns, drops_of, recorded, settings, world
from tests.flight.test_clocks import COLD, HALVED
from tests.flight.test_gusts import EVEN, METRES, four_sigma
from tests.handmade import flat_ground, standard_pressure, standard_temperature, wind_grid

AIR = 287.053
STANDARD = wind_grid(heights=np.arange(-500.0, 12001.0, 50.0))


def glides(bundles, items, persistence, count=1500):
    """Ways of the items let go 600 m above ground of 2,000 m: (axis, item, balloon) [m]."""
    drops = drops_of(bundles, items, glide_angle=math.radians(35.0), glide_persistence=persistence)
    speeds = [*([20.0] + [4.3] * items) * bundles, 4.6]
    tube = balloon(launch_height=2600.0)
    balloons = columns([tube] * count, [7.0 / bundles] * bundles, [0.0] * bundles, [True] * bundles, speeds)
    flown_in = world(EVEN, drops, terrain=flat_ground(2000.0), chosen=settings(horizon=900.0))
    landing = recorded(balloons, flown_in).landing[:, (drops.bundle >= 0) & ~drops.is_bundle]
    return np.array([(landing[..., 0] - 126.74).T * METRES[0], (landing[..., 1] - 37.889).T * METRES[1]])


@pytest.mark.parametrize("persistence", [50.0, 200.0])
def test_a_glide_is_as_long_as_the_way_down_to_the_ground(persistence):
    # a slope of tan(35 deg) in a direction that forgets itself: each axis has half of the square of the slope
    kept = -math.expm1(-600.0 / persistence)
    expected = math.tan(math.radians(35.0)) ** 2 * persistence * (600.0 - persistence * kept)
    for axis in glides(1, 1, persistence):
        # a degree is longer by 1 in 2,500 at 2.6 km
        assert axis[0].var() == pytest.approx(expected, rel=four_sigma(axis[0].size) + 2e-3)


@pytest.mark.parametrize(("bundles", "items"), [(1, 3), (3, 1)])
def test_items_let_go_together_glide_apart(bundles, items):
    ways = glides(bundles, items, 100.0)
    across = np.corrcoef(ways.reshape(6, -1)) - np.eye(6)
    assert np.abs(across).max() < 4.0 / math.sqrt(ways.shape[-1])


def test_the_clock_of_a_wreck_runs_faster_on_its_way_down():
    # the first timer bursts the balloon at a known count; the second one has 90 s to go and counts in ever warmer air
    tube = balloon(**COLD, burst_by_timer=True)
    first, second, bundle, hanging = 300.0, 390.0, 3.5, 12.0
    balloons = columns([tube], [bundle, bundle], [first, second], [True, True], [hanging, 4.3, hanging, 4.3, 4.6])
    chosen = settings(fall_height_step=2.0)
    release = recorded(balloons, world(STANDARD, drops_of(2, 1), chosen=chosen)).release[0]
    height, burst = release[0, 2:]
    assert 1500.0 < height < 5000.0
    resistance = bundle / hanging**2 + tube.torn_mass / tube.torn_speed**2
    speed = math.sqrt((bundle + tube.torn_mass) / resistance)

    def rate(z):
        return math.exp(HALVED * (float(standard_temperature(z)) - 293.15))

    def falling(_, state):
        density = float(standard_pressure(state[0]) / (AIR * standard_temperature(state[0])))
        return [-speed * math.sqrt(1.225 / density), rate(state[0])]

    def due(_, state):
        return state[1] - (second - first)

    due.terminal = True
    known = solve_ivp(falling, (0.0, 5000.0), [height, 0.0], events=due, rtol=1e-10, atol=1e-9, max_step=5.0)
    waited, ended = known.t_events[0][0], known.y_events[0][0][0]
    assert ended > 100.0
    assert rate(ended) > 1.5 * rate(height)
    # each step of 0.3 s counts by the air at its start: behind by half of what the rate gains in a step, 0.1 s in all
    assert release[1, 3] - burst == pytest.approx(waited, abs=0.2)
    assert release[1, 2] == pytest.approx(ended, abs=0.2 * 1.3 * speed)


@pytest.mark.parametrize("step", [10.0, 60.0])
def test_a_clock_that_speeds_up_inside_a_step_lets_go_at_its_moment(step):
    # air that warms everywhere by 0.03 K in a second, so that the rate grows as an exponential wherever the balloon is
    warming, waited = 0.03, 150.0
    still = wind_grid(temperature=lambda z: 263.15 + 0.0 * z, times=(0.0, 1200.0))
    air = still.air.copy()
    air[1, ..., 3:5] += 1200.0 * warming
    growth, rate = HALVED * warming, math.exp(HALVED * (263.15 - 293.15))
    due = rate * math.expm1(growth * waited) / growth
    balloons = columns([balloon(**COLD, heat_transfer=1e4)], [7.0], [due], [True], [20.0, 4.3, 4.6])
    chosen = settings(step=step, horizon=1000.0)
    release = recorded(balloons, world(still._replace(air=air), chosen=chosen)).release[0, 0]
    # the midpoint rule misses (growth step)2 / 24 of the count, 0.08 s of 60 s; a step not cut ends 3 s late
    assert release[3] == pytest.approx(waited, abs=0.1)
