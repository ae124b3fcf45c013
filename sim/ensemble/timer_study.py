"""`timer_study`: where the same balloons drop their load, for many settings of their timers.

Holds no flight: the way that the settings share is flown once, by `Ensemble.at_settings`.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from sim.ensemble.checks import refuse_wrong_kinds
from sim.ensemble.flying import Progress
from sim.ensemble.settings import share_flights
from sim.ensemble.simulate import prepared, refused_beyond_memory
from sim.errors import InputError
from sim.kinds import refuse_no_call, refuse_no_mapping
from sim.scenario import sets_timer
from sim.units import unit_of_key
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

SETTING = "setting"
"""Dimension of the settings."""


def timer_study(
    scenario: "Scenario",
    wind: WindField,
    timers: Mapping[str, Sequence[Any]],  # Any: a number, or a table as in a scenario file
    *,
    balloons: int | None = None,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Fly balloons once, and let them go of their load at many settings of their timers.

    Until its first release a balloon does not know its timers: with the same random numbers all settings share the
    flight up to there. What each of them lets go is followed to the ground, and every bit is that of a flight with that
    setting alone. The empty envelope is not followed, and is none of the drops.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    timers : mapping
        Dotted names, such as ``payload.bundles.main.timer_h``, each to as many values as there are settings, in the
        unit of the name: the first values are one setting, the second ones another.
    balloons, weather_members, rng_seed, threads, progress
        As for `simulate`.

    Returns
    -------
    xr.Dataset
        Dims (setting, balloon, drop): what `simulate` says of the payload; `sim.landings(study.isel(setting=2))` tells
        where it lands. What is the same for all settings has no such dimension.

    Raises
    ------
    InputError
        For a name that sets no timer, for lists of different lengths, and as `simulate` does.
    ScenarioError
        With every fault of the settings.
    """
    refuse_wrong_kinds(scenario, wind)
    refuse_no_call("timer_study: progress", progress)
    refuse_no_mapping("timer_study: timers", timers, '{"timer.hours": [1.0, 1.5]}')
    scenarios = _at_settings(scenario, timers)
    count = scenario.simulation.balloons if balloons is None else balloons
    with refused_beyond_memory():
        ensemble = prepared(
            scenarios[0], wind, weather_members=weather_members, rng_seed=rng_seed, balloons=balloons, threads=threads
        )
        parts = [*ensemble.at_settings(scenarios, 0, count, threads=threads, progress=progress)]
        return _joined(parts, scenario, timers)


def _at_settings(scenario: "Scenario", timers: Mapping[str, Sequence[Any]]) -> "list[Scenario]":
    """The scenario with each setting."""
    problems = [
        f"timer_study: {path} sets no timer; entries such as payload.bundles.NAME.timer_h do, all others are for "
        "sim.sweep."
        for path in timers
        if not sets_timer(path)
    ]
    problems += [
        f"timer_study: {path} is {values!r}; it must be a list, of one value for each setting."
        for path, values in timers.items()
        if not isinstance(values, Collection)
        or isinstance(values, str | Mapping)
        or getattr(values, "ndim", 1) != 1  # of an array
    ]
    if problems:
        raise InputError(problems)
    lengths = {path: len(values) for path, values in timers.items()}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        told = ", ".join(f"{path} {length}" for path, length in lengths.items()) or "none"
        problems.append(f"timer_study: every timer needs one value for each setting, at least one; there are {told}.")
    if problems:
        raise InputError(problems)
    settings = zip(*timers.values(), strict=True)
    scenarios = [scenario.with_values(dict(zip(timers, values, strict=True))) for values in settings]
    if not share_flights(scenarios):
        raise InputError(
            "timer_study: the settings share no flight, since launch_rule.north_probability_at_least or an even sample "
            "(simulation.sampling) gives each its own; take that out, or use sim.sweep."
        )
    return scenarios


def _joined(parts: list[xr.Dataset], scenario: "Scenario", timers: Mapping[str, Sequence[Any]]) -> xr.Dataset:
    """One dataset of all settings; what is drawn at some of them only is missing at the others."""
    known = {name: variable for part in parts for name, variable in part.data_vars.items()}
    parts = [
        part.assign({name: xr.full_like(known[name], np.nan) for name in known if name not in part}) for part in parts
    ]
    whole = xr.concat(
        parts, SETTING, data_vars="different", coords="minimal", compat="equals", join="exact", combine_attrs="override"
    )
    beyond = sum(int(part.attrs["landings_beyond_terrain"]) for part in parts)
    return whole.assign_coords({_short(path): _setting(path, values) for path, values in timers.items()}).assign_attrs(
        scenario=scenario.to_json(),
        title=f"Timers of {scenario.title}",
        history=parts[0].attrs["history"].replace("sim.simulate", "sim.timer_study"),
        timers=json.dumps({path: list(values) for path, values in timers.items()}, default=_plain),
        landings_beyond_terrain=beyond,
    )


def _short(path: str) -> str:
    """What a setting is called: its path without the sections that hold timers."""
    return path.removeprefix("payload.").removeprefix("bundles.").removeprefix("timer.").replace(".", "_")


def _setting(path: str, values: Sequence[Any]) -> xr.Variable:
    """The values of a timer, as numbers with their unit or as text."""
    described = {"long_name": f"what the scenario has as {path}", "scenario_path": path}
    if all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in values):
        unit = unit_of_key(path.rpartition(".")[2]).symbol
        return xr.Variable(SETTING, np.array(values, dtype=float), described | {"units": unit})
    return xr.Variable(SETTING, [json.dumps(value, default=_plain) for value in values], described)


def _plain(value: Any) -> Any:
    """The Python value of a NumPy number."""
    return value.item()
