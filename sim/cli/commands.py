"""The commands: parse, load, call, save."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import wind_commands
from sim.cli.campaign_command import campaign
from sim.cli.chart_command import chart
from sim.cli.endings import CODES, SOME_NOT_LANDED
from sim.cli.export_command import export
from sim.cli.options import KeepOption, OverwriteOption, QuietOption, StopOption, TracksOption
from sim.cli.report_command import report
from sim.cli.reproduce_command import reproduce
from sim.cli.road import KEPT, TALLIED, refuse_another_kind, refuse_opposed, road_of
from sim.cli.score_command import score
from sim.cli.sensitivity_command import sensitivity
from sim.cli.sweep_command import resume, sweep
from sim.cli.talking import Faults, all_written, progress_of, remark, say, say_above_data, spoken, width_to_say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.landing import Landings
    from sim.scenario import Scenario
    from sim.wind import WindField

app = typer.Typer(
    name="balloon-drift",
    help="Where balloon-borne media land over Korea, with honest uncertainty. For research and hindcast.",
    epilog=CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(wind_commands.app, name="wind")
app.command()(campaign)
app.command()(chart)
app.command()(export)
app.command()(reproduce)
app.command()(score)
app.command()(sensitivity)
app.command()(sweep)
app.command()(resume)

PICTURE = "landing_map.png"

ScenarioArgument = Annotated[str, typer.Argument(help="A scenario file, or the name of one that is shipped.")]
AnyWeatherOption = Annotated[
    bool, typer.Option("--any-weather", help="Launch whatever the forecast: leave the scenario's launch rule out.")
]
WindOption = Annotated[
    list[str] | None, typer.Option(help="A wind file, instead of the scenario's own wind; repeat for several files.")
]


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"balloon-drift {version('balloon-drift')}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """Options that go before any command."""


@app.command()
@spoken
def run(
    scenario: ScenarioArgument,
    wind: WindOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the results; out/NAME by default.")] = None,
    balloons: Annotated[int | None, typer.Option(help="Balloons to fly; the scenario's own number by default.")] = None,
    weather_members: Annotated[int | None, typer.Option(help="Weather members they are spread over.")] = None,
    rng_seed: Annotated[int | None, typer.Option(help="Start of all random streams.")] = None,
    stop_when: StopOption = None,
    keep: KeepOption = None,
    tracks: TracksOption = 0,
    threads: Annotated[int | None, typer.Option(help="Threads; all there are by default.")] = None,
    any_weather: AnyWeatherOption = False,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fly a scenario; print the landing table, write flights.nc (or tally.nc) and landing_map.png."""
    from sim.ensemble import refuse_idle_members, refuse_impossible_sizes
    from sim.files import refuse_existing, refuse_unwritable, save_figure
    from sim.landing import landings_of, refuse_impossible_stops

    faults = Faults()
    flown, air = _prepared(scenario, wind, faults, any_weather=any_weather)
    faults.attempt(
        lambda: refuse_impossible_sizes(
            balloons=balloons, weather_members=weather_members, rng_seed=rng_seed, threads=threads, tracks=tracks
        )
    )
    if flown and weather_members is not None and stop_when is None:
        count = flown.simulation.balloons if balloons is None else balloons
        faults.attempt(lambda: refuse_idle_members(count, weather_members))
    faults.attempt(lambda: refuse_opposed(stop_when, keep=keep, tracks=tracks))
    if stop_when is not None:
        faults.attempt(lambda: refuse_impossible_stops(stop_when))
    folder = out or Path("out") / (flown.name if flown else "")
    faults.attempt(lambda: refuse_unwritable(folder))
    road = None
    if flown and not faults.problems:
        road = faults.attempt(lambda: road_of(flown, balloons, stop_when, keep=keep, tracks=tracks))
    if flown and not overwrite:
        faults.attempt(lambda: refuse_existing([folder / name for name in (KEPT, TALLIED, PICTURE)]))
    elif road:
        faults.attempt(lambda: refuse_another_kind(folder, road.file))
    faults.tell()
    assert flown is not None  # `tell` saw to it
    assert air is not None
    assert road is not None

    _announce(flown, air, quiet=quiet)
    if road.remark:
        remark(road.remark, quiet=quiet)
    with progress_of("Balloons flown", quiet=quiet) as progress:
        result = road.fly(
            flown, air, weather_members=weather_members, rng_seed=rng_seed, threads=threads, progress=progress
        )
    if stop_when is not None:
        remark(result.attrs["stop_reason"], quiet=quiet)
    drops = landings_of(result)
    picture = _map(drops, quiet=quiet)
    say(str(drops.regions()), quiet=quiet)  # before the files: a full disk takes no table
    if not overwrite:  # another run may have ended here meanwhile
        refuse_existing([folder / name for name in (KEPT, TALLIED, PICTURE)])
    with all_written() as written:
        written.append(road.save(result, folder / road.file, overwrite=overwrite))
        written.append(save_figure(picture, folder / PICTURE, overwrite=overwrite))
    say(f"\nWritten: {' and '.join(map(str, written))}", quiet=quiet)
    say_above_data(result, quiet=quiet)
    _end(drops, quiet=quiet)


@app.command()
@spoken
def check(scenario: ScenarioArgument, wind: WindOption = None, quiet: QuietOption = False) -> None:
    """Say whether a scenario can be flown in its wind: every problem at once."""
    faults = Faults()
    flown, air = _prepared(scenario, wind, faults)
    faults.tell()
    assert flown is not None  # `tell` saw to it
    assert air is not None
    say(f"{flown.name}: ready to fly in {air.source}.", quiet=quiet)
    for note in _notes(flown, air):
        say(f"  Note: {note}", quiet=quiet)


@app.command()
@spoken
def explain(scenario: ScenarioArgument, quiet: QuietOption = False) -> None:
    """List every value of a scenario with its unit and where it comes from."""
    from sim import load_scenario
    from sim.scenario import WIDTH

    say(load_scenario(scenario).explain(width_to_say(WIDTH)), quiet=quiet)


@app.command(name="map")
@spoken
def draw_map(
    flights: Annotated[Path, typer.Argument(help="A flights.nc or tally.nc, or the folder that holds it.")],
    out: Annotated[Path | None, typer.Option(help="Picture to write; landing_map.png beside the flights.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="Item to draw; repeat for more. All by default.")] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draw the landing map of a run that was flown before."""
    from sim.files import open_result, refuse_existing, refuse_unknown_picture, refuse_unwritable, save_figure
    from sim.landing import landings_of

    folder = flights if flights.is_dir() else flights.parent
    target = out or folder / PICTURE
    faults = Faults()
    flown = faults.attempt(lambda: open_result(flights))
    faults.attempt(lambda: refuse_unknown_picture(target))
    faults.attempt(lambda: refuse_unwritable(target.parent))
    if not overwrite:
        faults.attempt(lambda: refuse_existing([target]))
    faults.tell()
    assert flown is not None  # `tell` saw to it
    save_figure(_map(landings_of(flown), item, quiet=quiet), target, overwrite=overwrite)
    say(f"Written: {target}", quiet=quiet)


app.command()(report)


def _prepared(
    path_or_name: str, wind: list[str] | None, faults: Faults, *, any_weather: bool = False
) -> "tuple[Scenario | None, WindField | None]":
    """The scenario and the wind to fly it in, with every fault of either and of both together."""
    from sim import check as find_problems
    from sim import load_scenario, open_wind, wind_for
    from sim.ensemble import CLIMATE

    flown = faults.attempt(lambda: load_scenario(path_or_name))
    if flown is None:
        if wind and wind != [CLIMATE]:
            faults.attempt(lambda: open_wind(wind[0] if len(wind) == 1 else wind))
        return None, None
    if wind:  # so that the result says what was flown
        flown = flown.with_values({"weather.wind": wind[0] if len(wind) == 1 else wind})
    if any_weather:
        flown = flown.with_values({"launch_rule": None})
    air = faults.attempt(lambda: wind_for(flown, Path(path_or_name).parent))
    if air:
        faults.problems.extend(find_problems(flown, air))
    return flown, air


def _announce(scenario: "Scenario", wind: "WindField", *, quiet: bool) -> None:
    from sim.flight.kernel import is_compiled

    remark(f"{scenario.title}\n{_launch_of(scenario)}\nWind: {wind.source}", quiet=quiet)
    for note in _notes(scenario, wind):
        remark(f"  {note}", quiet=quiet)
    if not is_compiled():
        remark("Compiling the flight kernel, once for this version ...", quiet=quiet)


def _notes(scenario: "Scenario", wind: "WindField") -> list[str]:
    """What must be said about a scenario and a wind, also for this launch."""
    from sim.ensemble import steady_note

    held = steady_note(scenario, wind)
    return [*scenario.notes, *wind.notes, *([held] if held else [])]


def _launch_of(scenario: "Scenario") -> str:
    """When the balloons are let go, and in what light; the sunrise of a night with it."""
    from sim.ensemble import launch_epoch
    from sim.sun import light_at, sun_events

    launch, epoch = scenario.launch, launch_epoch(scenario)
    light = light_at(launch.longitude, launch.latitude, epoch)
    when = "in twilight" if light == "twilight" else f"by {light}"
    told = f"Launch: {launch.time:%Y-%m-%d %H:%M} UTC{launch.time:%z}, {when}"
    sunrise = sun_events(launch.longitude, launch.latitude, epoch).sunrise
    if light == "day" or str(sunrise) == "NaT":
        return told
    later = (sunrise - epoch).astype("timedelta64[s]").item()
    return f"{told}; sunrise at {launch.time + later:%H:%M}"


def _map(drops: "Landings", items: list[str] | None = None, *, quiet: bool) -> "Figure":
    """The landing map as a figure; of more kinds of items than a map can tell apart, the first ones."""
    import matplotlib as mpl

    mpl.use("Agg")
    from sim.maps import MOST_ITEMS, draw_landing_map

    kinds = list(dict.fromkeys(items or drops.items[:MOST_ITEMS]))
    if not items and len(drops.items) > MOST_ITEMS:
        left = ", ".join(drops.items[MOST_ITEMS:])
        remark(
            f"The map shows the first {MOST_ITEMS} kinds of items, not {left}: see `balloon-drift map`.", quiet=quiet
        )
    return draw_landing_map(drops, items=kinds).figure


def _end(drops: "Landings", *, quiet: bool) -> None:
    """Leave with the exit code for flights without a landing, and say how many and why."""
    lost = {item: reasons for item in drops.items if (reasons := drops.not_landed(item))}
    if not lost:
        return
    remark("Some payload has no landing place; why, stands under 'Did not land':", quiet=quiet)
    shares = ", ".join(f"{100.0 * sum(reasons.values()):.1f} % of {item}" for item, reasons in lost.items())
    remark(f"  {shares}", quiet=quiet)
    raise typer.Exit(SOME_NOT_LANDED)
