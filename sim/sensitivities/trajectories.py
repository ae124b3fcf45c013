"""Morris trajectories: from a random point of quantiles, one value after the other is moved by half its range.

Holds no flight: it says what is flown, and turns outputs into elementary effects.

References
----------
.. [1] Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33, 1991, p. 161.
.. [2] Campolongo, Cariboni and Saltelli, "An effective screening design for sensitivity analysis of large models",
   Environ. Model. Softw. 22, 2007, p. 1509 (the mean of absolute effects).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.numerics.random import uniforms

LEVELS = 4
"""Quantiles that a value can have: the middles of as many equal shares, since the ends may be infinite."""

STEP = 0.5
"""How far a value is moved, up or down to the level that is there. [quantile]"""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trajectories:
    """One trajectory for each balloon; depends on the key, the balloon and the names only.

    Attributes
    ----------
    key : int
        The `rng_seed`.
    numbers : (trajectory,) int64
        Numbers of the balloons.
    names : tuple of str
        The values that are moved.
    """

    key: int
    numbers: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def steps(self) -> int:
        """Points of a trajectory."""
        return len(self.names) + 1

    def at(self, step: int) -> Floats:
        """Quantile of every value after so many moves. (value, trajectory)"""
        return np.where(self._turn < step, self._start + self._moves, self._start)

    def effects(self, outputs: Floats) -> Floats:
        """Elementary effects: change of an output, over that of the quantile.

        Parameters
        ----------
        outputs : (step, trajectory) float64
            An output at every point.

        Returns
        -------
        (value, trajectory) float64
        """
        change = np.take_along_axis(np.diff(outputs, axis=0), self._turn, axis=0)
        return np.asarray(change / self._moves)

    @cached_property
    def _start(self) -> Floats:
        levels = np.floor(self._drawn("morris.start") * LEVELS)
        return np.asarray((levels + 0.5) / LEVELS)

    @property
    def _moves(self) -> Floats:
        return np.where(self._start < 0.5, STEP, -STEP)

    @cached_property
    def _turn(self) -> NDArray[np.intp]:
        """When each value is moved: a random order."""
        return np.argsort(np.argsort(self._drawn("morris.turn"), axis=0), axis=0)

    def _drawn(self, purpose: str) -> Floats:
        return np.array([uniforms(self.key, self.numbers, f"{purpose}.{name}") for name in self.names])
