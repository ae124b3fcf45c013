"""Tracks: the state of the first balloons once a minute, with what it tells about the envelope."""

import math
from typing import Final

from sim._jit import compiled
from sim.flight.notes import SAME_MOMENT
from sim.physics.atmosphere import air_density
from sim.physics.envelope import over_pressure
from sim.physics.gas import free_lift_fraction

TRACK_INTERVAL: Final = 60.0
"""Time between the rows of a recorded track. [s]"""


@compiled
def note_track(i, state, air, bag, balloon, record):  # type: ignore[no-untyped-def]
    """Keep the state if it is the first in its interval of the track."""
    row = int(state.elapsed / TRACK_INTERVAL + SAME_MOMENT)
    if i >= record.track.shape[0] or row >= record.track.shape[1] or not math.isnan(record.track[i, row, 0]):
        return
    density = air_density(air.pressure, air.virtual_temperature)
    line = record.track[i, row]
    line[0] = state.elapsed
    line[1] = state.longitude
    line[2] = state.latitude
    line[3] = state.height
    line[4] = state.vertical_speed
    line[5] = state.gas_temperature
    line[6] = air.temperature
    line[7] = bag.gas_mass
    line[8] = bag.volume
    line[9] = over_pressure(bag.gas_mass, balloon.gas_constant, state.gas_temperature, bag.volume, air.pressure)
    line[10] = free_lift_fraction(density, bag.volume, bag.gas_mass, state.solid_mass)
    line[11] = state.sun_elevation
