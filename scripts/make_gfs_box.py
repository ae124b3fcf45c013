"""Make `sim/wind/gfs_2011_01_15_korea.nc`: real wind around Korea, small enough to travel with the package.

Reads the GRIB 2 file of NCEP's Global Forecast System in Debian's package python-grib-doc (NCEP data are in the public
domain). The wind components are packed as two fields in one message, which needs ecCodes' multi-field support.

    python scripts/make_gfs_box.py /usr/share/doc/python-grib-doc/examples/gfs.t12z.pgrbf120.2p5deg.grib2
"""

import argparse
from pathlib import Path

import pyproj  # noqa: F401  loaded first: ecCodes before pyproj can abort the process (two copies of libproj)

import eccodes  # isort: skip
import numpy as np
import xarray as xr

SOUTH, NORTH, WEST, EAST = 25.0, 50.0, 110.0, 150.0
LOWEST_PRESSURE_HPA = 50
NAMES = {
    "u": ("eastward_wind", "m s-1"),
    "v": ("northward_wind", "m s-1"),
    "t": ("air_temperature", "K"),
    "gh": ("geopotential_height", "gpm"),
    "w": ("lagrangian_tendency_of_air_pressure", "Pa s-1"),
}


def messages(path: Path) -> dict[tuple[str, int], np.ndarray]:
    """Global fields (latitude from the north, longitude from 0) by (short name, level in hPa)."""
    fields: dict[tuple[str, int], np.ndarray] = {}
    eccodes.codes_grib_multi_support_on()
    with path.open("rb") as file:
        while (message := eccodes.codes_grib_new_from_file(file)) is not None:
            name = eccodes.codes_get(message, "shortName")
            if eccodes.codes_get(message, "typeOfLevel") == "isobaricInhPa" and name in NAMES:
                shape = (eccodes.codes_get(message, "Nj"), eccodes.codes_get(message, "Ni"))
                assert eccodes.codes_get(message, "jScansPositively") == 0
                fields[name, eccodes.codes_get(message, "level")] = eccodes.codes_get_values(message).reshape(shape)
                stamp = f"{eccodes.codes_get(message, 'validityDate')}{eccodes.codes_get(message, 'validityTime'):04d}"
                assert stamp == "201101151200", stamp
            eccodes.codes_release(message)
    return fields


def box(fields: dict[tuple[str, int], np.ndarray]) -> xr.Dataset:
    """The fields around Korea as a CF dataset, all levels from 1000 hPa up to 50 hPa; NaN where one has no level."""
    levels = sorted({level for _, level in fields if level >= LOWEST_PRESSURE_HPA}, reverse=True)
    latitude, longitude = np.arange(90.0, -90.1, -2.5), np.arange(0.0, 360.0, 2.5)
    rows = np.flatnonzero((latitude >= SOUTH) & (latitude <= NORTH))[::-1]
    columns = np.flatnonzero((longitude >= WEST) & (longitude <= EAST))
    dims = ("time", "level", "latitude", "longitude")
    variables = {}
    for name, (standard_name, units) in NAMES.items():
        nothing = np.full((latitude.size, longitude.size), np.nan)
        values = np.stack([fields.get((name, level), nothing)[np.ix_(rows, columns)] for level in levels])[None]
        variables[name] = (dims, values.astype(np.float32), {"standard_name": standard_name, "units": units})
    coordinates = {
        "time": ("time", np.array(["2011-01-15T12:00"], "datetime64[ns]"), {"standard_name": "time", "axis": "T"}),
        "level": (
            "level",
            np.array(levels, np.int32),
            {"standard_name": "air_pressure", "units": "hPa", "axis": "Z", "positive": "down"},
        ),
        "latitude": (
            "latitude",
            latitude[rows].astype(np.float32),
            {"standard_name": "latitude", "units": "degrees_north", "axis": "Y"},
        ),
        "longitude": (
            "longitude",
            longitude[columns].astype(np.float32),
            {"standard_name": "longitude", "units": "degrees_east", "axis": "X"},
        ),
    }
    attributes = {
        "Conventions": "CF-1.11",
        "title": "NCEP GFS 120-hour forecast, valid 2011-01-15 12:00 UTC, 2.5 degree box around Korea",
        "institution": "US National Centers for Environmental Prediction",
        "source": "Debian package python-grib-doc, gfs.t12z.pgrbf120.2p5deg.grib2, base time 2011-01-10 12:00 UTC",
        "comment": "public domain; the numbers are those of the GRIB file rounded to float32",
    }
    return xr.Dataset(variables, coordinates, attributes)


def main() -> None:
    """Read the GRIB file named on the command line and write the box."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("grib", type=Path)
    default = Path(__file__).resolve().parents[1] / "sim" / "wind" / "gfs_2011_01_15_korea.nc"
    parser.add_argument("--out", type=Path, default=default)
    arguments = parser.parse_args()
    dataset = box(messages(arguments.grib))
    packed = {name: {"zlib": True, "complevel": 9, "shuffle": True, "_FillValue": None} for name in NAMES}
    plain = {name: {"_FillValue": None} for name in ("latitude", "longitude")}
    time = {"time": {"units": "hours since 2011-01-15 00:00:00", "dtype": "float64", "_FillValue": None}}
    dataset.to_netcdf(arguments.out, engine="h5netcdf", encoding={**packed, **plain, **time})
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1024:.0f} KiB, {dict(dataset.sizes)}")


if __name__ == "__main__":
    main()
