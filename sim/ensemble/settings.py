"""Scenarios that differ in their timers alone: which ones do, and what else their balloons draw.

Holds no flight.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.ensemble.drawing import Draws
from sim.ensemble.draws import releases
from sim.ensemble.layout import Layout
from sim.flight.state import Balloons
from sim.scenario import apart_from_timers

if TYPE_CHECKING:
    from sim.scenario import Scenario


def share_flights(scenarios: "Sequence[Scenario]") -> bool:
    """Whether scenarios fly alike up to the first release.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Of one wind. They do not where the timers decide on which nights somebody launches, by a forecast of where
        things land, or may decide, in an even sample, which numbers belong to which quantity.
    """
    first, *others = scenarios
    if not others:
        return True
    by_forecast = first.launch_rule is not None and first.launch_rule.north_probability_at_least is not None
    if by_forecast or first.simulation.sampling != "random":
        return False
    common = apart_from_timers(first)
    return all(apart_from_timers(other) == common for other in others)


def with_timers(
    scenario: "Scenario", layout: Layout, before: "Scenario", balloons: Balloons, draws: Draws
) -> tuple[Balloons, Draws]:
    """Balloons with the timers of another scenario, and what is drawn for them then.

    Parameters
    ----------
    scenario : Scenario
    layout : Layout
        Of the scenario.
    before : Scenario
        Whose balloons they are; the two `share_flights`.
    balloons : Balloons
    draws : Draws
        What was drawn for them.
    """
    old, new = Draws(draws.key, draws.numbers), Draws(draws.key, draws.numbers)
    releases(before, layout.of(before), old)
    release_after, opens = releases(scenario, layout, new)
    assert np.array_equal(opens, balloons.opens), "how a bundle opens is no matter of its timer"
    kept = {path: values for path, values in draws.values.items() if path not in old.values}
    drawn = replace(draws, values=kept | new.values, units=draws.units | new.units)
    return balloons._replace(release_after=release_after), drawn
