"""The turbulence of a scenario in the terms of the flight: free air, and boundary layers by night and by day."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.flight.state import Turbulence
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

SLICES = (0.0, 0.02, 0.1, 0.3, 0.6, 1.0)
"""Heights, over that of a boundary layer, between which it is flown with the gusts of the middle: near the ground they
are weaker and shorter."""


def turbulence_of(scenario: "Scenario") -> Turbulence:
    """Gusts of the free air and of the boundary layers, from the medians of the scenario's weather."""
    weather = scenario.weather
    time_scale = weather.turbulence_time_s.median
    free = (
        np.inf,
        np.sqrt(weather.turbulence_diffusivity_m2_s.median / time_scale),
        time_scale,
        weather.vertical_gust_sd_m_s.median,
        weather.vertical_gust_time_s.median,
    )
    night = _night(weather.night_layer_height_m.median, weather.night_friction_velocity_m_s.median)
    day = _day(
        weather.day_layer_height_m.median,
        weather.day_friction_velocity_m_s.median,
        weather.day_obukhov_length_m.median,
    )
    return Turbulence(np.array([free, *night, *day]), len(night), weather.mesoscale_fraction.median)


Row = tuple[float, ...]


def _slices() -> list[tuple[float, float]]:
    """Middle and top of each slice. [1]"""
    return [(0.5 * (bottom + top), top) for bottom, top in pairwise(SLICES)]


def _night(height: float, friction_velocity: float) -> list[Row]:
    return [
        (
            top * height,
            stable_gust_deviation(zeta, friction_velocity),
            stable_gust_time(zeta, friction_velocity, height),
            stable_vertical_gust_deviation(zeta, friction_velocity),
            stable_vertical_gust_time(zeta, friction_velocity, height),
        )
        for zeta, top in _slices()
    ]


def _day(height: float, friction_velocity: float, obukhov_length: float) -> list[Row]:
    law = (friction_velocity, height, obukhov_length)
    return [
        (
            top * height,
            unstable_gust_deviation(*law),
            unstable_gust_time(*law),
            unstable_vertical_gust_deviation(zeta, *law),
            unstable_vertical_gust_time(zeta, *law),
        )
        for zeta, top in _slices()
    ]
