"""One step of many balloons side by side: the step of `sim.flight.ascent`, in loops over the lanes of a block.

Loops of arithmetic alone, which become vector instructions, stand apart from those that fetch the wind. They work out
what nearly every step is: that of a tube between two events. Any other is left to the step of one balloon.
"""

import math

from sim._jit import compiled
from sim.flight.ascent import Climb, Middle, after_step, climbed, to_the_middle, warmed_by_sun
from sim.flight.bag import Bag, settled_tube
from sim.flight.drift import Carried, GustLaws, GustScales, Normals, carried, halfway, next_gusts
from sim.flight.fetching import draw_words, fetch_air, fetch_normals, fetched_air
from sim.flight.lanes import (
    AIR,
    AIR_LATER,
    BAG,
    BAG_LATER,
    BALLOON,
    CLIMB,
    DECLINATION,
    DRIFT,
    ELAPSED,
    HOUR_ANGLE,
    LATER,
    LAWS,
    LIT,
    MEMBER,
    MID_AIR,
    MID_LATITUDE,
    MID_LONGITUDE,
    MIDDLE,
    NORMALS,
    PLACE,
    SCALES,
    SECONDS,
    STATE,
    STEPS,
    SUN_LATER,
    SUNLIGHT,
    WIDTH,
    in_lane,
    keep,
)
from sim.flight.state import Balloon, FlightState
from sim.numerics.columns import columns_of
from sim.numerics.placing import axes_of, placed
from sim.numerics.sampling import Air
from sim.physics.sun import sun_elevation, sunlight_share

_STATE_COLUMNS, _AIR_COLUMNS, _BAG_COLUMNS = (columns_of(kind) for kind in (FlightState, Air, Bag))


@compiled
def _look_ahead(lanes, count):  # type: ignore[no-untyped-def]
    """The middle of the step of all lanes, and the sun over them at its end."""
    for lane in range(count):
        state, air = in_lane(FlightState, lanes, STATE, lane), in_lane(Air, lanes, AIR, lane)
        half = 0.5 * lanes[ELAPSED * WIDTH + lane]
        longitude, latitude = halfway(state, in_lane(GustScales, lanes, SCALES, lane), air, half)
        hour_angle = lanes[HOUR_ANGLE * WIDTH + lane] + math.radians(longitude)
        sun_later = sun_elevation(latitude, lanes[DECLINATION * WIDTH + lane], hour_angle)
        lanes[MID_LONGITUDE * WIDTH + lane], lanes[MID_LATITUDE * WIDTH + lane] = longitude, latitude
        lanes[SUN_LATER * WIDTH + lane] = sun_later
        lanes[SUNLIGHT * WIDTH + lane] = 0.0


@compiled
def _shine(lanes, count):  # type: ignore[no-untyped-def]
    """The sunlight on all lanes, worked out for those that the sun is up for and warms."""
    up = 0
    for lane in range(count):
        elevation = 0.5 * (in_lane(FlightState, lanes, STATE, lane).sun_elevation + lanes[SUN_LATER * WIDTH + lane])
        if not elevation <= 0.0 and warmed_by_sun(in_lane(Balloon, lanes, BALLOON, lane)):  # NaN goes on
            keep(lanes, LIT, up, (lane, elevation, in_lane(Air, lanes, AIR, lane).pressure))
            up += 1
    for place in range(up):
        o = (LIT + 1) * WIDTH + place
        lanes[o] = sunlight_share(lanes[o], lanes[o + WIDTH])
    for place in range(up):
        o = LIT * WIDTH + place
        lanes[SUNLIGHT * WIDTH + int(lanes[o])] = lanes[o + WIDTH]


@compiled
def _to_the_middle(lanes, count, axes):  # type: ignore[no-untyped-def]
    """The first half of the step of all lanes."""
    for lane in range(count):
        balloon, state = in_lane(Balloon, lanes, BALLOON, lane), in_lane(FlightState, lanes, STATE, lane)
        air, bag = in_lane(Air, lanes, AIR, lane), in_lane(Bag, lanes, BAG, lane)
        half, sunlight = 0.5 * lanes[ELAPSED * WIDTH + lane], lanes[SUNLIGHT * WIDTH + lane]
        middle = to_the_middle(balloon, state, air, bag, sunlight, in_lane(Carried, lanes, DRIFT, lane).way_up, half)
        keep(lanes, MIDDLE, lane, middle)
        seconds = balloon.start + state.elapsed + half
        lanes[SECONDS * WIDTH + lane] = seconds
        longitude, latitude = lanes[MID_LONGITUDE * WIDTH + lane], lanes[MID_LATITUDE * WIDTH + lane]
        member = lanes[MEMBER * WIDTH + lane]
        keep(lanes, PLACE, lane, placed(axes, member, longitude, latitude, middle.height, seconds))


@compiled
def _blow(lanes, count):  # type: ignore[no-untyped-def]
    """The gusts of all lanes after the step, and how far they carried."""
    for lane in range(count):
        gusts = in_lane(FlightState, lanes, STATE, lane).gusts
        drift = next_gusts(
            gusts,
            in_lane(GustScales, lanes, SCALES, lane),
            in_lane(GustLaws, lanes, LAWS, lane),
            in_lane(Normals, lanes, NORMALS, lane),
        )
        keep(lanes, DRIFT, lane, drift)


@compiled
def _climb(lanes, count):  # type: ignore[no-untyped-def]
    """The whole step of all lanes in the vertical."""
    for lane in range(count):
        balloon, state, middle = (
            in_lane(Balloon, lanes, BALLOON, lane),
            in_lane(FlightState, lanes, STATE, lane),
            in_lane(Middle, lanes, MIDDLE, lane),
        )
        air = fetched_air(lanes, MID_AIR, lane)
        bag = settled_tube(balloon, middle.gas_mass, middle.gas_temperature, air.pressure)
        elapsed, up = lanes[ELAPSED * WIDTH + lane], in_lane(Carried, lanes, DRIFT, lane).way_up
        sunlight = lanes[SUNLIGHT * WIDTH + lane]
        climb = climbed(balloon, state, middle, air, bag, balloon.drag_coefficient, sunlight, up, elapsed)
        keep(lanes, CLIMB, lane, climb)


@compiled
def _move(lanes, count, axes):  # type: ignore[no-untyped-def]
    """All lanes at the end of the step, beside their gusts, and where that is in the wind."""
    for lane in range(count):
        balloon, state, middle = (
            in_lane(Balloon, lanes, BALLOON, lane),
            in_lane(FlightState, lanes, STATE, lane),
            in_lane(Middle, lanes, MIDDLE, lane),
        )
        drift, climb = in_lane(Carried, lanes, DRIFT, lane), in_lane(Climb, lanes, CLIMB, lane)
        air, bag, elapsed = (
            in_lane(Air, lanes, MID_AIR, lane),
            in_lane(Bag, lanes, BAG, lane),
            lanes[ELAPSED * WIDTH + lane],
        )
        longitude, latitude = carried(state, lanes[MID_LATITUDE * WIDTH + lane], middle.height, air, drift, elapsed)
        sun_later = lanes[SUN_LATER * WIDTH + lane]
        later = after_step(balloon, state, bag, climb, longitude, latitude, air, sun_later, drift.gusts, elapsed)
        keep(lanes, LATER, lane, later)
        seconds = balloon.start + later.elapsed
        lanes[SECONDS * WIDTH + lane] = seconds
        member = lanes[MEMBER * WIDTH + lane]
        keep(lanes, PLACE, lane, placed(axes, member, longitude, latitude, later.height, seconds))


@compiled
def _settle(lanes, count):  # type: ignore[no-untyped-def]
    """The envelopes of all lanes after the step."""
    for lane in range(count):
        balloon, later = in_lane(Balloon, lanes, BALLOON, lane), in_lane(FlightState, lanes, LATER, lane)
        air = fetched_air(lanes, AIR_LATER, lane)
        keep(lanes, BAG_LATER, lane, settled_tube(balloon, later.gas_mass, later.gas_temperature, air.pressure))


@compiled
def step_all(lanes, count, wind, key):  # type: ignore[no-untyped-def]
    """Every lane a step later, beside it its air and its envelope there.

    Parameters
    ----------
    lanes : (columns * WIDTH,) float64
    count : int
        Lanes in use.
    wind : WindGrid
    key : int
        The ensemble's `rng_seed`.
    """
    axes = axes_of(wind)
    draw_words(lanes, count, key, STEPS)
    fetch_normals(lanes, count)
    _look_ahead(lanes, count)
    _shine(lanes, count)
    _blow(lanes, count)
    _to_the_middle(lanes, count, axes)
    fetch_air(lanes, count, MID_AIR, wind)
    _climb(lanes, count)
    _move(lanes, count, axes)
    fetch_air(lanes, count, AIR_LATER, wind)
    _settle(lanes, count)


@compiled(inline=True)
def _become(lanes, count, now, later, columns):  # type: ignore[no-untyped-def]
    for column in range(columns):
        for lane in range(count):
            lanes[(now + column) * WIDTH + lane] = lanes[(later + column) * WIDTH + lane]


@compiled
def accept_all(lanes, count):  # type: ignore[no-untyped-def]
    """What was later holds for all lanes."""
    _become(lanes, count, STATE, LATER, _STATE_COLUMNS)
    _become(lanes, count, AIR, AIR_LATER, _AIR_COLUMNS)
    _become(lanes, count, BAG, BAG_LATER, _BAG_COLUMNS)
