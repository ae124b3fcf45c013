"""Loading of seed files: right ones, and every fault of wrong ones at once."""

from pathlib import Path

import pytest

from sim.errors import EvidenceError
from sim.evidence import load_evidence

GOOD = """
[article]
outlet = "The Daily Example"
outlet_basis = "stated: on the page"
title = ""
title_basis = "unknown: no headline"
date = "2015-04-01/2015-04-08"
date_basis = "inferred: between two events"

[facts.wind_speed]
role = "weather"
statement = "It blew."
value_m_s = 7

[facts.cargo_mass]
role = "payload"
statement = "It was heavy."
value_g = 250.0
[[facts.cargo_mass.corrections]]
statement = "It was not."
source = "The Weekly Example"
"""


def _directory(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def _problems(directory: Path) -> list[str]:
    with pytest.raises(EvidenceError) as caught:
        load_evidence(directory)
    return list(caught.value.problems)


def test_values_are_in_si_and_ids_name_file_and_fact(tmp_path: Path) -> None:
    evidence = load_evidence(_directory(tmp_path, example=GOOD))
    assert (evidence.fact("example/wind_speed").value, evidence.fact("example/wind_speed").unit) == (7.0, "m s-1")
    assert (evidence.fact("example/cargo_mass").value, evidence.fact("example/cargo_mass").unit) == (0.25, "kg")
    assert evidence.fact("example/cargo_mass").corrections[0].source == "The Weekly Example"
    assert evidence.articles[0].citation == "The Daily Example, 2015-04-01/2015-04-08"


def test_a_fact_may_be_asked_for_as_it_is_cited(tmp_path: Path) -> None:
    evidence = load_evidence(_directory(tmp_path, example=GOOD))
    assert evidence.fact("fact:example/wind_speed") is evidence.fact("example/wind_speed")
    assert evidence.article_of(evidence.fact("example/wind_speed")).id == "example"


def test_an_unknown_fact_names_the_nearest(tmp_path: Path) -> None:
    evidence = load_evidence(_directory(tmp_path, example=GOOD))
    with pytest.raises(EvidenceError, match=r"example/wind_sped is not a fact.*did you mean example/wind_speed\?"):
        evidence.fact("example/wind_sped")


def test_claims_and_finds_may_not_be_cited(tmp_path: Path) -> None:
    roles = {role: GOOD.replace('"weather"', f'"{role}"') for role in ("claim", "found", "launch")}
    evidence = load_evidence(_directory(tmp_path, **roles))
    citable = {name: evidence.fact(f"{name}/wind_speed").is_citable for name in roles}
    assert citable == {"claim": False, "found": False, "launch": True}


def test_all_faults_of_all_files_come_out_together(tmp_path: Path) -> None:
    wrong = (
        GOOD.replace('"weather"', '"wether"')
        .replace("value_m_s", "value_knots")
        .replace("inferred: ", "")
        .replace("2015-04-01/", "April/")
        .replace('source = "The Weekly Example"', "")
    )
    problems = _problems(_directory(tmp_path, good=GOOD, wrong=wrong, broken="[article\n"))
    text = "\n".join(problems)
    assert "broken.toml: is not valid TOML" in text
    assert "line 1" in text
    assert "wrong.toml: facts.wind_speed.role is 'wether'; it must be 'launch', 'balloon'" in text
    assert "wrong.toml: facts.wind_speed.value_knots is not a known key; did you mean value?" in text
    assert "wrong.toml: article.date_basis is 'between two events'; it must begin with" in text
    assert "wrong.toml: article.date is 'April/2015-04-08'; it must be YYYY" in text
    assert "wrong.toml: facts.cargo_mass.corrections.0.source is missing; it must be given: Who says so." in text
    assert len(problems) == 6


@pytest.mark.parametrize("typed", ["inf", "true", "[1, 2]", "2015-04-04"])
def test_a_value_that_is_neither_number_nor_text_is_refused(tmp_path: Path, typed: str) -> None:
    problems = _problems(_directory(tmp_path, wrong=GOOD.replace("value_m_s = 7", f"value = {typed}")))
    assert problems[0].endswith("it must be a finite number or text in quotes.")


def test_what_a_fact_counts_is_a_list(tmp_path: Path) -> None:
    listed = GOOD.replace("value_g = 250.0", 'value = 250\ncounts = ["dvd_sleeve", "usb_stick"]')
    evidence = load_evidence(_directory(tmp_path, example=listed))
    assert evidence.fact("example/cargo_mass").counts == ("dvd_sleeve", "usb_stick")
    assert evidence.fact("example/wind_speed").counts == ()
    wrong = listed.replace('["dvd_sleeve", "usb_stick"]', '"dvd_sleeve"')
    problems = _problems(_directory(tmp_path, example=wrong))
    assert problems == ["example.toml: facts.cargo_mass.counts is 'dvd_sleeve'; it must be a list."]


def test_two_values_for_one_fact_are_refused(tmp_path: Path) -> None:
    problems = _problems(_directory(tmp_path, wrong=GOOD.replace("value_m_s = 7", "value_m_s = 7\nvalue_h = 7")))
    assert problems == ["wrong.toml: facts.wind_speed has value_m_s and value_h; give one value."]


def test_an_empty_directory_is_refused(tmp_path: Path) -> None:
    assert "holds no seed file" in _problems(tmp_path)[0]


def test_an_article_without_facts_is_refused(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[facts")]
    assert _problems(_directory(tmp_path, empty=text))[0].startswith("empty.toml: facts is missing")


FOUND = (
    GOOD
    + """
[facts.tube]
role = "found"
event = "example_2015"
statement = "It lay there."
[facts.tube.place]
longitude = 127.5
latitude = 37.5
radius_km = 2
basis = "stated: with a map"
item = "empty_envelope"
until = 2015-04-04T09:00:00+09:00
"""
)


def test_a_find_has_its_place_in_si(tmp_path: Path) -> None:
    [found] = load_evidence(_directory(tmp_path, example=FOUND)).finds("example_2015")
    assert found.place is not None
    assert (found.place.longitude, found.place.latitude, found.place.radius) == (127.5, 37.5, 2000.0)
    assert found.place.until.isoformat() == "2015-04-04T09:00:00+09:00"


def test_every_fault_of_a_place_is_told(tmp_path: Path) -> None:
    wrong = (
        FOUND.replace("longitude = 127.5", "longitude = 500.0")
        .replace("radius_km = 2", "radius_km = 0")
        .replace("T09:00:00+09:00", "T09:00:00")
        .replace("stated: with", "with")
    )
    problems = _problems(_directory(tmp_path, example=wrong))
    for key in ("longitude", "radius_km", "until", "basis"):
        assert any(f"facts.tube.place.{key} " in problem for problem in problems), key


def test_only_what_was_found_may_have_a_place(tmp_path: Path) -> None:
    [problem] = _problems(_directory(tmp_path, example=FOUND.replace('role = "found"', 'role = "launch"')))
    assert "facts.tube.place is given for the role launch; only what was found has a place here." in problem
