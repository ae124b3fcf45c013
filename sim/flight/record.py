"""The arrays a flight writes its story into, allocated outside the kernel."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Record(NamedTuple):
    """What happened to each balloon and each of its drops; NaN where nothing did.

    landing : (balloon, drop, 4) float64
        Longitude, latitude [degree], height of the ground [m], elapsed since launch [s]; for something that never came
        down, where and when it was last seen.
    outcome : (balloon, drop) int8
        An `Outcome`.
    release : (balloon, bundle, 4) float64
        Longitude, latitude [degree], height [m], elapsed [s].
    history : (balloon, 7) float64
        Greatest height [m]; height [m] and elapsed [s] where the bag was first full; greatest height with something
        still on board [m]; height [m] and elapsed [s] of the burst; free-lift
        fraction reached on the ground.
    track : (track, step, 7) float64
        Elapsed [s], longitude, latitude [degree], height [m], vertical speed [m s-1], gas temperature [K] and gas mass
        [kg] of the first balloons, one row for each `TRACK_INTERVAL` begun.
    """

    landing: NDArray[np.float64]
    outcome: NDArray[np.int8]
    release: NDArray[np.float64]
    history: NDArray[np.float64]
    track: NDArray[np.float64]


def empty_record(balloons: int, bundles: int, drops: int, tracks: int = 0, track_steps: int = 0) -> Record:
    """Arrays for so many balloons, filled with NaN (outcome: -1, which no finished flight keeps)."""
    return Record(
        landing=np.full((balloons, drops, 4), np.nan),
        outcome=np.full((balloons, drops), -1, dtype=np.int8),
        release=np.full((balloons, bundles, 4), np.nan),
        history=np.full((balloons, 7), np.nan),
        track=np.full((tracks, track_steps, 7), np.nan),
    )
