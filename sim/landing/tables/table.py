"""The table of where things land: rows of probabilities with intervals, and how a person reads them.

Holds no estimator: the numbers come from `sim.landing.chance.intervals`.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.errors import InputError


class Row(NamedTuple):
    """One probability.

    item : str
        Kind of item.
    region : str
        Name of a region, class or place, of a total of them, or of an outcome without a landing.
    kind : str
        "region", "class" (of heights or distances), "place" (a town and its surroundings; these overlap), "total" (a
        sum, not to be added to what it sums up) or "outcome" (did not reach the ground).
    within : str
        Name of the total that it is a part of; empty for totals and for what stands alone.
    probability, low, high : float
        Estimate and ends of the interval; regions or classes, and outcomes, of an item add up to 1.
    landings : int
        Number of simulated drops behind it; of regions or classes, and outcomes, they add up to all drops.
    items, items_low, items_high : float
        Expected number of pieces for each balloon launched, with its interval. A balloon with more on board counts
        more here than in `probability`, where each counts alike. [1]
    """

    item: str
    region: str
    kind: str
    within: str
    probability: float
    low: float
    high: float
    landings: int
    items: float
    items_low: float
    items_high: float


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
    launched : int, optional
        How many balloons the scenario lets go; None where it is not known.
    pieces_known : bool
        False where every balloon had to be counted with the load of the median one.
    unseen : dict of str to float
        For each item the upper end of the interval of a region that has no row: nothing was seen there.
    """

    rows: tuple[Row, ...]
    labels: dict[str, str]
    level: float
    notes: tuple[str, ...]
    launched: int | None = None
    pieces_known: bool = True
    unseen: Mapping[str, float] = field(default_factory=dict)

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
        return self._text("%", _share)

    def items_text(self, balloons: int | None = None) -> str:
        """The expected numbers of pieces as a table for people.

        Parameters
        ----------
        balloons : int, optional
            How many balloons are launched, at least 1; by default as many as in the scenario.

        Raises
        ------
        InputError
            For fewer than one balloon, or a number that is not whole.
        """
        if balloons is not None and not (isinstance(balloons, int) and balloons >= 1):
            raise InputError(f"items_text: balloons is {balloons!r}; it must be a whole number from 1 on.")
        count = balloons or self.launched or 1
        words = f"Expected pieces of {count:,} balloons launched" if count > 1 else "Expected pieces of each balloon"
        load = "with its own load" if self.pieces_known else "with the load of the median balloon"
        return self._text("pieces", lambda row: _pieces(row, count), f"{words}, each counted {load}.")

    def _text(self, corner: str, cell: Callable[[Row], str], *notes: str) -> str:
        items = list(dict.fromkeys(row.item for row in self.rows))
        small = self._small()
        body: dict[str, list[str]] = {}
        for row in self.rows:
            if row.region not in small:
                label = ("  " if row.within else "") + self.labels[row.region]
                body.setdefault(row.region, [label]).append(cell(row))
        header = [corner, *items]
        widths = [max(len(line[column]) for line in [header, *body.values()]) for column in range(len(header))]
        lines = [_line(line, widths) for line in [header, ["-" * width for width in widths], *body.values()]]
        folded = (
            [f"Below {100 * _SHOWN_FROM:.1f} %: {', '.join(self.labels[name] for name in small)}."] if small else []
        )
        return "\n".join([*lines, "", *folded, *notes, *self.notes])

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


def _share(row: Row) -> str:
    """Per cent with the interval; a dash where nothing was seen still shows how much it could be."""
    if row.landings == 0:
        return f"{'-':>5} (up to {100 * row.high:.1f})"
    return f"{100 * row.probability:5.1f} ({100 * row.low:.1f} to {100 * row.high:.1f})"


def _pieces(row: Row, balloons: int) -> str:
    """The number for so many balloons with its interval; a dash where nothing was seen."""
    number, low, high = (f"{_rounded(balloons * value):,g}" for value in (row.items, row.items_low, row.items_high))
    return f"{'-':>7} (up to {high})" if row.landings == 0 else f"{number:>7} ({low} to {high})"


def _rounded(number: float) -> float:
    """Three figures: no number of pieces is known better."""
    return float(f"{number:.3g}")
