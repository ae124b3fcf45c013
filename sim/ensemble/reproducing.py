"""Fly a result again from what it carries, and say whether the bits agree.

Holds no file format: it is given flights that were read, or that were just flown.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pyproj import Geod

from sim.ensemble.flying import Progress
from sim.ensemble.simulate import simulate
from sim.ensemble.winds import wind_for
from sim.errors import ResultError, WindError
from sim.kinds import A_WIND, FLIGHTS, refuse_lost_dimensions, refuse_other_than
from sim.scenario import Scenario
from sim.wind import WindField

# Where these differ, bits may; they are no result themselves. Names of winds and notes on them hold paths.
_CIRCUMSTANCES = frozenset({"history", "versions", "code_digest", "ground_digest", "wind_source", "wind_notes"})
_NEEDED = ("scenario", "rng_seed", "weather_members", "wind_digest", "wind_source")
_KNOWN_AT = {"code_digest": "other code of this program", "ground_digest": "other shapes or terrain"}


@dataclass(frozen=True)
class Reproduction:
    """A result made again, beside the one that was given; `print` shows it.

    Attributes
    ----------
    flights : xr.Dataset
        The flights, or the tally of them, as they were flown again.
    balloons, drops : int
        How many were flown.
    differences : tuple of str
        What is not the same, one sentence each; empty where every bit is.
    reasons : tuple of str
        What is otherwise than when the given flights were flown, and may be why.
    """

    flights: xr.Dataset
    balloons: int
    drops: int
    differences: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every variable has the same bits, and every attribute that both have."""
        return not self.differences

    def __str__(self) -> str:
        flown = f"{self.balloons:,} balloon{'' if self.balloons == 1 else 's'}, {self.drops:,} drops"
        if self.same:
            return f"The same bits: {flown}."
        why = self.reasons or (
            "none is known: code, versions, shapes and wind are those of the file, which was changed after it was "
            "written, or this machine computes otherwise",
        )
        listed = (f"  {sentence}" for sentence in self.differences)
        return "\n".join([f"Other bits: {flown}.", *listed, f"Possible reasons: {'; '.join(why)}."])


def reproduce(
    flights: xr.Dataset,
    wind: WindField | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reproduction:
    """Fly a result again from itself alone, and compare every bit.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.open_flights` or `sim.simulate`.
    wind : WindField, optional
        What it was flown in; opened as the scenario names it by default.
    threads : int, optional
        Threads of the kernel; all there are by default.
    progress : callable, optional
        As for `sim.simulate`.

    Returns
    -------
    Reproduction

    Raises
    ------
    ResultError
        Where the flights do not carry what they were flown from, or a part of them was taken out.
    WindError
        Where the wind is another than the one they were flown in.
    """
    refuse_other_than(xr.Dataset, "reproduce: flights", flights, FLIGHTS, ("balloon",))
    refuse_lost_dimensions("reproduce: flights", flights)
    first, balloons = _first_balloon(flights), flights.sizes["balloon"]

    def fly(scenario: Scenario, air: WindField, members: int, key: int) -> xr.Dataset:
        return simulate(
            scenario,
            air,
            balloons=balloons,
            weather_members=members,
            rng_seed=key,
            first_balloon=first,
            threads=threads,
            tracks=flights.sizes.get("track", 0),
            progress=progress,
        )

    return made_again(flights, wind, balloons, fly)


def made_again(
    result: xr.Dataset,
    wind: WindField | None,
    balloons: int,
    fly: Callable[[Scenario, WindField, int, int], xr.Dataset],
) -> Reproduction:
    """A result made again by a function of scenario, wind, weather members and `rng_seed`, and compared.

    Parameters
    ----------
    result : xr.Dataset
        With a dimension `drop`.
    wind : WindField or None
        As for `reproduce`.
    balloons : int
        How many the result is of.
    fly : callable
    """
    refuse_lost_dimensions("reproduce: result", result, ("drop",))
    scenario = flown_scenario(result)
    air = wind_for(scenario) if wind is None else wind
    refuse_other_than(WindField, "reproduce: wind", air, A_WIND)
    refuse_another_wind(result, air)
    again = fly(scenario, air, _members_asked(result), int(result.attrs["rng_seed"]))
    differences, reasons = tuple(_differences(result, again)), tuple(_reasons(result, again))
    return Reproduction(again, balloons, balloons * result.sizes["drop"], differences, reasons)


def flown_scenario(flights: xr.Dataset) -> Scenario:
    """The scenario that flights carry.

    Raises
    ------
    ResultError
        Where they carry none, or lack something else that flying again needs.
    """
    missing = [name for name in _NEEDED if name not in flights.attrs]
    if missing:
        raise ResultError(
            f"flights: attribute {', '.join(missing)} not found, and without it they cannot be flown again; give a "
            "flights.nc of this program."
        )
    return Scenario.from_json(flights.attrs["scenario"])


def refuse_another_wind(flights: xr.Dataset, wind: WindField) -> None:
    """Raise if a wind is not the one that flights were flown in.

    Raises
    ------
    WindError
    """
    known = flights.attrs["wind_digest"]
    if wind.digest != known:
        raise WindError(
            f"{wind.source}: its SHA-256 is {wind.digest[:12]}..., but the flights were flown in "
            f"{flights.attrs['wind_source']} with {known[:12]}...; give that wind (--wind)."
        )


def _first_balloon(flights: xr.Dataset) -> int:
    numbers = flights["balloon"].values
    if not np.array_equal(numbers, np.arange(numbers[0], numbers[0] + numbers.size)):
        raise ResultError(
            "flights: the balloons are not numbered one by one, so a part was taken out; give the whole flights.nc."
        )
    return int(numbers[0])


def _members_asked(flights: xr.Dataset) -> int:
    """How many weather members were asked for: more than there are where an ensemble of winds ran out of nights."""
    ran_out = "night_weather" in flights and int(flights["night_weather"][-1]) < 0
    return flights.sizes["night"] if ran_out else int(flights.attrs["weather_members"])


def _differences(before: xr.Dataset, after: xr.Dataset) -> Iterator[str]:
    """What differs between two datasets of flights, one sentence each."""
    for name in sorted({*before.variables, *after.variables}, key=str):
        if name not in after.variables or name not in before.variables:
            yield f"{name}: only {'in the file' if name in before.variables else 'when flown again'}."
            continue
        old, new = before[name], after[name]
        if old.shape != new.shape:
            yield f"{name}: {_shape(old)} in the file, {_shape(new)} when flown again."
        elif differing := int(_unequal(old, new).sum()):
            yield f"{name}: {differing:,} of {old.size:,} values differ{_apart(str(name), before, after)}."
    # Only what both note: why more balloons were not flown is noted besides, and an older file may note less.
    for name in sorted((before.attrs.keys() & after.attrs.keys()) - _CIRCUMSTANCES):
        if str(before.attrs[name]) != str(after.attrs[name]):
            yield f"attribute {name} differs."


def _shape(variable: xr.DataArray) -> str:
    """Sizes of a variable, such as "balloon 40, drop 10"."""
    return ", ".join(f"{dim} {size}" for dim, size in variable.sizes.items()) or "a single value"


def _unequal(old: xr.DataArray, new: xr.DataArray) -> NDArray[np.bool_]:
    """Where two variables do not hold the same bits; a missing number is the same as a missing number."""
    missing = old.isnull().values & new.isnull().values
    pair = old.values, new.values
    if old.dtype.kind == "M":  # made in whole milliseconds; a file holds them as seconds since 1970, to a microsecond
        pair = (_milliseconds(pair[0]), _milliseconds(pair[1]))
    return np.asarray((pair[0] != pair[1]) & ~missing, dtype=np.bool_)


def _milliseconds(times: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    return (times + np.timedelta64(500, "us")).astype("datetime64[ms]")


def _apart(name: str, before: xr.Dataset, after: xr.Dataset) -> str:
    """By how much two variables differ at most; in metres on the ground for the place of a landing."""
    old, new = before[name].values, after[name].values
    if name in ("landing_longitude", "landing_latitude"):
        places = np.array([data[f"landing_{axis}"] for data in (before, after) for axis in ("longitude", "latitude")])
        x, y, other_x, other_y = places[:, np.isfinite(places).all(axis=0)]
        distance = Geod(ellps="WGS84").inv(x, y, other_x, other_y)[2]
        return f", landings by at most {np.max(distance, initial=0.0):,.3g} m"
    if old.dtype.kind == "f":
        both = np.isfinite(old) & np.isfinite(new)
        return f", by at most {np.max(np.abs(old - new)[both], initial=0.0):.3g}"
    return ""


def _reasons(before: xr.Dataset, after: xr.Dataset) -> Iterator[str]:
    """What is otherwise than it was when the flights were flown."""
    for name, said in _KNOWN_AT.items():
        if before.attrs.get(name) != after.attrs.get(name):
            yield said
    old, new = (json.loads(data.attrs.get("versions", "{}")) for data in (before, after))
    for package in sorted({*old, *new}):
        if old.get(package) != new.get(package):
            yield f"{package} {new.get(package, 'not installed')}, then {old.get(package, 'not stated')}"
