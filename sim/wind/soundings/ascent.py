"""One ascent of a radiosonde: its levels as they were reported, and the complete profile that they make.

Holds no file format and no wind over an area: `sounding` makes that of one or several ascents.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.physics.humidity import specific_humidity
from sim.wind.door.plausible import COLDEST, LIMITS, WARMEST
from sim.wind.field import minute

MOST_SUPERSATURATED = 1.0
"""How far the dew point may lie above the temperature before one of them is wrong: both are rounded to tenths, and
cloudy air holds up to half a kelvin more than saturation. (Assumed) [K]"""


class Levels(NamedTuple):
    """What an ascent reports, level by level, in SI; NaN where a level does not report it.

    pressure, geopotential_height, temperature : (level,) float64
        [Pa], [m], [K]
    eastward_wind, northward_wind : (level,) float64
        [m s-1]
    dew_point, relative_humidity : (level,) float64
        Over water. [K], [1]
    """

    pressure: NDArray[np.float64]
    geopotential_height: NDArray[np.float64]
    temperature: NDArray[np.float64]
    eastward_wind: NDArray[np.float64]
    northward_wind: NDArray[np.float64]
    dew_point: NDArray[np.float64]
    relative_humidity: NDArray[np.float64]


class Ascent(NamedTuple):
    """One ascent, read.

    valid : np.datetime64
        Nominal time. [UTC]
    latitude, longitude : float
        Of the station. [degree]
    levels : Levels
        In any order.
    """

    valid: np.datetime64
    latitude: float
    longitude: float
    levels: Levels


class Part(NamedTuple):
    """One ascent of a file before its levels are read.

    number, name : str
        Of the station; either may be empty.
    valid : np.datetime64
        Nominal time; NaT where the file does not say. [UTC]
    read : callable
        Gives the ascent, or None after adding what stands in the way to the list.
    """

    number: str
    name: str
    valid: np.datetime64
    read: Callable[[list[str]], Ascent | None]

    @property
    def station(self) -> str:
        """Name and number, for people."""
        return f"{self.name} ({self.number})" if self.name and self.number else self.name or self.number

    @property
    def when(self) -> str:
        """Nominal time, for people."""
        return "an unknown time" if np.isnat(self.valid) else f"{minute(self.valid)} UTC"


class Profile(NamedTuple):
    """Levels from the lowest up with every value known.

    pressure, geopotential_height, temperature, eastward_wind, northward_wind : (level,) float64
        [Pa], [m], [K], [m s-1], [m s-1]
    specific_humidity : (level,) float64
        Zero above the highest level that reports humidity, held below the lowest; all NaN where none does. [1]
    humidity_bottom, humidity_top : float
        Geopotential heights between which humidity is reported; NaN where it is nowhere. [m]
    dropped : int
        Levels that had to be left out.
    """

    pressure: NDArray[np.float64]
    geopotential_height: NDArray[np.float64]
    temperature: NDArray[np.float64]
    eastward_wind: NDArray[np.float64]
    northward_wind: NDArray[np.float64]
    specific_humidity: NDArray[np.float64]
    humidity_bottom: float
    humidity_top: float
    dropped: int


def wind_components(
    direction: NDArray[np.float64], speed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eastward and northward wind. [m s-1]

    Parameters
    ----------
    direction : (level,) float64
        Where the wind comes from, clockwise from north. [degree]
    speed : (level,) float64
        Zero is calm, whatever the direction; where either is NaN else, so is the wind. [m s-1]
    """
    calm = speed == 0.0
    angle = np.radians(np.where(calm, 0.0, direction))
    return np.where(calm, 0.0, -speed * np.sin(angle)), np.where(calm, 0.0, -speed * np.cos(angle))


def wind_problems(direction: NDArray[np.float64], speed: NDArray[np.float64], origin: str) -> list[str]:
    """Why reported directions [degree] and speeds [m s-1] cannot be a wind.

    Parameters
    ----------
    direction, speed : (level,) float64
        NaN where a level does not report it.
    origin : str
        How messages call the ascent.
    """
    problems = []
    if (wrong := (direction < 0.0) | (direction > 360.0)).any():
        problems.append(
            f"{origin}: the wind direction is {direction[wrong][0]:g} at the first of {int(wrong.sum())} levels like "
            "this; it must lie between 0 and 360 degrees: check the columns."
        )
    if (speed < 0.0).any():
        problems.append(f"{origin}: the wind speed is {np.nanmin(speed):g} m s-1; it must not be negative.")
    return problems


def level_problems(levels: Levels, origin: str) -> list[str]:
    """Why pressures and humidities cannot be true; height, wind and temperature are checked with the whole field.

    Parameters
    ----------
    levels : Levels
    origin : str
        How messages call the ascent.
    """
    problems = []
    if (levels.pressure <= 0.0).any():
        lowest = np.nanmin(levels.pressure) / 100.0
        problems.append(f"{origin}: the pressure reaches {lowest:g} hPa; it must be greater than 0.")
    if ((levels.dew_point < COLDEST) | (levels.dew_point > WARMEST)).any():
        span = f"{np.nanmin(levels.dew_point):.4g} to {np.nanmax(levels.dew_point):.4g}"
        problems.append(f"{origin}: the dew point spans {span} K, beyond {COLDEST:g} to {WARMEST:g}; check its unit.")
    excess = levels.dew_point - levels.temperature
    if (wrong := excess > MOST_SUPERSATURATED).any():
        problems.append(
            f"{origin}: the dew point lies up to {np.nanmax(excess):.3g} K above the temperature at {int(wrong.sum())} "
            f"levels; at most {MOST_SUPERSATURATED:g} K is possible: check the columns."
        )
    least, greatest = LIMITS["relative_humidity"]
    if ((levels.relative_humidity < least) | (levels.relative_humidity > greatest)).any():
        percent = 100.0 * levels.relative_humidity
        problems.append(
            f"{origin}: the relative humidity spans {np.nanmin(percent):.4g} to {np.nanmax(percent):.4g} %, beyond "
            f"{100.0 * least:g} to {100.0 * greatest:g}; check its unit."
        )
    return problems


def complete_profile(levels: Levels) -> Profile:
    """The levels in order, what they do not report filled in from their neighbours.

    Parameters
    ----------
    levels : Levels
        Without problems.

    Notes
    -----
    A level without a pressure is placed by its height, a level without a height by its pressure: between two levels
    that report both, ln p is linear in height, which is hydrostatic air of the mean virtual temperature of that layer.
    Wind, temperature and humidity missing at a level are linear in height between the levels that report them. Levels
    outside the span that reports height, wind and temperature are dropped. Dew points win over relative humidity, which
    many reports round to whole percent.
    """
    placed = _merged(_placed_by_height(levels))
    height = _filled(-np.log(placed.pressure), placed.geopotential_height)
    warmth = _filled(height, placed.temperature)
    east, north = _filled(height, placed.eastward_wind), _filled(height, placed.northward_wind)
    complete = np.isfinite(height) & np.isfinite(warmth) & np.isfinite(east) & np.isfinite(north)
    humidity, bottom, top = _humidity(placed, height)
    return Profile(
        pressure=placed.pressure[complete],
        geopotential_height=height[complete],
        temperature=warmth[complete],
        eastward_wind=east[complete],
        northward_wind=north[complete],
        specific_humidity=humidity[complete],
        humidity_bottom=bottom,
        humidity_top=top,
        dropped=int((~complete).sum()),
    )


def _placed_by_height(levels: Levels) -> Levels:
    """Levels from the lowest up with a pressure each; those that cannot be placed keep none and come last."""
    both = np.isfinite(levels.pressure) & np.isfinite(levels.geopotential_height)
    wanted = np.isnan(levels.pressure) & np.isfinite(levels.geopotential_height)
    pressure = levels.pressure.copy()
    if both.any() and wanted.any():
        order = np.argsort(levels.geopotential_height[both], kind="stable")
        height, known = levels.geopotential_height[both][order], levels.pressure[both][order]
        asked = levels.geopotential_height[wanted]
        found = np.exp(np.interp(asked, height, np.log(known), left=np.nan, right=np.nan))
        # At the very height of a known level, rounding in exp and log would make a second level out of it.
        nearest = np.searchsorted(height, asked).clip(max=height.size - 1)
        pressure[wanted] = np.where(height[nearest] == asked, known[nearest], found)
    order = np.argsort(-pressure, kind="stable")
    return Levels(*(values[order] for values in levels._replace(pressure=pressure)))


def _merged(levels: Levels) -> Levels:
    """One value of each kind for each pressure: the first that is reported. Levels without a pressure stay apart."""
    _, first = np.unique(-levels.pressure, return_index=True, equal_nan=False)
    merged = []
    for values in levels:
        groups = np.split(values, first[1:])
        merged.append([group[np.isfinite(group)][0] if np.isfinite(group).any() else np.nan for group in groups])
    return Levels(*(np.array(values, np.float64) for values in merged))


def _humidity(levels: Levels, height: NDArray[np.float64]) -> tuple[NDArray[np.float64], float, float]:
    """Specific humidity [1] at every level, and the heights [m] between which it is reported."""
    # At its dew point the vapour saturates, so that its pressure is that of saturation there.
    of_dew_point = np.asarray(specific_humidity(1.0, levels.dew_point, levels.pressure))
    of_share = np.asarray(specific_humidity(levels.relative_humidity, levels.temperature, levels.pressure))
    reported = np.where(np.isfinite(of_dew_point), of_dew_point, of_share)
    known = np.isfinite(reported) & np.isfinite(height)
    if not known.any():
        return np.full(height.shape, np.nan), np.nan, np.nan
    share = np.interp(height, height[known], reported[known], right=0.0)
    return share, float(height[known][0]), float(height[known][-1])


def _filled(axis: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values linear along an ascending axis between the reported ones; NaN outside them or where the axis is NaN."""
    known = np.isfinite(values) & np.isfinite(axis)
    if not known.any():
        return np.full(values.shape, np.nan)
    return np.interp(axis, axis[known], values[known], left=np.nan, right=np.nan)
