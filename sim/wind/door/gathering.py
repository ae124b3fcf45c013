"""Everything that the files of a source hold of the air and of the ground, with every fault of every file.

Holds no putting together and no check of the air.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from sim.errors import WindError
from sim.wind.door.cutting import Cut
from sim.wind.door.layout import Layout, layout
from sim.wind.door.opening import Opened, opened
from sim.wind.door.pieces import Piece, read_piece
from sim.wind.door.spellings import SURFACE, VARIABLES
from sim.wind.door.surface import Surface, read_surface
from sim.wind.door.translating import translated

_INSTEAD = (
    "; instead, heights are made from temperature where the files have the pressure (sp, ps) and the height (orog, or "
    "its geopotential) of the surface"
)

What = TypeVar("What")


class Held(NamedTuple, Generic[What]):
    """Something and the file that holds it."""

    file: Path
    what: What


class Gathered(NamedTuple):
    """What the files hold.

    pieces : list of Held[Piece]
        Air on pressure levels.
    surfaces : list of Held[Surface]
        The ground and the air at it.
    without_levels : list of Held[str]
        Files with nothing on pressure levels, as messages call them.
    """

    pieces: list[Held[Piece]]
    surfaces: list[Held[Surface]]
    without_levels: list[Held[str]]

    @property
    def files(self) -> list[Path]:
        """The files that hold air or ground."""
        return list(dict.fromkeys([*(held.file for held in self.pieces), *(held.file for held in self.surfaces)]))

    def passed_over(self, used: Collection[str]) -> list[str]:
        """The sentences on files and parts of files that were not used for anything, where there are such.

        Parameters
        ----------
        used : collection of str
            Files of which the ground was used, as messages call them.
        """
        names = sorted(held.what for held in self.without_levels if held.what not in used)
        over = [f"Nothing on pressure levels is in {', '.join(names)}: passed over."] if names else []
        return [*over, *dict.fromkeys(note for held in self.surfaces for note in held.what.left_out)]


def gathered(files: Sequence[Path], origin: str, cut: Cut) -> Gathered:
    """What the files hold.

    Parameters
    ----------
    files : sequence of Path
    origin : str
        How messages call them together.
    cut : Cut
        What is wanted of them.

    Raises
    ------
    WindError
        With every fault of every file, and everything that none of them has.
    """
    found = Gathered([], [], [])
    layouts: list[Layout] = []
    problems: list[str] = []
    for file in files:
        name = origin if len(files) == 1 else str(file)
        try:
            for held in opened(file, name, cut):
                one = translated(held, cut)
                where = layout(one.dataset, one.origin)
                if (surface := read_surface(one, where, cut)) is not None:
                    found.surfaces.append(Held(file, surface))
                if not where.has_levels and _is_one_of_several(one, files, origin):
                    found.without_levels.append(Held(file, one.origin))
                    continue
                layouts.append(where)
                problems.extend(where.problems)
                if where.is_complete and (piece := read_piece(one, where, cut, problems)) is not None:
                    found.pieces.append(Held(file, piece))
        except WindError as error:
            problems.extend(error.problems)
    if layouts or not problems:
        problems = [*_lacking(layouts, found, origin), *problems]
    if problems:
        raise WindError(problems)
    return found


def _is_one_of_several(one: Opened, files: Sequence[Path], origin: str) -> bool:
    """Whether others may hold what this dataset does not: other files, or others of the same archive."""
    return len(files) > 1 or one.origin != origin


def _lacking(layouts: Sequence[Layout], found: Gathered, origin: str) -> list[str]:
    """What no file has of the variables that every wind must have."""
    names = {name for one in layouts for name in (*one.names, *one.unclear)}
    if SURFACE.keys() <= {name for held in found.surfaces for name in held.what.values}:
        names.add("geopotential_height")
    if any("level" not in one.axes for one in layouts):
        # Without levels nothing can be found, and the missing levels are a problem of their own.
        return []
    held = ", ".join(dict.fromkeys(name for one in layouts for name in one.held)) or "none"
    over = ", ".join(item.what for item in found.without_levels)
    where = f"; passed over for having nothing on pressure levels: {over}" if over else ""
    return [
        f"{origin}: {quantity.label} on pressure levels is missing; the file has {held}{where}; known names are "
        f"{', '.join(quantity.names)}{_INSTEAD if variable == 'geopotential_height' else ''}."
        for variable, quantity in VARIABLES.items()
        if variable not in names
    ]
