"""Where things land: probabilities by region with intervals, a density true to area, and regions of stated mass.

Holds no plotting and no files. It reads a dataset of flights; only `simulate_until` and `tally` ask
for more of them.
"""

from sim.landing.chance.bootstrap import Interval, Share, interval
from sim.landing.chance.differences import Difference, differences
from sim.landing.chance.needed import Needed
from sim.landing.chance.points import sweep_differences
from sim.landing.chance.until import refuse_impossible_stops, simulate_until
from sim.landing.chance.variance import Nights, VarianceParts
from sim.landing.distribution import LandingDistribution, landings
from sim.landing.questions import MASSES, MEASURES, Landings
from sim.landing.shape.contours import Contour
from sim.landing.shape.distances import Distances, Within
from sim.landing.shape.summary import Summary
from sim.landing.skill.recoveries import Recovery, recoveries
from sim.landing.skill.score import Score, score
from sim.landing.tables.table import LandingTable, Row
from sim.landing.tallies.again import reproduce
from sim.landing.tallies.distribution import LandingTally, NotKept, landings_of, tallied
from sim.landing.tallies.joining import joined_tally
from sim.landing.tallies.tallied import is_tally
from sim.landing.tallies.tallying import MOST_KEPT, drops_flown, tally
from sim.landing.tallies.whole import refuse_parted

__all__ = [
    "MASSES",
    "MEASURES",
    "MOST_KEPT",
    "Contour",
    "Difference",
    "Distances",
    "Interval",
    "LandingDistribution",
    "LandingTable",
    "LandingTally",
    "Landings",
    "Needed",
    "Nights",
    "NotKept",
    "Recovery",
    "Row",
    "Score",
    "Share",
    "Summary",
    "VarianceParts",
    "Within",
    "differences",
    "drops_flown",
    "interval",
    "is_tally",
    "joined_tally",
    "landings",
    "landings_of",
    "recoveries",
    "refuse_impossible_stops",
    "refuse_parted",
    "reproduce",
    "score",
    "simulate_until",
    "sweep_differences",
    "tallied",
    "tally",
]
