"""The command that writes flights for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OverwriteOption, QuietOption
from sim.cli.talking import Faults, all_written, remark, say, spoken


@spoken
def export(
    flights: Annotated[Path, typer.Argument(help="A flights.nc, or the folder that holds it.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files of landings to write; .kml, .geojson, .gpkg, .csv or .nc chooses the format."),
    ] = None,
    tracks: Annotated[Path | None, typer.Option(help="NetCDF file of the balloon tracks that were kept.")] = None,
    density: Annotated[Path | None, typer.Option(help="NetCDF file of the density of landings.")] = None,
    item: Annotated[
        list[str] | None, typer.Option(help="Item to write; repeat for more. All of the payload by default.")
    ] = None,
    bundle: Annotated[str | None, typer.Option(help="Only what this bundle carried.")] = None,
    overwrite: OverwriteOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write landings for Google Earth, QGIS, a table or a NetCDF reader; several files at once."""
    from sim import export as write_landings
    from sim import export_density, export_tracks, open_flights
    from sim.files import (
        refuse_existing,
        refuse_other_than_netcdf,
        refuse_unknown_export,
        refuse_unwritable,
        refuse_without_tracks,
        selection,
    )

    landings = files or []
    netcdf = [path for path in (tracks, density) if path is not None]
    targets = [*landings, *netcdf]
    items = None if item is None else tuple(item)
    faults = Faults()
    flown = faults.attempt(lambda: open_flights(flights))
    chosen = faults.attempt(lambda: selection(flown, items, bundle)) if flown is not None else None
    for path in landings:
        faults.attempt(lambda path=path: refuse_unknown_export(path))  # type: ignore[misc]  # mypy types no lambda with a default
    for path in netcdf:
        faults.attempt(lambda path=path: refuse_other_than_netcdf(path))  # type: ignore[misc]  # as above
    for folder in dict.fromkeys(path.parent for path in targets):
        faults.attempt(lambda folder=folder: refuse_unwritable(folder))  # type: ignore[misc]  # as above
    if tracks is not None and flown is not None:
        faults.attempt(lambda: refuse_without_tracks(flown))
    if density is not None and chosen is not None:
        faults.attempt(lambda: chosen.drops.places(chosen.items))  # without a landing there is none
    if not overwrite:
        faults.attempt(lambda: refuse_existing(targets))
    twice = sorted({str(path) for path in targets if targets.count(path) > 1})
    faults.problems.extend(f"export: {path} is named twice; name each file once." for path in twice)
    if not targets:
        faults.problems.append(
            "export: nothing is asked for; name a file such as drop_zone.kml, --tracks or --density."
        )
    faults.tell()
    assert flown is not None  # `tell` saw to it
    assert chosen is not None

    with all_written() as written:
        for path in landings:
            written.append(write_landings(flown, path, items, bundle, overwrite=overwrite))
        if tracks is not None:
            written.append(export_tracks(flown, tracks, overwrite=overwrite))
        if density is not None:
            written.append(export_density(chosen.drops, density, chosen.items, overwrite=overwrite))
    for path in written:
        say(f"Written: {path}", quiet=quiet)
    if chosen.remark:
        remark(chosen.remark, quiet=quiet)
