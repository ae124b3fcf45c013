"""Columns of a block: what is known of the balloons, or the items, that a thread steps side by side.

One flat array of float64; column `c` of lane `l` stands at ``c * WIDTH + l``. With a fixed distance between any two
columns the compiler sees that they do not overlap, and turns loops over the lanes into vector instructions. Holds no
formula.
"""

from sim._jit import compiled
from sim.flight.ascent import Climb, Middle
from sim.flight.bag import Bag
from sim.flight.drift import Carried, GustLaws, GustScales, Normals
from sim.flight.state import Balloon, FallState, FlightState
from sim.numerics.columns import column_of, columns_of, read, write
from sim.numerics.placing import Place
from sim.numerics.sampling import Air, Cell

WIDTH = 64
"""Lanes: enough to hide the wait for memory, few enough that their columns stay close to the processor."""

# Columns of what both balloons and items have.
ROW, NUMBER, STREAM, MEMBER, START, SECONDS, TIME_CELL, ELAPSED, REGIME, PLACE = range(10)
CELL = PLACE + columns_of(Place)
AIR = CELL + columns_of(Cell)
MID_AIR = AIR + columns_of(Air)
SCALES = MID_AIR + columns_of(Air)
WORDS = SCALES + columns_of(GustScales)
NORMALS = WORDS + 4
STATE = NORMALS + columns_of(Normals)
SLOW_DEVIATION = SCALES + column_of(GustScales, "slow_deviation")

# Columns of balloons only.
STEPS = STATE + column_of(FlightState, "steps")
LATER = STATE + columns_of(FlightState)
AIR_LATER = LATER + columns_of(FlightState)
BAG = AIR_LATER + columns_of(Air)
BAG_LATER = BAG + columns_of(Bag)
MIDDLE = BAG_LATER + columns_of(Bag)
CLIMB = MIDDLE + columns_of(Middle)
DRIFT = CLIMB + columns_of(Climb)
LAWS = DRIFT + columns_of(Carried)
BALLOON = LAWS + columns_of(GustLaws)
KNOWN_LAWS = BALLOON + columns_of(Balloon)
MID_LONGITUDE, MID_LATITUDE, DECLINATION, HOUR_ANGLE, SUN_LATER, SUNLIGHT = range(KNOWN_LAWS + 1, KNOWN_LAWS + 7)
DUE, SETTLED_AT, SETTLING, LADEN, HAS_BURST, PLAIN, MARKED, SOONEST, LIT = range(SUNLIGHT + 1, SUNLIGHT + 10)
"""`KNOWN_LAWS` is the row of `sim.flight.stepping.laws_of_steps` that stands in `LAWS`, -1 for none of them. `LIT` has
the lanes with sunlight one behind the other: the lane, the elevation of the sun [rad], then the sunlight [1], and the
pressure [Pa]."""

BALLOON_COLUMNS = LIT + 3

# Columns of falling items only.
FALL_STEPS = STATE + column_of(FallState, "steps")
FALL_LATER = STATE + columns_of(FallState)
DROP = FALL_LATER + columns_of(FallState)
SEA_LEVEL_SPEED, MID_HEIGHT, FALL_LATITUDE, ENDS = range(DROP + 1, DROP + 5)
FALL_COLUMNS = ENDS + 1


@compiled
def moved_lane(lanes, columns, to, origin):  # type: ignore[no-untyped-def]
    """Put the lane at `origin` in the place of another."""
    for column in range(columns):
        lanes[column * WIDTH + to] = lanes[column * WIDTH + origin]


@compiled(inline=True)
def in_lane(kind, lanes, first, lane):  # type: ignore[no-untyped-def]
    """The named tuple that a lane has from a column on."""
    return read(kind, lanes, first * WIDTH + lane, WIDTH)


@compiled(inline=True)
def keep(lanes, first, lane, numbers):  # type: ignore[no-untyped-def]
    """Write a tuple into a lane, from a column on."""
    write(lanes, first * WIDTH + lane, WIDTH, numbers)
