"""Flights as CF NetCDF files."""

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sim.errors import ResultError
from sim.files.netcdf import refuse_other_than_netcdf, store
from sim.files.writing import whole_file
from sim.kinds import FLIGHTS, path_of, refuse_lost_dimensions, refuse_other_than
from sim.landing import is_tally

_TIME_UNITS = "seconds since 1970-01-01"
_CALENDAR = "proleptic_gregorian"
_PLACES = ("landing_", "release_")
_HELD_AT = {
    "outcome": "landing",
    "region": "landing",
    "fall_speed": "landing",
    "release_due": "release",
    "bundle_opens": "release",
}
_NEEDED = {
    "landing_longitude": ("balloon", "drop"),
    "landing_latitude": ("balloon", "drop"),
    "outcome": ("balloon", "drop"),
    "release_longitude": ("balloon", "bundle"),
    "release_latitude": ("balloon", "bundle"),
    "items_represented": ("drop",),
    "item": ("drop",),
    "weather": ("balloon",),
}
_NEEDED_ATTRIBUTES = ("title", "scenario", "launch_longitude", "launch_latitude", "launch_time", "wind_source")


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
        When the file exists or cannot be written, or its name says that it is of another kind.
    """
    refuse_other_than(xr.Dataset, "save_flights: flights", flights, FLIGHTS, ("outcome", "landing_longitude"))
    refuse_lost_dimensions("save_flights: flights", flights, ("balloon", "drop", "bundle"))
    target = path_of("save_flights: path", path)
    refuse_other_than_netcdf(target)
    with whole_file(target, overwrite=overwrite) as temporary:
        write_netcdf(_with_places_named(flights), temporary)
    return target


def open_flights(path: str | Path) -> xr.Dataset:
    """Read flights back, into memory.

    Raises
    ------
    ResultError
        When there is no such file, or it does not hold flights.
    """
    target = path_of("open_flights: path", path, "the path of a flights.nc, or of its folder")
    if target.is_dir():
        target = target / "flights.nc"
    flights = read_netcdf(target, "the flights.nc that `balloon-drift run` wrote, or its folder")
    # Other readers see the places as coordinates of what happened there; here they are variables again.
    flights = flights.reset_coords([str(name) for name in flights.coords if str(name).startswith(_PLACES)])
    problems = _not_flights(flights)
    if problems:
        raise ResultError(f"{target}: {problem}; give a flights.nc of this program." for problem in problems)
    return flights


def read_netcdf(path: Path, wanted: str) -> xr.Dataset:
    """A dataset in a file, into memory.

    Parameters
    ----------
    path : Path
    wanted : str
        What to give where there is no such file.

    Raises
    ------
    ResultError
    """
    if not path.exists():
        raise ResultError(f"{path}: no such file; give {wanted}.")
    try:
        with xr.open_dataset(path, engine="h5netcdf") as dataset:
            return dataset.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:  # h5py has all of them for a damaged file
        raise ResultError(
            f"{path}: not a readable NetCDF-4 file ({error}); fly again with `balloon-drift run`."
        ) from error


def _not_flights(dataset: xr.Dataset) -> list[str]:
    """What keeps a dataset from being flights as `simulate` makes them."""
    if is_tally(dataset):
        return ["holds a tally, which keeps no landing; what needs every landing needs `balloon-drift run --keep`"]
    missing = [name for name in _NEEDED if name not in dataset.variables]
    missing += [f"attribute {name}" for name in _NEEDED_ATTRIBUTES if name not in dataset.attrs]
    if missing:
        return [f"holds no flights ({', '.join(missing)} not found)"]
    problems = [
        f"{name} is on ({', '.join(map(str, dataset[name].dims))}), not on ({', '.join(dims)})"
        for name, dims in _NEEDED.items()
        if dataset[name].dims != dims
    ]
    if dataset.sizes.get("balloon", 0) == 0:
        problems.append("holds no balloon")
    flags = np.atleast_1d(dataset["outcome"].attrs.get("flag_values", []))
    if not np.isin(dataset["outcome"].values, flags).all():
        problems.append("outcome has values without a meaning in its flag_values")
    for name, limit in (("landing_longitude", 360.0), ("landing_latitude", 90.0)):
        if (np.abs(dataset[name].values) > limit).any():
            problems.append(f"{name} has values beyond {limit:g} degrees")
    return problems


def _with_places_named(flights: xr.Dataset) -> xr.Dataset:
    """Flights whose variables name, as CF asks, the variables that say where and when they hold."""
    located = flights.copy()
    for name, kind in _HELD_AT.items():
        if name in located.variables:
            own = [str(other) for other in flights.coords if set(flights[other].dims) <= set(flights[name].dims)]
            places = [f"{kind}_{axis}" for axis in ("longitude", "latitude", "height", "time")]
            listed = [place for place in (*places, *own) if place in located.variables and place not in located.dims]
            located[name].encoding["coordinates"] = " ".join(listed)
    return located


def write_netcdf(dataset: xr.Dataset, path: Path, special: dict[str, dict[str, Any]] | None = None) -> None:
    """A labelled dataset as NetCDF-4, each variable stored as `netcdf_encoding` says but for the special ones."""
    encoding = {str(name): netcdf_encoding(variable) for name, variable in dataset.variables.items()}
    store(dataset, path, encoding=encoding | (special or {}))


def netcdf_encoding(variable: xr.Variable) -> dict[str, Any]:
    """How a variable is stored: times as exact milliseconds of a double, numbers compressed, texts as they are.

    Parameters
    ----------
    variable : xr.Variable
    """
    if np.issubdtype(variable.dtype, np.datetime64):
        return {"units": _TIME_UNITS, "calendar": _CALENDAR, "dtype": "float64", "_FillValue": np.nan, "zlib": True}
    if variable.dtype.kind == "f":
        # an axis misses nothing (CF-1.11, section 2.5.1)
        fill = None if isinstance(variable, xr.IndexVariable) else np.nan
        return {"zlib": True, "shuffle": True, "_FillValue": fill}
    if variable.dtype.kind in "iu" and variable.ndim > 0:
        return {"zlib": True, "_FillValue": None}
    return {}
