"""Items that are lighter, heavier, smaller or larger than in the catalogue, and still fall at its speed.

Looks at completed tables as typed. A speed is the catalogue's where number and grounds are those of the catalogue: so
it is found in a file that leaves it out, and in a complete scenario whose entries were changed.
"""

import math
from collections.abc import Iterator
from typing import Any

from sim.scenario.sizes import size_of
from sim.scenario.tables import catalogue
from sim.scenario.typed import Table, median_in, stated_in, table_in
from sim.units import unit_of_key

_SPEED = "sea_level_speed_m_s"
_NUMBERS = ("mass_g", "grammage_g_m2")
_AREAS = ("size_cm", "area_cm2")
_ROUNDING = 1e-9


def kept_speed_faults(full: Any) -> Iterator[str]:  # Any: as typed by a person, completed
    """Every item that differs from the catalogue, but not in its speed, as ends of sentences after the file's name."""
    items = table_in(full, "items")
    for kind, shipped in catalogue().items():
        item = table_in(items, kind)
        if item and _SPEED in shipped and item.get(_SPEED) == shipped[_SPEED]:
            differing = [*_other_numbers(item, shipped), *_other_area(item, shipped)]
            if differing:
                yield (
                    f"items.{kind} has another {' and another '.join(differing)} than the catalogue, but its speed; "
                    "give sea_level_speed_m_s or drag_coefficient too."
                )


def _other_numbers(item: Table, shipped: Table) -> Iterator[str]:
    """Keys of the catalogue whose median is another."""
    for key in _NUMBERS:
        mine, theirs = median_in(item, key), median_in(shipped, key)
        if mine is not None and theirs is not None and not math.isclose(mine, theirs, rel_tol=_ROUNDING):
            yield key


def _other_area(item: Table, shipped: Table) -> Iterator[str]:
    """The key that says how large it is, where that is not as large, or not of the shape, as in the catalogue."""
    key = next((key for key in _AREAS if item.get(key) is not None), None)
    mine, theirs = _sides(item), _sides(shipped)
    if key is None or not mine or not theirs:
        return
    if len(mine) != len(theirs):  # a size against an area
        mine, theirs = ([math.prod(mine)], [math.prod(theirs)])
    if not all(math.isclose(one, other, rel_tol=_ROUNDING) for one, other in zip(mine, theirs, strict=True)):
        yield key


def _sides(item: Table) -> list[float]:
    """The shorter and the longer side [cm], or the area [cm2] alone; nothing where neither can be read."""
    text, area = stated_in(item, "size_cm"), median_in(item, "area_cm2")
    size = size_of(text) if isinstance(text, str) else None
    if size is not None:
        return sorted(size)
    return [] if area is None else [area / unit_of_key("area_cm2").factor]
