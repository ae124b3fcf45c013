"""Nothing is lost on the way: solid mass, gas and drops."""

import math

import numpy as np
import pytest

from sim.flight.fly_one import fly_one
from sim.flight.state import Outcome
from tests.flight.cases import balloon, columns, drops_of, recorded, settings, some_balloons, world
from tests.handmade import standard_pressure, wind_grid

STILL = wind_grid(heights=np.arange(-500.0, 12001.0, 50.0))


def flight_of(tube, masses, after, **changes):
    balloons = columns([tube], masses, after, [True] * len(masses), [20.0, 4.3] * len(masses) + [4.6])
    return fly_one(0, balloons, world(STILL, drops_of(len(masses), 1), chosen=settings(**changes)))


def test_a_slack_bag_loses_its_leak_and_nothing_else():
    tube = balloon(leak_rate=0.02 / 3600.0, back_pressure=1500.0)
    flight = flight_of(tube, [7.0], [math.inf], horizon=900.0)
    first = flight.track[0].gas_mass
    assert first == pytest.approx(1.08 * tube.solid_mass / (2077.1 / 287.053 - 1.0), rel=1e-12)
    for state in flight.track:
        assert state.gas_mass == pytest.approx(first * math.exp(-tube.leak_rate * state.elapsed), rel=1e-13)


def test_gas_leaves_through_the_neck_only_as_far_as_its_pressure():
    tube = balloon(back_pressure=300.0)
    flight = flight_of(tube, [3.5, 3.5], [5400.0, 10800.0], horizon=14400.0)
    gas = np.array([state.gas_mass for state in flight.track])
    leaked_at_most = gas[:-1] * np.exp(-tube.leak_rate * np.diff([state.elapsed for state in flight.track]))
    vented = leaked_at_most - gas[1:]
    assert (vented > -1e-12).all()  # never gained
    assert (vented[:60] < 1e-12).all()  # slack for the first ten minutes
    for state in flight.track[:-1]:
        # a step begins with what the neck lets the bag hold, to the change of the air in the step before
        holds = (standard_pressure(state.height) + 300.0) * tube.full_volume / (2077.1 * state.gas_temperature)
        assert state.gas_mass < holds * 1.02


def test_solid_mass_falls_by_each_bundle_and_ends_as_the_envelope():
    masses = [1.0, 2.5, 3.5]
    tube = balloon()
    flight = flight_of(tube, masses, [3600.0, 5400.0, 7200.0], horizon=9000.0)
    for state in flight.track:
        gone = sum(mass for bundle, mass in enumerate(masses) if state.elapsed >= flight.releases[bundle].elapsed)
        # the row of the moment of a release may be from before it
        waiting = [b for b in range(3) if abs(state.elapsed - flight.releases[b].elapsed) < 1e-6]
        allowed = {tube.solid_mass - gone, tube.solid_mass - gone + sum(masses[b] for b in waiting)}
        assert any(state.solid_mass == pytest.approx(mass, abs=1e-12) for mass in allowed)
    assert flight.track[-1].solid_mass == pytest.approx(tube.solid_mass - 7.0, abs=1e-12)


def test_every_drop_of_every_balloon_has_one_end():
    count = 100
    balloons = some_balloons(count)
    record = recorded(balloons, world(STILL, drops_of(3, 2)))
    released = ~np.isnan(record.release[:, :, 3])
    for bundle in range(3):
        whole, *items = (record.outcome[:, 3 * bundle + k] for k in range(3))
        opened = released[:, bundle] & balloons.opens[:, bundle]
        closed = released[:, bundle] & ~balloons.opens[:, bundle]
        np.testing.assert_array_equal(whole == Outcome.BUNDLE_OPENED, opened)
        for item in items:
            fell_alone = item == Outcome.LANDED
            assert not (fell_alone & ~opened).any()
            np.testing.assert_array_equal(item[closed & (whole == Outcome.LANDED)], Outcome.LANDED_UNOPENED)
            with_balloon = item == Outcome.LANDED_WITH_BALLOON
            assert not (with_balloon & released[:, bundle]).any()
    # what was not let go shares the end of its envelope
    envelope = record.landing[:, -1]
    for drop in range(9):
        stayed = ~released[:, drop // 3] & (record.outcome[:, drop] == Outcome.LANDED_WITH_BALLOON)
        np.testing.assert_array_equal(record.landing[stayed, drop], envelope[stayed])
