"""How much memory a process needs that flies a sweep: an estimate, before anything is flown.

Holds no measurement: the constants come from one, and `benchmarks/cluster.py` compares.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.ensemble import air_memory, drops_of
from sim.sweeps.airs import HELD
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

PROGRAM = 0.56e9
"""Memory of the program, its libraries and what they use for a moment, in a worker of Dask too. [byte]"""

BALLOON, DROP = 1.3e3, 150.0
"""Memory of a balloon of the point in hand, and of each of its drops, for flights of 12 h. [byte]"""


@dataclass
class Memory:
    """The most that any of some points needs.

    Attributes
    ----------
    flights : float
        Of the flights of a point with its packed wind. [byte]
    read : int
        Of the largest wind as it was read. [byte]
    """

    flights: float = 0.0
    read: int = 0
    _airs: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, request: str, scenario: "Scenario", wind: WindField) -> None:
        """Take in a point.

        Parameters
        ----------
        request : str
            What the point asks for: points with the same have the same wind.
        scenario : Scenario
        wind : WindField
        """
        if request not in self._airs:
            self._airs[request] = air_memory(scenario, wind)
            self.read = max(self.read, sum(member.dataset.nbytes for member in wind.members))
        packed, member = self._airs[request]
        simulation = scenario.simulation
        balloons = simulation.balloons * (BALLOON + DROP * drops_of(scenario))
        self.flights = max(self.flights, packed + member * simulation.weather_members + balloons)

    @property
    def most(self) -> int:
        """Memory of a process that flies these points. [byte]"""
        held = min(HELD, len(self._airs)) + 1  # one more while it is read
        return round(PROGRAM + held * self.read + self.flights)
