"""The turbulence of a scenario in the terms of the flight: free air, and boundary layers by night and by day."""

from typing import TYPE_CHECKING

import numpy as np

from sim.flight.state import DAY_LAYER, FREE_AIR, NIGHT_LAYER, Turbulence
from sim.physics.turbulence import (
    stable_gust_deviation,
    stable_gust_time,
    stable_vertical_gust_deviation,
    stable_vertical_gust_time,
    unstable_gust_deviation,
    unstable_gust_time,
    unstable_vertical_gust_deviation,
    unstable_vertical_gust_time,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario

MIDDLE = 0.5
"""Each boundary layer is flown with the gusts of the middle of its height. [1]"""


def turbulence_of(scenario: "Scenario") -> Turbulence:
    """Gusts of the three regimes, from the medians of the scenario's weather."""
    weather = scenario.weather
    time_scale = weather.turbulence_time_s.median
    free = (
        np.inf,
        np.sqrt(weather.turbulence_diffusivity_m2_s.median / time_scale),
        time_scale,
        weather.vertical_gust_sd_m_s.median,
        weather.vertical_gust_time_s.median,
    )
    regimes = np.empty((3, len(free)))
    regimes[FREE_AIR] = free
    regimes[NIGHT_LAYER] = _night(weather.night_layer_height_m.median, weather.night_friction_velocity_m_s.median)
    regimes[DAY_LAYER] = _day(
        weather.day_layer_height_m.median,
        weather.day_friction_velocity_m_s.median,
        weather.day_obukhov_length_m.median,
    )
    return Turbulence(regimes, weather.mesoscale_fraction.median)


def _night(height: float, friction_velocity: float) -> tuple[float, ...]:
    deviation = stable_gust_deviation(MIDDLE, friction_velocity)
    time_scale = stable_gust_time(MIDDLE, friction_velocity, height)
    up = stable_vertical_gust_deviation(MIDDLE, friction_velocity)
    return height, deviation, time_scale, up, stable_vertical_gust_time(MIDDLE, friction_velocity, height)


def _day(height: float, friction_velocity: float, obukhov_length: float) -> tuple[float, ...]:
    law = (friction_velocity, height, obukhov_length)
    deviation, time_scale = unstable_gust_deviation(*law), unstable_gust_time(*law)
    up, up_time = unstable_vertical_gust_deviation(MIDDLE, *law), unstable_vertical_gust_time(MIDDLE, *law)
    return height, deviation, time_scale, up, up_time
