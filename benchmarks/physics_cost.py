"""What the physics costs beside the wind: a balloon's step with everything on, over the two wind samples in it.

    python benchmarks/physics_cost.py [--balloons N] [--repeats R]

Flies tubes that never stand full for an hour, in steps of one length, through a wind with two times and weather members
(32 corners a sample), sun, turbulence of all kinds and a timer that feels the cold; then takes as many steps with
nothing but the two samples of the wind in each, one after the other, along the way of the flight. One thread; medians
of ratios, taken in turns in one process.
"""

import argparse

import numba
import numpy as np
from measuring import in_turns, machine_line, quotient, range_of, tell

import sim
from sim._jit import compiled
from sim.ensemble.checks import flown_span, launch_epoch
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons
from sim.ensemble.ensemble import FALL_HEIGHT_STEP, FALL_TIME_STEP
from sim.ensemble.layout import layout_of
from sim.ensemble.turbulence import turbulence_of
from sim.ensemble.weathers import weathers_of
from sim.flight.kernel import fly
from sim.flight.record import empty_record
from sim.flight.state import Balloon, Settings, World, balloon_at
from sim.ground import terrain_grid
from sim.numerics.sampling import sample_air
from sim.sun import sun_table
from sim.wind.ideal import IdealGrid, ideal_wind

STEPS, STEP = 360, 10.0
HORIZON = STEPS * STEP


@compiled
def sampling(balloons, world, ends, sums):  # type: ignore[no-untyped-def]
    """The wind samples of those steps alone, along the straight line from launch to where the flight ended."""
    for i in range(ends.shape[0]):
        balloon = balloon_at(balloons.table, i)
        total = 0.0
        for k in range(2 * STEPS):
            share = k / (2 * STEPS)
            longitude = balloon.longitude + share * (ends[i, 0] - balloon.longitude)
            latitude = balloon.latitude + share * (ends[i, 1] - balloon.latitude)
            height = balloon.launch_height + share * (ends[i, 2] - balloon.launch_height)
            air = sample_air(world.wind, balloon.member, longitude, latitude, height, balloon.start + k * 0.5 * STEP)
            total += air.eastward_wind + air.pressure + air.virtual_temperature + air.upward_wind
        sums[i] = total


def flown(balloons, world):  # type: ignore[no-untyped-def]
    """The record of the flights."""
    record = empty_record(*balloons.bundle_mass.shape, world.drops.bundle.size)
    fly(balloons, world, record)
    return record


def world_of(count: int):  # type: ignore[no-untyped-def]
    scenario = sim.load_scenario("lee_2015_04_04")
    epoch, span = launch_epoch(scenario), flown_span(scenario)
    grid = IdealGrid(
        longitude=np.arange(120.0, 135.1, 0.25),
        latitude=np.arange(32.0, 45.1, 0.25),
        heights=np.arange(-500.0, 16001.0, 500.0),
        duration=24 * 3600.0,
        origin=span[0],
    )
    wind = ideal_wind(
        lambda t, z, y, x: 3.0 + 2e-3 * z + 0.3 * (y - 38.0) + 1e-5 * t,
        lambda t, z, y, x: 2.0 + 5e-4 * z + 0.2 * (x - 127.0),
        grid,
    )
    packed = weathers_of(scenario, wind, 1).true(0, np.arange(50))
    layout = layout_of(scenario, 1)
    balloons = draw_balloons(scenario, layout, Draws(1, np.arange(count)), 50)
    sun = sun_table(epoch, 0.0, 12 * 3600.0)
    balloons.release_after[:] = np.inf
    balloons.table[:, Balloon._fields.index("full_volume")] *= 100.0
    settings = Settings(STEP, FALL_HEIGHT_STEP, FALL_TIME_STEP, HORIZON)
    drops = layout.packed(scenario)
    return balloons, World(drops, packed, terrain_grid(), sun, turbulence_of(scenario), settings, np.uint64(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--balloons", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    balloons, world = world_of(options.balloons)
    sums = np.empty(options.balloons)
    numba.set_num_threads(1)
    record = flown(balloons, world)  # compiles
    ends = record.landing[:, -1, :3].copy()
    steps = int(np.isclose(record.landing[:, -1, 3], HORIZON).sum()) * STEPS
    sampling(balloons, world, ends, sums)
    works = {
        "full": lambda: flown(balloons, world),
        "wind": lambda: sampling(balloons, world, ends, sums),
    }
    times = in_turns(works, options.repeats)
    times["full"] = [wall / steps for wall in times["full"]]
    times["wind"] = [wall / (options.balloons * STEPS) for wall in times["wind"]]
    full, alone = (1e9 * range_of(times[name]).median for name in works)
    over = quotient(times, "full", "wind")
    print(machine_line(1))
    tell(
        f"a step with all physics {full:.0f} ns, two wind samples one after the other {alone:.0f} ns",
        name="physics_cost",
        nanoseconds={"full": full, "wind": alone},
        times_the_wind=over,
    )
    print(f"ratio: {over}, {options.repeats} runs")


if __name__ == "__main__":
    main()
