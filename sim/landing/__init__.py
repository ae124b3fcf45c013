"""Where things land: probabilities by region with intervals, a density true to area, and regions of stated mass.

Holds no plotting and no files, and flies nothing: it reads a dataset of flights.
"""

from sim.landing.contours import Contour
from sim.landing.differences import Difference, differences
from sim.landing.distribution import LandingDistribution, landings
from sim.landing.table import LandingTable, Row

__all__ = ["Contour", "Difference", "LandingDistribution", "LandingTable", "Row", "differences", "landings"]
