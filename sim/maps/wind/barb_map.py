"""The wind at one height over its box: barbs on the shipped coast and borders.

Holds no reading of the wind: `sim.wind` gives it at a height.
"""

import math

import numpy as np
import shapely
import xarray as xr
from cartopy.crs import LambertAzimuthalEqualArea, PlateCarree, Projection
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from sim.constants import KNOT
from sim.maps import style
from sim.maps.furniture import draw_grid
from sim.maps.ground_layer import GEOGRAPHIC, draw_ground, unknown_handles
from sim.wind import WindField, wind_column, wind_layer

MOST_BARBS = {"latitude": 10, "longitude": 12}
"""Of a grid of more rows or columns than this only every second, third, ... of both is drawn."""

_WIDE = 60.0
"""A box wider or higher than this is drawn in degrees, since no plane shows it true. [degree]"""

_MARGIN = 0.08
"""Beyond the box, as a part of its greater side: room for the barbs on its edge."""


_NORTHWARD = 1e-3
"""Step along a meridian that shows where north is on the map. [degree]"""


def barb_axes(figure: Figure, place: tuple[float, float, float, float], wind: WindField) -> GeoAxes:
    """Axes for the box of a wind, in a part of a figure (left, bottom, width, height)."""
    west, south, east, north = wind.box
    middle = (west + east) / 2.0
    projection: Projection = LambertAzimuthalEqualArea(middle, (south + north) / 2.0)
    if max(east - west, north - south) > _WIDE:
        projection = PlateCarree(middle)
    ax: GeoAxes = figure.add_axes(place, projection=projection, anchor="W")
    return ax


def draw_barbs(
    ax: GeoAxes, wind: WindField, height: float, time: np.datetime64, site: tuple[float, float], name: str
) -> list[Artist]:
    """The wind at a height on the ground that ships with the package, and a marked place with a barb of its own.

    Parameters
    ----------
    ax : GeoAxes
        From `barb_axes`.
    wind : WindField
    height : float
        [m]
    time : np.datetime64
        [UTC]
    site : (longitude, latitude)
        [degree]
    name : str
        Of the site, for the legend.
    """
    frame = _frame(wind)
    _show(ax, frame)
    ground = draw_ground(ax, frame)
    sizes = wind.dataset.sizes
    every = max(math.ceil(sizes[name] / most) for name, most in MOST_BARBS.items())
    layer = wind_layer(wind, height, time, every)
    layer = layer.stack(place=("latitude", "longitude")).reset_index("place")
    barbs = _barbs(ax, layer, color=style.BARB)
    longitude, latitude = site
    there = wind_column(wind, longitude, latitude, time, [height])
    there = there.assign_coords(longitude=("height", [longitude]), latitude=("height", [latitude]))
    own = _barbs(ax, there, color=style.SITE, zorder=8)
    (mark,) = ax.plot(
        *site,
        marker="*",
        markersize=11,
        color="white",
        markeredgecolor=style.SITE,
        linestyle="none",
        transform=GEOGRAPHIC,
        zorder=9,
        label=name,
    )
    handles: list[Artist] = [mark, *unknown_handles(frame)]
    legend = ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.07), ncols=2, fontsize=7.5, frameon=False
    )
    thinned = "" if every == 1 else f"; {_each(every)} row and column of the grid"
    if layer["eastward_wind"].isnull().any():
        thinned += "; none where the ground is higher"
    title = ax.set_title(
        f"Wind at {height:g} m, barbs in knots: half 5, whole 10, pennant 50;\n"
        f"the staff points to where it comes from{thinned}",
        loc="left",
        fontsize=8.5,
    )
    return [*ground, draw_grid(ax), barbs, own, mark, legend, title]


def _frame(wind: WindField) -> shapely.Polygon:
    """What the map shows. [degree]"""
    west, south, east, north = wind.box
    margin = _MARGIN * max(east - west, north - south)
    return shapely.box(west - margin, max(south - margin, -90.0), east + margin, min(north + margin, 90.0))


def _show(ax: GeoAxes, frame: shapely.Polygon) -> None:
    west, south, east, north = frame.bounds
    if isinstance(ax.projection, PlateCarree):
        # In its own plane: as an extent, a circle of longitudes would be none at all.
        half = min((east - west) / 2.0, 180.0)
        ax.set_xlim(-half, half)
        ax.set_ylim(south, north)
    else:
        ax.set_extent([west, east, south, north], crs=GEOGRAPHIC)


def _each(step: int) -> str:
    return {2: "every second", 3: "every third"}.get(step, f"every {step}th")


# object: matplotlib's own keywords, passed on.
def _barbs(ax: GeoAxes, air: xr.Dataset, **look: object) -> Artist:
    """Barbs of winds at places, in knots, each turned with the meridian of its place.

    cartopy would turn them in degrees, in which a wind toward the north-east points too far north: by 7 degrees at
    38 N.
    """
    names = ("longitude", "latitude", "eastward_wind", "northward_wind")
    # At a pole no direction is north, and under the ground there is no wind.
    shown = (np.abs(air["latitude"].to_numpy()) < 90.0 - _NORTHWARD) & np.isfinite(air["eastward_wind"].to_numpy())
    longitude, latitude, eastward, northward = (air[name].to_numpy()[shown] for name in names)
    here, further = (
        ax.projection.transform_points(GEOGRAPHIC, longitude, latitude + step)[:, :2] for step in (0.0, _NORTHWARD)
    )
    sine, cosine = ((further - here) / np.linalg.norm(further - here, axis=1, keepdims=True)).T
    artist: Artist = ax.barbs(
        *here.T,
        (eastward * cosine + northward * sine) / KNOT,
        (northward * cosine - eastward * sine) / KNOT,
        length=5.0,
        linewidth=0.7,
        flip_barb=latitude < 0.0,
        **{"zorder": 5} | look,
    )
    return artist
