"""The earth's ellipsoid: how far a metre moves a longitude and a latitude."""

import math

from sim._jit import compiled
from sim.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR
from sim.elementary import sine_and_cosine

_ECCENTRICITY_SQUARED = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)


@compiled(inline=True)
def degrees_per_metre(latitude: float, height: float) -> tuple[float, float]:
    """Change of longitude for a metre east, and of latitude for a metre north. [degree m-1]

    Parameters
    ----------
    latitude : float
        Geodetic, between the poles. [degree]
    height : float
        Above the ellipsoid; the sea-level height is meant here, the difference is below 1e-5. [m]

    Returns
    -------
    longitude, latitude : float
        [degree m-1]

    Notes
    -----
    1 / ((N + h) cos phi) and 1 / (M + h) with the radii of curvature in the prime vertical, N, and the meridian, M.

    References
    ----------
    .. [1] Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395, 1987, eq. 4-18 to 4-20, p. 24.
    """
    phi = math.radians(latitude)
    sine, cosine = sine_and_cosine(phi)
    wider = 1.0 / (1.0 - _ECCENTRICITY_SQUARED * sine * sine)
    prime_vertical = WGS84_SEMI_MAJOR * math.sqrt(wider)
    meridian = prime_vertical * (1.0 - _ECCENTRICITY_SQUARED) * wider
    return math.degrees(1.0 / ((prime_vertical + height) * cosine)), math.degrees(1.0 / (meridian + height))
