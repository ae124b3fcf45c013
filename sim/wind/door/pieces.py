"""One dataset as air in order and in SI: cut to what is wanted, read and converted.

Holds no file format, no search for names and no check of the air.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.units import size_of_data
from sim.wind.door.axes import equal_axis, ordered_longitude, read_times
from sim.wind.door.conversions import converted, is_pressure_tendency, pressure_unit
from sim.wind.door.cutting import Cut, Entries, Size, size_of
from sim.wind.door.layout import Layout, along_axes, on_axes
from sim.wind.door.members import one_member, one_version, version_notes
from sim.wind.door.opening import Opened, damaged

LARGEST = 2**30
"""Most that is read of a store at once, unpacked: more is seldom meant, and a few times as much is needed to pack it.
[byte]"""


class Piece(NamedTuple):
    """The air of one file in order and in SI, complete or not.

    origin : str
        How messages call the file.
    time : (time,) datetime64
        Ascending. [UTC]
    air_pressure : (level,)
        Falling. [Pa]
    latitude, longitude : (latitude,), (longitude,)
        Ascending. [degree]
    fields : dict of str to (time, level, latitude, longitude)
        What it has of `VARIABLES`, humidity, `upward_air_velocity` and `pressure_tendency`; NaN where it is missing.
    title : str
        What the file calls itself; may be empty.
    notes : tuple of str
        What must be said about it.
    """

    origin: str
    time: NDArray[np.datetime64]
    air_pressure: NDArray[np.float64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    fields: dict[str, NDArray[np.floating]]
    title: str
    notes: tuple[str, ...]


class Wanted(NamedTuple):
    """What a cut leaves of a dataset that is not yet read.

    dataset : xr.Dataset
        With its axes as dimensions and without an ensemble.
    entries : dict of str to (entry,) int
        Of each of its axes.
    time : (time,) datetime64
        [UTC]
    air_pressure : (level,)
        [Pa]
    notes : list of str
    size : Size
    """

    dataset: xr.Dataset
    entries: dict[str, Entries]
    time: NDArray[np.datetime64]
    air_pressure: NDArray[np.float64]
    notes: list[str]
    size: Size


def wanted(opened: Opened, found: Layout, cut: Cut, problems: list[str]) -> Wanted:
    """What is to be read of a dataset.

    Parameters
    ----------
    opened : Opened
    found : Layout
        Complete.
    cut : Cut
    problems : list of str
        Gets what is wrong with the axes.
    """
    origin, axes = opened.origin, found.axes
    notes: list[str] = []
    dataset = one_member(along_axes(opened.dataset, axes), cut.member, origin, notes, problems)
    faults: list[str] = []
    times = read_times(dataset[axes["time"]], origin, faults)
    entries = {axes["time"]: np.arange(times.size) if faults else cut.steps(times)}
    level = _with_pressure_unit(dataset[axes["level"]], notes)
    pressure = converted(level, "level", origin, faults)
    entries[axes["level"]] = cut.levels(pressure)
    faults_before = len(faults)
    latitude = equal_axis(dataset[axes["latitude"]], "latitude", origin, faults)
    entries[axes["latitude"]] = (
        cut.rows(latitude, origin, problems) if len(faults) == faults_before else np.arange(latitude.size)
    )
    ordered_longitude(dataset[axes["longitude"]], origin, faults)
    entries[axes["longitude"]] = cut.columns(dataset[axes["longitude"]], origin, problems)
    problems.extend(faults)
    if np.unique(pressure).size < pressure.size:
        problems.append(f"{origin}: the pressure levels must be two or more, each once; found {pressure.size}.")
    size = size_of(dataset, [*found.names.values(), *found.surface.values()], entries)
    kept = pressure[entries[axes["level"]]].astype(np.float64)
    return Wanted(dataset, entries, times[entries[axes["time"]]], kept, notes, size)


def read_piece(opened: Opened, found: Layout, cut: Cut, problems: list[str]) -> Piece | None:
    """The air of a dataset, as far as it has it.

    Parameters
    ----------
    opened : Opened
    found : Layout
        Complete.
    cut : Cut
    problems : list of str
        Gets all that is wrong with the axes and with the units.
    """
    origin, axes = opened.origin, found.axes
    before = len(problems)
    part = wanted(opened, found, cut, problems)
    if opened.is_store and part.size.memory > LARGEST:
        problems.append(_too_large(part.size, origin))
    if len(problems) > before and (opened.is_store or cut != Cut()):
        # What is not cut as it was meant may be far too much to read for the sake of further problems.
        return None
    chosen = {dimension: _as_slice(places) for dimension, places in part.entries.items()}
    present = {dimension: places for dimension, places in chosen.items() if dimension in part.dataset.dims}
    held = in_memory(part.dataset[[*axes.values(), *found.names.values()]].isel(present), origin)
    latitude = np.atleast_1d(held[axes["latitude"]].to_numpy()).astype(np.float64)
    longitude, columns = ordered_longitude(held[axes["longitude"]], origin, [])
    order = {axes["level"]: np.argsort(-part.air_pressure), axes["latitude"]: np.argsort(latitude)}
    order[axes["longitude"]] = columns
    fields = {}
    for variable, name in found.names.items():
        values = on_axes(one_version(held[name], axes["time"], origin, problems), axes, origin, problems)
        if values is not None and values.sizes[axes["time"]] != part.time.size:
            problems.append(f"{origin}: {name} does not depend on {axes['time']}, of which there are several; it must.")
        elif values is not None:
            kind = _kind_of_vertical_wind(values) if variable == "vertical_wind" else variable
            fields[kind] = converted(values.isel(order), variable, origin, problems)
    if len(problems) > before:
        return None
    notes = [*opened.notes, *part.notes, *version_notes(opened.dataset)]
    if opened.is_store:
        notes.append(_taken(part.size))
    pressure = np.sort(part.air_pressure)[::-1]
    title = str(opened.dataset.attrs.get("title", ""))
    return Piece(origin, part.time, pressure, np.sort(latitude), longitude, fields, title, tuple(notes))


def _too_large(size: Size, origin: str) -> str:
    return (
        f"{origin}: what is asked for takes {size_of_data(size.memory)} in memory, and its chunks "
        f"{size_of_data(size.decoded)} to unpack; at most {size_of_data(LARGEST)} are read at once: give box=(west, "
        "south, east, north), times=(first, last) and least_pressure."
    )


def _taken(size: Size) -> str:
    return (
        f"Of {size_of_data(size.whole)} in the store, {size_of_data(size.memory)} were taken, for which chunks of "
        f"{size_of_data(size.decoded)} were unpacked."
    )


def _as_slice(places: Entries) -> Entries | slice:
    """Neighbouring entries as a slice, which every format reads in one go."""
    if places.size and np.array_equal(places, np.arange(places[0], places[0] + places.size)):
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def in_memory(dataset: xr.Dataset, origin: str) -> xr.Dataset:
    """The dataset read: damage inside an array shows only then.

    Parameters
    ----------
    dataset : xr.Dataset
        Cut to what is wanted.
    origin : str
        How messages call the file.
    """
    try:
        return dataset.load()
    except Exception as error:  # the libraries raise many kinds for a damaged file
        raise damaged(origin, error) from error


def _with_pressure_unit(level: xr.DataArray, notes: list[str]) -> xr.DataArray:
    """The levels with a unit, where their numbers allow one only; the heights of the surfaces prove it afterwards."""
    unit = pressure_unit(np.atleast_1d(level.to_numpy()).astype(np.float64))
    if "units" in level.attrs or unit is None:
        return level
    notes.append(f"The levels have no units attribute; they are taken as {unit}, which their heights bear out.")
    return level.assign_attrs(units=unit)


def _kind_of_vertical_wind(array: xr.DataArray) -> str:
    return "pressure_tendency" if is_pressure_tendency(array.attrs.get("units")) else "upward_air_velocity"
