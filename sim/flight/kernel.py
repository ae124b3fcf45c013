"""The parallel loop: balloons in blocks, blocks over threads, no result depending on either."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from sim._jit import cache_directory, compiled
from sim.flight.block import fly_block
from sim.flight.record import Record
from sim.flight.state import Balloons, World
from sim.flight.stepping import laws_of_steps
from sim.numerics.borrowing import borrowed

BLOCK = 512
"""Balloons a thread takes at a time: small enough to share the end of the work, large enough to keep the lanes full.
Fewer fly on one thread."""


@compiled
def lowest_free_air(terrain, turbulence):  # type: ignore[no-untyped-def]
    """Height above which no ground and no boundary layer is near. [m]"""
    highest = 0.0
    for row in range(terrain.height.shape[0]):
        for column in range(terrain.height.shape[1]):
            highest = max(highest, terrain.height[row, column])
    tops = turbulence.regimes[:, 0]
    return highest + max(tops[turbulence.night_rows], tops[-1])


@compiled(alone=True)
def _fly_rows(first, beyond, balloons, world, record):  # type: ignore[no-untyped-def]
    """Fly the balloons of some rows."""
    held = borrowed(world)
    low = lowest_free_air(held.terrain, held.turbulence)
    laws = laws_of_steps(held.turbulence, held.wind.mesoscale_time, held.settings.step)
    fly_block(first, beyond, borrowed(balloons), held, low, laws, borrowed(record))


def over_threads(count: int, work: Callable[[int, int], None]) -> None:
    """Do `work(first, beyond)` for all blocks of so many rows, on as many threads as Numba is told to use.

    Threads of Python, each in compiled code that has let go of it: Numba's own parallel loop would compile everything
    in it once more.
    """
    firsts = range(0, count, BLOCK)
    with ThreadPoolExecutor(max(1, min(numba.get_num_threads(), len(firsts)))) as pool:
        for _ in pool.map(lambda first: work(first, min(first + BLOCK, count)), firsts):
            pass


def fly(balloons: Balloons, world: World, record: Record) -> None:
    """Fly every balloon of `balloons` and write what happened into `record`.

    Parameters
    ----------
    balloons : Balloons
    world : World
    record : Record
        Fresh from `empty_record`, or with flights that were begun.
    """
    known = keyed(world)
    over_threads(balloons.table.shape[0], lambda first, beyond: _fly_rows(first, beyond, balloons, known, record))


def keyed(world: World) -> World:
    """A world whose key has its 64 bits, whatever number it was given as."""
    return world._replace(key=np.uint64(world.key))  # type: ignore[arg-type]  # an int to its readers


def is_compiled() -> bool:
    """Whether machine code of exactly this source is kept from an earlier start."""
    return any(cache_directory().rglob("kernel._fly_rows-*.nbi"))
