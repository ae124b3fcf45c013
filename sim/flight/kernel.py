"""The parallel loop: balloons in blocks, blocks over threads, no result depending on either."""

from numba import prange

from sim._jit import cache_directory, compiled
from sim.flight.journey import fly_balloon
from sim.flight.record import Record
from sim.flight.state import Balloons, Drops, Settings, Turbulence, World
from sim.numerics.grids import Sun, TerrainGrid, WindGrid

BLOCK = 64
"""Balloons a thread takes at a time: small enough to share the end of the work, large enough to hide its hand-out."""


@compiled(parallel=True)
def fly(
    balloons: Balloons,
    drops: Drops,
    wind: WindGrid,
    terrain: TerrainGrid,
    sun: Sun,
    turbulence: Turbulence,
    settings: Settings,
    key: int,
    record: Record,
) -> None:
    """Fly every balloon of `balloons` and write what happened into `record`.

    Parameters are those of `sim.flight.journey.fly_balloon`, with the world in its parts.
    """
    count = balloons.table.shape[0]
    for block in prange((count + BLOCK - 1) // BLOCK):
        world = World(
            drops, wind, terrain, sun, turbulence, settings, key
        )  # inside: Numba hands no tuple of tuples to its threads
        for i in range(block * BLOCK, min(count, (block + 1) * BLOCK)):
            fly_balloon(i, balloons, world, record)


def is_compiled() -> bool:
    """Whether machine code of exactly this source is kept from an earlier start."""
    return any(cache_directory().rglob("kernel.fly-*.nbi"))
