"""The door for wind files: opens what it is given, puts files together, and lists every problem at once.

Holds no file format and no packing; what a file may look like is in `opening` and `spellings`, what counts as plausible
air in `plausible`.
"""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.door.at_surface import AtSurface, at_surface, ground_notes, ground_problems
from sim.wind.door.axes import wide_steps
from sim.wind.door.cutting import Cut, Size, checked_cut
from sim.wind.door.gathering import gathered
from sim.wind.door.layout import layout
from sim.wind.door.merging import merged
from sim.wind.door.numbering import files_of_member, members_held, numbers_in
from sim.wind.door.opening import Source, files_of, is_store, opened
from sim.wind.door.optional import completed
from sim.wind.door.pieces import Piece, wanted
from sim.wind.door.plausible import air_problems
from sim.wind.door.spellings import SURFACE, VARIABLES
from sim.wind.door.surface import with_heights
from sim.wind.door.underground import continued_underground
from sim.wind.field import AirArrays, WindField, digest_of_made, held_above, held_below, joined_digest, labelled, minute
from sim.wind.soundings.sounding import is_sounding, open_sounding
from sim.wind.weather.climate import BOX
from sim.wind.weather.ensembles import ensemble_wind

SHIPPED = {"gfs_2011_01_15_korea": "gfs_2011_01_15_korea.nc"}
"""Winds that travel with the package: name and file."""

_SHIPPED_NOTES = {
    "gfs_2011_01_15_korea": "A 120-hour forecast at 2.5 degrees, of one time only: real air, but smooth, and no "
    "analysis of that night.",
}

_UNDERGROUND = "Levels below the terrain are the extrapolation of the model that made the file and are used as given."

_CHOICE = ", ".join(f"shipped:{name}" for name in SHIPPED) + ' or, in a scenario, "climatology"'

_NAMED_GAPS = 3
"""How many gaps between the times a note names one by one."""


def open_wind(
    source: Source,
    *,
    box: tuple[float, float, float, float] | None = None,
    times: tuple[str | np.datetime64, str | np.datetime64] | None = None,
    least_pressure: float | None = None,
    member: int | None = None,
) -> WindField:
    """Wind field from files on pressure levels, a Zarr store, a sounding, or a wind that travels with the package.

    Parameters
    ----------
    source : str, Path or sequence of them
        NetCDF (3 or 4; also a zip archive of NetCDF files) or GRIB (1 or 2; needs the extra `grib`) with eastward and
        northward wind, temperature, and geopotential or its height, and perhaps humidity (specific or relative, mixing
        ratio or dew point) and vertical wind, as a speed or as a rate of change of pressure, and of the ground its
        height or geopotential, winds at 10 m and 100 m above it and precipitation; or output of WRF on its own map and
        levels, which is brought to latitudes, longitudes and pressures (`sim.wind.door.wrf`). Several files, a folder
        or a pattern with * or ? are put together: split by time, by variable or by level, in any order. Or a Zarr store
        on this machine, a sounding as `open_sounding` reads it, with `#STATION` behind the name where the file holds
        several, or `shipped:NAME`.
    box : (west, south, east, north) or None
        Only the points around this box are read. [degree]
    times : (first, last) or None
        Only the times around this span are read, as datetime64 or ISO 8601. [UTC]
    least_pressure : float or None
        Levels of lower pressure are not read. [Pa]
    member : int or None
        Number of the member of an ensemble that is wanted; without it all members are read.

    Returns
    -------
    WindField
        Of an ensemble the first member, with the others beside it.

    Raises
    ------
    WindError
        With every problem of the files: one sentence each. Also where more than `sim.wind.door.pieces.LARGEST` bytes of
        a store are asked for.
    """
    return _open(source, checked_cut(box, times, least_pressure, member))


def open_wind_around(source: Source, times: tuple[np.datetime64, np.datetime64], member: int | None) -> WindField:
    """Wind field from whatever `open_wind` takes, read no farther than around a span of time where it can be cut.

    Parameters
    ----------
    source : Source
    times : (first, last) datetime64
        Of a store only these times over Korea (`sim.wind.weather.climate.BOX`) are read. Files that do not reach over
        the span are read whole, so that `sim.check` can say what they have. [UTC]
    member : int or None
        As for `open_wind`.

    Returns
    -------
    WindField

    Raises
    ------
    WindError
        As `open_wind` does.
    """
    if isinstance(source, str | Path):
        if _is_column(source) or str(source).removeprefix("shipped:") in SHIPPED:
            return _open(source, Cut(member=member))
        if is_store(Path(source)):
            return _open(source, Cut(BOX, times, None, member, whole_box=False))
    try:
        return _open(source, Cut(times=times, member=member))
    except WindError:
        return _open(source, Cut(member=member))


def _open(source: Source, cut: Cut) -> WindField:
    if isinstance(source, str | Path):
        if (field := _sounding(source, cut)) is not None:
            return field
        name = str(source).removeprefix("shipped:")
        if name in SHIPPED:
            file = Path(__file__).parent / SHIPPED[name]
            field = _open_files([file], f"shipped:{name}", cut, [])
            return replace(field, notes=(*field.notes, _SHIPPED_NOTES[name]))
        if str(source).startswith("shipped:"):
            raise WindError(f"{source}: no wind of that name travels with the package; known are {', '.join(SHIPPED)}.")
    files, notes = files_of(source, _CHOICE)
    origin = str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
    held = members_held(files, origin) if cut.member is None else {}
    numbers = numbers_in(held)
    if len(numbers) < 2:
        return _open_files(files, origin, cut, notes)
    members = [
        _open_files(files_of_member(held, number), origin, replace(cut, member=number), notes) for number in numbers
    ]
    return ensemble_wind(members, numbers, origin)


def store_size(
    path: str | Path,
    *,
    box: tuple[float, float, float, float] | None = None,
    times: tuple[str | np.datetime64, str | np.datetime64] | None = None,
    least_pressure: float | None = None,
    member: int | None = None,
) -> Size:
    """How much `open_wind` would read of a Zarr store, without reading it.

    Parameters
    ----------
    path : str or Path
    box, times, least_pressure, member
        As for `open_wind`.

    Returns
    -------
    Size
        [byte]
    """
    cut, origin = checked_cut(box, times, least_pressure, member), str(path)
    if not is_store(Path(path)):
        raise WindError(f"{origin}: there is no Zarr store of this name; only the size of a store is estimated.")
    with closing(opened(Path(path), origin, cut)) as stores:
        store = next(stores)
        found = layout(store.dataset, origin)
        problems = list(found.problems)
        if found.is_complete:
            size = wanted(store, found, cut, problems).size
    if problems:
        raise WindError(problems)
    return size


def _is_column(source: str | Path) -> bool:
    """Whether a source is a sounding."""
    file = str(source).partition("#")[0]
    return file.lower().endswith(".csv") or (Path(file).is_file() and is_sounding(Path(file)))


def _sounding(source: str | Path, cut: Cut) -> WindField | None:
    """The sounding that a source names, if it does."""
    if not _is_column(source):
        return None
    if cut != Cut():
        raise WindError(f"{source}: a sounding is one column of air; leave box, times, least_pressure and member out.")
    file, _, which = str(source).partition("#")
    return open_sounding(file, which or None)


def _open_files(files: Sequence[Path], origin: str, cut: Cut, said: list[str]) -> WindField:
    found = gathered(files, origin, cut)
    digests = {file: _digest(file) for file in found.files}
    pieces = sorted(found.pieces, key=lambda held: (held.what.time[0], digests[held.file], held.what.origin))
    whole = merged([held.what for held in pieces], origin, cut)
    if whole.piece is None or whole.problems:
        raise WindError(whole.problems)
    piece = whole.piece
    if piece.air_pressure.size == 0:
        raise WindError(f"{origin}: none of its levels has the pressure asked for; ask for a smaller least_pressure.")
    problems: list[str] = []
    grounds = sorted(found.surfaces, key=lambda held: digests[held.file])
    surfaces = [held.what for held in grounds]
    origins: set[str] = set()
    if "geopotential_height" not in piece.fields:
        piece, problems = with_heights(piece, surfaces, origin)
        origins = {surface.origin for surface in surfaces if surface.values.keys() & SURFACE.keys()}
    if problems:
        raise WindError(problems)
    as_held, piece = piece, continued_underground(piece)
    near = at_surface(surfaces, piece, origin)
    air, more, problems = _air(piece, near, origin)
    if problems or air is None:
        raise WindError(problems)
    labels = labelled(air)
    if problems := ground_problems(labels, origin):
        raise WindError(problems)
    origins |= near.origins
    notes = [
        *_below_and_above(labels, piece is as_held),
        *said,
        *whole.notes,
        *piece.notes,
        *more,
        *near.notes,
        *_gap_notes(air.time),
    ]
    notes.extend(found.passed_over(origins))
    used = [*(held.file for held in pieces), *(held.file for held in grounds if held.what.origin in origins)]
    ordered = list(dict.fromkeys(used))
    stores = any(is_store(file) for file in ordered)
    digest = digest_of_made(labels) if stores else joined_digest([digests[file] for file in ordered])
    return WindField(labels, _source(piece.title, ordered, origin), digest, notes=tuple(notes))


def _below_and_above(labels: xr.Dataset, is_whole: bool) -> list[str]:
    """What must be said of the air below the levels that are used, and above them.

    `is_whole` says that every level has values everywhere, under the ground too.
    """
    if "surface_height" in labels:
        return [*ground_notes(labels), held_above(labels)]
    under = [_UNDERGROUND] if is_whole else []
    return [held_below(labels), held_above(labels), *under, *ground_notes(labels)]


def _air(piece: Piece, near: AtSurface, origin: str) -> tuple[AirArrays | None, list[str], list[str]]:
    """The air with what the files have beyond the necessary, notes on it, and every problem of its values."""
    if piece.air_pressure.size < 2:
        return None, [], [f"{origin}: the pressure levels must be two or more, each once; found 1."]
    eastward, northward, temperature, height = (piece.fields[variable] for variable in VARIABLES)
    axes = (piece.time, piece.air_pressure, piece.latitude, piece.longitude)
    air = AirArrays(*axes, eastward, northward, temperature, height)
    air = air._replace(surface_height=near.height, at_surface=near.fields)
    problems = [*air_problems(air, origin), *near.problems]
    if not np.all(air.air_pressure > 0.0):
        return None, [], problems
    whole = completed(air, piece.fields, origin)
    return whole.air, whole.notes, problems + whole.problems


def _gap_notes(times: NDArray[np.datetime64]) -> list[str]:
    """What must be said where some times lie farther apart than most."""
    usual, wide = wide_steps(times)
    if wide.size == 0:
        return []
    hours = np.diff(times) / np.timedelta64(1, "h")
    named = [f"{hours[i]:g} h from {minute(times[i])} to {minute(times[i + 1])} UTC" for i in wide[:_NAMED_GAPS]]
    more = f" and {wide.size - _NAMED_GAPS} more" if wide.size > _NAMED_GAPS else ""
    return [f"The times are mostly {usual / 3600.0:g} h apart, but {', '.join(named)}{more}."]


def _source(title: str, files: Sequence[Path], origin: str) -> str:
    """Where the wind comes from, whatever the order in which its files were given."""
    if len(files) > 1:
        name = f"{len(files)} files, {files[0].name} to {files[-1].name}"
    else:
        name = files[0].name if origin == str(files[0]) else origin
    return f"{title} ({name})" if title else name


def _digest(file: Path) -> str:
    """SHA-256 of a file; of a store its name, which only keeps an order: its arrays count afterwards."""
    if is_store(file):
        return file.name
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
