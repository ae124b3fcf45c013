"""`tally`: fly an ensemble in portions, count what each does, and keep the counts only.

Holds no count: see `sim.landing.tallies.sums`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import xarray as xr

from sim.ensemble import Ensemble, Progress, prepared, refused_beyond_memory
from sim.ensemble.checks import refuse_wrong_kinds
from sim.ensemble.layout import layout_of
from sim.errors import InputError
from sim.kinds import refuse_no_call
from sim.landing.tallies.labels import labelled
from sim.landing.tallies.sums import Sums, added, sums_of
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

PORTION = 100_000
"""Balloons in memory at a time: some 300 MB with ten drops each. No bit depends on it."""

MOST_KEPT = 10_000_000
"""The command line keeps the landings of so many drops, some 1.2 GB of flights; of more it makes a tally."""


def tally(
    scenario: "Scenario",
    wind: WindField,
    *,
    balloons: int | None = None,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    first_balloon: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Fly the balloons of a scenario and count where their drops land, in memory that does not grow with their number.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    balloons, weather_members, rng_seed, first_balloon, threads, progress
        See `simulate`: the same balloons fly.

    Returns
    -------
    xr.Dataset
        The tally, which `sim.tallied` reads. Regions, outcomes and pieces are counted by weather
        member, landings in cells of 1 km and by minutes of flight; in the attributes is all that flying again needs.

    Raises
    ------
    WindError
        When the wind cannot fly the scenario; all reasons at once.
    InputError
        For a size or seed that cannot be, and for a single weather member.
    """
    refuse_wrong_kinds(scenario, wind)
    refuse_no_call("tally: progress", progress)
    count = scenario.simulation.balloons if balloons is None else balloons
    with refused_beyond_memory():
        ensemble = prepared(
            scenario,
            wind,
            weather_members=weather_members,
            rng_seed=rng_seed,
            balloons=balloons,
            first_balloon=first_balloon,
            threads=threads,
        )
        _refuse_one_weather(min(count, ensemble.members))
        portions = _portions(ensemble, first_balloon, count, threads, progress)
        sums, rest = next(portions)
        for own, _ in portions:
            sums = added(sums, own)
        return labelled(sums, rest, first_balloon)


def drops_flown(scenario: "Scenario", balloons: int | None) -> int:
    """How many drops so many balloons of a scenario have; as many as it simulates where nothing is said."""
    count = scenario.simulation.balloons if balloons is None else balloons
    return count * len(layout_of(scenario, scenario.simulation.fall_samples).drops)


def _portions(
    ensemble: Ensemble, first: int, count: int, threads: int | None, progress: Progress | None
) -> Iterator[tuple[Sums, xr.Dataset]]:
    """So many balloons at a time, counted, and what their dataset holds beside balloons."""
    for begin in range(0, count, PORTION):
        shown = None if progress is None else _within(progress, begin, count)
        yield _counted(ensemble, first + begin, min(PORTION, count - begin), threads, shown)


def _counted(
    ensemble: Ensemble, first: int, count: int, threads: int | None, progress: Progress | None
) -> tuple[Sums, xr.Dataset]:
    """Flown and counted; nothing of a balloon outlives this, so that never two portions are in memory."""
    flights = ensemble.flights(first, count, threads=threads, progress=progress)
    return sums_of(flights, ensemble.members), flights.drop_dims("balloon")


def _within(progress: Progress, begun: int, count: int) -> Progress:
    """Progress of a portion, told as that of the whole."""
    return lambda done, _: progress(begun + done, count)


def _refuse_one_weather(members: int) -> None:
    if members == 1:
        raise InputError(
            "tally: all balloons fly in one weather; then every interval counts single balloons, which a tally does "
            "not keep: ask for two weather members at least, or use sim.simulate (balloon-drift run --keep)."
        )
