"""Levels under the ground: where a file leaves them empty, the air above them is continued downward.

Holds no terrain: a point counts as under the ground where all that a wind must have is missing from the bottom up.
"""

import numpy as np
from numpy.typing import NDArray

from sim.wind.door.hypsometry import hypsometric_thickness
from sim.wind.door.pieces import Piece
from sim.wind.door.spellings import HUMIDITIES, VARIABLES

HIGHEST_START = 3000.0
"""No column may begin higher. Korea's highest mountain has 2,744 m, and MERRA-2 shows it lower; a column that begins
higher up has a hole, or lies where no balloon of this package lands. (estimate) [m]"""

_HELD = ("eastward_wind", "northward_wind", "air_temperature", *HUMIDITIES)

_STILL = ("upward_air_velocity", "pressure_tendency")


def continued_underground(piece: Piece) -> Piece:
    """The air with its empty points under the ground filled, and said so; as it is where it has none.

    Parameters
    ----------
    piece : Piece
        With everything that a wind must have.

    Notes
    -----
    Wind, temperature and humidity are held from the lowest level that has them, the vertical wind is zero, and heights
    continue by the hypsometric equation: so does packing below the lowest level of a file. What is missing elsewhere
    stays missing. Levels at the bottom that are empty everywhere are left out.
    """
    piece = _without_empty_levels(piece)
    empty = np.all([np.isnan(piece.fields[name]) for name in VARIABLES], axis=0)
    below = np.asarray(np.logical_and.accumulate(empty, axis=1))
    lowest = np.argmin(below, axis=1)[:, None]
    start = np.take_along_axis(piece.fields["geopotential_height"], lowest, axis=1)
    # Where a whole column is empty its start is NaN, which is no start at all.
    below &= start <= HIGHEST_START
    if not below.any():
        return piece
    fields = dict(piece.fields)
    for name in _HELD:
        if name in fields:
            fields[name] = _filled(fields[name], below, np.take_along_axis(fields[name], lowest, axis=1))
    for name in _STILL:
        if name in fields:
            fields[name] = _filled(fields[name], below, np.zeros_like(fields[name][:, :1]))
    warmth = np.take_along_axis(piece.fields["air_temperature"], lowest, axis=1)
    depth = hypsometric_thickness(piece.air_pressure[None, :, None, None], piece.air_pressure[lowest], warmth)
    fields["geopotential_height"] = _filled(fields["geopotential_height"], below, start - depth)
    highest = float(np.where(below[:, :1], start, -np.inf).max())
    note = (
        f"{int(below.sum())} of {below.size} points have no values and are taken to lie under the ground, in columns "
        f"that begin at up to {highest:.0f} m above the sea: wind, temperature and humidity are held below."
    )
    return piece._replace(fields=fields, notes=(*piece.notes, note))


def _without_empty_levels(piece: Piece) -> Piece:
    """The air from the lowest level up that has values anywhere at any time, and said so."""
    empty = np.all([np.isnan(piece.fields[name]).all(axis=(0, 2, 3)) for name in VARIABLES], axis=0)
    # Zero where all levels are empty, which is no matter of the ground.
    count = int(np.argmin(empty))
    if count == 0:
        return piece
    fields = {name: values[:, count:] for name, values in piece.fields.items()}
    note = f"Levels at the bottom that lie under the ground everywhere were left out: {count}."
    return piece._replace(air_pressure=piece.air_pressure[count:], fields=fields, notes=(*piece.notes, note))


def _filled(values: NDArray[np.floating], where: NDArray[np.bool_], by: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.where(where, by, values).astype(values.dtype)
