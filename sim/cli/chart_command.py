"""The command that draws a sweep."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import Faults, say, spoken
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import Dataset


@spoken
def chart(
    store: Annotated[Path, typer.Argument(help="The folder that `balloon-drift sweep` wrote, finished or not.")],
    out: Annotated[Path | None, typer.Option(help="Picture to write; sweep.png in the folder.")] = None,
    item: Annotated[str | None, typer.Option(help="Item to draw; the first by default.")] = None,
    measure: Annotated[
        str, typer.Option(help="A region, sea or no_landing; with _pieces behind it pieces; range or circular_error.")
    ] = "north_korea",
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUES", help="Only these values, such as site=gimpo,imjingak. Repeat for more."),
    ] = None,
    x: Annotated[str | None, typer.Option(help="The parameter that goes to the right.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="Lines with bands, also of two parameters.")] = False,
    less: Annotated[
        str | None, typer.Option(help="Draw the Pareto front: more of the measure, less of this one.")
    ] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draw a sweep: lines of one parameter, a heat map of two, small multiples of three; or a Pareto front."""
    import matplotlib as mpl

    from sim import open_sweep
    from sim.files import refuse_existing, refuse_unknown_picture, refuse_unwritable, save_figure

    target = out or store / "sweep.png"
    faults = Faults()
    held = faults.attempt(lambda: open_sweep(store))
    part = faults.attempt(lambda: _part(held, at or [])) if held is not None else None
    faults.attempt(lambda: refuse_unknown_picture(target))
    faults.attempt(lambda: refuse_unwritable(target.parent))
    if not overwrite:
        faults.attempt(lambda: refuse_existing([target]))
    if less is not None and (lines or x is not None):
        faults.problems.append("chart: --less draws two measures against each other; leave --lines and --x out.")
    faults.tell()
    assert part is not None  # `tell` saw to it
    mpl.use("Agg")
    save_figure(_picture(part, item, measure, x, less, lines=lines), target, overwrite=overwrite)
    say(f"Written: {target}", quiet=quiet)


def _picture(
    part: "Dataset", item: str | None, measure: str, x: str | None, less: str | None, *, lines: bool
) -> "Figure":
    from sim import draw_pareto, draw_sweep, draw_sweep_lines

    if less is not None:
        return draw_pareto(part, item=item, more=measure, less=less).figure
    return (draw_sweep_lines if lines else draw_sweep)(part, item=item, measure=measure, x=x).figure


def _part(result: "Dataset", typed: list[str]) -> "Dataset":
    """The sweep at chosen values of some parameters."""
    faults = Faults()
    found = [faults.attempt(partial(_places, result, text)) for text in typed]
    faults.tell()
    return result.isel({name: places for one in found if one is not None for name, places in one.items()})


def _places(result: "Dataset", text: str) -> dict[str, list[int]]:
    """Numbers of the values that are typed as NAME=VALUE,VALUE."""
    from sim.evidence.reading import suggestion

    name, equals, values = text.partition("=")
    dims = [str(dim) for dim in result["flown"].dims]
    if not equals or name not in dims:
        raise InputError(f"--at {text}: it must be NAME=VALUES with a parameter of the sweep: {', '.join(dims)}.")
    known = [_typed(value) for value in result[name].values]
    wrong = [value for value in values.split(",") if value not in known]
    if wrong:
        raise InputError(f"--at {text}: {name} has no value {wrong[0]}; {suggestion(wrong[0], known)}")
    return {name: [known.index(value) for value in values.split(",")]}


def _typed(value: object) -> str:
    """A value of a parameter as a person types it; of a moment that is a whole day the date."""
    import numpy as np

    if isinstance(value, np.datetime64):
        day = value.astype("datetime64[D]")
        return str(day if day == value else value.astype("datetime64[m]"))
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)
