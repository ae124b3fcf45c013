"""One balloon flown in plain Python: the text to read first, and what the compiled loop is held against.

Holds the same phases and events as `sim.flight.block`, written with lists and dictionaries over the same steps.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim.flight.ascent import ascent_step, clock_rate_in, filled_balloon
from sim.flight.bag import Bag, bag_in
from sim.flight.drift import air_around, regime_at
from sim.flight.events import ARMING, BURST, MOST_CUTS, NEARLY_FULL, NOTHING, SETTLING_TIME, first_event, longest_step
from sim.flight.fall import FIRST_DROP_STREAM, fall_step, outcome_beyond
from sim.flight.notes import SAME_MOMENT
from sim.flight.release import glided
from sim.flight.state import FREE_AIR, Balloon, Balloons, Drops, FallState, FlightState, Outcome, World, balloon_at
from sim.flight.wreck import WRECK_STREAM
from sim.numerics.grids import TerrainGrid
from sim.numerics.placing import INSIDE
from sim.numerics.sampling import ground_height


@dataclass(frozen=True)
class End:
    """How something ended, and where it was then: on the ground, or last seen."""

    outcome: Outcome
    elapsed: float
    longitude: float
    latitude: float
    height: float


@dataclass
class Flight:
    """The story of one balloon.

    Attributes
    ----------
    track : list of FlightState
        Every state, launch first.
    releases : dict
        State at which each bundle was let go.
    burst : FlightState or None
        State in which the envelope burst.
    ends : dict
        End of each drop, by its number; None for a bundle that opened.
    """

    track: list[FlightState] = field(default_factory=list)
    releases: dict[int, FlightState | FallState] = field(default_factory=dict)
    burst: FlightState | None = None
    ends: dict[int, End | None] = field(default_factory=dict)


def fly_one(i: int, balloons: Balloons, world: World) -> Flight:
    """Fly balloon `i` of `balloons` alone.

    Parameters are those of `sim.flight.kernel.fly`.

    Returns
    -------
    Flight
    """
    drops, terrain, settings = world.drops, world.terrain, world.settings
    balloon = balloon_at(balloons.table, i)
    number = int(balloons.numbers[i])
    flight = Flight()

    beyond, lifts, _, state = filled_balloon(balloon, world, number)
    if beyond != INSIDE or not lifts:
        grounded = End(Outcome.DID_NOT_LAUNCH, 0.0, math.nan, math.nan, math.nan)
        end = grounded if beyond == INSIDE else _last_seen(Outcome(outcome_beyond(beyond)), state)
        return _with_the_rest(flight, end, drops)

    flight.track.append(state)
    burst = False
    settled_at = math.inf
    while True:
        waiting = {
            after: bundle
            for bundle, after in reversed(list(enumerate(balloons.release_after[i])))
            if bundle not in flight.releases
        }
        due = min(waiting, default=math.inf)
        if due <= state.clock + SAME_MOMENT:
            bundle = waiting[due]
            state = state._replace(solid_mass=state.solid_mass - balloons.bundle_mass[i, bundle])
            flight.releases[bundle] = state
            _let_go(i, bundle, flight, state, balloon, balloons, world)
            burst = burst or balloon.burst_by_timer
            settled_at = math.inf
            continue
        if burst:
            flight.burst = state
            end = _fall_torn(i, flight, state, balloon, balloons, world)
            return _with_the_rest(flight, end, drops)
        if state.elapsed >= settings.horizon - SAME_MOMENT:
            return _with_the_rest(flight, _last_seen(Outcome.ALOFT_AT_HORIZON, state), drops)

        air = air_around(balloon, state, world.wind)
        bag = bag_in(balloon, state, air)
        if air.beyond != INSIDE:
            return _with_the_rest(flight, _last_seen(Outcome(outcome_beyond(air.beyond)), state), drops)
        regime = regime_at(balloon.start, state, _above_ground(state, terrain), world.sun, world.turbulence)
        step_of = partial(ascent_step, balloon, state, air, bag, regime, world, number=number)
        if bag.fullness >= NEARLY_FULL and not balloon.elastic:
            settled_at = min(settled_at, state.elapsed + SETTLING_TIME)
        settling = state.elapsed < settled_at
        to_release, to_horizon = (due - state.clock) / state.clock_rate, settings.horizon - state.elapsed
        laden = len(flight.releases) < len(balloons.release_after[i])
        longest = longest_step(settings.step, settling, regime == FREE_AIR, laden, bag)
        elapsed = min(longest, to_release, to_horizon)
        beyond, later = step_of(elapsed)
        if beyond != INSIDE:
            return _with_the_rest(flight, _last_seen(Outcome(outcome_beyond(beyond)), state), drops)
        later, event = _up_to_event(balloon, state, bag, later, elapsed, due, settling, step_of, world)
        burst = event == BURST
        below = _above_ground(later, terrain)
        if below <= 0.0:
            cut = _share(_above_ground(state, terrain), below) * (later.elapsed - state.elapsed)
            _, later = step_of(max(cut, SAME_MOMENT))
            return _with_the_rest(flight, _touchdown(state, later, terrain), drops)
        state = later
        flight.track.append(state)


def _up_to_event(
    balloon: Balloon,
    state: FlightState,
    bag: Bag,
    later: FlightState,
    elapsed: float,
    due: float,
    settling: bool,
    step_of: Callable[[float], tuple[int, FlightState]],
    world: World,
) -> tuple[FlightState, int]:
    """The step from `state` to `later` again, ended at the first event in it."""
    event = NOTHING
    for _ in range(MOST_CUTS):
        bag_later = bag_in(balloon, later, air_around(balloon, later, world.wind))
        found, share = first_event(balloon, state, bag, later, bag_later, due, settling)
        if found == NOTHING:
            break
        event = found
        elapsed = max(share * elapsed, SAME_MOMENT)
        _, later = step_of(elapsed)
    return later._replace(clock=0.0) if event == ARMING else later, event


def _let_go(
    i: int,
    bundle: int,
    flight: Flight,
    state: FlightState | FallState,
    balloon: Balloon,
    balloons: Balloons,
    world: World,
) -> None:
    """Follow everything in a bundle to its end."""
    number = int(balloons.numbers[i])
    start = FallState(state.elapsed, state.longitude, state.latitude, state.height, state.gusts, 0)
    opens = bool(balloons.opens[i, bundle])
    bundle_end = None
    for drop, owner in enumerate(world.drops.bundle):
        if owner != bundle:
            continue
        if world.drops.is_bundle[drop] and opens:
            flight.ends[drop] = None
        elif world.drops.is_bundle[drop] or opens:
            speed, stream = balloons.fall_speed[i, drop], FIRST_DROP_STREAM + drop
            bundle_end = _fall(stream, glided(start, drop, stream, number, world), balloon, speed, number, world)
            flight.ends[drop] = bundle_end
        else:
            assert bundle_end is not None, "the drop that stands for the bundle comes before its items"
            landed = bundle_end.outcome == Outcome.LANDED
            outcome = Outcome.LANDED_UNOPENED if landed else bundle_end.outcome
            flight.ends[drop] = End(outcome, *_place(bundle_end))


def _fall_torn(
    i: int,
    flight: Flight,
    burst: FlightState,
    balloon: Balloon,
    balloons: Balloons,
    world: World,
) -> End:
    """Follow the torn envelope and what still hangs on it to the ground; timers may yet run out."""
    state = FallState(burst.elapsed, burst.longitude, burst.latitude, burst.height, burst.gusts, burst.steps)
    clock, rate = burst.clock, burst.clock_rate
    drops, horizon, number = world.drops, world.settings.horizon, int(balloons.numbers[i])
    bundle_drops = {int(drops.bundle[drop]): drop for drop in np.flatnonzero(drops.is_bundle)}
    while state.elapsed < horizon - SAME_MOMENT:
        waiting = [bundle for bundle in range(len(bundle_drops)) if bundle not in flight.releases]
        bundles = {balloons.release_after[i, bundle]: bundle for bundle in reversed(waiting)}
        due = min(bundles, default=math.inf)
        if due <= clock + SAME_MOMENT:
            flight.releases[bundles[due]] = state
            _let_go(i, bundles[due], flight, state, balloon, balloons, world)
            continue
        hanging = {b: balloons.bundle_mass[i, b] for b in waiting if balloons.bundle_mass[i, b] > 0.0}
        resistances = [m / balloons.fall_speed[i, bundle_drops[b]] ** 2 for b, m in hanging.items()]
        resistance = balloon.torn_mass / balloon.torn_speed**2 + max(resistances, default=0.0)
        speed = math.sqrt((balloon.torn_mass + sum(hanging.values())) / resistance)
        left = min((due - clock) / rate, horizon - state.elapsed)
        before = state.elapsed
        end, state = _down_a_step(balloon, state, speed, left, number, WRECK_STREAM, world)
        if end is not None:
            return end
        clock += rate * (state.elapsed - before)
        rate = clock_rate_in(balloon, air_around(balloon, state, world.wind))
    return _last_seen(Outcome.ALOFT_AT_HORIZON, state)


def _fall(
    stream: int,
    state: FallState,
    balloon: Balloon,
    speed: float,
    number: int,
    world: World,
) -> End:
    """Follow one item to the ground."""
    horizon = world.settings.horizon
    while state.elapsed < horizon:
        left = horizon - state.elapsed
        end, state = _down_a_step(balloon, state, speed, left, number, stream, world)
        if end is not None:
            return end
    return _last_seen(Outcome.ALOFT_AT_HORIZON, state)


def _down_a_step(
    balloon: Balloon,
    state: FallState,
    speed: float,
    longest: float,
    number: int,
    stream: int,
    world: World,
) -> tuple[End | None, FallState]:
    """The end, where a step of the fall has one, and the state after it."""
    terrain = world.terrain
    regime = regime_at(balloon.start, state, _above_ground(state, terrain), world.sun, world.turbulence)
    beyond, later = fall_step(balloon, state, regime, world, speed, longest, number, stream)
    if beyond != INSIDE:
        return _last_seen(Outcome(outcome_beyond(beyond)), state), state
    below = _above_ground(later, terrain)
    if below > 0.0:
        return None, later
    cut = _share(_above_ground(state, terrain), below) * (later.elapsed - state.elapsed)
    _, later = fall_step(balloon, state, regime, world, speed, cut, number, stream)
    return _touchdown(state, later, terrain), later


def _above_ground(state: FlightState | FallState, terrain: TerrainGrid) -> float:
    return float(state.height - ground_height(terrain, state.longitude, state.latitude)[0])


def _share(above: float, below: float) -> float:
    if above <= 0.0:
        return 0.0
    return above / (above - below) if above > below else 1.0


def _touchdown(state: FlightState | FallState, later: FlightState | FallState, terrain: TerrainGrid) -> End:
    """Where the straight line through two states meets the ground."""
    share = _share(_above_ground(state, terrain), _above_ground(later, terrain))
    longitude = state.longitude + share * (later.longitude - state.longitude)
    latitude = state.latitude + share * (later.latitude - state.latitude)
    elapsed = state.elapsed + share * (later.elapsed - state.elapsed)
    return End(Outcome.LANDED, elapsed, longitude, latitude, ground_height(terrain, longitude, latitude)[0])


def _last_seen(outcome: Outcome, state: FlightState | FallState) -> End:
    return End(outcome, state.elapsed, state.longitude, state.latitude, state.height)


def _place(end: End) -> tuple[float, float, float, float]:
    return end.elapsed, end.longitude, end.latitude, end.height


def _with_the_rest(flight: Flight, end: End, drops: Drops) -> Flight:
    """Give the balloon's own end to the empty envelope and to every drop that never left it."""
    on_board = Outcome.LANDED_WITH_BALLOON if end.outcome == Outcome.LANDED else end.outcome
    for drop, bundle in enumerate(drops.bundle):
        if bundle < 0:
            flight.ends[drop] = end
        elif bundle not in flight.releases:
            flight.ends[drop] = End(on_board, *_place(end))
    return flight
