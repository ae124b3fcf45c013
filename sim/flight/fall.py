"""One step of a falling item, and its way down to the ground."""

from typing import NamedTuple

from sim._jit import compiled
from sim.flight.drift import (
    air_around,
    carried,
    gust_laws,
    gust_normals,
    gusts_in,
    halfway,
    next_gusts,
    regime_at,
)
from sim.flight.state import Balloon, FallState, Outcome, World
from sim.numerics.placing import BEYOND_SIDE, BEYOND_TIME, INSIDE
from sim.numerics.sampling import ground_height, sample_air
from sim.physics.atmosphere import air_density
from sim.physics.fall import fall_speed

FIRST_DROP_STREAM = 1

_LANDED = int(Outcome.LANDED)
_ALOFT = int(Outcome.ALOFT_AT_HORIZON)
_LEFT_SIDE = int(Outcome.LEFT_WIND_SIDE)
_LEFT_TOP = int(Outcome.LEFT_WIND_TOP)
_WIND_ENDED = int(Outcome.WIND_ENDED)


class Touchdown(NamedTuple):
    """Where and how something ended. Without ground under it the place is where it was last seen."""

    outcome: int
    elapsed: float
    longitude: float
    latitude: float
    height: float


@compiled
def outcome_beyond(beyond: int) -> int:
    """Outcome of something that the wind has no answer for."""
    if beyond == BEYOND_TIME:
        return _WIND_ENDED
    return _LEFT_SIDE if beyond == BEYOND_SIDE else _LEFT_TOP


@compiled
def last_seen(outcome, state):  # type: ignore[no-untyped-def]
    """End of something that has no ground under it: where it was last seen."""
    return Touchdown(outcome, state.elapsed, state.longitude, state.latitude, state.height)


@compiled
def share_to_ground(clearance_earlier, clearance_later):  # type: ignore[no-untyped-def]
    """Share of a step after which the line between two heights above ground reaches zero; none for a start below."""
    if clearance_earlier <= 0.0:
        return 0.0
    span = clearance_earlier - clearance_later
    return clearance_earlier / span if span > 0.0 else 1.0


@compiled
def touchdown_between(earlier, later, clearance_earlier, clearance_later, terrain):  # type: ignore[no-untyped-def]
    """Where the line through two states meets the ground; clearances are heights above ground."""
    share = share_to_ground(clearance_earlier, clearance_later)
    longitude = earlier.longitude + share * (later.longitude - earlier.longitude)
    latitude = earlier.latitude + share * (later.latitude - earlier.latitude)
    ground, _ = ground_height(terrain, longitude, latitude)
    elapsed = earlier.elapsed + share * (later.elapsed - earlier.elapsed)
    return Touchdown(_LANDED, elapsed, longitude, latitude, ground)


@compiled(inline=True)
def falls_at(sea_level_speed, air):  # type: ignore[no-untyped-def]
    """Speed of height of an item that falls through this air, positive upward. [m s-1]"""
    density = air_density(air.pressure, air.virtual_temperature)
    return air.upward_wind - fall_speed(sea_level_speed, density)


@compiled(inline=True)
def fall_duration(settings, speed, longest):  # type: ignore[no-untyped-def]
    """How long a step of a fall lasts at this speed of height. [s]"""
    across = settings.fall_height_step / max(abs(speed), 1e-3)
    return min(across, settings.fall_time_step, longest)


@compiled(inline=True)
def fallen_on(state, mid_latitude, mid_height, mid_air, sea_level_speed, drift, elapsed):  # type: ignore[no-untyped-def]
    """The item a step later, by the air of its middle; arithmetic only."""
    longitude, latitude = carried(state, mid_latitude, mid_height, mid_air, drift, elapsed)
    height = state.height + falls_at(sea_level_speed, mid_air) * elapsed + drift.way_up
    return FallState(state.elapsed + elapsed, longitude, latitude, height, drift.gusts, state.steps + 1)


@compiled
def fall_step(
    balloon: Balloon,
    state: FallState,
    regime: int,
    world: World,
    sea_level_speed: float,
    longest: float,
    number: int,
    stream: int,
) -> tuple[int, FallState]:
    """The item a step later, by the midpoint rule: second order in the step.

    Parameters
    ----------
    balloon : Balloon
        The one it fell from: start time and weather member.
    state : FallState
    regime : int
        Of the turbulence, at the start of the step.
    world : World
        Steps end after `fall_height_step` metres or `fall_time_step` seconds of its settings, whichever comes first.
    sea_level_speed : float
        [m s-1]
    longest : float
        The step ends after this at the latest. [s]
    number, stream : int
        Address of its gusts.

    Returns
    -------
    beyond : int
        `INSIDE`, or where the wind has no answer (the state is then the one given).
    state : FallState
    """
    wind = world.wind
    now = balloon.start + state.elapsed
    air = air_around(balloon, state, wind)
    if air.beyond != INSIDE:
        return air.beyond, state
    speed = falls_at(sea_level_speed, air)
    elapsed = fall_duration(world.settings, speed, longest)
    half = 0.5 * elapsed
    scales = gusts_in(regime, air, world.turbulence, wind.mesoscale_time)
    mid_longitude, mid_latitude = halfway(state, scales, air, half)
    mid_height = state.height + speed * half
    mid_air = sample_air(wind, balloon.member, mid_longitude, mid_latitude, mid_height, now + half)
    if mid_air.beyond != INSIDE:
        return mid_air.beyond, state
    normals = gust_normals(world.key, number, state.steps, stream)
    drift = next_gusts(state.gusts, scales, gust_laws(scales, elapsed), normals)
    return INSIDE, fallen_on(state, mid_latitude, mid_height, mid_air, sea_level_speed, drift, elapsed)


@compiled
def stepped_down(balloon, state, world, sea_level_speed, longest, number, stream):  # type: ignore[no-untyped-def]
    """A step of the fall: whether it ended there, its end, and the state after it."""
    ground_before, _ = ground_height(world.terrain, state.longitude, state.latitude)
    clearance = state.height - ground_before
    regime = regime_at(balloon.start, state, clearance, world.sun, world.turbulence)
    beyond, later = fall_step(balloon, state, regime, world, sea_level_speed, longest, number, stream)
    if beyond != INSIDE:
        return True, last_seen(outcome_beyond(beyond), state), state
    ground, _ = ground_height(world.terrain, later.longitude, later.latitude)
    if later.height > ground:
        return False, last_seen(_ALOFT, later), later
    end, later = cut_fall(balloon, state, later, clearance, ground, regime, world, sea_level_speed, number, stream)
    return True, end, later


@compiled
def cut_fall(  # type: ignore[no-untyped-def]
    balloon, state, later, clearance, ground, regime, world, sea_level_speed, number, stream
):
    """The last step of a fall again, from `clearance` above the ground to `ground` under `later`: its end.

    A straight line through the whole step would miss by metres in shear.
    """
    cut = share_to_ground(clearance, later.height - ground) * (later.elapsed - state.elapsed)
    _, later = fall_step(balloon, state, regime, world, sea_level_speed, cut, number, stream)
    ground, _ = ground_height(world.terrain, later.longitude, later.latitude)
    return touchdown_between(state, later, clearance, later.height - ground, world.terrain), later
