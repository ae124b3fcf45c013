"""The result of a sweep: arrays of shards put together, with names, units and attributes (CF-1.11).

Holds no flight and no file.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble import CONVENTIONS
from sim.landing.shape.density import DENSITY_ATTRIBUTES, grid_coordinates
from sim.sweeps.axes import NIGHT, TIME, Axis, label_of
from sim.sweeps.kept import NO_BALLOON, common_grid
from sim.sweeps.measures import COUNTS, OUTCOMES, UNKNOWN, Arrays, empty, lines
from sim.sweeps.plan import Plan

_BY_REGION, _BY_OUTCOME, _BY_ITEM, _BY_POINT = ("item", "region"), ("item", "outcome"), ("item",), ()

_MEDIAN = "of the point with the least mean distance to the landings"

_VARIABLES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "probability": (_BY_REGION, "probability that an item comes down in the region", "1"),
    "low": (_BY_REGION, "lower end of the interval of the probability", "1"),
    "high": (_BY_REGION, "upper end of the interval of the probability", "1"),
    "pieces": (_BY_REGION, "expected number of pieces in the region for each balloon launched", "1"),
    "pieces_low": (_BY_REGION, "lower end of the interval of the number of pieces", "1"),
    "pieces_high": (_BY_REGION, "upper end of the interval of the number of pieces", "1"),
    "landings": (_BY_REGION, "simulated drops behind the probability", "1"),
    "outcome_share": (_BY_OUTCOME, "share of the drops that ended so, landed or not", "1"),
    "median_longitude": (_BY_ITEM, f"longitude {_MEDIAN}", "degrees_east"),
    "median_latitude": (_BY_ITEM, f"latitude {_MEDIAN}", "degrees_north"),
    "range": (_BY_ITEM, "distance from the launch site to the median point", "m"),
    "bearing": (_BY_ITEM, "direction from the launch site to the median point, clockwise from north", "radian"),
    "along_sd": (_BY_ITEM, "standard deviation of the landings along the direction of flight", "m"),
    "cross_sd": (_BY_ITEM, "standard deviation of the landings across the direction of flight", "m"),
    "circular_error": (_BY_ITEM, "radius about the median point that holds half of the landings", "m"),
    "balloons": (_BY_POINT, "balloons flown", "1"),
    "weather_members": (_BY_POINT, "weather members that balloons flew in", "1"),
    "nights_looked_at": (_BY_POINT, "nights that the launch rule was asked about", "1"),
}

_KEPT: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "density": (("item", "y", "x"), DENSITY_ATTRIBUTES),
    "density_outside": (
        _BY_ITEM,
        {"long_name": "share of what reached the ground that the grid does not hold", "units": "1"},
    ),
    "sample_longitude": (
        ("item", "sample"),
        {
            "long_name": "longitude where the drop landed",
            "units": "degrees_east",
            "standard_name": "longitude",
            "comment": "unknown where it did not land",
        },
    ),
    "sample_latitude": (
        ("item", "sample"),
        {
            "long_name": "latitude where the drop landed",
            "units": "degrees_north",
            "standard_name": "latitude",
            "comment": "unknown where it did not land",
        },
    ),
    "sample_balloon": (
        ("item", "sample"),
        {"long_name": "balloon of the drop", "units": "1", "comment": f"{NO_BALLOON} where there is none"},
    ),
    "member_share": (
        (*_BY_REGION, "weather"),
        {"long_name": "share of the drops of a weather member that came down in the region", "units": "1"},
    ),
    "member_weight": (
        ("item", "weather"),
        {"long_name": "share of all drops that are those of the weather member", "units": "1"},
    ),
}
"""What may be kept beside the measures."""

_NUMBERED = {"sample": "number of the sample", "weather": "weather member"}

OUTSTANDING, FLOWN, REFUSED = range(3)
"""Values of `flown`: not flown so far, flown, and never to be, such as for a rule that lets nobody go."""

_STANDARD = {"median_longitude": "longitude", "median_latitude": "latitude"}


def labelled(plan: Plan, shards: Iterable[tuple[int, Arrays]]) -> xr.Dataset:
    """The dataset of a sweep.

    Parameters
    ----------
    plan : Plan
    shards : iterable of (number, arrays)
        As `fly_shard` gives them; points of shards that are not there stay unknown.
    """
    arrays, refused = empty(len(plan.items), plan.points, plan.kept), np.full(plan.points, "", dtype=object)
    flown = np.full(plan.points, OUTSTANDING, dtype=np.int8)
    for number, shard in shards:
        points = plan.of_shard(number)
        for name, whole in arrays.items():
            whole[points] = shard[name]
        refused[points] = shard["not_flown"]
        flown[points] = np.where(shard["not_flown"] == "", FLOWN, REFUSED)
    dims = tuple(axis.name for axis in plan.axes) if plan.design == "grid" else ("point",)
    variables: dict[str, Any] = {  # what xarray takes for a variable
        name: (dims + own, _shaped(arrays[name], plan), _described(name, said, units))
        for name, (own, said, units) in _VARIABLES.items()
    }
    for name, (own, described) in _KEPT.items():
        if name in arrays:
            variables[name] = (dims + own, _shaped(arrays[name], plan), described)
    meanings = {"flag_values": np.arange(3, dtype=np.int8), "flag_meanings": "outstanding flown refused"}
    variables["flown"] = (dims, _shaped(flown, plan), {"long_name": "whether the point was flown", **meanings})
    air = {"long_name": "wind that the point is flown in, along dimension air"}
    variables["air_of_point"] = (dims, _shaped(np.asarray(plan.air_of, dtype=np.int64), plan), air)
    dataset = xr.Dataset(variables, _coordinates(plan))
    for dimension in dataset.indexes:
        dataset[dimension].encoding["_FillValue"] = None  # CF-1.11, section 2.5.1: a coordinate lacks nothing
    reasons = {plan.said(int(point)): str(refused[point]) for point in np.flatnonzero(refused != "")}
    return dataset.assign_attrs(_attributes(plan, reasons))


def _shaped(values: NDArray[np.generic], plan: Plan) -> NDArray[np.generic]:
    return values.reshape(*plan.shape, *values.shape[1:])


def _described(name: str, said: str, units: str) -> dict[str, str]:
    described = {"long_name": said, "units": units}
    if name in _STANDARD:
        described["standard_name"] = _STANDARD[name]
    if name in (*COUNTS, "landings"):
        described["comment"] = f"{UNKNOWN} where it is not known"
    return described


def _coordinates(plan: Plan) -> dict[str, Any]:
    crossed = plan.design == "grid"
    table = lines()
    return {
        **{axis.name: (axis.name if crossed else "point", *_coordinate(axis)) for axis in plan.axes},
        "item": ("item", np.array(list(plan.items)), {"long_name": "kind of item"}),
        "item_label": ("item", np.array(list(plan.items.values())), {"long_name": "name of the item"}),
        "region": ("region", np.array([line.name for line in table]), {"long_name": "region, total or outcome"}),
        "region_kind": ("region", np.array([line.kind for line in table]), {"long_name": "region, total or outcome"}),
        "region_within": ("region", np.array([line.within for line in table]), {"long_name": "total it is part of"}),
        "outcome": ("outcome", np.array(OUTCOMES), {"long_name": "how a drop ended"}),
        "air_source": ("air", np.array([air.source for air in plan.airs]), {"long_name": "where the wind comes from"}),
        "air_digest": ("air", np.array([air.digest for air in plan.airs]), {"long_name": "SHA-256 of the wind"}),
        **_kept_coordinates(plan),
    }


def _kept_coordinates(plan: Plan) -> dict[str, Any]:
    """Coordinates of what is kept beside the measures."""
    found: dict[str, Any] = {}
    if plan.kept.density:
        # a launch may have the names longitude and latitude
        own = {"longitude": "cell_longitude", "latitude": "cell_latitude"}
        found |= {own.get(name, name): value for name, value in grid_coordinates(common_grid()).items()}
    for name, count in (("sample", plan.kept.samples), ("weather", plan.kept.members)):
        if count:
            found[name] = (name, np.arange(count), {"long_name": _NUMBERED[name]})
    return found


def _coordinate(axis: Axis) -> tuple[NDArray[Any], dict[str, str]]:
    """Values of an axis, as numbers, moments or text, and what they are."""
    path = TIME if axis.path == NIGHT else axis.path
    described = {"scenario_path": path, "long_name": f"what the scenario has as {path}"}
    if axis.path == NIGHT:
        described["long_name"] = "date of the launch, in the scenario's time zone"
        return np.array(axis.values, dtype="datetime64[ns]"), described
    if axis.path == TIME:
        return _moments(axis.values), described | {"standard_name": "time", "units_metadata": "leap_seconds: none"}
    if axis.units:
        return np.array(axis.values), described | {"units": axis.units}
    if all(isinstance(value, bool) for value in axis.values):
        return np.array(axis.values), described
    return np.array([label_of(value) for value in axis.values]), described


def _moments(values: Iterable[str]) -> NDArray[np.datetime64]:
    return np.array([datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None) for value in values], "M8[ns]")


def _attributes(plan: Plan, reasons: Mapping[str, str]) -> dict[str, Any]:
    """What the result must carry to be understood and repeated."""
    base = plan.base
    parameters = {axis.path: list(axis.values) for axis in plan.axes}
    return {
        "Conventions": CONVENTIONS,
        # no clock: the same sweep makes the same result
        "history": f"flown by balloon-drift {plan.program['balloon-drift']} (sim.sweep)",
        "title": f"Sweep of {base.title}",
        "source": "balloon-drift, a model of balloon flight and of what it drops; for research and hindcast",
        "comment": "Every point starts from the same random numbers (rng_seed), so that differences between points are "
        "differences of the parameters; the intervals of two points are not independent.",
        "scenario_name": base.name,
        "scenario": plan.scenario,
        "design": plan.design,
        "parameters": json.dumps(parameters),
        "rng_seed": str(base.simulation.rng_seed),  # as text: not all readers take an unsigned 64-bit number
        "interval_level": plan.level,
        "plan_digest": plan.digest,
        "code_digest": plan.program["code"],
        "ground_digest": plan.program["ground"],
        "versions": json.dumps({name: plan.program[name] for name in ("balloon-drift", "numpy", "scipy", "numba")}),
        "wind_notes": json.dumps([list(air.notes) for air in plan.airs]),
        "launch_notes": json.dumps(list(plan.notes)),
        "not_flown": json.dumps(reasons),
    }
