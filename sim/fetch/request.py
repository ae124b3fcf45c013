"""What is asked for: a box, a span of whole hours and the levels up to a pressure.

Holds nothing about where it comes from.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import FetchError, InputError
from sim.scenario import Scenario, load_scenario
from sim.wind.door.cutting import Cut, checked_cut
from sim.wind.field import minute
from sim.wind.weather.climate import BOX

Box = tuple[float, float, float, float]
Times = tuple[str | np.datetime64, str | np.datetime64]

HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Request:
    """A part of the air.

    Attributes
    ----------
    box : (west, south, east, north)
        [degree]
    first, last : datetime64
        Whole hours. [UTC]
    least_pressure : float
        Levels of lower pressure are left out. [Pa]
    """

    box: Box
    first: np.datetime64
    last: np.datetime64
    least_pressure: float

    @property
    def cut(self) -> Cut:
        """The same as a cut of a source."""
        return Cut(self.box, (self.first, self.last), self.least_pressure)

    @property
    def hours(self) -> NDArray[np.datetime64]:
        """Every hour from the first to the last. (hour,) [UTC]"""
        return np.arange(self.first, self.last + HOUR, HOUR)

    @property
    def where(self) -> dict[str, object]:
        """What must be the same for two parts to be of one grid."""
        return {"box": list(self.box), "least_pressure_hpa": self.least_pressure / 100.0}

    def __str__(self) -> str:
        west, south, east, north = self.box
        return (
            f"{west:g} to {east:g} E, {south:g} to {north:g} N, {minute(self.first)} to {minute(self.last)} UTC, "
            f"up to {self.least_pressure / 100.0:g} hPa"
        )


def checked_request(
    times: Times | None, scenario: Scenario | str | Path | None, box: Box | None, least_pressure: float
) -> Request:
    """What a caller asks for, refused with every reason why it cannot be.

    Parameters
    ----------
    times : (first, last) or None
        [UTC]
    scenario : Scenario, str, Path or None
        Instead of times: the span of its flights; a name or a file is loaded.
    box : (west, south, east, north) or None
        By default the box of the embedded climate. [degree]
    least_pressure : float
        [Pa]

    Raises
    ------
    FetchError
    """
    problems = []
    if (times is None) == (scenario is None):
        problems.append("Either times or a scenario says what is fetched: give one of --times and --scenario.")
    try:
        if scenario is not None:
            flown = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
            problems.extend(_site_problems(flown, box or BOX))
            times = times or _span_of(flown)
    except InputError as error:
        problems.extend(error.problems)
    try:
        cut = checked_cut(box or BOX, times, least_pressure, None)
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise FetchError(problems)
    assert cut.times is not None  # of no times the problem was told
    first, last = cut.times
    return Request(box or BOX, _whole_hour_before(first), _whole_hour_after(last), least_pressure)


def _span_of(scenario: Scenario) -> Times:
    from sim.ensemble.checks import flown_span

    return flown_span(scenario)


def _site_problems(scenario: Scenario, box: Box) -> list[str]:
    west, south, east, north = box
    launch = scenario.launch
    width = (east - west) % 360.0 or 360.0
    if south < launch.latitude < north and (launch.longitude - west) % 360.0 < width:
        return []
    return [
        f"{scenario.name}: the launch site lies at {launch.longitude:g} E, {launch.latitude:g} N, not in the box of "
        f"{west:g} to {east:g} E, {south:g} to {north:g} N; give a --box around it and the way of the balloons."
    ]


def _whole_hour_before(time: np.datetime64) -> np.datetime64:
    return np.datetime64(time.astype("datetime64[h]"), "ns")


def _whole_hour_after(time: np.datetime64) -> np.datetime64:
    hour = _whole_hour_before(time)
    return hour if hour == time else hour + HOUR
