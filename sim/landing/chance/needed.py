"""How large an ensemble must be for an interval of a wished width.

Holds no estimator: it asks `intervals` how wide the interval would be, with the parts of the variance as they are.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.landing.chance.intervals import clustered_half_width
from sim.landing.chance.variance import VarianceParts

MOST = 10**9
"""Balloons of one weather, or weather members, beyond which nobody would fly."""


@dataclass(frozen=True)
class Needed:
    """What an interval of a wished width takes.

    Attributes
    ----------
    what : str
        What the share is of, for a person.
    half_width, level : float
        As wished. [1]
    present_half_width : float
        With the flights that there are; infinite where it cannot be said. [1]
    best_half_width : float
        With endless balloons in these weather members; NaN with one balloon in each, which cannot tell. [1]
    balloons : int or None
        In all, with these weather members; None where no number will do, or where it cannot be told.
    weather_members : int or None
        In all, each with as many balloons as they have; None of a single weather, which says nothing about others.
    flown, members : int
        Balloons and weather members that there are.
    """

    what: str
    half_width: float
    level: float
    present_half_width: float
    best_half_width: float
    balloons: int | None
    weather_members: int | None
    flown: int
    members: int

    @property
    def possible(self) -> bool:
        """Whether some number of balloons with these weather members will do."""
        return self.balloons is not None

    @property
    def reached(self) -> bool:
        """Whether the flights that there are will do."""
        return self.present_half_width <= self.half_width

    @property
    def sentence(self) -> str:
        """What to do, for a person."""
        wish = f"{self.what}: {100 * self.level:.0f} % interval of +-{_points(self.half_width)}"
        here = f"{self.flown:,} balloons in {self.members:,} weather members give +-{_points(self.present_half_width)}"
        if self.reached:
            return f"{wish}: reached; {here}."
        weathers = ""
        if self.weather_members is not None:
            every = self.flown / self.members
            weathers = (
                f"{self.weather_members:,} weather members of {every:.0f} balloons each "
                f"({round(self.weather_members * every):,} balloons)"
            )
        if self.balloons is not None:
            told = f"about {self.balloons:,} balloons in these weather members, {self.balloons - self.flown:,} more"
            return f"{wish} needs {told}{f', or {weathers}' if weathers else ''}; {here}."
        told = f"no number of balloons in these weather members will do: they end at +-{_points(self.best_half_width)}"
        if math.isnan(self.best_half_width):
            told = "whether more balloons in these weather members will do cannot be told with one in each"
        return f"{wish}: {told}{f'. It needs about {weathers}' if weathers else ''}; {here}."

    def __str__(self) -> str:
        return self.sentence


def _points(half_width: float) -> str:
    return f"{100 * half_width:.2g} points"


def needed_for(parts: VarianceParts, half_width: float, level: float) -> Needed:
    """What an interval of this half-width takes.

    Parameters
    ----------
    parts : VarianceParts
        Of the share.
    half_width : float
        Half the width of the interval. [1]
    level : float
        Probability that the interval is to hold the truth, 0 to 1.

    Notes
    -----
    With M weather members and N balloons the variance is B / M + W / N: balloons take away the second part only. The
    parts are estimates, so these are numbers to plan with; the interval of the larger ensemble says how wide it is.
    """
    if parts.weather_members == 1:
        return _of_one_weather(parts, half_width, level)
    members, flown = parts.weather_members, parts.balloons
    every = flown / members

    def width(weathers: int, balloons: float, variance: float) -> float:
        return clustered_half_width(parts.mean, variance, weathers, balloons, level)

    def of_turns(turns: int) -> float:
        return width(members, turns * members, parts.variance_of_mean(members, turns * members))

    def of_weathers(weathers: int) -> float:
        return width(weathers, weathers * every, parts.of_weather_means / weathers)

    turns, present = None, width(members, flown, parts.of_weather_means / members)
    if not math.isnan(parts.within_weather):
        turns = _smallest(lambda number: of_turns(number) <= half_width, 1)
    balloons = None if turns is None else turns * members
    wanted = _smallest(lambda number: of_weathers(number) <= half_width, 2)
    best = width(members, math.inf, parts.variance_of_mean(members, math.inf))
    return Needed(parts.what, half_width, level, present, best, balloons, wanted, flown, members)


def _of_one_weather(parts: VarianceParts, half_width: float, level: float) -> Needed:
    """Here the balloons are what is independent, and enough of them always do."""

    def width(balloons: int) -> float:
        return clustered_half_width(parts.mean, parts.within_weather / balloons, balloons, balloons, level)

    flown = parts.balloons
    balloons = _smallest(lambda number: width(number) <= half_width, 2)
    present = width(flown) if flown > 1 else 0.5
    return Needed(parts.what, half_width, level, present, 0.0, balloons, None, flown, 1)


def _smallest(will_do: Callable[[int], bool], least: int) -> int | None:
    """The smallest number from `least` on that will do, if all greater ones do; None beyond `MOST`."""
    below, above = least - 1, least
    while not will_do(above):
        if above >= MOST:
            return None
        below, above = above, min(2 * above, MOST)
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if will_do(middle) else (middle, above)
    return above
