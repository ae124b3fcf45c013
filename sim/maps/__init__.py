"""Pictures of landing distributions, drawn offline from shapes that ship with the package, of single flights
and of winds.

Holds colours and projections, no statistics; nothing here opens a window, saves a file or touches a network.
"""

from sim.maps.flights.flight_chart import FlightChart, draw_flight
from sim.maps.landings.landing_map import MOST_ITEMS, LandingMap, draw_landing_map
from sim.maps.wind.wind_chart import DEFAULT_HEIGHT, WindChart, draw_wind

__all__ = [
    "DEFAULT_HEIGHT",
    "MOST_ITEMS",
    "FlightChart",
    "LandingMap",
    "WindChart",
    "draw_flight",
    "draw_landing_map",
    "draw_wind",
]
