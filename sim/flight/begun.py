"""Flights that were begun elsewhere: how the state in which one is taken up stands in a `Record`."""

import math
from typing import NamedTuple

from sim._jit import compiled
from sim.flight.state import FlightState
from sim.numerics.columns import columns_of, read, write


class Begun(NamedTuple):
    """The state in which a flight is taken up, and when its tube stops to settle. [s]"""

    state: FlightState
    settled_at: float


COLUMNS = columns_of(Begun)


@compiled
def has_begun(i, record):  # type: ignore[no-untyped-def]
    """Whether the flight of a row is to be taken up in the air."""
    return i < record.begun.shape[0] and not math.isnan(record.begun[i, 0])


@compiled
def state_begun(i, record):  # type: ignore[no-untyped-def]
    """How the flight of a row is taken up."""
    return read(Begun, record.begun, i * COLUMNS, 1)


@compiled
def note_begun(i, state, settled_at, record):  # type: ignore[no-untyped-def]
    """Write down how the flight of a row is to be taken up."""
    write(record.begun, i * COLUMNS, 1, Begun(state, settled_at))
