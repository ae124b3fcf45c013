"""Whether a wind reaches as far as the flights: in time, in the box, and without gaps.

Holds no check of the values themselves: the door (`reading`) did that.
"""

import numpy as np

from sim.wind.field import WindField, minute


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
    where = _box_problems(wind, longitude, latitude)
    if wind.timeless:
        return where
    if wind.is_steady:
        return where if steady else [*where, _single_time_problem(wind)]
    return [*where, *_span_problems(wind, first, last), *_gap_problems(wind, first, last, longest_gap)]


def _box_problems(wind: WindField, longitude: float, latitude: float) -> list[str]:
    west, south, east, north = wind.box
    inside = south <= latitude <= north and (wind.covers_the_circle or (longitude - west) % 360.0 <= east - west)
    if inside:
        return []
    return [
        f"{wind.source}: the launch site at {latitude:g} N, {longitude:g} E lies outside the wind, which covers "
        f"{south:g} to {north:g} N and {west:g} to {east:g} E; choose a wind around the site."
    ]


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
