"""Where and how the drops of an ensemble ended, labelled, and what its balloons, bundles and drops are."""

from collections.abc import Iterable

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.blocks import blockwise
from sim.ensemble.drawing import Draws
from sim.ensemble.layout import Layout
from sim.ensemble.variables import PLACES, flags
from sim.flight.record import Record
from sim.flight.state import Outcome
from sim.ground import region_of, regions
from sim.units import unit_of_key

WHERE_LANDED = "where the drop came down"

_MASSES = ("payload.", "items.")
"""Sections whose values decide how many pieces a balloon carries."""


def drawn_name(path: str) -> str:
    """Name of the variable of a sampled value: its path without the unit that people type, since it is kept in SI.

    Examples
    --------
    >>> drawn_name("balloon.back_pressure_hpa")
    'drawn_balloon_back_pressure'
    >>> drawn_name("timer.setting_error_s.1")
    'drawn_timer_setting_error_1'
    """
    words = []
    for part in path.split("."):
        suffix = unit_of_key(part).suffix
        words.append(part.removesuffix(f"_{suffix}") if suffix else part)
    return "drawn_" + "_".join(words)


def landings_dataset(record: Record, layout: Layout, draws: Draws, weather_members: int) -> xr.Dataset:
    """Where and how the drops ended, and no more: what their statistics are made from, bit for bit that of all flights.

    To label all of them takes longer than to fly a few hundred balloons.

    Parameters
    ----------
    record, layout, draws, weather_members
        As for `flights_dataset`.
    """
    forget_unlanded(record)
    places = {
        f"landing_{name}": xr.Variable(
            ("balloon", "drop"), record.landing[..., place], {"long_name": f"{name} {WHERE_LANDED}", **PLACES[name]}
        )
        for place, name in enumerate(("longitude", "latitude"))
    }
    masses = [path for path in draws.values if path.startswith(_MASSES)]
    variables = {**places, **endings(record, layout), **drawn_variables(draws, masses)}
    return xr.Dataset(variables, coordinates(layout, draws.numbers, weather_members))


def forget_unlanded(record: Record) -> None:
    """Make the places of what never came down missing."""
    record.landing[record.outcome > Outcome.LANDED_WITH_BALLOON] = np.nan


def endings(record: Record, layout: Layout) -> dict[str, xr.Variable]:
    """How and in which region each drop ended, and how many pieces it stands for."""
    return {
        "outcome": xr.Variable(
            ("balloon", "drop"),
            record.outcome,
            {"long_name": "how the drop ended", **flags([outcome.name.lower() for outcome in Outcome])},
        ),
        "region": xr.Variable(
            ("balloon", "drop"),
            blockwise(region_of, np.int16, record.landing[..., 0], record.landing[..., 1]),
            {
                "long_name": "region where the drop came down",
                "flag_values": np.array(regions().flag_values, dtype=np.int16),
                "flag_meanings": regions().flag_meanings,
            },
        ),
        "items_represented": xr.Variable(
            "drop",
            [drop.items for drop in layout.drops],
            {"long_name": "pieces that one drop stands for, for the median balloon", "units": "1"},
        ),
    }


def drawn_variables(draws: Draws, paths: Iterable[str]) -> dict[str, xr.Variable]:
    """What was drawn for each balloon at some dotted paths of the scenario."""
    return {
        drawn_name(path): xr.Variable(
            "balloon", draws.values[path], {"long_name": f"sampled {path}", "units": draws.units[path]}
        )
        for path in paths
    }


def coordinates(layout: Layout, numbers: NDArray[np.int64], weather_members: int) -> dict[str, xr.Variable]:
    """What the balloons, drops and bundles are; the numbers of the balloons stand apart, since they are an index."""
    return {
        "weather": xr.Variable("balloon", numbers % weather_members, {"long_name": "weather member it flew in"}),
        "bundle": xr.Variable(
            "drop", [drop.bundle for drop in layout.drops], {"long_name": "bundle of the drop, -1 for the envelope"}
        ),
        "item": xr.Variable("drop", [drop.item for drop in layout.drops], {"long_name": "kind of item"}),
        "item_label": xr.Variable("drop", [drop.label for drop in layout.drops], {"long_name": "name of the item"}),
        "sample": xr.Variable(
            "drop", [drop.sample for drop in layout.drops], {"long_name": "fall sample of the item in its bundle"}
        ),
        "bundle_name": xr.Variable("bundle", [bundle.name for bundle in layout.bundles]),
    }
