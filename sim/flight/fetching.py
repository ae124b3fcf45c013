"""What the lanes of a block fetch: the air where they are, and the random numbers of their gusts, from tables."""

import numpy as np

from sim._jit import compiled
from sim.elementary import exponential
from sim.flight.air_lanes import air_in, keep_words, place_in
from sim.flight.lanes import CELL, NORMALS, NUMBER, PLACE, SECONDS, STREAM, TIME_CELL, WIDTH, WORDS
from sim.numerics.placing import INSIDE
from sim.numerics.random import eight_coarse_normals, gust_words
from sim.numerics.sampling import air_in_cell, cell_at


@compiled
def draw_words(lanes, count, key, steps_taken):  # type: ignore[no-untyped-def]
    """The random words of the step of all lanes; `steps_taken` is the column of what they took before."""
    for lane in range(count):
        number, steps = lanes[NUMBER * WIDTH + lane], lanes[steps_taken * WIDTH + lane]
        words = gust_words(key, int(number), int(steps), int(lanes[STREAM * WIDTH + lane]))
        keep_words(lanes, lane, words)


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
        o = NORMALS * WIDTH + lane
        (
            lanes[o],
            lanes[o + WIDTH],
            lanes[o + 2 * WIDTH],
            lanes[o + 3 * WIDTH],
            lanes[o + 4 * WIDTH],
            lanes[o + 5 * WIDTH],
            lanes[o + 6 * WIDTH],
            lanes[o + 7 * WIDTH],
        ) = eight_coarse_normals(words)


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
def _find_cells(lanes, count, first, wind):  # type: ignore[no-untyped-def]
    """What the tables of the wind tell of the places of all lanes.

    Apart from the loads that need it: they would wait for it, lane by lane.
    """
    for lane in range(count):
        seconds, t = lanes[SECONDS * WIDTH + lane], 0
        if wind.times.size > 1:
            t = _time_cell_near(wind.times, seconds, int(lanes[TIME_CELL * WIDTH + lane]))
            lanes[TIME_CELL * WIDTH + lane] = t
        cell = cell_at(wind, place_in(lanes, PLACE, lane), t, seconds)
        o = CELL * WIDTH + lane
        lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH] = cell.corner, cell.share_t, cell.share_z
        lanes[(first + 7) * WIDTH + lane] = cell.mesoscale_deviation


@compiled
def fetch_air(lanes, count, first, wind):  # type: ignore[no-untyped-def]
    """The air at the places of all lanes at their seconds, the pressure still as its logarithm."""
    _find_cells(lanes, count, first, wind)
    for lane in range(count):
        place = place_in(lanes, PLACE, lane)
        o = first * WIDTH + lane
        lanes[o] = place.beyond
        if place.beyond != INSIDE:
            for column in range(1, 8):
                lanes[o + column * WIDTH] = 0.0
            lanes[o + 6 * WIDTH] = -np.inf  # the logarithm of no pressure
            continue
        c = CELL * WIDTH + lane
        (
            lanes[o + WIDTH],
            lanes[o + 2 * WIDTH],
            lanes[o + 3 * WIDTH],
            lanes[o + 4 * WIDTH],
            lanes[o + 5 * WIDTH],
            lanes[o + 6 * WIDTH],
        ) = air_in_cell(wind, place, int(lanes[c]), lanes[c + WIDTH], lanes[c + 2 * WIDTH])


@compiled(inline=True)
def fetched_air(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The air of a lane that was just fetched, with its pressure; so it is kept."""
    o = (first + 6) * WIDTH + lane
    lanes[o] = exponential(lanes[o])
    return air_in(lanes, first, lane)
