"""The air: wind files, soundings, the embedded climate and ideal winds, checked and packed for the kernel.

Holds no flight: what a balloon does in this air is the business of `sim.flight`.
"""

from sim.wind.coverage import coverage_problems
from sim.wind.describing import WindDescription, wind_description
from sim.wind.field import WindField
from sim.wind.packing import pack
from sim.wind.profile import height_problems, moment_problems, place_problems, wind_column, wind_layer
from sim.wind.reading import SHIPPED, open_wind, open_wind_around, store_size
from sim.wind.soundings.sounding import open_sounding
from sim.wind.weather.climate import climatological_wind
from sim.wind.weather.error import wind_error
from sim.wind.weather.grid import WeatherGrid
from sim.wind.weather.process import WeatherProcess, exponential_correlation

__all__ = [
    "SHIPPED",
    "WeatherGrid",
    "WeatherProcess",
    "WindDescription",
    "WindField",
    "climatological_wind",
    "coverage_problems",
    "exponential_correlation",
    "height_problems",
    "moment_problems",
    "open_sounding",
    "open_wind",
    "open_wind_around",
    "pack",
    "place_problems",
    "store_size",
    "wind_column",
    "wind_description",
    "wind_error",
    "wind_layer",
]
