"""`fly_shard`: a run of neighbouring points, flown, the work that every engine hands out; and which a part claims.

Holds no file and no label; the same plan and number give the same bits wherever it is called.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import prepared, refused_beyond_memory, share_flights
from sim.errors import InputError, WindError
from sim.kinds import is_whole_number
from sim.scenario import Scenario
from sim.sweeps.airs import Airs
from sim.sweeps.measures import empty, write_measures
from sim.sweeps.plan import Plan
from sim.wind import WindField

Arrays = dict[str, NDArray[np.generic]]


def fly_shard(plan: Plan, number: int, airs: Airs | None = None, *, threads: int | None = None) -> Arrays:
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
    refused: list[str] = []
    for scenarios, wind in _groups(plan, points, winds):
        refused += _fly_points(plan, scenarios, wind, len(refused), arrays, threads)
    return {**arrays, "not_flown": np.array(refused)}


def _groups(plan: Plan, points: NDArray[np.intp], airs: Airs) -> Iterator[tuple[list[Scenario], WindField]]:
    """Scenarios of neighbouring points that share their flights up to the first release, and their wind."""
    group: list[Scenario] = []
    last = -1
    for point in points:
        scenario = plan.scenario_at(int(point))
        if group and not (plan.air_of[point] == plan.air_of[last] and share_flights([group[0], scenario])):
            yield group, _wind_of(group[0], plan, last, airs)
            group = []
        group.append(scenario)
        last = int(point)
    yield group, _wind_of(group[0], plan, last, airs)


def _fly_points(
    plan: Plan, scenarios: list[Scenario], wind: WindField, first: int, arrays: Arrays, threads: int | None
) -> list[str]:
    """Fly points into rows of arrays, from `first` on; or say why they cannot be: a rule may let nobody go."""
    count = scenarios[0].simulation.balloons
    try:
        with refused_beyond_memory():
            ensemble = prepared(scenarios[0], wind, weather_members=None, rng_seed=None, threads=threads)
            landed = ensemble.landings_at_settings(scenarios, 0, count, threads=threads)
            for row, (flights, flown) in enumerate(zip(landed, scenarios, strict=True), start=first):
                write_measures(flights, flown, tuple(plan.items), plan.level, plan.places, plan.kept, row, arrays)
    except WindError:
        raise
    except InputError as error:
        if isinstance(error.__cause__, MemoryError):  # of this machine, not of the point
            raise
        return [str(error)] * len(scenarios)
    return [""] * len(scenarios)


def _wind_of(scenario: Scenario, plan: Plan, point: int, airs: Airs) -> WindField:
    """The wind of a point, if it is still the one of the plan."""
    wind, known = airs.wind(scenario), plan.airs[plan.air_of[point]]
    if wind.digest != known.digest:
        raise WindError(
            f"{wind.source}: the wind is not the one that the sweep was planned with (SHA-256 {wind.digest[:16]}..., "
            f"then {known.digest[:16]}...); bring that one back, or begin another store."
        )
    return wind


def claimed(shards: int, shard: tuple[int, int] | None) -> range:
    """The neighbouring shards of part i of n; all of them without a part.

    >>> claimed(10, (1, 3)), claimed(10, (3, 3)), claimed(2, (1, 3))
    (range(0, 3), range(6, 10), range(0, 0))
    """
    is_part = isinstance(shard, Sequence) and len(shard) == 2 and all(map(is_whole_number, shard))
    number, parts = (1, 1) if shard is None else shard if is_part else (0, 0)
    if not 1 <= number <= parts:
        raise InputError(f"shard is {shard!r}; it must be (i, n), two whole numbers with i from 1 to n.")
    return range((number - 1) * shards // parts, number * shards // parts)
