"""Height of the ground above the sea, as labelled data and packed for the kernel.

Holds no sampling inside the kernel: that is `sim.numerics.sampling`.
"""

import functools
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import RegularGridInterpolator

from sim.numerics.grids import TerrainGrid

_FILE = Path(__file__).parent / "terrain.nc"


@functools.cache
def _terrain() -> xr.DataArray:
    with xr.open_dataset(_FILE, engine="h5netcdf") as dataset:
        return dataset["height"].astype(np.float32).load()


def terrain_grid() -> TerrainGrid:
    """Height of the ground, packed: cells of 1/12 degree from 110 to 150 E and 25 to 50 N. [m]

    Positions beyond the centres of the outer cells are not covered.
    """
    terrain = _terrain()
    longitude, latitude = terrain["longitude"].values, terrain["latitude"].values
    return TerrainGrid(
        height=terrain.values.copy(),
        west=float(longitude[0]),
        longitude_step=float(longitude[-1] - longitude[0]) / (longitude.size - 1),
        south=float(latitude[0]),
        latitude_step=float(latitude[-1] - latitude[0]) / (latitude.size - 1),
    )


@functools.cache
def _interpolator() -> RegularGridInterpolator:
    terrain = _terrain()
    axes = (terrain["latitude"].values, terrain["longitude"].values)
    return RegularGridInterpolator(axes, terrain.values.astype(float), bounds_error=False, fill_value=np.nan)


def terrain_height(longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
    """Height of the ground above the sea, linear in longitude and latitude between the centres of the cells. [m]

    Parameters
    ----------
    longitude, latitude : array_like
        Broadcast against each other. [degree]

    Returns
    -------
    ndarray
        0 at sea; NaN beyond the table and where a position is NaN. [m]

    Notes
    -----
    A cell stands for about 9 km x 7 km, in steps of 28 m: narrow peaks and valleys are not in it.
    """
    x, y = np.broadcast_arrays(np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float))
    return np.asarray(_interpolator()(np.stack([y, x], axis=-1)), dtype=np.float64).reshape(x.shape)
