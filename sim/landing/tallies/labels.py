"""A tally as a labelled dataset: names, units and what it was made from.

Holds no count of its own; `docs/large.md` says what every variable is.
"""

from typing import Any

import numpy as np
import xarray as xr

from sim.ensemble import versions
from sim.flight.state import Outcome
from sim.ground import regions
from sim.landing.shape.density import azimuthal_projection
from sim.landing.shape.summary import launch_site
from sim.landing.tallies.cells import axis, middles_of, unpacked
from sim.landing.tallies.sums import MINUTE, Sums

OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)

_SAID_OF_PLANE = {"long_name": "equal-area plane of the cells, about the launch site"}

COUNTED = {
    "balloons": ("balloons", ("weather",), "balloons flown"),
    "ended": (
        "drops_ended",
        ("weather", "drop", "ending"),
        "drops by region, or by outcome where they did not land",
    ),
    "load": (
        "load_ended",
        ("weather", "drop", "ending"),
        "the same, each with its pieces over those of the median balloon",
    ),
    "outcome": ("drops_by_outcome", ("drop", "outcome"), "drops by outcome, landed or not"),
    "present": ("balloons_with", ("kind",), "balloons that had such a drop"),
    "landed": ("balloons_landing", ("kind",), "balloons of which such a drop came down"),
    "columns": ("columns_landed", ("weather", "drop"), "sum over landings of the cells eastward of the launch"),
    "rows": ("rows_landed", ("weather", "drop"), "sum over landings of the cells northward of the launch"),
    "landings": ("landings", ("occupied",), "landings in a cell"),
    "minutes": ("landings_by_flight_time", ("drop", "flight_time"), "landings by flight time"),
}
"""Name, dimensions and meaning of what is counted, by the field of `Sums`."""

_OF_DROPS = ("item", "item_label", "bundle", "sample", "bundle_name", "items_represented")


def labelled(sums: Sums, flights: xr.Dataset, first_balloon: int) -> xr.Dataset:
    """The tally of an ensemble.

    Parameters
    ----------
    sums : Sums
    flights : xr.Dataset
        Some of those that were counted, with balloons or without, or a tally of some: what their drops are, and what
        they were flown from.
    first_balloon : int
        Number of the first balloon that was counted.
    """
    kinds = list(dict.fromkeys(flights["item"].values.tolist()))
    minutes = (np.arange(sums.minutes.shape[1]) + 0.5) * MINUTE
    asked = {name: variable for name, variable in flights.variables.items() if variable.dims == ("night",)}
    coordinates = {
        **{name: flights[name].variable for name in _OF_DROPS},
        "weather": _variable("weather", np.arange(sums.balloons.size), "weather member", None),
        "kind_name": _variable("kind", kinds, "kind of item", None),
        "ending_name": _variable("ending", [*regions().names, *OUTCOMES], "region, or outcome without one", None),
        "outcome_name": _variable("outcome", list(OUTCOMES), "how a drop ended", None),
        "flight_time": _variable(
            "flight_time", minutes, "time from launch to landing", "s", bounds="flight_time_bounds"
        ),
        "occupied": _variable("occupied", sums.cell, "cell in which something landed", None, compress="drop y x"),
        **_plane(launch_site(flights)),
        **_middles(sums, launch_site(flights)),
    }
    attributes = flights.attrs | {
        "history": f"flown and tallied by balloon-drift {versions()['balloon-drift']} (sim.tally)",
        "landings_beyond_terrain": sums.beyond_terrain,
        "first_balloon": first_balloon,
    }
    dataset = xr.Dataset({**_counts(sums), **_bounds(minutes), **asked}, attrs=attributes)
    return dataset.assign_coords(coordinates)


def sums_in(tally: xr.Dataset) -> Sums:
    """What a tally was labelled from."""
    counted = {field: tally[name].values for field, (name, _, _) in COUNTED.items()}
    return Sums(
        **counted,
        cell=tally["occupied"].values,
        above_wind=int(tally["balloons_above_wind"]),
        beyond_terrain=int(tally.attrs["landings_beyond_terrain"]),
    )


def _counts(sums: Sums) -> dict[str, xr.Variable]:
    above = "balloons that flew above the highest level of the wind, empty or not"
    counted = {name: _variable(dims, getattr(sums, field), said) for field, (name, dims, said) in COUNTED.items()}
    counted["landings"].attrs["grid_mapping"] = "projection"
    return counted | {"balloons_above_wind": _variable((), sums.above_wind, above)}


def _bounds(minutes: np.ndarray) -> dict[str, xr.Variable]:
    half = MINUTE / 2
    return {"flight_time_bounds": xr.Variable(("flight_time", "end"), np.stack([minutes - half, minutes + half], 1))}


def _plane(launch: tuple[float, float]) -> dict[str, xr.Variable]:
    """The axes of the cells, whole; the launch is where both are 0."""
    return {
        name: _variable(
            name,
            axis(),
            f"distance of the middle of the cell from the launch site, {way}",
            "m",
            standard_name=f"projection_{name}_coordinate",
            axis=name.upper(),
        )
        for name, way in (("x", "eastward"), ("y", "northward"))
    } | {"projection": xr.Variable((), np.int32(0), azimuthal_projection(*launch).to_cf() | _SAID_OF_PLANE)}


def _middles(sums: Sums, launch: tuple[float, float]) -> dict[str, xr.Variable]:
    """Middles of the cells in which something landed."""
    _, column, row = unpacked(sums.cell)
    longitude, latitude = middles_of(column, row, launch)
    return {
        name: _variable("occupied", values, f"{name} of the middle of the cell", units, standard_name=name)
        for name, values, units in (
            ("longitude", longitude, "degrees_east"),
            ("latitude", latitude, "degrees_north"),
        )
    }


def _variable(
    dims: str | tuple[str, ...], values: Any, said: str, unit: str | None = "1", **more: str
) -> xr.Variable:  # Any: arrays and lists of several kinds
    units = {} if unit is None else {"units": unit}
    return xr.Variable(dims, values, {"long_name": said, **units, **more})
