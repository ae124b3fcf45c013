"""How many pieces a drop stands for, balloon by balloon.

Holds no statistics. A kind that is a share of the mass of its bundle has the more pieces the heavier the payload of
that balloon is, and the fewer the heavier one piece is; a kind that was counted has as many on every balloon.
"""

import functools
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.endings import drawn_name
from sim.ensemble.layout import EMPTY_ENVELOPE, INTACT_BUNDLE
from sim.errors import ScenarioError
from sim.landing.counting.bundles import bundle_of_drops
from sim.scenario import Scenario

_PAYLOAD = "payload.payload_mass_kg"


_FINEST = 2.0**-24
"""To which the pieces of a balloon, over those of the median one, are rounded: sums of up to 2**29 such numbers are
exact, and so the same in any order and in any portions. [1]"""


class Pieces(NamedTuple):
    """Pieces behind the drops of one kind.

    of_median : (drop,) float64
        Of the median balloon. [1]
    factor : (balloon,) float64
        By how much each balloon has more, of what goes by mass. [1]
    by_mass : (drop,) bool
        Which drops do.
    known : bool
        False where masses were drawn and the scenario is not there to say what goes by mass: then each balloon counts
        as the median one.
    """

    of_median: NDArray[np.float64]
    factor: NDArray[np.float64]
    by_mass: NDArray[np.bool_]
    known: bool


def pieces_of(flights: xr.Dataset, scenario: Scenario | None, kind: str, drops: NDArray[np.intp]) -> Pieces:
    """Pieces that each drop of one kind stands for; a bundle or an envelope is one piece.

    Parameters
    ----------
    flights : xr.Dataset
    scenario : Scenario or None
        That of the flights, where they carry one.
    kind : str
    drops : (drop,) int
        Positions of the drops of this kind.
    """
    alike, none = np.ones(flights.sizes["balloon"]), np.zeros(drops.size, dtype=np.bool_)
    if kind in (INTACT_BUNDLE, EMPTY_ENVELOPE):
        return Pieces(np.ones(drops.size), alike, none, known=True)
    median = flights.variables["items_represented"].values[drops].astype(np.float64)
    if not any(drawn_name(path) in flights for path in (_PAYLOAD, *_masses(kind))):
        return Pieces(median, alike, none, known=True)
    if scenario is None or "bundle_name" not in flights.variables:
        return Pieces(median, alike, none, known=False)
    factor = np.rint(_mass_factor(flights, scenario, kind) / _FINEST) * _FINEST
    return Pieces(median, factor, _goes_by_mass(flights, scenario, kind)[drops], known=True)


def scenario_of(flights: xr.Dataset) -> Scenario | None:
    """The scenario that a dataset of flights carries; None where it carries none that can be read."""
    return _scenario_in(flights.attrs.get("scenario", ""))


@functools.lru_cache(maxsize=16)
def _scenario_in(text: str) -> Scenario | None:
    """The scenario that a text holds; read once, as the same text comes with every part and copy of the flights."""
    try:
        return Scenario.from_json(text)
    except ScenarioError:
        return None


def _masses(kind: str) -> tuple[str, str]:
    """What decides the mass of one piece, the mass itself first. A sheet of another grammage keeps its size."""
    return f"items.{kind}.mass_g", f"items.{kind}.grammage_g_m2"


def _goes_by_mass(flights: xr.Dataset, scenario: Scenario, kind: str) -> NDArray[np.bool_]:
    """Whether this kind is a share of the mass of the bundle of each drop. (drop,)"""
    shares = {
        bundle.name
        for bundle in scenario.payload.bundle_list
        for item in bundle.items
        if item.kind == kind and item.mass_share is not None
    }
    return np.array([name in shares for name in bundle_of_drops(flights)])


def _mass_factor(flights: xr.Dataset, scenario: Scenario, kind: str) -> NDArray[np.float64]:
    """Pieces of each balloon over those of the median one. (balloon,)"""
    factor = np.ones(flights.sizes["balloon"])
    medians = scenario.quantities
    if drawn_name(_PAYLOAD) in flights:
        factor = factor * flights.variables[drawn_name(_PAYLOAD)].values / medians[_PAYLOAD].median
    for path in _masses(kind):
        if drawn_name(path) in flights:
            return np.asarray(
                factor * medians[path].median / flights.variables[drawn_name(path)].values, dtype=np.float64
            )
    return factor
