"""Balloons written out by hand for the tests of the flight."""

import math

import numpy as np
from numba import njit

from sim.flight.fall import last_seen, stepped_down
from sim.flight.kernel import fly
from sim.flight.record import empty_record
from sim.flight.state import Balloon, Balloons, Drops, Gusts, Outcome, Settings, Turbulence, World
from sim.numerics.grids import Sun
from tests.handmade import flat_ground

DIAMETER = 4.0 / math.pi
LENGTH = 12.0

ALOFT = int(Outcome.ALOFT_AT_HORIZON)

SPHERE = {
    "elastic": True,
    "full_volume": 60.0,
    "drag_model": 1,
    "drag_coefficient": 0.43,
    "drag_low": 0.22,
    "drag_transition": 3.3e5,
    "drag_width": 0.4e5,
    "film_area": math.nan,
    "cross_section": math.nan,
    "back_pressure": math.nan,
}


def settings(**changes):
    defaults = {"step": 10.0, "fall_height_step": 100.0, "fall_time_step": 60.0, "horizon": 43200.0}
    return Settings(**{name: float(value) for name, value in {**defaults, **changes}.items()})


CALM = Gusts(0.0, 0.0, 0.0, 0.0, 0.0)

NIGHT = Sun(0.0, 86400.0, np.full(2, -0.5 * math.pi), np.zeros(2))
"""A sun over the south pole: night everywhere north of the equator."""

RISING = Sun(0.0, 43200.0, np.zeros(2), math.pi + np.array([-0.5, 0.5]) * math.pi - math.radians(126.74))
"""An equinox sun that is at midnight when six hours have passed, and rises six hours later, at 126.74 E."""


def turbulence(deviation=0.0, time_scale=200.0, up=0.0, up_time=300.0, mesoscale_fraction=0.0):
    """The same turbulence at every height; none by default."""
    row = [deviation, time_scale, up, up_time]
    return Turbulence(np.array([[math.inf, *row], [0.0, *row], [0.0, *row]]), 1, mesoscale_fraction)


def world(wind, drops=None, terrain=None, sun=NIGHT, gusts=None, chosen=None, key=1):
    """A world of one bundle and one item over flat ground at sea level, in still night air, unless told otherwise."""
    return World(
        drops_of(1, 1) if drops is None else drops,
        wind,
        flat_ground() if terrain is None else terrain,
        sun,
        turbulence() if gusts is None else gusts,
        settings() if chosen is None else chosen,
        np.uint64(key),
    )


def recorded(balloons, flown_in, tracks=0, track_steps=0):
    """The record of these balloons in a world."""
    count, bundles = balloons.bundle_mass.shape
    record = empty_record(count, bundles, flown_in.drops.bundle.size, tracks, track_steps)
    fly(balloons, flown_in, record)
    return record


def balloon(**changes):
    """The default tube of the 2014-15 campaigns with 7 kg and pure helium, in still turbulence-free air."""
    defaults = {
        "start": 0.0,
        "longitude": 126.74,
        "latitude": 37.889,
        "launch_height": 35.0,
        "member": 0,
        "solid_mass": 7.0 + 2.3252 + 0.3,
        "free_lift_fraction": 0.08,
        "gas_constant": 2077.1,
        "heat_capacity": 5193.0,
        "full_volume": 0.25 * math.pi * DIAMETER**2 * LENGTH,
        "film_area": math.pi * DIAMETER * LENGTH + 0.5 * math.pi * DIAMETER**2,
        "cross_section": 0.25 * math.pi * DIAMETER**2,
        "drag_coefficient": 0.6,
        "added_mass_coefficient": 0.05,
        "back_pressure": 400.0,
        "leak_rate": 0.003 / 3600.0,
        "heat_transfer": 2.0,
        "radiative_offset": -2.0,
        "solar_offset": 0.0,
        "arming_height": -math.inf,
        "clock_temperature": 293.15,
        "clock_temperature_rate": 0.0,
        "elastic": False,
        "burst_pressure": math.inf,
        "drag_model": 0,
        "drag_low": 0.6,
        "drag_transition": 1.0,
        "drag_width": 1.0,
        "torn_mass": 2.6,
        "torn_speed": 4.6,
        "burst_by_timer": False,
    }
    return Balloon(**{**defaults, **changes})


def columns(rows, bundle_mass, release_after, opens, fall_speed):
    """`Balloons` from a list of `Balloon` and what hangs below each."""
    count = len(rows)

    def spread(values, kind=float):
        # in the order of the ensembles: for another order the kernel would be compiled once more
        return np.array(np.broadcast_to(np.asarray(values, dtype=kind), (count, np.shape(values)[-1])), order="C")

    return Balloons(
        np.array([list(map(float, row)) for row in rows]),
        np.arange(count),
        spread(bundle_mass),
        spread(release_after),
        spread(opens, bool),
        spread(fall_speed),
    )


def drops_of(bundles, items, glide_angle=0.0, glide_persistence=100.0):
    """For each bundle the bundle itself and its items; the empty envelope last. The items glide alike."""
    bundle = np.array([*(b for b in range(bundles) for _ in range(items + 1)), -1])
    is_bundle = np.array([item == 0 for _ in range(bundles) for item in range(items + 1)] + [False])
    is_item = ~is_bundle & (bundle >= 0)
    return Drops(bundle, is_bundle, np.where(is_item, glide_angle, 0.0), np.where(is_item, glide_persistence, 0.0))


def some_balloons(count, bundles=3, items=2, seed=3):
    """Varied balloons: some under-filled, some armed aloft, some timers that fail, some bundles that do not open."""
    rng = np.random.default_rng(seed)
    rows = []
    for k in range(count):
        drawn = {
            "start": float(rng.uniform(0, 900)),
            "longitude": 126.74 + float(rng.normal(0, 0.02)),
            "member": int(rng.integers(3)),
            "free_lift_fraction": -0.02 if k % 8 == 5 else float(rng.uniform(0.03, 0.15)),
            "back_pressure": float(rng.choice([0.0, 200.0, 800.0])),
            "leak_rate": float(rng.uniform(0.001, 0.02)) / 3600.0,
            "arming_height": 2000.0 if k % 3 == 0 else -math.inf,
            "clock_temperature_rate": float(rng.choice([0.0, 0.0005, 0.02])),
            "solar_offset": 8.0,
            "burst_pressure": float(rng.choice([100.0, 500.0, math.inf])),
            "burst_by_timer": k % 7 == 2,
        }
        rows.append(balloon(**(drawn | (SPHERE if k % 5 == 4 else {}))))
    release_after = rng.uniform(1800, 9000, (count, bundles))
    release_after[rng.random((count, bundles)) < 0.2] = math.inf
    speeds = rng.lognormal(0.0, 1.0, (count, bundles * (items + 1) + 1)) + 0.4
    return columns(rows, [7.0 / bundles] * bundles, release_after, rng.random((count, bundles)) < 0.7, speeds)


@njit(error_model="numpy")
def fallen(balloon, state, world, sea_level_speed, number, stream):
    """The end of an item let go in `state`, by the steps of one item."""
    end = last_seen(ALOFT, state)
    horizon = world.settings.horizon
    while state.elapsed < horizon:
        ended, end, state = stepped_down(
            balloon, state, world, sea_level_speed, horizon - state.elapsed, number, stream
        )
        if ended:
            break
    return end
