"""Bars of what a campaign lands in the North, month by month, beside what was planned.

Holds the picture only; the numbers come from `sim.campaigns`.
"""

import json
from types import NoneType
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from sim.errors import InputError
from sim.kinds import A_CAMPAIGN, AXES, refuse_other_than
from sim.maps import style
from sim.maps.furniture import draw_legend, whole_figure

_ALL, _SENT = "all", "whole_copies_sent"
_HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "++++")
_HALO = [withStroke(linewidth=3.2, foreground="white")]  # so that a thin line is seen on a dark bar
_APART = 0.17  # between the interval and the whisker of a month, either side of the middle of its bar


class CampaignBars(NamedTuple):
    """What `draw_campaign` drew.

    axes : Axes
        Copies against months.
    bars : dict of str to BarContainer
        Of each group, one above another.
    intervals, years : Artist
        Of all groups together: intervals of the expectation; quantiles over years.
    planned : list of Artist
        Lines of what was planned or claimed, spread evenly over the months.
    furniture : list of Artist
        Legend and words.
    """

    axes: Axes
    bars: dict[str, BarContainer]
    intervals: Artist
    years: Artist
    planned: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_campaign(result: xr.Dataset, ax: Axes | None = None, place: str = "north_korea") -> CampaignBars:
    """Draw how many copies a campaign lands in a place, month by month, of all kinds that are counted.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.campaign`.
    ax : Axes, optional
        Plain. Without it a figure is made.
    place : str
        One of the result's places.

    Returns
    -------
    CampaignBars
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a place that the result does not have.
    """
    refuse_other_than(xr.Dataset, "draw_campaign: result", result, A_CAMPAIGN, ("place", "copies"))
    refuse_other_than((Axes, NoneType), "draw_campaign: ax", ax, AXES)
    _refuse_unknown(result, place)
    groups = [str(name) for name in result["group"].values if name != _ALL]
    if ax is None:
        ax = plt.figure(figsize=(7.5, 4.6)).add_axes((0.1, 0.28, 0.79, 0.59))
    there = result.sel(item=_ALL, place=place)
    months = np.arange(result.sizes["month"])
    colours = dict(zip(groups, style.ITEM_COLOURS * len(groups), strict=False))
    bars: dict[str, BarContainer] = {}
    below = np.zeros(months.size)
    for number, group in enumerate(groups):
        heights = there["copies"].sel(group=group).values
        bars[group] = ax.bar(
            months,
            heights,
            0.8,
            bottom=below,
            color=colours[group],
            edgecolor="white",
            hatch=_HATCHES[number % len(_HATCHES)],
            linewidth=0.6,
            zorder=2,
        )
        below = below + heights
    every = there.sel(group=_ALL)
    years = every["copies_of_years"].values
    whiskers = ax.vlines(
        months + _APART, years[0], years[-1], color=style.INK, linewidth=1.2, zorder=4, path_effects=_HALO
    )
    low, high = every["copies_low"].values, every["copies_high"].values
    intervals = ax.vlines(months - _APART, low, high, color=style.INK, linewidth=3.0, zorder=4)
    planned: list[Artist] = [
        ax.axhline(copies / months.size, color=style.LINE, linestyle="--", linewidth=1.3, zorder=3)
        for copies in _planned(result)
    ]
    _prepare(ax, result, place)
    furniture = _draw_furniture(ax, result, place, colours)
    return CampaignBars(ax, bars, intervals, whiskers, planned, furniture)


def _refuse_unknown(result: xr.Dataset, place: str) -> None:
    known = [str(name) for name in result["place"].values]
    if place not in known:
        raise InputError(f"draw_campaign: place is {place!r}; it must be one of {', '.join(known)}.")


def _planned(result: xr.Dataset) -> list[float]:
    """Every number of copies that was planned or claimed, once."""
    return list(dict.fromkeys(claim["copies"] for claim in json.loads(result.attrs["claims"])))


def _prepare(ax: Axes, result: xr.Dataset, place: str) -> None:
    names = np.datetime_as_string(result["month"].values, unit="M")
    ax.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_xlim(-0.6, len(names) - 0.4)
    ax.set_ylim(bottom=0.0)
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.set_ylabel(f"copies, {result['place_label'].sel(place=place).item()}", fontsize=8)
    ax.tick_params(labelsize=8)
    ax.grid(axis="y", color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)


def _draw_furniture(ax: Axes, result: xr.Dataset, place: str, colours: dict[str, str]) -> list[Artist]:
    first, *_, last = (100.0 * float(share) for share in result["quantile"].values)
    handles: list[Artist] = [
        Patch(facecolor=colour, edgecolor="white", hatch=hatch, label=f"group: {group}")
        for (group, colour), hatch in zip(colours.items(), _HATCHES * len(colours), strict=False)
    ]
    level = 100.0 * float(result.attrs["interval_level"])
    handles += [
        Line2D([], [], color=style.INK, linewidth=3.0, label=f"{level:.0f} % interval of the expectation"),
        Line2D([], [], color=style.INK, linewidth=1.2, label=f"{first:.0f} to {last:.0f} % of years"),
    ]
    handles += [
        Line2D([], [], color=style.LINE, linestyle="--", linewidth=1.3, label=f"{copies:,.0f} planned, spread evenly")
        for copies in _planned(result)
    ]
    title = ax.set_title(result.attrs["title"], loc="left", fontsize=11, fontweight="bold", pad=20)
    told = ax.annotate(
        _told(result, place),
        (0, 1),
        (0, 6),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        fontsize=8,
        color=style.WORDS,
    )
    return [draw_legend(ax, handles, 0.62), title, told]


def _told(result: xr.Dataset, place: str) -> str:
    """The whole campaign in a line."""
    every = result.sel(group=_ALL, item=_ALL)
    known = [every[f"whole_copies{end}"].sel(place=place) for end in ("", "_low", "_high")]
    # three figures: no number of copies is known better
    copies, low, high, sent = (f"{float(f'{number:.3g}'):,.0f}" for number in map(float, [*known, every[_SENT]]))
    return (
        f"in all {copies} ({low} to {high}) of {sent} copies sent, on "
        f"{float(every['whole_nights_used']):.0f} of {float(every['whole_nights_tried']):.0f} nights tried"
    )
