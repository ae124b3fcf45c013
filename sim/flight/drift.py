"""What carries balloon and item alike: the air around them and its gusts, without slip along the ground."""

import math
from typing import NamedTuple

from sim._jit import compiled
from sim.elementary import select
from sim.flight.state import FREE_AIR, Gusts
from sim.numerics.random import eight_coarse_normals, four_normals, gust_words
from sim.numerics.sampling import sample_air, sun_position
from sim.physics.earth import degrees_per_metre
from sim.physics.langevin import GustLaw, gust_law, joint_gust_step, unit_gust_step
from sim.physics.sun import sine_of_sun_elevation, sun_elevation

FIRST_GUST_STREAM = 2**32 - 1
"""Stream of the gusts at launch; the balloon's own is 0, and its drops follow. All streams fit 32 bits."""

_TOP, _DEVIATION, _TIME, _UP_DEVIATION, _UP_TIME = range(5)


class GustScales(NamedTuple):
    """Standard deviations [m s-1] and time scales [s] of the fast gusts, along and up, and of the slow ones."""

    deviation: float
    time_scale: float
    up_deviation: float
    up_time: float
    slow_deviation: float
    slow_time: float


class Normals(NamedTuple):
    """Standard normal numbers of a step: what moves each gust, and what moves the ways beside them."""

    fast_east: float
    slow_east: float
    fast_north: float
    slow_north: float
    up: float
    way_up: float
    way_east: float
    way_north: float


class Carried(NamedTuple):
    """Gusts after a step, and how far they carried. [m]"""

    gusts: Gusts
    way_east: float
    way_north: float
    way_up: float


@compiled(inline=True)
def air_around(balloon, state, wind):  # type: ignore[no-untyped-def]
    """The air where a balloon, or an item of it, is."""
    now = balloon.start + state.elapsed
    return sample_air(wind, balloon.member, state.longitude, state.latitude, state.height, now)


@compiled(inline=True)
def sun_over(sun, longitude, latitude, seconds):  # type: ignore[no-untyped-def]
    """Elevation of the sun at a place and time. [rad]"""
    declination, hour_angle = sun_position(sun, seconds)
    return sun_elevation(latitude, declination, hour_angle + math.radians(longitude))


@compiled
def regime_at(start, state, clearance, sun, turbulence):  # type: ignore[no-untyped-def]
    """Regime of the turbulence so high above the ground, at the hour of the state."""
    regimes, night_rows = turbulence.regimes, turbulence.night_rows
    if clearance >= max(regimes[night_rows, _TOP], regimes[-1, _TOP]):
        return FREE_AIR
    declination, hour_angle = sun_position(sun, start + state.elapsed)
    day = sine_of_sun_elevation(state.latitude, declination, hour_angle + math.radians(state.longitude)) > 0.0
    first, beyond = (night_rows + 1, regimes.shape[0]) if day else (1, night_rows + 1)
    for row in range(first, beyond):
        if clearance < regimes[row, _TOP]:
            return row
    return FREE_AIR


@compiled
def first_gusts(key, number):  # type: ignore[no-untyped-def]
    """Gusts at launch, from their law in the long run."""
    n1, n2, n3, n4 = four_normals(key, number, 0, FIRST_GUST_STREAM)
    n5, _, _, _ = four_normals(key, number, 1, FIRST_GUST_STREAM)
    return Gusts(n1, n2, n3, n4, n5)


@compiled(inline=True)
def gusts_in(regime, air, turbulence, mesoscale_time):  # type: ignore[no-untyped-def]
    """Scales of the gusts in this regime and air."""
    regimes = turbulence.regimes
    return GustScales(
        regimes[regime, _DEVIATION],
        regimes[regime, _TIME],
        regimes[regime, _UP_DEVIATION],
        regimes[regime, _UP_TIME],
        turbulence.mesoscale_fraction * air.mesoscale_deviation,
        mesoscale_time,
    )


class GustLaws(NamedTuple):
    """How the fast gusts, along and up, and the slow ones change in a step."""

    fast: GustLaw
    up: GustLaw
    slow: GustLaw


@compiled(inline=True)
def gust_laws(scales, elapsed):  # type: ignore[no-untyped-def]
    """Laws of the gusts for a step of `elapsed` seconds."""
    return GustLaws(
        gust_law(scales.time_scale, elapsed), gust_law(scales.up_time, elapsed), gust_law(scales.slow_time, elapsed)
    )


@compiled(inline=True)
def gust_normals(key, number, steps, stream):  # type: ignore[no-untyped-def]
    """The random numbers of one step of a balloon or item, at the address of that step."""
    return Normals(*eight_coarse_normals(gust_words(key, number, steps, stream)))


@compiled(inline=True)
def next_gusts(gusts, scales, laws, normals):  # type: ignore[no-untyped-def]
    """Gusts of a balloon or item after a step, and how far they carried; without any, the ones there were."""
    n = normals
    calm = (scales.deviation == 0.0) & (scales.up_deviation == 0.0) & (scales.slow_deviation == 0.0)
    up, way_up = unit_gust_step(gusts.fast_up, scales.up_deviation, laws.up, n.up, n.way_up)
    fast, slow = scales.deviation, scales.slow_deviation
    east, slow_east, way_east = joint_gust_step(
        gusts.fast_east, gusts.slow_east, fast, slow, laws.fast, laws.slow, n.fast_east, n.slow_east, n.way_east
    )
    north, slow_north, way_north = joint_gust_step(
        gusts.fast_north, gusts.slow_north, fast, slow, laws.fast, laws.slow, n.fast_north, n.slow_north, n.way_north
    )
    later = Gusts(
        select(calm, gusts.fast_east, east),
        select(calm, gusts.fast_north, north),
        select(calm, gusts.fast_up, up),
        select(calm, gusts.slow_east, slow_east),
        select(calm, gusts.slow_north, slow_north),
    )
    return Carried(later, select(calm, 0.0, way_east), select(calm, 0.0, way_north), select(calm, 0.0, way_up))


@compiled(inline=True)
def halfway(state, scales, air, half):  # type: ignore[no-untyped-def]
    """Longitude and latitude of the middle of a step, by the air at its start."""
    per_east, per_north = degrees_per_metre(state.latitude, state.height)
    gusts = state.gusts
    east = air.eastward_wind + scales.deviation * gusts.fast_east + scales.slow_deviation * gusts.slow_east
    north = air.northward_wind + scales.deviation * gusts.fast_north + scales.slow_deviation * gusts.slow_north
    return state.longitude + east * half * per_east, state.latitude + north * half * per_north


@compiled(inline=True)
def carried(state, mid_latitude, mid_height, mid_air, way, elapsed):  # type: ignore[no-untyped-def]
    """Longitude and latitude after a step, by the air and the metric of its middle and the way of its gusts."""
    per_east, per_north = degrees_per_metre(mid_latitude, mid_height)
    east = mid_air.eastward_wind * elapsed + way.way_east
    north = mid_air.northward_wind * elapsed + way.way_north
    return state.longitude + east * per_east, state.latitude + north * per_north
