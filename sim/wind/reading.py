"""The door for wind files: finds axes and variables, converts units, and lists every problem at once.

Holds no packing; what counts as a known spelling is in `spellings`, what counts as plausible air in `plausible`.
"""

import hashlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.axes import equal_axis, ordered_longitude, read_times
from sim.wind.field import AirArrays, WindField, held_above, held_below, labelled
from sim.wind.optional import completed
from sim.wind.plausible import air_problems
from sim.wind.sounding import open_sounding
from sim.wind.spellings import (
    AXES,
    OPTIONAL,
    UNITS,
    VARIABLES,
    axis_names,
    is_pressure_tendency,
    plain_unit,
    variable_names,
)

SHIPPED = {"gfs_2011_01_15_korea": "gfs_2011_01_15_korea.nc"}
"""Winds that travel with the package: name and file."""

_SHIPPED_NOTES = {
    "gfs_2011_01_15_korea": "A 120-hour forecast at 2.5 degrees, of one time only: real air, but smooth, and no "
    "analysis of that night.",
}

_UNDERGROUND = "Levels below the terrain are the extrapolation of the model that made the file and are used as given."

_OTHER_FORMATS = {
    b"GRIB": "it is GRIB; convert it to NetCDF first, for example with grib_to_netcdf",
    b"PK": "it is a zip archive; unpack it and give the NetCDF file inside",
    b"CDF\x05": "it is NetCDF with 64-bit data (CDF-5); convert it to NetCDF-4, for example with nccopy -k nc4",
}

_AXIS_ORDER = ("time", "level", "latitude", "longitude")


def open_wind(path_or_name: str | Path) -> WindField:
    """Wind field from a NetCDF file on pressure levels, a sounding in CSV, or a wind that travels with the package.

    Parameters
    ----------
    path_or_name : str or Path
        A NetCDF file (3 or 4) with eastward and northward wind, temperature, and geopotential or its height; a `.csv`
        sounding, with `#Station` behind the name where the file holds several; or `shipped:NAME`. A NetCDF file may
        also have specific or relative humidity, and vertical wind as a speed or as a rate of change of pressure.

    Returns
    -------
    WindField

    Raises
    ------
    WindError
        With every problem of the file: one sentence each.
    """
    text = str(path_or_name)
    name = text.removeprefix("shipped:")
    if name in SHIPPED:
        field = _open_netcdf(Path(__file__).parent / SHIPPED[name], f"shipped:{name}")
        return _with_note(field, _SHIPPED_NOTES[name])
    if text.startswith("shipped:"):
        raise WindError(f"{text}: no wind of that name travels with the package; known are {', '.join(SHIPPED)}.")
    file, _, station = text.partition("#")
    if file.lower().endswith(".csv"):
        return open_sounding(file, station or None)
    return _open_netcdf(Path(text), text)


def _with_note(field: WindField, note: str) -> WindField:
    return WindField(field.dataset, field.source, field.digest, field.variability, field.timeless, (*field.notes, note))


def _open_netcdf(path: Path, origin: str) -> WindField:
    with _opened(path, origin) as dataset:
        axes, axis_problems = _found_axes(dataset, origin)
        names, variable_problems = _found_variables(dataset, axes, origin)
        names |= _found_optional(dataset, axes, origin, variable_problems)
        if len(axes) < len(AXES):
            raise WindError([*axis_problems, *variable_problems])
        wanted = _read(dataset, [*axes.values(), *names.values()], origin)
        air, more, problems = _air(wanted, axes, names, origin)
        title = dataset.attrs.get("title")
    if air is None or problems or variable_problems:
        raise WindError([*variable_problems, *problems])
    name = path.name if origin == str(path) else origin
    labels = labelled(air)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    notes = (held_below(labels), held_above(labels), _UNDERGROUND, *more)
    return WindField(labels, f"{title} ({name})" if title else name, digest, notes=notes)


def _opened(path: Path, origin: str) -> xr.Dataset:
    """The dataset of the file, nothing decoded but packed numbers and fill values."""
    engine, options = _engine(_beginning(path, origin), origin)
    try:
        return xr.open_dataset(path, engine=engine, decode_times=False, decode_coords=False, backend_kwargs=options)
    except Exception as error:  # the libraries raise many kinds for a damaged file
        raise _damaged(origin, error) from error


def _read(dataset: xr.Dataset, names: list[str], origin: str) -> xr.Dataset:
    """What is needed of the dataset, in memory: damage inside an array shows only when it is read."""
    try:
        return dataset[names].load()
    except Exception as error:  # as above
        raise _damaged(origin, error) from error


def _damaged(origin: str, error: Exception) -> WindError:
    return WindError(f"{origin}: the file is damaged or cut short ({error}); fetch it again.")


def _beginning(path: Path, origin: str) -> bytes:
    """First bytes of the file, where there is one."""
    if not path.exists():
        choice = ", ".join(f"shipped:{name}" for name in SHIPPED) + ' or, in a scenario, "climatology"'
        raise WindError(f"{origin}: there is no such file; give the path of a NetCDF file, {choice}.")
    if path.is_dir():
        raise WindError(f"{origin}: this is a directory; give the path of one NetCDF file.")
    with path.open("rb") as file:
        return file.read(8)


def _engine(beginning: bytes, origin: str) -> tuple[Literal["h5netcdf", "scipy"], dict[str, Any]]:
    """Which reader knows a file that begins like this, and its options (Any: as xarray types them)."""
    if beginning.startswith(b"\x89HDF"):
        return "h5netcdf", {}
    if beginning.startswith((b"CDF\x01", b"CDF\x02")):
        # A mapped file would have to stay open as long as any array of it lives.
        return "scipy", {"mmap": False}
    what = f"it begins with {beginning!r}; give a NetCDF file"
    if not beginning:
        what = "it is empty; fetch it again"
    for magic, meaning in _OTHER_FORMATS.items():
        if beginning.startswith(magic):
            what = meaning
    raise WindError(f"{origin}: this is not a NetCDF file that can be read: {what}.")


def _found_axes(dataset: xr.Dataset, origin: str) -> tuple[dict[str, str], list[str]]:
    """Name of each axis in the file, and what stands in the way."""
    found: dict[str, str] = {}
    problems: list[str] = []
    present = ", ".join(map(str, dataset.sizes)) or "none"
    for axis, quantity in AXES.items():
        names = axis_names(dataset, axis)
        if len(names) == 1 and dataset[names[0]].ndim <= 1:
            found[axis] = names[0]
        elif len(names) == 1:
            problems.append(
                f"{origin}: {quantity.label} {names[0]} has {dataset[names[0]].ndim} dimensions; only grids of equal "
                "steps in longitude and latitude are read: interpolate the wind to one."
            )
        elif names:
            problems.append(f"{origin}: {quantity.label} could be {' or '.join(names)}; keep one of them.")
        else:
            problems.append(
                f"{origin}: no {quantity.label} axis found among the dimensions {present}; known names are "
                f"{', '.join(quantity.names)}."
            )
    return found, problems


def _found_variables(dataset: xr.Dataset, axes: dict[str, str], origin: str) -> tuple[dict[str, str], list[str]]:
    """Name of each variable in the file, and what stands in the way; nothing can be found without a level axis."""
    found: dict[str, str] = {}
    problems: list[str] = []
    if "level" not in axes:
        return found, problems
    present = ", ".join(map(str, dataset.data_vars)) or "none"
    for variable, quantity in VARIABLES.items():
        names = variable_names(dataset, quantity, axes["level"])
        if not names:
            problems.append(
                f"{origin}: {quantity.label} on pressure levels is missing; the file has {present}; known names are "
                f"{', '.join(quantity.names)}."
            )
        elif len(names) > 1:
            problems.append(f"{origin}: {quantity.label} could be {' or '.join(names)}; keep one of them.")
        else:
            found[variable] = names[0]
    return found, problems


def _found_optional(dataset: xr.Dataset, axes: dict[str, str], origin: str, problems: list[str]) -> dict[str, str]:
    """Name of each variable that a file need not have; of two kinds of humidity the specific one alone."""
    found: dict[str, str] = {}
    for variable, quantity in OPTIONAL.items() if "level" in axes else ():
        names = variable_names(dataset, quantity, axes["level"])
        if len(names) > 1:
            problems.append(f"{origin}: {quantity.label} could be {' or '.join(names)}; keep one of them.")
        elif names:
            found[variable] = names[0]
    if "specific_humidity" in found:
        found.pop("relative_humidity", None)
    return found


def _air(
    dataset: xr.Dataset, axes: dict[str, str], names: dict[str, str], origin: str
) -> tuple[AirArrays | None, list[str], list[str]]:
    """Converted and ordered arrays, where all variables are there, notes on them, and every problem of their values."""
    problems: list[str] = []
    times = read_times(dataset[axes["time"]], origin, problems)
    pressure = _converted(dataset[axes["level"]], "level", origin, problems)
    latitude = equal_axis(dataset[axes["latitude"]], "latitude", origin, problems)
    longitude, columns = ordered_longitude(dataset[axes["longitude"]], origin, problems)
    if np.unique(pressure).size < max(pressure.size, 2):
        problems.append(f"{origin}: the pressure levels must be two or more, each once; found {pressure.size}.")
    order = {axes["level"]: np.argsort(-pressure), axes["latitude"]: np.argsort(latitude), axes["longitude"]: columns}
    fields = {}
    for variable, name in names.items():
        values = _on_axes(dataset[name], axes, origin, problems)
        if values is not None:
            fields[variable] = _converted(values.isel(order), variable, origin, problems)
    if problems or not VARIABLES.keys() <= fields.keys():
        return None, [], problems
    necessary = {variable: fields.pop(variable) for variable in VARIABLES}
    air = AirArrays(times, np.sort(pressure)[::-1], np.sort(latitude), longitude, **necessary)
    problems = air_problems(air, origin)
    if not np.all(air.air_pressure > 0.0):
        return None, [], problems
    if "vertical_wind" in fields:
        unit = dataset[names["vertical_wind"]].attrs["units"]
        kind = "pressure_tendency" if is_pressure_tendency(unit) else "upward_air_velocity"
        fields[kind] = fields.pop("vertical_wind")
    whole = completed(air, fields, origin)
    return whole.air, whole.notes, problems + whole.problems


def _on_axes(array: xr.DataArray, axes: dict[str, str], origin: str, problems: list[str]) -> xr.DataArray | None:
    """The variable on (time, level, latitude, longitude); a dimension of length one more is dropped."""
    wanted = [axes[axis] for axis in _AXIS_ORDER]
    array = array.drop_vars([name for name in array.coords if name not in wanted])
    array = array.squeeze([dim for dim in array.dims if dim not in wanted and array.sizes[dim] == 1], drop=True)
    if extra := [str(dim) for dim in array.dims if dim not in wanted]:
        problems.append(
            f"{origin}: {array.name} has {extra[0]} with {array.sizes[extra[0]]} entries; only time, level, latitude "
            "and longitude are flown: select one entry."
        )
        return None
    if missing := [dim for dim in wanted[1:] if dim not in array.dims]:
        problems.append(f"{origin}: {array.name} does not depend on {' and '.join(missing)}; it must.")
        return None
    if wanted[0] not in array.dims:
        array = array.expand_dims(wanted[0])
    return array.transpose(*wanted)


def _converted(array: xr.DataArray, quantity: str, origin: str, problems: list[str]) -> NDArray[np.floating]:
    """Values in SI by the units attribute; an unknown unit is a problem."""
    values = np.atleast_1d(array.to_numpy())
    values = values.astype(np.float64 if quantity == "level" or values.dtype.kind != "f" else values.dtype)
    unit = array.attrs.get("units")
    convert = UNITS[quantity].get(plain_unit(unit)) if unit is not None else None
    if convert is None:
        what = "has no units attribute" if unit is None else f"is in {unit!r}"
        known = ", ".join(sorted(UNITS[quantity]))
        problems.append(f"{origin}: {array.name} {what}; known units are {known}: set the attribute to the true unit.")
        return values
    return convert(values)
