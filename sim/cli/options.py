"""Options that several commands share, and what `run` may keep."""

from typing import Annotated

import typer

QuietOption = Annotated[bool, typer.Option("--quiet", help="Say only what went wrong.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace results that are there already.")]
StopOption = Annotated[
    float | None,
    typer.Option(
        help="Fly until the share of the North is known this well for every item: half the width of its 90 % interval, "
        "as a probability (0.02: +-2 points). Then --balloons is the most to fly, ten times the scenario's by default."
    ),
]
KeepOption = Annotated[
    bool | None,
    typer.Option(
        "--keep/--tally",
        help="Keep every landing (flights.nc), or count landings while they are flown (tally.nc), in memory that does "
        "not grow with the balloons. By default up to 10,000,000 drops are kept.",
    ),
]
TracksOption = Annotated[
    int,
    typer.Option(help="Keep the way of so many balloons, once a minute, for `export --tracks`, KML and the report."),
]
