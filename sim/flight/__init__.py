"""One balloon and what it drops: the state, one step, and the parallel loop over balloons.

Holds no formula (those are in `sim.physics`), no label and no distribution.
"""
