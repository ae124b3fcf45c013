"""The one place where flights get names, units and attributes (CF-1.11); `sim.ensemble.endings` has their landings."""

from functools import partial
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.blocks import blockwise
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import column
from sim.ensemble.endings import WHERE_LANDED, coordinates, drawn_variables, endings, forget_unlanded
from sim.ensemble.launch_rule import REASONS, Nights
from sim.ensemble.layout import Layout
from sim.ensemble.variables import PLACES, flags, moments_at, places
from sim.flight.record import Record
from sim.flight.state import Balloons
from sim.numerics.grids import Sun
from sim.sun import Light, elevation_in, light_of

_ON_SCALE = {"units_metadata": "temperature: on_scale"}

_TRACK = {
    "longitude": {"standard_name": "longitude", "units": "degrees_east"},
    "latitude": {"standard_name": "latitude", "units": "degrees_north"},
    "height": {"standard_name": "altitude", "units": "m", "positive": "up"},
    "vertical_speed": {"long_name": "vertical speed of the balloon through the air, positive upward", "units": "m s-1"},
    "gas_temperature": {"long_name": "temperature of the lifting gas", "units": "K", **_ON_SCALE},
    "air_temperature": {"standard_name": "air_temperature", "units": "K", **_ON_SCALE},
    "gas_mass": {"long_name": "mass of the lifting gas", "units": "kg"},
    "gas_volume": {"long_name": "volume of the lifting gas", "units": "m3"},
    "over_pressure": {"long_name": "pressure of the gas over that of the air", "units": "Pa"},
    "free_lift_fraction": {"long_name": "gross lift over solid mass, less one", "units": "1"},
    "sun_elevation": {"standard_name": "solar_elevation_angle", "units": "radian"},
}


_FORECAST = {
    "surface_wind_speed": ("wind speed 10 m above the launch site at the launch", "m s-1"),
    "wind_speed": ("wind speed at the level of the launch rule at the launch", "m s-1"),
    "wind_from_direction": ("direction that this wind comes from, clockwise from north", "radian"),
    "precipitation_flux": ("precipitation at the launch", "kg m-2 s-1"),
    "north_probability": ("share of the asked item that lands in the North", "1"),
}

OF_THE_ENVELOPE = (
    "peak_height",
    "bag_full_height",
    "bag_full_time",
    "sunrise_time",
    "time_above_wind",
    "burst_height",
    "burst_time",
)
"""Variables that also tell what the envelope did when it was empty."""


def flights_dataset(
    record: Record,
    layout: Layout,
    epoch: np.datetime64,
    balloons: Balloons,
    draws: Draws,
    weather_members: int,
    sun: Sun,
) -> xr.Dataset:
    """The flights, labelled.

    Parameters
    ----------
    record : Record
        As the kernel left it. Its arrays become those of the dataset, the places of what never came down missing: a
        copy would take half as much memory again.
    layout : Layout
    epoch : np.datetime64
        Launch time of the scenario. [UTC]
    balloons : Balloons
        What was flown.
    draws : Draws
        What was drawn for it.
    weather_members : int
    sun : Sun
        As the kernel had it.

    Returns
    -------
    xr.Dataset
        See `docs/flights.md` for every variable.
    """
    start, numbers = column(balloons, "start"), balloons.numbers
    landing, ended, released = record.landing, record.landing[..., 3], record.release[..., 3]
    forget_unlanded(record)
    ended += start[:, None]
    released += start[:, None]
    landed_at, released_at = moments_at(epoch, ended), moments_at(epoch, released)
    variables = {
        **places(("balloon", "drop"), "landing", WHERE_LANDED, landing, landed_at),
        **places(("balloon", "bundle"), "release", "where the bundle was let go", record.release, released_at),
        **endings(record, layout),
        **_launches(balloons, epoch),
        **_lights(balloons, landing, record.release, sun),
        **_fates(balloons),
        "peak_height": xr.Variable(
            "balloon",
            record.history[:, 0],
            {"long_name": "greatest height of the balloon, empty or not", **PLACES["height"]},
        ),
        "peak_height_laden": xr.Variable(
            "balloon",
            record.history[:, 3],
            {"long_name": "greatest height of the balloon with a bundle still on board", **PLACES["height"]},
        ),
        "bag_full_height": xr.Variable(
            "balloon", record.history[:, 1], {"long_name": "height where the bag was first full", **PLACES["height"]}
        ),
        "bag_full_time": xr.Variable(
            "balloon",
            moments_at(epoch, start + record.history[:, 2]),
            {"long_name": "when the bag was first full", **PLACES["time"]},
        ),
        "sunrise_time": xr.Variable(
            "balloon",
            moments_at(epoch, start + record.history[:, 7]),
            {"long_name": "when the sun rose for the balloon", **PLACES["time"]},
        ),
        "time_above_wind": xr.Variable(
            "balloon",
            record.history[:, 8],
            {"long_name": "time that the balloon spent above the highest level of the wind", "units": "s"},
        ),
        "free_lift_fraction": xr.Variable(
            "balloon",
            record.history[:, 6],
            {"long_name": "gross lift over solid mass, less one, reached on the ground", "units": "1"},
        ),
        "burst_height": xr.Variable(
            "balloon", record.history[:, 4], {"long_name": "height where the envelope burst", **PLACES["height"]}
        ),
        "burst_time": xr.Variable(
            "balloon",
            moments_at(epoch, start + record.history[:, 5]),
            {"long_name": "when the envelope burst", **PLACES["time"]},
        ),
        **drawn_variables(draws, draws.values),
        **_tracks(record, epoch, start, numbers),
    }
    number = xr.Variable("balloon", numbers, {"long_name": "number of the balloon in its ensemble"})
    return xr.Dataset(variables, {"balloon": number, **coordinates(layout, numbers, weather_members)})


def nights_variables(nights: Nights) -> dict[str, xr.Variable]:
    """The weathers that the launch rule was asked about, those flown in numbered as the members that they became.

    Parameters
    ----------
    nights : Nights
    """
    go = nights.refusal == 0
    member = np.where(go, np.cumsum(go) - 1, -1)
    reasons = {
        "long_name": "what in the forecast spoke against a launch; 0 where it was launched",
        "flag_masks": (1 << np.arange(len(REASONS))).astype(np.uint8),
        "flag_meanings": " ".join(REASONS),
    }
    forecast = {
        name: xr.Variable("night", getattr(nights, name), {"long_name": f"{said} in the forecast", "units": units})
        for name, (said, units) in _FORECAST.items()
    }
    return {
        "night_weather": xr.Variable(
            "night", member.astype(np.int32), {"long_name": "weather member that the night became, -1 for no launch"}
        ),
        "night_refusal": xr.Variable("night", nights.refusal, reasons),
        **{f"night_{name}": variable for name, variable in forecast.items()},
    }


def _launches(balloons: Balloons, epoch: np.datetime64) -> dict[str, xr.Variable]:
    """When and where each balloon was let go."""
    # copies: a view of a column would keep the whole table of the balloons in memory
    return {
        f"launch_{name}": xr.Variable("balloon", values, PLACES[name])
        for name, values in {
            "longitude": column(balloons, "longitude").copy(),
            "latitude": column(balloons, "latitude").copy(),
            "height": column(balloons, "launch_height").copy(),
            "time": moments_at(epoch, column(balloons, "start")),
        }.items()
    }


def _lights(
    balloons: Balloons, landing: NDArray[np.float64], release: NDArray[np.float64], sun: Sun
) -> dict[str, xr.Variable]:
    """Night, twilight or day at each launch, release and landing, by the sun of the flights."""
    moments: dict[str, tuple[Any, ...]] = {  # Any: dims, then columns
        "launch": ("balloon", *(column(balloons, name) for name in ("longitude", "latitude", "start"))),
        "release": (("balloon", "bundle"), release[..., 0], release[..., 1], release[..., 3]),
        "landing": (("balloon", "drop"), landing[..., 0], landing[..., 1], landing[..., 3]),
    }
    names = [light.name.lower() for light in Light if light >= 0]
    return {
        f"{event}_light": xr.Variable(
            dims,
            blockwise(partial(_light_of_block, sun), np.int8, *where),
            {"long_name": f"light at the {event}, -1 where there is none", **flags(names)},
        )
        for event, (dims, *where) in moments.items()
    }


def _light_of_block(
    sun: Sun, longitude: NDArray[np.float64], latitude: NDArray[np.float64], elapsed: NDArray[np.float64]
) -> NDArray[np.int8]:
    return light_of(elevation_in(sun, longitude, latitude, elapsed))


def _fates(balloons: Balloons) -> dict[str, xr.Variable]:
    """What was decided for each bundle and drop before the flight."""
    never = np.isinf(balloons.release_after)
    return {
        "release_due": xr.Variable(
            ("balloon", "bundle"),
            np.where(never, np.nan, balloons.release_after),
            {
                "long_name": "timer of the bundle by its clock, from launch or arming; missing where it fails",
                "units": "s",
            },
        ),
        "bundle_opens": xr.Variable(
            ("balloon", "bundle"),
            balloons.opens.astype(np.int8),
            {"long_name": "whether the bundle opens when let go", **flags(["stays_closed", "opens"])},
        ),
        "fall_speed": xr.Variable(
            ("balloon", "drop"),
            balloons.fall_speed,
            {"long_name": "fall speed of the drop in air of 1.225 kg m-3", "units": "m s-1"},
        ),
    }


def _tracks(
    record: Record, epoch: np.datetime64, start: NDArray[np.float64], numbers: NDArray[np.int64]
) -> dict[str, xr.Variable]:
    """States of the first balloons along their flight, and which ones these are, where any were kept."""
    count = record.track.shape[0]
    if count == 0:
        return {}
    moments = moments_at(epoch, start[:count, None] + record.track[..., 0])
    named = {
        f"track_{name}": xr.Variable(("track", "step"), record.track[..., column], attributes)
        for column, (name, attributes) in enumerate(_TRACK.items(), start=1)
    }
    number = xr.Variable("track", numbers[:count], {"long_name": "number of the balloon that the track is of"})
    return {"track": number, "track_time": xr.Variable(("track", "step"), moments, PLACES["time"]), **named}
