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
    from sim.campaigns import campaign, load_campaign
    from sim.ensemble import check, reproduce, simulate, timer_study, wind_for
    from sim.errors import InputError
    from sim.evidence import load_evidence
    from sim.fetch import fetch_wind
    from sim.files import (
        export,
        export_density,
        export_tracks,
        open_campaign,
        open_flights,
        save_animation,
        save_campaign,
        save_figure,
        save_flights,
    )
    from sim.landing import landings, score, simulate_until
    from sim.maps import (
        animate_night,
        draw_campaign,
        draw_comparison,
        draw_distances,
        draw_drop_zone,
        draw_flight,
        draw_heights,
        draw_landing_map,
        draw_night,
        draw_regions,
        draw_sensitivity,
        draw_tracks,
        draw_wind,
    )
    from sim.report import write_report
    from sim.scenario import Scenario, load_scenario
    from sim.sensitivities import sensitivity
    from sim.sweeps import open_sweep, resume_sweep, sweep
    from sim.wind import WindField, climatological_wind, open_wind, wind_description

_HOMES = {
    "InputError": "errors",
    "Scenario": "scenario",
    "WindField": "wind",
    "animate_night": "maps",
    "campaign": "campaigns",
    "check": "ensemble",
    "climatological_wind": "wind",
    "draw_campaign": "maps",
    "draw_comparison": "maps",
    "draw_distances": "maps",
    "draw_drop_zone": "maps",
    "draw_flight": "maps",
    "draw_heights": "maps",
    "draw_landing_map": "maps",
    "draw_night": "maps",
    "draw_regions": "maps",
    "draw_sensitivity": "maps",
    "draw_tracks": "maps",
    "draw_wind": "maps",
    "export": "files",
    "export_density": "files",
    "export_tracks": "files",
    "fetch_wind": "fetch",
    "landings": "landing",
    "load_campaign": "campaigns",
    "load_evidence": "evidence",
    "load_scenario": "scenario",
    "open_campaign": "files",
    "open_flights": "files",
    "open_sweep": "sweeps",
    "open_wind": "wind",
    "reproduce": "ensemble",
    "resume_sweep": "sweeps",
    "save_animation": "files",
    "save_campaign": "files",
    "save_figure": "files",
    "save_flights": "files",
    "score": "landing",
    "sensitivity": "sensitivities",
    "simulate": "ensemble",
    "simulate_until": "landing",
    "sweep": "sweeps",
    "timer_study": "ensemble",
    "wind_description": "wind",
    "wind_for": "ensemble",
    "write_report": "report",
}

__all__ = [
    "InputError",
    "Scenario",
    "WindField",
    "animate_night",
    "campaign",
    "check",
    "climatological_wind",
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
    "export",
    "export_density",
    "export_tracks",
    "fetch_wind",
    "landings",
    "load_campaign",
    "load_evidence",
    "load_scenario",
    "open_campaign",
    "open_flights",
    "open_sweep",
    "open_wind",
    "reproduce",
    "resume_sweep",
    "save_animation",
    "save_campaign",
    "save_figure",
    "save_flights",
    "score",
    "sensitivity",
    "simulate",
    "simulate_until",
    "sweep",
    "timer_study",
    "wind_description",
    "wind_for",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import sim` and `balloon-drift --help` stay quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f"sim.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
