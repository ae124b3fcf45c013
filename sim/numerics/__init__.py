"""Axes, interpolation on packed grids, and random numbers by address. Holds no physics and no label."""
