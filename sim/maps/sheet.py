"""The sheet of a map of flights: what it shows, its axes, the launch on it, and the words around it.

Holds no landings and no tracks.
"""

import textwrap
from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import shapely
import xarray as xr
from cartopy.crs import LambertAzimuthalEqualArea
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.errors import InputError
from sim.landing import is_tally
from sim.maps import style
from sim.maps.ground_layer import GEOGRAPHIC

MIDDLE = (124.8, 37.2, 128.8, 39.4)
"""The middle of the peninsula is on every landing map: west, south, east, north. [degree]"""

# Any: matplotlib's own keywords, passed on.
_LAUNCH: dict[str, Any] = {
    "marker": "*",
    "color": "white",
    "markeredgecolor": style.INK,
    "linestyle": "none",
}


def frame_around(flights: xr.Dataset, outlines: Iterable[shapely.Geometry]) -> shapely.Polygon:
    """What a map shows: these outlines, the launch and the middle of the peninsula, with a margin. [degree]"""
    launch = shapely.Point(flights.attrs["launch_longitude"], flights.attrs["launch_latitude"])
    west, south, east, north = shapely.GeometryCollection([shapely.box(*MIDDLE), launch, *outlines]).bounds
    margin = 0.05 * max(east - west, north - south)
    return shapely.box(west - margin, south - margin, east + margin, north + margin)


def refuse_plain_axes(where: str, ax: Axes | None) -> None:
    """Raise if these axes are not those of a map; none at all are fine."""
    if ax is not None and not isinstance(ax, GeoAxes):
        raise InputError(f"{where}: ax is a {type(ax).__name__}; it must be a cartopy GeoAxes: give it a projection.")


def shape_of(frame: shapely.Polygon) -> float:
    """Height of a map of this frame over its width."""
    west, south, east, north = frame.bounds
    return float((north - south) / ((east - west) * np.cos(np.deg2rad((south + north) / 2))))


def plane_of(frame: shapely.Polygon) -> LambertAzimuthalEqualArea:
    """The plane in which a map of this frame is drawn true to area."""
    west, south, east, north = frame.bounds
    return LambertAzimuthalEqualArea((west + east) / 2, (south + north) / 2)


def map_axes(frame: shapely.Polygon, room: float = 0.0) -> GeoAxes:
    """Axes of a figure of their own, with a share of its width left free at the right."""
    ratio = shape_of(frame)
    width = 8.0 if ratio < 1.2 else 6.5
    figure = plt.figure(figsize=(width, float(np.clip(width * (1.0 - room) * ratio, 4.5, 9.5)) + 0.8))
    return figure.add_axes((0.07, 0.17, 0.9 - room, 0.74), projection=plane_of(frame))


def show(ax: GeoAxes, frame: shapely.Polygon) -> None:
    """Let the map show this frame. [degree]"""
    west, south, east, north = frame.bounds
    ax.set_extent([west, east, south, north], crs=GEOGRAPHIC)


def shown_by(ax: GeoAxes) -> shapely.Polygon:
    """What the map shows, as a box that holds all of it. [degree]"""
    west, east, south, north = ax.get_extent(GEOGRAPHIC)
    return shapely.box(west, south, east, north)


def place_of_launch(flights: xr.Dataset) -> tuple[float, float]:
    """Longitude and latitude of the launch site. [degree]"""
    return float(flights.attrs["launch_longitude"]), float(flights.attrs["launch_latitude"])


def draw_launch(ax: GeoAxes, flights: xr.Dataset) -> Artist:
    """The launch site, as a star."""
    launch: Artist
    (launch,) = ax.plot(
        *place_of_launch(flights),
        markersize=13,
        markeredgewidth=1.0,
        transform=GEOGRAPHIC,
        zorder=8,
        **_LAUNCH,
    )
    return launch


def launch_handles() -> list[Artist]:
    """What the legend says of the launch and of the line between the Koreas."""
    return [
        Line2D([], [], markersize=10, label="launch", **_LAUNCH),
        Line2D([], [], color=style.LINE, linewidth=1.6, label="Military Demarcation Line"),
    ]


def draw_words(ax: Axes, flights: xr.Dataset, below: Artist, title: str | None = None, told: str = "") -> list[Artist]:
    """Title and what was flown above the map; below its legend what is told, and where air and shapes come from."""
    return [*draw_heading(ax, flights, title), draw_source(ax, flights, below, told)]


def draw_source(ax: Axes, flights: xr.Dataset, below: Artist, told: str = "") -> Artist:
    """Below something else: what is told, and where the air and the shapes come from."""
    wind = flights.attrs.get("wind_source", "not stated")
    air = f"{told} Wind: {wind}. Shapes: Natural Earth. Model: balloon-drift.".lstrip()
    letters = int(ax.get_window_extent().width / ax.figure.dpi * 20)  # 20 letters of this size fill an inch
    return ax.annotate(
        textwrap.fill(air, letters, break_on_hyphens=False),
        (0, 0),
        (0, -8),
        xycoords=below,
        textcoords="offset points",
        va="top",
        fontsize=6.5,
        color=style.WORDS,
    )


def draw_heading(ax: Axes, flights: xr.Dataset, title: str | None = None, gap: float = 0.0) -> list[Artist]:
    """Title and what was flown, so many points above the axes."""
    return [
        ax.set_title(
            title or flights.attrs.get("title", "Where it lands"),
            loc="left",
            fontsize=11,
            fontweight="bold",
            pad=gap + 20,
        ),
        ax.annotate(
            flown(flights),
            (0, 1),
            (0, gap + 6),
            xycoords="axes fraction",
            textcoords="offset points",
            va="bottom",
            fontsize=8,
            color=style.WORDS,
        ),
    ]


def flown(flights: xr.Dataset) -> str:
    """When, how many balloons, and in how much weather."""
    members = np.unique(flights["weather"].values).size
    weather = "one weather" if members == 1 else f"{members} weather members"
    if "night_refusal" in flights:
        weather += f", chosen by forecast from {flights.sizes['night']:,} nights"
    balloons = int(flights["balloons"].sum()) if is_tally(flights) else flights.sizes["balloon"]
    count = "1 balloon" if balloons == 1 else f"{balloons:,} balloons"
    return f"launch {moment(flights.attrs['launch_time'])}; {count}, {weather}"


def moment(text: str) -> str:
    """A time as people write it, offset kept."""
    date, _, time = text.partition("T")
    return f"{date} {time[:5]} (UTC{time[8:14]})" if len(time) >= 14 else text
