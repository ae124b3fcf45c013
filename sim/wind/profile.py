"""A wind as it is at a place over heights, or at a height over the box: labelled in, labelled out.

Holds no picture. The columns are brought to heights by the function that packs the wind for flights: what is seen here
is what balloons meet, but for the kinks between packed heights.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from sim.errors import WindError
from sim.physics.humidity import dew_point
from sim.wind.coverage import is_inside
from sim.wind.field import WindField, minute
from sim.wind.near_ground import lowest_heights, under_ground
from sim.wind.packing import BOTTOM, LOG_PRESSURE, TEMPERATURE, VERTICAL, on_heights

_CHANNELS = {"eastward_wind": 0, "northward_wind": 1, "upward_air_velocity": VERTICAL, "air_temperature": TEMPERATURE}
"""Of the packed air those that are given back as they are; the pressure is given back without its logarithm."""

_DEW_POINT = {"standard_name": "dew_point_temperature", "long_name": "dew point over water", "units": "K"}

_HEIGHT = {"standard_name": "altitude", "long_name": "geometric height above mean sea level", "units": "m"}


def wind_column(
    wind: WindField, longitude: float, latitude: float, time: np.datetime64, heights: ArrayLike
) -> xr.Dataset:
    """The air over a place at a time.

    Parameters
    ----------
    wind : WindField
    longitude, latitude : float
        Any turn of longitude. [degree]
    time : np.datetime64
        Of no effect on a wind of one time. [UTC]
    heights : (height,) array_like
        [m]

    Returns
    -------
    xr.Dataset
        Dim (height,): eastward and northward wind, upward wind [m s-1], temperature [K], pressure [Pa], and dew point
        [K] where the wind has humidity. Coordinates `lowest_level` and `highest_level` tell between which heights the
        columns around have levels of their own [m], above the ground where it is known: below, what is made for
        flights; above, NaN. Where the ground is known, `surface_height` is its height at the place [m], and under it
        all is NaN.

    Raises
    ------
    WindError
        For a place outside the box, or a time outside the span.

    Notes
    -----
    Linear in height between the field's own levels in each column (the pressure in its logarithm), then in longitude
    and latitude, then in time.
    """
    if problems := [*place_problems(wind, longitude, latitude), *moment_problems(wind, time)]:
        raise WindError(problems)
    z = np.atleast_1d(np.asarray(heights, float))
    west, south, _, _ = wind.box
    sizes = wind.dataset.sizes
    # A circle of longitudes has a cell more, between its last and its first column.
    cells = sizes["longitude"] - (0 if wind.covers_the_circle else 1)
    columns, east_share = _cell((longitude - west) % 360.0 / wind.longitude_step, cells)
    columns = columns % sizes["longitude"]
    rows, north_share = _cell((latitude - south) / wind.latitude_step, sizes["latitude"] - 1)
    steps, later_share = _times_around(wind, time)
    around = replace(wind, dataset=wind.dataset.isel(time=steps, latitude=rows, longitude=columns))

    def weighed(values: NDArray[np.floating]) -> NDArray[np.floating]:
        """(time, height, latitude, longitude, ...) at the place and time. (height, ...)"""
        return np.asarray(np.einsum("tzyx...,t,y,x->z...", values, later_share, north_share, east_share))

    air = weighed(on_heights(around, slice(None), z, z.size))
    air[z > around.highest_height] = np.nan
    terrain: dict[str, object] = {}
    if "surface_height" in wind.dataset:
        heights_around = around.dataset["surface_height"]
        ground = float(north_share @ heights_around.to_numpy() @ east_share)
        terrain["surface_height"] = ((), ground, heights_around.attrs)
        air[z < ground] = np.nan
    column = _labelled(air, wind, ("height",), {"height": ("height", z, _HEIGHT)})
    if "specific_humidity" in wind.dataset:
        share = weighed(_humidity_on_heights(around.dataset, z))
        points = np.asarray(dew_point(share, column["air_pressure"].to_numpy()))
        column["dew_point_temperature"] = ("height", points, _DEW_POINT)
    limits: dict[str, object] = {
        "lowest_level": ((), float(lowest_heights(around.dataset).max()), {"units": "m"}),
        "highest_level": ((), around.highest_height, {"units": "m"}),
    }
    return column.assign_coords(limits | terrain)


def wind_layer(wind: WindField, height: float, time: np.datetime64, every: int = 1) -> xr.Dataset:
    """The air at a height over the box at a time.

    Parameters
    ----------
    wind : WindField
    height : float
        [m]
    time : np.datetime64
        Of no effect on a wind of one time. [UTC]
    every : int
        Of the grid every so many rows and columns are given; those left over lie at the edges.

    Returns
    -------
    xr.Dataset
        Dims (latitude, longitude), variables as of `wind_column` without the dew point, NaN under a known ground.

    Raises
    ------
    WindError
        For a height outside the wind, or a time outside the span.
    """
    if problems := [*height_problems(wind, height), *moment_problems(wind, time)]:
        raise WindError(problems)
    data = wind.dataset
    rows, columns = (_chosen(data.sizes[name], every) for name in ("latitude", "longitude"))
    steps, later_share = _times_around(wind, time)
    part = replace(wind, dataset=data.isel(time=steps, latitude=rows, longitude=columns))
    air = np.einsum("tzyxc,t->zyxc", on_heights(part, slice(None), np.array([height]), 1), later_share)[0]
    if "surface_height" in part.dataset:
        air[part.dataset["surface_height"].to_numpy() > height] = np.nan
    places = {name: part.dataset[name] for name in ("latitude", "longitude")}
    return _labelled(air, wind, ("latitude", "longitude"), places).assign_coords(height=((), height, _HEIGHT))


def place_problems(wind: WindField, longitude: float, latitude: float) -> list[str]:
    """Why there is no air of this wind at a place."""
    if np.isfinite(longitude) and np.isfinite(latitude) and is_inside(wind, longitude, latitude):
        return []
    west, south, east, north = wind.box
    return [
        f"{wind.source}: the place at {latitude:g} N, {longitude:g} E lies outside the wind, which covers {south:g} to "
        f"{north:g} N and {west:g} to {east:g} E; choose a place inside."
    ]


def moment_problems(wind: WindField, time: np.datetime64) -> list[str]:
    """Why there is no air of this wind at a time; a wind of one time or of all times has air at any."""
    if wind.is_steady or wind.first_time <= time <= wind.last_time:
        return []
    return [
        f"{wind.source}: {minute(time)} UTC lies outside the wind, which lasts from {minute(wind.first_time)} to "
        f"{minute(wind.last_time)} UTC; choose a time inside."
    ]


def height_problems(wind: WindField, height: float) -> list[str]:
    """Why there is no air of this wind at a height over the whole box."""
    if BOTTOM <= height <= wind.highest_height:
        return []
    return [
        f"{wind.source}: a height of {height:g} m lies outside the wind, which reaches from {BOTTOM:.0f} to "
        f"{wind.highest_height:.0f} m over the whole box; choose a height inside."
    ]


def _cell(place: float, cells: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The two entries of an axis around a fractional place, and their shares."""
    lower = min(int(place), cells - 1)
    return np.array([lower, lower + 1]), np.array([lower + 1 - place, place - lower])


def _times_around(wind: WindField, time: np.datetime64) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Entries of the times around a time, and their shares; the one there is of a steady wind."""
    if wind.is_steady:
        return np.zeros(1, np.intp), np.ones(1)
    lower = min(int(np.searchsorted(wind.times, time, side="right")) - 1, wind.times.size - 2)
    before, after = wind.times[lower], wind.times[lower + 1]
    share = float((time - before) / (after - before))
    return np.array([lower, lower + 1]), np.array([1.0 - share, share])


def _chosen(count: int, every: int) -> NDArray[np.intp]:
    """Every so many of the entries of an axis, those left over shared between its ends."""
    return np.arange((count - 1) % every // 2, count, every)


def _humidity_on_heights(data: xr.Dataset, heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Specific humidity, linear between the levels and held below the lowest above the ground.
    (time, height, latitude, longitude)"""
    values = data["specific_humidity"].to_numpy()
    if "surface_height" in data:
        below = under_ground(data)
        values = np.where(below, np.take_along_axis(values, np.argmin(below, axis=1)[:, None], axis=1), values)
    own, share = (np.moveaxis(array, 1, -1) for array in (data["height"].to_numpy(), values))
    out = np.empty((*own.shape[:-1], heights.size))
    for column in np.ndindex(*own.shape[:-1]):
        out[column] = np.interp(heights, own[column], share[column])
    return np.moveaxis(out, -1, 1)


def _labelled(
    air: NDArray[np.floating], wind: WindField, dims: tuple[str, ...], coordinates: Mapping[str, object]
) -> xr.Dataset:
    """Channels of the packed air with the labels of the field they come from."""
    own = wind.dataset
    fields = {
        name: (dims, air[..., channel], own[name].attrs) for name, channel in _CHANNELS.items() if name in own.data_vars
    }
    fields["air_pressure"] = (dims, np.exp(air[..., LOG_PRESSURE]), own["air_pressure"].attrs)
    return xr.Dataset(fields, coordinates)
