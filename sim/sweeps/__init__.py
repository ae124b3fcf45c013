"""Many flights: designs of scenario values, flown in shards, kept in a store that a kill cannot harm.

Holds no estimator and no drawing: what is kept of a point comes from `sim.landing`.
"""

from sim.sweeps.airs import Airs
from sim.sweeps.plan import Plan
from sim.sweeps.planning import planned
from sim.sweeps.reading import SweepFile, load_sweep, shipped_sweeps, sweep_of, typed_parameter
from sim.sweeps.running import Engine, carry_out, engine_of, open_sweep, resumable, resume_sweep, sweep
from sim.sweeps.shards import fly_shard
from sim.sweeps.store import Store
from sim.sweeps.telling import outline, outstanding, refused, told, unlanded

__all__ = [
    "Airs",
    "Engine",
    "Plan",
    "Store",
    "SweepFile",
    "carry_out",
    "engine_of",
    "fly_shard",
    "load_sweep",
    "open_sweep",
    "outline",
    "outstanding",
    "planned",
    "refused",
    "resumable",
    "resume_sweep",
    "shipped_sweeps",
    "sweep",
    "sweep_of",
    "told",
    "typed_parameter",
    "unlanded",
]
