"""The one place where results get names, units and attributes (CF-1.11)."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.blocks import blockwise
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import column
from sim.ensemble.launch_rule import REASONS, Nights
from sim.ensemble.layout import Layout
from sim.flight.record import Record
from sim.flight.state import Balloons, Outcome
from sim.ground import region_of, regions
from sim.numerics.grids import Sun
from sim.sun import Light, elevation_in, light_of
from sim.units import unit_of_key

CONVENTIONS = "CF-1.11"

_PLACES: dict[str, dict[str, str]] = {
    "longitude": {"standard_name": "longitude", "units": "degrees_east"},
    "latitude": {"standard_name": "latitude", "units": "degrees_north"},
    "height": {"standard_name": "altitude", "units": "m", "positive": "up"},
    "time": {"standard_name": "time", "units_metadata": "leap_seconds: none"},
}

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

_WHERE_LANDED = "where the drop came down"

_MASSES = ("payload.", "items.")
"""Sections whose values decide how many pieces a balloon carries."""

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


def drawn_name(path: str) -> str:
    """Name of the variable of a sampled value: its path without the unit that people type, since it is kept in SI.

    Examples
    --------
    >>> drawn_name("balloon.back_pressure_hpa")
    'drawn_balloon_back_pressure'
    >>> drawn_name("timer.setting_error_s.1")
    'drawn_timer_setting_error_1'
    """
    words = []
    for part in path.split("."):
        suffix = unit_of_key(part).suffix
        words.append(part.removesuffix(f"_{suffix}") if suffix else part)
    return "drawn_" + "_".join(words)


def _flags(names: list[str]) -> dict[str, Any]:
    """CF flag attributes of the numbers 0, 1 ... with these names."""
    return {
        "flag_values": np.arange(len(names), dtype=np.int8),
        "flag_meanings": " ".join(names),
    }


def _moments(epoch: np.datetime64, elapsed: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Times of day from seconds since the epoch; NaT where there are none."""
    return blockwise(partial(_moments_of_block, epoch), "datetime64[ns]", elapsed)


def _moments_of_block(epoch: np.datetime64, elapsed: NDArray[np.float64]) -> NDArray[np.datetime64]:
    milliseconds = np.where(np.isnan(elapsed), np.iinfo(np.int64).min, np.rint(elapsed * 1e3))
    whole = milliseconds.astype("int64")
    return np.where(np.isnan(elapsed), np.datetime64("NaT"), epoch + whole.astype("timedelta64[ms]")).astype(
        "datetime64[ns]"
    )


def _places(
    dims: tuple[str, str], kind: str, said: str, values: NDArray[np.float64], moments: NDArray[np.datetime64]
) -> dict[str, xr.Variable]:
    columns = {"longitude": values[..., 0], "latitude": values[..., 1], "height": values[..., 2], "time": moments}
    return {
        f"{kind}_{name}": xr.Variable(dims, column, {"long_name": f"{name} {said}", **_PLACES[name]})
        for name, column in columns.items()
    }


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
    _forget_unlanded(record)
    ended += start[:, None]
    released += start[:, None]
    landed_at, released_at = _moments(epoch, ended), _moments(epoch, released)
    variables = {
        **_places(("balloon", "drop"), "landing", _WHERE_LANDED, landing, landed_at),
        **_places(("balloon", "bundle"), "release", "where the bundle was let go", record.release, released_at),
        **_endings(record, layout),
        **_launches(balloons, epoch),
        **_lights(balloons, landing, record.release, sun),
        **_fates(balloons),
        "peak_height": xr.Variable(
            "balloon",
            record.history[:, 0],
            {"long_name": "greatest height of the balloon, empty or not", **_PLACES["height"]},
        ),
        "peak_height_laden": xr.Variable(
            "balloon",
            record.history[:, 3],
            {"long_name": "greatest height of the balloon with a bundle still on board", **_PLACES["height"]},
        ),
        "bag_full_height": xr.Variable(
            "balloon", record.history[:, 1], {"long_name": "height where the bag was first full", **_PLACES["height"]}
        ),
        "bag_full_time": xr.Variable(
            "balloon",
            _moments(epoch, start + record.history[:, 2]),
            {"long_name": "when the bag was first full", **_PLACES["time"]},
        ),
        "sunrise_time": xr.Variable(
            "balloon",
            _moments(epoch, start + record.history[:, 7]),
            {"long_name": "when the sun rose for the balloon", **_PLACES["time"]},
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
            "balloon", record.history[:, 4], {"long_name": "height where the envelope burst", **_PLACES["height"]}
        ),
        "burst_time": xr.Variable(
            "balloon",
            _moments(epoch, start + record.history[:, 5]),
            {"long_name": "when the envelope burst", **_PLACES["time"]},
        ),
        **_drawn(draws, draws.values),
        **_tracks(record, epoch, start),
    }
    number = xr.Variable("balloon", numbers, {"long_name": "number of the balloon in its ensemble"})
    return xr.Dataset(variables, {"balloon": number, **_coordinates(layout, numbers, weather_members)})


def landings_dataset(record: Record, layout: Layout, draws: Draws, weather_members: int) -> xr.Dataset:
    """Where and how the drops ended, and no more: what their statistics are made from, bit for bit that of all flights.

    To label all of them takes longer than to fly a few hundred balloons.

    Parameters
    ----------
    record, layout, draws, weather_members
        As for `flights_dataset`.
    """
    _forget_unlanded(record)
    places = {
        f"landing_{name}": xr.Variable(
            ("balloon", "drop"), record.landing[..., place], {"long_name": f"{name} {_WHERE_LANDED}", **_PLACES[name]}
        )
        for place, name in enumerate(("longitude", "latitude"))
    }
    masses = [path for path in draws.values if path.startswith(_MASSES)]
    variables = {**places, **_endings(record, layout), **_drawn(draws, masses)}
    return xr.Dataset(variables, _coordinates(layout, draws.numbers, weather_members))


def _forget_unlanded(record: Record) -> None:
    """Make the places of what never came down missing."""
    record.landing[record.outcome > Outcome.LANDED_WITH_BALLOON] = np.nan


def _endings(record: Record, layout: Layout) -> dict[str, xr.Variable]:
    """How and in which region each drop ended, and how many pieces it stands for."""
    return {
        "outcome": xr.Variable(
            ("balloon", "drop"),
            record.outcome,
            {"long_name": "how the drop ended", **_flags([outcome.name.lower() for outcome in Outcome])},
        ),
        "region": xr.Variable(
            ("balloon", "drop"),
            blockwise(region_of, np.int16, record.landing[..., 0], record.landing[..., 1]),
            {
                "long_name": "region where the drop came down",
                "flag_values": np.array(regions().flag_values, dtype=np.int16),
                "flag_meanings": regions().flag_meanings,
            },
        ),
        "items_represented": xr.Variable(
            "drop",
            [drop.items for drop in layout.drops],
            {"long_name": "pieces that one drop stands for, for the median balloon", "units": "1"},
        ),
    }


def _drawn(draws: Draws, paths: Iterable[str]) -> dict[str, xr.Variable]:
    """What was drawn for each balloon at some dotted paths of the scenario."""
    return {
        drawn_name(path): xr.Variable(
            "balloon", draws.values[path], {"long_name": f"sampled {path}", "units": draws.units[path]}
        )
        for path in paths
    }


def _coordinates(layout: Layout, numbers: NDArray[np.int64], weather_members: int) -> dict[str, xr.Variable]:
    """What the balloons, drops and bundles are; the numbers of the balloons stand apart, since they are an index."""
    return {
        "weather": xr.Variable("balloon", numbers % weather_members, {"long_name": "weather member it flew in"}),
        "bundle": xr.Variable(
            "drop", [drop.bundle for drop in layout.drops], {"long_name": "bundle of the drop, -1 for the envelope"}
        ),
        "item": xr.Variable("drop", [drop.item for drop in layout.drops], {"long_name": "kind of item"}),
        "item_label": xr.Variable("drop", [drop.label for drop in layout.drops], {"long_name": "name of the item"}),
        "sample": xr.Variable(
            "drop", [drop.sample for drop in layout.drops], {"long_name": "fall sample of the item in its bundle"}
        ),
        "bundle_name": xr.Variable("bundle", [bundle.name for bundle in layout.bundles]),
    }


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
        f"launch_{name}": xr.Variable("balloon", values, _PLACES[name])
        for name, values in {
            "longitude": column(balloons, "longitude").copy(),
            "latitude": column(balloons, "latitude").copy(),
            "height": column(balloons, "launch_height").copy(),
            "time": _moments(epoch, column(balloons, "start")),
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
            {"long_name": f"light at the {event}, -1 where there is none", **_flags(names)},
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
            {"long_name": "whether the bundle opens when let go", **_flags(["stays_closed", "opens"])},
        ),
        "fall_speed": xr.Variable(
            ("balloon", "drop"),
            balloons.fall_speed,
            {"long_name": "fall speed of the drop in air of 1.225 kg m-3", "units": "m s-1"},
        ),
    }


def _tracks(record: Record, epoch: np.datetime64, start: NDArray[np.float64]) -> dict[str, xr.Variable]:
    """States of the first balloons along their flight, where any were kept."""
    count = record.track.shape[0]
    if count == 0:
        return {}
    moments = _moments(epoch, start[:count, None] + record.track[..., 0])
    named = {
        f"track_{name}": xr.Variable(("track", "step"), record.track[..., column], attributes)
        for column, (name, attributes) in enumerate(_TRACK.items(), start=1)
    }
    return {"track_time": xr.Variable(("track", "step"), moments, _PLACES["time"]), **named}
