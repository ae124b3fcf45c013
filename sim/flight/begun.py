"""Flights that were begun elsewhere: how the state in which one is taken up stands in a `Record`."""

import math

from sim._jit import compiled
from sim.flight.state import FlightState, Gusts


@compiled
def has_begun(i, record):  # type: ignore[no-untyped-def]
    """Whether the flight of a row is to be taken up in the air."""
    return i < record.begun.shape[0] and not math.isnan(record.begun[i, 0])


@compiled
def state_begun(i, record):  # type: ignore[no-untyped-def]
    """The state in which the flight of a row is taken up, and when its tube stops to settle."""
    row = record.begun[i]
    state = FlightState(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        Gusts(row[11], row[12], row[13], row[14], row[15]),
        int(row[16]),
    )
    return state, row[17]


@compiled
def note_begun(i, state, settled_at, record):  # type: ignore[no-untyped-def]
    """Write down the state in which the flight of a row is to be taken up."""
    row = record.begun[i]
    row[0] = state.elapsed
    row[1] = state.longitude
    row[2] = state.latitude
    row[3] = state.height
    row[4] = state.vertical_speed
    row[5] = state.gas_temperature
    row[6] = state.gas_mass
    row[7] = state.solid_mass
    row[8] = state.clock
    row[9] = state.clock_rate
    row[10] = state.sun_elevation
    row[11] = state.gusts.fast_east
    row[12] = state.gusts.fast_north
    row[13] = state.gusts.fast_up
    row[14] = state.gusts.slow_east
    row[15] = state.gusts.slow_north
    row[16] = state.steps
    row[17] = settled_at
