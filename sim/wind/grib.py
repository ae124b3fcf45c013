"""GRIB 1 and 2: the fields on pressure levels of a file as one labelled dataset, without an index file beside it.

Holds no check of the air and no choice of names beyond GRIB's own short names.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.cutting import Cut
from sim.wind.field import minute
from sim.wind.members import ensemble_problem
from sim.wind.spellings import AXES

_WANTED = {"u", "v", "t", "gh", "z", "q", "r", "dpt", "w", "wz"}
"""Short names of the fields that the door can use."""

_PASCALS = {"isobaricInhPa": 100.0, "isobaricInPa": 1.0}
"""Types of level on which the air is flown, and their unit. [Pa]"""

_GRIDS = ("regular_ll", "regular_gg")

_MISSING = 1e36
"""Stands in a field where a point has no value; no quantity of the air comes near."""


class _Field(NamedTuple):
    """What the head of one field says: where it stands in the file, and what it is."""

    place: int
    name: str
    units: str
    pressure: float
    time: np.datetime64
    start: str
    member: int
    grid: str


def read_grib(path: Path, origin: str, cut: Cut) -> xr.Dataset:
    """Fields on pressure levels, in memory.

    Parameters
    ----------
    path : Path
    origin : str
        How messages call the file.
    cut : Cut
        Only what it wants is unpacked.

    Returns
    -------
    xr.Dataset
        Dims (number, time, level, latitude, longitude), variables by their GRIB short names; NaN where a variable has
        no field or a point no value. Times are those at which the field is valid.

    Raises
    ------
    WindError
        Without ecCodes, for a damaged file, and for one whose fields lie on several or on unequal grids.
    """
    codes = _eccodes(origin)
    fields = list(_heads(codes, path, origin))
    known = [field for field in fields if field.name in _WANTED]
    if not known:
        held = ", ".join(sorted({field.name for field in fields})) or "nothing"
        raise WindError(
            f"{origin}: no wind on pressure levels is in this GRIB file, which holds {held} on levels of the type "
            f"{' or '.join(_PASCALS)}; known short names are {', '.join(sorted(_WANTED))}."
        )
    if problems := [*_grid_problems(known, origin), *_double_problems(known, origin)]:
        raise WindError(problems)
    members = _members(known, cut, origin)
    times, pressures = _times(known, cut), _pressures(known, cut)
    wanted = {field.place: field for field in known if field.member in members and field.time in times}
    wanted = {place: field for place, field in wanted.items() if field.pressure in pressures}
    if not wanted:
        raise WindError(f"{origin}: none of its levels has the pressure asked for; ask for a smaller least_pressure.")
    return _gathered(codes, path, origin, cut, wanted, (members, times, pressures))


def _eccodes(origin: str) -> Any:  # ecCodes has no types
    # ecCodes before pyproj can abort the process: both bring a libproj.
    importlib.import_module("pyproj")
    try:
        return importlib.import_module("eccodes")
    except (ImportError, RuntimeError) as error:  # RuntimeError: the package is there, its library is not
        raise WindError(
            f"{origin}: this is a GRIB file, and ecCodes, which reads it, is not installed ({error}); install it by "
            "pip install 'balloon-drift[grib]', or convert the file to NetCDF."
        ) from error


@contextmanager
def _several_fields_to_a_message(codes: Any, file: Any) -> Iterator[None]:
    """NCEP packs u and v as two fields of one message; ecCodes shows the second only when asked to."""
    codes.codes_grib_multi_support_on()
    codes.codes_grib_multi_support_reset_file(file)
    try:
        yield
    finally:
        codes.codes_grib_multi_support_off()


def _messages(codes: Any, path: Path, origin: str) -> Iterator[tuple[int, Any]]:
    """Place and handle of every field; the handle lives until the next one."""
    with path.open("rb") as file, _several_fields_to_a_message(codes, file):
        place = 0
        while True:
            try:
                handle = codes.codes_grib_new_from_file(file)
            except codes.CodesInternalError as error:
                raise WindError(
                    f"{origin}: the file is damaged or cut short after {place} fields ({error}); fetch it again."
                ) from error
            if handle is None:
                return
            try:
                yield place, handle
            except codes.CodesInternalError as error:
                raise WindError(f"{origin}: field {place + 1} is damaged ({error}); fetch the file again.") from error
            finally:
                codes.codes_release(handle)
            place += 1


def _heads(codes: Any, path: Path, origin: str) -> Iterator[_Field]:
    for place, handle in _messages(codes, path, origin):
        if codes.codes_get_string(handle, "typeOfLevel") in _PASCALS:
            yield _head(codes, place, handle)


def _head(codes: Any, place: int, handle: Any) -> _Field:
    kind = codes.codes_get_string(handle, "typeOfLevel")
    has_number = codes.codes_is_defined(handle, "number")
    return _Field(
        place=place,
        name=codes.codes_get_string(handle, "shortName"),
        units=codes.codes_get_string(handle, "units"),
        pressure=_PASCALS[kind] * codes.codes_get_double(handle, "level"),
        time=_moment(codes, handle, "validityDate", "validityTime"),
        start=minute(_moment(codes, handle, "dataDate", "dataTime")),
        member=codes.codes_get_long(handle, "number") if has_number else 0,
        grid=f"{codes.codes_get_string(handle, 'gridType')} {codes.codes_get_string(handle, 'md5GridSection')}",
    )


def _moment(codes: Any, handle: Any, date: str, clock: str) -> np.datetime64:
    day, time = codes.codes_get_long(handle, date), codes.codes_get_long(handle, clock)
    return np.datetime64(
        f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}T{time // 100:02d}:{time % 100:02d}", "ns"
    )


def _grid_problems(fields: list[_Field], origin: str) -> list[str]:
    kinds = sorted({field.grid.split()[0] for field in fields})
    if unknown := [kind for kind in kinds if kind not in _GRIDS]:
        return [
            f"{origin}: its grid is of the type {', '.join(unknown)}; only {' and '.join(_GRIDS)} are read: "
            "interpolate the file to steps of equal degrees."
        ]
    count = len({field.grid for field in fields})
    if count > 1:
        return [f"{origin}: its fields lie on {count} grids; keep one of them, or give each in a file of its own."]
    return []


def _double_problems(fields: list[_Field], origin: str) -> list[str]:
    """Fields of one variable, level and time from several forecasts, of which no one can say which is meant."""
    seen: dict[tuple[str, float, np.datetime64, int], _Field] = {}
    for field in fields:
        key = (field.name, field.pressure, field.time, field.member)
        if (other := seen.setdefault(key, field)) is not field:
            return [
                f"{origin}: {field.name} at {field.pressure / 100.0:g} hPa is there twice for {minute(field.time)} "
                f"UTC, from the forecasts of {other.start} and {field.start}; keep one of them."
            ]
    return []


def _members(fields: list[_Field], cut: Cut, origin: str) -> list[int]:
    members = sorted({field.member for field in fields})
    if len(members) > 1 and cut.member in members:
        return [cut.member]
    if len(members) > 1:
        raise WindError(ensemble_problem(origin, "number", members))
    return members


def _times(fields: list[_Field], cut: Cut) -> NDArray[np.datetime64]:
    times = np.unique([field.time for field in fields])
    return times[cut.steps(times)]


def _pressures(fields: list[_Field], cut: Cut) -> NDArray[np.float64]:
    pressures = np.unique([field.pressure for field in fields])[::-1]
    return pressures[cut.levels(pressures)]


def _gathered(
    codes: Any,
    path: Path,
    origin: str,
    cut: Cut,
    wanted: dict[int, _Field],
    axes: tuple[list[int], NDArray[np.datetime64], NDArray[np.float64]],
) -> xr.Dataset:
    """The wanted fields, each in its place."""
    members, times, pressures = axes
    arrays: dict[str, NDArray[np.float32]] = {}
    units: dict[str, str] = {}
    for place, handle in _messages(codes, path, origin):
        if place not in wanted:
            continue
        field = wanted[place]
        if not arrays:
            latitude, longitude = _axes(codes, handle, origin)
            rows, columns = _box(latitude, longitude, cut, origin)
        if field.name not in arrays:
            shape = (len(members), times.size, pressures.size, rows.size, columns.size)
            arrays[field.name] = np.full(shape, np.nan, np.float32)
            units[field.name] = field.units
        where = (members.index(field.member), np.argmax(times == field.time), np.argmax(pressures == field.pressure))
        arrays[field.name][where] = _values(codes, handle)[np.ix_(rows, columns)]
    dims = ("number", *AXES)
    return xr.Dataset(
        {name: (dims, values, {"units": units[name]}) for name, values in arrays.items()},
        {
            "number": ("number", members),
            "time": ("time", times, {"standard_name": "time"}),
            "level": ("level", pressures, {"units": "Pa"}),
            "latitude": ("latitude", latitude[rows], {"units": "degrees_north"}),
            "longitude": ("longitude", longitude[columns], {"units": "degrees_east"}),
        },
    )


def _shape(codes: Any, handle: Any) -> tuple[int, int]:
    return codes.codes_get_long(handle, "Nj"), codes.codes_get_long(handle, "Ni")


def _on_grid(codes: Any, handle: Any, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values by row and column, in whichever order the file scans them."""
    rows, columns = _shape(codes, handle)
    if codes.codes_get_long(handle, "jPointsAreConsecutive"):
        return values.reshape(columns, rows).T
    return values.reshape(rows, columns)


def _values(codes: Any, handle: Any) -> NDArray[np.float64]:
    codes.codes_set_double(handle, "missingValue", _MISSING)
    values = _on_grid(codes, handle, codes.codes_get_values(handle))
    return np.where(values == _MISSING, np.nan, values)


def _axes(codes: Any, handle: Any, origin: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes of the rows and longitudes of the columns, as the file scans them. [degree]"""
    latitude = _on_grid(codes, handle, codes.codes_get_double_array(handle, "latitudes"))
    longitude = _on_grid(codes, handle, codes.codes_get_double_array(handle, "longitudes"))
    if np.ptp(latitude, axis=1).max() > 0.0 or np.ptp(longitude, axis=0).max() > 0.0:
        raise WindError(f"{origin}: its rows are scanned in turns to and fro; rewrite the file with one direction.")
    return latitude[:, 0], longitude[0]


def _box(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64], cut: Cut, origin: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    problems: list[str] = []
    rows = cut.rows(latitude, origin, problems)
    columns = cut.columns(xr.DataArray(longitude, dims="longitude", name="longitude"), origin, problems)
    if problems:
        raise WindError(problems)
    return rows, columns
