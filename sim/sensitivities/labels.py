"""Names, units and what it was made from, around the numbers of a sensitivity study.

Holds no estimator.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.attributes import flights_attributes
from sim.sensitivities.flying import Study
from sim.sensitivities.indices import Indices
from sim.sensitivities.outputs import OUTPUTS
from sim.sensitivities.screening import Screened

Floats = NDArray[np.float64]

_ALL = ("output", "item", "factor")

_WHAT = {
    "first_order": "share of the variance that the factor makes alone",
    "total_order": "share of the variance that the factor takes part in",
    "mu": "mean elementary effect: change of the output per unit of the quantile of the value",
    "mu_star": "mean of the absolute elementary effects",
    "sigma": "standard deviation of the elementary effects",
}


def labelled_indices(
    study: Study,
    factors: Sequence[str],
    outputs: Sequence[str],
    bearings: Mapping[str, float],
    flown: Mapping[tuple[str, str], Sequence[Floats]],
    found: Sequence[Sequence[Sequence[Indices]]],
    level: float,
) -> xr.Dataset:
    """Sobol indices (output, item, factor), with mean and standard deviation of both ensembles of flights."""
    variables: dict[str, Any] = {}  # xarray's tuples
    for name, part in (("first_order", 0), ("total_order", 1)):
        numbers = np.array([[[index[part] for index in row] for row in table] for table in found])
        variables |= _with_ends(name, numbers, {"units": "1"})
    pairs = np.array([[[index.balloons for index in row] for row in table] for table in found])
    variables["balloons"] = (_ALL, pairs, {"long_name": "balloons with the output in every set", "units": "1"})
    both = [[np.concatenate(flown[output, kind][:2]) for kind in bearings] for output in outputs]
    known = [[values[np.isfinite(values)] for values in row] for row in both]
    for name, of in (("mean", np.mean), ("standard_deviation", np.std)):
        numbers = np.array([[of(values) if values.size else np.nan for values in row] for row in known])
        variables[name] = (_ALL[:2], numbers, {"long_name": f"{name.replace('_', ' ')}, in the unit of the output"})
    return _labelled(study, "sobol", factors, outputs, bearings, variables, level)


def labelled_screening(
    study: Study,
    factors: Sequence[str],
    outputs: Sequence[str],
    bearings: Mapping[str, float],
    found: Sequence[Sequence[Screened]],
    level: float,
) -> xr.Dataset:
    """Elementary effects of values (output, item, factor)."""
    in_unit = {"comment": "in the unit of the output"}
    variables: dict[str, Any] = {}  # xarray's tuples
    for name in ("mu", "sigma"):
        numbers = np.array([[getattr(one, name) for one in row] for row in found])
        variables[name] = (_ALL, numbers, {"long_name": _WHAT[name], **in_unit})
    variables |= _with_ends("mu_star", np.array([[one.mu_star for one in row] for row in found]), in_unit)
    counts = np.array([[one.trajectories for one in row] for row in found])
    variables["trajectories"] = (_ALL, counts, {"long_name": "trajectories with an effect", "units": "1"})
    return _labelled(study, "morris", factors, outputs, bearings, variables, level)


def _with_ends(name: str, numbers: Floats, attributes: dict[str, str]) -> dict[str, Any]:
    """A variable and the ends of its interval, of numbers (output, item, factor, 3)."""
    names = {name: "", f"{name}_low": ": lower end of the interval", f"{name}_high": ": upper end of the interval"}
    return {
        own: (_ALL, numbers[..., place], {"long_name": _WHAT[name] + what, **attributes})
        for place, (own, what) in enumerate(names.items())
    }


def _labelled(
    study: Study,
    method: str,
    factors: Sequence[str],
    outputs: Sequence[str],
    bearings: Mapping[str, float],
    variables: dict[str, Any],
    level: float,
) -> xr.Dataset:
    scenario = study.scenario
    coordinates = {
        "output": ("output", list(outputs), {"long_name": "what is told of a piece"}),
        "item": ("item", list(bearings), {"long_name": "kind of item"}),
        "factor": ("factor", list(factors), {"long_name": "source of chance"}),
        "output_label": ("output", [OUTPUTS[output][0] for output in outputs]),
        "output_unit": ("output", [OUTPUTS[output][1] for output in outputs]),
        "item_label": ("item", [scenario.item(kind).label for kind in bearings]),
        "bearing": (
            "item",
            [math.degrees(bearing) % 360.0 for bearing in bearings.values()],
            {"long_name": "bearing from the launch site to the median landing", "units": "degree"},
        ),
    }
    made_from = flights_attributes(scenario, study.own.wind, study.own.key, study.own.members, 0)
    dropped = ("landings_beyond_terrain", "history")
    attributes = {name: value for name, value in made_from.items() if name not in dropped}
    attributes |= {
        "history": f"made by balloon-drift {made_from['history'].split()[3]} (sim.sensitivity)",
        "method": method,
        "points": study.balloons,
        "level": level,
    }
    return xr.Dataset(variables, coordinates, attributes)
