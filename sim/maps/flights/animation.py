"""A night over the map as an animation: balloons rise, let go of bundles, and things lie on the ground.

Holds the picture only; nothing is saved here.
"""

from typing import NamedTuple

import numpy as np
import shapely
import xarray as xr
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import NDArray

from sim.ensemble.layout import EMPTY_ENVELOPE, INTACT_BUNDLE
from sim.errors import InputError
from sim.maps import style
from sim.maps.flights.tracked import Floats, Times, Tracked, clock_ahead, clock_name, tracked
from sim.maps.furniture import draw_grid, draw_legend, draw_scale_bar, quietest_corner, whole_figure
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, draw_names, unknown_handles
from sim.maps.sheet import (
    draw_launch,
    draw_words,
    frame_around,
    launch_handles,
    map_axes,
    place_of_launch,
    refuse_plain_axes,
    show,
    shown_by,
)
from sim.sun import light_at

_WHO = "animate_night"
_SHOWN = 0.98  # share of the landings that the map and the clock reach


class Scene(NamedTuple):
    """The artists that move.

    axes : GeoAxes
    balloons : PathCollection
        In flight in one piece, coloured by height.
    falling, lying : PathCollection
        Items between release and ground, and on the ground, coloured by kind.
    clock : Text
        Local time, and night, twilight or day at the launch site.
    """

    axes: GeoAxes
    balloons: PathCollection
    falling: PathCollection
    lying: PathCollection
    clock: Text


class Pieces(NamedTuple):
    """What was dropped and came down, one entry each.

    released, landed : (n,) datetime64
        Local time.
    start, end : (n, 2) float64
        Place of release and of landing on the map, in its plane. [m]
    colour : (n,) str
    """

    released: Times
    landed: Times
    start: Floats
    end: Floats
    colour: NDArray[np.str_]


class Night(NamedTuple):
    """A night on a map, ready to be drawn at any of its times.

    scene : Scene
    balloons : Tracked
    places : (track, step, 2) float64
        Of the tracks, in the map's plane. [m]
    pieces : Pieces
    times : (picture,) datetime64
        Local.
    """

    scene: Scene
    balloons: Tracked
    places: Floats
    pieces: Pieces
    times: Times


def animate_night(
    flights: xr.Dataset, ax: GeoAxes | None = None, step: float = 300.0, interval: float = 80.0
) -> FuncAnimation:
    """Animate a night over the map: balloons in flight, what they let go, and where it comes to lie.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them; those with a track are shown.
    ax : GeoAxes, optional
        Any cartopy projection; its extent is set. Without it a figure is made.
    step : float
        Time from picture to picture, in the night. [s]
    interval : float
        The same, on the screen. [ms]

    Returns
    -------
    FuncAnimation
        For `sim.save_animation`. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a dataset without tracks, plain axes, or a step or interval that is not greater than 0.

    Notes
    -----
    Between release and ground a piece is drawn on the straight line between the two places, evenly in time. The clock
    stops when 98 % of the pieces lie on the ground.
    """
    refuse_plain_axes(_WHO, ax)
    problems = [
        f"{_WHO}: {name} is {value:g} {unit}; it must be greater than 0."
        for name, value, unit in (("step", step, "s"), ("interval", interval, "ms"))
        if not value > 0
    ]
    if problems:
        raise InputError(problems)
    night = night_of(flights, ax, np.timedelta64(round(step * 1e9), "ns"))

    def draw(moment: np.datetime64) -> tuple[Artist, ...]:
        return draw_moment(night, moment)

    # From the first picture on, also where nobody saves it.
    draw(night.times[0])
    figure = whole_figure(night.scene.axes)
    return FuncAnimation(figure, draw, frames=list(night.times), interval=interval, blit=False, repeat=False)


def night_of(flights: xr.Dataset, ax: GeoAxes | None, step: np.timedelta64) -> Night:
    """The map of a night with all that stands still on it, and what is to move from step to step."""
    balloons = tracked(flights, _WHO)
    frame = frame_around(flights, _reach(balloons.flights))
    ax = map_axes(frame, room=0.09) if ax is None else ax
    show(ax, frame)
    draw_ground(ax, frame)
    draw_names(ax, frame, launches=[place_of_launch(flights)])
    pieces = _pieces(ax, balloons)
    places = ax.projection.transform_points(GEOGRAPHIC, balloons.longitude, balloons.latitude)[..., :2]
    return Night(_scene(ax, balloons, flights), balloons, places, pieces, _times(balloons, pieces, step))


def draw_moment(night: Night, moment: np.datetime64) -> tuple[Artist, ...]:
    """Move everything to where it is at a moment of local time; the artists that moved."""
    scene, balloons, pieces = night.scene, night.balloons, night.pieces
    where, height = _aloft(balloons, night.places, moment)
    scene.balloons.set_offsets(where)
    scene.balloons.set_array(height / 1e3)
    falling = (pieces.released <= moment) & (moment < pieces.landed)
    share = (moment - pieces.released[falling]) / (pieces.landed[falling] - pieces.released[falling])
    between = pieces.start[falling] + share[:, np.newaxis] * (pieces.end[falling] - pieces.start[falling])
    lying = pieces.landed <= moment
    for artist, there, which in ((scene.falling, between, falling), (scene.lying, pieces.end[lying], lying)):
        artist.set_offsets(there)
        artist.set_facecolor(list(pieces.colour[which]))
    scene.clock.set_text(_clock(balloons.flights, moment, len(height), int(lying.sum())))
    return scene.balloons, scene.falling, scene.lying, scene.clock


def _aloft(balloons: Tracked, places: Floats, moment: np.datetime64) -> tuple[Floats, Floats]:
    """Place and height of every balloon that is in flight in one piece, straight between the steps of its track."""
    found = []
    for time, place, height in zip(balloons.time, places, balloons.height, strict=True):
        known = np.isfinite(height)
        steps = (time[known] - moment) / np.timedelta64(1, "s")
        if steps[0] <= 0.0 <= steps[-1]:
            found.append([np.interp(0.0, steps, values) for values in (*place[known].T, height[known])])
    rows = np.array(found).reshape(-1, 3)
    return rows[:, :2], rows[:, 2]


def _clock(flights: xr.Dataset, moment: np.datetime64, aloft: int, lying: int) -> str:
    utc: Times = np.asarray([moment - clock_ahead(flights, _WHO)], dtype="datetime64[ns]")
    light = light_at(float(flights.attrs["launch_longitude"]), float(flights.attrs["launch_latitude"]), utc[0])
    time = str(moment.astype("datetime64[m]"))[-5:]
    return f"{time} ({clock_name(flights)}), {light}\n{aloft} balloons in flight, {lying:,} pieces down"


def _is_payload(flights: xr.Dataset) -> NDArray[np.bool_]:
    return ~np.isin(flights["item"].values.astype(str), (INTACT_BUNDLE, EMPTY_ENVELOPE))


def _reach(flights: xr.Dataset) -> list[shapely.Geometry]:
    """The box that holds nearly all landings of the payload; nothing where none landed. [degree]"""
    payload = _is_payload(flights)
    longitude, latitude = (flights[f"landing_{name}"].values[:, payload] for name in ("longitude", "latitude"))
    if not np.isfinite(longitude).any():
        return []
    ends = (1.0 - _SHOWN) / 2, (1.0 + _SHOWN) / 2
    (west, east), (south, north) = (np.nanquantile(values, ends) for values in (longitude, latitude))
    return [shapely.box(west, south, east, north)]


def _pieces(ax: GeoAxes, balloons: Tracked) -> Pieces:
    """The payload that landed; what stayed with its balloon to the ground comes with it and is not drawn falling."""
    flights, ahead = balloons.flights, clock_ahead(balloons.flights, _WHO)
    payload = _is_payload(flights)
    kinds, bundles = flights["item"].values.astype(str)[payload], flights["bundle"].values[payload]
    colours = style.item_colours(list(dict.fromkeys(kinds))[: len(style.ITEM_COLOURS)])
    landed = flights["landing_time"].values[:, payload]
    released = flights["release_time"].values[:, bundles]
    released = np.where(np.isnat(released), landed, released)
    came = ~np.isnat(landed)

    def place(names: tuple[str, str], columns: NDArray[np.bool_] | NDArray[np.integer]) -> Floats:
        x, y = (flights[name].values[:, columns][came].astype(np.float64) for name in names)
        return np.asarray(ax.projection.transform_points(GEOGRAPHIC, x, y)[:, :2])

    end = place(("landing_longitude", "landing_latitude"), payload)
    start = place(("release_longitude", "release_latitude"), bundles)
    colour = np.broadcast_to([colours.get(kind, style.WORDS) for kind in kinds], came.shape)[came]
    let_go, down = (np.asarray(time[came] + ahead, dtype="datetime64[ns]") for time in (released, landed))
    return Pieces(let_go, down, np.where(np.isfinite(start), start, end), end, colour)


def _times(balloons: Tracked, pieces: Pieces, step: np.timedelta64) -> Times:
    """Moments of the pictures, from the first launch."""
    first = np.nanmin(balloons.time)
    down = np.sort(pieces.landed)
    last = down[int(_SHOWN * (down.size - 1))] if down.size else np.nanmax(balloons.time)
    return np.arange(first, last + step, step)


def _scene(ax: GeoAxes, balloons: Tracked, flights: xr.Dataset) -> Scene:
    """The artists that move, and around them what stands still: launch, legend, colour bar, scale and words."""
    heights = Normalize(0.0, float(np.nanmax(balloons.height)) / 1e3)
    falling, lying = (ax.scatter([], [], marker=mark, s=9, linewidths=0, zorder=5) for mark in ("v", "s"))
    aloft = ax.scatter(
        [], [], c=[], s=34, cmap=style.TRACK_HEIGHT, norm=heights, edgecolors="white", linewidths=0.6, zorder=7.5
    )
    clock = ax.text(
        0.985,
        0.975,
        "",
        transform=ax.transAxes,
        ha="right",
        va="top",
        fontsize=9,
        color=style.INK,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        zorder=9,
    )
    draw_launch(ax, flights)
    bar = ax.inset_axes((1.02, 0.0, 0.025, 1.0))
    colours = whole_figure(ax).colorbar(ScalarMappable(heights, style.TRACK_HEIGHT), cax=bar)
    colours.set_label("height of balloons (km)", fontsize=8)
    colours.ax.tick_params(labelsize=7)
    ends = ax.projection.transform_points(GEOGRAPHIC, *_landings(balloons.flights))
    draw_scale_bar(ax, quietest_corner(ax, ends[:, 0], ends[:, 1]))
    draw_words(ax, flights, draw_legend(ax, [*_handles(balloons.flights), *unknown_handles(shown_by(ax))]))
    draw_grid(ax)
    return Scene(ax, aloft, falling, lying, clock)


def _landings(flights: xr.Dataset) -> tuple[Floats, Floats]:
    payload = _is_payload(flights)
    longitude, latitude = (flights[f"landing_{name}"].values[:, payload].ravel() for name in ("longitude", "latitude"))
    return longitude[np.isfinite(longitude)], latitude[np.isfinite(longitude)]


def _handles(flights: xr.Dataset) -> list[Artist]:
    kinds = dict(zip(flights["item"].values.astype(str), flights["item_label"].values.astype(str), strict=True))
    payload = [kind for kind in kinds if kind not in (INTACT_BUNDLE, EMPTY_ENVELOPE)]
    colours = style.item_colours(payload[: len(style.ITEM_COLOURS)])
    dots: list[Artist] = [
        Line2D([], [], marker="s", markersize=4, color=colour, linestyle="none", label=kinds[kind])
        for kind, colour in colours.items()
    ]
    balloon = Line2D([], [], marker="o", markersize=6, color=style.TRACK_HEIGHT(0.6), linestyle="none", label="balloon")
    falling = Line2D([], [], marker="v", markersize=4, color=style.WORDS, linestyle="none", label="falling")
    return [balloon, falling, *dots, *launch_handles()]
