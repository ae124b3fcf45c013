"""A wind packed with weather members on the grid that flights would use."""

import numpy as np

from sim.numerics.grids import WindGrid
from sim.wind import WeatherProcess, WindField, pack
from sim.wind.weather.grid import Region, realised, weather_axes, written_down


def packed_with(
    wind: WindField,
    process: WeatherProcess,
    key: int,
    members: int,
    span: tuple[np.datetime64, np.datetime64],
    site: tuple[float, float] = (127.0, 38.0),
    epoch: np.datetime64 | None = None,
) -> WindGrid:
    """The air between two times, seconds since the first of them or since an epoch."""
    zero = span[0] if epoch is None else epoch
    first, last = (float((end - zero) / np.timedelta64(1, "s")) for end in span)
    region = Region(*site, wind.box, wind.highest_height, first, last)
    axes = weather_axes([process], region)
    weather = written_down(realised(process, key, members, axes), axes, region)
    return pack(wind, zero, last, weather, first)
