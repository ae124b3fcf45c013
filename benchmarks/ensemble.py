"""How long the headline ensemble takes: 20,000 balloons with four kinds of items, embedded wind, all threads.

    python benchmarks/ensemble.py [--balloons N] [--repeats R]

Prints the machine, the median and the range of the repeats (compilation before the first one is not counted), and
flights per second.
"""

import argparse

from measuring import machine_line, range_of, tell, timed

import sim


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--balloons", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    scenario = sim.load_scenario("lee_2015_04_04")
    wind = sim.climatological_wind(scenario)
    sim.simulate(scenario, wind, balloons=100)  # compiles
    walls = [timed(lambda: sim.simulate(scenario, wind, balloons=options.balloons)) for _ in range(options.repeats)]

    wall = range_of(walls)
    print(machine_line())
    tell(
        f"{options.balloons:,} balloons: median {wall.median:.1f} s ({wall.least:.1f} to {wall.most:.1f}, "
        f"{options.repeats} runs), {options.balloons / wall.median:,.0f} flights per second",
        name="ensemble",
        balloons=options.balloons,
        seconds=wall,
    )


if __name__ == "__main__":
    main()
