import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from sim.errors import SweepInterrupted

TIMER = "payload.bundles.main.timer_h"
TINY = ("--any-weather", "--balloons", 4, "--weather-members", 2)


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def tiny_sweep(store, *words):
    timers = f"{TIMER}=1..3:3"
    return balloon_drift("sweep", "lee_2015_04_04", "--parameter", timers, *TINY, "--store", store, *words)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    store = tmp_path_factory.mktemp("sweep") / "store"
    return store, tiny_sweep(store)


def test_a_sweep_says_what_it_will_take_and_what_came_of_it(swept):
    store, done = swept
    assert done.exit_code in (0, 3), done.output
    assert "3 points (3 timer_h) of 4 balloons in 2 weather members: 12 balloons" in done.stderr
    assert re.search(r"About \d+ s with \d+ threads and [\d.]+ GB of memory", done.stderr)
    assert "Points flown: 3 of 3" in done.stderr
    rows = done.stdout.splitlines()[1:4]
    assert [row.split("  ")[0] for row in rows] == ["timer_h = 1", "timer_h = 2", "timer_h = 3"]
    result = sim.open_sweep(store)
    first = result.isel(timer_h=0).sel(item="usb_stick", region="north_korea")
    assert f"{100 * float(first['probability']):.1f} (" in rows[0]
    assert int(result["balloons"][0]) == 4


def test_the_same_command_and_resume_go_on_from_what_is_there(swept):
    store, done = swept
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.name != "lock"}
    for again in (tiny_sweep(store), balloon_drift("resume", store)):
        assert again.exit_code == done.exit_code
        assert again.stdout == done.stdout
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.name != "lock"} == before


def test_a_steady_wind_of_another_date_is_said_before_the_nights_are_flown(tmp_path):
    store, words = tmp_path / "store", ("--parameter", "night=2015-04-04..2015-04-06", *TINY)
    done = balloon_drift("sweep", "gfs_2011_01_15", *words, "--store", store)
    assert done.exit_code in (0, 3), done.output
    # from 15 January 2011 to 4 and to 6 April 2015, all at 12:00 UTC
    note = "The wind is held steady as it was at 2011-01-15T12:00 UTC, 1,540 days to 1,542 days from the launch."
    assert f"  {note}" in done.stderr.splitlines()
    assert sim.open_sweep(store).attrs["launch_notes"] == json.dumps([note])
    assert note in balloon_drift("resume", store).stderr


def test_quiet_says_nothing_of_what_went_well(swept):
    store, _ = swept
    done = balloon_drift("resume", store, "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_another_sweep_is_refused_with_what_differs(swept):
    store, _ = swept
    done = tiny_sweep(store, "--rng-seed", 2)
    assert done.exit_code == 2
    assert "simulation.rng_seed: 1 in the store, 2 asked for" in done.stderr


def test_parts_say_what_is_outstanding(tmp_path, monkeypatch, swept):
    monkeypatch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 1)
    first = tiny_sweep(tmp_path / "store", "--shard", "2/2")
    assert first.exit_code == 0
    assert "1 of 3 points are outstanding" in first.stdout
    second = balloon_drift("resume", tmp_path / "store", "--shard", "1/2")
    assert "Written:" in second.stdout
    pair = (sim.open_sweep(store) for store in (tmp_path / "store", swept[0]))
    xr.testing.assert_identical(*pair)


BAD = {
    "no values": (["--parameter", TIMER], [f"--parameter {TIMER}"]),
    "no TOML": (["--parameter", f"{TIMER}={{first=1"], ["not valid TOML"]),
    "unknown path": (["--parameter", "ballon.gas_purity=0.9"], ["did you mean balloon"]),
    "unknown design": (["--parameter", f"{TIMER}=1", "--design", "grdi"], ["'grdi'"]),
    "several": (
        ["--parameter", "a", "--parameter", "b", "--shard", "4/3", "--threads", "0"],
        ["a:", "b:", "4/3", "threads"],
    ),
    "workers": (["--parameter", f"{TIMER}=1", "--scheduler", "tcp://a:1", "--workers", "2"], ["workers is 2"]),
    "no scheduler": (["--parameter", f"{TIMER}=1", "--scheduler", "nowhere.json"], ["nowhere.json: cannot be read"]),
    "bad value": (["--parameter", f"{TIMER}=1,-2"], ["at timer_h = -2: ", "greater than 0"]),
    "missing wind": (["--parameter", f"{TIMER}=1", "--wind", "missing.nc"], ["at every point: missing.nc"]),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_refused_and_nothing_is_written(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words, said = BAD[case]
    done = balloon_drift("sweep", "lee_2015_04_04", *words)
    assert done.exit_code == 2, done.output
    lines = done.stderr.strip().splitlines()
    assert len(lines) == max(1, len(said) if case == "several" else 1)
    for word in said:
        assert word in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "timer_and_fre_lift"], "did you mean timer_and_free_lift"),
        (["sweep", "timer_and_free_lift", "--points", "4"], "go with --parameter"),
        (["sweep", "nowhere.toml"], "nowhere.toml"),
        (["resume", "nowhere"], "no store"),
        (["resume", ".", "--shard", "0/2"], "--shard is 0/2"),
    ],
)
def test_files_and_stores_that_are_not_there_are_named(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = balloon_drift(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_ends_with_the_code_for_interrupted(tmp_path, monkeypatch):
    def full(self, number, arrays):
        raise SweepInterrupted("no space; go on with `balloon-drift resume`.")

    monkeypatch.setattr("sim.sweeps.store.Store.keep", full)
    done = tiny_sweep(tmp_path / "store")
    assert done.exit_code == 4
    assert "balloon-drift resume" in done.stderr


def test_an_interrupt_from_the_keyboard_ends_with_the_code_for_interrupted(tmp_path):
    """Thirty points take some seconds, and it is interrupted before the first."""
    words = ["sweep", "lee_2015_04_04", "--parameter", f"{TIMER}=1..3:30", *map(str, TINY), "--store", tmp_path / "s"]
    run = [sys.executable, "-c", "from sim.cli import main; main()", *map(str, words)]
    # whoever runs the tests in the background may have told them to ignore the key, and a child inherits that
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(run, cwd=root, stderr=subprocess.PIPE, text=True, **heard) as process:
        for line in process.stderr:
            if "About" in line:
                process.send_signal(signal.SIGINT)
                break
        assert "Interrupted" in process.stderr.read()
    assert process.returncode == 4


def test_a_sweep_is_drawn_finished_or_not(swept, tmp_path):
    store, _ = swept
    for number, words in enumerate(
        [(), ("--less", "sea"), ("--lines", "--at", "timer_h=1,3", "--item", "leaflet_vinyl")]
    ):
        picture = tmp_path / f"{number}.png"
        done = balloon_drift("chart", store, *words, "--out", picture)
        assert (done.exit_code, done.stdout) == (0, f"Written: {picture}\n"), done.output
        assert picture.read_bytes().startswith(b"\x89PNG")
    again = balloon_drift("chart", store, "--out", picture)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr


def test_every_fault_of_a_chart_is_told(swept, tmp_path):
    store, _ = swept
    wrong = ("--at", "timer_h=9", "--at", "site=gimpo", "--less", "sea", "--lines", "--out", tmp_path / "a.doc")
    done = balloon_drift("chart", store, *wrong)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 4
    assert "timer_h has no value 9; known are 1, 2, 3." in done.stderr
    assert balloon_drift("chart", tmp_path).exit_code == 2
    assert "no store" in balloon_drift("chart", tmp_path).stderr


def test_what_is_kept_beside_is_asked_for_by_options(tmp_path):
    done = tiny_sweep(tmp_path / "store", "--density", "--samples", 2, "--by-member")
    assert done.exit_code in (0, 3), done.output
    result = sim.open_sweep(tmp_path / "store")
    assert {"density", "sample_balloon", "member_share"} <= set(result.data_vars)
    # three points of four items, 120 x 120 cells of 4 bytes each, are 0.69 MB
    assert re.search(r"The result takes 7\d\d\.\d kB\.", done.stderr)
