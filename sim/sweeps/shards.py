"""`fly_shard`: a run of neighbouring points, flown; the piece of work that every engine hands out.

Holds no file and no label; the same plan and number give the same bits wherever it is called.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import simulate
from sim.errors import InputError, WindError
from sim.sweeps.airs import Airs
from sim.sweeps.measures import empty, write_measures
from sim.sweeps.plan import Plan
from sim.wind import WindField


def fly_shard(
    plan: Plan, number: int, airs: Airs | None = None, *, threads: int | None = None
) -> dict[str, NDArray[np.generic]]:
    """What is kept of every point of a shard.

    Parameters
    ----------
    plan : Plan
    number : int
        0 to `plan.shards` - 1.
    airs : Airs, optional
        Winds shared with other shards of the same process; by default opened for this one.
    threads : int, optional
        Threads of the kernel; no bit depends on it.

    Returns
    -------
    dict of str to array
        The arrays of `sim.sweeps.measures.empty`, (point, ...) in the order of `plan.of_shard(number)`, and
        `not_flown`, the sentence that says why a point could not be flown; empty where it was.

    Raises
    ------
    WindError
        When a wind is no longer what it was when the plan was made.
    """
    winds = Airs(None, Path(plan.folder)) if airs is None else airs
    points = plan.of_shard(number)
    arrays = empty(len(plan.items), points.size, plan.kept)
    refused = [_fly_point(plan, int(point), winds, row, arrays, threads) for row, point in enumerate(points)]
    return {**arrays, "not_flown": np.array(refused)}


def _fly_point(
    plan: Plan, point: int, airs: Airs, row: int, arrays: dict[str, NDArray[np.generic]], threads: int | None
) -> str:
    """Fly a point into a row of arrays; or say why it cannot be, such as for a rule that lets nobody go."""
    scenario = plan.scenario_at(point)
    wind = _as_planned(airs.wind(scenario), plan, point)
    try:
        flights = simulate(scenario, wind, threads=threads)
    except WindError:
        raise
    except InputError as error:
        if isinstance(error.__cause__, MemoryError):  # of this machine, not of the point
            raise
        return str(error)
    write_measures(flights, tuple(plan.items), plan.level, plan.places, plan.kept, row, arrays)
    return ""


def _as_planned(wind: WindField, plan: Plan, point: int) -> WindField:
    """The wind, if it is still the one of the plan."""
    known = plan.airs[plan.air_of[point]]
    if wind.digest != known.digest:
        raise WindError(
            f"{wind.source}: the wind is not the one that the sweep was planned with (SHA-256 {wind.digest[:16]}..., "
            f"then {known.digest[:16]}...); bring that one back, or begin another store."
        )
    return wind
