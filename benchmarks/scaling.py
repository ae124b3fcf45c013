"""How the time of the headline scenario grows with its balloons, what two threads gain, and what a step costs.

    python benchmarks/scaling.py [--balloons N ...] [--repeats R]

Flies the shipped scenario, drops included, with every number of balloons in turns with the limit kernel of `limit.py`,
which carries as many particles for 360 steps. From a million balloons on, as in a run, landings are tallied and not
kept, and each is flown once: ten million take half an hour. Prints the most memory so far and the exponent of the
growth; and of the flights alone, without draws and labels, the gain of a second thread and nanoseconds a balloon-step:
for ten seconds of a balloon's flight, the step of the scenario, and for each step that it really takes (some are
shorter or longer).
"""

import argparse
import resource

import advection
import headline
import limit
import numpy as np
from measuring import Times, in_turns, machine_line, quotient, range_of, tell, timed

import sim
from sim._jit import available_threads
from sim.ensemble.ensemble import Ensemble

TALLIED = 1_000_000
"""From so many balloons on landings are tallied."""

FEW = 10_000
"""At most so many balloons tell what a step costs and what a second thread gains."""


def grown(ensemble: Ensemble, cube: limit.Cube, sizes: list[int], repeats: int) -> dict[int, Times]:
    """Times of the flights and of the limit kernel, for each size; printed. [s]"""
    wind, scenario, found = ensemble.wind, ensemble.scenario, {}
    for size in sizes:
        tallied = size >= TALLIED

        def flights(size: int = size, tallied: bool = tallied) -> object:
            return sim.tally(scenario, wind, balloons=size) if tallied else ensemble.flights(0, size)

        times: Times = {"flights": [], "limit": []}
        for _ in range(1 if tallied else repeats):
            times["flights"].append(timed(flights))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
            start = advection.particles(size)
            times["limit"].append(timed(lambda start=start: limit.carried(start, cube, available_threads())))
            del start  # its places would be counted with the flights of the next size
        found[size] = times
        wall, over = range_of(times["flights"]), quotient(times, "flights", "limit")
        tell(
            f"{size:,} balloons{', tallied' * tallied}: {wall.median:.1f} s ({wall.least:.1f} to {wall.most:.1f}), "
            f"{size / wall.median:,.0f} a second; over as many particles and 360 steps of the limit kernel {over}; "
            f"up to here at most {memory:,.0f} MiB",
            name="scaling/flights",
            balloons=size,
            tallied=tallied,
            seconds=wall,
            times_the_limit=over,
            memory=memory,
        )
    return found


def exponent(times: dict[int, Times]) -> None:
    """Print how the time grows: t = a N^e, through the medians and through the shortest times."""
    for name, one in (("medians", lambda walls: range_of(walls).median), ("shortest times", min)):
        slope = np.polyfit(np.log(list(times)), np.log([one(each["flights"]) for each in times.values()]), 1)[0]
        tell(f"exponent in balloons, of the {name}: {slope:.3f}", name=f"scaling/exponent of {name}", exponent=slope)


def by_threads(ensemble: Ensemble, cube: limit.Cube, size: int, repeats: int) -> None:
    """Print what one and two threads take, and what a step costs."""
    threads = range(1, min(2, available_threads()) + 1)
    known, step = headline.ready(ensemble, size), ensemble.settings.step
    works = {f"flights {number}": lambda number=number: known.fly(number) for number in threads}
    works |= {f"limit {number}": lambda number=number: headline.limit_time(cube, number) for number in threads}
    times = in_turns(works, repeats)
    longest, taken = known.longest_steps(), headline.steps_taken(known)
    tell(
        f"a balloon flies {longest / size:,.0f} times {step:g} s; in each it takes "
        f"{taken.balloon:.2f} steps and its drops {taken.drops:.2f} (counted of {headline.COUNTED} balloons)",
        name="scaling/steps",
        longest_steps=longest / size,
        steps=taken.balloon,
        drop_steps=taken.drops,
    )
    for number in threads:
        flights, least = times[f"flights {number}"], times[f"limit {number}"]
        per_step = {
            "ten": [wall / longest for wall in flights],
            "taken": [wall / longest / taken.balloon for wall in flights],
            "limit": [wall / headline.LIMIT / advection.STEPS for wall in least],
        }
        for name, label in (("ten", f"{step:g} s of a flight"), ("taken", "a step of a balloon")):
            cost, over = 1e9 * range_of(per_step[name]).median, quotient(per_step, name, "limit")
            tell(
                f"{number} thread{'s' * (number > 1)}, {label}, drops included: {cost:.0f} ns, over the limit {over}",
                name=f"scaling/step/{name}",
                threads=number,
                nanoseconds=cost,
                times_the_limit=over,
            )
    for name in ("flights", "limit") if len(threads) > 1 else ():
        gain = quotient(times, f"{name} 1", f"{name} 2")
        tell(f"2 threads, times as fast as 1, {name}: {gain}", name=f"scaling/gain of two threads/{name}", times=gain)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--balloons", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    cube = limit.in_cells()
    headline.limit_time(cube, 1, 100)  # compiles
    begun = timed(headline.prepared)
    ensemble = headline.prepared()
    ensemble.fly(0, 100)  # compiles
    print(machine_line())
    tell(f"made ready, nights chosen: {begun:.1f} s", name="scaling/made ready", seconds=begun)
    by_threads(ensemble, cube, min(FEW, *options.balloons), options.repeats)
    times = grown(ensemble, cube, sorted(options.balloons), options.repeats)
    if len(times) > 1:
        exponent(times)


if __name__ == "__main__":
    main()
