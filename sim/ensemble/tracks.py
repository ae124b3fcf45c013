"""Which balloons the tracks in a dataset of flights are of: balloons may be chosen after the flight.

Holds no drawing and no file.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError
from sim.kinds import refuse_lost_dimensions


def rows_of_tracks(flights: xr.Dataset, where: str) -> NDArray[np.int64]:
    """Where among the balloons of a dataset that of each track stands.

    Parameters
    ----------
    flights : xr.Dataset
        With tracks, from `sim.simulate(..., tracks=n)`, or balloons chosen among them in any order.
    where : str
        Who asks, for messages.

    Returns
    -------
    (track,) int64
        -1 for a balloon that was left out.

    Raises
    ------
    InputError
        Where the dataset does not say which balloons the tracks are of, or lacks a dimension.
    """
    refuse_lost_dimensions(f"{where}: flights", flights, ("balloon", "drop", "track", "step"))
    if not {"balloon", "track"} <= set(flights.coords):
        raise InputError(
            f"{where}: the tracks do not say which balloons they are of (coordinates balloon and track not found); "
            "fly again with sim.simulate(..., tracks=60)."
        )
    numbers, wanted = flights["balloon"].values, flights["track"].values
    order = np.argsort(numbers, kind="stable")
    place = np.minimum(np.searchsorted(numbers, wanted, sorter=order), numbers.size - 1)
    rows = order[place].astype(np.int64)
    return np.where(numbers[rows] == wanted, rows, -1)


def drawable_tracks(flights: xr.Dataset, where: str) -> NDArray[np.intp]:
    """Positions of the tracks that have a flight and a balloon in the dataset; raises as `rows_of_tracks`."""
    kept = rows_of_tracks(flights, where) >= 0
    return np.flatnonzero(kept & np.isfinite(flights["track_height"].values).any(axis=1))
