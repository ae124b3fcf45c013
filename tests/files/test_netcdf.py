"""Writing where there is no room, and where somebody else writes."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import ResultError
from sim.files.netcdf import store
from sim.files.results import save_result
from sim.files.writing import whole_file

ROOT = Path(__file__).parents[2]

WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
import numpy as np, xarray as xr
from sim.errors import InputError
from sim.files.netcdf import store
from sim.files.writing import whole_file

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
rng = np.random.default_rng(1)
dataset = xr.Dataset({name: ("x", rng.random(40_000)) for name in "abcdef"})
try:
    with whole_file(Path(sys.argv[1]) / "full.nc", overwrite=False) as temporary:
        store(dataset, temporary, encoding={name: {"zlib": True} for name in "abcdef"})
except InputError as error:
    print(error)
print("goes on")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are asked for")
@pytest.mark.parametrize("room", [0, 1000, 200_000, 1_500_000])
def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(room, tmp_path):
    # a limit on the size of files does to a write what a full disk does
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM, str(tmp_path), str(room)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stderr == ""
    sentence, last = done.stdout.splitlines()
    assert sentence.endswith("full.nc: could not be written (File too large); no part of it was kept.")
    assert last == "goes on"
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import os, signal, sys, threading, time
from pathlib import Path
import numpy as np, xarray as xr
from sim.files.netcdf import store
from sim.files.writing import whole_file

rng = np.random.default_rng(1)
dataset = xr.Dataset({name: ("x", rng.random(300_000)) for name in "abcdef"})
options = {"encoding": {name: {"zlib": True} for name in "abcdef"}}
store(dataset, Path(sys.argv[1]) / "whole.nc", **options)  # what is done once only
begun = time.perf_counter()
store(dataset, Path(sys.argv[1]) / "whole.nc", **options)
takes = time.perf_counter() - begun
(Path(sys.argv[1]) / "whole.nc").unlink()
for share in (0.0, 0.2, 0.4, 0.6, 0.8):
    try:
        threading.Timer(share * takes, os.kill, (os.getpid(), signal.SIGINT)).start()
        with whole_file(Path(sys.argv[1]) / "cut.nc", overwrite=False) as temporary:
            store(dataset, temporary, **options)
            time.sleep(2.0 * takes)  # not written faster this time
    except KeyboardInterrupt:
        print("interrupted")
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent")
def test_an_interrupt_while_a_file_is_written_leaves_nothing_behind(tmp_path):
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["interrupted"] * 5 + ["True"]
    assert list(tmp_path.iterdir()) == []


class _Hindered(io.FileIO):
    """A file that takes a part of what it is given, and none after so many bytes."""

    def __init__(self, path, error, room):
        super().__init__(path, "w+")
        self.hindrance, self.room = error, room

    def write(self, data):
        if self.tell() >= self.room:
            raise self.hindrance
        return super().write(memoryview(data)[: max(1, len(data) // 2)])

    def truncate(self, size=None):
        if self.room == 0:
            raise self.hindrance
        return super().truncate(size)


@pytest.mark.parametrize("error", [MemoryError("no more"), KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("room", [0, 3000])
def test_no_error_of_a_file_is_lost_in_hdf5(error, room, tmp_path, monkeypatch):
    monkeypatch.setattr("io.FileIO", lambda path, mode: _Hindered(path, error, room))
    dataset = xr.Dataset({"a": ("x", np.arange(5000.0))})
    with pytest.raises(type(error)) as caught:
        store(dataset, tmp_path / "a.nc")
    assert caught.value is error


def test_a_file_that_takes_a_part_at_a_time_gets_all(tmp_path, monkeypatch):
    monkeypatch.setattr("io.FileIO", lambda path, mode: _Hindered(path, OSError(), 2**40))
    dataset = xr.Dataset({"a": ("x", np.arange(5000.0))})
    store(dataset, tmp_path / "a.nc")
    monkeypatch.undo()
    xr.testing.assert_identical(xr.load_dataset(tmp_path / "a.nc"), dataset)


def test_what_is_written_is_what_was_given(tmp_path):
    rng = np.random.default_rng(2)
    dataset = xr.Dataset(
        {"number": (("y", "x"), rng.random((300, 200))), "name": ("y", [f"line {y}" for y in range(300)])},
        {"x": np.arange(200)},
        {"title": "a test"},
    )
    store(dataset, tmp_path / "a.nc", encoding={"number": {"zlib": True, "chunksizes": (10, 10)}})
    for engine in ("h5netcdf", "netcdf4"):
        if engine == "netcdf4":
            pytest.importorskip("netCDF4")
        xr.testing.assert_identical(xr.load_dataset(tmp_path / "a.nc", engine=engine), dataset)


def test_of_two_that_write_at_once_the_first_to_end_is_kept(tmp_path):
    path = tmp_path / "flights.nc"

    def write(text, meanwhile=lambda: None):
        with whole_file(path, overwrite=False) as temporary:
            temporary.write_text(text)
            meanwhile()

    with pytest.raises(ResultError, match="a result is there already"):
        write("last", meanwhile=lambda: write("first"))
    assert path.read_text() == "first"
    assert [found.name for found in tmp_path.iterdir()] == ["flights.nc"]


def test_a_file_system_without_links_is_written_to(tmp_path, monkeypatch):
    def no_links(*names):
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", no_links)
    path = tmp_path / "flights.nc"
    with whole_file(path, overwrite=False) as temporary:
        temporary.write_text("whole")
    assert path.read_text() == "whole"
    with pytest.raises(ResultError, match="a result is there already"), whole_file(path, overwrite=False):
        pass


def test_a_name_of_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(ResultError, match=r"the name ends in \.csv, and this is a NetCDF file: let it end in \.nc"):
        save_result(xr.Dataset({"a": 1.0}), tmp_path / "table.csv")
    assert list(tmp_path.iterdir()) == []


def test_netcdf_is_written_by_one_road():
    found = [path.name for path in (ROOT / "sim").rglob("*.py") if ".to_netcdf(" in path.read_text(encoding="utf-8")]
    assert found == ["netcdf.py"]


def test_a_geopackage_that_finds_no_room_is_one_sentence(flights, tmp_path, monkeypatch):
    pyogrio = pytest.importorskip("pyogrio")
    said = "Could not add feature to layer at index 21737: failed to execute insert : database or disk is full"

    def full(*args, **keywords):
        raise pyogrio.errors.FeatureError(said)

    monkeypatch.setattr("geopandas.GeoDataFrame.to_file", full)
    path = tmp_path / "a.gpkg"
    with pytest.raises(ResultError) as refusal:
        sim.export(flights, path)
    assert str(refusal.value) == f"{path}: could not be written (layer landings: {said}); no part of it was kept."
    assert not list(tmp_path.iterdir())
