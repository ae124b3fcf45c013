import re

import pytest

from sim.wind.soundings.sounding import is_sounding_text, open_sounding
from tests.wind import sounding_texts
from tests.wind.sounding_texts import MORNING, column, written, wyoming_2015, wyoming_2025


def opened(tmp_path, text, which=None):
    return open_sounding(written(tmp_path, text, "page.html"), which)


def problems_of(tmp_path, text, which=None):
    return sounding_texts.problems_of(written(tmp_path, text, "page.html"), which)


def test_the_writer_of_these_tests_fills_cells_of_seven_characters():
    first = wyoming_2015(MORNING).splitlines()[9]
    assert first == " 1007.0     52    6.8    4.1                  150      8                287.1"


@pytest.mark.parametrize("page", [wyoming_2015, wyoming_2025])
def test_reported_values_stand_at_reported_levels(page, tmp_path):
    air = column(opened(tmp_path, page(MORNING)))
    assert air["air_pressure"].to_numpy().tolist() == [100_700.0, 96_000.0, 92_500.0, 85_000.0, 70_000.0, 50_000.0]
    assert air["air_temperature"].to_numpy()[[0, 3]] == pytest.approx([279.95, 271.65])


def test_knots_become_metres_per_second(tmp_path):
    # 15 m s-1 are written as 29 knots, which are 29 * 1852 / 3600 = 14.919 m s-1, from 235 degrees.
    air = column(opened(tmp_path, wyoming_2015(MORNING)))
    assert float(air["eastward_wind"][3]) == pytest.approx(12.221, abs=5e-4)
    assert float(air["northward_wind"][3]) == pytest.approx(8.557, abs=5e-4)


def test_metres_per_second_stay(tmp_path):
    air = column(opened(tmp_path, wyoming_2025(MORNING)))
    assert float(air["eastward_wind"][3]) == pytest.approx(12.287, abs=5e-4)
    assert float(air["northward_wind"][3]) == pytest.approx(8.604, abs=5e-4)


@pytest.mark.parametrize("page", [wyoming_2015, wyoming_2025])
def test_blank_cells_do_not_shift_the_next(page, tmp_path):
    # The 500 hPa level has neither dew point nor humidity; splitting at blanks would take 240 degrees for a dew point.
    air = column(opened(tmp_path, page(MORNING)))
    assert float(air["eastward_wind"][5]) == pytest.approx(22.5, abs=0.3)
    assert float(air["specific_humidity"][5]) == 0.0


def test_a_level_below_ground_with_height_alone_is_left_out(tmp_path):
    below = MORNING[0]._replace(
        pressure=1013.0, height=3.0, temperature=None, dew_point=None, direction=None, speed=None
    )
    field = opened(tmp_path, wyoming_2015([below, *MORNING]))
    assert field.dataset.sizes["level"] == 6
    assert any(note.startswith("1 levels above or below") for note in field.notes)


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (wyoming_2015, "radiosonde RKSO Osan (47122), 2015-04-04T12:00 UTC (page.html)"),
        (wyoming_2025, "radiosonde OSAN AB, KOREA (47122), 2015-04-04T12:00 UTC (page.html)"),
    ],
)
def test_station_time_and_place_come_from_the_page(page, source, tmp_path):
    field = opened(tmp_path, page(MORNING, place=(37.1, -127.03)))
    assert field.source == source
    west, south, east, north = field.box
    assert ((west + east) / 2.0, (south + north) / 2.0) == pytest.approx((-127.03, 37.1))


@pytest.mark.parametrize("page", [wyoming_2015, wyoming_2025])
def test_text_copied_from_a_browser_is_read_like_the_page(page, tmp_path):
    whole = page(MORNING)
    copied = re.sub(r"\n{3,}", "\n\n", re.sub(r"<[^>]+>", "\n", whole))
    assert "<" not in copied
    assert opened(tmp_path, copied).dataset.equals(opened(tmp_path, whole).dataset)


def test_a_position_above_the_listing_serves_as_well(tmp_path):
    text = wyoming_2025(MORNING).replace("<PRE>", "<I>Latitude: 37.10 Longitude: 127.03</I>\n<PRE>")
    bare = re.sub(r"<TABLE>.*</TABLE>", "", text, flags=re.S)
    assert opened(tmp_path, bare).dataset.equals(opened(tmp_path, wyoming_2025(MORNING)).dataset)


def test_a_page_of_two_times_is_a_wind_that_changes(tmp_path):
    field = opened(tmp_path, wyoming_2015(MORNING, hour=0) + wyoming_2015(MORNING, hour=12))
    assert field.times.size == 2


def test_a_page_of_two_stations_needs_a_choice(tmp_path):
    page = wyoming_2015(MORNING) + wyoming_2015(MORNING, "47138", "RKTH Pohang", place=(36.03, 129.38))
    (problem,) = problems_of(tmp_path, page)
    assert "2 stations" in problem
    assert "47138" in opened(tmp_path, page, "47138").source


def test_a_page_without_a_place_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).partition("</PRE>")[0])
    assert "the latitude and longitude of the station are missing" in problem


def test_an_unknown_unit_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).replace("   knot", "    m/s"))
    assert "column SKNT is in 'm/s'; it must be in knot" in problem


def test_a_missing_column_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).replace("   DRCT", "   XXXX"))
    assert "the columns DRCT are missing" in problem


def test_a_page_without_a_speed_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).replace("   SKNT", "   XXXX"))
    assert "the columns SKNT or SPED are missing" in problem


def test_columns_squeezed_by_an_editor_are_refused(tmp_path):
    squeezed = re.sub(r"(?<=\S) +(?=\S)", " ", wyoming_2015(MORNING))
    assert any("7 characters" in problem for problem in problems_of(tmp_path, squeezed))


def test_a_cell_that_is_no_number_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).replace("   1425", "  1,425"))
    assert "'850.0  1,425   -1.5" in problem


def test_a_page_that_says_there_is_nothing_is_refused(tmp_path):
    problems = problems_of(tmp_path, "Can't get 47122 Observations at 12Z 04 Apr 2015.\n")
    assert any("no listing follows that begins with PRES and HGHT" in problem for problem in problems)


def test_a_title_and_a_time_that_differ_are_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).replace("150404/1200", "150404/0000"))
    assert "differ" in problem


def test_a_title_without_a_real_date_is_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wyoming_2015(MORNING).replace("04 Apr", "31 Apr"))
    assert "the time of this title is none" in problem


def test_all_problems_come_at_once(tmp_path):
    page = wyoming_2015(MORNING).replace("   knot", "    m/s").replace("   DRCT", "   XXXX").replace("latitude", "lat")
    assert len(problems_of(tmp_path, page)) == 3


def test_the_beginning_of_a_page_is_recognised():
    for page in (wyoming_2015(MORNING), wyoming_2025(MORNING)):
        assert is_sounding_text(page[:2000].encode())
    assert not is_sounding_text(b"<HTML><TITLE>Observations of birds</TITLE>")
