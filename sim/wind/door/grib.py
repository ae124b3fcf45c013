"""GRIB 1 and 2: the fields on pressure levels and those at the ground as labelled datasets, without an index beside.

Holds no call of ecCodes, which is the business of `grib_fields`, no check of the air, and no choice of names beyond
GRIB's own short names.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.door.cutting import Cut
from sim.wind.door.grib_fields import PASCALS, Field, fields_of, open_fields
from sim.wind.door.members import ensemble_problem
from sim.wind.field import minute

_WANTED = {"u", "v", "t", "gh", "z", "q", "r", "dpt", "w", "wz"}
"""Short names of the fields on pressure levels that the door can use."""

_CONSTANT = {"orog": "orog", "z": "surface_geopotential"}
"""Short names of the height of the ground, and what they are called here, where z is not that of the levels."""

_AT_GROUND = {*_CONSTANT, "sp", "10u", "10v", "100u", "100v", "tp", "prate", "tprate", "mtpr", "avg_tprate"}
"""Short names of the fields at the ground that the door can use."""

_GRIDS = ("regular_ll", "regular_gg")


def read_grib(path: Path, origin: str, cut: Cut) -> list[xr.Dataset]:
    """Fields on pressure levels, and after them those at the ground, in memory.

    Parameters
    ----------
    path : Path
    origin : str
        How messages call the file.
    cut : Cut
        Only what it wants is unpacked.

    Returns
    -------
    list of xr.Dataset
        On levels with the dims (number, time, level, latitude, longitude), where the file has such; then for each grid
        of the fields at the ground without level, and for the height of the ground without number and time. Variables
        by their GRIB short names, but the surface's geopotential by that name; NaN where a variable has no field or a
        point no value. Times are those at which the field is valid. A sum or a mean over a time has the attribute
        `span` [s], where that is the same at all times. Fields at the ground on a grid that is not read stand there
        without one.

    Raises
    ------
    WindError
        Without ecCodes, for a damaged file, and for one whose levels lie on several or on unequal grids.
    """
    heads = list(fields_of(path, origin, _AT_GROUND))
    known = [field for field in heads if field.pressure > 0.0 and field.name in _WANTED]
    flat = _shortest([field for field in heads if field.pressure == 0.0])
    if not known and not flat:
        held = ", ".join(sorted({field.name for field in heads})) or "nothing"
        raise WindError(
            f"{origin}: no wind on pressure levels is in this GRIB file, which holds {held} on levels of the type "
            f"{' or '.join(PASCALS)}; known short names are {', '.join(sorted(_WANTED))}."
        )
    datasets = [_on_levels(path, origin, cut, known)] if known else []
    return [*datasets, *_at_ground(path, origin, cut, flat)]


def _on_levels(path: Path, origin: str, cut: Cut, known: list[Field]) -> xr.Dataset:
    if problems := [*_grid_problems(known, origin), *_double_problems(known, origin)]:
        raise WindError(problems)
    members = _members(known, cut, origin)
    times, pressures = _times(known, cut), _pressures(known, cut)
    wanted = {field.place: field for field in known if field.member in members and field.time in times}
    wanted = {place: field for place, field in wanted.items() if field.pressure in pressures}
    if not wanted:
        raise WindError(f"{origin}: none of its levels has the pressure asked for; ask for a smaller least_pressure.")
    return _gathered(path, origin, cut, wanted, (members, times, pressures))


def _shortest(flat: list[Field]) -> list[Field]:
    """Of fields of one name, time and member the one over the shortest span: some files have precipitation at the time,
    over the last hours and since the start of the forecast."""
    best: dict[tuple[str, np.datetime64, int], Field] = {}
    for field in flat:
        key = (field.name, field.time, field.member)
        if key not in best or field.span < best[key].span:
            best[key] = field
    return list(best.values())


def _at_ground(path: Path, origin: str, cut: Cut, flat: list[Field]) -> Iterator[xr.Dataset]:
    """One dataset for each grid."""
    for grid in dict.fromkeys(field.grid for field in flat):
        fields = [field for field in flat if field.grid == grid]
        if grid.split()[0] not in _GRIDS:
            yield xr.Dataset({field.name: ((), np.nan) for field in fields})
            continue
        constant = {field.name: field for field in fields if field.name in _CONSTANT}
        changing = [field for field in fields if field.name not in _CONSTANT]
        parts = []
        if constant:
            wanted = {field.place: field._replace(member=0) for field in constant.values()}
            part = _gathered(path, origin, cut, wanted, ([0], None, None))
            parts.append(part.isel(number=0, drop=True).rename({name: _CONSTANT[name] for name in constant}))
        if changing:
            members = sorted({field.member for field in changing})
            members = [cut.member] if cut.member in members else members
            times = _times(changing, cut.wider())
            wanted = {field.place: field for field in changing if field.member in members and field.time in times}
            part = _gathered(path, origin, cut, wanted, (members, times, None))
            for name in part.data_vars:
                spans = {field.span for field in wanted.values() if field.name == name}
                if len(spans) == 1 and min(spans) > 0.0:
                    part[name].attrs["span"] = min(spans)
            parts.append(part)
        yield xr.merge(parts, compat="no_conflicts", join="exact")


def grib_members(path: Path, origin: str) -> tuple[int, ...]:
    """Numbers of the members of the ensemble that a file holds; none where it holds one state of the air.

    Parameters
    ----------
    path : Path
    origin : str
        How messages call the file.
    """
    numbers = {head.member for head in fields_of(path, origin, _AT_GROUND) if head.pressure > 0.0}
    return tuple(sorted(numbers)) if len(numbers) > 1 else ()


def _grid_problems(fields: list[Field], origin: str) -> list[str]:
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


def _double_problems(fields: list[Field], origin: str) -> list[str]:
    """Fields of one variable, level and time from several forecasts, of which no one can say which is meant."""
    seen: dict[tuple[str, float, np.datetime64, int], Field] = {}
    for field in fields:
        key = (field.name, field.pressure, field.time, field.member)
        if (other := seen.setdefault(key, field)) is not field:
            return [
                f"{origin}: {field.name} at {field.pressure / 100.0:g} hPa is there twice for {minute(field.time)} "
                f"UTC, from the forecasts of {other.start} and {field.start}; keep one of them."
            ]
    return []


def _members(fields: list[Field], cut: Cut, origin: str) -> list[int]:
    members = sorted({field.member for field in fields})
    if len(members) > 1 and cut.member in members:
        return [cut.member]
    if len(members) > 1:
        raise WindError(ensemble_problem(origin, "number", members))
    return members


def _times(fields: list[Field], cut: Cut) -> NDArray[np.datetime64]:
    times = np.unique([field.time for field in fields])
    return times[cut.steps(times)]


def _pressures(fields: list[Field], cut: Cut) -> NDArray[np.float64]:
    pressures = np.unique([field.pressure for field in fields])[::-1]
    return pressures[cut.levels(pressures)]


def _gathered(
    path: Path,
    origin: str,
    cut: Cut,
    wanted: dict[int, Field],
    axes: tuple[list[int], NDArray[np.datetime64] | None, NDArray[np.float64] | None],
) -> xr.Dataset:
    """The wanted fields, each in its place; without the axes of times and levels that are None."""
    members, times, pressures = axes
    arrays: dict[str, NDArray[np.float32]] = {}
    units: dict[str, str] = {}
    for one in open_fields(path, origin):
        if one.place not in wanted:
            continue
        field = wanted[one.place]
        if not arrays:
            latitude, longitude = one.axes()
            rows, columns = _box(latitude, longitude, cut, origin)
        if field.name not in arrays:
            lengths = (len(members), *(axis.size for axis in (times, pressures) if axis is not None))
            arrays[field.name] = np.full((*lengths, rows.size, columns.size), np.nan, np.float32)
            units[field.name] = field.units
        where = [members.index(field.member)]
        where += [int(np.argmax(times == field.time))] if times is not None else []
        where += [int(np.argmax(pressures == field.pressure))] if pressures is not None else []
        arrays[field.name][tuple(where)] = one.values()[np.ix_(rows, columns)]
    coordinates = {
        "number": ("number", members),
        "time": ("time", times, {"standard_name": "time"}),
        "level": ("level", pressures, {"units": "Pa"}),
        "latitude": ("latitude", latitude[rows], {"units": "degrees_north"}),
        "longitude": ("longitude", longitude[columns], {"units": "degrees_east"}),
    }
    present = {name: axis for name, axis in coordinates.items() if axis[1] is not None}
    return xr.Dataset({name: ([*present], values, {"units": units[name]}) for name, values in arrays.items()}, present)


def _box(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64], cut: Cut, origin: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    problems: list[str] = []
    rows = cut.rows(latitude, origin, problems)
    columns = cut.columns(xr.DataArray(longitude, dims="longitude", name="longitude"), origin, problems)
    if problems:
        raise WindError(problems)
    return rows, columns
