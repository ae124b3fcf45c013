"""Landings, contours, regions and launch as layers of a GeoPackage; needs the extra `gis`."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.errors import ResultError
from sim.files.features import Feature, contours_of, launch_of, regions_of
from sim.files.listing import Selection

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_NEEDED = ("geopandas", "pyogrio")
_WGS84 = "EPSG:4326"


def refuse_without_gis(path: Path) -> None:
    """Raise if what writes a GeoPackage is not installed.

    Raises
    ------
    ResultError
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ResultError(
            f"{path}: {' and '.join(missing)}, which write a GeoPackage, are not installed; install them by "
            "pip install 'balloon-drift[gis]', or choose another ending."
        )


def write_geopackage(chosen: Selection, path: Path) -> None:
    """Layers `landings`, `contours`, `regions` and `launch`.

    Parameters
    ----------
    chosen : Selection
    path : Path

    Raises
    ------
    OSError
        When the database cannot be written.

    Notes
    -----
    Outcomes without a landing are rows of `regions` without a geometry.
    """
    # in a folder of its own: the database keeps files beside it while it is written
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
        database = Path(folder) / "export.gpkg"
        for name, layer in _layers(chosen):
            mode = "a" if database.exists() else "w"
            try:
                layer.to_file(database, layer=name, driver="GPKG", engine="pyogrio", mode=mode)
            except RuntimeError as error:  # what pyogrio has for a full disk and the like
                raise OSError(f"layer {name}: {error}") from error
        database.replace(path)


def _layers(chosen: Selection) -> "Iterator[tuple[str, GeoDataFrame]]":
    from geopandas import GeoDataFrame, points_from_xy

    rows = chosen.landed()
    places = points_from_xy(rows.pop("longitude_deg"), rows.pop("latitude_deg"))
    yield "landings", GeoDataFrame(rows, geometry=places, crs=_WGS84)
    if contours := list(contours_of(chosen)):
        yield "contours", _frame(contours)
    yield "regions", _frame(list(regions_of(chosen)))
    yield "launch", _frame([launch_of(chosen.flights)])


def _frame(features: list[Feature]) -> "GeoDataFrame":
    from geopandas import GeoDataFrame

    rows = [{**feature.properties, "geometry": feature.geometry} for feature in features]
    return GeoDataFrame(rows, geometry="geometry", crs=_WGS84)
