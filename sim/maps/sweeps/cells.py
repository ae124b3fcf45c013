"""Cells of a heat map: their colours, numbers and marks, on axes of two parameters.

Holds the drawing that one heat map and small multiples share.
"""

import textwrap
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import Normalize, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from sim.maps import style
from sim.maps.sweeps.parameters import Parameter
from sim.maps.sweeps.table import Measure

HATCHES = {"outstanding": "////", "no value": "....", "cannot be flown": "xxxx"}
"""How a point without a number is drawn, by the reason."""

_NUMBERED = (0.42, 0.22)  # cells at least so wide and high [inch] bear their number
_WITH_ENDS = (0.55, 0.36)  # and these its interval as well
_EDGED = 0.09  # cells at least so wide and high [inch] have edges and dots of their own
_FRAME = (("white", 3.4), (style.INK, 1.8))  # one upon the other: seen on dark and on light
_TICK_ROOM = {"number": 0.32, "date": 0.42, "word": 0.2}  # from one tick to the next [inch]


class Marks(NamedTuple):
    """What is marked, as truth values of the shape of the measure.

    greatest : (...) bool
        The point with the greatest number.
    alike : (...) bool
        Points that are not told from it.
    """

    greatest: NDArray[np.bool_]
    alike: NDArray[np.bool_]


class Cells(NamedTuple):
    """What was drawn on one pair of axes."""

    mesh: QuadMesh
    unknown: dict[str, list[Patch]]
    numbers: list[Artist]
    marks: list[Artist]


def draw_cells(ax: Axes, measure: Measure, marks: Marks | None, x: Parameter, y: Parameter, norm: Normalize) -> Cells:
    """Cells of a measure of two parameters. The measure and the marks are (y, x)."""
    mesh = ax.pcolormesh(
        np.arange(len(x.labels) + 1) - 0.5,
        np.arange(len(y.labels) + 1) - 0.5,
        np.ma.masked_invalid(measure.known[0]),
        cmap=style.MEASURE,
        norm=norm,
        edgecolors="white" if has_room(ax, measure.state.shape, _EDGED) else "none",
        linewidth=0.6,
    )
    unknown = _draw_unknown(ax, measure.state)
    _prepare(ax, x, y)
    numbers = _draw_numbers(ax, measure, norm)
    return Cells(mesh, unknown, numbers, [] if marks is None else _draw_marks(ax, marks, beside=bool(numbers)))


def _draw_unknown(ax: Axes, state: NDArray[np.str_]) -> dict[str, list[Patch]]:
    drawn: dict[str, list[Patch]] = {}
    for row, column in zip(*np.nonzero(state != ""), strict=True):
        why = str(state[row, column])
        box = Rectangle(
            (column - 0.5, row - 0.5), 1, 1, facecolor=style.UNKNOWN, edgecolor=style.WORDS, hatch=HATCHES[why],
            linewidth=0.0, zorder=2,
        )  # fmt: skip
        drawn.setdefault(why, []).append(ax.add_patch(box))
    return drawn


def _prepare(ax: Axes, x: Parameter, y: Parameter) -> None:
    wide, high = size_of(ax)
    for axis, parameter, room in ((ax.xaxis, x, wide / len(x.labels)), (ax.yaxis, y, high / len(y.labels))):
        least = _TICK_ROOM[parameter.kind] if axis is ax.xaxis else 0.13
        every = max(1, int(np.ceil(least / room)))
        places = np.arange(0, len(parameter.labels), every)
        axis.set_ticks(places, [parameter.labels[place] for place in places])
        axis.set_label_text(parameter.axis_label, fontsize=8)
    if x.kind == "word" and max(map(len, x.labels)) * 0.068 > wide / len(x.labels):
        ax.tick_params(axis="x", labelrotation=35)
        for tick in ax.get_xticklabels():
            tick.set(ha="right", rotation_mode="anchor")
    ax.tick_params(labelsize=7.5, length=2)
    if y.kind == "word":  # the first on top, as in a list
        ax.invert_yaxis()


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of axes. [inch]"""
    box = ax.get_window_extent()
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def has_room(ax: Axes, shape: tuple[int, ...], least: float) -> bool:
    """Whether each of so many cells (y, x) is so wide and high. [inch]"""
    wide, high = size_of(ax)
    return wide / shape[1] >= least and high / shape[0] >= least


def _draw_numbers(ax: Axes, measure: Measure, norm: Normalize) -> list[Artist]:
    """The number in each cell, and below it its interval, where there is room."""
    rows, columns = measure.state.shape
    wide, high = size_of(ax)
    room = wide / columns, high / rows
    if room[0] < _NUMBERED[0] or room[1] < _NUMBERED[1]:
        return []
    ends = measure.has_interval and room[0] >= _WITH_ENDS[0] and room[1] >= _WITH_ENDS[1]
    drawn: list[Artist] = []
    for row, column in zip(*np.nonzero(measure.state == ""), strict=True):
        number, low, high_end = measure.known[:, row, column]
        colour = _readable_on(style.MEASURE(float(norm(number))))
        away = 3.5 if ends else 0.0
        words = [(plain(number), away, 8.0), *([(f"{plain(low)} to {plain(high_end)}", -6.5, 5.8)] if ends else [])]
        drawn += [
            ax.annotate(
                text, (column, row), (0, shift), textcoords="offset points", ha="center", va="center", fontsize=size,
                color=colour, zorder=4,
            )
            for text, shift, size in words
        ]  # fmt: skip
    return drawn


def plain(number: float) -> str:
    """A number with two digits at least, as people write it.

    >>> plain(23.45), plain(5.67), plain(0.0312), plain(0.0), plain(1234.5)
    ('23', '5.7', '0.03', '0', '1,234')
    """
    if number == 0.0:
        return "0"
    size = abs(number)
    if size >= 9.95:
        return f"{number:,.0f}"
    return f"{number:.1f}" if size >= 0.095 else f"{number:.2f}"


def _readable_on(colour: tuple[float, float, float, float]) -> str:
    """White on dark, ink on light."""
    red, green, blue = to_rgb(colour)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.52 else style.INK


def _draw_marks(ax: Axes, marks: Marks, *, beside: bool) -> list[Artist]:
    """A frame about the greatest; a dot in what is not told from it, in the corner beside numbers.

    Cells too small for either have a mark upon the greatest.
    """
    drawn: list[Artist] = []
    rows, columns = np.nonzero(marks.greatest)
    if not has_room(ax, marks.greatest.shape, _EDGED):
        return [
            ax.scatter(
                columns,
                rows,
                60,
                marker="s",
                facecolor="none",
                edgecolor=colour,
                linewidth=width,
                clip_on=False,
                zorder=5,
            )
            for colour, width in _FRAME
            if rows.size
        ]
    for row, column in zip(rows, columns, strict=True):
        for colour, width in _FRAME:
            frame = Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, fill=False, ec=colour, lw=width, zorder=5)
            drawn.append(ax.add_patch(frame))
    rows, columns = np.nonzero(marks.alike & ~marks.greatest)
    if rows.size:
        right, up = (0.36, -0.3 if ax.yaxis_inverted() else 0.3) if beside else (0.0, 0.0)
        dots: PathCollection = ax.scatter(
            columns + right, rows + up, s=11, facecolor="white", edgecolor=style.INK, linewidth=0.8, zorder=5
        )
        drawn.append(dots)
    return drawn


def told_marks(ax: Axes, marks: Marks | None) -> str:
    """How many points are not told from the greatest, where cells are too small for dots."""
    if marks is None or has_room(ax, marks.alike.shape[-2:], _EDGED):
        return ""
    return f"{int((marks.alike & ~marks.greatest).sum()):,} points are not told from the greatest. "


def legend_handles(marks: Marks | None, states: NDArray[np.str_], level: float, *, dots: bool) -> list[Artist]:
    """What the legend says of marks and of points without a number; only of what is there.

    Parameters
    ----------
    marks : Marks or None
    states : (...) str
    level : float
        Of the intervals.
    dots : bool
        Whether points that are not told from the greatest have one.
    """
    handles: list[Artist] = []
    if marks is not None:
        frame = Line2D([], [], linestyle="", marker="s", markersize=8, markerfacecolor="none",
                       markeredgecolor=style.INK, markeredgewidth=1.6, label="greatest")  # fmt: skip
        handles.append(frame)
        if dots and (marks.alike & ~marks.greatest).any():
            words = f"not told from it at {100 * level:.0f} %"
            handles.append(Line2D([], [], linestyle="", marker="o", markersize=4, markerfacecolor="white",
                                  markeredgecolor=style.INK, label=words))  # fmt: skip
    return handles + [
        Patch(facecolor=style.UNKNOWN, edgecolor=style.WORDS, hatch=hatch, linewidth=0.0, label=why)
        for why, hatch in HATCHES.items()
        if (states == why).any()
    ]


def draw_colour_bar(ax: Axes, norm: Normalize, label: str) -> Artist:
    """The scale of the colours, in axes of its own; its words in as many lines as they take."""
    letters = max(12, int(15 * size_of(ax)[1]))  # 15 letters of this size fill an inch
    bar = ax.figure.colorbar(ScalarMappable(norm, style.MEASURE), cax=ax)
    bar.set_label(textwrap.fill(label, letters), fontsize=8)
    bar.ax.tick_params(labelsize=7.5)
    bar.outline.set_visible(False)
    return bar.ax
