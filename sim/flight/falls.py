"""The falls of a block: what its balloons let go waits in a queue, and comes down side by side.

One step of all lanes is that of `sim.flight.fall`, in loops of arithmetic and loops that fetch the wind; the last step,
to the ground, is taken by each item alone. A lane that has ended is given to the next item.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import compiled
from sim.flight.drift import GustScales, Normals, gust_laws, halfway, next_gusts, regime_at
from sim.flight.fall import FIRST_DROP_STREAM, cut_fall, fall_duration, fallen_on, falls_at, last_seen, outcome_beyond
from sim.flight.fetching import draw_words, fetch_air, fetch_normals, fetched_air
from sim.flight.lanes import (
    AIR,
    DROP,
    ELAPSED,
    ENDS,
    FALL_COLUMNS,
    FALL_LATER,
    FALL_LATITUDE,
    FALL_STEPS,
    MEMBER,
    MID_AIR,
    MID_HEIGHT,
    NORMALS,
    NUMBER,
    PLACE,
    REGIME,
    ROW,
    SCALES,
    SEA_LEVEL_SPEED,
    SECONDS,
    SLOW_DEVIATION,
    START,
    STATE,
    STREAM,
    TIME_CELL,
    WIDTH,
    in_lane,
    keep,
    moved_lane,
)
from sim.flight.notes import note_end
from sim.flight.state import FREE_AIR, FallState, Outcome, balloon_at
from sim.numerics.columns import columns_of, read, write
from sim.numerics.placing import INSIDE, axes_of, placed
from sim.numerics.sampling import ground_height

_LANDED = int(Outcome.LANDED)
_LANDED_UNOPENED = int(Outcome.LANDED_UNOPENED)
_ALOFT = int(Outcome.ALOFT_AT_HORIZON)


class _Waiting(NamedTuple):
    """A drop of the balloon of a row, as it is let go."""

    row: int
    drop: int
    state: FallState


_COLUMNS = columns_of(_Waiting)


class Falls(NamedTuple):
    """What was let go and waits for its fall.

    waiting : (place, number) float64
        The numbers of each `_Waiting`.
    taken : (1,) int64
        Places taken.
    """

    waiting: NDArray[np.float64]
    taken: NDArray[np.int64]


@compiled
def no_falls(places):  # type: ignore[no-untyped-def]
    """An empty queue with room for so many."""
    return Falls(np.empty((places, _COLUMNS)), np.zeros(1, np.int64))


@compiled
def let_fall(falls, i, drop, state):  # type: ignore[no-untyped-def]
    """Put a drop of balloon `i` into the queue."""
    begin = FallState(state.elapsed, state.longitude, state.latitude, state.height, state.gusts, 0)
    write(falls.waiting, falls.taken[0] * _COLUMNS, 1, _Waiting(i, drop, begin))
    falls.taken[0] += 1


@compiled
def _taken_up(falls, place, lanes, lane, balloons):  # type: ignore[no-untyped-def]
    """Give a lane to an item of the queue."""
    i, drop, state = read(_Waiting, falls.waiting, place * _COLUMNS, 1)
    lanes[ROW * WIDTH + lane], lanes[DROP * WIDTH + lane] = i, drop
    lanes[NUMBER * WIDTH + lane], lanes[STREAM * WIDTH + lane] = balloons.numbers[i], FIRST_DROP_STREAM + drop
    balloon = balloon_at(balloons.table, i)
    lanes[START * WIDTH + lane], lanes[MEMBER * WIDTH + lane] = balloon.start, balloon.member
    lanes[SEA_LEVEL_SPEED * WIDTH + lane] = balloons.fall_speed[i, drop]
    lanes[TIME_CELL * WIDTH + lane] = 0
    keep(lanes, STATE, lane, state)


@compiled
def _look_around(lanes, count, terrain, sun, turbulence, mesoscale_time, low):  # type: ignore[no-untyped-def]
    """Regime of the turbulence of all lanes; above `low` the ground has no part in it."""
    regimes = turbulence.regimes
    for lane in range(count):
        state, regime = in_lane(FallState, lanes, STATE, lane), FREE_AIR
        if state.height < low:
            ground, _ = ground_height(terrain, state.longitude, state.latitude)
            regime = regime_at(lanes[START * WIDTH + lane], state, state.height - ground, sun, turbulence)
        lanes[REGIME * WIDTH + lane] = regime
        o = SCALES * WIDTH + lane
        lanes[o] = regimes[regime, 1]
        lanes[o + WIDTH] = regimes[regime, 2]
        lanes[o + 2 * WIDTH] = regimes[regime, 3]
        lanes[o + 3 * WIDTH] = regimes[regime, 4]
        lanes[o + 5 * WIDTH] = mesoscale_time


@compiled
def _place(lanes, count, axes):  # type: ignore[no-untyped-def]
    """Where all lanes are in the wind."""
    for lane in range(count):
        state = in_lane(FallState, lanes, STATE, lane)
        seconds = lanes[START * WIDTH + lane] + state.elapsed
        lanes[SECONDS * WIDTH + lane] = seconds
        member = lanes[MEMBER * WIDTH + lane]
        keep(lanes, PLACE, lane, placed(axes, member, state.longitude, state.latitude, state.height, seconds))


@compiled
def _to_the_middle(lanes, count, axes, settings, mesoscale_fraction):  # type: ignore[no-untyped-def]
    """The first half of the step of all lanes."""
    for lane in range(count):
        state, air = in_lane(FallState, lanes, STATE, lane), fetched_air(lanes, AIR, lane)
        lanes[SLOW_DEVIATION * WIDTH + lane] = mesoscale_fraction * air.mesoscale_deviation
        speed = falls_at(lanes[SEA_LEVEL_SPEED * WIDTH + lane], air)
        elapsed = fall_duration(settings, speed, settings.horizon - state.elapsed)
        half = 0.5 * elapsed
        longitude, latitude = halfway(state, in_lane(GustScales, lanes, SCALES, lane), air, half)
        height = state.height + speed * half
        lanes[ELAPSED * WIDTH + lane] = elapsed
        lanes[FALL_LATITUDE * WIDTH + lane], lanes[MID_HEIGHT * WIDTH + lane] = latitude, height
        seconds = lanes[START * WIDTH + lane] + state.elapsed + half
        lanes[SECONDS * WIDTH + lane] = seconds
        member = lanes[MEMBER * WIDTH + lane]
        keep(lanes, PLACE, lane, placed(axes, member, longitude, latitude, height, seconds))


@compiled
def _to_the_end(lanes, count):  # type: ignore[no-untyped-def]
    """The whole step of all lanes."""
    for lane in range(count):
        state, air = in_lane(FallState, lanes, STATE, lane), fetched_air(lanes, MID_AIR, lane)
        scales, elapsed = in_lane(GustScales, lanes, SCALES, lane), lanes[ELAPSED * WIDTH + lane]
        drift = next_gusts(state.gusts, scales, gust_laws(scales, elapsed), in_lane(Normals, lanes, NORMALS, lane))
        latitude, height = lanes[FALL_LATITUDE * WIDTH + lane], lanes[MID_HEIGHT * WIDTH + lane]
        speed = lanes[SEA_LEVEL_SPEED * WIDTH + lane]
        keep(lanes, FALL_LATER, lane, fallen_on(state, latitude, height, air, speed, drift, elapsed))


@compiled
def _note_fall(lanes, lane, end, drops, record):  # type: ignore[no-untyped-def]
    """Note the end of an item; what is inside a bundle that fell unopened ends with it."""
    i, drop = int(lanes[ROW * WIDTH + lane]), int(lanes[DROP * WIDTH + lane])
    note_end(record, i, drop, end, end.outcome)
    if not drops.is_bundle[drop]:
        return
    inside = _LANDED_UNOPENED if end.outcome == _LANDED else end.outcome
    for other in range(drops.bundle.size):
        if drops.bundle[other] == drops.bundle[drop] and other != drop:
            note_end(record, i, other, end, inside)


@compiled
def _landed(lanes, lane, state, later, ground, balloons, world):  # type: ignore[no-untyped-def]
    """Where an item whose step would lead below the ground meets it."""
    i = int(lanes[ROW * WIDTH + lane])
    before, _ = ground_height(world.terrain, state.longitude, state.latitude)
    end, _ = cut_fall(
        balloon_at(balloons.table, i),
        state,
        later,
        state.height - before,
        ground,
        int(lanes[REGIME * WIDTH + lane]),
        world,
        lanes[SEA_LEVEL_SPEED * WIDTH + lane],
        balloons.numbers[i],
        int(lanes[STREAM * WIDTH + lane]),
    )
    return end


@compiled
def _judge(lanes, count, terrain, horizon, low):  # type: ignore[no-untyped-def]
    """Take up what the step made of each lane, and mark those that ended in it."""
    for lane in range(count):
        state, later = in_lane(FallState, lanes, STATE, lane), in_lane(FallState, lanes, FALL_LATER, lane)
        inside = (lanes[AIR * WIDTH + lane] == INSIDE) & (lanes[MID_AIR * WIDTH + lane] == INSIDE)
        aloft = True
        if inside and later.height < low:
            ground, _ = ground_height(terrain, later.longitude, later.latitude)
            aloft = later.height > ground
        falling = inside & aloft & (state.elapsed < horizon) & (later.elapsed < horizon)
        lanes[ENDS * WIDTH + lane] = 0.0 if falling else 1.0
        if falling:
            keep(lanes, STATE, lane, later)


@compiled
def _end(lanes, lane, balloons, world, record):  # type: ignore[no-untyped-def]
    """Note the end of a marked lane."""
    state, later = in_lane(FallState, lanes, STATE, lane), in_lane(FallState, lanes, FALL_LATER, lane)
    horizon = world.settings.horizon
    beyond = int(lanes[AIR * WIDTH + lane])
    if beyond == INSIDE:
        beyond = int(lanes[MID_AIR * WIDTH + lane])
    ground, _ = ground_height(world.terrain, later.longitude, later.latitude)
    if not state.elapsed < horizon:
        end = last_seen(_ALOFT, state)
    elif beyond != INSIDE:
        end = last_seen(outcome_beyond(beyond), state)
    elif not later.height > ground:
        end = _landed(lanes, lane, state, later, ground, balloons, world)
    else:
        end = last_seen(_ALOFT, later)
    _note_fall(lanes, lane, end, world.drops, record)


@compiled
def fall_all(falls, balloons, world, low, record):  # type: ignore[no-untyped-def]
    """Follow everything in the queue to its end, and empty it.

    Parameters
    ----------
    falls : Falls
    balloons, world, record
        As in `sim.flight.kernel.fly`.
    low : float
        Above this no ground and no boundary layer is near. [m]
    """
    lanes = np.zeros(FALL_COLUMNS * WIDTH)
    wind, terrain, sun, turbulence = world.wind, world.terrain, world.sun, world.turbulence
    axes, settings, key = axes_of(wind), world.settings, world.key
    count, begun = 0, 0
    while True:
        while count < WIDTH and begun < falls.taken[0]:
            _taken_up(falls, begun, lanes, count, balloons)
            count += 1
            begun += 1
        if count == 0:
            break
        draw_words(lanes, count, key, FALL_STEPS)
        fetch_normals(lanes, count)
        _look_around(lanes, count, terrain, sun, turbulence, wind.mesoscale_time, low)
        _place(lanes, count, axes)
        fetch_air(lanes, count, AIR, wind)
        _to_the_middle(lanes, count, axes, settings, turbulence.mesoscale_fraction)
        fetch_air(lanes, count, MID_AIR, wind)
        _to_the_end(lanes, count)
        _judge(lanes, count, terrain, settings.horizon, low)
        for lane in range(count - 1, -1, -1):
            if lanes[ENDS * WIDTH + lane] > 0.0:
                _end(lanes, lane, balloons, world, record)
                count -= 1
                moved_lane(lanes, FALL_COLUMNS, lane, count)
    falls.taken[0] = 0
