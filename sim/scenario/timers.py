"""Which entries of a scenario set its timers: a balloon does not know them before the first of them runs out.

Holds no flight.
"""

import json
import re
from typing import TYPE_CHECKING, Any

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


def without_timers(scenario: "Scenario") -> str:
    """Canonical JSON of all entries that `sets_timer` does not name.

    Scenarios that agree in it fly alike, in the same wind and with the same random numbers, up to the first release.
    """
    raw: dict[str, Any] = json.loads(scenario.to_json())
    for entry in _OF_ALL:
        raw["timer"].pop(entry, None)
    raw["payload"].get("dispenser", {}).pop("interval_min", None)
    for bundle in raw["payload"].get("bundles", ()):
        bundle.pop("timer_h", None)
    return json.dumps(raw, sort_keys=True)
