"""Timers that run by the temperature of the air."""

import math

import numpy as np
import pytest

from sim.flight.fly_one import fly_one
from tests.flight.cases import balloon, columns, recorded, settings, world
from tests.handmade import standard_temperature, wind_grid

HALVED = math.log(2.0) / 10.0
"""Rate of a clock that runs half as fast for every ten kelvin of cold. [K-1]"""

COLD = {"clock_temperature": 293.15, "clock_temperature_rate": HALVED}


def isothermal(kelvin):
    return wind_grid(temperature=lambda z: kelvin + 0.0 * z, heights=np.arange(-500.0, 12001.0, 50.0))


def test_a_clock_in_the_cold_runs_late_by_the_law():
    balloons = columns([balloon(**COLD)], [3.5, 3.5], [500.0, 1000.0], [True, True], [20.0, 4.3] * 2 + [4.6])
    for kelvin, factor in ((263.15, 8.0), (293.15, 1.0), (303.15, 0.5)):
        record = recorded(balloons, two_bundles(isothermal(kelvin)))
        # float32 keeps 263.15 K to 1e-5 K, which is 1e-6 of the rate
        np.testing.assert_allclose(record.release[0, :, 3], [500.0 * factor, 1000.0 * factor], rtol=2e-6)


def two_bundles(wind):
    from tests.flight.cases import drops_of

    return world(wind, drops_of(2, 1), chosen=settings(horizon=20000.0))


def test_a_clock_counts_by_the_air_that_it_flies_through():
    due = 2000.0
    balloons = columns([balloon(**COLD)], [7.0], [due], [True], [20.0, 4.3, 4.6])
    still = wind_grid(heights=np.arange(-500.0, 12001.0, 50.0))
    flight = fly_one(0, balloons, world(still, chosen=settings(horizon=30000.0)))
    released = flight.releases[0]
    before = [state for state in flight.track if state.elapsed <= released.elapsed]
    elapsed = np.array([state.elapsed for state in before])
    air = standard_temperature(np.array([state.height for state in before]))
    rate = np.exp(HALVED * (air - 293.15))
    # trapezoids over steps of ten seconds, in which the air changes by 0.3 K at most
    assert np.trapezoid(rate, elapsed) == pytest.approx(due, rel=1e-4)
    assert released.elapsed > 3.0 * due


def test_the_clock_goes_on_in_the_fall_of_a_wreck():
    sealed = balloon(**COLD, back_pressure=math.inf, burst_pressure=1500.0)
    balloons = columns([sealed], [7.0], [170.0], [True], [20.0, 4.3, 4.6])
    record = recorded(balloons, world(isothermal(263.15), chosen=settings(horizon=20000.0)))
    burst, released, landed = record.history[0, 5], record.release[0, 0, 3], record.landing[0, 2, 3]
    assert burst < released < landed
    assert released == pytest.approx(8.0 * 170.0, rel=1e-5)


def test_a_clock_that_is_not_armed_does_not_count():
    tubes = [balloon(**COLD, arming_height=3000.0)]
    balloons = columns(tubes, [7.0], [100.0], [True], [20.0, 4.3, 4.6])
    record = recorded(balloons, world(isothermal(263.15)), 1, 100)
    track = record.track[0]
    reached = np.interp(3000.0, track[:20, 3], track[:20, 0])
    # the track has a row a minute, between which the balloon rises evenly to a second
    assert record.release[0, 0, 3] - reached == pytest.approx(800.0, abs=1.0)
