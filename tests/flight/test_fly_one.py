import math

import numpy as np
import pytest

from sim.flight.fly_one import fly_one
from sim.flight.kernel import fly
from sim.flight.record import empty_record
from tests.flight.cases import drops_of, settings, some_balloons
from tests.handmade import flat_ground, wind_grid

KEY = np.uint64(20150404)


def sheared_wind():
    rng = np.random.default_rng(7)
    weather = rng.normal(0.0, 2.0, (3, 60, 20, 2)).astype(np.float32)
    return wind_grid(
        lambda t, z, y, x: 2.0 + z * 1e-3 + 0.2 * (x - 127.0),
        lambda t, z, y, x: 5.0 - z * 5e-4 + 0.3 * (y - 38.0) + t * 1e-4,
        times=(0.0, 30000.0, 60000.0),
        columns=7,
        rows=9,
        weather=weather,
    )


@pytest.fixture(scope="module")
def flown():
    balloons = some_balloons(24)
    drops = drops_of(bundles=3, items=2)
    wind, terrain = sheared_wind(), flat_ground(30.0)
    record = empty_record(24, 3, drops.bundle.size, tracks=2, track_steps=800)
    fly(balloons, drops, wind, terrain, settings(horizon=16000.0), KEY, record)
    return balloons, drops, wind, terrain, record


def test_kernel_equals_the_plain_python_flight_bit_for_bit(flown):
    balloons, drops, wind, terrain, record = flown
    for i in range(24):
        flight = fly_one(i, balloons, drops, wind, terrain, settings(horizon=16000.0), KEY)
        for drop in range(drops.bundle.size):
            end = flight.ends[drop]
            if end is None:
                assert record.outcome[i, drop] == 3
                continue
            told = (end.longitude, end.latitude, end.height, end.elapsed)
            assert record.outcome[i, drop] == end.outcome
            np.testing.assert_array_equal(record.landing[i, drop], told)
        for bundle in range(3):
            state = flight.releases.get(bundle)
            told = [math.nan] * 4 if state is None else [state.longitude, state.latitude, state.height, state.elapsed]
            np.testing.assert_array_equal(record.release[i, bundle], told)


def test_the_cases_reach_every_kind_of_ending_they_are_meant_to(flown):
    outcomes = set(np.unique(flown[-1].outcome))
    assert {0, 1, 2, 3, 4, 8} <= outcomes
    assert -1 not in outcomes


def test_bursts_are_noted_where_the_plain_python_flight_bursts(flown):
    balloons, drops, wind, terrain, record = flown
    flights = [fly_one(i, balloons, drops, wind, terrain, settings(horizon=16000.0), KEY) for i in range(24)]
    burst = [flight.burst for flight in flights]
    assert 4 <= sum(state is not None for state in burst) <= 20
    for state, noted in zip(burst, record.history[:, 4:6], strict=True):
        expected = [math.nan] * 2 if state is None else [state.height, state.elapsed]
        np.testing.assert_array_equal(noted, expected)


def test_track_rows_are_states_of_the_plain_python_flight(flown):
    balloons, drops, wind, terrain, record = flown
    flight = fly_one(1, balloons, drops, wind, terrain, settings(horizon=16000.0), KEY)
    told = {state.elapsed: state for state in flight.track}
    rows = record.track[1][~np.isnan(record.track[1][:, 0])]
    assert len(rows) > 60
    for row in rows:
        state = told[row[0]]
        np.testing.assert_array_equal(row[1:4], [state.longitude, state.latitude, state.height])
