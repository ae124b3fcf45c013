"""What is where in a dataset, and its arrays in the order of the axes.

Holds no file format and no choice of names: `candidates` says what each variable can be.
"""

from collections.abc import Mapping
from typing import NamedTuple

import xarray as xr

from sim.errors import WindError
from sim.wind.door.candidates import axis_names, surface_names, variable_names, winds_above_ground
from sim.wind.door.spellings import ABOVE_GROUND, AT_SURFACE, AXES, HUMIDITIES, OPTIONAL, SURFACE, VARIABLES


class Layout(NamedTuple):
    """What is where in a dataset.

    axes : dict of str to str
        Name in the file of each axis found.
    names : dict of str to str
        Name in the file of each variable found on pressure levels.
    unclear : tuple of str
        Variables on pressure levels that several in the file could be; `problems` says which.
    surface : dict of str to str
        Name in the file of each quantity of `SURFACE` and `AT_SURFACE` found.
    doubts : tuple of str
        What was not taken because it could be one of them in more than one way.
    held : tuple of str
        All variables of the file.
    problems : list of str
        What stands in the way of finding more.
    """

    axes: dict[str, str]
    names: dict[str, str]
    unclear: tuple[str, ...]
    surface: dict[str, str]
    doubts: tuple[str, ...]
    held: tuple[str, ...]
    problems: list[str]

    @property
    def has_levels(self) -> bool:
        """Whether anything lies on pressure levels."""
        return bool(self.names or self.unclear)

    @property
    def is_complete(self) -> bool:
        """Whether every axis was found."""
        return len(self.axes) == len(AXES)


def layout(dataset: xr.Dataset, origin: str) -> Layout:
    """Where a dataset has its axes and variables; what it lacks of the variables is no problem yet.

    Parameters
    ----------
    dataset : xr.Dataset
    origin : str
        How messages call it.

    Raises
    ------
    WindError
        For axes without entries: nothing lies along them, and nobody can tell what was meant to.
    """
    axes, problems = _found_axes(dataset, origin)
    if empty := [axis for axis, name in axes.items() if dataset[name].size == 0]:
        raise WindError(no_entries(AXES[axis].label, axes[axis], origin) for axis in empty)
    names: dict[str, str] = {}
    unclear: tuple[str, ...] = ()
    if "level" in axes:
        names, unclear = _found_variables(along_axes(dataset, axes), axes["level"], origin, problems)
    # With its axes, so that what lies on a single level does not pass for the ground.
    surface, doubts = _found_surface(along_axes(dataset, axes), axes, origin)
    return Layout(axes, names, unclear, surface, doubts, tuple(map(str, dataset.data_vars)), problems)


def no_entries(label: str, name: str, origin: str) -> str:
    """The sentence on an axis that is there and empty.

    Parameters
    ----------
    label, name : str
        What it is, and its name in the file.
    origin : str
        How messages call the file.
    """
    return (
        f"{origin}: its {label} axis {name} has no entries: what wrote the file broke off, or found nothing of what "
        "it was asked for; make or fetch it again."
    )


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
            repair = (
                "lay the starts and the steps of the forecasts along one axis of times"
                if axis == "time"
                else "only grids of equal steps in longitude and latitude are read: interpolate the wind to one"
            )
            problems.append(f"{origin}: {quantity.label} {names[0]} has {dataset[names[0]].ndim} dimensions; {repair}.")
        elif names:
            problems.append(f"{origin}: {quantity.label} could be {' or '.join(names)}; keep one of them.")
        else:
            problems.append(
                f"{origin}: no {quantity.label} axis found among the dimensions {present}; known names are "
                f"{', '.join(quantity.names)}."
            )
    return found, problems


def along_axes(dataset: xr.Dataset, axes: Mapping[str, str]) -> xr.Dataset:
    """The dataset with its axes as dimensions, also one along a dimension of another name, and a single level.

    Parameters
    ----------
    dataset : xr.Dataset
    axes : mapping of str to str
        Name in the file of each axis.
    """
    # Without it a single time beside a single level would get a level of its own.
    dataset = dataset.set_coords(list(axes.values()))
    for axis, name in axes.items():
        array = dataset[name]
        if array.ndim == 1 and array.dims[0] != name:
            dataset = dataset.swap_dims({array.dims[0]: name})
        elif array.ndim == 0 and axis == "level":
            dataset = dataset.expand_dims(name)
    return dataset


def _found_variables(
    dataset: xr.Dataset, level: str, origin: str, problems: list[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Name of each variable in the file, of several kinds of humidity the best alone, and those with several names."""
    found: dict[str, str] = {}
    unclear: list[str] = []
    for variable, quantity in (VARIABLES | OPTIONAL).items():
        names = variable_names(dataset, quantity, level)
        if len(names) > 1:
            problems.append(f"{origin}: {quantity.label} could be {' or '.join(names)}; keep one of them.")
            unclear.append(variable)
        elif names:
            found[variable] = names[0]
    for worse in [kind for kind in HUMIDITIES if kind in found][1:]:
        del found[worse]
    return found, tuple(unclear)


def _found_surface(dataset: xr.Dataset, axes: dict[str, str], origin: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Name of what the file says about the ground and the air at it, and what was not taken because several could be
    meant; of the pressure that is not said, since it is seldom needed."""
    if not {"latitude", "longitude"} <= axes.keys():
        return {}, ()
    found = {
        quantity: winds_above_ground(dataset, known, ABOVE_GROUND[quantity], axes)
        if quantity in ABOVE_GROUND
        else surface_names(dataset, known, axes)
        for quantity, known in (SURFACE | AT_SURFACE).items()
    }
    doubts = tuple(
        f"{origin}: {(SURFACE | AT_SURFACE)[quantity].label} could be {' or '.join(names)} and was left out; keep one."
        for quantity, names in found.items()
        if len(names) > 1 and quantity != "surface_pressure"
    )
    return {quantity: names[0] for quantity, names in found.items() if len(names) == 1}, doubts


def on_axes(array: xr.DataArray, axes: Mapping[str, str], origin: str, problems: list[str]) -> xr.DataArray | None:
    """The variable on the axes in the order of `AXES`; a dimension of length one more is dropped, one time added.

    Parameters
    ----------
    array : xr.DataArray
    axes : mapping of str to str
        Name in the file of each axis that the variable must have.
    origin : str
        How messages call the file.
    problems : list of str
        Gets what stands in the way; None is given then.
    """
    wanted = [axes[axis] for axis in AXES if axis in axes]
    array = array.drop_vars([name for name in array.coords if name not in wanted])
    array = array.squeeze([dim for dim in array.dims if dim not in wanted and array.sizes[dim] == 1], drop=True)
    if extra := [str(dim) for dim in array.dims if dim not in wanted]:
        problems.append(
            f"{origin}: {array.name} has {extra[0]} with {array.sizes[extra[0]]} entries; only time, level, latitude "
            "and longitude are flown: select one entry."
        )
        return None
    if missing := [dim for dim in wanted if dim not in array.dims and dim != axes.get("time")]:
        problems.append(f"{origin}: {array.name} does not depend on {' and '.join(missing)}; it must.")
        return None
    if "time" in axes and axes["time"] not in array.dims:
        array = array.expand_dims(axes["time"])
    return array.transpose(*wanted)
