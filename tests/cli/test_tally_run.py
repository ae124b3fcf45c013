"""Runs whose landings are counted and not kept, as a person starts them."""

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.commands import app


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def small_run(out, *words, members=3):
    return balloon_drift("run", "gfs_2011_01_15", "--balloons", 12, "--weather-members", members, "--out", out, *words)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "night"
    return out, small_run(out, "--tally")


def test_a_tally_is_told_drawn_and_written(result):
    out, done = result
    assert done.exit_code in (0, 3), done.output
    assert f"Written: {out / 'tally.nc'} and {out / 'landing_map.png'}" in done.stdout
    assert str(sim.tallied(sim.open_tally(out)).regions()) in done.stdout
    assert "landings are counted" not in done.stderr  # it was asked for
    assert (out / "landing_map.png").read_bytes()[:4] == b"\x89PNG"
    assert not (out / "flights.nc").exists()


def test_a_tally_is_drawn_and_flown_again_from_its_folder_or_file(result, tmp_path):
    out, _ = result
    assert balloon_drift("map", out / "tally.nc", "--out", tmp_path / "again.png").exit_code == 0
    again = balloon_drift("reproduce", out)
    assert again.exit_code == 0, again.output
    assert again.stdout.startswith("The same bits: 12 balloons, ")


def test_what_needs_every_landing_says_how_to_keep_them(result):
    out, _ = result
    for command in ("report", "export"):
        done = balloon_drift(command, out / "tally.nc")
        assert done.exit_code == 2
        assert "holds a tally, which keeps no landing; what needs every landing needs `balloon-drift run --keep`" in (
            done.stderr
        )


def test_too_many_drops_are_tallied_without_being_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.landing.MOST_KEPT", 100)
    done = small_run(tmp_path)
    assert done.exit_code in (0, 3), done.output
    assert "192 drops are more than 100: landings are counted while they are flown, and not kept" in done.stderr
    assert (tmp_path / "tally.nc").exists()
    none_kept = small_run(tmp_path / "tracked", "--tracks", 2)
    assert none_kept.exit_code == 2
    assert "nor is any of the --tracks; add --keep, or fly fewer balloons" in none_kept.stderr
    beside = small_run(tmp_path, "--keep", "--overwrite")
    assert beside.exit_code == 2
    assert "tally.nc: a result of another kind is there" in beside.stderr


def test_what_cannot_be_had_together_is_refused(tmp_path):
    done = small_run(tmp_path, "--tally", "--stop-when", 0.1)
    assert done.exit_code == 2
    assert "--stop-when reads every landing, and --tally keeps none" in done.stderr
    one = small_run(tmp_path, "--tally", members=1)
    assert one.exit_code == 2
    assert "all balloons fly in one weather" in one.stderr
    assert [*tmp_path.iterdir()] == []


def test_tracks_are_kept_and_exported(tmp_path):
    done = small_run(tmp_path, "--tracks", 3)
    assert done.exit_code in (0, 3), done.output
    np.testing.assert_array_equal(sim.open_flights(tmp_path)["track"], [0, 1, 2])
    assert balloon_drift("export", tmp_path, "--tracks", tmp_path / "tracks.nc").exit_code == 0
    assert (tmp_path / "tracks.nc").exists()


@pytest.mark.parametrize(("words", "said"), [
    (("--tally", "--tracks", 2), "run: --tally keeps no --tracks; leave one of them out."),
    (("--stop-when", 0.2, "--tracks", 2), "run: --stop-when keeps no --tracks; leave one of them out."),
    (("--tracks", -1), "tracks is -1; it must be a whole number from 0"),
])  # fmt: skip
def test_tracks_that_cannot_be_kept_are_refused(words, said, tmp_path):
    done = small_run(tmp_path, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())
