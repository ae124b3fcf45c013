"""The command that touches the network."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import progress_of, remark, say, spoken


@spoken
def fetch(
    out: Annotated[Path, typer.Option(help="NetCDF file to write; its parts lie in a folder beside it until then.")],
    times: Annotated[
        tuple[str, str] | None, typer.Option(help="First and last time in UTC, such as 2015-04-03T12 2015-04-04T06.")
    ] = None,
    scenario: Annotated[str | None, typer.Option(help="Instead of times: a scenario, for the span it flies.")] = None,
    box: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(help="West, south, east and north edge in degrees; around Korea by default."),
    ] = None,
    least_pressure: Annotated[float, typer.Option(help="Least pressure of the levels to keep, in hPa.")] = 100.0,
    source: Annotated[
        str, typer.Option("--from", help="arco: public store on Google Cloud; cds: Climate Data Store, with your key.")
    ] = "arco",
    store: Annotated[
        str | None, typer.Option(help="Another Zarr store with the names of ARCO-ERA5: its address or its path.")
    ] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch ERA5 of a box and a span of time to a file. The only command that touches the network.

    What was fetched is kept when it is interrupted: the same command goes on from there.
    """
    from sim.fetch import planned_fetch

    plan = planned_fetch(
        out,
        times=times,
        scenario=scenario,
        box=box,
        least_pressure=100.0 * least_pressure,
        source=source,
        store=store,
        overwrite=overwrite,
    )
    for sentence in plan.outline():
        remark(sentence, quiet=quiet)
    with progress_of("Fetched", quiet=quiet) as progress:
        written = plan.carry_out(progress)
    say(f"Written: {written}", quiet=quiet)
