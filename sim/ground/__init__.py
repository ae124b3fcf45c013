"""Where things are on the ground: provinces, countries and seas around Korea, lines, places, height of the terrain.

Holds no wind and no probability: it says which region a position is in, not how likely it is.
"""

from sim.ground.distances import demarcation_distance, distance_to, within
from sim.ground.regions import region_of
from sim.ground.shapes import Place, Region, RegionTable, ground_digest, lines, places, regions, shapes
from sim.ground.terrain import terrain_grid, terrain_height

__all__ = [
    "Place",
    "Region",
    "RegionTable",
    "demarcation_distance",
    "distance_to",
    "ground_digest",
    "lines",
    "places",
    "region_of",
    "regions",
    "shapes",
    "terrain_grid",
    "terrain_height",
    "within",
]
