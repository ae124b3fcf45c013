"""One step of a balloon: fill, rise, vent, leak and drift."""

from typing import NamedTuple

from sim._jit import compiled
from sim.flight.drift import carried, first_gusts, halfway, next_gusts
from sim.flight.state import Balloon, DragModel, FlightState
from sim.numerics.grids import WindGrid
from sim.numerics.sampling import INSIDE, sample_air
from sim.physics.atmosphere import air_density
from sim.physics.drag import (
    air_viscosity,
    reynolds_number,
    smooth_sphere_drag_coefficient,
    two_level_drag_coefficient,
)
from sim.physics.envelope import free_gas_volume, gas_mass_at_relief, leaked_gas_mass, wetted_film_area
from sim.physics.gas import free_lift_of_gas, gas_mass_for_free_lift
from sim.physics.motion import drag_factor, net_lift, speed_under_constant_force
from sim.physics.sphere import sphere_area, sphere_cross_section, sphere_diameter
from sim.physics.thermal import expansion_cooling, heat_exchange_rate, relaxed_temperature

BALLOON_STREAM = 0

_CONSTANT = int(DragModel.CONSTANT)
_TWO_LEVEL = int(DragModel.TWO_LEVEL)


class Bag(NamedTuple):
    """The gas in its envelope at one moment, after a neck has let out what the bag cannot hold.

    `closed` is true for a full bag whose over-pressure stays below that of the neck: its gas cannot expand. `fullness`
    is the volume the gas would take if it could, over that of the full envelope; at a `strain` of 1 it bursts.
    `wetted` is the film that touches the gas. [kg], [m3], [m2]
    """

    gas_mass: float
    volume: float
    closed: bool
    fullness: float
    strain: float
    cross_section: float
    wetted: float


@compiled
def _tube(balloon, gas_mass, volume, closed, fullness, over_pressure):  # type: ignore[no-untyped-def]
    wetted = wetted_film_area(balloon.film_area, volume, balloon.full_volume, balloon.cross_section)
    strain = over_pressure / balloon.burst_pressure
    return Bag(gas_mass, volume, closed, fullness, strain, balloon.cross_section, wetted)


@compiled
def settled_bag(balloon, gas_mass, gas_temperature, pressure):  # type: ignore[no-untyped-def]
    """The envelope at this outside pressure: an elastic sphere, or a tube that is slack, closed or venting."""
    volume = free_gas_volume(gas_mass, balloon.gas_constant, gas_temperature, pressure)
    fullness = volume / balloon.full_volume
    if balloon.elastic:
        section = sphere_cross_section(volume)
        return Bag(gas_mass, volume, False, fullness, fullness, section, sphere_area(volume))
    if not fullness > 1.0:
        # below zero by what is missing, so that a burst between two moments is found on a straight line
        return _tube(balloon, gas_mass, volume, False, fullness, (fullness - 1.0) * pressure)
    most = gas_mass_at_relief(
        pressure, balloon.back_pressure, balloon.full_volume, balloon.gas_constant, gas_temperature
    )
    if gas_mass > most:
        # a neck that holds more than the film bursts before it vents
        holds = balloon.back_pressure < balloon.burst_pressure
        over_pressure = balloon.back_pressure if holds else (fullness - 1.0) * pressure
        return _tube(balloon, most, balloon.full_volume, False, fullness, over_pressure)
    return _tube(balloon, gas_mass, balloon.full_volume, True, fullness, (fullness - 1.0) * pressure)


@compiled
def bag_in(balloon, state, wind):  # type: ignore[no-untyped-def]
    """The envelope in a state; one without gas, and without strain, where the wind has no answer."""
    now = balloon.start + state.elapsed
    air = sample_air(wind, balloon.member, state.longitude, state.latitude, state.height, now)
    if air.beyond != INSIDE:
        return Bag(0.0, 0.0, False, 0.0, 0.0, 0.0, 0.0)
    return settled_bag(balloon, state.gas_mass, state.gas_temperature, air.pressure)


@compiled
def _drag_coefficient(balloon, bag, air, speed):  # type: ignore[no-untyped-def]
    """Drag coefficient at this speed, referred to the cross-section of the bag."""
    if balloon.drag_model == _CONSTANT:
        return balloon.drag_coefficient
    density = air_density(air.pressure, air.temperature)
    # a balloon at rest has no Reynolds number: a centimetre a second is as good
    moving = max(abs(speed), 0.01)
    reynolds = reynolds_number(density, moving, sphere_diameter(bag.volume), air_viscosity(air.temperature))
    if balloon.drag_model == _TWO_LEVEL:
        return two_level_drag_coefficient(
            reynolds, balloon.drag_coefficient, balloon.drag_low, balloon.drag_transition, balloon.drag_width
        )
    return smooth_sphere_drag_coefficient(reynolds)


@compiled
def _lift(bag, solid_mass, air):  # type: ignore[no-untyped-def]
    """Buoyancy minus weight of the filled balloon. [N]"""
    density = air_density(air.pressure, air.temperature)
    return net_lift(density, bag.volume, solid_mass + bag.gas_mass)


@compiled
def _moved_vertically(balloon, bag, solid_mass, air, speed, drag_speed, elapsed):  # type: ignore[no-untyped-def]
    """Vertical speed and way after `elapsed` with the forces of this moment, the drag coefficient at `drag_speed`."""
    density = air_density(air.pressure, air.temperature)
    effective_mass = solid_mass + bag.gas_mass + balloon.added_mass_coefficient * density * bag.volume
    force = _lift(bag, solid_mass, air)
    drag = drag_factor(density, _drag_coefficient(balloon, bag, air, drag_speed), bag.cross_section)
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
    rate = heat_exchange_rate(balloon.heat_transfer, bag.wetted, bag.gas_mass, capacity)
    target = air.temperature + balloon.radiative_offset
    return relaxed_temperature(temperature, target, source, rate, elapsed)


@compiled
def filled_balloon(balloon: Balloon, wind: WindGrid, key: int, number: int) -> tuple[int, bool, float, FlightState]:
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
        Whether there is lift to leave the ground: False for a free lift at or below zero, for a tube that does not lift
        even when full, and for an envelope that bursts while it is filled.
    free_lift : float
        Free-lift fraction that was reached; below the wanted one for a tube that is full before.
    state : FlightState
        At rest, gas as warm as the air.
    """
    air = sample_air(wind, balloon.member, balloon.longitude, balloon.latitude, balloon.launch_height, balloon.start)
    gas_mass = gas_mass_for_free_lift(balloon.free_lift_fraction, balloon.solid_mass, balloon.gas_constant)
    temperature = air.temperature
    lifts = False
    free_lift = balloon.free_lift_fraction
    if air.beyond == INSIDE and free_lift > 0.0:
        # a tube is filled until it stands full, not beyond
        room = gas_mass_at_relief(air.pressure, 0.0, balloon.full_volume, balloon.gas_constant, temperature)
        if not balloon.elastic and gas_mass > room:
            gas_mass = room
            free_lift = free_lift_of_gas(gas_mass, balloon.solid_mass, balloon.gas_constant)
        bag = settled_bag(balloon, gas_mass, temperature, air.pressure)
        lifts = free_lift > 0.0 and not bag.strain >= 1.0
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
    return air.beyond, lifts, free_lift, state


@compiled
def ascent_step(
    balloon: Balloon, state: FlightState, wind: WindGrid, elapsed: float, key: int, number: int
) -> tuple[int, Bag, FlightState]:
    """The balloon a step later, by the midpoint rule: second order in the step where the drag coefficient is constant.

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
    bag : Bag
        At the start of the step.
    state : FlightState
    """
    half = 0.5 * elapsed
    now = balloon.start + state.elapsed
    air = sample_air(wind, balloon.member, state.longitude, state.latitude, state.height, now)
    if air.beyond != INSIDE:
        return air.beyond, Bag(0.0, 0.0, False, 0.0, 0.0, 0.0, 0.0), state
    bag = settled_bag(balloon, state.gas_mass, state.gas_temperature, air.pressure)
    start_speed = state.vertical_speed
    mid_speed, mid_way = _moved_vertically(balloon, bag, state.solid_mass, air, start_speed, start_speed, half)
    mid_temperature = _warmed(
        balloon, bag, air, state.gas_temperature, state.gas_temperature, state.vertical_speed, half
    )
    mid_longitude, mid_latitude = halfway(state, air, half)
    mid_height = state.height + mid_way

    mid_air = sample_air(wind, balloon.member, mid_longitude, mid_latitude, mid_height, now + half)
    if mid_air.beyond != INSIDE:
        return mid_air.beyond, bag, state
    mid_gas_mass = leaked_gas_mass(bag.gas_mass, balloon.leak_rate, half)
    mid_bag = settled_bag(balloon, mid_gas_mass, mid_temperature, mid_air.pressure)
    speed, way = _moved_vertically(balloon, mid_bag, state.solid_mass, mid_air, start_speed, mid_speed, elapsed)
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
    return INSIDE, bag, later
