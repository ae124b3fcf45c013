"""What the interactive map shows: the ground once, and a view for every kind of item and every bundle.

Holds no drawing: `map.js` draws what this gives.
"""

import shapely

from sim.landing import LandingDistribution
from sim.landing.questions import MASSES
from sim.maps import style
from sim.report.ground_data import border_lines, ground, towns
from sim.report.plane import Json, Plane
from sim.report.view_data import ALL, SHADED_FROM, releases, views
from sim.report.words import launch_place, spaced

_SHOWN_MASSES = (0.5, 0.9)
_DASHES = {0.5: "solid", 0.75: "dashdot", 0.9: "dash", 0.95: "dot"}
# The middle of the peninsula is always on the map: west, south, east, north. [degree]
_MIDDLE = (125.5, 37.4, 128.5, 39.0)


def map_data(drops: LandingDistribution) -> Json:
    """Everything that `map.js` draws, as plain numbers and texts."""
    plane = Plane(drops.flights)
    bundles = _bundles(drops)
    outcomes = drops.flights["outcome"].attrs["flag_meanings"].split()
    return {
        "ground": ground(plane),
        "lines": border_lines(plane),
        "towns": towns(plane),
        "outcomes": [spaced(name) for name in outcomes],
        "launch": {"label": launch_place(drops.flights)},
        "releases": {bundle: releases(carried, plane) for bundle, carried in bundles.items()},
        "items": _items(drops),
        "bundles": [{"name": name, "label": "all bundles" if name == ALL else name} for name in bundles],
        "masses": [
            {"mass": mass, "label": f"{100 * mass:.0f} %", "dash": _DASHES[mass], "shown": mass in _SHOWN_MASSES}
            for mass in MASSES
        ],
        "views": {bundle: dict(views(carried, plane)) for bundle, carried in bundles.items()},
        "frame": _frame(drops, plane),
        "colours": _colours(),
    }


def _bundles(drops: LandingDistribution) -> dict[str, LandingDistribution]:
    """All bundles together, then each by its name where there is more than one."""
    names = drops.bundles if len(drops.bundles) > 1 else ()
    return {ALL: drops} | {name: drops.of_bundle(name) for name in names}


def _items(drops: LandingDistribution) -> list[Json]:
    """Kinds of item with their colours on every map; beyond what colours can tell apart they come again."""
    most = len(style.ITEM_COLOURS)
    parts = [drops.items[first : first + most] for first in range(0, len(drops.items), most)]
    colours = {item: colour for part in parts for item, colour in style.item_colours(part).items()}
    return [{"name": item, "label": drops.labels[item], "colour": colours[item]} for item in drops.items]


def _frame(drops: LandingDistribution, plane: Plane) -> list[float]:
    """What the map shows at first: where 90 % of every kind came down, the launch, and the nearer North. [km]"""
    landed = [item for item in drops.items if drops.landed_share(item) > 0]
    outlines = [plane.shape(contour.polygons) for item in landed for contour in drops.contours((0.9,), item)]
    shown = shapely.GeometryCollection([shapely.Point(0.0, 0.0), plane.shape(shapely.box(*_MIDDLE)), *outlines])
    west, south, east, north = shown.bounds
    margin = 0.04 * max(east - west, north - south)
    return [round(edge) for edge in (west - margin, east + margin, south - margin, north + margin)]


def _colours() -> Json:
    """Colours of the map, as a page wants them."""
    return {
        "sea": style.SEA,
        "land": style.LAND,
        "north": style.NORTH,
        "unknown": style.UNKNOWN,
        "border": style.BORDER,
        "coast": style.COAST,
        "line": style.LINE,
        "words": style.WORDS,
        "sea_words": style.SEA_WORDS,
        "ink": style.INK,
        "density": [_rgba(style.DENSITY(0.0)), _rgba(style.DENSITY(1.0))],
        "shaded_from": SHADED_FROM,
    }


def _rgba(colour: tuple[float, float, float, float]) -> str:
    red, green, blue = (round(255 * part) for part in colour[:3])
    return f"rgba({red}, {green}, {blue}, {colour[3]:.2f})"
