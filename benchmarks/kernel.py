"""The wind step alone, against the least it can cost here and against other programs on the same wind.

    python benchmarks/kernel.py [--against limit|parcels|opendrift] [--particles N] [--repeats R]

Carries N particles (W1: 100,000, the default; W2: 1,000,000) as `advection.py` says, with the project's wind step
(`wind_step.py`) and what it is held against, in turns in one process. Prints nanoseconds a particle-step with one and
two threads, quotients turn by turn as median and range, and how far from NumPy's float64 the first 2,000 land. Other
programs carry theirs once, with one thread, where their package is installed (`peers.py`; tried with Parcels 4.0.2 and
OpenDrift 1.14.12).
"""

import argparse

import advection
import limit
import numpy as np
import peers
import wind_step
from measuring import Range, Times, in_turns, machine_line, quotient, range_of, tell

from sim._jit import available_threads

CHECKED = 2000
"""Particles whose landings are held against NumPy's, which takes 0.4 ms for each."""

FEW = 10_000
"""Particles that other programs carry by default: a hundred thousand would take some of them ten minutes."""

NAMES = {
    "limit": "the limit kernel: two channels in cells a second, 32 bits",
    "wind": "the wind step with two channels in degrees a second, 64 bits",
    "air": "the wind step as flown: six channels, weather member, mesoscale, on the ellipsoid, 64 bits",
}


def misses(found: wind_step.Places, true: wind_step.Places) -> float:
    """The greatest distance in longitude or latitude. [degree]"""
    return float(max(np.abs(a - b).max() for a, b in zip(found, true, strict=True)))


def told_times(name: str, threads: int, steps: int, times: Times) -> None:
    """Print what a particle-step took, and how many times as long as the limit kernel's on as many threads."""
    key, plural = f"{name} {threads}", "" if threads == 1 else "s"
    each, over = (
        Range(*(1e9 * value / steps for value in range_of(times[key]))),
        quotient(times, key, f"limit {threads}"),
    )
    tell(
        f"{threads} thread{plural}, {name}: {each.median:.1f} ns a particle-step "
        f"({each.least:.1f} to {each.most:.1f}), "
        f"over the limit {over}",
        name=f"wind_step/{name}",
        threads=threads,
        nanoseconds=each,
        times_the_limit=over,
    )


def against_limit(count: int, repeats: int) -> None:
    """Print the project's wind step over the limit kernel."""
    start, grid, cube = advection.particles(count), advection.packed(), limit.in_cells()
    plain = wind_step.plain_wind(grid)
    works = {
        "limit": lambda particles, threads: limit.carried(particles, cube, threads),
        "wind": lambda particles, threads: wind_step.by_wind(particles, plain, threads),
        "air": lambda particles, threads: wind_step.by_air(particles, grid, threads),
    }
    few = advection.Particles(*(column[:CHECKED] for column in start))
    true = advection.reference(few)
    for name, work in works.items():  # which compiles it, too
        far = misses(work(few, 1), true)
        tell(f"{name}, {NAMES[name]}: within {far:.0e} degree of NumPy", name=f"wind_step/{name}/miss", degrees=far)
    threads = range(1, min(2, available_threads()) + 1)
    measured = {
        f"{name} {number}": lambda work=work, number=number: work(start, number)
        for number in threads
        for name, work in works.items()
    }
    times = in_turns(measured, repeats)
    for number in threads:
        for name in works:
            told_times(name, number, count * advection.STEPS, times)
    for name in works if len(threads) > 1 else ():
        gain = quotient(times, f"{name} 1", f"{name} 2")
        tell(
            f"2 threads, times as fast as 1, {name}: {gain}",
            name=f"wind_step/{name}/gain_of_two_threads",
            times=gain,
        )


def against_peer(name: str, count: int) -> None:
    """Print another program's time over that of the project's wind step, both with one thread."""
    peer = peers.PEERS[name]
    if (missing := peer.missing()) is not None:
        tell(missing, name=f"peer/{name}", installed=False)
        return
    start = advection.particles(count)
    start = start._replace(seconds=np.zeros(count))  # they have one clock for all particles
    grid = advection.packed()
    wind_step.by_air(advection.Particles(*(column[:1] for column in start)), grid, 1)
    found: dict[str, wind_step.Places] = {}
    works = {
        "ours": lambda: found.update(ours=wind_step.by_air(start, grid, 1)),
        "theirs": lambda: found.update(theirs=peer.carried(start)),
    }
    times = in_turns(works, 1)
    steps = count * advection.STEPS
    over = times["theirs"][0] / times["ours"][0]
    apart = [float(np.mean(a - b)) for a, b in zip(found["theirs"], found["ours"], strict=True)]
    tell(
        f"{peer.told}: {1e9 * times['theirs'][0] / steps:,.0f} ns a particle-step, {over:,.0f} times the wind step as "
        f"flown; ends {apart[0]:+.4f} degree east and {apart[1]:+.4f} degree north of it on average",
        name=f"peer/{name}",
        installed=True,
        nanoseconds=1e9 * times["theirs"][0] / steps,
        times_ours=over,
        apart_degrees=apart,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", choices=["limit", *peers.PEERS], default="limit")
    parser.add_argument("--particles", type=int, help="100,000 by default, 10,000 against other programs")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    count = options.particles or (advection.SIZES["W1"] if options.against == "limit" else FEW)
    if count < 1 or options.repeats < 1:
        parser.error("--particles and --repeats must be 1 or more.")
    print(f"{machine_line()}; {count:,} particles, {advection.STEPS} steps")
    if options.against == "limit":
        against_limit(count, options.repeats)
    else:
        against_peer(options.against, count)


if __name__ == "__main__":
    main()
