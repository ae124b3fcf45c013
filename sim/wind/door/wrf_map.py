"""The map on which a WRF domain lies, and the latitudes and longitudes onto which it is brought.

Holds no variable of the air. Attributes, projections and the sphere are those of WRF: Skamarock et al., "A Description
of the Advanced Research WRF Model Version 4", NCAR/TN-556+STR, 2019, section 4 (the attributes' names and the radius
from memory).
"""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.door.cutting import Cut
from sim.wind.door.regridding import largest_rectangle

SPHERE = 6_370_000.0
"""Radius of the earth in WRF. [m]"""

MISPLACED = 0.01
"""How far XLAT and XLONG may lie from where the map puts them, as a part of a cell: float32 holds them to 0.5 m, which
is a two-hundredth of a cell of 100 m. [1]"""

_LAMBERT, _STEREOGRAPHIC, _MERCATOR, _DEGREES = 1, 2, 3, 6

_MAPS = {
    _LAMBERT: "a Lambert conformal map",
    _STEREOGRAPHIC: "a polar stereographic map",
    _MERCATOR: "a Mercator map",
    _DEGREES: "latitudes and longitudes",
}

_NEEDED = {
    _LAMBERT: ("DX", "DY", "TRUELAT1", "TRUELAT2", "STAND_LON"),
    _STEREOGRAPHIC: ("DX", "DY", "TRUELAT1", "STAND_LON"),
    _MERCATOR: ("DX", "DY", "TRUELAT1"),
    _DEGREES: (),
}
"""Attributes without which a map is not known."""


class Target(NamedTuple):
    """Onto which points a domain is brought, and where they lie in it.

    latitude, longitude : (latitude,), (longitude,)
        [degree]
    row, column : (latitude, longitude)
        Places in the domain in steps of its mass points.
    note : str
        What must be said about it.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    row: NDArray[np.float64]
    column: NDArray[np.float64]
    note: str


def number_of(attributes: Mapping[str, Any], name: str) -> float:  # attributes are of any kind
    """A number of the attributes, which some readers give as an array of one.

    Parameters
    ----------
    attributes : mapping
    name : str
    """
    return float(np.ravel(attributes[name])[0])


def map_problems(attributes: Mapping[str, Any], origin: str) -> list[str]:  # as above
    """Why a map cannot be known.

    Parameters
    ----------
    attributes : mapping
        Of the file.
    origin : str
        How messages call it.
    """
    kind = int(number_of(attributes, "MAP_PROJ"))
    if kind not in _MAPS:
        known = ", ".join(f"{number} ({name})" for number, name in _MAPS.items())
        return [f"{origin}: MAP_PROJ is {kind}; known are {known}: bring the file to latitudes and longitudes."]
    if missing := [name for name in _NEEDED[kind] if name not in attributes]:
        return [f"{origin}: the attributes {', '.join(missing)} are missing; {_MAPS[kind]} is not known without them."]
    if kind == _DEGREES and "POLE_LAT" in attributes and number_of(attributes, "POLE_LAT") != 90.0:
        return [
            f"{origin}: POLE_LAT is {number_of(attributes, 'POLE_LAT'):g}; of latitudes and longitudes only those of "
            "the true poles, POLE_LAT 90, are read: bring the file to them."
        ]
    return []


def projection(attributes: Mapping[str, Any], longitude: float) -> Any:  # pyproj is imported late
    """The map of a domain as pyproj has it; not for latitudes and longitudes.

    Parameters
    ----------
    attributes : mapping
        Of the file, without problems.
    longitude : float
        Somewhere in the domain: any meridian is the middle of a Mercator map. [degree]
    """
    kind, first = int(number_of(attributes, "MAP_PROJ")), number_of(attributes, "TRUELAT1")
    if kind == _LAMBERT:
        parameters = {
            "proj": "lcc",
            "lat_1": first,
            "lat_2": number_of(attributes, "TRUELAT2"),
            # Only says where y is 0, which the points' own latitudes tell.
            "lat_0": first,
            "lon_0": number_of(attributes, "STAND_LON"),
        }
    elif kind == _STEREOGRAPHIC:
        pole = float(np.copysign(90.0, first))
        parameters = {"proj": "stere", "lat_0": pole, "lat_ts": first, "lon_0": number_of(attributes, "STAND_LON")}
    else:
        parameters = {"proj": "merc", "lat_ts": first, "lon_0": longitude}
    return importlib.import_module("pyproj").Proj(R=SPHERE, **parameters)


def toward_east_and_north(
    across: NDArray[np.float64], along: NDArray[np.float64], raw: Mapping[str, NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A wind along the rows and columns of the map, turned toward east and north. [m s-1]

    Parameters
    ----------
    across, along : (..., south_north, west_east)
        At mass points. [m s-1]
    raw : mapping of str to (south_north, west_east)
        With SINALPHA and COSALPHA. [1]
    """
    sine, cosine = raw["SINALPHA"], raw["COSALPHA"]
    return across * cosine - along * sine, along * cosine + across * sine


def target(
    attributes: Mapping[str, Any],
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    cut: Cut,
    origin: str,
) -> Target:
    """The points onto which a domain is brought: those around a box, or the largest rectangle inside.

    Parameters
    ----------
    attributes : mapping
        Of the file, without problems.
    latitude, longitude : (south_north, west_east)
        Of the mass points. [degree]
    cut : Cut
        With its box, if any.
    origin : str
        How messages call the file.

    Raises
    ------
    WindError
        Where the points do not lie on the map, the box not in the domain, or too few points in the rectangle.

    Notes
    -----
    Steps are those of the model along a meridian at map scale 1, and as long from west to east in the middle of the
    domain. Latitudes and longitudes keep the model's own points, so that nothing is interpolated.
    """
    kind = int(number_of(attributes, "MAP_PROJ"))
    rows, columns, inside, row, column = (_of_degrees if kind == _DEGREES else _of_map)(
        attributes, latitude, longitude, origin
    )
    whole = largest_rectangle(inside)
    lines, places = (np.arange(part.start, part.stop) for part in whole)
    if lines.size < 2 or places.size < 2:
        raise WindError(
            f"{origin}: the largest rectangle of latitudes and longitudes in the domain has {lines.size} by "
            f"{places.size} points; two or more are needed along either axis: give a larger domain."
        )
    south, north, west, east = rows[lines[0]], rows[lines[-1]], columns[places[0]], columns[places[-1]]
    if cut.box is not None:
        problems: list[str] = []
        lines = cut.rows(rows, origin, problems)
        places = cut.columns(xr.DataArray(columns, dims="longitude", name="longitude"), origin, problems)
        if not problems and not inside[np.ix_(lines, places)].all():
            problems.append(
                f"{origin}: the box asked for reaches, with the points around it, out of the model's domain; the "
                f"largest rectangle inside lies at {min(south, north):.6g} to {max(south, north):.6g} N and "
                f"{west:.6g} to {east:.6g} E: ask for a box there."
            )
        if problems:
            raise WindError(problems)
    steps = f"{abs(rows[1] - rows[0]):.4g} by {abs(columns[1] - columns[0]):.4g} degree"
    note = f"A WRF domain on {_MAPS[kind]} is flown on its own points, {steps} apart."
    if kind != _DEGREES:
        note = f"A WRF domain on {_MAPS[kind]} was brought to latitudes and longitudes {steps} apart."
    if cut.box is None:
        turned = (longitude - west) % 360.0
        held = (latitude >= min(south, north)) & (latitude <= max(south, north)) & (turned <= east - west)
        note += f" The largest rectangle inside leaves out {100.0 * (1.0 - held.mean()):.0f} % of the model's points."
    chosen = np.ix_(lines, places)
    return Target(rows[lines], columns[places], row[chosen], column[chosen], note)


_Points = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]
"""Latitudes, longitudes, whether each of their crossings lies in the domain, and its row and column there."""


def _of_degrees(
    attributes: Mapping[str, Any], latitude: NDArray[np.float64], longitude: NDArray[np.float64], origin: str
) -> _Points:
    """The model's own points, where they lie along latitudes and longitudes."""
    rows, turned = latitude[:, 0], longitude[0]
    turned = turned[0] + (turned - turned[0] + 360.0) % 360.0
    equal_rows, equal_columns = (np.linspace(axis[0], axis[-1], axis.size) for axis in (rows, turned))
    north, east = (abs(axis[-1] - axis[0]) / (axis.size - 1) for axis in (rows, turned))
    off_east = (longitude - equal_columns + 180.0) % 360.0 - 180.0
    _refuse_misplaced((latitude - equal_rows[:, None]) / north, off_east / east, origin)
    row, column = np.meshgrid(np.arange(float(rows.size)), np.arange(float(turned.size)), indexing="ij")
    return rows, turned, np.ones(row.shape, bool), row, column


def _of_map(
    attributes: Mapping[str, Any], latitude: NDArray[np.float64], longitude: NDArray[np.float64], origin: str
) -> _Points:
    """Latitudes and longitudes over the whole domain, in steps as long as the model's."""
    middle = float(longitude[longitude.shape[0] // 2, longitude.shape[1] // 2])
    chart = projection(attributes, middle)
    across, along = number_of(attributes, "DX"), number_of(attributes, "DY")
    lines, places = np.arange(float(latitude.shape[0])), np.arange(float(latitude.shape[1]))
    x, y = chart(longitude, latitude)
    west, south = (x / across - places).mean(), (y / along - lines[:, None]).mean()
    _refuse_misplaced(y / along - lines[:, None] - south, x / across - places - west, origin)
    step = np.degrees(np.sqrt(across * along) / SPHERE)
    rows = _multiples(step, latitude.min(), latitude.max())
    turned = (longitude - middle + 180.0) % 360.0 - 180.0
    columns = middle + _multiples(step / np.cos(np.radians(latitude.mean())), turned.min(), turned.max())
    x, y = chart(*np.meshgrid(columns, rows))
    row, column = y / along - south, x / across - west
    inside = (row >= 0.0) & (row <= lines[-1]) & (column >= 0.0) & (column <= places[-1])
    return rows, columns, inside, row, column


def _multiples(step: float, first: float, last: float) -> NDArray[np.float64]:
    return step * np.arange(np.ceil(first / step), np.floor(last / step) + 1.0)


def _refuse_misplaced(north: NDArray[np.float64], east: NDArray[np.float64], origin: str) -> None:
    """Raise where points lie away from the map's, in cells of it."""
    worst = float(np.hypot(north, east).max())
    # Written so that NaN is refused, as which missing points come.
    if not worst <= MISPLACED:
        raise WindError(
            f"{origin}: XLAT and XLONG lie up to {worst:.3g} cells from where the map of the attributes puts them, and "
            f"at most {MISPLACED:g} is allowed; check MAP_PROJ, TRUELAT1, TRUELAT2, STAND_LON, DX and DY."
        )
