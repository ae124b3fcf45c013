"""Shards flown in this process, two side by side where there are threads for both.

Holds no flight and no file: what a shard is, `sim.sweeps.shards` says; who called writes it.
"""

from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from sim.sweeps.airs import Airs
from sim.sweeps.measures import Arrays
from sim.sweeps.plan import Plan
from sim.sweeps.shards import fly_shard

LANES = 2
"""Shards flown at the same time, each with its part of the threads: while one is drawn or measured, in Python, and its
threads would have nothing to do, the other flies."""

MOST_BALLOONS = 20_000
"""Balloons of a point up to which two of them are in memory: above, a flight is long beside what Python does."""


def flown_here(
    plan: Plan, numbers: Sequence[int], airs: Airs, threads: int
) -> Generator[tuple[int, Arrays], None, None]:
    """Fly some shards of a plan; yields number and content of each, in their order.

    Parameters
    ----------
    plan : Plan
    numbers : sequence of int
    airs : Airs
    threads : int
        Of the kernel, in all; no bit depends on it.
    """
    together = threads % LANES == 0 and len(numbers) > LANES and plan.base.simulation.balloons <= MOST_BALLOONS
    # the first one alone: it makes the formulas ready that no process has used so far, which two must not do at once
    alone = 1 if together else len(numbers)
    for number in numbers[:alone]:
        yield number, fly_shard(plan, number, airs, threads=threads)
    with ThreadPoolExecutor(LANES) as pool:
        in_hand: deque[tuple[int, Future[Arrays]]] = deque()
        try:
            for number in numbers[alone:]:
                in_hand.append((number, pool.submit(fly_shard, plan, number, airs, threads=threads // LANES)))
                if len(in_hand) > LANES:  # one more than fly: a lane need not wait for who writes
                    yield _first_of(in_hand)
            while in_hand:
                yield _first_of(in_hand)
        finally:  # an error, or nobody asks any more: what has not begun is not begun
            pool.shutdown(wait=False, cancel_futures=True)


def _first_of(in_hand: deque[tuple[int, Future[Arrays]]]) -> tuple[int, Arrays]:
    """The shard that was handed out first, as soon as it is done."""
    number, flown = in_hand.popleft()
    return number, flown.result()
