"""The table of where things land: rows of probabilities with intervals, and how a person reads them.

Holds no estimator: the numbers come from `sim.landing.intervals`.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One probability.

    item : str
        Kind of item.
    region : str
        Name of a region, of a total of regions, or of an outcome without a landing.
    kind : str
        "region", "total" (a sum of regions, not to be added to them) or "outcome" (did not reach the ground).
    within : str
        Name of the total that it is a part of; empty for totals and for regions that stand alone.
    probability, low, high : float
        Estimate and ends of the interval; regions and outcomes of an item add up to 1.
    landings : int
        Number of simulated drops behind it.
    """

    item: str
    region: str
    kind: str
    within: str
    probability: float
    low: float
    high: float
    landings: int


# Rows that stay below this for every item are named in one line instead of shown.
_SHOWN_FROM = 0.001


@dataclass(frozen=True)
class LandingTable:
    """Probability of every region for every item; `print` shows it, `rows` holds it.

    Attributes
    ----------
    rows : tuple of Row
        Item by item, regions in the order in which they are printed.
    labels : dict of str to str
        What a person reads for the name of a region, total or outcome.
    level : float
        Probability that an interval holds the truth.
    notes : tuple of str
        What the intervals count and what they do not.
    """

    rows: tuple[Row, ...]
    labels: dict[str, str]
    level: float
    notes: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, item: str, region: str) -> Row:
        """The row of one item and region; a region without a row has no landing of any item in the table."""
        for row in self.rows:
            if (row.item, row.region) == (item, region):
                return row
        raise KeyError(f"no row for item {item!r} and region {region!r}")

    def to_csv(self) -> str:
        """The rows as comma-separated text with a header."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(self.rows)
        return text.getvalue()

    def __str__(self) -> str:
        items = list(dict.fromkeys(row.item for row in self.rows))
        small = self._small()
        body: dict[str, list[str]] = {}
        for row in self.rows:
            if row.region not in small:
                label = ("  " if row.within else "") + self.labels[row.region]
                body.setdefault(row.region, [label]).append(_cell(row))
        header = ["%", *items]
        widths = [max(len(line[column]) for line in [header, *body.values()]) for column in range(len(header))]
        lines = [_line(line, widths) for line in [header, ["-" * width for width in widths], *body.values()]]
        folded = (
            [f"Below {100 * _SHOWN_FROM:.1f} %: {', '.join(self.labels[name] for name in small)}."] if small else []
        )
        return "\n".join([*lines, "", *folded, *self.notes])

    def _small(self) -> tuple[str, ...]:
        """Regions and outcomes that hold next to nothing of any item."""
        highest: dict[str, float] = {}
        for row in self.rows:
            if row.kind != "total":
                highest[row.region] = max(row.probability, highest.get(row.region, 0.0))
        return tuple(name for name, share in highest.items() if 0 < share < _SHOWN_FROM)


def _line(cells: list[str], widths: list[int]) -> str:
    first, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join([first, *rest]).rstrip()


def _cell(row: Row) -> str:
    """Per cent with the interval; a dash where nothing was seen still shows how much it could be."""
    if row.landings == 0:
        return f"{'-':>5} (up to {100 * row.high:.1f})"
    return f"{100 * row.probability:5.1f} ({100 * row.low:.1f} to {100 * row.high:.1f})"
