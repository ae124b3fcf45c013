"""Labels off: a wind field on common heights, in the plain arrays that the kernel reads.

Holds no check of coverage: `coverage` says beforehand whether the field reaches as far as the flights.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.numerics.grids import WindGrid
from sim.physics.atmosphere import log_pressure_below
from sim.wind.field import WindField
from sim.wind.process import WeatherProcess

BOTTOM = -500.0
"""Lowest packed height, below the lowest land on earth. [m]"""

BANDS = ((8000.0, 50.0), (np.inf, 100.0))
"""Up to which height levels stand how far apart: the kinks at the levels of a real 2.5 degree forecast then cost at
most 0.3 m s-1, and 0.01 m s-1 in the mean square; steps of 100, 200 and 500 m cost up to 1.8 m s-1. [m]"""

TABLE_STEP = 50.0
"""Every packed height is a multiple of this above the lowest. [m]"""

WEATHER_TIME_STEP = 900.0
"""Step in time of the weather members, between which they are linear. [s]"""

WEATHER_HEIGHT_STEP = 250.0
"""Step in height of the weather members, between which they are linear. [m]"""

CHANNELS = 4


class WeatherGrid(NamedTuple):
    """Weather members and their axes, as `WindGrid` wants them.

    values : (member, time, height, component) float32
        Added to the eastward and northward wind. [m s-1]
    time_first, time_step, height_first, height_step : float
        [s], [s], [m], [m]
    """

    values: NDArray[np.float32]
    time_first: float
    time_step: float
    height_first: float
    height_step: float


def common_heights(top: float) -> NDArray[np.float64]:
    """Packed heights from `BOTTOM` to the last one at or below `top`. [m]

    Examples
    --------
    >>> common_heights(-250.0)
    array([-500., -450., -400., -350., -300., -250.])
    """
    heights = [BOTTOM]
    for limit, step in BANDS:
        end = min(limit, top)
        heights.extend(np.arange(heights[-1] + step, end + 1e-9 * step, step).tolist())
    return np.array(heights)


def pack(
    wind: WindField,
    epoch: np.datetime64,
    elapsed_last: float,
    weather: WeatherGrid | None = None,
    elapsed_first: float = 0.0,
) -> WindGrid:
    """The field on common heights, for the span of time that is flown.

    Parameters
    ----------
    wind : WindField
    epoch : np.datetime64
        The time that is zero seconds in the packed field. [UTC]
    elapsed_last : float
        Last time needed, since the epoch. [s]
    weather : WeatherGrid or None
        None adds nothing, for one member.
    elapsed_first : float
        First time needed, since the epoch. [s]

    Returns
    -------
    WindGrid
        Wind, temperature and the logarithm of the pressure are linear in height between the field's own levels.
    """
    seconds = (wind.times - epoch.astype("datetime64[ns]")) / np.timedelta64(1, "s")
    window = _window(seconds, elapsed_first, elapsed_last)
    heights = common_heights(wind.highest_height)
    if heights.size < 2:
        raise WindError(
            f"{wind.source}: its highest common level lies at {wind.highest_height:.0f} m; a wind must reach "
            f"above {BOTTOM + BANDS[0][1]:.0f} m to be packed."
        )
    air = _on_heights(wind, window, heights)
    if wind.covers_the_circle:
        air = np.concatenate([air, air[..., :1, :]], axis=3)
    times = seconds[window] if not wind.is_steady else np.zeros(1)
    west, south, _, _ = wind.box
    weather = weather or WeatherGrid(np.zeros((1, 1, 1, 2), np.float32), 0.0, 1.0, 0.0, 1.0)
    return WindGrid(
        air=np.ascontiguousarray(air),
        times=times,
        time_first=-np.inf if wind.is_steady else float(times[0]),
        time_last=np.inf if wind.is_steady else float(times[-1]),
        heights=heights,
        level_below=_level_below(heights),
        table_step=TABLE_STEP,
        west=west,
        longitude_step=wind.longitude_step,
        south=south,
        latitude_step=wind.latitude_step,
        weather=np.ascontiguousarray(weather.values, np.float32),
        weather_time_first=weather.time_first,
        weather_time_step=weather.time_step,
        weather_height_first=weather.height_first,
        weather_height_step=weather.height_step,
    )


def pack_for(
    wind: WindField,
    process: WeatherProcess | None,
    key: int,
    members: int,
    first: np.datetime64,
    last: np.datetime64,
    epoch: np.datetime64 | None = None,
) -> WindGrid:
    """The field with its weather members, ready for an ensemble.

    Parameters
    ----------
    wind : WindField
    process : WeatherProcess or None
        How members depart from the field; None makes all members alike.
    key : int
        The ensemble's `rng_seed`.
    members : int
        How many weather members.
    first, last : np.datetime64
        Span of time that is flown. [UTC]
    epoch : np.datetime64 or None
        The time that is zero seconds; None takes `first`. [UTC]
    """
    zero = first if epoch is None else epoch
    elapsed_first, elapsed_last = _seconds_between(zero, first), _seconds_between(zero, last)
    if process is None:
        weather = WeatherGrid(np.zeros((members, 1, 1, 2), np.float32), 0.0, 1.0, 0.0, 1.0)
    else:
        weather = _realised(process, key, members, elapsed_first, elapsed_last, wind.highest_height)
    return pack(wind, zero, elapsed_last, weather, elapsed_first)


def _realised(
    process: WeatherProcess, key: int, members: int, elapsed_first: float, elapsed_last: float, top: float
) -> WeatherGrid:
    steps = int(np.ceil((elapsed_last - elapsed_first) / WEATHER_TIME_STEP))
    times = elapsed_first + WEATHER_TIME_STEP * np.arange(steps + 1)
    heights = np.arange(0.0, max(top, 0.0) + WEATHER_HEIGHT_STEP, WEATHER_HEIGHT_STEP)
    values = process.realise(key, members, times, heights)
    return WeatherGrid(values, elapsed_first, WEATHER_TIME_STEP, 0.0, WEATHER_HEIGHT_STEP)


def _window(seconds: NDArray[np.float64], first: float, last: float) -> slice:
    """The times from the one at or before `first` to the one at or after `last`."""
    if seconds.size == 1:
        return slice(0, 1)
    begin = max(int(np.searchsorted(seconds, first, side="right")) - 1, 0)
    end = min(int(np.searchsorted(seconds, last, side="left")) + 1, seconds.size)
    begin, end = min(begin, seconds.size - 2), max(end, 2)
    return slice(begin, max(end, begin + 2))


def _on_heights(wind: WindField, window: slice, heights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Every column brought from its own levels to the common heights. (time, level, latitude, longitude, channel)"""
    data = wind.dataset.isel(time=window)
    own = data["height"].to_numpy().astype(float)
    log_pressure = np.log(data["air_pressure"].to_numpy())[None, :, None, None]
    names = ("eastward_wind", "northward_wind", "air_temperature")
    channels = [*(data[name].to_numpy() for name in names), np.broadcast_to(log_pressure, own.shape)]
    out = np.empty((own.shape[0], heights.size, *own.shape[2:], CHANNELS), np.float32)
    for number, height in enumerate(heights):
        lower = np.clip((own <= height).sum(axis=1) - 1, 0, own.shape[1] - 2)[:, None]
        below, above = (np.take_along_axis(own, lower + step, axis=1)[:, 0] for step in (0, 1))
        # A height below the lowest level gets weight 0: the lowest level's values are held.
        weight = np.maximum((height - below) / (above - below), 0.0)
        for channel, values in enumerate(channels):
            low, high = (np.take_along_axis(values, lower + step, axis=1)[:, 0] for step in (0, 1))
            out[:, number, ..., channel] = low + weight * (high - low)
        out[:, number, ..., 3] += _hydrostatic_below(data["air_temperature"].to_numpy()[:, 0], own[:, 0] - height)
    return out


def _hydrostatic_below(temperature: NDArray[np.floating], depth: NDArray[np.floating]) -> NDArray[np.floating]:
    """How much the logarithm of the pressure grows to a height `depth` below the lowest level; 0 above it."""
    return np.asarray(log_pressure_below(temperature, np.maximum(depth, 0.0)))


def _level_below(heights: NDArray[np.float64]) -> NDArray[np.uint16]:
    slots = heights[0] + TABLE_STEP * np.arange(round((heights[-1] - heights[0]) / TABLE_STEP) + 1)
    # A quarter of a slot keeps the last bit of a height from deciding its place.
    return np.asarray(np.searchsorted(heights, slots + 0.25 * TABLE_STEP, side="right") - 1, np.uint16)


def _seconds_between(start: np.datetime64, end: np.datetime64) -> float:
    return float((end.astype("datetime64[ns]") - start.astype("datetime64[ns]")) / np.timedelta64(1, "s"))
