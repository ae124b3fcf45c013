"""Altitude of many balloons against local time: the band they fly in, some tracks, and what happened when.

Holds the picture only; the tracks come with the flights.
"""

from types import NoneType
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.kinds import AXES, refuse_other_than
from sim.maps import style
from sim.maps.flights.flags import day_numbers
from sim.maps.flights.light import draw_clock, draw_light, light_handles
from sim.maps.flights.marks import BAG_FULL, BURST, release_mark
from sim.maps.flights.tracked import (
    MINUTE,
    Floats,
    Happened,
    Times,
    Tracked,
    clock_ahead,
    clock_name,
    happened,
    sky_over_launch,
    tracked,
)
from sim.maps.furniture import draw_legend, whole_figure
from sim.maps.sheet import draw_heading, draw_source

BANDS = ((0.05, 0.95), (0.25, 0.75))
"""Shares of the balloons in flight below the edges of the bands."""

FEWEST = 5
"""Of fewer balloons in flight no band is drawn."""

MOST_TRACKS = 12
"""So many tracks are drawn one by one."""

_WHO = "draw_heights"
_BAND_SHADES = ("#b9b2a6", "#8f8778")


class HeightChart(NamedTuple):
    """What `draw_heights` drew.

    axes : Axes
        Height [km] against local time.
    bands, tracks : list of Artist
        The wider band, the narrower one and the median; some tracks.
    events : dict of str to Artist
        Marks of every "release", "bag_full", "burst" and "landing" of a balloon with a track; none of what never came.
    light, furniture : list of Artist
        Night and twilight; legend and words around.
    """

    axes: Axes
    bands: list[Artist]
    tracks: list[Artist]
    events: dict[str, Artist]
    light: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_heights(flights: xr.Dataset, ax: Axes | None = None) -> HeightChart:
    """Draw the altitude of many balloons against local time, with releases, full bags, bursts and landings.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them.
    ax : Axes, optional
        Plain. Without it a figure is made.

    Returns
    -------
    HeightChart
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a dataset without tracks.

    Notes
    -----
    The bands hold 90 and 50 % of the balloons that fly in one piece at that moment. Landings, of envelopes and of all
    that was dropped, are ticks on the ground.
    """
    refuse_other_than((Axes, NoneType), f"{_WHO}: ax", ax, AXES)
    balloons = tracked(flights, _WHO)
    ahead = clock_ahead(flights, _WHO)
    if ax is None:
        ax = plt.figure(figsize=(8.0, 4.6)).add_axes((0.08, 0.24, 0.89, 0.62))
    times, heights = on_one_clock(balloons)
    bands = _draw_bands(ax, times, heights)
    tracks: list[Artist] = [
        line
        for time, height in zip(balloons.time[:MOST_TRACKS], balloons.height[:MOST_TRACKS], strict=True)
        for line in ax.plot(day_numbers(time), height / 1e3, color=style.CURVE, linewidth=0.6, alpha=0.6, zorder=3)
    ]
    events = _draw_events(ax, balloons.flights, ahead)
    last = _prepare(ax, balloons, happened(balloons.flights, "landing", ahead))
    sky = sky_over_launch(flights, np.nanmin(balloons.time), last, _WHO)
    handles = [*(_band_handles(len(balloons.height)) if bands else []), *_handles(ax), *light_handles(sky)]
    light = draw_light(ax, sky)
    legend = draw_legend(ax, handles, 0.42)
    words = [*draw_heading(ax, flights), draw_source(ax, flights, legend)]
    return HeightChart(ax, bands, tracks, events, light, [legend, *words])


def on_one_clock(balloons: Tracked) -> tuple[Times, Floats]:
    """Heights at whole minutes.

    Returns
    -------
    times : (minute,) datetime64
        Local.
    heights : (track, minute) float64
        Straight between the steps of a track; NaN before its launch and after its end. [m]
    """
    first, last = np.nanmin(balloons.time), np.nanmax(balloons.time)
    times = np.arange(first, last + MINUTE, MINUTE)
    elapsed = (times - first) / MINUTE
    heights = np.full((len(balloons.height), times.size), np.nan)
    for track, (time, height) in enumerate(zip(balloons.time, balloons.height, strict=True)):
        known = np.isfinite(height)
        steps = (time[known] - first) / MINUTE
        heights[track] = np.interp(elapsed, steps, height[known], left=np.nan, right=np.nan)
    return times, heights


def _draw_bands(ax: Axes, times: Times, heights: Floats) -> list[Artist]:
    enough = np.isfinite(heights).sum(axis=0) >= FEWEST
    if not enough.any():
        return []
    days = day_numbers(times[enough])
    bands: list[Artist] = []
    for shares, shade in zip(BANDS, _BAND_SHADES, strict=True):
        low, high = np.nanquantile(heights[:, enough], shares, axis=0) / 1e3
        bands.append(ax.fill_between(days, low, high, facecolor=shade, edgecolor="none", alpha=0.75, zorder=2))
    middle = np.nanmedian(heights[:, enough], axis=0) / 1e3
    return [*bands, *ax.plot(days, middle, color=style.CURVE, linewidth=1.8, zorder=4)]


def _draw_events(ax: Axes, flights: xr.Dataset, ahead: np.timedelta64) -> dict[str, Artist]:
    releases = int((~np.isnat(flights["release_time"].values)).sum())
    looks = {"release": release_mark(releases), "bag_full": BAG_FULL, "burst": BURST}
    events: dict[str, Artist] = {}
    for kind, look in looks.items():
        moments = happened(flights, kind, ahead)
        if moments.time.size:
            label = kind.replace("_", " ")
            days = day_numbers(moments.time)
            events[kind] = ax.scatter(days, moments.height / 1e3, label=label, zorder=5, **look)
    landings = happened(flights, "landing", ahead)
    if landings.time.size:
        ground: NDArray[np.float64] = np.zeros(landings.time.size)
        events["landing"] = ax.scatter(
            day_numbers(landings.time), ground, marker="|", s=40, color=style.INK, linewidths=0.5, alpha=0.5,
            label="landing", zorder=4,
        )  # fmt: skip
    return events


def _prepare(ax: Axes, balloons: Tracked, landings: Happened) -> np.datetime64:
    """Limits and clock of the axes; the last moment shown."""
    first = np.nanmin(balloons.time)
    last: np.datetime64 = max([np.nanmax(balloons.time), *landings.time])
    top = float(np.nanmax(balloons.height)) / 1e3
    ax.set_xlim(*day_numbers(np.array([first, last])))
    ax.set_ylim(-0.04 * top, 1.08 * top)
    ax.set_ylabel("height (km)", fontsize=8)
    ax.grid(axis="y", color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    draw_clock(ax, clock_name(balloons.flights))
    return last


def _band_handles(count: int) -> list[Artist]:
    names = [f"{100 * (high - low):.0f} % of {count} balloons in flight" for low, high in BANDS]
    return [
        *(Patch(facecolor=shade, alpha=0.75, label=name) for shade, name in zip(_BAND_SHADES, names, strict=True)),
        Line2D([], [], color=style.CURVE, linewidth=1.8, label="median"),
    ]


def _handles(ax: Axes) -> list[Artist]:
    """What the legend says of tracks and marks."""
    marks, _ = ax.get_legend_handles_labels()
    return [Line2D([], [], color=style.CURVE, linewidth=0.6, alpha=0.6, label="single balloons"), *marks]
