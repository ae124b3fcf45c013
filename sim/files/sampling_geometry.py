"""Landings, tracks and densities as NetCDF files that other programs read without being told how.

Holds no choice of what is exported.

References
----------
.. [1] "NetCDF Climate and Forecast (CF) Metadata Conventions", version 1.11, chapter 9 and appendices H.1 and H.4.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from sim.ensemble import CONVENTIONS, rows_of_tracks
from sim.errors import ResultError
from sim.files.flights import write_netcdf
from sim.files.listing import Selection
from sim.files.netcdf import refuse_other_than_netcdf
from sim.files.writing import whole_file
from sim.kinds import FLIGHTS, LANDINGS, path_of, refuse_other_than
from sim.landing import Landings

_AXES = ("time", "longitude", "latitude", "height")
# as `trajan` looks for them
_NAMES = {"longitude": "lon", "latitude": "lat"}
_IDENTITY = (
    "history",
    "source",
    "scenario_name",
    "scenario",
    "rng_seed",
    "wind_source",
    "wind_digest",
    "code_digest",
)
_COPIED = ("sample", "items_represented", "weather", "balloon", "outcome", "region", "fall_speed")


def write_points(chosen: Selection, path: Path) -> None:
    """The landings as a CF collection of points; what did not land has none and stands in the attribute `comment`.

    Parameters
    ----------
    chosen : Selection
    path : Path
    """
    flights = chosen.flights.reset_coords()
    drops = np.flatnonzero(np.isin(flights["item"].values.astype(str), chosen.items))
    rows, columns = np.nonzero(np.isfinite(flights["landing_longitude"].values[:, drops]))
    drop = drops[columns]

    def taken(name: str) -> xr.Variable:
        """A variable at every landing."""
        places = {"balloon": rows, "drop": drop}
        values = flights[name].values[tuple(places[str(dim)] for dim in flights[name].dims)]
        return xr.Variable("landing", values, flights[name].attrs)

    def flagged(names: Iterable[str], found: np.ndarray, said: str) -> xr.Variable:
        """Words as numbers with a key: each would take more room than its place."""
        known = list(dict.fromkeys(names))
        numbers = np.array([known.index(name) for name in found], dtype=np.int16)[drop]
        flags = {"flag_values": np.arange(len(known), dtype=np.int16), "flag_meanings": " ".join(known)}
        return xr.Variable("landing", numbers, {"long_name": said, **flags})

    bundles = chosen.bundles
    dataset = xr.Dataset(
        {
            "item": flagged(chosen.items, _known(flights["item"].values.astype(str), chosen.items), "kind of item"),
            "bundle": flagged(bundles, bundles, "bundle that carried it"),
            **{name: taken(name) for name in _COPIED},
        },
        {name: taken(f"landing_{name}") for name in _AXES},
        _heading(chosen.flights, "point", "landings", chosen.remark),
    )
    write_netcdf(dataset, path)


def _known(found: np.ndarray, items: tuple[str, ...]) -> np.ndarray:
    """Kinds of items; in place of those that are not chosen stands the first one, of which none is taken."""
    return np.where(np.isin(found, items), found, items[0])


def export_tracks(flights: xr.Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the balloon tracks that were kept as CF trajectories in NetCDF; the `trajan` package reads them.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them: of others no track is written.
    path : str or Path
    overwrite : bool
        Replace a file of that name.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ResultError
        When no track was kept of these balloons, or the file exists or cannot be written.
    """
    refuse_other_than(xr.Dataset, "export_tracks: flights", flights, FLIGHTS)
    target = path_of("export_tracks: path", path)
    refuse_other_than_netcdf(target)
    refuse_without_tracks(flights)
    names = [str(name).removeprefix("track_") for name in flights if str(name).startswith("track_")]
    rows = rows_of_tracks(flights, "export_tracks")
    kept = flights.isel(track=rows >= 0)
    if kept.sizes["track"] == 0:
        raise ResultError("export_tracks: the balloons that the tracks are of were left out; choose among those, too.")
    states = {
        name: xr.Variable(("trajectory", "obs"), kept[f"track_{name}"].values, kept[f"track_{name}"].attrs)
        for name in names
    }
    identity = {"cf_role": "trajectory_id", "long_name": "number of the balloon in its ensemble"}
    dataset = xr.Dataset(
        {
            **{name: state for name, state in states.items() if name not in _AXES},
            "weather": xr.Variable("trajectory", flights["weather"].values[rows[rows >= 0]], flights["weather"].attrs),
        },
        {
            "trajectory": xr.Variable("trajectory", kept["track"].values, identity),
            **{_NAMES.get(name, name): states[name] for name in _AXES},
        },
        _heading(flights, "trajectory", "balloon tracks, once a minute", ""),
    )
    with whole_file(target, overwrite=overwrite) as temporary:
        write_netcdf(dataset, temporary)
    return target


def refuse_without_tracks(flights: xr.Dataset) -> None:
    """Raise if flights hold no tracks.

    Raises
    ------
    ResultError
    """
    if "track_time" not in flights:
        raise ResultError(
            "flights: no tracks were kept; fly again with run --tracks 100, or sim.simulate(..., tracks=100)."
        )


def export_density(
    drops: Landings,
    path: str | Path,
    item: str | tuple[str, ...] | None = None,
    *,
    overwrite: bool = False,
) -> Path:
    """Write the density of landings on its equal-area grid to a CF NetCDF file.

    Parameters
    ----------
    drops : Landings
        From `sim.landings` or `sim.tallied`.
    path : str or Path
    item : str or tuple of str, optional
        Kinds of items, each with the same weight; all kinds of the payload by default.
    overwrite : bool
        Replace a file of that name.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ResultError
        When nothing landed, or the file exists or cannot be written.
    """
    refuse_other_than(Landings, "export_density: drops", drops, LANDINGS)
    target = path_of("export_density: path", path)
    refuse_other_than_netcdf(target)
    items = drops.items if item is None else (item,) if isinstance(item, str) else item
    said = f"density of the landings of {', '.join(items)}"
    dataset = drops.density(items).to_dataset()
    dataset["projection"].attrs["long_name"] = "equal-area plane of the grid"
    dataset.attrs = _heading(drops.flights, None, said, "")
    with whole_file(target, overwrite=overwrite) as temporary:
        write_netcdf(dataset, temporary)
    return target


def _heading(flights: xr.Dataset, feature_type: str | None, said: str, remark: str) -> dict[str, object]:
    """Global attributes: whose landings these are, and all that the run can be found again by."""
    known = {name: flights.attrs[name] for name in _IDENTITY if name in flights.attrs}
    typed = {} if feature_type is None else {"featureType": feature_type}
    commented = {"comment": remark} if remark else {}
    conventions = {"Conventions": CONVENTIONS}
    return conventions | typed | known | {"title": f"{flights.attrs['title']}: {said}"} | commented
