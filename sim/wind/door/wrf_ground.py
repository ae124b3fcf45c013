"""What WRF says of the ground and of the air at it: its height, the wind at 10 m, and the rain since the run began.

Holds no reading and no map; what becomes of it is in `at_surface`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.wind.door.regridding import Bilinear
from sim.wind.door.wrf_map import number_of, toward_east_and_north

_PAIRS = {
    "the wind at 10 m": ("U10", "V10"),
    "precipitation": ("RAINC", "RAINNC"),
}
"""What says nothing one without the other: the components along the map, the rain of clouds smaller than the grid and
of those that it shows."""

_BUCKETS = ("I_RAINC", "I_RAINNC")
"""How often a sum of rain was emptied at `BUCKET_MM`, in a run that was told to do so."""

WELCOME = (*(name for pair in _PAIRS.values() for name in pair), *_BUCKETS)
"""Variables of the ground that a domain may have."""

UNITS = {"surface_geopotential": "m2 s-2", "u10": "m s-1", "v10": "m s-1", "precipitation_since_start": "mm"}
"""What is made, by names that every file may have."""


def at_ground(
    raw: Mapping[str, NDArray[np.float64]],
    attributes: Mapping[str, Any],  # of any kind
    place: Bilinear,
) -> dict[str, NDArray[np.float64]]:
    """What is known at the ground at one time, at the wanted points, by the names of `UNITS`.

    Parameters
    ----------
    raw : mapping of str to (..., south_north, west_east)
        The variables at that time.
    attributes : mapping
        Of the file.
    place : Bilinear
        The wanted points in the domain.

    Returns
    -------
    dict of str to (latitude, longitude)

    Notes
    -----
    The ground is the lowest face of the lowest layer, on the same scale as the heights of the levels. Its terrain (HGT)
    says the same.
    """
    found = {"surface_geopotential": (raw["PH"] + raw["PHB"])[0]}
    if {"U10", "V10"} <= raw.keys():
        found["u10"], found["v10"] = toward_east_and_north(raw["U10"], raw["V10"], raw)
    if {"RAINC", "RAINNC"} <= raw.keys():
        found["precipitation_since_start"] = raw["RAINC"] + raw["RAINNC"] + _emptied(raw, attributes)
    return {name: place.of(values) for name, values in found.items()}


def halves_left_out(held: xr.Dataset, origin: str) -> list[str]:
    """What must be said where a domain has one half of what says nothing without the other.

    Parameters
    ----------
    held : xr.Dataset
    origin : str
        How messages call the file.
    """
    return [
        f"{what.capitalize()} was left out: {origin} has only one of {' and '.join(pair)}."
        for what, pair in _PAIRS.items()
        if sum(name in held for name in pair) == 1
    ]


def _emptied(raw: Mapping[str, NDArray[np.float64]], attributes: Mapping[str, Any]) -> NDArray[np.float64] | float:
    """Rain that was counted in whole buckets. [mm]"""
    # A run without buckets writes -1.
    size = max(number_of(attributes, "BUCKET_MM"), 0.0) if "BUCKET_MM" in attributes else 0.0
    return sum((size * raw[name] for name in _BUCKETS if name in raw), 0.0)
