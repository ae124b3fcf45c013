"""ERA5 from a Zarr store laid out as the public one in the cloud, hour by hour; far away or on this machine.

Holds no request to a service that prepares data.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import FetchError, FetchInterrupted
from sim.fetch.addresses import labelled_store, store_group
from sim.fetch.fields import FIELDS, FINAL, GROUND, PRELIMINARY, Field, Grid, Values, assembled, holes, missing_hour
from sim.fetch.reaching import reason_of
from sim.fetch.request import Request
from sim.fetch.source import MissingHours, Part, Volume
from sim.wind.door.cutting import Entries, size_of
from sim.wind.door.layout import along_axes, layout, on_axes
from sim.wind.door.opening import Opened
from sim.wind.door.pieces import Wanted, wanted
from sim.wind.field import minute

ARCO = "gs://gcp-public-data-arco-era5/ar/full_37-1h-0p25deg-chunk-1.zarr-v3"
"""The public store: Carver and Merose, "ARCO-ERA5: An Analysis-Ready Cloud-Optimized Reanalysis Dataset", 22nd
Conference on AI for Environmental Science, American Meteorological Society, 2023. Its chunks are one hour of the whole
globe at all 37 levels, 154 MB unpacked."""


class StoreSource:
    """A Zarr store as a source of winds.

    Parameters
    ----------
    address : str
        Of the store, or its path on this machine.
    request : Request

    Raises
    ------
    FetchError
        With every reason why it cannot give what is asked for.
    """

    def __init__(self, address: str, request: Request) -> None:
        self.name = address
        self._is_remote = "://" in address
        self._group = store_group(address)
        dataset = self._answered(lambda: labelled_store(self._group), "the list of its variables")
        problems: list[str] = []
        self._dataset, self._axes, part = self._cut(dataset, request, problems)
        self._entries = {name: places for name, places in part.entries.items() if name != self._axes["time"]}
        self._pressure, self.notes = part.air_pressure, tuple(part.notes)
        self._names = {field.name: field.era5_name for field in FIELDS if field.era5_name in dataset.data_vars}
        problems.extend(self._lacking_problems(dataset))
        self._final, self._last = _versions(dataset.attrs)
        self._times = self._wanted_times(request, problems)
        if problems:
            raise FetchError(problems)
        self._ground: Values | None = None

    @property
    def kind(self) -> Mapping[str, object]:
        """The store and what it has of the fields."""
        where = self.name if self._is_remote else str(Path(self.name).resolve())
        return {"store": where, "fields": sorted(self._names.values())}

    @property
    def lacking(self) -> tuple[str, ...]:
        """Fields that the store does not have."""
        return tuple(field.era5_name for field in FIELDS if field.name not in self._names)

    @property
    def parts(self) -> list[Part]:
        """One for each time, as the store has one chunk for each."""
        return [Part(f"{minute(time).replace(':', '')}.nc", times) for time, times in _one_by_one(self._times)]

    @property
    def steps(self) -> int:
        """One for each field."""
        return len(self._names)

    def volume(self, parts: list[Part]) -> Volume:
        """How much parts are; what is transferred as the first of them has it."""
        if not parts:
            return Volume(0, 0, 0)
        step = self._step(parts[0])
        one = size_of(self._dataset, list(self._names.values()), {**self._entries, self._axes["time"]: step})
        transferred = self._answered(lambda: self._stored(int(step[0])), "the size of its chunks")
        return Volume(transferred * len(parts), one.decoded * len(parts), one.memory * len(parts))

    def read(self, part: Part, step: Callable[[], None]) -> xr.Dataset:
        """One hour, field by field, so that one chunk at a time is in memory."""
        found = {}
        places = {**self._entries, self._axes["time"]: self._step(part)}
        for field in FIELDS:
            if field.name in self._names:
                found[field.name] = self._values(field, places, part)
                step()
        grid = Grid(
            part.times,
            self._pressure,
            self._dataset[self._axes["latitude"]].to_numpy()[self._entries[self._axes["latitude"]]],
            self._dataset[self._axes["longitude"]].to_numpy()[self._entries[self._axes["longitude"]]],
        )
        dataset = assembled(grid, found, [FINAL if self._is_final(time) else PRELIMINARY for time in part.times])
        if problems := holes(dataset, self.name):
            raise MissingHours(problems)
        return dataset

    def _cut(
        self, dataset: xr.Dataset, request: Request, problems: list[str]
    ) -> tuple[xr.Dataset, dict[str, str], Wanted]:
        """The store along its axes, their names, and what is wanted of it."""
        found = layout(dataset, self.name)
        if not found.is_complete:
            raise FetchError(found.problems)
        problems.extend(found.problems)
        part = wanted(Opened(dataset, self.name, is_store=True), found, request.cut, problems)
        return along_axes(dataset, found.axes), found.axes, part

    def _lacking_problems(self, dataset: xr.Dataset) -> list[str]:
        needed = [field.era5_name for field in FIELDS if field.is_needed and field.name not in self._names]
        if not needed:
            return []
        held = ", ".join(map(str, dataset.data_vars)) or "none"
        return [
            f"{self.name}: {', '.join(needed)} cannot be missing, and the store has {held}; give a store with the "
            "names of ARCO-ERA5."
        ]

    def _wanted_times(self, request: Request, problems: list[str]) -> NDArray[np.datetime64]:
        """The times to fetch; each one that the store lacks among them is a problem."""
        name = self._axes["time"]
        times: NDArray[np.datetime64] = self._answered(lambda: _decoded(self._dataset[name]), "its times")
        if faults := request.cut.span_problems(times, self.name):
            problems.extend(faults)
            return times[:0]
        steps = request.cut.steps(times)
        self._every, chosen = times, times[steps]
        usual = np.median(np.diff(times).astype(np.int64)).astype("timedelta64[ns]")
        due = np.arange(chosen[0], chosen[-1] + usual, usual)
        lost = [missing_hour(self.name, time, ()) for time in np.setdiff1d(due, chosen)]
        if self._last is not None and chosen[-1] >= self._last:
            lost.append(
                f"{self.name}: the times asked for last to {minute(chosen[-1])} UTC, and the store says that it is "
                f"filled up to {minute(self._last - np.timedelta64(1, 'h'))} UTC; ask for earlier times."
            )
        problems.extend(lost)
        return chosen

    def _values(self, field: Field, places: Mapping[str, Entries], part: Part) -> Values:
        """The numbers of a field as the store has them; the ground is read once."""
        if field.name == GROUND and self._ground is not None:
            return self._ground
        array = self._dataset[self._names[field.name]]
        axes = {
            axis: name
            for axis, name in self._axes.items()
            if field.on_levels or (axis != "level" and (axis != "time" or field.name != GROUND))
        }
        chosen = array.isel({name: entries for name, entries in places.items() if name in array.dims})
        held = self._answered(chosen.load, f"{field.era5_name} of {minute(part.times[0])} UTC")
        faults: list[str] = []
        ordered = on_axes(held, axes, self.name, faults)
        if ordered is None:
            raise FetchError(faults)
        values = Values(ordered.to_numpy(), array.attrs.get("units"))
        if field.name == GROUND:
            self._ground = values
        return values

    def _stored(self, step: int) -> int:
        """Bytes of the chunks that hold one time, as they are stored. [byte]"""
        from zarr.core.sync import sync

        total = 0
        for name in self._names.values():
            array = self._group[name]
            chunks = self._dataset[name].encoding["chunks"]
            wanted_at = {**self._entries, self._axes["time"]: np.array([step])}
            along = [
                np.unique(wanted_at[str(dimension)] // chunk)
                for dimension, chunk in zip(self._dataset[name].dims, chunks, strict=True)
            ]
            for place in np.stack(np.meshgrid(*along, indexing="ij"), axis=-1).reshape(-1, len(along)):
                key = array.metadata.encode_chunk_key(tuple(int(number) for number in place))  # type: ignore[union-attr]  # a group was refused before
                try:
                    total += sync(self._group.store.getsize(f"{array.path}/{key}".lstrip("/")))
                except FileNotFoundError:
                    # A chunk that is not stored costs nothing to transfer.
                    continue
        return total

    def _step(self, part: Part) -> Entries:
        return np.flatnonzero(np.isin(self._every, part.times))

    def _is_final(self, time: np.datetime64) -> bool:
        return self._final is None or bool(time < self._final)

    def _answered(self, ask: Callable[[], Any], what: str) -> Any:  # Any: whatever is asked for
        """What the store gives; the libraries raise many kinds when it does not answer, or not as it should."""
        try:
            return ask()
        except Exception as error:
            if self._is_remote:
                raise FetchInterrupted(f"{self.name}: {what} did not arrive ({reason_of(error)}).") from error
            raise FetchError(
                f"{self.name}: {what} cannot be read ({reason_of(error)}); the store is damaged: copy it again."
            ) from error


def _decoded(times: xr.DataArray) -> NDArray[np.datetime64]:
    return xr.decode_cf(times.to_dataset(name="coded"))["coded"].to_numpy().astype("datetime64[ns]")


def _versions(attributes: Mapping[Any, Any]) -> tuple[np.datetime64 | None, np.datetime64 | None]:
    """From when on a store holds preliminary ERA5, and from when on nothing; None where it does not say.

    Both attributes of ARCO-ERA5 name a day that is still in.
    """
    final, preliminary = (_day_after(attributes.get(name)) for name in ("valid_time_stop", "valid_time_stop_era5t"))
    return final, max((day for day in (final, preliminary) if day is not None), default=None)


def _day_after(day: object) -> np.datetime64 | None:
    try:
        after = date.fromisoformat(str(day)) + timedelta(days=1)
    except ValueError:
        return None
    return np.datetime64(after.isoformat(), "ns")


def _one_by_one(times: NDArray[np.datetime64]) -> list[tuple[np.datetime64, NDArray[np.datetime64]]]:
    return [(time, times[number : number + 1]) for number, time in enumerate(times)]
