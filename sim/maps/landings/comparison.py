"""Two runs against each other: their contours on one map, and by how much each region differs.

Holds the picture only; differences come from `sim.landing`.
"""

import textwrap
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import shapely
import xarray as xr
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.errors import InputError
from sim.kinds import KEPT_LANDINGS, refuse_other_than
from sim.landing import Contour, Difference, LandingDistribution, differences
from sim.maps import style
from sim.maps.furniture import draw_grid, draw_legend, draw_scale_bar, whole_figure
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, draw_names, unknown_handles
from sim.maps.landings.landing_map import corner_free_of
from sim.maps.sheet import (
    draw_launch,
    flown,
    frame_around,
    launch_handles,
    place_of_launch,
    plane_of,
    refuse_plain_axes,
    shape_of,
    show,
    shown_by,
)

MASSES = (0.5, 0.9)
SHOWN_FROM = 0.001
"""Regions that stay below this in both runs have no bar."""

_WHO = "draw_comparison"
_WIDTH = 6.4  # of the map [inch]


class Comparison(NamedTuple):
    """What `draw_comparison` drew.

    axes : GeoAxes
        The map.
    region_axes : Axes or None
        Differences by region; None where only axes for the map were given.
    ground : list of Artist
    contours : tuple of two dict of float to Artist
        Of the first and of the second run, by the mass inside.
    regions : tuple of Difference
        What the bars show, from the top.
    bars : BarContainer or None
        Second run less the first. [percentage points]
    flight, furniture : list of Artist
        Launch sites; bars' intervals, scale bar, grid, legend and words around.
    """

    axes: GeoAxes
    region_axes: Axes | None
    ground: list[Artist]
    contours: tuple[dict[float, Artist], dict[float, Artist]]
    regions: tuple[Difference, ...]
    bars: BarContainer | None
    flight: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_comparison(
    first: LandingDistribution,
    second: LandingDistribution,
    ax: GeoAxes | None = None,
    item: str | None = None,
    names: tuple[str, str] = ("first", "second"),
    region_ax: Axes | None = None,
) -> Comparison:
    """Draw two runs over each other: contours of 50 % and 90 % of one item, and what the regions differ by.

    Parameters
    ----------
    first, second : LandingDistribution
    ax : GeoAxes, optional
        Any cartopy projection; its extent is set. Without it a figure with both panels is made.
    item : str, optional
        Kind of item; without it the first one that both runs have.
    names : (str, str)
        Of the runs, for the legend.
    region_ax : Axes, optional
        Plain, for the differences. With `ax` alone only the map is drawn.

    Returns
    -------
    Comparison
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        When the runs have no item in common, or nothing of it landed in one of them.

    Notes
    -----
    Intervals of differences take the runs as independent: of runs that share their weather they are too wide.
    """
    refuse_plain_axes(_WHO, ax)
    runs = (first, second)
    for name, run in zip(("first", "second"), runs, strict=True):
        refuse_other_than(LandingDistribution, f"{_WHO}: {name}", run, KEPT_LANDINGS)
    kind = _checked_item(runs, item, names)
    contours = tuple(run.contours(MASSES, kind) for run in runs)
    launch = shapely.Point(second.flights.attrs["launch_longitude"], second.flights.attrs["launch_latitude"])
    frame = frame_around(first.flights, [launch, *(contour.polygons for run in contours for contour in run)])
    changed = _changed(runs, kind)
    if ax is None:
        ax, beside = _new_axes(frame)
        region_ax = beside if region_ax is None else region_ax
    show(ax, frame)
    edges = shapely.union_all([contour.polygons.boundary for run in contours for contour in run])
    stars = [place_of_launch(run.flights) for run in runs]
    ground = [*draw_ground(ax, frame), *draw_names(ax, frame, lines=edges, launches=stars)]
    drawn = (_draw_contours(ax, contours[0], style.RUNS[0]), _draw_contours(ax, contours[1], style.RUNS[1]))
    bars: BarContainer | None = None
    furniture: list[Artist] = []
    if region_ax is not None:
        labels = {**first.regions(kind).labels, **second.regions(kind).labels}
        bars, furniture = _draw_differences(region_ax, changed, labels, names)
    launches = [draw_launch(ax, run.flights) for run in runs]
    furniture += _draw_furniture(ax, runs, kind, names)
    return Comparison(ax, region_ax, ground, drawn, changed, bars, launches, furniture)


def _checked_item(
    runs: tuple[LandingDistribution, LandingDistribution], item: str | None, names: tuple[str, str]
) -> str:
    """The kind of item to compare, which must have landed in both runs."""
    common = [kind for kind in runs[0].items if kind in runs[1].items]
    if item is None and not common:
        raise InputError(
            f"{_WHO}: the runs have no kind of item in common: {', '.join(runs[0].items)} against "
            f"{', '.join(runs[1].items)}."
        )
    kind = common[0] if item is None else item
    problems = [
        f"{_WHO}: no {kind} in run {name!r}; it has {', '.join(run.labels)}."
        if kind not in run.labels
        else f"{_WHO}: no {kind} of run {name!r} landed; choose a kind that did in both."
        for run, name in zip(runs, names, strict=True)
        if kind not in run.labels or run.landed_share(kind) <= 0
    ]
    if problems:
        raise InputError(problems)
    return kind


def _changed(runs: tuple[LandingDistribution, LandingDistribution], kind: str) -> tuple[Difference, ...]:
    """Differences of regions that are likely enough in one of the runs; the ways of not landing are one."""
    tables = [run.regions(kind) for run in runs]
    likely = {
        row.region for table in tables for row in table if row.kind != "outcome" and row.probability >= SHOWN_FROM
    }
    return tuple(change for change in differences(tables[0], tables[1], kind) if change.region in likely)


def _new_axes(frame: shapely.Polygon) -> tuple[GeoAxes, Axes]:
    tall = float(np.clip(_WIDTH * shape_of(frame), 3.4, 7.0))
    wide, high = _WIDTH + 4.2, tall + 1.9
    figure = plt.figure(figsize=(wide, high))
    ax = figure.add_axes((0.5 / wide, 1.2 / high, _WIDTH / wide, tall / high), projection=plane_of(frame), anchor="W")
    show(ax, frame)
    ax.apply_aspect()
    place = ax.get_position()
    return ax, figure.add_axes((place.x1 + 1.4 / wide, place.y0, 2.2 / wide, place.height))


def _draw_contours(ax: GeoAxes, contours: tuple[Contour, ...], run: style.Run) -> dict[float, Artist]:
    return {
        contour.mass: ax.add_geometries(
            list(contour.polygons.geoms),
            GEOGRAPHIC,
            facecolor="none",
            edgecolor=run.colour,
            linewidth=run.width,
            linestyle=style.LINE_STYLES[contour.mass],
            zorder=5,
        )
        for contour in contours
    }


def _draw_differences(
    ax: Axes, changed: tuple[Difference, ...], labels: dict[str, str], names: tuple[str, str]
) -> tuple[BarContainer, list[Artist]]:
    """Bars to the right where the second run is likelier; totals are hollow."""
    places = np.arange(len(changed))
    known = 100.0 * np.array([(change.estimate, change.low, change.high) for change in changed]).T
    colours = [style.RUNS[int(change.estimate > 0)].colour for change in changed]
    hollow = [change.kind == "total" and change.region != "no_landing" for change in changed]
    faces = ["none" if empty else colour for colour, empty in zip(colours, hollow, strict=True)]
    bars = ax.barh(places, known[0], height=0.7, color=faces, edgecolor=colours, linewidth=0.9, zorder=3)
    intervals = ax.hlines(places, known[1], known[2], color=style.INK, linewidth=0.9, zorder=4)
    ax.axvline(0.0, color=style.INK, linewidth=0.8)
    ax.set_yticks(places, [textwrap.fill(labels[change.region], 18) for change in changed])
    ax.set_ylim(len(changed) - 0.4, -0.6)
    reach = 1.08 * float(np.abs(known).max())
    ax.set_xlim(-reach, reach)
    ax.grid(axis="x", color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(labelsize=7.5)
    ax.set_xlabel("percentage points, with 90 % interval", fontsize=8)
    title = ax.set_title(f"{names[1]} less {names[0]}; hollow: totals", loc="left", fontsize=8.5)
    return bars, [intervals, title]


def _draw_furniture(
    ax: GeoAxes, runs: tuple[LandingDistribution, LandingDistribution], kind: str, names: tuple[str, str]
) -> list[Artist]:
    handles: list[Artist] = [
        Line2D([], [], color=run.colour, linewidth=run.width, label=name)
        for run, name in zip(style.RUNS, names, strict=True)
    ]
    handles += [
        Line2D([], [], color=style.INK, linewidth=1.2, linestyle=dashes, label=f"{100 * mass:.0f} % land inside")
        for mass, dashes in style.LINE_STYLES.items()
    ]
    scale = draw_scale_bar(ax, corner_free_of(ax, runs[0], [kind]))
    legend = draw_legend(ax, [*handles, *launch_handles(), *unknown_handles(shown_by(ax))])
    letters = int(ax.get_window_extent().width / ax.figure.dpi * 20)  # 20 letters of this size fill an inch
    told = "\n".join(textwrap.fill(_told(run.flights, name), letters) for run, name in zip(runs, names, strict=True))
    label = runs[0].labels[kind]
    words: list[Artist] = [
        ax.set_title(f"{label[:1].upper()}{label[1:]}: {names[0]} and {names[1]}", loc="left", fontsize=11,
                     fontweight="bold"),
        ax.annotate(told, (0, 0), (0, -8), xycoords=legend, textcoords="offset points", va="top", fontsize=6.5,
                    color=style.WORDS),
    ]  # fmt: skip
    return [draw_grid(ax), *scale, legend, *words]


def _told(flights: xr.Dataset, name: str) -> str:
    """What was flown in a run, and in which air."""
    given = flights.attrs
    return f"{name}: {given.get('title', '')}; {flown(flights)}. Wind: {given.get('wind_source', 'not stated')}."
