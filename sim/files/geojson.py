"""Landings, contours and regions as GeoJSON.

References
----------
.. [1] Butler et al., "The GeoJSON Format", RFC 7946, Internet Engineering Task Force, 2016.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from sim.files.features import contours_of, launch_of, regions_of
from sim.files.listing import Selection

# 0.1 m on the ground; more digits would double the file (RFC 7946, sec. 11.2)
_DECIMALS = 6
_PRECISION = 10.0**-_DECIMALS

Json = dict[str, Any]
"""An object of GeoJSON: what it holds is as various as JSON itself."""


def write_geojson(chosen: Selection, path: Path) -> None:
    """One collection; `properties.layer` tells landings, contours, regions and the launch apart.

    Parameters
    ----------
    chosen : Selection
    path : Path

    Notes
    -----
    Outcomes without a landing are features of the layer `region` without a geometry [1]_, so that the probabilities of
    an item add up to 1 here too.
    """
    attributes = chosen.flights.attrs
    head = {
        "type": "FeatureCollection",
        "title": attributes["title"],
        "wind": attributes["wind_source"],
        "did_not_land": chosen.not_landed,
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n')
        for number, feature in enumerate(_features(chosen)):
            file.write((",\n" if number else "") + json.dumps(feature, ensure_ascii=False, allow_nan=False))
        file.write("\n]}\n")


def _features(chosen: Selection) -> Iterator[Json]:
    launch = launch_of(chosen.flights)
    yield _feature("launch", launch.geometry, launch.properties)
    for layer, features in (("contour", contours_of(chosen)), ("region", regions_of(chosen))):
        yield from (_feature(layer, entry.geometry, entry.properties) for entry in features)
    yield from _landings(chosen)


def _landings(chosen: Selection) -> Iterator[Json]:
    rows = chosen.landed()
    rows["time_utc"] = rows["time_utc"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    places = rows[["longitude_deg", "latitude_deg"]].to_numpy().round(_DECIMALS).tolist()
    rows["height_m"] = rows["height_m"].round(1)
    told = rows.drop(columns=["longitude_deg", "latitude_deg"]).to_dict("records")
    for place, properties in zip(places, told, strict=True):
        geometry = {"type": "Point", "coordinates": place}
        yield {"type": "Feature", "geometry": geometry, "properties": {"layer": "landing", **properties}}


def _feature(layer: str, geometry: shapely.Geometry | None, properties: Json) -> Json:
    written = None if geometry is None else shapely.geometry.mapping(_right_handed(geometry))
    return {"type": "Feature", "geometry": written, "properties": {"layer": layer, **properties}}


def _right_handed(geometry: shapely.Geometry) -> shapely.Geometry:
    """The geometry with rounded positions; outer rings run against the clock and holes with it [1]_."""
    return shapely.orient_polygons(shapely.set_precision(geometry, _PRECISION), exterior_cw=False)
