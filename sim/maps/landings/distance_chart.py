"""How far from the launch things land, and in which direction.

Holds the picture only; where things land comes from `sim.landing`.
"""

from collections.abc import Sequence
from types import NoneType
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.projections.polar import PolarAxes
from numpy.typing import NDArray
from pyproj import Geod

from sim.errors import InputError
from sim.kinds import AXES, refuse_other_than
from sim.landing import LandingDistribution
from sim.maps import style
from sim.maps.furniture import draw_legend, whole_figure
from sim.maps.landings.landing_map import checked_items
from sim.maps.landings.wording import percents
from sim.maps.sheet import draw_heading, draw_source

SECTORS = 16
"""Sectors of the rose; the first is about north."""

_EARTH = Geod(ellps="WGS84")
_STEPS = (1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0, 200.0)  # of distance [km]
_MOST_STEPS = 30
_SHOWN = 0.99  # share of the landings of the widest kind that the distances reach
_POINTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_RINGS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # of the rose, as shares


class DistanceChart(NamedTuple):
    """What `draw_distances` drew.

    axes : Axes
        Distance from the launch [km] and the share of each step [%].
    rose_axes : PolarAxes or None
        Bearing clockwise from north; None where only axes for the distances were given.
    steps : dict of str to Artist
        Histogram of distance of each kind of item.
    petals : dict of str to Artist
        Rose of each kind of item; its area, not its radius, is in proportion to the share.
    furniture : list of Artist
        Legend and words around.
    """

    axes: Axes
    rose_axes: PolarAxes | None
    steps: dict[str, Artist]
    petals: dict[str, Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes)


class _Landed(NamedTuple):
    """Landings of one kind: distance [km], bearing [rad], and the share of each of all its items, landed or not."""

    distance: NDArray[np.float64]
    bearing: NDArray[np.float64]
    share: NDArray[np.float64]


def draw_distances(
    drops: LandingDistribution,
    ax: Axes | None = None,
    items: Sequence[str] | None = None,
    rose_ax: PolarAxes | None = None,
) -> DistanceChart:
    """Draw how far from the launch each kind of item lands, and beside it in which direction.

    Parameters
    ----------
    drops : LandingDistribution
    ax : Axes, optional
        Plain, for the distances. Without it a figure with both is made.
    items : sequence of str, optional
        Kinds of item, at most `MOST_ITEMS`; all of the payload without it.
    rose_ax : PolarAxes, optional
        For the bearings. With `ax` alone only the distances are drawn.

    Returns
    -------
    DistanceChart
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        When nothing landed, and for a rose on axes that are not polar.

    Notes
    -----
    All shares are of all items of a kind, landed or not. Distance and bearing are those of the geodesic from the launch
    site of the scenario.
    """
    refuse_other_than((Axes, NoneType), "draw_distances: ax", ax, AXES)
    kinds = checked_items("draw_distances", drops, items)
    if rose_ax is not None and not isinstance(rose_ax, PolarAxes):
        raise InputError(
            f"draw_distances: rose_ax is a {type(rose_ax).__name__}; it must be polar: add_subplot(projection='polar')."
        )
    landed = {kind: _landed(drops, kind) for kind in kinds if drops.landed_share(kind) > 0}
    if not landed:
        raise InputError(f"draw_distances: no {' or '.join(kinds)} landed; choose kinds of which some did.")
    if ax is None:
        ax, beside = _new_axes()
        rose_ax = beside if rose_ax is None else rose_ax
    # Any: matplotlib's own keywords, passed on.
    looks: dict[str, dict[str, Any]] = {
        kind: {"color": colour, "linestyle": dashes}
        for (kind, colour), dashes in zip(style.item_colours(kinds).items(), style.ITEM_DASHES, strict=False)
    }
    edges = _edges(landed)
    steps = {kind: _draw_steps(ax, where, edges, looks[kind]) for kind, where in landed.items()}
    _prepare_distances(ax, edges)
    petals: dict[str, Artist] = {}
    if rose_ax is not None:
        petals = {kind: _draw_petals(rose_ax, where, looks[kind]) for kind, where in landed.items()}
        _prepare_rose(rose_ax, list(landed.values()))
    return DistanceChart(ax, rose_ax, steps, petals, _draw_furniture(ax, drops, looks, landed, edges))


def _new_axes() -> tuple[Axes, PolarAxes]:
    figure = plt.figure(figsize=(8.4, 4.7))
    ax = figure.add_axes((0.08, 0.27, 0.5, 0.58))
    rose = figure.add_axes((0.65, 0.24, 0.32, 0.56), projection="polar")
    assert isinstance(rose, PolarAxes)
    return ax, rose


def _landed(drops: LandingDistribution, kind: str) -> _Landed:
    positions = drops.positions(kind)
    given = drops.flights.attrs
    launch = np.full(positions.longitude.size, float(given["launch_longitude"])), float(given["launch_latitude"])
    azimuth, _, distance = _EARTH.inv(
        launch[0], np.full_like(launch[0], launch[1]), positions.longitude, positions.latitude
    )
    share = positions.weight * drops.landed_share(kind)
    return _Landed(distance / 1e3, np.deg2rad(azimuth) % (2 * np.pi), share)


def _edges(landed: dict[str, _Landed]) -> NDArray[np.float64]:
    """Steps of a round number of kilometres, to where nearly all of the widest kind has landed. [km]"""
    reach = max(float(np.quantile(where.distance, _SHOWN)) for where in landed.values())
    step = next((step for step in _STEPS if reach <= step * _MOST_STEPS), _STEPS[-1])
    return np.asarray(np.arange(0.0, reach + step, step), dtype=np.float64)


def _draw_steps(ax: Axes, where: _Landed, edges: NDArray[np.float64], look: dict[str, Any]) -> Artist:
    counted, _ = np.histogram(where.distance, edges, weights=100.0 * where.share)
    return ax.stairs(counted, edges, linewidth=1.6, zorder=3, **look)


def _prepare_distances(ax: Axes, edges: NDArray[np.float64]) -> None:
    ax.set_xlim(0.0, edges[-1])
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("distance from the launch (km)", fontsize=8)
    ax.set_ylabel(f"share of all, in each {edges[1]:g} km (%)", fontsize=8)
    ax.tick_params(labelsize=7.5)
    ax.grid(color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)


def _draw_petals(ax: PolarAxes, where: _Landed, look: dict[str, Any]) -> Artist:
    """The outline of a rose of sectors whose areas are in proportion to their shares."""
    width = 2 * np.pi / SECTORS
    sector = np.floor((where.bearing + width / 2) / width).astype(np.intp) % SECTORS
    radius = np.sqrt(np.bincount(sector, weights=where.share, minlength=SECTORS))
    # Arcs, not chords: twelve points on each sector.
    angles = (np.arange(SECTORS)[:, np.newaxis] + np.linspace(-0.5, 0.5, 12)) * width
    (outline,) = ax.plot(
        np.append(angles.ravel(), angles[0, 0]),
        np.append(np.repeat(radius, 12), radius[0]),
        linewidth=1.5,
        zorder=3,
        **look,
    )
    return outline


def _prepare_rose(ax: PolarAxes, landed: list[_Landed]) -> None:
    ax.set_theta_zero_location("N")
    ax.set_theta_direction(-1)
    ax.set_xticks(np.deg2rad(np.arange(0, 360, 45)), _POINTS)
    longest = ax.dataLim.ymax
    rings = [share for share in _RINGS if 0.3 * longest < np.sqrt(share) <= 1.02 * longest] or [longest**2]
    ax.set_rlim(0.0, 1.05 * longest)
    ax.set_rgrids(
        [float(np.sqrt(share)) for share in rings], [f"{100 * share:g} %" for share in rings], angle=_emptiest(landed)
    )
    ax.tick_params(labelsize=7.5)
    ax.grid(color=style.INK, alpha=0.2, linewidth=0.6)
    words = f"bearing from the launch in {SECTORS} sectors:\nareas are in proportion to shares of all"
    ax.annotate(words, (0.5, 0.0), (0, -26), xycoords="axes fraction", textcoords="offset points", fontsize=8,
                ha="center", va="top")  # fmt: skip


def _emptiest(landed: list[_Landed]) -> float:
    """Between two named points on the far side of where things land: there stand the names of the rings. [degree]"""
    east, north = (sum(float(where.share @ part(where.bearing)) for where in landed) for part in (np.sin, np.cos))
    away = float(np.rad2deg(np.arctan2(-east, -north)))
    return 45.0 * float(np.floor(away / 45.0)) + 22.5


def _draw_furniture(
    ax: Axes,
    drops: LandingDistribution,
    looks: dict[str, dict[str, Any]],
    landed: dict[str, _Landed],
    edges: NDArray[np.float64],
) -> list[Artist]:
    handles: list[Artist] = []
    for kind, look in looks.items():
        words = drops.labels[kind] if kind in landed else f"{drops.labels[kind]} (none landed)"
        handles.append(Line2D([], [], linewidth=1.6, label=words, **look))
    farther = [float(where.share[where.distance > edges[-1]].sum()) for where in landed.values()]
    lost = [1.0 - drops.landed_share(kind) for kind in looks]
    told = f"Not shown: {percents(farther)} % land farther than {edges[-1]:g} km, {percents(lost)} % do not land."
    legend = draw_legend(ax, handles, 0.42)
    return [legend, *draw_heading(ax, drops.flights), draw_source(ax, drops.flights, legend, told)]
