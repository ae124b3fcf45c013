"""Parts put together as one CF file, which gets its name when the door of `sim.wind` has taken it.

Holds no transfer.
"""

import json
from importlib.metadata import version
from pathlib import Path

import xarray as xr

from sim.errors import FetchError, WindError
from sim.fetch.fields import GROUND
from sim.fetch.parts import Ledger
from sim.fetch.request import Request
from sim.fetch.source import Part, Source
from sim.files.netcdf import store
from sim.files.writing import whole_file
from sim.wind import open_wind

_CREDIT = {
    "institution": "European Centre for Medium-Range Weather Forecasts, Copernicus Climate Change Service",
    "license": "CC-BY 4.0. Contains modified Copernicus Climate Change Service information. Neither the European "
    "Commission nor ECMWF is responsible for any use that may be made of the Copernicus information or data it "
    "contains.",
    "references": "Hersbach et al., The ERA5 global reanalysis, Q. J. R. Meteorol. Soc. 146, 2020, "
    "doi:10.1002/qj.3803; data: doi:10.24381/cds.bd0915c6, doi:10.24381/cds.adbb2d47",
}
"""What the licence asks to be said. It is CC-BY by ECMWF, "Use Case 2: ERA5 hourly data on single levels from 1940 to
present", Copernicus Knowledge Base, seen November 2026; its version and the identifiers are from memory."""


def join(ledger: Ledger, parts: list[Part], source: Source, request: Request, path: Path, *, overwrite: bool) -> None:
    """Write the parts as one file.

    Parameters
    ----------
    ledger : Ledger
        Holds all of them.
    parts : list of Part
    source : Source
    request : Request
    path : Path
    overwrite : bool
        Replace a file of that name.

    Raises
    ------
    FetchError
        When the parts do not fit together, or what they make cannot be flown.
    ResultError
        When the file exists or cannot be written.
    """
    whole = _put_together(ledger, parts, path)
    whole.attrs = _attributes(ledger, parts, source, request)
    encoding = {str(name): {"zlib": True, "shuffle": True} for name in whole.data_vars if whole[name].ndim > 1}
    with whole_file(path, overwrite=overwrite) as temporary:
        store(whole, temporary, encoding=encoding)
        refuse_at_the_door(temporary, str(path))


def refuse_at_the_door(file: Path, origin: str) -> None:
    """Raise if a file is no wind that can be flown.

    Parameters
    ----------
    file : Path
    origin : str
        How messages call it.

    Raises
    ------
    FetchError
        With what the door of `sim.wind` says.
    """
    try:
        open_wind(file)
    except WindError as error:
        raise FetchError(problem.replace(str(file), origin) for problem in error.problems) from error


def _put_together(ledger: Ledger, parts: list[Part], path: Path) -> xr.Dataset:
    held = []
    for part in parts:
        with xr.open_dataset(ledger.path(part), engine="h5netcdf") as dataset:
            held.append(dataset.load())
    try:
        moving = xr.concat(
            [dataset.drop_vars(GROUND, errors="ignore") for dataset in held], "time", data_vars="all", join="exact"
        )
        if GROUND in held[0]:
            moving = moving.merge(xr.merge([dataset[[GROUND]] for dataset in held], compat="equals", join="exact"))
    except ValueError as error:
        raise FetchError(f"{path}: the parts in {ledger.folder} are not of one grid ({error}); remove them.") from error
    moving["time"].encoding = held[0]["time"].encoding
    return moving


def _attributes(ledger: Ledger, parts: list[Part], source: Source, request: Request) -> dict[str, str]:
    asked = {**request.where, "times": [f"{request.first}"[:16], f"{request.last}"[:16]]}
    said = {"comment": " ".join(source.notes)} if source.notes else {}
    if source.lacking:
        said["not_in_source"] = ", ".join(source.lacking)
    return {
        "Conventions": "CF-1.11",
        "title": "ERA5 hourly reanalysis",
        **_CREDIT,
        "source": source.name,
        "request": json.dumps({**source.kind, **asked}),
        **said,
        "part_digests": json.dumps({part.name: ledger.digest(part) for part in parts}),
        "history": f"fetched and cut by balloon-drift {version('balloon-drift')}",
    }
