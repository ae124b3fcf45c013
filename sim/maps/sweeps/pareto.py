"""Two numbers of every point of a sweep against each other, and the points that no other beats in both.

Holds the picture only; the numbers come from `sim.sweep`.
"""

import textwrap
from types import NoneType
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PathCollection
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from sim.errors import InputError, ResultError
from sim.kinds import AXES, refuse_other_than
from sim.maps import style
from sim.maps.furniture import whole_figure
from sim.maps.sweeps.lines import POINT
from sim.maps.sweeps.parameters import parameter_of
from sim.maps.sweeps.sheet import draw_words
from sim.maps.sweeps.table import Floats, Measure, measured, squeezed

MOST_NAMES = 12
"""Points of a front that have a name; of more the ones at both ends and as many evenly between."""

_WHO = "draw_pareto"
_COLOUR = style.ITEM_COLOURS[0]
# Where the number of a point may stand, away from it [pt]: on the empty side of the front first.
_OFFSETS = tuple(
    (reach * across, reach * up)
    for reach in (5.0, 9.0, 14.0, 20.0)
    for across, up in (
        (-1.0, 0.8),
        (-1.2, 0.0),
        (0.0, 1.0),
        (1.0, -0.8),
        (1.2, 0.0),
        (0.0, -1.0),
        (1.0, 0.8),
        (-1.0, -0.8),
    )
)


class ParetoFront(NamedTuple):
    """What `draw_pareto` drew.

    axes : Axes
        What more is better of, upward, against what less is better of.
    points : tuple of int
        Numbers of the points of the front, counted through the dimensions in their order; from the left.
    others : PathCollection
        Points that another one beats.
    front : Line2D
        Steps from one point of the front to the next.
    intervals : list of ErrorbarContainer
        Of the points of the front that have a name, where the measures have some.
    names : dict of int to Annotation
        Small numbers at the points of the front, from the left; by the number of the point in the sweep.
    key : Annotation
        What the small numbers stand for, beside the axes.
    furniture : list of Artist
        Legend and words.
    """

    axes: Axes
    points: tuple[int, ...]
    others: PathCollection
    front: Line2D
    intervals: list[ErrorbarContainer]
    names: dict[int, Annotation]
    key: Annotation
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_pareto(
    result: xr.Dataset,
    ax: Axes | None = None,
    item: str | None = None,
    more: str = "north_korea",
    less: str = "sea",
) -> ParetoFront:
    """Draw two numbers of each point against each other, and join and name the points that no other beats in both.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sweep`, of any design and of as many parameters as you like.
    ax : Axes, optional
        Plain. Without it a figure is made.
    item : str, optional
        Kind of item; the first of the result without it.
    more, less : str
        Measures as `draw_heat_map` takes them: that of which more is better, and that of which less is.

    Returns
    -------
    ParetoFront
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        When both measures are the same.
    ResultError
        When no point has both numbers.

    Notes
    -----
    The front is that of the estimates: a point whose intervals reach over it may belong to it as well.
    """
    refuse_other_than((Axes, NoneType), f"{_WHO}: ax", ax, AXES)
    if more == less:
        raise InputError(f"{_WHO}: more and less are both {more!r}; choose two measures.")
    both = measured(_WHO, result, item, more), measured(_WHO, result, item, less)
    gain, cost = (one.known.reshape(3, -1) for one in both)
    known = np.isfinite(gain[0]) & np.isfinite(cost[0])
    if not known.any():
        raise ResultError(f"{_WHO}: no point has a number of both {more} and {less}; choose others.")
    front = front_of(cost[0], gain[0])
    beaten = np.setdiff1d(np.flatnonzero(known), front)
    if ax is None:
        ax = plt.figure(figsize=(8.4, 5.0)).add_axes((0.08, 0.22, 0.61, 0.63))
    others = ax.scatter(
        cost[0, beaten], gain[0, beaten], s=12, facecolor="#b9bcc2", edgecolor="white", linewidth=0.3, zorder=2
    )
    (steps,) = ax.plot(
        cost[0, front], gain[0, front], drawstyle="steps-post", color=_COLOUR, linewidth=1.4, marker="o", markersize=5,
        zorder=4,
    )  # fmt: skip
    named = _named(front)
    intervals = _draw_intervals(ax, cost[:, named], gain[:, named])
    _prepare(ax, both)
    handles = _handles(float(result.attrs["interval_level"]), intervals=bool(intervals), others=bool(beaten.size))
    told = (
        ""
        if len(named) == front.size
        else f"{front.size - len(named):,} points of the front have no name and no interval here. "
    )
    words = f"{both[0].words} against {both[1].words}"
    furniture = draw_words(ax, result, both[0], handles, words=words, told=told)
    names = _draw_numbers(ax, named, cost[0], gain[0])
    key = _draw_key(ax, [point_words(result, both[0].dims, number) for number in named])
    return ParetoFront(ax, tuple(map(int, front)), others, steps, intervals, names, key, furniture)


def front_of(cost: Floats, gain: Floats) -> NDArray[np.intp]:
    """Points than which no other has more gain without more cost, nor less cost without less gain; by cost.

    >>> front_of(np.array([1.0, 2.0, 3.0, 2.0]), np.array([1.0, 3.0, 2.0, 2.0])).tolist()
    [0, 1]
    """
    order = np.lexsort((-gain, cost))
    order = order[np.isfinite(cost[order]) & np.isfinite(gain[order])]
    best = np.maximum.accumulate(np.concatenate([[-np.inf], gain[order]]))
    ahead = gain[order] > best[:-1]
    # one that is equal in both to one of the front belongs to it
    equal = np.zeros_like(ahead)
    for place in range(1, order.size):
        same = cost[order[place]] == cost[order[place - 1]] and gain[order[place]] == gain[order[place - 1]]
        equal[place] = same and (ahead[place - 1] or equal[place - 1])
    return order[ahead | equal]


def _draw_intervals(ax: Axes, cost: Floats, gain: Floats) -> list[ErrorbarContainer]:
    """Crosses at the points of the front; of a measure without intervals, bars of the other."""
    reach = {
        name: np.abs(known[1:] - known[0])
        for name, known in (("xerr", cost), ("yerr", gain))
        if np.isfinite(known[1]).any()
    }
    # Any: matplotlib's own keywords, passed on.
    looks: dict[str, Any] = {"linestyle": "", "color": style.INK, "linewidth": 0.7, "alpha": 0.55, "zorder": 3}
    return [ax.errorbar(cost[0], gain[0], **{name: both}, **looks) for name, both in reach.items()]


def _prepare(ax: Axes, both: tuple[Measure, Measure]) -> None:
    ax.set_xlabel(f"{both[1].axis_label}, less is better", fontsize=8)
    ax.set_ylabel(f"{both[0].axis_label}, more is better", fontsize=8)
    ax.tick_params(labelsize=7.5)
    ax.margins(0.08)
    # names are placed by these limits, which are found at the first draw otherwise
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    ax.grid(color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)


def _handles(level: float, *, intervals: bool, others: bool) -> list[Artist]:
    handles: list[Artist] = [
        Line2D([], [], color=_COLOUR, marker="o", markersize=5, linewidth=1.4, label="not beaten in both")
    ]
    if intervals:
        handles.append(
            Line2D([], [], color=style.INK, linewidth=0.7, alpha=0.55, label=f"{100 * level:.0f} % interval")
        )
    if others:
        handles.append(Line2D([], [], linestyle="", marker="o", markersize=4, color="#b9bcc2", label="beaten"))
    return handles


def _named(front: NDArray[np.intp]) -> list[int]:
    """Those points of a front that have a name."""
    if front.size <= MOST_NAMES:
        return [int(number) for number in front]
    return [int(front[place]) for place in np.unique(np.linspace(0, front.size - 1, MOST_NAMES).round().astype(int))]


def point_words(result: xr.Dataset, dims: tuple[str, ...], number: int) -> str:
    """A point by the values of its parameters, as a person reads it."""
    one = squeezed(result)
    if POINT in dims:
        names = [str(name) for name in one.coords if one[name].dims == (POINT,) and name != POINT]
        return ", ".join(parameter_of(one, name).said(number) for name in names)
    places = np.unravel_index(number, [one.sizes[name] for name in dims])
    return ", ".join(parameter_of(one, name).said(int(place)) for name, place in zip(dims, places, strict=True))


def _draw_key(ax: Axes, names: list[str]) -> Annotation:
    """The names of numbered points, beside the axes."""
    lines = [textwrap.fill(f"{number}  {name}", 32, subsequent_indent="    ") for number, name in enumerate(names, 1)]
    return ax.annotate(
        "\n".join(lines), (1, 1), (10, 0), xycoords="axes fraction", textcoords="offset points", va="top", fontsize=7.5,
        color=style.INK, linespacing=1.35,
    )  # fmt: skip


def _draw_numbers(ax: Axes, named: list[int], cost: Floats, gain: Floats) -> dict[int, Annotation]:
    """Small numbers beside points, each where it covers no other number and no point of the front."""
    figure = whole_figure(ax)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # of the Agg canvas
    places = {number: (float(cost[number]), float(gain[number])) for number in named}
    taken = [_around(ax, place) for place in places.values()]
    drawn: dict[int, Annotation] = {}
    for small, (number, place) in enumerate(places.items(), 1):
        drawn[number] = _placed(ax, str(small), place, taken, renderer)
        taken.append(Text.get_window_extent(drawn[number], renderer))
    return drawn


def _around(ax: Axes, place: tuple[float, float]) -> Bbox:
    """What the mark of a point covers. [pixel]"""
    x, y = ax.transData.transform(place)
    half = 3.0 * ax.figure.dpi / 72.0
    return Bbox.from_extents(x - half, y - half, x + half, y + half)


def _placed(ax: Axes, text: str, place: tuple[float, float], taken: list[Bbox], renderer: RendererBase) -> Annotation:
    """A text at the first offset that is free; at the one that covers least where none is."""
    name = ax.annotate(
        text, place, (0, 0), textcoords="offset points", fontsize=7.5, fontweight="bold", color=_COLOUR, zorder=6,
        ha="center", va="center", path_effects=[withStroke(linewidth=2.0, foreground="white", alpha=0.9)],
    )  # fmt: skip
    covered: list[float] = []
    for offset in _OFFSETS:
        own = _moved(name, offset, renderer)
        shared = (Bbox.intersection(own, other) for other in taken)
        covered.append(sum(each.width * each.height for each in shared if each is not None))
        if covered[-1] == 0.0:
            return name
    _moved(name, _OFFSETS[int(np.argmin(covered))], renderer)
    return name


def _moved(name: Annotation, offset: tuple[float, float], renderer: RendererBase) -> Bbox:
    """What the letters of a text cover at an offset from its point. [pixel]"""
    name.set_position(offset)
    name.update_positions(renderer)
    return Text.get_window_extent(name, renderer)
