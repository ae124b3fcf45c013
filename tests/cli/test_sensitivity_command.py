import pytest
import xarray as xr
from typer.testing import CliRunner

from sim.cli.commands import app

TINY = ("--any-weather", "--points", 3, "--weather-members", 3, "--factor", "gusts", "--output", "range")


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    return folder, balloon_drift("sensitivity", "lee_2015_04_04", *TINY, "--out", folder)


def test_it_prints_a_table_of_every_item_and_leaves_result_and_picture(made):
    folder, done = made
    assert done.exit_code == 0, done.output
    assert {path.name for path in folder.iterdir()} == {"sensitivity.nc", "sensitivity_range.png"}
    result = xr.open_dataset(folder / "sensitivity.nc", engine="h5netcdf")
    for label in result["item_label"].values:
        assert f"{label}: distance from the launch site" in done.stdout
    found = result["total_order"].sel(item="usb_stick", factor="gusts").item()
    assert f"{found:.2f} (" in done.stdout.split("USB stick")[1]


def test_a_result_that_is_there_is_kept(made):
    folder, _ = made
    done = balloon_drift("sensitivity", "lee_2015_04_04", *TINY, "--out", folder)
    assert done.exit_code == 2
    assert "sensitivity.nc" in done.stderr


def test_faults_are_told_before_anything_is_flown(tmp_path):
    done = balloon_drift("sensitivity", "lee_2015_04_04", "--method", "moris", "--output", "nort", "--out", tmp_path)
    assert done.exit_code == 2
    assert "did you mean morris" in done.stderr
    assert "did you mean north" in done.stderr
    assert list(tmp_path.iterdir()) == []
