"""Everything that must be right before anything flies, found at once."""

from collections.abc import Collection
from datetime import UTC

import numpy as np

from sim.errors import InputError
from sim.ground import terrain_height
from sim.kinds import A_SCENARIO, A_WIND, refuse_other_than
from sim.scenario import Scenario
from sim.wind import WindField, coverage_problems
from sim.wind.field import minute

_HOUR = 3600.0


def launch_epoch(scenario: Scenario) -> np.datetime64:
    """The scenario's launch time in UTC, from which the seconds of all flights count."""
    return np.datetime64(scenario.launch.time.astimezone(UTC).replace(tzinfo=None), "ns")


def flown_span(scenario: Scenario) -> tuple[np.datetime64, np.datetime64]:
    """First and last time at which the air may be asked for. [UTC]

    The launch spread counts to its 0.1 % and 99.9 % points: the rare balloon beyond them ends as `wind_ended` where
    the wind has no more room.
    """
    epoch = launch_epoch(scenario)
    early, late = scenario.launch.time_spread_min.quantile(np.array([0.001, 0.999]))
    horizon = scenario.simulation.horizon_h * _HOUR
    return epoch + _seconds(min(early, 0.0)), epoch + _seconds(max(late, 0.0) + horizon)


def _seconds(count: float) -> np.timedelta64:
    return np.timedelta64(round(float(count) * 1000.0), "ms")


def steady_note(scenario: Scenario, wind: WindField) -> str | None:
    """The sentence on a wind of one time that is flown at another; None where it is of the time, or of every time.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    """
    apart = held_apart(scenario, wind)
    return None if apart is None else held_steady(wind.first_time, [apart])


def held_apart(scenario: Scenario, wind: WindField) -> np.timedelta64 | None:
    """How far from the launch the one time of a wind lies; None where it is of the time, or of every time.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    """
    apart = abs(launch_epoch(scenario) - wind.first_time)
    return None if wind.timeless or not wind.is_steady or apart < np.timedelta64(1, "h") else apart


def held_steady(time: np.datetime64, apart: Collection[np.timedelta64]) -> str:
    """The sentence on a wind that is flown as it was at one time.

    Parameters
    ----------
    time : np.datetime64
        [UTC]
    apart : collection of np.timedelta64
        How far from it the launches are.
    """
    far = " to ".join(dict.fromkeys(_how_far(span) for span in (min(apart), max(apart))))
    return f"The wind is held steady as it was at {minute(time)} UTC, {far} from the launch."


def _how_far(span: np.timedelta64) -> str:
    days = span / np.timedelta64(1, "D")
    return f"{days:,.0f} days" if days >= 2.0 else f"{24.0 * days:.0f} h"


def refuse_wrong_kinds(scenario: object, wind: object) -> None:
    """Raise if a scenario or a wind is something else, such as the name of one.

    Raises
    ------
    InputError
    """
    problems: list[str] = []
    wanted: tuple[tuple[type, str, object, str], ...] = (
        (Scenario, "scenario", scenario, A_SCENARIO),
        (WindField, "wind", wind, A_WIND),
    )
    for kind, name, given, sentence in wanted:
        try:
            refuse_other_than(kind, name, given, sentence)
        except InputError as fault:
            problems.extend(fault.problems)
    if problems:
        raise InputError(problems)


def check(scenario: Scenario, wind: WindField) -> list[str]:
    """Whether this wind can fly this scenario: every problem at once, as sentences; empty when all is well.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField

    Returns
    -------
    list of str
    """
    refuse_wrong_kinds(scenario, wind)
    first, last = flown_span(scenario)
    launch, weather = scenario.launch, scenario.weather
    place, limits = (launch.longitude, launch.latitude), (weather.steady, weather.longest_gap_h * _HOUR)
    # of an ensemble the first member that has problems: the others have the same, in other numbers
    found = (coverage_problems(member, first, last, *place, *limits) for member in wind.members)
    problems = next((faults for faults in found if faults), [])
    rule = scenario.launch_rule
    if rule is not None and rule.rain_at_most_mm_h is not None and "precipitation_flux" not in wind.dataset:
        problems.append(
            f"{wind.source}: the wind has no precipitation, and launch_rule.rain_at_most_mm_h asks for it; add a file "
            "that has it, or leave that condition out."
        )
    if np.isnan(terrain_height(launch.longitude, launch.latitude)):
        problems.append(
            f"{scenario.name}: the launch site lies at {launch.longitude:g} E, {launch.latitude:g} N, beyond the "
            "shipped terrain; choose a site in or around Korea."
        )
    return problems
