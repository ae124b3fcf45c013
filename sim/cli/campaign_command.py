"""The command that flies the nights of a campaign and tells what they leave where."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.endings import SOME_NOT_LANDED
from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import Faults, all_written, progress_of, remark, say, spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from xarray import Dataset


@spoken
def campaign(
    plan: Annotated[str, typer.Argument(help="A campaign file, or the name of one that is shipped.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the results; out/campaigns/NAME by default.")] = None,
    nights: Annotated[int | None, typer.Option(help="Nights flown for each group and month.")] = None,
    rng_seed: Annotated[int | None, typer.Option(help="Start of all random streams.")] = None,
    threads: Annotated[int | None, typer.Option(help="Threads; all there are by default.")] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fly the nights of a campaign; print months and copies, write campaign.nc and campaign.png."""
    from sim import campaign as flown_campaign
    from sim import load_campaign, save_campaign, save_figure
    from sim.campaigns import outline, told
    from sim.ensemble import refuse_impossible_sizes
    from sim.files import refuse_existing, refuse_unwritable
    from sim.flight.kernel import is_compiled

    faults = Faults()
    loaded = faults.attempt(lambda: load_campaign(plan))
    if loaded:
        faults.attempt(lambda: loaded.sized(nights=nights, rng_seed=rng_seed))
    faults.attempt(lambda: refuse_impossible_sizes(threads=threads))
    folder = out or Path("out") / "campaigns" / (loaded.file.name if loaded else "")
    files = (folder / "campaign.nc", folder / "campaign.png")
    faults.attempt(lambda: refuse_unwritable(folder))
    if not overwrite and loaded:
        faults.attempt(lambda: refuse_existing(files))
    faults.tell()
    assert loaded is not None  # `tell` saw to it
    sized = loaded.sized(nights=nights, rng_seed=rng_seed)
    remark(f"{sized.file.title}\n{outline(sized)}", quiet=quiet)
    if not is_compiled():
        remark("Compiling the flight kernel, once for this version ...", quiet=quiet)
    with progress_of("Months flown", quiet=quiet) as progress:
        result = flown_campaign(sized, threads=threads, progress=progress)
    say(told(result), quiet=quiet)
    with all_written() as written:
        written.append(save_campaign(result, files[0], overwrite=overwrite))
        written.append(save_figure(_picture(result), files[1], overwrite=overwrite))
    say(f"\nWritten: {' and '.join(map(str, written))}", quiet=quiet)
    _end(result, quiet=quiet)


def _picture(result: "Dataset") -> "Figure":
    import matplotlib as mpl

    mpl.use("Agg")
    from sim import draw_campaign

    return draw_campaign(result).figure


def _end(result: "Dataset", *, quiet: bool) -> None:
    """Leave with the exit code for flights without a landing, and say how many copies those carry."""
    lost = float(result["whole_copies"].sel(group="all", item="all", place="no_landing"))
    if lost > 0:
        remark(f"{lost:,.0f} copies have no landing place: see the place no_landing.", quiet=quiet)
        raise typer.Exit(SOME_NOT_LANDED)
