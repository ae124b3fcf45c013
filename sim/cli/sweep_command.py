"""The commands that fly a scenario with many values, and go on where such a sweep was stopped."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.endings import SOME_NOT_LANDED
from sim.cli.options import QuietOption
from sim.cli.talking import Faults, progress_of, remark, say, spoken
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.sweeps import Engine, Store, SweepFile

ThreadsOption = Annotated[
    int | None, typer.Option(help="Threads; all there are by default, and one for each worker of --scheduler local.")
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE",
        help="Let worker processes fly, handed out by Dask: local starts them here; an address such as "
        "tcp://10.0.0.5:8786 or a scheduler file leads to others.",
    ),
]
WorkersOption = Annotated[int | None, typer.Option(help="Workers of --scheduler local; one a thread by default.")]
ShardOption = Annotated[
    str | None,
    typer.Option(
        metavar="I/N", help="Fly the I-th of N parts only, for job arrays: others may fly theirs at the same time."
    ),
]
WindOption = Annotated[
    list[str] | None, typer.Option(help="A wind file, instead of the scenario's own wind; repeat for several files.")
]


@spoken
def sweep(
    what: Annotated[
        str, typer.Argument(help="A sweep file or the name of one that is shipped; with --parameter a scenario.")
    ],
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUES",
            help="What is varied, by its dotted name or night: 1,2,3 or 1..4:7 (seven steps) or, for a design that "
            "draws, 1..4 or own; night=2015-04-01..2015-04-30. Repeat for more.",
        ),
    ] = None,
    design: Annotated[
        str | None, typer.Option(help="grid (crossed, the default), zip (paired), latin_hypercube or sobol.")
    ] = None,
    points: Annotated[int | None, typer.Option(help="Points of a latin_hypercube or sobol design.")] = None,
    wind: WindOption = None,
    store: Annotated[Path | None, typer.Option(help="Folder of the results; out/sweeps/NAME by default.")] = None,
    balloons: Annotated[int | None, typer.Option(help="Balloons at every point.")] = None,
    weather_members: Annotated[int | None, typer.Option(help="Weather members at every point.")] = None,
    rng_seed: Annotated[int | None, typer.Option(help="Start of all random streams.")] = None,
    density: Annotated[
        bool, typer.Option("--density", help="Keep the density of each item, on one grid for all points.")
    ] = False,
    samples: Annotated[
        int | None, typer.Option(help="Keep so many drops of each item with the places where they landed.")
    ] = None,
    by_member: Annotated[
        bool, typer.Option("--by-member", help="Keep the shares of the single weather members, for differences.")
    ] = False,
    threads: ThreadsOption = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    shard: ShardOption = None,
    any_weather: Annotated[
        bool, typer.Option("--any-weather", help="Launch whatever the forecast: leave the launch rule out.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Fly a scenario with many values of its parameters; what was flown is kept, and the same command goes on."""
    from sim.ensemble import refuse_impossible_sizes
    from sim.files import refuse_unwritable
    from sim.sweeps import Airs, Store, engine_of, load_sweep, planned

    faults = Faults()
    typed = {"design": design, "points": points} if parameter else {}
    sizes = {"balloons": balloons, "weather_members": weather_members, "rng_seed": rng_seed}
    read = faults.attempt(lambda: _typed(what, parameter, typed) if parameter else load_sweep(what))
    if not parameter and (design or points):
        faults.problems.append("sweep: --design and --points go with --parameter; a sweep file says its own.")
    part = faults.attempt(lambda: _part(shard))
    faults.attempt(lambda: refuse_impossible_sizes(**sizes))
    faults.attempt(lambda: engine_of(Airs(None, None), threads, scheduler, workers))
    folder = store or Path("out") / "sweeps" / (read[0].name if read else "")
    faults.attempt(lambda: refuse_unwritable(folder))
    flown = faults.attempt(lambda: read[0].flown(read[1])) if read else None
    faults.tell()
    assert read is not None  # `tell` saw to it
    assert flown is not None
    scenario, beside = flown
    changes: dict[str, Any] = {"launch_rule": None} if any_weather else {}  # as `with_values` takes them
    if wind:
        changes["weather.wind"] = wind[0] if len(wind) == 1 else wind
    airs = Airs(None, beside)
    kept = {"density": density or None, "samples": samples, "by_member": by_member or None}
    settings = read[0].settings | {name: value for name, value in (sizes | kept).items() if value is not None}
    plan = planned(scenario.with_values(changes), airs, read[0].parameters, **settings)
    engine = engine_of(airs, threads, scheduler, workers, partial(remark, quiet=quiet))
    _fly(Store.prepared(folder, plan), engine, _threads(threads, scheduler), part, quiet=quiet)


@spoken
def resume(
    store: Annotated[Path, typer.Argument(help="The folder that `balloon-drift sweep` wrote.")],
    threads: ThreadsOption = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    shard: ShardOption = None,
    quiet: QuietOption = False,
) -> None:
    """Go on with a sweep that was stopped, to the same bits as without the stop."""
    from sim.sweeps import Airs, engine_of, resumable

    faults = Faults()
    part = faults.attempt(lambda: _part(shard))
    faults.attempt(lambda: engine_of(Airs(None, None), threads, scheduler, workers))
    held = faults.attempt(lambda: resumable(store, None))
    faults.tell()
    assert held is not None  # `tell` saw to it
    airs = Airs(None, Path(held.plan.folder))
    engine = engine_of(airs, threads, scheduler, workers, partial(remark, quiet=quiet))
    _fly(held, engine, _threads(threads, scheduler), part, quiet=quiet)


def _typed(scenario: str, parameters: Sequence[str], settings: dict[str, Any]) -> "tuple[SweepFile, Path]":
    """The sweep that a command line describes, named after its scenario."""
    from sim.scenario import scenario_path
    from sim.sweeps import sweep_of, typed_parameter

    faults = Faults()
    path = faults.attempt(lambda: scenario_path(scenario))
    pairs = [faults.attempt(partial(typed_parameter, text)) for text in parameters]
    faults.tell()
    assert path is not None  # `tell` saw to it
    known = dict(pair for pair in pairs if pair is not None)
    raw = {"name": path.stem, "title": scenario, "scenario": str(path.absolute()), "parameters": known}
    given = {name: setting for name, setting in settings.items() if setting is not None}
    return sweep_of(raw | given, "sweep"), path.parent


def _part(shard: str | None) -> tuple[int, int] | None:
    """Part i of n."""
    if shard is None:
        return None
    number, slash, parts = shard.partition("/")
    if not slash or not number.isdecimal() or not parts.isdecimal() or not 1 <= int(number) <= int(parts):
        raise InputError(f"--shard is {shard}; it must be I/N with I from 1 to N, such as 3/7.")
    return int(number), int(parts)


def _threads(threads: int | None, scheduler: str | None) -> int | None:
    """Threads that fly in this process; None where workers do."""
    from sim._jit import available_threads

    return None if scheduler is not None else threads or available_threads()


def _fly(store: "Store", engine: "Engine", threads: int | None, part: tuple[int, int] | None, *, quiet: bool) -> None:
    """Fly what a store lacks, and tell the result."""
    from sim.flight.kernel import is_compiled
    from sim.sweeps import carry_out, outline, outstanding, refused, told, unlanded

    plan = store.plan
    remark(f"{plan.base.title}\n{outline(plan, threads)}", quiet=quiet)
    if threads is not None and not is_compiled():
        remark("Compiling the flight kernel, once for this version ...", quiet=quiet)
    with progress_of("Points flown", quiet=quiet) as progress:
        result = carry_out(store, engine, shard=part, progress=progress)
    if left := outstanding(result):
        say(f"{left:,} of {plan.points:,} points are outstanding; the others are in {store.folder}.", quiet=quiet)
        return
    say(f"{told(result, plan)}\n\nWritten: {store.folder / 'result.zarr'}", quiet=quiet)
    _end(refused(result), unlanded(result), quiet=quiet)


def _end(never: int, lost: dict[str, float], *, quiet: bool) -> None:
    """Leave with the exit code for flights without a landing, and say how many."""
    if never:
        remark(f"{never:,} points could not be flown; why, stands in the attribute not_flown.", quiet=quiet)
    if lost:
        shares = ", ".join(f"{100.0 * most:.1f} % of {item}" for item, most in lost.items())
        remark(f"Some payload has no landing place, at a point as much as {shares}: see outcome_share.", quiet=quiet)
    if never or lost:
        raise typer.Exit(SOME_NOT_LANDED)
