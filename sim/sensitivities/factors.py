"""Factors: the sources of chance whose influence is asked for, each a set of addresses of random numbers.

Holds no flight.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.ensemble.draws import quantities_drawn
from sim.errors import InputError
from sim.evidence.reading import suggestion

if TYPE_CHECKING:
    from sim.ensemble.layout import Layout
    from sim.scenario import Scenario

WIND = "weather.wind"
"""Name of the wind of a weather member, as an address."""

GUSTS = "gusts"
"""Name of all gusts of the turbulence, and of the headings of items that glide, as an address."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "weather": ("weather",),
    "launch": ("launch",),
    "balloon": ("balloon", "payload.payload_mass_kg"),
    "timer": ("timer", "payload.bundles", "payload.dispenser"),
    "items": ("items", "fall"),
    GUSTS: (GUSTS,),
}
"""The hierarchy of chance: every random number of a flight is below one of these."""

_STREAMS = ("launch.position", "balloon.sphere_drag", "fall")
"""What is drawn with no value of its own in a scenario: place of launch, drag of a sphere, scatter of fall speeds."""

_EVENT = ".event"


def drawn_factors(scenario: "Scenario", layout: "Layout") -> tuple[str, ...]:
    """Every single factor of a scenario: wind, each quantity that is drawn, and gusts, in the order of `GROUPS`."""
    addresses = ["weather.rain_probability", *quantities_drawn(scenario, layout)]
    known = scenario.quantities
    if known["weather.rain_probability"].median in (0.0, 1.0):
        del addresses[0]
    names = dict.fromkeys(_named(address, tuple(known)) for address in addresses)
    single = [WIND, *(name for name in names if not _is_settled(name, scenario)), GUSTS]
    return tuple(sorted(single, key=lambda name: list(GROUPS).index(group_of(name))))


def scenario_values(scenario: "Scenario", layout: "Layout") -> dict[str, tuple[str, ...]]:
    """Every uncertain value of a scenario that its balloons draw, and the addresses of its uniform numbers."""
    uncertain = [path for path, value in scenario.quantities.items() if not value.is_certain]
    found: dict[str, tuple[str, ...]] = {}
    for address in quantities_drawn(scenario, layout):
        name = _named(address, tuple(uncertain))
        if name in uncertain and not address.endswith(_EVENT):
            found[name] = (*found.get(name, ()), address)
    return found


def group_of(name: str) -> str:
    """The group of `GROUPS` that a factor belongs to."""
    return next(group for group, paths in GROUPS.items() if any(_below(name, path) for path in paths))


def chosen_factors(wanted: str | Sequence[str], known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The paths of each factor wanted.

    Parameters
    ----------
    wanted : str or sequence of str
        "groups", "values" (every one of `known`), or names of groups, of `known`, or of tables such as "timer".
    known : sequence of str
        Single factors.

    Raises
    ------
    InputError
        With every name that is none.
    """
    if wanted == "groups":
        return dict(GROUPS)
    if wanted == "values":
        return {name: (name,) for name in known}
    names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    unknown = [name for name in names if name not in GROUPS and not any(_below(one, name) for one in known)]
    if unknown or not names:
        raise InputError(
            [
                f"sensitivity: factors has {name!r}, which no flight draws; {suggestion(name, (*GROUPS, *known))}"
                for name in unknown
            ]
            or 'sensitivity: factors is empty; name some, or pass "groups" or "values".'
        )
    return {name: GROUPS.get(name, (name,)) for name in names}


def _named(address: str, known: tuple[str, ...]) -> str:
    """The scenario's value, or else the stream, that an address belongs to."""
    fitting = [path for path in (*known, *_STREAMS) if _below(address, path)]
    return max(fitting, key=len) if fitting else address


def _is_settled(name: str, scenario: "Scenario") -> bool:
    """Whether it is a probability of nothing or of certainty, or has no spread: the draw decides nothing."""
    value = scenario.quantities.get(name)
    if name == "launch.position":
        return scenario.launch.position_sd_km.median == 0.0
    return value is not None and value.is_certain and value.median in (0.0, 1.0)


def _below(address: str, path: str) -> bool:
    return address == path or address.startswith(f"{path}.")
