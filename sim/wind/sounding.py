"""A radiosonde sounding as a horizontally uniform wind.

Holds the reader of one CSV layout; the wind it gives is as true elsewhere as the weather is uniform.
"""

import csv
import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.field import AirArrays, WindField, held_above, held_below, labelled, minute
from sim.wind.optional import NO_HUMIDITY, NO_VERTICAL_WIND
from sim.wind.plausible import air_problems

HALF_WIDTH_LONGITUDE, HALF_WIDTH_LATITUDE = 10.0, 8.0
"""How far from the station the sounding is flown before a balloon counts as having left the wind. [degree]"""

_COLUMNS = ("wmo", "station", "latitude", "longitude", "valid", "p_hPa", "gph_m", "t_K", "u_ms", "v_ms")


def open_sounding(path: str | Path, station: str | None = None) -> WindField:
    """Horizontally uniform wind from one ascent of a radiosonde.

    Parameters
    ----------
    path : str or Path
        CSV with a header and the columns wmo, station, latitude, longitude, valid (ISO 8601), p_hPa, gph_m, t_K, u_ms,
        v_ms; an empty cell is a value that level does not report.
    station : str or None
        Name or WMO number; may be None where the file holds one station.

    Returns
    -------
    WindField
        One time, the same everywhere within 8 degrees of latitude and 10 of longitude.

    Notes
    -----
    A level without a height gets one linear in ln p between its neighbours; wind and temperature missing at a level are
    linear in height between the levels that report them. Levels outside the span that reports all three are dropped.
    """
    file = Path(path)
    if not file.is_file():
        raise WindError(f"{path}: there is no such file; give the path of a sounding in CSV.")
    rows = _station_rows(_rows(file), str(path), station)
    profile, dropped = _profile(rows, str(path))
    valid = np.datetime64(rows[0]["valid"].removesuffix("Z"), "ns")
    air = _columns(profile, valid, float(rows[0]["latitude"]), float(rows[0]["longitude"]))
    if problems := air_problems(air, str(path)):
        raise WindError(problems)
    dataset = labelled(air)
    notes = [held_below(dataset), held_above(dataset), NO_HUMIDITY, NO_VERTICAL_WIND]
    notes.append("One sounding stands for the whole box: the wind does not change along the way.")
    if dropped:
        notes.append(f"{dropped} levels above or below those with wind, temperature and height were left out.")
    name = f"{rows[0]['station'].strip()} ({rows[0]['wmo']})"
    source = f"radiosonde {name}, {minute(valid)} UTC ({file.name})"
    return WindField(dataset, source, hashlib.sha256(file.read_bytes()).hexdigest(), notes=tuple(notes))


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise WindError(f"{file}: this is not a text file of comma-separated values ({error}).") from error
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        found = ", ".join(reader.fieldnames or ()) or "none"
        raise WindError(f"{file}: the columns {', '.join(missing)} are missing; found {found}.")
    return rows


def _station_rows(rows: list[dict[str, str]], origin: str, station: str | None) -> list[dict[str, str]]:
    """Rows of the one ascent that is meant."""
    known = {(row["wmo"].strip(), row["station"].strip()) for row in rows}
    named = ", ".join(f"{name} ({number})" for number, name in sorted(known, key=lambda pair: pair[1]))
    if station is None and len(known) != 1:
        raise WindError(f"{origin}: {len(known)} stations are in the file; name one after #: {named}.")
    wanted = station.strip().lower() if station else None
    chosen = [r for r in rows if wanted in (None, r["wmo"].strip().lower(), r["station"].strip().lower())]
    if not chosen:
        raise WindError(f"{origin}: there is no station {station!r} in the file; it has {named}.")
    if len({row["valid"] for row in chosen}) > 1:
        raise WindError(f"{origin}: {station or named} has more than one ascent; keep one in the file.")
    return chosen


def _profile(rows: list[dict[str, str]], origin: str) -> tuple[dict[str, NDArray[np.float64]], int]:
    """Levels from the lowest up with every value known, and how many had to be left out."""
    columns = {name: _numbers(rows, name, origin) for name in ("p_hPa", "gph_m", "t_K", "u_ms", "v_ms")}
    if (columns["p_hPa"] <= 0.0).any():
        raise WindError(f"{origin}: column p_hPa reaches {np.nanmin(columns['p_hPa']):g}; it must be greater than 0.")
    order = np.argsort(-columns["p_hPa"], kind="stable")
    _, first = np.unique(-columns["p_hPa"][order], return_index=True)
    columns = {name: _merged(values[order], first) for name, values in columns.items()}
    log_pressure = -np.log(columns["p_hPa"])
    columns["gph_m"] = _filled(log_pressure, columns["gph_m"])
    for name in ("t_K", "u_ms", "v_ms"):
        columns[name] = _filled(columns["gph_m"], columns[name])
    complete = np.all([np.isfinite(values) for values in columns.values()], axis=0)
    if complete.sum() < 2:
        raise WindError(
            f"{origin}: {int(complete.sum())} levels have height, temperature and wind together; at least 2 are needed."
        )
    return {name: values[complete] for name, values in columns.items()}, int((~complete).sum())


def _numbers(rows: list[dict[str, str]], name: str, origin: str) -> NDArray[np.float64]:
    try:
        return np.array([float(row[name]) if row[name].strip() else np.nan for row in rows])
    except ValueError as error:
        raise WindError(f"{origin}: column {name} holds something that is not a number ({error}).") from error


def _merged(values: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.float64]:
    """One value for each pressure: the first that is reported among its rows."""
    groups = np.split(values, first[1:])
    return np.array([group[np.isfinite(group)][0] if np.isfinite(group).any() else np.nan for group in groups])


def _filled(axis: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values linear along an ascending axis between the reported ones; NaN outside them or where the axis is NaN."""
    known = np.isfinite(values) & np.isfinite(axis)
    if not known.any():
        return np.full(values.shape, np.nan)
    return np.interp(axis, axis[known], values[known], left=np.nan, right=np.nan)


def _columns(
    profile: dict[str, NDArray[np.float64]], valid: np.datetime64, latitude: float, longitude: float
) -> AirArrays:
    """The profile at the four corners of its box."""

    def corners(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.broadcast_to(values[None, :, None, None], (1, values.size, 2, 2)).copy()

    return AirArrays(
        time=np.array([valid], "datetime64[ns]"),
        air_pressure=100.0 * profile["p_hPa"],
        latitude=latitude + HALF_WIDTH_LATITUDE * np.array([-1.0, 1.0]),
        longitude=longitude + HALF_WIDTH_LONGITUDE * np.array([-1.0, 1.0]),
        eastward_wind=corners(profile["u_ms"]),
        northward_wind=corners(profile["v_ms"]),
        air_temperature=corners(profile["t_K"]),
        geopotential_height=corners(profile["gph_m"]),
    )
