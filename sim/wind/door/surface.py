"""Where the ground is and the air at it, as files tell it, and heights of levels made from it where they have none.

Holds no formula; `hypsometry` makes the heights, `at_surface` says what of the air at the ground is used.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.physics.humidity import virtual_temperature
from sim.wind.door.axes import ordered_longitude, read_times
from sim.wind.door.candidates import heights_above_ground
from sim.wind.door.conversions import converted
from sim.wind.door.cutting import Cut, Entries, size_of
from sim.wind.door.hypsometry import heights_above_surface
from sim.wind.door.layout import Layout, along_axes, on_axes
from sim.wind.door.members import one_member, one_version
from sim.wind.door.opening import Opened
from sim.wind.door.optional import specific_humidity_of
from sim.wind.door.pieces import LARGEST, Piece, in_memory
from sim.wind.door.plausible import first_where_flat, surface_problems
from sim.wind.door.rain import mean_flux, told_span
from sim.wind.door.spellings import ABOVE_GROUND, AT_SURFACE, ENSEMBLE, HUMIDITIES, SURFACE
from sim.wind.field import minute

SAME_HEIGHT = 1.0
"""Heights of one ground in two files, or at two times, differ by no more: numbers packed in 16 bits do by less. [m]"""

_SAME = 1e-6
"""Other values of two files differ by no more, as a part of the largest of them, where they are the same numbers."""

_TOO_LOW = "which puts 500 hPa some 17 m too low in a moist June over Korea."

_NO_GEOPOTENTIAL = (
    "The files have no geopotential: heights are made up from the ground by the hypsometric equation, from temperature"
)


class Surface(NamedTuple):
    """The ground and the air at it as one file tells it.

    origin : str
        How messages call the file.
    time : (time,) datetime64 or None
        None where it holds at all times. [UTC]
    latitude, longitude : (latitude,), (longitude,)
        Ascending. [degree]
    values : dict of str to (time, latitude, longitude)
        By the keys of `SURFACE` and `AT_SURFACE`. [Pa], geopotential [m], [m s-1], [kg m-2 s-1]
    problems : dict of str to list of str
        What is wrong with them, where they are needed.
    notes : dict of str to list of str
        What must be said of them, where they are used.
    left_out : tuple of str
        What could not be read, and why.
    """

    origin: str
    time: NDArray[np.datetime64] | None
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    values: dict[str, NDArray[np.floating]]
    problems: dict[str, list[str]]
    notes: dict[str, list[str]]
    left_out: tuple[str, ...]


class _Part(NamedTuple):
    """What a cut leaves of a dataset that is not yet read: axes by name, their entries and the order of these."""

    dataset: xr.Dataset
    axes: dict[str, str]
    places: dict[str, Entries]
    order: dict[str, NDArray[np.intp]]
    surface: Surface


def read_surface(opened: Opened, found: Layout, cut: Cut) -> Surface | None:
    """The ground and the air at it, where the dataset has any; its pressure only where it has no geopotential.

    Parameters
    ----------
    opened : Opened
    found : Layout
    cut : Cut
    """
    needless = "surface_pressure" if "geopotential_height" in found.names else None
    names = {quantity: name for quantity, name in found.surface.items() if quantity != needless}
    if not names and not found.doubts:
        return None
    faults: list[str] = []
    part = _part(opened, found, cut, list(names.values()), faults)
    if part is None:
        # Of a file with levels these are problems already.
        over = () if found.names else tuple(f"What a file has of the ground was left out: {fault}" for fault in faults)
        return Surface(opened.origin, None, np.empty(0), np.empty(0), {}, {}, {}, over)
    left_out = list(found.doubts)
    for quantity, name in names.items():
        problems = part.surface.problems.setdefault(quantity, [])
        if (array := _flat(part, quantity, name, opened.origin, problems)) is None:
            continue
        if quantity == "precipitation_flux":
            span = told_span(
                array, part.dataset, part.axes.get("time"), part.places, of_ensemble=_members(opened.dataset) > 1
            )
            field, said = mean_flux(array, span, opened.origin, problems)
            if field is None:
                left_out.extend(said)
            else:
                part.surface.notes[quantity] = said
        else:
            field = converted(array, quantity, opened.origin, problems)
        if field is not None:
            part.surface.values[quantity] = field if "time" in part.axes else field[None]
    return part.surface._replace(left_out=tuple(left_out))


def _part(opened: Opened, found: Layout, cut: Cut, names: list[str], faults: list[str]) -> _Part | None:
    """The dataset cut, or every reason why it cannot be."""
    origin = opened.origin
    axes = {axis: name for axis, name in found.axes.items() if axis != "level"}
    dataset = along_axes(opened.dataset, axes)
    # What holds for all members, as the height of the ground, needs no member.
    dataset = one_member(dataset, cut.member if _members(dataset) else None, origin, [], faults)
    latitude, longitude = dataset[axes["latitude"]], dataset[axes["longitude"]]
    times = read_times(dataset[axes["time"]], origin, faults) if "time" in axes else None
    places = {
        axes["latitude"]: cut.rows(np.atleast_1d(latitude.to_numpy()), origin, faults),
        axes["longitude"]: cut.columns(longitude, origin, faults),
    }
    if faults:
        return None
    if times is not None:
        # A file of its own may have other times than the levels, which are not yet known.
        places[axes["time"]] = (cut if found.names else cut.wider()).steps(times)
        times = times[places[axes["time"]]]
    if opened.is_store and size_of(dataset, names, places).memory > LARGEST:
        faults.append(f"{origin}: it is too large to be read at once; ask for a smaller box or fewer times.")
    kept = longitude.isel({axes["longitude"]: places[axes["longitude"]]})
    ordered, columns = ordered_longitude(kept, origin, faults)
    if faults:
        return None
    rows = latitude.isel({axes["latitude"]: places[axes["latitude"]]}).to_numpy().astype(np.float64)
    order = {axes["latitude"]: np.argsort(rows), axes["longitude"]: columns}
    return _Part(dataset, axes, places, order, Surface(origin, times, np.sort(rows), ordered, {}, {}, {}, ()))


def _members(dataset: xr.Dataset) -> int:
    """How many members a dataset has along an axis; 0 without such an axis."""
    return max((dataset.sizes[name] for name in dataset.dims if str(name).lower() in ENSEMBLE), default=0)


def _flat(part: _Part, quantity: str, name: str, origin: str, problems: list[str]) -> xr.DataArray | None:
    """One variable in memory, on time, latitude and longitude, or why it cannot be."""
    array = part.dataset[name]
    if quantity in ABOVE_GROUND:
        dimension, heights = heights_above_ground(part.dataset, name)
        if dimension is not None:
            array = array.isel({dimension: int(np.argmin(np.abs(heights - ABOVE_GROUND[quantity])))}, drop=True)
    array = in_memory(array.isel(part.places, missing_dims="ignore").to_dataset(name=name), origin)[name]
    if "time" in part.axes:
        array = one_version(array, part.axes["time"], origin, problems)
    flat = on_axes(array, part.axes, origin, problems)
    return None if flat is None else flat.isel(part.order)


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
    at = {quantity: placed(quantity, surfaces, piece, origin) for quantity in SURFACE}
    problems = [problem for one in at.values() for problem in one.problems]
    problems += [
        f"{origin}: {SURFACE[quantity].label} {one.lacking}; the files have no geopotential, and heights are made up "
        "from the ground: complete it, or add the geopotential."
        for quantity, one in at.items()
        if one.lacking
    ]
    pressure, height = (at[quantity].values for quantity in ("surface_pressure", "surface_height"))
    if problems or pressure is None or height is None:
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


class Placed(NamedTuple):
    """A quantity of the ground at the times of the air.

    values : (time, latitude, longitude) or None
        None where there is nothing, or not enough.
    origins : tuple of str
        The files that it comes from.
    notes : list of str
        What they say of it.
    lacking : str
        What is missing for it to be used; empty for nothing.
    problems : list of str
        Why what there is cannot be.
    """

    values: NDArray[np.floating] | None
    origins: tuple[str, ...]
    notes: list[str]
    lacking: str
    problems: list[str]


def placed(quantity: str, surfaces: Sequence[Surface], piece: Piece, origin: str) -> Placed:
    """A quantity of the ground at the times of the air; the height of the ground is the same at all times.

    Parameters
    ----------
    quantity : str
        Key of `SURFACE` or `AT_SURFACE`.
    surfaces : sequence of Surface
        Of all files.
    piece : Piece
        The air.
    origin : str
        How messages call the files.
    """
    label = (SURFACE | AT_SURFACE)[quantity].label
    problems = [problem for surface in surfaces for problem in surface.problems.get(quantity, [])]
    holders = [surface for surface in surfaces if quantity in surface.values]
    on_grid = [surface for surface in holders if _is_on_grid(surface, piece)]
    if problems or not on_grid:
        elsewhere = bool(holders) and not on_grid
        return Placed(None, (), [], "lies on another grid than the air" if elsewhere else "", problems)
    out = np.full((piece.time.size, piece.latitude.size, piece.longitude.size), np.nan)
    used: list[Surface] = []
    for surface in on_grid:
        rows, fresh = _at_times(quantity, surface, piece)
        known = out[rows]
        difference = np.abs(fresh - known)
        limit = SAME_HEIGHT if quantity == "surface_height" else _SAME * float(np.nanmax(np.abs(known), initial=0.0))
        if (differ := difference > limit).any():
            first = minute(piece.time[rows[np.argwhere(differ)[0][0]]])
            problems.append(
                f"{surface.origin}: {label} differs from that of another file by up to {np.nanmax(difference):.3g}, "
                f"first at {first} UTC; each time must be in one file, or the same in all."
            )
        if np.isfinite(fresh).any():
            used.append(surface)
        out[rows] = np.where(np.isnan(known), fresh, known)
    missing = ~np.isfinite(out).any(axis=(1, 2))
    if missing.any():
        first = minute(piece.time[np.argmax(missing)])
        lacking = f"is missing at {int(missing.sum())} of {missing.size} times, first at {first} UTC"
        return Placed(None, (), [], lacking, problems)
    if holes := first_where_flat(~np.isfinite(out), piece):
        problems.append(
            f"{origin}: {label} has {holes[0]} missing values of {out.size}, first at {holes[1]}; only complete fields "
            "are used: fill the field, or leave the variable out."
        )
    problems.extend(surface_problems(quantity, out, piece, origin))
    notes = list(dict.fromkeys(note for surface in used for note in surface.notes.get(quantity, [])))
    return Placed(None if problems else out, tuple(surface.origin for surface in used), notes, "", problems)


def _at_times(quantity: str, surface: Surface, piece: Piece) -> tuple[NDArray[np.intp], NDArray[np.floating]]:
    """At which times of the air a file has a quantity, and what it has then."""
    values = surface.values[quantity]
    known = values[np.isfinite(values).any(axis=(1, 2))]
    if quantity == "surface_height" and known.size and np.ptp(known, axis=0).max() <= SAME_HEIGHT:
        return np.arange(piece.time.size), np.broadcast_to(known[:1], (piece.time.size, *known.shape[1:]))
    if surface.time is None or values.shape[0] != surface.time.size:
        return np.empty(0, np.intp), np.empty((0, *values.shape[1:]))
    common = np.isin(surface.time, piece.time)
    return np.searchsorted(piece.time, surface.time[common]), values[common]


def _is_on_grid(surface: Surface, piece: Piece) -> bool:
    return _same(surface.latitude, piece.latitude) and _same(surface.longitude, piece.longitude)


def _same(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    if ours.size != theirs.size:
        return False
    return bool(np.abs(ours - theirs).max() <= 1e-3 * np.abs(np.diff(theirs)).mean())
