"""What a person reads about a campaign: its size before it is flown, and its result in lines.

Holds no estimator.
"""

import json
from collections.abc import Iterator

import numpy as np
import xarray as xr

from sim.campaigns.labels import WHOLE
from sim.campaigns.plan import Campaign
from sim.campaigns.reading import ALL

NORTH = "north_korea"


def outline(plan: Campaign) -> str:
    """How much a campaign is: groups, nights tried, nights to fly.

    Parameters
    ----------
    plan : Campaign
    """
    file = plan.file
    lines = [
        f"{group.name}: {plan.scenarios[number].name}, {group.first_month.value:%Y-%m} to "
        f"{group.last_month.value:%Y-%m}, {group.nights_tried_per_month.value} nights tried each month, "
        f"{plan.balloons(number)} balloons at a launch, each with {_load(plan, number)} by its mass."
        for number, group in enumerate(file.groups)
    ]
    months = sum(len(group.months) for group in file.groups)
    return "\n".join(
        [*lines, f"To fly: up to {months * file.nights_flown:,} nights of the climate, in {months} parts."]
    )


def _load(plan: Campaign, group: int) -> str:
    """What the median balloon of a group carries of what is counted."""
    loads = {kind: plan.load(group, kind) for kind in plan.file.copies}
    return ", ".join(
        f"{_rounded(load)} {plan.scenarios[group].item(kind).label}" for kind, load in loads.items() if load
    )


def told(result: xr.Dataset) -> str:
    """Launches and copies in the North by month, then where all copies end, then what was claimed.

    Parameters
    ----------
    result : xr.Dataset
        As `campaign` gives it.
    """
    return "\n\n".join([_table(_by_month(result)), _table(_by_place(result)), "\n".join(_remarks(result))])


def whole_of(result: xr.Dataset) -> xr.Dataset:
    """The whole campaign, under the names that a month has."""
    own = [name for name in map(str, result.data_vars) if name.startswith(WHOLE)]
    return result[own].rename({name: name.removeprefix(WHOLE) for name in own})


def _by_month(result: xr.Dataset) -> Iterator[list[str]]:
    """Nights, copies sent and copies in the North, of all groups and kinds."""
    yield ["", "nights tried", "used", "copies sent", "in the North", f"{_years(result)} % of years"]
    for month in result["month"].values:
        yield [str(np.datetime_as_string(month, unit="M")), *_numbers(result.sel(month=month))]
    yield ["whole", *_numbers(whole_of(result))]


def _years(result: xr.Dataset) -> str:
    low, *_, high = (100.0 * float(share) for share in result["quantile"].values)
    return f"{low:.0f}-{high:.0f}"


def _numbers(part: xr.Dataset) -> list[str]:
    every = part.sel(group=ALL)
    north = every.sel(item=ALL, place=NORTH)
    years = north["copies_of_years"].values
    return [
        f"{int(every['nights_tried'])}",
        f"{float(every['nights_used']):.1f}",
        _rounded(every["copies_sent"].sel(item=ALL)),
        _with_ends(north),
        f"{_rounded(years[0])} to {_rounded(years[-1])}",
    ]


def _by_place(result: xr.Dataset) -> Iterator[list[str]]:
    """Where the copies of the whole campaign end, by group."""
    whole = whole_of(result).sel(item=ALL)
    yield ["copies", *map(str, whole["group"].values), "of these packed"]
    for place in whole["place"].values:
        there = whole.sel(place=place)
        cells = [_with_ends(there.sel(group=group)) for group in whole["group"].values]
        yield [str(there["place_label"].values), *cells, _rounded(there["copies_packed"].sel(group=ALL))]


def _remarks(result: xr.Dataset) -> Iterator[str]:
    level, years = 100.0 * result.attrs["interval_level"], result.attrs["years"]
    yield (
        f"In brackets: {level:.0f} % intervals of what is expected, which count nights. Years: {years:,}, put together "
        "of nights drawn anew. Packed: still in a closed bundle or on the balloon."
    )
    every = whole_of(result).sel(group=ALL, item=ALL)
    north, sent = float(every["copies"].sel(place=NORTH)), float(every["copies_sent"])
    for copies, facts in planned(result).items():
        times = f": {copies / sent:.2g} times what is sent, {copies / north:.2g} times what reaches the North"
        yield f"Planned or claimed: {copies:,.0f} ({', '.join(facts)}){times if north > 0 else ''}."


def planned(result: xr.Dataset) -> dict[float, list[str]]:
    """Every number that was planned or claimed, and the facts that say so.

    Parameters
    ----------
    result : xr.Dataset
        As `campaign` gives it.
    """
    known: dict[float, list[str]] = {}
    for claim in json.loads(result.attrs["claims"]):
        known.setdefault(claim["copies"], []).append(claim["id"])
    return known


def _with_ends(part: xr.Dataset) -> str:
    number, low, high = (_rounded(part[name]) for name in ("copies", "copies_low", "copies_high"))
    return f"{number} ({low} to {high})"


def _rounded(number: object) -> str:
    """Three figures: no number of copies is known better."""
    return f"{float(f'{float(np.asarray(number)):.3g}'):,.0f}"


def _table(lines: Iterator[list[str]]) -> str:
    rows = list(lines)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    first, *rest = (
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )
    return "\n".join([first, *rest])
