import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import TIMES, plain_wind, written

NAMES = ("eastward_wind", "northward_wind", "air_temperature", "height", "air_pressure")


def problems_of(source, **cut):
    with pytest.raises(WindError) as caught:
        open_wind(source, **cut)
    assert all(problem.endswith(".") for problem in caught.value.problems)
    return caught.value.problems


def by_time(folder, *groups):
    """One file for each group of times, by their places."""
    return [written(plain_wind().isel(time=list(group)), folder / f"part{n}.nc") for n, group in enumerate(groups)]


@pytest.fixture
def whole(tmp_path):
    return open_wind(written(plain_wind(), tmp_path / "whole.nc"))


def assert_same_air(field, whole):
    for name in ("time", "latitude", "longitude", *NAMES):
        np.testing.assert_array_equal(field.dataset[name], whole.dataset[name])


def test_files_split_by_time_are_one_wind_in_any_order(whole, tmp_path):
    folder = tmp_path / "split"
    folder.mkdir()
    first, second, third = by_time(folder, (0,), (1,), (2,))
    fields = [
        open_wind(source)
        for source in (
            [first, second, third],
            [third, str(first), second],
            folder,
            str(folder / "part*.nc"),
            [str(folder / "part[01].nc"), third],
        )
    ]
    for field in fields:
        assert_same_air(field, whole)
        assert field.source == "made for a test (3 files, part0.nc to part2.nc)"
    assert len({field.digest for field in fields}) == 1
    assert len({field.notes for field in fields}) == 1


def test_the_digest_tells_any_change_in_any_file_and_no_change_of_name(tmp_path):
    first, second = by_time(tmp_path, (0,), (1, 2))
    before = open_wind([first, second]).digest
    second.rename(tmp_path / "a.nc")
    assert open_wind([first, tmp_path / "a.nc"]).digest == before
    wind = plain_wind().isel(time=[1, 2])
    wind["u"][0, 0, 0, 0] += 1e-3
    assert open_wind([first, written(wind, tmp_path / "b.nc")]).digest != before
    assert open_wind(first).digest != before


def test_files_split_by_variable_and_by_level_are_one_wind(whole, tmp_path):
    wind = plain_wind()
    sources = [
        written(wind[["u", "v"]].isel(level=[0, 1]), tmp_path / "low_wind.nc"),
        written(wind[["t", "gh"]].isel(level=[0, 1, 2]), tmp_path / "low_mass.nc"),
        written(wind[["u", "v"]].isel(level=[2, 3, 4]), tmp_path / "high_wind.nc"),
        written(wind[["t", "gh"]].isel(level=[4, 3]), tmp_path / "high_mass.nc"),
    ]
    assert_same_air(open_wind(sources), whole)


def test_files_of_one_time_and_one_level_each_are_one_wind(whole, tmp_path):
    folder = tmp_path / "points"
    folder.mkdir()
    for time, level in np.ndindex(3, 5):
        written(plain_wind().isel(time=time, level=level), folder / f"{time}_{level}.nc")
    assert_same_air(open_wind(folder), whole)


def test_files_of_two_spellings_are_one_wind(whole, tmp_path):
    other = plain_wind().isel(time=[1, 2], latitude=slice(None, None, -1))
    other = other.rename(u="uwnd", time="valid_time", level="plev")
    other["plev"] = ("plev", 100.0 * other["plev"].to_numpy(), {"units": "Pa"})
    sources = [written(plain_wind().isel(time=[0]), tmp_path / "a.nc"), written(other, tmp_path / "b.nc")]
    assert_same_air(open_wind(sources), whole)


def test_times_in_two_files_are_taken_once_where_they_agree(whole, tmp_path):
    first, second = by_time(tmp_path, (0, 1), (1, 2))
    field = open_wind([second, first])
    assert_same_air(field, whole)
    assert (
        "1 times are in more than one file with equal values and were taken once, the first 2015-04-03T18:00 UTC."
        in field.notes
    )


def test_times_in_two_files_that_differ_are_refused_whichever_comes_first(tmp_path):
    first = written(plain_wind().isel(time=[0, 1]), tmp_path / "a.nc")
    wind = plain_wind().isel(time=[1, 2])
    wind["v"][0, 3, 2, 1] += 0.25
    second = written(wind, tmp_path / "b.nc")
    for order in ([first, second], [second, first]):
        (problem,) = problems_of(order)
        for part in ("northward_wind differs", "a.nc", "b.nc", "0.25", "2015-04-03T18:00, 500 hPa", "the same in all"):
            assert part in problem


def test_a_variable_that_no_file_has_at_some_time_is_named(tmp_path):
    wind = plain_wind()
    sources = [
        written(wind[["u", "t", "gh"]], tmp_path / "a.nc"),
        written(wind[["v"]].isel(time=[0, 2]), tmp_path / "b.nc"),
    ]
    (problem,) = problems_of(sources)
    assert "northward wind is in no file for 5 of 15 pairs of time and level" in problem
    assert "first 2015-04-03T18:00, 1000 hPa" in problem
    assert "and 1 more" in problem


def test_a_variable_that_no_file_has_at_all_is_named(tmp_path):
    wind = plain_wind()
    sources = [written(wind[["u"]], tmp_path / "a.nc"), written(wind[["t", "gh"]], tmp_path / "b.nc")]
    (problem,) = problems_of(sources)
    assert "northward wind on pressure levels is missing; the file has u, t, gh" in problem


def test_files_on_two_grids_are_refused(tmp_path):
    first = written(plain_wind().isel(time=[0]), tmp_path / "a.nc")
    second = written(plain_wind().isel(time=[1], longitude=slice(0, 4)), tmp_path / "b.nc")
    (problem,) = problems_of([first, second])
    assert "longitudes" in problem
    assert "only files on one grid" in problem


def test_faults_of_all_files_are_reported_at_once(tmp_path):
    bad = plain_wind().isel(time=[1])
    bad["u"].attrs["units"] = "furlongs"
    sources = [
        written(bad, tmp_path / "a.nc"),
        written(plain_wind().isel(time=[0]).drop_vars("latitude"), tmp_path / "b.nc"),
        tmp_path / "c.nc",
    ]
    (tmp_path / "c.nc").write_bytes(b"")
    text = problems_of(sources)
    for part in ("a.nc: u is in 'furlongs'", "b.nc: no latitude axis", "c.nc: this is not a wind file"):
        assert sum(part in problem for problem in text) == 1


def test_a_file_with_nothing_on_levels_is_passed_over_and_said(whole, tmp_path):
    surface = xr.Dataset({"sp": plain_wind()["t"].isel(level=0, drop=True)})
    sources = [written(surface, tmp_path / "surface.nc"), written(plain_wind(), tmp_path / "air.nc")]
    field = open_wind(sources)
    assert_same_air(field, whole)
    assert f"Nothing on pressure levels is in {sources[0]}: passed over." in field.notes


def test_a_folder_says_what_else_it_holds(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    written(plain_wind(), folder / "air.nc")
    (folder / "readme.txt").write_text("u")
    (folder / ".hidden").write_text("v")
    field = open_wind(folder)
    assert "1 files of the folder are neither NetCDF nor GRIB and were passed over." in field.notes
    assert field.dataset.sizes["time"] == TIMES.size


def test_sources_that_lead_nowhere_get_one_sentence_each(tmp_path):
    (problem,) = problems_of([])
    assert "empty" in problem
    (problem,) = problems_of(tmp_path / "*.nc")
    assert "no file fits this pattern" in problem
    (problem,) = problems_of("gs://bucket/era5.zarr")
    assert "from this machine only" in problem
    first, second = problems_of([tmp_path / "a.nc", tmp_path / "b.nc"])
    assert "a.nc: there is no such file" in first
    assert "b.nc: there is no such file" in second


def test_a_gap_between_the_files_is_named(tmp_path):
    stamps = np.datetime64("2015-04-03T00", "ns") + np.timedelta64(1, "h") * np.array([0, 1, 2, 7, 8])
    wind = xr.concat([plain_wind().isel(time=0, drop=True).expand_dims(time=[stamp]) for stamp in stamps], "time")
    wind["time"].attrs = {"standard_name": "time"}
    sources = [
        written(wind.isel(time=slice(0, 3)), tmp_path / "a.nc"),
        written(wind.isel(time=slice(3, 5)), tmp_path / "b.nc"),
    ]
    note = "The times are mostly 1 h apart, but 5 h from 2015-04-03T02:00 to 2015-04-03T07:00 UTC."
    assert note in open_wind(sources).notes
    assert not any("mostly" in said for said in open_wind(sources[0]).notes)
