"""Results of campaigns as CF NetCDF files."""

from pathlib import Path

import xarray as xr

from sim.errors import ResultError
from sim.files.flights import write_netcdf
from sim.files.netcdf import refuse_other_than_netcdf
from sim.files.writing import whole_file
from sim.kinds import A_CAMPAIGN, path_of, refuse_other_than

_MONTHS = {"units": "days since 1970-01-01", "calendar": "proleptic_gregorian", "dtype": "int32"}

_NAMED = {name: f"{name}_number" for name in ("group", "item", "place")}
"""Names of groups and the like are no coordinates of their own dimension in a file, as CF asks of text."""

_NEEDED = ("copies", "copies_of_years", "nights_used", "whole_copies")


def save_campaign(result: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the result of a campaign to a NetCDF-4 file.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.campaign`.
    path : str or Path
    overwrite : bool
        Replace a file of that name.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ResultError
        When the file exists or cannot be written, or its name says that it is of another kind.
    """
    refuse_other_than(xr.Dataset, "save_campaign: result", result, A_CAMPAIGN, _NEEDED)
    target = path_of("save_campaign: path", path)
    refuse_other_than_netcdf(target)
    # time behind all other dimensions (CF-1.11, section 2.4)
    stored = result.transpose(..., "month").drop_indexes(list(_NAMED)).rename_dims(_NAMED)
    with whole_file(target, overwrite=overwrite) as temporary:
        write_netcdf(stored, temporary, {"month": _MONTHS})
    return target


def open_campaign(path: str | Path) -> xr.Dataset:
    """Read the result of a campaign back, into memory.

    Raises
    ------
    ResultError
        When there is no such file, or it holds no campaign.
    """
    target = path_of("open_campaign: path", path, "the path of a campaign.nc, or of its folder")
    if target.is_dir():
        target = target / "campaign.nc"
    if not target.exists():
        raise ResultError(
            f"{target}: no such file; give the campaign.nc that `balloon-drift campaign` wrote, or its folder."
        )
    try:
        with xr.open_dataset(target, engine="h5netcdf") as dataset:
            stored = dataset.load()
    except (OSError, ValueError) as error:
        raise ResultError(
            f"{target}: not a readable NetCDF-4 file ({error}); make it again with `balloon-drift campaign`."
        ) from error
    missing = [name for name in _NEEDED if name not in stored]
    if missing:
        raise ResultError(f"{target}: holds no campaign ({', '.join(missing)} not found); give a campaign.nc.")
    result = stored.swap_dims({dim: name for name, dim in _NAMED.items()})
    return result.transpose("quantile", "month", *_NAMED)
