"""Any dataset as GRIB, for tests that know what it holds."""

import importlib

import numpy as np


def as_grib(wind, path, edition=2, skip=(), **extra):
    """Every field of the dataset as a message of its own, from the north down, 24 bits to a value."""
    importlib.import_module("pyproj")
    codes = importlib.import_module("eccodes")
    wind = wind.isel(latitude=slice(None, None, -1))
    with path.open("ab") as file:
        for name in map(str, wind.data_vars):
            for time, level in np.ndindex(wind.sizes["time"], wind.sizes["level"]):
                if (name, time, level) in skip:
                    continue
                handle = codes.codes_grib_new_from_samples(f"regular_ll_pl_grib{edition}")
                stamp = str(wind["time"].to_numpy()[time].astype("datetime64[m]"))
                keys = {
                    **extra,
                    "dataDate": int(stamp[:10].replace("-", "")),
                    "dataTime": int(stamp[11:13] + stamp[14:16]),
                    "Ni": wind.sizes["longitude"],
                    "Nj": wind.sizes["latitude"],
                    "latitudeOfFirstGridPointInDegrees": float(wind["latitude"][0]),
                    "latitudeOfLastGridPointInDegrees": float(wind["latitude"][-1]),
                    "longitudeOfFirstGridPointInDegrees": float(wind["longitude"][0]),
                    "longitudeOfLastGridPointInDegrees": float(wind["longitude"][-1]),
                    "iDirectionIncrementInDegrees": float(wind["longitude"][1] - wind["longitude"][0]),
                    "jDirectionIncrementInDegrees": float(wind["latitude"][0] - wind["latitude"][1]),
                    "shortName": name,
                    "typeOfLevel": "isobaricInhPa",
                    "level": int(wind["level"][level]),
                    "bitsPerValue": 24,
                }
                for key, value in keys.items():
                    codes.codes_set(handle, key, value)
                values = wind[name].isel(time=time, level=level).to_numpy().astype(float)
                if np.isnan(values).any():
                    codes.codes_set(handle, "bitmapPresent", 1)
                    codes.codes_set(handle, "missingValue", -1e30)
                    values = np.where(np.isnan(values), -1e30, values)
                codes.codes_set_values(handle, values.ravel())
                codes.codes_write(handle, file)
                codes.codes_release(handle)
    return path
