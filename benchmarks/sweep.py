"""What a sweep takes beside its flights, how it grows with points and balloons, and how much memory it holds.

    python benchmarks/sweep.py

The embedded climate, the headline scenario in any weather; best of three.
"""

import math
import resource
import time
from collections.abc import Callable

import sim
from sim.sweeps import Airs, fly_shard, planned

TIMER = "payload.bundles.main.timer_h"
REPEATS = 3


def best(work: Callable[[], object]) -> float:
    """Shortest of some runs. [s]"""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def timers(count: int) -> dict[str, list[float]]:
    """As many settings of the timer."""
    return {TIMER: [1.0 + 2.0 * step / count for step in range(count)]}


def main() -> None:
    """Print the figures."""
    scenario = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
    wind = sim.climatological_wind(scenario)
    sim.sweep(scenario, wind, timers(1), balloons=2)  # compiles, where that is not done

    plan = planned(scenario, Airs(wind, None), timers(40), balloons=2)
    planning = best(lambda: planned(scenario, Airs(wind, None), timers(40), balloons=2))
    print(f"a point planned and checked: {1e3 * planning / plan.points:.1f} ms")
    whole = best(lambda: fly_shard(plan, 0, Airs(wind, None)))
    flown = [plan.scenario_at(int(point)) for point in plan.of_shard(0)]
    flights = best(lambda: [sim.simulate(each, wind) for each in flown])
    size = plan.of_shard(0).size
    print(f"a point of 2 balloons: {1e3 * whole / size:.0f} ms, flown by itself {1e3 * flights / size:.0f} ms")

    times = {}
    for balloons in (500, 2000, 8000):
        times[balloons] = best(lambda n=balloons: sim.sweep(scenario, wind, timers(2), balloons=n, weather_members=50))
        print(f"{balloons:,} balloons in 50 weathers: {times[balloons] / 2.0:.2f} s a point")
    exponent = math.log(times[8000] / times[2000]) / math.log(4.0)
    each = (times[8000] - times[2000]) / 2.0 / 6000.0
    print(f"exponent in balloons {exponent:.2f}; {1e3 * each:.2f} ms a balloon")

    points = {count: best(lambda n=count: sim.sweep(scenario, wind, timers(n), balloons=100)) for count in (5, 20)}
    print(f"exponent in points {math.log(points[20] / points[5]) / math.log(4.0):.2f}")

    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    print(f"memory at most {memory / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
