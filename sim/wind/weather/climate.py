"""The embedded wind: monthly mean night air over Korea with synoptic weather as a random process.

Holds a climate for method, teaching and the planning of studies; it says nothing about the weather of one date.
"""

import csv
import math
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.kinds import A_SCENARIO, refuse_other_than
from sim.physics.atmosphere import geometric_height
from sim.wind.field import AirArrays, WindField, digest_of_made, held_above, held_below, labelled
from sim.wind.weather.process import WeatherProcess

BOX = (118.0, 30.0, 138.0, 46.0)
"""West, south, east and north edge of the box in which the climate of Korea stands for the air. [degree]"""

CENTRE = (127.0, 38.0)
"""Longitude and latitude of the table's values. [degree]"""

SLOPED = (122.0, 33.0, 132.0, 43.0)
"""West, south, east and north edge of the box to which the table's slopes were fitted. Beyond it the values at its edge
are held: over `BOX` that misses ERA-Interim's eastward wind at 200 hPa in January by 2.0 m/s root mean square, slopes
continued to its edge by 4.8 m/s (`climate_measured.csv`). [degree]"""

TIME_SCALE = 30.0 * 3600.0
"""Decorrelation time of the weather. [s] (estimate: 24 to 36 h; 12 h apart, 5 degree forecasts of April 2018 and May
2019 give 23 to 71 h at fixed points, standing waves included; trajectories of May 2021 give 6 to 22 h along their
way)"""

DEPTHS = (710.0, 530.0)
"""Difference in pressure over which the correlation of departures falls to 1/e, in January and in July; between them a
cosine of the year. [hPa] (estimate, with `DEPTH_EXPONENT`: least squares of `climate_correlations.csv`, which holds
correlations in space of a few dates)"""

DEPTH_EXPONENT = 1.4
"""The correlation between levels falls as exp(-(dp / depth)**1.4). [1] (estimate; it departs from the measured ones by
0.03 root mean square and 0.07 at most in winter, by 0.02 and 0.03 in summer; the best such laws in height or ln p miss
winter by 0.08 and 0.09 root mean square. Positive definite at any levels, as up to an exponent of 2: Rasmussen and
Williams, "Gaussian Processes for Machine Learning", MIT Press, 2006, eq. 4.18)"""

COMPONENT_CORRELATION = 0.1
"""Of the eastward with the northward departure at one level. [1] (estimate: 0.10 to 0.30 in a forecast of January 2011,
-0.17 to 0.13 in analyses of June 2024; each about 40 independent patterns, so an error of 0.16)"""

HORIZONTAL_SCALE = 800_000.0
"""Distance over which the correlation of departures falls to 1/e. [m] (estimate: in a 2.5 degree forecast of January
2011, at 850 to 500 hPa, 970 to 1180 km for departures from the zonal mean, 30-46 N; 240 to 920 km for those from
ERA-Interim's January, 90-169 E)"""

_TABLE = Path(__file__).parent / "climate.csv"


class HasTime(Protocol):
    """A launch: it happens at an aware time."""

    @property
    def time(self) -> datetime:
        """When, with its offset from UTC."""


@runtime_checkable
class LaunchesAtATime(Protocol):
    """The part of a scenario that the climate needs, since this room does not know scenarios."""

    @property
    def launch(self) -> HasTime:
        """The launch."""


def summer_share(month: int) -> float:
    """How far a month lies from January (0) to July (1), on a cosine of the year. [1]

    Examples
    --------
    >>> [round(summer_share(month), 2) for month in (1, 4, 6, 7, 10)]
    [0.0, 0.5, 0.93, 1.0, 0.5]
    """
    return 0.5 - 0.5 * math.cos(2.0 * math.pi * (month - 1) / 12.0)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    lines = [line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


def monthly_profile(month: int) -> dict[str, NDArray[np.float64]]:
    """Columns of the climate table for one month, lowest level first, by the table's own names and units."""
    rows = [row for row in _rows() if int(row["month"]) == month]
    names = [name for name in rows[0] if not name.endswith("_from")]
    return {name: np.array([float(row[name]) for row in rows]) for name in names}


def climatological_wind(scenario: LaunchesAtATime) -> WindField:
    """Mean night air over Korea in the month of the launch, with weather that differs from member to member.

    Parameters
    ----------
    scenario : Scenario or anything else with a `launch.time`
        Only the month of that time counts, in the launch's own time zone.

    Returns
    -------
    WindField
        The same at all times; `variability` holds the weather process.

    Notes
    -----
    Every quantity is linear in latitude and in longitude over `SLOPED`. Each column is hydrostatic with its temperature
    and humidity. Near the ground it is the air of an average night before sunrise, at any time of the launch.
    """
    refuse_other_than(LaunchesAtATime, "climatological_wind: scenario", scenario, A_SCENARIO)
    month = scenario.launch.time.month
    profile = monthly_profile(month)
    west, south, east, north = BOX
    # The steps put nodes on the edges of `SLOPED`, so that the field bends there and nowhere else.
    latitude, longitude = np.arange(south, north + 0.5, 1.0), np.arange(west, east + 1.0, 2.0)

    def field(name: str) -> NDArray[np.float64]:
        return _sloped(profile, name, latitude, longitude)

    cooling = profile["night_cooling_k"][None, :, None, None]
    dataset = labelled(
        AirArrays(
            time=np.array([f"2000-{month:02d}-01"], "datetime64[ns]"),
            air_pressure=100.0 * profile["level_hpa"],
            latitude=latitude,
            longitude=longitude,
            eastward_wind=field("eastward_wind_m_s"),
            northward_wind=field("northward_wind_m_s"),
            air_temperature=field("temperature_k") - cooling,
            geopotential_height=field("height_m"),
            specific_humidity=1e-3 * field("specific_humidity_g_kg"),
        )
    )
    name = scenario.launch.time.strftime("%B")
    notes = (
        held_below(dataset),
        held_above(dataset),
        "The climate has no vertical wind: it is taken as zero.",
        "A climate, not the weather of the date: each weather member is drawn from the whole month.",
        "The means are linear in latitude and longitude over "
        f"{SLOPED[1]:g}-{SLOPED[3]:g} N, {SLOPED[0]:g}-{SLOPED[2]:g} E; beyond, the values at the edge are held.",
        f"Near the ground the air is that of an average night before sunrise, up to {cooling.max():.1f} K colder than "
        "the mean of the day (estimate), whatever the hour and the height of the ground.",
    )
    source = f"embedded climate of Korea for {name}, not the weather of the date"
    process = _variability(profile, month)
    return WindField(
        dataset, source, digest_of_made(dataset, process, timeless=True), process, timeless=True, notes=notes
    )


def _sloped(
    profile: dict[str, NDArray[np.float64]], name: str, latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A quantity of the table over the box. (time, level, latitude, longitude)"""
    west, south, east, north = SLOPED
    y = (np.clip(latitude, south, north) - CENTRE[1])[:, None]
    x = (np.clip(longitude, west, east) - CENTRE[0])[None, :]
    value, northward, eastward = (
        profile[f"{name}{ending}"][:, None, None] for ending in ("", "_per_degree_north", "_per_degree_east")
    )
    return np.asarray(value + northward * y + eastward * x)[None]


def _variability(profile: dict[str, NDArray[np.float64]], month: int) -> WeatherProcess:
    heights = np.asarray(geometric_height(profile["height_m"]))
    deviations = profile["eastward_sd_m_s"], profile["northward_sd_m_s"]
    correlation = weather_correlation(profile["level_hpa"], month)
    return WeatherProcess(heights, *deviations, correlation, HORIZONTAL_SCALE, TIME_SCALE)


def weather_correlation(levels: ArrayLike, month: int) -> NDArray[np.float64]:
    """Correlation of the departures at some levels, eastward ones first.

    Parameters
    ----------
    levels : (level,) float64
        Pressures. [hPa]
    month : int
        1 to 12.

    Returns
    -------
    (2 level, 2 level) float64
        exp(-(dp / depth)**`DEPTH_EXPONENT`) within a component, `COMPONENT_CORRELATION` times that between the two. [1]
    """
    pressure = np.asarray(levels, np.float64)
    depth = DEPTHS[0] + summer_share(month) * (DEPTHS[1] - DEPTHS[0])
    one = np.exp(-((np.abs(pressure[:, None] - pressure[None, :]) / depth) ** DEPTH_EXPONENT))
    both = np.array([[1.0, COMPONENT_CORRELATION], [COMPONENT_CORRELATION, 1.0]])
    return np.kron(both, one)
