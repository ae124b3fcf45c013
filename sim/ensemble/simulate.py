"""Fly an ensemble: draw, pack, hand to the kernel in portions, label what comes back."""

import json
import platform
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from sim._jit import available_threads, source_digest
from sim.ensemble.checks import check, flown_span, launch_epoch, steady_note
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons
from sim.ensemble.flying import Progress, fly_all
from sim.ensemble.launch_rule import chosen_nights
from sim.ensemble.layout import layout_of
from sim.ensemble.schema import CONVENTIONS, flights_dataset, nights_variables
from sim.ensemble.turbulence import turbulence_of
from sim.ensemble.weathers import Weathers, weathers_of
from sim.errors import InputError, WindError
from sim.flight.record import empty_record
from sim.flight.state import Settings, World
from sim.flight.tracks import TRACK_INTERVAL
from sim.ground import ground_digest, terrain_grid, terrain_height
from sim.numerics.grids import WindGrid
from sim.sun import sun_table
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

FALL_HEIGHT_STEP = 100.0
"""A falling item crosses at most this height in a step: the finest level of the packed wind. [m]"""

FALL_TIME_STEP = 60.0
"""Nor does a step of a falling item last longer than this. [s]"""

MOST_BALLOONS = 2**32 - 1
"""Balloons and members are numbered in one 32-bit word of the random numbers' address."""


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
    problems = check(scenario, wind)
    simulation = scenario.simulation
    count = simulation.balloons if balloons is None else balloons
    members = simulation.weather_members if weather_members is None else weather_members
    key = simulation.rng_seed if rng_seed is None else rng_seed
    refuse_impossible_sizes(
        balloons=count,
        weather_members=members,
        rng_seed=key,
        first_balloon=first_balloon,
        threads=threads,
        tracks=tracks,
    )
    if problems:
        raise WindError(problems)

    if not scenario.weather.vertical_wind:
        wind = wind.without_vertical_wind()
    if (note := steady_note(scenario, wind)) is not None:
        wind = replace(wind, notes=(*wind.notes, note))
    epoch = launch_epoch(scenario)
    layout = layout_of(scenario, simulation.fall_samples)
    horizon = simulation.horizon_h * 3600.0
    settings = Settings(simulation.step_s, FALL_HEIGHT_STEP, FALL_TIME_STEP, horizon)
    # over the whole span of the scenario: the sun of a balloon must not depend on which others fly
    first, last = ((end - epoch) / np.timedelta64(1, "s") for end in flown_span(scenario))
    sun = sun_table(epoch, first - 3600.0, last + 3600.0)  # the rare balloon starts beyond that span
    weathers = weathers_of(scenario, wind, key)
    members = _possible_members(weathers, members, asked=weather_members is not None)
    drops, terrain, turbulence = layout.packed(scenario), terrain_grid(), turbulence_of(scenario)

    def world_in(grid: WindGrid) -> World:
        return World(drops, grid, terrain, sun, turbulence, settings, int(key))

    try:
        nights = None
        if scenario.launch_rule is not None:
            nights = chosen_nights(scenario, weathers, members, settings, sun)
        chosen = np.arange(members) if nights is None else nights.chosen
        members = chosen.size
        numbers = np.arange(first_balloon, first_balloon + count, dtype=np.int64)
        record = empty_record(
            count, len(layout.bundles), len(layout.drops), min(tracks, count), int(horizon / TRACK_INTERVAL) + 1
        )
        draws = Draws(key, numbers)
        flown = draw_balloons(scenario, layout, draws, members)
        fly_all(flown, record, weathers, chosen, world_in, threads, progress)
    except MemoryError as error:
        raise InputError(
            f"simulate: {count:,} balloons of {len(layout.drops)} drops in {members:,} weather members do not fit into "
            f"the memory of this machine ({error}); fly fewer at a time, with first_balloon for the next."
        ) from error

    dataset = flights_dataset(record, layout, epoch, flown, draws, members, sun)
    if nights is not None:
        dataset = dataset.assign(nights_variables(nights))
    longitude, latitude = dataset["landing_longitude"].values, dataset["landing_latitude"].values
    unknown_ground = int((np.isfinite(longitude) & np.isnan(terrain_height(longitude, latitude))).sum())
    dataset.attrs = _attributes(scenario, wind, key, members, unknown_ground)
    return dataset


def _possible_members(weathers: Weathers, wanted: int, *, asked: bool) -> int:
    """How many weather members there can be: no more than an ensemble of winds has.

    Parameters
    ----------
    weathers : Weathers
    wanted : int
    asked : bool
        Whether a caller wants just as many; the number of a scenario is a wish.
    """
    most = weathers.most
    if most is None or wanted <= most:
        return wanted
    if asked:
        raise InputError(
            f"simulate: weather_members is {wanted}; the wind is an ensemble of {most}, and each weather member flies "
            'in one of its own: ask for no more, or set weather.ensemble = "spread".'
        )
    return most


def refuse_impossible_sizes(**sizes: int | None) -> None:
    """Raise for arguments of `simulate` that no ensemble can have, all at once; None is left to its default.

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
        "weather_members": (1, MOST_BALLOONS),
        "rng_seed": (0, 2**64 - 1),
        "first_balloon": (0, MOST_BALLOONS),
        "threads": (1, available_threads()),
        "tracks": (0, MOST_BALLOONS),
    }
    first, count = sizes.get("first_balloon") or 0, sizes.get("balloons") or 0
    problems = [
        f"simulate: {name} is {value!r}; it must be a whole number from {allowed[name][0]} to {allowed[name][1]}."
        for name, value in sizes.items()
        if value is not None and not _is_whole_number_in(value, *allowed[name])
    ]
    if not problems and first + count > MOST_BALLOONS + 1:
        problems = [f"simulate: balloons are numbered up to {MOST_BALLOONS}; {first} and {count} more go beyond."]
    if problems:
        raise InputError(problems)


def _is_whole_number_in(value: object, least: int, most: int) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= most


def _attributes(scenario: "Scenario", wind: WindField, key: int, members: int, unknown_ground: int) -> dict[str, Any]:
    """What a result must carry to be understood and repeated."""
    versions = _versions()
    return {
        "Conventions": CONVENTIONS,
        # no clock: the same flights make the same file
        "history": f"flown by balloon-drift {versions['balloon-drift']} (sim.simulate)",
        "title": scenario.title,
        "source": "balloon-drift, a model of balloon flight and of what it drops; for research and hindcast",
        "scenario_name": scenario.name,
        "scenario": scenario.to_json(),
        "launch_site": scenario.launch.site or "given by coordinates",
        "launch_longitude": scenario.launch.longitude,
        "launch_latitude": scenario.launch.latitude,
        "launch_time": scenario.launch.time.isoformat(),
        "rng_seed": str(key),  # as text: NetCDF attributes have no unsigned 64-bit number that all readers take
        "weather_members": members,
        "wind_source": wind.source,
        "wind_digest": wind.digest,
        "wind_notes": json.dumps(list(wind.notes)),
        "ground_digest": ground_digest(),
        "landings_beyond_terrain": unknown_ground,
        "code_digest": source_digest(),
        "versions": json.dumps(versions),
    }


def _versions() -> dict[str, str]:
    try:
        own = version("balloon-drift")
    except PackageNotFoundError:
        own = "not installed"
    names = ("numpy", "scipy", "numba", "xarray")
    return {"balloon-drift": own, "python": platform.python_version(), **{name: version(name) for name in names}}
