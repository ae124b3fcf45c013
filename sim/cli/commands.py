"""The commands: parse, load, call, save."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.talking import BAD_INPUT, SOME_NOT_LANDED, progress_of, remark, say, spoken

if TYPE_CHECKING:
    from sim.landing import LandingDistribution
    from sim.scenario import Scenario
    from sim.wind import WindField

app = typer.Typer(
    name="balloon-drift",
    help="Where balloon-borne media land over Korea, with honest uncertainty. For research and hindcast.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ScenarioArgument = Annotated[str, typer.Argument(help="A scenario file, or the name of one that is shipped.")]
WindOption = Annotated[str | None, typer.Option(help="A wind file, instead of the scenario's own wind.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace results that are there already.")]


@app.command()
@spoken
def run(
    scenario: ScenarioArgument,
    wind: WindOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the results; out/NAME by default.")] = None,
    balloons: Annotated[int | None, typer.Option(help="Balloons to fly; the scenario's own number by default.")] = None,
    weather_members: Annotated[int | None, typer.Option(help="Weather members they are spread over.")] = None,
    rng_seed: Annotated[int | None, typer.Option(help="Start of all random streams.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads; all there are by default.")] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fly a scenario; print the landing table, write flights.nc and landing_map.png."""
    from sim import landings, simulate
    from sim.files import refuse_existing, save_flights

    flown = _scenario(scenario)
    air = _wind(flown, wind)
    folder = out or Path("out") / flown.name
    files = (folder / "flights.nc", folder / "landing_map.png")
    if not overwrite:
        refuse_existing(files)
    _announce(flown, air, quiet=quiet)
    with progress_of("Balloons flown", quiet=quiet) as progress:
        flights = simulate(
            flown,
            air,
            balloons=balloons,
            weather_members=weather_members,
            rng_seed=rng_seed,
            threads=threads,
            progress=progress,
        )
    drops = landings(flights)
    say(str(drops.regions()), quiet=quiet)
    save_flights(flights, files[0], overwrite=overwrite)
    _save_map(drops, files[1], overwrite=overwrite)
    say(f"\nWritten: {files[0]} and {files[1]}", quiet=quiet)
    _end(drops, quiet=quiet)


@app.command()
@spoken
def check(scenario: ScenarioArgument, wind: WindOption = None, quiet: QuietOption = False) -> None:
    """Say whether a scenario can be flown in its wind: every problem at once."""
    from sim import check as find_problems

    flown = _scenario(scenario)
    air = _wind(flown, wind)
    problems = find_problems(flown, air)
    for problem in problems:
        remark(problem)
    if problems:
        raise typer.Exit(BAD_INPUT)
    say(f"{flown.name}: ready to fly in {air.source}.", quiet=quiet)
    for note in air.notes:
        say(f"  Note: {note}", quiet=quiet)


@app.command()
@spoken
def explain(scenario: ScenarioArgument, quiet: QuietOption = False) -> None:
    """List every value of a scenario with its unit and where it comes from."""
    say(_scenario(scenario).explain(), quiet=quiet)


@app.command(name="map")
@spoken
def draw_map(
    flights: Annotated[Path, typer.Argument(help="A flights.nc, or the folder that holds it.")],
    out: Annotated[Path | None, typer.Option(help="Picture to write; landing_map.png beside the flights.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="Item to draw; repeat for more. All by default.")] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draw the landing map of flights that were flown before."""
    from sim import landings, open_flights
    from sim.files import refuse_existing

    flown = open_flights(flights)
    folder = flights if flights.is_dir() else flights.parent
    target = out or folder / "landing_map.png"
    if not overwrite:
        refuse_existing([target])
    _save_map(landings(flown), target, overwrite=overwrite, items=item)
    say(f"Written: {target}", quiet=quiet)


def main() -> None:
    """Entry point of the command `balloon-drift`."""
    app()


def _scenario(path_or_name: str) -> "Scenario":
    from sim import load_scenario

    return load_scenario(path_or_name)


def _wind(scenario: "Scenario", override: str | None) -> "WindField":
    """The wind a person asked for, else the scenario's own."""
    from sim import climatological_wind, open_wind

    wanted = override or scenario.weather.wind
    return climatological_wind(scenario) if wanted == "climatology" else open_wind(wanted)


def _announce(scenario: "Scenario", wind: "WindField", *, quiet: bool) -> None:
    from sim.flight.kernel import is_compiled

    remark(f"{scenario.title}\nWind: {wind.source}", quiet=quiet)
    for note in wind.notes:
        remark(f"  {note}", quiet=quiet)
    if not is_compiled():
        remark("Compiling the flight kernel, once for this version ...", quiet=quiet)


def _save_map(drops: "LandingDistribution", path: Path, *, overwrite: bool, items: list[str] | None = None) -> None:
    import matplotlib as mpl

    from sim.files import save_figure

    mpl.use("Agg")
    from sim import draw_landing_map

    drawn = draw_landing_map(drops, items=items)
    save_figure(drawn.axes.get_figure(), path, overwrite=overwrite)


def _end(drops: "LandingDistribution", *, quiet: bool) -> None:
    """Leave with the exit code for flights without a landing, and say how many and why."""
    lost = {item: reasons for item in drops.items if (reasons := drops.not_landed(item))}
    if not lost:
        return
    remark("Some payload has no landing place; why, stands under 'Did not land':", quiet=quiet)
    shares = ", ".join(f"{100.0 * sum(reasons.values()):.1f} % of {item}" for item, reasons in lost.items())
    remark(f"  {shares}", quiet=quiet)
    raise typer.Exit(SOME_NOT_LANDED)
