"""Where the ground is, as a file tells it: its pressure and its height, for files without geopotential.

Holds no formula; `hypsometry` makes the heights.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.physics.atmosphere import virtual_temperature
from sim.wind.axes import ordered_longitude, read_times
from sim.wind.cutting import Cut, size_of
from sim.wind.field import minute
from sim.wind.hypsometry import heights_above_surface
from sim.wind.layout import Layout, along_axes, converted, on_axes
from sim.wind.members import one_member
from sim.wind.opening import Opened
from sim.wind.optional import specific_humidity_of
from sim.wind.pieces import LARGEST, Piece
from sim.wind.spellings import HUMIDITIES, SURFACE

LOWEST_PRESSURE, HIGHEST_PRESSURE = 45_000.0, 110_000.0
"""Wider than any pressure at the ground: 110 hPa below that of the highest plateaus, 20 above the highest ever measured
at the sea. (estimates) [Pa]"""

HIGHEST_GROUND = 7000.0
"""No grid of a weather model has higher land, and none land as far below the sea. (estimate) [m]"""

_TOO_LOW = "which puts 500 hPa some 17 m too low in a moist June over Korea."

_NO_GEOPOTENTIAL = (
    "The files have no geopotential: heights are made up from the ground by the hypsometric equation, from temperature"
)


class Surface(NamedTuple):
    """The ground as one file tells it.

    time : (time,) datetime64 or None
        None where it holds at all times. [UTC]
    latitude, longitude : (latitude,), (longitude,)
        Ascending. [degree]
    values : dict of str to (time, latitude, longitude)
        By the keys of `SURFACE`. [Pa], geopotential [m]
    problems : tuple of str
        What is wrong, where the ground is needed.
    """

    time: NDArray[np.datetime64] | None
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    values: dict[str, NDArray[np.floating]]
    problems: tuple[str, ...]


def read_surface(opened: Opened, found: Layout, cut: Cut) -> Surface | None:
    """The ground, where the dataset has it, and needs it for want of geopotential.

    Parameters
    ----------
    opened : Opened
    found : Layout
    cut : Cut
    """
    if not found.surface or "geopotential_height" in found.names:
        return None
    problems: list[str] = []
    origin = opened.origin
    axes = {axis: name for axis, name in found.axes.items() if axis != "level"}
    dataset = one_member(along_axes(opened.dataset, axes), cut.member, origin, [], [])
    latitude, longitude = dataset[axes["latitude"]], dataset[axes["longitude"]]
    times = read_times(dataset[axes["time"]], origin, problems) if "time" in axes else None
    places = {
        axes["latitude"]: cut.rows(np.atleast_1d(latitude.to_numpy()), origin, problems),
        axes["longitude"]: cut.columns(longitude, origin, problems),
    }
    if problems:
        return None
    if times is not None:
        places[axes["time"]] = cut.steps(times)
        times = times[places[axes["time"]]]
    if opened.is_store and size_of(dataset, list(found.surface.values()), places).memory > LARGEST:
        return None
    ordered, columns = ordered_longitude(
        longitude.isel({axes["longitude"]: places[axes["longitude"]]}), origin, problems
    )
    rows = latitude.isel({axes["latitude"]: places[axes["latitude"]]}).to_numpy().astype(np.float64)
    order = {axes["latitude"]: np.argsort(rows), axes["longitude"]: columns}
    values = {}
    for quantity, name in found.surface.items():
        array = on_axes(dataset[name].isel(places, missing_dims="ignore").load(), axes, origin, problems)
        if array is not None:
            field = converted(array.isel(order), quantity, origin, problems)
            values[quantity] = field if times is not None else field[None]
    return Surface(times, np.sort(rows), ordered, values, tuple(problems))


def with_heights(piece: Piece, surfaces: Sequence[Surface], origin: str) -> tuple[Piece, list[str]]:
    """The air with the heights of its levels made up from the ground, and why that cannot be done.

    Parameters
    ----------
    piece : Piece
        With temperature.
    surfaces : sequence of Surface
        Of all files.
    origin : str
        How messages call the files.
    """
    problems = [problem for surface in surfaces for problem in surface.problems]
    if problems:
        return piece, problems
    pressure = _at_times("surface_pressure", surfaces, piece, origin, problems)
    height = _at_times("surface_height", surfaces, piece, origin, problems)
    if pressure is None or height is None:
        return piece, problems
    if not (np.all(pressure >= LOWEST_PRESSURE) and np.all(pressure <= HIGHEST_PRESSURE)):
        problems.append(
            f"{origin}: the surface pressure spans {np.nanmin(pressure):.0f} to {np.nanmax(pressure):.0f} Pa; it must "
            f"lie within {LOWEST_PRESSURE:.0f} to {HIGHEST_PRESSURE:.0f} everywhere: check its units attribute."
        )
    if not np.all(np.abs(height) < HIGHEST_GROUND):
        problems.append(
            f"{origin}: the height of the surface spans {np.nanmin(height):.0f} to {np.nanmax(height):.0f} m; it must "
            f"lie within {HIGHEST_GROUND:.0f} m of the sea everywhere: check its units attribute."
        )
    if problems:
        return piece, problems
    warmth = piece.fields["air_temperature"]
    share = _humidity(piece)
    virtual = warmth if share is None else np.asarray(virtual_temperature(warmth, share))
    made = heights_above_surface(piece.air_pressure, virtual, pressure, height)
    note = f"{_NO_GEOPOTENTIAL} and humidity." if share is not None else f"{_NO_GEOPOTENTIAL} alone, {_TOO_LOW}"
    fields = {**piece.fields, "geopotential_height": made}
    return piece._replace(fields=fields, notes=(*piece.notes, note)), []


def _humidity(piece: Piece) -> NDArray[np.floating] | None:
    """Specific humidity, zero where it is missing; None where there is none. [1]"""
    kind = next((kind for kind in HUMIDITIES if kind in piece.fields), None)
    if kind is None:
        return None
    pressure = piece.air_pressure[None, :, None, None]
    share = specific_humidity_of(kind, piece.fields[kind], piece.fields["air_temperature"], pressure)
    return np.asarray(np.nan_to_num(share))


def _at_times(
    quantity: str, surfaces: Sequence[Surface], piece: Piece, origin: str, problems: list[str]
) -> NDArray[np.floating] | None:
    """A quantity of the ground at the times of the air; the height of the ground is the same at all times."""
    shape = (piece.time.size, piece.latitude.size, piece.longitude.size)
    out = np.full(shape, np.nan)
    for surface in surfaces:
        if quantity not in surface.values:
            continue
        if not (_same(surface.latitude, piece.latitude) and _same(surface.longitude, piece.longitude)):
            problems.append(f"{origin}: {SURFACE[quantity].label} lies on another grid than the air; give both on one.")
            return None
        values = surface.values[quantity]
        if quantity == "surface_height" and np.ptp(values, axis=0).max() <= 1.0:
            return np.broadcast_to(values[:1], shape)
        if surface.time is None or values.shape[0] != surface.time.size:
            continue
        common = np.isin(surface.time, piece.time)
        out[np.searchsorted(piece.time, surface.time[common])] = values[common]
    missing = np.isnan(out).any(axis=(1, 2))
    if missing.any():
        problems.append(
            f"{origin}: {SURFACE[quantity].label} is missing at {int(missing.sum())} of {missing.size} times, first at "
            f"{minute(piece.time[np.argmax(missing)])} UTC; the files have no geopotential, and heights are made up "
            "from the ground: complete it, or add the geopotential."
        )
        return None
    return out


def _same(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    if ours.size != theirs.size:
        return False
    return bool(np.abs(ours - theirs).max() <= 1e-3 * np.abs(np.diff(theirs)).mean())
