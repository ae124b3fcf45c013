"""The headline scenario as the benchmarks fly it, and how many steps its balloons and their drops take."""

from typing import NamedTuple

import advection
import limit
import numba
import numpy as np

import sim
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons
from sim.ensemble.ensemble import Ensemble, ensemble_of
from sim.ensemble.turbulence import turbulence_of
from sim.flight import fly_one as plain
from sim.flight.kernel import fly
from sim.flight.record import Record, empty_record
from sim.flight.state import Balloons, World
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


class Ready(NamedTuple):
    """Balloons that were drawn and the world that they fly in, packed: nothing but the flights is left to be timed."""

    balloons: Balloons
    world: World

    def fly(self, threads: int = 1) -> Record:
        """What happens to them, on so many threads."""
        record = empty_record(*self.balloons.bundle_mass.shape, self.world.drops.bundle.size)
        before = numba.get_num_threads()
        numba.set_num_threads(threads)
        fly(self.balloons, self.world, record)
        numba.set_num_threads(before)
        return record

    def longest_steps(self) -> float:
        """How many times its longest common step they fly, all together, each up to the landing of its envelope."""
        return float(np.nansum(self.fly().landing[:, -1, 3])) / self.world.settings.step


def ready(ensemble: Ensemble, count: int) -> Ready:
    """The first balloons of an ensemble in the first of its winds."""
    scenario = ensemble.scenario
    balloons = draw_balloons(scenario, ensemble.layout, Draws(ensemble.key, np.arange(count)), ensemble.members)
    drops, grid = ensemble.layout.packed(scenario), ensemble.weathers.true(0, ensemble.chosen)
    turbulence, key = turbulence_of(scenario), np.uint64(ensemble.key)
    return Ready(balloons, World(drops, grid, terrain_grid(), ensemble.sun, turbulence, ensemble.settings, key))


class Steps(NamedTuple):
    """Steps that balloons and their drops take in as long as one longest step of the balloon, on average."""

    balloon: float
    drops: float


def steps_taken(known: Ready, count: int = COUNTED) -> Steps:
    """Counted while the first balloons are flown in plain Python, which takes the same ones as the kernel."""
    falls, whole = 0, plain.fall_step

    def counted(*arguments, **keywords):  # type: ignore[no-untyped-def]
        nonlocal falls
        falls += 1
        return whole(*arguments, **keywords)

    plain.fall_step = counted
    try:
        tracks = [plain.fly_one(i, *known).track for i in range(count)]
    finally:
        plain.fall_step = whole
    longest = sum(track[-1].elapsed for track in tracks if track) / known.world.settings.step
    return Steps(sum(len(track) - 1 for track in tracks if track) / longest, falls / longest)


def limit_time(cube: limit.Cube, threads: int, count: int = LIMIT) -> None:
    """Let the limit kernel carry so many particles."""
    limit.carried(advection.particles(count), cube, threads)
