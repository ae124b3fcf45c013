"""Bars of the regions in which things land, with their intervals.

Holds the picture only; probabilities come from `sim.landing`.
"""

from collections.abc import Sequence
from types import NoneType
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.kinds import AXES, refuse_other_than
from sim.landing import Landings, LandingTable, Row
from sim.maps import style
from sim.maps.furniture import draw_legend, whole_figure
from sim.maps.landings.landing_map import checked_items
from sim.maps.landings.wording import percent
from sim.maps.sheet import draw_heading, draw_source

SHOWN_FROM = 0.001
"""Regions that stay below this for every item have no bar of their own, only a part in that of their total."""

Floats = NDArray[np.floating]

_THICK = 0.82  # of the bars of a region together, in rows


class RegionBars(NamedTuple):
    """What `draw_regions` drew.

    axes : Axes
        Probability in per cent; regions from the top.
    regions : tuple of str
        Names of regions, totals and of what did not land, from the top.
    bars : dict of str to BarContainer
        Of each kind of item, in the order of `regions`.
    intervals, values, furniture : list of Artist
        Ends of the intervals; numbers at the bars; legend and words around.
    """

    axes: Axes
    regions: tuple[str, ...]
    bars: dict[str, BarContainer]
    intervals: list[Artist]
    values: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_regions(drops: Landings, ax: Axes | None = None, items: Sequence[str] | None = None) -> RegionBars:
    """Draw how likely each region is, with 90 % intervals, for each kind of item.

    Parameters
    ----------
    drops : Landings
    ax : Axes, optional
        Plain. Without it a figure is made.
    items : sequence of str, optional
        Kinds of item, at most `MOST_ITEMS`; all of the payload without it.

    Returns
    -------
    RegionBars
        The axes and the artists. Nothing is shown or saved.

    Notes
    -----
    Filled bars of an item add up to 100 %, with what did not land; hollow ones are totals of the regions below them.
    """
    refuse_other_than((Axes, NoneType), "draw_regions: ax", ax, AXES)
    kinds = checked_items("draw_regions", drops, items)
    tables = {kind: drops.regions(kind) for kind in kinds}
    shown = _shown(drops.regions(), tables)
    if ax is None:
        tall = len(shown) * max(0.26, 0.115 * len(kinds) + 0.1)
        figure = plt.figure(figsize=(7.5, tall + 1.9))
        ax = figure.add_axes((0.2, 1.15 / (tall + 1.9), 0.76, tall / (tall + 1.9)))
    colours = style.item_colours(kinds)
    bars: dict[str, BarContainer] = {}
    intervals: list[Artist] = []
    values: list[Artist] = []
    for number, kind in enumerate(kinds):
        places = np.arange(len(shown)) + _THICK * ((number + 0.5) / len(kinds) - 0.5)
        known = _percent(tables[kind], shown)
        hollow = [row.kind == "total" and name != "no_landing" for name, row in shown.items()]
        bars[kind] = _draw_bars(ax, known[0], places, _THICK / len(kinds), colours[kind], hollow)
        intervals.append(_draw_intervals(ax, known, places))
        values += _draw_values(ax, known, places, len(kinds))
    _prepare(ax, drops.regions().labels, shown)
    return RegionBars(ax, tuple(shown), bars, intervals, values, _draw_furniture(ax, drops, colours))


def _shown(order: LandingTable, tables: dict[str, LandingTable]) -> dict[str, Row]:
    """The rows that have a bar, by name, in the order of a table of all items; the ways of not landing are one."""
    likely = {row.region for table in tables.values() for row in table if row.probability >= SHOWN_FROM}
    shown: dict[str, Row] = {}
    for row in (row for table in (order, *tables.values()) for row in table):
        if row.kind == "total" or (row.kind != "outcome" and row.region in likely):
            shown.setdefault(row.region, row)
    return shown


def _percent(table: LandingTable, shown: dict[str, Row]) -> Floats:
    """Probability and the ends of its interval for every row shown; of nothing seen without a row. (3, row) [%]"""
    rows = {row.region: (row.probability, row.low, row.high) for row in table}
    [high] = table.unseen.values()
    return 100.0 * np.array([rows.get(name, (0.0, 0.0, high)) for name in shown]).T


def _draw_bars(
    ax: Axes, lengths: Floats, places: Floats, thick: float, colour: str, hollow: list[bool]
) -> BarContainer:
    """Bars to the right; totals are hollow, since what they add up has bars of its own."""
    faces = ["none" if empty else colour for empty in hollow]
    return ax.barh(places, lengths, height=0.92 * thick, color=faces, edgecolor=colour, linewidth=0.8, zorder=3)


def _draw_intervals(ax: Axes, known: Floats, places: Floats) -> Artist:
    return ax.hlines(places, known[1], known[2], color=style.INK, linewidth=0.9, zorder=4)


def _draw_values(ax: Axes, known: Floats, places: Floats, kinds: int) -> list[Artist]:
    """Numbers behind the intervals; with their ends where one kind of item leaves room for them."""

    def words(probability: float, low: float, high: float) -> str:
        if kinds > 1:
            return percent(probability / 100)
        return f"{percent(probability / 100)} ({percent(low / 100)} to {percent(high / 100)})"

    return [
        ax.annotate(
            words(*column),
            (column[2], place),
            (3, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize=7.5 if kinds == 1 else 6,
            color=style.INK,
        )
        for column, place in zip(known.T, places, strict=True)
    ]


def _prepare(ax: Axes, labels: dict[str, str], shown: dict[str, Row]) -> None:
    ax.set_yticks(range(len(shown)), [labels[name] for name, row in shown.items()])
    for tick, row in zip(ax.get_yticklabels(), shown.values(), strict=True):
        tick.set_fontweight("normal" if row.within else "bold")
    ax.set_ylim(len(shown) - 0.4, -0.6)
    # Room for the numbers behind the longest interval.
    ax.set_xlim(0.0, 1.28 * ax.dataLim.xmax)
    for place, row in enumerate(shown.values()):
        if not row.within:
            ax.axhline(place - 0.5, color=style.INK, linewidth=0.5, alpha=0.35)
    ax.grid(axis="x", color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(labelsize=8)
    ax.set_xlabel("probability (%)", fontsize=8)


def _draw_furniture(ax: Axes, drops: Landings, colours: dict[str, str]) -> list[Artist]:
    handles: list[Artist] = [Patch(facecolor=colour, label=drops.labels[kind]) for kind, colour in colours.items()]
    handles += [
        Patch(facecolor="none", edgecolor=style.INK, label="total of the regions below"),
        Line2D([], [], color=style.INK, linewidth=0.9, label="90 % interval"),
    ]
    legend = draw_legend(ax, handles, 0.42)
    return [legend, *draw_heading(ax, drops.flights), draw_source(ax, drops.flights, legend)]
