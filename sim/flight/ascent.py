"""One step of a balloon: fill, rise, vent, leak and drift."""

from typing import NamedTuple

from sim._jit import compiled
from sim.flight.drift import carried, first_gusts, halfway, next_gusts
from sim.flight.state import Balloon, FlightState
from sim.numerics.grids import WindGrid
from sim.numerics.sampling import INSIDE, sample_air
from sim.physics.atmosphere import air_density
from sim.physics.envelope import free_gas_volume, gas_mass_at_relief, leaked_gas_mass, wetted_film_area
from sim.physics.gas import gas_mass_for_free_lift
from sim.physics.motion import drag_factor, net_lift, speed_under_constant_force
from sim.physics.thermal import expansion_cooling, heat_exchange_rate, relaxed_temperature

BALLOON_STREAM = 0


class Bag(NamedTuple):
    """The gas in the tube at one moment, after its neck has let out what it cannot hold.

    `closed` is true for a full bag whose over-pressure stays below that of the neck: its gas cannot expand. `fullness`
    is the volume the gas would take if it could, over that of the tube.
    """

    gas_mass: float
    volume: float
    closed: bool
    fullness: float


@compiled
def settled_bag(balloon: Balloon, gas_mass: float, gas_temperature: float, pressure: float) -> Bag:
    """Vent the bag to what it can hold at this outside pressure; slack, closed or venting."""
    volume = free_gas_volume(gas_mass, balloon.gas_constant, gas_temperature, pressure)
    fullness = volume / balloon.full_volume
    if not fullness > 1.0:
        return Bag(gas_mass, volume, False, fullness)
    most = gas_mass_at_relief(
        pressure, balloon.back_pressure, balloon.full_volume, balloon.gas_constant, gas_temperature
    )
    if gas_mass > most:
        return Bag(most, balloon.full_volume, False, fullness)
    return Bag(gas_mass, balloon.full_volume, True, fullness)


@compiled
def _lift(bag, solid_mass, air):  # type: ignore[no-untyped-def]
    """Buoyancy minus weight of the filled balloon. [N]"""
    density = air_density(air.pressure, air.temperature)
    return net_lift(density, bag.volume, solid_mass + bag.gas_mass)


@compiled
def _moved_vertically(balloon, bag, solid_mass, air, speed, elapsed):  # type: ignore[no-untyped-def]
    """Vertical speed and way after `elapsed` with the forces of this moment."""
    density = air_density(air.pressure, air.temperature)
    effective_mass = solid_mass + bag.gas_mass + balloon.added_mass_coefficient * density * bag.volume
    force = _lift(bag, solid_mass, air)
    drag = drag_factor(density, balloon.drag_coefficient, balloon.cross_section)
    return speed_under_constant_force(speed, force, drag, effective_mass, elapsed)


@compiled
def _warmed(balloon, bag, air, forced_temperature, temperature, speed, elapsed):  # type: ignore[no-untyped-def]
    """Gas temperature after `elapsed`, with cooling by expansion evaluated at `forced_temperature`."""
    capacity = balloon.heat_capacity
    source = 0.0
    if bag.closed:
        # A closed full bag does no work: constant volume, and the leak takes pressure work with it.
        capacity -= balloon.gas_constant
        source = -balloon.gas_constant * forced_temperature * balloon.leak_rate / capacity
    else:
        density = air_density(air.pressure, air.temperature)
        cooling = expansion_cooling(density, balloon.gas_constant, forced_temperature, air.pressure)
        source = -cooling * speed / capacity
    area = wetted_film_area(balloon.film_area, bag.volume, balloon.full_volume, balloon.cross_section)
    rate = heat_exchange_rate(balloon.heat_transfer, area, bag.gas_mass, capacity)
    target = air.temperature + balloon.radiative_offset
    return relaxed_temperature(temperature, target, source, rate, elapsed)


@compiled
def filled_balloon(balloon: Balloon, wind: WindGrid, key: int, number: int) -> tuple[int, bool, FlightState]:
    """The balloon at its launch site, filled for its free lift.

    Parameters
    ----------
    balloon : Balloon
    wind : WindGrid
    key, number : int
        Address of the ensemble and of the balloon for its gusts.

    Returns
    -------
    beyond : int
        Whether the site is inside the wind, as `Air.beyond`.
    lifts : bool
        Whether there is lift to leave the ground: False for a free lift at or below zero, and for a tube too small to
        hold the gas it needs.
    state : FlightState
        At rest, gas as warm as the air.
    """
    air = sample_air(wind, balloon.member, balloon.longitude, balloon.latitude, balloon.launch_height, balloon.start)
    gas_mass = gas_mass_for_free_lift(balloon.free_lift_fraction, balloon.solid_mass, balloon.gas_constant)
    temperature = air.temperature
    lifts = False
    if air.beyond == INSIDE and balloon.free_lift_fraction > 0.0:
        bag = settled_bag(balloon, gas_mass, temperature, air.pressure)
        gas_mass = bag.gas_mass
        lifts = _lift(bag, balloon.solid_mass, air) > 0.0
    gust_east, gust_north = first_gusts(balloon, key, number)
    state = FlightState(
        0.0,
        balloon.longitude,
        balloon.latitude,
        balloon.launch_height,
        0.0,
        temperature,
        gas_mass,
        balloon.solid_mass,
        gust_east,
        gust_north,
        0,
    )
    return air.beyond, lifts, state


@compiled
def ascent_step(
    balloon: Balloon, state: FlightState, wind: WindGrid, elapsed: float, key: int, number: int
) -> tuple[int, float, FlightState]:
    """The balloon a step later, by the midpoint rule: second order in the step.

    Within the step, drag and heat exchange are solved exactly for the forces and temperatures of its middle, so that a
    step may be longer than the few seconds in which a balloon finds its speed.

    Parameters
    ----------
    balloon : Balloon
    state : FlightState
    wind : WindGrid
    elapsed : float
        Length of the step. [s]
    key, number : int
        Address of the ensemble and of the balloon for its gusts.

    Returns
    -------
    beyond : int
        `INSIDE`, or where the wind has no answer (the state is then the one given).
    fullness : float
        Of the bag at the start of the step, as `Bag.fullness`.
    state : FlightState
    """
    half = 0.5 * elapsed
    now = balloon.start + state.elapsed
    air = sample_air(wind, balloon.member, state.longitude, state.latitude, state.height, now)
    if air.beyond != INSIDE:
        return air.beyond, 0.0, state
    bag = settled_bag(balloon, state.gas_mass, state.gas_temperature, air.pressure)
    _, mid_way = _moved_vertically(balloon, bag, state.solid_mass, air, state.vertical_speed, half)
    mid_temperature = _warmed(
        balloon, bag, air, state.gas_temperature, state.gas_temperature, state.vertical_speed, half
    )
    mid_longitude, mid_latitude = halfway(state, air, half)
    mid_height = state.height + mid_way

    mid_air = sample_air(wind, balloon.member, mid_longitude, mid_latitude, mid_height, now + half)
    if mid_air.beyond != INSIDE:
        return mid_air.beyond, bag.fullness, state
    mid_gas_mass = leaked_gas_mass(bag.gas_mass, balloon.leak_rate, half)
    mid_bag = settled_bag(balloon, mid_gas_mass, mid_temperature, mid_air.pressure)
    speed, way = _moved_vertically(balloon, mid_bag, state.solid_mass, mid_air, state.vertical_speed, elapsed)
    temperature = _warmed(balloon, mid_bag, mid_air, mid_temperature, state.gas_temperature, way / elapsed, elapsed)
    gusts = next_gusts(balloon, state, elapsed, key, number, BALLOON_STREAM)
    longitude, latitude = carried(state, mid_latitude, mid_height, mid_air, gusts, elapsed)
    later = FlightState(
        state.elapsed + elapsed,
        longitude,
        latitude,
        state.height + way,
        speed,
        temperature,
        leaked_gas_mass(bag.gas_mass, balloon.leak_rate, elapsed),
        state.solid_mass,
        gusts.east,
        gusts.north,
        state.steps + 1,
    )
    return INSIDE, bag.fullness, later
