import errno
import os
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

import sim
from sim.errors import ResultError
from sim.files import open_flights, refuse_unwritable, save_figure, save_flights


def test_flights_read_back_as_they_were_written(flights, tmp_path):
    path = save_flights(flights, tmp_path / "deep" / "flights.nc")
    back = open_flights(path)
    for name, variable in flights.variables.items():
        if variable.dtype.kind == "M":  # kept as a double of seconds since 1970: good to a microsecond
            difference = np.abs(back[name].values - variable.values)
            both = ~np.isnat(variable.values)
            np.testing.assert_array_equal(np.isnat(back[name].values), ~both)
            assert (difference[both] <= np.timedelta64(1, "us")).all()
        else:
            np.testing.assert_array_equal(back[name].values, variable.values)
        assert back[name].dims == variable.dims, name
        assert set(back[name].attrs) == set(variable.attrs), name
        for key, value in variable.attrs.items():
            np.testing.assert_array_equal(back[name].attrs[key], value)
    assert back.sizes == flights.sizes
    assert {"track", "step", "night"} <= set(back.sizes)
    assert set(back.coords) == set(flights.coords)
    assert back.attrs == flights.attrs
    assert str(sim.landings(back).regions()) == str(sim.landings(flights).regions())


def test_the_folder_of_a_result_will_do(flights, tmp_path):
    save_flights(flights, tmp_path / "flights.nc")
    assert open_flights(tmp_path).sizes == flights.sizes


def test_an_existing_result_is_kept(flights, tmp_path):
    path = tmp_path / "flights.nc"
    path.write_text("precious")
    with pytest.raises(ResultError, match="--overwrite"):
        save_flights(flights, path)
    assert path.read_text() == "precious"
    save_flights(flights, path, overwrite=True)
    assert open_flights(path).sizes == flights.sizes


def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(flights, tmp_path, monkeypatch):
    path = save_flights(flights, tmp_path / "flights.nc")
    before = path.read_bytes()

    def full_disk(*args, **keywords):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full_disk)
    with pytest.raises(ResultError, match="No space left"):
        save_flights(flights, path, overwrite=True)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["flights.nc"]


def test_a_folder_that_cannot_be_made_is_named(flights, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="file"):
        save_flights(flights, tmp_path / "file" / "flights.nc")


@pytest.mark.parametrize("content", [b"", b"no netcdf", None])
def test_unreadable_results_are_refused_with_a_sentence(content, tmp_path):
    path = tmp_path / "flights.nc"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ResultError, match=r"flights\.nc"):
        open_flights(path)


def test_a_truncated_result_is_refused(flights, tmp_path):
    path = save_flights(flights, tmp_path / "flights.nc")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ResultError, match=r"flights\.nc"):
        open_flights(path)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_a_damaged_result_is_refused(part, flights, tmp_path):
    """Four thousand bytes turned over, as a failing disk may: h5py says so in several kinds of errors."""
    path = save_flights(flights, tmp_path / "flights.nc")
    content = bytearray(path.read_bytes())
    begin = int(part * len(content))
    content[begin : begin + 4000] = bytes(255 - byte for byte in content[begin : begin + 4000])
    path.write_bytes(content)
    with pytest.raises(ResultError, match=r"flights\.nc"):
        open_flights(path)


EDITS = {
    "without releases": (lambda f: f.drop_vars(["release_longitude", "release_latitude"]), "release_longitude"),
    "without attributes": (lambda f: f.drop_attrs(), "attribute launch_longitude"),
    "unknown outcome": (lambda f: f.assign(outcome=f["outcome"].where(f["outcome"] != 0, 77)), "outcome"),
    "impossible place": (lambda f: f.assign(landing_latitude=f["landing_latitude"] + 90.0), "landing_latitude"),
    "transposed": (lambda f: f.transpose("drop", "balloon", ...), r"\(drop, balloon\)"),
    "no balloon": (lambda f: f.isel(balloon=slice(0, 0)), "no balloon"),
}


@pytest.mark.parametrize("case", EDITS)
def test_edited_flights_are_refused_with_what_is_wrong(case, flights, tmp_path):
    edit, said = EDITS[case]
    edit(flights).to_netcdf(tmp_path / "flights.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match=said):
        open_flights(tmp_path)


def test_another_netcdf_is_not_taken_for_flights(tmp_path):
    xr.Dataset({"a": ("x", [1.0])}).to_netcdf(tmp_path / "flights.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="holds no flights"):
        open_flights(tmp_path / "flights.nc")


def test_stored_variables_follow_the_cf_conventions(flights, tmp_path):
    with h5py.File(save_flights(flights, tmp_path / "flights.nc")) as file:
        assert file.attrs["Conventions"] == "CF-1.11"
        for name, variable in file.items():
            attributes = dict(variable.attrs)
            if "flag_values" in attributes:
                assert attributes["flag_values"].dtype == variable.dtype, name
                assert len(attributes["flag_meanings"].split()) == len(attributes["flag_values"])
            if name.endswith("_time"):
                assert attributes["units"] == "seconds since 1970-01-01"
                assert attributes["calendar"] == "proleptic_gregorian"
            if variable.dtype.kind == "f" and variable.ndim and not name.startswith("drawn_"):
                assert "units" in attributes or variable.attrs.get("CLASS") == b"DIMENSION_SCALE", name


def test_figures_are_whole_files_too(tmp_path):
    figure = Figure()
    path = save_figure(figure, tmp_path / "map.png")
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with pytest.raises(ResultError):
        save_figure(figure, path)
    assert oct(Path(path).stat().st_mode & 0o777) == "0o644"


@pytest.mark.parametrize("name", ["map", "map.xyz", "flights.nc"])
def test_a_name_that_is_not_of_a_picture_is_refused(name, tmp_path):
    (tmp_path / "flights.nc").write_text("precious")
    with pytest.raises(ResultError, match="png"):
        save_figure(Figure(), tmp_path / name, overwrite=True)
    assert [file.name for file in tmp_path.iterdir()] == ["flights.nc"]
    assert (tmp_path / "flights.nc").read_text() == "precious"


def test_a_place_that_cannot_be_written_to_is_found_beforehand(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="file"):
        refuse_unwritable(tmp_path / "file" / "deep" / "out")
    refuse_unwritable(tmp_path / "new" / "deep")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
