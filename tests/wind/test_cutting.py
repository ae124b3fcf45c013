import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import LATITUDES, LONGITUDES, TIMES, plain_wind, written


@pytest.fixture
def path(tmp_path):
    wind = plain_wind().isel(latitude=slice(None, None, -1), level=slice(None, None, -1))
    return written(wind, tmp_path / "wind.nc")


def problems_of(source, **cut):
    with pytest.raises(WindError) as caught:
        open_wind(source, **cut)
    return caught.value.problems


def test_a_box_keeps_the_points_around_it_and_their_values(path):
    whole, part = open_wind(path).dataset, open_wind(path, box=(126.5, 36.0, 127.5, 39.0)).dataset
    np.testing.assert_array_equal(part["longitude"], [126.0, 128.0])
    np.testing.assert_array_equal(part["latitude"], [36.0, 38.0, 40.0])
    expected = whole.sel(latitude=part["latitude"], longitude=part["longitude"])
    for name in whole.data_vars:
        np.testing.assert_array_equal(part[name], expected[name])


def test_a_box_may_be_given_in_either_convention(path):
    east = open_wind(path, box=(124.0, 36.0, 130.0, 40.0)).dataset
    west = open_wind(path, box=(124.0 - 360.0, 36.0, 130.0 - 360.0, 40.0)).dataset
    np.testing.assert_array_equal(east["longitude"], [124.0, 126.0, 128.0, 130.0])
    np.testing.assert_array_equal(west["longitude"], east["longitude"])


def around_the_earth(tmp_path, longitudes):
    wind = plain_wind().isel(longitude=[0] * longitudes.size)
    wind = wind.assign_coords(longitude=("longitude", longitudes, {"units": "degrees_east"}))
    wind["u"] = (0.0 * wind["u"] + wind["longitude"] % 360.0 / 10.0).assign_attrs(plain_wind()["u"].attrs)
    return written(wind, tmp_path / "global.nc")


@pytest.mark.parametrize("first", [0.0, -180.0])
@pytest.mark.parametrize(
    ("west", "east", "expected"),
    [
        (170.0, -170.0, [150.0, 180.0, 210.0]),
        (-40.0, 20.0, [-60.0, -30.0, 0.0, 30.0]),
        (350.0, 10.0, [-30.0, 0.0, 30.0]),
        (-180.0, 180.0, np.arange(-180.0, 180.0, 30.0)),
        (0.0, 350.0, np.arange(-180.0, 180.0, 30.0)),
        (120.0, 130.0, [120.0, 150.0]),
    ],
)
def test_a_box_on_a_field_around_the_earth_may_cross_any_seam(first, west, east, expected, tmp_path):
    path = around_the_earth(tmp_path, first + np.arange(0.0, 360.0, 30.0))
    part = open_wind(path, box=(west, 36.0, east, 40.0)).dataset
    np.testing.assert_array_equal(part["longitude"], expected)
    np.testing.assert_allclose(part["eastward_wind"][0, 0, 0], np.asarray(expected) % 360.0 / 10.0, rtol=1e-12)


def test_times_keep_those_around_the_span(path):
    part = open_wind(path, times=("2015-04-03T19:00", "2015-04-03T20:00Z"))
    np.testing.assert_array_equal(part.times, TIMES[1:])
    exact = open_wind(path, times=(TIMES[0], TIMES[1]))
    np.testing.assert_array_equal(exact.times, TIMES[:2])
    np.testing.assert_array_equal(exact.dataset["eastward_wind"], open_wind(path).dataset["eastward_wind"][:2])


def test_times_are_cut_over_all_files_together(tmp_path):
    files = [written(plain_wind().isel(time=[i]), tmp_path / f"{i}.nc") for i in range(3)]
    field = open_wind(files, times=("2015-04-03T19:00", "2015-04-03T20:00"))
    np.testing.assert_array_equal(field.times, TIMES[1:])
    (problem,) = problems_of(files, times=("2015-04-03T19:00", "2015-04-04T00:01"))
    assert "the data last from 2015-04-03T12:00 to 2015-04-04T00:00" in problem


def test_levels_above_a_pressure_are_left_out(path):
    part = open_wind(path, least_pressure=50_000.0)
    np.testing.assert_array_equal(part.dataset["air_pressure"], [1e5, 8.5e4, 7e4, 5e4])


def test_a_cut_beyond_the_data_is_refused_with_all_reasons(path):
    problems = problems_of(path, box=(110.0, 30.0, 128.0, 40.0))
    assert len(problems) == 2
    assert "30 to 40 N, the data at 34 to 42 N" in problems[0]
    assert "110 to 128 E, the data at 122 to 132 E" in problems[1]
    (problem,) = problems_of(path, times=("2015-04-03T11:00", "2015-04-03T20:00"))
    assert "2015-04-03T11:00 to 2015-04-03T20:00" in problem
    (problem,) = problems_of(path, least_pressure=90_000.0)
    assert "two or more" in problem


def test_a_cut_that_cannot_be_is_refused_with_all_reasons(path):
    problems = problems_of(path, box=(120.0, 40.0, 130.0, 36.0), times=("2015-04-05", "yesterday"), least_pressure=-1.0)
    assert [problem.split()[0] for problem in problems] == ["box", "times", "least_pressure"]
    (problem,) = problems_of(path, times=("2015-04-05", "2015-04-03"))
    assert "must not lie behind" in problem


def test_a_sounding_cannot_be_cut(tmp_path):
    (tmp_path / "sounding.csv").write_text("wmo\n")
    (problem,) = problems_of(tmp_path / "sounding.csv", box=(1.0, 2.0, 3.0, 4.0))
    assert "one column of air" in problem


def test_a_cut_shipped_wind_is_part_of_it():
    field = open_wind("shipped:gfs_2011_01_15_korea", box=(120.0, 30.0, 135.0, 45.0))
    assert field.box == (120.0, 30.0, 135.0, 45.0)
    assert field.dataset.sizes["longitude"] == 7
    assert LATITUDES[0] > 30.0 < LONGITUDES[0]
