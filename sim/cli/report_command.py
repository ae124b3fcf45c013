"""The command that writes the page about a run."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import Faults, say, spoken


@spoken
def report(
    flights: Annotated[Path, typer.Argument(help="A flights.nc, or the folder that holds it.")],
    out: Annotated[Path | None, typer.Option(help="Page to write; report.html beside the flights.")] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write one HTML page about flights that works offline: answer, interactive map, figures, tables, inputs."""
    import matplotlib as mpl

    mpl.use("Agg")
    from sim import open_flights
    from sim.files import refuse_existing, refuse_unwritable
    from sim.report import refuse_other_than_html, write_report

    folder = flights if flights.is_dir() else flights.parent
    target = out or folder / "report.html"
    faults = Faults()
    flown = faults.attempt(lambda: open_flights(flights))
    faults.attempt(lambda: refuse_other_than_html(target))
    faults.attempt(lambda: refuse_unwritable(target.parent))
    if not overwrite:
        faults.attempt(lambda: refuse_existing([target]))
    faults.tell()
    assert flown is not None  # `tell` saw to it
    written = write_report(flown, target, overwrite=overwrite)
    say(f"Written: {written} ({written.stat().st_size / 1e6:.1f} MB)", quiet=quiet)
