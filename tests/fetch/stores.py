"""A small Zarr store laid out as the public ERA5 in the cloud: the whole globe, coarse, some hours long."""

from pathlib import Path

import numpy as np
import xarray as xr

LEVELS = np.array([50, 100, 300, 500, 700, 850, 1000])
LATITUDES = np.arange(90.0, -90.1, -5.0).astype("float32")
LONGITUDES = np.arange(0.0, 360.0, 5.0).astype("float32")
FIRST = np.datetime64("2015-04-03T10:00", "h")
HOURS = 10
TIMES = FIRST + np.arange(HOURS)
SHAPE = (HOURS, LEVELS.size, LATITUDES.size, LONGITUDES.size)
ON_LEVELS = ("time", "level", "latitude", "longitude")
AT_THE_GROUND = ("time", "latitude", "longitude")

# Heights and temperatures of a spring column, near enough to real air for the door. [m], [K]
HEIGHTS = np.array([20_500.0, 16_200.0, 9200.0, 5600.0, 3050.0, 1480.0, 120.0])
TEMPERATURES = np.array([210.0, 212.0, 229.0, 254.0, 270.0, 277.0, 284.0])


def numbers(seed: int, shape: tuple[int, ...], scale: float) -> np.ndarray:
    """A different number at every point."""
    return (scale * np.random.default_rng(seed).uniform(-1.0, 1.0, shape)).astype("float32")


def arco_globe(level_attributes: dict[str, str] | None = None) -> xr.Dataset:
    """What the store holds: its own names, orders, dtypes and attributes, and variables that no flight needs."""
    column = (1, LEVELS.size, 1, 1)
    flat = (HOURS, LATITUDES.size, LONGITUDES.size)
    unit = {"speed": "m s**-1", "geopotential": "m**2 s**-2"}
    variables = {
        "u_component_of_wind": (ON_LEVELS, numbers(1, SHAPE, 30.0), unit["speed"], "eastward_wind"),
        "v_component_of_wind": (ON_LEVELS, numbers(2, SHAPE, 20.0), unit["speed"], "northward_wind"),
        "temperature": (
            ON_LEVELS,
            (TEMPERATURES.reshape(column) + numbers(3, SHAPE, 3.0)).astype("float32"),
            "K",
            "air_temperature",
        ),
        "geopotential": (
            ON_LEVELS,
            (9.80665 * (HEIGHTS.reshape(column) + numbers(4, SHAPE, 20.0))).astype("float32"),
            unit["geopotential"],
            "geopotential",
        ),
        "specific_humidity": (ON_LEVELS, np.abs(numbers(5, SHAPE, 1e-3)), "kg kg**-1", "specific_humidity"),
        "vertical_velocity": (
            ON_LEVELS,
            numbers(6, SHAPE, 0.2),
            "Pa s**-1",
            "lagrangian_tendency_of_air_pressure",
        ),
        "10m_u_component_of_wind": (AT_THE_GROUND, numbers(7, flat, 9.0), unit["speed"], None),
        "10m_v_component_of_wind": (AT_THE_GROUND, numbers(8, flat, 9.0), unit["speed"], None),
        "100m_u_component_of_wind": (AT_THE_GROUND, numbers(9, flat, 12.0), unit["speed"], None),
        "100m_v_component_of_wind": (AT_THE_GROUND, numbers(10, flat, 12.0), unit["speed"], None),
        "total_precipitation": (AT_THE_GROUND, np.abs(numbers(11, flat, 1e-3)), "m", None),
        "surface_pressure": (AT_THE_GROUND, 1e5 + numbers(12, flat, 900.0), "Pa", "surface_air_pressure"),
        "2m_temperature": (AT_THE_GROUND, 285.0 + numbers(13, flat, 9.0), "K", None),
        "geopotential_at_surface": (
            ("latitude", "longitude"),
            np.abs(numbers(14, flat[1:], 2000.0)),
            unit["geopotential"],
            "geopotential",
        ),
    }
    return xr.Dataset(
        {
            name: (dims, values, {"units": units, **({"standard_name": standard} if standard else {})})
            for name, (dims, values, units, standard) in variables.items()
        },
        {
            "time": (
                "time",
                ((TIMES - np.datetime64("1900-01-01", "h")) / np.timedelta64(1, "h")).astype("int64"),
                {"units": "hours since 1900-01-01", "calendar": "proleptic_gregorian"},
            ),
            "level": ("level", LEVELS.astype("int64"), level_attributes or {}),
            "latitude": ("latitude", LATITUDES, {"units": "degrees_north", "long_name": "latitude"}),
            "longitude": ("longitude", LONGITUDES, {"units": "degrees_east", "long_name": "longitude"}),
        },
        {
            "valid_time_start": "1940-01-01",
            "valid_time_stop": "2026-05-31",
            "valid_time_stop_era5t": "2026-09-04",
            "last_updated": "2026-09-10 02:45:44.987382+00:00",
        },
    )


def written(globe: xr.Dataset, path: Path) -> Path:
    """The globe as a store of format 2 with one chunk for each hour of all levels, as the public one has."""
    chunks = {
        str(name): tuple(1 if dimension == "time" else array.sizes[dimension] for dimension in array.dims)
        for name, array in globe.data_vars.items()
    }
    encoding = {name: {"chunks": chunk, "_FillValue": np.float32(np.nan)} for name, chunk in chunks.items()}
    globe.to_zarr(path, mode="w", zarr_format=2, consolidated=True, encoding=encoding)
    return path
