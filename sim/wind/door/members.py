"""Axes that a wind file may have beside time, level, latitude and longitude: ensemble members, and versions of ERA5.

Holds no choice of its own: a member is asked for by the caller, and of two versions the one that has data is taken.
"""

import numpy as np
import xarray as xr

from sim.wind.door.spellings import ENSEMBLE, VERSION
from sim.wind.field import minute

_PARTLY = "Part of the times are preliminary ERA5 (ERA5T, expver 5), the others final."

_WHOLLY = "All times are preliminary ERA5 (ERA5T, expver 5)."


def ensemble_problem(origin: str, name: str, members: list[int]) -> str:
    """The sentence that asks for one member.

    Parameters
    ----------
    origin : str
        How messages call the file.
    name : str
        Of the axis.
    members : list of int
        What it has.
    """
    listed = ", ".join(map(str, members[:12])) + (", ..." if len(members) > 12 else "")
    return (
        f"{origin}: the file has {name} with {len(members)} entries ({listed}): an ensemble, whose members are read "
        f"one at a time; choose one by member={members[0]}, or keep one in the file."
    )


def flown_note(member: int) -> str:
    """The sentence that says which member is flown.

    Parameters
    ----------
    member : int
    """
    return f"Member {member} of an ensemble is flown."


def one_member(
    dataset: xr.Dataset, member: int | None, origin: str, notes: list[str], problems: list[str]
) -> xr.Dataset:
    """The dataset without its ensemble axis.

    Parameters
    ----------
    dataset : xr.Dataset
        Not yet read.
    member : int or None
        Which one; needed where there are several.
    origin : str
        How messages call the file.
    notes, problems : list of str
        Get what must be said; with a problem the first member is given.
    """
    for dimension in [str(name) for name in dataset.dims if str(name).lower() in ENSEMBLE]:
        members = _labels(dataset, dimension)
        if member is None and len(members) > 1:
            problems.append(ensemble_problem(origin, dimension, members))
        elif member is not None and member not in members:
            problems.append(f"{origin}: there is no {dimension} {member}; the file has {', '.join(map(str, members))}.")
        elif member is not None:
            notes.append(flown_note(member))
        # After a problem the first one, so that whatever else is wrong is found too.
        return dataset.isel({dimension: members.index(member) if member in members else 0})
    scalars = [str(n) for n in dataset.variables if str(n).lower() in ENSEMBLE and dataset[n].ndim == 0]
    if member is not None and not any(dataset[name] == member for name in scalars):
        problems.append(f"{origin}: member {member} is asked for, and the file is no ensemble; leave member out.")
    return dataset


def member_numbers(dataset: xr.Dataset) -> tuple[int, ...]:
    """Numbers of the members in a dataset: along its axis of members, or the one that it says it is.

    Parameters
    ----------
    dataset : xr.Dataset
        Not yet read.
    """
    for dimension in [str(name) for name in dataset.dims if str(name).lower() in ENSEMBLE]:
        return tuple(_labels(dataset, dimension))
    single = [dataset[n] for n in dataset.variables if str(n).lower() in ENSEMBLE and dataset[n].ndim == 0]
    return tuple(int(number) for number in single if number.dtype.kind in "iuf" and np.isfinite(number))


def _labels(dataset: xr.Dataset, dimension: str) -> list[int]:
    """Numbers of the members: those the file gives, or 0, 1, 2 and so on where it gives no whole numbers."""
    if dimension in dataset.variables and dataset[dimension].dtype.kind in "iuf":
        values = dataset[dimension].to_numpy()
        if np.array_equal(values, np.round(values)):
            return [int(value) for value in values]
    return list(range(dataset.sizes[dimension]))


def one_version(array: xr.DataArray, time: str, origin: str, problems: list[str]) -> xr.DataArray:
    """The variable without the axis `expver`: at each time the version that has data.

    Parameters
    ----------
    array : xr.DataArray
        In memory.
    time : str
        Name of the time axis.
    origin : str
        How messages call the file.
    problems : list of str
        Gets what stands in the way.
    """
    if VERSION not in array.dims:
        return array
    if time not in array.dims:
        array = array.expand_dims(time)
    others = [dimension for dimension in array.dims if dimension not in (VERSION, time)]
    values = array.transpose(VERSION, time, *others).to_numpy()
    holds = np.isfinite(values).any(axis=tuple(range(2, values.ndim)))
    taken = np.argmax(holds, axis=0)
    out = np.take_along_axis(values, taken.reshape(1, -1, *[1] * len(others)), axis=0)[0]
    for version in range(values.shape[0]):
        both = holds[version] & (taken != version)
        differ = [i for i in np.flatnonzero(both) if not np.array_equal(values[version, i], out[i], equal_nan=True)]
        if differ:
            stamps = xr.decode_cf(array[time].to_dataset(name="coded"))["coded"].to_numpy()
            when = minute(np.atleast_1d(stamps)[differ[0]].astype("datetime64[ns]"))
            problems.append(
                f"{origin}: {array.name} has data of more than one {VERSION} at {len(differ)} times, first at {when}, "
                f"and they differ; keep one {VERSION} in the file."
            )
            break
    coordinates = {name: array[name] for name in (time, *others) if name in array.coords}
    return xr.DataArray(out, coordinates, (time, *others), array.name, array.attrs)


def version_notes(dataset: xr.Dataset) -> list[str]:
    """What must be said where a file holds preliminary ERA5."""
    if VERSION not in dataset.variables:
        return []
    versions = {str(value).lstrip("0") for value in np.atleast_1d(dataset[VERSION].to_numpy()).astype(str)}
    if "5" not in versions:
        return []
    return [_PARTLY if len(versions) > 1 else _WHOLLY]
