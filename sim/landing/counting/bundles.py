"""What one bundle carried, out of a dataset of flights.

Holds no probability: it picks drops.
"""

import numpy as np
import xarray as xr

from sim.ensemble.layout import NO_BUNDLE
from sim.errors import ResultError
from sim.ground import terrain_height


def bundle_names(flights: xr.Dataset) -> tuple[str, ...]:
    """Name of every bundle, in the order of the scenario.

    Raises
    ------
    ResultError
        If the dataset does not name its bundles, or not all of them any more.
    """
    missing = [name for name in ("bundle_name", "bundle") if name not in flights.variables]
    if missing:
        raise ResultError(
            f"flights: {' and '.join(missing)} not found, so bundles cannot be told apart; fly the scenario again."
        )
    if flights.sizes.get("bundle", 0) <= flights.variables["bundle"].values.max(initial=0):
        raise ResultError(
            "flights: the dimension bundle lost some of the bundles that drops were in; choose a bundle with "
            "sim.landings(flights).of_bundle(name)."
        )
    return tuple(str(name) for name in flights.variables["bundle_name"].values)


def only_bundle(flights: xr.Dataset, name: str) -> xr.Dataset:
    """The flights with the drops of one bundle only: the bundle itself, unopened, and what was in it.

    Raises
    ------
    ResultError
        If there is no such bundle.
    """
    names = bundle_names(flights)
    if name not in names:
        raise ResultError(f"flights: no bundle {name!r}; there are {', '.join(names)}.")
    number = names.index(name)
    drops = np.flatnonzero(flights.variables["bundle"].values == number)
    part = flights.isel({"drop": drops, "bundle": [number]})
    part["bundle"] = ("drop", np.zeros(drops.size, dtype=flights["bundle"].dtype), flights["bundle"].attrs)
    if flights.attrs.get("landings_beyond_terrain", 0):
        part.attrs["landings_beyond_terrain"] = _beyond_terrain(part)
    return part


def bundle_of_drops(flights: xr.Dataset) -> tuple[str | None, ...]:
    """Name of the bundle that each drop was in; None for the envelope."""
    names = bundle_names(flights)
    return tuple(None if number == NO_BUNDLE else names[number] for number in flights.variables["bundle"].values)


def _beyond_terrain(flights: xr.Dataset) -> int:
    """How many drops came down where no height of the ground is known."""
    longitude, latitude = flights.variables["landing_longitude"].values, flights.variables["landing_latitude"].values
    landed = np.isfinite(longitude)
    return int(np.isnan(terrain_height(longitude[landed], latitude[landed])).sum())
