"""Time and memory of a sweep of many nights, sites, timers and balloons in the embedded climate, and how they grow.

    python benchmarks/many_nights.py
    python benchmarks/many_nights.py --full out/year

Small sweeps are flown, each in a process of its own, which is warm before the clock starts; the time of a sweep of 365
nights x 6 sites x 8 timers x 2,000 balloons is then added up from them, and said to be. `--full STORE` flies that one,
the shipped sweep `year_of_nights`, and goes on with it where it was stopped.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import sim
from sim._jit import available_threads
from sim.sweeps import load_sweep

NAME = "year_of_nights"
TIMER, SITE, NIGHT = "payload.bundles.main.timer_h", "launch.site", "night"


class Size(NamedTuple):
    """How much is flown: nights, sites and settings of the timer, and balloons at each point."""

    nights: int
    sites: int
    timers: int
    balloons: int

    @property
    def points(self) -> int:
        return self.nights * self.sites * self.timers


FULL = Size(365, 6, 8, 2000)

BY_BALLOONS = [Size(1, 1, 8, balloons) for balloons in (250, 1000, 4000)]
BY_NIGHTS = [Size(nights, 1, 8, 250) for nights in (2, 6, 18)]
BY_SITES = [Size(1, sites, 8, 250) for sites in (1, 3, 6)]
BY_TIMERS = [Size(1, 1, timers, 1000) for timers in (1, 2, 4, 8)]


class Cost(NamedTuple):
    """Time of the sweep, and that of the processors in it [s]; most memory of its process [byte].

    What grows how is told by the time of the processors: on a machine that others use too the other one is theirs.
    """

    seconds: float
    work: float
    memory: float


def flown(size: Size) -> Cost:
    """Cost of a part of the shipped sweep, measured here; the nights are of one month."""
    file, folder = load_sweep(NAME)
    scenario, own = file.flown(folder)
    parameters = {
        NIGHT: [f"2015-04-{1 + night:02d}" for night in range(size.nights)],
        SITE: file.parameters[SITE][: size.sites],
        TIMER: [1.0 + 3.5 * step / max(size.timers - 1, 1) for step in range(size.timers)],
    }
    settings = {**file.settings, "balloons": size.balloons}
    warm = {**parameters, NIGHT: parameters[NIGHT][:1], SITE: parameters[SITE][:1], TIMER: parameters[TIMER][:2]}
    sim.sweep(scenario, None, warm, folder=own, **{**settings, "balloons": 2, "weather_members": 2})
    begun, worked = time.perf_counter(), time.process_time()
    sim.sweep(scenario, None, parameters, folder=own, **settings)
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    return Cost(seconds, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0)


def measured(size: Size) -> Cost:
    """The same, measured in a process of its own."""
    numbers = [str(number) for number in size]
    told = subprocess.run([sys.executable, __file__, "--one", *numbers], check=True, capture_output=True, text=True)
    return Cost(*json.loads(told.stdout))


def table(sizes: Sequence[Size], by: str) -> list[Cost]:
    """Costs of sweeps that grow in one way, printed with the exponent of each step."""
    costs = [measured(size) for size in sizes]
    for size, cost in zip(sizes, costs, strict=True):
        print(
            f"{size.nights:3d} nights x {size.sites} sites x {size.timers} timers x {size.balloons:5,} balloons: "
            f"{cost.seconds:6.1f} s, of processors {cost.work:6.1f} s, {cost.memory / 1e9:.2f} GB"
        )
    steps = zip(pairwise(sizes), pairwise(costs), strict=True)
    exponents = [
        math.log(later.work / earlier.work) / math.log(getattr(more, by) / getattr(few, by))
        for (few, more), (earlier, later) in steps
    ]
    print(f"exponent in {by}: {', '.join(f'{exponent:.2f}' for exponent in exponents)}", flush=True)
    return costs


def added_up(by_balloons: Sequence[Cost], by_nights: Sequence[Cost]) -> float:
    """Work of the full sweep: that of every night and site as that of the nights measured, with more balloons. [s]"""
    nights = (by_nights[-1].work - by_nights[0].work) / (BY_NIGHTS[-1].nights - BY_NIGHTS[0].nights)
    more = (by_balloons[-1].work - by_balloons[0].work) / (BY_BALLOONS[-1].balloons - BY_BALLOONS[0].balloons)
    return FULL.nights * FULL.sites * (nights + (FULL.balloons - BY_NIGHTS[0].balloons) * more)


def fly_full(store: str) -> None:
    """Fly the shipped sweep, and say what it took in this process."""
    file, folder = load_sweep(NAME)
    scenario, own = file.flown(folder)
    begun, worked = time.perf_counter(), time.process_time()

    def tell(done: int, points: int) -> None:
        print(f"\r{done:,} of {points:,} points, {time.perf_counter() - begun:,.0f} s", end="", flush=True)

    result = sim.sweep(scenario, None, file.parameters, folder=own, store=store, progress=tell, **file.settings)
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    print(
        f"\n{result['flown'].size:,} points in {seconds / 60.0:.1f} min, of processors {work / 60.0:.1f} min, "
        f"{memory / 1e9:.2f} GB"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", metavar="STORE", help="fly 365 nights x 6 sites x 8 timers x 2,000 balloons")
    parser.add_argument("--one", nargs=4, type=int, metavar="N", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(flown(Size(*arguments.one))))
    elif arguments.full:
        fly_full(arguments.full)
    else:
        by_balloons = table(BY_BALLOONS, "balloons")
        by_nights = table(BY_NIGHTS, "nights")
        table(BY_SITES, "sites")
        table(BY_TIMERS, "timers")
        minutes, threads = added_up(by_balloons, by_nights) / 60.0, available_threads()
        print(
            f"added up from these, not flown: {FULL.points:,} points of {FULL.balloons:,} balloons are {minutes:,.0f} "
            f"min of processors, {minutes / threads:,.0f} min with {threads} threads"
        )


if __name__ == "__main__":
    main()
