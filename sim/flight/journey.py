"""The journey of one balloon from launch to the last landing: phases and events, each located inside its step."""

import math

from sim._jit import compiled
from sim.flight.ascent import ascent_step, filled_balloon
from sim.flight.fall import FIRST_DROP_STREAM, Touchdown, fallen, outcome_beyond, share_to_ground, touchdown_between
from sim.flight.record import Record
from sim.flight.state import Balloon, Balloons, Drops, FallState, FlightState, Outcome, Settings
from sim.numerics.grids import TerrainGrid, WindGrid
from sim.numerics.sampling import INSIDE, ground_height

TRACK_INTERVAL = 60.0
"""Time between the rows of a recorded track. [s]"""

_LANDED = int(Outcome.LANDED)
_LANDED_UNOPENED = int(Outcome.LANDED_UNOPENED)
_LANDED_WITH_BALLOON = int(Outcome.LANDED_WITH_BALLOON)
_BUNDLE_OPENED = int(Outcome.BUNDLE_OPENED)
_ALOFT = int(Outcome.ALOFT_AT_HORIZON)
_DID_NOT_LAUNCH = int(Outcome.DID_NOT_LAUNCH)

_SAME_MOMENT = 1e-6
"""Two times closer than this are one. [s]"""


@compiled
def balloon_at(table, i):  # type: ignore[no-untyped-def]
    """Row `i` of a table of balloons as a `Balloon`."""
    row = table[i]
    return Balloon(
        row[0],
        row[1],
        row[2],
        row[3],
        int(row[4]),
        row[5],
        row[6],
        row[7],
        row[8],
        row[9],
        row[10],
        row[11],
        row[12],
        row[13],
        row[14],
        row[15],
        row[16],
        row[17],
        row[18],
        row[19],
        row[20],
    )


@compiled
def without_bundle(state: FlightState, mass: float) -> FlightState:
    """The balloon lightened by a bundle; everything else goes on from where it was."""
    return FlightState(
        state.elapsed,
        state.longitude,
        state.latitude,
        state.height,
        state.vertical_speed,
        state.gas_temperature,
        state.gas_mass,
        state.solid_mass - mass,
        state.gust_east,
        state.gust_north,
        state.steps,
    )


@compiled
def _note_end(record, i, drop, end, outcome):  # type: ignore[no-untyped-def]
    record.landing[i, drop, 0] = end.longitude
    record.landing[i, drop, 1] = end.latitude
    record.landing[i, drop, 2] = end.height
    record.landing[i, drop, 3] = end.elapsed
    record.outcome[i, drop] = outcome


@compiled
def _let_go(i, bundle, balloon, state, opens, speeds, drops, wind, terrain, settings, key, number, record):  # type: ignore[no-untyped-def]
    """Note a release and follow everything in the bundle to its end."""
    record.release[i, bundle, 0] = state.longitude
    record.release[i, bundle, 1] = state.latitude
    record.release[i, bundle, 2] = state.height
    record.release[i, bundle, 3] = state.elapsed
    start = FallState(
        state.elapsed, state.longitude, state.latitude, state.height, state.gust_east, state.gust_north, 0
    )
    end = Touchdown(_LANDED, state.elapsed, state.longitude, state.latitude, state.height)
    for drop in range(drops.bundle.size):
        if drops.bundle[drop] != bundle:
            continue
        if drops.is_bundle[drop] and opens:
            record.outcome[i, drop] = _BUNDLE_OPENED
        elif drops.is_bundle[drop] or opens:
            stream = FIRST_DROP_STREAM + drop
            end = fallen(balloon, start, wind, terrain, settings, speeds[drop], key, number, stream)
            _note_end(record, i, drop, end, end.outcome)
        else:  # inside the bundle that fell unopened, whose end is the last one noted
            _note_end(record, i, drop, end, _LANDED_UNOPENED if end.outcome == _LANDED else end.outcome)


@compiled
def _note_rest(i, end, drops, record):  # type: ignore[no-untyped-def]
    """Give the balloon's own end to the empty envelope and to every drop that never left it."""
    for drop in range(drops.bundle.size):
        bundle = drops.bundle[drop]
        if bundle < 0:
            _note_end(record, i, drop, end, end.outcome)
        elif math.isnan(record.release[i, bundle, 3]):
            _note_end(record, i, drop, end, _LANDED_WITH_BALLOON if end.outcome == _LANDED else end.outcome)


@compiled
def _note_track(i, state, record):  # type: ignore[no-untyped-def]
    """Keep the state if it is the first in its interval of the track."""
    row = int(state.elapsed / TRACK_INTERVAL + _SAME_MOMENT)
    if i >= record.track.shape[0] or row >= record.track.shape[1] or not math.isnan(record.track[i, row, 0]):
        return
    record.track[i, row, 0] = state.elapsed
    record.track[i, row, 1] = state.longitude
    record.track[i, row, 2] = state.latitude
    record.track[i, row, 3] = state.height
    record.track[i, row, 4] = state.vertical_speed
    record.track[i, row, 5] = state.gas_temperature
    record.track[i, row, 6] = state.gas_mass


@compiled
def next_release(release_after, armed_at, releases):  # type: ignore[no-untyped-def]
    """Bundle that is let go next, and when; -1 and infinity when none is."""
    bundle = -1
    moment = math.inf
    for b in range(release_after.size):
        if math.isnan(releases[b, 3]) and armed_at + release_after[b] < moment:
            bundle = b
            moment = armed_at + release_after[b]
    return bundle, moment


@compiled
def _carries_something(releases):  # type: ignore[no-untyped-def]
    """Whether any bundle is still on board."""
    waiting = 0
    for b in range(releases.shape[0]):
        waiting += math.isnan(releases[b, 3])
    return waiting > 0


@compiled
def _note_peak(i, height, laden, record):  # type: ignore[no-untyped-def]
    """Keep the greatest height, and the greatest with something on board."""
    if not record.history[i, 0] >= height:
        record.history[i, 0] = height
    if laden and not record.history[i, 3] >= height:
        record.history[i, 3] = height


@compiled
def _cut_step(balloon, state, wind, later, share, key, number):  # type: ignore[no-untyped-def]
    """The step from `state` to `later` again, ended after a share of its time."""
    return ascent_step(balloon, state, wind, share * (later.elapsed - state.elapsed), key, number)


@compiled
def _at_the_ground(balloon, state, wind, later, clearance_later, terrain, key, number):  # type: ignore[no-untyped-def]
    """Where the step that ends below the ground meets it."""
    ground, _ = ground_height(terrain, state.longitude, state.latitude)
    clearance = state.height - ground
    share = share_to_ground(clearance, clearance_later)
    _, _, later = _cut_step(balloon, state, wind, later, share, key, number)
    ground, _ = ground_height(terrain, later.longitude, later.latitude)
    return touchdown_between(state, later, clearance, later.height - ground, terrain)


@compiled
def _note_bag_full(i, before, state, fullness_before, fullness, record):  # type: ignore[no-untyped-def]
    """Note, once, where the fullness of the bag passed 1 between two states."""
    if not fullness >= 1.0 or not math.isnan(record.history[i, 2]):
        return
    share = (1.0 - fullness_before) / (fullness - fullness_before) if state.steps > 0 else 1.0
    record.history[i, 1] = before.height + share * (state.height - before.height)
    record.history[i, 2] = before.elapsed + share * (state.elapsed - before.elapsed)


@compiled
def fly_balloon(
    i: int,
    balloons: Balloons,
    drops: Drops,
    wind: WindGrid,
    terrain: TerrainGrid,
    settings: Settings,
    key: int,
    record: Record,
) -> None:
    """Fly balloon `i` and everything it drops; write the story into row `i` of `record`.

    Parameters
    ----------
    i : int
        Row of `balloons` and of `record`.
    balloons : Balloons
    drops : Drops
    wind : WindGrid
    terrain : TerrainGrid
    settings : Settings
    key : int
        The ensemble's `rng_seed`.
    record : Record
        Fresh from `empty_record`.
    """
    balloon = balloon_at(balloons.table, i)
    number = balloons.numbers[i]
    release_after = balloons.release_after[i]
    beyond, lifts, state = filled_balloon(balloon, wind, key, number)
    end = Touchdown(_DID_NOT_LAUNCH, 0.0, math.nan, math.nan, math.nan)
    if beyond != INSIDE:
        end = Touchdown(outcome_beyond(beyond), 0.0, state.longitude, state.latitude, state.height)
    flying = beyond == INSIDE and lifts
    armed_at = 0.0 if state.height >= balloon.arming_height else math.inf
    bundle, moment = next_release(release_after, armed_at, record.release[i])
    laden = True
    before = state
    fullness_before = 0.0
    while flying:
        _note_track(i, state, record)
        while moment <= state.elapsed + _SAME_MOMENT:
            state = without_bundle(state, balloons.bundle_mass[i, bundle])
            _let_go(
                i,
                bundle,
                balloon,
                state,
                balloons.opens[i, bundle],
                balloons.fall_speed[i],
                drops,
                wind,
                terrain,
                settings,
                key,
                number,
                record,
            )
            bundle, moment = next_release(release_after, armed_at, record.release[i])
            laden = _carries_something(record.release[i])
        if state.elapsed >= settings.horizon - _SAME_MOMENT:
            end = Touchdown(_ALOFT, state.elapsed, state.longitude, state.latitude, state.height)
            break
        elapsed = min(settings.step, moment - state.elapsed, settings.horizon - state.elapsed)
        beyond, fullness, later = ascent_step(balloon, state, wind, elapsed, key, number)
        if beyond != INSIDE:
            end = Touchdown(outcome_beyond(beyond), state.elapsed, state.longitude, state.latitude, state.height)
            break
        if math.isinf(armed_at) and later.height >= balloon.arming_height:
            share = (balloon.arming_height - state.height) / (later.height - state.height)
            beyond, fullness, later = _cut_step(balloon, state, wind, later, share, key, number)
            armed_at = later.elapsed
            bundle, moment = next_release(release_after, armed_at, record.release[i])
        _note_bag_full(i, before, state, fullness_before, fullness, record)
        ground, _ = ground_height(terrain, later.longitude, later.latitude)
        if later.height <= ground:
            end = _at_the_ground(balloon, state, wind, later, later.height - ground, terrain, key, number)
            break
        _note_peak(i, later.height, laden, record)
        fullness_before = fullness
        before = state
        state = later
    _note_rest(i, end, drops, record)
