"""The command that says which unknown matters most."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import Faults, all_written, progress_of, remark, say, spoken

if TYPE_CHECKING:
    from xarray import Dataset


@spoken
def sensitivity(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the name of one that is shipped.")],
    method: Annotated[str, typer.Option(help="sobol (shares of variance) or morris (screening of values).")] = "sobol",
    factor: Annotated[
        list[str] | None,
        typer.Option(help="groups, values, or one of either; repeat for more. Groups by default, for morris values."),
    ] = None,
    output: Annotated[
        list[str] | None, typer.Option(help="north, along, cross, range or sea; repeat for more. All by default.")
    ] = None,
    points: Annotated[int, typer.Option(help="Balloons of each set, or trajectories.")] = 1000,
    weather_members: Annotated[int | None, typer.Option(help="Weather members.")] = None,
    rng_seed: Annotated[int | None, typer.Option(help="Start of all random streams.")] = None,
    wind: Annotated[
        list[str] | None,
        typer.Option(help="A wind file, instead of the scenario's own wind; repeat for several files."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the result and its pictures; out/NAME by default.")
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Threads; all there are by default.")] = None,
    any_weather: Annotated[
        bool, typer.Option("--any-weather", help="Launch whatever the forecast: leave the launch rule out.")
    ] = False,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Split the spread of where things land by its causes: weather, launch, balloon, timer, items and gusts."""
    from sim import load_scenario, wind_for
    from sim import sensitivity as study
    from sim.files import refuse_existing, refuse_unwritable
    from sim.scenario import scenario_path
    from sim.sensitivities import OUTPUTS, told

    faults = Faults()
    flown = faults.attempt(lambda: load_scenario(scenario))
    folder = out or Path("out") / (flown.name if flown else "")
    outputs = tuple(output or OUTPUTS)
    files = [folder / "sensitivity.nc", *(folder / f"sensitivity_{name}.png" for name in outputs)]
    faults.attempt(lambda: refuse_unwritable(folder))
    if not overwrite:
        faults.attempt(lambda: refuse_existing(files))
    faults.tell()
    assert flown is not None  # `tell` saw to it
    changes: dict[str, str | list[str] | None] = {"launch_rule": None} if any_weather else {}
    if wind:
        changes["weather.wind"] = wind[0] if len(wind) == 1 else wind
    flown = flown.with_values(changes)
    air = wind_for(flown, scenario_path(scenario).parent)
    factors = None if not factor else factor[0] if len(factor) == 1 else factor
    with progress_of("Parts flown", quiet=quiet) as progress:
        result = study(
            flown,
            air,
            method=method,
            factors=factors,
            outputs=outputs,
            points=points,
            weather_members=weather_members,
            rng_seed=rng_seed,
            threads=threads,
            progress=progress,
        )
    tables = [told(result, str(item), name) for item in result["item"].values for name in outputs]
    say("\n\n".join(tables), quiet=quiet)
    written = _written(result, files, overwrite=overwrite)
    remark(f"Written: {', '.join(map(str, written))}", quiet=quiet)


def _written(result: "Dataset", files: list[Path], *, overwrite: bool) -> list[Path]:
    """Files of the result, and of a picture of each output for the first item."""
    import matplotlib as mpl

    from sim import draw_sensitivity
    from sim.files import save_figure, save_result

    mpl.use("Agg")
    with all_written() as written:
        written.append(save_result(result, files[0], overwrite=overwrite))
        for name, picture in zip(result["output"].values, files[1:], strict=True):
            drawn = draw_sensitivity(result, output=str(name)).figure
            written.append(save_figure(drawn, picture, overwrite=overwrite))
    return written
