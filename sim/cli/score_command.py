"""The command that compares flights with what was found of their launch."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import QuietOption
from sim.cli.talking import say, spoken


@spoken
def score(
    flights: Annotated[Path, typer.Argument(help="A flights.nc, or the folder that holds it.")],
    quiet: QuietOption = False,
) -> None:
    """Compare flights with the places where something of their launch was found."""
    from sim import landings, open_flights
    from sim.landing import recoveries

    for recovery in recoveries(landings(open_flights(flights))):
        say(str(recovery), quiet=quiet)
