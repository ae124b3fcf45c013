"""`sweep` and `resume_sweep`: a plan carried out, in memory or in a store."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Any

import xarray as xr

from sim.ensemble import Progress, refuse_impossible_sizes
from sim.errors import InputError, ResultError
from sim.kinds import A_SCENARIO, A_WIND, path_of, refuse_no_call, refuse_no_mapping, refuse_other_than
from sim.scenario import Scenario
from sim.sweeps.airs import GIVEN, Airs
from sim.sweeps.cluster import Cluster
from sim.sweeps.labels import labelled
from sim.sweeps.measures import Arrays
from sim.sweeps.plan import Plan
from sim.sweeps.planning import planned, program
from sim.sweeps.shards import claimed, fly_shard
from sim.sweeps.store import Store
from sim.wind import WindField

_STORE = "the folder that sim.sweep wrote"

Engine = Callable[[Plan, Sequence[int]], Generator[tuple[int, Arrays], None, None]]
"""Flies some shards of a plan; yields number and content of each, in the order in which they are done."""


def sweep(
    scenario: Scenario,
    wind: WindField | None,
    parameters: Mapping[str, Any],
    *,
    design: str = "grid",
    points: int | None = None,
    balloons: int | None = None,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    level: float = 0.9,
    places: bool = True,
    density: bool = False,
    samples: int = 0,
    by_member: bool = False,
    store: str | Path | None = None,
    folder: str | Path | None = None,
    threads: int | None = None,
    scheduler: str | Path | None = None,
    workers: int | None = None,
    shard: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Fly a scenario with many combinations of values.

    Every point starts from the same random numbers: with one `rng_seed` balloon i of weather member j meets the same
    chances at every point, so that the difference between two points is that of their values.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField or None
        The wind of every point; None lets each point's scenario name its own.
    parameters : mapping
        Dotted names as `Scenario.with_values` takes them, or "night" (dates of the launch), each to a list of values;
        to a range, ``{"first": 1.0, "last": 4.0, "count": 7}`` or for nights ``{"first": "2015-04-01", "last":
        "2015-04-30"}``; or, for a design that draws, to ``{"low": 1.0, "high": 4.0}``, a distribution as in a scenario
        file, or "own", the scenario's. Numbers are in the unit of the name.
    design : str
        "grid" crosses all values, "zip" pairs them; "latin_hypercube" and "sobol" (scrambled) draw `points` points.
    points : int, optional
        For the designs that draw; for "sobol" a power of two.
    balloons, weather_members, rng_seed : int, optional
        Of every point; by default the scenario's own.
    level : float
        Probability that an interval is to hold the truth, 0 to 1.
    places : bool
        Whether median point, range, bearing and spread are worked out, which takes some 30 ms for each item and point
        (a second for a cloud that falls apart into several).
    density : bool
        Whether the density of each item is kept, on one grid for all points: 10 km cells true to area (58 kB for each
        item and point).
    samples : int
        How many drops of each item are kept with the places where they landed, spread evenly over all of them.
    by_member : bool
        Whether the shares of the single weather members are kept, which `sim.sweep_differences` needs.
    store : str or Path, optional
        Folder that keeps what was flown, so that a sweep that was stopped goes on; one that is there already must hold
        the same sweep.
    folder : str or Path, optional
        Where a relative path of a wind is looked for that leads nowhere from the working directory.
    threads : int, optional
        Threads of the kernel; all there are by default, one in each worker of "local". No result depends on it.
    scheduler : str or Path, optional
        Who hands the shards to worker processes (Dask, extra `cluster`): "local" starts them on this machine, an
        address such as "tcp://10.0.0.5:8786" or a scheduler file leads to some that were started elsewhere. Each opens
        the winds that the scenarios name, so none can be passed.
    workers : int, optional
        Worker processes of "local"; as many as the machine has threads for by default.
    shard : (i, n), optional
        Fly the i-th of n parts only, i from 1; other processes may fly the others into the same store at the same time.
    progress : callable, optional
        Called with (points done, points to do) after each shard.

    Returns
    -------
    xr.Dataset
        Dims: the parameters of a grid, else `point`; then item, region and outcome. Where other parts are outstanding
        their points are unknown (NaN, and -1 for counts).

    Raises
    ------
    InputError
        With every fault of the design, and of the scenario and the wind of any point.
    ResultError
        When the store holds another sweep, or another process writes to it.
    SweepInterrupted
        When a result could not be written; what was flown before stays.
    """
    refuse_other_than(Scenario, "sweep: scenario", scenario, A_SCENARIO)
    refuse_other_than((WindField, NoneType), "sweep: wind", wind, f"{A_WIND}; None lets each point name its own")
    refuse_no_mapping("sweep: parameters", parameters, '{"balloon.leak_share": [0, 0.1]}')
    refuse_no_call("sweep: progress", progress)
    at = None if store is None else path_of("sweep: store", store, "the path of a folder")
    airs = Airs(wind, None if folder is None else path_of("sweep: folder", folder, "the path of a folder"))
    engine = engine_of(airs, threads, scheduler, workers)
    plan = planned(
        scenario,
        airs,
        parameters,
        design=design,
        points=points,
        balloons=balloons,
        weather_members=weather_members,
        rng_seed=rng_seed,
        level=level,
        places=places,
        density=density,
        samples=samples,
        by_member=by_member,
    )
    if at is not None:
        return carry_out(Store.prepared(at, plan), engine, shard=shard, progress=progress)
    if shard is not None:
        raise InputError("sweep: shard needs a store, where the parts come together; name one.")
    tell, shards = _counted(plan, range(plan.shards), progress), []
    with closing(engine(plan, range(plan.shards))) as flown:
        for number, arrays in flown:
            shards.append((number, arrays))
            tell(number)
    return labelled(plan, shards)


def resume_sweep(
    store: str | Path,
    wind: WindField | None = None,
    *,
    threads: int | None = None,
    scheduler: str | Path | None = None,
    workers: int | None = None,
    shard: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Go on with a sweep that was stopped, to the same bits as without the stop.

    Parameters
    ----------
    store : str or Path
        The folder that `sweep` wrote.
    wind : WindField, optional
        The one that was passed to `sweep`, if one was.
    threads, scheduler, workers, shard, progress
        As for `sweep`.

    Raises
    ------
    ResultError
        When there is no store, or it was begun by another version.
    WindError
        When a wind is no longer what it was.
    """
    refuse_other_than((WindField, NoneType), "resume_sweep: wind", wind, f"{A_WIND}; None where none was passed")
    refuse_no_call("resume_sweep: progress", progress)
    held = resumable(store, wind)
    engine = engine_of(Airs(wind, Path(held.plan.folder)), threads, scheduler, workers)
    return carry_out(held, engine, shard=shard, progress=progress)


def engine_of(
    airs: Airs,
    threads: int | None,
    scheduler: str | Path | None = None,
    workers: int | None = None,
    tell: Callable[[str], None] | None = None,
) -> Engine:
    """What flies the shards of a sweep: the kernel's threads in this process, or the workers of a scheduler.

    Parameters
    ----------
    airs : Airs
        For the flights in this process.
    threads, scheduler, workers
        As for `sweep`.
    tell : callable, optional
        Called with what a person may read about the workers, before anything is flown.

    Raises
    ------
    InputError
        For what cannot be, all at once.
    """
    cluster = Cluster.asked_for(scheduler, workers, threads, wind_passed=airs.given is not None)
    if cluster is not None:
        return partial(cluster.flown, tell=tell)
    refuse_impossible_sizes(threads=threads)
    return partial(_flown_here, airs=airs, threads=threads)


def _flown_here(
    plan: Plan, numbers: Sequence[int], airs: Airs, threads: int | None
) -> Generator[tuple[int, Arrays], None, None]:
    for number in numbers:
        yield number, fly_shard(plan, number, airs, threads=threads)


def resumable(store: str | Path, wind: WindField | None) -> Store:
    """A store that this program and this wind can go on with.

    Raises
    ------
    ResultError
    """
    held = Store.opened(path_of("resume_sweep: store", store, _STORE))
    held.refuse_another(held.plan.by(program()))
    was_given = held.plan.airs[0].request == GIVEN
    if was_given != (wind is not None):
        what = "was begun with a wind that was passed to it; pass that one" if was_given else "names its own winds"
        raise ResultError(f"{held.folder}: the sweep {what}{'' if was_given else '; pass none'}.")
    return held


def open_sweep(store: str | Path) -> xr.Dataset:
    """What a store holds, whole or not; points that are not there are unknown.

    Raises
    ------
    ResultError
        When there is no store.
    """
    held = Store.opened(path_of("open_sweep: store", store, _STORE))
    return labelled(held.plan, held.shards())


def carry_out(store: Store, engine: Engine, *, shard: tuple[int, int] | None, progress: Progress | None) -> xr.Dataset:
    """Fly what a store lacks, and write the result where nothing lacks any more."""
    plan, claim = store.plan, claimed(store.plan.shards, shard)
    with store.lock() as lock:
        with lock.shards(claim):
            store.clear(claim)
            missing = store.missing(claim)
            if missing:
                with lock.desk():
                    store.drop_result()
            tell = _counted(plan, missing, progress)
            with closing(engine(plan, missing)) as flown:
                for number, arrays in flown:
                    store.keep(number, arrays)
                    tell(number)
        shards = dict(store.shards())
        dataset = labelled(plan, shards.items())
        with lock.desk():
            if len(shards) == plan.shards and not store.has_result:
                store.keep_result(dataset)
    return dataset


def _counted(plan: Plan, numbers: Sequence[int], progress: Progress | None) -> Callable[[int], None]:
    """What is called with each shard that is done, and reports the points so far."""
    done, total = 0, sum(plan.of_shard(number).size for number in numbers)

    def tell(number: int) -> None:
        nonlocal done
        done += plan.of_shard(number).size
        if progress is not None:
            progress(done, total)

    return tell
