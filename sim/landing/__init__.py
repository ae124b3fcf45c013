"""Where things land: probabilities by region with intervals, a density true to area, and regions of stated mass.

Holds no plotting and no files, and flies nothing: it reads a dataset of flights.
"""

from sim.landing.contours import Contour
from sim.landing.distances import Distances, Within
from sim.landing.distribution import LandingDistribution, landings
from sim.landing.summary import Summary
from sim.landing.table import LandingTable, Row

__all__ = ["Contour", "Distances", "LandingDistribution", "LandingTable", "Row", "Summary", "Within", "landings"]
