"""Bars of how much each source of chance matters for where one kind of item lands.

Holds the picture only: the numbers come from `sim.sensitivity`.
"""

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
from numpy.typing import NDArray

from sim.errors import InputError, ResultError
from sim.evidence.reading import suggestion
from sim.kinds import AXES, refuse_lost_dimensions, refuse_other_than
from sim.maps import style
from sim.maps.furniture import draw_legend, whole_figure

MOST_FACTORS = 15
"""Factors that have a bar; the others, which matter less, are counted below."""

Floats = NDArray[np.float64]

_TOTAL, _FIRST = "#9ec5de", style.ITEM_COLOURS[0]  # apart in grey as well

_DRAWN = {
    "sobol": (("total_order", _TOTAL, 0.74, "with all interactions"), ("first_order", _FIRST, 0.36, "alone")),
    "morris": (("mu_star", _FIRST, 0.6, "mean size of effects, mu*"),),
}


class SensitivityBars(NamedTuple):
    """What `draw_sensitivity` drew.

    axes : Axes
        Share of the variance in per cent, or effect in km or per cent; factors from the top.
    factors : tuple of str
        Names, the most important first.
    bars : dict of str to BarContainer
        By variable of the result, in the order of `factors`.
    intervals, furniture : list of Artist
        Ends of the intervals; legend and words around.
    """

    axes: Axes
    factors: tuple[str, ...]
    bars: dict[str, BarContainer]
    intervals: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


def draw_sensitivity(
    result: xr.Dataset, ax: Axes | None = None, item: str | None = None, output: str | None = None
) -> SensitivityBars:
    """Draw how much each factor matters for one item and output, the most important on top.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sensitivity`, by either method.
    ax : Axes, optional
        Plain. Without it a figure is made.
    item, output : str, optional
        The first of the result without them.

    Returns
    -------
    SensitivityBars
        The axes and the artists. Nothing is shown or saved.

    Notes
    -----
    Of Sobol indices the dark bar is what a factor does alone, the pale one what it does with all others; totals add up
    to more than 100 % where factors act together. Of elementary effects a point shows sigma beside mu*.
    """
    refuse_other_than((Axes, NoneType), "draw_sensitivity: ax", ax, AXES)
    one = _chosen(result, item, output)
    method = str(result.attrs["method"])
    variables = _DRAWN[method]
    leading = one[variables[0][0]].fillna(-1.0).values
    order = np.argsort(-leading, kind="stable")[:MOST_FACTORS]
    shown = one.isel(factor=order)
    if ax is None:
        tall = 0.3 * order.size
        figure = plt.figure(figsize=(7.5, tall + 1.85))
        ax = figure.add_axes((0.34 if method == "morris" else 0.2, 0.95 / (tall + 1.85), 0.62, tall / (tall + 1.85)))
    scale, unit = _scale(method, str(one["output_unit"].item()))
    places = np.arange(order.size)
    bars: dict[str, BarContainer] = {}
    intervals: list[Artist] = []
    for name, colour, thick, _ in variables:
        low, middle, high = (scale * shown[f"{name}{end}"].values for end in ("_low", "", "_high"))
        bars[name] = ax.barh(places, middle, height=thick, color=colour, zorder=3)
        # beside each other, so that neither interval hides in the other
        away = 0.27 if name == "total_order" else 0.0
        halo = [withStroke(linewidth=2.6, foreground="white", alpha=0.8)]
        intervals.append(
            ax.hlines(places + away, low, high, color=style.INK, linewidth=1.1, zorder=5, path_effects=halo)
        )
    if method == "morris":
        sigma = scale * shown["sigma"].values
        intervals.append(ax.scatter(sigma, places, s=16, facecolor="white", edgecolor=style.INK, zorder=6))
    _prepare(ax, shown, unit)
    furniture = _draw_furniture(ax, result, one, one.sizes["factor"] - order.size)
    return SensitivityBars(ax, tuple(map(str, shown["factor"].values)), bars, intervals, furniture)


def _chosen(result: xr.Dataset, item: str | None, output: str | None) -> xr.Dataset:
    """One item and output.

    Raises
    ------
    ResultError
        When the dataset is no sensitivity study.
    InputError
        For an item or output that it does not have.
    """
    refuse_other_than(xr.Dataset, "draw_sensitivity: result", result, "a dataset: pass what sim.sensitivity made")
    if result.attrs.get("method") not in _DRAWN:
        raise ResultError(
            "draw_sensitivity: the dataset says no method sobol or morris; pass what sim.sensitivity made."
        )
    refuse_lost_dimensions("draw_sensitivity: result", result, ("factor", "item", "output"))
    asked = {"item": item, "output": output}
    known = {name: [str(one) for one in result[name].values] for name in asked}
    problems = [
        f"draw_sensitivity: {name} is {value!r}; {suggestion(str(value), known[name])}"
        for name, value in asked.items()
        if value is not None and value not in known[name]
    ]
    if problems:
        raise InputError(problems)
    return result.sel({name: known[name][0] if value is None else value for name, value in asked.items()})


def _scale(method: str, unit: str) -> tuple[float, str]:
    """What numbers are multiplied by, and the words below the axis."""
    if method == "sobol":
        return 100.0, "share of the variance (%)"
    if unit == "m":
        return 1e-3, "elementary effect: change per unit of the quantile (km)"
    return 100.0, "elementary effect: change per unit of the quantile (percentage points)"


def _prepare(ax: Axes, shown: xr.Dataset, unit: str) -> None:
    ax.set_yticks(range(shown.sizes["factor"]), [_words(str(name)) for name in shown["factor"].values])
    ax.set_ylim(shown.sizes["factor"] - 0.5, -0.5)
    if np.isfinite(ax.dataLim.xmin):  # no bar has a length where the output does not vary
        ax.set_xlim(left=min(0.0, ax.dataLim.xmin))
    ax.grid(axis="x", color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(labelsize=8)
    ax.set_xlabel(unit, fontsize=8)


def _words(factor: str) -> str:
    """The name of a factor as a person reads it: without its unit, table and quantity apart.

    >>> _words("timer.setting_error_s"), _words("weather")
    ('timer: setting error', 'weather')
    """
    table, dot, path = factor.rpartition(".")
    if not dot:
        return factor
    words = " ".join(_without_unit(path.split("_")))
    return f"{table.replace('.', ' ').replace('_', ' ')}: {words.removeprefix(f'{table} ')}"


_UNITS = (("m", "s"), ("w", "m2", "k"), ("percent", "per", "hour"), ("percent", "per", "k"), ("g", "m2"), ("kg", "m3"))
_UNIT_WORDS = frozenset({"m", "um", "km", "kg", "g", "s", "min", "h", "k", "deg", "hpa", "mpa", "cm2"})


def _without_unit(words: list[str]) -> list[str]:
    for unit in sorted(_UNITS, key=len, reverse=True):
        if tuple(words[-len(unit) :]) == unit and len(words) > len(unit):
            return words[: -len(unit)]
    return words[:-1] if len(words) > 1 and words[-1] in _UNIT_WORDS else words


def _draw_furniture(ax: Axes, result: xr.Dataset, one: xr.Dataset, hidden: int) -> list[Artist]:
    method, level = str(result.attrs["method"]), 100 * float(result.attrs["level"])
    handles: list[Artist] = [Patch(facecolor=colour, label=label) for _, colour, _, label in _DRAWN[method]]
    if method == "morris":
        handles.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                markersize=4,
                markerfacecolor="white",
                markeredgecolor=style.INK,
                label="their scatter, sigma",
            )
        )
    handles.append(Line2D([], [], color=style.INK, linewidth=1.1, label=f"{level:.0f} % interval"))
    legend = draw_legend(ax, handles, 0.42)
    more = f"; {hidden} factors that matter less are not shown" if hidden else ""
    flown = "balloons" if method == "sobol" else "trajectories"
    counted = f"{int(result.attrs['points']):,} {flown} in {result.attrs['weather_members']} weather members"
    heading = ax.set_title(
        f"{one['item_label'].item()}: {one['output_label'].item()}", loc="left", fontsize=10, fontweight="bold", pad=29
    )
    told = ax.annotate(
        f"{result.attrs['title']}\n{counted}{more}",
        (0, 1),
        (0, 6),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7.5,
        color=style.WORDS,
    )
    return [legend, heading, told]
