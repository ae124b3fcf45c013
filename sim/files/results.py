"""Results other than flights as NetCDF files."""

from pathlib import Path

import xarray as xr

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
        When the file exists or cannot be written.
    """
    target = Path(path)
    with whole_file(target, overwrite=overwrite) as temporary:
        result.to_netcdf(temporary, engine="h5netcdf")
    return target
