"""Labels off: a wind field on common heights, in the plain arrays that the kernel reads.

Holds no check of coverage: `coverage` says beforehand whether the field reaches as far as the flights.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.numerics.grids import WindGrid
from sim.physics.atmosphere import geopotential_height, log_pressure_below, standard_temperature
from sim.physics.humidity import virtual_temperature
from sim.wind.field import WindField
from sim.wind.mesoscale import MESOSCALE_STEP, MESOSCALE_TIME, spread_in_cells
from sim.wind.near_ground import NearGround, held_under_ground, near_ground
from sim.wind.weather.grid import WeatherGrid, no_weather

BOTTOM = -500.0
"""Lowest packed height, below the lowest land on earth. [m]"""

BANDS = ((4000.0, 25.0), (20_000.0, 50.0), (np.inf, 100.0))
"""Up to which height levels stand how far apart: below 16 km the kinks at the levels of a real 2.5 degree forecast then
cost at most 0.3 m s-1 anywhere over East Asia, and 0.01 m s-1 in the mean square; steps of 50 m up to 8 km and of 100 m
above cost up to 0.51 m s-1, steps of 100, 200 and 500 m up to 1.8 m s-1. [m]"""

CONTINUED_STEP, CONTINUED_TOP = 500.0, 47_000.0
"""How far apart levels stand above the data, and up to where: the standard atmosphere's temperature is linear up to
47 km, and a layer of 500 m leaves 2e-4 of the pressure. [m], [m]"""

TABLE_STEP = 25.0
"""Every packed height is a multiple of this above the lowest. [m]"""

NAMES = ("eastward_wind", "northward_wind", "upward_air_velocity", "air_temperature", "virtual_temperature", "ln p")
"""Channels of the packed air, in their order."""

VERTICAL, TEMPERATURE, VIRTUAL, LOG_PRESSURE = 2, 3, 4, 5

_MOST_POINTS = 50_000
"""Points that are brought to common heights together: level by level a small field took 60,000 calls of NumPy, and many
points at once leave the cache of the processor."""


def common_heights(top: float) -> NDArray[np.float64]:
    """Packed heights of the data, from `BOTTOM` to the last one at or below `top`. [m]

    Examples
    --------
    >>> common_heights(-360.0)
    array([-500., -475., -450., -425., -400., -375.])
    """
    heights = [BOTTOM]
    for limit, step in BANDS:
        end = min(limit, top)
        heights.extend(np.arange(heights[-1] + step, end + 1e-9 * step, step).tolist())
    return np.array(heights)


def continued_heights(known_top: float) -> NDArray[np.float64]:
    """Packed heights above the data, multiples of `CONTINUED_STEP` up to `CONTINUED_TOP`. [m]

    Examples
    --------
    >>> continued_heights(45_800.0)
    array([46000., 46500., 47000.])
    """
    first = CONTINUED_STEP * (np.floor(known_top / CONTINUED_STEP) + 1.0)
    return np.arange(first, CONTINUED_TOP + 0.5 * CONTINUED_STEP, CONTINUED_STEP)


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

    Notes
    -----
    Above the last common level horizontal wind is held, vertical wind zero, the air dry; its temperature changes as
    that of the US Standard Atmosphere 1976 does and its pressure is hydrostatic. Where the ground of the field is known
    its levels under it are not used, and the wind goes down to it as `near_ground` says.
    """
    seconds = _elapsed(wind, epoch)
    window = flown_window(wind, epoch, elapsed_first, elapsed_last)
    known = common_heights(wind.highest_height)
    if known.size < 2:
        raise WindError(
            f"{wind.source}: its highest common level lies at {wind.highest_height:.0f} m; a wind must reach "
            f"above {BOTTOM + BANDS[0][1]:.0f} m to be packed."
        )
    heights = np.concatenate([known, continued_heights(known[-1])])
    air = on_heights(wind, window, heights, known.size)
    _continue(air, heights, known.size)
    if wind.covers_the_circle:
        air = np.concatenate([air, air[..., :1, :]], axis=3)
    times = seconds[window] if not wind.is_steady else np.zeros(1)
    west, south, _, _ = wind.box
    return WindGrid(
        air=np.ascontiguousarray(air),
        times=times,
        time_first=-np.inf if wind.is_steady else float(times[0]),
        time_last=np.inf if wind.is_steady else float(times[-1]),
        heights=heights,
        level_below=_level_below(heights),
        table_step=TABLE_STEP,
        known_top=float(known[-1]),
        west=west,
        longitude_step=wind.longitude_step,
        south=south,
        latitude_step=wind.latitude_step,
        **_weather_fields(weather or no_weather(1)),
        mesoscale=spread_in_cells(air[..., :VERTICAL], known),
        mesoscale_height_step=MESOSCALE_STEP,
        mesoscale_time=MESOSCALE_TIME if wind.is_steady else 0.5 * float(np.diff(times).mean()),
    )


def packed_memory(wind: WindField) -> int:
    """Memory of the packed air where all times of a field are flown. [byte]"""
    known = common_heights(wind.highest_height)
    heights = known.size + continued_heights(float(known[-1])).size
    columns = math.prod(wind.dataset.sizes[name] for name in ("time", "latitude", "longitude"))
    return columns * heights * len(NAMES) * np.dtype(np.float32).itemsize


def with_weather(grid: WindGrid, weather: WeatherGrid) -> WindGrid:
    """The same air with other weather members.

    Parameters
    ----------
    grid : WindGrid
    weather : WeatherGrid
    """
    return grid._replace(**_weather_fields(weather))


def _weather_fields(weather: WeatherGrid) -> dict[str, Any]:  # Any: an array and numbers
    """The fields of a `WindGrid` that weather members fill; one longitude is written twice, which it wants."""
    axes = {f"weather_{name}": getattr(weather, name) for name in WeatherGrid._fields if name != "values"}
    values = weather.values if weather.values.shape[4] > 1 else np.repeat(weather.values, 2, axis=4)
    return {"weather": np.ascontiguousarray(values, np.float32), **axes}


def flown_window(wind: WindField, epoch: np.datetime64, first: float, last: float) -> slice:
    """The times of a field from the one at or before `first` to the one at or after `last`, both since the epoch."""
    seconds = _elapsed(wind, epoch)
    if seconds.size == 1:
        return slice(0, 1)
    begin = max(int(np.searchsorted(seconds, first, side="right")) - 1, 0)
    end = min(int(np.searchsorted(seconds, last, side="left")) + 1, seconds.size)
    begin, end = min(begin, seconds.size - 2), max(end, 2)
    return slice(begin, max(end, begin + 2))


def _elapsed(wind: WindField, epoch: np.datetime64) -> NDArray[np.float64]:
    """Times of a field since the epoch. [s]"""
    return np.asarray((wind.times - epoch.astype("datetime64[ns]")) / np.timedelta64(1, "s"))


def on_heights(wind: WindField, window: slice, heights: NDArray[np.float64], known: int) -> NDArray[np.float32]:
    """Every column brought from its own levels to common heights. (time, level, latitude, longitude, channel)

    Parameters
    ----------
    wind : WindField
    window : slice
        Of its times.
    heights : (level,) float64
        [m]
    known : int
        Levels from this number on, above the data, stay empty.
    """
    data = wind.dataset.isel(time=window)
    own = data["height"].to_numpy().astype(float)
    channels = _channels(data)
    near = near_ground(data, channels[: VERTICAL + 1])
    out = np.empty((own.shape[0], heights.size, *own.shape[2:], len(NAMES)), np.float32)
    together = max(1, _MOST_POINTS // own[:, 0].size)
    for first in range(0, known, together):
        part = slice(first, min(first + together, known))
        _interpolate(channels, own, heights[part], out[:, part])
    if near is not None:
        _lay_over_ground(near, heights[:known], out)
    return out


def _interpolate(
    channels: Sequence[NDArray[np.floating]],
    own: NDArray[np.float64],
    heights: NDArray[np.float64],
    out: NDArray[np.float32],
) -> None:
    """Write down the air of every column at some heights, between its own levels and below them."""
    height = heights[None, :, None, None]
    lower = np.clip((own[:, None] <= height[:, :, None]).sum(axis=2) - 1, 0, own.shape[1] - 2)
    below, above = (np.take_along_axis(own, lower + step, axis=1) for step in (0, 1))
    # A height below the lowest level gets weight 0: the lowest level's values are held.
    weight = np.maximum((height - below) / (above - below), 0.0)
    for channel, values in enumerate(channels):
        low, high = (np.take_along_axis(values, lower + step, axis=1) for step in (0, 1))
        out[..., channel] = low + weight * (high - low)
    out[..., LOG_PRESSURE] += _hydrostatic_below(channels[VIRTUAL][:, :1], own[:, :1] - height)


def _lay_over_ground(near: NearGround, heights: NDArray[np.float64], out: NDArray[np.float32]) -> None:
    """Write down the wind of every column below the lowest level of its own that counts."""
    for number, height in enumerate(heights[heights < near.top]):
        below = height < near.level
        for channel, speed in enumerate(near.wind(float(height))):
            out[:, number, ..., channel] = np.where(below, speed, out[:, number, ..., channel])


def _channels(data: xr.Dataset) -> list[NDArray[np.floating]]:
    """The air on its own levels, in the order of `NAMES`; dry and without vertical wind where the field has none, and
    without the temperatures under the ground where that is known."""
    eastward, northward, temperature = (data[name].to_numpy() for name in (*NAMES[:2], NAMES[TEMPERATURE]))
    vertical, virtual = np.broadcast_to(np.float32(0.0), temperature.shape), temperature
    if NAMES[VERTICAL] in data:
        vertical = data[NAMES[VERTICAL]].to_numpy()
    if "specific_humidity" in data:
        virtual = np.asarray(virtual_temperature(temperature, data["specific_humidity"].to_numpy()))
    log_pressure = np.log(data["air_pressure"].to_numpy())[None, :, None, None]
    mass = (temperature, virtual, np.broadcast_to(log_pressure, temperature.shape))
    if "surface_height" in data:
        mass = held_under_ground(data, *mass)
    return [eastward, northward, vertical, *mass]


def _continue(air: NDArray[np.float32], heights: NDArray[np.float64], known: int) -> None:
    """Fill the levels from number `known` on, upward from the last that has data."""
    top = air[:, known - 1].astype(float)
    geopotential = np.asarray(geopotential_height(heights[known - 1 :]))
    warming = np.asarray(standard_temperature(geopotential)) - standard_temperature(geopotential[0])
    virtual, log_pressure = top[..., VIRTUAL], top[..., LOG_PRESSURE]
    for number, thickness in enumerate(np.diff(geopotential), start=known):
        temperature = top[..., TEMPERATURE] + warming[number - known + 1]
        log_pressure = log_pressure - log_pressure_below(0.5 * (virtual + temperature), thickness)
        virtual = temperature
        air[:, number, ..., :VERTICAL] = top[..., :VERTICAL]
        air[:, number, ..., VERTICAL] = 0.0
        air[:, number, ..., TEMPERATURE] = air[:, number, ..., VIRTUAL] = temperature
        air[:, number, ..., LOG_PRESSURE] = log_pressure


def _hydrostatic_below(temperature: NDArray[np.floating], depth: NDArray[np.floating]) -> NDArray[np.floating]:
    """How much the logarithm of the pressure grows to a height `depth` below the lowest level; 0 above it."""
    return np.asarray(log_pressure_below(temperature, np.maximum(depth, 0.0)))


def _level_below(heights: NDArray[np.float64]) -> NDArray[np.uint16]:
    slots = heights[0] + TABLE_STEP * np.arange(round((heights[-1] - heights[0]) / TABLE_STEP) + 1)
    # A quarter of a slot keeps the last bit of a height from deciding its place.
    return np.asarray(np.searchsorted(heights, slots + 0.25 * TABLE_STEP, side="right") - 1, np.uint16)
