"""A sweep of two parameters as a heat map: one number of each point, and which points chance does not tell apart.

Holds the picture only; differences come from `sim.landing`.
"""

from types import NoneType
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.errors import InputError
from sim.kinds import AXES, refuse_other_than
from sim.landing import sweep_differences
from sim.maps.furniture import whole_figure
from sim.maps.sweeps.cells import Marks, draw_cells, draw_colour_bar, legend_handles, told_marks
from sim.maps.sweeps.parameters import Parameter, parameter_of
from sim.maps.sweeps.sheet import draw_words
from sim.maps.sweeps.table import Measure, measured, squeezed

_WHO = "draw_heat_map"
_CELL = (0.62, 0.46)  # of a figure of its own [inch]
_LARGEST, _SMALLEST = (7.6, 7.0), (3.6, 1.4)


class HeatMap(NamedTuple):
    """What `draw_heat_map` drew.

    axes : Axes
        Numbers of cells, from 0, on both axes; their ticks have the values.
    scale_axes : Axes or None
        The scale of the colours; None on given axes.
    mesh : QuadMesh
        Cells, (y, x); masked where there is no number.
    unknown : dict of str to list of Patch
        Cells without a number, by the reason.
    numbers, marks, furniture : list of Artist
        Numbers in the cells; frame of the greatest and dots of what is not told from it; legend and words.
    """

    axes: Axes
    scale_axes: Axes | None
    mesh: QuadMesh
    unknown: dict[str, list[Patch]]
    numbers: list[Artist]
    marks: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_heat_map(
    result: xr.Dataset,
    ax: Axes | None = None,
    item: str | None = None,
    measure: str = "north_korea",
    x: str | None = None,
) -> HeatMap:
    """Draw one number of each point of a sweep of two parameters.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sweep`, design grid; of more parameters choose values first, as in ``result.sel(site="gimpo")``.
    ax : Axes, optional
        Plain. Without it a figure with a scale of colours is made.
    item : str, optional
        Kind of item; the first of the result without it.
    measure : str
        Region, total or outcome whose probability is drawn; with "_pieces" behind it the pieces for each balloon; or
        "range", "along_sd", "cross_sd" or "circular_error".
    x : str, optional
        The parameter that goes to the right; by default dates, else numbers.

    Returns
    -------
    HeatMap
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        When the sweep does not have two parameters of several values each.

    Notes
    -----
    A frame marks the greatest probability. A dot marks each point whose difference from it has an interval that holds
    0, each by itself (`sim.sweep_differences`). Points without a number are hatched, never coloured.
    """
    refuse_other_than((Axes, NoneType), f"{_WHO}: ax", ax, AXES)
    shown = measured(_WHO, result, item, measure)
    if len(shown.dims) != 2:
        raise InputError(
            f"{_WHO}: the sweep has the dimensions {', '.join(shown.dims) or 'of one point'}; a heat map wants two: "
            "choose values of the others with result.sel(...), or use draw_sweep."
        )
    across, up = axes_of(_WHO, result, shown.dims, x)
    turned = turned_to(shown, (up.name, across.name))
    marks = marks_of(result, turned)
    norm = norm_of(turned)
    scale = None
    if ax is None:
        ax, scale = _new_axes(len(across.labels), len(up.labels))
        draw_colour_bar(scale, norm, shown.axis_label)
    cells = draw_cells(ax, turned, marks, across, up, norm)
    told = told_marks(ax, marks)
    handles = legend_handles(marks, shown.state, float(result.attrs["interval_level"]), dots=not told)
    paired = None if marks is None else "member_share" in result
    furniture = draw_words(ax, result, shown, handles, paired=paired, told=told)
    return HeatMap(ax, scale, cells.mesh, cells.unknown, cells.numbers, cells.marks, furniture)


def _new_axes(columns: int, rows: int) -> tuple[Axes, Axes]:
    wide, high = (
        float(np.clip(count * size, least, most))
        for count, size, least, most in zip((columns, rows), _CELL, _SMALLEST, _LARGEST, strict=True)
    )
    whole = wide + 2.1, high + 2.0
    figure = plt.figure(figsize=whole)
    ax = figure.add_axes((1.05 / whole[0], 1.2 / whole[1], wide / whole[0], high / whole[1]))
    return ax, figure.add_axes((1.17 / whole[0] + wide / whole[0], 1.2 / whole[1], 0.14 / whole[0], high / whole[1]))


def axes_of(who: str, result: xr.Dataset, dims: tuple[str, ...], x: str | None) -> tuple[Parameter, Parameter]:
    """The parameters that go to the right and up: dates to the right, else numbers."""
    parameters = [parameter_of(squeezed(result), name) for name in dims]
    if x is not None and x not in dims:
        raise InputError(f"{who}: x is {x!r}; it must be one of {', '.join(dims)}.")
    order = {"date": 0, "number": 1, "word": 2}
    across = next(
        (parameter for parameter in parameters if parameter.name == x),
        min(parameters, key=lambda parameter: order[parameter.kind]),
    )
    (up,) = (parameter for parameter in parameters if parameter.name != across.name)
    return across, up


def turned_to(measure: Measure, dims: tuple[str, ...]) -> Measure:
    """The measure with its dimensions in another order."""
    order = [measure.dims.index(name) for name in dims]
    known = measure.known.transpose(0, *(place + 1 for place in order))
    return measure._replace(known=known, state=measure.state.transpose(order), dims=dims)


def marks_of(result: xr.Dataset, measure: Measure) -> Marks | None:
    """The greatest probability and what is not told from it; None for other measures."""
    if measure.name not in result["region"].values:
        return None
    apart = sweep_differences(squeezed(result), item=measure.item, region=measure.name).transpose(*measure.dims)
    alike = ((apart["low"] <= 0.0) & (apart["high"] >= 0.0)).values
    greatest = measure.known[0] == np.nanmax(measure.known[0])
    return Marks(greatest, alike)


def norm_of(measure: Measure) -> Normalize:
    """From the least to the greatest number; of one number alone, from nothing to it."""
    low, high = float(np.nanmin(measure.known[0])), float(np.nanmax(measure.known[0]))
    return Normalize(low, high) if high > low else Normalize(min(0.0, low), max(low, 1e-12))
