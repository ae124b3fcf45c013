"""Soundings as the University of Wyoming exports them as comma-separated values, one level a row.

Holds no choice of an ascent and no profile: `ascent_choice` and `ascent` do. Columns are those served since 2025 (from
exports kept by others, read on 2026-11-22).
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.constants import KELVIN_AT_0_CELSIUS
from sim.wind.soundings.ascent import Ascent, Levels, Part, wind_components, wind_problems
from sim.wind.soundings.sounding_csv import csv_numbers, csv_rows

WYOMING_CSV_MARK = "pressure_hPa,geopotential height_m,temperature_C"
"""Stands in the header of every export."""

_WHERE_AND_WHEN = ("time", "longitude", "latitude")

_COLUMNS = (
    *("pressure_hPa", "geopotential height_m", "temperature_C", "dew point temperature_C", "relative humidity_%"),
    *("wind direction_degree", "wind speed_m/s"),
)

LONGEST_ASCENT = 6.0
"""No balloon rises for longer; a file that does holds several ascents. (estimate) [h]"""


def wyoming_csv_parts(text: str, origin: str, problems: list[str]) -> list[Part]:
    """The ascent of the text, its levels not read yet; its time is that of the release, for want of a nominal one.

    Parameters
    ----------
    text : str
        Beginning with the header.
    origin : str
        How messages call the file.
    problems : list of str
        What stands in the way is added here.
    """
    rows, found = csv_rows(text, origin)
    if missing := [name for name in _COLUMNS if name not in found]:
        problems.append(f"{origin}: the columns {', '.join(missing)} are missing; export the sounding again.")
    if missing := [name for name in _WHERE_AND_WHEN if name not in found]:
        problems.append(
            f"{origin}: the columns {', '.join(missing)} are missing, so that nothing says where and when this was: "
            "reports of the old code (FM35) are exported so; export the one in BUFR, or save the text listing."
        )
    if not rows:
        problems.append(f"{origin}: no level follows the header; export the sounding again.")
    if problems:
        return []
    try:
        times = np.array([row["time"] for row in rows], "datetime64[s]")
    except ValueError as error:
        problems.append(f"{origin}: column time holds what is no time ({error}); export the sounding again.")
        return []
    if np.isnat(times).any():
        problems.append(f"{origin}: column time has empty cells; export the sounding again.")
        return []
    if (hours := float(np.ptp(times) / np.timedelta64(1, "h"))) > LONGEST_ASCENT:
        problems.append(
            f"{origin}: its times span {hours:.1f} h, and no ascent lasts longer than {LONGEST_ASCENT:g}; give every "
            "ascent in a file of its own."
        )
        return []
    latitude, longitude = (csv_numbers(rows[:1], name, origin, problems)[0] for name in ("latitude", "longitude"))
    valid = times.min().astype("datetime64[m]").astype("datetime64[ns]")
    name = f"at {latitude:.2f} N, {longitude:.2f} E"
    return [Part("", name, valid, partial(_ascent, rows, valid, float(latitude), float(longitude), origin))]


def _ascent(
    rows: Sequence[dict[str, str]],
    valid: np.datetime64,
    latitude: float,
    longitude: float,
    origin: str,
    problems: list[str],
) -> Ascent | None:
    before = len(problems)
    pressure, height, warmth, dew_point, share, direction, speed = (
        csv_numbers(rows, name, origin, problems) for name in _COLUMNS
    )
    problems.extend(wind_problems(direction, speed, origin))
    if len(problems) > before:
        return None
    east, north = wind_components(direction, speed)
    levels = Levels(
        pressure=100.0 * pressure,
        geopotential_height=_risen(pressure, height),
        temperature=warmth + KELVIN_AT_0_CELSIUS,
        eastward_wind=east,
        northward_wind=north,
        dew_point=dew_point + KELVIN_AT_0_CELSIUS,
        relative_humidity=share / 100.0,
    )
    return Ascent(valid, latitude, longitude, levels)


def _risen(pressure: NDArray[np.float64], height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights without those that whole metres make equal to one of a higher pressure: their pressure tells more."""
    order = np.argsort(-pressure, kind="stable")
    below = np.fmax.accumulate(np.concatenate([[-np.inf], height[order][:-1]]))
    risen = height.copy()
    risen[order] = np.where(height[order] > below, height[order], np.nan)
    return risen
