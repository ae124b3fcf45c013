"""Where things land: probabilities by region with intervals, a density true to area, and regions of stated mass.

Holds no plotting and no files. It reads a dataset of flights; only `simulate_until` asks for more of them.
"""

from sim.landing.bootstrap import Interval, Share, interval
from sim.landing.contours import Contour
from sim.landing.differences import Difference, differences
from sim.landing.distances import Distances, Within
from sim.landing.distribution import LandingDistribution, landings
from sim.landing.needed import Needed
from sim.landing.recoveries import Recovery, recoveries
from sim.landing.skill import Score, score
from sim.landing.summary import Summary
from sim.landing.table import LandingTable, Row
from sim.landing.until import refuse_impossible_stops, simulate_until
from sim.landing.variance import Nights, VarianceParts

__all__ = [
    "Contour",
    "Difference",
    "Distances",
    "Interval",
    "LandingDistribution",
    "LandingTable",
    "Needed",
    "Nights",
    "Recovery",
    "Row",
    "Score",
    "Share",
    "Summary",
    "VarianceParts",
    "Within",
    "differences",
    "interval",
    "landings",
    "recoveries",
    "refuse_impossible_stops",
    "score",
    "simulate_until",
]
