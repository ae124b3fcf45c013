"""`balloon-drift wind fetch`: exit codes, what is said, and where. No test touches the network."""

import re
import socket

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from tests.fetch.stores import arco_globe, written
from tests.fetch.test_far_away import with_packages, without_network
from tests.fetch.test_stores import interrupted_after

NIGHT = ("--times", "2015-04-03T12:30", "2015-04-03T15:10")


def fetched(out, *words):
    return CliRunner().invoke(app, ["wind", "fetch", "--out", str(out), *map(str, words)])


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return written(arco_globe(), tmp_path_factory.mktemp("store") / "era5.zarr")


def test_a_fetch_says_the_size_first_and_the_file_last(store, tmp_path):
    done = fetched(tmp_path / "night.nc", *NIGHT, "--store", store)
    assert done.exit_code == 0, done.output
    assert re.search(r"transfers about [\d.]+ MB, unpacks [\d.]+ MB and keeps [\d.]+ kB", done.stderr)
    assert re.search(r"Fetched: 60 of 60, 0 s left", done.stderr)
    assert done.stdout == f"Written: {tmp_path / 'night.nc'}\n"
    assert sim.open_wind(tmp_path / "night.nc").first_time == np.datetime64("2015-04-03T12:00")


def test_box_and_pressure_are_typed_in_degrees_and_hectopascals(store, tmp_path):
    box = ("--box", "-10", "40", "10", "50", "--least-pressure", "500")
    done = fetched(tmp_path / "west.nc", *NIGHT, "--store", store, *box, "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    field = sim.open_wind(tmp_path / "west.nc")
    assert field.box == (-10.0, 40.0, 10.0, 50.0)
    assert float(field.dataset["air_pressure"].min()) == 50_000.0


def test_an_interrupt_ends_with_its_own_code_and_the_same_command_goes_on(store, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        interrupted_after(2, patch)
        cut_off = fetched(tmp_path / "night.nc", *NIGHT, "--store", store)
    assert cut_off.exit_code == 4
    assert "Start the same command again" in cut_off.stderr
    assert not (tmp_path / "night.nc").exists()
    done = fetched(tmp_path / "night.nc", *NIGHT, "--store", store)
    assert done.exit_code == 0, done.output
    assert "2 of 5 parts are here already." in done.stderr


def test_a_source_that_stops_answering_ends_like_an_interrupt(store, tmp_path, monkeypatch):
    def silent(self, part, step):
        raise sim.errors.FetchInterrupted("gs://bucket: nothing arrived.")

    monkeypatch.setattr("sim.fetch.stores.StoreSource.read", silent)
    done = fetched(tmp_path / "night.nc", *NIGHT, "--store", store)
    assert done.exit_code == 4
    assert "0 of 5 parts were fetched" in done.stderr


def test_without_a_network_it_ends_at_once_with_one_sentence(tmp_path, monkeypatch):
    with_packages(monkeypatch, "fsspec", "gcsfs")
    without_network(monkeypatch)
    done = fetched(tmp_path / "night.nc", *NIGHT)
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert "cannot be reached" in line
    assert "Traceback" not in done.stderr


def test_without_the_packages_it_ends_with_one_sentence(tmp_path, monkeypatch):
    with_packages(monkeypatch, missing=("gcsfs", "fsspec", "cdsapi"))
    for words, package in (((), "gcsfs"), (("--from", "cds"), "cdsapi")):
        done = fetched(tmp_path / "night.nc", *NIGHT, *words)
        assert done.exit_code == 2
        (line,) = done.stderr.strip().splitlines()
        assert package in line


def test_all_faults_are_told_together(store, tmp_path):
    (tmp_path / "night.nc").write_text("precious")
    done = fetched(
        tmp_path / "night.nc",
        "--times",
        "tomorrow",
        "later",
        "--scenario",
        "nowhere",
        "--store",
        store,
        "--from",
        "gfs",
    )
    assert done.exit_code == 2
    for words in ("nowhere", "one of --times and --scenario", "'gfs'", "--overwrite"):
        assert words in done.stderr
    assert (tmp_path / "night.nc").read_text() == "precious"


def test_a_scenario_gives_the_span_of_its_flights(tmp_path, store):
    done = fetched(tmp_path / "night.nc", "--scenario", "lee_2015_04_04", "--store", store)
    # The store of this test ends before the launch; what was asked of it is what counts.
    assert done.exit_code == 2
    first, last = re.search(r"times asked for are (\S+) to (\S+) UTC", done.stderr).groups()
    launch = np.datetime64("2015-04-03T18:00")
    scenario = sim.load_scenario("lee_2015_04_04")
    assert np.datetime64(first) <= launch
    assert np.datetime64(first) > launch - np.timedelta64(6, "h")
    assert np.datetime64(last) >= launch + np.timedelta64(int(60 * scenario.simulation.horizon_h), "m")
    assert first.endswith(":00")
    assert last.endswith(":00")


def test_a_launch_outside_the_box_is_refused(tmp_path, store):
    done = fetched(tmp_path / "n.nc", "--scenario", "lee_2015_04_04", "--store", store, "--box", 0, 40, 10, 50)
    assert done.exit_code == 2
    assert "the launch site lies at" in done.stderr


def test_help_names_every_option_and_that_it_alone_touches_the_network():
    done = CliRunner().invoke(app, ["wind", "fetch", "--help"], terminal_width=200)
    assert done.exit_code == 0
    for word in (
        *("--out", "--times", "--scenario", "--box", "--least-pressure", "--from", "--store", "--overwrite", "--quiet"),
        "only command that touches the network",
    ):
        assert word in done.stdout


def test_the_tests_themselves_cannot_reach_the_network():
    with pytest.raises(AssertionError, match=r"tried to (reach|look up)"):
        socket.create_connection(("storage.googleapis.com", 443), timeout=1.0)
