"""What the gusts of a step cost, beside the two samples of the air in it.

    python benchmarks/gusts.py [--particles N] [--repeats R]

As many particles and steps as W1 of `advection.py`: gusts are made as a flight makes them, eight normal numbers a step
by their address and the exact update of three fast and two slow gusts and of how far they carried; the air is that of
`wind_step.by_air`. In turns in one process, with one and two threads. Prints the spread of the gusts too, which is 1.
"""

import argparse

import advection
import numpy as np
import wind_step
from measuring import Range, in_turns, machine_line, quotient, range_of, shared_out, tell
from numpy.typing import NDArray

from sim._jit import available_threads, compiled
from sim.flight.drift import GustLaws, GustScales, Normals, gust_laws, next_gusts
from sim.flight.fetching import draw_words, fetch_normals
from sim.flight.lanes import BALLOON_COLUMNS, DRIFT, LAWS, NORMALS, NUMBER, SCALES, STATE, STEPS, WIDTH, in_lane, keep
from sim.flight.state import FlightState, Gusts
from sim.numerics.columns import column_of, columns_of

STEP = 10.0
SCALES_FLOWN = GustScales(0.8, 300.0, 0.2, 60.0, 0.5, 10_800.0)
"""Made up, of the size that they have in the free air: their values do not change what the update costs."""

_GUSTS = STATE + column_of(FlightState, "gusts")
_COUNT = columns_of(Gusts)


@compiled
def _blow(lanes, count):  # type: ignore[no-untyped-def]
    """The gusts of all lanes after a step."""
    for lane in range(count):
        later = next_gusts(
            in_lane(Gusts, lanes, _GUSTS, lane),
            in_lane(GustScales, lanes, SCALES, lane),
            in_lane(GustLaws, lanes, LAWS, lane),
            in_lane(Normals, lanes, NORMALS, lane),
        )
        keep(lanes, DRIFT, lane, later)
        keep(lanes, _GUSTS, lane, later.gusts)
        lanes[STEPS * WIDTH + lane] += 1.0


@compiled(alone=True)
def _blown(first, beyond, table, scales):  # type: ignore[no-untyped-def]
    """All steps of the gusts of some particles, a block at a time, from rest."""
    for begin in range(first, beyond, WIDTH):
        lanes = np.zeros(BALLOON_COLUMNS * WIDTH)
        count = min(WIDTH, beyond - begin)
        for lane in range(count):
            lanes[NUMBER * WIDTH + lane] = begin + lane
            keep(lanes, SCALES, lane, scales)
            keep(lanes, LAWS, lane, gust_laws(scales, STEP))
        for _ in range(advection.STEPS):
            draw_words(lanes, count, np.uint64(1), STEPS)
            fetch_normals(lanes, count)
            _blow(lanes, count)
        for lane in range(count):
            for column in range(_COUNT):
                table[column, begin + lane] = lanes[(_GUSTS + column) * WIDTH + lane]


def blown(count: int, threads: int) -> NDArray[np.float64]:
    """Gusts of so many particles after all steps, in units of their standard deviation. (gust, particle)"""
    table = np.zeros((_COUNT, count))
    shared_out(count, threads, lambda first, beyond: _blown(first, beyond, table, SCALES_FLOWN))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--particles", type=int, default=advection.SIZES["W1"])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    count = options.particles
    if count < 1 or options.repeats < 1:
        parser.error("--particles and --repeats must be 1 or more.")
    start, grid = advection.particles(count), advection.packed()
    few = advection.Particles(*(column[:1] for column in start))
    blown(1, 1)  # which compiles it, as the next line does
    wind_step.by_air(few, grid, 1)
    print(f"{machine_line()}; {count:,} particles, {advection.STEPS} steps")
    fast = blown(count, 1)[: Gusts._fields.index("slow_east")]
    tell(f"standard deviation of the fast gusts: {fast.std():.4f}", name="gusts/spread", spread=float(fast.std()))
    for threads in range(1, min(2, available_threads()) + 1):
        works = {
            "gusts": lambda threads=threads: blown(count, threads),
            "air": lambda threads=threads: wind_step.by_air(start, grid, threads),
        }
        times = in_turns(works, options.repeats)
        each = {
            name: Range(*(1e9 * value / (count * advection.STEPS) for value in range_of(found)))
            for name, found in times.items()
        }
        over = quotient(times, "gusts", "air")
        tell(
            f"{threads} thread{'' if threads == 1 else 's'}: gusts {each['gusts'].median:.1f} ns a step, "
            f"two samples of the air {each['air'].median:.1f} ns; gusts over the air {over}",
            name="gusts/step",
            threads=threads,
            nanoseconds=each["gusts"],
            times_the_air=over,
        )


if __name__ == "__main__":
    main()
