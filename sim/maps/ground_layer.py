"""What lies under a landing map: sea, land, provinces, the line between the Koreas, and names.

Holds nothing about landings.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from cartopy.crs import PlateCarree
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from sim.ground import Place, Region, places, regions, shapes
from sim.ground import lines as ground_lines
from sim.maps import style
from sim.maps.lettering import Language, letters, named

GEOGRAPHIC = PlateCarree()
# Beyond this box the package has no shapes, and the map says so by its colour: west, south, east, north. [degree]
CHARTED = (118.0, 30.0, 138.0, 47.0)
# A name is written only where its region takes at least this share of the map; provinces crowd each other first.
_SMALLEST_PROVINCE, _SMALLEST_OTHER, _SMALLEST_TOLD = 0.02, 0.006, 0.004
# Degrees of longitude shrunk so that the room of a name, about twice as wide as high, becomes a circle; and the part of
# its size for which a name does not leave lines alone.
_WIDER, _TOO_LITTLE = 0.4, 0.6
# The city of Pyongyang names its own province.
_UNNAMED = ("pyongyang", "other_sea", "elsewhere")
_STAR, _DOT = 5.0, 1.0  # how far they reach to each side, a star less its points [point]
TOWNS = ("Pyongyang", "Seoul", "Kaesong", "Haeju", "Wonsan", "Hamhung", "Gangneung")


def draw_ground(ax: GeoAxes, frame: shapely.Polygon) -> list[Artist]:
    """Sea, land, provinces of the North and the Military Demarcation Line; `frame` is what the map shows. [degree]"""
    ax.set_facecolor(style.UNKNOWN)
    around = frame.buffer(2.0)
    land = {
        region: shapely.intersection(shapes()[region.name], around) for region in regions() if region.kind == "land"
    }
    land = {region: shape for region, shape in land.items() if not shape.is_empty}
    artists = [
        _add(ax, [shape], zorder=1, facecolor=style.NORTH if region.country == "KP" else style.LAND)
        for region, shape in land.items()
    ]
    sea = shapely.box(*CHARTED).segmentize(0.5)
    inside = shapely.box(*CHARTED).buffer(-1e-3)
    # Nothing at all, far from Korea, has no boundary.
    coast = [shapely.union_all(list(land.values())).boundary.intersection(inside)] if land else []
    line = shapely.intersection(ground_lines()["military_demarcation_line"], frame)
    return [
        _add(ax, [sea], zorder=0.5, facecolor=style.SEA),
        *artists,
        _add(ax, list(land.values()), zorder=3, edgecolor=style.BORDER, linewidth=0.5),
        _add(ax, coast, zorder=3, edgecolor=style.COAST, linewidth=0.7),
        _add(ax, [line], zorder=6, edgecolor=style.LINE, linewidth=1.6),
    ]


def unknown_handles(frame: shapely.Polygon) -> list[Artist]:
    """What the legend says of ground that no shape is shipped for; nothing where a map of this frame shows none."""
    if shapely.box(*CHARTED).contains(frame):
        return []
    return [Patch(facecolor=style.UNKNOWN, edgecolor=style.BORDER, linewidth=0.5, label="no coast in the package")]


# Any: matplotlib's own keywords, passed on.
def _add(ax: GeoAxes, outlines: list[shapely.Geometry], **look: Any) -> Artist:
    """Shapes as they ship with the package; cartopy's own features would be fetched from a network."""
    artist: Artist = ax.add_geometries(outlines, GEOGRAPHIC, **({"facecolor": "none", "edgecolor": "none"} | look))
    return artist


def draw_names(
    ax: GeoAxes,
    frame: shapely.Polygon,
    language: Language = "en",
    told: Mapping[str, str] | None = None,
    lines: shapely.Geometry | None = None,
    launches: Sequence[tuple[float, float]] = (),
) -> list[Artist]:
    """Names of provinces, countries and seas where there is room for them, and of a few towns.

    Of towns whose names would lie on one another, or on a launch, the larger ones are named.

    Parameters
    ----------
    ax : GeoAxes
    frame : shapely.Polygon
        What the map shows. [degree]
    language : "en", "ko" or "both"
    told : mapping of str to str, optional
        What is written below the name of a region; such a region needs less room to be named.
    lines : shapely.Geometry, optional
        What names keep off where they can. [degree]
    launches : sequence of (longitude, latitude)
        Where stars are to stand. [degree]
    """
    words = told or {}
    towns, artists = _draw_towns(ax, frame, language, launches)
    high = frame.bounds[3] - frame.bounds[1]
    roomy = shapely.difference(
        frame.buffer(-0.04 * high), shapely.union_all([_room_of(*town, frame) for town in towns])
    )
    taken = shapely.Polygon() if lines is None else lines.buffer(0.015 * high)
    for region in regions():
        if region.name == "elsewhere" or (region.name in _UNNAMED and region.name not in words):
            continue
        visible = shapely.intersection(shapes()[region.name], roomy)
        smallest = _SMALLEST_PROVINCE if region.country == "KP" else _SMALLEST_OTHER
        if visible.area > (_SMALLEST_TOLD if region.name in words else smallest) * frame.area:
            place = _roomiest(visible, shapely.difference(visible, taken))
            artists.append(_name(ax, region, place, language, words.get(region.name, "")))
    return artists


def _room_of(place: Place, left: bool, frame: shapely.Polygon) -> shapely.Polygon:
    """What the name of a town covers: its letters are 6 points high on a map some 7 inches wide. [degree]"""
    west, south, east, north = frame.bounds
    wide, high = 0.08 * (east - west), 0.025 * (north - south)
    near, far = (-wide, 0.0) if left else (0.0, wide)
    return shapely.box(
        place.longitude + near, place.latitude - high, place.longitude + far, place.latitude + 1.5 * high
    )


def _roomiest(visible: shapely.Geometry, clear: shapely.Geometry) -> tuple[float, float]:
    """The place farthest from any edge, in what is clear of lines unless that leaves a name too little. [degree]"""
    anywhere, free = _widest_ellipse(visible), _widest_ellipse(clear)
    x, y = shapely.get_coordinates(free if free.length > _TOO_LITTLE * anywhere.length else anywhere)[0]
    return float(x / _WIDER), float(y)


def _widest_ellipse(shape: shapely.Geometry) -> shapely.LineString:
    """From the middle to the edge of the largest ellipse, as flat as names are, in a plane where it is a circle."""
    if shape.is_empty:
        return shapely.LineString()
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    narrowed = shapely.transform(largest.simplify(0.01), lambda places: places * (_WIDER, 1.0))
    return shapely.maximum_inscribed_circle(narrowed, tolerance=0.02)


def _name(ax: GeoAxes, region: Region, place: tuple[float, float], language: Language, below: str) -> Artist:
    sea, country = region.kind == "sea", region.country not in ("", "KP")
    own = named(language, region.label.upper() if country else region.label, region.label_korean)
    lines = [] if region.name in _UNNAMED else [own]
    name: Artist = ax.text(
        *place,
        "\n".join([*lines, *([below] if below else [])]),
        transform=GEOGRAPHIC,
        ha="center",
        va="center",
        fontsize=7.5 if country or sea else 6.5,
        style="italic" if sea else "normal",
        # What is told of a region stands on its shade, where only dark words are read.
        color=style.INK if below else style.SEA_WORDS if sea else style.WORDS,
        path_effects=[withStroke(linewidth=1.8, foreground=style.SEA if sea and not below else style.NORTH, alpha=0.8)],
        clip_on=True,
        zorder=7,
        **letters(language),
    )
    return name


def _draw_towns(
    ax: GeoAxes, frame: shapely.Polygon, language: Language, launches: Sequence[tuple[float, float]]
) -> tuple[list[tuple[Place, bool]], list[Artist]]:
    """The towns that are named, whether their names stand on the left, and dots and names."""
    ax.apply_aspect()
    inside = frame.buffer(-0.2)
    known = sorted((place for place in places() if place.name in TOWNS), key=lambda place: TOWNS.index(place.name))
    shown = [place for place in known if inside.contains(shapely.Point(place.longitude, place.latitude))]
    taken = [_around(ax, *launch, _STAR) for launch in launches]
    taken += [_around(ax, place.longitude, place.latitude, _DOT) for place in shown]
    named_towns: list[tuple[Place, bool]] = []
    artists: list[Artist] = []
    for place in shown:
        usual = place.longitude > 127.9  # names of towns on the east coast stand over land
        for left in (usual, not usual):
            name = _town_name(ax, place, language, left=left)
            room = name.get_window_extent()
            name.set_annotation_clip(True)  # not before: a map that was not drawn yet does not know what it shows
            if not any(room.overlaps(other) for other in taken):
                (dot,) = ax.plot(
                    place.longitude, place.latitude, "o", transform=GEOGRAPHIC, markersize=2, color=style.INK, zorder=7
                )
                taken.append(room)
                named_towns.append((place, left))
                artists += [dot, name]
                break
            name.remove()
    return named_towns, artists


def _around(ax: GeoAxes, longitude: float, latitude: float, points: float) -> Bbox:
    """The square around a place that reaches so far to each side. [pixel]"""
    x, y = ax.transData.transform(ax.projection.transform_point(longitude, latitude, GEOGRAPHIC))
    far = points / 72.0 * ax.figure.dpi
    return Bbox([[x - far, y - far], [x + far, y + far]])


def _town_name(ax: GeoAxes, place: Place, language: Language, *, left: bool) -> Annotation:
    name: Annotation = ax.annotate(
        named(language, place.name, place.label_korean),
        (place.longitude, place.latitude),
        xycoords=GEOGRAPHIC._as_mpl_transform(ax),
        xytext=(-3 if left else 3, 2),
        ha="right" if left else "left",
        textcoords="offset points",
        fontsize=6,
        color=style.INK,
        path_effects=[withStroke(linewidth=1.6, foreground="white", alpha=0.8)],
        annotation_clip=False,
        zorder=7,
        **letters(language),
    )
    return name
