"""The commands on winds: what a file holds, and a picture of it; fetching one has a module of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.fetch_command import fetch
from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import Faults, remark, say, spoken

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.wind import WindField

app = typer.Typer(
    name="wind",
    help="Fetch a wind, and look at it before anything flies in it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(fetch)

_WINDS = (
    "A wind file (several are put together), folder, pattern, Zarr store, sounding (FILE#STATION), shipped:NAME, or "
    "climatology, which needs --scenario."
)

MemberOption = Annotated[int | None, typer.Option(help="Number of the member of an ensemble; the first by default.")]

ScenarioOption = Annotated[str | None, typer.Option(help="A scenario file, or the name of one that is shipped.")]


@app.command()
@spoken
def check(
    file: Annotated[list[str], typer.Argument(help=_WINDS)],
    scenario: ScenarioOption = None,
    member: MemberOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what a wind holds and, for a scenario, whether it can be flown in it: every problem at once."""
    from sim import check as find_problems
    from sim import wind_description

    faults = Faults()
    flown, air = _prepared(file, scenario, member, faults)
    if air:
        say(str(wind_description(air)), quiet=quiet)
    if air and flown:
        faults.problems.extend(find_problems(flown, air))
    faults.tell()
    if flown:
        say(f"\n{flown.name}: ready to fly in this wind.", quiet=quiet)


@app.command()
@spoken
def show(
    file: Annotated[str, typer.Argument(help=_WINDS)],
    scenario: ScenarioOption = None,
    at: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="LAT LON", help="Place of the profiles; the launch site, or the middle, by default."),
    ] = None,
    time: Annotated[
        str | None, typer.Option(help="ISO 8601, in UTC without an offset; the launch, or the middle, by default.")
    ] = None,
    height: Annotated[float | None, typer.Option(help="Height of the map above the sea [m]; 3000 by default.")] = None,
    member: MemberOption = None,
    out: Annotated[Path, typer.Option(help="Picture to write.")] = Path("wind.png"),
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draw a wind: profiles, hodograph, and a map of the box with wind barbs."""
    from sim.files import refuse_existing, refuse_unknown_picture, refuse_unwritable, save_figure

    faults = Faults()
    flown, air = _prepared([file], scenario, member, faults)
    faults.attempt(lambda: refuse_unknown_picture(out))
    faults.attempt(lambda: refuse_unwritable(out.parent))
    if not overwrite:
        faults.attempt(lambda: refuse_existing([out]))
    figure = None
    if air and (flown or not scenario):
        import matplotlib as mpl

        mpl.use("Agg")
        from sim.maps import DEFAULT_HEIGHT, draw_wind

        shown = DEFAULT_HEIGHT if height is None else height
        drawn = faults.attempt(lambda: draw_wind(air, flown, at=at, time=time, height=shown))
        figure = drawn.figure if drawn else None
    faults.tell()
    assert figure is not None  # `tell` saw to it
    assert air is not None
    for note in air.notes:
        remark(f"  Note: {note}", quiet=quiet)
    save_figure(figure, out, overwrite=overwrite)
    say(f"Written: {out}", quiet=quiet)


def _prepared(
    files: Sequence[str], scenario: str | None, member: int | None, faults: Faults
) -> "tuple[Scenario | None, WindField | None]":
    """The scenario, where one is named, and the wind, with the faults of both."""
    from sim import climatological_wind, load_scenario, open_wind
    from sim.ensemble import CLIMATE

    flown = faults.attempt(lambda: load_scenario(scenario)) if scenario is not None else None
    if CLIMATE not in files:
        return flown, faults.attempt(lambda: open_wind(files[0] if len(files) == 1 else files, member=member))
    if len(files) > 1:
        faults.problems.append(f"{CLIMATE}: it is no file to be put together with others; give it alone.")
        return flown, None
    if member is not None:
        faults.problems.append(f"{CLIMATE}: it is no ensemble; leave --member out.")
    if scenario is None:
        faults.problems.append(f"{CLIMATE}: the month comes from a launch; name a scenario with --scenario.")
    return flown, climatological_wind(flown) if flown else None
