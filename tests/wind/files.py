"""Small wind files with known contents, in the spellings of known products."""

import os
from pathlib import Path

import numpy as np
import xarray as xr

LEVELS_HPA = np.array([1000.0, 850.0, 700.0, 500.0, 300.0])
# Heights of the January column over Korea, near enough to real air for the door. [m]
HEIGHTS = np.array([190.0, 1459.0, 2940.0, 5420.0, 8918.0])
TEMPERATURES = np.array([270.0, 263.0, 258.0, 245.0, 224.0])
LATITUDES = np.arange(34.0, 42.1, 2.0)
LONGITUDES = np.arange(122.0, 132.1, 2.0)
TIMES = np.array(["2015-04-03T12:00", "2015-04-03T18:00", "2015-04-04T00:00"], "datetime64[ns]")
DIMS = ("time", "level", "latitude", "longitude")


def shared() -> Path:
    """Folder of real data beside the repository; it need not be there."""
    return Path(os.environ.get("BALLOON_DRIFT_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def plain_wind() -> xr.Dataset:
    """CF wind in SI that is a different known number at every point."""
    t, z, y, x = np.meshgrid(np.arange(3.0), np.arange(5.0), LATITUDES - 38.0, LONGITUDES - 127.0, indexing="ij")
    eastward = 5.0 + 4.0 * z + 0.5 * y + 0.3 * x + t
    northward = -3.0 + 1.5 * z - 0.4 * y + 0.2 * x - 0.5 * t
    temperature = TEMPERATURES[z.astype(int)] - 0.6 * y
    height = HEIGHTS[z.astype(int)] - 8.0 * y + 2.0 * x
    variables = {
        "u": (DIMS, eastward, {"standard_name": "eastward_wind", "units": "m s-1"}),
        "v": (DIMS, northward, {"standard_name": "northward_wind", "units": "m s-1"}),
        "t": (DIMS, temperature, {"standard_name": "air_temperature", "units": "K"}),
        "gh": (DIMS, height, {"standard_name": "geopotential_height", "units": "m"}),
    }
    coordinates = {
        "time": ("time", TIMES, {"standard_name": "time"}),
        "level": ("level", LEVELS_HPA, {"units": "hPa", "positive": "down"}),
        "latitude": ("latitude", LATITUDES, {"units": "degrees_north"}),
        "longitude": ("longitude", LONGITUDES, {"units": "degrees_east"}),
    }
    return xr.Dataset(variables, coordinates, {"title": "made for a test"})


def written(dataset: xr.Dataset, path: Path, engine: str = "h5netcdf", **options) -> Path:
    """The dataset as a file."""
    dataset.to_netcdf(path, engine=engine, **options)
    return path
