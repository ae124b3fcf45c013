"""The table of a sweep as a picture wants it: one number of each point with its interval, in units that people read.

Holds no drawing.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError, ResultError
from sim.evidence.reading import suggestion
from sim.ground import regions
from sim.kinds import A_SWEEP, refuse_other_than
from sim.landing.counting.breakdowns import TOTAL_LABELS

Floats = NDArray[np.float64]

PIECES = "_pieces"
"""Ends the name of a measure that counts the pieces of a region for each balloon, not their share."""

LENGTHS = {
    "range": "distance from the launch to the median point",
    "along_sd": "spread along the direction of flight",
    "cross_sd": "spread across the direction of flight",
    "circular_error": "radius that holds half of what landed",
}
"""Measures that are lengths, and their words."""

_OWN = ("item", "region")
_STATES = ("outstanding", "no value", "cannot be flown")


class Measure(NamedTuple):
    """One number of each point.

    name : str
    item, label : str
        The kind of item, and its name for people.
    words, unit : str
        What the number is, and its unit.
    known : (3, ...) float64
        Number, lower and upper end of its interval; ends are NaN where it has none.
    state : (...) str
        Why there is no number: "outstanding", "no value" or "cannot be flown"; empty where there is one.
    dims : tuple of str
        Parameters, or "point".
    """

    name: str
    item: str
    label: str
    words: str
    unit: str
    known: Floats
    state: NDArray[np.str_]
    dims: tuple[str, ...]

    @property
    def axis_label(self) -> str:
        """What stands at an axis."""
        return f"{self.words} ({self.unit})"

    @property
    def has_interval(self) -> bool:
        return bool(np.isfinite(self.known[1]).any())


def measured(who: str, result: xr.Dataset, item: str | None, measure: str) -> Measure:
    """A measure of one item at every point.

    Parameters
    ----------
    who : str
        The drawing function, for messages.
    result : xr.Dataset
        From `sim.sweep`; parameters of one value are left out.
    item : str or None
        The first of the result for None.
    measure : str
        A region, total or outcome of the result; the same with "_pieces"; or one of `LENGTHS`.

    Raises
    ------
    ResultError
        When the dataset is no sweep, or no point has the number.
    InputError
        For an item or measure that it does not have.
    """
    _refuse_no_sweep(who, result)
    items, places = ([str(name) for name in result[name].values] for name in _OWN)
    kind = items[0] if item is None else item
    measures = [*places, *(place + PIECES for place in places), *LENGTHS]
    asked = (("item", kind, items), ("measure", measure, measures))
    problems = [
        f"{who}: {what} is {one!r}; {suggestion(str(one), all_)}" for what, one, all_ in asked if one not in all_
    ]
    if problems:
        raise InputError(problems)
    one = squeezed(result).sel(item=kind)
    columns, factor, words, unit = _columns(one, measure)
    known = np.stack([factor * np.asarray(column.values, dtype=np.float64) for column in columns])
    if not np.isfinite(known[0]).any():
        raise ResultError(f"{who}: no point has a number for {kind}, {measure}; fly the sweep, or choose another.")
    state = np.where(np.isfinite(known[0]), "", np.array(_STATES)[one["flown"].values])
    dims = tuple(map(str, columns[0].dims))
    return Measure(measure, kind, str(one["item_label"].values), words, unit, known, state, dims)


def _refuse_no_sweep(who: str, result: xr.Dataset) -> None:
    refuse_other_than(xr.Dataset, f"{who}: result", result, A_SWEEP)
    lacking = [name for name in ("probability", "flown", "item_label") if name not in result.variables]
    if lacking or not {*_OWN} <= set(result["probability"].dims):
        raise ResultError(f"{who}: the dataset is no sweep; pass what sim.sweep or sim.open_sweep gave.")


def squeezed(result: xr.Dataset) -> xr.Dataset:
    """Without the parameters that have one value only."""
    lone = [name for name in result["flown"].dims if result.sizes[name] == 1 and name != "point"]
    return result.isel(dict.fromkeys(lone, 0))


def _columns(one: xr.Dataset, measure: str) -> tuple[list[xr.DataArray], float, str, str]:
    """Number and ends; what they are multiplied by; what they are; their unit."""
    if measure in LENGTHS:
        number = one[measure]
        nothing = xr.full_like(number, np.nan)
        return [number, nothing, nothing], 1e-3, LENGTHS[measure], "km"
    region = measure.removesuffix(PIECES)
    place = one.sel(region=region)
    where = "without a landing" if region == "no_landing" else f"landing in {place_label(region)}"
    if region in one["region"].values[one["region_kind"].values == "outcome"]:
        where = f"ending as {region.replace('_', ' ')}"
    if measure == region:
        return [place[name] for name in ("probability", "low", "high")], 100.0, f"share {where}", "%"
    names = ("pieces", "pieces_low", "pieces_high")
    return [place[name] for name in names], 1.0, f"pieces {where}", "for each balloon"


def place_label(region: str) -> str:
    """What people call a region or a total."""
    known = {place.name: place.label for place in regions()} | TOTAL_LABELS
    return {"sea": "the sea"}.get(region, known.get(region, region.replace("_", " ")))


def flown_words(result: xr.Dataset) -> str:
    """How much was flown at each point."""
    sizes = []
    for name, what in (("balloons", "balloons"), ("weather_members", "weather members")):
        counts = result[name].values[result[name].values > 0]
        low, high = int(counts.min()), int(counts.max())
        sizes.append(f"{low:,} {what}" if low == high else f"{low:,} to {high:,} {what}")
    return f"{' in '.join(sizes)} at each of {result['flown'].size:,} points"


def lacking_words(state: NDArray[np.str_]) -> str:
    """How many points have no number, and why; empty where all have one."""
    counted = [(int((state == name).sum()), name) for name in _STATES]
    told = [f"{count:,} {name}" for count, name in counted if count]
    return f"Points without a number: {', '.join(told)}. " if told else ""


def wind_words(result: xr.Dataset) -> str:
    """The winds of the points that are there: the one, or the first and how many more."""
    sources = [str(result["air_source"].values[number]) for number in np.unique(result["air_of_point"].values)]
    more = f"; and {len(sources) - 1} more winds" if len(sources) > 1 else ""
    return f"Wind: {sources[0]}{more}. Model: balloon-drift."
