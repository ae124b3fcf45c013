"""The shipped seed files: what they must say, and that they say it in our own words."""

import math
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from sim.evidence import ROLES, load_evidence
from sim.evidence.load import seeds_directory

EVIDENCE = load_evidence()
SHARED = Path(os.environ.get("BALLOON_DRIFT_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def test_there_is_one_file_for_each_of_the_five_articles_and_three_reports_of_finds() -> None:
    assert len(EVIDENCE.articles) == len(list(seeds_directory().glob("*.toml"))) == 8


# Read off the articles by a person: fact, SI value, SI unit, role.
HEADLINE_FACTS = [
    ("verge_2015_04_08/launch_hour", 3 * 3600.0, "s", "launch"),
    ("verge_2015_04_08/gas", "helium", None, "balloon"),
    ("verge_2015_04_08/launches_since_january", 4.0, "1", "launch"),
    ("verge_2015_04_08/dvds_claimed", 80_000.0, "1", "claim"),
    ("verge_2015_04_08/leaflets_claimed", 1_000_000.0, "1", "claim"),
    ("verge_2015_04_08/park_copies_planned", 10_000.0, "1", "claim"),
    ("verge_2015_04_08/landing_places", "unknown", None, "found"),
    ("thewrap_2014_12/copies_planned", 100_000.0, "1", "claim"),
    ("thewrap_2014_12/first_batch_day", "2015-01-20", None, "launch"),
    ("thewrap_2014_12/if_weather_permits", "only in suitable weather", None, "weather"),
    ("thewrap_2014_12/earlier_campaigns", 2009.0, "1", "launch"),
    ("thewrap_2014_12/police_2013", "stopped in 2013, later free", None, "claim"),
    ("gawker_2014_2015/copies_planned", 100_000.0, "1", "claim"),
    ("unnamed_2014_2015/exchange_of_fire", "2014-10", None, "launch"),
    ("csmonitor_2015_04/cargo", "DVDs, US bank notes, leaflets", None, "payload"),
]


@pytest.mark.parametrize(("name", "value", "unit", "role"), HEADLINE_FACTS)
def test_a_headline_fact_has_its_value_unit_and_role(name: str, value: object, unit: str | None, role: str) -> None:
    fact = EVIDENCE.fact(name)
    assert (fact.value, fact.unit, fact.role) == (value, unit, role)


def test_every_role_is_a_known_one_and_all_are_used() -> None:
    assert {fact.role for fact in EVIDENCE.facts.values()} == set(ROLES)


def test_the_claimed_number_of_discs_carries_its_correction() -> None:
    corrections = EVIDENCE.fact("verge_2015_04_08/dvds_claimed").corrections
    assert any("CNN" in correction.source for correction in corrections)


def test_numbers_that_the_press_passed_on_are_claims() -> None:
    counted = [fact for fact in EVIDENCE.facts.values() if fact.counts]
    assert counted
    assert {fact.role for fact in counted} == {"claim"}


# Read off the articles by a person: what each counted, discs alone or discs and sticks together.
COUNTED = {
    "verge_2015_04_08/dvds_claimed": ("dvd_sleeve",),
    "verge_2015_04_08/leaflets_claimed": ("leaflet_vinyl",),
    "verge_2015_04_08/park_copies_planned": ("dvd_sleeve", "usb_stick"),
    "csmonitor_2015_04/dvds_claimed": ("dvd_sleeve",),
    "thewrap_2014_12/copies_planned": ("dvd_sleeve", "usb_stick"),
    "gawker_2014_2015/copies_planned": ("dvd_sleeve", "usb_stick"),
    "unnamed_2014_2015/copies_planned": ("dvd_sleeve", "usb_stick"),
    "etoday_2020_06_23/leaflets_claimed": ("leaflet_vinyl",),
}


def test_a_claim_counts_what_the_article_counted() -> None:
    assert {name: fact.counts for name, fact in EVIDENCE.facts.items() if fact.counts} == COUNTED


def test_every_fact_that_a_correction_points_to_exists() -> None:
    sources = " ".join(item.source for fact in EVIDENCE.facts.values() for item in fact.corrections)
    pointed = re.findall(r"fact:([\w/]+)", sources)
    assert pointed
    assert set(pointed) <= set(EVIDENCE.facts)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the articles themselves are not beside the repository")
def test_no_statement_repeats_seven_words_of_an_article() -> None:
    articles = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "seeds").glob("*.txt"))]
    assert len(articles) == 5
    theirs = set().union(*(_runs(article, 7) for article in articles))
    copied = {fact.id: _runs(fact.statement, 7) & theirs for fact in EVIDENCE.facts.values()}
    assert {name: runs for name, runs in copied.items() if runs} == {}


def test_only_what_was_found_has_a_place_and_where_it_was() -> None:
    places = {fact.id: fact.place for fact in EVIDENCE.facts.values() if fact.place is not None}
    assert set(places) == {"etoday_2020_06_23/tube_found", "moneys_2016_07_23/tube_found"}
    assert all(EVIDENCE.fact(name).role == "found" for name in places)
    # from Paju (Imjingak: 37.889 N, 126.740 E), by the law of cosines on a sphere of 6371 km
    known = {"etoday_2020_06_23/tube_found": 75.8e3, "moneys_2016_07_23/tube_found": 372e3}
    for name, place in places.items():
        assert place is not None
        here, there = math.radians(37.889), math.radians(place.latitude)
        east = math.radians(place.longitude - 126.740)
        cosine = math.sin(here) * math.sin(there) + math.cos(here) * math.cos(there) * math.cos(east)
        assert 6371e3 * math.acos(cosine) == pytest.approx(known[name], rel=0.01)
        assert place.until.utcoffset() == timedelta(hours=9)


def test_no_scenario_may_rest_on_a_find() -> None:
    assert not EVIDENCE.fact("etoday_2020_06_23/tube_found").is_citable
    assert [fact.id for fact in EVIDENCE.finds("hongcheon_2020_06_22")] == ["etoday_2020_06_23/tube_found"]
    assert EVIDENCE.finds("lee_2015_04_04") == ()
