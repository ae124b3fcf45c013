"""Which entries of a scenario set its timers: a balloon does not know them before the first of them runs out.

Holds no flight.
"""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_OF_ALL = (
    "run_time_factor",
    "setting_error_s",
    "shared",
    "failure_probability",
    "early_release_probability",
    "early_release_min",
)
"""Entries under [timer] that decide when a bundle is let go, and nothing else: how it opens, and how a clock takes the
cold, are not among them."""

_PATHS = re.compile(rf"payload\.(bundles\.\w+\.timer_h|dispenser\.interval_min)|timer\.({'|'.join(_OF_ALL)})")


def sets_timer(path: str) -> bool:
    """Whether an entry, by its dotted name, decides when bundles are let go and nothing else.

    Examples
    --------
    >>> sets_timer("payload.bundles.main.timer_h"), sets_timer("timer.unopened_probability")
    (True, False)
    """
    return _PATHS.fullmatch(path) is not None


def apart_from_timers(scenario: "Scenario") -> tuple[object, ...]:
    """Everything in a scenario that `sets_timer` does not name.

    Scenarios equal in it fly alike, in the same wind and with the same random numbers, up to the first release.
    """
    payload = scenario.payload
    return (
        _without(scenario, ("payload", "timer")),
        _without(scenario.timer, _OF_ALL),
        _without(payload, ("bundles", "dispenser")),
        tuple(_without(bundle, ("timer_h",)) for bundle in payload.bundles),
        None if payload.dispenser is None else _without(payload.dispenser, ("interval_min",)),
    )


def _without(section: BaseModel, keys: Collection[str]) -> tuple[object, ...]:
    """The entries of a section, but for some that are named as people type them."""
    fields = type(section).model_fields.items()
    return tuple(getattr(section, name) for name, field in fields if (field.alias or name) not in keys)
