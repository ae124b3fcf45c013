"""Ensembles of winds: their members as one wind, their mean, and how far they lie apart.

Holds no reading of a member: `reading` does that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.door.members import flown_note
from sim.wind.field import WindField, joined_digest
from sim.wind.weather.error import error_heights
from sim.wind.weather.process import WeatherProcess, exponential_correlation

_COMPONENTS = ("eastward_wind", "northward_wind")

AROUND = 5.0
"""The spread is taken among columns this near to a place. Assumed: flights of some hours stay within. [degree]"""


def ensemble_wind(members: Sequence[WindField], numbers: Sequence[int], origin: str) -> WindField:
    """Members of an ensemble as one wind.

    Parameters
    ----------
    members : sequence of WindField
        Two or more, on the same axes.
    numbers : sequence of int
        How the files number them.
    origin : str
        How messages call the files.

    Returns
    -------
    WindField
        The first one, with the others beside it.
    """
    first = members[0]
    for number, other in zip(numbers, members, strict=True):
        for axis in ("time", "air_pressure", "latitude", "longitude"):
            if not np.array_equal(first.dataset[axis], other.dataset[axis]):
                raise WindError(
                    f"{origin}: member {number} of the ensemble has another {axis} than member {numbers[0]}; give all "
                    "members on the same axes, or choose one by member."
                )
        if differ := first.dataset.data_vars.keys() ^ other.dataset.data_vars.keys():
            raise WindError(
                f"{origin}: only one of the members {numbers[0]} and {number} of the ensemble has "
                f"{', '.join(sorted(map(str, differ)))}; give it for all members or for none, or choose one by member."
            )
    shared = [note for note in first.notes if all(note in other.notes for other in members)]
    shared += _notes_of_some(members, numbers, shared)
    told = f"An ensemble of {len(members)} members, numbers {', '.join(map(str, numbers[:12]))}"
    notes = (*shared, told + (", ..." if len(numbers) > 12 else "") + ".")
    digest = joined_digest(list(dict.fromkeys(member.digest for member in members)))
    alike = [replace(member, notes=notes, digest=digest) for member in members]
    return replace(alike[0], others=tuple(alike[1:]))


def _notes_of_some(members: Sequence[WindField], numbers: Sequence[int], shared: Sequence[str]) -> Iterator[str]:
    """What must be said of some members only, or of all in other numbers: each wording once."""
    holders: dict[str, list[tuple[int, str]]] = {}
    for number, member in zip(numbers, members, strict=True):
        for note in member.notes:
            if note not in (*shared, flown_note(number)):
                holders.setdefault(re.sub(r"\d[\d.]*", "", note), []).append((number, note))
    for told in holders.values():
        number, note = told[0]
        if len(told) == len(members):
            yield f"Of member {number}, the others differ in numbers: {note}"
        else:
            yield f"Of {len(told)} of {len(members)} members, first of member {number}: {note}"


def inflated(wind: WindField, factor: float) -> tuple[WindField, ...]:
    """The members of an ensemble, their winds moved away from their mean.

    Parameters
    ----------
    wind : WindField
    factor : float
        What departures from the mean are multiplied by; 1 leaves the members as they are.
    """
    if factor == 1.0 or len(wind.members) == 1:
        return wind.members
    # those near the ground too: the wind goes down to them
    names = [str(name) for name in wind.dataset.data_vars if str(name).startswith(_COMPONENTS)]
    middle = {name: _mean(wind, name) for name in names}
    return tuple(
        replace(
            member,
            dataset=member.dataset.assign(
                {
                    name: member.dataset[name].copy(data=mean + factor * (member.dataset[name].to_numpy() - mean))
                    for name, mean in middle.items()
                }
            ),
        )
        for member in wind.members
    )


def ensemble_mean(wind: WindField) -> WindField:
    """The mean of the members: every quantity of the air point by point.

    Parameters
    ----------
    wind : WindField
    """
    fields = {
        str(name): wind.dataset[name].copy(data=_mean(wind, str(name)))
        for name in wind.dataset.data_vars
        if "time" in wind.dataset[name].dims
    }
    mean = wind.dataset.assign(fields)
    # it follows from its members, whose digest is known
    digest = joined_digest([wind.digest, "mean"])
    source = f"mean of {len(wind.members)} members, {wind.source}"
    return replace(wind, dataset=mean, source=source, others=(), digest=digest)


def spread_process(
    wind: WindField,
    factor: float,
    site: tuple[float, float],
    height_scale: float,
    horizontal_scale: float,
    time_scale: float,
) -> WeatherProcess:
    """Error of the mean of an ensemble, as large at each height as its members differ there around a place.

    Parameters
    ----------
    wind : WindField
        An ensemble.
    factor : float
        What the spread is multiplied by.
    site : (longitude, latitude)
        [degree]
    height_scale, horizontal_scale : float
        [m]
    time_scale : float
        [s]
    """
    rows, columns = _near(wind, *site)
    heights = _stacked(wind, "height", rows, columns).mean(axis=(0, 1, 3, 4))
    # of the variances of all columns and times the mean; of few members the sample variance is right on average
    spread = [
        np.sqrt(_stacked(wind, name, rows, columns).var(axis=0, ddof=1).mean(axis=(0, 2, 3))) for name in _COMPONENTS
    ]
    levels = error_heights()
    eastward, northward = (factor * np.interp(levels, heights, sd) for sd in spread)
    correlation = exponential_correlation(levels, height_scale)
    return WeatherProcess(levels, eastward, northward, correlation, horizontal_scale, time_scale)


def _mean(wind: WindField, name: str) -> NDArray[np.float64]:
    total = np.zeros(wind.dataset[name].shape)
    for member in wind.members:
        total += member.dataset[name].to_numpy()
    return total / len(wind.members)


def _near(wind: WindField, longitude: float, latitude: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns near a place; all where none is."""
    away = (wind.dataset["longitude"].to_numpy() - longitude + 180.0) % 360.0 - 180.0
    rows = np.flatnonzero(np.abs(wind.dataset["latitude"].to_numpy() - latitude) <= AROUND)
    columns = np.flatnonzero(np.abs(away) <= AROUND)
    sizes = wind.dataset.sizes
    return (
        rows if rows.size else np.arange(sizes["latitude"]),
        columns if columns.size else np.arange(sizes["longitude"]),
    )


def _stacked(wind: WindField, name: str, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    """A quantity of all members near a place. (member, time, level, latitude, longitude)"""
    parts = [member.dataset[name].isel(latitude=rows, longitude=columns).to_numpy() for member in wind.members]
    return np.asarray(np.stack(parts), np.float64)
