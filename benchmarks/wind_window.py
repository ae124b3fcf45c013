"""How long one night takes out of a year of hourly winds: a Zarr store of the box, opened, cut and packed.

    python benchmarks/wind_window.py [--hours N] [--folder F] [--keep]

Makes a store like ERA5's over Korea (33 x 41 points of 0.25 degree, 37 levels, float32, a chunk to each day) from a
smooth formula. A year of it takes some gigabytes, in the folder of temporary files where no other is given; with --keep
it stays there for the next time. Then a fresh process opens one night of twelve hours and packs it for flying. Its
seconds are printed, and the most memory that it ever held, Python and libraries included.
"""

import argparse
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import zarr
from measuring import processor

from sim.constants import GRAVITY
from sim.physics.atmosphere import standard_height, standard_temperature
from sim.wind import open_wind, pack, store_size

LATITUDES, LONGITUDES = np.arange(42.0, 33.9, -0.25), np.arange(122.0, 132.1, 0.25)
# The levels of ERA5. [hPa]
LEVELS = np.array(
    [1, 2, 3, 5, 7, 10, 20, 30, 50, 70, *range(100, 251, 25), *range(300, 751, 50), *range(775, 1001, 25)]
)
DAY = 24
FIRST = np.datetime64("2015-01-01T00", "h")


def air_of(day: int) -> dict[str, np.ndarray]:
    """Waves that pass eastward through the standard atmosphere, (hour, level, latitude, longitude)."""
    hour = (DAY * day + np.arange(DAY))[:, None, None, None]
    height = standard_height(100.0 * LEVELS)[None, :, None, None]
    north, east = (LATITUDES - 38.0)[:, None], LONGITUDES - 127.0
    wave = np.sin(2.0 * np.pi * (east / 40.0 - hour / 96.0) + 0.2 * north)
    jet = 30.0 * np.exp(-(((height - 11_000.0) / 6000.0) ** 2))
    return {
        "u_component_of_wind": 3.0 + jet * (1.0 + 0.3 * wave) - 0.2 * north,
        "v_component_of_wind": 0.4 * jet * wave - 0.1 * east,
        "temperature": standard_temperature(height) + 3.0 * wave,
        "geopotential": GRAVITY * (height + 30.0 * wave),
    }


UNITS = {"temperature": "K", "geopotential": "m**2 s**-2"}


def make(path: Path, hours: int) -> None:
    """Write the store, a day at a time."""
    root = zarr.open_group(path, mode="w")
    axes = {"time": np.arange(hours), "level": LEVELS, "latitude": LATITUDES, "longitude": LONGITUDES}
    for name, values in axes.items():
        root.create_array(name, data=values, dimension_names=(name,))
    root["time"].attrs["units"] = f"hours since {FIRST}:00"
    root["latitude"].attrs["units"] = "degrees_north"
    root["longitude"].attrs["units"] = "degrees_east"
    shape = (LEVELS.size, LATITUDES.size, LONGITUDES.size)
    for name in air_of(0):
        whole = root.create_array(
            name, shape=(hours, *shape), chunks=(DAY, *shape), dtype="float32", dimension_names=tuple(axes)
        )
        whole.attrs["units"] = UNITS.get(name, "m s**-1")
    for day in range(-(-hours // DAY)):
        for name, values in air_of(day).items():
            root[name][DAY * day : min(DAY * (day + 1), hours)] = values[: hours - DAY * day]


def window(path: Path) -> None:
    """Open and pack the night in the middle of a store; tell what it took."""
    hours = zarr.open_group(path, mode="r")["time"].shape[0]
    first = FIRST + np.timedelta64(hours // (2 * DAY) * DAY - 12, "h")
    night = (first, first + np.timedelta64(12, "h"))
    begun = time.perf_counter()
    field = open_wind(path, times=night)
    opened = time.perf_counter()
    grid = pack(field, night[0].astype("datetime64[ns]"), 12 * 3600.0)
    packed = time.perf_counter()
    # Linux counts in KiB, macOS in bytes.
    unit = 1024 if sys.platform == "linux" else 1
    most = unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = store_size(path, times=night)
    print(f"night from {night[0]} to {night[1]} UTC: {field.dataset.sizes['time']} times, packed {grid.air.shape}")
    print(
        f"wanted {size.memory / 2**20:.0f} MiB of {size.whole / 2**30:.2f} GiB; decoded {size.decoded / 2**20:.0f} MiB"
    )
    print(f"opened in {opened - begun:.2f} s, packed in {packed - opened:.2f} s")
    print(f"most memory of the process {most / 2**30:.2f} GiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=int, default=365 * DAY)
    parser.add_argument("--folder", type=Path, help="where the store is made; that of temporary files by default")
    parser.add_argument("--keep", action="store_true", help="leave the store there for the next time")
    parser.add_argument("--window", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.hours < 2 * DAY:
        parser.error(f"--hours is {options.hours}; it must be {2 * DAY} or more.")
    if options.window:
        window(options.window)
        return
    path = (options.folder or Path(tempfile.gettempdir())) / f"wind_window_{options.hours}.zarr"
    try:
        if not path.exists():
            begun = time.perf_counter()
            make(path, options.hours)
            print(f"made in {time.perf_counter() - begun:.0f} s")
        held = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        print(f"{path}: {options.hours} hours, {held / 2**30:.2f} GiB on the disk")
        print(f"{processor()}, Python {platform.python_version()}, zarr {zarr.__version__}", flush=True)
        subprocess.run([sys.executable, __file__, "--window", str(path)], check=True)
    finally:
        if not options.keep:
            shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    main()
