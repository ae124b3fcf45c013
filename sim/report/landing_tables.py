"""The tables of where things land and how they end.

Holds no statistics and no markup.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.landing import LandingDistribution, LandingTable, Row
from sim.report.tables import Line, Table
from sim.report.words import interval, number, percent, spaced

_BREAKDOWNS = {
    "country": "By country, in per cent of all",
    "surface": "By land and sea, in per cent of all",
    "terrain": "By height of the ground, in per cent of all",
    "beyond_line": "By distance beyond the Military Demarcation Line, in per cent of all",
}
# Of less, at a usual number of balloons, no town sees more than a few pieces.
_NEAR_FROM = 0.001
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def landing_tables(drops: LandingDistribution) -> tuple[Table, ...]:
    """Every table about where things land."""
    regions = drops.regions()
    classes = [_shares(drops, drops.probabilities(by), caption, regions.notes) for by, caption in _BREAKDOWNS.items()]
    return tuple(
        table
        for table in (
            _shares(drops, regions, f"By region, in per cent of all, with {100 * regions.level:.0f} % intervals"),
            _pieces(drops, regions),
            *_nights(drops),
            _summaries(drops),
            *classes,
            _towns(drops, regions.notes),
            _outcomes(drops),
            *([_rule(drops)] if drops.nights_looked_at is not None else []),
        )
        if table.lines
    )


def _shares(drops: LandingDistribution, table: LandingTable, caption: str, told: tuple[str, ...] = ()) -> Table:
    """A table of probabilities; what another one has `told` already is not said again."""
    return _by_item(drops, table, caption, _share, tuple(note for note in table.notes if note not in told))


def _by_item(
    drops: LandingDistribution, table: LandingTable, caption: str, cell: Callable[[Row], str], notes: tuple[str, ...]
) -> Table:
    """A table with a column for each item, without the kinds of outcome, which have a table of their own."""
    items = list(dict.fromkeys(row.item for row in table))
    within = {row.region: bool(row.within) for row in table if row.kind != "outcome"}
    lines = [
        Line(table.labels[region], tuple(cell(table.row(item, region)) for item in items), part)
        for region, part in within.items()
    ]
    return Table(caption, ("where", *(drops.labels[item] for item in items)), tuple(lines), notes)


def _share(row: Row) -> str:
    if row.landings == 0:
        return f"none seen (up to {100 * row.high:.1f})"
    return f"{percent(row.probability).removesuffix(' %')} ({interval(row).removesuffix(' %')})"


def _towns(drops: LandingDistribution, told: tuple[str, ...]) -> Table:
    """Shares near the towns near which anything to speak of comes down."""
    table = drops.near_places()
    likely = {row.region for row in table if row.probability >= _NEAR_FROM}
    shown = replace(table, rows=tuple(row for row in table if row.region in likely))
    every = _shares(drops, shown, "Near a town, in per cent of all", told)
    left = f"Towns near which less than {percent(_NEAR_FROM)} of every item comes down are left out."
    return every._replace(notes=(*every.notes, left))


def _pieces(drops: LandingDistribution, table: LandingTable) -> Table:
    """Expected numbers of pieces of as many balloons as the scenario lets go."""
    balloons = table.launched or 1

    def cell(row: Row) -> str:
        expected, low, high = (number(balloons * value) for value in (row.items, row.items_low, row.items_high))
        return f"none seen (up to {high})" if row.landings == 0 else f"{expected} ({low} to {high})"

    load = "with its own load" if table.pieces_known else "with the load of the median balloon"
    return _by_item(
        drops,
        table,
        f"Expected number of pieces of {balloons} balloons launched",
        cell,
        (f"Every balloon is counted {load}.",),
    )


def _nights(drops: LandingDistribution) -> list[Table]:
    """How the share in the North differs from one weather to the next; nothing where that cannot be known."""
    nights = {item: drops.nights(item) for item in drops.items}
    known = {item: told for item, told in nights.items() if told.seen.size > 1 and not np.isnan(told.corrected).any()}
    quantiles = (0.05, 0.25, 0.5, 0.75, 0.95)
    lines = [
        Line(drops.labels[item], (percent(told.mean), *(percent(told.quantile(q)) for q in quantiles)))
        for item, told in known.items()
    ]
    columns = ("item", "mean of all", *(f"{100 * q:.0f} % stay below" for q in quantiles))
    note = "What chance does with the few balloons of each weather is taken out."
    return [Table("Share in North Korea in single weathers", columns, tuple(lines), (note,))]


def _summaries(drops: LandingDistribution) -> Table:
    """Middle, range, bearing and spread of what came down of each item."""
    landed = [item for item in drops.items if drops.landed_share(item) > 0]
    columns = (
        "item", "came down", "median point", "range", "bearing", "spread along, across", "half within", "ellipse"
    )  # fmt: skip
    return Table(
        "Middle and spread of what came down",
        columns,
        tuple(Line(drops.labels[item], _summary(drops, item)) for item in landed),
        (
            "Range and bearing are from the launch to the median point; half within is the radius about it that holds "
            "half; spread is the standard deviation along and across the bearing.",
        ),
    )


def _summary(drops: LandingDistribution, item: str) -> tuple[str, ...]:
    told = drops.summary(item)
    bearing = math.degrees(told.bearing) % 360.0
    point = _COMPASS[round(bearing / 45.0) % 8]
    ellipse = f"{told.major_sd / 1e3:.0f} x {told.minor_sd / 1e3:.0f} km" if told.elliptical else "no ellipse"
    return (
        percent(told.landed_share),
        f"{told.latitude:.2f} N, {told.longitude:.2f} E",
        f"{told.range / 1e3:.0f} km",
        f"{bearing:.0f}° ({point})",
        f"{told.along_sd / 1e3:.0f}, {told.cross_sd / 1e3:.0f} km",
        f"{told.circular_error / 1e3:.0f} km",
        ellipse,
    )


def _outcomes(drops: LandingDistribution) -> Table:
    """How the drops ended, landed or not."""
    shares = {item: drops.outcomes(item) for item in drops.items}
    names = dict.fromkeys(name for outcomes in shares.values() for name in outcomes)
    lines = [
        Line(spaced(name), tuple(percent(outcomes.get(name, 0.0)) for outcomes in shares.values())) for name in names
    ]
    columns = ("outcome", *(drops.labels[item] for item in shares))
    return Table("How each kind of item ended, of all", columns, tuple(lines))


def _rule(drops: LandingDistribution) -> Table:
    """What the launch rule said about the nights that it was asked about."""
    refusal = drops.flights["night_refusal"]
    said = refusal.values
    lines = [Line("all that were looked at", _counted(np.ones(said.size, dtype=bool)))]
    lines.append(Line("launched, and flown here", _counted(said == 0), within=True))
    lines += [
        Line(f"{spaced(name)} spoke against", _counted((said & mask) > 0), within=True)
        for name, mask in zip(refusal.attrs["flag_meanings"].split(), refusal.attrs["flag_masks"], strict=True)
        if ((said & mask) > 0).any()
    ]
    return Table(
        "Nights that the launch rule was asked about",
        ("night", "nights", "share"),
        tuple(lines),
        ("More than one thing may speak against a night.",),
    )


def _counted(chosen: NDArray[np.bool_]) -> tuple[str, str]:
    return f"{int(chosen.sum()):,}", percent(float(chosen.mean()))
