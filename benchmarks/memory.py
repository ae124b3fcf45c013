"""How much memory ensembles take: landings that are kept, and landings that are only tallied.

    python benchmarks/memory.py                 # flown by the kernel: some ten minutes on two cores
    python benchmarks/memory.py --made-up       # ten million balloons whose flights are made up: only memory is true

Each size runs in a process of its own, whose greatest resident memory is told; the headline scenario has ten drops:
eight of items, the bundle that did not open and the empty envelope.
"""

import argparse
import json
import resource
import subprocess
import sys
import time

import numpy as np

import sim
from sim.ensemble import Ensemble
from sim.flight.record import Record, empty_record
from sim.flight.state import Balloons, Outcome
from sim.landing.tallies import tallying

FLOWN = (20_000, 40_000, 80_000)
MADE_UP = (100_000, 1_000_000, 10_000_000)
KEPT = (100_000, 1_000_000)
MEMBERS = 500


def made_up(ensemble: Ensemble, balloons: Balloons, **_: object) -> Record:
    """A record as the kernel might leave it: each weather has a middle of its own, and balloons scatter about it."""
    first, count = int(balloons.numbers[0]), balloons.numbers.size
    bundles, drops = len(ensemble.layout.bundles), len(ensemble.layout.drops)
    record, chance = empty_record(count, bundles, drops), np.random.default_rng(first)
    middle = np.random.default_rng(0).normal((127.5, 38.2), (0.9, 0.45), (MEMBERS, 2))
    middle = middle[(first + np.arange(count)) % MEMBERS]
    for drop in range(drops):  # one after the other: what makes them up is not to be measured
        record.landing[:, drop, :2] = middle + chance.normal(0.0, (0.35, 0.25), (count, 2))
        record.landing[:, drop, 2] = 100.0
        record.landing[:, drop, 3] = chance.normal(3.0 * 3600.0, 900.0, count)
        lost = chance.random(count) < 0.05
        record.outcome[:, drop] = np.where(lost, Outcome.ALOFT_AT_HORIZON, Outcome.LANDED)
    record.outcome[:, 0] = Outcome.BUNDLE_OPENED
    record.release[:] = (127.0, 38.0, 4000.0, 5400.0)
    record.history[:] = 3000.0
    return record


def child(road: str, balloons: int, *, flown: bool) -> None:
    """One size on one road; its memory and time as a line of JSON."""
    if not flown:
        Ensemble.flown = made_up  # type: ignore[assignment, method-assign]  # nothing flies
    else:
        tallying.PORTION = FLOWN[0]  # so that even the smaller sizes come in several portions
    scenario = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
    wind = sim.wind_for(scenario)
    begun = time.perf_counter()
    if road == "kept":
        drops = sim.landings(sim.simulate(scenario, wind, balloons=balloons, weather_members=MEMBERS))
    else:
        drops = sim.tallied(sim.tally(scenario, wind, balloons=balloons, weather_members=MEMBERS))
    north = drops.regions().row("leaflet_vinyl", "north_korea").probability
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(json.dumps({"north": north, "memory": memory, "time": time.perf_counter() - begun}))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--made-up", action="store_true")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], int(options.child[1]), flown=not options.made_up)
        return
    roads = {"kept": KEPT, "tally": MADE_UP} if options.made_up else {"kept": FLOWN, "tally": FLOWN}
    more = ["--made-up"] if options.made_up else []
    for road, sizes in roads.items():
        for balloons in sizes:
            command = [sys.executable, __file__, "--child", road, str(balloons), *more]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"{road:5} {balloons:>10,} balloons: {told['memory']:6,.0f} MiB, {told['time']:5,.0f} s; "
                f"leaflets in the North {100 * told['north']:.2f} %"
            )


if __name__ == "__main__":
    main()
