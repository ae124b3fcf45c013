"""Trajectories on a map, and below it how high they were at what time.

Holds the picture only; the tracks come with the flights.
"""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import shapely
import xarray as xr
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.maps import style
from sim.maps.flights.flags import day_numbers
from sim.maps.flights.light import draw_clock, draw_light, light_handles
from sim.maps.flights.marks import END, release_mark
from sim.maps.flights.tracked import (
    Happened,
    Tracked,
    clock_ahead,
    clock_name,
    happened,
    sky_over_launch,
    tracked,
)
from sim.maps.furniture import draw_grid, draw_legend, draw_scale_bar, quietest_corner, whole_figure
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, draw_names, unknown_handles
from sim.maps.sheet import (
    draw_heading,
    draw_launch,
    draw_source,
    frame_around,
    launch_handles,
    place_of_launch,
    plane_of,
    refuse_plain_axes,
    shape_of,
    show,
    shown_by,
)

_WHO = "draw_tracks"
_WIDTH, _PANEL = 7.4, 1.7  # of the map and height of the panel below [inch]


class TrackMap(NamedTuple):
    """What `draw_tracks` drew.

    axes : GeoAxes
        The map.
    height_axes : Axes or None
        The panel of heights; None where only axes for the map were given.
    ground, tracks, marks, light, furniture : list of Artist
        Land and names; tracks, on the map first; launch, releases and ends; night and twilight behind the heights;
        colour bar, scale bar, grid, legend and words around.
    """

    axes: GeoAxes
    height_axes: Axes | None
    ground: list[Artist]
    tracks: list[Artist]
    marks: list[Artist]
    light: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_tracks(flights: xr.Dataset, ax: GeoAxes | None = None, height_ax: Axes | None = None) -> TrackMap:
    """Draw the tracks of balloons over the map, and height against local time below it.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them.
    ax : GeoAxes, optional
        Any cartopy projection; its extent is set. Without it a figure is made.
    height_ax : Axes, optional
        Plain, for the heights. With `ax` alone only the map is drawn.

    Returns
    -------
    TrackMap
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a dataset without tracks, and for plain axes in place of a map.

    Notes
    -----
    A track ends where the flight in one piece does: at a burst, on the ground, or where the wind ends. Both panels are
    coloured by height.
    """
    refuse_plain_axes(_WHO, ax)
    balloons = tracked(flights, _WHO)
    releases = happened(balloons.flights, "release", clock_ahead(flights, _WHO))
    seen = np.isfinite(balloons.height)
    flown = shapely.MultiPoint(np.column_stack([balloons.longitude[seen], balloons.latitude[seen]]))
    frame = frame_around(flights, [flown])
    if ax is None:
        ax, below = _new_axes(frame)
        height_ax = below if height_ax is None else height_ax
    show(ax, frame)
    ground = [*draw_ground(ax, frame), *draw_names(ax, frame, launches=[place_of_launch(flights)])]
    top = float(np.nanmax(balloons.height)) / 1e3
    heights = Normalize(0.0, top)
    plane = ax.projection.transform_points(GEOGRAPHIC, balloons.longitude, balloons.latitude)[..., :2]
    tracks: list[Artist] = [_draw_lines(ax, plane, balloons, heights)]
    marks = [*_draw_map_marks(ax, balloons, releases), draw_launch(ax, flights)]
    furniture = _draw_map_furniture(ax, flights, plane[seen], heights)
    light: list[Artist] = []
    handles = [*_handles(len(balloons.height), releases.time.size), *launch_handles(), *unknown_handles(shown_by(ax))]
    if height_ax is not None:
        sky = sky_over_launch(flights, np.nanmin(balloons.time), np.nanmax(balloons.time), _WHO)
        light = draw_light(height_ax, sky)
        tracks.append(_draw_heights(height_ax, balloons, heights))
        marks += _draw_height_marks(height_ax, balloons, releases)
        handles += light_handles(sky)
    lowest, drop = (ax, 0.25) if height_ax is None else (height_ax, 0.42)
    legend = draw_legend(lowest, handles, drop)
    furniture += [legend, draw_source(lowest, flights, legend)]
    return TrackMap(ax, height_ax, ground, tracks, marks, light, furniture)


def _new_axes(frame: shapely.Polygon) -> tuple[GeoAxes, Axes]:
    tall = float(np.clip(_WIDTH * shape_of(frame), 3.6, 7.0))
    above, gap, low = 0.6, 0.35, 1.05
    high = above + tall + gap + _PANEL + low
    figure = plt.figure(figsize=(_WIDTH + 1.4, high))
    left, wide = 0.6 / (_WIDTH + 1.4), _WIDTH / (_WIDTH + 1.4)
    ax = figure.add_axes((left, (low + _PANEL + gap) / high, wide, tall / high), projection=plane_of(frame))
    show(ax, frame)
    ax.apply_aspect()
    place = ax.get_position()
    return ax, figure.add_axes((place.x0, low / high, place.width, _PANEL / high))


def _draw_lines(ax: Axes, places: NDArray[np.float64], balloons: Tracked, heights: Normalize) -> LineCollection:
    """One piece from step to step of every track, coloured by the height of its middle; `places` is (..., 2)."""
    pieces = np.stack([places[:, :-1], places[:, 1:]], axis=2)
    middle = 0.5e-3 * (balloons.height[:, :-1] + balloons.height[:, 1:])
    known = np.isfinite(middle)
    lines = LineCollection(
        list(pieces[known]),
        cmap=style.TRACK_HEIGHT,
        norm=heights,
        linewidth=1.1,
        alpha=0.85,
        capstyle="round",
        zorder=4,
    )
    lines.set_array(middle[known])
    ax.add_collection(lines, autolim=False)
    return lines


def _ends(balloons: Tracked) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the last known step of each track is."""
    known = np.isfinite(balloons.height)
    last = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    return np.arange(last.size), last


def _draw_map_marks(ax: GeoAxes, balloons: Tracked, releases: Happened) -> list[Artist]:
    ends = _ends(balloons)
    return [
        ax.scatter(
            releases.longitude, releases.latitude, transform=GEOGRAPHIC, zorder=5, **release_mark(releases.time.size)
        ),
        ax.scatter(balloons.longitude[ends], balloons.latitude[ends], transform=GEOGRAPHIC, zorder=5, **END),
    ]


def _draw_heights(ax: Axes, balloons: Tracked, heights: Normalize) -> Artist:
    """Height against local time of all tracks, and the axes for it."""
    lines = _draw_lines(ax, np.stack([day_numbers(balloons.time), balloons.height / 1e3], axis=-1), balloons, heights)
    ax.set_xlim(float(np.nanmin(day_numbers(balloons.time))), float(np.nanmax(day_numbers(balloons.time))))
    top = float(np.nanmax(balloons.height)) / 1e3
    ax.set_ylim(-0.04 * top, 1.08 * top)
    ax.set_ylabel("height (km)", fontsize=8)
    ax.grid(axis="y", color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    draw_clock(ax, clock_name(balloons.flights))
    return lines


def _draw_height_marks(ax: Axes, balloons: Tracked, releases: Happened) -> list[Artist]:
    ends = _ends(balloons)
    return [
        ax.scatter(day_numbers(releases.time), releases.height / 1e3, zorder=5, **release_mark(releases.time.size)),
        ax.scatter(day_numbers(balloons.time[ends]), balloons.height[ends] / 1e3, zorder=5, **END),
    ]


def _draw_map_furniture(
    ax: GeoAxes, flights: xr.Dataset, points: NDArray[np.float64], heights: Normalize
) -> list[Artist]:
    bar = ax.inset_axes((1.02, 0.0, 0.025, 1.0))
    colours = whole_figure(ax).colorbar(ScalarMappable(heights, style.TRACK_HEIGHT), cax=bar)
    colours.set_label("height (km)", fontsize=8)
    colours.ax.tick_params(labelsize=7)
    scale = draw_scale_bar(ax, quietest_corner(ax, points[:, 0], points[:, 1]))
    return [bar, draw_grid(ax), *scale, *draw_heading(ax, flights)]


def _handles(count: int, releases: int) -> list[Artist]:
    """What the legend says of tracks and marks."""
    marks = ((release_mark(releases), "release of a bundle"), (END, "end of a track"))
    return [
        Line2D([], [], color=style.TRACK_HEIGHT(0.5), label="1 track" if count == 1 else f"{count} tracks"),
        *(
            Line2D(
                [],
                [],
                marker=look["marker"],
                markersize=min(5.0, 1.5 * look["s"] ** 0.5),
                color=look["facecolors"],
                markeredgecolor=look["edgecolors"],
                linestyle="none",
                label=words,
            )
            for look, words in marks
        ),
    ]
