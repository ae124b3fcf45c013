"""Which counts make which table.

Holds no estimator and no words of its own: it brings counts, headings and notes together.
"""

import numpy as np

from sim.landing.counting.breakdowns import TOTAL_LABELS, Breakdown, Headings, region_headings
from sim.landing.counting.counted_drops import CountedDrops
from sim.landing.counting.counts import Counts
from sim.landing.counting.endings import Endings
from sim.landing.counting.near_places import near_towns, town_headings
from sim.landing.tables.notes import notes_of
from sim.landing.tables.rows import lines_of, rows_of, unseen
from sim.landing.tables.table import LandingTable


def region_table(endings: CountedDrops, kinds: tuple[str, ...], level: float) -> LandingTable:
    """Every region, for each kind of item."""
    return _table(endings, {kind: endings.counts(kind) for kind in kinds}, region_headings(), level)


def class_table(endings: Endings, parted: Breakdown, kinds: tuple[str, ...], level: float) -> LandingTable:
    """Every class of places, for each kind of item."""
    counted = {kind: endings.counts(kind, parted.classes) for kind in kinds}
    return _table(endings, counted, parted.headings, level)


def town_table(endings: Endings, radius: float, kinds: tuple[str, ...], level: float) -> LandingTable:
    """Surroundings of every town, with a radius in metres, for each kind of item."""
    counted = {kind: near_towns(endings, kind, radius) for kind in kinds}
    note = f"Within {radius / 1e3:g} km of each town; surroundings overlap and do not add up."
    return _table(endings, counted, town_headings(), level, note)


def _table(
    endings: CountedDrops, counted: dict[str, Counts], headings: Headings, level: float, *notes: str
) -> LandingTable:
    names = next(iter(counted.values())).names
    lines = lines_of(headings, names, np.sum([counts.landings for counts in counted.values()], axis=0))
    outcomes = {name: name.replace("_", " ") for name in endings.outcome_names.values()}
    return LandingTable(
        rows=tuple(row for kind, counts in counted.items() for row in rows_of(kind, counts, lines, level)),
        labels=outcomes | TOTAL_LABELS | headings.labels,
        level=level,
        notes=(*notes, *notes_of(endings, tuple(counted), level)),
        launched=endings.launched,
        pieces_known=all(counts.pieces_known for counts in counted.values()),
        unseen={kind: unseen(counts, level) for kind, counts in counted.items()},
    )
