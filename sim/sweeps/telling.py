"""What a person reads about a sweep: its size before it is flown, and its result in lines.

Holds no estimator.
"""

import numpy as np
import xarray as xr

from sim.sweeps.airs import HELD
from sim.sweeps.labels import OUTSTANDING, REFUSED
from sim.sweeps.measures import empty
from sim.sweeps.plan import Plan
from sim.sweeps.planning import point_time, sharing
from sim.units import size_of_data

MEASURED_THREADS = 2
"""Threads with which the time of a point was measured."""

_LINES = 40


def outline(plan: Plan, threads: int | None) -> str:
    """How much a sweep is: points, balloons, time, memory.

    Parameters
    ----------
    plan : Plan
    threads : int or None
        Of the kernel; None leaves out time and memory where workers fly, which is told when they are known.
    """
    simulation = plan.base.simulation
    crossed = " x ".join(f"{len(axis.values)} {axis.name}" for axis in plan.axes) if plan.design == "grid" else ""
    how = crossed or f"{plan.design} over {', '.join(axis.name for axis in plan.axes)}"
    # while it is put together a result is there twice: as shards and as a whole
    result = plan.points * sum(array.nbytes for array in empty(len(plan.items), 1, plan.kept).values())
    winds = f"{len(plan.airs)} winds, {HELD} held at a time" if len(plan.airs) > 1 else plan.airs[0].source
    shards = "1 shard" if plan.shards == 1 else f"{plan.shards:,} shards"
    lines = [
        *(f"  {note}" for note in plan.base.notes),
        f"{plan.points:,} points ({how}) of {simulation.balloons:,} balloons in {simulation.weather_members:,} "
        f"weather members: {plan.points * simulation.balloons:,} balloons in {shards}.",
        f"Wind: {winds}.",
        *(f"  {note}" for note in plan.notes),
    ]
    if threads is not None:
        memory = f"{(plan.memory + 2 * result) / 1e9:.1f} GB"
        lines.append(f"About {duration(plan, threads)} with {threads} threads and {memory} of memory (estimates).")
    lines.append(f"The result takes {size_of_data(result)}.")
    return "\n".join(lines)


def duration(plan: Plan, threads: int, workers: int = 1) -> str:
    """About how long a sweep takes, for people.

    Parameters
    ----------
    plan : Plan
    threads : int
        Of the kernel, in each worker.
    workers : int
    """
    balloons = plan.base.simulation.balloons * MEASURED_THREADS / threads
    return _time(plan.points * point_time(balloons, sharing(plan.design, plan.axes)) / workers)


def _time(seconds: float) -> str:
    """A time for people.

    >>> _time(40.0), _time(400.0), _time(40_000.0)
    ('40 s', '7 min', '11 h')
    """
    if seconds < 100.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 6000.0 else f"{seconds / 3600.0:.0f} h"


def told(result: xr.Dataset, plan: Plan, region: str = "north_korea") -> str:
    """Probability of a region at every point, in per cent with its interval; of many points the first.

    Parameters
    ----------
    result : xr.Dataset
        As `sweep` gives it.
    plan : Plan
        That it was flown by.
    region : str
    """
    items = [str(item) for item in result["item"].values]
    chances = [_by_point(result, plan, name, region) for name in ("probability", "low", "high")]
    rows = [
        [plan.said(point), *(_cell(*numbers) for numbers in zip(*(chance[point] for chance in chances), strict=True))]
        for point in range(min(plan.points, _LINES))
    ]
    head = [f"% in {region.replace('_', ' ')}", *items]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    ]
    more = [f"... and {plan.points - _LINES:,} more points, in the result."] if plan.points > _LINES else []
    level = f"In brackets: {100 * plan.level:.0f} % intervals; all points share their random numbers."
    return "\n".join([*lines, *more, level])


def _line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _by_point(result: xr.Dataset, plan: Plan, name: str, region: str) -> np.ndarray:
    return result[name].sel(region=region).values.reshape(plan.points, -1)


def _cell(probability: float, low: float, high: float) -> str:
    return "-" if np.isnan(probability) else f"{100 * probability:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def outstanding(result: xr.Dataset) -> int:
    """Points that were not flown so far."""
    return int((result["flown"] == OUTSTANDING).sum())


def refused(result: xr.Dataset) -> int:
    """Points that cannot be flown."""
    return int((result["flown"] == REFUSED).sum())


def unlanded(result: xr.Dataset) -> dict[str, float]:
    """Greatest share of each item, at any point, that has no landing place; only of items that lack some."""
    share = result["probability"].sel(region="no_landing")
    greatest = share.max([dim for dim in share.dims if dim != "item"])
    return {
        str(item): float(most) for item, most in zip(result["item"].values, greatest.values, strict=True) if most > 0
    }
