"""The stairs between the labelled and the compiled half: draws, the check before, the flights, the labels after.

Holds no formula and no statistics of landings.
"""

from sim.ensemble.checks import check
from sim.ensemble.simulate import refuse_impossible_sizes, simulate

__all__ = ["check", "refuse_impossible_sizes", "simulate"]
