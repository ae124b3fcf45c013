"""What a table of the report is: names of rows and columns, and what the cells say.

Holds no number and no markup.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """A row of a table.

    name : str
        What it is about.
    cells : tuple of str
    within : bool
        Whether it is a part of a row above.
    """

    name: str
    cells: tuple[str, ...]
    within: bool = False


class Table(NamedTuple):
    """A table.

    caption : str
    columns : tuple of str
        First the column of names.
    lines : tuple of Line
    notes : tuple of str
        What a reader must know about it.
    """

    caption: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
