"""The winds of a sweep: opened once for all points that ask for the same, two held at a time.

Holds no check; points that need the same wind are flown one after another, which `sim.sweeps.plan` sees to.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.ensemble import CLIMATE, flown_span, wind_for
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

HELD = 2
"""Winds held at a time: that of the points in hand, and the one before it."""

GIVEN = "given"
"""Request for the wind that a caller passed."""


@dataclass(frozen=True)
class Airs:
    """Winds by request.

    Attributes
    ----------
    given : WindField or None
        The wind of every point; None where each scenario names its own.
    folder : Path or None
        Where relative paths of winds are looked for.
    """

    given: WindField | None
    folder: Path | None
    _held: "OrderedDict[str, WindField]" = field(default_factory=OrderedDict)

    def request(self, scenario: "Scenario") -> str:
        """What a scenario asks for; the same text means the same wind."""
        if self.given is not None:
            return GIVEN
        weather = scenario.weather
        if weather.wind == CLIMATE:
            return f"{CLIMATE} of month {scenario.launch.time.month}"
        names = [weather.wind] if isinstance(weather.wind, str) else weather.wind
        member = "" if weather.member is None else f", member {weather.member}"
        first, last = flown_span(scenario)
        return f"{', '.join(names)}{member}, {first} to {last}"

    def at_hand(self, request: str) -> bool:
        """Whether a wind is held, or can be opened without giving up another."""
        return request == GIVEN or request in self._held or len(self._held) < HELD

    def wind(self, scenario: "Scenario") -> WindField:
        """The wind of a scenario.

        Raises
        ------
        WindError
            When it cannot be opened.
        """
        if self.given is not None:
            return self.given
        request = self.request(scenario)
        if request not in self._held:
            while len(self._held) >= HELD:
                self._held.popitem(last=False)
            self._held[request] = wind_for(scenario, self.folder)
        self._held.move_to_end(request)
        return self._held[request]
