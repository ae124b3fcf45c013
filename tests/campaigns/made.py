"""Nights made up for tests: what each leaves where is given, nothing flies."""

import numpy as np

from sim.campaigns.nights import PLACES, Nights, PerBalloon


def made_nights(north, looked_at=100, let_go=25, always=False, balloons=1, width=0.0):
    """Nights of one kind of item, each with so many copies in the North and none elsewhere.

    `width` is the half-width of the interval of the mean for each balloon.
    """
    north = np.asarray(north, dtype=float)
    copies = np.zeros((north.size, 1, len(PLACES)))
    copies[:, 0, 0] = north
    mean = np.zeros((2, len(PLACES)))
    mean[:, 0] = north.mean() / balloons
    ends = np.zeros_like(mean)
    ends[:, 0] = width
    packed = np.zeros_like(mean)
    return Nights(
        looked_at, let_go, always, copies, packed, PerBalloon(mean, np.maximum(mean - ends, 0), mean + ends), balloons
    )
