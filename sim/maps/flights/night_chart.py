"""The night as a timeline: sunset, twilight and sunrise, and between them launches, releases and landings.

Holds the picture only; the sun is that of `sim.sun`.
"""

from types import NoneType
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from sim.ensemble.layout import EMPTY_ENVELOPE, INTACT_BUNDLE
from sim.errors import InputError
from sim.kinds import AXES, FLIGHTS, refuse_lost_dimensions, refuse_other_than
from sim.maps import style
from sim.maps.flights.flags import ROW, Flag, day_number, day_numbers, draw_flags
from sim.maps.flights.light import draw_clock, draw_light, light_handles
from sim.maps.flights.tracked import Floats, Times, clock_ahead, clock_name, sky_over_launch
from sim.maps.furniture import draw_legend, whole_figure
from sim.maps.sheet import draw_heading, draw_source, place_of_launch
from sim.sun import SunEvents, sun_events

BIN = np.timedelta64(600, "s")
"""Width of a step of the histograms. [s]"""

MOST_BUNDLES = 6
"""Of more bundles the releases share one row."""

_WHO = "draw_night"
_NEEDED = ("launch_time", "release_time", "landing_time")
_AROUND = np.timedelta64(1800, "s")  # before sunset and after sunrise
_SHOWN = 0.995  # share of all moments that the axis reaches
_TALL = 0.8  # of a histogram, in rows


class Line(NamedTuple):
    """What one row of the timeline tells.

    label : str
        For people.
    times : (n,) datetime64
        Local time of the launch, in order.
    weight : (n,) float64
        Of each; for landings the items that it stands for.
    share : float
        Of all that could have happened.
    colour : str
    """

    label: str
    times: Times
    weight: Floats
    share: float
    colour: str


class NightChart(NamedTuple):
    """What `draw_night` drew.

    axes : Axes
        Local time; rows from the top: launch, releases, landings by kind of item, landings of envelopes.
    rows : dict of str to Artist
        The histogram of each row, by its label.
    medians, light, sun, furniture : list of Artist
        Median of each row; night and twilight; names of sunset, dusk, dawn and sunrise with their poles; legend and
        words around.
    """

    axes: Axes
    rows: dict[str, Artist]
    medians: list[Artist]
    light: list[Artist]
    sun: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_night(flights: xr.Dataset, ax: Axes | None = None) -> NightChart:
    """Draw when things happen between sunset and sunrise: launches, releases and landings by kind of item.

    Parameters
    ----------
    flights : xr.Dataset
        As `sim.simulate` gives it.
    ax : Axes, optional
        Plain. Without it a figure is made.

    Returns
    -------
    NightChart
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a dataset without the times of launches, releases and landings.

    Notes
    -----
    Each row is a histogram over ten minutes, drawn to its own highest step; the per cent at its right say how many of
    all came to it. Sun and twilight are those of sea level at the launch site: the sun's centre 0.833 and 6 degrees
    below the horizontal.
    """
    refuse_other_than((Axes, NoneType), f"{_WHO}: ax", ax, AXES)
    lines = lines_of(flights)
    sun = _local(sun_events(*place_of_launch(flights), _launch_moment(flights)), clock_ahead(flights, _WHO))
    first, last = _span(lines, sun)
    if ax is None:
        height = 1.6 + 0.36 * len(lines)
        ax = plt.figure(figsize=(8.0, height)).add_axes((0.2, 0.92 / height, 0.7, 0.36 * len(lines) / height))
    sky = sky_over_launch(flights, first, last, _WHO)
    light = draw_light(ax, sky)
    _prepare(ax, lines, flights, (first, last))
    rows = {line.label: _draw_row(ax, line, -row, (first, last)) for row, line in enumerate(lines)}
    medians = [mark for row, line in enumerate(lines) for mark in _draw_median(ax, line, -row)]
    names, flags = draw_flags(ax, [Flag(time, name, style.EVENT) for name, time in sun.items()])
    median = ax.plot([], [], "|", color=style.INK, markersize=9, markeredgewidth=1.6, label="median")
    histogram = Patch(facecolor=style.WORDS, label="share of each 10 minutes, to the highest of its row")
    legend = draw_legend(ax, [*median, histogram, *light_handles(sky)], 0.42)
    words = [*_draw_shares(ax, lines), *draw_heading(ax, flights, gap=ROW * flags), draw_source(ax, flights, legend)]
    return NightChart(ax, rows, medians, light, names, [legend, *words])


def lines_of(flights: xr.Dataset) -> list[Line]:
    """The rows of the timeline, from the top."""
    refuse_other_than(xr.Dataset, f"{_WHO}: flights", flights, FLIGHTS)
    missing = [name for name in _NEEDED if name not in flights]
    if missing:
        raise InputError(f"{_WHO}: the dataset has no {', '.join(missing)}; pass one of sim.simulate.")
    refuse_lost_dimensions(f"{_WHO}: flights", flights)
    ahead = clock_ahead(flights, _WHO)
    bundles = [str(name) for name in flights["bundle_name"].values]
    items = flights["item"].values.astype(str)
    labels = dict(zip(items, flights["item_label"].values.astype(str), strict=True))
    kinds = [kind for kind in labels if kind not in (INTACT_BUNDLE, EMPTY_ENVELOPE)]
    colours = style.item_colours(kinds[: len(style.ITEM_COLOURS)])
    launch, release, landing = (_moments(flights, name, ahead) for name in ("launch", "release", "landing"))
    lines = [_line("launch", launch, style.EVENT)]
    if len(bundles) > MOST_BUNDLES:
        lines.append(_line(f"releases of {len(bundles)} bundles", release, style.WORDS))
    else:
        names = ["release" if len(bundles) == 1 else f"release: {bundle}" for bundle in bundles]
        lines += [_line(name, release[:, number], style.WORDS) for number, name in enumerate(names)]
    for kind in (*kinds, *([EMPTY_ENVELOPE] if EMPTY_ENVELOPE in labels else [])):
        here = items == kind
        colour, weight = colours.get(kind, style.WORDS), flights["items_represented"].values[here]
        lines.append(_line(f"landing: {labels[kind]}", landing[:, here], colour, weight))
    return lines


def _moments(flights: xr.Dataset, kind: str, ahead: np.timedelta64) -> Times:
    return np.asarray(flights[f"{kind}_time"].values + ahead, dtype="datetime64[ns]")


def _line(label: str, times: Times, colour: str, weight: ArrayLike = 1.0) -> Line:
    came, weights = ~np.isnat(times), np.broadcast_to(np.asarray(weight, dtype=np.float64), times.shape)
    order = np.argsort(times[came])
    return Line(label, times[came][order], weights[came][order], float(weights[came].sum() / weights.sum()), colour)


def _launch_moment(flights: xr.Dataset) -> np.datetime64:
    """As the scenario gives it. [UTC]"""
    local: Times = np.array([flights.attrs["launch_time"][:19]], dtype="datetime64[ns]")
    utc: np.datetime64 = np.asarray(local - clock_ahead(flights, _WHO), dtype="datetime64[ns]")[0]
    return utc


def _local(events: SunEvents, ahead: np.timedelta64) -> dict[str, np.datetime64]:
    """What the sun does in this night, by name; none of what does not happen."""
    return {name: time + ahead for name, time in events._asdict().items() if not np.isnat(time)}


def _span(lines: list[Line], sun: dict[str, np.datetime64]) -> tuple[np.datetime64, np.datetime64]:
    """The night with all of what happens in it but the last few."""
    moments = np.sort(np.concatenate([line.times for line in lines]))
    if moments.size == 0:
        raise InputError(f"{_WHO}: no balloon of the dataset was launched, so nothing happened at any time.")
    known = np.array([moments[0], moments[int(_SHOWN * (moments.size - 1))], *sun.values()])
    ends: Times = np.array([known.min() - _AROUND, known.max() + _AROUND])
    return ends[0], ends[1]


def _steps(first: np.datetime64, last: np.datetime64) -> Times:
    return np.arange(first.astype("datetime64[h]").astype("datetime64[ns]"), last + BIN, BIN)


def _draw_row(ax: Axes, line: Line, floor: float, span: tuple[np.datetime64, np.datetime64]) -> Artist:
    """A histogram that stands on its row."""
    edges = _steps(*span)
    counted, _ = np.histogram(line.times.astype(np.int64), edges.astype(np.int64), weights=line.weight)
    high = counted / (counted.max(initial=0.0) or 1.0)
    return ax.stairs(
        floor + _TALL * high, day_numbers(edges), baseline=floor, fill=True, color=line.colour, alpha=0.85, zorder=3
    )


def _draw_median(ax: Axes, line: Line, floor: float) -> list[Artist]:
    if line.times.size == 0:
        return []
    reached = np.cumsum(line.weight)
    middle = line.times[np.searchsorted(reached, reached[-1] / 2)]
    return list(ax.plot(day_number(middle), floor, "|", color=style.INK, markersize=9, markeredgewidth=1.6, zorder=4))


def _prepare(ax: Axes, lines: list[Line], flights: xr.Dataset, span: tuple[np.datetime64, np.datetime64]) -> None:
    ax.set_xlim(*day_numbers(np.array(span)))
    ax.set_ylim(0.3 - len(lines), 1.0)
    ax.set_yticks([-row for row in range(len(lines))], [line.label for line in lines], va="bottom")
    draw_clock(ax, clock_name(flights))
    ax.tick_params(axis="y", length=0, labelsize=8)
    for row in range(len(lines)):
        ax.axhline(-row, color=style.INK, linewidth=0.5, alpha=0.4, zorder=1)


def _draw_shares(ax: Axes, lines: list[Line]) -> list[Artist]:
    """How many came to each row, at its right."""
    return [
        ax.annotate(
            f"{100 * line.share:.0f} %",
            (1.0, -row),
            (5, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="bottom",
            fontsize=8,
            color=style.INK,
        )
        for row, line in enumerate(lines)
    ]
