"""Results other than flights as NetCDF files."""

from pathlib import Path

import xarray as xr

from sim.files.netcdf import refuse_other_than_netcdf, store
from sim.files.writing import whole_file


def save_result(result: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a labelled result, such as that of `sim.sensitivity`, to a NetCDF-4 file.

    Parameters
    ----------
    result : xr.Dataset
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
    target = Path(path)
    refuse_other_than_netcdf(target)
    with whole_file(target, overwrite=overwrite) as temporary:
        store(result, temporary)
    return target
