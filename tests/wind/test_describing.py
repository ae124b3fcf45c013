"""What is told of a wind, against the numbers that were put into it."""

from dataclasses import replace

import numpy as np
import pytest

from sim.wind import WeatherProcess, exponential_correlation, open_wind, wind_description
from tests.wind.files import TIMES, plain_wind, written
from tests.wind.test_members import ensemble

RADIUS = 6_356_766.0


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return wind_description(open_wind(written(plain_wind(), tmp_path_factory.mktemp("wind") / "plain.nc")))


def test_the_axes_are_told(told):
    assert told.box == (122.0, 34.0, 132.0, 42.0)
    assert (told.columns, told.rows) == (6, 5)
    assert (told.longitude_step, told.latitude_step) == (2.0, 2.0)
    assert told.times.tolist() == TIMES.tolist()
    assert told.usual_step == 6 * 3600.0
    assert told.gaps == ()
    assert [level.pressure for level in told.levels] == [100_000.0, 85_000.0, 70_000.0, 50_000.0, 30_000.0]


def test_the_range_of_a_level_is_that_of_its_numbers(told):
    # 700 hPa: 5 + 4 * 2 + 0.5 y + 0.3 x + t with y in -4..4, x in -5..5, t in 0..2.
    wind = told.levels[2].ranges["eastward_wind"]
    assert (wind.least, wind.greatest) == pytest.approx((13.0 - 2.0 - 1.5, 13.0 + 2.0 + 1.5 + 2.0), abs=1e-5)
    assert wind.mean == pytest.approx(14.0, abs=1e-5)
    # 2,940 m at the middle of the box, 8 m lower for a degree north, 2 m higher for one east.
    height = told.levels[2].ranges["height"]
    low, high = 2940.0 - 32.0 - 10.0, 2940.0 + 32.0 + 10.0
    assert height.least == pytest.approx(RADIUS * low / (RADIUS - low), rel=1e-6)
    assert height.greatest == pytest.approx(RADIUS * high / (RADIUS - high), rel=1e-6)


def test_the_range_over_all_levels_is_that_of_the_outermost(told):
    # -3 + 1.5 z - 0.4 y + 0.2 x - 0.5 t with z in 0..4.
    northward = told.overall["northward_wind"]
    assert (northward.least, northward.greatest) == pytest.approx((-3.0 - 1.6 - 1.0 - 1.0, 3.0 + 1.6 + 1.0), abs=1e-5)


def test_every_gap_is_told(tmp_path):
    hours = np.array([0, 6, 12, 30, 36, 60, 66], "timedelta64[h]")
    air = plain_wind().isel(time=[0] * 7).assign_coords(time=TIMES[0] + hours)
    told = wind_description(open_wind(written(air, tmp_path / "gaps.nc")))
    assert told.usual_step == 6 * 3600.0
    assert told.gaps == tuple((TIMES[0] + hours[i], TIMES[0] + hours[i + 1]) for i in (2, 4))
    text = str(told)
    assert "gap        2015-04-04T00:00 to 2015-04-04T18:00 UTC, 18 h" in text
    assert "gap        2015-04-05T00:00 to 2015-04-06T00:00 UTC, 24 h" in text
    assert "7, mostly 6 h apart, 2 gaps" in text


def test_the_table_has_a_row_for_each_level_in_units_of_people(told):
    lines = str(told).splitlines()
    (row,) = [line for line in lines if line.split()[:1] == ["700"]]
    cells = row.split()
    assert cells[:3] == ["700", "2899", "2983"]
    assert cells[3:9] == ["9.5", "14.0", "18.5", "-3.6", "-0.5", "2.6"]
    # 258 K, less 0.6 K for a degree north: the true numbers end in 5, which may be rounded either way.
    assert [float(cell) for cell in cells[9:]] == pytest.approx([-17.55, -15.15, -12.75], abs=0.051)
    assert any("temperature (°C)" in line for line in lines)
    assert "  has no     humidity (the air is taken as dry), vertical wind (taken as zero)" in lines


def test_of_many_levels_some_are_printed_and_it_is_said(tmp_path):
    fine = plain_wind().interp(level=np.linspace(1000.0, 300.0, 71))
    told = wind_description(open_wind(written(fine, tmp_path / "fine.nc")))
    assert len(told.levels) == 71
    text = str(told)
    assert "Shown are 30 of 71 levels" in text
    rows = [line.split()[0] for line in text.splitlines() if line[2:11].strip().replace(".", "").isdigit()]
    assert len(rows) == 30
    assert (rows[0], rows[-1]) == ("1000", "300")


def test_what_lies_on_the_ground_is_told_apart(tmp_path):
    field = open_wind(written(plain_wind(), tmp_path / "plain.nc"))
    rain = np.zeros((3, 5, 6))
    rain[1, 2, 3] = 0.002
    field.dataset["precipitation_flux"] = (
        ("time", "latitude", "longitude"),
        rain,
        {"long_name": "rain and snow", "units": "kg m-2 s-1"},
    )
    told = wind_description(field)
    assert told.surface["precipitation_flux"].greatest == 0.002
    assert told.surface["precipitation_flux"].mean == pytest.approx(0.002 / 90.0)
    assert "precipitation_flux" not in told.overall
    text = str(told)
    assert "rain and snow (kg m-2 s-1)" in text
    assert "temperature, rain and snow" in text


def test_notes_source_and_digest_are_those_of_the_field():
    field = open_wind("shipped:gfs_2011_01_15_korea")
    told = wind_description(field)
    text = str(told)
    assert text.startswith(field.source)
    assert field.digest in text
    for note in field.notes:
        assert f"  Note: {note}" in text
    # The 500 hPa wind at 37.5 N 127.5 E, read with ecCodes, lies within what is told of its level.
    (level,) = [level for level in told.levels if level.pressure == 50_000.0]
    assert level.ranges["eastward_wind"].least < 29.29 < level.ranges["eastward_wind"].greatest


def test_the_spread_of_a_made_wind_is_told():
    heights = np.array([0.0, 5000.0])
    process = WeatherProcess(
        heights, np.array([2.0, 6.0]), np.array([1.5, 4.5]), exponential_correlation(heights, 1e4), np.inf, 7200.0
    )
    field = replace(open_wind("shipped:gfs_2011_01_15_korea"), variability=process)
    assert (
        "  weather    members depart, in standard deviations eastward 2.0 to 6.0 m/s, northward 1.5 to 4.5 m/s; "
        "they change over 2 h and are the same everywhere\n"
    ) in str(wind_description(field))
    near = replace(process, horizontal_scale=250e3)
    assert "they change over 2 h and 250 km\n" in str(wind_description(replace(field, variability=near)))
    assert repr(process) == (
        "WeatherProcess(eastward sd 2.0 to 6.0 m/s; they change over 2 h and are the same everywhere)"
    )


def test_members_are_counted_where_there_are_several(told, tmp_path):
    assert told.members == 1
    assert "members" not in str(told)
    field = open_wind(written(ensemble("number", [3, 5, 7]), tmp_path / "three.nc"))
    three = wind_description(field)
    assert three.members == 3
    assert "  members    3; all numbers here are of the first\n" in str(three)
    assert "122 to 132 E, 3 members;" in repr(field)
