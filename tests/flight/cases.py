"""Balloons written out by hand for the tests of the flight."""

import math

import numpy as np

from sim.flight.state import Balloon, Balloons, Drops, Settings

DIAMETER = 4.0 / math.pi
LENGTH = 12.0


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
    return Settings(**{**defaults, **changes})


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
        "arming_height": -math.inf,
        "gust_deviation": 0.0,
        "gust_time_scale": 200.0,
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
        return np.array(np.broadcast_to(np.asarray(values, dtype=kind), (count, np.shape(values)[-1])))

    return Balloons(
        np.array([list(map(float, row)) for row in rows]),
        np.arange(count),
        spread(bundle_mass),
        spread(release_after),
        spread(opens, bool),
        spread(fall_speed),
    )


def drops_of(bundles, items):
    """For each bundle the bundle itself and its items; the empty envelope last."""
    bundle = [b for b in range(bundles) for _ in range(items + 1)]
    return Drops(
        np.array([*bundle, -1]), np.array([item == 0 for _ in range(bundles) for item in range(items + 1)] + [False])
    )


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
            "gust_deviation": 0.5,
            "burst_pressure": float(rng.choice([100.0, 500.0, math.inf])),
            "burst_by_timer": k % 7 == 2,
        }
        rows.append(balloon(**(drawn | (SPHERE if k % 5 == 4 else {}))))
    release_after = rng.uniform(1800, 9000, (count, bundles))
    release_after[rng.random((count, bundles)) < 0.2] = math.inf
    speeds = rng.lognormal(0.0, 1.0, (count, bundles * (items + 1) + 1)) + 0.4
    return columns(rows, [7.0 / bundles] * bundles, release_after, rng.random((count, bundles)) < 0.7, speeds)
