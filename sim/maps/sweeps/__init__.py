"""Pictures of sweeps: how one number of every point depends on what was varied.

Holds no statistics: numbers and intervals come from `sim.sweep`, differences from `sim.landing`.
"""
