"""`campaign`: a plan's months flown and put together.

Holds no estimator: see `sim.campaigns.nights` and `sim.campaigns.years`.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import xarray as xr

from sim.campaigns.cells import Cell
from sim.campaigns.labels import labelled
from sim.campaigns.nights import Floats, fly_nights
from sim.campaigns.plan import Campaign, load_campaign
from sim.campaigns.years import launches, month_copies, years_of
from sim.ensemble import Progress, refuse_impossible_sizes, wind_for


def campaign(
    plan: Campaign | str | Path,
    *,
    nights: int | None = None,
    years: int | None = None,
    rng_seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """What a campaign of many launches lands where, month by month and in the whole of it.

    Parameters
    ----------
    plan : Campaign, str or Path
        As `load_campaign` gives it, or what that takes.
    nights : int, optional
        Nights flown for each group and month; the file's own number by default.
    years : int, optional
        Years put together of these nights.
    rng_seed : int, optional
        Start of all random streams.
    threads : int, optional
        Threads of the kernel; all there are by default. No result depends on it.
    progress : callable, optional
        Called with (months flown, months in all) after each month of each group.

    Returns
    -------
    xr.Dataset
        Dims (month, group, item, place): copies expected with intervals, and their quantiles over years; launches and
        balloons; and the same of the whole campaign, in variables that begin with ``whole_``. The last group and the
        last item are "all".

    Raises
    ------
    InputError
        For a plan or a number that cannot be.

    Notes
    -----
    Each night tried is one draw of the month's weather: the launch rule lets go or not by a forecast that errs. Nights
    are drawn independently, of months as of groups; real ones come in spells and are shared, so that real years differ
    more from each other than these.
    """
    flown = plan if isinstance(plan, Campaign) else load_campaign(plan)
    flown = flown.sized(nights=nights, years=years, rng_seed=rng_seed)
    refuse_impossible_sizes(threads=threads)
    months = flown.file.months
    todo = [(number, month) for number, group in enumerate(flown.file.groups) for month in group.months]
    cells = []
    for done, (group, month) in enumerate(todo, start=1):
        cells.append(_cell(flown, group, months, month, threads))
        if progress:
            progress(done, len(todo))
    return labelled(flown, cells)


def _cell(plan: Campaign, group: int, months: Sequence[date], month: date, threads: int | None) -> Cell:
    """A group's month."""
    scenario, file = plan.scenario(group, month), plan.file
    wind = wind_for(scenario)
    nights = fly_nights(
        scenario,
        wind,
        file.copies,
        loads_of(plan, group),
        nights=file.nights_flown,
        balloons=plan.balloons(group),
        key=plan.key(group, month),
        level=file.level,
        threads=threads,
    )
    stated = file.groups[group]
    tried = stated.nights_tried_per_month.value
    most = stated.launches_per_month_at_most.value if stated.launches_per_month_at_most else None
    used = launches(nights, tried, most, file.level)
    years = years_of(nights, tried, most, file.years, plan.key(group, month, "years"))
    return Cell(group, months.index(month), nights, used, month_copies(nights, used), years, wind)


def loads_of(plan: Campaign, group: int) -> Floats:
    """Pieces of each kind that is counted on the median balloon of a group. (item,)"""
    return np.array([plan.load(group, kind) for kind in plan.file.copies], dtype=np.float64)
