"""The stairs between the labelled and the compiled half: draws, the check before, the flights, the labels after.

Holds no formula and no statistics of landings.
"""

from sim.ensemble.attributes import BY_COORDINATES, versions
from sim.ensemble.checks import check, flown_span, held_apart, held_steady, launch_epoch, steady_note
from sim.ensemble.ensemble import Ensemble, joined
from sim.ensemble.flying import Progress
from sim.ensemble.launch_rule import RarelyLaunched
from sim.ensemble.layout import drops_of
from sim.ensemble.reproducing import Reproduction, flown_scenario, made_again, refuse_another_wind, reproduce
from sim.ensemble.settings import share_flights
from sim.ensemble.simulate import (
    prepared,
    refuse_idle_members,
    refuse_impossible_sizes,
    refused_beyond_memory,
    simulate,
)
from sim.ensemble.timer_study import timer_study
from sim.ensemble.tracks import drawable_tracks, rows_of_tracks
from sim.ensemble.variables import CONVENTIONS
from sim.ensemble.weathers import air_memory, weather_process
from sim.ensemble.winds import CLIMATE, wind_for

__all__ = [
    "BY_COORDINATES",
    "CLIMATE",
    "CONVENTIONS",
    "Ensemble",
    "Progress",
    "RarelyLaunched",
    "Reproduction",
    "air_memory",
    "check",
    "drawable_tracks",
    "drops_of",
    "flown_scenario",
    "flown_span",
    "held_apart",
    "held_steady",
    "joined",
    "launch_epoch",
    "made_again",
    "prepared",
    "refuse_another_wind",
    "refuse_idle_members",
    "refuse_impossible_sizes",
    "refused_beyond_memory",
    "reproduce",
    "rows_of_tracks",
    "share_flights",
    "simulate",
    "steady_note",
    "timer_study",
    "versions",
    "weather_process",
    "wind_for",
]
