"""Sweep files: those that ship, and every fault of one."""

import json
from datetime import date

import pytest

from sim.errors import InputError, ScenarioError
from sim.sweeps import Airs, load_sweep, planned, shipped_sweeps, sweep_of, typed_parameter
from sim.sweeps.designs import designed
from sim.sweeps.plan import shape_of

TIMER = "payload.bundles.main.timer_h"
# Points of each shipped file, by hand.
SHIPPED = {
    "april_nights": (30,),
    "sites_and_months": (6, 12),
    "timer_and_free_lift": (7, 3),
    "year_of_nights": (365, 6, 8),
}

FEW = ["2015-02-03", "2015-02-04", "2015-08-04"]
"""Nights of which a year is planned in a test."""


def test_the_shipped_sweeps_are_these():
    assert shipped_sweeps() == list(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_sweep_can_be_flown(name):
    file, folder = load_sweep(name)
    assert file.name == name
    scenario, beside = file.flown(folder)
    axes = designed(scenario, file.parameters, file.design, file.points, 1)
    assert shape_of(file.design, axes) == SHIPPED[name]
    few = {
        path: FEW if path == "night" and len(SHIPPED[name]) == 3 else value for path, value in file.parameters.items()
    }
    plan = planned(scenario, Airs(None, beside), few, **file.settings)
    assert plan.base.simulation.balloons == file.balloons
    assert (plan.base.launch_rule is None) == file.any_weather
    assert len(plan.airs) == {"sites_and_months": 12, "year_of_nights": 2}.get(name, 1)


MINIMAL = {"name": "mine", "title": "Mine", "scenario": "lee_2015_04_04", "parameters": {TIMER: [1.0]}}


def test_a_file_may_name_a_scenario_beside_it_and_change_it(tmp_path):
    from sim.scenario.load import configs_directory

    text = (configs_directory() / "lee_2015_04_04.toml").read_text()
    (tmp_path / "own.toml").write_text(text.replace("lee_2015_04_04", "own", 1))
    lines = [
        'name = "mine"\ntitle = "Mine"\nscenario = "own.toml"\nany_weather = true',
        f'[changes]\n"balloon.gas_purity" = 0.9\n[parameters]\n"{TIMER}" = [1.0, 2.0]',
    ]
    (tmp_path / "sweep.toml").write_text("\n".join(lines))
    file, folder = load_sweep(tmp_path / "sweep.toml")
    scenario, beside = file.flown(folder)
    assert (scenario.name, scenario.launch_rule, beside) == ("own", None, tmp_path)
    assert json.loads(scenario.to_json())["balloon"]["gas_purity"]["value"] == 0.9


FAULTS = [
    ({"desing": "zip"}, "did you mean design"),
    ({"design": "lattice"}, "'grid', 'zip'"),
    ({"parameters": None}, "parameters"),
    ({"name": "My Sweep"}, "pattern"),
    ({"balloons": 0}, "balloons is 0"),
    ({"level": 1.0}, "level is 1"),
    ({"any_weather": "yes"}, "true or false"),
]


@pytest.mark.parametrize(("entries", "said"), FAULTS)
def test_faults_of_a_file_are_told(entries, said):
    with pytest.raises(ScenarioError, match=said):
        sweep_of(MINIMAL | entries, "mine.toml")


def test_all_faults_of_a_file_are_told_together():
    with pytest.raises(ScenarioError) as told:
        sweep_of({"title": 1, "desing": "zip", "balloons": 0, "parameters": {}, "scenario": "x"}, "mine.toml")
    assert len(told.value.problems) == 4
    assert all(problem.startswith("mine.toml: ") for problem in told.value.problems)


TYPED = {
    f"{TIMER}=1,2.5": (TIMER, [1, 2.5]),
    f"{TIMER}=1..4:7": (TIMER, {"first": 1.0, "last": 4.0, "count": 7}),
    f"{TIMER}=1..4": (TIMER, {"low": 1.0, "high": 4.0}),
    f"{TIMER}=own": (TIMER, "own"),
    "weather.vertical_wind=true,false": ("weather.vertical_wind", [True, False]),
    "night=2015-04-04,2015-05-05": ("night", [date(2015, 4, 4), date(2015, 5, 5)]),
    'weather.wind=[["a.nc", "b.nc"], "climatology"]': ("weather.wind", [["a.nc", "b.nc"], "climatology"]),
    "balloon.gas_purity={low = 0.9, high = 0.95}": ("balloon.gas_purity", {"low": 0.9, "high": 0.95}),
}


@pytest.mark.parametrize("text", TYPED)
def test_parameters_of_the_command_line_are_read(text):
    assert typed_parameter(text) == TYPED[text]


@pytest.mark.parametrize("text", ["", "a", "=1", "a=", "a=[1"])
def test_what_is_no_parameter_is_refused(text):
    with pytest.raises(InputError, match="--parameter"):
        typed_parameter(text)
