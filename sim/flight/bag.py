"""The gas in its envelope: slack, closed or venting tube, or elastic sphere."""

from typing import NamedTuple

from sim._jit import compiled
from sim.elementary import select
from sim.numerics.placing import INSIDE
from sim.physics.envelope import free_gas_volume, gas_mass_at_relief, wetted_film_area
from sim.physics.sphere import sphere_area, sphere_cross_section


class Bag(NamedTuple):
    """The gas in its envelope at one moment, after a neck has let out what the bag cannot hold.

    `closed` is true for a full bag whose over-pressure stays below that of the neck: its gas cannot expand. `fullness`
    is the volume the gas would take if it could, over that of the full envelope, and `excess` the over-pressure of a
    tube that lets nothing out, below zero by what a slack one lacks; at a `strain` of 1 it bursts. `wetted` is the film
    that touches the gas. [kg], [m3], [Pa], [m2]
    """

    gas_mass: float
    volume: float
    closed: bool
    fullness: float
    excess: float
    strain: float
    cross_section: float
    wetted: float


NO_BAG = Bag(0.0, 0.0, False, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Where the wind has no answer, nothing is known of the envelope: no gas, and no strain."""


@compiled(inline=True)
def settled_tube(balloon, gas_mass, gas_temperature, pressure):  # type: ignore[no-untyped-def]
    """A tube at this outside pressure: slack, closed or venting; arithmetic only."""
    volume = free_gas_volume(gas_mass, balloon.gas_constant, gas_temperature, pressure)
    fullness = volume / balloon.full_volume
    excess = (fullness - 1.0) * pressure
    full = fullness > 1.0
    most = gas_mass_at_relief(
        pressure, balloon.back_pressure, balloon.full_volume, balloon.gas_constant, gas_temperature
    )
    venting = full & (gas_mass > most)
    # a neck that holds more than the film bursts before it vents; the over-pressure of a slack tube goes on below
    # zero, so that a burst between two moments is found on a straight line
    held = venting & (balloon.back_pressure < balloon.burst_pressure)
    filled = select(full, balloon.full_volume, volume)
    return Bag(
        select(venting, most, gas_mass),
        filled,
        full & (not venting),
        fullness,
        excess,
        select(held, balloon.back_pressure, excess) / balloon.burst_pressure,
        balloon.cross_section,
        wetted_film_area(balloon.film_area, filled, balloon.full_volume, balloon.cross_section),
    )


@compiled(inline=True)
def settled_bag(balloon, gas_mass, gas_temperature, pressure):  # type: ignore[no-untyped-def]
    """The envelope at this outside pressure: an elastic sphere, or a tube."""
    if not balloon.elastic:
        return settled_tube(balloon, gas_mass, gas_temperature, pressure)
    volume = free_gas_volume(gas_mass, balloon.gas_constant, gas_temperature, pressure)
    fullness = volume / balloon.full_volume
    section = sphere_cross_section(volume)
    return Bag(gas_mass, volume, False, fullness, 0.0, fullness, section, sphere_area(volume))


@compiled(inline=True)
def bag_in(balloon, state, air):  # type: ignore[no-untyped-def]
    """The envelope in a state; one without gas, and without strain, where the wind has no answer."""
    if air.beyond != INSIDE:
        return NO_BAG
    return settled_bag(balloon, state.gas_mass, state.gas_temperature, air.pressure)
