"""The weather of an ensemble: which air each weather member flies in, packed for the kernel.

Holds no decision on whether to launch: `launch_rule` chooses the members where the scenario has a rule.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.checks import flown_span, launch_epoch
from sim.ground import terrain_height
from sim.numerics.grids import WindGrid
from sim.wind import WeatherProcess, WindField, pack, wind_error
from sim.wind.ensembles import ensemble_mean, inflated, spread_process
from sim.wind.near_ground import LOWEST_WIND
from sim.wind.packing import BOTTOM, with_weather
from sim.wind.weather import Axes, Region, no_weather, realised, weather_axes, written_down

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.value import Section

_FORECAST = "forecast."
"""Purpose of the random numbers that make a forecast differ from the truth."""


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
        return self._grid(wind, numbers, {"": self.process}, self._axes)

    def forecast(self, wind: int, numbers: NDArray[np.int64]) -> WindGrid:
        """One wind with what is forecast for these weathers as its members."""
        return self._grid(wind, numbers, {"": self.process, _FORECAST: self.forecast_error}, self._axes)

    def forecast_for_launch(self, wind: int, numbers: NDArray[np.int64]) -> WindGrid:
        """The same, good for the launch site at zero seconds only."""
        axes = self._axes
        if axes is not None:
            size = int(max(-axes.time.first, 0.0) / axes.time.step) + 2
            axes = axes._replace(time=axes.time._replace(size=min(size, axes.time.size)))
        parts = {"": self.process, _FORECAST: self.forecast_error}
        return self._grid(wind, numbers, parts, axes, site_only=True)

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
    def _axes(self) -> Axes | None:
        """Axes of the departures: the same for truth and forecast, so that they can be added."""
        processes = [process for process in (self.process, self.forecast_error) if process is not None]
        return weather_axes(processes, self.region) if processes else None

    @cached_property
    def _packed(self) -> dict[int, WindGrid]:
        return {}

    def _air(self, wind: int) -> WindGrid:
        """A wind without departures; the last one is kept, since winds may be large."""
        if wind not in self._packed:
            self._packed.clear()
            self._packed[wind] = pack(self.winds[wind], self.epoch, self.region.last, None, self.region.first)
        return self._packed[wind]

    def _grid(
        self,
        wind: int,
        numbers: NDArray[np.int64],
        parts: Mapping[str, WeatherProcess | None],
        axes: Axes | None,
        *,
        site_only: bool = False,
    ) -> WindGrid:
        weather = no_weather(numbers.size)
        known = {purpose: process for purpose, process in parts.items() if process is not None}
        if known and axes is not None:
            values = [
                realised(process, self.key, numbers, axes, purpose, site_only=site_only)
                for purpose, process in known.items()
            ]
            weather = written_down(sum(values[1:], values[0]), axes, self.region)
        return with_weather(self._air(wind), weather)


def weathers_of(scenario: "Scenario", wind: WindField, key: int) -> Weathers:
    """The weathers of a scenario in a wind.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
    key : int
        The ensemble's `rng_seed`.
    """
    epoch = launch_epoch(scenario)
    first, last = ((end - epoch) / np.timedelta64(1, "s") for end in flown_span(scenario))
    launch, rule = scenario.launch, scenario.launch_rule
    region = Region(launch.longitude, launch.latitude, wind.box, wind.highest_height, float(first), float(last))
    error = None if rule is None else _error(rule.forecast_error_sd_m_s.median, rule, "forecast")
    # of numpy it could not be turned into the key of another stream
    return Weathers(_winds(scenario, wind), int(key), weather_process(scenario, wind), error, region, epoch)


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
