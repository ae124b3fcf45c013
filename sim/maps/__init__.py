"""Pictures of landing distributions, of flights, sweeps and winds, drawn offline from shapes of the package.

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
from sim.maps.sweeps.chooser import draw_sweep
from sim.maps.sweeps.heat_map import HeatMap, draw_heat_map
from sim.maps.sweeps.lines import SweepLines, draw_sweep_lines
from sim.maps.sweeps.pareto import ParetoFront, draw_pareto
from sim.maps.sweeps.small_multiples import SmallMultiples, draw_small_multiples
from sim.maps.wind.wind_chart import DEFAULT_HEIGHT, WindChart, draw_wind

__all__ = [
    "DEFAULT_HEIGHT",
    "MOST_ITEMS",
    "CampaignBars",
    "Comparison",
    "DistanceChart",
    "DropZone",
    "FlightChart",
    "HeatMap",
    "HeightChart",
    "LandingMap",
    "NightChart",
    "ParetoFront",
    "RegionBars",
    "SensitivityBars",
    "SmallMultiples",
    "SweepLines",
    "TrackMap",
    "WindChart",
    "animate_night",
    "draw_campaign",
    "draw_comparison",
    "draw_distances",
    "draw_drop_zone",
    "draw_flight",
    "draw_heat_map",
    "draw_heights",
    "draw_landing_map",
    "draw_night",
    "draw_pareto",
    "draw_regions",
    "draw_sensitivity",
    "draw_small_multiples",
    "draw_sweep",
    "draw_sweep_lines",
    "draw_tracks",
    "draw_wind",
]
