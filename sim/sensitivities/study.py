"""`sensitivity`: which unknown matters most for where the items of a scenario land.

Holds what a caller may ask for, and the labels of the result.
"""

from collections.abc import Sequence
from types import NoneType

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble import refused_beyond_memory, wind_for
from sim.errors import InputError
from sim.evidence.reading import suggestion
from sim.kinds import A_SCENARIO, is_share, is_whole_number, refuse_no_call, refuse_other_than
from sim.scenario import Scenario
from sim.sensitivities.factors import chosen_factors, drawn_factors, scenario_values
from sim.sensitivities.flying import ByKind, Progress, Study, study_of
from sim.sensitivities.indices import Indices, sobol_indices
from sim.sensitivities.labels import labelled_indices, labelled_screening
from sim.sensitivities.outputs import OUTPUTS, bearing_of
from sim.sensitivities.screening import screened
from sim.sensitivities.trajectories import Trajectories
from sim.wind import WindField

METHODS = ("sobol", "morris")

Values = dict[tuple[str, str], list[NDArray[np.float64]]]


def sensitivity(
    scenario: Scenario,
    wind: WindField | None = None,
    *,
    method: str = "sobol",
    factors: str | Sequence[str] | None = None,
    outputs: Sequence[str] = tuple(OUTPUTS),
    points: int = 1000,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    level: float = 0.9,
    resamples: int = 1000,
    threads: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Shares of the variance of where one piece lands, by its causes; or how far each uncertain value moves it.

    Parameters
    ----------
    scenario : Scenario
        Flown with one fall sample and random draws, whatever it says of these.
    wind : WindField, optional
        The one that the scenario names without it.
    method : str
        "sobol" for first-order and total Sobol indices, "morris" for elementary effects.
    factors : str or sequence of str, optional
        "groups" (weather, launch, balloon, timer, items, gusts), "values" (every quantity that is drawn), or names of
        either kind. Sobol indices are of groups by default, elementary effects always of values.
    outputs : sequence of str
        Of `OUTPUTS`.
    points : int
        Balloons of each set, 2 + 2 factors of which are flown; or trajectories, each of 1 + factors flights.
    weather_members, rng_seed : int, optional
        The scenario's own without them; no more members than balloons.
    level : float
        Probability that an interval is to hold the truth.
    resamples : int
        How often the weather members are drawn anew for an interval, at least 100.
    threads : int, optional
        Threads of the kernel; no result depends on it.
    progress : callable, optional
        Called with (parts done, parts in all) after each factor or point.

    Returns
    -------
    xr.Dataset
        Dims output, item and factor. Of Sobol: `first_order`, `total_order` and the ends of their intervals;
        `balloons`, the pairs that landed in every set, of `points`. Of Morris: `mu`, `mu_star` with its interval, and
        `sigma`.

    Raises
    ------
    InputError
        With every fault.

    Notes
    -----
    Every random number of a flight has an address (key, balloon, quantity). Two ensembles with two keys are flown; then
    each once more for every factor, with the numbers of this factor alone from the other. The wind of a weather member
    and the gusts are factors like the mass of the payload, so that the indices split the whole variance of a piece.
    """
    with refused_beyond_memory():
        refuse_other_than(Scenario, "sensitivity: scenario", scenario, A_SCENARIO)
        refuse_no_call("sensitivity: progress", progress)
        _refuse_impossible(method, factors, outputs, points, level, resamples)
        air = wind_for(scenario) if wind is None else wind
        study = study_of(scenario, air, points, weather_members, rng_seed, threads)
        if method == "morris":
            return _screening(study, factors, outputs, level, resamples, progress)
        return _indices(study, "groups" if factors is None else factors, outputs, level, resamples, progress)


def _indices(
    study: Study,
    factors: str | Sequence[str],
    outputs: Sequence[str],
    level: float,
    resamples: int,
    progress: Progress | None,
) -> xr.Dataset:
    chosen = chosen_factors(factors, drawn_factors(study.scenario, study.own.layout))
    (own, other), *mixed = study.exchanged([(), *chosen.values()], progress)
    bearings = {kind: bearing_of(own[kind], other[kind]) for kind in own}
    values = [_values((own, other, *pair), bearings, outputs) for pair in mixed]
    found = [
        [[_of_four(factor[output, kind], study, level, resamples) for factor in values] for kind in bearings]
        for output in outputs
    ]
    return labelled_indices(study, tuple(chosen), outputs, bearings, values[0], found, level)


def _of_four(sets: Sequence[NDArray[np.float64]], study: Study, level: float, resamples: int) -> Indices:
    own, other, own_but, other_but = sets
    return sobol_indices(own, other, own_but, other_but, study.members, level, resamples)


def _screening(
    study: Study,
    factors: str | Sequence[str] | None,
    outputs: Sequence[str],
    level: float,
    resamples: int,
    progress: Progress | None,
) -> xr.Dataset:
    known = scenario_values(study.scenario, study.own.layout)
    names = _values_chosen(factors, tuple(known))
    trajectories = Trajectories(study.own.key, study.numbers, names)
    flown = list(study.along(trajectories, known, progress))
    bearings = {kind: bearing_of(*(step[kind] for step in flown)) for kind in flown[0]}
    values = _values(flown, bearings, outputs)
    found = [
        [
            screened(trajectories.effects(np.array(values[output, kind])), study.members, level, resamples)
            for kind in bearings
        ]
        for output in outputs
    ]
    return labelled_screening(study, names, outputs, bearings, found, level)


def _values(flown: Sequence[ByKind], bearings: dict[str, float], outputs: Sequence[str]) -> Values:
    """Every output of every kind, (balloon,) for each of some flights."""
    told = [{kind: landed.outputs(bearings[kind]) for kind, landed in one.items()} for one in flown]
    return {(output, kind): [one[kind][output] for one in told] for output in outputs for kind in bearings}


def _values_chosen(factors: str | Sequence[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Uncertain values to be moved.

    Raises
    ------
    InputError
        With every name that is none, and where there are none.
    """
    if not known:
        raise InputError("sensitivity: no value of the scenario is uncertain, so there is nothing to screen.")
    if factors is None or factors == "values":
        return known
    names = (factors,) if isinstance(factors, str) else tuple(factors)
    unknown = [
        f"sensitivity: factors has {name!r}; method morris moves uncertain values only; {suggestion(name, known)}"
        for name in names
        if name not in known
    ]
    if unknown or not names:
        raise InputError(unknown or "sensitivity: factors is empty; name some uncertain values.")
    return names


def _refuse_impossible(
    method: str, factors: object, outputs: Sequence[str], points: int, level: float, resamples: int
) -> None:
    problems = []
    names = [factors] if isinstance(factors, str | NoneType) else factors
    if not (isinstance(names, Sequence) and all(isinstance(name, str | NoneType) for name in names)):
        problems.append(f'sensitivity: factors is {factors!r}; it must be "groups", "values" or a list of names.')
    if method not in METHODS:
        problems.append(f"sensitivity: method is {method!r}; {suggestion(str(method), METHODS)}")
    if not isinstance(outputs, Sequence) or isinstance(outputs, str) or not outputs:
        problems.append(f"sensitivity: outputs is {outputs!r}; it must list some of {', '.join(OUTPUTS)}.")
    else:
        unknown = [name for name in outputs if name not in OUTPUTS]
        problems += [f"sensitivity: outputs has {name!r}; {suggestion(str(name), OUTPUTS)}" for name in unknown]
    if not is_share(level):
        problems.append(f"sensitivity: level is {level!r}; it must be a number between 0 and 1.")
    if not is_whole_number(points):
        problems.append(f"sensitivity: points is {points!r}; it must be a whole number.")
    if not (is_whole_number(resamples) and resamples >= 100):
        problems.append(
            f"sensitivity: resamples is {resamples!r}; it must be a whole number of at least 100 for the ends to mean "
            "anything."
        )
    if problems:
        raise InputError(problems)
