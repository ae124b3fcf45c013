"""The stairs between the labelled and the compiled half: draws, the check before, the flights, the labels after.

Holds no formula and no statistics of landings.
"""

from sim.ensemble.checks import check, launch_epoch, steady_note
from sim.ensemble.reproducing import Reproduction, flown_scenario, refuse_another_wind, reproduce
from sim.ensemble.schema import CONVENTIONS
from sim.ensemble.simulate import refuse_impossible_sizes, simulate
from sim.ensemble.weathers import weather_process
from sim.ensemble.winds import CLIMATE, wind_for

__all__ = [
    "CLIMATE",
    "CONVENTIONS",
    "Reproduction",
    "check",
    "flown_scenario",
    "launch_epoch",
    "refuse_another_wind",
    "refuse_impossible_sizes",
    "reproduce",
    "simulate",
    "steady_note",
    "weather_process",
    "wind_for",
]
