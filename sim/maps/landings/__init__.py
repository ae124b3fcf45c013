"""Pictures of where things land.

Holds no statistics: probabilities, densities and contours come from `sim.landing`.
"""
