"""What lies under a landing map: sea, land, provinces, the line between the Koreas, and names.

Holds nothing about landings.
"""

from typing import Any

import shapely
from cartopy.crs import PlateCarree
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.patheffects import withStroke

from sim.ground import Region, lines, places, regions, shapes
from sim.maps import style

GEOGRAPHIC = PlateCarree()
# Beyond this box the package has no shapes, and the map says so by its colour: west, south, east, north. [degree]
CHARTED = (118.0, 30.0, 138.0, 47.0)
# A name is written only where its region takes at least this share of the map; provinces crowd each other first.
_SMALLEST_PROVINCE, _SMALLEST_OTHER = 0.02, 0.006
# The city of Pyongyang names its own province.
_UNNAMED = ("pyongyang", "other_sea", "elsewhere")
_TOWNS = ("Pyongyang", "Seoul", "Kaesong", "Haeju", "Wonsan", "Hamhung", "Gangneung")


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
    line = shapely.intersection(lines()["military_demarcation_line"], frame)
    return [
        _add(ax, [sea], zorder=0.5, facecolor=style.SEA),
        *artists,
        _add(ax, list(land.values()), zorder=3, edgecolor=style.BORDER, linewidth=0.5),
        _add(ax, coast, zorder=3, edgecolor=style.COAST, linewidth=0.7),
        _add(ax, [line], zorder=6, edgecolor=style.LINE, linewidth=1.6),
    ]


# Any: matplotlib's own keywords, passed on.
def _add(ax: GeoAxes, outlines: list[shapely.Geometry], **look: Any) -> Artist:
    """Shapes as they ship with the package; cartopy's own features would be fetched from a network."""
    artist: Artist = ax.add_geometries(outlines, GEOGRAPHIC, **({"facecolor": "none", "edgecolor": "none"} | look))
    return artist


def draw_names(ax: GeoAxes, frame: shapely.Polygon) -> list[Artist]:
    """Names of provinces, countries and seas where there is room for them, and of a few towns."""
    artists: list[Artist] = []
    roomy = frame.buffer(-0.04 * (frame.bounds[3] - frame.bounds[1]))
    for region in regions():
        if region.name in _UNNAMED:
            continue
        visible = shapely.intersection(shapes()[region.name], roomy)
        smallest = _SMALLEST_PROVINCE if region.country == "KP" else _SMALLEST_OTHER
        if visible.area > smallest * frame.area:
            artists.append(_name(ax, region, visible))
    for place in places():
        if place.name in _TOWNS and frame.buffer(-0.2).contains(shapely.Point(place.longitude, place.latitude)):
            artists += _town(ax, place.name, place.longitude, place.latitude)
    return artists


def _name(ax: GeoAxes, region: Region, visible: shapely.Geometry) -> Artist:
    """A name at the place of its region that is farthest from any edge."""
    largest = max(shapely.get_parts(visible), key=lambda part: part.area)
    middle = shapely.maximum_inscribed_circle(largest.simplify(0.01), tolerance=0.02).coords[0]
    sea, country = region.kind == "sea", region.country not in ("", "KP")
    name: Artist = ax.text(
        *middle,
        region.label.upper() if country else region.label,
        transform=GEOGRAPHIC,
        ha="center",
        va="center",
        fontsize=7.5 if country or sea else 6.5,
        style="italic" if sea else "normal",
        color=style.SEA_WORDS if sea else style.WORDS,
        path_effects=[withStroke(linewidth=1.8, foreground=style.SEA if sea else style.NORTH, alpha=0.8)],
        clip_on=True,
        zorder=7,
    )
    return name


def _town(ax: GeoAxes, name: str, longitude: float, latitude: float) -> list[Artist]:
    left = longitude > 127.9  # names of towns on the east coast stand over land
    (dot,) = ax.plot(longitude, latitude, "o", transform=GEOGRAPHIC, markersize=2, color=style.INK, zorder=7)
    label = ax.annotate(
        name,
        (longitude, latitude),
        xycoords=GEOGRAPHIC._as_mpl_transform(ax),
        xytext=(-3 if left else 3, 2),
        ha="right" if left else "left",
        textcoords="offset points",
        fontsize=6,
        color=style.INK,
        path_effects=[withStroke(linewidth=1.6, foreground="white", alpha=0.8)],
        annotation_clip=True,
        zorder=7,
    )
    return [dot, label]
