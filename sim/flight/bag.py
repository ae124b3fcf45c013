"""The gas in its envelope: slack, closed or venting tube, or elastic sphere."""

from typing import NamedTuple

from sim._jit import compiled
from sim.numerics.sampling import INSIDE
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
def _tube(balloon, gas_mass, volume, closed, fullness, excess, over_pressure):  # type: ignore[no-untyped-def]
    wetted = wetted_film_area(balloon.film_area, volume, balloon.full_volume, balloon.cross_section)
    strain = over_pressure / balloon.burst_pressure
    return Bag(gas_mass, volume, closed, fullness, excess, strain, balloon.cross_section, wetted)


@compiled(inline=True)
def settled_bag(balloon, gas_mass, gas_temperature, pressure):  # type: ignore[no-untyped-def]
    """The envelope at this outside pressure: an elastic sphere, or a tube that is slack, closed or venting."""
    volume = free_gas_volume(gas_mass, balloon.gas_constant, gas_temperature, pressure)
    fullness = volume / balloon.full_volume
    if balloon.elastic:
        section = sphere_cross_section(volume)
        return Bag(gas_mass, volume, False, fullness, 0.0, fullness, section, sphere_area(volume))
    excess = (fullness - 1.0) * pressure
    if not fullness > 1.0:
        # its over-pressure goes on below zero, so that a burst between two moments is found on a straight line
        return _tube(balloon, gas_mass, volume, False, fullness, excess, excess)
    most = gas_mass_at_relief(
        pressure, balloon.back_pressure, balloon.full_volume, balloon.gas_constant, gas_temperature
    )
    if gas_mass > most:
        # a neck that holds more than the film bursts before it vents
        holds = balloon.back_pressure < balloon.burst_pressure
        over_pressure = balloon.back_pressure if holds else excess
        return _tube(balloon, most, balloon.full_volume, False, fullness, excess, over_pressure)
    return _tube(balloon, gas_mass, balloon.full_volume, True, fullness, excess, excess)


@compiled(inline=True)
def bag_in(balloon, state, air):  # type: ignore[no-untyped-def]
    """The envelope in a state; one without gas, and without strain, where the wind has no answer."""
    if air.beyond != INSIDE:
        return NO_BAG
    return settled_bag(balloon, state.gas_mass, state.gas_temperature, air.pressure)
