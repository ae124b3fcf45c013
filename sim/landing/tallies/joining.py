"""`joined_tally`: tallies of parts of one ensemble put together, to the bits of the tally of the whole.

Holds no count of its own.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

import xarray as xr

from sim.errors import ResultError
from sim.kinds import A_TALLY, refuse_other_than
from sim.landing.tallies.labels import labelled, sums_in
from sim.landing.tallies.sums import added
from sim.landing.tallies.tallied import is_tally
from sim.landing.tallies.whole import refuse_parted

_OF_PART = frozenset({"first_balloon", "landings_beyond_terrain"})


def joined_tally(tallies: Sequence[xr.Dataset]) -> xr.Dataset:
    """The tally of balloons that were tallied in parts, one after the other or by several machines.

    Parameters
    ----------
    tallies : sequence of xr.Dataset
        From `sim.tally` or `sim.open_tally`, in any order: of the same scenario, wind, seed, weather members and code,
        each beginning with the balloon that follows the last one of another.

    Raises
    ------
    ResultError
        Where they are not parts of one ensemble; all reasons at once.
    """
    refuse_other_than(Sequence, "joined_tally: tallies", tallies, "a list of tallies: pass [first, second]")
    for part in tallies:
        refuse_other_than(xr.Dataset, "joined_tally: a part", part, A_TALLY)
    if not tallies or not all(is_tally(part) for part in tallies):
        raise ResultError("joined_tally: tallies must be one or more datasets of sim.tally; flights cannot be joined.")
    for part in tallies:
        refuse_parted(part, "joined_tally: a part")
    parts = sorted(tallies, key=_first)
    problems = [*_strangers(parts), *_gaps(parts)]
    if problems:
        raise ResultError(problems)
    return labelled(reduce(added, map(sums_in, parts)), parts[0], _first(parts[0]))


def _first(tally: xr.Dataset) -> int:
    return int(tally.attrs["first_balloon"])


def _strangers(parts: list[xr.Dataset]) -> Iterator[str]:
    """In what parts are not of the same ensemble, one sentence for each that differs from the first."""
    known = parts[0].attrs
    for part in parts[1:]:
        names = (known.keys() | part.attrs.keys()) - _OF_PART
        differing = sorted(name for name in names if str(known.get(name)) != str(part.attrs.get(name)))
        if differing:
            yield (
                f"joined_tally: the part from balloon {_first(part):,} has another {', '.join(differing)} than that "
                f"from balloon {_first(parts[0]):,}; join parts of one ensemble only."
            )


def _gaps(parts: list[xr.Dataset]) -> Iterator[str]:
    """Where parts do not follow one another, one sentence each."""
    for one, other in pairwise(parts):
        wanted = _first(one) + int(one["balloons"].sum())
        if _first(other) != wanted:
            yield (
                f"joined_tally: a part begins with balloon {_first(other):,}, and the one before it ends at "
                f"{wanted - 1:,}; each balloon must be counted once."
            )
