"""Profiles of one or several ascents as air that is the same everywhere in a box around their station.

Holds no reading of files and no choice of ascents: `sounding` does that.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.physics.atmosphere import geometric_height
from sim.wind.door.optional import Completed, completed
from sim.wind.door.plausible import air_problems
from sim.wind.field import AirArrays, minute
from sim.wind.soundings.ascent import Ascent, Profile

HALF_WIDTH_LONGITUDE, HALF_WIDTH_LATITUDE = 10.0, 8.0
"""How far from the station the sounding is flown before a balloon counts as having left the wind. [degree]"""

MOST_VALUES = 1_000_000
"""Most times by levels of one wind, 32 MB for each quantity. Assumed: ten ascents of 5000 levels, whose pressures all
differ, come near it; ascents of 100 levels do at a hundred."""

_NAMES = ("geopotential_height", "temperature", "eastward_wind", "northward_wind", "specific_humidity")


def sounding_air(ascents: Sequence[Ascent], profiles: Sequence[Profile], origin: str) -> Completed:
    """The air of the ascents, one time for each.

    Parameters
    ----------
    ascents : sequence of Ascent
        In the order of time; the first one's place is the middle of the box.
    profiles : sequence of Profile
        Of the ascents, two levels or more each. A single one keeps its levels; several are brought to the pressures
        that any of them has, linear in ln p, within the span that all of them reach.
    origin : str
        How messages call the file.

    Returns
    -------
    Completed
        Air, notes, and every reason why it cannot be.

    Raises
    ------
    WindError
        Where the ascents have no common span, or make too much to hold.
    """
    pressure, notes = profiles[0].pressure, []
    if len(profiles) > 1:
        pressure = _common_pressures(profiles, origin)
        notes.append(_common_note(ascents, profiles, pressure))
    table = {name: _corners([_resampled(profile, name, pressure) for profile in profiles]) for name in _NAMES}
    air = AirArrays(
        time=np.array([ascent.valid for ascent in ascents], "datetime64[ns]"),
        air_pressure=pressure,
        latitude=ascents[0].latitude + HALF_WIDTH_LATITUDE * np.array([-1.0, 1.0]),
        longitude=ascents[0].longitude + HALF_WIDTH_LONGITUDE * np.array([-1.0, 1.0]),
        eastward_wind=table["eastward_wind"],
        northward_wind=table["northward_wind"],
        air_temperature=table["temperature"],
        geopotential_height=table["geopotential_height"],
    )
    if problems := air_problems(air, origin):
        return Completed(air, notes, problems)
    moist = any(np.isfinite(profile.humidity_top) for profile in profiles)
    whole = completed(air, {"specific_humidity": table["specific_humidity"]} if moist else {}, origin)
    return whole._replace(notes=[*whole.notes, *(_humidity_notes(profiles) if moist else ()), *notes])


def _common_pressures(profiles: Sequence[Profile], origin: str) -> NDArray[np.float64]:
    """Every pressure of any of the profiles within the span that all of them reach, falling. [Pa]"""
    lowest = min(float(profile.pressure[0]) for profile in profiles)
    highest = max(float(profile.pressure[-1]) for profile in profiles)
    pressure: NDArray[np.float64] = np.unique(np.concatenate([profile.pressure for profile in profiles]))[::-1]
    # Two levels a millimetre apart, which rounding made of one, would pass for folded.
    pressure = pressure[np.append(True, -np.diff(np.log(pressure)) > 1e-7)]
    pressure = pressure[(pressure <= lowest) & (pressure >= highest)]
    if pressure.size < 2:
        raise WindError(
            f"{origin}: the {len(profiles)} ascents have no common span of pressure: one begins at "
            f"{lowest / 100.0:g} hPa, one ends at {highest / 100.0:g} hPa; choose ascents by their time after #."
        )
    if (values := len(profiles) * pressure.size) > MOST_VALUES:
        raise WindError(
            f"{origin}: {len(profiles)} ascents on {pressure.size} pressures make {values} values, and at most "
            f"{MOST_VALUES} make one wind; name a span of time after #, such as 2015-04-03/2015-04-05."
        )
    return pressure


def _common_note(ascents: Sequence[Ascent], profiles: Sequence[Profile], pressure: NDArray[np.float64]) -> str:
    """What bringing the ascents together cost, and which of them ends first."""
    beyond = sum(int(((p.pressure > pressure[0]) | (p.pressure < pressure[-1])).sum()) for p in profiles)
    shortest = ascents[int(np.argmax([profile.pressure[-1] for profile in profiles]))]
    return (
        f"The ascents are brought to {pressure.size} common pressures from {pressure[0] / 100.0:g} to "
        f"{pressure[-1] / 100.0:g} hPa, linear in ln p; {beyond} levels beyond, which not every ascent reaches, were "
        f"left out. The ascent of {minute(shortest.valid)} UTC ends lowest."
    )


def _resampled(profile: Profile, name: str, pressure: NDArray[np.float64]) -> NDArray[np.float64]:
    """A quantity of a profile at falling pressures within its span, linear in ln p; dry air where none is reported."""
    if name == "specific_humidity" and np.isnan(profile.humidity_top):
        return np.zeros(pressure.shape)
    values: NDArray[np.float64] = getattr(profile, name)
    if pressure is profile.pressure:
        return values
    return np.interp(-np.log(pressure), -np.log(profile.pressure), values)


def _corners(columns: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Columns of (time, level) at the four corners of the box."""
    values = np.stack(columns)
    return np.broadcast_to(values[:, :, None, None], (*values.shape, 2, 2)).copy()


def _humidity_notes(profiles: Sequence[Profile]) -> list[str]:
    """Where humidity ends and begins, and which ascents have none."""
    notes = []
    known = [profile for profile in profiles if np.isfinite(profile.humidity_top)]
    ending = [profile.humidity_top for profile in known if profile.humidity_top < profile.geopotential_height[-1]]
    if ending:
        lowest = float(geometric_height(min(ending)))
        notes.append(f"Humidity ends at {lowest:.0f} m: the air is dry from the next level up.")
    starting = [
        profile.humidity_bottom for profile in known if profile.humidity_bottom > profile.geopotential_height[0]
    ]
    if starting:
        highest = float(geometric_height(max(starting)))
        notes.append(f"Humidity begins at {highest:.0f} m and is held below.")
    if len(known) < len(profiles):
        missing = len(profiles) - len(known)
        notes.append(f"{missing} of {len(profiles)} ascents have no humidity: their air is taken as dry.")
    return notes
