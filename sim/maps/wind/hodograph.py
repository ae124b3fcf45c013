"""A hodograph: how the wind turns and grows with height, seen from above.

Holds no wind of its own.
"""

import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.maps import style
from sim.maps.furniture import whole_figure

_ROUND_SPEEDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_NAMED_HEIGHTS = (0, 3, 6, 9, 12)
# Where a name may stand beside its mark, and how far from it its middle is, as a part of the reach.
_SIDES = ((0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8))
_NAME_AWAY = 0.11


def draw_hodograph(ax: Axes, column: xr.Dataset, top: float) -> list[Artist]:
    """The end of the wind's arrow from height to height, coloured by height, in rings of equal speed.

    Parameters
    ----------
    ax : Axes
        Plain; its colour bar takes a part of it.
    column : xr.Dataset
        From `sim.wind.wind_column`.
    top : float
        Height of the end of the colours. [m]
    """
    eastward, northward = column["eastward_wind"].to_numpy(), column["northward_wind"].to_numpy()
    known = np.isfinite(eastward)
    u, v, z = eastward[known], northward[known], column["height"].to_numpy()[known] / 1e3
    reach, rings = _rings(float(np.hypot(u, v).max(initial=0.0)))
    artists: list[Artist] = [
        ax.axhline(0.0, color=style.INK, lw=0.6, alpha=0.4),
        ax.axvline(0.0, color=style.INK, lw=0.6, alpha=0.4),
    ]
    away = np.arctan2(-v.mean(), -u.mean())
    # Off the axes: names of rings stand on a diagonal, on the side where the curve is not.
    angle = np.pi / 4.0 + np.pi / 2.0 * np.floor(away / (np.pi / 2.0))
    for ring in rings:
        artists.append(ax.add_patch(Circle((0.0, 0.0), ring, fill=False, ec=style.INK, lw=0.5, alpha=0.35)))
        place = (ring * np.cos(angle), ring * np.sin(angle))
        artists.append(_outlined(ax, f"{ring:g}", place, color=style.WORDS, ha="center", va="center", fontsize=7))
    path = np.column_stack([u, v])
    curve = LineCollection(
        list(np.stack([path[:-1], path[1:]], axis=1)), cmap=style.HEIGHT, linewidth=2.2, capstyle="round", zorder=4
    )
    curve.set_array(0.5 * (z[:-1] + z[1:]))
    curve.set_clim(0.0, top / 1e3)
    artists.append(ax.add_collection(curve))
    artists += _draw_named_heights(ax, path, z, reach)
    ax.set_xlim(-reach, reach)
    ax.set_ylim(-reach, reach)
    ax.set_aspect("equal")
    ax.tick_params(labelsize=7.5)
    ax.set_xlabel("toward the east (m/s)", fontsize=8)
    ax.set_ylabel("toward the north (m/s)", fontsize=8)
    bar = whole_figure(ax).colorbar(curve, ax=ax, fraction=0.045, pad=0.03)
    bar.set_label("height (km)", fontsize=8)
    bar.ax.tick_params(labelsize=7.5)
    return artists


def _draw_named_heights(
    ax: Axes, path: NDArray[np.floating], kilometres: NDArray[np.floating], reach: float
) -> list[Artist]:
    """Marks and names of a few heights, each name on the side that curve and other names leave free."""
    named = np.flatnonzero(np.isin(np.round(kilometres, 6), _NAMED_HEIGHTS))
    taken = path / reach
    artists: list[Artist] = []
    for level in named:
        place = path[level] / reach
        freest = max(_SIDES, key=lambda side: _free_room(place + _NAME_AWAY * np.array(side), taken))
        taken = np.vstack([taken, *(place + part * _NAME_AWAY * np.array(freest) for part in (0.7, 1.0, 1.3))])
        artists += ax.plot(*path[level], "o", markersize=3.5, color=style.INK, zorder=5)
        look = {"ha": ("right", "center", "left")[int(np.sign(freest[0])) + 1], "va": "center", "fontsize": 7}
        offset = (6.0 * freest[0], 9.0 * freest[1])
        words = f"{kilometres[level]:.0f} km"
        artists.append(_outlined(ax, words, tuple(path[level]), offset, color=style.INK, **look))
    return artists


def _free_room(place: NDArray[np.floating], taken: NDArray[np.floating]) -> float:
    """How far a name would be from all that is drawn; names are wider than high."""
    away = (taken - place) / (1.5, 1.0)
    return float(np.hypot(away[:, 0], away[:, 1]).min())


def _outlined(
    ax: Axes, words: str, place: tuple[float, float], offset: tuple[float, float] = (0.0, 0.0), **look: object
) -> Artist:
    """Words that stay readable on any line."""
    return ax.annotate(
        words,
        place,
        offset,
        textcoords="offset points",
        path_effects=[withStroke(linewidth=2.0, foreground="white", alpha=0.9)],
        zorder=6,
        **look,  # type: ignore[arg-type]  # matplotlib's own keywords, passed on
    )


def _rings(fastest: float) -> tuple[float, NDArray[np.floating]]:
    """How far the hodograph reaches, and its rings of round speeds. [m s-1]"""
    step = next((speed for speed in _ROUND_SPEEDS if fastest <= 5.0 * speed), _ROUND_SPEEDS[-1])
    count = max(int(np.ceil(fastest / step)), 2)
    return 1.15 * step * count, step * np.arange(1.0, count + 1.0)
