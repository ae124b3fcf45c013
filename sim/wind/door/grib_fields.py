"""GRIB 1 and 2 field by field, as ecCodes tells them: what the head of each says, and its numbers by row and column.

Holds no dataset: `grib` says which fields are wanted, and gathers them.
"""

import importlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.field import minute

PASCALS = {"isobaricInhPa": 100.0, "isobaricInPa": 1.0}
"""Types of level on which the air is flown, and their unit. [Pa]"""

_GROUND = ("surface", "heightAboveGround")
"""Types of level of the fields at the ground."""

_MISSING = 1e36
"""Stands in a field where a point has no value; no quantity of the air comes near."""


class Field(NamedTuple):
    """What the head of one field says: where it stands in the file, and what it is.

    The pressure is 0 at the ground [Pa]; the span that of a sum or a mean, 0 for what holds at the time. [s]
    """

    place: int
    name: str
    units: str
    pressure: float
    span: float
    time: np.datetime64
    start: str
    member: int
    grid: str


class OpenField(NamedTuple):
    """One field that can be asked for its numbers, until the next one comes.

    place : int
        Where it stands in the file.
    codes, handle : Any
        ecCodes, which has no types, and what it calls the field by.
    origin : str
        How messages call the file.
    """

    place: int
    codes: Any
    handle: Any
    origin: str

    def head(self, at_ground: Collection[str]) -> Field | None:
        """What it says of itself; None of a field that stands neither on a pressure level nor among those named."""
        codes, handle = self.codes, self.handle
        with self._undamaged():
            kind = codes.codes_get_string(handle, "typeOfLevel")
            if kind in PASCALS or (kind in _GROUND and codes.codes_get_string(handle, "shortName") in at_ground):
                return _head(codes, self.place, handle)
        return None

    def axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes of the rows and longitudes of the columns, as the file scans them. [degree]"""
        codes, handle = self.codes, self.handle
        with self._undamaged():
            latitude = _on_grid(codes, handle, codes.codes_get_double_array(handle, "latitudes"))
            longitude = _on_grid(codes, handle, codes.codes_get_double_array(handle, "longitudes"))
        if np.ptp(latitude, axis=1).max() > 0.0 or np.ptp(longitude, axis=0).max() > 0.0:
            raise WindError(
                f"{self.origin}: its rows are scanned in turns to and fro; rewrite the file with one direction."
            )
        return latitude[:, 0], longitude[0]

    def values(self) -> NDArray[np.float64]:
        """Numbers by row and column, NaN where there is none."""
        codes, handle = self.codes, self.handle
        with self._undamaged():
            codes.codes_set_double(handle, "missingValue", _MISSING)
            values = _on_grid(codes, handle, codes.codes_get_values(handle))
        return np.where(values == _MISSING, np.nan, values)

    @contextmanager
    def _undamaged(self) -> Iterator[None]:
        """Name the field in which ecCodes does not find what belongs there."""
        try:
            yield
        except self.codes.CodesInternalError as error:
            raise WindError(
                f"{self.origin}: field {self.place + 1} is damaged ({error}); fetch the file again."
            ) from error


def fields_of(path: Path, origin: str, at_ground: Collection[str]) -> Iterator[Field]:
    """What is said of every field on pressure levels, and of some at the ground.

    Parameters
    ----------
    path : Path
    origin : str
        How messages call the file.
    at_ground : collection of str
        Short names of the fields at the ground that are meant.

    Raises
    ------
    WindError
        Without ecCodes, and for a damaged file.
    """
    for field in open_fields(path, origin):
        head = field.head(at_ground)
        if head is not None:
            yield head


def _head(codes: Any, place: int, handle: Any) -> Field:
    kind = codes.codes_get_string(handle, "typeOfLevel")
    has_number = codes.codes_is_defined(handle, "number")
    return Field(
        place=place,
        name=codes.codes_get_string(handle, "shortName"),
        units=codes.codes_get_string(handle, "units"),
        pressure=PASCALS[kind] * codes.codes_get_double(handle, "level") if kind in PASCALS else 0.0,
        span=0.0 if kind in PASCALS else _span(codes, handle),
        time=_moment(codes, handle, "validityDate", "validityTime"),
        start=minute(_moment(codes, handle, "dataDate", "dataTime")),
        member=codes.codes_get_long(handle, "number") if has_number else 0,
        grid=f"{codes.codes_get_string(handle, 'gridType')} {codes.codes_get_string(handle, 'md5GridSection')}",
    )


def _span(codes: Any, handle: Any) -> float:
    """Length of the time over which a field is a sum or a mean. [s]"""
    if codes.codes_get_string(handle, "stepType") == "instant":
        return 0.0
    codes.codes_set(handle, "stepUnits", "s")
    return float(codes.codes_get_long(handle, "endStep") - codes.codes_get_long(handle, "startStep"))


def _moment(codes: Any, handle: Any, date: str, clock: str) -> np.datetime64:
    day, time = codes.codes_get_long(handle, date), codes.codes_get_long(handle, clock)
    return np.datetime64(
        f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}T{time // 100:02d}:{time % 100:02d}", "ns"
    )


def open_fields(path: Path, origin: str) -> Iterator[OpenField]:
    """Every field of a file, in the order of the file.

    Parameters
    ----------
    path : Path
    origin : str
        How messages call the file.

    Raises
    ------
    WindError
        Without ecCodes, and for a damaged file.
    """
    codes = _eccodes(origin)
    with path.open("rb") as file, _several_fields_to_a_message(codes, file):
        place = 0
        while True:
            try:
                handle = codes.codes_grib_new_from_file(file)
            except codes.CodesInternalError as error:
                raise WindError(
                    f"{origin}: the file is damaged or cut short after {place} fields ({error}); fetch it again."
                ) from error
            if handle is None:
                return
            try:
                yield OpenField(place, codes, handle, origin)
            finally:
                codes.codes_release(handle)
            place += 1


@contextmanager
def _several_fields_to_a_message(codes: Any, file: Any) -> Iterator[None]:
    """NCEP packs u and v as two fields of one message; ecCodes shows the second only when asked to."""
    codes.codes_grib_multi_support_on()
    codes.codes_grib_multi_support_reset_file(file)
    try:
        yield
    finally:
        codes.codes_grib_multi_support_off()


def _eccodes(origin: str) -> Any:  # ecCodes has no types
    # ecCodes before pyproj can abort the process: both bring a libproj.
    importlib.import_module("pyproj")
    try:
        return importlib.import_module("eccodes")
    except (ImportError, RuntimeError) as error:  # RuntimeError: the package is there, its library is not
        raise WindError(
            f"{origin}: this is a GRIB file, and ecCodes, which reads it, is not installed ({error}); install it by "
            "pip install 'balloon-drift[grib]', or convert the file to NetCDF."
        ) from error


def _shape(codes: Any, handle: Any) -> tuple[int, int]:
    return codes.codes_get_long(handle, "Nj"), codes.codes_get_long(handle, "Ni")


def _on_grid(codes: Any, handle: Any, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values by row and column, in whichever order the file scans them."""
    rows, columns = _shape(codes, handle)
    if codes.codes_get_long(handle, "jPointsAreConsecutive"):
        return values.reshape(columns, rows).T
    return values.reshape(rows, columns)
