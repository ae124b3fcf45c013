"""Rain and snow as a mean flux: of a rate as it is, of a sum where it can be told over which span the sum is.

Holds no guess: a sum whose span is not said is left out.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.wind.door.conversions import converted, is_sum
from sim.wind.door.cutting import Entries
from sim.wind.door.spellings import VERSION
from sim.wind.field import minute

ERA5_SPAN = 3600.0
"""ERA5 sums over the hour before each time. [s] (ECMWF, "ERA5: data documentation", accumulations, read 2026-11-22)
Its ensemble sums over three hours, its monthly means over a day, and ERA5-Land since midnight: they are not meant."""

_LAND = re.compile(r"era5[ _-]?land")

_LEFT_OUT = "Precipitation was left out:"

_EMPTIED = 0.01
"""A sum that falls by more was begun again: float32 holds sums of up to 50 m to 0.004 mm. [kg m-2]"""

_LONGEST_STEP = np.timedelta64(25, "D")
"""Times of hourly data lie closer together, monthly means do not."""


class Span(NamedTuple):
    """How long the time is over which sums are, and who says so.

    seconds : (time,) or (1,) or None
        None where nobody does. [s]
    of : str
        What the sum is called.
    """

    seconds: NDArray[np.float64] | None
    of: str = "a sum"


class Rain(NamedTuple):
    """Precipitation of one file, where it can be told, and what must be said of it."""

    flux: NDArray[np.floating] | None
    notes: list[str]


def mean_flux(array: xr.DataArray, span: Span, origin: str, problems: list[str]) -> Rain:
    """Precipitation as a flux. (time, latitude, longitude) [kg m-2 s-1]

    Parameters
    ----------
    array : xr.DataArray
        In memory, cut and on its axes; time, where it has one, comes first.
    span : Span
        Of a sum; a rate needs none.
    origin : str
        How messages call the file.
    problems : list of str
        Gets an unknown unit.
    """
    if not is_sum(array):
        over = array.attrs.get("span")
        notes = [] if over is None else [f"Precipitation is the mean over the {over / 3600.0:g} h before each time."]
        return Rain(converted(array, "precipitation_flux", origin, problems), notes)
    if span.seconds is None or not np.all(span.seconds > 0.0):
        left_out = (
            f"{_LEFT_OUT} {array.name} of {origin} is a sum in {array.attrs['units']}, and over which "
            "span is not said, or not the same at all times; give time bounds, or a rate such as m h-1 as its units "
            "attribute."
        )
        return Rain(None, [left_out])
    amount = converted(array, "precipitation_amount", origin, problems)
    flux = amount / span.seconds.reshape(-1, *[1] * (amount.ndim - 1)).astype(amount.dtype)
    return Rain(flux, [_mean_note(span.seconds, span.of)])


def _mean_note(seconds: NDArray[np.float64], of: str) -> str:
    hours = np.unique(np.round(seconds / 3600.0, 6))
    said = f"{hours[0]:g} h" if hours.size == 1 else f"{hours[0]:g} to {hours[-1]:g} h"
    return f"Precipitation is the mean over the {said} before each time, made from {of}."


def flux_between(total: NDArray[np.floating], times: NDArray[np.datetime64]) -> Rain:
    """Precipitation as a flux, of a sum that grows from the start of a run. (time, latitude, longitude) [kg m-2 s-1]

    Parameters
    ----------
    total : (time, latitude, longitude)
        [kg m-2]
    times : (time,) datetime64
        [UTC]

    Notes
    -----
    Before the first time nothing is known of the rain. Between it and the second the mean is that of the second: so the
    first is given the same.

    Examples
    --------
    >>> times = np.array(["2015-04-04T12", "2015-04-04T13", "2015-04-04T15"], "datetime64[h]")
    >>> (3600.0 * flux_between(np.array([2.0, 3.0, 7.0])[:, None, None], times).flux[:, 0, 0]).tolist()
    [1.0, 1.0, 2.0]
    """
    of = "the sum since the start of the run"
    if times.size < 2:
        return Rain(None, [f"{_LEFT_OUT} of {of} there is one time only; give another one."])
    fallen = np.diff(total.astype(np.float64), axis=0)
    if (emptied := fallen < -_EMPTIED).any():
        first = minute(times[1:][np.argmax(emptied.any(axis=(1, 2)))])
        why = f"{of} falls by up to {-fallen.min():.3g} mm from one time to the next, first at {first} UTC"
        return Rain(None, [f"{_LEFT_OUT} {why}; give the files of one run."])
    seconds = (np.diff(times) / np.timedelta64(1, "s"))[:, None, None]
    flux = fallen / seconds
    first = f"At the first time, {minute(times[0])} UTC, it is that up to the second, since none before is known."
    return Rain(np.concatenate([flux[:1], flux]).astype(total.dtype), [_mean_note(seconds, of), first])


def told_span(
    array: xr.DataArray, dataset: xr.Dataset, time: str | None, places: Mapping[str, Entries], *, of_ensemble: bool
) -> Span:
    """Over which span a file says, or its product is known to, that its sums are.

    Parameters
    ----------
    array : xr.DataArray
        The sum.
    dataset : xr.Dataset
        The whole that it was cut from, not yet read.
    time : str or None
        Name of the time axis.
    places : mapping of str to (entry,) int
        Of each axis that was cut.
    of_ensemble : bool
        Whether the file has several members.
    """
    if "span" in array.attrs:
        return Span(np.array([float(array.attrs["span"])]))
    if time is None:
        return Span(None)
    if (bounds := dataset[time].attrs.get("bounds")) in dataset.variables:
        return Span(_between(dataset[bounds].isel(places, missing_dims="ignore"), dataset[time]))
    if named := re.search(r"_(\d+)hr$", str(array.name)):
        return Span(np.array([3600.0 * float(named[1])]))
    if not of_ensemble and _is_hourly_era5(dataset, time):
        return Span(np.array([ERA5_SPAN]), "the sum of ERA5")
    return Span(None)


def _between(bounds: xr.DataArray, time: xr.DataArray) -> NDArray[np.float64]:
    """Widths of the intervals around times. [s]"""
    # CF leaves the attributes of bounds to their axis.
    coded = bounds.assign_attrs({name: time.attrs[name] for name in ("units", "calendar") if name in time.attrs})
    ends = xr.decode_cf(coded.to_dataset(name="coded"))["coded"].to_numpy().reshape(-1, 2)
    return np.asarray(np.abs(ends[:, 1] - ends[:, 0]) / np.timedelta64(1, "s"), np.float64)


def _is_hourly_era5(dataset: xr.Dataset, time: str) -> bool:
    """Whether a file says that it is ERA5, and nothing that it is another kind of it."""
    # The names count too: ARCO-ERA5 says what it is by its attribute valid_time_stop_era5t alone.
    about = " ".join(f"{name} {value}" for name, value in dataset.attrs.items()).lower()
    versions = set()
    if VERSION in dataset.variables:
        versions = {str(value).lstrip("0") for value in np.atleast_1d(dataset[VERSION].to_numpy()).astype(str)}
    if not (versions & {"1", "5"} or "era5" in about) or _LAND.search(about):
        return False
    times = np.atleast_1d(xr.decode_cf(dataset[[time]])[time].to_numpy()).astype("datetime64[ns]")
    return times.size < 2 or bool(np.diff(times).min() < _LONGEST_STEP)
