"""What is fetched of ERA5, how the sources call it, and how it stands in the file that is written.

Holds no reading and no writing.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.wind.field import minute

FINAL, PRELIMINARY = 1, 5
"""Versions of ERA5 as the variable `expver` numbers them; the preliminary one is called ERA5T."""


class Field(NamedTuple):
    """A variable of ERA5.

    name : str
        In the file that is written.
    era5_name : str
        In the cloud store, and in requests to the Climate Data Store.
    standard_name : str
        CF; empty where CF has none without further words.
    long_name : str
    on_levels : bool
        Whether it lies on pressure levels.
    is_needed : bool
        Whether no flight is possible without it.
    """

    name: str
    era5_name: str
    standard_name: str
    long_name: str
    on_levels: bool
    is_needed: bool


FIELDS = (
    Field("u", "u_component_of_wind", "eastward_wind", "wind toward the east", True, True),
    Field("v", "v_component_of_wind", "northward_wind", "wind toward the north", True, True),
    Field("t", "temperature", "air_temperature", "air temperature", True, True),
    Field("z", "geopotential", "geopotential", "geopotential", True, True),
    Field("q", "specific_humidity", "specific_humidity", "specific humidity", True, False),
    Field(
        "w",
        "vertical_velocity",
        "lagrangian_tendency_of_air_pressure",
        "vertical wind as rate of change of pressure, positive downward",
        True,
        False,
    ),
    Field("u10", "10m_u_component_of_wind", "eastward_wind", "wind toward the east at 10 m", False, False),
    Field("v10", "10m_v_component_of_wind", "northward_wind", "wind toward the north at 10 m", False, False),
    Field("u100", "100m_u_component_of_wind", "eastward_wind", "wind toward the east at 100 m", False, False),
    Field("v100", "100m_v_component_of_wind", "northward_wind", "wind toward the north at 100 m", False, False),
    Field(
        "tp",
        "total_precipitation",
        "lwe_thickness_of_precipitation_amount",
        "rain and snow of the hour before, as depth of water",
        False,
        False,
    ),
    Field(
        "geopotential_at_surface",
        "geopotential_at_surface",
        "surface_geopotential",
        "geopotential of the ground of the model",
        False,
        False,
    ),
)

GROUND = "geopotential_at_surface"
"""The one field that does not change with time."""

_AXES = {
    "time": {"standard_name": "time", "axis": "T"},
    "level": {"standard_name": "air_pressure", "units": "hPa", "positive": "down", "axis": "Z"},
    "latitude": {"standard_name": "latitude", "units": "degrees_north", "axis": "Y"},
    "longitude": {"standard_name": "longitude", "units": "degrees_east", "axis": "X"},
}

_VERSION = {"long_name": "version of ERA5: 1 is final, 5 preliminary (ERA5T)"}


class Grid(NamedTuple):
    """The points at which fields are kept.

    time : (time,) datetime64
        [UTC]
    pressure : (level,)
        [Pa]
    latitude, longitude : (latitude,), (longitude,)
        In the order of the source. [degree]
    """

    time: NDArray[np.datetime64]
    pressure: NDArray[np.float64]
    latitude: NDArray[np.floating]
    longitude: NDArray[np.floating]


class Values(NamedTuple):
    """The numbers of a field as the source gave them, and their unit in its words."""

    numbers: NDArray[np.floating]
    unit: str | None


def dimensions(field: Field) -> tuple[str, ...]:
    """Names of the axes of a field, in order."""
    if field.name == GROUND:
        return ("latitude", "longitude")
    return ("time", "level", "latitude", "longitude") if field.on_levels else ("time", "latitude", "longitude")


def assembled(grid: Grid, found: Mapping[str, Values], versions: Sequence[int]) -> xr.Dataset:
    """Fields as a CF dataset.

    Parameters
    ----------
    grid : Grid
    found : mapping of str to Values
        By name of `FIELDS`, on the axes that `dimensions` names.
    versions : sequence of int
        `FINAL` or `PRELIMINARY` at each time; empty where it is not known.
    """
    variables = {}
    for field in FIELDS:
        if field.name not in found:
            continue
        attributes = {"standard_name": field.standard_name, "long_name": field.long_name}
        if (unit := found[field.name].unit) is not None:
            attributes["units"] = unit
        if field.name == "tp":
            attributes["cell_methods"] = "time: sum (interval: 1 hour)"
        variables[field.name] = (dimensions(field), found[field.name].numbers, attributes)
    level = np.round(grid.pressure / 100.0, 6)
    coordinates = {"time": grid.time, "level": level, "latitude": grid.latitude, "longitude": grid.longitude}
    dataset = xr.Dataset(variables, {name: (name, axis, _AXES[name]) for name, axis in coordinates.items()})
    if versions:
        dataset["expver"] = ("time", np.asarray(versions, np.int32), _VERSION)
    dataset["time"].encoding = {
        "units": "hours since 1900-01-01",
        "calendar": "proleptic_gregorian",
        "dtype": "int64",
    }
    return dataset


def holes(part: xr.Dataset, origin: str) -> list[str]:
    """Which fields of which times are missing from a source: not a number somewhere, or one number everywhere.

    A store gives the number that stands for nothing where it has nothing, and some have zero for it.

    Parameters
    ----------
    part : xr.Dataset
        As `assembled` makes it.
    origin : str
        How messages call the source.
    """
    problems = []
    for number, time in enumerate(part["time"].to_numpy()):
        lacking = [
            field.era5_name
            for field in FIELDS
            if field.name in part.data_vars and _is_nothing(part[field.name].to_numpy(), field, number)
        ]
        if lacking:
            problems.append(missing_hour(origin, time, lacking))
    return problems


def missing_hour(origin: str, time: np.datetime64, lacking: Sequence[str]) -> str:
    """The sentence that names an hour and what a source does not have of it."""
    what = "nothing at all" if not lacking else f"missing numbers in {', '.join(lacking)}"
    return f"{origin}: {minute(time)} UTC has {what}; ask for times without it, or take another source."


def _is_nothing(values: NDArray[np.floating], field: Field, number: int) -> bool:
    here = values if field.name == GROUND else values[number]
    if not np.isfinite(here).all():
        return True
    # No weather is the same at all points of all levels; at the ground it is dry everywhere often enough.
    return field.on_levels and here.size > 1 and bool(np.ptp(here) == 0.0)
