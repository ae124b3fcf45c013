"""Where the sun stands, by pvlib: its elevation at a place and time, whether it is night, and when a night begins.

Holds no thermometer: what sunlight does to a balloon is a formula of `sim.physics` and an entry of the scenario.
"""

from sim.sun.light import Light, SunEvents, light_at, light_of, sun_events
from sim.sun.position import elevation_in, sun_elevation_at, sun_table

__all__ = ["Light", "SunEvents", "elevation_in", "light_at", "light_of", "sun_elevation_at", "sun_events", "sun_table"]
