"""How wrong a wind may be: the error of an analysis or a forecast as a weather process, by level.

Holds no realisation: `process` makes it. The standard deviation itself and its scales are the scenario's.
"""

import numpy as np
from numpy.typing import NDArray

from sim.wind.weather.process import WeatherProcess, exponential_correlation

ERROR_HEIGHTS = (0.0, 762.0, 1457.0, 3012.0, 5574.0, 9164.0, 11_784.0)
"""Where the shares below hold: sea level, then 925, 850, 700, 500, 300 and 200 hPa in the standard atmosphere. [m]"""

ERROR_SHARES = (1.14, 1.14, 1.0, 0.96, 1.0, 1.24, 1.24)
"""Error of each component over that at 500 and 850 hPa: 1.8 m/s at 1000 to 925 hPa, 1.5 at 850, 1.4 at 700, 1.5 at 500,
2.0 at 300 and 200 hPa (estimate; from memory: ERA5 against radiosondes in Hersbach et al. 2020, less the error of the
sondes), with 1.0 m/s of what a grid cannot show in quadrature, over 1.8. [1]"""

_STEP, _TOP = 500.0, 16_000.0
"""Heights of the process. With the default height scale of 2 km neighbours are correlated by 0.78. [m]"""


def error_heights() -> NDArray[np.float64]:
    """Heights of a process that stands for an error. [m]"""
    return np.arange(0.0, _TOP + _STEP, _STEP)


def wind_error(sd: float, height_scale: float, horizontal_scale: float, time_scale: float) -> WeatherProcess:
    """Error of an analysis or a forecast.

    Parameters
    ----------
    sd : float
        Standard deviation of each component at 850 and 500 hPa; elsewhere by `ERROR_SHARES`, linear in height between,
        held above. [m s-1]
    height_scale, horizontal_scale : float
        [m]
    time_scale : float
        [s]
    """
    heights = error_heights()
    deviation = sd * np.interp(heights, ERROR_HEIGHTS, ERROR_SHARES)
    correlation = exponential_correlation(heights, height_scale)
    return WeatherProcess(heights, deviation, deviation, correlation, horizontal_scale, time_scale)
