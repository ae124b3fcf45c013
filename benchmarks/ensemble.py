"""How long the headline ensemble takes: 20,000 balloons with four kinds of items, embedded wind, all threads.

    python benchmarks/ensemble.py [--balloons N] [--repeats R]

Prints the machine, the median and the range of the repeats (compilation before the first one is not counted), flights
per second, and how long a fresh process needs from start to the first result when the kernel is compiled already.
"""

import argparse
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import sim
from sim._jit import available_threads

SMALL = (
    "import sim; s = sim.load_scenario('lee_2015_04_04'); "
    "sim.simulate(s, sim.climatological_wind(s), balloons=10, weather_members=2)"
)


def processor() -> str:
    """Name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--balloons", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    scenario = sim.load_scenario("lee_2015_04_04")
    wind = sim.climatological_wind(scenario)
    sim.simulate(scenario, wind, balloons=100)  # compiles
    walls = []
    for _ in range(options.repeats):
        begun = time.perf_counter()
        flights = sim.simulate(scenario, wind, balloons=options.balloons)
        walls.append(time.perf_counter() - begun)
    starts = []
    for _ in range(options.repeats):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", SMALL], check=True)
        starts.append(time.perf_counter() - begun)

    wall = statistics.median(walls)
    print(f"{processor()}, {available_threads()} threads, Python {platform.python_version()}, {platform.system()}")
    print(
        f"{options.balloons:,} balloons, {flights.sizes['drop']} drops each: median {wall:.1f} s "
        f"({min(walls):.1f} to {max(walls):.1f}, {options.repeats} runs), "
        f"{options.balloons / wall:,.0f} flights per second"
    )
    print(
        f"start to first result in a fresh process: median {statistics.median(starts):.1f} s "
        f"({min(starts):.1f} to {max(starts):.1f})"
    )


if __name__ == "__main__":
    main()
