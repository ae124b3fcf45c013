"""A cloud of landings in a few numbers: its middle, how far and which way, how wide, and whether it is an ellipse.

Holds no interval of a probability. Distances are geodesics; spreads are taken in equal-area planes about the cloud.

References
----------
.. [1] Vardi and Zhang, "The multivariate L1-median and associated data depth", Proc. Natl. Acad. Sci. 97, 2000,
   p. 1423 (Weiszfeld's iteration, also where it meets a point of the data).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
import xarray as xr
from numpy.typing import NDArray
from pyproj import Geod

from sim.errors import InputError, ResultError
from sim.ground import distance_to
from sim.kinds import is_share
from sim.landing.shape.density import Places, equal_area_projection, plane_about, to_plane
from sim.landing.shape.ellipses import Cloud, ellipse_about

_EARTH = Geod(ellps="WGS84")
# The median is looked for to so many metres, in so many steps at most; the error halves with each in a round cloud.
_STEP, _MOST_STEPS = 0.1, 1000
# Interquartile range of a normal law over its standard deviation.
_QUARTILES = 1.349


@dataclass(frozen=True)
class Summary:
    """Where the landings of some kinds are, in a few numbers.

    Attributes
    ----------
    items : tuple of str
        Kinds of item; each counts alike.
    landings : int
        Number of drops that came down.
    landed_share : float
        Share of the drops that came down; everything else here is about these alone.
    longitude, latitude : float
        Geometric median: the point with the least mean distance to the landings. [degree]
    range : float
        From the launch site to the median point. [m]
    bearing : float
        From the launch site to the median point, clockwise from north. [rad]
    along_sd, cross_sd : float
        Standard deviation along and across the direction of flight at the median point. [m]
    along_robust_sd, cross_robust_sd : float
        The same from the quartiles, which outliers do not move: interquartile range / 1.349. [m]
    circular_error : float
        Radius about the median point that holds half of the landings (CEP50). [m]
    centre_longitude, centre_latitude : float
        Mean position, which the ellipses are about. [degree]
    major_sd, minor_sd : float
        Standard deviation along the principal axes. [m]
    orientation : float
        Direction of the longer axis, clockwise from north, 0 to pi. [rad]
    elliptical : bool
        Whether ellipses of 50, 75, 90 and 95 %, and their halves on each side of both axes, hold what those of a normal
        law would: within 8 points, and within 3 beyond what chance can do with so few weathers.
    shape : str
        The same in words: whether an ellipse fits, does not, or cannot be told, and where the landings differ most.
    """

    items: tuple[str, ...]
    landings: int
    landed_share: float
    longitude: float
    latitude: float
    range: float
    bearing: float
    along_sd: float
    cross_sd: float
    along_robust_sd: float
    cross_robust_sd: float
    circular_error: float
    centre_longitude: float
    centre_latitude: float
    major_sd: float
    minor_sd: float
    orientation: float
    elliptical: bool
    shape: str

    def ellipse(self, mass: float) -> shapely.Polygon:
        """Ellipse that holds this share of the landings, in longitude and latitude. [degree]

        Raises
        ------
        ResultError
            If the cloud is no ellipse.
        InputError
            If the mass is not between 0 and 1.
        """
        if not is_share(mass):
            raise InputError(f"ellipse: mass is {mass!r}; it must be a number between 0 and 1.")
        mass = float(mass)
        if not self.elliptical:
            raise ResultError(f"{', '.join(self.items)}: {self.shape}; ask for contours instead.")
        centre = self.centre_longitude, self.centre_latitude
        return ellipse_about(centre, self.major_sd, self.minor_sd, self.orientation, mass)

    def __str__(self) -> str:
        east, north = "E" if self.longitude >= 0 else "W", "N" if self.latitude >= 0 else "S"
        return "\n".join(
            [
                f"{', '.join(self.items)}: {self.landings:,} landings, {100 * self.landed_share:.1f} % of all drops.",
                f"Median point {abs(self.latitude):.3f} {north}, {abs(self.longitude):.3f} {east}: "
                f"{self.range / 1e3:.0f} km from the launch site, bearing {math.degrees(self.bearing):.0f} degrees.",
                f"Standard deviation {self.along_sd / 1e3:.0f} km along this bearing and {self.cross_sd / 1e3:.0f} km "
                f"across (from quartiles {self.along_robust_sd / 1e3:.0f} and {self.cross_robust_sd / 1e3:.0f} km); "
                f"half of the landings within {self.circular_error / 1e3:.0f} km of the median point.",
                f"{self.shape}." if self.elliptical else f"{self.shape}; ask for contours.",
            ]
        )


def summary_of(
    items: tuple[str, ...],
    places: Places,
    landings: int,
    cloud_about: Callable[[tuple[float, float]], Cloud],
    launch: tuple[float, float],
    landed_share: float,
) -> Summary:
    """The numbers of a cloud.

    Parameters
    ----------
    items : tuple of str
    places : Places
        Where they landed.
    landings : int
        How many landed there.
    cloud_about : callable
        Principal axes of the places about their mean. [degree]
    launch : (float, float)
        Longitude and latitude. [degree]
    landed_share : float
    """
    weight = places.weight
    plane = to_plane(equal_area_projection(places.longitude, places.latitude))
    x, y = plane.transform(places.longitude, places.latitude)
    longitude, latitude = plane.transform(*_geometric_median(x, y, weight), direction="INVERSE")
    azimuth, _, distance = _EARTH.inv(*launch, longitude, latitude)
    along, cross = along_and_across(places, (longitude, latitude), direction_at(launch, (longitude, latitude)))
    cloud = cloud_about(plane.transform(x @ weight, y @ weight, direction="INVERSE"))
    away = distance_to(places.longitude, places.latitude, (longitude, latitude))
    return Summary(
        items=items,
        landings=landings,
        landed_share=landed_share,
        longitude=longitude,
        latitude=latitude,
        range=distance,
        bearing=math.radians(azimuth) % math.tau,
        along_sd=_deviation(along, weight),
        cross_sd=_deviation(cross, weight),
        along_robust_sd=_robust_deviation(along, weight),
        cross_robust_sd=_robust_deviation(cross, weight),
        circular_error=float(quantiles(away, weight, (0.5,))[0]),
        **cloud._asdict(),
    )


def launch_site(flights: xr.Dataset) -> tuple[float, float]:
    """Longitude and latitude of the launch site. [degree]"""
    missing = [name for name in ("launch_longitude", "launch_latitude") if name not in flights.attrs]
    if missing:
        raise ResultError(
            f"flights: the attributes {' and '.join(missing)} are not there, so no range can be told; set them."
        )
    return float(flights.attrs["launch_longitude"]), float(flights.attrs["launch_latitude"])


def _geometric_median(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """Point of least mean distance to the points, by Weiszfeld's iteration [1]_. [m]"""
    here = np.array([quantiles(x, weight, (0.5,))[0], quantiles(y, weight, (0.5,))[0]])
    for _ in range(_MOST_STEPS):
        east, north = x - here[0], y - here[1]
        distance = np.hypot(east, north)
        on_it = distance == 0.0
        pull = np.where(on_it, 0.0, weight / np.where(on_it, 1.0, distance))
        drawn = np.array([pull @ east, pull @ north])
        strength = float(np.hypot(*drawn))
        held = float(weight[on_it].sum())
        if strength <= held:
            break
        step = (1.0 - held / strength) * drawn / pull.sum()
        here = here + step
        if np.hypot(*step) < _STEP:
            break
    return float(here[0]), float(here[1])


def direction_at(launch: tuple[float, float], place: tuple[float, float]) -> float:
    """Direction at a place of who comes straight from the launch site, clockwise from north. [rad]"""
    _, back, _ = _EARTH.inv(*launch, *place)
    return math.radians(back + 180.0)


def along_and_across(
    places: Places, middle: tuple[float, float], direction: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distances ahead of and to the right of a point, seen in a direction clockwise from north. [m]"""
    x, y = plane_about(*middle).transform(places.longitude, places.latitude)
    sine, cosine = math.sin(direction), math.cos(direction)
    return np.asarray(sine * x + cosine * y), np.asarray(cosine * x - sine * y)


def _deviation(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    return float(np.sqrt((values - values @ weight) ** 2 @ weight))


def _robust_deviation(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    first, third = quantiles(values, weight, (0.25, 0.75))
    return float(third - first) / _QUARTILES


def quantiles(
    values: NDArray[np.float64], weight: NDArray[np.float64], shares: tuple[float, ...]
) -> NDArray[np.float64]:
    """The values that these shares of the weight do not exceed."""
    order = np.argsort(values, kind="stable")
    places = np.searchsorted(np.cumsum(weight[order]), np.asarray(shares) - 1e-12)
    return np.asarray(values[order][np.minimum(places, values.size - 1)], dtype=np.float64)
