"""Launch, contours and regions of some flights as geometries with properties; outcomes without a place have none.

Holds no file format.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import shapely
import xarray as xr

from sim.files.listing import Selection
from sim.ground import shapes


class Feature(NamedTuple):
    """One thing on the ground.

    geometry : shapely.Geometry or None
        In longitude and latitude; None for what has no place. [degree]
    properties : dict
        By name; Any, since texts and numbers stand side by side.
    """

    geometry: shapely.Geometry | None
    properties: dict[str, Any]


def launch_of(flights: xr.Dataset) -> Feature:
    """The launch site.

    Parameters
    ----------
    flights : xr.Dataset
    """
    attributes = flights.attrs
    place = shapely.Point(float(attributes["launch_longitude"]), float(attributes["launch_latitude"]))
    return Feature(place, {"name": attributes["launch_site"], "time": attributes["launch_time"]})


def contours_of(chosen: Selection) -> Iterator[Feature]:
    """Regions of highest density of each item, the widest first; none of an item that nowhere came down.

    Parameters
    ----------
    chosen : Selection
    """
    for item in chosen.items:
        if chosen.drops.landed_share(item) == 0.0:
            continue
        for contour in reversed(chosen.drops.contours(item=item)):
            yield Feature(
                contour.polygons, {"item": item, "mass": contour.mass, "area_km2": round(contour.area / 1e6, 1)}
            )


def regions_of(chosen: Selection) -> Iterator[Feature]:
    """Every region with its probability for each item, and every way to end without a landing.

    Parameters
    ----------
    chosen : Selection

    Notes
    -----
    Totals are left out, so that the probabilities of an item add up to 1. An item that there is none of, as where all
    bundles opened, has no probabilities.
    """
    geometries = shapes()
    for item in chosen.items:
        table = chosen.drops.regions(item)
        for row in table:
            if row.kind != "total" and np.isfinite(row.probability):
                yield Feature(
                    geometries.get(row.region) if row.kind == "region" else None,
                    {
                        "item": item,
                        "name": row.region,
                        "label": table.labels[row.region],
                        "kind": row.kind,
                        "probability": row.probability,
                        "low": row.low,
                        "high": row.high,
                        "level": table.level,
                        "landings": row.landings,
                        "pieces_per_balloon": row.items,
                    },
                )
