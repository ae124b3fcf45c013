"""The table of every value."""

import re

import pytest

from sim.scenario import claims_beside, explained, load_scenario, shipped_scenarios
from sim.scenario.explain import mass_budget
from tests.scenario.typed import scenario

TEXT = scenario().explain()


def _row(name: str) -> str:
    return next(line for line in TEXT.splitlines() if line.startswith(name + " "))


def test_every_value_has_a_row_with_its_unit_and_grounds() -> None:
    for name, value in scenario().quantities.items():
        row = _row(name.partition(".")[2])
        assert value.law.words in row
        assert f" {value.typed.symbol} " in row


def test_every_key_of_the_air_the_envelope_and_the_timer_is_shown() -> None:
    names = {line.split()[0] for line in TEXT.splitlines() if line.strip()}
    assert names >= {
        "solar_offset_k",
        "run_time_factor",
        "temperature_rate_percent_per_k",
        "reference_temperature_k",
        "vertical_gust_sd_m_s",
        "vertical_gust_time_s",
        "mesoscale_fraction",
        "night_layer_height_m",
        "night_friction_velocity_m_s",
        "day_layer_height_m",
        "day_friction_velocity_m_s",
        "day_obukhov_length_m",
        "rain_probability",
        *(f"leaflet_vinyl.{key}" for key in ("size_cm", "grammage_g_m2", "clump_probability", "clump_size")),
        *(f"leaflet_vinyl.{key}" for key in ("glide_angle_deg", "glide_persistence_m")),
        "bank_note.wet_speed_factor",
    }


def test_a_row_reads_name_value_unit_because() -> None:
    assert re.split(r"\s{2,}", _row("leak_percent_per_hour")) == ["leak_percent_per_hour", "0.36", "% h-1", "test"]
    assert re.split(r"\s{2,}", _row("shared")) == ["shared", "false", "test"]


@pytest.mark.parametrize("width", [20, 30, 40, 80, 140])
def test_no_line_is_wider_than_asked_and_no_word_is_lost(width: int) -> None:
    unusual = scenario().with_values({"payload.payload_mass_kg": {"value": 7000, "because": "grams"}})
    for shown in (unusual, *map(load_scenario, shipped_scenarios())):
        text = shown.explain(width)
        assert max(map(len, text.splitlines())) <= width
        # a word that is longer than a line is broken, so that blanks tell nothing
        letters = re.sub(r"\s", "", text)
        for entry in explained(shown):
            assert re.sub(r"\s", "", entry.why) in letters


def test_what_is_stated_of_the_timer_and_the_light_has_its_row() -> None:
    assert re.split(r"\s{2,}", _row("kind")) == ["kind", "electronic", "test"]
    light = scenario({"launch.light": {"value": "night", "because": "seen"}}).explain()
    row = next(line for line in light.splitlines() if line.startswith("light "))
    assert re.split(r"\s{2,}", row) == ["light", "night", "seen"]


def test_counted_pieces_and_another_way_to_fall_are_rows_of_their_bundle() -> None:
    counted = [{"kind": "leaflet_vinyl", "count": 500}]
    changes = {"payload.bundles.1.items": counted, "payload.bundles.1.falls_as": "bundle_under_canopy"}
    rows = [re.split(r"\s{2,}", line) for line in scenario(changes).explain().splitlines()]
    assert ["bundles.long.items.leaflet_vinyl.count", "500", "1", "test"] in rows
    assert ["bundles.long.falls_as", "bundle_under_canopy", "test"] in rows
    # computed in the catalogue: a canopy of 1 m across
    assert ["bundle_under_canopy.area_cm2", "7854", "cm2"] in [row[:3] for row in rows]


def test_a_citation_names_the_article() -> None:
    flat = " ".join(TEXT.split())
    assert 'fact:verge_2015_04_08/launch_hour (The Verge, 2015-04-08: "Defector air drops The Interview DVDs' in flat


def test_settings_are_told_from_statements() -> None:
    assert _row("rng_seed").endswith("setting of the computation")


def test_a_claim_stands_beside_its_mass_budget_and_correction() -> None:
    # 80,000 x 20 g = 1,600 kg; by 7 kg each 228.6 balloons.
    flat = " ".join(TEXT.split())
    assert "80,000 x dvd_sleeve weigh 1,600 kg, the payload of 229 balloons at 7 kg each; this scenario has 10." in flat
    assert "CNN later took the number out" in flat


def test_a_claim_on_discs_and_sticks_together_weighs_between_the_two() -> None:
    # 100,000 x 10 g = 1,000 kg and x 20 g = 2,000 kg; by the cut normal's median, 6.96 kg, 143.6 and 287.2 balloons.
    flat = " ".join(load_scenario("park_2015_01").explain().split())
    assert "100,000 x dvd_sleeve or usb_stick weigh 1,000 to 2,000 kg, the payload of 144 to 287 balloons" in flat


def test_a_claim_on_a_kind_that_is_not_carried_has_no_mass_budget() -> None:
    assert mass_budget(scenario(), 1000.0, ("dvd_sleeve", "usb_stick")) == ""
    assert mass_budget(scenario(), 1000.0, ()) == ""


def test_without_claims_nothing_is_said_of_them() -> None:
    assert "claims" not in load_scenario("gfs_2011_01_15").explain()


def test_no_line_is_wider_than_the_page() -> None:
    assert max(map(len, TEXT.splitlines())) <= 140


def test_entries_say_what_they_rest_on() -> None:
    marks = {entry.name: entry.marks for entry in explained(load_scenario("lee_2015_04_04"))}
    # read off configs/lee_2015_04_04.toml and sim/scenario/defaults.toml by eye
    assert marks["balloon.gas_purity"] == ("found",)
    assert marks["balloon.film_density_kg_m3"] == ("from memory",)
    assert marks["launch.longitude"] == ("estimate",)
    assert marks["balloon.underfill_probability"] == ("found", "estimate")
    assert marks["balloon.envelope"] == ("chosen",)
    assert marks["items.dvd_sleeve.mass_g"] == ("computed",)
    assert marks["launch.height_above_ground_m"] == ("assumed",)
    assert marks["timer.shared"] == ("found",)  # a fact of the news
    assert marks["simulation.rng_seed"] == ("setting",)


def test_claims_are_told_with_their_mass_budget_and_corrections() -> None:
    (claim,) = claims_beside(load_scenario("park_2015_01"))
    assert claim.statement.startswith("thewrap_2014_12/copies_planned: 100,000 copies")
    assert [note.partition(":")[0] for note in claim.notes] == ["mass budget", "corrected"]
