"""Fly until the answer is known as well as was wished.

Holds the decision when to stop; the flights are those of `sim.ensemble`.
"""

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import xarray as xr

from sim.ensemble import Progress, joined, prepared, refused_beyond_memory
from sim.errors import InputError, ResultError
from sim.flight.record import Record
from sim.flight.state import Outcome
from sim.ground import regions
from sim.kinds import is_share, refuse_no_call
from sim.landing.chance.needed import Needed
from sim.landing.counting.endings import endings_named
from sim.landing.distribution import LandingDistribution, landings
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

FIRST_ROUND = 512
"""Balloons of the first round, or four in each weather member if that is more: fewer say little of their scatter."""

ENOUGH_OF_A_WEATHER = 8
"""Balloons in each weather member before it is believed that no number of them will do."""

MOST_GROWTH = 4
"""A round makes the ensemble at most so many times as large: the first rounds know least of what is needed."""

MOST_TIMES = 10
"""Without another limit at most so many times the balloons of the scenario are flown."""


def simulate_until(
    scenario: "Scenario",
    wind: WindField,
    *,
    half_width: float,
    region: str = "north_korea",
    items: tuple[str, ...] | None = None,
    level: float = 0.9,
    most_balloons: int | None = None,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Fly balloons until the share that lands in a region is known to a wished width.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    half_width : float
        Half the width of the interval of every item, as a probability: 0.02 for +-2 points. [1]
    region : str
        A region, a total of regions ("north_korea", "sea"), an outcome, or "no_landing".
    items : tuple of str, optional
        Kinds of item; every kind of the payload by default.
    level : float
        Probability that an interval is to hold the truth, 0 to 1.
    most_balloons : int, optional
        No more are flown; by default ten times as many as the scenario simulates.
    weather_members, rng_seed, threads, progress
        See `simulate`.

    Returns
    -------
    xr.Dataset
        Bit for bit the flights of `simulate` with as many balloons; the attributes also say what was asked
        (`stop_rule`) and why it was stopped (`stop_reason`).

    Notes
    -----
    It flies in rounds of whole turns through the weather members; what was flown stays. It stops early where the
    weather members are too few for any number of balloons. To stop when an interval has become narrow favours runs
    whose scatter looks small by chance: `benchmarks/interval_coverage.py` measures by how much.
    """
    refuse_impossible_stops(half_width, region, level)
    refuse_no_call("simulate_until: progress", progress)
    with refused_beyond_memory():
        ensemble = prepared(
            scenario, wind, weather_members=weather_members, rng_seed=rng_seed, balloons=most_balloons, threads=threads
        )
        kinds = _kinds_asked(items, tuple(dict.fromkeys(drop.item for drop in ensemble.layout.drops)))
        limit = MOST_TIMES * scenario.simulation.balloons if most_balloons is None else most_balloons
        members, parts, flown = ensemble.members, list[Record](), 0
        target = min(_whole_turns(max(FIRST_ROUND, 4 * members), members), limit)
        while True:
            shown = None if progress is None else _continued(progress, flown)
            parts.append(ensemble.fly(flown, target - flown, threads=threads, progress=shown))
            flown = target
            flights = ensemble.labelled(0, joined(parts))
            wanted, reason = _next_size(landings(flights), kinds, half_width, region, level, limit)
            if reason:
                break
            target = min(_whole_turns(min(max(wanted, flown + 1), MOST_GROWTH * flown), members), limit)
    rule = {"half_width": half_width, "region": region, "items": kinds, "level": level, "most_balloons": limit}
    return flights.assign_attrs(stop_rule=json.dumps(rule), stop_reason=reason)


def refuse_impossible_stops(half_width: float, region: str = "north_korea", level: float = 0.9) -> None:
    """Raise for a rule to stop that cannot be, all faults at once.

    Parameters
    ----------
    half_width, region, level
        See `simulate_until`.

    Raises
    ------
    InputError
    """
    problems = [
        f"simulate_until: {name} is {value!r}; it must be a number between 0 and 1{advice}."
        for name, value, advice in (("half_width", half_width, ", such as 0.02 for +-2 points"), ("level", level, ""))
        if not is_share(value)
    ]
    names = (*regions().names, *(outcome.name.lower() for outcome in Outcome))
    known = endings_named(names)
    if not isinstance(region, str) or region not in known:
        problems.append(f"simulate_until: region is {region!r}; it must be one of {', '.join(known)}.")
    if problems:
        raise InputError(problems)


def _kinds_asked(items: tuple[str, ...] | None, known: tuple[str, ...]) -> tuple[str, ...] | None:
    """The kinds of item asked for, before anything flies."""
    strange = [kind for kind in items or () if kind not in known]
    if strange:
        raise InputError(f"simulate_until: items has {', '.join(strange)}; the scenario drops {', '.join(known)}.")
    return items


def _whole_turns(balloons: int, members: int) -> int:
    return -(-balloons // members) * members


def _next_size(
    drops: LandingDistribution,
    kinds: tuple[str, ...] | None,
    half_width: float,
    region: str,
    level: float,
    limit: int,
) -> tuple[int, str]:
    """Balloons to fly in all, and why there should be no more; a kind that was hardly seen yet says neither."""
    try:
        plans = [drops.needed(half_width, kind, region, level) for kind in kinds or drops.items]
    except ResultError as error:
        return MOST_GROWTH * drops.balloons, str(error) if drops.balloons >= limit else ""
    plan = max(plans, key=lambda needed: needed.present_half_width)
    # a plan counts balloons that have such a drop: of bundles that stayed closed, a few of all
    every = drops.balloons / plan.flown
    wanted = MOST_GROWTH * drops.balloons if plan.balloons is None else math.ceil(plan.balloons * every)
    return wanted, _reason_to_stop(plan, drops.balloons, limit)


def _reason_to_stop(plan: Needed, flown: int, limit: int) -> str:
    """Why no more are flown, as a sentence; empty where it goes on."""
    if plan.reached:
        return plan.sentence
    if not plan.possible and plan.flown >= ENOUGH_OF_A_WEATHER * plan.members:
        return plan.sentence
    if flown >= limit:
        return f"{plan.sentence} No more than {limit:,} balloons were to be flown."
    return ""


def _continued(progress: Progress, flown: int) -> Callable[[int, int], None]:
    """Progress of a round, told as that of all rounds so far."""
    return lambda done, total: progress(flown + done, flown + total)
