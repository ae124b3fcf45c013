"""Flights as CF NetCDF files."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sim.errors import ResultError
from sim.files.writing import whole_file

_TIME_UNITS = "seconds since 1970-01-01"
_CALENDAR = "proleptic_gregorian"


def save_flights(flights: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write flights to a NetCDF-4 file.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate`.
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
    encoding = {str(name): _encoding(variable) for name, variable in flights.variables.items()}
    with whole_file(target, overwrite=overwrite) as temporary:
        flights.to_netcdf(temporary, engine="h5netcdf", encoding=encoding)
    return target


def open_flights(path: str | Path) -> xr.Dataset:
    """Read flights back, into memory.

    Raises
    ------
    ResultError
        When there is no such file, or it does not hold flights.
    """
    target = Path(path)
    if target.is_dir():
        target = target / "flights.nc"
    if not target.exists():
        raise ResultError(f"{target}: no such file; give the flights.nc that `balloon-drift run` wrote, or its folder.")
    try:
        with xr.open_dataset(target, engine="h5netcdf") as dataset:
            flights = dataset.load()
    except (OSError, ValueError) as error:
        raise ResultError(
            f"{target}: not a readable NetCDF-4 file ({error}); fly again with `balloon-drift run`."
        ) from error
    missing = [name for name in ("landing_longitude", "outcome", "item") if name not in flights.variables]
    if missing:
        raise ResultError(
            f"{target}: holds no flights ({', '.join(missing)} not found); give a flights.nc of this program."
        )
    return flights


def _encoding(variable: xr.Variable) -> dict[str, Any]:
    """How a variable is stored: times as exact milliseconds of a double, numbers compressed, texts as they are."""
    if np.issubdtype(variable.dtype, np.datetime64):
        return {"units": _TIME_UNITS, "calendar": _CALENDAR, "dtype": "float64", "_FillValue": np.nan, "zlib": True}
    if variable.dtype.kind == "f":
        return {"zlib": True, "shuffle": True, "_FillValue": np.nan}
    if variable.dtype.kind in "iu" and variable.ndim > 0:
        return {"zlib": True, "_FillValue": None}
    return {}
