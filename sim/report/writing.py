"""Writing the page to a file.

Holds no page: `sim.report.page` makes it.
"""

from pathlib import Path

import xarray as xr

from sim.errors import ResultError
from sim.files import refuse_existing, save_text
from sim.kinds import FLIGHTS, path_of, refuse_other_than
from sim.report.page import report_html

_NEEDED = (
    "title",
    "scenario",
    "scenario_name",
    "launch_site",
    "launch_time",
    "wind_source",
    "rng_seed",
    "weather_members",
)


def write_report(flights: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write one HTML file about flights: the answer, an interactive map, figures, tables, inputs and limits.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate` or `sim.open_flights`.
    path : str or Path
        Ends in ``.html``.
    overwrite : bool
        Replace a file of that name.

    Returns
    -------
    Path
        The file. It holds all that it shows and asks no other file or address for anything; the same flights give
        the same bytes.

    Raises
    ------
    ResultError
        When the file exists or cannot be written, its name does not end in .html, or the dataset does not say what
        was flown.
    """
    refuse_other_than(xr.Dataset, "write_report: flights", flights, FLIGHTS)
    target = path_of("write_report: path", path)
    refuse_other_than_html(target)
    missing = [name for name in _NEEDED if name not in flights.attrs]
    if missing:
        raise ResultError(
            f"flights: the attributes {', '.join(missing)} are not there; a report says what was flown: pass a dataset "
            "of `simulate`."
        )
    if not overwrite:
        refuse_existing([target])
    return save_text(report_html(flights), target, overwrite=overwrite)


def refuse_other_than_html(path: Path) -> None:
    """Raise if a name does not end in .html.

    Raises
    ------
    ResultError
    """
    if path.suffix.lower() != ".html":
        raise ResultError(f"{path}: a report is a page in HTML; give it a name that ends in .html.")
