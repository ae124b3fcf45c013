"""What the Climate Data Store delivers, file by file: fields on their grid, and the versions of ERA5.

Holds no request and nothing of the service.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from sim.errors import FetchError, InputError
from sim.fetch.fields import GROUND, Field, Grid, Values
from sim.wind.door.axes import read_times
from sim.wind.door.conversions import converted
from sim.wind.door.cutting import Cut
from sim.wind.door.layout import along_axes, layout, on_axes
from sim.wind.door.members import one_version
from sim.wind.door.opening import opened
from sim.wind.door.spellings import VERSION

_DELIVERED = {GROUND: "z"}
"""What the files of the Climate Data Store call a field otherwise than the file that is written does."""


class Delivered(NamedTuple):
    """One file of a delivery.

    grid : Grid
        Its points and times, in the order that the file gives them.
    values : dict of str to Values
        What it has of the fields that were meant, by their names.
    versions : list of int
        Of ERA5, for each time; empty where the file does not say so.
    """

    grid: Grid
    values: dict[str, Values]
    versions: list[int]


def delivered(file: Path, origin: str, fields: list[Field]) -> list[Delivered]:
    """What a delivery holds: a NetCDF file, or a zip archive of several, one for each way of being in time.

    Parameters
    ----------
    file : Path
    origin : str
        How messages call it.
    fields : list of Field
        Those that are meant.

    Raises
    ------
    FetchError
        For what is no wind file, or is not as ERA5 is.
    """
    try:
        return [_of_file(one.dataset, one.origin, fields) for one in opened(file, origin, Cut())]
    except FetchError:
        raise
    except InputError as error:  # the door of `sim.wind` found no wind in it
        raise FetchError(error.problems) from error


def _of_file(dataset: xr.Dataset, origin: str, fields: Iterable[Field]) -> Delivered:
    """The fields of one file, on axes in the order that the file gives them."""
    axes = {axis: name for axis, name in layout(dataset, origin).axes.items() if name in dataset.variables}
    if missing := {"time", "latitude", "longitude"} - axes.keys():
        raise FetchError(f"{origin}: the file came without {' and '.join(sorted(missing))}; ask for it again.")
    along = along_axes(dataset, axes).load()
    problems: list[str] = []
    times = read_times(along[axes["time"]], origin, problems)
    values = {}
    for field in fields:
        name = _DELIVERED.get(field.name, field.name)
        if name not in along.data_vars:
            continue
        own = {axis: axes[axis] for axis in axes if field.on_levels or axis != "level"}
        array = on_axes(one_version(along[name], axes["time"], origin, problems), own, origin, problems)
        if array is None:
            continue
        numbers = array.to_numpy()
        if field.name == GROUND:
            if np.ptp(numbers, axis=0).max() > 0.0:
                problems.append(f"{origin}: the ground changes with time; ask for it again.")
            numbers = numbers[0]
        values[field.name] = Values(numbers, along[name].attrs.get("units"))
    pressure = np.empty(0)
    if "level" in axes:
        pressure = converted(along[axes["level"]], "level", origin, problems).astype(np.float64)
    if problems:
        raise FetchError(problems)
    grid = Grid(times, pressure, along[axes["latitude"]].to_numpy(), along[axes["longitude"]].to_numpy())
    return Delivered(grid, values, _versions(along, times.size))


def _versions(dataset: xr.Dataset, count: int) -> list[int]:
    """Version of each time, where the file says it so."""
    if VERSION not in dataset.variables or VERSION in dataset.dims:
        return []
    said = np.atleast_1d(dataset[VERSION].to_numpy()).astype(str)
    return [int(text) for text in (said if said.size == count else np.repeat(said[:1], count))]
