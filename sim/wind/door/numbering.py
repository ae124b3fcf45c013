"""Which members of an ensemble each file holds, found without reading any field.

Holds no choice among them.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sim.errors import WindError
from sim.wind.door.cutting import Cut
from sim.wind.door.grib import grib_members
from sim.wind.door.layout import layout
from sim.wind.door.members import member_numbers
from sim.wind.door.opening import is_grib, opened


def members_held(files: Sequence[Path], origin: str) -> dict[Path, tuple[int, ...]]:
    """Numbers of the members in each file; none where a file says nothing of members, has nothing on levels, or cannot
    be opened.

    Parameters
    ----------
    files : sequence of Path
        One that cannot be opened says nothing: its fault is told with those of the others, when all are read.
    origin : str
        How messages call them together.
    """
    return {file: _held(file, origin if len(files) == 1 else str(file)) for file in files}


def numbers_in(held: Mapping[Path, tuple[int, ...]]) -> list[int]:
    """All numbers in any of the files, ascending.

    Parameters
    ----------
    held : mapping of Path to tuple of int
        As `members_held` gives it.
    """
    return sorted({number for numbers in held.values() for number in numbers})


def files_of_member(held: Mapping[Path, tuple[int, ...]], number: int) -> list[Path]:
    """The files that a member is read from: its own, and those that say nothing of members.

    Parameters
    ----------
    held : mapping of Path to tuple of int
    number : int
    """
    return [file for file, numbers in held.items() if not numbers or number in numbers]


def _held(file: Path, origin: str) -> tuple[int, ...]:
    numbers: set[int] = set()
    try:
        if is_grib(file):
            return grib_members(file, origin)
        with closing(opened(file, origin, Cut())) as datasets:
            for one in datasets:
                if layout(one.dataset, one.origin).names:
                    numbers.update(member_numbers(one.dataset))
    except WindError:
        # `gathered` says why, together with the faults of all other files.
        return ()
    return tuple(sorted(numbers))
