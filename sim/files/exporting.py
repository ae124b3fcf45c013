"""Landings in the formats of other programs; the ending of the name chooses.

Holds no format: each has a module of its own.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import xarray as xr

from sim.errors import ResultError
from sim.files.geojson import write_geojson
from sim.files.geopackage import refuse_without_gis, write_geopackage
from sim.files.kml import write_kml
from sim.files.listing import Selection, selection
from sim.files.sampling_geometry import write_points
from sim.files.tables import write_csv
from sim.files.writing import whole_file
from sim.kinds import FLIGHTS, path_of, refuse_other_than

EXPORTS: Mapping[str, Callable[[Selection, Path], None]] = MappingProxyType(
    {
        ".nc": write_points,
        ".geojson": write_geojson,
        ".kml": write_kml,
        ".gpkg": write_geopackage,
        ".csv": write_csv,
    }
)
"""What writes the landings, by the ending of the file's name."""


def export(
    flights: xr.Dataset,
    path: str | Path,
    item: str | tuple[str, ...] | None = None,
    bundle: str | None = None,
    *,
    overwrite: bool = False,
) -> Path:
    """Write the landings of flights for another program.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate` or `sim.open_flights`.
    path : str or Path
        Its ending chooses: .nc (CF points), .geojson, .kml, .gpkg or .csv; `docs/files.md` has the layout of each.
    item : str or tuple of str, optional
        Kinds of items, also "intact_bundle" and "empty_envelope"; all kinds of the payload by default.
    bundle : str, optional
        Only what this bundle carried.
    overwrite : bool
        Replace a file of that name.

    Returns
    -------
    Path
        The file. Each states what did not land; where a format is thinned, it says so inside.

    Raises
    ------
    ResultError
        For an unknown ending, item or bundle, or when the file exists or cannot be written.
    """
    refuse_other_than(xr.Dataset, "export: flights", flights, FLIGHTS)
    target = path_of("export: path", path)
    refuse_unknown_export(target)
    chosen = selection(flights, item, bundle)
    with whole_file(target, overwrite=overwrite) as temporary:
        EXPORTS[target.suffix.lower()](chosen, temporary)
    return target


def refuse_unknown_export(path: Path) -> None:
    """Raise if landings cannot be written to a file of this name.

    Raises
    ------
    ResultError
    """
    ending = path.suffix.lower()
    if ending not in EXPORTS:
        found = f"ends in {path.suffix}" if path.suffix else "has no ending"
        raise ResultError(f"{path}: the name {found}; it must end in one of {', '.join(EXPORTS)}.")
    if ending == ".gpkg":
        refuse_without_gis(path)
