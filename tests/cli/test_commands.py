import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.commands import app

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def small_run(out, *words):
    return balloon_drift("run", "lee_2015_04_04", "--balloons", 60, "--weather-members", 6, "--out", out, *words)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "lee"
    return out, small_run(out)


def test_run_prints_the_table_and_writes_flights_and_map(result):
    out, done = result
    assert done.exit_code == 3, done.output  # some balloons of sixty were underfilled
    assert re.search(r"North Korea +\d", done.stdout)
    assert "has no landing place" in done.stderr
    assert sim.open_flights(out).sizes["balloon"] == 60
    assert (out / "landing_map.png").read_bytes()[:4] == b"\x89PNG"


def test_run_keeps_an_existing_result_unless_told(result):
    out, _ = result
    before = (out / "flights.nc").read_bytes()
    again = small_run(out, "--rng-seed", 9)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    assert (out / "flights.nc").read_bytes() == before
    replaced = small_run(out, "--rng-seed", 9, "--overwrite")
    assert replaced.exit_code in (0, 3)
    assert sim.open_flights(out).attrs["rng_seed"] == "9"


def test_run_tells_its_table_also_where_a_file_cannot_be_written(result, tmp_path):
    _, whole = result
    (tmp_path / "landing_map.png").mkdir()
    done = small_run(tmp_path, "--overwrite")
    assert done.exit_code == 2
    assert whole.stdout.startswith(done.stdout)
    assert "North Korea" in done.stdout
    assert f"{tmp_path / 'landing_map.png'}: could not be written" in done.stderr
    assert f"Written before that, and kept: {tmp_path / 'flights.nc'}." in done.stderr
    assert sim.open_flights(tmp_path).sizes["balloon"] == 60


def test_of_two_runs_into_one_folder_the_second_leaves_nothing_there(tmp_path, monkeypatch):
    def drawn(*arguments, **keywords):  # just before the files are written
        (tmp_path / "tally.nc").write_text("of another run")
        return draw_landing_map(*arguments, **keywords)

    draw_landing_map = sim.maps.draw_landing_map
    monkeypatch.setattr("sim.maps.draw_landing_map", drawn)
    done = small_run(tmp_path)
    assert done.exit_code == 2
    assert "tally.nc: a result is there already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["tally.nc"]


def test_run_refuses_weathers_in_which_nothing_would_fly(tmp_path):
    words = ("--weather-members", 30, "--out", tmp_path / "out")
    done = balloon_drift("run", "lee_2015_04_04", "--balloons", 10, *words)
    assert done.exit_code == 2
    assert "weather_members is 30, and there are 10 balloons" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_slip_of_the_unit_is_said_by_check_and_run_and_in_the_result(tmp_path):
    path, out = tmp_path / "grams.toml", tmp_path / "out"
    text = (CONFIGS / "gfs_2011_01_15.toml").read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"(?m)^timer_h = \{ .* \}", 'timer_h = { value = 120, because = "x" }', text, count=1), encoding="utf-8"
    )
    checked = balloon_drift("check", path)
    assert checked.exit_code == 0, checked.output
    (usual,) = re.findall(r"  Note: (payload\.bundles\.\w+\.timer_h is 120; usual are .*)", checked.stdout)
    (late,) = re.findall(r"  Note: (payload\.bundles\.\w+\.timer_h lets \w+ go after 120 h, .*)", checked.stdout)
    done = balloon_drift("run", path, "--balloons", 4, "--weather-members", 2, "--out", out)
    assert done.exit_code in (0, 3), done.output
    assert all(f"  {note}\n" in done.stderr for note in (usual, late))
    assert json.loads(sim.open_flights(out).attrs["scenario_notes"]) == [usual, late]


def test_run_stops_when_the_answer_is_known_well_enough(tmp_path):
    out = tmp_path / "out"
    words = ("--any-weather", "--weather-members", 4, "--balloons", 20, "--out", out)
    done = balloon_drift("run", "lee_2015_04_04", "--stop-when", 0.001, *words)
    assert done.exit_code in (0, 3), done.output
    assert sim.open_flights(out).sizes["balloon"] == 20
    assert "No more than 20 balloons were to be flown." in done.stderr
    wrong = balloon_drift("run", "lee_2015_04_04", "--stop-when", 2, "--rng-seed", -1, *words)
    assert wrong.exit_code == 2
    for words in ("half_width is 2.0", "rng_seed is -1", "--overwrite"):
        assert words in wrong.stderr


def test_quiet_says_nothing_of_what_went_well(tmp_path):
    done = small_run(tmp_path, "--quiet")
    assert done.stdout == ""
    assert done.stderr == ""


def test_check_is_content_with_a_good_scenario():
    done = balloon_drift("check", "gfs_2011_01_15")
    assert done.exit_code == 0, done.output
    assert "ready to fly" in done.stdout


def test_explain_lists_every_value_with_unit_and_source():
    done = balloon_drift("explain", "lee_2015_04_04")
    assert done.exit_code == 0
    for words in ("back_pressure_hpa", "hPa", "estimate", "fact:verge_2015_04_08"):
        assert words in done.stdout


def test_map_draws_again_what_was_flown(result, tmp_path):
    out, _ = result
    target = tmp_path / "again.png"
    done = balloon_drift("map", out, "--out", target, "--item", "usb_stick")
    assert done.exit_code == 0, done.output
    assert target.read_bytes()[:4] == b"\x89PNG"
    assert balloon_drift("map", out, "--out", target).exit_code == 2


def write(tmp_path, *changes):
    text = (CONFIGS / "lee_2015_04_04.toml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "changed.toml"
    path.write_text(text)
    return path


BAD_SCENARIOS = {
    "unknown key": (
        [("film_density_kg_m3 =", "added_key = 1\nfilm_density_kg_m3 =")],
        ["added_key", "not a known key"],
    ),
    "naive time": ([("2015-04-04T03:00:00+09:00", "2015-04-04T03:00:00")], ["without an offset"]),
    "unknown site": ([('"western_border"', '"imjingack"')], ["imjingack", "imjingak"]),
    "misspelt key": ([("[launch]", "[launch]\nballons = 3")], ["ballons", "balloons"]),
    "citation of a claim": (
        [("estimate: 3 in 100", "fact:verge_2015_04_08/dvds_claimed")],
        ["dvds_claimed", "claim"],
    ),
    "negative free lift": (
        [('{ distribution = "lognormal", median = 0.08, spread = 1.6,', "{ value = -0.2,")],
        ["free_lift_fraction", "-0.2", "never leaves"],
    ),
    "not a number": ([("value = 12.0", "value = nan")], ["tube_length_m"]),
}


@pytest.mark.parametrize("case", BAD_SCENARIOS)
def test_bad_scenarios_end_with_one_clear_message_each(case, tmp_path):
    changes, words = BAD_SCENARIOS[case]
    out = tmp_path / "out"
    done = balloon_drift("run", write(tmp_path, *changes), "--out", out)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    for word in ("changed.toml", *words):
        assert word in lines[0]
    assert not out.exists()


def test_many_faults_are_told_together(tmp_path):
    changes = [change for changes, _ in list(BAD_SCENARIOS.values())[:5] for change in changes]
    done = balloon_drift("check", write(tmp_path, *changes))
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "nowhere_2015"], "nowhere_2015"),
        (["run", "lee_2015_04_04", "--wind", "missing.nc"], "missing.nc"),
        (["run", "lee_2015_04_04", "--wind", "shipped:gfs_2011_01_15_korea"], "steady"),
        (["run", "lee_2015_04_04", "--balloons", "0"], "balloons is 0"),
        (["run", "lee_2015_04_04", "--threads", "0"], "threads is 0"),
        (["run", "lee_2015_04_04", "--threads", "4096"], "threads is 4096"),
        (["map", "nothing_here"], "nothing_here"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = balloon_drift(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_faults_of_scenario_wind_sizes_and_folder_are_told_together(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "flights.nc").write_text("precious")
    done = balloon_drift("run", "lee_2015_04_04", "--wind", "missing.nc", "--balloons", 0, "--out", out)
    assert done.exit_code == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 3
    for words in ("missing.nc", "balloons is 0", "--overwrite"):
        assert sum(words in line for line in lines) == 1
    broken = write(tmp_path, ('"western_border"', '"imjingack"'))
    done = balloon_drift("run", broken, "--wind", "missing.nc", "--threads", 0)
    assert len(done.stderr.strip().splitlines()) == 3


def test_an_existing_result_is_refused_before_anything_flies(tmp_path, monkeypatch):
    def never(*args, **keywords):
        raise AssertionError("flown in vain")

    monkeypatch.setattr("sim.ensemble.simulate", never)
    (tmp_path / "landing_map.png").write_text("precious")
    done = small_run(tmp_path)
    assert done.exit_code == 2
    assert "landing_map.png" in done.stderr


def test_the_result_names_the_wind_that_was_asked_for(tmp_path):
    steady = write(tmp_path, ('wind = "climatology"', 'wind = "climatology"\nsteady = true'))
    done = balloon_drift(
        "run", steady, "--wind", "gfs_2011_01_15_korea", "--any-weather", "--balloons", 20, "--out", tmp_path / "out"
    )
    assert done.exit_code in (0, 3), done.stderr
    flown = sim.Scenario.from_json(sim.open_flights(tmp_path / "out").attrs["scenario"])
    assert flown.weather.wind == "gfs_2011_01_15_korea"
    assert flown.launch_rule is None


def test_a_rule_that_the_wind_does_not_meet_is_told_with_the_way_around_it(tmp_path):
    steady = write(tmp_path, ('wind = "climatology"', 'wind = "climatology"\nsteady = true'))
    done = balloon_drift("run", steady, "--wind", "gfs_2011_01_15_korea", "--balloons", 20, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "launch_rule lets 0 of 384 forecasts go; against it speak surface wind in" in done.stderr
    assert "--any-weather" in done.stderr
    assert not (tmp_path / "out" / "flights.nc").exists()


def test_more_kinds_than_a_map_can_tell_apart_are_flown_all_the_same(tmp_path):
    kinds = ("dvd_sleeve", "dvd_bare", "usb_stick", "microsd", "leaflet_vinyl", "leaflet_paper", "radio", "bank_note")
    text = (CONFIGS / "lee_2015_04_04.toml").read_text()
    begin = text.index("items = [")
    shares = ", ".join(f'{{ kind = "{kind}", mass_share = 0.125 }}' for kind in kinds)
    path = tmp_path / "many.toml"
    path.write_text(text[:begin] + f"items = [{shares}]" + text[text.index("]\n", begin) + 1 :])
    done = balloon_drift("run", path, "--balloons", 30, "--weather-members", 3, "--out", tmp_path / "out")
    assert done.exit_code in (0, 3), done.stderr
    assert "radio, bank_note" in done.stderr
    assert (tmp_path / "out" / "landing_map.png").exists()
    assert len(sim.landings(sim.open_flights(tmp_path / "out")).items) == 8


def test_an_unknown_item_for_the_map_is_refused(result, tmp_path):
    out, _ = result
    done = balloon_drift("map", out, "--out", tmp_path / "x.png", "--item", "umbrella")
    assert done.exit_code == 2
    assert "umbrella" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_an_interrupt_ends_with_its_own_code(tmp_path, monkeypatch):
    def interrupted(*args, **keywords):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.ensemble.simulate", interrupted)
    done = small_run(tmp_path / "out")
    assert done.exit_code == 4
    assert not (tmp_path / "out").exists()


def test_the_installed_command_runs_without_the_repository(tmp_path):
    command = shutil.which("balloon-drift", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("the package is not installed in this environment")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0
    for name in ("run", "check", "explain", "map"):
        assert name in done.stdout


def test_the_package_runs_as_a_module_with_the_exit_codes_of_the_command():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", "nonsense"], capture_output=True, text=True, cwd=root, check=False
    )
    assert done.returncode == 2
    assert "neither a file nor a shipped scenario" in done.stderr


def test_a_wind_may_lie_beside_its_scenario(tmp_path, monkeypatch):
    shipped = Path(sim.__file__).parent / "wind" / "gfs_2011_01_15_korea.nc"
    (tmp_path / "mine").mkdir()
    shutil.copy(shipped, tmp_path / "mine" / "january.nc")
    text = (CONFIGS / "gfs_2011_01_15.toml").read_text()
    assert '"shipped:gfs_2011_01_15_korea"' in text
    scenario = tmp_path / "mine" / "own.toml"
    scenario.write_text(text.replace('"shipped:gfs_2011_01_15_korea"', '"january.nc"'))
    monkeypatch.chdir(tmp_path)
    done = balloon_drift("check", scenario)
    assert done.exit_code == 0, done.stderr


def test_the_version_is_told():
    done = balloon_drift("--version")
    assert done.exit_code == 0
    assert re.fullmatch(r"balloon-drift \d+\.\d+\.\d+\n", done.stdout)
