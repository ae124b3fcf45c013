"""How long a fresh process takes to say what it can do, to its first result, and to that with nothing compiled.

    python benchmarks/start_up.py [--repeats R] [--cold-repeats R]

Prints the machine, and median and range of the wall time of each; for the last the time of processors too, which other
work on the machine disturbs less. Nothing is compiled in a folder of its own, which goes away again.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile

from measuring import Range, machine_line, range_of, tell, timed

HELP = [sys.executable, "-m", "sim", "--help"]

FIRST_RESULT = [
    sys.executable,
    "-c",
    "import sim; s = sim.load_scenario('lee_2015_04_04'); "
    "sim.simulate(s, sim.climatological_wind(s), balloons=10, weather_members=2)",
]


def run(command: list[str], cache: str | None = None) -> None:
    """Run a program to its end, with machine code from a folder if one is named."""
    environment = os.environ if cache is None else {**os.environ, "BALLOON_DRIFT_CACHE": cache}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def processors() -> float:
    """Time that programs run so far have taken from all processors, without what they asked of the system. [s]"""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def told(what: str, name: str, seconds: Range) -> None:
    """Print a time."""
    tell(
        f"{what}: median {seconds.median:.2f} s ({seconds.least:.2f} to {seconds.most:.2f})", name=name, seconds=seconds
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--cold-repeats", type=int, default=3)
    options = parser.parse_args()

    print(machine_line())
    run(FIRST_RESULT)  # compiles what is not compiled
    told("--help", "help", range_of(timed(lambda: run(HELP)) for _ in range(options.repeats)))
    warm = range_of(timed(lambda: run(FIRST_RESULT)) for _ in range(options.repeats))
    told("first result", "first_result", warm)
    walls, taken = [], []
    for _ in range(options.cold_repeats):
        with tempfile.TemporaryDirectory() as cache:
            before = processors()
            walls.append(timed(lambda cache=cache: run(FIRST_RESULT, cache)))
            taken.append(processors() - before)
    told("first result, nothing compiled", "nothing_compiled", range_of(walls))
    told("the same, of processors", "nothing_compiled/processors", range_of(taken))


if __name__ == "__main__":
    main()
