"""The result of a campaign: months and their sums, with names, units and attributes (CF-1.11).

Holds no flight and no file.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import xarray as xr

from sim._jit import source_digest
from sim.campaigns.nights import PLACES, Floats
from sim.campaigns.reading import ALL
from sim.campaigns.years import Expected, summed
from sim.ensemble import CONVENTIONS, versions
from sim.evidence import load_evidence
from sim.ground import ground_digest

if TYPE_CHECKING:
    from sim.campaigns.cells import Cell
    from sim.campaigns.plan import Campaign

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of years."""

WHOLE = "whole_"
"""Variables of the whole campaign begin so."""

_BY_PLACE, _BY_ITEM, _BY_GROUP = ("group", "item", "place"), ("group", "item"), ("group",)
_OF_YEARS = ("quantile",)

_SAID = {
    "copies": (_BY_PLACE, "expected number of copies that end there"),
    "copies_low": (_BY_PLACE, "lower end of the interval of the expected number"),
    "copies_high": (_BY_PLACE, "upper end of the interval of the expected number"),
    "copies_of_years": (_OF_YEARS + _BY_PLACE, "quantiles, over years, of the number of copies that end there"),
    "copies_packed": (_BY_PLACE, "of the expected copies, those in a bundle that stayed closed or on their balloon"),
    "copies_sent": (_BY_ITEM, "expected number of copies on all balloons"),
    "nights_tried": (_BY_GROUP, "nights on which a group looks at the forecast"),
    "nights_used": (_BY_GROUP, "expected number of launches"),
    "nights_used_low": (_BY_GROUP, "lower end of the interval of the expected number of launches"),
    "nights_used_high": (_BY_GROUP, "upper end of the interval of the expected number of launches"),
    "nights_used_of_years": (_OF_YEARS + _BY_GROUP, "quantiles, over years, of the number of launches"),
    "balloons": (_BY_GROUP, "expected number of balloons"),
    "nights_looked_at": (_BY_GROUP, "simulated nights that the launch rule was asked about"),
    "nights_flown": (_BY_GROUP, "simulated nights that were flown"),
}

_PLACE_LABELS = ("North Korea", "South Korea", "sea", "elsewhere", "no landing")


class _Sums(NamedTuple):
    """Values of every month, and of the whole."""

    by_month: Floats
    whole: Floats


def labelled(plan: "Campaign", cells: "Sequence[Cell]") -> xr.Dataset:
    """The dataset of a campaign.

    Parameters
    ----------
    plan : Campaign
    cells : sequence of Cell
        Every group's months; a month without one has no nights.
    """
    values = _values(plan, cells)
    variables: dict[str, Any] = {}  # what xarray takes for a variable
    for name, (dims, said) in _SAID.items():
        by_month, described = _months_behind(dims), {"long_name": said, "units": "1"}
        variables[name] = (by_month, values[name].by_month, described)
        variables[f"{WHOLE}{name}"] = (dims, values[name].whole, described)
    return xr.Dataset(variables, _coordinates(plan), _attributes(plan, cells))


def _months_behind(dims: tuple[str, ...]) -> tuple[str, ...]:
    """Dimensions with the month in its place: behind the quantile, before all others."""
    years = tuple(dim for dim in dims if dim in _OF_YEARS)
    return (*years, "month", *dims[len(years) :])


def _values(plan: "Campaign", cells: "Sequence[Cell]") -> dict[str, _Sums]:
    """Every variable: by month (and group), then of the whole; the last group is the sum of the others."""
    file = plan.file
    grid = (len(file.months), len(file.groups))
    shape = (*grid, len(file.copies) + 1, len(PLACES))
    copies, used = (Expected(*(np.zeros(size) for _ in range(3))) for size in (shape, grid))
    packed, counts = np.zeros(shape), {name: np.zeros(grid) for name in ("tried", "balloons", "looked_at", "flown")}
    copies_of_years, used_of_years = np.zeros((file.years, *shape)), np.zeros((file.years, *grid))
    for cell in cells:
        at, nights = (cell.month, cell.group), cell.nights
        for whole, part in zip((*copies, *used), (*cell.copies, *cell.used), strict=True):
            whole[at] = part
        packed[at] = cell.used.estimate * nights.packed
        counts["tried"][at] = file.groups[cell.group].nights_tried_per_month.value
        counts["balloons"][at] = cell.used.estimate * nights.balloons
        counts["looked_at"][at], counts["flown"][at] = nights.looked_at, nights.copies.shape[0]
        used_of_years[:, *at] = cell.years.used
        copies_of_years[:, *at, :-1] = cell.years.copies
    copies_of_years[..., -1, :] = copies_of_years[..., :-1, :].sum(axis=-2)
    sent = copies.estimate.sum(axis=-1)
    return {
        **_expected("copies", copies),
        "copies_of_years": _quantiles(copies_of_years),
        "copies_packed": _added(packed),
        "copies_sent": _added(sent),
        "nights_tried": _added(counts["tried"]),
        **_expected("nights_used", used),
        "nights_used_of_years": _quantiles(used_of_years),
        "balloons": _added(counts["balloons"]),
        "nights_looked_at": _added(counts["looked_at"]),
        "nights_flown": _added(counts["flown"]),
    }


def _with_all(values: Floats, axis: int) -> Floats:
    """With the sum over groups behind them."""
    return np.concatenate([values, values.sum(axis=axis, keepdims=True)], axis=axis)


def _added(values: Floats) -> _Sums:
    """Sums of what has no interval; months first, then groups."""
    whole = _with_all(values, 1)
    return _Sums(whole, whole.sum(axis=0))


def _expected(name: str, values: Expected) -> dict[str, _Sums]:
    """The same of what has one."""
    parts = zip(values, summed(values, 1), strict=True)
    every = Expected(*(np.concatenate([part, total[:, np.newaxis]], axis=1) for part, total in parts))
    sums = map(_Sums, every, summed(every, 0))
    return dict(zip((name, f"{name}_low", f"{name}_high"), sums, strict=True))


def _quantiles(values: Floats) -> _Sums:
    """Quantiles over years, which come first, then months and groups."""
    every = _with_all(values, 2)
    return _Sums(np.quantile(every, QUANTILES, axis=0), np.quantile(every.sum(axis=1), QUANTILES, axis=0))


def _coordinates(plan: "Campaign") -> dict[str, Any]:
    file = plan.file
    return {
        "month": (
            "month",
            np.array(file.months, dtype="datetime64[ns]"),
            {"standard_name": "time", "long_name": "first day of the month", "units_metadata": "leap_seconds: none"},
        ),
        "group": ("group", [*(group.name for group in file.groups), ALL], {"long_name": "who launches"}),
        "item": ("item", [*file.copies, ALL], {"long_name": "kind of item"}),
        "place": ("place", list(PLACES), {"long_name": "where copies end"}),
        "place_label": ("place", list(_PLACE_LABELS), {"long_name": "name of the place"}),
        "quantile": ("quantile", list(QUANTILES), {"long_name": "share of years with no more", "units": "1"}),
    }


def _attributes(plan: "Campaign", cells: "Sequence[Cell]") -> dict[str, Any]:
    """What the result must carry to be understood and repeated."""
    file, known = plan.file, versions()
    return {
        "Conventions": CONVENTIONS,
        # no clock: the same campaign makes the same result
        "history": f"flown by balloon-drift {known['balloon-drift']} (sim.campaign)",
        "title": file.title,
        "source": "balloon-drift, a model of balloon flight and of what it drops; for research and hindcast",
        "comment": "Every night tried is one draw of the climate of its month; nights are drawn independently, so that "
        "real years, whose weather comes in spells, differ more from each other.",
        "campaign_name": file.name,
        "campaign": file.model_dump_json(),
        "scenarios": json.dumps([json.loads(scenario.to_json()) for scenario in plan.scenarios], sort_keys=True),
        "balloons_per_launch": [plan.balloons(group) for group in range(len(file.groups))],
        "claims": json.dumps(_claims(plan)),
        "rng_seed": str(file.rng_seed),  # as text: not all readers take an unsigned 64-bit number
        "interval_level": file.level,
        "wind_source": cells[0].wind.source,
        "wind_digests": json.dumps([cell.wind.digest for cell in cells]),  # of each group's months
        "years": file.years,
        "ground_digest": ground_digest(),
        "code_digest": source_digest(),
        "versions": json.dumps(known),
    }


def _claims(plan: "Campaign") -> list[dict[str, Any]]:
    """What was claimed of these copies, to compare with."""
    facts = map(load_evidence().fact, plan.file.claims)
    return [{"id": fact.id, "statement": fact.statement, "copies": fact.value} for fact in facts]
