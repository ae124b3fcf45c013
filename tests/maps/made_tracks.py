"""Flights with tracks made up for tests: where and how high each balloon is can be said by hand."""

import numpy as np
import xarray as xr

from tests.landing.made import made_flights

LAUNCH = np.datetime64("2015-04-03T18:00", "ns")
"""03:00 in Korea. [UTC]"""

MINUTE = np.timedelta64(60, "s")
KOREA = np.timedelta64(9, "h")
BALLOONS, STEPS = 20, 181


def made_tracks() -> xr.Dataset:
    """Twenty balloons, one launched each minute from 126.74 E, 37.889 N.

    Balloon n climbs evenly for 20 minutes to 2000 + 100 n m and floats; it goes 0.6 degrees east and 0.3 degrees north
    in an hour, and lands with its envelope after three. Two hours after launch it lets go of a USB stick and a leaflet,
    which fall for 10 and 40 minutes and land 0.05 and 0.2 degrees farther east. The last two balloons let go of
    nothing, and nothing of theirs is known to land. Nine balloons have their bag full when they begin to float.
    """
    number, minute = np.arange(BALLOONS), np.arange(STEPS)
    launched = LAUNCH + number * MINUTE
    hours = minute / 60.0
    height = (2000.0 + 100.0 * number)[:, np.newaxis] * np.minimum(minute / 20.0, 1.0)
    lets_go = number < BALLOONS - 2
    east = np.where(lets_go, 126.74 + 1.2, np.nan)
    longitude = np.column_stack([east + 0.05, east + 0.2, np.where(lets_go, 126.74 + 1.8, np.nan)])
    latitude = np.where(np.isfinite(longitude), 37.889 + 0.6, np.nan)
    flights = made_flights(longitude, latitude, ["usb_stick", "leaflet_vinyl", "empty_envelope"])
    nothing = np.datetime64("NaT", "ns")

    def when(minutes: float, of: np.ndarray) -> np.ndarray:
        return np.where(of, launched + np.timedelta64(round(60 * minutes), "s"), nothing)

    every = np.ones(BALLOONS, dtype=bool)
    return flights.assign_coords(
        balloon=number,
        track=number,
        item_label=("drop", ["USB stick", "vinyl leaflet", "empty envelope"]),
        bundle_name=("bundle", ["main"]),
    ).assign(
        launch_time=("balloon", launched),
        launch_longitude=("balloon", np.full(BALLOONS, 126.74)),
        launch_latitude=("balloon", np.full(BALLOONS, 37.889)),
        release_time=(("balloon", "bundle"), when(120, lets_go)[:, np.newaxis]),
        release_longitude=(("balloon", "bundle"), east[:, np.newaxis]),
        release_latitude=(("balloon", "bundle"), np.where(lets_go, 37.889 + 0.6, np.nan)[:, np.newaxis]),
        release_height=(("balloon", "bundle"), np.where(lets_go, 2000.0 + 100.0 * number, np.nan)[:, np.newaxis]),
        landing_time=(
            ("balloon", "drop"),
            np.column_stack([when(130, lets_go), when(160, lets_go), when(180, lets_go)]),
        ),
        landing_height=(("balloon", "drop"), np.zeros((BALLOONS, 3))),
        bag_full_time=("balloon", when(20, number < 9)),
        bag_full_height=("balloon", np.where(number < 9, 2000.0 + 100.0 * number, np.nan)),
        burst_time=("balloon", when(0, ~every)),
        burst_height=("balloon", np.full(BALLOONS, np.nan)),
        track_time=(("track", "step"), launched[:, np.newaxis] + minute * MINUTE),
        track_longitude=(("track", "step"), np.tile(126.74 + 0.6 * hours, (BALLOONS, 1))),
        track_latitude=(("track", "step"), np.tile(37.889 + 0.3 * hours, (BALLOONS, 1))),
        track_height=(("track", "step"), height),
    )
