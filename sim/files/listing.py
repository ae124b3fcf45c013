"""The landings of some flights as a list: one row for each piece followed, landed or not.

Holds no file format; every export of landings writes these rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import ResultError
from sim.kinds import refuse_lost_dimensions, refuse_other_than
from sim.landing import LandingDistribution, landings
from sim.landing.counting.bundles import bundle_names, bundle_of_drops, only_bundle

if TYPE_CHECKING:
    from pandas import DataFrame

_PER_DROP = ("item", "sample", "items_represented")
_ENDED = ("longitude", "latitude", "height", "time")
_UNITS = {"longitude": "_deg", "latitude": "_deg", "height": "_m", "time": "_utc"}
NO_BUNDLE = "none"
"""In place of the name of a bundle, for what no bundle carried: the empty envelope."""

_NEEDED = ("balloon", "sample", "region", "landing_height", "landing_time")


@dataclass(frozen=True)
class Selection:
    """What of some flights is exported.

    Attributes
    ----------
    flights : xr.Dataset
        With the drops of the chosen bundle only.
    items : tuple of str
        Kinds of items, in order.
    """

    flights: xr.Dataset
    items: tuple[str, ...]

    @cached_property
    def drops(self) -> LandingDistribution:
        return landings(self.flights)

    @property
    def bundles(self) -> NDArray[np.str_]:
        """Name of the bundle of each drop; "none" for the envelope. (drop,)"""
        return np.array([name or NO_BUNDLE for name in bundle_of_drops(self.flights)])

    @cached_property
    def not_landed(self) -> dict[str, dict[str, float]]:
        """Share of each outcome without a landing, by item; items that all came down are not in it."""
        shares = {item: self.drops.not_landed(item) for item in self.items}
        return {item: share for item, share in shares.items() if share}

    @property
    def remark(self) -> str:
        """What did not land, in one sentence; empty where everything did."""
        told = (
            f"{item} " + " and ".join(f"{100.0 * share:.2f} % {name.replace('_', ' ')}" for name, share in ends.items())
            for item, ends in self.not_landed.items()
        )
        text = "; ".join(told)
        return f"Did not land and has no place here: {text}." if text else ""

    def rows(self) -> "DataFrame":
        """One row for each drop, the chosen items in order, each balloon by balloon."""
        import pandas as pd

        return pd.concat([self._rows_of(item) for item in self.items], ignore_index=True)

    def landed(self) -> "DataFrame":
        """The rows that have a place."""
        rows = self.rows()
        return rows[np.isfinite(rows["longitude_deg"])].reset_index(drop=True)

    def _rows_of(self, item: str) -> "DataFrame":
        import pandas as pd

        chosen = np.flatnonzero(self.flights["item"].values.astype(str) == item)
        return pd.DataFrame({name: values.ravel() for name, values in self._columns(chosen)})

    def _columns(self, chosen: NDArray[np.intp]) -> Iterator[tuple[str, NDArray[np.generic]]]:
        """Every column of some drops, by its name with the unit. (balloon, drop)"""
        flights, shape = self.flights, (self.flights.sizes["balloon"], chosen.size)
        for name in _PER_DROP:
            yield name, np.broadcast_to(flights[name].values[chosen], shape)
        yield "bundle", np.broadcast_to(self.bundles[chosen], shape)
        yield "balloon", np.broadcast_to(flights["balloon"].values[:, None], shape)
        yield "weather_member", np.broadcast_to(flights["weather"].values[:, None], shape)
        for name in ("outcome", "region"):
            yield name, _named(flights[name], chosen)
        for name in _ENDED:
            yield f"{name}{_UNITS[name]}", flights[f"landing_{name}"].values[:, chosen]


def selection(flights: xr.Dataset, item: str | tuple[str, ...] | None, bundle: str | None) -> Selection:
    """What of some flights is to be exported.

    Parameters
    ----------
    flights : xr.Dataset
    item : str, tuple of str or None
        Kinds of items, also "intact_bundle" and "empty_envelope"; all kinds of the payload by default.
    bundle : str or None
        Only what this bundle carried.

    Raises
    ------
    ResultError
        For an item or a bundle that there is not; all at once.
    """
    missing = [name for name in _NEEDED if name not in flights.variables]
    if missing:
        raise ResultError(f"export: {', '.join(missing)} not found; give flights of `sim.simulate`.")
    refuse_lost_dimensions("export: flights", flights)
    known = list(dict.fromkeys(flights["item"].values.astype(str)))
    refuse_other_than((str, Iterable, NoneType), "export: item", item, f"one or several of {', '.join(known)}")
    wanted = landings(flights).items if item is None else (item,) if isinstance(item, str) else tuple(item)
    if not wanted:
        raise ResultError(f"export: there is no item to write; name some of {', '.join(known)}.")
    problems = [f"export: no item {kind!r}; there are {', '.join(known)}." for kind in wanted if kind not in known]
    names = bundle_names(flights)
    if bundle is not None and bundle not in names:
        problems.append(f"export: no bundle {bundle!r}; there are {', '.join(names)}.")
    if problems:
        raise ResultError(problems)
    carried = flights if bundle is None else only_bundle(flights, bundle)
    items = tuple(kind for kind in dict.fromkeys(wanted) if kind in carried["item"].values)
    if not items:
        raise ResultError(f"export: bundle {bundle} carries no {' or '.join(wanted)}; choose another item or bundle.")
    return Selection(carried, items)


def _named(flags: xr.DataArray, chosen: NDArray[np.intp]) -> NDArray[np.object_]:
    """What the numbers of a flag variable mean, for some drops. (balloon, drop)"""
    numbers = np.atleast_1d(flags.attrs["flag_values"])
    names = np.array(flags.attrs["flag_meanings"].split(), dtype=object)
    order = np.argsort(numbers)
    return np.asarray(names[order][np.searchsorted(numbers[order], flags.values[:, chosen])], dtype=object)
