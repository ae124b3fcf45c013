"""What to fly: loads and checks configs/*.toml. Knows the evidence; draws nothing, computes no flight."""

from sim.scenario.explain import MARKS, WIDTH, Claim, Entry, claims_beside, explained
from sim.scenario.items import INTACT_BUNDLE, Item
from sim.scenario.load import load_scenario, scenario_path, shipped_scenarios
from sim.scenario.payload import Bundle, ItemShare
from sim.scenario.scenario import Scenario
from sim.scenario.tables import Site, site_named, sites
from sim.scenario.timers import apart_from_timers, sets_timer
from sim.scenario.value import Value

__all__ = [
    "INTACT_BUNDLE",
    "MARKS",
    "WIDTH",
    "Bundle",
    "Claim",
    "Entry",
    "Item",
    "ItemShare",
    "Scenario",
    "Site",
    "Value",
    "apart_from_timers",
    "claims_beside",
    "explained",
    "load_scenario",
    "scenario_path",
    "sets_timer",
    "shipped_scenarios",
    "site_named",
    "sites",
]
