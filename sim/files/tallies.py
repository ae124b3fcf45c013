"""Tallies of landings as CF NetCDF files."""

from pathlib import Path

import xarray as xr

from sim.errors import ResultError
from sim.files.flights import open_flights, read_netcdf, write_netcdf
from sim.files.netcdf import refuse_other_than_netcdf
from sim.files.writing import whole_file
from sim.kinds import A_TALLY, path_of, refuse_other_than
from sim.landing import is_tally, refuse_parted

TALLY = "tally.nc"
"""Name of the file in the folder of a run."""


_BOUNDS = {"flight_time_bounds": {"_FillValue": None, "zlib": True}}
"""Ends of an axis miss nothing, like the axis (CF-1.11, section 7.1)."""


def save_tally(tally: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a tally to a NetCDF-4 file.

    Parameters
    ----------
    tally : xr.Dataset
        From `sim.tally`.
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
    refuse_other_than(xr.Dataset, "save_tally: tally", tally, A_TALLY, ("drops_ended",))
    refuse_parted(tally, "save_tally: tally")
    target = path_of("save_tally: path", path)
    refuse_other_than_netcdf(target)
    with whole_file(target, overwrite=overwrite) as temporary:
        write_netcdf(tally, temporary, _BOUNDS)
    return target


def open_tally(path: str | Path) -> xr.Dataset:
    """Read a tally back, into memory.

    Raises
    ------
    ResultError
        When there is no such file, or it holds no tally.
    """
    target = path_of("open_tally: path", path, "the path of a tally.nc, or of its folder")
    if target.is_dir():
        target = target / TALLY
    stored = read_netcdf(target, "the tally.nc that `balloon-drift run` wrote, or its folder")
    if not is_tally(stored):
        raise ResultError(f"{target}: holds no tally (drops_ended not found); give a tally.nc of this program.")
    return stored


def open_result(path: str | Path) -> xr.Dataset:
    """Read back what a run wrote: the tally of a folder that has one, or a file that is one; else flights.

    Raises
    ------
    ResultError
        When there is no such file, or it holds neither.
    """
    target = Path(path)
    if target.is_dir():
        return open_tally(target) if (target / TALLY).exists() else open_flights(target)
    return open_tally(target) if _holds_tally(target) else open_flights(target)


def _holds_tally(path: Path) -> bool:
    try:
        with xr.open_dataset(path, engine="h5netcdf") as dataset:
            return is_tally(dataset)
    except (OSError, ValueError, KeyError, RuntimeError):  # who opens it as flights says what is wrong
        return False
