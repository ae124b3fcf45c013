"""Files that hold every pressure level in a variable of its own, as wgrib2 writes NetCDF: `UGRD_850mb`, `TMP_0D4mb`.

Holds no names of quantities: those are known to `spellings`.
"""

import re

import numpy as np
import xarray as xr

from sim.wind.door.axes import read_times
from sim.wind.door.candidates import axis_names
from sim.wind.door.cutting import Cut, Entries
from sim.wind.door.opening import Opened, damaged
from sim.wind.door.spellings import OPTIONAL, VARIABLES

_NAME = re.compile(r"(?P<what>[A-Za-z][A-Za-z0-9]*)_(?P<whole>\d+)(?:[D.](?P<part>\d+))?mb")
"""A quantity and a pressure in hPa; wgrib2 writes its decimal point as D."""

_KNOWN = frozenset(name for quantity in (VARIABLES | OPTIONAL).values() for name in quantity.names)


def has_named_levels(dataset: xr.Dataset) -> bool:
    """Whether levels stand in the names of variables, and in no axis."""
    return not axis_names(dataset, "level") and bool(_found(dataset))


def with_levels(opened: Opened, cut: Cut) -> Opened:
    """The dataset with its levels along an axis, in memory as far as the cut wants it.

    Parameters
    ----------
    opened : Opened
    cut : Cut

    Returns
    -------
    Opened
        NaN where a variable has no such level.
    """
    dataset, origin = opened.dataset, opened.origin
    dataset = dataset.isel(_places(dataset, cut, origin))
    found = _found(dataset)
    pressures = np.array(sorted({pressure for levels in found.values() for pressure in levels}, reverse=True))
    pressures = pressures[cut.levels(100.0 * pressures)]
    made = dataset.drop_vars([name for levels in found.values() for name in levels.values()])
    for what, levels in found.items():
        first = dataset[next(iter(levels.values()))]
        empty = xr.full_like(first, np.nan, np.float32)
        layers = [dataset[levels[pressure]] if pressure in levels else empty for pressure in pressures.tolist()]
        try:
            stacked = xr.concat(layers, "level", coords="minimal", compat="override")
        except Exception as error:  # the libraries raise many kinds for a damaged file
            raise damaged(origin, error) from error
        made[what] = (stacked.dims, stacked.to_numpy(), _shared(layers))
    made = made.assign_coords(level=("level", pressures, {"units": "hPa"}))
    example = next(iter(next(iter(found.values())).values()))
    note = f"Its {pressures.size} levels were gathered from the names of its variables, such as {example}."
    return opened._replace(dataset=made, notes=(*opened.notes, note))


def _found(dataset: xr.Dataset) -> dict[str, dict[float, str]]:
    """Name of the variable of each quantity at each pressure. [hPa]"""
    found: dict[str, dict[float, str]] = {}
    for name in map(str, dataset.data_vars):
        match = _NAME.fullmatch(name)
        if match is not None and match["what"].lower() in _KNOWN:
            pressure = float(f"{match['whole']}.{match['part'] or 0}")
            found.setdefault(match["what"], {})[pressure] = name
    return found


def _shared(layers: list[xr.DataArray]) -> dict[str, str]:
    """The unit of the layers, where it is one: without a unit a variable is refused."""
    units = {str(layer.attrs["units"]) for layer in layers if "units" in layer.attrs}
    return {"units": units.pop()} if len(units) == 1 else {}


def _places(dataset: xr.Dataset, cut: Cut, origin: str) -> dict[str, Entries]:
    """Entries of the axes that are wanted, as far as it can be told; whatever is wrong with them is found later."""
    places: dict[str, Entries] = {}
    for axis in ("time", "latitude", "longitude"):
        names = axis_names(dataset, axis)
        if len(names) != 1 or dataset[names[0]].dims != (names[0],) or dataset[names[0]].size == 0:
            continue
        array, problems = dataset[names[0]], list[str]()
        if axis == "time":
            times = read_times(array, origin, problems)
            wanted = np.arange(array.size) if problems else cut.steps(times)
        elif axis == "latitude":
            wanted = cut.rows(array.to_numpy(), origin, problems)
        else:
            wanted = cut.columns(array, origin, problems)
        if not problems:
            places[names[0]] = wanted
    return places
