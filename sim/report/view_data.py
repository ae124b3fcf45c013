"""Views of the interactive map: for one bundle and one kind of item the density, contours, landings and shares.

Holds no drawing, and no statistics of its own.
"""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.landing import LandingDistribution
from sim.landing.questions import MASSES
from sim.landing.shape.contours import density_at
from sim.report.plane import Json, Plane, path, rounded
from sim.report.words import launch_moment, share

MOST_LANDINGS = 1000
"""Of more landings of a kind the map shows this many, evenly chosen."""

MOST_RELEASES = 600
"""Of more releases the map shows this many, evenly chosen."""

ALL = ""
"""Name of the choice of all items, or of all bundles: none that a scenario gives."""

SHADED_FROM = 0.05
"""Below a twentieth of its peak a density is not shaded, as on the landing map."""

_MOST_CELLS = 160

Floats = NDArray[np.float64]


def views(drops: LandingDistribution, plane: Plane) -> Iterator[tuple[str, Json]]:
    """All items together, then each: density, contours, landings, and the share of every region."""
    landed = tuple(item for item in drops.items if drops.landed_share(item) > 0)
    yield ALL, {"density": _density(drops, landed, plane)} if landed else {"density": None}
    table = drops.regions()
    for item in drops.items:
        shares = {row.region: share(row) for row in table if row.item == item}
        view: Json = {"shares": shares, "density": None, "contours": [], "landings": landings_of(drops, item, plane)}
        if item in landed:
            view["density"] = _density(drops, (item,), plane)
            view["contours"] = [
                {"mass": contour.mass, "area": f"{contour.area / 1e6:,.0f} km²"}
                | path(plane.shape(contour.polygons))._asdict()
                for contour in drops.contours(MASSES, item)
            ]
        yield item, view


def _density(drops: LandingDistribution, items: tuple[str, ...], plane: Plane) -> Json:
    """Density on a grid of the map's plane, as bytes: 255 is the peak."""
    density = drops.density(items)
    peak = float(density.max())
    shaded = density.values >= SHADED_FROM * peak
    x, y = plane.positions(density["longitude"].values[shaded], density["latitude"].values[shaded])
    cell = float(density["x"][1] - density["x"][0]) / 1e3
    step = max(cell, np.ptp(x) / _MOST_CELLS, np.ptp(y) / _MOST_CELLS)
    across, up = (np.arange(values.min() - 2 * step, values.max() + 2 * step, step) for values in (x, y))
    longitude, latitude = plane.degrees(*np.meshgrid(across, up))
    scaled = np.round(255 * density_at(density, longitude, latitude).clip(0.0, peak) / peak)
    return {
        "x0": float(rounded(across[0])),
        "y0": float(rounded(up[0])),
        "step": float(step),
        "shape": f"{up.size}, {across.size}",
        "bytes": base64.b64encode(scaled.astype(np.uint8).tobytes()).decode("ascii"),
        # per cent of the landings on 1,000 km2
        "peak": f"{1e5 * peak:.2g} %",
    }


def landings_of(drops: LandingDistribution, item: str, plane: Plane) -> Json:
    """Landings of one kind, evenly chosen: each weather member has its share of them, and each item the same chance."""
    flights = drops.flights.isel({"drop": np.flatnonzero(drops.flights["item"].values.astype(str) == item)})
    landed = np.isfinite(flights["landing_longitude"].values) & np.isfinite(flights["landing_latitude"].values)
    balloon, drop = np.nonzero(landed)
    order = np.argsort(flights["weather"].values[balloon], kind="stable")
    chosen = order[_evenly(flights["items_represented"].values[drop][order], MOST_LANDINGS)]

    def there(name: str) -> Any:  # Any: numpy array of any kind
        return flights[name].values[balloon[chosen], drop[chosen]]

    x, y = (rounded(values) for values in plane.positions(there("landing_longitude"), there("landing_latitude")))
    ended = np.searchsorted(np.atleast_1d(flights["outcome"].attrs["flag_values"]), there("outcome"))
    found: Json = {"x": x.tolist(), "y": y.tolist(), "all": int(balloon.size), "ended": ended.tolist()}
    if "landing_time" in flights:
        offset = np.timedelta64(int(_offset(flights)), "s")
        found["time"] = [str(moment)[11:16] for moment in (there("landing_time") + offset).astype("datetime64[m]")]
    if "landing_height" in flights:
        found["height"] = np.rint(there("landing_height")).astype(int).tolist()
    return found


def _offset(flights: xr.Dataset) -> float:
    """By how much the clock of the launch place is ahead of UTC. [s]"""
    offset = launch_moment(flights).utcoffset()
    return offset.total_seconds() if offset else 0.0


def _evenly(weight: Floats, most: int) -> NDArray[np.intp]:
    """At most so many places of a list, evenly spread over its summed weight."""
    if weight.size <= most:
        return np.arange(weight.size)
    reached = np.cumsum(weight)
    return np.unique(np.searchsorted(reached, (np.arange(most) + 0.5) / most * reached[-1]))


def releases(drops: LandingDistribution, plane: Plane) -> Json:
    """Where bundles were let go, evenly chosen."""
    flights = drops.flights
    carried = np.unique(flights["bundle"].values)
    longitude, latitude = (
        flights[f"release_{name}"].values[:, carried[carried >= 0]].ravel() for name in ("longitude", "latitude")
    )
    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    chosen = known[_evenly(np.ones(known.size), MOST_RELEASES)]
    x, y = plane.positions(longitude[chosen], latitude[chosen])
    return {"x": rounded(x).tolist(), "y": rounded(y).tolist(), "all": int(known.size)}
