"""Drawing the quantities of a scenario, each at its own address.

Holds which number belongs to which balloon; what the numbers are for is the business of `draws` and `envelopes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.numerics.random import uniforms

if TYPE_CHECKING:
    from sim.scenario import Value

Column = NDArray[np.float64]


@dataclass(frozen=True)
class Exchange:
    """Quantities whose numbers come from another ensemble, while all others stay: what a sensitivity study flies.

    Attributes
    ----------
    key : int
        The `rng_seed` of the other ensemble.
    paths : tuple of str
        Addresses of the quantities; each stands for everything below it as well.
    """

    key: int
    paths: tuple[str, ...]

    def holds(self, address: str) -> bool:
        """Whether a quantity is among those that are exchanged."""
        return any(address == path or address.startswith(f"{path}.") for path in self.paths)


@dataclass
class Draws:
    """Quantities drawn for some balloons of one ensemble, remembered by name.

    Attributes
    ----------
    key : int
        The ensemble's `rng_seed`.
    numbers : (balloon,) int64
        Numbers of the balloons in the ensemble.
    values : dict
        What was drawn, SI, by the scenario's dotted path; constants are not kept.
    units : dict
        Its unit, by the same path.
    even : dict
        Uniform numbers that were made before, by address, such as those of `sobol_columns`; the others are random.
    asked : dict
        Addresses that were asked for, in their order.
    exchange : Exchange or None
        What is drawn with another key, if anything is.
    """

    key: int
    numbers: NDArray[np.int64]
    values: dict[str, Column] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    even: Mapping[str, Column] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    exchange: Exchange | None = None

    def of(self, numbers: NDArray[np.int64]) -> "Draws":
        """The same random numbers for other indices; it has no even ones, and remembers for itself."""
        return Draws(self.key, numbers, exchange=self.exchange)

    def uniform(self, address: str) -> Column:
        """A uniform number in (0, 1) for each balloon."""
        self.asked[address] = None
        made = self.even.get(address)
        if made is not None:
            return made
        other = self.exchange
        key = self.key if other is None or not other.holds(address) else other.key
        return uniforms(key, self.numbers, address)

    def quantity(self, path: str, value: "Value", address: str | None = None) -> Column:
        """A value of the scenario for each balloon; values drawn at one `address` (by default the path) agree. [SI]"""
        if value.is_certain:
            return np.full(self.numbers.size, value.median)
        drawn = value.quantile(self.uniform(path if address is None else address))
        self.values[path] = drawn
        self.units[path] = value.unit
        return drawn

    def event(self, path: str, probability: "Value", address: str = "") -> NDArray[np.bool_]:
        """Whether something of this probability happens to each balloon (and, by `address`, to each bundle)."""
        chance = self.quantity(path, probability)
        return np.asarray(self.uniform(f"{path}{address}.event") < chance)

    def normal(self, name: str) -> Column:
        """A standard normal number for each balloon."""
        return np.asarray(ndtri(self.uniform(name)))
