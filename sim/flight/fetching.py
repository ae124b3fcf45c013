"""What the lanes of a block fetch: the air where they are, and the random numbers of their gusts, from tables."""

import math

import numpy as np

from sim._jit import compiled
from sim.elementary import exponential
from sim.flight.lanes import CELL, NORMALS, NUMBER, PLACE, SECONDS, STREAM, TIME_CELL, WIDTH, WORDS, in_lane, keep
from sim.numerics.columns import column_of
from sim.numerics.placing import INSIDE, Place
from sim.numerics.random import eight_coarse_normals, gust_words
from sim.numerics.sampling import Air, Cell, air_in_cell, cell_at

_LOG_OF_NO_PRESSURE = -math.inf
_PRESSURE = column_of(Air, "pressure")


@compiled
def draw_words(lanes, count, key, steps_taken):  # type: ignore[no-untyped-def]
    """The random words of the step of all lanes; `steps_taken` is the column of what they took before."""
    for lane in range(count):
        number, steps = lanes[NUMBER * WIDTH + lane], lanes[steps_taken * WIDTH + lane]
        words = gust_words(key, int(number), int(steps), int(lanes[STREAM * WIDTH + lane]))
        keep(lanes, WORDS, lane, words)


@compiled
def fetch_normals(lanes, count):  # type: ignore[no-untyped-def]
    """The normal numbers of all lanes, of their random words."""
    for lane in range(count):
        o = WORDS * WIDTH + lane
        words = (
            np.uint64(lanes[o]),
            np.uint64(lanes[o + WIDTH]),
            np.uint64(lanes[o + 2 * WIDTH]),
            np.uint64(lanes[o + 3 * WIDTH]),
        )
        keep(lanes, NORMALS, lane, eight_coarse_normals(words))


@compiled(inline=True)
def _time_cell_near(times, seconds, near):  # type: ignore[no-untyped-def]
    """What `time_cell` finds, from a cell close by."""
    last = max(times.size - 2, 0)
    t = min(max(near, 0), last)
    while t < last and times[np.uint64(t + 1)] <= seconds:
        t += 1
    while t > 0 and seconds < times[np.uint64(t)]:
        t -= 1
    return t


@compiled
def _find_cells(lanes, count, wind):  # type: ignore[no-untyped-def]
    """What the tables of the wind tell of the places of all lanes.

    Apart from the loads that need it: they would wait for it, lane by lane.
    """
    for lane in range(count):
        seconds, t = lanes[SECONDS * WIDTH + lane], 0
        if wind.times.size > 1:
            t = _time_cell_near(wind.times, seconds, int(lanes[TIME_CELL * WIDTH + lane]))
            lanes[TIME_CELL * WIDTH + lane] = t
        keep(lanes, CELL, lane, cell_at(wind, in_lane(Place, lanes, PLACE, lane), t, seconds))


@compiled
def fetch_air(lanes, count, first, wind):  # type: ignore[no-untyped-def]
    """The air at the places of all lanes at their seconds, the pressure still as its logarithm."""
    _find_cells(lanes, count, wind)
    for lane in range(count):
        place, cell = in_lane(Place, lanes, PLACE, lane), in_lane(Cell, lanes, CELL, lane)
        if place.beyond == INSIDE:
            u, v, w, temperature, virtual, log_pressure = air_in_cell(wind, place, cell)
            keep(lanes, first, lane, (INSIDE, u, v, w, temperature, virtual, log_pressure, cell.mesoscale_deviation))
        else:
            keep(lanes, first, lane, (place.beyond, 0.0, 0.0, 0.0, 0.0, 0.0, _LOG_OF_NO_PRESSURE, 0.0))


@compiled(inline=True)
def fetched_air(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The air of a lane that was just fetched, with its pressure; so it is kept."""
    o = (first + _PRESSURE) * WIDTH + lane
    lanes[o] = exponential(lanes[o])
    return in_lane(Air, lanes, first, lane)
