"""The arrays a flight writes its story into, allocated outside the kernel."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.flight.begun import COLUMNS


class Record(NamedTuple):
    """What happened to each balloon and each of its drops; NaN where nothing did.

    landing : (balloon, drop, 4) float64
        Longitude, latitude [degree], height of the ground [m], elapsed since launch [s]; for something that never came
        down, where and when it was last seen.
    outcome : (balloon, drop) int8
        An `Outcome`.
    release : (balloon, bundle, 4) float64
        Longitude, latitude [degree], height [m], elapsed [s].
    history : (balloon, 9) float64
        Greatest height [m]; height [m] and elapsed [s] where the bag was first full; greatest height with something
        still on board [m]; height [m] and elapsed [s] of the burst; free-lift fraction reached on the ground; elapsed
        when the sun rose [s]; time spent above the data of the wind [s].
    track : (track, step, 12) float64
        Of the first balloons, one row for each `TRACK_INTERVAL` begun: elapsed [s], longitude, latitude [degree],
        height [m], vertical speed through the air [m s-1], temperature of the gas and of the air [K], mass [kg],
        volume [m3] and over-pressure [Pa] of the gas, free-lift fraction [1], elevation of the sun [rad].
    begun : (balloon, number) float64
        Of flights that `sim.flight.forks` began: the numbers of `sim.flight.begun.Begun`; NaN, or no rows at all, for
        those that begin on the ground.
    """

    landing: NDArray[np.float64]
    outcome: NDArray[np.int8]
    release: NDArray[np.float64]
    history: NDArray[np.float64]
    track: NDArray[np.float64]
    begun: NDArray[np.float64]


def empty_record(
    balloons: int, bundles: int, drops: int, tracks: int = 0, track_steps: int = 0, begun: int = 0
) -> Record:
    """Arrays for so many balloons, filled with NaN (outcome: -1, which no finished flight keeps)."""
    return Record(
        landing=np.full((balloons, drops, 4), np.nan),
        outcome=np.full((balloons, drops), -1, dtype=np.int8),
        release=np.full((balloons, bundles, 4), np.nan),
        history=np.full((balloons, 9), np.nan),
        track=np.full((tracks, track_steps, 12), np.nan),
        begun=np.full((begun, COLUMNS), np.nan),
    )
