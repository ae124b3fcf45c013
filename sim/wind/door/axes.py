"""The axes of a wind file: times in order, equal steps, and longitudes of any convention brought to one.

Holds no variable of the air.
"""

import re

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.wind.door.conversions import is_degrees
from sim.wind.field import minute

_STEP_TOLERANCE = 1e-3
"""How far a point may lie from equal steps, as a part of a step: Gaussian grids of reanalyses lie within 2e-4, and the
interpolation weight errs by no more than this."""

_REFERENCE = re.compile(r"since\s+\d+-\d+-\d+(?:[t\s]\s*\d{1,2}(?::[\d.]+){0,2})?\s*(?P<zone>.*)$", re.IGNORECASE)
_ZONE = re.compile(r"(?:z|utc|gmt|[+-]\d{1,2}(?::?\d\d)?|0+:?0*)?", re.IGNORECASE)
"""What may stand behind the moment that times count from. xarray passes over other words (KST was read as UTC, 9 hours
off) and takes UTC+9 for its opposite."""


def read_times(array: xr.DataArray, origin: str, problems: list[str]) -> NDArray[np.datetime64]:
    """Times of the file, each later than the one before. (time,) [UTC]"""
    nothing = np.array(["NaT"], "datetime64[ns]")
    unit, calendar = str(array.attrs.get("units", "none")), array.attrs.get("calendar")
    if (counted := _REFERENCE.search(unit)) and not _ZONE.fullmatch(counted["zone"].strip()):
        problems.append(
            f"{origin}: {array.name} is in {unit!r}, whose {counted['zone'].strip()!r} is no known offset; give times "
            "in UTC, or the offset of the clock in numbers, such as +09:00."
        )
        return nothing
    try:
        decoded = xr.decode_cf(array.to_dataset(name="coded"))["coded"].to_numpy()
    except Exception as error:  # unknown units and calendars raise several kinds
        problems.append(
            f"{origin}: {array.name} cannot be read as a date ({error}); give CF units such as hours since."
        )
        return nothing
    if decoded.dtype.kind == "O" and calendar is not None:
        problems.append(
            f"{origin}: {array.name} has the calendar {calendar!r}, whose dates are not those of a launch; only the "
            "standard calendar is flown: convert the times of the file knowingly."
        )
        return nothing
    if decoded.dtype.kind != "M":
        problems.append(
            f"{origin}: {array.name} holds no dates (units {unit!r}); give CF units such as hours since 2015-04-04."
        )
        return nothing
    times = np.atleast_1d(decoded).astype("datetime64[ns]")
    problems.extend(time_problems(times, str(array.name), origin))
    return times


def time_problems(times: NDArray[np.datetime64], name: str, origin: str) -> list[str]:
    """What is wrong with the order of times: missing, double or going back."""
    if np.isnat(times).any():
        return [f"{origin}: {name} has {np.isnat(times).sum()} missing entries; every time must be known."]
    steps = np.diff(times).astype(np.int64)
    problems = []
    if (steps == 0).any():
        place = int(np.argmax(steps == 0)) + 1
        problems.append(f"{origin}: {name} repeats {minute(times[place])} (entry {place}); keep each time once.")
    if (steps < 0).any():
        place = int(np.argmax(steps < 0)) + 1
        problems.append(
            f"{origin}: {name} goes back from {minute(times[place - 1])} to {minute(times[place])} (entry {place}); "
            "sort the file by time."
        )
    return problems


def equal_axis(array: xr.DataArray, name: str, origin: str, problems: list[str]) -> NDArray[np.float64]:
    """Values of a horizontal axis in either direction, checked to have degrees and equal steps. [degree]"""
    values = np.atleast_1d(array.to_numpy()).astype(np.float64)
    if not is_degrees(array.attrs.get("units")):
        problems.append(f"{origin}: {array.name} is in {array.attrs['units']!r}; {name} must be in degrees.")
    elif not np.all(np.isfinite(values)):
        problems.append(f"{origin}: {array.name} has missing values; every {name} must be known.")
    elif name == "latitude" and np.abs(values).max() > 90.0:
        problems.append(
            f"{origin}: {array.name} reaches {np.abs(values).max():g}; a latitude lies within -90 to 90 degree."
        )
    else:
        problems.extend(_step_problems(np.sort(values), name, origin))
    return values


def ordered_longitude(
    array: xr.DataArray, origin: str, problems: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Longitudes ascending from -180 on, and which columns they are; a column given twice is taken once.

    A box across the date line goes on above 180, so that it still ascends.
    """
    raw = np.atleast_1d(array.to_numpy()).astype(np.float64)
    if not is_degrees(array.attrs.get("units")) or not np.all(np.isfinite(raw)):
        return equal_axis(array, "longitude", origin, problems), np.arange(raw.size)
    if np.unique(raw).size < raw.size:
        problems.append(f"{origin}: {array.name} holds a longitude twice; keep each once.")
    turned = np.round((raw + 180.0) % 360.0, 9) % 360.0 - 180.0
    turned, columns = np.unique(turned, return_index=True)
    gaps = np.append(np.diff(turned), turned[0] + 360.0 - turned[-1])
    largest = int(np.argmax(gaps))
    if gaps[largest] > 1.5 * np.median(gaps) and largest < turned.size - 1:
        turned = np.concatenate([turned[largest + 1 :], turned[: largest + 1] + 360.0])
        columns = np.concatenate([columns[largest + 1 :], columns[: largest + 1]])
    problems.extend(_step_problems(turned, "longitude", origin))
    return turned, columns


def _step_problems(values: NDArray[np.float64], name: str, origin: str) -> list[str]:
    if values.size < 2:
        return [f"{origin}: {name} has one point only; two or more are needed to interpolate between."]
    equal = np.linspace(values[0], values[-1], values.size)
    step = (values[-1] - values[0]) / (values.size - 1)
    off = np.abs(values - equal)
    if step > 0.0 and off.max() <= _STEP_TOLERANCE * step:
        return []
    steps = np.diff(values)
    place = int(np.argmax(np.abs(steps - np.median(steps))))
    return [
        f"{origin}: {name} is not in equal steps: {steps[place]:g} degree from {values[place]:g} to "
        f"{values[place + 1]:g}, elsewhere {np.median(steps):g}; complete the file or interpolate it to equal steps."
    ]


def wide_steps(times: NDArray[np.datetime64]) -> tuple[float, NDArray[np.intp]]:
    """The usual step between times, and after which times a step is more than half as long again.

    Parameters
    ----------
    times : (time,) datetime64
        Ascending. [UTC]

    Returns
    -------
    usual : float
        Median of the steps; 0 where there is one time only. [s]
    wide : (gap,) int
        Entries of `times`.
    """
    steps = np.diff(times) / np.timedelta64(1, "s")
    usual = float(np.median(steps)) if steps.size else 0.0
    return usual, np.flatnonzero(steps > 1.5 * usual)
