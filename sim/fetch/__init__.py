"""Fetching winds from far away: ERA5 of a box and a span, from the public cloud store or the Climate Data Store.

The only room that touches the network, and only when it is called. Holds no reading of wind files: what it wrote goes
through the door of `sim.wind` like any other file.
"""

from sim.fetch.fetching import Fetch, fetch_wind, planned_fetch

__all__ = ["Fetch", "fetch_wind", "planned_fetch"]
