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
    from sim.ensemble import check, simulate, timer_study, wind_for
    from sim.errors import InputError
    from sim.evidence import load_evidence
    from sim.fetch import fetch_wind
    from sim.files import (
        export,
        export_density,
        export_tracks,
        open_campaign,
        open_flights,
        open_tally,
        save_animation,
        save_campaign,
        save_figure,
        save_flights,
        save_tally,
    )
    from sim.landing import joined_tally, landings, reproduce, score, simulate_until, sweep_differences, tallied, tally
    from sim.maps import (
        animate_night,
        draw_campaign,
        draw_comparison,
        draw_distances,
        draw_drop_zone,
        draw_flight,
        draw_heat_map,
        draw_heights,
        draw_landing_map,
        draw_night,
        draw_pareto,
        draw_regions,
        draw_sensitivity,
        draw_small_multiples,
        draw_sweep,
        draw_sweep_lines,
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
    "draw_heat_map": "maps",
    "draw_heights": "maps",
    "draw_landing_map": "maps",
    "draw_night": "maps",
    "draw_pareto": "maps",
    "draw_regions": "maps",
    "draw_sensitivity": "maps",
    "draw_small_multiples": "maps",
    "draw_sweep": "maps",
    "draw_sweep_lines": "maps",
    "draw_tracks": "maps",
    "draw_wind": "maps",
    "export": "files",
    "export_density": "files",
    "export_tracks": "files",
    "fetch_wind": "fetch",
    "joined_tally": "landing",
    "landings": "landing",
    "load_campaign": "campaigns",
    "load_evidence": "evidence",
    "load_scenario": "scenario",
    "open_campaign": "files",
    "open_flights": "files",
    "open_sweep": "sweeps",
    "open_tally": "files",
    "open_wind": "wind",
    "reproduce": "landing",
    "resume_sweep": "sweeps",
    "save_animation": "files",
    "save_campaign": "files",
    "save_figure": "files",
    "save_flights": "files",
    "save_tally": "files",
    "score": "landing",
    "sensitivity": "sensitivities",
    "simulate": "ensemble",
    "simulate_until": "landing",
    "sweep": "sweeps",
    "sweep_differences": "landing",
    "tallied": "landing",
    "tally": "landing",
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
    "export",
    "export_density",
    "export_tracks",
    "fetch_wind",
    "joined_tally",
    "landings",
    "load_campaign",
    "load_evidence",
    "load_scenario",
    "open_campaign",
    "open_flights",
    "open_sweep",
    "open_tally",
    "open_wind",
    "reproduce",
    "resume_sweep",
    "save_animation",
    "save_campaign",
    "save_figure",
    "save_flights",
    "save_tally",
    "score",
    "sensitivity",
    "simulate",
    "simulate_until",
    "sweep",
    "sweep_differences",
    "tallied",
    "tally",
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
