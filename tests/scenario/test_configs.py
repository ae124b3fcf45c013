"""The shipped scenarios: complete, grounded, and in agreement with what was reported."""

import math
import re
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.evidence import load_evidence
from sim.scenario import INTACT_BUNDLE, Scenario, load_scenario, shipped_scenarios
from sim.scenario.load import configs_directory

NAMES = [
    "ffnk_2014_10_10",
    "gfs_2011_01_15",
    "hongcheon_2020_06_22",
    "lee_2015_04_04",
    "park_2015_01",
    "smart_2024",
]


def test_the_shipped_scenarios_are_these() -> None:
    assert shipped_scenarios() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_has_the_name_of_its_file_and_round_trips(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert Scenario.from_json(scenario.to_json()) == scenario
    assert load_scenario(configs_directory() / f"{name}.toml") == scenario


@pytest.mark.parametrize("name", NAMES)
def test_every_value_says_where_it_comes_from(name: str) -> None:
    quantities = load_scenario(name).quantities
    assert len(quantities) > 30
    assert all(value.source or value.because for value in quantities.values())


@pytest.mark.parametrize("name", NAMES)
def test_no_claim_or_find_is_behind_a_value(name: str) -> None:
    text = (configs_directory() / f"{name}.toml").read_text(encoding="utf-8")
    body = re.sub(r"^claims = \[.*?\]", "", text, flags=re.DOTALL | re.MULTILINE)
    cited = re.findall(r"fact:([\w/]+)", body)
    assert {load_evidence().fact(name).role for name in cited} <= {"launch", "balloon", "payload", "weather"}


@pytest.mark.parametrize("name", NAMES)
def test_no_total_that_the_press_passed_on_is_written_in_a_scenario(name: str) -> None:
    text = (configs_directory() / f"{name}.toml").read_text(encoding="utf-8")
    claimed = {int(fact.value) for fact in load_evidence().facts.values() if fact.counts and fact.value}
    claimed |= {20_000, 200_000, 500_000}  # leaflets of a balloon and of launches, in reports that are no seeds
    written = {int(number.replace(",", "").replace("_", "")) for number in re.findall(r"\d[\d,_]*", text)}
    assert len(claimed) == 7
    assert claimed & written == set()


# Korea is nine hours ahead of UTC: by hand.
IN_UTC = {
    "lee_2015_04_04": "2015-04-03T18:00:00+00:00",
    "park_2015_01": "2015-01-20T14:00:00+00:00",
    "ffnk_2014_10_10": "2014-10-10T05:00:00+00:00",
    "smart_2024": "2024-06-20T14:00:00+00:00",
    "hongcheon_2020_06_22": "2020-06-22T14:30:00+00:00",
    "gfs_2011_01_15": "2011-01-15T12:00:00+00:00",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_launch_is_at_its_moment_in_utc(name: str) -> None:
    assert load_scenario(name).launch.time.astimezone(UTC).isoformat() == IN_UTC[name]


@pytest.mark.parametrize("name", NAMES)
def test_half_of_the_underfilled_leave_and_early_releases_come_within_ten_minutes(name: str) -> None:
    scenario = load_scenario(name)
    lift = scenario.balloon.underfilled_free_lift_fraction.quantile([0.25, 0.5, 0.75])
    assert lift == pytest.approx([-0.01, 0.0, 0.01], abs=1e-15)
    assert scenario.timer.early_release_min.quantile([0.0, 0.5, 1.0]) == pytest.approx([0.0, 300.0, 600.0])


# Name, launch, gas, kinds carried: read off the reports by a person.
REPORTED = [
    (
        "lee_2015_04_04",
        "2015-04-04T03:00:00+09:00",
        "helium",
        {"dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note"},
    ),
    ("park_2015_01", "2015-01-20T23:00:00+09:00", "hydrogen", {"dvd_sleeve", "usb_stick"}),
    ("ffnk_2014_10_10", "2014-10-10T14:00:00+09:00", "hydrogen", {"leaflet_vinyl"}),
    ("smart_2024", "2024-06-20T23:00:00+09:00", "hydrogen", {"leaflet_vinyl"}),
    (
        "gfs_2011_01_15",
        "2011-01-15T12:00:00+00:00",
        "helium",
        {"dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note"},
    ),
]


@pytest.mark.parametrize(("name", "moment", "gas", "kinds"), REPORTED)
def test_a_scenario_flies_what_was_reported(name: str, moment: str, gas: str, kinds: set[str]) -> None:
    scenario = load_scenario(name)
    assert scenario.launch.time == datetime.fromisoformat(moment)
    assert scenario.balloon.gas == gas
    assert set(scenario.payload.kinds) == kinds


@pytest.mark.parametrize("name", ["ffnk_2014_10_10", "lee_2015_04_04", "smart_2024"])
def test_every_launch_flies_the_leaflet_of_the_catalogue(name: str) -> None:
    assert load_scenario(name).item("leaflet_vinyl").mass.median == pytest.approx(2e-4)


# Name, mass of the bundle that falls at the stated speed, its face: v0 = sqrt(2 m g/(rho0 C A)) with C = 1.
BUNDLES = [("lee_2015_04_04", 7.0, 0.22), ("park_2015_01", 7.0 / 3.0, 0.12), ("ffnk_2014_10_10", 7.0 / 3.0, 0.12)]


@pytest.mark.parametrize(("name", "mass", "face"), BUNDLES)
def test_the_intact_bundle_is_the_one_that_falls_at_its_speed(name: str, mass: float, face: float) -> None:
    scenario = load_scenario(name)
    bundle = scenario.item(INTACT_BUNDLE)
    assert bundle.sea_level_speed is not None
    assert bundle.mass.median == pytest.approx(mass, rel=1e-3)  # the catalogue rounds to a gram
    assert bundle.sea_level_speed.median == pytest.approx(math.sqrt(2.0 * mass * 9.80665 / (1.225 * face)), rel=0.01)
    share = scenario.payload.bundle_list[0].mass_share
    # The median of the cut normal is 0.5 % below its mean, which is the mass that the speed is given for.
    assert scenario.payload.payload_mass_kg.median * share == pytest.approx(mass, rel=0.01)


# Whether the sun was up: Korea's sunrise is near 6 and its sunset near 18 h, at the solstices 5 to 8 and 17 to 20 h.
LIGHT = {
    "hongcheon_2020_06_22": "night",
    "ffnk_2014_10_10": "day",
    "lee_2015_04_04": "night",
    "park_2015_01": "night",
    "smart_2024": "night",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_launch_says_whether_it_was_dark_where_that_is_reported(name: str) -> None:
    assert load_scenario(name).launch.light == LIGHT.get(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_tube_leans_by_about_5_degrees(name: str) -> None:
    balloon = load_scenario(name).balloon
    assert balloon.lean_deg is not None
    assert balloon.cross_flow_drag_coefficient is not None
    # Lag of 0.3 m/s against 3.5 m/s of rise.
    assert balloon.lean_deg.median == pytest.approx(math.atan(0.3 / 3.5), rel=0.05)
    assert balloon.cross_flow_drag_coefficient.median == pytest.approx(0.9)


@pytest.mark.parametrize("name", NAMES)
def test_the_timer_is_mechanical_but_for_the_dispenser(name: str) -> None:
    timer = load_scenario(name).timer
    kind, spread = ("electronic", 0.001) if name == "smart_2024" else ("mechanical", 0.04)
    assert timer.kind == kind
    # One standard deviation each way holds the share 0.1587 to 0.8413 of a normal law; the bounds cut almost nothing.
    assert timer.run_time_factor.quantile([0.158655, 0.5, 0.841345]) == pytest.approx(
        [1.0 - spread, 1.0, 1.0 + spread], rel=1e-4
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_gas_tends_to_6_kelvin_above_the_air_in_the_sun_and_2_below_it_in_the_dark(name: str) -> None:
    balloon = load_scenario(name).balloon
    assert balloon.radiative_offset_k.median == pytest.approx(-2.0)
    assert balloon.radiative_offset_k.median + balloon.solar_offset_k.median == pytest.approx(6.0, abs=0.2)


def test_the_headline_launch_does_not_say_that_its_usb_sticks_were_reported() -> None:
    scenario = load_scenario("lee_2015_04_04")
    assert "another group flew them in January 2014" in scenario.payload.bundles[0].because
    assert load_evidence().fact("verge_2015_04_08/january_2014_launch").event == "ffnk_2014_01_15"


def test_the_dispenser_deals_out_25_leaflets_every_five_minutes() -> None:
    scenario = load_scenario("smart_2024")
    bundles = scenario.payload.bundle_list
    payload = scenario.payload.payload_mass_kg.median
    assert [scenario.pieces(bundle, share) for bundle in bundles for share in bundle.items] == [25.0] * 60
    assert payload * bundles[0].mass_share / scenario.item("leaflet_vinyl").mass.median == pytest.approx(25.0)
    assert np.diff([bundle.timer.median for bundle in bundles]) == pytest.approx([300.0] * 59)
    assert len(bundles) == 60


def test_the_example_in_real_wind_accepts_a_steady_wind() -> None:
    weather = load_scenario("gfs_2011_01_15").weather
    assert (weather.wind, weather.steady) == ("shipped:gfs_2011_01_15_korea", True)


def test_a_five_day_forecast_errs_more_than_a_reanalysis() -> None:
    weather = load_scenario("gfs_2011_01_15").weather
    # Vector errors of 8 to 10 m/s have components of 8/sqrt(2) to 10/sqrt(2): 5.7 to 7.1 m/s.
    assert 8.0 / math.sqrt(2.0) < weather.analysis_error_sd_m_s.median < 10.0 / math.sqrt(2.0)
    assert weather.analysis_error_time_h.median == pytest.approx(86_400.0)
    assert weather.analysis_error_height_km.median == pytest.approx(5000.0)
    assert load_scenario("lee_2015_04_04").weather.analysis_error_sd_m_s.median == pytest.approx(1.8)


def _ceiling(scenario: Scenario) -> float:
    """Height in the standard atmosphere at which the full tube carries no more. [m]

    ISO 2533: rho = 1.225 (1 - 0.0065 h/288.15)**4.255877 below 11 km; molar masses of air, helium and hydrogen.
    """
    balloon = scenario.balloon
    radius = balloon.diameter.median / 2.0
    length = balloon.tube_length_m.median
    film = balloon.film_thickness_um.median * balloon.film_density_kg_m3.median
    skin = film * 2.0 * math.pi * radius * (length + radius)
    mass = scenario.payload.payload_mass_kg.median + balloon.rigging_mass_kg.median + skin
    lifting = {"helium": 4.0026, "hydrogen": 2.01588}[balloon.gas] / 28.9644
    buoyancy = balloon.gas_purity.median * (1.0 - lifting)
    density = mass / (buoyancy * math.pi * radius**2 * length)
    return float(288.15 / 0.0065 * (1.0 - (density / 1.225) ** (1.0 / 4.255877)))


@pytest.mark.parametrize("name", NAMES)
def test_the_full_tube_floats_between_three_and_five_kilometres(name: str) -> None:
    # Lee Min-bok and KINU's Cho: 3 to 5 km; the New York Times for dispenser balloons: 2 to 3 miles.
    assert 3000.0 < _ceiling(load_scenario(name)) < 5000.0


def test_hardly_any_headline_launch_is_drawn_beyond_the_border() -> None:
    launch = load_scenario("lee_2015_04_04").launch
    draws = np.random.default_rng(1).normal(size=(2, 20_000)) * launch.position_sd_km.median / 1000.0
    east = draws[0] + (launch.longitude - 126.677) * 87.8
    north = draws[1] + (launch.latitude - 37.77) * 111.0
    # West of Panmunjom's meridian (126.677 E) or south of the Han's mouth (37.77 N) is not surely North Korea;
    # north-west of both is. 10.8 km eastward are 2.16 sd (1.5 %), 6.7 km northward 1.33 sd (91 %): 1.4 %.
    assert np.mean((east < 0.0) & (north > 0.0)) < 0.02
