"""How long the headline ensemble takes: 20,000 balloons with four kinds of items, embedded wind, all threads.

    python benchmarks/ensemble.py [--balloons N] [--repeats R]

Prints the machine, the median and the range of the repeats (compilation before the first one is not counted), flights
per second, and how long a fresh process needs from start to the first result when the kernel is compiled already.
"""

import argparse
import subprocess
import sys

from measuring import machine_line, range_of, tell, timed

import sim

SMALL = (
    "import sim; s = sim.load_scenario('lee_2015_04_04'); "
    "sim.simulate(s, sim.climatological_wind(s), balloons=10, weather_members=2)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--balloons", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    scenario = sim.load_scenario("lee_2015_04_04")
    wind = sim.climatological_wind(scenario)
    sim.simulate(scenario, wind, balloons=100)  # compiles
    walls = [timed(lambda: sim.simulate(scenario, wind, balloons=options.balloons)) for _ in range(options.repeats)]
    command = [sys.executable, "-c", SMALL]
    starts = [timed(lambda: subprocess.run(command, check=True)) for _ in range(options.repeats)]

    wall, start = range_of(walls), range_of(starts)
    print(machine_line())
    tell(
        f"{options.balloons:,} balloons: median {wall.median:.1f} s ({wall.least:.1f} to {wall.most:.1f}, "
        f"{options.repeats} runs), {options.balloons / wall.median:,.0f} flights per second",
        name="ensemble",
        balloons=options.balloons,
        seconds=wall,
    )
    tell(
        f"start to first result in a fresh process: median {start.median:.1f} s "
        f"({start.least:.1f} to {start.most:.1f})",
        name="start",
        seconds=start,
    )


if __name__ == "__main__":
    main()
