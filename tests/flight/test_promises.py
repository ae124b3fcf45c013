"""A flight depends on its own number and on nothing around it."""

import numba
import numpy as np
import pytest

from sim.flight.state import Balloons, Outcome
from tests.flight.cases import RISING, drops_of, recorded, some_balloons, turbulence, world
from tests.handmade import flat_ground, wind_grid

KEY = 99
COUNT = 200
DROPS = drops_of(3, 2, glide_angle=0.5)


@pytest.fixture(scope="module")
def wind():
    weather = np.random.default_rng(5).normal(0, 3, (3, 50, 10, 3, 4, 2)).astype(np.float32)
    return wind_grid(lambda t, z, y, x: 4.0 + 2e-3 * z, lambda t, z, y, x: 6.0 + 0.0 * z, weather=weather)


def flown(balloons, wind, key=KEY):
    gusts = turbulence(0.5, 200.0, 0.2, 60.0, mesoscale_fraction=0.16)
    return recorded(balloons, world(wind, DROPS, flat_ground(20.0), RISING, gusts, key=key))


def rows(balloons, part):
    return Balloons(*(column[part] for column in balloons))


def assert_same(record, other, part=slice(None)):
    for name in ("landing", "outcome", "release", "history"):
        np.testing.assert_array_equal(getattr(record, name)[part], getattr(other, name))


@pytest.fixture(scope="module")
def everything(wind):
    return flown(some_balloons(COUNT), wind)


def test_one_thread_gives_the_bits_of_many(wind, everything):
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        assert_same(everything, flown(some_balloons(COUNT), wind))
    finally:
        numba.set_num_threads(before)


def test_the_first_fifty_are_the_first_fifty_of_many(wind, everything):
    part = slice(0, 50)
    assert_same(everything, flown(rows(some_balloons(COUNT), part), wind), part)


def test_one_balloon_flown_again_repeats_its_flight(wind, everything):
    part = slice(137, 138)
    assert_same(everything, flown(rows(some_balloons(COUNT), part), wind), part)


def test_shards_in_any_order_make_the_whole(wind, everything):
    for part in (slice(150, 200), slice(0, 70), slice(70, 150)):
        assert_same(everything, flown(rows(some_balloons(COUNT), part), wind), part)


def test_another_key_gives_other_gusts(wind, everything):
    other = flown(some_balloons(COUNT), wind, 100)
    landed = (everything.outcome == Outcome.LANDED) & (other.outcome == Outcome.LANDED)
    assert landed.sum() > 100
    assert not np.any(everything.landing[landed][:, 0] == other.landing[landed][:, 0])


def test_every_drop_has_an_outcome_and_a_place_to_match(everything):
    assert np.isin(everything.outcome, [int(outcome) for outcome in Outcome]).all()
    has_place = ~np.isnan(everything.landing[..., 0])
    without = np.isin(everything.outcome, [Outcome.BUNDLE_OPENED, Outcome.DID_NOT_LAUNCH])
    np.testing.assert_array_equal(has_place, ~without)


def test_a_balloon_without_lift_stays_on_the_ground(wind):
    balloons = some_balloons(8)
    balloons.table[:, 6] = [-0.5, -1e-9, 0.0, 0.02, 0.02, 0.02, 0.02, np.nan]
    record = flown(balloons, wind)
    grounded = (record.outcome == Outcome.DID_NOT_LAUNCH).all(axis=1)
    np.testing.assert_array_equal(grounded, [True, True, True, False, False, False, False, True])
    assert np.isnan(record.release[grounded]).all()


def test_an_overloaded_tube_does_not_lift(wind):
    # 15.3 m3 of helium lift 16 kg at sea level; twenty need more gas than the tube can hold
    balloons = rows(some_balloons(8), slice(0, 4))  # the next one is a sphere, which has room for any gas
    balloons.table[:, 5] = 20.0
    assert (flown(balloons, wind).outcome == Outcome.DID_NOT_LAUNCH).all()


@pytest.mark.parametrize(
    ("field", "value", "outcome"),
    [
        ("start", 1e6, Outcome.WIND_ENDED),
        ("longitude", 140.0, Outcome.LEFT_WIND_SIDE),
        ("latitude", 20.0, Outcome.LEFT_WIND_SIDE),
    ],
)
def test_a_start_beyond_the_wind_is_told(field, value, outcome):
    wind = wind_grid(times=(0.0, 43200.0))
    balloons = some_balloons(4)
    balloons.table[:, {"start": 0, "longitude": 1, "latitude": 2}[field]] = value
    assert (flown(balloons, wind).outcome == outcome).all()


def test_flights_out_of_the_wind_keep_where_they_were_last_seen():
    wind = wind_grid(lambda t, z, y, x: 60.0 + 0.0 * z)
    record = flown(some_balloons(40), wind)
    left = record.outcome == Outcome.LEFT_WIND_SIDE
    assert left.any()
    # within a step of the side at 135 E: a minute of 60 m/s, for falling items, is 0.045 degrees
    assert (np.abs(record.landing[left][:, 0] - 135.0) < 0.045).all()


@pytest.mark.parametrize("block", [1, 7, 1000])
def test_the_size_of_a_block_changes_no_bit(block, wind, everything, monkeypatch):
    monkeypatch.setattr("sim.flight.kernel.BLOCK", block)
    assert_same(everything, flown(some_balloons(COUNT), wind))
