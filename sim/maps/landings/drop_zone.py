"""The drop zone of one kind of item: how likely each province, country and sea is, and where the mass of it lies.

Holds the picture only; probabilities and contours come from `sim.landing`.
"""

from typing import NamedTuple

import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, withStroke
from matplotlib.text import Annotation, Text
from numpy.typing import NDArray

from sim.errors import InputError
from sim.ground import regions, shapes
from sim.kinds import LANDINGS, refuse_other_than
from sim.landing import Contour, Landings
from sim.maps import style
from sim.maps.furniture import draw_grid, draw_legend, draw_scale_bar, whole_figure
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, draw_names, unknown_handles
from sim.maps.landings.landing_map import corner_free_of
from sim.maps.landings.wording import percent, told_of_lost
from sim.maps.lettering import Language, refuse_unknown_language
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

MASSES = (0.5, 0.75, 0.9, 0.95)
"""Shares of what landed inside the contours."""

_DIRECTIONS = np.deg2rad(np.arange(0.0, 360.0, 10.0))
_FAR = 3e6  # beyond any drop zone [m]


class DropZone(NamedTuple):
    """What `draw_drop_zone` drew.

    axes : GeoAxes
        The map.
    bar : Axes
        The colour bar.
    ground : list of Artist
        Land and names, with the per cent of their region.
    shading : dict of str to Artist
        Each region that is likely enough to be shaded, by name.
    contours, labels : dict of float to Artist
        By the mass inside.
    flight, furniture : list of Artist
        Launch and median point; scale bar, grid, legend and words around.
    """

    axes: GeoAxes
    bar: Axes
    ground: list[Artist]
    shading: dict[str, Artist]
    contours: dict[float, Artist]
    labels: dict[float, Artist]
    flight: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_drop_zone(drops: Landings, item: str, ax: GeoAxes | None = None, language: Language = "en") -> DropZone:
    """Draw the drop zone of one kind of item: regions shaded by probability, contours of 50, 75, 90 and 95 %.

    Parameters
    ----------
    drops : Landings
    item : str
        Kind of item, also "intact_bundle" or "empty_envelope".
    ax : GeoAxes, optional
        Any cartopy projection; its extent is set. Without it a figure is made.
    language : "en", "ko" or "both"
        Of the names of places.

    Returns
    -------
    DropZone
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a kind of item of which nothing landed, plain axes, or another language.

    Notes
    -----
    A region's probability is of all items, landed or not; a contour holds a share of those that landed.
    """
    refuse_other_than(Landings, "draw_drop_zone: drops", drops, LANDINGS)
    refuse_plain_axes("draw_drop_zone", ax)
    refuse_unknown_language("draw_drop_zone", language)
    likely = _region_probabilities(drops, item)
    if not likely:
        raise InputError(f"draw_drop_zone: no {item} landed; choose one of which some did.")
    contours = drops.contours(MASSES, item)
    frame = frame_around(drops.flights, [contour.polygons for contour in contours])
    ax = map_axes(frame, room=0.09) if ax is None else ax
    show(ax, frame)
    told = {name: f"{percent(share)} %" for name, share in likely.items() if share >= style.SHARES[0]}
    edges = shapely.union_all([contour.polygons.boundary for contour in contours])
    names = draw_names(ax, frame, language, told, edges, [place_of_launch(drops.flights)])
    ground = [*draw_ground(ax, frame), *names]
    shading = _draw_shading(ax, likely, frame)
    middle = _draw_median(ax, drops, item)
    outlines = {contour.mass: _draw_contour(ax, contour) for contour in contours}
    labels = _draw_labels(ax, contours, middle, ground)
    bar, furniture = _draw_furniture(ax, drops, item)
    return DropZone(ax, bar, ground, shading, outlines, labels, [draw_launch(ax, drops.flights), middle], furniture)


def _region_probabilities(drops: Landings, item: str) -> dict[str, float]:
    """Probability of each region in which something landed."""
    names = set(regions().names)
    return {row.region: row.probability for row in drops.regions(item) if row.region in names and row.landings}


def _draw_shading(ax: GeoAxes, likely: dict[str, float], frame: shapely.Polygon) -> dict[str, Artist]:
    around = frame.buffer(2.0)
    shares = {name: share for name, share in likely.items() if share >= style.SHARES[0] and name in shapes()}
    return {
        name: ax.add_geometries(
            [shapely.intersection(shapes()[name], around)],
            GEOGRAPHIC,
            facecolor=style.SHADES(style.SHARE_STEPS(share)),
            edgecolor="none",
            zorder=1.5,
        )
        for name, share in shares.items()
    }


def _draw_median(ax: GeoAxes, drops: Landings, item: str) -> Line2D:
    """Cross at the median point, in the map's plane."""
    summary = drops.summary(item)
    x, y = ax.projection.transform_point(summary.longitude, summary.latitude, GEOGRAPHIC)
    (cross,) = ax.plot(x, y, "P", markersize=8, color=style.INK, markeredgecolor="white", zorder=8)
    assert isinstance(cross, Line2D)
    return cross


def _draw_contour(ax: GeoAxes, contour: Contour) -> Artist:
    look = style.CONTOURS[contour.mass]
    outline: Artist = ax.add_geometries(
        list(contour.polygons.geoms),
        GEOGRAPHIC,
        facecolor="none",
        edgecolor=style.CONTOUR,
        linewidth=look.width,
        linestyle=look.dashes,
        path_effects=[withStroke(linewidth=look.width + 1.4, foreground="white", alpha=0.7), Normal()],
        zorder=5,
    )
    return outline


def _draw_labels(
    ax: GeoAxes, contours: tuple[Contour, ...], middle: Line2D, ground: list[Artist]
) -> dict[float, Artist]:
    """The mass of each contour, written on it where contours and names leave most room."""
    x, y = np.asarray(middle.get_xydata(), dtype=np.float64)[0]
    outlines = [ax.projection.project_geometry(contour.polygons, GEOGRAPHIC).boundary for contour in contours]
    west, east, south, north = ax.get_extent(crs=ax.projection)
    inside = shapely.box(west, south, east, north).buffer(-0.04 * (east - west))
    names = _places_of_names(ax, ground)

    def crossings(angle: float) -> list[float]:
        """How far out a ray leaves each contour for good; 0 where it does so off the map."""
        ray = shapely.LineString([(x, y), (x + _FAR * np.cos(angle), y + _FAR * np.sin(angle))])
        met = [shapely.intersection(shapely.intersection(ray, outline), inside) for outline in outlines]
        return [shapely.hausdorff_distance(shapely.Point(x, y), point) if not point.is_empty else 0.0 for point in met]

    def room(angle: float) -> float:
        reaches = crossings(angle)
        labels = np.array([(x + reach * np.cos(angle), y + reach * np.sin(angle)) for reach in reaches])
        # Names are about three times as wide as high.
        apart = (labels[:, np.newaxis] - names) / (1.5, 0.5)
        return float(min(np.diff([0.0, *reaches]).min(), np.hypot(apart[..., 0], apart[..., 1]).min()))

    best = max(_DIRECTIONS, key=room)
    return {
        contour.mass: ax.text(
            x + reach * np.cos(best),
            y + reach * np.sin(best),
            f"{100 * contour.mass:.0f} %",
            ha="center",
            va="center",
            fontsize=7,
            fontweight="bold",
            color=style.CONTOUR,
            path_effects=[withStroke(linewidth=2.6, foreground="white")],
            zorder=7.5,
        )
        for contour, reach in zip(contours, crossings(best), strict=True)
    }


def _places_of_names(ax: GeoAxes, ground: list[Artist]) -> NDArray[np.float64]:
    """Where names stand on the map, in its plane; one far away where there are none."""
    places = [artist.get_position() for artist in ground if type(artist) is Text]
    places += [artist.xy for artist in ground if isinstance(artist, Annotation)]
    if not places:
        return np.full((1, 2), _FAR)
    longitude, latitude = np.array(places).T
    return np.asarray(ax.projection.transform_points(GEOGRAPHIC, longitude, latitude)[:, :2])


def _draw_furniture(ax: GeoAxes, drops: Landings, item: str) -> tuple[Axes, list[Artist]]:
    scale = draw_scale_bar(ax, corner_free_of(ax, drops, [item]))
    legend = draw_legend(ax, [*_legend_handles(), *unknown_handles(shown_by(ax))])
    bar = ax.inset_axes((1.02, 0.0, 0.025, 1.0))
    colours = whole_figure(ax).colorbar(
        ScalarMappable(style.SHARE_STEPS, style.SHADES), cax=bar, ticks=list(style.SHARES), spacing="uniform"
    )
    colours.ax.set_yticklabels([f"{100 * share:g}" for share in style.SHARES], fontsize=7)
    colours.set_label(f"probability that a {drops.labels[item]} ends in the region (%)", fontsize=8)
    given = drops.flights.attrs.get("title", "Where it lands")
    title = f"{drops.labels[item][:1].upper()}{drops.labels[item][1:]}: {given}"
    words = draw_words(ax, drops.flights, legend, title, told_of_lost(drops, [item]))
    return bar, [draw_grid(ax), *scale, legend, *words]


def _legend_handles() -> list[Artist]:
    contours: list[Artist] = [
        Line2D(
            [],
            [],
            color=style.CONTOUR,
            linewidth=look.width,
            linestyle=look.dashes,
            label=f"{100 * mass:.0f} % of what landed",
        )
        for mass, look in style.CONTOURS.items()
    ]
    median = Line2D([], [], marker="P", markersize=7, color=style.INK, linestyle="none", label="median point")
    return [*contours, median, *launch_handles()]
