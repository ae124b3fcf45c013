import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.flight.fly_one import fly_one
from sim.flight.state import Turbulence
from sim.numerics.grids import Sun
from tests.flight.cases import drops_of, recorded, settings, some_balloons, world
from tests.handmade import flat_ground, wind_grid

MORNING = Sun(0.0, 1e5, np.full(2, 0.1), np.radians([-220.0, -220.0 + 360.0 * 1e5 / 86400.0]))
"""A sun that rises over 127 E in the first hours of the flights."""

LAYERS = Turbulence(
    np.array([[np.inf, 0.5, 200.0, 0.2, 300.0], [200.0, 0.1, 60.0, 0.1, 20.0], [900.0, 0.8, 150.0, 0.7, 90.0]]), 1, 0.16
)


def sheared_wind():
    rng = np.random.default_rng(7)
    weather = rng.normal(0.0, 2.0, (3, 60, 20, 4, 5, 2)).astype(np.float32)
    return wind_grid(
        lambda t, z, y, x: 2.0 + z * 1e-3 + 0.2 * (x - 127.0),
        lambda t, z, y, x: 5.0 - z * 5e-4 + 0.3 * (y - 38.0) + t * 1e-4,
        times=(0.0, 30000.0, 60000.0),
        columns=7,
        rows=9,
        weather=weather,
        mesoscale=rng.uniform(0.2, 0.9, (2, 50, 8, 6)).astype(np.float32),
    )


def flown_in_the_morning(horizon):
    return world(
        sheared_wind(),
        drops_of(bundles=3, items=2, glide_angle=0.5),
        flat_ground(30.0),
        MORNING,
        LAYERS,
        settings(horizon=horizon),
        20150404,
    )


@pytest.fixture(scope="module")
def flown():
    balloons, flown_in = some_balloons(24), flown_in_the_morning(16000.0)
    return balloons, flown_in, recorded(balloons, flown_in, tracks=24, track_steps=800)


def bits():
    """Every bit of some flights, of the kernel and the first ones one by one, as digests."""
    balloons, flown_in = some_balloons(6), flown_in_the_morning(8000.0)
    record = recorded(balloons, flown_in)
    assert {0, 2, 3, 4, 6, 8} <= set(np.unique(record.outcome))
    one_by_one = [[tuple(map(float, state[:4])) for state in fly_one(i, balloons, flown_in).track] for i in range(3)]
    everything = b"".join(array.tobytes() for array in record)
    return hashlib.sha256(everything).hexdigest() + hashlib.sha256(str(one_by_one).encode()).hexdigest()


def test_the_same_text_has_the_same_bits_without_a_compiler():
    script = "from tests.flight.test_fly_one import bits; print(bits())"
    plain = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    assert plain.stdout.strip() == bits()


def test_kernel_equals_the_plain_python_flight_bit_for_bit(flown):
    balloons, flown_in, record = flown
    for i in range(24):
        flight = fly_one(i, balloons, flown_in)
        for drop in range(flown_in.drops.bundle.size):
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
    balloons, flown_in, record = flown
    flights = [fly_one(i, balloons, flown_in) for i in range(24)]
    burst = [flight.burst for flight in flights]
    assert 4 <= sum(state is not None for state in burst) <= 20
    for state, noted in zip(burst, record.history[:, 4:6], strict=True):
        expected = [math.nan] * 2 if state is None else [state.height, state.elapsed]
        np.testing.assert_array_equal(noted, expected)


def test_track_rows_are_states_of_the_plain_python_flight(flown):
    balloons, flown_in, record = flown
    longest = int(np.argmax(np.isfinite(record.track[..., 0]).sum(axis=1)))
    flight = fly_one(longest, balloons, flown_in)
    told = {state.elapsed: state for state in flight.track}
    rows = record.track[longest][~np.isnan(record.track[longest][:, 0])]
    assert len(rows) > 60
    for row in rows:
        state = told[row[0]]
        np.testing.assert_array_equal(row[1:4], [state.longitude, state.latitude, state.height])


def test_a_sun_that_nobody_knows_ends_the_flight_where_the_plain_python_flight_ends():
    balloons, known = some_balloons(6), flown_in_the_morning(4000.0)
    flown_in = known._replace(sun=known.sun._replace(declination=np.full(2, math.nan)))
    record = recorded(balloons, flown_in)
    for i in range(6):
        ends = fly_one(i, balloons, flown_in).ends
        elapsed = [math.nan if ends[drop] is None else ends[drop].elapsed for drop in range(len(record.landing[i]))]
        np.testing.assert_array_equal(record.landing[i, :, 3], elapsed)
