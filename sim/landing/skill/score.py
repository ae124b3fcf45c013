"""How well the landings of some flights agree with a place where something was found.

Holds no rule of scoring and no fact: `sim.landing.skill.scores` has the rules, and the place is given.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from sim.kinds import LANDINGS, refuse_other_than
from sim.landing.distribution import LandingDistribution
from sim.landing.questions import Landings
from sim.landing.shape.density import Positions, equal_area_projection, landing_density, to_plane
from sim.landing.shape.distances import Within
from sim.landing.skill.scores import axis_ranks, energy_score, groups_of, hdr_mass_at, log_score

RADII = (10e3, 25e3, 50e3)
"""Radii about a found place of which a score states the probability. [m]"""


@dataclass(frozen=True)
class Score:
    """A found place against the landings of some kind of item; `print` shows it.

    Attributes
    ----------
    items : tuple of str
        Kinds of items; each counts alike.
    longitude, latitude : float
        The found place. [degree]
    distance, bearing : float
        From the geometric median of the landings to the place; clockwise from north. [m], [rad]
    hdr_mass : float
        Mass of the smallest region of highest density that holds the place: 0.9 and less inside the 90 % region.
    along, across : float
        Share of the landings below the place on the major and on the minor axis of the cloud: 0.5 in its middle.
    energy_score : float
        As `energy_score`, smaller is better: of a forecast without spread it is the distance. [m]
    log_score : float
        As `log_score`.
    within : tuple of Within
        Probability to land within `RADII` of the place; what did not land is not within.
    landed_share : float
        Share of the drops that came down; distances, mass and scores are of these alone.
    """

    items: tuple[str, ...]
    longitude: float
    latitude: float
    distance: float
    bearing: float
    hdr_mass: float
    along: float
    across: float
    energy_score: float
    log_score: float
    within: tuple[Within, ...]
    landed_share: float

    def __str__(self) -> str:
        nearby = (
            f"  within {near.radius / 1e3:.0f} km   {100.0 * near.probability:.1f} % "
            f"({100.0 * near.low:.1f} to {100.0 * near.high:.1f}) of what was launched"
            for near in self.within
        )
        return "\n".join(
            [
                f"{', '.join(self.items)} against the place {self.latitude:.3f} N, {self.longitude:.3f} E:",
                f"  distance       {self.distance / 1e3:.0f} km from the middle of the landings, toward "
                f"{math.degrees(self.bearing):.0f} degrees",
                f"  region         on the edge of that of highest density that holds {100.0 * self.hdr_mass:.1f} %",
                f"  rank           {self.along:.3f} along and {self.across:.3f} across the cloud; 0.5 is its middle",
                f"  energy score   {self.energy_score / 1e3:.1f} km",
                f"  log score      {self.log_score:.2f} (minus the logarithm of the density, per km2)",
                *nearby,
                f"Distance, region, rank and scores are of the {100.0 * self.landed_share:.1f} % that came down.",
            ]
        )


def score(
    drops: LandingDistribution, longitude: float, latitude: float, item: str | tuple[str, ...] | None = None
) -> Score:
    """How well landings agree with a place where something was found.

    Parameters
    ----------
    drops : LandingDistribution
    longitude, latitude : float
        The found place. [degree]
    item : str or tuple of str, optional
        What was found, also "empty_envelope"; all kinds of the payload by default.

    Raises
    ------
    InputError
        For a place that is none, or an item that there is not.
    """
    refuse_other_than(Landings, "score: drops", drops, LANDINGS)
    distances = drops.distances(longitude, latitude, item)
    positions, middle = drops.positions(item), drops.summary(item)
    density = landing_density(positions)
    forth, _, distance = Geod(ellps="WGS84").inv(middle.longitude, middle.latitude, longitude, latitude)
    places, found = _in_plane(positions, longitude, latitude)
    along, across = axis_ranks(places, found, positions.weight)
    return Score(
        items=distances.items,
        longitude=float(longitude),
        latitude=float(latitude),
        distance=float(distance),
        bearing=math.radians(forth % 360.0),
        hdr_mass=hdr_mass_at(density, positions, longitude, latitude),
        along=along,
        across=across,
        energy_score=energy_score(places, found, positions.weight, groups_of(positions)),
        log_score=log_score(density, longitude, latitude),
        within=tuple(distances.probability_within(radius) for radius in RADII),
        landed_share=distances.landed_share,
    )


def _in_plane(
    positions: Positions, longitude: float, latitude: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The landings and a place on the plane of the densities. (n, 2), (2,) [m]"""
    plane = to_plane(equal_area_projection(positions.longitude, positions.latitude))
    x, y = plane.transform(positions.longitude, positions.latitude)
    return np.column_stack([x, y]), np.array(plane.transform(longitude, latitude))
