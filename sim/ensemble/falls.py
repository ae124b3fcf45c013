"""How everything falls: the sea-level speed of each drop, with its scatter, its clumps and the rain."""

from typing import TYPE_CHECKING

import numpy as np

from sim.ensemble.drawing import Column, Draws
from sim.ensemble.layout import INTACT_BUNDLE, NO_BUNDLE, Drop, Layout
from sim.physics.fall import clump_speed_factor, sheet_fall_speed, terminal_fall_speed

if TYPE_CHECKING:
    from sim.scenario import Item, Scenario


def fall_speeds(
    scenario: "Scenario", layout: Layout, draws: Draws, bundle_mass: Column, weather_members: int
) -> Column:
    """Sea-level fall speed of each drop: the item's, times a factor of the drop, times one of the sample.

    Parameters
    ----------
    scenario : Scenario
    layout : Layout
    draws : Draws
    bundle_mass : (balloon, bundle) float64
        A bundle falls the faster the heavier it is, as the root of its mass: its face stays as it is. [kg]
    weather_members : int
        In some of them it rains.

    Returns
    -------
    (balloon, drop) float64
        NaN for the envelope, which flies to its end, or falls at its `torn_speed` after a burst. [m s-1]
    """
    members = draws.of(draws.numbers % weather_members)
    raining = members.event("weather.rain_probability", scenario.weather.rain_probability)
    if raining.any():
        draws.values["weather.raining"], draws.units["weather.raining"] = raining.astype(float), "1"
    speeds = np.full((draws.numbers.size, len(layout.drops)), np.nan)
    for place, drop in enumerate(layout.drops):
        if drop.bundle == NO_BUNDLE:
            continue
        item = scenario.item(drop.kind)
        speeds[:, place] = _dry_speed(item, drop, draws)
        if drop.item == INTACT_BUNDLE:
            mass = draws.quantity(f"items.{drop.kind}.mass_g", item.mass)
            speeds[:, place] *= np.sqrt(bundle_mass[:, drop.bundle] / mass)
        if item.wet_speed_factor is not None:
            factor = draws.quantity(f"items.{drop.kind}.wet_speed_factor", item.wet_speed_factor)
            speeds[:, place] *= np.where(raining, factor, 1.0)
    return speeds


def _dry_speed(item: "Item", drop: Drop, draws: Draws) -> Column:
    between = draws.quantity(f"items.{drop.kind}.spread_between_drops", item.spread_between_drops)
    within = draws.quantity(f"items.{drop.kind}.spread_within_drop", item.spread_within_drop)
    shared_factor = (1.0 + between) ** draws.normal(f"fall.{drop.bundle}.{drop.item}.between")
    own_factor = (1.0 + within) ** draws.normal(f"fall.{drop.bundle}.{drop.item}.{drop.sample}.within")
    return _median_speed(item, drop.kind, draws) * shared_factor * own_factor * _clump_factor(item, drop, draws)


def _median_speed(item: "Item", kind: str, draws: Draws) -> Column:
    """Speed of the kind: as it was measured or computed before, or from its drag. [m s-1]"""
    if item.sea_level_speed is not None:
        return draws.quantity(f"items.{kind}.sea_level_speed_m_s", item.sea_level_speed)
    assert item.drag_coefficient is not None, "an item has a speed or a drag coefficient"
    drag = draws.quantity(f"items.{kind}.drag_coefficient", item.drag_coefficient)
    if item.grammage is not None:
        return np.asarray(sheet_fall_speed(draws.quantity(f"items.{kind}.grammage_g_m2", item.grammage), drag))
    assert item.area is not None, "an item with a drag coefficient has an area or a grammage"
    mass = draws.quantity(f"items.{kind}.mass_g", item.mass)
    return np.asarray(terminal_fall_speed(mass, draws.quantity(f"items.{kind}.area_cm2", item.area), drag))


def _clump_factor(item: "Item", drop: Drop, draws: Draws) -> Column | float:
    """How much faster a piece falls because it is stuck to others."""
    if item.clump_probability is None or item.clump_size is None:
        return 1.0
    path = f"items.{drop.kind}"
    clumped = draws.event(f"{path}.clump_probability", item.clump_probability, f".{drop.bundle}.{drop.sample}")
    size = draws.quantity(f"{path}.clump_size", item.clump_size)
    return np.where(clumped, clump_speed_factor(size), 1.0)
