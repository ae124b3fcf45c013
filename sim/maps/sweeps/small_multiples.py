"""A sweep of three parameters, or of two for several items: one heat map beside another, with one scale.

Holds the picture only; differences come from `sim.landing`.
"""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.maps import style
from sim.maps.furniture import whole_figure
from sim.maps.sweeps.cells import Cells, Marks, draw_cells, draw_colour_bar, legend_handles, told_marks
from sim.maps.sweeps.heat_map import axes_of, marks_of, norm_of, turned_to
from sim.maps.sweeps.parameters import Parameter, parameter_of
from sim.maps.sweeps.sheet import draw_words
from sim.maps.sweeps.table import Measure, measured, squeezed

MOST_PANELS = 12
"""Panels of a figure that can still be read."""

ITEM = "item"
"""What `panels` is called where each item has a panel."""

_WHO = "draw_small_multiples"
_COLUMNS = 4
_CELL = (0.34, 0.27)  # [inch]
_LARGEST, _SMALLEST = (3.1, 3.0), (1.5, 1.1)
_GAP, _LEFT, _BELOW = (0.18, 0.34), 0.95, 1.25  # [inch]


class SmallMultiples(NamedTuple):
    """What `draw_small_multiples` drew.

    axes : tuple of Axes
        One for each panel.
    scale_axes : Axes
        The scale of the colours, which all panels share.
    panels : tuple of str
        What each panel shows, as its heading says it.
    cells : tuple of Cells
        Cells, numbers and marks of each panel.
    furniture : list of Artist
        Legend and words.
    """

    axes: tuple[Axes, ...]
    scale_axes: Axes
    panels: tuple[str, ...]
    cells: tuple[Cells, ...]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes[0])


def draw_small_multiples(
    result: xr.Dataset,
    panels: str | None = None,
    item: str | None = None,
    measure: str = "north_korea",
    x: str | None = None,
) -> SmallMultiples:
    """Draw a heat map for each value of one parameter, or for each item, with one scale of colours.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sweep`, design grid.
    panels : str, optional
        The parameter that has a panel for each of its values, or "item"; by default that of three which has the fewest
        values, and of two parameters the items. At most `MOST_PANELS`.
    item, measure, x
        As for `draw_heat_map`; an item is not chosen where each has a panel.

    Returns
    -------
    SmallMultiples
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        When it does not leave two parameters for each panel.

    Notes
    -----
    The greatest is that of all panels, and so are the points that are not told from it; of items, that of each.
    """
    first = measured(_WHO, result, item, measure)
    along = _panels_of(first, result, panels, item)
    across, up = axes_of(_WHO, result, tuple(name for name in first.dims if name != along), x)
    order = (up.name, across.name)
    parameter = parameter_of(squeezed(result), along)
    shown = _split(result, first, parameter, order, measure)
    norm = norm_of(first._replace(known=np.stack([one.known for one, _ in shown], axis=1)))
    axes, scale = _new_axes(len(shown), (len(across.labels), len(up.labels)))
    draw_colour_bar(scale, norm, first.axis_label)
    cells = tuple(draw_cells(ax, one, marks, across, up, norm) for ax, (one, marks) in zip(axes, shown, strict=True))
    names = tuple(parameter.labels if along == ITEM else map(parameter.said, range(len(shown))))
    _name_panels(axes, names)
    furniture = _furniture(axes, result, first, shown, along)
    return SmallMultiples(axes, scale, names, cells, furniture)


def _panels_of(first: Measure, result: xr.Dataset, panels: str | None, item: str | None) -> str:
    """Name of what has a panel for each value."""
    counts = {name: result.sizes[name] for name in first.dims}
    along = panels or (min(counts, key=lambda name: counts[name]) if len(counts) == 3 else ITEM)
    left = [name for name in counts if name != along]
    problems = []
    if along not in (*counts, ITEM):
        problems.append(f"{_WHO}: panels is {along!r}; it must be one of {', '.join((*counts, ITEM))}.")
    elif len(left) != 2:
        problems.append(
            f"{_WHO}: panels of {along} leave {', '.join(left) or 'nothing'}; each wants two parameters: choose values "
            "of the others with result.sel(...)."
        )
    elif result.sizes[along] > MOST_PANELS:
        problems.append(
            f"{_WHO}: {along} has {result.sizes[along]} values, and {MOST_PANELS} panels can be read: choose some with "
            f"result.sel({along}=[...])."
        )
    if along == ITEM and item is not None:
        problems.append(f"{_WHO}: item is {item!r}, and each item has a panel; leave it out, or name panels.")
    if problems:
        raise InputError(problems)
    return along


def _split(
    result: xr.Dataset, first: Measure, parameter: Parameter, order: tuple[str, str], measure: str
) -> list[tuple[Measure, Marks | None]]:
    """Measure and marks of each panel, (y, x)."""
    if parameter.name == ITEM:
        each = (turned_to(measured(_WHO, result, str(item), measure), order) for item in result[ITEM].values)
        return [(one, marks_of(result, one)) for one in each]
    whole = turned_to(first, (parameter.name, *order))
    marks = marks_of(result, whole)
    return [
        (
            whole._replace(known=whole.known[:, place], state=whole.state[place], dims=order),
            None if marks is None else Marks(marks.greatest[place], marks.alike[place]),
        )
        for place in range(len(parameter.labels))
    ]


def _new_axes(count: int, cells: tuple[int, int]) -> tuple[tuple[Axes, ...], Axes]:
    """Axes of the panels in rows from the top, and of the scale at the right."""
    # as few places as may be left empty, and rows rather long than many
    columns = min(range(min(count, _COLUMNS), min(count, 3) - 1, -1), key=lambda number: -count % number)
    rows = -(-count // columns)
    wide, high = (
        float(np.clip(number * size, least, most))
        for number, size, least, most in zip(cells, _CELL, _SMALLEST, _LARGEST, strict=True)
    )
    wide = min(wide, (9.0 - _LEFT - 0.9) / columns - _GAP[0])
    inner = columns * wide + (columns - 1) * _GAP[0], rows * high + (rows - 1) * _GAP[1]
    whole = max(_LEFT + inner[0] + 0.9, 5.2), _BELOW + inner[1] + 1.0
    figure = plt.figure(figsize=whole)

    def place(number: int) -> tuple[float, float, float, float]:
        row, column = divmod(number, columns)
        left = _LEFT + column * (wide + _GAP[0])
        below = _BELOW + inner[1] - high - row * (high + _GAP[1])
        return left / whole[0], below / whole[1], wide / whole[0], high / whole[1]

    axes = tuple(figure.add_axes(place(number)) for number in range(count))
    beside = (_LEFT + inner[0] + 0.12) / whole[0], _BELOW / whole[1], 0.13 / whole[0], inner[1] / whole[1]
    return axes, figure.add_axes(beside)


def _name_panels(axes: tuple[Axes, ...], names: tuple[str, ...]) -> None:
    """Headings of the panels; words of the axes only at the left and below."""
    left, lowest = (edge([ax.get_position().bounds[way] for ax in axes]) for way, edge in ((0, min), (1, min)))
    below = {ax.get_position().x0: ax for ax in axes}  # the last of each column
    for ax, name in zip(axes, names, strict=True):
        ax.set_title(name, loc="left", fontsize=8, pad=3, color=style.INK)
        if ax.get_position().x0 > left:
            ax.set_ylabel("")
            ax.tick_params(axis="y", labelleft=False)
        if ax is not below[ax.get_position().x0]:
            ax.tick_params(axis="x", labelbottom=False)
        if ax.get_position().y0 > lowest and ax is not below[ax.get_position().x0]:
            ax.set_xlabel("")


def _furniture(
    axes: tuple[Axes, ...],
    result: xr.Dataset,
    first: Measure,
    shown: list[tuple[Measure, Marks | None]],
    along: str,
) -> list[Artist]:
    """Legend and words, set as wide as all panels together."""
    states = np.stack([one.state for one, _ in shown])
    known = [marks for _, marks in shown if marks is not None]
    marks = Marks(*(np.stack(each) for each in zip(*known, strict=True))) if known else None
    told = told_marks(axes[0], marks)
    handles = legend_handles(marks, states, float(result.attrs["interval_level"]), dots=not told)
    boxes = [ax.get_position() for ax in axes]
    frame = axes[0].figure.add_axes(
        (boxes[0].x0, min(box.y0 for box in boxes), max(box.x1 for box in boxes) - boxes[0].x0,
         boxes[0].y1 - min(box.y0 for box in boxes)),
        frameon=False, xticks=[], yticks=[], zorder=-1,
    )  # fmt: skip
    paired = None if marks is None else "member_share" in result
    every = first._replace(state=states, label="each item" if along == ITEM else first.label)
    return draw_words(frame, result, every, handles, paired=paired, told=told, gap=14.0)
