"""A sheet that is not the catalogue's does not fall at the catalogue's speed unless somebody says so."""

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario, shipped_scenarios
from tests.scenario.typed import given, scenario

ADVICE = "give sea_level_speed_m_s or drag_coefficient too."
EXAMPLE = scenario()
# 80 cm2 of 30 g m-2 weigh 0.24 g; the catalogue's vinyl leaflet is of 25 g m-2 and weighs 0.2 g.
HEAVIER = {"grammage_g_m2": given(30), "mass_g": given(0.24)}


def _with(kind: str, entries: dict[str, Any]) -> dict[str, Any]:
    return {"items": {kind: entries}, "payload.bundles.1.items": [{"kind": kind, "mass_share": 1.0}]}


def _problems(kind: str, entries: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario(_with(kind, entries))
    return [problem.removeprefix("example.toml: ") for problem in caught.value.problems]


def _swept(flown: Scenario, changes: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        flown.with_values(changes)
    return [problem.removeprefix("example: ") for problem in caught.value.problems]


# Kind, what the file changes, and the keys that the sentence names.
REFUSED = [
    ("usb_stick", {"mass_g": given(12)}, "mass_g"),
    ("leaflet_vinyl", HEAVIER, "mass_g and another grammage_g_m2"),
    ("leaflet_vinyl", {"grammage_g_m2": given(25.5)}, "grammage_g_m2"),
    ("dvd_sleeve", {"size_cm": given("14x12.5")}, "size_cm"),
    ("dvd_sleeve", {"size_cm": given("25x6.25")}, "size_cm"),
    ("dvd_sleeve", {"area_cm2": given(100)}, "area_cm2"),
    ("dvd_bare", {"area_cm2": given(113.1)}, "area_cm2"),
    ("dvd_bare", {"size_cm": given("12x12")}, "size_cm"),
    ("intact_bundle", {"mass_g": given(5000)}, "mass_g"),
]


@pytest.mark.parametrize(("kind", "entries", "keys"), REFUSED)
def test_another_sheet_at_the_catalogues_speed_is_refused(kind: str, entries: dict[str, Any], keys: str) -> None:
    assert _problems(kind, entries) == [f"items.{kind} has another {keys} than the catalogue, but its speed; {ADVICE}"]


def test_an_uncertain_value_counts_by_its_median() -> None:
    law = {"distribution": "uniform", "low": 20, "high": 30, "because": "test"}
    assert scenario(_with("leaflet_vinyl", {"grammage_g_m2": law})).item("leaflet_vinyl").sea_level_speed
    assert len(_problems("leaflet_vinyl", {"grammage_g_m2": {**law, "high": 31}})) == 1


# What is as the catalogue has it, or is no part of what decides the speed.
ALIKE = [
    ("leaflet_vinyl", {"grammage_g_m2": given(25), "mass_g": given(0.2), "size_cm": given(" 8 X 10 ")}),
    ("dvd_sleeve", {"area_cm2": given(156.25)}),
    ("dvd_sleeve", {"label": "disc", "spread_within_drop": given(0.2)}),
    ("usb_stick", {"size_cm": given("5.5x1.8")}),
]


@pytest.mark.parametrize(("kind", "entries"), ALIKE)
def test_what_is_as_in_the_catalogue_keeps_its_speed(kind: str, entries: dict[str, Any]) -> None:
    plain = scenario({"payload.bundles.1.items": [{"kind": kind, "mass_share": 1.0}]}).item(kind)
    assert scenario(_with(kind, entries)).item(kind).sea_level_speed == plain.sea_level_speed is not None


@pytest.mark.parametrize("fall", [{"sea_level_speed_m_s": given(0.47)}, {"drag_coefficient": given(2)}])
def test_another_sheet_with_its_own_fall_is_taken(fall: dict[str, Any]) -> None:
    assert scenario(_with("leaflet_vinyl", {**HEAVIER, **fall})).item("leaflet_vinyl").mass.median == 0.24e-3


def test_the_catalogues_number_may_be_typed_again() -> None:
    entries = {**HEAVIER, "sea_level_speed_m_s": given(0.43)}
    assert scenario(_with("leaflet_vinyl", entries)).item("leaflet_vinyl").sea_level_speed


def test_a_kind_that_falls_by_its_drag_may_be_changed() -> None:
    entries = {"grammage_g_m2": given(30), "mass_g": given(0.6)}
    assert scenario(_with("leaflet_vinyl_large", entries)).item("leaflet_vinyl_large").drag_coefficient


def test_a_measured_speed_is_not_the_catalogues(tmp_path: Path) -> None:
    table = tmp_path / "falls.csv"
    table.write_text("size,grammage,speed,spread\n10x8,30,0.5,0.2\n10x8,40,0.6,0.2\n", encoding="utf-8")
    changes = {"measured_fall_speeds": str(table)}
    flown = scenario({**_with("leaflet_vinyl", HEAVIER), **changes})
    assert flown.item("leaflet_vinyl").sea_level_speed
    lighter = {"items.leaflet_vinyl.grammage_g_m2": 20, "items.leaflet_vinyl.mass_g": 0.16}
    table.write_text("size,grammage,speed,spread\n10x8,20,0.4,0.2\n", encoding="utf-8")
    assert flown.with_values(lighter).item("leaflet_vinyl").sea_level_speed
    # Without the table nothing but the catalogue's speed is left.
    assert _swept(flown, {"measured_fall_speeds": None}) == [
        f"items.leaflet_vinyl has another mass_g and another grammage_g_m2 than the catalogue, but its speed; {ADVICE}"
    ]


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"items.dvd_sleeve.mass_g": 30}, "mass_g"),
        ({"items.dvd_sleeve.size_cm": given("14x12.5")}, "size_cm"),
        ({"items.dvd_sleeve.mass_g": 30, "items.dvd_sleeve.sea_level_speed_m_s": None}, "mass_g"),
    ],
)
def test_a_sweep_is_refused_alike(changes: dict[str, Any], keys: str) -> None:
    sentence = f"items.dvd_sleeve has another {keys} than the catalogue, but its speed; {ADVICE}"
    assert _swept(EXAMPLE, changes) == [sentence]
    assert _swept(Scenario.from_json(EXAMPLE.to_json()), changes) == [sentence]


@pytest.mark.parametrize("fall", [{"sea_level_speed_m_s": 5.3}, {"drag_coefficient": 1.15}])
def test_a_sweep_may_bring_the_fall_along(fall: dict[str, float]) -> None:
    changes = {"mass_g": 30, **fall}
    swept = EXAMPLE.with_values({f"items.dvd_sleeve.{key}": number for key, number in changes.items()})
    assert swept.item("dvd_sleeve").mass.median == 0.03
    # What was set once is known as set: another mass later keeps it.
    assert swept.with_values({"items.dvd_sleeve.mass_g": 29}).item("dvd_sleeve").mass.median == 0.029


def test_a_result_of_before_is_read_as_it_was() -> None:
    text = EXAMPLE.to_json().replace('"value": 20.0', '"value": 30.0')
    assert Scenario.from_json(text).item("dvd_sleeve").mass.median == 0.03


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_is_shipped_may_be_set_to_itself(name: str) -> None:
    flown = load_scenario(name)
    assert flown.with_values({}) == flown
