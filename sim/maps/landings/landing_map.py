"""The landing map: where each kind of item comes down, over the ground it comes down on.

Holds the picture only; densities and contours come from `sim.landing`.
"""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import shapely
import xarray as xr
from cartopy.crs import LambertAzimuthalEqualArea, Projection
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.errors import InputError
from sim.landing import Contour, LandingDistribution
from sim.maps import style
from sim.maps.furniture import draw_grid, draw_legend, draw_scale_bar, quietest_corner, whole_figure
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, draw_names

MASSES = (0.5, 0.9)
MOST_ITEMS = len(style.ITEM_COLOURS)
"""A map tells at most so many kinds of item apart, each by its own colour."""
MOST_RELEASES = 1500
# The middle of the peninsula is always on the map: west, south, east, north. [degree]
MIDDLE = (124.8, 37.2, 128.8, 39.4)


class LandingMap(NamedTuple):
    """What `draw_landing_map` drew.

    axes : GeoAxes
        The map.
    ground, density, contours, flight, furniture : list of Artist
        Land and names; shading; contours of every item; launch and releases; scale bar, legend and words around.
    """

    axes: GeoAxes
    ground: list[Artist]
    density: list[Artist]
    contours: list[Artist]
    flight: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_landing_map(
    drops: LandingDistribution, ax: GeoAxes | None = None, items: Sequence[str] | None = None
) -> LandingMap:
    """Draw where things land: density, contours of 50 % and 90 % per item, launch, releases, provinces and the line.

    Parameters
    ----------
    drops : LandingDistribution
    ax : GeoAxes, optional
        Any cartopy projection; its extent is set. Without it a figure is made.
    items : sequence of str, optional
        Kinds of item, at most `MOST_ITEMS`; all of the payload without it. The legend says of which nothing landed.

    Returns
    -------
    LandingMap
        The axes and the artists. Nothing is shown or saved.
    """
    kinds = _checked_items(drops, items)
    landed = [kind for kind in kinds if drops.landed_share(kind) > 0]
    contours = {kind: drops.contours(MASSES, kind) for kind in landed}
    frame = _frame(drops, contours)
    if ax is None:
        ax = _new_axes(frame)
    elif not isinstance(ax, GeoAxes):
        raise InputError(
            f"draw_landing_map: ax is a {type(ax).__name__}; it must be a cartopy GeoAxes: give it a projection."
        )
    ax.set_extent([frame.bounds[0], frame.bounds[2], frame.bounds[1], frame.bounds[3]], crs=GEOGRAPHIC)
    ground = [*draw_ground(ax, frame), *draw_names(ax, frame)]
    shading = _draw_density(ax, drops, landed)
    outlines = [artist for kind in landed for artist in _draw_contours(ax, contours[kind], _colour(kinds, kind))]
    flight = _draw_flight(ax, drops.flights)
    return LandingMap(ax, ground, shading, outlines, flight, _draw_furniture(ax, drops, kinds, landed))


def _checked_items(drops: LandingDistribution, items: Sequence[str] | None) -> list[str]:
    kinds = list(drops.items if items is None else items)
    if not 1 <= len(kinds) <= MOST_ITEMS:
        raise InputError(
            f"draw_landing_map: {len(kinds)} kinds of item; a map can tell 1 to {MOST_ITEMS} apart: "
            "choose with items=[...]."
        )
    return kinds


def _colour(kinds: list[str], kind: str) -> str:
    return style.ITEM_COLOURS[kinds.index(kind)]


def _frame(drops: LandingDistribution, contours: dict[str, tuple[Contour, ...]]) -> shapely.Polygon:
    """What the map shows, in degrees: every contour, the launch and the middle of the peninsula, with a margin."""
    flights = drops.flights
    launch = shapely.Point(flights.attrs["launch_longitude"], flights.attrs["launch_latitude"])
    outlines = [contour.polygons for kind in contours.values() for contour in kind]
    west, south, east, north = shapely.GeometryCollection([shapely.box(*MIDDLE), launch, *outlines]).bounds
    margin = 0.05 * max(east - west, north - south)
    return shapely.box(west - margin, south - margin, east + margin, north + margin)


def _new_axes(frame: shapely.Polygon) -> GeoAxes:
    west, south, east, north = frame.bounds
    middle = (south + north) / 2
    projection = LambertAzimuthalEqualArea((west + east) / 2, middle)
    ratio = (north - south) / ((east - west) * np.cos(np.deg2rad(middle)))
    width = 8.0 if ratio < 1.2 else 6.5
    figure = plt.figure(figsize=(width, float(np.clip(width * ratio, 4.5, 9.5)) + 0.8))
    return figure.add_axes((0.07, 0.17, 0.9, 0.74), projection=projection)


def _draw_density(ax: GeoAxes, drops: LandingDistribution, landed: list[str]) -> list[Artist]:
    """Shading of where things land, every kind with the same weight; below a twentieth of the peak there is none."""
    if not landed:
        return []
    density = drops.density(tuple(landed))
    highest = float(density.max())
    levels = np.linspace(0.05, 1.0, 20) * highest
    plane = _projection_of(density)
    return [
        ax.contourf(
            density["x"].values,
            density["y"].values,
            density.values,
            levels=levels,
            cmap=style.DENSITY,
            transform=plane,
            zorder=2,
            antialiased=True,
        )
    ]


def _projection_of(density: xr.DataArray) -> Projection:
    attributes = density["projection"].attrs
    return LambertAzimuthalEqualArea(
        attributes["longitude_of_projection_origin"], attributes["latitude_of_projection_origin"]
    )


def _draw_contours(ax: GeoAxes, contours: tuple[Contour, ...], colour: str) -> list[Artist]:
    return [
        ax.add_geometries(
            list(contour.polygons.geoms),
            GEOGRAPHIC,
            facecolor="none",
            edgecolor=colour,
            linewidth=1.5,
            linestyle=style.LINE_STYLES[contour.mass],
            zorder=5,
        )
        for contour in contours
    ]


def _draw_flight(ax: GeoAxes, flights: xr.Dataset) -> list[Artist]:
    """Launch site and, faintly, where bundles were let go: of many releases an even choice."""
    longitude, latitude = (flights[f"release_{name}"].values.ravel() for name in ("longitude", "latitude"))
    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    chosen = known[:: max(1, known.size // MOST_RELEASES)]
    releases = ax.scatter(
        longitude[chosen],
        latitude[chosen],
        s=2.5,
        color=style.INK,
        alpha=0.18,
        linewidths=0,
        transform=GEOGRAPHIC,
        zorder=4,
    )
    (launch,) = ax.plot(
        flights.attrs["launch_longitude"],
        flights.attrs["launch_latitude"],
        marker="*",
        markersize=13,
        color="white",
        markeredgecolor=style.INK,
        markeredgewidth=1.0,
        linestyle="none",
        transform=GEOGRAPHIC,
        zorder=8,
    )
    return [releases, launch]


def _draw_furniture(ax: GeoAxes, drops: LandingDistribution, kinds: list[str], landed: list[str]) -> list[Artist]:
    positions = drops.positions(tuple(landed)) if landed else None
    points = np.empty((0, 3))
    if positions is not None:
        points = ax.projection.transform_points(GEOGRAPHIC, positions.longitude, positions.latitude)
    bar = draw_scale_bar(ax, quietest_corner(ax, points[:, 0], points[:, 1]))
    legend = draw_legend(ax, _legend_handles(kinds, landed, drops.labels))
    return [draw_grid(ax), *bar, legend, *_draw_words(ax, drops, legend)]


def _legend_handles(kinds: list[str], landed: list[str], labels: dict[str, str]) -> list[Artist]:
    handles: list[Artist] = []
    for kind in kinds:
        words = labels[kind] if kind in landed else f"{labels[kind]} (none landed)"
        handles.append(Line2D([], [], color=_colour(kinds, kind), linewidth=1.8, label=words))
    for mass, line_style in style.LINE_STYLES.items():
        handles.append(
            Line2D(
                [], [], color=style.INK, linewidth=1.2, linestyle=line_style, label=f"{100 * mass:.0f} % land inside"
            )
        )
    handles.append(
        Patch(facecolor=style.DENSITY(0.7), label="density" if len(kinds) == 1 else "density, all kinds alike")
    )
    handles.append(
        Line2D([], [], marker=".", markersize=4, color=style.INK, alpha=0.5, linestyle="none", label="release")
    )
    handles.append(
        Line2D(
            [],
            [],
            marker="*",
            markersize=10,
            color="white",
            markeredgecolor=style.INK,
            linestyle="none",
            label="launch",
        )
    )
    handles.append(Line2D([], [], color=style.LINE, linewidth=1.6, label="Military Demarcation Line"))
    return handles


def _draw_words(ax: GeoAxes, drops: LandingDistribution, legend: Artist) -> list[Artist]:
    """Title and what was flown above the map; below its legend, where the air and the shapes come from."""
    given = drops.flights.attrs
    weather = "one weather" if drops.weather_members == 1 else f"{drops.weather_members} weather members"
    if drops.nights_looked_at is not None:
        weather += f", chosen by forecast from {drops.nights_looked_at:,} nights"
    flown = f"launch {_moment(given['launch_time'])}; {drops.balloons:,} balloons, {weather}"
    air = f"Wind: {given.get('wind_source', 'not stated')}. Shapes: Natural Earth. Model: balloon-drift."
    letters = int(ax.get_window_extent().width / ax.figure.dpi * 20)  # 20 letters of this size fill an inch
    look = {"textcoords": "offset points", "color": style.WORDS}
    return [
        ax.set_title(given.get("title", "Where it lands"), loc="left", fontsize=11, fontweight="bold", pad=20),
        ax.annotate(flown, (0, 1), (0, 6), xycoords="axes fraction", va="bottom", fontsize=8, **look),
        ax.annotate(textwrap.fill(air, letters), (0, 0), (0, -8), xycoords=legend, va="top", fontsize=6.5, **look),
    ]


def _moment(text: str) -> str:
    """A time as people write it, offset kept."""
    date, _, time = text.partition("T")
    return f"{date} {time[:5]} (UTC{time[8:14]})" if len(time) >= 14 else text
