"""How much faster two Dask workers fly a sweep than one, and how much memory they take.

    python benchmarks/cluster.py
    python benchmarks/cluster.py --pairs 3 --balloons 2000

Workers of one thread of the kernel on this machine, begun beforehand and warm; the embedded climate, the headline
scenario in any weather, four nights by eight fillings. Both sweeps are flown in turns, as pairs; the figure is the
median of their quotients. Other work on the machine spoils it: the load average stands beside each pair.
"""

import argparse
import os
import resource
import time
from statistics import median

from distributed import Client, LocalCluster

import sim
from sim.sweeps import Airs, planned, planning

PARAMETERS = {
    "night": ["2015-01-15", "2015-04-15", "2015-07-15", "2015-10-15"],
    "balloon.free_lift_fraction": {"first": 0.04, "last": 0.18, "count": 8},
}


def flown(balloons: int, address: str) -> float:
    """Time of a sweep by the workers of a scheduler, from the call to the result. [s]"""
    scenario = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
    begun = time.perf_counter()
    sim.sweep(scenario, None, PARAMETERS, balloons=balloons, weather_members=min(50, balloons), scheduler=address)
    return time.perf_counter() - begun


def on_each(address: str, number: str) -> list[float]:
    """A number of each worker of a scheduler: "memory", the most so far [byte], or "processor", its time [s]."""
    wanted = {"memory": lambda use: 1024.0 * use.ru_maxrss, "processor": lambda use: use.ru_utime + use.ru_stime}
    with Client(address, set_as_default=False) as client:
        found = client.run(resource.getrusage, resource.RUSAGE_SELF)
    return [wanted[number](use) for use in found.values()]


def main() -> None:
    """Print the figures."""
    typed = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    typed.add_argument("--pairs", type=int, default=5)
    typed.add_argument("--balloons", type=int, default=200)
    asked = typed.parse_args()
    planning.SHARD_TIME = 0.0  # a point each: shards enough for two, in a sweep short enough to be flown ten times
    sizes = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=1, **sizes) as one, LocalCluster(n_workers=2, **sizes) as two:
        addresses = {1: one.scheduler_address, 2: two.scheduler_address}
        for address in addresses.values():  # every worker loads the program and its machine code
            flown(2, address)
        before = {count: sum(on_each(address, "processor")) for count, address in addresses.items()}
        quotients = []
        for pair in range(asked.pairs):
            order = (1, 2) if pair % 2 == 0 else (2, 1)
            times = {count: flown(asked.balloons, addresses[count]) for count in order}
            quotients.append(times[1] / times[2])
            load = os.getloadavg()[0]
            print(
                f"1 worker {times[1]:.1f} s, 2 workers {times[2]:.1f} s: {quotients[-1]:.2f}; load {load:.1f}",
                flush=True,
            )
        used = {count: sum(on_each(address, "processor")) - before[count] for count, address in addresses.items()}
        print(f"2 workers are {median(quotients):.2f} times as fast (median of {asked.pairs}), {os.cpu_count()} cores")
        print(f"processor time with 2 workers: {used[2] / used[1]:.2f} of that with 1")
        scenario = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
        plan = planned(scenario, Airs(None, None), PARAMETERS, balloons=asked.balloons, weather_members=50)
        peak = max(on_each(addresses[1], "memory"))
        print(f"memory of a worker at most {peak / 1e9:.2f} GB, told beforehand {plan.memory / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
