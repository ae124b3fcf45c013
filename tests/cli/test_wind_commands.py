"""The commands on winds: what they print against what was put into a file, and how they refuse."""

import re

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from tests.wind.files import TIMES, plain_wind, shared, written
from tests.wind.test_members import ensemble

GFS = "shipped:gfs_2011_01_15_korea"


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def wind_file(tmp_path):
    return written(plain_wind(), tmp_path / "plain.nc")


def row_of(text, level):
    (row,) = [line.split() for line in text.splitlines() if line.split()[:1] == [level]]
    return row


def test_check_prints_what_was_put_into_the_file(wind_file):
    done = balloon_drift("wind", "check", wind_file)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    for words in (
        "made for a test (plain.nc)",
        "2015-04-03T12:00 to 2015-04-04T00:00 UTC, 3, 6 h apart",
        "122 to 132 E, 6 in steps of 2 degree",
        "34 to 42 N, 5 in steps of 2 degree",
        "5, from 1000 hPa (",
        "the air is taken as dry",
    ):
        assert words in done.stdout, words
    assert re.search(r"SHA-256 +[0-9a-f]{64}\n", done.stdout)
    # 500 hPa: 5 + 12 + 0.5 y + 0.3 x + t and -3 + 4.5 - 0.4 y + 0.2 x - 0.5 t, y in -4..4, x in -5..5, t in 0..2.
    row = row_of(done.stdout, "500")
    assert row[3:9] == ["13.5", "18.0", "22.5", "-2.1", "1.0", "4.1"]
    # Over all levels, from 5 - 2 - 1.5 to 5 + 16 + 2 + 1.5 + 2.
    assert (row_of(done.stdout, "all")[3], row_of(done.stdout, "all")[5]) == ("1.5", "26.5")


def test_check_shows_a_wrong_unit_by_its_range(tmp_path):
    # Knots that are called metres in a second are not refused: they are plausible. The table shows them.
    air = plain_wind()
    for name in ("u", "v"):
        air[name] = (air[name] * 3600.0 / 1852.0).assign_attrs(air[name].attrs)
    done = balloon_drift("wind", "check", written(air, tmp_path / "knots.nc"))
    assert done.exit_code == 0
    assert float(row_of(done.stdout, "300")[5]) == pytest.approx(26.5 * 3600.0 / 1852.0, abs=0.051)


def test_check_puts_several_files_together(tmp_path):
    air = plain_wind()
    files = [written(air.isel(time=[i]), tmp_path / f"{i}.nc") for i in (2, 0, 1)]
    done = balloon_drift("wind", "check", *files)
    assert done.exit_code == 0, done.output
    assert "(3 files, 0.nc to 2.nc)" in done.stdout
    assert "UTC, 3, 6 h apart" in done.stdout


def test_check_tells_every_problem_of_a_file(tmp_path):
    air = plain_wind().drop_vars("t")
    air["u"].attrs["units"] = "furlongs"
    done = balloon_drift("wind", "check", written(air, tmp_path / "bad.nc"))
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    assert sum("air temperature on pressure levels is missing" in line for line in lines) == 1
    assert sum("furlongs" in line for line in lines) == 1


def test_check_says_that_a_scenario_can_be_flown():
    done = balloon_drift("wind", "check", GFS, "--scenario", "gfs_2011_01_15")
    assert done.exit_code == 0, done.output
    assert done.stdout.endswith("gfs_2011_01_15: ready to fly in this wind.\n")
    assert "Vertical wind ends at 15531 m" in done.stdout


def test_check_tells_every_problem_of_a_scenario_after_the_table(tmp_path):
    # West of the peninsula, and over before the flights are.
    air = plain_wind().assign_coords(longitude=np.arange(100.0, 111.0, 2.0))
    done = balloon_drift("wind", "check", written(air, tmp_path / "far.nc"), "--scenario", "lee_2015_04_04")
    assert done.exit_code == 2
    assert "100 to 110 E" in done.stdout
    assert "ready" not in done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    assert "outside the wind" in lines[0]
    assert "h at the end are missing" in lines[1]


def test_check_tells_faults_of_wind_and_scenario_together():
    done = balloon_drift("wind", "check", "missing.nc", "--scenario", "nowhere_2015")
    assert done.exit_code == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    assert "nowhere_2015" in lines[0]
    assert "missing.nc" in lines[1]


def test_check_knows_the_climate_of_a_launch():
    done = balloon_drift("wind", "check", "climatology", "--scenario", "lee_2015_04_04")
    assert done.exit_code == 0, done.output
    assert "climate of Korea for April" in done.stdout
    assert "it holds at every time" in done.stdout
    air = sim.climatological_wind(sim.load_scenario("lee_2015_04_04")).dataset
    eastward = air["eastward_wind"].isel(time=0, level=air["air_pressure"] == 50_000.0).mean()
    # one digit behind the point
    assert float(row_of(done.stdout, "500")[4]) == pytest.approx(eastward.item(), abs=0.0501)


@pytest.mark.parametrize("command", ["check", "show"])
def test_the_climate_needs_a_launch(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = balloon_drift("wind", command, "climatology")
    assert done.exit_code == 2
    assert done.stderr == "climatology: the month comes from a launch; name a scenario with --scenario.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_climate_is_not_put_together_with_files():
    done = balloon_drift("wind", "check", "climatology", "a.nc", "--scenario", "lee_2015_04_04")
    assert done.exit_code == 2
    assert "give it alone" in done.stderr


def test_a_member_of_an_ensemble_is_chosen_by_its_number(tmp_path):
    path = written(ensemble("number", [3, 5, 7]), tmp_path / "three.nc")
    whole = balloon_drift("wind", "check", path)
    assert "  members    3; all numbers here are of the first\n" in whole.stdout
    # Each member blows 1 m s-1 faster toward the east than the one before; the fastest of the first is 26.5.
    for words, fastest in (((), "26.5"), (("--member", 5), "27.5"), (("--member", 7), "28.5")):
        done = balloon_drift("wind", "check", path, *words)
        assert done.exit_code == 0, done.output
        assert row_of(done.stdout, "all")[5] == fastest
    for command in (("check",), ("show", "--out", tmp_path / "x.png")):
        unknown = balloon_drift("wind", *command, path, "--member", 4)
        assert unknown.exit_code == 2
        assert "there is no number 4; the file has 3, 5, 7" in unknown.stderr
        climate = balloon_drift("wind", *command, "climatology", "--scenario", "lee_2015_04_04", "--member", 4)
        assert climate.stderr == "climatology: it is no ensemble; leave --member out.\n"
    done = balloon_drift("wind", "show", path, "--member", 5, "--out", tmp_path / "five.png")
    assert done.exit_code == 0, done.output
    assert "An ensemble of" not in done.stderr


def test_check_quiet_says_nothing_of_what_went_well(wind_file):
    done = balloon_drift("wind", "check", wind_file, "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_a_station_of_a_sounding_is_chosen_behind_the_name():
    path = shared() / "data/soundings/temp_20081208T12_dev.csv"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    done = balloon_drift("wind", "check", f"{path}#Osan")
    assert done.exit_code == 0, done.output
    assert "Osan (47122)" in done.stdout
    assert balloon_drift("wind", "check", f"{path}#Nowhere").exit_code == 2


def test_show_writes_a_picture_and_says_where(wind_file, tmp_path):
    target = tmp_path / "pictures" / "night.png"
    done = balloon_drift("wind", "show", wind_file, "--at", 37.5, 127, "--time", TIMES[1], "--out", target)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"Written: {target}\n"
    assert target.read_bytes()[:4] == b"\x89PNG"


def test_show_keeps_an_existing_picture_unless_told(wind_file, tmp_path):
    target = tmp_path / "night.png"
    target.write_text("precious")
    refused = balloon_drift("wind", "show", wind_file, "--out", target)
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert target.read_text() == "precious"
    done = balloon_drift("wind", "show", wind_file, "--out", target, "--overwrite", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert target.read_bytes()[:4] == b"\x89PNG"


def test_show_takes_place_and_time_from_a_scenario(tmp_path):
    target = tmp_path / "april.svg"
    done = balloon_drift("wind", "show", "climatology", "--scenario", "lee_2015_04_04", "--out", target)
    assert done.exit_code == 0, done.output
    assert "<svg" in target.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.nc"], "missing.nc: there is no such file"),
        ([GFS, "--out", "wind.bmp"], "the name ends in .bmp; it must end in one of png"),
        ([GFS, "--height", "25000"], "a height of 25000 m lies outside the wind, which reaches from -500 to 20138 m"),
        ([GFS, "--at", "10", "127"], "the place at 10 N, 127 E lies outside the wind, which covers 25 to 50 N"),
        ([GFS, "--at", "-38", "127"], "the place at -38 N, 127 E lies outside the wind"),
        ([GFS, "--time", "2011-01-16"], "2011-01-16T00:00 UTC is not the one time of this wind, 2011-01-15T12:00 UTC"),
        ([GFS, "--time", "noon"], "the time is 'noon'; it must be ISO 8601"),
        ([GFS, "--scenario", "nowhere_2015"], "nowhere_2015"),
    ],
)
def test_show_refuses_in_one_sentence_and_writes_nothing(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = balloon_drift("wind", "show", *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert said in lines[0]
    assert list(tmp_path.iterdir()) == []


def test_show_refuses_a_time_outside_the_span(wind_file, tmp_path):
    done = balloon_drift("wind", "show", wind_file, "--time", "2015-04-04T12:00+09:00", "--out", tmp_path / "x.png")
    assert done.exit_code == 2
    assert "2015-04-04T03:00 UTC lies outside the wind, which lasts from 2015-04-03T12:00 to" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_show_tells_all_faults_together(tmp_path):
    done = balloon_drift("wind", "show", GFS, "--at", 0, 0, "--height", -1000, "--out", tmp_path / "x.doc")
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 3
