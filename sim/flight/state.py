"""What one flight is made of: its parameters, its state, and how it can end."""

import enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import compiled
from sim.numerics.columns import read
from sim.numerics.grids import Sun, TerrainGrid, WindGrid


class Outcome(enum.IntEnum):
    """How a drop ended; every drop has exactly one."""

    LANDED = 0
    LANDED_UNOPENED = 1
    LANDED_WITH_BALLOON = 2
    BUNDLE_OPENED = 3
    ALOFT_AT_HORIZON = 4
    LEFT_WIND_SIDE = 5
    LEFT_WIND_TOP = 6
    WIND_ENDED = 7
    DID_NOT_LAUNCH = 8


class DragModel(enum.IntEnum):
    """How the drag coefficient is found: `drag_coefficient` itself, falling to `drag_low`, or of a smooth sphere."""

    CONSTANT = 0
    TWO_LEVEL = 1
    SMOOTH_SPHERE = 2


class Balloon(NamedTuple):
    """Parameters of one balloon. SI; angles in degrees.

    `start` is in seconds since the epoch of the wind; `launch_height` above mean sea level; `solid_mass` is everything
    but gas; `free_lift_fraction` at or below zero does not launch. The gas tends to the temperature of the air and the
    `radiative_offset`, and under an overhead sun to `solar_offset` more. Timers count from the moment the balloon,
    climbing, first passes `arming_height` (minus infinity: from launch), by a clock that runs true at
    `clock_temperature` and faster by the exponential of `clock_temperature_rate` for each kelvin above.

    A tube has its volume, film and cross-section as given and bursts at `burst_pressure` inside over outside; an
    `elastic` one is a sphere that bursts at `full_volume`. `drag_model` is a `DragModel`. What is left after a burst
    weighs `torn_mass` and falls alone at `torn_speed` in air of 1.225 kg m-3; with `burst_by_timer` a release bursts
    the balloon. NaN where there is no such thing: film, cross-section and neck of a sphere, speed of what cannot tear.
    """

    start: float
    longitude: float
    latitude: float
    launch_height: float
    member: int
    solid_mass: float
    free_lift_fraction: float
    gas_constant: float
    heat_capacity: float
    full_volume: float
    film_area: float
    cross_section: float
    drag_coefficient: float
    added_mass_coefficient: float
    back_pressure: float
    leak_rate: float
    heat_transfer: float
    radiative_offset: float
    solar_offset: float
    arming_height: float
    clock_temperature: float
    clock_temperature_rate: float
    elastic: bool
    burst_pressure: float
    drag_model: int
    drag_low: float
    drag_transition: float
    drag_width: float
    torn_mass: float
    torn_speed: float
    burst_by_timer: bool


@compiled
def balloon_at(table, i):  # type: ignore[no-untyped-def]
    """Row `i` of a table of balloons as a `Balloon`."""
    return read(Balloon, table, i * table.shape[1], 1)


class Balloons(NamedTuple):
    """Parameters of many balloons: the fields of `Balloon` as columns, and what hangs below each.

    table : (balloon, field) float64
        A row is a `Balloon`, in the order of its fields.
    numbers : (balloon,) int64
        Number of each balloon in its ensemble: the address of its random numbers.
    bundle_mass : (balloon, bundle) float64
        [kg]
    release_after : (balloon, bundle) float64
        Timer from arming, by its own clock; infinite when it never lets go. [s]
    opens : (balloon, bundle) bool
        Whether a bundle that is let go opens.
    fall_speed : (balloon, drop) float64
        Sea-level fall speed of each drop. [m s-1]
    """

    table: NDArray[np.float64]
    numbers: NDArray[np.int64]
    bundle_mass: NDArray[np.float64]
    release_after: NDArray[np.float64]
    opens: NDArray[np.bool_]
    fall_speed: NDArray[np.float64]


class Drops(NamedTuple):
    """What the drops of every balloon are.

    bundle : (drop,) int64
        Bundle it belongs to; -1 for the empty envelope.
    is_bundle : (drop,) bool
        True for the drop that stands for the bundle itself, fallen unopened. It comes before the items of its bundle.
    glide_angle : (drop,) float64
        From the vertical; 0 for what falls straight. [rad]
    glide_persistence : (drop,) float64
        Height that it falls before its heading is forgotten. [m]
    """

    bundle: NDArray[np.int64]
    is_bundle: NDArray[np.bool_]
    glide_angle: NDArray[np.float64]
    glide_persistence: NDArray[np.float64]


FREE_AIR = 0
"""Regime of the turbulence above the boundary layer, the first row of `Turbulence.regimes`."""


class Turbulence(NamedTuple):
    """Gusts that the wind does not resolve.

    regimes : (regime, 5) float64
        `FREE_AIR`; then slices of the boundary layer of the night, from the ground up, then those of the day. Of each:
        height above ground up to which it holds [m]; standard deviation [m s-1] and time scale [s] of each horizontal
        component; the same of the vertical one.
    night_rows : int
        How many slices the night has.
    mesoscale_fraction : float
        Standard deviation of the slow gusts over that of the wind among the corners of its grid cell. [1]
    """

    regimes: NDArray[np.float64]
    night_rows: int
    mesoscale_fraction: float


class Settings(NamedTuple):
    """How finely and how long to fly.

    step : float
        Longest step of the balloon. [s]
    fall_height_step, fall_time_step : float
        A falling item crosses at most this height, in at most this time, in a step. [m], [s]
    horizon : float
        Balloons and items still in the air this long after launch are left there. [s]
    """

    step: float
    fall_height_step: float
    fall_time_step: float
    horizon: float


class World(NamedTuple):
    """Everything that is the same for all balloons of an ensemble.

    drops : Drops
    wind : WindGrid
    terrain : TerrainGrid
    sun : Sun
    turbulence : Turbulence
    settings : Settings
    key : int
        The ensemble's `rng_seed`.
    """

    drops: Drops
    wind: WindGrid
    terrain: TerrainGrid
    sun: Sun
    turbulence: Turbulence
    settings: Settings
    key: int


class Gusts(NamedTuple):
    """Gusts in units of their standard deviation: fast ones of turbulence, slow ones of what the grid does not show."""

    fast_east: float
    fast_north: float
    fast_up: float
    slow_east: float
    slow_north: float


class FlightState(NamedTuple):
    """A balloon in flight.

    `elapsed` [s] since launch; `vertical_speed` through the air; `clock` is what its timers have counted, minus
    infinity before they are armed, and `clock_rate` how fast they count; `sun_elevation` [rad] is geometric; `steps`
    taken.
    """

    elapsed: float
    longitude: float
    latitude: float
    height: float
    vertical_speed: float
    gas_temperature: float
    gas_mass: float
    solid_mass: float
    clock: float
    clock_rate: float
    sun_elevation: float
    gusts: Gusts
    steps: int


class FallState(NamedTuple):
    """A falling item."""

    elapsed: float
    longitude: float
    latitude: float
    height: float
    gusts: Gusts
    steps: int
