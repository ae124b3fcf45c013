"""`export`, `reproduce` and `score` as a person types them."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from tests.landing.made import made_flights

SHIPPED = Path(sim.__file__).parent / "wind" / "gfs_2011_01_15_korea.nc"


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    shutil.copy(SHIPPED, folder / "night.nc")
    scenario = sim.load_scenario("gfs_2011_01_15").with_values({"weather.wind": "night.nc"})
    flights = sim.simulate(scenario, sim.wind_for(scenario, folder), balloons=12, weather_members=2, tracks=2)
    sim.save_flights(flights, folder / "flights.nc")
    return folder


def test_export_writes_several_files_at_once(result, tmp_path):
    names = ["a.kml", "a.geojson", "a.gpkg", "a.csv", "a.nc"]
    tracks, density = tmp_path / "tracks.nc", tmp_path / "density.nc"
    done = balloon_drift(
        "export", result, *(tmp_path / name for name in names), "--tracks", tracks, "--density", density
    )
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "tracks.nc", "density.nc"])
    assert done.stdout.count("Written: ") == 7
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 1 + 12 * 12


def test_export_of_one_item_and_bundle(result, tmp_path):
    done = balloon_drift("export", result, tmp_path / "a.csv", "--item", "usb_stick", "--bundle", "medium", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "")
    rows = (tmp_path / "a.csv").read_text().splitlines()[1:]
    assert len(rows) == 24
    assert all(row.startswith("usb_stick,") and ",medium," in row for row in rows)


def test_export_to_one_name_twice_writes_nothing(result, tmp_path):
    done = balloon_drift("export", result, tmp_path / "same.csv", tmp_path / "same.csv")
    assert done.exit_code == 2
    assert "same.csv is named twice" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_export_names_what_it_wrote_before_a_file_that_cannot_be(result, tmp_path):
    (tmp_path / "b.kml").mkdir()
    words = (tmp_path / "a.csv", tmp_path / "b.kml", tmp_path / "c.csv")
    done = balloon_drift("export", result, *words, "--overwrite")
    assert done.exit_code == 2
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{tmp_path / 'b.kml'}: could not be written")
    assert second == f"Written before that, and kept: {tmp_path / 'a.csv'}."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.kml"]
    done = balloon_drift("export", result, tmp_path / "b.kml", "--overwrite")
    assert "Written before" not in done.stderr


def test_export_says_all_faults_at_once_and_writes_nothing(result, tmp_path):
    (tmp_path / "kept.kml").write_text("precious")
    done = balloon_drift(
        "export", result, tmp_path / "kept.kml", tmp_path / "a.shp", "--tracks", tmp_path / "t.txt", "--item", "radio"
    )
    assert done.exit_code == 2
    for said in ("'radio'", "a.shp: the name ends in .shp", "t.txt: the name ends in .txt", "--overwrite"):
        assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.kml"]
    assert (tmp_path / "kept.kml").read_text() == "precious"
    assert "nothing is asked for" in balloon_drift("export", result).stderr


def test_export_writes_nothing_where_a_density_is_asked_for_and_nothing_landed(tmp_path):
    scenario = sim.load_scenario("gfs_2011_01_15").with_values({"simulation.horizon_h": 0.1})
    aloft = sim.simulate(scenario, sim.wind_for(scenario), balloons=2, weather_members=1)
    sim.save_flights(aloft, tmp_path / "flights.nc")
    done = balloon_drift("export", tmp_path, tmp_path / "a.csv", "--density", tmp_path / "d.nc")
    assert done.exit_code == 2
    assert "reached the ground, so there is no place to describe" in done.stderr
    assert "Written" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["flights.nc"]


def test_reproduce_finds_the_wind_beside_the_file_and_the_same_bits(result):
    done = balloon_drift("reproduce", result)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("The same bits: 12 balloons, 192 drops")


def test_reproduce_ends_with_1_where_a_bit_differs(result, tmp_path):
    changed = sim.open_flights(result)
    changed["landing_height"].values[:] += np.float32(0.5)
    sim.save_flights(changed, tmp_path / "flights.nc")
    done = balloon_drift("reproduce", tmp_path, "--wind", result / "night.nc", "--quiet")
    assert done.exit_code == 1, done.output
    assert "landing_height: " in done.stdout
    assert "by at most 0.5." in done.stdout


def test_reproduce_refuses_another_wind(result, tmp_path):
    other = tmp_path / "other.nc"
    with xr.open_dataset(SHIPPED, engine="h5netcdf") as wind:
        wind.load().to_netcdf(other, engine="h5netcdf")  # the same air, other bytes
    done = balloon_drift("reproduce", result, "--wind", other)
    assert done.exit_code == 2
    assert "give that wind (--wind)" in done.stderr


def made_launch(name, folder):
    """Forty envelopes within some 30 km of Magok-ri, half of them down before the find at 01:00 UTC."""
    generator = np.random.default_rng(1)
    places = (127.57 + 0.2 * generator.standard_normal((40, 1)), 37.70 + 0.2 * generator.standard_normal((40, 1)))
    flights = made_flights(*places, ["empty_envelope"])
    hours = np.where(np.arange(40) < 20, 0, 2)[:, None].astype("timedelta64[h]")
    times = (np.datetime64("2020-06-23T00:00", "ns") + hours).astype("datetime64[ns]")
    flights["landing_time"] = (("balloon", "drop"), times)
    flights.attrs |= {"scenario_name": name, "scenario": "{}"}
    return sim.save_flights(flights, folder / "flights.nc")


def test_score_compares_with_what_was_found(tmp_path):
    done = balloon_drift("score", made_launch("hongcheon_2020_06_22", tmp_path))
    assert done.exit_code == 0, done.output
    for said in ("fact:etoday_2020_06_23/tube_found", "at the latest", "50.0 % came down later", "within 25 km"):
        assert said in done.stdout


def test_score_refuses_a_launch_of_which_nothing_was_found(tmp_path):
    done = balloon_drift("score", made_launch("made_up", tmp_path))
    assert done.exit_code == 2
    assert "made_up: no place is known" in done.stderr
    assert "hongcheon_2020_06_22" in done.stderr
