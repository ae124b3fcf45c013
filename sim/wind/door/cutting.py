"""Which part of a source is read: a box, a span of time, the levels up to a pressure, one member of an ensemble.

Holds no reading: it says which entries of each axis are wanted, and how much that is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.kinds import is_number
from sim.wind.door.axes import ordered_longitude
from sim.wind.field import minute, moment_of

Entries = NDArray[np.intp]
"""Places along an axis, ascending."""

_MARGIN = np.timedelta64(24, "h")
"""What lies at the ground may come at more times than the levels, which then reach farther around a span: by a day, as
far apart as levels may lie. (estimate)"""

_ROUNDING = 1e-5
"""Coordinates in float32 miss a whole degree by no more. [degree]"""


@dataclass(frozen=True)
class Cut:
    """What is wanted of a source; None takes all.

    Attributes
    ----------
    box : (west, south, east, north) or None
        East may lie beyond the date line from west, in either convention. [degree]
    times : (first, last) or None
        [UTC]
    least_pressure : float or None
        Levels of lower pressure are left out. [Pa]
    member : int or None
        Number of the ensemble member.
    whole_box : bool
        Whether data that do not reach over the whole box are a problem; else what there is of it is taken.
    """

    box: tuple[float, float, float, float] | None = None
    times: tuple[np.datetime64, np.datetime64] | None = None
    least_pressure: float | None = None
    member: int | None = None
    whole_box: bool = True

    def rows(self, latitude: NDArray[np.floating], origin: str, problems: list[str]) -> Entries:
        """Latitudes from the last at or south of the box to the first at or north of it."""
        if self.box is None:
            return np.arange(latitude.size)
        _, south, _, north = self.box
        order = np.argsort(latitude)
        around = _around(latitude[order], south, north, _ROUNDING)
        if self.whole_box and not around.reaches:
            problems.append(
                f"{origin}: the box asked for lies at {south:g} to {north:g} N, the data at {latitude.min():g} to "
                f"{latitude.max():g} N; ask for a box inside."
            )
        return np.sort(order[around.entries])

    def columns(self, longitude: xr.DataArray, origin: str, problems: list[str]) -> Entries:
        """Longitudes from the last at or west of the box to the first at or east of it, in either convention."""
        faults: list[str] = []
        ordered, places = ordered_longitude(longitude, origin, faults)
        if self.box is None or faults:
            return np.arange(longitude.size)
        west, _, east, _ = self.box
        # To rounding: the first column itself is no whole turn east of itself.
        start = ordered[0] + (west - ordered[0] + _ROUNDING) % 360.0 - _ROUNDING
        end = start + ((east - west) % 360.0 or 360.0)
        step = (ordered[-1] - ordered[0]) / (ordered.size - 1)
        if ordered[-1] + step - ordered[0] > 360.0 - _ROUNDING:
            if end - start > 360.0 - 2.0 * step:
                return np.arange(longitude.size)
            ordered, places = np.append(ordered, ordered + 360.0), np.append(places, places)
        around = _around(ordered, start, end, _ROUNDING)
        if self.whole_box and not around.reaches:
            problems.append(
                f"{origin}: the box asked for lies at {west:g} to {east:g} E, the data at {ordered[0]:g} to "
                f"{ordered[-1]:g} E; ask for a box inside."
            )
        return np.unique(places[around.entries])

    def steps(self, times: NDArray[np.datetime64]) -> Entries:
        """Times from the last at or before the span to the first at or after it, as far as there are such."""
        if self.times is None:
            return np.arange(times.size)
        return np.arange(times.size)[_around(times, *self.times, np.timedelta64(0, "ns")).entries]

    def span_problems(self, times: NDArray[np.datetime64], origin: str) -> list[str]:
        """Whether ordered times reach over the span asked for."""
        if self.times is None or (times[0] <= self.times[0] and self.times[1] <= times[-1]):
            return []
        return [
            f"{origin}: the times asked for are {minute(self.times[0])} to {minute(self.times[1])} UTC, the data last "
            f"from {minute(times[0])} to {minute(times[-1])} UTC; ask for times inside."
        ]

    def wider(self) -> "Cut":
        """The same, but for so much longer a span that files of coarser steps have a time before it and one after."""
        if self.times is None:
            return self
        return replace(self, times=(self.times[0] - _MARGIN, self.times[1] + _MARGIN))

    def levels(self, pressure: NDArray[np.floating]) -> Entries:
        """Levels of the least pressure and more."""
        if self.least_pressure is None:
            return np.arange(pressure.size)
        return np.flatnonzero(pressure >= self.least_pressure * (1.0 - 1e-9))


def checked_cut(
    box: tuple[float, float, float, float] | None,
    times: tuple[str | np.datetime64, str | np.datetime64] | None,
    least_pressure: float | None,
    member: int | None,
) -> Cut:
    """The cut that a caller asks for, refused with every reason why it cannot be.

    Parameters
    ----------
    box, least_pressure, member
        As `Cut` has them.
    times : (first, last) or None
        As `Cut` has them, or as `moment_of` takes them.
    """
    problems = []
    bounds = None if box is None else _bounds_of(box)
    if box is not None and bounds is None:
        problems.append(f"box is {box!r}; it must be (west, south, east, north) in degrees, south below north.")
    span = None
    if times is not None:
        try:
            first, last = (moment_of(time) for time in times)
        except (ValueError, TypeError, OverflowError) as error:
            problems.append(f"times are {times} ({error}); give (first, last) in UTC, such as 2015-04-04T12:00.")
        else:
            span = (first, last)
            if not first <= last:
                problems.append(f"times are {times}; the first must not lie behind the last.")
    if least_pressure is not None and not (is_number(least_pressure) and least_pressure >= 0.0):
        problems.append(
            f"least_pressure is {least_pressure!r}; it must be a number of pascals, 0 or more: 5000.0 are 50 hPa."
        )
    if problems:
        raise WindError(problems)
    return Cut(bounds, span, least_pressure, member)


def _bounds_of(box: Any) -> tuple[float, float, float, float] | None:  # Any: it may be anything
    """West, south, east and north, where a box has these four; else None."""
    listed = box.tolist() if isinstance(box, np.ndarray) else box
    if not isinstance(listed, Sequence) or len(listed) != 4 or not all(map(is_number, listed)):
        return None
    west, south, east, north = (float(bound) for bound in listed)
    sound = math.isfinite(west) and math.isfinite(east) and -90.0 <= south < north <= 90.0
    return (west, south, east, north) if sound else None


class Size(NamedTuple):
    """How much a cut of a source is.

    memory : int
        What is wanted, unpacked. [byte]
    decoded : int
        The chunks of the source that hold it, unpacked: what has to be fetched and thrown away again included. [byte]
    whole : int
        The wanted variables over the whole source, unpacked. [byte]
    """

    memory: int
    decoded: int
    whole: int


def size_of(dataset: xr.Dataset, names: list[str], wanted: dict[str, Entries]) -> Size:
    """How much the wanted entries of some variables are.

    Parameters
    ----------
    dataset : xr.Dataset
        Not yet read.
    names : list of str
        Its variables that are needed.
    wanted : dict of str to (entry,) int
        Entries of each dimension that is cut.
    """
    memory = decoded = whole = 0
    for name in names:
        array = dataset[name]
        chunks = array.encoding.get("chunks") or array.encoding.get("chunksizes") or array.shape
        if len(chunks) != array.ndim:  # of an array from which one member was taken, or that got a level
            chunks = array.shape
        taken = touched = array.dtype.itemsize
        for dimension, length, chunk in zip(array.dims, array.shape, chunks, strict=True):
            entries = wanted.get(str(dimension), np.arange(length))
            taken *= entries.size
            touched *= int(np.unique(entries // chunk).size) * int(chunk)
        memory, decoded, whole = memory + taken, decoded + touched, whole + array.nbytes
    return Size(memory, decoded, whole)


class _Around(NamedTuple):
    """Entries of an axis around a span, and whether the axis reaches over the whole span."""

    entries: slice
    reaches: bool


def _around(axis: NDArray[Any], first: Any, last: Any, rounding: Any) -> _Around:  # numbers as well as dates
    """Entries of an ascending axis from the last at or before `first` to the first at or after `last`; two at least,
    where it has two."""
    begin = int(np.searchsorted(axis, first + rounding, side="right")) - 1
    end = int(np.searchsorted(axis, last - rounding, side="left"))
    reaches = begin >= 0 and end < axis.size
    begin, end = min(max(begin, 0), axis.size - 1), min(max(end, 0), axis.size - 1)
    if end <= begin:
        begin, end = (begin, begin + 1) if begin + 1 < axis.size else (max(begin - 1, 0), begin)
    return _Around(slice(begin, end + 1), reaches)
