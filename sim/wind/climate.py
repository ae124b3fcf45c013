"""The embedded wind: monthly means over Korea with synoptic weather as a random process.

Holds a climate for method, teaching and the planning of studies; it says nothing about the weather of one date.
"""

import csv
import math
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.physics.atmosphere import geometric_height
from sim.wind.field import AirArrays, WindField, digest_of_made, held_above, held_below, labelled
from sim.wind.process import WeatherProcess, exponential_correlation

BOX = (118.0, 30.0, 138.0, 46.0)
"""West, south, east and north edge of the box in which the climate of Korea stands for the air. [degree]"""

TIME_SCALE = 30.0 * 3600.0
"""Synoptic decorrelation time. [s] (estimate: 24 to 36 h; forecast fields of April 2018 at fixed points give 18 to
55 h, trajectories of May 2021 along their way 6 to 22 h at a lag of 12 h)"""

HEIGHT_SCALE = 10_000.0
"""Decorrelation height of the departure from the mean. [m] (estimate: least-squares fits of exp(-|dz| / L) to the
correlations between levels, 30-46 N, of six instantaneous fields give 12.2, 11.6, 11.5, 10.5, 6.3 and 5.8 km; spatial
correlation stands for correlation in time)"""

_TABLE = Path(__file__).parent / "climate.csv"


class HasTime(Protocol):
    """A launch: it happens at an aware time."""

    @property
    def time(self) -> datetime:
        """When, with its offset from UTC."""


class LaunchesAtATime(Protocol):
    """The part of a scenario that the climate needs, since this room does not know scenarios."""

    @property
    def launch(self) -> HasTime:
        """The launch."""


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
    """Mean air over Korea in the month of the launch, with synoptic weather that differs from member to member.

    Parameters
    ----------
    scenario : Scenario or anything else with a `launch.time`
        Only the month of that time counts, in the launch's own time zone.

    Returns
    -------
    WindField
        The same everywhere in the box and at all times; `variability` holds the weather process.

    Notes
    -----
    Temperatures are those of dry air in the density: real humid air is up to 1.5 % lighter near the ground in July.
    """
    month = scenario.launch.time.month
    profile = monthly_profile(month)
    west, south, east, north = BOX

    def corners(name: str) -> NDArray[np.float64]:
        return np.broadcast_to(profile[name][None, :, None, None], (1, profile[name].size, 2, 2)).copy()

    dataset = labelled(
        AirArrays(
            time=np.array([f"2000-{month:02d}-01"], "datetime64[ns]"),
            air_pressure=100.0 * profile["level_hpa"],
            latitude=np.array([south, north]),
            longitude=np.array([west, east]),
            eastward_wind=corners("eastward_wind_m_s"),
            northward_wind=corners("northward_wind_m_s"),
            air_temperature=corners("temperature_k"),
            geopotential_height=corners("height_m"),
        )
    )
    name = scenario.launch.time.strftime("%B")
    notes = (
        held_below(dataset),
        held_above(dataset),
        "The climate has no humidity: the air is taken as dry, which in July makes it up to 1.5 % too heavy near the "
        "ground.",
        "The climate has no vertical wind: it is taken as zero.",
        "A climate, not the weather of the date: each weather member is drawn from the whole month.",
        "Eastward and northward departures are drawn independently of each other (estimate).",
    )
    source = f"embedded climate of Korea for {name}, not the weather of the date"
    process = _variability(profile)
    return WindField(
        dataset, source, digest_of_made(dataset, process, timeless=True), process, timeless=True, notes=notes
    )


def _variability(profile: dict[str, NDArray[np.float64]]) -> WeatherProcess:
    heights = np.asarray(geometric_height(profile["height_m"]))
    correlation = exponential_correlation(heights, HEIGHT_SCALE)
    deviations = profile["eastward_sd_m_s"], profile["northward_sd_m_s"]
    return WeatherProcess(heights, *deviations, correlation, math.inf, TIME_SCALE)
