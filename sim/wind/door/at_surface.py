"""The air at the ground for a wind that has its levels: height of the ground, winds above it, rain, and what is said.

Holds no reading; what becomes of it in the packed air is in `near_ground`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.wind.door.pieces import Piece
from sim.wind.door.rain import flux_between
from sim.wind.door.spellings import ABOVE_GROUND, AT_SURFACE, SINCE_START, SURFACE
from sim.wind.door.surface import SAME_HEIGHT, Surface, placed
from sim.wind.near_ground import LOWEST_WIND, ROUGH_TOP, ROUGHNESS_LENGTH, known_heights, least_height, under_ground


class AtSurface(NamedTuple):
    """What is known at the ground.

    height : (latitude, longitude) or None
        Of the ground, geopotential. [m]
    fields : dict of str to (time, latitude, longitude)
        By the keys of `AT_SURFACE`. [m s-1], [kg m-2 s-1]
    origins : set of str
        The files that it comes from, as messages call them.
    notes : list of str
        What must be said of it, and what was left out and why.
    problems : list of str
        Why what there is cannot be.
    """

    height: NDArray[np.floating] | None
    fields: dict[str, NDArray[np.floating]]
    origins: set[str]
    notes: list[str]
    problems: list[str]


def at_surface(surfaces: Sequence[Surface], piece: Piece, origin: str) -> AtSurface:
    """What the files have at the ground, on the grid and at the times of the air.

    Parameters
    ----------
    surfaces : sequence of Surface
        Of all files.
    piece : Piece
        The air.
    origin : str
        How messages call the files.
    """
    at = {name: placed(name, surfaces, piece, origin) for name in ("surface_height", *AT_SURFACE)}
    problems = [problem for one in at.values() for problem in one.problems]
    lacking = {name: one.lacking for name, one in at.items() if one.lacking}
    found = {name: one.values.astype(np.float32) for name, one in at.items() if one.values is not None}
    height = None
    if (heights := at["surface_height"].values) is not None:
        if np.ptp(heights, axis=0).max() <= SAME_HEIGHT:
            height = heights[0]
        else:
            lacking["surface_height"] = f"changes with time by up to {np.ptp(heights, axis=0).max():.3g} m"
    for name in ABOVE_GROUND:
        other = name.replace("northward", "eastward") if "northward" in name else name.replace("eastward", "northward")
        if name in found and other not in found and not problems:
            lacking[name] = f"has no {other.partition('_')[0]} component beside it"
    notes = [f"{_label(name).capitalize()} was left out: it {why}." for name, why in lacking.items()]
    fields = {name: found[name] for name in AT_SURFACE if name in found and name not in lacking}
    if (total := fields.pop(SINCE_START, None)) is not None and "precipitation_flux" not in fields:
        rain = flux_between(total, piece.time)
        at["precipitation_flux"] = at[SINCE_START]._replace(notes=rain.notes)
        if rain.flux is None:
            notes.extend(rain.notes)
        else:
            fields["precipitation_flux"] = rain.flux
    if "precipitation_flux" in fields:
        fields["precipitation_flux"] = _without_negatives(fields["precipitation_flux"], notes)
    used = [*fields, *(["surface_height"] if height is not None else [])]
    notes.extend(note for name in used for note in at[name].notes)
    return AtSurface(height, fields, {place for name in used for place in at[name].origins}, notes, problems)


def ground_problems(data: xr.Dataset, origin: str) -> list[str]:
    """Whether every column of a wind has a level above the ground whose wind can be used.

    Parameters
    ----------
    data : xr.Dataset
        Of a `WindField`.
    origin : str
        How messages call the files.
    """
    if "surface_height" not in data:
        return []
    above = data["height"].isel(level=-1).to_numpy() - data["surface_height"].to_numpy()
    short = above <= least_height(data)
    if not short.any():
        return []
    return [
        f"{origin}: the highest level lies under the ground, or within {least_height(data):g} m of it, at "
        f"{int(short.sum())} points; add levels above, or check the height of the surface."
    ]


def ground_notes(data: xr.Dataset) -> list[str]:
    """What must be said of the air near a ground that is known; nothing where it is not.

    Parameters
    ----------
    data : xr.Dataset
        Of a `WindField`.
    """
    known = known_heights(data)
    winds = " and ".join(f"{height:g} m" for height in known.values())
    if "surface_height" not in data:
        return (
            [f"Winds at {winds} above the ground are not used: the height of the ground is not known."] if winds else []
        )
    below, highest = under_ground(data), float(data["surface_height"].max())
    notes = [
        f"{int(below.sum())} of {below.size} points lie under the ground of the model, which reaches up to "
        f"{highest:.0f} m, and are not used: below the lowest level above it temperature is held and the pressure "
        "continues hydrostatically."
    ]
    if winds:
        notes.append(f"Winds at {winds} above the ground are blended with the lowest level above by a logarithmic law.")
    rough = f"a rough ground (roughness length {ROUGHNESS_LENGTH:g} m, an estimate) slows it down"
    if not winds:
        notes.append(
            f"No wind near the ground is known: that of the lowest level is held down to {ROUGH_TOP:g} m above the "
            f"ground, and from there {rough}."
        )
    elif LOWEST_WIND not in known.values():
        notes.append(f"Below {min(known.values()):g} m {rough}.")
    notes.append(
        f"From {LOWEST_WIND:g} m above the ground down the wind is held; vertical wind fades to zero at the ground."
    )
    return notes


def _label(name: str) -> str:
    return (SURFACE | AT_SURFACE)[name].label


def _without_negatives(flux: NDArray[np.floating], notes: list[str]) -> NDArray[np.floating]:
    if count := int((flux < 0.0).sum()):
        notes.append(f"{count} precipitations of {flux.size} lie a little below zero and are taken as zero.")
    return np.asarray(np.maximum(flux, 0.0))
