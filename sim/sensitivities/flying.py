"""The flights of a sensitivity study: two ensembles, and each with some of its random numbers from the other.

Holds no estimator.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import prepared
from sim.ensemble.drawing import Draws, Exchange
from sim.ensemble.draws import draw_balloons
from sim.ensemble.ensemble import Ensemble
from sim.flight.record import Record
from sim.numerics.random import uniforms
from sim.sensitivities.factors import GUSTS, WIND
from sim.sensitivities.outputs import Landed, landed_by_kind
from sim.sensitivities.trajectories import Trajectories
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

Progress = Callable[[int, int], None]

ByKind = dict[str, Landed]

_SECOND = "sensitivity.second"


@dataclass(frozen=True)
class Study:
    """Balloons of a scenario in a wind, flown again and again with some of their chances changed.

    Attributes
    ----------
    own : Ensemble
    balloons : int
        Balloons of each set.
    threads : int or None
        Of the kernel.
    """

    own: Ensemble
    balloons: int
    threads: int | None

    @property
    def scenario(self) -> "Scenario":
        """What is flown: with one fall sample, and random draws."""
        return self.own.scenario

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Numbers of the balloons."""
        return np.arange(self.balloons, dtype=np.int64)

    @property
    def members(self) -> NDArray[np.int64]:
        """Weather member of each balloon."""
        return self.numbers % self.own.members

    @cached_property
    def other(self) -> Ensemble:
        """An ensemble with another key, independent of the own one."""
        key = int(uniforms(self.own.key, [0], _SECOND)[0] * 2.0**52)
        other = prepared(self.scenario, self.own.wind, weather_members=None, rng_seed=key)
        if other.weathers.most is None:
            return other
        # of a wind that is an ensemble no key makes other weathers: they are drawn anew from those there are
        drawn = uniforms(key, np.arange(self.own.members), _SECOND)
        return replace(other, chosen=self.own.chosen[np.floor(drawn * self.own.members).astype(np.int64)])

    def exchanged(
        self, factors: Iterable[tuple[str, ...]], progress: Progress | None
    ) -> Iterator[tuple[ByKind, ByKind]]:
        """Both ensembles for each factor, with the addresses of the factor exchanged between them."""
        wanted = list(factors)
        for done, paths in enumerate(wanted, 1):
            pair = self._mixed(self.own, self.other, paths), self._mixed(self.other, self.own, paths)
            if progress is not None:
                progress(done, len(wanted))
            yield pair

    def along(
        self, trajectories: Trajectories, addresses: dict[str, tuple[str, ...]], progress: Progress | None
    ) -> Iterator[ByKind]:
        """The own ensemble at each point of trajectories; weather, gusts, faults and falls stay as they are."""
        for step in range(trajectories.steps):
            quantiles = zip(trajectories.names, trajectories.at(step), strict=True)
            even = {address: column for name, column in quantiles for address in addresses[name]}
            yield self._landed(self.own, Draws(self.own.key, self.numbers, even=even))
            if progress is not None:
                progress(step + 1, trajectories.steps)

    def _mixed(self, first: Ensemble, second: Ensemble, paths: tuple[str, ...]) -> ByKind:
        """The balloons of one ensemble, with what these addresses draw from another."""
        exchange = Exchange(second.key, paths)
        air = second if exchange.holds(WIND) else first
        gusts = second.key if exchange.holds(GUSTS) else first.key
        flown = replace(first, weathers=air.weathers, chosen=air.chosen, key=gusts)
        return self._landed(flown, Draws(first.key, self.numbers, exchange=exchange))

    def _landed(self, ensemble: Ensemble, draws: Draws) -> ByKind:
        return landed_by_kind(self.scenario, ensemble.layout, self._record(ensemble, draws))

    def _record(self, ensemble: Ensemble, draws: Draws) -> Record:
        balloons = draw_balloons(self.scenario, ensemble.layout, draws, ensemble.members)
        return ensemble.flown(balloons, threads=self.threads)


def study_of(
    scenario: "Scenario",
    wind: WindField,
    balloons: int,
    weather_members: int | None,
    rng_seed: int | None,
    threads: int | None,
) -> Study:
    """A study, after everything that is asked for was checked.

    Raises
    ------
    InputError
        For a size that cannot be, or a wind that cannot fly the scenario.
    """
    changes = {"simulation.sampling": "random", "simulation.fall_samples": 1}
    if weather_members is None:
        changes["simulation.weather_members"] = min(scenario.simulation.weather_members, max(balloons, 1))
    own = prepared(
        scenario.with_values(changes),
        wind,
        weather_members=weather_members,
        rng_seed=rng_seed,
        balloons=balloons,
        threads=threads,
    )
    return Study(own, balloons, threads)
