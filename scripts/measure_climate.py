"""Measure what the climate of Korea rests on: two tables, `climate_measured.csv` and `climate_correlations.csv`.

Reads monthly-mean fields and a few instantaneous ones, which do not travel with the package, and compares what it finds
with the two tables that do, in `sim/wind/weather`; with `--write` it writes them. It also prints the figures that
`sim/wind/weather/climate.py` cites.

    python scripts/measure_climate.py --data FOLDER

FOLDER holds `wind/` and `stats/` with the files named below. What they are and where they come from is in
`sim/wind/DATA.md`.
"""

import argparse
import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

CENTRE = (38.0, 127.0)
INNER = (33.0, 43.0, 122.0, 132.0)
OUTER = (30.0, 46.0, 118.0, 138.0)
BELT = (30.0, 46.0)
EARTH_RADIUS = 6371.0
GRAVITY = 9.80665
TABLES = Path(__file__).resolve().parents[1] / "sim" / "wind" / "weather"

PLANES = "climate_measured.csv"
PLANES_HEAD = """\
# Monthly means read from fields around Korea, made by scripts/measure_climate.py. Winds in m s-1, temperature in K,
# height in geopotential metres. value: at 38 N 127 E, bilinear. per_degree_north, per_degree_east: slopes of the plane
# through that value that fits 33-43 N, 122-132 E best, weighted by area. How far the field departs from it, root mean
# square: rms_uniform with no slope, rms_plane with the slopes, both over 33-43 N, 122-132 E; over 30-46 N, 118-138 E
# rms_held with the plane held beyond its own box, rms_continued with the slopes continued.
# era-interim = ERA-Interim monthly mean, years not stated by the file, 0.75 degree; credit ECMWF
# ncep-june = NCEP/NCAR reanalysis, June mean 1979-1998, T42
# ncep-ltm = NCEP/NCAR reanalysis, long-term monthly mean at 200 hPa, 2.5 degree
# ncar-1988 = NCAR analysis, mean of the single January 1988, T42
"""
CORRELATIONS = "climate_correlations.csv"
CORRELATIONS_HEAD = """\
# Correlation of the departures of the wind between two levels, made by scripts/measure_climate.py: departure from the
# zonal mean of single dates, 30-46 N, all longitudes, mean over the two components and over the dates. Space stands for
# time, and the standing waves are in it.
# winter = NCEP GFS 2011-01-15 (2.5 degree), ERA-Interim 2005-01-23 (1.5 degree)
# summer = ECMWF IFS 2024-06-03 and 04 (10 degree, smooth), 2018-08-01 (5 degree)
"""
SEASONS = {"winter": ("1",), "summer": ("6", "8")}
DIGITS = {"eastward_wind_m_s": 2, "northward_wind_m_s": 2, "temperature_k": 2, "height_m": 1}


class Plane(NamedTuple):
    """A field about the centre: its value there, its slopes, and how far it is from a plane."""

    value: float
    north: float
    east: float
    rms_uniform: float
    rms_plane: float
    rms_held: float
    rms_continued: float


def plane(latitude: np.ndarray, longitude: np.ndarray, field: np.ndarray) -> Plane:
    """The plane through the value at the centre that fits the inner box best, weighted by area."""
    labelled = xr.DataArray(field.astype(float), {"y": latitude, "x": longitude}, ("y", "x")).sortby("y")
    value = float(labelled.interp(y=CENTRE[0], x=CENTRE[1]))
    y, x = (grid.ravel() for grid in np.meshgrid(latitude.astype(float), longitude.astype(float), indexing="ij"))
    departure, weight = field.astype(float).ravel() - value, np.cos(np.radians(y))

    def within(box: tuple[float, ...]) -> np.ndarray:
        return (y >= box[0]) & (y <= box[1]) & (x >= box[2]) & (x <= box[3])

    def rms(box: tuple[float, ...], north: float, east: float, edge: tuple[float, ...] = INNER) -> float:
        here = within(box)
        law = north * (np.clip(y, *edge[:2]) - CENTRE[0]) + east * (np.clip(x, *edge[2:]) - CENTRE[1])
        return math.sqrt(float(np.average((departure - law)[here] ** 2, weights=weight[here])))

    here = within(INNER)
    root = np.sqrt(weight[here])
    slopes = np.stack([y[here] - CENTRE[0], x[here] - CENTRE[1]], axis=1)
    (north, east), *_ = np.linalg.lstsq(slopes * root[:, None], departure[here] * root, rcond=None)
    over_inner = rms(INNER, 0.0, 0.0), rms(INNER, north, east)
    return Plane(value, north, east, *over_inner, rms(OUTER, north, east), rms(OUTER, north, east, OUTER))


def planes(folder: Path) -> Iterator[tuple[str, int, int, str, Plane]]:
    """Mark, month, level, quantity and plane of every monthly mean."""
    names = {"u": "eastward_wind_m_s", "v": "northward_wind_m_s", "z": "height_m"}
    with opened(folder, "erainterim_monthly_jan_jul_850_500_200_eastasia.nc") as data:
        for month in (1, 7):
            for level in (850, 500, 200):
                for name, quantity in names.items():
                    field = data[name].sel(month=month, level=level).to_numpy() / (GRAVITY if name == "z" else 1.0)
                    found = plane(data["latitude"].to_numpy(), data["longitude"].to_numpy(), field)
                    yield "era-interim", month, level, quantity, found
    names = {"U": "eastward_wind_m_s", "V": "northward_wind_m_s", "T": "temperature_k", "Z3": "height_m"}
    for file, mark, month in (
        ("ncep_june_climatology_1979_1998_eastasia.nc", "ncep-june", 6),
        ("ncar_jan1988_monthly_mean_eastasia.nc", "ncar-1988", 1),
    ):
        with opened(folder, file) as data:
            for level in (int(value) for value in data["lev"].to_numpy() if value >= 100.0):
                for name, quantity in names.items():
                    if name in data:
                        field = data[name].isel(time=0).sel(lev=level).to_numpy()
                        found = plane(data["lat"].to_numpy(), data["lon"].to_numpy(), field)
                        yield mark, month, level, quantity, found
    with opened(folder, "ncep_ltm_200hpa_monthly_eastasia.nc") as data:
        for number in range(12):
            for name, quantity in (("uwnd", "eastward_wind_m_s"), ("vwnd", "northward_wind_m_s")):
                field = data[name].isel(time=number).to_numpy()
                found = plane(data["latitude"].to_numpy(), data["longitude"].to_numpy(), field)
                yield "ncep-ltm", number + 1, 200, quantity, found


def opened(folder: Path, name: str) -> xr.Dataset:
    """One of the files, its times left as they are."""
    return xr.open_dataset(folder / "wind" / name, engine="h5netcdf", decode_times=False)


def planes_text(folder: Path) -> str:
    """The table of planes."""
    departures = "rms_uniform,rms_plane,rms_held,rms_continued"
    lines = [f"mark,month,level_hpa,quantity,value,per_degree_north,per_degree_east,{departures}"]
    for mark, month, level, quantity, found in planes(folder):
        digits = DIGITS[quantity]
        slopes = f"{found.north:.3f},{found.east:.3f}"
        departures = ",".join(f"{value:.2f}" for value in found[3:])
        lines.append(f"{mark},{month},{level},{quantity},{found.value:.{digits}f},{slopes},{departures}")
    return PLANES_HEAD + "\n".join(lines) + "\n"


def correlations_text(folder: Path) -> str:
    """The table of correlations between levels."""
    with (folder / "stats" / "wind_vertical_correlation_snapshots.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = ["season,lower_hpa,upper_hpa,correlation,fields"]
    for season, months in SEASONS.items():
        pairs: dict[tuple[int, int], list[float]] = {}
        for row in rows:
            if row["month"] in months:
                pair = int(row["level_a_hPa"]), int(row["level_b_hPa"])
                pairs.setdefault(pair, []).append(float(row["corr"]))
        lines += [f"{season},{a},{b},{np.mean(found):.3f},{len(found)}" for (a, b), found in pairs.items()]
    return CORRELATIONS_HEAD + "\n".join(lines) + "\n"


def departures(folder: Path) -> Iterator[tuple[str, int, np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Name, level, latitude, longitude and departures of u and v from the zonal mean of each instantaneous field."""
    import sim

    data = sim.open_wind(folder / "wind" / "gfs.t12z.pgrbf120.2p5deg.grib2").dataset.isel(time=0)
    data = data.sel(latitude=slice(*BELT))
    for number, level in enumerate(np.rint(data["air_pressure"].to_numpy() / 100.0).astype(int)):
        u, v = (data[name].isel(level=number).to_numpy().astype(float) for name in ("eastward_wind", "northward_wind"))
        yield "GFS 2011-01-15", int(level), *axes(data), without_zonal_mean(u), without_zonal_mean(v)
    with opened(folder, "ifs_20240603_20240604_6h_10deg_global.nc") as file:
        data = file.sortby("latitude").sel(latitude=slice(*BELT))
        for level in data["level"].to_numpy():
            u, v = (data[name].sel(level=level).to_numpy().astype(float) for name in "uv")
            yield "IFS 2024-06-03", int(level), *axes(data), without_zonal_mean(u), without_zonal_mean(v)


def axes(data: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes."""
    return data["latitude"].to_numpy(), data["longitude"].to_numpy()


def without_zonal_mean(field: np.ndarray) -> np.ndarray:
    """The field less its mean along each circle of latitude."""
    return np.asarray(field - field.mean(axis=-1, keepdims=True))


def component_correlation(latitude: np.ndarray, u: np.ndarray, v: np.ndarray) -> float:
    """Correlation of the two components at the same places, weighted by area."""
    weight = np.broadcast_to(np.cos(np.radians(latitude))[:, None], u.shape)
    u, v = u - np.average(u, weights=weight), v - np.average(v, weights=weight)
    squares = np.average(u * u, weights=weight) * np.average(v * v, weights=weight)
    return float(np.average(u * v, weights=weight) / math.sqrt(squares))


def distance_to_1_over_e(latitude: np.ndarray, longitude: np.ndarray, field: np.ndarray) -> float:
    """Distance in any direction over which the correlation of a field falls to 1/e. [km]"""
    y, x = np.meshgrid(np.radians(latitude), np.radians(longitude), indexing="ij")
    unit = np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1).reshape(-1, 3)
    distance = EARTH_RADIUS * np.arccos(np.clip(unit @ unit.T, -1.0, 1.0))
    flat, weight = field.ravel(), np.cos(y).ravel()
    product, weights = np.outer(flat * weight, flat * weight), np.outer(weight, weight)
    middles = np.arange(0.0, 3000.0, 200.0)
    near = [np.abs(distance - middle) < 100.0 for middle in middles]
    curve = np.array([product[here].sum() / weights[here].sum() for here in near])
    curve /= np.average(flat**2, weights=weight)
    below = int(np.argmax(curve < math.exp(-1.0)))
    share = (curve[below - 1] - math.exp(-1.0)) / (curve[below - 1] - curve[below])
    return float(middles[below - 1] + share * 200.0)


def inversions(folder: Path) -> list[float]:
    """By how much the warmest air within 400 m above each radiosonde station is warmer than that at the station. [K]"""
    path = folder / "soundings" / "temp_20081208T12_dev.csv"
    stations: dict[str, list[tuple[float, float]]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["gph_m"] and row["t_K"]:
                stations.setdefault(row["station"], []).append((float(row["gph_m"]), float(row["t_K"])))
    return [
        max(kelvin for height, kelvin in levels if height <= levels[0][0] + 400.0) - levels[0][1]
        for levels in stations.values()
    ]


def report(folder: Path) -> None:
    """Print the figures that the climate's constants rest on."""
    with opened(folder, "erainterim_monthly_jan_jul_850_500_200_eastasia.nc") as data:
        january = data.sel(month=1).sortby("latitude").load()
    for name, level, latitude, longitude, u, v in departures(folder):
        if level not in (1000, 850, 700, 500, 300, 200):
            continue
        print(f"{name} {level:4} hPa: correlation of u with v {component_correlation(latitude, u, v):+.2f}", end="")
        if name.startswith("GFS"):
            lengths = [distance_to_1_over_e(latitude, longitude, field) for field in (u, v)]
            print(f"; 1/e at {lengths[0]:.0f} km (u), {lengths[1]:.0f} km (v)", end="")
        print()
    with opened(folder, "gfs_20110110T12_f120_eastasia.nc") as data:
        field = data.isel(time=0).sortby("latitude").sel(latitude=slice(*BELT), longitude=slice(90.0, 169.0)).load()
    for level in (850, 500):
        here = field.sel(level=level)
        mean = january.sel(level=level).interp(latitude=here["latitude"], longitude=here["longitude"])
        found = [(here[name] - mean[name]).to_numpy().astype(float) for name in "uv"]
        lengths = [distance_to_1_over_e(*axes(here), one - one.mean()) for one in found]
        print(
            f"GFS 2011-01-15 less ERA-Interim's January, 90-169 E, {level} hPa: 1/e at {lengths[0]:.0f} km (u), "
            f"{lengths[1]:.0f} km (v)"
        )
    rises = inversions(folder)
    strong = [rise for rise in rises if rise >= 1.0]
    print(
        f"2008-12-08 12 UTC: {len(strong)} of {len(rises)} soundings are warmer above the ground by 1 K or more, "
        f"median {np.median(strong):.1f} K; mean of all {np.mean(rises):.1f} K"
    )


def main() -> int:
    """Compare the tables that ship with the data, or write them; print the figures behind the constants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with wind/ and stats/")
    parser.add_argument("--write", action="store_true", help="write the tables instead of comparing them")
    options = parser.parse_args()
    differ = 0
    for name, text in ((PLANES, planes_text(options.data)), (CORRELATIONS, correlations_text(options.data))):
        path = TABLES / name
        if options.write:
            path.write_text(text, encoding="utf-8")
        same = path.read_text(encoding="utf-8") == text
        differ += not same
        print(f"{name}: {'agrees with the data' if same else 'does not agree with the data'}")
    report(options.data)
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
