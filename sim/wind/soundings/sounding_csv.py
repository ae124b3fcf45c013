"""Soundings as comma-separated values, one level a row.

Holds no choice of an ascent and no profile: `ascent_choice` and `ascent` do.
"""

import csv
import io
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.soundings.ascent import Ascent, Levels, Part, wind_components, wind_problems

_COLUMNS = ("wmo", "station", "latitude", "longitude", "valid", "p_hPa", "gph_m", "t_K")

_COMPONENTS, _POLAR = ("u_ms", "v_ms"), ("wdir_deg", "wspd_ms")


def csv_parts(text: str, origin: str, problems: list[str]) -> list[Part]:
    """The ascents of the text, their levels not read yet.

    Parameters
    ----------
    text : str
        With a header and the columns wmo, station, latitude, longitude, valid (ISO 8601), p_hPa, gph_m, t_K, and
        u_ms, v_ms or wdir_deg, wspd_ms; td_K and rh_percent may be there. An empty cell is a value that the level does
        not report.
    origin : str
        How messages call the file.
    problems : list of str
        What stands in the way is added here.
    """
    ascents: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in _complete_rows(text, origin):
        ascents.setdefault((row["wmo"], row["station"], row["valid"]), []).append(row)
    parts = []
    for (number, name, valid), rows in ascents.items():
        try:
            time = np.datetime64(valid.removesuffix("Z"), "ns")
        except ValueError:
            problems.append(f"{origin}: column valid holds {valid!r}; it must be a time such as 2015-04-04T12:00Z.")
            continue
        parts.append(Part(number, name, time, partial(_ascent, rows, time, origin)))
    return parts


def csv_rows(text: str, origin: str) -> tuple[list[dict[str, str]], Sequence[str]]:
    """Rows with a text in every column, which may be empty, and the names of the columns.

    Parameters
    ----------
    text : str
        With a header.
    origin : str
        How messages call the file.

    Raises
    ------
    WindError
        Where it is no such text.
    """
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        rows = list(reader)
    except csv.Error as error:
        raise WindError(f"{origin}: this is not a text of comma-separated values ({error}).") from error
    found = reader.fieldnames or ()
    return [{name: (row[name] or "").strip() for name in found} for row in rows], found


def _complete_rows(text: str, origin: str) -> list[dict[str, str]]:
    """Rows of a text that has all the columns."""
    rows, found = csv_rows(text, origin)
    polar = set(_POLAR) <= set(found)
    if missing := [name for name in (*_COLUMNS, *(_POLAR if polar else _COMPONENTS)) if name not in found]:
        listed = ", ".join(map(str, found)) or "none"
        raise WindError(f"{origin}: the columns {', '.join(missing)} are missing; found {listed[:200]}.")
    return rows


def _ascent(rows: Sequence[dict[str, str]], valid: np.datetime64, origin: str, problems: list[str]) -> Ascent | None:
    before = len(problems)

    def column(name: str) -> NDArray[np.float64]:
        return csv_numbers(rows, name, origin, problems)

    latitude, longitude = column("latitude"), column("longitude")
    if "u_ms" in rows[0] and "v_ms" in rows[0]:
        east, north = column("u_ms"), column("v_ms")
    else:
        direction, speed = column("wdir_deg"), column("wspd_ms")
        problems.extend(wind_problems(direction, speed, origin))
        east, north = wind_components(direction, speed)
    levels = Levels(
        pressure=100.0 * column("p_hPa"),
        geopotential_height=column("gph_m"),
        temperature=column("t_K"),
        eastward_wind=east,
        northward_wind=north,
        dew_point=column("td_K"),
        relative_humidity=column("rh_percent") / 100.0,
    )
    if len(problems) > before:
        return None
    return Ascent(valid, float(latitude[0]), float(longitude[0]), levels)


def csv_numbers(rows: Sequence[dict[str, str]], name: str, origin: str, problems: list[str]) -> NDArray[np.float64]:
    """A column; NaN where a cell is empty or the whole column is missing.

    Parameters
    ----------
    rows : sequence of dict of str to str
        As `csv_rows` gives them.
    name : str
        Of the column.
    origin : str
        How messages call the file.
    problems : list of str
        Gets what is not a number.
    """
    try:
        values = np.array([float(row.get(name) or "nan") for row in rows])
    except ValueError as error:
        problems.append(f"{origin}: column {name} holds something that is not a number ({error}).")
        return np.full(len(rows), np.nan)
    if np.isinf(values).any():
        problems.append(f"{origin}: column {name} holds something infinite; leave a cell empty where nothing is known.")
    return values
