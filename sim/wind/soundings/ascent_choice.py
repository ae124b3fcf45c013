"""Which ascents of a file are meant: what may follow the # behind its name.

Holds no file format.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.errors import WindError
from sim.wind.soundings.ascent import Part

_TIME = r"\d{4}-\d{2}-\d{2}(?:T\d{2}(?::\d{2})?)?Z?"

_CHOICE = re.compile(rf"(?:(?P<station>.+?)\s*,\s*)?(?P<first>{_TIME})(?:/(?P<last>{_TIME}))?")

MOST_ASCENTS = 1000
"""How many make one wind. Assumed: a file of a station's whole history has tens of thousands, and nobody means them all
when they name it alone; a year of two a day has 730."""

MOST_NAMED = 10
"""How many stations or times a message lists before it only counts them."""


class Choice(NamedTuple):
    """What is meant.

    station : str
        Name or number, in any case; empty for the only one.
    first, last : np.datetime64
        First and last time, whole days or hours where that is all they say; NaT for every time. [UTC]
    """

    station: str
    first: np.datetime64
    last: np.datetime64

    def has_time(self, valid: np.datetime64) -> bool:
        """Whether a time is meant; both ends are, to the precision in which they are given."""
        if np.isnat(self.first):
            return True
        first, last = valid.astype(self.first.dtype), valid.astype(self.last.dtype)
        return bool(self.first <= first and last <= self.last)

    def has_station(self, part: Part) -> bool:
        """Whether the station of a part is meant."""
        return self.station.lower() in ("", part.number.lower(), part.name.lower())


def choice_of(which: str | None, origin: str) -> Choice:
    """The choice that a text makes.

    Parameters
    ----------
    which : str or None
        A station, a time, a span of times, or a station and one of these behind a comma.
    origin : str
        How messages call the file.

    Raises
    ------
    WindError
        For a time that is none.

    Examples
    --------
    >>> choice = choice_of("Osan,2015-04-03/2015-04-04T12", "file")
    >>> choice.station, str(choice.first), str(choice.last)
    ('Osan', '2015-04-03', '2015-04-04T12')
    """
    text = (which or "").strip()
    found = _CHOICE.fullmatch(text)
    if found is None:
        return Choice(text, np.datetime64("NaT"), np.datetime64("NaT"))
    try:
        first = np.datetime64(found["first"].removesuffix("Z"))
        last = np.datetime64((found["last"] or found["first"]).removesuffix("Z"))
    except ValueError as error:
        raise WindError(
            f"{origin}: {which!r} holds a time that is none ({error}); write it as 2015-04-04T12."
        ) from error
    return Choice(found["station"] or "", first, last)


def chosen_parts(parts: Sequence[Part], which: str | None, origin: str) -> list[Part]:
    """The ascents that are meant, all of one station, in the order of time.

    Parameters
    ----------
    parts : sequence of Part
        Those of the file.
    which : str or None
        As for `choice_of`.
    origin : str
        How messages call the file.

    Raises
    ------
    WindError
        Where none is left or too many are, where there are several stations, or two ascents of one time.
    """
    choice = choice_of(which, origin)
    stations = {part.number + part.name: part for part in parts}
    named = _listed([part.station for part in sorted(stations.values(), key=lambda part: (part.name, part.number))])
    if not choice.station and len(stations) != 1:
        raise WindError(f"{origin}: {len(stations)} stations are in the file; name one after #: {named}.")
    here = [part for part in parts if choice.has_station(part)]
    if not here:
        raise WindError(f"{origin}: there is no station {choice.station!r} in the file; it has {named}.")
    chosen = sorted((part for part in here if choice.has_time(part.valid)), key=lambda part: str(part.valid))
    if not chosen:
        there = _listed([part.when for part in here])
        raise WindError(f"{origin}: {here[0].station} has no ascent at {which!r}; it has {there}.")
    if len(chosen) > MOST_ASCENTS:
        raise WindError(
            f"{origin}: {chosen[0].station} has {len(chosen)} ascents from {chosen[0].when} to {chosen[-1].when}, and "
            f"at most {MOST_ASCENTS} make one wind; name a time or a span after #, such as 2015-04-03/2015-04-05."
        )
    if twice := [earlier.when for earlier, later in pairwise(chosen) if earlier.valid == later.valid]:
        raise WindError(f"{origin}: {chosen[0].station} has several ascents of {_listed(twice)}; keep one of each.")
    return chosen


def _listed(names: list[str]) -> str:
    """The names, or the first of them and how many more there are."""
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"
