"""Whether a cloud of landings is an ellipse, and the ellipses of one that is.

Holds no density: ellipses are those of the normal law with the mean and the covariance of the landings.
"""

import math
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.landing.chance.intervals import clustered_probability
from sim.landing.shape.density import Places, Positions, plane_about

MASSES = (0.5, 0.75, 0.9, 0.95)
"""Masses of the ellipses that are held against the landings."""

TOLERANCE = 0.03
"""Share of the landings by which an ellipse, or half of one, may be off beyond chance. Assumed."""

MOST_OFF = 0.08
"""Share of the landings by which it may be off at all: a worse one is not drawn, be it chance or not. Assumed."""

# Chance that a normal cloud is taken for none, shared among all comparisons.
_ERROR = 0.01
_POINTS = 720
_SIDES = (
    "northern",
    "north-eastern",
    "eastern",
    "south-eastern",
    "southern",
    "south-western",
    "western",
    "north-western",
)


class Cloud(NamedTuple):
    """Principal axes of a cloud, and whether they tell its shape; the fields are those of `Summary`."""

    centre_longitude: float
    centre_latitude: float
    major_sd: float
    minor_sd: float
    orientation: float
    elliptical: bool
    shape: str


def fitted(positions: Positions, centre: tuple[float, float], clusters: NDArray[np.intp]) -> Cloud:
    """Principal axes of the landings about their mean, held against a normal law.

    Parameters
    ----------
    positions : Positions
    centre : (float, float)
        Longitude and latitude of the mean position. [degree]
    clusters : (n,) int
        Number of the weather of each landing, or of its balloon where there is only one weather.
    """
    points, cloud = _principal(positions, centre)
    if cloud.shape:
        return cloud
    sine, cosine = math.sin(cloud.orientation), math.cos(cloud.orientation)
    scale = np.array([[cloud.major_sd], [cloud.minor_sd]])
    along, across = np.array([[sine, cosine], [cosine, -sine]]) @ points / scale
    elliptical, shape = _compared(along, across, cloud.orientation, positions, clusters)
    return cloud._replace(elliptical=elliptical, shape=shape)


def unjudged(places: Places, centre: tuple[float, float]) -> Cloud:
    """Principal axes alone, where it is not known which landing is of which weather."""
    _, cloud = _principal(places, centre)
    return cloud if cloud.shape else cloud._replace(shape="Whether an ellipse fits is told of kept landings only")


def _principal(places: Places, centre: tuple[float, float]) -> tuple[NDArray[np.float64], Cloud]:
    """The places about their mean (axis, n) [m], and their principal axes; in words only where they have none."""
    points = np.stack(plane_about(*centre).transform(places.longitude, places.latitude))
    points = points - (points @ places.weight)[:, np.newaxis]
    variances, axes = np.linalg.eigh((points * places.weight) @ points.T)
    minor, major = np.sqrt(np.maximum(variances, 0.0))
    orientation = math.atan2(axes[0, 1], axes[1, 1]) % math.pi
    none = minor <= 1e-9 * major or major == 0.0
    shape = "No ellipse fits: a line or a point" if none else ""
    return points, Cloud(*centre, float(major), float(minor), orientation, False, shape)


def _compared(
    along: NDArray[np.float64],
    across: NDArray[np.float64],
    orientation: float,
    positions: Positions,
    clusters: NDArray[np.intp],
) -> tuple[bool, str]:
    """Whether ellipses and their halves hold what they should, and in words how far the worst one is off.

    The share inside is compared with an interval over clusters, so that a few weathers of their own shapes do not
    count as many balloons that disagree.
    """
    halves = along > 0, across > 0, along < 0, across < 0
    sides = {"": np.full(along.size, True)}
    sides |= {f"{_compass(orientation + k * math.pi / 2)} half of the ": half for k, half in enumerate(halves)}
    squared = along**2 + across**2
    names = [(mass, side) for mass in MASSES for side in sides]
    expected = np.array([mass / (2 if side else 1) for mass, side in names])
    inside = np.stack([(squared <= -2.0 * math.log(1.0 - mass)) & sides[side] for mass, side in names])
    count = int(clusters.max()) + 1
    trials = np.bincount(clusters, weights=positions.weight, minlength=count)
    hits = np.stack([np.bincount(clusters, weights=positions.weight * row, minlength=count) for row in inside])
    found = clustered_probability(hits, trials, positions.independent, 1.0 - _ERROR / len(names))
    beyond, off = np.maximum(found.low - expected, expected - found.high), np.abs(found.estimate - expected)
    refuted, close = bool(beyond.max() > TOLERANCE), bool(off.max() <= MOST_OFF)
    worst = int(np.argmax(beyond if refuted else off))
    mass, side = names[worst]
    verdict = (
        "No ellipse fits"
        if refuted
        else "An ellipse fits"
        if close
        else "Too little was flown to say if an ellipse fits"
    )
    holds = f"holds {100 * found.estimate[worst]:.1f} %, of a normal cloud {100 * expected[worst]:.1f} %"
    return not refuted and close, f"{verdict}: the {side}ellipse of {100 * mass:.0f} % {holds}"


def _compass(azimuth: float) -> str:
    """The side that lies in a direction, clockwise from north [rad], in words."""
    return _SIDES[round(azimuth / (math.pi / 4)) % 8]


def ellipse_about(
    centre: tuple[float, float], major: float, minor: float, orientation: float, mass: float
) -> shapely.Polygon:
    """Ellipse of a normal law that holds this mass, in longitude and latitude. [degree]"""
    scale = math.sqrt(-2.0 * math.log(1.0 - mass))
    angle = np.linspace(0.0, 2.0 * math.pi, _POINTS, endpoint=False)
    along, across = scale * major * np.cos(angle), scale * minor * np.sin(angle)
    sine, cosine = math.sin(orientation), math.cos(orientation)
    corners = plane_about(*centre).transform(
        sine * along + cosine * across, cosine * along - sine * across, direction="INVERSE"
    )
    return shapely.Polygon(np.column_stack(corners))
