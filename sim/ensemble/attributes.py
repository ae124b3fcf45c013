"""What a result must carry to be understood and repeated."""

import functools
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from sim._jit import source_digest
from sim.ensemble.variables import CONVENTIONS
from sim.ground import ground_digest
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

BY_COORDINATES = "given by coordinates"
"""Launch site of a scenario that names none."""

ENVELOPES_NOT_FOLLOWED = "Empty envelopes were not followed: where they came down, and what they did, is not known."
"""Comment of flights that end with the last release."""


def flights_attributes(
    scenario: "Scenario", wind: WindField, key: int, members: int, unknown_ground: int
) -> dict[str, Any]:  # Any: text and numbers
    """Attributes of a dataset of flights.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
        As it was flown.
    key : int
        The `rng_seed`.
    members : int
        Weather members.
    unknown_ground : int
        Drops that came down beyond the terrain.
    """
    known = versions()
    return {
        "Conventions": CONVENTIONS,
        # no clock: the same flights make the same file
        "history": f"flown by balloon-drift {known['balloon-drift']} (sim.simulate)",
        "title": scenario.title,
        "source": "balloon-drift, a model of balloon flight and of what it drops; for research and hindcast",
        "scenario_name": scenario.name,
        "scenario": scenario.to_json(),
        **({"scenario_notes": json.dumps(list(scenario.notes))} if scenario.notes else {}),
        "launch_site": scenario.launch.site or BY_COORDINATES,
        **launch_attributes(scenario),
        "launch_time": scenario.launch.time.isoformat(),
        "rng_seed": str(key),  # as text: NetCDF attributes have no unsigned 64-bit number that all readers take
        "weather_members": members,
        "sampling": scenario.simulation.sampling,
        "wind_source": wind.source,
        "wind_digest": wind.digest,
        "wind_notes": json.dumps(list(wind.notes)),
        "ground_digest": ground_digest(),
        "landings_beyond_terrain": unknown_ground,
        "code_digest": _code_digest(),
        "versions": json.dumps(known),
    }


def launch_attributes(scenario: "Scenario") -> dict[str, float]:
    """Where a scenario is launched. [degree]"""
    return {"launch_longitude": scenario.launch.longitude, "launch_latitude": scenario.launch.latitude}


@functools.cache
def _code_digest() -> str:
    """Digest of the program, read once: what was imported is what flies."""
    return source_digest()


def versions() -> dict[str, str]:
    """Versions of this package and of the libraries that may move a bit."""
    return dict(_versions())


@functools.cache
def _versions() -> Mapping[str, str]:
    try:
        own = version("balloon-drift")
    except PackageNotFoundError:
        own = "not installed"
    names = ("numpy", "scipy", "numba", "xarray")
    return {"balloon-drift": own, "python": platform.python_version(), **{name: version(name) for name in names}}
