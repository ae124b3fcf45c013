"""One step of a balloon: fill, rise, vent, leak and drift."""

import math
from typing import NamedTuple

from sim._jit import compiled
from sim.elementary import select
from sim.flight.bag import Bag, settled_bag
from sim.flight.drift import (
    carried,
    first_gusts,
    gust_laws,
    gust_normals,
    gusts_in,
    halfway,
    next_gusts,
    sun_over,
)
from sim.flight.state import Balloon, DragModel, FlightState, World
from sim.numerics.placing import INSIDE
from sim.numerics.sampling import Air, sample_air
from sim.physics.atmosphere import air_density
from sim.physics.clock import clock_rate
from sim.physics.drag import (
    air_viscosity,
    reynolds_number,
    smooth_sphere_drag_coefficient,
    two_level_drag_coefficient,
)
from sim.physics.envelope import gas_mass_at_relief, leaked_gas_mass
from sim.physics.gas import free_lift_of_gas, gas_mass_for_free_lift
from sim.physics.motion import drag_factor, net_lift, speed_under_constant_force
from sim.physics.sphere import sphere_diameter
from sim.physics.sun import sunlight_share
from sim.physics.thermal import expansion_cooling, heat_exchange_rate, relaxed_temperature

BALLOON_STREAM = 0

_CONSTANT = int(DragModel.CONSTANT)
_TWO_LEVEL = int(DragModel.TWO_LEVEL)


@compiled(inline=True)
def _drag_coefficient(balloon, bag, air, speed):  # type: ignore[no-untyped-def]
    """Drag coefficient at this speed, referred to the cross-section of the bag."""
    if balloon.drag_model == _CONSTANT:
        return balloon.drag_coefficient
    density = air_density(air.pressure, air.virtual_temperature)
    # a balloon at rest has no Reynolds number: a centimetre a second is as good
    moving = max(abs(speed), 0.01)
    reynolds = reynolds_number(density, moving, sphere_diameter(bag.volume), air_viscosity(air.temperature))
    if balloon.drag_model == _TWO_LEVEL:
        return two_level_drag_coefficient(
            reynolds, balloon.drag_coefficient, balloon.drag_low, balloon.drag_transition, balloon.drag_width
        )
    return smooth_sphere_drag_coefficient(reynolds)


@compiled(inline=True)
def _lift(bag, solid_mass, air):  # type: ignore[no-untyped-def]
    """Buoyancy minus weight of the filled balloon. [N]"""
    density = air_density(air.pressure, air.virtual_temperature)
    return net_lift(density, bag.volume, solid_mass + bag.gas_mass)


@compiled(inline=True)
def _moved_vertically(balloon, bag, solid_mass, air, speed, drag_coefficient, elapsed):  # type: ignore[no-untyped-def]
    """Vertical speed and way after `elapsed` with the forces of this moment."""
    density = air_density(air.pressure, air.virtual_temperature)
    effective_mass = solid_mass + bag.gas_mass + balloon.added_mass_coefficient * density * bag.volume
    force = _lift(bag, solid_mass, air)
    drag = drag_factor(density, drag_coefficient, bag.cross_section)
    return speed_under_constant_force(speed, force, drag, effective_mass, elapsed)


@compiled(inline=True)
def _warmed(balloon, bag, air, sunlight, forced_temperature, temperature, speed, elapsed):  # type: ignore[no-untyped-def]
    """Gas temperature after `elapsed`, with cooling by expansion evaluated at `forced_temperature`.

    `sunlight` is relative to that of an overhead sun, `speed` that of the height.
    """
    # A closed full bag does no work: constant volume, and the leak takes pressure work with it.
    capacity = balloon.heat_capacity - select(bag.closed, balloon.gas_constant, 0.0)
    density = air_density(air.pressure, air.virtual_temperature)
    cooling = expansion_cooling(density, balloon.gas_constant, forced_temperature, air.pressure)
    leaving = balloon.gas_constant * forced_temperature * balloon.leak_rate
    source = -select(bag.closed, leaving, cooling * speed) / capacity
    rate = heat_exchange_rate(balloon.heat_transfer, bag.wetted, bag.gas_mass, capacity)
    target = air.temperature + balloon.radiative_offset + sunlight * balloon.solar_offset
    return relaxed_temperature(temperature, target, source, rate, elapsed)


@compiled(inline=True)
def warmed_by_sun(balloon):  # type: ignore[no-untyped-def]
    """Whether sunlight changes anything for a balloon."""
    return balloon.solar_offset > 0.0


@compiled(inline=True)
def sunlight_on(balloon, elevation, pressure):  # type: ignore[no-untyped-def]
    """Sunlight on the balloon relative to that of an overhead sun at sea level; none where it would warm nothing."""
    return select(warmed_by_sun(balloon), sunlight_share(elevation, pressure), 0.0)


@compiled(inline=True)
def clock_rate_in(balloon, air):  # type: ignore[no-untyped-def]
    """How fast the timers of a balloon count in this air. [1]"""
    return clock_rate(air.temperature, balloon.clock_temperature, balloon.clock_temperature_rate)


@compiled
def filled_balloon(balloon: Balloon, world: World, number: int) -> tuple[int, bool, float, FlightState]:
    """The balloon at its launch site, filled for its free lift.

    Parameters
    ----------
    balloon : Balloon
    world : World
    number : int
        Address of the balloon for its gusts.

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
    longitude, latitude, height = balloon.longitude, balloon.latitude, balloon.launch_height
    air = sample_air(world.wind, balloon.member, longitude, latitude, height, balloon.start)
    gas_mass = 0.0
    temperature = air.temperature
    lifts = False
    free_lift = balloon.free_lift_fraction
    if air.beyond == INSIDE and free_lift > 0.0:
        # in moist air, which is lighter, gas lifts as one of a smaller gas constant would in dry air
        lifting_constant = balloon.gas_constant * air.temperature / air.virtual_temperature
        gas_mass = gas_mass_for_free_lift(free_lift, balloon.solid_mass, lifting_constant)
        # a tube is filled until it stands full, not beyond
        room = gas_mass_at_relief(air.pressure, 0.0, balloon.full_volume, balloon.gas_constant, temperature)
        if not balloon.elastic and gas_mass > room:
            gas_mass = room
            free_lift = free_lift_of_gas(gas_mass, balloon.solid_mass, lifting_constant)
        bag = settled_bag(balloon, gas_mass, temperature, air.pressure)
        lifts = free_lift > 0.0 and not bag.strain >= 1.0
    state = FlightState(
        0.0,
        longitude,
        latitude,
        height,
        0.0,
        temperature,
        gas_mass,
        balloon.solid_mass,
        0.0 if height >= balloon.arming_height else -math.inf,
        clock_rate_in(balloon, air),
        sun_over(world.sun, longitude, latitude, balloon.start),
        first_gusts(world.key, number),
        0,
    )
    return air.beyond, lifts, free_lift, state


class Middle(NamedTuple):
    """A balloon in the middle of its step, beside its place."""

    height: float
    gas_temperature: float
    gas_mass: float


@compiled(inline=True)
def to_the_middle(balloon, state, air, bag, sunlight, way_up, half):  # type: ignore[no-untyped-def]
    """The first half of a step, with what holds at its start and half the way of the gusts; arithmetic only."""
    rising = state.vertical_speed + air.upward_wind
    start = state.gas_temperature
    return Middle(
        state.height + rising * half + 0.5 * way_up,
        _warmed(balloon, bag, air, sunlight, start, start, rising, half),
        leaked_gas_mass(bag.gas_mass, balloon.leak_rate, half),
    )


class Climb(NamedTuple):
    """What a step makes of the height, the speed and the warmth of a balloon."""

    way: float
    vertical_speed: float
    gas_temperature: float


@compiled(inline=True)
def climbed(  # type: ignore[no-untyped-def]
    balloon, state, middle, air, mid_bag, drag_coefficient, sunlight, way_up, elapsed
):
    """The whole step in the vertical, with the air, the bag and the drag of its middle; arithmetic only."""
    speed, way = _moved_vertically(
        balloon, mid_bag, state.solid_mass, air, state.vertical_speed, drag_coefficient, elapsed
    )
    climb = way + air.upward_wind * elapsed + way_up
    temperature = _warmed(
        balloon, mid_bag, air, sunlight, middle.gas_temperature, state.gas_temperature, climb / elapsed, elapsed
    )
    return Climb(climb, speed, temperature)


@compiled(inline=True)
def after_step(  # type: ignore[no-untyped-def]
    balloon, state, bag, climb, longitude, latitude, mid_air, sun_elevation, gusts, elapsed
):
    """The balloon a step later."""
    rate = clock_rate_in(balloon, mid_air)
    return FlightState(
        state.elapsed + elapsed,
        longitude,
        latitude,
        state.height + climb.way,
        climb.vertical_speed,
        climb.gas_temperature,
        leaked_gas_mass(bag.gas_mass, balloon.leak_rate, elapsed),
        state.solid_mass,
        state.clock + rate * elapsed,
        rate,
        sun_elevation,
        gusts,
        state.steps + 1,
    )


@compiled
def ascent_step(
    balloon: Balloon, state: FlightState, air: Air, bag: Bag, regime: int, world: World, elapsed: float, number: int
) -> tuple[int, FlightState]:
    """The balloon a step later, by the midpoint rule: second order in the step where the drag coefficient is constant.

    Within the step, drag and heat exchange are solved exactly for the forces and temperatures of its middle, so that a
    step may be longer than the few seconds in which a balloon finds its speed. The height of the middle follows from
    the speed at the start and the gusts of the step: so a balloon that swings about its level neither gains nor loses
    by the step, up to 1 / pi of the time of its swing.

    Parameters
    ----------
    balloon : Balloon
    state : FlightState
    air : Air
        Around the balloon at the start of the step.
    bag : Bag
        The envelope there.
    regime : int
        Of the turbulence, at the start of the step.
    world : World
    elapsed : float
        Length of the step. [s]
    number : int
        Address of the balloon for its gusts.

    Returns
    -------
    beyond : int
        `INSIDE`, or where the wind has no answer in the middle of the step (the state is then the one given).
    state : FlightState
    """
    half = 0.5 * elapsed
    now = balloon.start + state.elapsed
    scales = gusts_in(regime, air, world.turbulence, world.wind.mesoscale_time)
    longitude, latitude = halfway(state, scales, air, half)
    sun_later = sun_over(world.sun, longitude, latitude, now + elapsed)
    sunlight = sunlight_on(balloon, 0.5 * (state.sun_elevation + sun_later), air.pressure)
    normals = gust_normals(world.key, number, state.steps, BALLOON_STREAM)
    drift = next_gusts(state.gusts, scales, gust_laws(scales, elapsed), normals)
    middle = to_the_middle(balloon, state, air, bag, sunlight, drift.way_up, half)

    mid_air = sample_air(world.wind, balloon.member, longitude, latitude, middle.height, now + half)
    if mid_air.beyond != INSIDE:
        return mid_air.beyond, state
    mid_bag = settled_bag(balloon, middle.gas_mass, middle.gas_temperature, mid_air.pressure)
    drag_coefficient = _drag_coefficient(balloon, mid_bag, mid_air, state.vertical_speed)
    climb = climbed(balloon, state, middle, mid_air, mid_bag, drag_coefficient, sunlight, drift.way_up, elapsed)
    longitude, latitude = carried(state, latitude, middle.height, mid_air, drift, elapsed)
    return INSIDE, after_step(balloon, state, bag, climb, longitude, latitude, mid_air, sun_later, drift.gusts, elapsed)
