"""A sweep of one parameter, or of two, as lines with the bands of their intervals.

Holds the picture only; the numbers come from `sim.sweep`.
"""

from types import NoneType
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.errors import InputError
from sim.kinds import AXES, refuse_other_than
from sim.maps import style
from sim.maps.furniture import whole_figure
from sim.maps.sweeps.parameters import Parameter, parameter_of
from sim.maps.sweeps.sheet import draw_words
from sim.maps.sweeps.table import Measure, measured, squeezed

MOST_LINES = len(style.ITEM_COLOURS)
"""Lines that can be told apart."""

POINT = "point"
"""Dimension of a design that is no grid."""

_WHO = "draw_sweep_lines"
_MARKERS = ("o", "s", "^", "D", "v", "P")
_MOST_MARKED = 40  # points of a line; of more the marks run together
_MOST_BANDS = 3  # more of them hide each other
_APART = {"word": 0.09, "number": 0.006, "date": 0.006}  # between bars, as a share of a step or of the whole axis
_TICK_ROOM = 0.07  # from one date to the next, as a share of the axis
_MISSING = {"outstanding": "|", "no value": "_", "cannot be flown": "x"}


class SweepLines(NamedTuple):
    """What `draw_sweep_lines` drew.

    axes : Axes
        Measure against parameter.
    lines : dict of str to Line2D
        By the value of the second parameter; "" where there is none. A gap where a point has no number.
    intervals : dict of str to Artist or ErrorbarContainer
        Bands; bars where the parameter has words for values, points are not in a row, or lines are many.
    missing : dict of str to Artist
        Marks at the foot of the axes below points without a number, by the reason.
    furniture : list of Artist
        Legend and words.
    """

    axes: Axes
    lines: dict[str, Line2D]
    intervals: dict[str, Artist | ErrorbarContainer]
    missing: dict[str, Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_sweep_lines(
    result: xr.Dataset,
    ax: Axes | None = None,
    item: str | None = None,
    measure: str = "north_korea",
    x: str | None = None,
) -> SweepLines:
    """Draw one number against one parameter, with its intervals; of two parameters a line for each value of the other.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sweep`; of a grid one or two parameters of several values each.
    ax : Axes, optional
        Plain. Without it a figure is made.
    item, measure
        As for `draw_heat_map`.
    x : str, optional
        The parameter that goes to the right; by default dates, else numbers, else the first. Of a design that is no
        grid it names the one.

    Returns
    -------
    SweepLines
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        When there are more parameters than two, or more lines than can be told apart.

    Notes
    -----
    Points of a grid are joined; those of other designs, which differ in all their parameters, are not.
    """
    refuse_other_than((Axes, NoneType), f"{_WHO}: ax", ax, AXES)
    shown = measured(_WHO, result, item, measure)
    across, along = _axes_of(result, shown, x)
    order = [shown.dims.index(name) for name in shown.dims if name == along] + [
        shown.dims.index(name) for name in shown.dims if name != along
    ]
    count = 1 if along is None else result.sizes[along]
    known = shown.known.transpose(0, *(place + 1 for place in order)).reshape(3, count, -1)
    state = shown.state.transpose(order).reshape(count, -1)
    names = [""] if along is None else list(parameter_of(squeezed(result), along).labels)
    if ax is None:
        ax = plt.figure(figsize=(7.2, 4.4)).add_axes((0.1, 0.27, 0.87, 0.57))
    joined = POINT not in shown.dims
    banded = joined and across.kind != "word" and count <= _MOST_BANDS
    lines: dict[str, Line2D] = {}
    intervals: dict[str, Artist | ErrorbarContainer] = {}
    for number, name in enumerate(names):
        places = _places(across) if banded else _beside(across, number, count)
        look = _look(number, count)
        lines[name] = _draw_line(ax, places, known[0, number], look, joined=joined)
        if shown.has_interval:
            intervals[name] = _draw_interval(ax, places, known[:, number], look, banded=banded)
    missing = _draw_missing(ax, _places(across), state)
    _prepare(ax, across, shown)
    title = None if along is None else parameter_of(squeezed(result), along)
    handles = _handles(shown, lines, title, missing, float(result.attrs["interval_level"]))
    return SweepLines(ax, lines, intervals, missing, draw_words(ax, result, shown, handles))


def _axes_of(result: xr.Dataset, shown: Measure, x: str | None) -> tuple[Parameter, str | None]:
    """The parameter that goes to the right, and the name of the one that lines are drawn for."""
    crossed = POINT not in shown.dims
    names = (
        list(shown.dims) if crossed else [str(n) for n in result.coords if result[n].dims == (POINT,) and n != POINT]
    )
    problems = []
    if not names or len(shown.dims) > 2:
        problems.append(
            f"{_WHO}: the sweep has the dimensions {', '.join(shown.dims) or 'of one point'}; lines want one or two: "
            "choose values of the others with result.sel(...), or use draw_sweep."
        )
    elif x is not None and x not in names:
        problems.append(f"{_WHO}: x is {x!r}; it must be one of {', '.join(names)}.")
    if problems:
        raise InputError(problems)
    order = {"date": 0, "number": 1, "word": 2}
    parameters = {name: parameter_of(squeezed(result), name) for name in names}
    chosen = x or min(names, key=lambda name: order[parameters[name].kind])
    along = next((name for name in names if name != chosen), None) if crossed else None
    if along is not None and result.sizes[along] > MOST_LINES:
        raise InputError(
            f"{_WHO}: {along} has {result.sizes[along]} values, and {MOST_LINES} lines can be told apart: choose some "
            f"with result.sel({along}=[...]), or use draw_heat_map."
        )
    return parameters[chosen], along


def _beside(across: Parameter, number: int, count: int) -> NDArray[np.float64]:
    """Where the values of one line of several stand, so that no bar hides another."""
    places = _places(across)
    step = 1.0 if across.kind == "word" else float(np.ptp(places))
    return places + _APART[across.kind] * step * (number - (count - 1) / 2.0)


def _places(across: Parameter) -> NDArray[np.float64]:
    """Where the values stand."""
    if across.kind == "word":
        return np.arange(len(across.labels), dtype=np.float64)
    if across.kind == "date":
        return np.asarray(date2num(across.values), dtype=np.float64)  # type: ignore[no-untyped-call]  # of matplotlib
    return np.asarray(across.values, dtype=np.float64)


def _look(number: int, count: int) -> dict[str, Any]:  # Any: matplotlib's own keywords, passed on
    if count == 1:
        return {"color": style.ITEM_COLOURS[0], "linestyle": "-", "marker": "o"}
    return {"color": style.ITEM_COLOURS[number], "linestyle": style.ITEM_DASHES[number], "marker": _MARKERS[number]}


def _draw_line(
    ax: Axes, places: NDArray[np.float64], values: NDArray[np.float64], look: dict[str, Any], *, joined: bool
) -> Line2D:
    own = look if joined else look | {"linestyle": ""}
    many = joined and places.size > _MOST_MARKED
    if many:
        own = own | {"marker": ""}
    (line,) = ax.plot(places, values, linewidth=1.0 if many else 1.6, markersize=3.5, zorder=4, **own)
    return line


def _draw_interval(
    ax: Axes, places: NDArray[np.float64], known: NDArray[np.float64], look: dict[str, Any], *, banded: bool
) -> Artist | ErrorbarContainer:
    if banded:
        return ax.fill_between(places, known[1], known[2], color=look["color"], alpha=0.16, linewidth=0.0, zorder=2)
    reach = np.abs(known[1:] - known[0])
    return ax.errorbar(places, known[0], reach, linestyle="", color=look["color"], linewidth=1.1, capsize=2, zorder=3)


def _draw_missing(ax: Axes, places: NDArray[np.float64], state: NDArray[np.str_]) -> dict[str, Artist]:
    """At the foot of the axes, below each value at which some line has no number."""
    drawn: dict[str, Artist] = {}
    for why, marker in _MISSING.items():
        lacking = places[(state == why).any(axis=0)]
        if lacking.size:
            (drawn[why],) = ax.plot(
                lacking, np.full(lacking.size, 0.03), marker, transform=ax.get_xaxis_transform(), color=style.WORDS,
                markersize=6, markeredgewidth=1.4, zorder=5,
            )  # fmt: skip
    return drawn


def _prepare(ax: Axes, across: Parameter, shown: Measure) -> None:
    if across.kind == "word":
        ax.set_xticks(range(len(across.labels)), across.labels)
        ax.set_xlim(-0.5, len(across.labels) - 0.5)
    elif across.kind == "date":
        places = _places(across)
        shown_at = _far_enough(places)
        ax.set_xticks(places[shown_at], [across.labels[place] for place in shown_at])
    ax.set_xlabel(across.axis_label, fontsize=8)
    ax.set_ylabel(shown.axis_label, fontsize=8)
    if np.nanmin(shown.known[0]) >= 0.0:
        ax.set_ylim(bottom=0.0)
    ax.tick_params(labelsize=7.5)
    ax.grid(color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)


def _far_enough(places: NDArray[np.float64]) -> list[int]:
    """Those of some dates that leave room for their words."""
    kept: list[int] = []
    for place in np.argsort(places, kind="stable"):
        if not kept or places[place] - places[kept[-1]] >= _TICK_ROOM * np.ptp(places):
            kept.append(int(place))
    return kept


def _handles(
    shown: Measure, lines: dict[str, Line2D], along: Parameter | None, missing: dict[str, Artist], level: float
) -> list[Artist]:
    handles: list[Artist] = []
    for number, (name, line) in enumerate(lines.items()):
        if along is not None:
            own = Line2D([], [])
            own.update_from(line)
            own.set_label(along.said(number) if along.kind == "number" else name)
            handles.append(own)
    if shown.has_interval:
        handles.append(Patch(facecolor=style.INK, alpha=0.16, label=f"{100 * level:.0f} % interval of each point"))
    for why in missing:
        handles.append(Line2D([], [], linestyle="", marker=_MISSING[why], color=style.WORDS, label=why))
    return handles
