"""What people are told: places, values and suggestions in messages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.evidence.reading import closest, place_name, read_toml, shown, suggestion


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("helum", "'helum'"),
        (0.1, "0.1"),
        (3, "3"),
        (True, "true"),
        ({"a": 1}, "a table"),
        ([1], "a list"),
        (datetime(2015, 4, 4, 3, tzinfo=UTC), "2015-04-04T03:00:00+00:00"),
    ],
)
def test_a_value_is_shown_as_it_is_typed(raw: object, text: str) -> None:
    assert shown(raw) == text


def test_entries_of_a_list_go_by_their_name() -> None:
    raw = {"bundles": [{"name": "short", "items": [{"kind": "dvd"}]}, {"items": 3}]}
    assert place_name(("bundles", 0, "items", 0, "mass_share"), raw) == "bundles.short.items.dvd.mass_share"
    assert place_name(("bundles", 1, "items"), raw) == "bundles.1.items"


def test_the_nearest_word_comes_first_and_capitals_do_not_matter() -> None:
    assert closest("Tube_Lenght_m", ["lay_flat_width_m", "tube_length_m", "gas"])[0] == "tube_length_m"
    assert closest("zzzz", ["tube_length_m"]) == []


def test_without_a_near_word_all_are_listed() -> None:
    assert suggestion("zzzz", ["b", "a"]) == "known are a, b."


def test_a_missing_file_a_directory_and_a_binary_file_each_give_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for path, words in [("no.toml", "there is no such file"), ("", "cannot be read"), ("binary.toml", "not UTF-8")]:
        with pytest.raises(ScenarioError, match=words) as caught:
            read_toml(tmp_path / path, ScenarioError)
        assert len(caught.value.problems) == 1


def test_a_file_with_a_byte_order_mark_is_read_as_without_it(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("a = 1\n", encoding="utf-8-sig")
    assert read_toml(tmp_path / "a.toml", ScenarioError) == {"a": 1}


def test_a_syntax_error_says_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("a = 1\nb = = 2\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"a\.toml: is not valid TOML: .*line 2"):
        read_toml(tmp_path / "a.toml", ScenarioError)
