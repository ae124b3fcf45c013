"""Several files as one air: split by time, by variable or by level, in any order.

Holds no reading and no check of the values beyond this: what two files both give must be the same.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.wind.door.cutting import Cut
from sim.wind.door.pieces import Piece
from sim.wind.door.spellings import VARIABLES
from sim.wind.field import minute

_SAME = 1e-6
"""Values of two files differ by no more, as a part of the largest of them, where they are the same numbers: float32
holds 6e-8 of a number, and a change of units costs a few such steps."""

_SAME_POINT = 1e-3
"""How far two files may put a point of the grid apart, as a part of a step: as much as an axis may be unequal."""


class Merged(NamedTuple):
    """The pieces as one, what must be said about it, and why it cannot be."""

    piece: Piece | None
    notes: list[str]
    problems: list[str]


def merged(pieces: list[Piece], origin: str, cut: Cut) -> Merged:
    """All pieces as one.

    Parameters
    ----------
    pieces : list of Piece
        In an order that does not depend on the order in which the files were given.
    origin : str
        How messages call all files together.
    cut : Cut
        Its times are cut once more: the last time before the span may be in another file than the first in it.
    """
    if problems := [problem for piece in pieces[1:] for problem in _grid_problems(pieces[0], piece)]:
        return Merged(None, [], problems)
    times = np.unique(np.concatenate([piece.time for piece in pieces]))
    if problems := cut.span_problems(times, origin):
        return Merged(None, [], problems)
    times = times[cut.steps(times)]
    notes = list(dict.fromkeys(note for piece in pieces for note in piece.notes))
    if len(pieces) == 1 and times.size == pieces[0].time.size:
        return Merged(pieces[0]._replace(notes=()), notes, [])
    # Numbers of the same level in hPa and in Pa differ in their last bits.
    pressure = np.unique(np.concatenate([np.round(piece.air_pressure, 2) for piece in pieces]))[::-1]
    fields: dict[str, NDArray[np.floating]] = {}
    twice: set[np.datetime64] = set()
    for name in dict.fromkeys(name for piece in pieces for name in piece.fields):
        fields[name] = _filled(name, pieces, times, pressure, origin, twice, problems)
    if twice:
        notes.append(
            f"{len(twice)} times are in more than one file with equal values and were taken once, the first "
            f"{minute(min(twice))} UTC."
        )
    whole = Piece(origin, times, pressure, pieces[0].latitude, pieces[0].longitude, fields, pieces[0].title, ())
    return Merged(whole, notes, problems)


def _grid_problems(first: Piece, other: Piece) -> list[str]:
    for axis, direction in (("latitude", "N"), ("longitude", "E")):
        ours, theirs = getattr(first, axis), getattr(other, axis)
        step = float(np.abs(np.diff(ours)).mean())
        if ours.size != theirs.size or np.abs(ours - theirs).max() > _SAME_POINT * step:
            return [
                f"{other.origin}: its {axis}s are {theirs.size} from {theirs[0]:g} to {theirs[-1]:g} {direction}, "
                f"those of {first.origin} {ours.size} from {ours[0]:g} to {ours[-1]:g} {direction}; only files on one "
                "grid are put together: cut or interpolate them to the same points."
            ]
    return []


def _filled(
    name: str,
    pieces: list[Piece],
    times: NDArray[np.datetime64],
    pressure: NDArray[np.float64],
    origin: str,
    twice: set[np.datetime64],
    problems: list[str],
) -> NDArray[np.floating]:
    """One variable over all times and levels; NaN where no file has it."""
    holders = [piece for piece in pieces if name in piece.fields]
    shape = (times.size, pressure.size, pieces[0].latitude.size, pieces[0].longitude.size)
    values = np.full(shape, np.nan, np.result_type(*(piece.fields[name] for piece in holders)))
    giver = np.full(shape[:2], -1)
    for number, piece in enumerate(holders):
        kept = np.isin(piece.time, times)
        rows = np.searchsorted(times, piece.time[kept])
        levels = np.searchsorted(-pressure, -np.round(piece.air_pressure, 2))
        place, fresh = np.ix_(rows, levels), piece.fields[name][kept]
        known = giver[place] >= 0
        if known.any():
            twice.update(times[rows[known.any(axis=1)]])
            old, new = values[place][known], fresh[known]
            same = np.isclose(
                new, old, rtol=0.0, atol=_SAME * float(np.nanmax(np.abs(old), initial=0.0)), equal_nan=True
            )
            if not same.all():
                row, level = np.argwhere(known)[np.flatnonzero(~same.all(axis=(1, 2)))[0]]
                problems.append(
                    f"{piece.origin}: {name} differs from that of {holders[giver[rows[row], levels[level]]].origin}, "
                    f"by up to {np.nanmax(np.abs(new - old)):.3g}, first at {minute(times[rows[row]])}, "
                    f"{pressure[levels[level]] / 100.0:g} hPa; each time and level must be in one file, or the same in "
                    "all."
                )
        values[place] = fresh
        giver[place] = number
    if name in VARIABLES and (giver < 0).any():
        row, level = np.argwhere(giver < 0)[0]
        problems.append(
            f"{origin}: {VARIABLES[name].label} is in no file for {int((giver < 0).sum())} of {giver.size} pairs of "
            f"time and level, first {minute(times[row])}, {pressure[level] / 100.0:g} hPa; add the file that has it."
        )
    return values
