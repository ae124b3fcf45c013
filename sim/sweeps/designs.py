"""Designs: which combinations of values are flown.

Holds no flight: a design turns what was chosen for each parameter into axes, crossed (`grid`) or paired (the others).
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.errors import InputError, ScenarioError
from sim.evidence.reading import shown, suggestion
from sim.kinds import is_whole_number
from sim.sweeps.axes import MOST_POINTS, NIGHT, TIME, Axis, Json, repeated, short_names, units_of
from sim.sweeps.choices import TOO_MANY, Choice, chosen

if TYPE_CHECKING:
    from sim.scenario import Scenario

DESIGNS = ("grid", "zip", "latin_hypercube", "sobol")

DRAWN = ("latin_hypercube", "sobol")
"""Designs that draw a stated number of points."""

RESERVED = (
    *("item", "region", "outcome", "point", "air", "x", "y", "projection", "sample", "weather"),
    *("balloons", "weather_members"),
)
"""Names that the result needs for itself."""

_SOBOL_BITS = 30
"""Binary digits of scipy's Sobol numbers."""


def designed(
    scenario: "Scenario", parameters: Mapping[str, Any], design: str, points: int | None, rng_seed: int
) -> tuple[Axis, ...]:
    """The axes of a sweep.

    Parameters
    ----------
    scenario : Scenario
    parameters : mapping
        Dotted names, or "night", to what `sim.sweeps.choices.chosen` takes.
    design : str
        "grid" crosses the values, "zip" pairs them, "latin_hypercube" and "sobol" draw `points` points; a list then
        stands for equal shares.
    points : int or None
    rng_seed : int
        Start of the draws.

    Raises
    ------
    InputError
        With every fault.
    """
    found = [chosen(path, typed, scenario) for path, typed in parameters.items()]
    problems = [fault for _, faults in found for fault in faults]
    choices = [choice for choice, _ in found if choice is not None]
    problems += [*_design_faults(design, points), *_path_faults(parameters)]
    problems += [fault for choice in choices for fault in _unknown(choice, scenario)]
    if design in DESIGNS:
        problems += _value_faults(choices, design)
    if problems:
        raise InputError(problems)
    columns = [choice.values for choice in choices]
    if design in DRAWN:
        assert points is not None  # `_design_faults` saw to it
        columns = _drawn(choices, _uniform(design, len(choices), points, rng_seed))
    paths = [choice.path for choice in choices]
    names = short_names(paths, RESERVED)
    return tuple(
        Axis(path, name, units_of(path, column), tuple(column))
        for path, name, column in zip(paths, names, columns, strict=True)
    )


def _design_faults(design: str, points: int | None) -> list[str]:
    if design not in DESIGNS:
        return [f"design is {shown(design)}; {suggestion(str(design), DESIGNS)}"]
    if design not in DRAWN:
        return (
            [] if points is None else [f"points is {points!r}, but a {design} has those of its values; leave it out."]
        )
    if points is None or not is_whole_number(points) or points < 2:
        return [
            f"points is {points!r}; a {design} design draws a stated number of points: give a whole number, 2 or more."
        ]
    if points > MOST_POINTS:
        return [f"points is {points:,}; a sweep has at most {MOST_POINTS:,} points: draw fewer."]
    if design == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        return [f"points is {points}; a Sobol design is balanced for powers of two only: take {below} or {2 * below}."]
    return []


def _path_faults(parameters: Mapping[str, Any]) -> list[str]:
    if not parameters:
        return ["a sweep has no parameter; give at least one, such as balloon.free_lift_fraction."]
    both = NIGHT in parameters and TIME in parameters
    return [f"parameters have {NIGHT} and {TIME}, which both set the launch; give one of them."] if both else []


def _unknown(choice: Choice, scenario: "Scenario") -> list[str]:
    """Why a path is none of the scenario; nothing of what is wrong with a value, which may fit beside others."""
    if choice.path == NIGHT:
        return []
    example = choice.values[0] if choice.law is None else float(choice.law.quantile(np.array(0.5)))
    try:
        scenario.with_values({choice.path: example})
    except ScenarioError as error:
        ends = ("leads nowhere", "is not a known key")
        return [fault for fault in error.problems if any(f"{choice.path} {end}" in fault for end in ends)]
    return []


def _value_faults(choices: Sequence[Choice], design: str) -> list[str]:
    """Values that a design cannot take."""
    if design in DRAWN:
        return []
    faults = [
        f"parameter {choice.path}: is a distribution, and a {design} takes values; give a list, or choose the design "
        f"{' or '.join(DRAWN)}."
        for choice in choices
        if choice.law is not None
    ]
    if design == "grid":
        lengths = [max(len(choice.values), 1) for choice in choices]
        if (points := math.prod(lengths)) > MOST_POINTS:
            crossed = " x ".join(f"{length:,}" for length in lengths)
            return [*faults, f"grid crosses {crossed} values to {points:,} points; {TOO_MANY}"]
        again = {choice.path: repeated(choice.values) for choice in choices}
        return faults + [
            f"parameter {path}: has {', '.join(values)} more than once; each may come once."
            for path, values in again.items()
            if values
        ]
    paired = {choice.path: len(choice.values) for choice in choices if choice.law is None}
    if len(set(paired.values())) > 1:
        said = ", ".join(f"{path} {length}" for path, length in paired.items())
        faults.append(f"zip pairs lists of one length; there are {said}: make them equal, or choose the design grid.")
    if (points := max(paired.values(), default=0)) > MOST_POINTS:
        faults.append(f"zip pairs values to {points:,} points; {TOO_MANY}")
    return faults


def _uniform(design: str, dimensions: int, points: int, rng_seed: int) -> NDArray[np.float64]:
    """Numbers in (0, 1). (point, parameter)"""
    generator = np.random.default_rng(rng_seed)
    if design == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(dimensions, rng=generator).random(points))
    # to the middle of their cells: a quantile at 0 may be infinite
    sobol = qmc.Sobol(dimensions, bits=_SOBOL_BITS, rng=generator).random(points)
    return np.asarray(sobol + 0.5 ** (_SOBOL_BITS + 1))


def _drawn(choices: Sequence[Choice], uniform: NDArray[np.float64]) -> list[tuple[Json, ...]]:
    """Values of each parameter, one for each point."""
    return [_values_at(choice, column) for choice, column in zip(choices, uniform.T, strict=True)]


def _values_at(choice: Choice, uniform: NDArray[np.float64]) -> tuple[Json, ...]:
    if choice.law is not None:
        return tuple(float(number) for number in choice.law.quantile(uniform))
    return tuple(choice.values[int(place)] for place in np.floor(uniform * len(choice.values)))
