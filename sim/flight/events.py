"""What happens inside a step of a balloon: which event comes first, and after which share of the step."""

from sim._jit import compiled
from sim.flight.notes import SAME_MOMENT

NOTHING, TIMER, ARMING, BAG_FULL, NECK_OPENS, CEILING, BURST = range(7)
"""Events at which a step of a balloon ends, the ground apart."""

NEARLY_FULL = 1.0 - 1e-8
"""A bag this full is full: at 3 m/s it takes 25 us from here to 1."""

SAME_PRESSURE = 1e-2
"""An over-pressure so little below that of the neck has reached it: at 3 m/s in 0.3 ms. [Pa]"""

SLOW = 1e-3
"""A balloon that rises no faster than this is at its ceiling; a limit of zero would be approached for ever. [m s-1]"""

MOST_CUTS = 4
"""So often a step is cut, each time closer to its event: the line through its ends is nearly straight."""

SETTLING_STEP = 0.25
"""Length of the steps of a tube that settles at its ceiling, over that of the others. What it keeps of its gas there,
to a millionth, decides how long it floats; `benchmarks/step_error.py` tells what error is left. A tube that has let
everything go does without."""

SETTLING_FULLNESS = 0.97
"""A tube this full settles too: it is about to be full, or was a moment ago."""

SETTLING_TIME = 1200.0
"""So long after it first stands full a tube settles: it climbs on for up to 8 minutes, and its gas, colder than the air
by then, warms in 5 more and is let out. [s]"""

FLOATING_STEP = 4.0
"""Length of the steps of a tube that floats, settled and closed, in free air, over that of the others, up to
`LONGEST_FLOATING_STEP`: with steps above 40 s it is the shorter one."""

LONGEST_FLOATING_STEP = 40.0
"""Such a tube swings about its level once in 3 to 4 minutes, and a step of this scheme has to be shorter than 1 / pi of
that: 54 s where the air warms by 2 K in 100 m. [s]"""


@compiled(inline=True)
def floating_step(step):  # type: ignore[no-untyped-def]
    """Length of the steps of a tube that floats. [s]"""
    return min(FLOATING_STEP * step, LONGEST_FLOATING_STEP)


@compiled(inline=True)
def longest_step(step, settling, free, laden, bag):  # type: ignore[no-untyped-def]
    """How long the next step of a balloon may be, `free` of the ground and `laden` or empty. [s]"""
    if settling:
        return step * SETTLING_STEP if laden and bag.fullness >= SETTLING_FULLNESS else step
    return floating_step(step) if free and bag.closed else step


@compiled(inline=True)
def _share(earlier, later, aim):  # type: ignore[no-untyped-def]
    """Share of a step after which a straight line from one value to the other meets the aim."""
    return (aim - earlier) / (later - earlier)


@compiled(inline=True)
def _in_the_bag(balloon, state, bag, later, bag_later):  # type: ignore[no-untyped-def]
    """First of: a tube stands full, its neck opens, a venting one is at its ceiling; and after which share."""
    if bag.fullness < NEARLY_FULL and bag_later.fullness >= 1.0:
        return BAG_FULL, _share(bag.fullness, bag_later.fullness, 1.0)
    neck = balloon.back_pressure
    if bag.closed and not bag_later.closed and bag.excess < neck - SAME_PRESSURE and bag_later.excess > neck:
        return NECK_OPENS, _share(bag.excess, bag_later.excess, neck)
    venting = bag.fullness >= NEARLY_FULL and not bag.closed
    if venting and state.vertical_speed > SLOW and later.vertical_speed < 0.0:
        return CEILING, _share(state.vertical_speed, later.vertical_speed, 0.0)
    return NOTHING, 1.0


@compiled(inline=True)
def first_event(balloon, state, bag, later, bag_later, due, settling):  # type: ignore[no-untyped-def]
    """The first event between two states, and the share of the step after which it comes.

    Parameters
    ----------
    balloon : Balloon
    state, later : FlightState
        Ends of the step.
    bag, bag_later : Bag
        The envelope there.
    due : float
        What the clock shows when a bundle is let go next. [s]
    settling : bool
        Whether the bag's own events are looked for: what it does when it has settled, under gusts and the sun, needs no
        moment of its own.

    Returns
    -------
    event : int
        `NOTHING`, or one of the others.
    share : float
        On a straight line between the two states; 1 for nothing.
    """
    event, share = NOTHING, 1.0
    if settling and not balloon.elastic:
        event, share = _in_the_bag(balloon, state, bag, later, bag_later)
    if bag_later.strain >= 1.0:
        when = _share(bag.strain, bag_later.strain, 1.0)
        if when <= share:
            event, share = BURST, when
    if later.clock > due + SAME_MOMENT:  # it ran faster than at the start of the step
        when = _share(state.clock, later.clock, due)
        if when <= share:
            event, share = TIMER, when
    if state.height < balloon.arming_height <= later.height and state.clock < 0.0:
        when = _share(state.height, later.height, balloon.arming_height)
        if when <= share:
            event, share = ARMING, when
    return event, share
