"""Landings, contours and balloon tracks as KML, for Google Earth and its like.

Holds no projection: KML is in longitude and latitude.

References
----------
.. [1] "OGC KML 2.3", Open Geospatial Consortium, document 12-007r2, 2015.
.. [2] Okabe and Ito, "Color Universal Design", University of Tokyo, 2008.
"""

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sim.ensemble import drawable_tracks
from sim.files.features import Feature, contours_of, launch_of
from sim.files.listing import Selection
from sim.ground import lines
from sim.landing.questions import MASSES

if TYPE_CHECKING:
    from simplekml import Container, Kml, Style

MOST_POINTS = 1000
"""Landings drawn for each item, and tracks in all: globes become slow beyond some thousand marks."""

# The light ones of Okabe and Ito [2], in the hues of the maps: a globe's ground is dark. Red, green, blue.
_FAMILIES = {"dvd": "56B4E9", "usb": "D55E00", "leaflet": "009E73", "bank_note": "E69F00"}
_OTHER_COLOURS = ("F0E442", "CC79A7")
_LINE_COLOUR = "FFFFFF"
_DOT = "http://maps.google.com/mapfiles/kml/shapes/shaded_dot.png"
_FILL = dict(zip(sorted(MASSES), ("60", "48", "30", "20"), strict=True))


def write_kml(chosen: Selection, path: Path) -> None:
    """One folder for each item, with contours and landing points; launch, line and the tracks that were kept beside.

    Parameters
    ----------
    chosen : Selection
    path : Path
    """
    from simplekml import Kml

    Kml.resetidcounter()  # counts over all documents of a process: the same flights make the same file
    attributes = chosen.flights.attrs
    document = Kml(name=str(attributes["title"]), description=_told(chosen))
    _add_launch(document, launch_of(chosen.flights))
    _add_line(document)
    rows, contours = chosen.landed(), list(contours_of(chosen))
    for item, colour in _colours(chosen.items).items():
        places = rows.loc[rows["item"] == item, ["longitude_deg", "latitude_deg", "height_m", "balloon"]].to_numpy()
        folder = document.newfolder(name=chosen.drops.labels[item])
        _add_contours(document, folder, [each for each in contours if each.properties["item"] == item], colour)
        _add_points(document, folder, places, colour)
    _add_tracks(document, chosen)
    document.save(str(path))


def _colours(items: tuple[str, ...]) -> dict[str, str]:
    """A colour for each kind: that of its family, or of the others in turn."""
    others = cycle(_OTHER_COLOURS)
    known = {item: next((c for word, c in _FAMILIES.items() if item.startswith(word)), None) for item in items}
    return {item: colour or next(others) for item, colour in known.items()}


def _told(chosen: Selection) -> str:
    """What a reader of the document must know."""
    attributes = chosen.flights.attrs
    masses = ", ".join(f"{100.0 * mass:.0f}" for mass in sorted(MASSES))
    sentences = [
        f"Simulated by balloon-drift, for research and hindcast. Launch: {attributes['launch_time']}.",
        f"Wind: {attributes['wind_source']}.",
        f"{chosen.drops.balloons:,} balloons, {chosen.drops.weather_members:,} weather members.",
        f"Contours hold {masses} % of what landed, on the smallest area.",
        chosen.remark,
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _add_launch(document: "Kml", launch: Feature) -> None:
    assert launch.geometry is not None, "every run has a launch site"
    place = document.newpoint(name=f"Launch: {launch.properties['name']}", coords=launch.geometry.coords)
    place.timestamp.when = launch.properties["time"]


def _add_line(document: "Kml") -> None:
    """The Military Demarcation Line."""
    folder = document.newfolder(name="Military Demarcation Line")
    style = _style(document, line=f"ff{_LINE_COLOUR}", width=2.0)
    for part in shapely.get_parts(lines()["military_demarcation_line"]):
        drawn = folder.newlinestring(name="Military Demarcation Line", coords=part.coords, tessellate=1)
        drawn.style = style


def _add_contours(document: "Kml", folder: "Container", contours: list[Feature], colour: str) -> None:
    inner = folder.newfolder(name="Contours")
    for contour in contours:
        mass = contour.properties["mass"]
        style = _style(document, line=f"ff{colour}", width=1.5, fill=f"{_FILL[mass]}{colour}")
        several = inner.newmultigeometry(
            name=f"{100.0 * mass:.0f} %",
            description=f"{100.0 * mass:.0f} % of what landed, {contour.properties['area_km2']:,.0f} km2",
        )
        several.style = style
        for polygon in shapely.get_parts(shapely.orient_polygons(contour.geometry)):
            several.newpolygon(
                outerboundaryis=polygon.exterior.coords,
                innerboundaryis=[ring.coords for ring in polygon.interiors],
                tessellate=1,
            )


def _add_points(document: "Kml", folder: "Container", places: np.ndarray, colour: str) -> None:
    """Landings as dots, thinned evenly in the order of the balloons where there are too many."""
    shown = places[_evenly(len(places))]
    inner = folder.newfolder(name="Landing points", description=_of_all(len(shown), len(places), "landings"))
    style = _style(document, icon=f"ff{colour}")
    for longitude, latitude, height, balloon in shown:
        dot = inner.newpoint(coords=[(longitude, latitude, height)], description=f"Balloon {balloon:.0f}")
        dot.style = style


def _add_tracks(document: "Kml", chosen: Selection) -> None:
    flights = chosen.flights
    if "track_height" not in flights:
        return
    kept = flights.isel(track=drawable_tracks(flights, "export"))
    columns = np.stack([kept[f"track_{name}"].values for name in ("longitude", "latitude", "height")], axis=-1)
    shown = _evenly(len(columns))
    folder = document.newfolder(
        name="Balloon tracks", description=_of_all(shown.size, len(columns), "tracks that were kept")
    )
    style = _style(document, line="ffFFFFFF", width=1.0)
    for place in shown:
        flown = columns[place][np.isfinite(columns[place]).all(axis=1)]
        track = folder.newlinestring(
            name=f"Balloon {kept['track'].values[place]}", coords=flown.tolist(), altitudemode="absolute"
        )
        track.style = style


def _evenly(count: int) -> np.ndarray:
    """Positions of as many of `count` as are drawn, evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(int)) if count else np.arange(0)


def _of_all(shown: int, count: int, what: str) -> str:
    return f"All {count:,} {what}." if shown == count else f"{shown:,} of {count:,} {what}, thinned evenly."


def _style(document: "Kml", *, line: str = "", width: float = 1.0, fill: str = "", icon: str = "") -> "Style":
    """A style from colours in the order alpha, red, green, blue, shared by the whole document as KML wants it [1]."""
    from simplekml import Style

    style = Style()
    document.document.styles.append(style)
    if line:
        style.linestyle.color, style.linestyle.width = _in_kml(line), width
    if fill:
        style.polystyle.color = _in_kml(fill)
    if icon:
        style.iconstyle.color, style.iconstyle.scale, style.iconstyle.icon.href = _in_kml(icon), 0.4, _DOT
    return style


def _in_kml(colour: str) -> str:
    """The colour in KML's order [1]: alpha, blue, green, red."""
    alpha, red, green, blue = (colour[place : place + 2] for place in (0, 2, 4, 6))
    return f"{alpha}{blue}{green}{red}".lower()
