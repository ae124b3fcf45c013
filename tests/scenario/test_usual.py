"""Slips of the unit are said, and refused by nobody."""

from typing import Any, get_args

import pytest

from sim.scenario import Scenario, load_scenario, shipped_scenarios
from sim.scenario.balloon import Balloon
from sim.scenario.items import Item
from sim.scenario.launch_rule import LaunchRule
from sim.scenario.payload import BundleTable, Dispenser, Payload, Timer
from sim.scenario.sections import Launch, Weather
from sim.scenario.tables import catalogue
from sim.scenario.usual import unusual, usual_ranges
from sim.scenario.value import Section, Value
from tests.scenario.typed import given, scenario

TABLES: dict[str, tuple[type[Section], ...]] = {
    "launch": (Launch,),
    "balloon": (Balloon,),
    "payload": (Payload, BundleTable, Dispenser),
    "timer": (Timer,),
    "items": (Item,),
    "weather": (Weather,),
    "launch_rule": (LaunchRule,),
}

BOUNDED = ("lean_deg", "_offset_k", "temperature_rate_percent_per_k", "reference_temperature_k", "glide_angle_deg")
BOUNDED += ("_probability", "probability_at_least", "wind_from_first_deg", "wind_from_last_deg", "spread_within_drop")
BOUNDED += ("spread_between_drops",)
"""Ends of keys whose models bound them, so that most slips of the unit are refused; radians for degrees are not."""

# Entry, what was typed, and what is said of it.
SLIPS: list[tuple[str, Any, str]] = [
    ("payload.payload_mass_kg", given(7000), "is 7000; usual are 0.1 to 100 kg. A unit mixed up?"),
    ("balloon.tube_length_m", given(1200), "is 1200; usual are 1 to 50 m. A unit mixed up?"),
    ("balloon.film_density_kg_m3", given(0.92), "is 0.92; usual are 500 to 2500 kg m-3. A unit mixed up?"),
    ("balloon.film_thickness_um", given(0.075), "is 0.075; usual are 5 to 500 um. A unit mixed up?"),
    ("payload.bundles.short.timer_h", given(120), "is 120; usual are 0.05 to 24 h. A unit mixed up?"),
    (
        "balloon.free_lift_fraction",
        {"distribution": "lognormal", "median": 8, "spread": 1.6, "because": "test"},
        "has the median 8; usual are 0.002 to 2. A unit mixed up?",
    ),
    (
        "launch.time_spread_min",
        {"distribution": "uniform", "low": -900, "high": 900, "because": "test"},
        "goes from -810 to 810; usual are -720 to 720 min. A unit mixed up?",
    ),
    ("items.dvd_sleeve.sea_level_speed_m_s", given(430), "is 430; usual are 0.1 to 60 m s-1. A unit mixed up?"),
]


@pytest.mark.parametrize(("name", "typed", "said"), SLIPS)
def test_a_slip_of_the_unit_is_said(name: str, typed: Any, said: str) -> None:
    slipped = scenario().with_values({name: typed})
    assert f"{name} {said}" in slipped.notes
    assert said in slipped.explain().replace("\n  ", " ")


@pytest.mark.parametrize("name", shipped_scenarios())
def test_nothing_in_a_shipped_scenario_is_unusual(name: str) -> None:
    shipped = load_scenario(name)
    assert shipped.notes == ()
    assert "unusual" not in shipped.explain()


def test_nothing_in_the_catalogue_is_unusual() -> None:
    example = scenario()
    kinds = {kind: Item.model_validate(raw) for kind, raw in catalogue().items()}
    assert list(unusual(example.model_copy(update={"items": kinds}))) == []


def test_a_timer_beyond_the_end_of_the_flight_is_said() -> None:
    short = scenario().with_values({"simulation.horizon_h": 2.5})
    assert short.notes == (
        "payload.bundles.long.timer_h lets long go after 3 h, and a flight is followed for 2.5 h: correct it, or raise "
        "simulation.horizon_h.",
    )


def test_of_a_dispenser_only_the_first_late_batch_is_said() -> None:
    smart = load_scenario("smart_2024").with_values({"payload.dispenser.interval_min": 60.0})
    (note,) = smart.notes
    assert note.startswith("payload.dispenser.interval_min lets batch_014 go after 13 h, and a flight is followed for")


def test_zero_is_no_slip() -> None:
    assert scenario().with_values({"launch.position_sd_km": 0, "timer.early_release_min": 0}).notes == ()


def _keys(model: type[Section]) -> list[str]:
    fields = model.model_fields.items()
    return [name for name, field in fields if Value in (field.annotation, *get_args(field.annotation))]


def test_every_entry_with_a_number_has_a_usual_range_or_a_bound() -> None:
    keys = {(table, key) for table, models in TABLES.items() for model in models for key in _keys(model)}
    assert {pair for pair in keys if not pair[1].endswith(BOUNDED)} == usual_ranges().keys()
    assert all(usual.low < usual.high and usual.because for usual in usual_ranges().values())


def test_a_scenario_that_is_read_again_says_the_same() -> None:
    slipped = scenario().with_values({"payload.payload_mass_kg": 7000})
    assert Scenario.from_json(slipped.to_json()).notes == slipped.notes
