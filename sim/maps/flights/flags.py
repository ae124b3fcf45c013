"""Names of moments, like flags on poles above a panel, so that no name covers another or is crossed by a pole.

Holds no flight.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.text import Annotation
from numpy.typing import NDArray

ROW = 11.0
"""Height of a row of names. [pt]"""

_GAP = 2.5  # between a pole and its name [pt]


class Flag(NamedTuple):
    """A name to be flown at a moment, in a colour."""

    time: np.datetime64
    name: str
    colour: str


class _Flown(NamedTuple):
    """A flag in its row: where its pole stands, and how far its name reaches, in the plane of the figure. [pixel]"""

    pole: float
    left: float
    right: float
    row: int


def day_number(time: np.datetime64) -> float:
    """A time as matplotlib counts it on a time axis. [day]"""
    return float(date2num(time))  # type: ignore[no-untyped-call]  # matplotlib's dates have no types


def day_numbers(times: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Times as matplotlib counts them on a time axis; NaN where there is none. [day]"""
    return np.asarray(date2num(times), dtype=np.float64)  # type: ignore[no-untyped-call]  # no types there


def draw_flags(ax: Axes, flags: Sequence[Flag]) -> tuple[list[Artist], int]:
    """Fly the flags above a panel; its limits in time must be set.

    Parameters
    ----------
    ax : Axes
    flags : sequence of Flag

    Returns
    -------
    artists : list of Artist
        Each name, and its pole.
    rows : int
        How many rows they take.
    """
    ordered = sorted(flags, key=lambda flag: flag.time)
    names = [_name(ax, flag) for flag in ordered]
    flown = _flown(ax, names)
    poles = []
    for flag, name, place in zip(ordered, names, flown, strict=True):
        turned = place.left < place.pole
        name.set_horizontalalignment("right" if turned else "left")
        name.set_position((-_GAP if turned else _GAP, 2.0 + ROW * place.row))
        look = {"arrowstyle": "-", "color": flag.colour, "linewidth": 0.8, "shrinkA": 0.0, "shrinkB": 0.0}
        poles.append(_above(ax, flag, "", ROW * (place.row + 1), arrowprops=look))
    return [*names, *poles], 1 + max((place.row for place in flown), default=-1)


def _name(ax: Axes, flag: Flag) -> Annotation:
    return _above(ax, flag, flag.name, 0.0, va="bottom", fontsize=7.5, color=flag.colour)


# Any: matplotlib's own keywords, passed on.
def _above(ax: Axes, flag: Flag, words: str, height: float, **look: Any) -> Annotation:
    """Words at a height above the upper edge of the panel. [pt]"""
    return ax.annotate(
        words,
        (day_number(flag.time), 1.0),
        (0.0, height),
        xycoords=ax.get_xaxis_transform(),
        textcoords="offset points",
        annotation_clip=False,
        **look,
    )


def _flown(ax: Axes, names: Sequence[Annotation]) -> list[_Flown]:
    """A place for each name, given in the order of time.

    A name flies to the right of its pole, the last one lowest: where it would reach a later pole it flies above that
    one. A name that would leave the panel flies to the left, and so does one that would reach the pole of such a name;
    these come after, the first one lowest.
    """
    extents = [name.get_window_extent() for name in names]
    poles = [extent.x0 for extent in extents]  # still without a gap
    reach = [extent.width + 2.0 * _GAP * ax.figure.dpi / 72.0 for extent in extents]
    turned, edge = set(), ax.get_window_extent().x1
    for i in reversed(range(len(names))):
        if poles[i] + reach[i] > edge:
            turned.add(i)
            edge = poles[i]
    placed: dict[int, _Flown] = {}
    for i in reversed(range(len(names))):
        if i not in turned:
            right = poles[i] + reach[i]
            row = max((other.row + 1 for other in placed.values() if other.pole < right), default=0)
            placed[i] = _Flown(poles[i], poles[i], right, row)
    for i in sorted(turned):
        left = poles[i] - reach[i]
        before = [other for j, other in placed.items() if j < i]
        row = max((other.row + 1 for other in before if max(other.pole, other.right) > left), default=0)
        placed[i] = _Flown(poles[i], left, poles[i], row)
    return [placed[i] for i in range(len(names))]
