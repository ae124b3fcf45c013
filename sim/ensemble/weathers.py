"""The weather of an ensemble: which air each weather member flies in, packed for the kernel.

Holds no decision on whether to launch: `launch_rule` chooses the members where the scenario has a rule.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.checks import flown_span, launch_epoch
from sim.ground import terrain_height
from sim.numerics.grids import WindGrid
from sim.wind import WeatherProcess, WindField, wind_error
from sim.wind.near_ground import LOWEST_WIND
from sim.wind.packed_winds import packed
from sim.wind.packing import BOTTOM, packed_memory, with_weather
from sim.wind.weather.ensembles import ensemble_mean, inflated, spread_process
from sim.wind.weather.grid import (
    Axes,
    Region,
    launch_axes,
    no_weather,
    realised,
    realised_at_launch,
    resampled,
    weather_axes,
    written_down,
)
from sim.wind.weather.held_members import held_members

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.value import Section

_MOST_POINTS = 12_000_000
"""Points of all forecasts that are made together: 100 MB, of which some copies are made."""

_TRUTH, _FORECAST = "", "forecast."
"""Purposes of the random numbers of the weather that comes, and of what a forecast of it has wrong."""


@dataclass(frozen=True)
class Weathers:
    """All weathers that a scenario may meet in a wind, numbered from 0 on.

    Attributes
    ----------
    winds : tuple of WindField
        One, or those of an ensemble: weather n flies in number n modulo how many there are.
    key : int
        The ensemble's `rng_seed`.
    process : WeatherProcess or None
        How the weathers depart from their wind; None where they do not.
    forecast_error : WeatherProcess or None
        How a forecast departs from the weather that comes; None where nobody asks for one, or it is never wrong.
    region : Region
        Where and when they are flown.
    epoch : np.datetime64
        Zero seconds. [UTC]
    """

    winds: tuple[WindField, ...]
    key: int
    process: WeatherProcess | None
    forecast_error: WeatherProcess | None
    region: Region
    epoch: np.datetime64

    @property
    def most(self) -> int | None:
        """How many weathers there are; None where a process makes new ones without end, or all are the same."""
        return len(self.winds) if self.process is None and len(self.winds) > 1 else None

    def by_wind(self, numbers: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.intp]]]:
        """Each wind that some weathers fly in, and which of them do."""
        used = numbers % len(self.winds)
        yield from ((int(wind), np.flatnonzero(used == wind)) for wind in np.unique(used))

    def true(self, wind: int, numbers: NDArray[np.int64]) -> WindGrid:
        """One wind with the departures of these weathers as its members."""
        if _TRUTH not in self._parts:
            return with_weather(self._air(wind), no_weather(numbers.size))
        process, axes = self._parts[_TRUTH]
        return self._departing(wind, [held_members(process, self.key, numbers, axes)], axes)

    def forecast(self, wind: int, numbers: NDArray[np.int64]) -> WindGrid:
        """One wind with what is forecast for these weathers as its members."""
        if not self._parts:
            return self.true(wind, numbers)
        wanted = self._common_axes
        values = [
            resampled(realised(process, self.key, numbers, axes, purpose), axes, wanted)
            for purpose, (process, axes) in self._parts.items()
        ]
        return self._departing(wind, values, wanted)

    @property
    def forecasts_together(self) -> int:
        """How many forecasts fit into some hundred megabytes, one at least."""
        points = math.prod(axis.size for axis in self._common_axes) if self._parts else 1
        return max(1, _MOST_POINTS // points)

    def forecast_for_launch(self, wind: int, numbers: NDArray[np.int64], top: float) -> WindGrid:
        """The same, good for the launch site at zero seconds only, up to a height. [m]"""
        if not self._parts:
            return self.true(wind, numbers)
        wanted = launch_axes(self._common_axes, top)
        values = [
            realised_at_launch(process, self.key, numbers, axes, purpose, wanted)
            for purpose, (process, axes) in self._parts.items()
        ]
        return self._departing(wind, values, wanted)

    def _departing(self, wind: int, values: list[NDArray[np.float32]], axes: Axes) -> WindGrid:
        """One wind with the sum of some departures, all on the same axes."""
        return with_weather(self._air(wind), written_down(sum(values[1:], values[0]), axes, self.region))

    def surface(self, wind: int) -> float:
        """Height above the sea at which one of the winds, once packed, is that of 10 m above the ground. [m]

        Where the wind has a ground of its own this is its lowest height: in every column the wind of 10 m above that
        ground is held down to there, whether the shipped terrain lies higher or lower at the site. At 10 m above the
        terrain it would be a wind aloft, or that of the higher columns alone.
        """
        if "surface_height" in self.winds[wind].dataset:
            return BOTTOM
        return float(np.nan_to_num(terrain_height(self.region.longitude, self.region.latitude))) + LOWEST_WIND

    def precipitation(self, wind: int) -> float:
        """Precipitation over the site at the launch, by one of the winds; NaN where it has none. [kg m-2 s-1]"""
        data = self.winds[wind].dataset
        if "precipitation_flux" not in data:
            return math.nan
        west = float(data["longitude"][0])
        place = {"longitude": west + (self.region.longitude - west) % 360.0, "latitude": self.region.latitude}
        flux = data["precipitation_flux"].interp(place)
        return float(flux[0] if self.winds[wind].is_steady else flux.interp(time=self.epoch))

    @cached_property
    def _parts(self) -> dict[str, tuple[WeatherProcess, Axes]]:
        """What departs from the wind in a forecast, by the purpose of its random numbers, each on axes of its own."""
        parts = {_TRUTH: self.process, _FORECAST: self.forecast_error}
        known = {purpose: process for purpose, process in parts.items() if process is not None}
        return {purpose: (process, weather_axes([process], self.region)) for purpose, process in known.items()}

    @cached_property
    def _common_axes(self) -> Axes:
        """Axes as fine as those of all parts."""
        return weather_axes([process for process, _ in self._parts.values()], self.region)

    @cached_property
    def _packed(self) -> dict[int, WindGrid]:
        return {}

    def _air(self, wind: int) -> WindGrid:
        """A wind without departures; the last one is kept, since winds may be large."""
        if wind not in self._packed:
            self._packed.clear()
            self._packed[wind] = packed(self.winds[wind], self.epoch, self.region.last, self.region.first)
        return self._packed[wind]


def weathers_of(scenario: "Scenario", wind: WindField, key: int) -> Weathers:
    """The weathers of a scenario in a wind.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    key : int
        The ensemble's `rng_seed`.
    """
    rule = scenario.launch_rule
    error = None if rule is None else _error(rule.forecast_error_sd_m_s.median, rule, "forecast")
    # of numpy it could not be turned into the key of another stream
    process, region = weather_process(scenario, wind), _region(scenario, wind)
    return Weathers(_winds(scenario, wind), int(key), process, error, region, launch_epoch(scenario))


def _region(scenario: "Scenario", wind: WindField) -> Region:
    """Where and when a scenario is flown in a wind."""
    epoch, launch = launch_epoch(scenario), scenario.launch
    first, last = ((end - epoch) / np.timedelta64(1, "s") for end in flown_span(scenario))
    return Region(launch.longitude, launch.latitude, wind.box, wind.highest_height, float(first), float(last))


def air_memory(scenario: "Scenario", wind: WindField) -> tuple[int, int]:
    """Memory of the air that the kernel reads: of the packed wind, and of each weather member in it. [byte], [byte]

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
        Packed one at a time where it is an ensemble.
    """
    process = weather_process(scenario, wind)
    axes = () if process is None else weather_axes([process], _region(scenario, wind))
    return packed_memory(wind), 2 * np.dtype(np.float32).itemsize * math.prod(axis.size for axis in axes)


def _winds(scenario: "Scenario", wind: WindField) -> tuple[WindField, ...]:
    """The winds that weathers fly in."""
    if len(wind.members) == 1:
        return (wind,)
    if scenario.weather.ensemble == "spread":
        return (ensemble_mean(wind),)
    return inflated(wind, scenario.weather.ensemble_inflation.median)


def weather_process(scenario: "Scenario", wind: WindField) -> WeatherProcess | None:
    """How weather members depart from the wind: by its own variability, else by the scenario's analysis error.

    An ideal wind, which holds at every time, is what it is: nothing departs from it. Nor does anything from the members
    of an ensemble, whose differences are the error; from their mean they depart by their spread.
    """
    if wind.variability is not None or wind.timeless:
        return wind.variability
    if len(wind.members) > 1:
        return _spread(scenario, wind) if scenario.weather.ensemble == "spread" else None
    return _error(scenario.weather.analysis_error_sd_m_s.median, scenario.weather, "analysis")


def _spread(scenario: "Scenario", wind: WindField) -> WeatherProcess:
    weather, site = scenario.weather, (scenario.launch.longitude, scenario.launch.latitude)
    return spread_process(wind, weather.ensemble_inflation.median, site, *_scales(weather, "analysis"))


def _error(sd: float, section: "Section", name: str) -> WeatherProcess | None:
    """An error with the scales that a section states; None where it is nothing."""
    if sd == 0.0:
        return None
    return wind_error(sd, *_scales(section, name))


def _scales(section: "Section", name: str) -> tuple[float, float, float]:
    """Scales of an error over height, over the ground and in time, as a section states them. [m], [m], [s]"""
    height, distance, time = (f"{name}_error_{scale}" for scale in ("height_km", "distance_km", "time_h"))
    return getattr(section, height).median, getattr(section, distance).median, getattr(section, time).median
