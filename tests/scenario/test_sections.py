"""What a loaded scenario offers to the rooms above, in SI."""

import math
import pickle
from datetime import UTC, timedelta

import pydantic
import pytest

from sim.scenario import INTACT_BUNDLE, Scenario, Value
from tests.scenario.typed import DISPENSER, scenario, tables

EXAMPLE = scenario()


def test_the_launch_time_keeps_its_offset() -> None:
    assert EXAMPLE.launch.time.utcoffset() == timedelta(hours=9)
    # 03:00 in Korea is 18:00 UTC of the day before.
    assert EXAMPLE.launch.time.astimezone(UTC).isoformat() == "2015-04-03T18:00:00+00:00"


def test_a_site_resolves_to_its_coordinates() -> None:
    launch = EXAMPLE.launch
    assert (launch.site, launch.longitude, launch.latitude) == ("imjingak", 126.74, 37.889)


def test_coordinates_may_be_given_instead_of_a_site() -> None:
    place = {"launch.longitude": {"value": 127, "because": "x"}, "launch.latitude": {"value": 38.1, "because": "x"}}
    launch = scenario({"launch.site": None, **place}).launch
    assert (launch.site, launch.longitude, launch.latitude) == (None, 127.0, 38.1)


# Entry, SI value by hand, SI unit.
SI = [
    ("launch.position_sd_km", 2000.0, "m"),
    ("launch.time_spread_min", 0.0, "s"),
    ("balloon.film_thickness_um", 75e-6, "m"),
    ("balloon.back_pressure_hpa", 400.0, "Pa"),
    ("balloon.leak_percent_per_hour", 1e-6, "s-1"),
    ("balloon.tube_length_m", 12.0, "m"),
    ("payload.payload_mass_kg", 7.0, "kg"),
    ("weather.analysis_error_sd_m_s", 1.8, "m s-1"),
    ("weather.analysis_error_time_h", 32_400.0, "s"),
    ("weather.analysis_error_height_km", 2000.0, "m"),
    ("weather.turbulence_diffusivity_m2_s", 50.0, "m2 s-1"),
    ("weather.vertical_gust_sd_m_s", 0.2, "m s-1"),
    ("weather.vertical_gust_time_s", 300.0, "s"),
    ("weather.mesoscale_fraction", 0.16, "1"),
    ("weather.night_layer_height_m", 200.0, "m"),
    ("weather.night_friction_velocity_m_s", 0.15, "m s-1"),
    ("weather.day_layer_height_m", 1200.0, "m"),
    ("weather.day_friction_velocity_m_s", 0.35, "m s-1"),
    ("weather.day_obukhov_length_m", -50.0, "m"),
    ("weather.rain_probability", 0.0, "1"),
    ("items.dvd_sleeve.mass_g", 0.02, "kg"),
    ("payload.bundles.long.timer_h", 10_800.0, "s"),
    ("timer.early_release_min", 300.0, "s"),
    ("balloon.underfilled_free_lift_fraction", 0.0, "1"),
]


@pytest.mark.parametrize(("name", "median", "unit"), SI)
def test_values_come_out_in_si(name: str, median: float, unit: str) -> None:
    value = EXAMPLE.quantities[name]
    assert value.median == pytest.approx(median, rel=1e-14, abs=1e-9)
    assert value.unit == unit


def test_the_diameter_follows_from_the_width_laid_flat() -> None:
    # Circumference is two widths: 4 m, so 1.2732 m across.
    assert EXAMPLE.balloon.diameter.median == pytest.approx(4.0 / math.pi)
    given = scenario({"balloon.lay_flat_width_m": None, "balloon.diameter_m": {"value": 1.5, "because": "x"}})
    assert given.balloon.diameter.median == pytest.approx(1.5)


def test_bundles_come_in_one_shape() -> None:
    short, long = EXAMPLE.payload.bundle_list
    assert (short.name, short.mass_share, short.timer.median) == ("short", 0.25, 7200.0)
    assert [(item.kind, item.mass_share) for item in short.items] == [("dvd_sleeve", 0.6), ("bank_note", 0.4)]
    assert (long.name, long.timer.median) == ("long", 10_800.0)
    assert EXAMPLE.payload.arming_height is None


def test_a_dispenser_is_bundles_counted_from_arming() -> None:
    payload = scenario({"payload.bundles": None, "payload.dispenser": DISPENSER}).payload
    assert [bundle.timer.median for bundle in payload.bundle_list] == [0.0, 300.0, 600.0]
    assert [bundle.mass_share for bundle in payload.bundle_list] == pytest.approx([1 / 3] * 3)
    assert len({bundle.name for bundle in payload.bundle_list}) == 3
    assert isinstance(payload.arming_height, Value)
    assert payload.arming_height.median == 3200.0


def test_a_closed_bundle_falls_as_an_intact_one_or_as_what_is_said() -> None:
    assert [bundle.falls_as for bundle in EXAMPLE.payload.bundle_list] == [INTACT_BUNDLE, INTACT_BUNDLE]
    canopy = scenario({"payload.bundles.1.falls_as": "bundle_under_canopy"})
    assert [bundle.falls_as for bundle in canopy.payload.bundle_list] == [INTACT_BUNDLE, "bundle_under_canopy"]
    assert canopy.item("bundle_under_canopy").mass.median == pytest.approx(2.333)
    assert "bundle_under_canopy" not in canopy.payload.kinds  # it is no cargo
    assert Scenario.from_json(canopy.to_json()) == canopy
    changed = EXAMPLE.with_values({"payload.bundles.long.falls_as": "bundle_under_canopy"})
    assert changed.payload.bundle_list == canopy.payload.bundle_list


def test_a_batch_of_a_dispenser_falls_as_what_is_said() -> None:
    dispenser = {**DISPENSER, "falls_as": "bundle_under_canopy"}
    payload = scenario({"payload.bundles": None, "payload.dispenser": dispenser}).payload
    assert [bundle.falls_as for bundle in payload.bundle_list] == ["bundle_under_canopy"] * 3


def test_batches_of_an_uncertain_interval_share_its_draw() -> None:
    uncertain = {**DISPENSER, "interval_min": {"distribution": "uniform", "low": 4, "high": 6, "because": "x"}}
    bundles = scenario({"payload.bundles": None, "payload.dispenser": uncertain}).payload.bundle_list
    assert len({bundle.timer_name for bundle in bundles}) == 1
    assert [float(bundle.timer.quantile(0.25)) for bundle in bundles] == pytest.approx([0.0, 270.0, 540.0])


def test_items_come_from_the_catalogue_and_may_be_changed_in_part() -> None:
    changed = scenario({"items": {"dvd_sleeve": {"spread_within_drop": {"value": 0.2, "because": "many makes"}}}})
    assert changed.item("dvd_sleeve").spread_within_drop.median == 0.2
    assert changed.item("dvd_sleeve").sea_level_speed == EXAMPLE.item("dvd_sleeve").sea_level_speed is not None
    assert set(EXAMPLE.items) == {"dvd_sleeve", "bank_note", "leaflet_vinyl", INTACT_BUNDLE}


def test_a_new_kind_of_item_may_be_described() -> None:
    item = {
        "label": "seed packet",
        **{key: {"value": 1, "because": "x"} for key in ("mass_g", "sea_level_speed_m_s")},
        **{key: {"value": 0.1, "because": "x"} for key in ("spread_within_drop", "spread_between_drops")},
    }
    kinds = [{"kind": "seed_packet", "mass_share": 1.0}]
    assert scenario({"items": {"seed_packet": item}, "payload.bundles.1.items": kinds}).item("seed_packet").mass.median


def test_what_is_left_out_has_defaults() -> None:
    assert EXAMPLE.simulation.model_dump() == {
        "balloons": 20_000,
        "weather_members": 50,
        "rng_seed": 1,
        "fall_samples": 2,
        "horizon_h": 12.0,
        "step_s": 10.0,
        "sampling": "random",
    }
    assert (EXAMPLE.weather.steady, EXAMPLE.weather.longest_gap_h) == (False, 6.0)
    assert scenario({"simulation.balloons": 100}).simulation.weather_members == 50


def test_a_scenario_is_frozen() -> None:
    with pytest.raises(pydantic.ValidationError):
        EXAMPLE.balloon.tube_length_m = EXAMPLE.balloon.tube_length_m  # type: ignore[misc]


def test_json_round_trips_to_an_equal_scenario_and_equal_text() -> None:
    again = Scenario.from_json(EXAMPLE.to_json())
    assert again == EXAMPLE
    assert again.to_json() == EXAMPLE.to_json()
    assert again.launch.time.utcoffset() == timedelta(hours=9)


def test_a_scenario_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(EXAMPLE)) == EXAMPLE


def test_the_order_of_the_file_does_not_change_the_json() -> None:
    raw = tables()
    turned = {key: raw[key] for key in reversed(raw)}
    assert Scenario.from_raw(turned, "turned").to_json() == EXAMPLE.to_json()
