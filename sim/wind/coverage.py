"""Whether a wind reaches as far as the flights: in time, in the box, in height, and without gaps.

Holds no check of the values themselves: the door (`reading`) did that.
"""

import numpy as np

from sim.wind.field import WindField, minute
from sim.wind.near_ground import LOWEST_WIND, known_heights, lowest_heights

HIGHEST_LOWEST_LEVEL = 1500.0
"""Below its lowest level a wind is held as it is there; above this height that would be most of a rise. Assumed: the
850 hPa surface, which lies at about 1,460 m over Korea, is the least of a wind that knows the lower air. [m]"""

HIGHEST_BLENDED_LEVEL = 3300.0
"""Where the ground and the wind at 10 m above it are known, a wind is blended from there up to its lowest level, which
may lie so much higher. Assumed: the 700 hPa surface, at some 3,000 m in January over Korea and 3,200 m in July
(estimate), is the least of such a wind; held from there down, the air at the ground is some 20 K too cold, 6.5 K a
kilometre (the standard atmosphere of 1976). [m]"""

LOWEST_TOP = 5000.0
"""Every wind must reach up to here. Assumed: tubes float at 3 to 5 km. [m]"""


def coverage_problems(
    wind: WindField,
    first: np.datetime64,
    last: np.datetime64,
    longitude: float,
    latitude: float,
    steady: bool,
    longest_gap: float,
) -> list[str]:
    """Every reason why flights from a site in a span of time cannot be flown in a wind.

    Parameters
    ----------
    wind : WindField
    first, last : np.datetime64
        From the first launch to the last landing that is looked for. [UTC]
    longitude, latitude : float
        Launch site. [degree]
    steady : bool
        Whether the scenario accepts a wind of one single time.
    longest_gap : float
        Longest step between two times that may be interpolated across. [s]

    Returns
    -------
    list of str
        One sentence each; empty where all is covered.
    """
    where = [*_box_problems(wind, longitude, latitude), *_height_problems(wind, longitude, latitude)]
    if wind.timeless:
        return where
    if wind.is_steady:
        return where if steady else [*where, _single_time_problem(wind)]
    return [*where, *_span_problems(wind, first, last), *_gap_problems(wind, first, last, longest_gap)]


def _box_problems(wind: WindField, longitude: float, latitude: float) -> list[str]:
    if is_inside(wind, longitude, latitude):
        return []
    west, south, east, north = wind.box
    return [
        f"{wind.source}: the launch site at {latitude:g} N, {longitude:g} E lies outside the wind, which covers "
        f"{south:g} to {north:g} N and {west:g} to {east:g} E; choose a wind around the site."
    ]


def is_inside(wind: WindField, longitude: float, latitude: float) -> bool:
    """Whether a place lies in the box of a wind, at any turn of longitude. [degree]"""
    west, south, east, north = wind.box
    return south <= latitude <= north and (wind.covers_the_circle or (longitude - west) % 360.0 <= east - west)


def _height_problems(wind: WindField, longitude: float, latitude: float) -> list[str]:
    problems = []
    lowest = _lowest_level_around(wind, longitude, latitude) if is_inside(wind, longitude, latitude) else -np.inf
    limit, lower_down = HIGHEST_LOWEST_LEVEL, "the wind is held as it is there"
    if "surface_height" in wind.dataset and LOWEST_WIND in known_heights(wind.dataset).values():
        limit, lower_down = HIGHEST_BLENDED_LEVEL, f"only the wind at {LOWEST_WIND:g} m is known"
    if lowest > limit:
        problems.append(
            f"{wind.source}: the lowest level around the launch site lies at {lowest:.0f} m above the sea; it must lie "
            f"at {limit:.0f} m or below, since lower down {lower_down}: add the levels below, best from 1000 hPa up."
        )
    if wind.highest_height < LOWEST_TOP:
        problems.append(
            f"{wind.source}: the wind reaches up to {wind.highest_height:.0f} m above the sea; it must reach "
            f"{LOWEST_TOP:.0f} m, since tubes float at 3 to 5 km: add the levels above, best up to 300 hPa."
        )
    return problems


def _lowest_level_around(wind: WindField, longitude: float, latitude: float) -> float:
    """Highest that the lowest level lies at any time in the columns between which the site lies. [m]

    Where the ground is known, levels under it do not count.
    """
    west, south, _, _ = wind.box
    lowest = lowest_heights(wind.dataset)
    rows = _neighbours((latitude - south) / wind.latitude_step)
    columns = _neighbours((longitude - west) % 360.0 / wind.longitude_step)
    return float(lowest.take(rows, 1, mode="clip").take(columns, 2, mode="wrap").max())


def _neighbours(place: float) -> list[int]:
    """The two points of an axis between which a fractional place lies; at a point, that point alone."""
    # A site on a point, to rounding, must not take in the next column.
    return sorted({int(np.floor(place + 1e-9)), int(np.ceil(place - 1e-9))})


def _single_time_problem(wind: WindField) -> str:
    return (
        f"{wind.source}: this wind has one time only, {minute(wind.first_time)} UTC; give a wind with more times, or "
        "set weather.steady = true to fly it as if it never changed."
    )


def _span_problems(wind: WindField, first: np.datetime64, last: np.datetime64) -> list[str]:
    if wind.first_time <= first and last <= wind.last_time:
        return []
    before = max((wind.first_time - first) / np.timedelta64(1, "h"), 0.0)
    after = max((last - wind.last_time) / np.timedelta64(1, "h"), 0.0)
    short = [f"{hours:.1f} h at the {end}" for hours, end in ((before, "start"), (after, "end")) if hours > 0.0]
    return [
        f"{wind.source}: the wind lasts from {minute(wind.first_time)} to {minute(wind.last_time)} UTC, the flights "
        f"from {minute(first)} to {minute(last)} UTC, so {' and '.join(short)} are missing; extend the wind, or change "
        "launch.time or simulation.horizon_h."
    ]


def _gap_problems(wind: WindField, first: np.datetime64, last: np.datetime64, longest_gap: float) -> list[str]:
    times = wind.times
    steps = np.diff(times) / np.timedelta64(1, "s")
    used = (times[1:] > first) & (times[:-1] < last)
    return [
        f"{wind.source}: no wind between {minute(times[i])} and {minute(times[i + 1])} UTC, {steps[i] / 3600.0:g} h, "
        f"and at most {longest_gap / 3600.0:g} h may be interpolated across; complete the wind, or raise "
        "weather.longest_gap_h."
        for i in np.flatnonzero(used & (steps > longest_gap + 1.0))
    ]
