"""ERA5 from the Climate Data Store, day by day: two requests for each, one on levels, one at the ground.

Holds no reading of what arrives: that is the business of `delivery`.
"""

import math
import tempfile
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import FetchError, FetchInterrupted
from sim.fetch.delivery import Delivered, delivered
from sim.fetch.fields import FIELDS, GROUND, Grid, Values, assembled, holes, missing_hour
from sim.fetch.reaching import reason_of, refuse_unreachable, refuse_without
from sim.fetch.request import Request
from sim.fetch.source import MissingHours, Part, Volume
from sim.wind.field import minute

ON_LEVELS, AT_THE_GROUND = "reanalysis-era5-pressure-levels", "reanalysis-era5-single-levels"
"""Names of the datasets in the catalogue."""

LEVELS_HPA = (
    *(
        1,
        2,
        3,
        5,
        7,
        10,
        20,
        30,
        50,
        70,
        100,
        125,
        150,
        175,
        200,
        225,
        250,
        300,
        350,
        400,
        450,
        500,
        550,
        600,
        650,
        700,
    ),
    *(750, 775, 800, 825, 850, 875, 900, 925, 950, 975, 1000),
)
"""The 37 pressure levels of ERA5. [hPa]"""

GRID_STEP = 0.25
"""Of ERA5 as it is delivered. [degree]"""

_NAME = "Climate Data Store"

_CLIENT: dict[str, Any] = {
    "quiet": True,
    "progress": False,
    "timeout": 60,
    "retry_max": 3,
    "sleep_max": 10,
    "warning_callback": lambda *told, **more: None,
}
"""Its own patience is 500 attempts two minutes apart, each told. Any: as the package takes them."""

_TRY_AGAIN = (408, 429)
"""Answers that sound like a refusal and mean later: time-out and too many requests (RFC 9110, RFC 6585)."""

_OWN_NAME = {GROUND: "geopotential"}
"""What the Climate Data Store calls a field otherwise than the cloud store does."""

JSON = dict[str, Any]
"""A request as the service takes it. Any: texts, lists of texts, numbers."""


class DataStoreSource:
    """The Climate Data Store as a source of winds.

    Parameters
    ----------
    request : Request

    Raises
    ------
    FetchError
        When the package or the key is missing, or the service cannot be reached.
    """

    name = _NAME
    lacking: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    steps = 2

    def __init__(self, request: Request) -> None:
        self._request = request
        if not self._levels:
            raise FetchError(
                f"{_NAME}: no level of ERA5 lies at {request.least_pressure / 100.0:g} hPa or more; the lowest is at "
                f"{LEVELS_HPA[-1]} hPa."
            )
        refuse_without(["cdsapi"], _NAME)
        import cdsapi

        try:
            address, _, _ = cdsapi.api.get_url_key_verify(None, None, None)
        except Exception as error:  # it raises this very kind where there is no key
            raise FetchError(
                f"{_NAME}: there is no key to ask with ({reason_of(error)}); register at cds.climate.copernicus.eu and "
                "write url and key to ~/.cdsapirc as its page on the API says."
            ) from error
        # Before there is a client: it asks for news when it is made, and tries for 20 s.
        refuse_unreachable(str(address), _NAME)
        with warnings.catch_warnings():
            # That there is no news to be had is warned of; what matters is said when a request fails.
            warnings.simplefilter("ignore", UserWarning)
            self._client = cdsapi.Client(**_CLIENT)

    @property
    def kind(self) -> Mapping[str, object]:
        """The datasets and the fields."""
        return {"store": [ON_LEVELS, AT_THE_GROUND], "fields": sorted(field.era5_name for field in FIELDS)}

    @property
    def parts(self) -> list[Part]:
        """One for each day: the service prepares a day as one piece of work."""
        hours = self._request.hours
        days = hours.astype("datetime64[D]")
        return [_part(hours[days == day]) for day in np.unique(days)]

    def volume(self, parts: list[Part]) -> Volume:
        """How much parts are at most: the service cuts them, and packs them by an amount that nobody knows before."""
        hours = sum(part.times.size for part in parts)
        north, west, south, east = area(self._request.box)
        points = round((north - south) / GRID_STEP + 1) * round((east - west) / GRID_STEP + 1)
        layers = sum(len(self._levels) if field.on_levels else 1 for field in FIELDS)
        kept = 4 * hours * points * layers
        return Volume(kept, kept, kept)

    def read(self, part: Part, step: Callable[[], None]) -> xr.Dataset:
        """One day from two requests."""
        found: dict[str, Values] = {}
        held: list[Delivered] = []
        with tempfile.TemporaryDirectory() as folder:
            for dataset, on_levels in ((ON_LEVELS, True), (AT_THE_GROUND, False)):
                file = Path(folder) / f"{dataset}.nc"
                self._retrieve(dataset, asked(self._request, part.times, on_levels=on_levels), file, part)
                fields = [field for field in FIELDS if field.on_levels == on_levels]
                held.extend(delivered(file, f"{_NAME}, {dataset}", fields))
                step()
        whole = [one.grid for one in held if one.grid.pressure.size]
        if not whole:
            raise FetchError(f"{_NAME}: {part.name} came without pressure levels; ask for it again.")
        lost = np.unique(np.concatenate([np.setdiff1d(part.times, one.grid.time) for one in held]))
        if lost.size:
            raise MissingHours(missing_hour(_NAME, time, ()) for time in lost)
        if any(_is_other(one.grid, whole[0], part) for one in held):
            raise FetchError(f"{_NAME}: {part.name} came with other points at the ground than on levels; try again.")
        for one in held:
            found.update(one.values)
        if absent := [field.era5_name for field in FIELDS if field.name not in found]:
            raise FetchError(f"{_NAME}: {part.name} came without {', '.join(absent)}; ask for it again.")
        air = assembled(whole[0], found, held[0].versions)
        if problems := holes(air, _NAME):
            raise MissingHours(problems)
        return air

    @property
    def _levels(self) -> list[int]:
        return levels(self._request.least_pressure)

    def _retrieve(self, dataset: str, request: JSON, file: Path, part: Part) -> None:
        try:
            self._client.retrieve(dataset, request, str(file))
        except Exception as error:  # it raises many kinds
            status = getattr(getattr(error, "response", None), "status_code", 0)
            if 400 <= status < 500 and status not in _TRY_AGAIN:
                raise FetchError(
                    f"{_NAME}: {dataset} of {minute(part.times[0])} UTC was refused ({reason_of(error)}); check the "
                    "key in ~/.cdsapirc, and that the licence of the dataset is accepted on its page."
                ) from error
            raise FetchInterrupted(
                f"{_NAME}: {dataset} of {minute(part.times[0])} UTC did not arrive ({reason_of(error)})."
            ) from error


def asked(request: Request, times: NDArray[np.datetime64], *, on_levels: bool) -> JSON:
    """A request as the service takes it.

    Parameters
    ----------
    request : Request
    times : (time,) datetime64
        Of one day. [UTC]
    on_levels : bool
        Of the dataset on pressure levels, or of the one at the ground.

    References
    ----------
    .. [1] ECMWF, "Climate Data Store Application Program Interface", cds.climate.copernicus.eu/how-to-api, seen through
       requests in the documents of its users, November 2026.
    """
    year, month, day = str(times[0].astype("datetime64[D]")).split("-")
    variables = [_OWN_NAME.get(field.name, field.era5_name) for field in FIELDS if field.on_levels == on_levels]
    return {
        "product_type": ["reanalysis"],
        "variable": variables,
        "year": [year],
        "month": [month],
        "day": [day],
        "time": [f"{time}"[11:16] for time in times.astype("datetime64[m]")],
        **({"pressure_level": [str(level) for level in levels(request.least_pressure)]} if on_levels else {}),
        "area": list(area(request.box)),
        "data_format": "netcdf",
        "download_format": "unarchived",
    }


def levels(least_pressure: float) -> list[int]:
    """Levels of ERA5 of a pressure [Pa] or more. [hPa]"""
    return [level for level in LEVELS_HPA if level * 100.0 >= least_pressure * (1.0 - 1e-9)]


def area(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """North, west, south and east of the points of ERA5 around a box. [degree]"""
    west, south, east, north = box
    width = (east - west) % 360.0 or 360.0
    begin = math.floor(west / GRID_STEP) * GRID_STEP
    end = math.ceil((west + width) / GRID_STEP) * GRID_STEP
    return (
        min(math.ceil(north / GRID_STEP) * GRID_STEP, 90.0),
        begin,
        max(math.floor(south / GRID_STEP) * GRID_STEP, -90.0),
        # A column of the whole circle that is given twice is taken once.
        min(end, begin + 360.0 - GRID_STEP),
    )


def _part(times: NDArray[np.datetime64]) -> Part:
    first, last = (minute(time).replace(":", "") for time in (times[0], times[-1]))
    return Part(f"{first}_{last}.nc", times)


def _is_other(grid: Grid, first: Grid, part: Part) -> bool:
    """Whether a file has other points than the first one, or other hours than were asked for."""
    return not (
        np.array_equal(grid.time, part.times)
        and np.array_equal(grid.latitude, first.latitude)
        and np.array_equal(grid.longitude, first.longitude)
    )
