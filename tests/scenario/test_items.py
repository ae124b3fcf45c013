"""Kinds of things that fall: by speed or by drag, clumped, gliding and wet."""

import math
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Item, Scenario
from sim.scenario.sizes import Size, size_of
from tests.scenario.typed import FLYER, given, scenario


def _with(flyer: dict[str, Any]) -> dict[str, Any]:
    table = {key: entry for key, entry in flyer.items() if entry is not None}
    return {"items": {"flyer": table}, "payload.bundles.1.items": [{"kind": "flyer", "mass_share": 1.0}]}


def _flyer(**changes: Any) -> Item:
    return scenario(_with({**FLYER, **changes})).item("flyer")


def _problems(**changes: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario(_with({**FLYER, **changes}))
    start = "example.toml: items.flyer"
    assert all(problem.startswith(start) for problem in caught.value.problems)
    return [problem.removeprefix(start).lstrip(". ") for problem in caught.value.problems]


def _median(value: Any) -> float:
    assert value is not None
    return float(value.median)


def test_a_sheet_has_its_area_and_grammage_in_si() -> None:
    flyer = _flyer()
    assert _median(flyer.area) == pytest.approx(0.02)
    assert _median(flyer.grammage) == pytest.approx(0.04)
    assert _median(flyer.drag_coefficient) == 1.8
    assert flyer.area is not None
    assert (flyer.area.unit, flyer.area.because) == ("m2", "test")
    assert flyer.sea_level_speed is None
    assert flyer.size == Size(20.0, 10.0)


@pytest.mark.parametrize(
    "loading",
    [
        {"size_cm": None, "area_cm2": given(200), "grammage_g_m2": None},
        {"grammage_g_m2": None},
        {"size_cm": None},
    ],
)
def test_a_drag_needs_an_area_or_a_size_or_a_grammage(loading: dict[str, Any]) -> None:
    flyer = _flyer(**loading)
    assert flyer.sea_level_speed is None
    if flyer.area is not None:
        assert _median(flyer.area) == pytest.approx(0.02)


def test_a_drag_without_anything_to_pull_is_refused() -> None:
    assert _problems(size_cm=None, grammage_g_m2=None) == [
        "has drag_coefficient and nothing to pull; give area_cm2 or size_cm, or grammage_g_m2, with it."
    ]


def test_an_item_has_exactly_one_of_speed_and_drag() -> None:
    advice = "give exactly one of them: how fast it falls, or what its speed follows from."
    assert _problems(sea_level_speed_m_s=given(0.5)) == [f"has both sea_level_speed_m_s and drag_coefficient; {advice}"]
    assert _problems(drag_coefficient=None) == [f"has neither sea_level_speed_m_s nor drag_coefficient; {advice}"]


def test_an_area_is_said_once() -> None:
    assert _problems(area_cm2=given(200)) == [
        "has both area_cm2 and size_cm; give one of them, or the area would be said twice."
    ]


def test_a_sheet_weighs_its_grammage_times_its_area() -> None:
    assert _problems(mass_g=given(0.9)) == [
        "has mass_g 0.9, but 40 g m-2 on 200 cm2 weigh 0.8 g; correct the one that is wrong."
    ]
    assert _median(_flyer(mass_g=given(0.83)).mass) == pytest.approx(0.83e-3)  # rounded masses pass


@pytest.mark.parametrize("text", ["20", "20x", "20x0", "a4", "20x10x1", "-20x10", "20x10 cm", ""])
def test_what_is_no_size_is_refused(text: str) -> None:
    assert _problems(size_cm=given(text)) == [
        f'size_cm.value is {text!r}; it must be a length and a width in cm, such as "15.24x7.62".'
    ]


def test_a_size_says_where_it_comes_from() -> None:
    assert _problems(size_cm="20x10") == [
        'size_cm has neither source nor because; say where it comes from (source = "...") or why (because = "...").'
    ]


@pytest.mark.parametrize(
    ("text", "length", "width"), [("15.24x7.62", 15.24, 7.62), (" 20 X 10 ", 20, 10), ("1×.5", 1, 0)]
)
def test_a_size_is_a_length_and_a_width(text: str, length: float, width: float) -> None:
    assert size_of(text) == (Size(length, width) if width else None)


def test_sizes_are_alike_to_a_millimetre_whichever_way_round() -> None:
    sheet = Size(15.24, 7.62)
    assert sheet.is_like(Size(7.6, 15.2))
    assert sheet.is_like(Size(15.34, 7.52))
    assert not sheet.is_like(Size(15.36, 7.62))
    assert not sheet.is_like(Size(15.24, 7.74))


def test_sheets_clump_glide_and_get_wet_in_si() -> None:
    flyer = _flyer(
        clump_probability=given(0.1),
        clump_size=given(3),
        glide_angle_deg=given(30),
        glide_persistence_m=given(100),
        wet_speed_factor=given(1.3),
    )
    assert _median(flyer.clump_probability) == 0.1
    assert _median(flyer.clump_size) == 3.0
    assert _median(flyer.glide_angle) == pytest.approx(math.pi / 6.0)
    assert _median(flyer.glide_persistence) == 100.0
    assert _median(flyer.wet_speed_factor) == 1.3


def test_an_item_that_says_nothing_of_it_neither_clumps_nor_glides_nor_gets_wet() -> None:
    flyer = _flyer()
    assert flyer.clump_probability is None
    assert flyer.clump_size is None
    assert flyer.glide_angle is None
    assert flyer.glide_persistence is None
    assert flyer.wet_speed_factor is None


UNIFORM = {"distribution": "uniform", "low": 20, "high": 30, "because": "test"}
WRONG = [
    ({"clump_probability": given(0.1)}, "has clump_probability only; give clump_probability and clump_size,"),
    ({"clump_size": given(2)}, "has clump_size only; give clump_probability and clump_size, or neither."),
    ({"glide_angle_deg": given(20)}, "has glide_angle_deg only; give glide_angle_deg and glide_persistence_m,"),
    ({"glide_persistence_m": given(20)}, "has glide_persistence_m only; give glide_angle_deg and"),
    ({"clump_probability": given(1.1)}, "clump_probability is 1.1; it must be at least 0 and at most 1."),
    ({"clump_size": given(0.5)}, "clump_size is 0.5; it must be at least 1."),
    ({"glide_angle_deg": given(90)}, "glide_angle_deg is 90; it must be at least 0 and at most 80."),
    ({"glide_angle_deg": UNIFORM}, "glide_angle_deg is uniform(low 20, high 30); it must be one number, not a"),
    ({"glide_persistence_m": given(-1)}, "glide_persistence_m is -1; it must be at least 0."),
    ({"wet_speed_factor": given(0.9)}, "wet_speed_factor is 0.9; it must be at least 1."),
    ({"drag_coefficient": given(0)}, "drag_coefficient is 0; it must be greater than 0."),
    ({"grammage_g_m2": given(0)}, "grammage_g_m2 is 0; it must be greater than 0."),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG)
def test_a_wrong_entry_is_refused(changes: dict[str, Any], sentence: str) -> None:
    (problem,) = _problems(**changes)
    assert problem.startswith(sentence)


def test_everything_wrong_with_an_item_comes_out_at_once() -> None:
    problems = _problems(
        sea_level_speed_m_s=given(1), area_cm2=given(100), clump_size=given(2), glide_angle_deg=given(9)
    )
    assert len(problems) == 5  # speed and drag, size and area, half a clump, half a glide, and 0.8 g on 100 cm2


def test_an_item_by_drag_round_trips() -> None:
    flown = scenario(_with(FLYER))
    assert Scenario.from_json(flown.to_json()) == flown
    assert flown.with_values({}) == flown


def test_a_drag_in_the_file_takes_the_place_of_the_speed_in_the_catalogue() -> None:
    item = scenario({"items": {"dvd_sleeve": {"drag_coefficient": given(1.3)}}}).item("dvd_sleeve")
    assert item.sea_level_speed is None
    assert _median(item.drag_coefficient) == 1.3
    assert _median(item.area) == pytest.approx(0.125**2)  # the rest stays the catalogue's


def test_a_speed_in_the_file_takes_the_place_of_the_drag_in_the_catalogue() -> None:
    kinds = [{"kind": "leaflet_paper_light", "mass_share": 1.0}]
    typed = {"items": {"leaflet_paper_light": {"sea_level_speed_m_s": given(0.7)}}}
    item = scenario({"payload.bundles.1.items": kinds, **typed}).item("leaflet_paper_light")
    assert item.drag_coefficient is None
    assert _median(item.sea_level_speed) == 0.7


def test_an_area_in_the_file_takes_the_place_of_the_size_in_the_catalogue() -> None:
    typed = {"items": {"dvd_sleeve": {"area_cm2": given(100), "drag_coefficient": given(1.1)}}}
    item = scenario(typed).item("dvd_sleeve")
    assert item.size is None
    assert _median(item.area) == pytest.approx(0.01)


def test_a_change_of_drag_takes_the_place_of_the_catalogues_speed() -> None:
    changed = scenario().with_values({"items.dvd_sleeve.drag_coefficient": 1.3}).item("dvd_sleeve")
    assert changed.sea_level_speed is None
    assert changed.drag_coefficient is not None
    assert (changed.drag_coefficient.median, changed.drag_coefficient.because) == (1.3, "set for this run")


def test_a_change_of_drag_does_not_take_the_place_of_a_typed_speed() -> None:
    typed = scenario({"items": {"dvd_sleeve": {"sea_level_speed_m_s": given(4)}}})
    with pytest.raises(ScenarioError, match="has both sea_level_speed_m_s and drag_coefficient"):
        typed.with_values({"items.dvd_sleeve.drag_coefficient": 1.3})
    both = {"items.dvd_sleeve.sea_level_speed_m_s": None, "items.dvd_sleeve.drag_coefficient": 1.3}
    assert typed.with_values(both).item("dvd_sleeve").sea_level_speed is None


def test_an_intact_bundle_may_be_given_by_its_canopy() -> None:
    canopy = {"drag_coefficient": given(0.8), "area_cm2": given(7854)}
    bundle = scenario({"items": {"intact_bundle": canopy}}).item("intact_bundle")
    # v0 = sqrt(2 m g/(rho0 C A)) of 2.333 kg under 0.7854 m2 is 7.71 m/s.
    pull = _median(bundle.drag_coefficient) * _median(bundle.area)
    assert math.sqrt(2.0 * bundle.mass.median * 9.80665 / (1.225 * pull)) == pytest.approx(7.71, abs=0.01)
