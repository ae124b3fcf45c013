"""Which unknown matters most for where things land: variance split by its causes, and a screening of single values.

Holds no drawing and no file; flights come from `sim.ensemble`.
"""

from sim.sensitivities.factors import GROUPS, GUSTS, WIND
from sim.sensitivities.indices import Indices, sobol_indices
from sim.sensitivities.outputs import OUTPUTS
from sim.sensitivities.study import METHODS, sensitivity
from sim.sensitivities.telling import told
from sim.sensitivities.trajectories import Trajectories

__all__ = [
    "GROUPS",
    "GUSTS",
    "METHODS",
    "OUTPUTS",
    "WIND",
    "Indices",
    "Trajectories",
    "sensitivity",
    "sobol_indices",
    "told",
]
