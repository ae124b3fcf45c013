"""Which variables of a dataset can be an axis or a quantity, by the best evidence that there is.

Holds no choice among several, and no names of products: those are known to `spellings`.
"""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.wind.door.conversions import TEMPERATURE, plain_unit
from sim.wind.door.spellings import AXES, OPTIONAL, Quantity

_AXIS_LETTER = {"time": "T", "level": "Z", "latitude": "Y", "longitude": "X"}

_NO_VALID_TIME = ("forecast_reference_time", "forecast_period")
"""Standard names of times at which the air is not: a forecast's start, and how far it looks ahead."""


def axis_names(dataset: xr.Dataset, axis: str) -> list[str]:
    """Names of the variables that can be this axis, the best evidence alone.

    CF standard name, then the CF attribute `axis`, then a known name; a dimension before a variable along another
    dimension, that before a single number.
    """
    quantity = AXES[axis]
    in_file = [str(name) for name in dataset.variables if not _is_no_axis(dataset[name], axis)]
    if axis == "time" and "valid_time" in in_file:
        # Beside it, a dimension `time` is the start of a forecast, whatever its attributes say.
        return ["valid_time"]
    by_standard = [n for n in in_file if dataset[n].attrs.get("standard_name") in quantity.standard_names]
    by_letter = [n for n in in_file if dataset[n].attrs.get("axis") == _AXIS_LETTER[axis] and dataset[n].ndim == 1]
    by_name = [name for name in in_file if name.lower() in quantity.names]
    for found in (by_standard, by_letter, by_name):
        if dimensions := [name for name in found if name in dataset.dims]:
            return dimensions
    for found in (by_standard, by_name):
        if along := [name for name in found if dataset[name].ndim == 1]:
            return along
    return by_standard or by_letter or by_name


def _is_no_axis(array: xr.DataArray, axis: str) -> bool:
    """Whether a variable cannot be this axis though its name or its attributes may look like it."""
    if axis == "time":
        return array.attrs.get("standard_name") in _NO_VALID_TIME
    # A variable with the standard name of pressure may be the pressure itself: a level axis has to be a dimension, or
    # one single level. Heights above the ground are no levels of pressure, though CF calls both axes Z.
    if axis == "level":
        return (array.ndim > 0 and array.name not in array.dims) or _is_height_above_ground(array)
    return False


def _is_height_above_ground(array: xr.DataArray) -> bool:
    name = str(array.name).lower()
    known = array.attrs.get("standard_name") == "height" or name.startswith(
        ("height_above_ground", "heightaboveground")
    )
    return known and plain_unit(array.attrs.get("units", "m")) in ("m", "metre", "metres", "meter", "meters")


def heights_above_ground(dataset: xr.Dataset, name: str) -> tuple[str | None, NDArray[np.float64]]:
    """Heights at which a variable is given, and the dimension along which they lie, where the file says so. [m]

    Returns
    -------
    dimension : str or None
        None for a single height in a coordinate without dimension.
    heights : (height,)
        Empty where nothing is said.
    """
    array = dataset[name]
    beside = (other for other in str(array.attrs.get("coordinates", "")).split() if other in dataset.variables)
    for other in dict.fromkeys([*map(str, array.dims), *map(str, array.coords), *beside]):
        if other in dataset.variables and _is_height_above_ground(dataset[other]) and dataset[other].ndim <= 1:
            return other if other in array.dims else None, np.atleast_1d(dataset[other].to_numpy()).astype(np.float64)
    return None, np.empty(0)


def variable_names(dataset: xr.Dataset, quantity: Quantity, level: str) -> list[str]:
    """Names of the variables on pressure levels that can be this quantity, the best evidence first and alone."""
    names = [str(name) for name in dataset.data_vars if level in dataset[name].dims]
    if quantity is OPTIONAL["dew_point_temperature"]:
        # ECMWF calls the divergence of the wind d, which only its unit tells apart.
        names = [name for name in names if plain_unit(dataset[name].attrs.get("units")) in TEMPERATURE]
    return _best_named(dataset, names, quantity)


def surface_names(dataset: xr.Dataset, quantity: Quantity, axes: Mapping[str, str]) -> list[str]:
    """Names of the variables on the horizontal grid alone that can be this quantity of the surface, likewise."""
    grid = {axes["latitude"], axes["longitude"]}
    flat = [
        str(name)
        for name in dataset.data_vars
        if grid <= set(dataset[name].dims)
        and axes.get("level") not in dataset[name].dims
        # As cfgrib writes it: a field of one level may have lost the coordinate that said which.
        and not str(dataset[name].attrs.get("GRIB_typeOfLevel", "")).startswith("isobaric")
    ]
    return _best_named(dataset, flat, quantity)


def winds_above_ground(dataset: xr.Dataset, quantity: Quantity, height: float, axes: Mapping[str, str]) -> list[str]:
    """Names of the variables off the pressure levels that can be a wind at a height above the ground, likewise.

    Without a coordinate that says the height a standard name counts for nothing, since it is that of every level, nor
    does a name that leaves the height to the coordinate.
    """
    said = {str(name): heights_above_ground(dataset, str(name))[1] for name in dataset.data_vars}
    if found := surface_names(dataset[[name for name, heights in said.items() if height in heights]], quantity, axes):
        return found
    telling = tuple(name for name in quantity.names if not name.endswith("height_above_ground"))
    unsaid = dataset[[name for name, heights in said.items() if heights.size == 0]]
    return surface_names(unsaid, quantity._replace(standard_names=(), names=telling), axes)


def _best_named(dataset: xr.Dataset, names: list[str], quantity: Quantity) -> list[str]:
    for standard_name in quantity.standard_names:
        if found := [n for n in names if dataset[n].attrs.get("standard_name") == standard_name]:
            return found
    for known in quantity.names:
        if found := [n for n in names if n.lower() == known]:
            return found
    return []
