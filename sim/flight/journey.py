"""What may happen in a step of one balloon: events, each located inside it, and releases."""

from sim._jit import compiled
from sim.flight.ascent import ascent_step
from sim.flight.bag import bag_in
from sim.flight.drift import air_around
from sim.flight.events import ARMING, MOST_CUTS, NOTHING, first_event
from sim.flight.notes import SAME_MOMENT
from sim.flight.release import armed, let_go, next_release, without_bundle
from sim.numerics.placing import INSIDE
from sim.numerics.sampling import ground_height


@compiled
def clearance_of(state, world):  # type: ignore[no-untyped-def]
    """Height above the ground. [m]"""
    ground, _ = ground_height(world.terrain, state.longitude, state.latitude)
    return state.height - ground


@compiled
def lightened(i, state, balloons, world, falls, record):  # type: ignore[no-untyped-def]
    """The balloon without the bundles that are due by now, each let go."""
    bundle, due = next_release(balloons.release_after[i], record.release[i])
    while due <= state.clock + SAME_MOMENT:
        state = without_bundle(state, balloons.bundle_mass[i, bundle])
        let_go(i, bundle, state, balloons, world, falls, record)
        bundle, due = next_release(balloons.release_after[i], record.release[i])
    return state


@compiled
def tried(balloon, state, air, bag, regime, elapsed, world, number):  # type: ignore[no-untyped-def]
    """Where a step leads that nothing ends: whether inside the wind, the state, and the air and the bag there."""
    beyond, later = ascent_step(balloon, state, air, bag, regime, world, elapsed, number)
    air_later = air_around(balloon, later, world.wind)
    return beyond, later, air_later, bag_in(balloon, later, air_later)


@compiled
def ended_at_event(  # type: ignore[no-untyped-def]
    first_try, balloon, state, air, bag, due, settling, regime, elapsed, world, number
):
    """A step, given as `tried` has it, up to the first event in it: the state, the air and the bag there, the event.

    Last comes the latest that the clock showed at any try: a timer set to that or later had no part in the step.
    """
    beyond, later, air_later, bag_later = first_try
    event = NOTHING
    latest = later.clock
    for _ in range(MOST_CUTS):
        found, share = first_event(balloon, state, bag, later, bag_later, due, settling)
        if beyond != INSIDE or found == NOTHING:
            break
        event = found
        elapsed = max(share * elapsed, SAME_MOMENT)  # so that time goes on
        _, later, air_later, bag_later = tried(balloon, state, air, bag, regime, elapsed, world, number)
        latest = max(latest, later.clock)
    if event == ARMING:
        later = armed(later)
    return later, air_later, bag_later, event, latest


@compiled
def follows_envelope(drops):  # type: ignore[no-untyped-def]
    """Whether the empty envelope is one of the drops."""
    followed = 0
    for drop in range(drops.bundle.size):
        followed += drops.bundle[drop] < 0
    return followed > 0
