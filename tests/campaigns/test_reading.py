"""Campaign files: what is taken, and every fault at once."""

import json
from datetime import date

import pytest

import sim
from sim.campaigns import load_campaign, outline, shipped_campaigns
from sim.errors import InputError, ScenarioError

GROUP = """
[[groups]]
name = "{name}"
scenario = "{scenario}"
first_month = {{ value = "2015-03", because = "made up" }}
last_month = {{ value = "2015-05", because = "made up" }}
nights_tried_per_month = {{ value = {tried}, because = "made up" }}
"""


def written(folder, *groups, head='copies = ["dvd_sleeve"]', **changes):
    """A campaign file of groups, each a text or None for a plain one."""
    plain = {"name": "one", "scenario": "lee_2015_04_04", "tried": 8} | changes
    body = "".join(GROUP.format(**plain) if group is None else group for group in groups or (None,))
    path = folder / "made.toml"
    path.write_text(f'name = "made"\ntitle = "Made up"\n{head}\n{body}')
    return path


def faults_of(path):
    with pytest.raises(ScenarioError) as caught:
        load_campaign(path)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize("name", shipped_campaigns())
def test_a_shipped_campaign_loads(name):
    plan = load_campaign(name)
    assert plan.file.name == name
    assert len(plan.file.months) == 12
    claims = [sim.load_evidence().fact(claim) for claim in plan.file.claims]
    assert {claim.value for claim in claims} == {100_000}


def test_every_number_of_a_group_says_where_it_comes_from():
    for group in load_campaign("campaign_2015").file.groups:
        for stated in (group.first_month, group.last_month, group.nights_tried_per_month):
            assert stated.source or stated.because


def test_copies_on_a_balloon_are_what_its_mass_allows():
    plan = load_campaign("campaign_2015")
    park = sim.load_scenario("park_2015_01")
    disc, stick = (park.item(kind).mass.median for kind in ("dvd_sleeve", "usb_stick"))
    payload = park.payload.payload_mass_kg.median
    # 7 kg but for the tails that are cut off; four fifths of each of three bundles are discs, shares to seven figures
    assert payload == pytest.approx(7.0, rel=0.01)
    assert plan.load(0, "dvd_sleeve") == pytest.approx(payload * 0.8 / disc, rel=1e-6)
    assert plan.load(0, "usb_stick") == pytest.approx(payload * 0.2 / stick, rel=1e-6)
    assert plan.balloons(0) == 15
    assert "each with 279 DVD" in outline(plan)


def test_nights_are_flown_in_the_middle_of_each_month_at_the_scenarios_hour(tmp_path):
    plan = load_campaign(written(tmp_path))
    assert plan.file.months == (date(2015, 3, 1), date(2015, 4, 1), date(2015, 5, 1))
    assert plan.scenario(0, date(2015, 5, 1)).launch.time.isoformat() == "2015-05-15T03:00:00+09:00"


def test_each_month_and_group_has_random_numbers_of_its_own(tmp_path):
    plan = load_campaign("campaign_2015")
    keys = [plan.key(group, month, purpose) for group in (0, 1) for month in plan.file.months for purpose in ("", "y")]
    assert len(set(keys)) == len(keys)
    assert plan.sized(rng_seed=2).key(0, plan.file.months[0]) not in keys


def test_months_may_run_over_the_end_of_a_year(tmp_path):
    text = GROUP.format(name="one", scenario="lee_2015_04_04", tried=5)
    plan = load_campaign(written(tmp_path, text.replace('"2015-03"', '"2014-11"').replace('"2015-05"', '"2015-01"')))
    assert [f"{month:%Y-%m}" for month in plan.file.months] == ["2014-11", "2014-12", "2015-01"]


def test_a_scenario_beside_the_file_is_found(tmp_path):
    from sim.scenario.load import configs_directory

    (tmp_path / "own.toml").write_text((configs_directory() / "lee_2015_04_04.toml").read_text())
    assert load_campaign(written(tmp_path, scenario="own.toml")).scenarios[0].name == "lee_2015_04_04"


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    group = GROUP.format(name="one", scenario="lee_2015_04_04", tried=-3).replace('"2015-05"', '"May"')
    said = faults_of(written(tmp_path, group, head='copies = []\ncolour = "red"'))
    assert "groups.one.nights_tried_per_month.value is -3; it must be at least 1." in said
    assert "groups.one.last_month" in said
    assert 'it must be a month such as "2015-04"' in said
    assert "copies is a list; it must be a list with at least one entry." in said
    assert "colour is not a known key" in said


def test_a_month_of_a_year_in_which_nothing_can_be_flown_is_refused(tmp_path):
    group = GROUP.format(name="one", scenario="lee_2015_04_04", tried=3).replace('"2015-05"', '"9999-05"')
    assert "is 9999-05-01; its year must lie between 1900 and 2200" in faults_of(written(tmp_path, group))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scenario": "lee_2015"}, "did you mean lee_2015_04_04"),
        ({"tried": 31}, "it must be at most 30, the nights of the shortest of its months."),
        ({"tried": 0}, "it must be at least 1."),
        ({"name": "all"}, "which is that of the sum"),
        ({"scenario": "ffnk_2014_10_10"}, "carries none of dvd_sleeve"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, change, said):
    assert said in faults_of(written(tmp_path, **change))


def test_a_group_without_a_month_is_refused(tmp_path):
    group = GROUP.format(name="one", scenario="lee_2015_04_04", tried=8).replace('"2015-05"', '"2015-01"')
    assert "must not be before first_month (2015-03)" in faults_of(written(tmp_path, group))


def test_two_groups_of_one_name_are_refused(tmp_path):
    assert "'one' more than once" in faults_of(written(tmp_path, None, None))


def test_a_kind_that_nobody_carries_is_refused(tmp_path):
    said = faults_of(written(tmp_path, head='copies = ["dvd_sleeve", "usb_stik"]'))
    assert "'usb_stik', which no group carries; did you mean usb_stick?" in said


def test_a_claim_may_not_be_a_value(tmp_path):
    group = GROUP.format(name="one", scenario="lee_2015_04_04", tried=8)
    said = faults_of(
        written(tmp_path, group.replace('because = "made up"', 'source = "fact:thewrap_2014_12/copies_planned"'))
    )
    assert "cites thewrap_2014_12/copies_planned, whose role is claim" in said
    said = faults_of(written(tmp_path, head='copies = ["dvd_sleeve"]\nclaims = ["fact:thewrap_2014_12/cargo"]'))
    assert "only facts of the role claim are listed here" in said


def test_only_the_climate_has_nights_of_every_month(tmp_path):
    group = GROUP.format(name="one", scenario="lee_2015_04_04", tried=8)
    said = faults_of(written(tmp_path, f'{group}changes = {{ "weather.wind" = "era5.nc" }}\n'))
    assert "weather.wind is 'era5.nc'; it must be 'climatology'" in said


def test_an_unknown_campaign_is_refused():
    assert "did you mean campaign_2015?" in faults_of("campaign_2016")


def test_impossible_sizes_are_told_together():
    with pytest.raises(InputError) as caught:
        load_campaign("campaign_2015").sized(nights=1, years=3, rng_seed=-1)
    assert [problem.split(" is ")[0] for problem in caught.value.problems] == [
        "campaign: nights_flown",
        "campaign: years",
        "campaign: rng_seed",
    ]


def test_the_file_travels_as_json():
    assert json.loads(load_campaign("campaign_2015").file.model_dump_json())["groups"][1]["name"] == "lee"
