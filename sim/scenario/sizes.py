"""Sizes of sheets as people type them, such as 15.24x7.62: length by width in centimetres."""

import re
from typing import NamedTuple

_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[xX×]\s*(\d+(?:\.\d+)?)\s*")
_ROUNDING = 1e-9

SAME_WITHIN = 0.1
"""By how much two sizes may differ on each side and be the same. [cm]"""


class Size(NamedTuple):
    """Length and width of a sheet, in either order. [cm]"""

    length: float
    width: float

    @property
    def area(self) -> float:
        """Its area. [cm2]"""
        return self.length * self.width

    def is_like(self, other: "Size") -> bool:
        """Whether another size is the same to a millimetre, whichever way round."""
        pairs = zip(sorted(self), sorted(other), strict=True)
        return all(abs(mine - theirs) <= SAME_WITHIN + _ROUNDING for mine, theirs in pairs)


def size_of(text: str) -> Size | None:
    """The size that a text such as ``15.24x7.62`` names; None where it names none.

    Examples
    --------
    >>> size_of("15.24 x 7.62").is_like(size_of("7.6x15.2"))
    True
    """
    match = _SIZE.fullmatch(text)
    size = None if match is None else Size(float(match[1]), float(match[2]))
    return None if size is None or size.area == 0.0 else size
