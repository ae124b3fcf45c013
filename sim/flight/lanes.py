"""Columns of a block: what is known of the balloons, or the items, that a thread steps side by side.

One flat array of float64; column `c` of lane `l` stands at ``c * WIDTH + l``. With a fixed distance between any two
columns the compiler sees that they do not overlap, and turns loops over the lanes into vector instructions. Holds no
formula.
"""

from sim._jit import compiled
from sim.flight.bag import Bag
from sim.flight.state import Balloon, FallState, FlightState, Gusts

WIDTH = 64
"""Lanes: enough to hide the wait for memory, few enough that their columns stay close to the processor."""

# Columns of what both balloons and items have.
ROW, NUMBER, STREAM, MEMBER, START, SECONDS, TIME_CELL, ELAPSED, REGIME = range(9)
PLACE, CELL, AIR, MID_AIR, SCALES, WORDS, NORMALS = 9, 21, 24, 32, 40, 46, 50
STATE = 58

# Columns of balloons only; a state has 17.
LATER, AIR_LATER, BAG, BAG_LATER, MIDDLE, MID_LATITUDE, SUN_LATER = 75, 92, 100, 108, 116, 119, 120
DECLINATION, HOUR_ANGLE, LAWS, BALLOON = 121, 122, 123, 138
WAYS, CLIMB = 169, 172
DUE, SETTLED_AT, SETTLING, LADEN, HAS_BURST, PLAIN, MARKED, SUNLIGHT, MID_LONGITUDE, SOONEST = range(175, 185)
KNOWN_LAWS, LIT = 185, 186
BALLOON_COLUMNS = 189

# Columns of falling items only; a state has 10.
FALL_LATER, DROP, SEA_LEVEL_SPEED, MID_HEIGHT, FALL_LATITUDE, ENDS = 68, 78, 79, 80, 81, 82
FALL_COLUMNS = 83


@compiled
def moved_lane(lanes, columns, to, origin):  # type: ignore[no-untyped-def]
    """Put the lane at `origin` in the place of another."""
    for column in range(columns):
        lanes[column * WIDTH + to] = lanes[column * WIDTH + origin]


@compiled(inline=True)
def balloon_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The parameters of the balloon in a lane; 31 columns."""
    o = first * WIDTH + lane
    return Balloon(
        lanes[o],
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        int(lanes[o + 4 * WIDTH]),
        lanes[o + 5 * WIDTH],
        lanes[o + 6 * WIDTH],
        lanes[o + 7 * WIDTH],
        lanes[o + 8 * WIDTH],
        lanes[o + 9 * WIDTH],
        lanes[o + 10 * WIDTH],
        lanes[o + 11 * WIDTH],
        lanes[o + 12 * WIDTH],
        lanes[o + 13 * WIDTH],
        lanes[o + 14 * WIDTH],
        lanes[o + 15 * WIDTH],
        lanes[o + 16 * WIDTH],
        lanes[o + 17 * WIDTH],
        lanes[o + 18 * WIDTH],
        lanes[o + 19 * WIDTH],
        lanes[o + 20 * WIDTH],
        lanes[o + 21 * WIDTH],
        lanes[o + 22 * WIDTH] > 0.0,
        lanes[o + 23 * WIDTH],
        int(lanes[o + 24 * WIDTH]),
        lanes[o + 25 * WIDTH],
        lanes[o + 26 * WIDTH],
        lanes[o + 27 * WIDTH],
        lanes[o + 28 * WIDTH],
        lanes[o + 29 * WIDTH],
        lanes[o + 30 * WIDTH] > 0.0,
    )


@compiled(inline=True)
def flight_state_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The balloon in a lane; 17 columns."""
    o = first * WIDTH + lane
    return FlightState(
        lanes[o],
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        lanes[o + 4 * WIDTH],
        lanes[o + 5 * WIDTH],
        lanes[o + 6 * WIDTH],
        lanes[o + 7 * WIDTH],
        lanes[o + 8 * WIDTH],
        lanes[o + 9 * WIDTH],
        lanes[o + 10 * WIDTH],
        Gusts(
            lanes[o + 11 * WIDTH],
            lanes[o + 12 * WIDTH],
            lanes[o + 13 * WIDTH],
            lanes[o + 14 * WIDTH],
            lanes[o + 15 * WIDTH],
        ),
        int(lanes[o + 16 * WIDTH]),
    )


@compiled(inline=True)
def keep_flight_state(lanes, first, lane, state):  # type: ignore[no-untyped-def]
    """Write a balloon into its lane."""
    o = first * WIDTH + lane
    lanes[o] = state.elapsed
    lanes[o + WIDTH] = state.longitude
    lanes[o + 2 * WIDTH] = state.latitude
    lanes[o + 3 * WIDTH] = state.height
    lanes[o + 4 * WIDTH] = state.vertical_speed
    lanes[o + 5 * WIDTH] = state.gas_temperature
    lanes[o + 6 * WIDTH] = state.gas_mass
    lanes[o + 7 * WIDTH] = state.solid_mass
    lanes[o + 8 * WIDTH] = state.clock
    lanes[o + 9 * WIDTH] = state.clock_rate
    lanes[o + 10 * WIDTH] = state.sun_elevation
    lanes[o + 11 * WIDTH] = state.gusts.fast_east
    lanes[o + 12 * WIDTH] = state.gusts.fast_north
    lanes[o + 13 * WIDTH] = state.gusts.fast_up
    lanes[o + 14 * WIDTH] = state.gusts.slow_east
    lanes[o + 15 * WIDTH] = state.gusts.slow_north
    lanes[o + 16 * WIDTH] = state.steps


@compiled(inline=True)
def fall_state_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The falling item in a lane; 10 columns."""
    o = first * WIDTH + lane
    return FallState(
        lanes[o],
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        Gusts(
            lanes[o + 4 * WIDTH],
            lanes[o + 5 * WIDTH],
            lanes[o + 6 * WIDTH],
            lanes[o + 7 * WIDTH],
            lanes[o + 8 * WIDTH],
        ),
        int(lanes[o + 9 * WIDTH]),
    )


@compiled(inline=True)
def keep_fall_state(lanes, first, lane, state):  # type: ignore[no-untyped-def]
    """Write a falling item into its lane."""
    o = first * WIDTH + lane
    lanes[o] = state.elapsed
    lanes[o + WIDTH] = state.longitude
    lanes[o + 2 * WIDTH] = state.latitude
    lanes[o + 3 * WIDTH] = state.height
    lanes[o + 4 * WIDTH] = state.gusts.fast_east
    lanes[o + 5 * WIDTH] = state.gusts.fast_north
    lanes[o + 6 * WIDTH] = state.gusts.fast_up
    lanes[o + 7 * WIDTH] = state.gusts.slow_east
    lanes[o + 8 * WIDTH] = state.gusts.slow_north
    lanes[o + 9 * WIDTH] = state.steps


@compiled(inline=True)
def bag_of_lane(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The envelope of a lane; 8 columns."""
    o = first * WIDTH + lane
    return Bag(
        lanes[o],
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH] > 0.0,
        lanes[o + 3 * WIDTH],
        lanes[o + 4 * WIDTH],
        lanes[o + 5 * WIDTH],
        lanes[o + 6 * WIDTH],
        lanes[o + 7 * WIDTH],
    )


@compiled(inline=True)
def keep_bag(lanes, first, lane, bag):  # type: ignore[no-untyped-def]
    """Write the envelope of a lane."""
    o = first * WIDTH + lane
    lanes[o] = bag.gas_mass
    lanes[o + WIDTH] = bag.volume
    lanes[o + 2 * WIDTH] = 1.0 if bag.closed else 0.0
    lanes[o + 3 * WIDTH] = bag.fullness
    lanes[o + 4 * WIDTH] = bag.excess
    lanes[o + 5 * WIDTH] = bag.strain
    lanes[o + 6 * WIDTH] = bag.cross_section
    lanes[o + 7 * WIDTH] = bag.wetted
