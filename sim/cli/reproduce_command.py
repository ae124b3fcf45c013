"""The command that flies a result again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.endings import OTHER_BITS
from sim.cli.options import QuietOption
from sim.cli.talking import Faults, progress_of, say, spoken

if TYPE_CHECKING:
    from xarray import Dataset

    from sim.wind import WindField


@spoken
def reproduce(
    file: Annotated[Path, typer.Argument(help="A flights.nc or tally.nc, or the folder that holds it.")],
    wind: Annotated[
        list[str] | None,
        typer.Option(help="The wind file it was flown in, where it has moved; repeat for several files."),
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Threads; all there are by default.")] = None,
    quiet: QuietOption = False,
) -> None:
    """Fly a result again from its file alone and say whether the bits agree. Exit code 1 where they do not."""
    from sim import reproduce as fly_again
    from sim.ensemble import refuse_impossible_sizes
    from sim.files import open_result

    faults = Faults()
    flown = faults.attempt(lambda: open_result(file))
    faults.attempt(lambda: refuse_impossible_sizes(threads=threads))
    air = faults.attempt(lambda: _wind_of(flown, wind, file)) if flown is not None else None
    faults.tell()
    assert flown is not None  # `tell` saw to it
    assert air is not None

    with progress_of("Balloons flown again", quiet=quiet) as progress:
        found = fly_again(flown, air, threads=threads, progress=progress)
    say(str(found), quiet=quiet and found.same)
    if not found.same:
        raise typer.Exit(OTHER_BITS)


def _wind_of(flights: "Dataset", named: list[str] | None, file: Path) -> "WindField":
    """The wind that flights were flown in: as a person names it, else as their scenario does."""
    from sim import wind_for
    from sim.ensemble import flown_scenario, refuse_another_wind

    scenario = flown_scenario(flights)
    if named:
        scenario = scenario.with_values({"weather.wind": named[0] if len(named) == 1 else named})
    air = wind_for(scenario, file if file.is_dir() else file.parent)
    refuse_another_wind(flights, air)
    return air
