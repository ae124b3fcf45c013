"""The ground of the interactive map: regions, coast, the line between the Koreas, and towns.

Holds nothing about landings.
"""

import numpy as np
import shapely

from sim.ground import lines, places, regions, shapes
from sim.maps.ground_layer import CHARTED, TOWNS
from sim.report.plane import Json, Plane, path, rounded

# Names that crowd each other at the scale of a drop zone.
_UNNAMED = ("other_sea", "elsewhere", "pyongyang")


def ground(plane: Plane) -> list[Json]:
    """Outline, names and colour of every region; seas first, so that land lies over them."""
    drawn = sorted((region for region in regions() if region.name in shapes()), key=lambda region: region.kind != "sea")
    return [
        {
            "name": region.name,
            "label": region.label,
            "korean": region.label_korean,
            "kind": "north" if region.country == "KP" else region.kind,
            "middle": None if region.name in _UNNAMED else _middle(plane.shape(shapes()[region.name])),
        }
        | plane.outline(shapes()[region.name])._asdict()
        for region in drawn
    ]


def _middle(shape: shapely.Geometry) -> Json:
    """The place of a region that is farthest from any edge, and how far that is. [km]"""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    line = shapely.maximum_inscribed_circle(largest.simplify(1.0), tolerance=2.0)
    x, y = rounded(np.asarray(line.coords[0]))
    return {"x": float(x), "y": float(y), "room": round(line.length, 1)}


def border_lines(plane: Plane) -> Json:
    """The coast, and the line between the Koreas with the limits of its zone."""
    land = [shapes()[region.name] for region in regions() if region.kind == "land"]
    # a hair inside, where the shapes end no coast is
    coast = shapely.union_all(land).boundary.intersection(shapely.box(*CHARTED).buffer(-1e-3))
    return {"coast": plane.outline(coast)._asdict()} | {
        name: path(plane.shape(line))._asdict() for name, line in lines().items()
    }


def towns(plane: Plane) -> Json:
    """Places of towns with their names, and of those that the other maps name the words to write."""
    known = places()
    written = [town.name if town.name in TOWNS else "" for town in known]
    x, y = plane.positions([town.longitude for town in known], [town.latitude for town in known])
    return {
        "x": rounded(x).tolist(),
        "y": rounded(y).tolist(),
        "label": [town.name for town in known],
        "written": written,
    }
