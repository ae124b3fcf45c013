"""One balloon flown in plain Python: the text to read first, and what the compiled loop is held against.

Holds the same phases and events as `sim.flight.journey`, written with lists and dictionaries over the same steps.
"""

import math
from dataclasses import dataclass, field

from sim.flight.ascent import ascent_step, filled_balloon
from sim.flight.fall import FIRST_DROP_STREAM, fall_step, outcome_beyond
from sim.flight.state import Balloon, Balloons, Drops, FallState, FlightState, Outcome, Settings
from sim.numerics.grids import TerrainGrid, WindGrid
from sim.numerics.sampling import INSIDE, ground_height


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
    ends : dict
        End of each drop, by its number; None for a bundle that opened.
    """

    track: list[FlightState] = field(default_factory=list)
    releases: dict[int, FlightState] = field(default_factory=dict)
    ends: dict[int, End | None] = field(default_factory=dict)


def fly_one(
    i: int, balloons: Balloons, drops: Drops, wind: WindGrid, terrain: TerrainGrid, settings: Settings, key: int
) -> Flight:
    """Fly balloon `i` of `balloons` alone.

    Parameters are those of `sim.flight.journey.fly_balloon`.

    Returns
    -------
    Flight
    """
    row = list(balloons.table[i])
    row[4] = int(row[4])
    balloon = Balloon(*row)
    number = int(balloons.numbers[i])
    flight = Flight()

    beyond, lifts, state = filled_balloon(balloon, wind, key, number)
    if beyond != INSIDE:
        return _with_the_rest(flight, _last_seen(Outcome(outcome_beyond(beyond)), state), drops)
    if not lifts:
        return _with_the_rest(flight, End(Outcome.DID_NOT_LAUNCH, 0.0, math.nan, math.nan, math.nan), drops)

    flight.track.append(state)
    armed_at = 0.0 if state.height >= balloon.arming_height else math.inf
    while True:
        waiting = {
            armed_at + after: bundle
            for bundle, after in reversed(list(enumerate(balloons.release_after[i])))
            if bundle not in flight.releases
        }
        moment = min(waiting, default=math.inf)
        if moment <= state.elapsed + 1e-6:
            bundle = waiting[moment]
            state = state._replace(solid_mass=state.solid_mass - balloons.bundle_mass[i, bundle])
            flight.releases[bundle] = state
            _let_go(i, bundle, flight, state, balloon, number, balloons, drops, wind, terrain, settings, key)
            continue
        if state.elapsed >= settings.horizon - 1e-6:
            return _with_the_rest(flight, _last_seen(Outcome.ALOFT_AT_HORIZON, state), drops)

        step = min(settings.step, moment - state.elapsed, settings.horizon - state.elapsed)
        beyond, _, later = ascent_step(balloon, state, wind, step, key, number)
        if beyond != INSIDE:
            return _with_the_rest(flight, _last_seen(Outcome(outcome_beyond(beyond)), state), drops)
        if math.isinf(armed_at) and later.height >= balloon.arming_height:
            share = (balloon.arming_height - state.height) / (later.height - state.height)
            _, _, later = ascent_step(balloon, state, wind, share * (later.elapsed - state.elapsed), key, number)
            armed_at = later.elapsed
        below = _above_ground(later, terrain)
        if below <= 0.0:
            cut = _share(_above_ground(state, terrain), below) * (later.elapsed - state.elapsed)
            _, _, later = ascent_step(balloon, state, wind, cut, key, number)
            return _with_the_rest(flight, _touchdown(state, later, terrain), drops)
        state = later
        flight.track.append(state)


def _let_go(
    i: int,
    bundle: int,
    flight: Flight,
    state: FlightState,
    balloon: Balloon,
    number: int,
    balloons: Balloons,
    drops: Drops,
    wind: WindGrid,
    terrain: TerrainGrid,
    settings: Settings,
    key: int,
) -> None:
    """Follow everything in a bundle to its end."""
    start = FallState(
        state.elapsed, state.longitude, state.latitude, state.height, state.gust_east, state.gust_north, 0
    )
    opens = bool(balloons.opens[i, bundle])
    bundle_end = None
    for drop, owner in enumerate(drops.bundle):
        if owner != bundle:
            continue
        if drops.is_bundle[drop] and opens:
            flight.ends[drop] = None
        elif drops.is_bundle[drop] or opens:
            speed = balloons.fall_speed[i, drop]
            bundle_end = _fall(drop, start, balloon, speed, number, wind, terrain, settings, key)
            flight.ends[drop] = bundle_end
        else:
            assert bundle_end is not None, "the drop that stands for the bundle comes before its items"
            landed = bundle_end.outcome == Outcome.LANDED
            outcome = Outcome.LANDED_UNOPENED if landed else bundle_end.outcome
            flight.ends[drop] = End(outcome, *_place(bundle_end))


def _fall(
    drop: int,
    state: FallState,
    balloon: Balloon,
    speed: float,
    number: int,
    wind: WindGrid,
    terrain: TerrainGrid,
    settings: Settings,
    key: int,
) -> End:
    """Follow one item to the ground."""
    stream = FIRST_DROP_STREAM + drop
    while state.elapsed < settings.horizon:
        left = settings.horizon - state.elapsed
        beyond, later = fall_step(balloon, state, wind, settings, speed, left, key, number, stream)
        if beyond != INSIDE:
            return _last_seen(Outcome(outcome_beyond(beyond)), state)
        below = _above_ground(later, terrain)
        if below <= 0.0:
            cut = _share(_above_ground(state, terrain), below) * (later.elapsed - state.elapsed)
            _, later = fall_step(balloon, state, wind, settings, speed, cut, key, number, stream)
            return _touchdown(state, later, terrain)
        state = later
    return _last_seen(Outcome.ALOFT_AT_HORIZON, state)


def _above_ground(state: FlightState | FallState, terrain: TerrainGrid) -> float:
    return float(state.height - ground_height(terrain, state.longitude, state.latitude)[0])


def _share(above: float, below: float) -> float:
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
