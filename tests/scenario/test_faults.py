"""Bad input: each fault one sentence that says where, what and what is allowed; all of them at once."""

import re
from typing import Any

import pytest

from sim.errors import InputError, ScenarioError
from sim.scenario import Scenario, load_scenario
from sim.scenario.balloon import Balloon
from sim.scenario.payload import Timer
from sim.scenario.sections import Launch
from sim.scenario.value import Section
from tests.scenario.typed import DISPENSER, TEXT, scenario


def _problems(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario(changes)
    return list(caught.value.problems)


def _given(value: object) -> dict[str, object]:
    return {"value": value, "because": "test"}


def _law(name: str, **numbers: float) -> dict[str, object]:
    return {"distribution": name, "because": "test", **numbers}


# What is typed, and the whole sentence that answers it.
ONE_FAULT: list[tuple[dict[str, Any], str]] = [
    ({"balloon.tube_lenght_m": _given(1)}, "balloon.tube_lenght_m is not a known key; did you mean tube_length_m?"),
    ({"nmae": "x"}, "nmae is not a known key; did you mean name?"),
    (
        {"balloon.drag_coefficient": _law("triangular", low=0.1, mod=0.2, mode=0.2, high=0.3)},
        "balloon.drag_coefficient.mod is not a known key; did you mean mode?",
    ),
    (
        {"launch.time": _given("2015-04-04T03:00:00")},
        "launch.time.value is 2015-04-04T03:00:00, without an offset from UTC; "
        "write 2015-04-04T03:00:00+09:00 if it is Korean time.",
    ),
    *[
        (
            {"launch.time": _given(f"{year}-06-20T23:00:00+09:00"), "launch.light": _given("night")},
            f"launch.time.value is {year}-06-20T23:00:00+09:00; its year must lie between 1900 and 2200: "
            "check its digits.",
        )
        for year in ("0001", "1899", "2201", "2263", "9999")
    ],
    ({"launch.balloons": _given(0)}, "launch.balloons.value is 0; it must be at least 1."),
    ({"launch.position_sd_km": _given(-1)}, "launch.position_sd_km is -1; it must be at least 0."),
    (
        {"launch.latitude": _given(38.0)},
        "launch has the site 'Imjingak' (126.74, 37.889) and other coordinates; give the site or the coordinates.",
    ),
    (
        {"launch.site": None, "launch.latitude": _given(38.0)},
        "launch has latitude only; give longitude and latitude, or a site.",
    ),
    (
        {"launch.site": None, "launch.longitude": _given(127.0), "launch.latitude": _given(127.0)},
        "launch.latitude.value is 127; it must be at most 90.",
    ),
    (
        {"balloon.free_lift_fraction": _given(-0.2), "payload.payload_mass_kg": _given(1.9)},
        "balloon.free_lift_fraction is -0.2; it must be greater than 0. A balloon without free lift never leaves: "
        "check payload.payload_mass_kg (1.9) and the size of the envelope.",
    ),
    (
        {"balloon.underfilled_free_lift_fraction": _given(0.0)},
        "balloon.underfilled_free_lift_fraction is 0; it must be greater than 0. One number not above 0 keeps every "
        "underfilled balloon on the ground: give a distribution that reaches below 0.",
    ),
    (
        {"balloon.underfilled_free_lift_fraction": None},
        "balloon.underfilled_free_lift_fraction is missing; it must be given: "
        "Gross lift over the mass that it carries, less 1, of a balloon that was filled too little. [1]",
    ),
    (
        {"timer.early_release_min": None},
        "timer.early_release_min is missing; it must be given: "
        "When such a bundle is let go, by the clock of its timer and no later than that runs out. [min]",
    ),
    (
        {"timer.early_release_min": _law("uniform", low=-1, high=10)},
        "timer.early_release_min is uniform(low -1, high 10), from -1 to 10; it must be at least 0. "
        "Give the distribution bounds (low, high) that keep it there.",
    ),
    (
        {"weather.wind": None},
        'weather.wind is missing; it must be given: "climatology", "shipped:NAME", or the path of a wind file, folder, '
        "pattern or store, relative to the working directory if it is relative; or a list of files.",
    ),
    ({"balloon.gas": _given("neon")}, "balloon.gas.value is 'neon'; it must be 'helium' or 'hydrogen'."),
    ({"balloon.gas_purity": _given(1.1)}, "balloon.gas_purity is 1.1; it must be greater than 0 and at most 1."),
    ({"balloon.tube_length_m": _given("12")}, "balloon.tube_length_m.value is '12'; it must be a number."),
    ({"balloon.tube_length_m": _given(True)}, "balloon.tube_length_m.value is true; it must be a number."),
    (
        {"balloon.tube_length_m": _given(float("nan"))},
        "balloon.tube_length_m.value is nan; it must be a finite number.",
    ),
    (
        {"balloon.tube_length_m": None},
        "balloon.tube_length_m is missing; it must be given for a relief_tube: Length of the tube. [m]",
    ),
    (
        {"balloon.tube_length_m": {"value": 12}},
        "balloon.tube_length_m has neither source nor because; "
        'say where it comes from (source = "...") or why (because = "...").',
    ),
    (
        {"balloon.tube_length_m": 12},
        "balloon.tube_length_m has neither source nor because; "
        'say where it comes from (source = "...") or why (because = "...").',
    ),
    (
        {"balloon.diameter_m": _given(1.3)},
        "balloon has both lay_flat_width_m and diameter_m; "
        "give exactly one of lay_flat_width_m (half the circumference) and diameter_m.",
    ),
    (
        {"balloon.tube_length_m": _law("gausian", mean=1)},
        "balloon.tube_length_m.distribution is 'gausian'; "
        "known are beta, lognormal, normal, triangular, uniform, weibull.",
    ),
    (
        {"balloon.tube_length_m": _law("lognromal", median=1, spread=2)},
        "balloon.tube_length_m.distribution is 'lognromal'; did you mean lognormal or normal?",
    ),
    (
        {"balloon.drag_coefficient": _law("lognormal", median=0.6, spread=1.0)},
        "balloon.drag_coefficient.spread is 1; it must be greater than 1.",
    ),
    (
        {"balloon.drag_coefficient": _law("uniform", low=2, high=1)},
        "balloon.drag_coefficient has low 2 and high 1; low must be less than high.",
    ),
    (
        {"balloon.drag_coefficient": _law("triangular", low=0.3, mode=2, high=1)},
        "balloon.drag_coefficient has low 0.3, mode 2 and high 1; they must ascend.",
    ),
    (
        {"balloon.drag_coefficient": _law("weibull", shape=2, scale=1, low=-1)},
        "balloon.drag_coefficient.low is -1; a Weibull bound must be at least 0.",
    ),
    (
        {"timer.failure_probability": _law("beta", a=2, b=18, high=0.5)},
        "timer.failure_probability has one of low and high; a beta law is stretched to both, or to neither.",
    ),
    (
        {"balloon.film_thickness_um": _law("normal", mean=75, sd=10)},
        "balloon.film_thickness_um is normal(mean 75, sd 10), from -inf to inf; it must be greater than 0. "
        "Give the distribution bounds (low, high) that keep it there.",
    ),
    (
        {"timer.failure_probability": _law("uniform", low=0, high=1.5)},
        "timer.failure_probability is uniform(low 0, high 1.5), from 0 to 1.5; it must be at least 0 and at most 1. "
        "Give the distribution bounds (low, high) that keep it there.",
    ),
    (
        {"weather.analysis_error_sd_m_s": _law("uniform", low=1, high=2)},
        "weather.analysis_error_sd_m_s is uniform(low 1, high 2); it must be one number, not a distribution.",
    ),
    (
        {"payload.bundles.0.mass_share": 0.5},
        "payload.bundles have mass_share that sum to 1.25; the shares of all bundles must sum to 1.",
    ),
    (
        {"payload.bundles.0.items.0.mass_share": 0.5},
        "payload.bundles.short.items have mass_share that sum to 0.9; the shares of all its items must sum to 1.",
    ),
    (
        {"payload.bundles.0.name": "Früh"},
        "payload.bundles.Früh.name is 'Früh'; it must be letters from a to z, digits and _, as usb_stick (pattern "
        "^[a-z][a-z0-9_]*$).",
    ),
    (
        {"payload.bundles.0.name": "long"},
        "payload.bundles have the name long more than once; each may come once.",
    ),
    (
        {"payload.bundles.0.items.0.kind": "bank_note"},
        "payload.bundles.short.items have the kind bank_note more than once; each may come once.",
    ),
    (
        {"payload.bundles.0.items.0.mass_share": None},
        "payload.bundles.short.items.dvd_sleeve has neither mass_share nor count; give exactly one of them.",
    ),
    (
        {"payload.bundles.0.items.0.count": 5},
        "payload.bundles.short.items.dvd_sleeve has both mass_share and count; give exactly one of them.",
    ),
    (
        {"payload.bundles.0.items.0.mass_share": None, "payload.bundles.0.items.0.count": 5},
        "payload.bundles.short.items are given by mass_share and by count; give all items of one bundle alike.",
    ),
    (
        {"payload.bundles.1.items": [{"kind": "leaflet_vinyl", "count": 0}]},
        "payload.bundles.long.items.leaflet_vinyl.count is 0; it must be greater than 0.",
    ),
    (
        {"payload.bundles.1.items": [{"kind": "leaflet_vinyl", "count": _given(5)}]},
        "payload.bundles.long.items.leaflet_vinyl.count is a table; it must be a number.",
    ),
    (
        {"payload.bundles.1.items": []},
        "payload.bundles.long.items is empty; it must be a list with at least one entry.",
    ),
    (
        {"payload.bundles.1.falls_as": "bundle_under_canopi"},
        "payload.bundles.long.falls_as has the kind 'bundle_under_canopi', which is not in the catalogue; "
        "did you mean bundle_under_canopy? Or describe it under [items.bundle_under_canopi].",
    ),
    (
        {"payload.dispenser": DISPENSER},
        "payload has both bundles and a dispenser; give exactly one of them.",
    ),
    ({"payload.bundles": None}, "payload has neither bundles nor a dispenser; give exactly one of them."),
    (
        {"payload.bundles.0.items.0.kind": "dvd_sleve"},
        "payload.bundles.short.items has the kind 'dvd_sleve', which is not in the catalogue; "
        "did you mean dvd_sleeve or dvd_paper_sleeve or dvd_case? Or describe it under [items.dvd_sleve].",
    ),
    (
        {"launch.site": _given("Imjingk")},
        "launch.site is 'Imjingk', which is not a known site; did you mean imjingak or imjingak paju? "
        "Or give longitude and latitude.",
    ),
    (
        {"launch.site": None},
        "launch has no place; give a site (imjingak, odusan, western_border, gimpo, ganghwa, gyodong, yeoncheon, "
        "cheorwon, pocheon, goseong, baengnyeong), or longitude and latitude.",
    ),
    (
        {"launch.longitude": _given(127.0), "launch.latitude": _given(38.0)},
        "launch has the site 'Imjingak' (126.74, 37.889) and other coordinates; give the site or the coordinates.",
    ),
    (
        {"balloon.tube_length_m": {"value": 12, "source": "fact:verge_2015_04_08/dvds_claimed"}},
        "balloon.tube_length_m: cites verge_2015_04_08/dvds_claimed, whose role is claim; a value may rest on the "
        "roles launch, balloon, payload and weather only; what was claimed or found is for comparison. "
        "Cite another source, or list a claim under claims.",
    ),
    (
        {"launch.site": {"value": "gimpo", "because": "near fact:verge_2015_04_08/landing_places."}},
        "launch.site: cites verge_2015_04_08/landing_places, whose role is found; a value may rest on the roles "
        "launch, balloon, payload and weather only; what was claimed or found is for comparison. "
        "Cite another source, or list a claim under claims.",
    ),
    (
        {"launch.site": {"value": "gimpo", "source": "fact:verge_2015_04_08/lunch_site"}},
        "launch.site: verge_2015_04_08/lunch_site is not a fact in seeds/; did you mean "
        "verge_2015_04_08/launch_site or verge_2015_04_08/launcher or verge_2015_04_08/launch_day?",
    ),
    (
        {"claims": ["fact:verge_2015_04_08/gas"]},
        "claims: verge_2015_04_08/gas has the role balloon; only facts of the role claim are listed here.",
    ),
    ({"claims": ["80,000"]}, "claims: '80,000' is not a citation; it must be fact:ARTICLE/FACT."),
    ({"weather.wind": 5}, "weather.wind is 5; it must be text in quotes, or a list of such."),
    ({"weather.steady": "no"}, "weather.steady is 'no'; it must be true or false."),
    ({"weather.longest_gap_h": 0}, "weather.longest_gap_h is 0; it must be greater than 0."),
    (
        {"simulation.balloons": 1e3},
        "simulation.balloons is 1000; it must be a whole number, written without a point or an exponent.",
    ),
    ({"simulation.rng_seed": -1}, "simulation.rng_seed is -1; it must be at least 0."),
    (
        {"simulation.balloons": 10},
        "simulation.weather_members is 50; it must be at most simulation.balloons (10).",
    ),
    ({"timer": 3}, "timer is 3; it must be a table."),
    (
        {"timer.release_mode": _given("cut")},
        "timer.release_mode.value is 'cut'; it must be 'untie', 'burst' or 'bundle_intact'.",
    ),
    (
        {"timer.kind": _given("mecanical")},
        "timer.kind.value is 'mecanical'; it must be 'mechanical', 'chemical' or 'electronic'.",
    ),
    (
        {"timer.kind": "mechanical"},
        'timer.kind has neither source nor because; say where it comes from (source = "...") or why (because = "...").',
    ),
    ({"timer.run_time_factor": _given(0)}, "timer.run_time_factor is 0; it must be greater than 0."),
    (
        {"timer.run_time_factor": _law("normal", mean=1, sd=0.04)},
        "timer.run_time_factor is normal(mean 1, sd 0.04), from -inf to inf; it must be greater than 0. "
        "Give the distribution bounds (low, high) that keep it there.",
    ),
    (
        {"timer.reference_temperature_k": _given(20)},
        "timer.reference_temperature_k is 20; it must be at least 200 and at most 350. "
        "Is it in degrees Celsius? Add 273.15.",
    ),
    (
        {"timer.reference_temperature_k": _given(351)},
        "timer.reference_temperature_k is 351; it must be at least 200 and at most 350. "
        "Is it in degrees Celsius? Add 273.15.",
    ),
    (
        {"timer.temperature_rate_percent_per_k": _given(-31)},
        "timer.temperature_rate_percent_per_k is -31; it must be at least -30 and at most 30.",
    ),
    (
        {"timer.temperature_rate_percent_per_k": _law("uniform", low=20, high=50)},
        "timer.temperature_rate_percent_per_k is uniform(low 20, high 50), with the median 35; "
        "it must be at least -30 and at most 30.",
    ),
    (
        {"balloon.radiative_offset_k": _law("normal", mean=271, sd=2)},
        "balloon.radiative_offset_k is normal(mean 271, sd 2), with the median 271; it must be at least -40 and at "
        "most 40. It is a difference in kelvin, not a temperature.",
    ),
    (
        {"balloon.radiative_offset_k": _given(-41)},
        "balloon.radiative_offset_k is -41; it must be at least -40 and at most 40. "
        "It is a difference in kelvin, not a temperature.",
    ),
    (
        {"balloon.solar_offset_k": _given(281)},
        "balloon.solar_offset_k is 281; it must be at most 60. It is a difference in kelvin, not a temperature.",
    ),
    ({"balloon.solar_offset_k": _given(-1)}, "balloon.solar_offset_k is -1; it must be at least 0."),
    (
        {"items": {"dvd_sleeve": {"spread_within_drop": _given(13)}}},
        "items.dvd_sleeve.spread_within_drop is 13; it must be at most 3. 0.15 means 15 %.",
    ),
    (
        {"items": {"dvd_sleeve": {"spread_between_drops": _given(12)}}},
        "items.dvd_sleeve.spread_between_drops is 12; it must be at most 3. 0.15 means 15 %.",
    ),
    (
        {"items": {"dvd_sleeve": {"drag_coefficient": _given(11.5)}}},
        "items.dvd_sleeve.drag_coefficient is 11.5; it must be at most 5.",
    ),
    (
        {"balloon.envelope": None},
        "balloon.envelope is missing; it must be given: Kind of envelope: relief_tube (a film tube whose tied neck "
        "lets gas out under pressure), zero_pressure (one that is open), sealed (one that is closed until it bursts) "
        "or latex (an elastic sphere).",
    ),
    ({"balloon.gas": None}, "balloon.gas is missing; it must be given: Lifting gas: helium or hydrogen."),
    (
        {"timer.shared": None},
        "timer.shared is missing; it must be given: Whether one clock, with one error, lets all bundles go: "
        "true or false.",
    ),
    ({"launch.light": _given("dark")}, "launch.light.value is 'dark'; it must be 'night', 'twilight' or 'day'."),
    (
        {"launch.light": "night"},
        "launch.light has neither source nor because; "
        'say where it comes from (source = "...") or why (because = "...").',
    ),
    ({"weather.vertical_gust_time_s": _given(0)}, "weather.vertical_gust_time_s is 0; it must be greater than 0."),
    ({"weather.mesoscale_fraction": _given(-1)}, "weather.mesoscale_fraction is -1; it must be at least 0."),
    ({"weather.night_layer_height_m": _given(0)}, "weather.night_layer_height_m is 0; it must be greater than 0."),
    ({"weather.day_obukhov_length_m": _given(0)}, "weather.day_obukhov_length_m is 0; it must be less than 0."),
    (
        {"weather.rain_probability": _given(1.5)},
        "weather.rain_probability is 1.5; it must be at least 0 and at most 1.",
    ),
    (
        {"weather.rain_probability": _law("uniform", low=0, high=1)},
        "weather.rain_probability is uniform(low 0, high 1); it must be one number, not a distribution.",
    ),
    ({"measured_fall_speeds": 3}, "measured_fall_speeds is 3; it must be text in quotes."),
    (
        {"timer.release_mode": "untie"},
        "timer.release_mode has neither source nor because; "
        'say where it comes from (source = "...") or why (because = "...").',
    ),
    (
        {"balloon.envelope": _given("ltaex")},
        "balloon.envelope.value is 'ltaex'; it must be 'relief_tube', 'zero_pressure', 'sealed' or 'latex'.",
    ),
    ({"balloon": 3}, "balloon is 3; it must be a table."),
    ({"payload.bundles": 3}, "payload.bundles is 3; it must be a list."),
    ({"simulation": 3}, "simulation is 3; it must be a table."),
]


@pytest.mark.parametrize(("changes", "sentence"), ONE_FAULT, ids=[sentence[:50] for _, sentence in ONE_FAULT])
def test_a_fault_gives_exactly_its_sentence(changes: dict[str, Any], sentence: str) -> None:
    assert _problems(changes) == [f"example.toml: {sentence}"]


def test_a_naive_time_in_a_file_is_refused_with_the_fix() -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml_text(TEXT.replace("03:00:00+09:00", "03:00:00"), "naive.toml")
    assert list(caught.value.problems) == [
        "naive.toml: launch.time.value is 2015-04-04T03:00:00, without an offset from UTC; "
        "write 2015-04-04T03:00:00+09:00 if it is Korean time."
    ]


@pytest.mark.parametrize("typed", ["2015-04-04", "03:00:00", '"tomorrow"', "1428084000"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(ScenarioError, match=r"launch\.time\.value is .*must be a moment such as") as caught:
        Scenario.from_toml_text(TEXT.replace("2015-04-04T03:00:00+09:00", typed), "x.toml")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("section", [Launch, Balloon, Timer])
def test_what_a_choice_is_described_by_names_all_that_may_be_chosen(section: type[Section]) -> None:
    stated = [field for name, field in section.model_fields.items() if name.endswith("_stated")]
    for field in stated:
        allowed = re.findall(r"'(\w+)'", str(field.annotation))  # of Literal['helium', 'hydrogen'] and the like
        assert all(choice in str(field.description) for choice in allowed)


def test_an_offset_without_bounds_is_judged_by_its_median() -> None:
    law = scenario({"balloon.radiative_offset_k": _law("normal", mean=-39, sd=5)}).balloon.radiative_offset_k
    assert law.quantile(0.1) < -40.0


def test_a_distribution_of_free_lift_may_reach_below_zero() -> None:
    changed = scenario({"balloon.free_lift_fraction": _law("normal", mean=0.08, sd=0.1)})
    assert changed.balloon.free_lift_fraction.quantile(0.05) < 0.0


def test_the_free_lift_of_an_underfilled_balloon_may_reach_below_zero() -> None:
    law = scenario().balloon.underfilled_free_lift_fraction
    assert law.quantile([0.25, 0.75]) == pytest.approx([-0.01, 0.01])


def test_shares_may_miss_one_by_rounding() -> None:
    thirds = {"payload.bundles.0.mass_share": 0.3333333, "payload.bundles.1.mass_share": 0.6666667}
    assert len(scenario(thirds).payload.bundle_list) == 2


def test_all_faults_come_out_together() -> None:
    changes = {
        "nmae": "x",
        "launch.time": _given("2015-04-04T03:00:00"),
        "launch.site": _given("Imjingk"),
        "balloon.free_lift_fraction": _given(-0.2),
        "balloon.tube_length_m": {"value": "long", "source": "fact:verge_2015_04_08/dvds_claimed"},
        "balloon.gas_purity": {"value": 0.9},
        "payload.bundles.0.mass_share": 0.5,
        "payload.bundles.1.items.0.kind": "leaflet_vinil",
        "claims": ["fact:verge_2015_04_08/gas"],
        "simulation.rng_seed": "one",
    }
    problems = _problems(changes)
    words = [
        "nmae is not a known key",
        "without an offset from UTC",
        "'Imjingk', which is not a known site",
        "free_lift_fraction is -0.2",
        "tube_length_m.value is 'long'",
        "tube_length_m: cites",
        "gas_purity has neither source nor because",
        "sum to 1.25",
        "'leaflet_vinil', which is not in the catalogue",
        "has the role balloon",
        "rng_seed is 'one'",
    ]
    found = [[problem for problem in problems if word in problem] for word in words]
    assert [len(hits) for hits in found] == [1] * len(words)
    assert len(problems) == len(words)


def test_a_wrong_number_and_its_missing_grounds_are_both_reported() -> None:
    problems = _problems({"balloon.tube_length_m": {"value": "long"}})
    assert len(problems) == 2


def test_an_unknown_scenario_name_suggests_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"'lee_2015' is neither a file nor a shipped scenario; did you mean lee_2"):
        load_scenario("lee_2015")


def test_a_missing_file_is_one_sentence() -> None:
    with pytest.raises(ScenarioError, match=r"nowhere/x\.toml: there is no such file; check the path\."):
        load_scenario("nowhere/x.toml")


def test_broken_json_is_refused_with_a_sentence() -> None:
    with pytest.raises(ScenarioError, match="is not valid JSON"):
        Scenario.from_json("{")


def test_json_with_a_fault_is_refused_with_a_sentence() -> None:
    text = scenario().to_json().replace('"helium"', '"neon"')
    with pytest.raises(ScenarioError, match=r"balloon\.gas\.value is 'neon'; it must be 'helium' or 'hydrogen'\."):
        Scenario.from_json(text)


def test_an_item_that_is_not_carried_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"example: items has no 'dvd_sleve'; did you mean dvd_sleeve\?"):
        scenario().item("dvd_sleve")
