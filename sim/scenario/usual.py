"""What is unusual in a scenario, as sentences: numbers such as a slip of the unit makes, timers nobody waits for.

Refuses nothing: what may be at all is said by the models. The usual ranges are those of `usual.toml`.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import ScenarioError
from sim.evidence.reading import read_toml
from sim.scenario.tables import HERE
from sim.scenario.value import Value

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_HOUR = 3600.0


class Usual(NamedTuple):
    """Between which numbers an entry usually lies, in the unit of its key, and why."""

    low: float
    high: float
    because: str


@functools.cache
def usual_ranges() -> Mapping[tuple[str, str], Usual]:
    """The usual range of every entry that has one, by table and key."""
    tables = read_toml(HERE / "usual.toml", ScenarioError)
    return {(table, key): Usual(**entry) for table, keys in tables.items() for key, entry in keys.items()}


def unusual(scenario: "Scenario") -> Iterator[str]:
    """A sentence on every entry that looks like a slip.

    Parameters
    ----------
    scenario : Scenario
    """
    for name, value in scenario.quantities.items():
        usual = usual_ranges().get((name.partition(".")[0], name.rpartition(".")[2]))
        if usual is not None and (found := _beyond(value, usual)):
            unit = "" if value.typed.symbol == "1" else f" {value.typed.symbol}"
            yield f"{name} {found}; usual are {usual.low:g} to {usual.high:g}{unit}. A unit mixed up?"
    yield from _never_let_go(scenario)


def _beyond(value: Value, usual: Usual) -> str:
    """What is found beyond a usual range; empty within it.

    Of a distribution its middle counts; where numbers may have either sign, which leaves the middle at 0, its width.
    """
    shares = (0.05, 0.95) if usual.low < 0.0 < usual.high else (0.5,)
    typed = [float(number) for number in value.law.quantile(np.array(shares))]
    if all(number == 0.0 or usual.low <= number <= usual.high for number in typed):
        return ""
    if value.law.is_certain:
        return f"is {typed[0]:.7g}"
    return f"has the median {typed[0]:.4g}" if len(typed) == 1 else f"goes from {typed[0]:.4g} to {typed[1]:.4g}"


def _never_let_go(scenario: "Scenario") -> Iterator[str]:
    """Timers that run out when nobody follows the flight any more; of those of one entry the first."""
    horizon = scenario.simulation.horizon_h
    late = [bundle for bundle in scenario.payload.bundle_list if bundle.timer.median > horizon * _HOUR]
    for name, bundle in {bundle.timer_name: bundle for bundle in reversed(late)}.items():
        yield (
            f"{name} lets {bundle.name} go after {bundle.timer.median / _HOUR:g} h, and a flight is followed for "
            f"{horizon:g} h: correct it, or raise simulation.horizon_h."
        )
