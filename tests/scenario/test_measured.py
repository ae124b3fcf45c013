"""Measured fall speeds from a person's CSV file."""

import math
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario
from tests.scenario.typed import FLYER, given, scenario

HEAD = "size,grammage,speed,spread\n"
TABLE = HEAD + "15.24x7.62,60,0.70,0.08\n7.6x15.2,90,0.90,0.12\n20x10,40,0.6,0.2\n"

PAPER = {"payload.bundles.1.items": [{"kind": "leaflet_paper", "mass_share": 1.0}]}
FLYERS = {"payload.bundles.1.items": [{"kind": "flyer", "mass_share": 1.0}]}


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "falls.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def _measured(changes: dict[str, Any]) -> Scenario:
    return scenario({"measured_fall_speeds": "falls.csv", **changes})


def _speed(flown: Scenario, kind: str) -> float:
    speed = flown.item(kind).sea_level_speed
    assert speed is not None
    return speed.median


def _problems(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        _measured(changes)
    start = "example.toml: measured_fall_speeds is 'falls.csv'"
    assert all(problem.startswith(start) for problem in caught.value.problems)
    return [problem.removeprefix(start) for problem in caught.value.problems]


def test_a_measured_speed_wins_over_the_catalogue_and_says_so(table: Path) -> None:
    item = _measured(PAPER).item("leaflet_paper")
    assert item.sea_level_speed is not None
    assert item.sea_level_speed.source == item.spread_within_drop.source == "measured: falls.csv"
    # Half way between the roots of 60 and 90 would be 74.2 g m-2; 75 lies a share of 0.5253 along.
    share = (math.sqrt(75.0) - math.sqrt(60.0)) / (math.sqrt(90.0) - math.sqrt(60.0))
    assert item.sea_level_speed.median == pytest.approx(0.70 + 0.20 * share, rel=1e-12)
    assert item.spread_within_drop.median == pytest.approx(0.08 + 0.04 * share, rel=1e-12)
    assert item.spread_between_drops == scenario(PAPER).item("leaflet_paper").spread_between_drops


@pytest.mark.parametrize(("grammage", "speed"), [(60, 0.70), (90, 0.90)])
def test_the_least_and_the_greatest_grammage_are_within(table: Path, grammage: float, speed: float) -> None:
    sheet = {"grammage_g_m2": given(grammage), "mass_g": given(grammage * 0.011613)}
    assert _speed(_measured({**PAPER, "items": {"leaflet_paper": sheet}}), "leaflet_paper") == pytest.approx(speed)


def test_a_measured_speed_wins_over_a_formula_which_is_dropped(table: Path) -> None:
    item = _measured({**FLYERS, "items": {"flyer": FLYER}}).item("flyer")
    assert item.drag_coefficient is None
    assert item.sea_level_speed is not None
    assert item.sea_level_speed.median == 0.6


def test_an_item_may_leave_its_speed_to_the_table(table: Path) -> None:
    bare = {key: entry for key, entry in FLYER.items() if key not in ("drag_coefficient", "spread_within_drop")}
    item = _measured({**FLYERS, "items": {"flyer": bare}}).item("flyer")
    assert item.spread_within_drop.median == 0.2


def test_what_the_file_types_is_kept(table: Path) -> None:
    typed = {"leaflet_paper": {"sea_level_speed_m_s": given(0.5)}, "flyer": FLYER}
    flown = _measured({**PAPER, "items": typed})
    assert _speed(flown, "leaflet_paper") == 0.5
    assert flown.item("leaflet_paper").spread_within_drop.median == 0.1
    assert _measured({**FLYERS, "items": {"flyer": FLYER}}).item("flyer").spread_within_drop.median == 0.1


# Size and grammage that the single measured sheet of 20 x 10 cm at 40 g m-2 does or does not fit.
FITS = [
    ("10x20", 40, True),
    ("19.9x10.1", 40, True),
    ("20x10", 40.7, True),
    ("20x10", 40.9, False),
    ("20.2x10", 40, False),
    ("20x10", 30, False),
    ("15.24x7.62", 59, False),
    ("15.24x7.62", 91, False),
]


@pytest.mark.parametrize(("size", "grammage", "fits"), FITS)
def test_a_sheet_fits_by_size_and_grammage(table: Path, size: str, grammage: float, fits: bool) -> None:
    length, width = (float(side) for side in size.split("x"))
    sheet = {"size_cm": given(size), "grammage_g_m2": given(grammage), "mass_g": given(grammage * length * width / 1e4)}
    changes = {**FLYERS, "items": {"flyer": {**FLYER, **sheet}}}
    if fits:
        assert _speed(_measured(changes), "flyer") == 0.6
    else:
        assert "fits no item" in _problems(changes)[0]


def test_an_uncertain_grammage_counts_by_its_median(table: Path) -> None:
    law = {"distribution": "uniform", "low": 30, "high": 50, "because": "test"}
    assert _speed(_measured({**FLYERS, "items": {"flyer": {**FLYER, "grammage_g_m2": law}}}), "flyer") == 0.6


def test_a_table_that_fits_nothing_is_refused(table: Path) -> None:
    assert _problems({}) == [
        ", which fits no item; it has sheets of 15.24x7.62, 7.6x15.2, 20x10 cm: give an item such a size_cm and a "
        "grammage_g_m2 within the measured ones, or remove measured_fall_speeds."
    ]


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _problems(PAPER) == [": there is no such file; check the path, from the working directory."]


def test_a_path_may_be_absolute(table: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    item = scenario({"measured_fall_speeds": str(table), **PAPER}).item("leaflet_paper")
    assert item.spread_within_drop.source == f"measured: {table}"


def test_every_missing_column_is_named(table: Path) -> None:
    table.write_text("size,gsm,speed\n15.24x7.62,60,0.7\n", encoding="utf-8")
    assert _problems(PAPER) == [
        ": it has no column grammage and none spread; its first line must name size, grammage, speed, spread."
    ]


def test_an_empty_table_is_refused(table: Path) -> None:
    table.write_text(HEAD, encoding="utf-8")
    assert _problems(PAPER) == [": has no sheets; give a line for each."]


def test_every_fault_of_the_table_comes_out_at_once_with_its_line(table: Path) -> None:
    table.write_text(
        HEAD + "15.24x7.62,60,0,0.1\nA4,sixty,0.7,-0.1\n\n15.24x7.62,inf,0.7\n20x10,40,0.6,0.1\n10x20,40,0.7,0.1\n",
        encoding="utf-8",
    )
    assert _problems(PAPER) == [
        ": line 2: speed is 0; it must be greater than 0.",
        ": line 3: size is 'A4'; it must be a length and a width in cm, such as \"15.24x7.62\".",
        ": line 3: grammage is 'sixty'; it must be a number.",
        ": line 3: spread is -0.1; it must be at least 0.",
        ": line 5: grammage is 'inf'; it must be a number.",
        ": line 5: spread is ''; it must be a number.",
        ": line 7: has the size and grammage of line 6; give each once.",
    ]


def test_a_speed_beyond_a_stones_and_a_spread_in_per_cent_are_refused(table: Path) -> None:
    table.write_text(HEAD + "15.24x7.62,75,101,3\n20x10,40,100,8\n", encoding="utf-8")
    assert _problems(PAPER) == [
        ": line 2: speed is 101; it must be at most 100. It is in m/s.",
        ": line 3: spread is 8; it must be at most 3. 0.15 means 15 %.",
    ]


def test_items_that_wait_for_a_faulty_table_are_not_blamed(table: Path) -> None:
    table.write_text(HEAD + "20x10,40,fast,0.1\n", encoding="utf-8")
    bare = {key: entry for key, entry in FLYER.items() if key not in ("drag_coefficient", "spread_within_drop")}
    sheet = {"grammage_g_m2": given(90), "mass_g": given(1.045)}
    changes = {**FLYERS, "items": {"flyer": bare, "leaflet_paper": sheet}}
    assert _problems(changes) == [": line 2: speed is 'fast'; it must be a number."]
    table.unlink()
    assert _problems(changes) == [": there is no such file; check the path, from the working directory."]


@pytest.mark.parametrize("missing", ["size_cm", "grammage_g_m2"])
def test_items_that_cannot_wait_for_the_table_are_blamed(table: Path, missing: str) -> None:
    table.write_text(HEAD + "20x10,40,fast,0.1\n", encoding="utf-8")
    bare = {key: entry for key, entry in FLYER.items() if key not in ("drag_coefficient", missing)}
    with pytest.raises(ScenarioError) as caught:
        _measured({**FLYERS, "items": {"flyer": bare}})
    assert [problem.split(": ")[1].split(";")[0] for problem in caught.value.problems] == [
        "items.flyer has neither sea_level_speed_m_s nor drag_coefficient",
        "measured_fall_speeds is 'falls.csv'",
    ]


def test_faults_of_the_table_come_out_with_those_of_the_scenario(table: Path) -> None:
    table.write_text(HEAD + "15.24x7.62,60,0,0.1\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        _measured({**PAPER, "nmae": "x", "launch.site": given("Imjingk")})
    assert len(caught.value.problems) == 3


def test_other_columns_spaces_and_a_byte_order_mark_do_not_matter(table: Path) -> None:
    table.write_text("\ufeffnote, size, grammage, speed, spread\nby hand, 15.24 x 7.62, 75, 0.8, 0\n", encoding="utf-8")
    assert _speed(_measured(PAPER), "leaflet_paper") == 0.8


def test_a_file_that_is_no_text_is_refused(table: Path) -> None:
    table.write_bytes(b"\xff\xfe\x00\x81")
    (problem,) = _problems(PAPER)
    assert problem.startswith(": it cannot be read (")
    table.unlink()
    table.mkdir()
    (problem,) = _problems(PAPER)
    assert problem.startswith(": it cannot be read (")


def test_a_measured_scenario_round_trips_without_its_file(table: Path) -> None:
    flown = _measured(PAPER)
    table.unlink()
    assert flown.measured_fall_speeds == "falls.csv"
    assert Scenario.from_json(flown.to_json()) == flown
    assert flown.with_values({}) == flown
    assert _speed(flown.with_values({"balloon.free_lift_fraction": 0.1}), "leaflet_paper") == _speed(
        flown, "leaflet_paper"
    )


def test_a_change_of_the_sheet_looks_its_speed_up_again(table: Path) -> None:
    sheet = {"items.leaflet_paper.grammage_g_m2": 90, "items.leaflet_paper.mass_g": 1.045}
    assert _speed(_measured(PAPER).with_values(sheet), "leaflet_paper") == pytest.approx(0.9)


def test_a_change_of_the_speed_is_kept(table: Path) -> None:
    changed = _measured(PAPER).with_values({"items.leaflet_paper.sea_level_speed_m_s": 0.5})
    assert _speed(changed, "leaflet_paper") == 0.5


def test_a_table_may_be_brought_in_changed_and_taken_away(table: Path) -> None:
    plain = scenario(PAPER)
    brought = plain.with_values({"measured_fall_speeds": "falls.csv"})
    assert brought == _measured(PAPER)
    table.with_name("other.csv").write_text(HEAD + "15.24x7.62,75,0.81,0\n", encoding="utf-8")
    assert _speed(brought.with_values({"measured_fall_speeds": "other.csv"}), "leaflet_paper") == 0.81
    assert brought.with_values({"measured_fall_speeds": None}) == plain


def test_explain_names_the_file(table: Path) -> None:
    lines = _measured(PAPER).explain().splitlines()
    assert "measured_fall_speeds: falls.csv" in lines
    row = next(line for line in lines if line.startswith("leaflet_paper.sea_level_speed_m_s"))
    assert row.endswith("measured: falls.csv")
