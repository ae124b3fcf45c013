"""Flights made up for tests: the places are given, nothing flies."""

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from sim.ground import region_of, regions

OUTCOMES = (
    "landed",
    "landed_unopened",
    "landed_with_balloon",
    "bundle_opened",
    "aloft_at_horizon",
    "left_wind_side",
    "left_wind_top",
    "wind_ended",
    "did_not_launch",
)


def made_flights(
    longitude: ArrayLike,
    latitude: ArrayLike,
    items: list[str],
    weather: ArrayLike | None = None,
    outcome: ArrayLike | None = None,
    represented: ArrayLike | None = None,
    bundles: dict[str, list[int]] | None = None,
) -> xr.Dataset:
    """A dataset as `simulate` labels it, from positions (balloon, drop); NaN where nothing landed.

    `bundles` says which drops each bundle carried; without it one bundle, "main", carried all but the envelope.
    """
    x, y = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    balloons, drops = x.shape
    carried = bundles or {"main": [drop for drop, item in enumerate(items) if item != "empty_envelope"]}
    bundle = np.full(drops, -1)
    for number, members in enumerate(carried.values()):
        bundle[members] = number
    ended = np.where(np.isfinite(x), 0, 4) if outcome is None else np.asarray(outcome)
    flags = {"flag_values": np.arange(len(OUTCOMES), dtype=np.int8), "flag_meanings": " ".join(OUTCOMES)}
    table = {"flag_values": np.array(regions().flag_values, np.int16), "flag_meanings": regions().flag_meanings}
    return xr.Dataset(
        {
            "landing_longitude": (("balloon", "drop"), x),
            "landing_latitude": (("balloon", "drop"), y),
            "outcome": (("balloon", "drop"), ended.astype(np.int8), flags),
            "region": (("balloon", "drop"), region_of(x, y), table),
            "items_represented": ("drop", np.ones(drops) if represented is None else np.asarray(represented)),
            "release_longitude": (("balloon", "bundle"), np.repeat(x[:, :1], len(carried), axis=1)),
            "release_latitude": (("balloon", "bundle"), np.repeat(y[:, :1], len(carried), axis=1)),
        },
        coords={
            "item": ("drop", np.array(items)),
            "bundle": ("drop", bundle),
            "bundle_name": ("bundle", list(carried)),
            "sample": ("drop", np.zeros(drops, dtype=int)),
            "balloon": np.arange(balloons),
            "weather": ("balloon", np.arange(balloons) % 10 if weather is None else np.asarray(weather)),
        },
        attrs={
            "title": "A made-up night",
            "launch_site": "Imjingak",
            "launch_longitude": 126.74,
            "launch_latitude": 37.889,
            "launch_time": "2015-04-04T03:00:00+09:00",
            "wind_source": "made up",
            "rng_seed": "1",
        },
    )


def cloud(count: int, east: float, north: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of a Gaussian cloud about 128 E, 38.5 N with these standard deviations. [m]

    By Snyder's inverse of the spherical azimuthal equal-area projection about the cloud's middle, on the authalic
    sphere: independent of the projection library.
    """
    generator = np.random.default_rng(seed)
    x, y = east * generator.standard_normal(count), north * generator.standard_normal(count)
    return from_plane(x, y)


def from_plane(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Equal-area plane about 128 E, 38.5 N to longitude and latitude; Snyder (1987), eq. (20-14), (20-15), (24-16)."""
    radius, middle = 6_371_007.2, np.deg2rad(38.5)
    rho = np.hypot(x, y)
    angle = 2 * np.arcsin(rho / (2 * radius))
    safe = np.where(rho > 0, rho, 1.0)
    latitude = np.arcsin(np.cos(angle) * np.sin(middle) + y * np.sin(angle) * np.cos(middle) / safe)
    longitude = np.arctan2(x * np.sin(angle), rho * np.cos(middle) * np.cos(angle) - y * np.sin(middle) * np.sin(angle))
    return 128.0 + np.rad2deg(longitude), np.rad2deg(latitude)
