"""What bounds a step: bytes loaded and operations done, over what this machine can load and do.

    python benchmarks/roofline.py [--repeats R]

Measures three ceilings of one thread with loops of the project's own kind: operations of 64 bits on full vectors,
bytes loaded out of the nearest cache, and bytes copied in memory. Then it carries particles with the limit kernel and
with the wind step, flies the headline scenario, and prints what each step takes over what its counts would take at the
ceilings. Counts are by hand, from the sources; a particle's own columns, which stay in the nearest cache, are left out.
"""

import argparse
from typing import NamedTuple

import advection
import headline
import limit
import numpy as np
import wind_step
from measuring import in_turns, machine_line, quotient, range_of, tell

from sim._jit import compiled

PARTICLES, FLIGHTS = 10_000, 1000
NEAR, ROUNDS = 2048, 20_000
FAR = 20_000_000


class Counts(NamedTuple):
    """Of a step: bytes loaded of tables, and additions, multiplications, divisions, roots, floors and clamps."""

    bytes: int
    operations: int


COUNTS = {
    # two samples of 8 rows of 16 bytes and 12 of the levels; 7 folds of 4 numbers and a last one of 2, at 3 operations
    # each, 6 for the place and 7 for the move
    "limit": Counts(2 * (8 * 16 + 12), 2 * (7 * 4 * 3 + 2 * 3 + 6 + 7)),
    # the same with 18 bytes of the levels and 14 for the place
    "wind": Counts(2 * (8 * 16 + 18), 2 * (7 * 4 * 3 + 2 * 3 + 14 + 7)),
    # two samples of 8 rows of 48 bytes, 8 of 16 of the weather, 38 of levels, times and mesoscale; 7 folds of 12 and of
    # 4 numbers and last ones of 6 and of 2, 88 for cells and shares in air, weather and mesoscale (floors and clamps
    # among them), 40 for the metric, 6 for the move
    "air": Counts(2 * (8 * 48 + 8 * 16 + 38), 2 * (7 * 16 * 3 + 8 * 3 + 88 + 40 + 6)),
}
AT_ONCE = {"limit": 4.0, "wind": 1.0, "air": 1.0}
"""Operations at a time, over those of the ceiling: numbers of 32 bits are twice as many to a vector, and the limit
kernel multiplies and adds in one instruction, which would cost the project its bits."""


@compiled(alone=True)
def _reckon(numbers, rounds):  # type: ignore[no-untyped-def]
    """Four chains of 16 multiplications and additions for every number, so often."""
    for _ in range(rounds):
        for place in range(numbers.size):
            a = numbers[place]
            b, c, d = a + 1.0, a + 2.0, a + 3.0
            for _ in range(16):
                a, b, c, d = a * 0.5 + 0.25, b * 0.5 + 0.25, c * 0.5 + 0.25, d * 0.5 + 0.25
            numbers[place] = 0.25 * (a + b + c + d)


@compiled(alone=True)
def _load(rows, sums, rounds):  # type: ignore[no-untyped-def]
    """Add up eight rows of numbers place by place, so often."""
    for _ in range(rounds):
        for place in range(sums.size):
            total = rows[0, place] + rows[1, place] + rows[2, place] + rows[3, place]
            sums[place] = total + rows[4, place] + rows[5, place] + rows[6, place] + rows[7, place]


def ceilings(repeats: int) -> dict[str, float]:
    """Operations, bytes of the nearest cache and bytes of memory that one thread gets in a second; printed."""
    numbers, rows, sums = np.ones(256), np.ones((8, 256)), np.zeros(256)
    far = np.ones(FAR), np.ones(FAR)
    works = {
        "operations": lambda: _reckon(numbers, ROUNDS),
        "near": lambda: _load(rows, sums, 20 * ROUNDS),
        "memory": lambda: np.copyto(*far),
    }
    for work in works.values():
        work()
    times = in_turns(works, repeats)
    counts = {"operations": 256 * 4 * 16 * 2 * ROUNDS, "near": 8 * 256 * 8 * 20 * ROUNDS, "memory": 16 * FAR}
    found = {name: counts[name] / min(times[name]) for name in works}
    tell(
        f"ceilings of one thread: {found['operations'] / 1e9:.0f} billion operations, {found['near'] / 1e9:.0f} GB out "
        f"of the nearest cache, {found['memory'] / 1e9:.0f} GB copied in memory a second",
        name="roofline/ceilings",
        **found,
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    start, grid, cube = advection.particles(PARTICLES), advection.packed(), limit.in_cells()
    plain, known = wind_step.plain_wind(grid), headline.ready(headline.prepared(), FLIGHTS)
    works = {
        "limit": lambda: limit.carried(start, cube, 1),
        "wind": lambda: wind_step.by_wind(start, plain, 1),
        "air": lambda: wind_step.by_air(start, grid, 1),
    }
    for work in works.values():
        work()
    print(machine_line(1))
    most = ceilings(options.repeats)
    times = in_turns({**works, "flights": known.fly}, options.repeats)
    each = {name: [wall / PARTICLES / advection.STEPS for wall in times[name]] for name in works}
    for name, count in COUNTS.items():
        took = 1e9 * range_of(each[name]).median
        by_operations, by_bytes = (
            1e9 * count.operations / AT_ONCE[name] / most["operations"],
            1e9 * count.bytes / most["near"],
        )
        tell(
            f"{name}: {count.bytes:,} bytes and {count.operations:,} operations a step, {took:.1f} ns; at the ceilings "
            f"{by_operations:.1f} ns for the operations and {by_bytes:.1f} ns for the bytes",
            name=f"roofline/{name}",
            **count._asdict(),
            nanoseconds=took,
            at_the_ceiling_of_operations=by_operations,
            at_the_ceiling_of_bytes=by_bytes,
        )
    taken = known.longest_steps() * headline.steps_taken(known).balloon
    each["flights"] = [wall / taken for wall in times["flights"]]
    share, took = quotient(each, "air", "flights"), 1e9 * range_of(each["flights"]).median
    tell(
        f"a step of a balloon, drops included: {took:.0f} ns; carried by its air alone, as above, it would take "
        f"{100.0 * share.median:.0f} % of that",
        name="roofline/flight",
        nanoseconds=took,
        share_of_the_wind=share,
    )


if __name__ == "__main__":
    main()
