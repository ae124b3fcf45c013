"""Pictures of landing distributions, of flights and of winds, drawn offline from shapes that ship with the package.

Holds colours and projections, no statistics; nothing here opens a window, saves a file or touches a network.
"""

from sim.maps.flights.animation import animate_night
from sim.maps.flights.flight_chart import FlightChart, draw_flight
from sim.maps.flights.height_chart import HeightChart, draw_heights
from sim.maps.flights.night_chart import NightChart, draw_night
from sim.maps.flights.track_map import TrackMap, draw_tracks
from sim.maps.landings.campaign_bars import CampaignBars, draw_campaign
from sim.maps.landings.comparison import Comparison, draw_comparison
from sim.maps.landings.distance_chart import DistanceChart, draw_distances
from sim.maps.landings.drop_zone import DropZone, draw_drop_zone
from sim.maps.landings.landing_map import MOST_ITEMS, LandingMap, draw_landing_map
from sim.maps.landings.region_bars import RegionBars, draw_regions
from sim.maps.landings.sensitivity_bars import SensitivityBars, draw_sensitivity
from sim.maps.wind.wind_chart import DEFAULT_HEIGHT, WindChart, draw_wind

__all__ = [
    "DEFAULT_HEIGHT",
    "MOST_ITEMS",
    "CampaignBars",
    "Comparison",
    "DistanceChart",
    "DropZone",
    "FlightChart",
    "HeightChart",
    "LandingMap",
    "NightChart",
    "RegionBars",
    "SensitivityBars",
    "TrackMap",
    "WindChart",
    "animate_night",
    "draw_campaign",
    "draw_comparison",
    "draw_distances",
    "draw_drop_zone",
    "draw_flight",
    "draw_heights",
    "draw_landing_map",
    "draw_night",
    "draw_regions",
    "draw_sensitivity",
    "draw_tracks",
    "draw_wind",
]
