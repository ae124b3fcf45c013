"""Tallies made up for tests, of flights made up."""

import itertools

import numpy as np
import xarray as xr

from sim.landing.tallies.labels import labelled
from sim.landing.tallies.sums import added, sums_of

DAWN = np.datetime64("2015-04-03T18:00", "ns")


def timed(flights: xr.Dataset, minutes: np.ndarray | float = 100.0) -> xr.Dataset:
    """Made-up flights with what a tally wants beside places: labels, times, and who flew above the wind."""
    count, drops = flights.sizes["balloon"], flights.sizes["drop"]
    aloft = np.broadcast_to(np.asarray(minutes, dtype=float), (count, drops)) * 60e9
    landed = np.isfinite(flights["landing_longitude"].values)
    launch = DAWN + np.arange(count) * np.timedelta64(1, "s")
    landing = np.where(landed, launch[:, np.newaxis] + aloft.astype("timedelta64[ns]"), np.datetime64("NaT"))
    return (
        flights.assign(
            landing_time=(("balloon", "drop"), landing),
            launch_time=("balloon", launch),
            time_above_wind=("balloon", np.where(np.arange(count) % 5 == 0, 60.0, 0.0)),
        )
        .assign_coords(item_label=("drop", [str(item) for item in flights["item"].values]), balloon=np.arange(count))
        .assign_attrs(history="flown by hand (sim.simulate)")
    )


def tally_of(flights: xr.Dataset, members: int, *cuts: int) -> xr.Dataset:
    """The tally of flights that are counted in portions, cut before these balloons; the last portion comes first."""
    ends = [0, *cuts, flights.sizes["balloon"]]
    parts = [flights.isel(balloon=slice(*pair)) for pair in itertools.pairwise(ends)][::-1]
    sums = sums_of(parts[0], members)
    for part in parts[1:]:
        sums = added(sums, sums_of(part, members))
    return labelled(sums, parts[0], 0)
