"""The landing map: where each kind of item comes down, over the ground it comes down on.

Holds the picture only; densities and contours come from `sim.landing`.
"""

from collections.abc import Iterable, Sequence
from types import NoneType
from typing import NamedTuple

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
from sim.kinds import LANDINGS, refuse_other_than
from sim.landing import Contour, Landings, is_tally
from sim.maps import style
from sim.maps.furniture import draw_grid, draw_legend, draw_scale_bar, quietest_corner, whole_figure
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, draw_names, unknown_handles
from sim.maps.landings.wording import told_of_lost
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

MASSES = (0.5, 0.9)
MOST_ITEMS = len(style.ITEM_COLOURS)
"""A map tells at most so many kinds of item apart, each by its own colour."""
MOST_RELEASES = 1500


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


def draw_landing_map(drops: Landings, ax: GeoAxes | None = None, items: Sequence[str] | None = None) -> LandingMap:
    """Draw where things land: density, contours of 50 % and 90 % per item, launch, releases, provinces and the line.

    Parameters
    ----------
    drops : Landings
        From `sim.landings`, or from `sim.tallied`, which knows of no single release.
    ax : GeoAxes, optional
        Any cartopy projection; its extent is set. Without it a figure is made.
    items : sequence of str, optional
        Kinds of item, at most `MOST_ITEMS`; all of the payload without it. The legend says of which nothing landed.

    Returns
    -------
    LandingMap
        The axes and the artists. Nothing is shown or saved.
    """
    kinds = checked_items("draw_landing_map", drops, items)
    refuse_plain_axes("draw_landing_map", ax)
    colours = style.item_colours(kinds)
    landed = [kind for kind in kinds if drops.landed_share(kind) > 0]
    contours = {kind: drops.contours(MASSES, kind) for kind in landed}
    outlines = [contour.polygons for kind in landed for contour in contours[kind]]
    frame = frame_around(drops.flights, outlines)
    ax = map_axes(frame) if ax is None else ax
    show(ax, frame)
    edges = shapely.union_all([outline.boundary for outline in outlines])
    ground = [*draw_ground(ax, frame), *draw_names(ax, frame, lines=edges, launches=[place_of_launch(drops.flights)])]
    shading = _draw_density(ax, drops, landed)
    drawn = [artist for kind in landed for artist in _draw_contours(ax, contours[kind], colours[kind])]
    releases = [] if is_tally(drops.flights) else [_draw_releases(ax, drops.flights)]
    flight = [*releases, draw_launch(ax, drops.flights)]
    return LandingMap(ax, ground, shading, drawn, flight, _draw_furniture(ax, drops, colours, landed))


def checked_items(where: str, drops: Landings, items: Sequence[str] | None) -> list[str]:
    """The kinds of item that a picture tells apart, all of the payload without a choice.

    Raises
    ------
    InputError
        For none, for more than there are colours, and for a kind that the flights do not have.
    """
    refuse_other_than(Landings, f"{where}: drops", drops, LANDINGS)
    refuse_other_than((Iterable, NoneType), f"{where}: items", items, "a list of kinds of item, or be left out")
    kinds = [items] if isinstance(items, str) else list(drops.items if items is None else items)
    unknown = [kind for kind in kinds if kind not in drops.labels]
    if unknown:
        raise InputError(f"{where}: no item {', '.join(map(str, unknown))}; there are {', '.join(drops.labels)}.")
    if not 1 <= len(kinds) <= MOST_ITEMS:
        raise InputError(
            f"{where}: {len(kinds)} kinds of item; a map can tell 1 to {MOST_ITEMS} apart: choose with items=[...]."
        )
    return kinds


def _draw_density(ax: GeoAxes, drops: Landings, landed: list[str]) -> list[Artist]:
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


def _draw_releases(ax: GeoAxes, flights: xr.Dataset) -> Artist:
    """Faintly, where bundles were let go: of many releases an even choice."""
    longitude, latitude = (flights[f"release_{name}"].values.ravel() for name in ("longitude", "latitude"))
    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    chosen = known[:: max(1, known.size // MOST_RELEASES)]
    releases: Artist = ax.scatter(
        longitude[chosen],
        latitude[chosen],
        s=2.5,
        color=style.INK,
        alpha=0.18,
        linewidths=0,
        transform=GEOGRAPHIC,
        zorder=4,
    )
    return releases


def _draw_furniture(ax: GeoAxes, drops: Landings, colours: dict[str, str], landed: list[str]) -> list[Artist]:
    bar = draw_scale_bar(ax, corner_free_of(ax, drops, landed))
    handles = [*_legend_handles(colours, landed, drops.labels), *_flight_handles(drops), *unknown_handles(shown_by(ax))]
    legend = draw_legend(ax, handles)
    words = draw_words(ax, drops.flights, legend, told=told_of_lost(drops, list(colours)))
    return [draw_grid(ax), *bar, legend, *words]


def corner_free_of(ax: GeoAxes, drops: Landings, landed: list[str]) -> str:
    """Corner of the map in which the fewest of these kinds landed."""
    points = np.empty((0, 3))
    if landed:
        places = drops.places(tuple(landed))
        points = ax.projection.transform_points(GEOGRAPHIC, places.longitude, places.latitude)
    return quietest_corner(ax, points[:, 0], points[:, 1])


def _legend_handles(colours: dict[str, str], landed: list[str], labels: dict[str, str]) -> list[Artist]:
    handles: list[Artist] = []
    for kind, colour in colours.items():
        words = labels[kind] if kind in landed else f"{labels[kind]} (none landed)"
        handles.append(Line2D([], [], color=colour, linewidth=1.8, label=words))
    for mass, line_style in style.LINE_STYLES.items():
        handles.append(
            Line2D(
                [], [], color=style.INK, linewidth=1.2, linestyle=line_style, label=f"{100 * mass:.0f} % land inside"
            )
        )
    shading = "density" if len(colours) == 1 else "density, all kinds alike"
    return [*handles, Patch(facecolor=style.DENSITY(0.7), label=shading)]


def _flight_handles(drops: Landings) -> list[Artist]:
    release = Line2D([], [], marker=".", markersize=4, color=style.INK, alpha=0.5, linestyle="none", label="release")
    return [*([] if is_tally(drops.flights) else [release]), *launch_handles()]
