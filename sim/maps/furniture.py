"""Scale bar, grid and legend of a map, put where they hide least.

Holds no geography.
"""

from collections.abc import Sequence

import numpy as np
from cartopy.mpl.geoaxes import GeoAxes
from cartopy.mpl.gridliner import Gridliner
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray
from pyproj import Geod

from sim.maps import style
from sim.maps.ground_layer import GEOGRAPHIC

_EARTH = Geod(ellps="WGS84")
_ROUND_KILOMETRES = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
# So many degrees between meridians and parallels, on a map at least so many degrees wide or high.
_STEPS = ((30, 120), (10, 60), (5, 25), (2, 9), (1, 0))
CORNERS = {"lower left": (0, 0), "lower right": (1, 0), "upper left": (0, 1), "upper right": (1, 1)}


def quietest_corner(ax: GeoAxes, x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """Corner where a scale bar covers the fewest of these points (in the map's plane [m]), the lower ones first."""
    west, east, south, north = ax.get_extent(crs=ax.projection)
    across, up = (x - west) / (east - west), (y - south) / (north - south)

    def crowd(corner: str) -> int:
        right, top = CORNERS[corner]
        covered = int(((np.abs(across - right) < 0.32) & (np.abs(up - top) < 0.12)).sum())
        return covered // (1 + x.size // 200)  # a few points in a hundred are no reason to move

    return min(CORNERS, key=crowd)


def draw_scale_bar(ax: GeoAxes, corner: str) -> list[Artist]:
    """A bar of a round number of kilometres, true in the middle of the map."""
    west, east, south, north = ax.get_extent(crs=ax.projection)
    width, height = east - west, north - south
    per_metre = _plane_length_of_a_metre(ax, (west + east) / 2, (south + north) / 2)
    length = float(_ROUND_KILOMETRES[_ROUND_KILOMETRES * 1e3 * per_metre <= 0.25 * width].max(initial=1))
    across = length * 1e3 * per_metre
    right, top = CORNERS[corner]
    left = east - 0.04 * width - across if right else west + 0.04 * width
    low = north - 0.06 * height if top else south + 0.035 * height
    halves = [
        Rectangle(
            (left + part * across / 2, low), across / 2, 0.008 * height, fc=colour, ec=style.INK, lw=0.6, zorder=9
        )
        for part, colour in enumerate((style.INK, "white"))
    ]
    label = ax.text(
        left + across / 2,
        low + 0.014 * height,
        f"{length:.0f} km",
        ha="center",
        va="bottom",
        fontsize=7,
        color=style.INK,
        path_effects=[withStroke(linewidth=1.6, foreground="white", alpha=0.8)],
        zorder=9,
    )
    return [*(ax.add_patch(half) for half in halves), label]


def _plane_length_of_a_metre(ax: GeoAxes, x: float, y: float) -> float:
    """How long a metre to the east is drawn at a point of the map's plane."""
    longitude, latitude = GEOGRAPHIC.transform_point(x, y, ax.projection)
    further, other, _ = _EARTH.fwd(longitude, latitude, 90.0, 1000.0)
    there = ax.projection.transform_point(further, other, GEOGRAPHIC)
    return float(np.hypot(there[0] - x, there[1] - y) / 1000.0)


def draw_legend(ax: Axes, handles: Sequence[Artist], drop: float = 0.25) -> Artist:
    """The legend, so far below the map [inch]: every corner of a drop zone may hold something."""
    columns = 4 if ax.get_window_extent().width / ax.figure.dpi > 6 else 3
    return ax.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(0.0, 0.0),
        bbox_transform=ax.transAxes + ScaledTranslation(0, -drop, ax.figure.dpi_scale_trans),
        borderaxespad=0.0,
        borderpad=0.0,
        ncols=columns,
        fontsize=7.5,
        frameon=False,
    )


def draw_grid(ax: GeoAxes) -> Gridliner:
    """Faint meridians and parallels at whole degrees, named below and to the left."""
    west, east, south, north = ax.get_extent(crs=GEOGRAPHIC)
    across = max(east - west, north - south)
    step = next(step for step, least in _STEPS if across >= least)
    grid: Gridliner = ax.gridlines(
        draw_labels={"bottom": "x", "left": "y"}, linewidth=0.3, color=style.COAST, alpha=0.4, zorder=3
    )
    grid.xlocator, grid.ylocator = (
        FixedLocator(np.arange(step * np.floor(first / step), last + step, step).tolist())
        for first, last in ((west, east), (south, north))
    )
    grid.xlabel_style = grid.ylabel_style = {"size": 7, "color": style.WORDS}
    return grid


def whole_figure(axes: Axes) -> Figure:
    """The figure that holds these axes, whatever subfigure they stand in."""
    figure: Figure | None = axes.get_figure(root=True)
    assert figure is not None, "axes that were drawn on have a figure"
    return figure
