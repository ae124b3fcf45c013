"""Fetching from a store laid out as the public one, on this machine: whole, cut off, damaged, and refused."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import FetchError, FetchInterrupted, InputError
from sim.fetch import fetch_wind, planned_fetch
from sim.fetch.stores import StoreSource
from tests.fetch.stores import HOURS, LATITUDES, LEVELS, LONGITUDES, TIMES, arco_globe, written

pytest.importorskip("zarr", reason="zarr is not installed: pip install zarr")

NIGHT = ("2015-04-03T12:30", "2015-04-03T15:10")
ROWS, COLUMNS, STEPS = slice(8, 13), slice(23, 29), slice(2, 7)
"""Of the globe: 50 to 30 N and 115 to 140 E, around the box over Korea, and 12 to 16 UTC, around the night."""

NAMES = {
    "u": "u_component_of_wind",
    "v": "v_component_of_wind",
    "t": "temperature",
    "z": "geopotential",
    "q": "specific_humidity",
    "w": "vertical_velocity",
    "u10": "10m_u_component_of_wind",
    "v10": "10m_v_component_of_wind",
    "u100": "100m_u_component_of_wind",
    "v100": "100m_v_component_of_wind",
    "tp": "total_precipitation",
    "geopotential_at_surface": "geopotential_at_surface",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return written(arco_globe(), tmp_path_factory.mktemp("store") / "era5.zarr")


def opened(path):
    with xr.open_dataset(path, engine="h5netcdf") as dataset:
        return dataset.load()


def problems_of(path, **asked):
    with pytest.raises(InputError) as caught:
        fetch_wind(path, **asked)
    assert all(problem.endswith(".") for problem in caught.value.problems)
    return caught.value.problems


def test_what_is_fetched_is_what_the_store_holds_to_the_last_bit(store, tmp_path):
    fetched = opened(fetch_wind(tmp_path / "night.nc", times=NIGHT, store=store))
    globe = arco_globe()
    for name, era5_name in NAMES.items():
        places = {"time": STEPS, "latitude": ROWS, "longitude": COLUMNS, "level": slice(1, None)}
        expected = globe[era5_name].isel(places, missing_dims="ignore")
        assert fetched[name].dtype == np.float32
        np.testing.assert_array_equal(fetched[name], expected)
        assert fetched[name].attrs["units"] == globe[era5_name].attrs["units"]
    np.testing.assert_array_equal(fetched["level"], LEVELS[1:])
    np.testing.assert_array_equal(fetched["latitude"], LATITUDES[ROWS])
    np.testing.assert_array_equal(fetched["longitude"], LONGITUDES[COLUMNS])
    np.testing.assert_array_equal(fetched["time"], TIMES[STEPS].astype("datetime64[ns]"))
    assert [path.name for path in tmp_path.iterdir()] == ["night.nc"]


def test_the_wind_that_is_opened_is_that_of_the_store(store, tmp_path):
    cut = {"box": (118.0, 30.0, 138.0, 46.0), "times": NIGHT, "least_pressure": 10_000.0}
    fetched = sim.open_wind(sim.fetch_wind(tmp_path / "night.nc", times=NIGHT, store=store)).dataset
    straight = sim.open_wind(store, **cut).dataset
    on_levels = ("eastward_wind", "northward_wind", "air_temperature", "height", "upward_air_velocity")
    above_ground = ("surface_height", "eastward_wind_10m", "northward_wind_10m", "eastward_wind_100m")
    for name in (*on_levels, *above_ground, "northward_wind_100m", "precipitation_flux"):
        np.testing.assert_array_equal(fetched[name], straight[name])


def test_the_file_says_what_it_is_and_whom_to_thank(store, tmp_path):
    attributes = opened(fetch_wind(tmp_path / "night.nc", times=NIGHT, store=store)).attrs
    assert attributes["Conventions"].startswith("CF-")
    assert "Copernicus Climate Change Service" in attributes["license"]
    assert attributes["source"] == str(store)
    request = json.loads(attributes["request"])
    assert request["box"] == [118.0, 30.0, 138.0, 46.0]
    assert request["least_pressure_hpa"] == 100.0
    assert request["times"] == ["2015-04-03T12:00", "2015-04-03T16:00"]
    digests = json.loads(attributes["part_digests"])
    assert list(digests) == [f"2015-04-03T{hour}00.nc" for hour in (12, 13, 14, 15, 16)]
    assert all(len(digest) == 64 for digest in digests.values())


def test_hours_after_the_final_ones_are_marked_as_preliminary(tmp_path):
    globe = arco_globe()
    globe.attrs.update(valid_time_stop="2015-04-02", valid_time_stop_era5t="2015-04-03")
    path = fetch_wind(tmp_path / "night.nc", times=NIGHT, store=written(globe, tmp_path / "era5.zarr"))
    np.testing.assert_array_equal(opened(path)["expver"], [5] * 5)
    assert sum("All times are preliminary ERA5" in note for note in sim.open_wind(path).notes) == 1


def test_what_was_taken_for_granted_of_the_store_stands_in_the_file(store, tmp_path):
    plan = planned_fetch(tmp_path / "night.nc", times=NIGHT, store=store)
    (note,) = [sentence for sentence in plan.outline() if "taken as hPa" in sentence]
    assert opened(plan.carry_out()).attrs["comment"] == note
    named = written(arco_globe({"units": "hPa"}), tmp_path / "era5.zarr")
    assert "comment" not in opened(fetch_wind(tmp_path / "named.nc", times=NIGHT, store=named)).attrs


@pytest.mark.parametrize("units", [None, "hPa", "millibars"])
def test_the_door_opens_a_store_with_the_names_of_arco_era5(units, tmp_path):
    store = written(arco_globe({"units": units} if units else {}), tmp_path / "era5.zarr")
    field = sim.open_wind(store, box=(118.0, 30.0, 138.0, 46.0), times=NIGHT).dataset
    np.testing.assert_array_equal(field["air_pressure"], 100.0 * LEVELS[::-1])
    np.testing.assert_array_equal(field["time"], TIMES[STEPS].astype("datetime64[ns]"))
    expected = arco_globe()["u_component_of_wind"][STEPS, ::-1, ROWS, COLUMNS][:, :, ::-1]
    np.testing.assert_array_equal(field["eastward_wind"], expected)


def test_the_size_is_told_before_anything_is_fetched(store, tmp_path):
    plan = planned_fetch(tmp_path / "night.nc", times=NIGHT, store=store)
    hours, points, globe = 5, 5 * 6, LATITUDES.size * LONGITUDES.size
    assert plan.volume.kept == 4 * points * (hours * (6 * (LEVELS.size - 1) + 5) + hours)
    assert plan.volume.unpacked == 4 * globe * (hours * (6 * LEVELS.size + 5) + hours)
    chunks = [next((store / name).glob("2.*")) for name in NAMES.values() if name != "geopotential_at_surface"]
    of_one_hour = sum(chunk.stat().st_size for chunk in chunks) + (store / "geopotential_at_surface/0.0").stat().st_size
    assert plan.volume.transferred == hours * of_one_hour
    told = " ".join(plan.outline())
    for part in ("transfers about", "unpacks", "keeps", "118 to 138 E, 30 to 46 N", "2015-04-03T12:00", str(store)):
        assert part in told
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_field_of_every_hour(store, tmp_path):
    told = []
    fetch_wind(tmp_path / "a.nc", times=NIGHT, store=store, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 5 * len(NAMES)) for done in range(1, 5 * len(NAMES) + 1)]


def interrupted_after(count, monkeypatch):
    """Let this many parts be fetched, then break off as a keyboard does."""
    read = StoreSource.read
    begun = []

    def broken_off(self, part, step):
        begun.append(part)
        if len(begun) > count:
            raise KeyboardInterrupt
        return read(self, part, step)

    monkeypatch.setattr(StoreSource, "read", broken_off)


def parts_of(path):
    return path.with_name(path.name + ".parts")


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_fetch_that_was_cut_off_goes_on_to_the_same_bytes(count, store, tmp_path, monkeypatch):
    whole = fetch_wind(tmp_path / "whole.nc", times=NIGHT, store=store)
    target = tmp_path / "cut.nc"
    with monkeypatch.context() as patch:
        interrupted_after(count, patch)
        with pytest.raises(KeyboardInterrupt):
            fetch_wind(target, times=NIGHT, store=store)
    assert not target.exists()
    plan = planned_fetch(target, times=NIGHT, store=store)
    assert len(plan.to_fetch) == 5 - count
    plan.carry_out()
    assert target.read_bytes() == whole.read_bytes()
    assert not parts_of(target).exists()


KILLED = """
import os, signal, sys
from sim.fetch import fetch_wind

count, fsync = int(sys.argv[1]), os.fsync

def deadly(handle):
    global count
    count -= 1
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    fsync(handle)

os.fsync = deadly
fetch_wind(sys.argv[3], times=sys.argv[4:6], store=sys.argv[2])
"""


@pytest.mark.parametrize(
    ("count", "held"),
    [(1, 0), (4, 1), (5, 1)],
    ids=["first ledger", "second part", "its entry"],
)
def test_a_kill_while_something_is_written_costs_one_part_and_no_bit(count, held, store, tmp_path):
    target = tmp_path / "cut.nc"
    words = [sys.executable, "-c", KILLED, str(count), str(store), str(target), *NIGHT]
    home = Path(sim.__file__).resolve().parents[1]
    done = subprocess.run(words, check=False, cwd=home, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert any(path.name.startswith(".") for path in parts_of(target).iterdir())
    plan = planned_fetch(target, times=NIGHT, store=store)
    assert len(plan.parts) - len(plan.to_fetch) == held
    plan.carry_out()
    whole = fetch_wind(tmp_path / "whole.nc", times=NIGHT, store=store)
    assert target.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.nc", "whole.nc"]


def test_a_part_that_was_written_and_not_entered_is_fetched_again(store, tmp_path, monkeypatch):
    target = tmp_path / "cut.nc"
    interrupted_after(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        fetch_wind(target, times=NIGHT, store=store)
    ledger = parts_of(target) / "ledger.json"
    content = json.loads(ledger.read_text())
    content["sha256"].pop("2015-04-03T1300.nc")
    ledger.write_text(json.dumps(content))
    (parts_of(target) / ".2015-04-03T1400-half.nc").write_text("half")
    plan = planned_fetch(target, times=NIGHT, store=store)
    assert [part.name[11:13] for part in plan.to_fetch] == ["13", "14", "15", "16"]


def test_a_damaged_part_is_noticed_said_and_fetched_again(store, tmp_path, monkeypatch):
    whole = fetch_wind(tmp_path / "whole.nc", times=NIGHT, store=store)
    target = tmp_path / "cut.nc"
    with monkeypatch.context() as patch:
        interrupted_after(3, patch)
        with pytest.raises(KeyboardInterrupt):
            fetch_wind(target, times=NIGHT, store=store)
    part = parts_of(target) / "2015-04-03T1300.nc"
    content = bytearray(part.read_bytes())
    content[-5] ^= 1
    part.write_bytes(content)
    plan = planned_fetch(target, times=NIGHT, store=store)
    assert [part.name[11:13] for part in plan.to_fetch] == ["13", "15", "16"]
    assert any("2015-04-03T1300.nc" in sentence and "again" in sentence for sentence in plan.outline())
    plan.carry_out()
    assert target.read_bytes() == whole.read_bytes()


def test_parts_of_another_box_level_or_store_are_not_mixed(store, tmp_path, monkeypatch):
    target = tmp_path / "cut.nc"
    with monkeypatch.context() as patch:
        interrupted_after(2, patch)
        with pytest.raises(KeyboardInterrupt):
            fetch_wind(target, times=NIGHT, store=store)
    other = written(arco_globe(), tmp_path / "other.zarr")
    for changed, word in (
        ({"box": (118.0, 30.0, 138.0, 50.0)}, "box"),
        ({"least_pressure": 30_000.0}, "least_pressure_hpa"),
        ({"store": other}, "store"),
    ):
        (problem,) = problems_of(target, **{"times": NIGHT, "store": store, **changed})
        assert f"parts are of {word}" in problem
        assert "remove the folder" in problem
    assert len(list(parts_of(target).glob("2015*.nc"))) == 2


def test_hours_of_another_span_are_taken_where_they_are_asked_for_and_not_where_not(store, tmp_path, monkeypatch):
    target, span = tmp_path / "cut.nc", ("2015-04-03T13:00", "2015-04-03T14:00")
    with monkeypatch.context() as patch:
        interrupted_after(3, patch)
        with pytest.raises(KeyboardInterrupt):
            fetch_wind(target, times=NIGHT, store=store)
    assert planned_fetch(target, times=span, store=store).to_fetch == []
    fetch_wind(target, times=span, store=store)
    assert target.read_bytes() == fetch_wind(tmp_path / "whole.nc", times=span, store=store).read_bytes()


def test_a_folder_that_is_in_the_way_is_left_alone(store, tmp_path):
    folder = parts_of(tmp_path / "night.nc")
    folder.mkdir()
    (folder / "mine.nc").write_text("precious")
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "no ledger" in problem
    (folder / "ledger.json").write_text("{")
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "no ledger of parts" in problem
    assert (folder / "mine.nc").read_text() == "precious"


def without(store_path, field, hour, globe=None):
    """The store without the chunk of a field at an hour, as an ingestion that failed leaves it."""
    (chunk,) = (store_path / field).glob(f"{hour}.*")
    chunk.unlink()


def test_every_missing_hour_is_named_and_the_others_are_kept(tmp_path):
    store = written(arco_globe(), tmp_path / "era5.zarr")
    without(store, "temperature", 3)
    without(store, "10m_u_component_of_wind", 5)
    without(store, "100m_u_component_of_wind", 5)
    problems = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert len(problems) == 2
    assert "2015-04-03T13:00 UTC has missing numbers in temperature;" in problems[0]
    assert (
        "2015-04-03T15:00 UTC has missing numbers in 10m_u_component_of_wind, 100m_u_component_of_wind;" in problems[1]
    )
    assert not (tmp_path / "night.nc").exists()
    assert len(list(parts_of(tmp_path / "night.nc").glob("2015*.nc"))) == 3


def test_a_store_that_has_zero_where_it_has_nothing_is_found_out(tmp_path):
    globe = arco_globe()
    globe["u_component_of_wind"][3] = 0.0
    store = written(globe, tmp_path / "era5.zarr")
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "2015-04-03T13:00 UTC has missing numbers in u_component_of_wind" in problem


def test_a_dry_hour_is_no_missing_one(tmp_path):
    globe = arco_globe()
    globe["total_precipitation"][:] = 0.0
    store = written(globe, tmp_path / "era5.zarr")
    assert float(opened(fetch_wind(tmp_path / "dry.nc", times=NIGHT, store=store))["tp"].max()) == 0.0


def test_an_hour_that_the_axis_leaves_out_is_named_before_anything_is_fetched(tmp_path):
    store = written(arco_globe().isel(time=[0, 1, 2, 4, 5, 6, 7, 8, 9]), tmp_path / "era5.zarr")
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "2015-04-03T13:00 UTC has nothing at all" in problem


def test_times_beyond_the_store_are_refused(tmp_path):
    globe = arco_globe()
    store = written(globe, tmp_path / "era5.zarr")
    (problem,) = problems_of(tmp_path / "night.nc", times=("2015-04-03T12:00", "2015-04-04T12:00"), store=store)
    assert "the data last from 2015-04-03T10:00 to 2015-04-03T19:00" in problem
    globe.attrs.update(valid_time_stop="2015-03-01", valid_time_stop_era5t="2015-04-02")
    store = written(globe, tmp_path / "era5.zarr")
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "filled up to 2015-04-02T23:00" in problem


def test_a_store_without_what_is_needed_is_refused_and_without_the_rest_it_is_said(tmp_path):
    store = written(arco_globe().drop_vars(["temperature", "geopotential"]), tmp_path / "era5.zarr")
    problems = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert any("temperature, geopotential cannot be missing" in problem for problem in problems)
    store = written(arco_globe().drop_vars(["specific_humidity", "total_precipitation"]), tmp_path / "less.zarr")
    plan = planned_fetch(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "The source does not have specific_humidity, total_precipitation." in plan.outline()
    assert opened(plan.carry_out()).attrs["not_in_source"] == "specific_humidity, total_precipitation"


def test_a_unit_that_nobody_knows_is_found_at_the_first_hour(tmp_path):
    globe = arco_globe()
    globe["temperature"].attrs["units"] = "degR"
    store = written(globe, tmp_path / "era5.zarr")
    with pytest.raises(FetchError) as caught:
        fetch_wind(tmp_path / "night.nc", times=(str(TIMES[2]), str(TIMES[3])), store=store)
    assert all("degR" in problem and "2015-04-03T1" in problem for problem in caught.value.problems)
    assert not list(parts_of(tmp_path / "night.nc").glob("2015*.nc"))


def test_a_damaged_chunk_is_told_as_such(tmp_path):
    store = written(arco_globe(), tmp_path / "era5.zarr")
    (chunk,) = (store / "v_component_of_wind").glob("4.*")
    chunk.write_bytes(chunk.read_bytes()[:40])
    problems = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert len(problems) == 1
    assert "v_component_of_wind of 2015-04-03T14:00 UTC cannot be read" in problems[0]


def test_a_box_across_greenwich_is_fetched_and_opened(store, tmp_path):
    path = fetch_wind(tmp_path / "west.nc", times=NIGHT, store=store, box=(-12.0, 40.0, 7.0, 60.0))
    np.testing.assert_array_equal(sim.open_wind(path).dataset["longitude"], np.arange(-15.0, 10.1, 5.0))


def test_everything_wrong_with_a_request_is_told_at_once(tmp_path):
    target = tmp_path / "night.txt"
    target.write_text("precious")
    problems = problems_of(
        target, times=("2015-04-05", "2015-04-03"), box=(120.0, 40.0, 130.0, 36.0), least_pressure=-1.0, source="gfs"
    )
    for words in ("'gfs'", "end in .nc", "box is", "times are", "least_pressure", "kept"):
        assert sum(words in problem for problem in problems) == 1, words
    assert target.read_text() == "precious"
    (problem,) = problems_of(tmp_path / "night.nc")
    assert "--times and --scenario" in problem


def test_an_existing_file_is_kept_unless_told(store, tmp_path):
    target = tmp_path / "night.nc"
    target.write_text("precious")
    (problem,) = problems_of(target, times=NIGHT, store=store)
    assert "--overwrite" in problem
    assert target.read_text() == "precious"
    fetch_wind(target, times=NIGHT, store=store, overwrite=True)
    assert opened(target).sizes["time"] == 5


def test_a_target_that_cannot_be_written_is_refused_before_anything_is_fetched(store, tmp_path):
    (tmp_path / "file").write_text("no folder")
    (problem,) = problems_of(tmp_path / "file" / "night.nc", times=NIGHT, store=store)
    assert "no file can be written here" in problem


def test_a_path_without_a_store_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=tmp_path / "nowhere.zarr")
    assert "there is no Zarr store of this name" in problem


def test_more_than_can_be_opened_again_is_refused(store, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.fetch.fetching.LARGEST", 10_000)
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store=store)
    assert "in several files by --times" in problem


def test_the_stand_in_for_the_globe_has_as_many_hours_as_the_tests_think():
    assert arco_globe().sizes["time"] == HOURS
    assert FetchInterrupted("cut off.").problems == ("cut off.",)
