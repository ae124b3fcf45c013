"""One step of many balloons side by side: the step of `sim.flight.ascent`, in loops over the lanes of a block.

Loops of arithmetic alone, which become vector instructions, stand apart from those that fetch the wind. They work out
what nearly every step is: that of a tube between two events. Any other is left to the step of one balloon.
"""

import math

from sim._jit import compiled
from sim.flight.air_lanes import air_in, keep_place, laws_in, normals_in, scales_in
from sim.flight.ascent import Climb, Middle, after_step, climbed, to_the_middle
from sim.flight.bag import settled_tube
from sim.flight.drift import Carried, carried, halfway, next_gusts
from sim.flight.fetching import draw_words, fetch_air, fetch_normals, fetched_air
from sim.flight.lanes import (
    AIR,
    AIR_LATER,
    BAG,
    BAG_LATER,
    BALLOON,
    CLIMB,
    DECLINATION,
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
    PLACE,
    SCALES,
    SECONDS,
    STATE,
    SUN_LATER,
    SUNLIGHT,
    WAYS,
    WIDTH,
    bag_of_lane,
    balloon_in,
    flight_state_in,
    keep_bag,
    keep_flight_state,
)
from sim.numerics.placing import axes_of, placed
from sim.physics.sun import sun_elevation, sunlight_share


@compiled
def _look_ahead(lanes, count):  # type: ignore[no-untyped-def]
    """The middle of the step of all lanes, and the sun over them at its end."""
    for lane in range(count):
        state, air = flight_state_in(lanes, STATE, lane), air_in(lanes, AIR, lane)
        half = 0.5 * lanes[ELAPSED * WIDTH + lane]
        longitude, latitude = halfway(state, scales_in(lanes, SCALES, lane), air, half)
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
        elevation = 0.5 * (lanes[(STATE + 10) * WIDTH + lane] + lanes[SUN_LATER * WIDTH + lane])
        if elevation > 0.0 and balloon_in(lanes, BALLOON, lane).solar_offset > 0.0:
            o = LIT * WIDTH + up
            lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH] = lane, elevation, air_in(lanes, AIR, lane).pressure
            up += 1
    for place in range(up):
        o = LIT * WIDTH + place
        lanes[o + WIDTH] = sunlight_share(lanes[o + WIDTH], lanes[o + 2 * WIDTH])
    for place in range(up):
        o = LIT * WIDTH + place
        lanes[SUNLIGHT * WIDTH + int(lanes[o])] = lanes[o + WIDTH]


@compiled
def _to_the_middle(lanes, count, axes):  # type: ignore[no-untyped-def]
    """The first half of the step of all lanes."""
    for lane in range(count):
        balloon, state = balloon_in(lanes, BALLOON, lane), flight_state_in(lanes, STATE, lane)
        air, bag = air_in(lanes, AIR, lane), bag_of_lane(lanes, BAG, lane)
        half, sunlight = 0.5 * lanes[ELAPSED * WIDTH + lane], lanes[SUNLIGHT * WIDTH + lane]
        middle = to_the_middle(balloon, state, air, bag, sunlight, lanes[(WAYS + 2) * WIDTH + lane], half)
        o = MIDDLE * WIDTH + lane
        lanes[o] = middle.height
        lanes[o + WIDTH] = middle.gas_temperature
        lanes[o + 2 * WIDTH] = middle.gas_mass
        seconds = balloon.start + state.elapsed + half
        lanes[SECONDS * WIDTH + lane] = seconds
        longitude, latitude = lanes[MID_LONGITUDE * WIDTH + lane], lanes[MID_LATITUDE * WIDTH + lane]
        member = lanes[MEMBER * WIDTH + lane]
        keep_place(lanes, PLACE, lane, placed(axes, member, longitude, latitude, middle.height, seconds))


@compiled
def _blow(lanes, count):  # type: ignore[no-untyped-def]
    """The gusts of all lanes after the step, and how far they carried."""
    for lane in range(count):
        gusts = flight_state_in(lanes, STATE, lane).gusts
        drift = next_gusts(gusts, scales_in(lanes, SCALES, lane), laws_in(lanes, LAWS, lane), normals_in(lanes, lane))
        o = (LATER + 11) * WIDTH + lane
        lanes[o] = drift.gusts.fast_east
        lanes[o + WIDTH] = drift.gusts.fast_north
        lanes[o + 2 * WIDTH] = drift.gusts.fast_up
        lanes[o + 3 * WIDTH] = drift.gusts.slow_east
        lanes[o + 4 * WIDTH] = drift.gusts.slow_north
        o = WAYS * WIDTH + lane
        lanes[o] = drift.way_east
        lanes[o + WIDTH] = drift.way_north
        lanes[o + 2 * WIDTH] = drift.way_up


@compiled(inline=True)
def _middle_in(lanes, lane):  # type: ignore[no-untyped-def]
    o = MIDDLE * WIDTH + lane
    return Middle(lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH])


@compiled
def _climb(lanes, count):  # type: ignore[no-untyped-def]
    """The whole step of all lanes in the vertical."""
    for lane in range(count):
        balloon, state, middle = (
            balloon_in(lanes, BALLOON, lane),
            flight_state_in(lanes, STATE, lane),
            _middle_in(lanes, lane),
        )
        air = fetched_air(lanes, MID_AIR, lane)
        bag = settled_tube(balloon, middle.gas_mass, middle.gas_temperature, air.pressure)
        elapsed, up = lanes[ELAPSED * WIDTH + lane], lanes[(WAYS + 2) * WIDTH + lane]
        sunlight = lanes[SUNLIGHT * WIDTH + lane]
        climb = climbed(balloon, state, middle, air, bag, balloon.drag_coefficient, sunlight, up, elapsed)
        o = CLIMB * WIDTH + lane
        lanes[o] = climb.way
        lanes[o + WIDTH] = climb.vertical_speed
        lanes[o + 2 * WIDTH] = climb.gas_temperature


@compiled
def _move(lanes, count, axes):  # type: ignore[no-untyped-def]
    """All lanes at the end of the step, beside their gusts, and where that is in the wind."""
    for lane in range(count):
        balloon, state, middle = (
            balloon_in(lanes, BALLOON, lane),
            flight_state_in(lanes, STATE, lane),
            _middle_in(lanes, lane),
        )
        gusts = flight_state_in(lanes, LATER, lane).gusts
        o = WAYS * WIDTH + lane
        drift = Carried(gusts, lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH])
        o = CLIMB * WIDTH + lane
        climb = Climb(lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH])
        air, bag, elapsed = air_in(lanes, MID_AIR, lane), bag_of_lane(lanes, BAG, lane), lanes[ELAPSED * WIDTH + lane]
        longitude, latitude = carried(state, lanes[MID_LATITUDE * WIDTH + lane], middle.height, air, drift, elapsed)
        sun_later = lanes[SUN_LATER * WIDTH + lane]
        later = after_step(balloon, state, bag, climb, longitude, latitude, air, sun_later, gusts, elapsed)
        keep_flight_state(lanes, LATER, lane, later)
        seconds = balloon.start + later.elapsed
        lanes[SECONDS * WIDTH + lane] = seconds
        member = lanes[MEMBER * WIDTH + lane]
        keep_place(lanes, PLACE, lane, placed(axes, member, longitude, latitude, later.height, seconds))


@compiled
def _settle(lanes, count):  # type: ignore[no-untyped-def]
    """The envelopes of all lanes after the step."""
    for lane in range(count):
        balloon, later = balloon_in(lanes, BALLOON, lane), flight_state_in(lanes, LATER, lane)
        air = fetched_air(lanes, AIR_LATER, lane)
        keep_bag(lanes, BAG_LATER, lane, settled_tube(balloon, later.gas_mass, later.gas_temperature, air.pressure))


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
    draw_words(lanes, count, key, STATE + 16)
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


@compiled
def accept_all(lanes, count):  # type: ignore[no-untyped-def]
    """What was later holds for all lanes."""
    for column in range(17):
        for lane in range(count):
            lanes[(STATE + column) * WIDTH + lane] = lanes[(LATER + column) * WIDTH + lane]
    for column in range(8):
        for lane in range(count):
            lanes[(AIR + column) * WIDTH + lane] = lanes[(AIR_LATER + column) * WIDTH + lane]
            lanes[(BAG + column) * WIDTH + lane] = lanes[(BAG_LATER + column) * WIDTH + lane]
