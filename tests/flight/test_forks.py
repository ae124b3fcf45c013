"""Settings of timers flown together have the bits of each flown alone."""

import math

import numpy as np
import pytest

from sim.flight.forks import begin_together
from sim.flight.kernel import fly
from sim.flight.record import empty_record
from sim.flight.state import Balloons, Outcome
from tests.flight.cases import balloon, columns, drops_of, recorded, settings, some_balloons, world
from tests.flight.test_fly_one import LAYERS, MORNING, sheared_wind
from tests.handmade import flat_ground

COUNT, SETTINGS = 40, 9


def some_settings(seed):
    """Timers that run out at any time of a flight: at once, before arming, aloft, while falling, never."""
    rng = np.random.default_rng(seed)
    after = rng.uniform(-600.0, 15000.0, (SETTINGS, COUNT, 3))
    kind = rng.random(after.shape)
    after[kind < 0.15] = math.inf
    after[(kind > 0.15) & (kind < 0.2)] = math.nan
    after[(kind > 0.2) & (kind < 0.25)] = 0.0
    after[2] = math.inf
    after[3] = after[4]  # two settings that are one
    after[5, :, 1] = after[5, :, 0]  # two bundles in one moment
    after[6] = after[7] + 1e-3  # two settings in one step
    return after


def at_every_setting(balloons, after):
    repeated = Balloons(*(np.concatenate([column] * len(after)) for column in balloons))
    return repeated._replace(release_after=np.concatenate(after))


def flown_together(balloons, flown_in, after):
    drops = flown_in.drops
    repeated = at_every_setting(balloons, after)
    record = empty_record(repeated.numbers.size, after.shape[2], drops.bundle.size, begun=repeated.numbers.size)
    begin_together(len(balloons.numbers), repeated, flown_in, record)
    fly(repeated, flown_in, record)
    return record


def world_of(drops, horizon=16000.0):
    return world(sheared_wind(), drops, flat_ground(30.0), MORNING, LAYERS, settings(horizon=horizon), 20150404)


@pytest.fixture(scope="module")
def pair():
    """Balloons of all kinds at all settings: flown together, and each alone."""
    balloons, after = some_balloons(COUNT), some_settings(11)
    flown_in = world_of(drops_of(bundles=3, items=2, glide_angle=0.5))
    return flown_together(balloons, flown_in, after), recorded(at_every_setting(balloons, after), flown_in)


def test_every_bit_is_that_of_flying_each(pair):
    together, alone = pair
    for name in ("outcome", "landing", "release", "history"):
        np.testing.assert_array_equal(getattr(together, name), getattr(alone, name), err_msg=name)


def test_the_cases_part_in_every_way_they_are_meant_to(pair):
    _, alone = pair
    released = alone.release[..., 3].reshape(SETTINGS, COUNT, 3)
    burst = alone.history[:, 5].reshape(SETTINGS, COUNT)
    first = np.where(np.isnan(released).all(axis=2), math.inf, np.nanmin(np.nan_to_num(released, nan=1e9), axis=2))
    assert (first == 0.0).any()  # let go on the ground
    assert (released > burst[..., None]).any()  # by a timer of a wreck
    assert ((first < burst) & np.isfinite(burst)).any()
    assert np.isinf(first).any()
    outcomes = set(np.unique(alone.outcome))
    assert {Outcome.LANDED, Outcome.LANDED_WITH_BALLOON, Outcome.DID_NOT_LAUNCH, Outcome.ALOFT_AT_HORIZON} <= outcomes
    # most balloons let go at several moments
    assert np.median([np.unique(moments).size for moments in first.T]) >= 3


def test_without_the_envelope_everything_else_has_the_same_bits(pair):
    balloons, after = some_balloons(COUNT), some_settings(11)
    drops = drops_of(bundles=3, items=2, glide_angle=0.5)
    payload = drops._replace(**{name: getattr(drops, name)[:-1] for name in drops._fields})
    record = flown_together(balloons, world_of(payload), after)
    np.testing.assert_array_equal(record.outcome, pair[1].outcome[:, :-1])
    np.testing.assert_array_equal(record.landing, pair[1].landing[:, :-1])
    np.testing.assert_array_equal(record.release, pair[1].release)
    # its greatest height with something on board is known; what it did empty is not
    np.testing.assert_array_equal(record.history[:, 3], pair[1].history[:, 3])


def test_a_clock_that_gains_within_a_step_parts_there():
    """It runs the faster the colder it is: a timer that seemed to outlast the step is cut out of its end."""
    cooled = columns([balloon(clock_temperature_rate=-0.05)], [7.0], [math.inf], [True], [22.6, 3.0, math.nan])
    after = np.arange(2400.0, 2440.0, 0.1).reshape(-1, 1, 1)
    flown_in = world_of(drops_of(1, 1), horizon=3000.0)
    record, alone = flown_together(cooled, flown_in, after), recorded(at_every_setting(cooled, after), flown_in)
    np.testing.assert_array_equal(record.release, alone.release)
    np.testing.assert_array_equal(record.landing, alone.landing)
    # their clocks show what the timers are set to when the steps of ten seconds are cut at both kinds of moment
    assert np.unique(np.round(alone.release[:, 0, 3] % 10.0, 2)).size > 100
