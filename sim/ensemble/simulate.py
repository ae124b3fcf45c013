"""Fly the balloons of a scenario in one call.

Holds what a caller may ask for; the flights are the business of `ensemble`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from numbers import Integral
from typing import TYPE_CHECKING

import xarray as xr

from sim._jit import available_threads
from sim.ensemble.checks import check
from sim.ensemble.ensemble import Ensemble, ensemble_of
from sim.ensemble.flying import Progress
from sim.errors import InputError, WindError
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_BALLOONS = 2**32 - 1
"""Balloons and members are numbered in one 32-bit word of the random numbers' address."""

MOST_MEMBERS = 1_000_000
"""Weather members of an ensemble; for more, a launch rule would search nights for hours. However few balloons fly, they
may have as many: one balloon of a large ensemble can be flown again, and an ensemble piece by piece."""


def simulate(
    scenario: "Scenario",
    wind: WindField,
    *,
    balloons: int | None = None,
    weather_members: int | None = None,
    rng_seed: int | None = None,
    first_balloon: int = 0,
    threads: int | None = None,
    tracks: int = 0,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Fly the balloons of a scenario and everything they drop.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    balloons, weather_members, rng_seed : int, optional
        Size of the ensemble, weather members it is spread over, and start of all random streams; by default the
        scenario's own.
    first_balloon : int
        Number of the first balloon: `balloons=1, first_balloon=137` flies balloon 137 of the ensemble again.
    threads : int, optional
        Threads of the kernel; all there are by default. No result depends on it.
    tracks : int
        For how many balloons, the first ones, the track is kept once a minute.
    progress : callable, optional
        Called with (balloons done, balloons in all) after each portion.

    Returns
    -------
    xr.Dataset
        The flights, dims (balloon, drop): where, when and how each drop came down, every sampled parameter, and in the
        attributes the whole scenario, the seed, versions and the digest of the wind.

    Raises
    ------
    WindError
        When the wind cannot fly the scenario; all reasons at once.
    InputError
        For a size or seed that cannot be.
    """
    with refused_beyond_memory():
        ensemble = prepared(
            scenario,
            wind,
            weather_members=weather_members,
            rng_seed=rng_seed,
            balloons=balloons,
            first_balloon=first_balloon,
            threads=threads,
            tracks=tracks,
        )
        count = scenario.simulation.balloons if balloons is None else balloons
        return ensemble.flights(first_balloon, count, tracks=tracks, threads=threads, progress=progress)


def prepared(
    scenario: "Scenario",
    wind: WindField,
    *,
    weather_members: int | None,
    rng_seed: int | None,
    **sizes: int | None,
) -> Ensemble:
    """The ensemble of a scenario in a wind, after everything that a caller asks for was checked.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    weather_members, rng_seed : int or None
        The scenario's own where they are None.
    **sizes : int or None
        What else was asked for: see `refuse_impossible_sizes`.

    Raises
    ------
    WindError
        When the wind cannot fly the scenario; all reasons at once.
    InputError
        For a size or seed that cannot be.
    """
    problems = check(scenario, wind)
    refuse_impossible_sizes(weather_members=weather_members, rng_seed=rng_seed, **sizes)
    if problems:
        raise WindError(problems)
    simulation = scenario.simulation
    members = simulation.weather_members if weather_members is None else weather_members
    key = simulation.rng_seed if rng_seed is None else rng_seed
    return ensemble_of(scenario, wind, members, key, asked=weather_members is not None)


@contextmanager
def refused_beyond_memory() -> Iterator[None]:
    """Say in a sentence that an ensemble is too large for this machine.

    Raises
    ------
    InputError
    """
    try:
        yield
    except MemoryError as error:
        raise InputError(
            f"simulate: so many balloons, drops and weather members do not fit into the memory of this machine "
            f"({error}); fly fewer at a time, with first_balloon for the next."
        ) from error


def refuse_idle_members(balloons: int, weather_members: int) -> None:
    """Raise where there are more weather members than balloons to fly in them.

    Parameters
    ----------
    balloons : int
        Numbered from 0 on.
    weather_members : int

    Raises
    ------
    InputError
    """
    if 1 <= balloons < weather_members:
        raise InputError(
            f"simulate: weather_members is {weather_members:,}, and there are {balloons:,} balloons: in the weathers "
            f"beyond them nothing would fly; ask for {balloons:,} members at most, or for more balloons."
        )


def refuse_impossible_sizes(**sizes: int | None) -> None:
    """Raise for arguments of `simulate` that no ensemble can have, all at once; where it may, None is a default.

    Parameters
    ----------
    **sizes : int or None
        Any of balloons, weather_members, rng_seed, first_balloon, threads and tracks.

    Raises
    ------
    InputError
        One sentence for each.
    """
    allowed = {
        "balloons": (1, MOST_BALLOONS),
        "weather_members": (1, MOST_MEMBERS),
        "rng_seed": (0, 2**64 - 1),
        "first_balloon": (0, MOST_BALLOONS),
        "threads": (1, available_threads()),
        "tracks": (0, MOST_BALLOONS),
    }
    first, count = sizes.get("first_balloon") or 0, sizes.get("balloons") or 0
    problems = [
        f"simulate: {name} is {value!r}; it must be a whole number from {allowed[name][0]} to {allowed[name][1]}."
        for name, value in sizes.items()
        if (value is not None or name in ("first_balloon", "tracks")) and not _is_whole_number_in(value, *allowed[name])
    ]
    if not problems and first + count > MOST_BALLOONS + 1:
        problems = [f"simulate: balloons are numbered up to {MOST_BALLOONS}; {first} and {count} more go beyond."]
    if problems:
        raise InputError(problems)


def _is_whole_number_in(value: object, least: int, most: int) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= most
