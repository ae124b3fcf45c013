"""Each envelope has its own entries: which must be there, which must not, and what the rooms above find."""

import json
import math
import pickle
from typing import Any, get_args

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.balloon import Balloon
from sim.scenario.envelopes import ENVELOPES
from tests.scenario.typed import LATEX, SEALED, ZERO_PRESSURE, given, scenario, tables

CHANGES: dict[str, dict[str, Any]] = {
    "relief_tube": {},
    "zero_pressure": ZERO_PRESSURE,
    "sealed": SEALED,
    "latex": LATEX,
}
LABELS = {
    "relief_tube": "a relief_tube",
    "zero_pressure": "a zero_pressure tube",
    "sealed": "a sealed tube",
    "latex": "a latex balloon",
}
TUBES = ("relief_tube", "zero_pressure", "sealed")

# Key, envelopes that must have it, envelopes that may have it: the rules as a person states them.
RULES: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("tube_length_m", TUBES, ()),
    ("film_thickness_um", TUBES, ()),
    ("film_density_kg_m3", TUBES, ()),
    ("back_pressure_hpa", ("relief_tube",), ()),
    ("film_strength_mpa", ("sealed",), ("relief_tube",)),
    ("lean_deg", (), TUBES),
    ("cross_flow_drag_coefficient", (), TUBES),
    ("latex_mass_kg", ("latex",), ()),
    ("burst_diameter_m", ("latex",), ()),
]
MUST = [(key, kind) for key, must, _ in RULES for kind in must] + [("drag_coefficient", kind) for kind in TUBES]
MUST_NOT = [
    *((key, kind, (*must, *may)) for key, must, may in RULES for kind in CHANGES if kind not in (*must, *may)),
    *(("sphere_drag", kind, ("latex",)) for kind in TUBES),
    *((width, "latex", TUBES) for width in ("lay_flat_width_m", "diameter_m")),
]
ORDER = tuple(CHANGES)

SPEED = "balloon.torn_envelope_speed_m_s"
SPEED_IS = "Speed of fall of the torn, empty envelope where the air has 1.225 kg m-3. [m s-1]"


def _problems(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario(changes)
    return list(caught.value.problems)


def _without(kind: str, key: str) -> dict[str, Any]:
    """An envelope of this kind that lacks the key, whether it is set for the kind or is in the example."""
    path = f"balloon.{key}"
    others = {place: value for place, value in CHANGES[kind].items() if place != path}
    return others if path in CHANGES[kind] else {**others, path: None}


def test_the_models_and_the_rules_know_the_same_envelopes() -> None:
    stated = Balloon.model_fields["envelope_stated"].annotation
    assert stated is not None
    assert get_args(stated.model_fields["value"].annotation) == tuple(ENVELOPES)


@pytest.mark.parametrize("kind", CHANGES)
def test_an_envelope_has_its_own_entries_and_none_of_the_others(kind: str) -> None:
    balloon = scenario(CHANGES[kind]).balloon
    assert balloon.envelope == kind
    for key, must, _ in RULES:
        assert (getattr(balloon, key) is not None) == (kind in must)
    assert (balloon.drag_coefficient is None) == (kind == "latex")
    assert balloon.sphere_drag == ("two_level" if kind == "latex" else None)
    assert (balloon.torn_envelope_speed_m_s is None) == (kind in ("relief_tube", "zero_pressure"))


@pytest.mark.parametrize("kind", CHANGES)
def test_an_envelope_round_trips_and_travels(kind: str) -> None:
    flown = scenario(CHANGES[kind])
    again = Scenario.from_json(flown.to_json())
    assert again == flown
    assert again.to_json() == flown.to_json()
    assert pickle.loads(pickle.dumps(flown)) == flown
    assert flown.with_values({}) == flown


@pytest.mark.parametrize("kind", CHANGES)
def test_explain_shows_the_entries_of_the_envelope_and_no_others(kind: str) -> None:
    flown = scenario(CHANGES[kind])
    shown = {line.split()[0]: line for line in flown.explain().splitlines() if line.strip()}
    assert kind in shown["envelope"]
    assert [key in shown for key, _, _ in RULES] == [kind in must for _, must, _ in RULES]
    assert ("sphere_drag" in shown) == (kind == "latex")
    assert "untie" in shown["release_mode"]
    assert shown["release_mode"].endswith("assumed: the string is untied")


def test_the_strength_of_a_film_has_its_unit_in_the_table() -> None:
    row = next(line for line in scenario(SEALED).explain().splitlines() if line.startswith("film_strength_mpa"))
    assert row.split() == ["film_strength_mpa", "12", "MPa", "test"]


@pytest.mark.parametrize(("key", "kind"), MUST)
def test_a_missing_entry_is_named_with_what_it_is(key: str, kind: str) -> None:
    (problem,) = _problems(_without(kind, key))
    start = f"example.toml: balloon.{key} is missing; it must be given for {LABELS[kind]}: "
    assert problem.startswith(start)
    description = Balloon.model_fields[key].description
    assert description
    assert problem.removeprefix(start) == " ".join(description.split())


@pytest.mark.parametrize(("key", "kind", "owners"), MUST_NOT)
def test_an_entry_of_another_envelope_is_named_with_its_owners(key: str, kind: str, owners: tuple[str, ...]) -> None:
    typed = given("morrison" if key == "sphere_drag" else 1)
    names = " or ".join(name for name in ORDER if name in owners)
    assert _problems({**CHANGES[kind], f"balloon.{key}": typed}) == [
        f"example.toml: balloon.{key} does not belong to {LABELS[kind]}; remove it, or choose the envelope {names}."
    ]


@pytest.mark.parametrize("kind", TUBES)
def test_a_tube_has_exactly_one_width(kind: str) -> None:
    advice = "give exactly one of lay_flat_width_m (half the circumference) and diameter_m."
    assert _problems({**CHANGES[kind], "balloon.diameter_m": given(1.3)}) == [
        f"example.toml: balloon has both lay_flat_width_m and diameter_m; {advice}"
    ]
    assert _problems({**CHANGES[kind], "balloon.lay_flat_width_m": None}) == [
        f"example.toml: balloon has neither lay_flat_width_m nor diameter_m; {advice}"
    ]
    changes = {**CHANGES[kind], "balloon.lay_flat_width_m": None, "balloon.diameter_m": given(1.3)}
    assert scenario(changes).balloon.diameter.median == pytest.approx(1.3)


def test_a_sphere_has_exactly_one_drag() -> None:
    advice = "give exactly one of sphere_drag (a model of it) and drag_coefficient (the same at every speed)."
    assert _problems({**LATEX, "balloon.drag_coefficient": given(0.3)}) == [
        f"example.toml: balloon has both sphere_drag and drag_coefficient; {advice}"
    ]
    assert _problems(_without("latex", "sphere_drag")) == [
        f"example.toml: balloon has neither sphere_drag nor drag_coefficient; {advice}"
    ]


@pytest.mark.parametrize("model", ["two_level", "morrison"])
def test_a_sphere_may_follow_a_model_of_its_drag(model: str) -> None:
    balloon = scenario({**LATEX, "balloon.sphere_drag": given(model)}).balloon
    assert (balloon.sphere_drag, balloon.drag_coefficient) == (model, None)


def test_a_sphere_may_have_a_constant_drag_coefficient() -> None:
    balloon = scenario({**_without("latex", "sphere_drag"), "balloon.drag_coefficient": given(0.3)}).balloon
    assert balloon.sphere_drag is None
    assert balloon.drag_coefficient is not None
    assert balloon.drag_coefficient.median == pytest.approx(0.3)


def test_an_unknown_drag_of_a_sphere_is_refused() -> None:
    assert _problems({**LATEX, "balloon.sphere_drag": given("smooth")}) == [
        "example.toml: balloon.sphere_drag.value is 'smooth'; it must be 'two_level' or 'morrison'."
    ]


def test_a_drag_of_a_sphere_says_where_it_comes_from() -> None:
    assert _problems({**LATEX, "balloon.sphere_drag": "two_level"}) == [
        "example.toml: balloon.sphere_drag has neither source nor because; "
        'say where it comes from (source = "...") or why (because = "...").'
    ]


def test_a_latex_balloon_has_no_one_diameter() -> None:
    with pytest.raises(ScenarioError, match=r"balloon\.envelope is 'latex', which has no one diameter; ask for burst"):
        _ = scenario(LATEX).balloon.diameter


def test_what_envelopes_are_made_of_comes_out_in_si() -> None:
    sealed, latex = scenario(SEALED).quantities, scenario(LATEX).quantities
    strength, burst = sealed["balloon.film_strength_mpa"], latex["balloon.burst_diameter_m"]
    assert (strength.median, strength.unit) == (12e6, "Pa")
    # P(D < x) = 1 - exp(-(x/scale)**shape): half of the draws lie below scale ln(2)**(1/shape).
    assert burst.median == pytest.approx(9.53 * math.log(2.0) ** (1.0 / 14.36), rel=1e-12)
    assert (latex["balloon.latex_mass_kg"].median, latex["balloon.latex_mass_kg"].unit) == (1.2, "kg")
    assert (latex[SPEED].median, latex[SPEED].unit) == (5.0, "m s-1")


LEAN: dict[str, Any] = {"balloon.lean_deg": given(45), "balloon.cross_flow_drag_coefficient": given(0.9)}


@pytest.mark.parametrize("kind", TUBES)
def test_a_tube_may_lean_with_a_drag_across_its_axis(kind: str) -> None:
    leaning = scenario({**CHANGES[kind], **LEAN})
    lean, drag = leaning.balloon.lean_deg, leaning.balloon.cross_flow_drag_coefficient
    assert lean is not None
    assert drag is not None
    assert (lean.median, lean.unit) == (pytest.approx(math.pi / 4.0), "rad")
    assert (drag.median, drag.unit) == (0.9, "1")
    assert Scenario.from_json(leaning.to_json()) == leaning


@pytest.mark.parametrize("key", ["lean_deg", "cross_flow_drag_coefficient"])
def test_half_a_lean_is_refused(key: str) -> None:
    assert _problems({f"balloon.{key}": given(0.9)}) == [
        f"example.toml: balloon has {key} only; give lean_deg and cross_flow_drag_coefficient, "
        "or neither for a tube that never leans."
    ]


def test_a_latex_balloon_that_leans_is_told_of_each_entry_and_of_no_missing_half() -> None:
    problems = _problems({**LATEX, "balloon.lean_deg": given(5)})
    assert [problem.split(";")[0] for problem in problems] == [
        "example.toml: balloon.lean_deg does not belong to a latex balloon"
    ]


def test_a_lean_is_an_angle_from_0_to_45_degrees() -> None:
    for wrong in (-1, 46):
        assert _problems({**LEAN, "balloon.lean_deg": given(wrong)}) == [
            f"example.toml: balloon.lean_deg is {wrong}; it must be at least 0 and at most 45."
        ]
    uncertain = {"distribution": "uniform", "low": 0, "high": 10, "because": "test"}
    lean = scenario({**LEAN, "balloon.lean_deg": uncertain}).balloon.lean_deg
    assert lean is not None
    assert lean.median == pytest.approx(math.radians(5.0))


def test_sunlight_warms_every_envelope_unless_it_is_said_otherwise() -> None:
    for changes in CHANGES.values():
        offset = scenario(changes).balloon.solar_offset_k
        # By day the gas tends to 6 K above the air, by night to 2 K below: 8 K between them.
        assert (offset.median, offset.unit) == (pytest.approx(8.0, abs=0.2), "K")
        assert offset.law.support == (0.0, 20.0)
        assert offset.because.startswith("estimate: greenhouse film")
    dark = scenario({"balloon.solar_offset_k": given(0)}).balloon.solar_offset_k
    assert (dark.median, dark.because) == (0.0, "test")
    assert _problems({"balloon.solar_offset_k": given(-1)}) == [
        "example.toml: balloon.solar_offset_k is -1; it must be at least 0."
    ]


POSITIVE = [
    ("relief_tube", "cross_flow_drag_coefficient"),
    ("sealed", "film_strength_mpa"),
    ("sealed", "torn_envelope_speed_m_s"),
    ("latex", "latex_mass_kg"),
    ("latex", "burst_diameter_m"),
    ("relief_tube", "tube_length_m"),
    ("relief_tube", "lay_flat_width_m"),
    ("relief_tube", "film_thickness_um"),
    ("relief_tube", "film_density_kg_m3"),
    ("relief_tube", "drag_coefficient"),
]


@pytest.mark.parametrize(("kind", "key"), POSITIVE)
def test_what_an_envelope_is_made_of_is_greater_than_zero(kind: str, key: str) -> None:
    lean = LEAN if key == "cross_flow_drag_coefficient" else {}
    assert _problems({**CHANGES[kind], **lean, f"balloon.{key}": given(0)}) == [
        f"example.toml: balloon.{key} is 0; it must be greater than 0."
    ]


def test_a_neck_may_let_gas_out_at_no_pressure_but_not_below() -> None:
    pressure = scenario({"balloon.back_pressure_hpa": given(0)}).balloon.back_pressure_hpa
    assert pressure is not None
    assert pressure.median == 0.0
    assert _problems({"balloon.back_pressure_hpa": given(-1)}) == [
        "example.toml: balloon.back_pressure_hpa is -1; it must be at least 0."
    ]


# Envelope as changed, how a timer lets go, and the sentence without a torn speed; empty where none may be given.
STRONG: dict[str, Any] = {"balloon.film_strength_mpa": given(12)}
BURST: dict[str, Any] = {"timer.release_mode": given("burst")}
NEEDS_SPEED: list[tuple[dict[str, Any], str]] = [
    (SEALED, "a sealed tube, which can burst"),
    (LATEX, "a latex balloon, which can burst"),
    ({**LATEX, **BURST}, "a latex balloon, which can burst"),
    (STRONG, "a relief_tube with film_strength_mpa, which can burst"),
    ({**STRONG, **BURST}, "a relief_tube with film_strength_mpa, which can burst"),
    (BURST, "a relief_tube, which the timer bursts"),
    ({**ZERO_PRESSURE, **BURST}, "a zero_pressure tube, which the timer bursts"),
]


@pytest.mark.parametrize(("changes", "which"), NEEDS_SPEED)
def test_what_can_burst_has_a_speed_of_its_torn_envelope(changes: dict[str, Any], which: str) -> None:
    with_speed = scenario({**changes, SPEED: given(4)})
    assert with_speed.balloon.torn_envelope_speed_m_s is not None
    assert with_speed.balloon.torn_envelope_speed_m_s.median == 4.0
    without = {place: value for place, value in changes.items() if place != SPEED}
    assert _problems(without) == [f"example.toml: {SPEED} is missing; it must be given for {which}: {SPEED_IS}"]


@pytest.mark.parametrize("mode", ["untie", "bundle_intact"])
def test_what_cannot_burst_has_no_torn_envelope(mode: str) -> None:
    changes = {"timer.release_mode": given(mode), SPEED: given(5)}
    assert _problems(changes) == [
        f"example.toml: {SPEED} does not belong to a relief_tube, which cannot burst without film_strength_mpa; "
        "remove it, give film_strength_mpa, or set timer.release_mode to burst."
    ]
    assert _problems({**ZERO_PRESSURE, **changes}) == [
        f"example.toml: {SPEED} does not belong to a zero_pressure tube, which cannot burst; "
        "remove it, or set timer.release_mode to burst."
    ]


def test_a_timer_unties_unless_it_is_said_otherwise() -> None:
    timer = scenario().timer
    assert (timer.release_mode, timer.release_mode_stated.because) == ("untie", "assumed: the string is untied")
    assert scenario({"timer.release_mode": given("bundle_intact")}).timer.release_mode == "bundle_intact"
    assert scenario({**BURST, SPEED: given(5)}).timer.release_mode == "burst"


def test_everything_that_a_changed_envelope_brings_comes_out_at_once() -> None:
    assert _problems({"balloon.envelope": given("latex")}) == [
        *(
            f"example.toml: balloon.{key} does not belong to a latex balloon; "
            f"remove it, or choose the envelope {names}."
            for key, names in (
                ("tube_length_m", "relief_tube or zero_pressure or sealed"),
                ("film_thickness_um", "relief_tube or zero_pressure or sealed"),
                ("film_density_kg_m3", "relief_tube or zero_pressure or sealed"),
                ("back_pressure_hpa", "relief_tube"),
                ("lay_flat_width_m", "relief_tube or zero_pressure or sealed"),
            )
        ),
        "example.toml: balloon.latex_mass_kg is missing; it must be given for a latex balloon: "
        "Mass of the latex; of all balloons together, where several fly as one sphere. [kg]",
        "example.toml: balloon.burst_diameter_m is missing; it must be given for a latex balloon: "
        "Diameter at which the sphere bursts. [m]",
        f"example.toml: {SPEED} is missing; it must be given for a latex balloon, which can burst: {SPEED_IS}",
    ]


def test_faults_of_the_envelope_come_out_with_all_others() -> None:
    changes = {
        "nmae": "x",
        "balloon.gas_purity": given(1.1),
        "balloon.latex_mass_kg": given(-1),
        "balloon.tube_length_m": None,
        "timer.failure_probability": None,
        SPEED: given(5),
        "launch.site": given("Imjingk"),
    }
    problems = _problems(changes)
    words = [
        "nmae is not a known key",
        "gas_purity is 1.1",
        "latex_mass_kg is -1",
        "latex_mass_kg does not belong",
        "tube_length_m is missing",
        "timer.failure_probability is missing",
        "torn_envelope_speed_m_s does not belong",
        "'Imjingk', which is not a known site",
    ]
    assert [sum(word in problem for problem in problems) for word in words] == [1] * len(words)
    assert len(problems) == len(words)


def test_an_unknown_way_of_letting_go_leaves_the_torn_envelope_open() -> None:
    assert _problems({"timer.release_mode": given("brust"), SPEED: given(5)}) == [
        "example.toml: timer.release_mode.value is 'brust'; it must be 'untie', 'burst' or 'bundle_intact'."
    ]


def test_json_with_the_wrong_entries_is_refused() -> None:
    raw = json.loads(scenario(LATEX).to_json())
    del raw["balloon"]["latex_mass_kg"]
    with pytest.raises(ScenarioError, match=r"balloon\.latex_mass_kg is missing; it must be given for a latex balloon"):
        Scenario.from_json(json.dumps(raw))


@pytest.mark.parametrize("text", ["[]", "3", '{"balloon": [1]}', '{"balloon": {"envelope": {"value": ["latex"]}}}'])
def test_json_that_is_no_scenario_is_refused_without_guessing_its_envelope(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_json(text)
    assert not any("belong" in problem for problem in caught.value.problems)


def test_an_envelope_may_be_changed_entry_by_entry() -> None:
    sealed = scenario().with_values(
        {"balloon.envelope": "sealed", "balloon.back_pressure_hpa": None, "balloon.film_strength_mpa": 12, SPEED: 5}
    )
    assert sealed.balloon.envelope == "sealed"
    assert sealed.balloon.envelope_stated.because == "set for this run"
    with pytest.raises(ScenarioError, match="film_strength_mpa is missing"):
        sealed.with_values({"balloon.film_strength_mpa": None})
    with pytest.raises(ScenarioError, match="torn_envelope_speed_m_s is missing"):
        scenario().with_values({"timer.release_mode": "burst"})


def test_an_entry_that_is_left_empty_is_not_given() -> None:
    raw = tables(LATEX)
    raw["balloon"]["tube_length_m"] = None
    assert Scenario.from_raw(raw, "example.toml") == scenario(LATEX)
