"""balloon-drift: where balloon-borne media land over Korea, with honest uncertainty.

A scenario and a wind make flights; flights make a landing distribution.

>>> import sim
>>> scenario = sim.load_scenario("lee_2015_04_04")
>>> flights = sim.simulate(scenario, sim.wind_for(scenario), balloons=20, weather_members=2)
>>> drops = sim.landings(flights)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.ensemble import check, simulate, wind_for
    from sim.errors import InputError
    from sim.evidence import load_evidence
    from sim.fetch import fetch_wind
    from sim.files import open_flights, save_animation, save_figure, save_flights
    from sim.landing import landings
    from sim.maps import (
        animate_night,
        draw_comparison,
        draw_distances,
        draw_drop_zone,
        draw_flight,
        draw_heights,
        draw_landing_map,
        draw_night,
        draw_regions,
        draw_tracks,
        draw_wind,
    )
    from sim.scenario import Scenario, load_scenario
    from sim.wind import WindField, climatological_wind, open_wind, wind_description

_HOMES = {
    "InputError": "errors",
    "Scenario": "scenario",
    "WindField": "wind",
    "animate_night": "maps",
    "check": "ensemble",
    "climatological_wind": "wind",
    "draw_comparison": "maps",
    "draw_distances": "maps",
    "draw_drop_zone": "maps",
    "draw_flight": "maps",
    "draw_heights": "maps",
    "draw_landing_map": "maps",
    "draw_night": "maps",
    "draw_regions": "maps",
    "draw_tracks": "maps",
    "draw_wind": "maps",
    "fetch_wind": "fetch",
    "landings": "landing",
    "load_evidence": "evidence",
    "load_scenario": "scenario",
    "open_flights": "files",
    "open_wind": "wind",
    "save_animation": "files",
    "save_figure": "files",
    "save_flights": "files",
    "simulate": "ensemble",
    "wind_description": "wind",
    "wind_for": "ensemble",
}

__all__ = [
    "InputError",
    "Scenario",
    "WindField",
    "animate_night",
    "check",
    "climatological_wind",
    "draw_comparison",
    "draw_distances",
    "draw_drop_zone",
    "draw_flight",
    "draw_heights",
    "draw_landing_map",
    "draw_night",
    "draw_regions",
    "draw_tracks",
    "draw_wind",
    "fetch_wind",
    "landings",
    "load_evidence",
    "load_scenario",
    "open_flights",
    "open_wind",
    "save_animation",
    "save_figure",
    "save_flights",
    "simulate",
    "wind_description",
    "wind_for",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import sim` and `balloon-drift --help` stay quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f"sim.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
