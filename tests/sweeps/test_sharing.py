"""Points of a sweep that differ in their timers only share flights, and no bit of the result knows of it."""

import pytest
import xarray as xr

import sim
from sim.sweeps import Airs, planned, shards
from sim.sweeps.planning import SHARD_TIME, point_time

LIFT, TIMER, FAILS = "balloon.free_lift_fraction", "payload.bundles.main.timer_h", "timer.failure_probability"


@pytest.fixture
def counted(monkeypatch):
    """How many ensembles were made ready."""
    made = []
    prepared = shards.prepared

    def counting(*arguments, **keywords):
        made.append(arguments[0])
        return prepared(*arguments, **keywords)

    monkeypatch.setattr(shards, "prepared", counting)
    return made


@pytest.mark.parametrize(
    ("parameters", "design", "ensembles"),
    [
        ({TIMER: [1.0, 2.5, 4.0], LIFT: [0.06, 0.1]}, "grid", 2),
        ({TIMER: [1.0, 3.0, 3.0], FAILS: [0.1, 0.1, 0.9], LIFT: [0.1, 0.06, 0.1]}, "zip", 2),
        ({"timer.unopened_probability": [0.0, 0.9], TIMER: [2.0]}, "grid", 2),
    ],
)
def test_shared_flights_give_the_bits_of_flying_each_point(
    tiny, april, parameters, design, ensembles, counted, monkeypatch
):
    together = sim.sweep(tiny, april, parameters, design=design)
    assert len(counted) == ensembles
    monkeypatch.setattr(shards, "share_flights", lambda scenarios: False)
    each = sim.sweep(tiny, april, parameters, design=design)
    assert len(counted) == ensembles + each["flown"].size
    xr.testing.assert_identical(together, each)


def test_a_shard_never_parts_points_that_share_flights(tiny, april):
    plan = planned(tiny, Airs(april, None), {TIMER: [1.0, 2.0, 3.0], LIFT: [0.06, 0.08, 0.1]}, balloons=20_000)
    # too many balloons for two of the three groups in a shard, so that it must hold one group whole
    assert 2 * 3 * point_time(20_000, 3) > 1.5 * SHARD_TIME
    assert plan.points_per_shard == 3
    of_shards = [{plan.values(int(point))[1] for point in plan.of_shard(number)} for number in range(plan.shards)]
    assert of_shards == [{0.06}, {0.08}, {0.1}]


def test_nights_of_one_site_are_flown_one_after_another(tiny):
    nights = {"first": "2015-04-01", "last": "2015-04-03"}
    parameters = {"night": nights, TIMER: [1.0, 2.0], "launch.site": ["gimpo", "imjingak"]}
    plan = planned(tiny, Airs(None, None), parameters)
    flown = [plan.values(int(point)) for point in plan.flown_order]
    assert [site for _, _, site in flown] == ["gimpo"] * 6 + ["imjingak"] * 6
    assert [night for night, _, _ in flown[:6]] == ["2015-04-01"] * 2 + ["2015-04-02"] * 2 + ["2015-04-03"] * 2
