"""Many flights: designs of scenario values, flown in shards, kept in a store that a kill cannot harm.

Holds no estimator and no drawing: what is kept of a point comes from `sim.landing`.
"""

from sim.sweeps.plan import Plan
from sim.sweeps.running import open_sweep, resume_sweep, sweep
from sim.sweeps.shards import fly_shard

__all__ = ["Plan", "fly_shard", "open_sweep", "resume_sweep", "sweep"]
