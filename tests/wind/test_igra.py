import re

import numpy as np
import pytest

from sim.wind.soundings.sounding import is_sounding_text, open_sounding
from tests.wind import sounding_texts
from tests.wind.sounding_texts import MORNING, Level, column, igra, written

RADIUS = 6_356_766.0


def opened(tmp_path, text, which=None):
    return open_sounding(written(tmp_path, text, "KSM00047122-data.txt"), which)


def problems_of(tmp_path, text, which=None):
    return sounding_texts.problems_of(written(tmp_path, text, "KSM00047122-data.txt"), which)


def geometric(height):
    return RADIUS * height / (RADIUS - height)


def test_the_writer_of_these_tests_puts_values_into_the_published_columns():
    header, first = igra(MORNING).splitlines()[:2]
    # Columns as published, counted from 1: ID 2-12, NUMLEV 33-36, LAT 56-62, LON 64-71.
    assert (header[1:12], header[32:36], header[55:62], header[63:71]) == ("KSM00047122", "   6", " 371000", " 1270300")
    # PRESS 10-15, GPH 17-21, TEMP 23-27, RH 29-33, DPDP 35-39, WDIR 41-45, WSPD 47-51.
    cells = [first[start - 1 : end] for start, end in ((10, 15), (17, 21), (23, 27), (29, 33), (35, 39), (41, 45))]
    assert [int(cell) for cell in (*cells, first[46:51])] == [100_700, 52, 68, -9999, 27, 150, 40]


def test_reported_values_stand_at_reported_levels(tmp_path):
    air = column(opened(tmp_path, igra(MORNING)))
    assert air["air_pressure"].to_numpy().tolist() == [100_700.0, 96_000.0, 92_500.0, 85_000.0, 70_000.0, 50_000.0]
    assert air["air_temperature"].to_numpy()[[0, 5]] == pytest.approx([279.95, 247.45])
    assert air["height"].to_numpy()[[0, 5]] == pytest.approx([geometric(52.0), geometric(5450.0)])
    # 15 m s-1 from 235 degrees blow toward the northeast: 15 sin 55 = 12.287 east, 15 cos 55 = 8.604 north.
    assert float(air["eastward_wind"][3]) == pytest.approx(12.287, abs=5e-4)
    assert float(air["northward_wind"][3]) == pytest.approx(8.604, abs=5e-4)


@pytest.mark.parametrize(
    ("direction", "expected"), [(0, (0, -10)), (90, (-10, 0)), (180, (0, 10)), (270, (10, 0)), (360, (0, -10))]
)
def test_the_direction_is_where_the_wind_comes_from(direction, expected, tmp_path):
    levels = [level._replace(direction=float(direction), speed=10.0) for level in MORNING]
    air = column(opened(tmp_path, igra(levels)))
    assert (float(air["eastward_wind"][0]), float(air["northward_wind"][0])) == pytest.approx(expected, abs=1e-12)


def test_calm_air_needs_no_direction(tmp_path):
    levels = [MORNING[0]._replace(direction=None, speed=0.0), *MORNING[1:]]
    air = column(opened(tmp_path, igra(levels)))
    assert (float(air["eastward_wind"][0]), float(air["northward_wind"][0])) == (0.0, 0.0)


def test_a_speed_without_a_direction_is_no_wind(tmp_path):
    levels = [*MORNING[:3], MORNING[3]._replace(direction=None), *MORNING[4:]]
    wind = column(opened(tmp_path, igra(levels)))["eastward_wind"].to_numpy()
    share = (1425.0 - 747.0) / (2935.0 - 747.0)
    assert wind[3] == pytest.approx(wind[2] + share * (wind[4] - wind[2]))


def test_values_removed_by_the_archive_are_missing(tmp_path):
    text = igra(MORNING).replace("   -15 ", " -8888 ")
    assert "-8888" in text
    # Without its own temperature the 850 hPa level lies between its neighbours, linear in height.
    expected = 275.95 + (1425.0 - 747.0) / (2935.0 - 747.0) * (261.05 - 275.95)
    assert float(column(opened(tmp_path, text))["air_temperature"][3]) == pytest.approx(expected)


def test_a_level_with_height_alone_is_placed_by_it(tmp_path):
    wind = Level(None, 2000.0, None, None, None, 270.0, 30.0)
    air = column(opened(tmp_path, igra([*MORNING[:4], wind, *MORNING[4:]])))
    # Halfway up a layer of one temperature the pressure is the geometric mean; here 575 of 1510 m up.
    expected = 85_000.0 * (70_000.0 / 85_000.0) ** (575.0 / 1510.0)
    assert float(air["air_pressure"][4]) == pytest.approx(expected)
    assert float(air["eastward_wind"][4]) == pytest.approx(30.0)
    assert float(air["height"][4]) == pytest.approx(geometric(2000.0))


def test_a_wind_at_the_height_of_a_pressure_level_belongs_to_it(tmp_path):
    bare = [level._replace(direction=None, speed=None) for level in MORNING]
    winds = [Level(None, level.height, None, None, None, level.direction, level.speed) for level in MORNING]
    together = opened(tmp_path, igra([*bare, *winds]))
    assert together.dataset.equals(opened(tmp_path, igra(MORNING)).dataset)


def test_winds_above_the_last_pressure_are_left_out_and_counted(tmp_path):
    field = opened(tmp_path, igra([*MORNING, Level(None, 9000.0, None, None, None, 270.0, 30.0)]))
    assert field.dataset.sizes["level"] == 6
    assert any(note.startswith("1 levels above or below") for note in field.notes)


def test_the_dew_point_makes_the_humidity(tmp_path):
    field = opened(tmp_path, igra(MORNING))
    humidity = column(field)["specific_humidity"].to_numpy()
    # At a dew point of 4.1 degC the vapour has 8.19 hPa (Goff and Gratch, Smithsonian tables: 8.13 at 4.0, 8.42 at
    # 4.5), so that q = 0.622 * 8.19 / (1007 - 0.378 * 8.19) = 0.00507.
    assert humidity[0] == pytest.approx(0.00507, rel=0.003)
    assert field.dataset["specific_humidity"].attrs["units"] == "1"


def test_relative_humidity_serves_where_there_is_no_dew_point(tmp_path):
    humidity = column(opened(tmp_path, igra(MORNING)))["specific_humidity"].to_numpy()
    # 71 % of the 8.97 hPa of saturation at 5.4 degC: 0.622 * 6.37 / (960 - 0.378 * 6.37) = 0.00414.
    assert humidity[1] == pytest.approx(0.00414, rel=0.003)


def test_above_its_last_report_the_air_is_dry_and_said_to_be(tmp_path):
    field = opened(tmp_path, igra(MORNING))
    assert float(column(field)["specific_humidity"][-1]) == 0.0
    assert f"Humidity ends at {geometric(2935.0):.0f} m: the air is dry from the next level up." in field.notes


def test_below_its_first_report_humidity_is_held_and_said_to_be(tmp_path):
    field = opened(tmp_path, igra([MORNING[0]._replace(dew_point=None), *MORNING[1:]]))
    humidity = column(field)["specific_humidity"].to_numpy()
    assert humidity[0] == humidity[1] > 0.004
    assert "Humidity begins at 443 m and is held below." in field.notes


def test_an_ascent_without_humidity_is_dry_and_said_to_be(tmp_path):
    field = opened(tmp_path, igra([level._replace(dew_point=None, humidity=None) for level in MORNING]))
    assert "specific_humidity" not in field.dataset
    assert "The file has no humidity: the air is taken as dry." in field.notes


def test_station_time_and_place_come_from_the_header(tmp_path):
    field = opened(tmp_path, igra(MORNING))
    assert field.source == "radiosonde 47122 (KSM00047122), 2015-04-04T12:00 UTC (KSM00047122-data.txt)"
    assert field.first_time == np.datetime64("2015-04-04T12:00")
    west, south, east, north = field.box
    assert ((west + east) / 2.0, (south + north) / 2.0) == pytest.approx((127.03, 37.1))


def test_without_an_hour_the_release_dates_an_ascent(tmp_path):
    field = opened(tmp_path, igra(MORNING, time=(2015, 4, 4, 99), release=1131))
    assert field.first_time == np.datetime64("2015-04-04T11:31")


def test_an_ascent_without_any_hour_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, igra(MORNING, time=(2015, 4, 4, 99), release=9999))
    assert "has no hour" in problem


def test_a_file_cut_short_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, igra(MORNING, promised=9))
    assert "line 1: the header promises 9 levels and 6 follow" in problem


@pytest.mark.parametrize("shifted", [" -9999 92500", " -9999   92500"])
def test_a_shifted_column_is_refused_with_its_line(shifted, tmp_path):
    lines = igra(MORNING).splitlines()
    lines[3] = lines[3].replace(" -9999  92500", shifted)
    (problem,) = problems_of(tmp_path, "\n".join(lines))
    assert "line 4: '20 -9999" in problem
    assert "is no level in the columns of the archive" in problem


def test_a_value_that_is_no_whole_number_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, igra(MORNING).replace("  1425 ", "  14.5 "))
    assert "line 5: GPH is ' 14.5'; it must be a whole number that ends in column 21" in problem


def test_marks_of_the_archives_checks_are_read_over(tmp_path):
    text = igra(MORNING).replace(" 85000  1425   -15 ", " 85000B 1425A  -15B")
    assert "B 1425A" in text
    assert opened(tmp_path, text).dataset.equals(opened(tmp_path, igra(MORNING)).dataset)


def test_a_line_that_is_no_level_is_refused(tmp_path):
    lines = igra(MORNING).splitlines()
    problems = problems_of(tmp_path, "\n".join([*lines[:3], "end of data", *lines[4:]]))
    assert any("line 4: 'end of data' is no level" in problem for problem in problems)


def test_a_header_that_is_no_header_is_refused(tmp_path):
    text = igra(MORNING) + igra(MORNING, time=(2015, 4, 5, 0)).replace("  1270300", "  127o300")
    (problem,) = problems_of(tmp_path, text)
    assert "line 8: LON of this header is not a whole number" in problem


def test_an_impossible_date_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, igra(MORNING, time=(2015, 4, 31, 12)))
    assert "line 1: the time of this header is none" in problem


def test_a_station_off_the_earth_is_refused(tmp_path):
    # -98.8888 is the archive's mark for a station without a place.
    (problem,) = problems_of(tmp_path, igra(MORNING, place=(-98.8888, -998.8888)))
    assert "no place on earth" in problem


def test_a_direction_beyond_the_circle_is_refused(tmp_path):
    levels = [MORNING[0]._replace(direction=400.0), *MORNING[1:]]
    (problem,) = problems_of(tmp_path, igra(levels))
    assert "the wind direction is 400 at the first of 1 levels" in problem


def test_pressures_in_hectopascal_are_refused(tmp_path):
    levels = [level._replace(pressure=level.pressure / 100.0) for level in MORNING]
    (problem,) = problems_of(tmp_path, igra(levels))
    assert "hPa surface lies at" in problem


def test_a_dew_point_above_the_temperature_is_refused(tmp_path):
    levels = [MORNING[0]._replace(dew_point=9.0), *MORNING[1:]]
    (problem,) = problems_of(tmp_path, igra(levels))
    assert "the dew point lies up to 2.2 K above the temperature at 1 levels" in problem


def test_all_problems_come_at_once(tmp_path):
    levels = [MORNING[0]._replace(direction=400.0), MORNING[1]._replace(humidity=710.0), *MORNING[2:]]
    text = igra(levels) + igra(MORNING, time=(2015, 4, 5, 0), promised=7)
    problems = problems_of(tmp_path, text)
    assert any("wind direction is 400" in problem for problem in problems)
    assert any("line 8: the header promises 7" in problem for problem in problems)


def test_of_very_many_problems_only_some_are_listed(tmp_path):
    problems = problems_of(tmp_path, igra(10 * MORNING).replace(" -9999 ", " x9999 "))
    assert len(problems) == 21
    assert re.fullmatch(r"There are \d+ problems more like these\.", problems[-1])


def test_the_beginning_of_an_igra_file_is_recognised():
    assert is_sounding_text(igra(MORNING)[:64].encode())
    assert is_sounding_text(b"\xef\xbb\xbf" + igra(MORNING)[:64].encode())
    assert not is_sounding_text(b"# a comment, 2015 04 04 12")
    assert not is_sounding_text(b"\x89HDF\r\n\x1a\n")
    assert not is_sounding_text(b"")
