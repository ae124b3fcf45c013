"""What the Climate Data Store has delivered as ERA5: two versions in one file, and zip archives named .nc."""

import zipfile

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import plain_wind, written


def problems_of(path):
    with pytest.raises(WindError) as caught:
        open_wind(path)
    return caught.value.problems


def two_versions(final, preliminary):
    """Final times for expver 1, preliminary ones for expver 5, by their places; NaN elsewhere."""
    wind = plain_wind()
    place = xr.DataArray(np.arange(3), dims="time")
    versions = [wind.where(place.isin(list(places))) for places in (final, preliminary)]
    both = xr.concat(versions, xr.DataArray([1, 5], dims="expver", name="expver"), data_vars="all")
    for name in wind.data_vars:
        both[name].attrs = wind[name].attrs
    return both.transpose("time", "expver", ...)


def test_final_and_preliminary_times_are_one_wind_and_said(tmp_path):
    field = open_wind(written(two_versions((0, 1), (2,)), tmp_path / "era5.nc"))
    expected = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset
    for name in expected.data_vars:
        np.testing.assert_array_equal(field.dataset[name], expected[name])
    assert sum("preliminary ERA5" in note for note in field.notes) == 1


def test_times_of_both_versions_may_be_equal_but_not_differ(tmp_path):
    both = two_versions((0, 1), (1, 2))
    assert open_wind(written(both, tmp_path / "same.nc")).dataset.sizes["time"] == 3
    both["u"].loc[{"time": both["time"][1], "expver": 5}] += 0.5
    (problem,) = problems_of(written(both, tmp_path / "differ.nc"))
    for part in ("u has data of more than one expver at 1 times, first at 2015-04-03T18:00", "they differ", "keep one"):
        assert part in problem


def test_a_time_that_neither_version_has_is_missing(tmp_path):
    problems = problems_of(written(two_versions((0,), (2,)), tmp_path / "era5.nc"))
    assert len(problems) == 4
    assert all("missing values" in problem and "2015-04-03T18:00" in problem for problem in problems)


def test_a_file_that_says_the_version_of_each_time_is_read(tmp_path):
    wind = plain_wind().assign_coords(number=0, expver=("time", ["0001", "0001", "0005"]))
    field = open_wind(written(wind, tmp_path / "era5.nc"))
    assert sum("preliminary ERA5" in note for note in field.notes) == 1
    whole = open_wind(written(wind.assign_coords(expver=("time", ["0001"] * 3)), tmp_path / "final.nc"))
    assert not any("preliminary" in note for note in whole.notes)
    early = open_wind(written(wind.assign_coords(expver=("time", ["0005"] * 3)), tmp_path / "early.nc"))
    assert sum("All times are preliminary ERA5" in note for note in early.notes) == 1


def zipped(folder, *members):
    with zipfile.ZipFile(folder / "download.nc", "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.write(member, member.name)
    return folder / "download.nc"


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_a_zip_of_one_file_named_nc_is_that_file(engine, tmp_path):
    inner = written(plain_wind(), tmp_path / "data_0.nc", engine=engine)
    field, expected = open_wind(zipped(tmp_path, inner)), open_wind(inner)
    xr.testing.assert_identical(field.dataset, expected.dataset)
    assert field.source == "made for a test (download.nc)"
    assert field.digest != expected.digest


def test_a_zip_of_several_files_is_put_together_and_says_what_it_passed_over(tmp_path):
    wind = plain_wind()
    surface = xr.Dataset({"sp": wind["t"].isel(level=0, drop=True)})
    members = [
        written(wind[["u", "v"]], tmp_path / "a.nc"),
        written(wind[["t", "gh"]], tmp_path / "b.nc"),
        written(surface, tmp_path / "surface.nc"),
    ]
    field = open_wind(zipped(tmp_path, *members))
    expected = open_wind(written(wind, tmp_path / "plain.nc")).dataset
    xr.testing.assert_equal(field.dataset, expected)
    assert any("download.nc (surface.nc): passed over" in note for note in field.notes)


def test_a_zip_without_what_is_needed_gets_one_sentence(tmp_path):
    (tmp_path / "readme.txt").write_text("no wind")
    (problem,) = problems_of(zipped(tmp_path, tmp_path / "readme.txt"))
    assert "zip archive without a NetCDF file; it holds readme.txt" in problem
    inner = written(plain_wind().drop_vars("v"), tmp_path / "data_0.nc")
    (problem,) = problems_of(zipped(tmp_path, inner))
    assert "northward wind" in problem
    whole = zipped(tmp_path, written(plain_wind(), tmp_path / "data_1.nc")).read_bytes()
    (tmp_path / "cut.nc").write_bytes(whole[: len(whole) // 2])
    (problem,) = problems_of(tmp_path / "cut.nc")
    assert "damaged or cut short" in problem
    only_surface = written(xr.Dataset({"sp": plain_wind()["t"].isel(level=0, drop=True)}), tmp_path / "s.nc")
    problems = problems_of(zipped(tmp_path, only_surface))
    assert all("passed over for having nothing on pressure levels" in problem for problem in problems)
    assert len(problems) == 4
