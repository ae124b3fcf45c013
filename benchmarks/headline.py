"""The headline scenario as the benchmarks fly it, and how many steps its balloons and their drops take."""

from typing import NamedTuple

import advection
import limit
import numpy as np

import sim
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons
from sim.ensemble.ensemble import Ensemble, ensemble_of
from sim.ensemble.turbulence import turbulence_of
from sim.flight import fly_one as plain
from sim.flight.state import World
from sim.ground import terrain_grid

NAME = "lee_2015_04_04"

LIMIT = 20_000
"""Particles of the limit kernel that a flight is held against: the same nanoseconds a step as with more of them."""

COUNTED = 8
"""Balloons whose steps are counted, each in some seconds of plain Python."""


def prepared(name: str = NAME, changes: dict[str, object] | None = None, members: int | None = None) -> Ensemble:
    """A shipped scenario, changed or not, in its own wind."""
    scenario = sim.load_scenario(name).with_values(changes or {})
    wind = sim.wind_for(scenario)
    count = scenario.simulation.weather_members if members is None else members
    return ensemble_of(scenario, wind, count, scenario.simulation.rng_seed, asked=members is not None)


def flown_time(ensemble: Ensemble, count: int) -> float:
    """How long the first balloons fly, all together, each up to the landing of its envelope. [s]"""
    return float(np.nansum(ensemble.fly(0, count).landing[:, -1, 3]))


class Steps(NamedTuple):
    """Steps that balloons and their drops take in as long as one longest step of the balloon, on average."""

    balloon: float
    drops: float


def steps_taken(ensemble: Ensemble, count: int = COUNTED) -> Steps:
    """Counted while the first balloons are flown in plain Python, which takes the same ones as the kernel."""
    scenario, members = ensemble.scenario, ensemble.members
    balloons = draw_balloons(scenario, ensemble.layout, Draws(ensemble.key, np.arange(count)), members)
    world = World(
        ensemble.layout.packed(scenario),
        ensemble.weathers.true(0, ensemble.chosen),
        terrain_grid(),
        ensemble.sun,
        turbulence_of(scenario),
        ensemble.settings,
        np.uint64(ensemble.key),
    )
    falls, whole = 0, plain.fall_step

    def counted(*arguments, **keywords):  # type: ignore[no-untyped-def]
        nonlocal falls
        falls += 1
        return whole(*arguments, **keywords)

    plain.fall_step = counted
    try:
        tracks = [plain.fly_one(i, balloons, world).track for i in range(count)]
    finally:
        plain.fall_step = whole
    longest = sum(track[-1].elapsed for track in tracks if track) / ensemble.settings.step
    return Steps(sum(len(track) - 1 for track in tracks if track) / longest, falls / longest)


def limit_time(cube: limit.Cube, threads: int, count: int = LIMIT) -> None:
    """Let the limit kernel carry so many particles."""
    limit.carried(advection.particles(count), cube, threads)
