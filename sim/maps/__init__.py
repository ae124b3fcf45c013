"""Pictures of landing distributions, drawn offline from shapes that ship with the package, and of single flights.

Holds colours and projections, no statistics; nothing here opens a window, saves a file or touches a network.
"""

from sim.maps.flight_chart import FlightChart, draw_flight
from sim.maps.landing_map import MOST_ITEMS, LandingMap, draw_landing_map

__all__ = ["MOST_ITEMS", "FlightChart", "LandingMap", "draw_flight", "draw_landing_map"]
