import numpy as np
import pytest

from sim.wind import coverage_problems, open_wind
from sim.wind.ideal import IdealGrid, uniform_wind
from tests.wind.files import TIMES, plain_wind, written

SITE = (126.74, 37.889)
HOUR = 3600.0


@pytest.fixture
def six_hourly(tmp_path):
    return open_wind(written(plain_wind(), tmp_path / "wind.nc"))


def test_a_wind_that_covers_the_flights_has_no_problems(six_hourly):
    assert coverage_problems(six_hourly, TIMES[0], TIMES[-1], *SITE, False, 6 * HOUR) == []


def test_a_wind_that_ends_early_or_starts_late_says_by_how_much(six_hourly):
    first, last = TIMES[0] - np.timedelta64(90, "m"), TIMES[-1] + np.timedelta64(3, "h")
    (problem,) = coverage_problems(six_hourly, first, last, *SITE, False, 6 * HOUR)
    assert "1.5 h at the start and 3.0 h at the end are missing" in problem
    (problem,) = coverage_problems(six_hourly, TIMES[0], last, *SITE, False, 6 * HOUR)
    assert "3.0 h at the end" in problem
    assert "start" not in problem


def test_a_gap_is_named_only_where_it_is_flown(tmp_path):
    times = np.array(["2015-04-03T12", "2015-04-03T18", "2015-04-04T06"], "datetime64[ns]")
    wind = plain_wind().assign_coords(time=("time", times, {"standard_name": "time"}))
    field = open_wind(written(wind, tmp_path / "gap.nc"))
    (problem,) = coverage_problems(field, times[1], times[2], *SITE, False, 6 * HOUR)
    assert "no wind between 2015-04-03T18:00 and 2015-04-04T06:00 UTC, 12 h" in problem
    assert coverage_problems(field, times[1], times[2], *SITE, False, 12 * HOUR) == []
    assert coverage_problems(field, times[0], times[1], *SITE, False, 6 * HOUR) == []


def test_a_single_time_is_flown_only_when_the_scenario_says_so(tmp_path):
    field = open_wind(written(plain_wind().isel(time=[0]), tmp_path / "one.nc"))
    span = (TIMES[0], TIMES[-1])
    (problem,) = coverage_problems(field, *span, *SITE, False, 6 * HOUR)
    assert "one time only, 2015-04-03T12:00" in problem
    assert "weather.steady = true" in problem
    assert coverage_problems(field, *span, *SITE, True, 6 * HOUR) == []


def test_a_timeless_wind_needs_no_date(six_hourly):
    assert coverage_problems(uniform_wind(1.0, 1.0), TIMES[0], TIMES[-1], *SITE, False, 6 * HOUR) == []


@pytest.mark.parametrize("site", [(121.0, 38.0), (133.0, 38.0), (127.0, 33.0), (127.0, 43.0)])
def test_a_site_outside_the_box_is_named(six_hourly, site):
    (problem,) = coverage_problems(six_hourly, TIMES[0], TIMES[-1], *site, False, 6 * HOUR)
    assert f"{site[1]:g} N, {site[0]:g} E lies outside" in problem
    assert "34 to 42 N and 122 to 132 E" in problem


def test_any_turn_of_longitude_and_a_whole_circle_are_inside():
    across = uniform_wind(1.0, 1.0, IdealGrid((170.0, 180.0, 190.0), (30.0, 40.0)))
    assert coverage_problems(across, TIMES[0], TIMES[0], -175.0, 35.0, False, HOUR) == []
    assert len(coverage_problems(across, TIMES[0], TIMES[0], 165.0, 35.0, False, HOUR)) == 1
    circle = uniform_wind(1.0, 1.0, IdealGrid(tuple(np.arange(-180.0, 180.0, 30.0)), (30.0, 40.0)))
    assert coverage_problems(circle, TIMES[0], TIMES[0], 179.0, 35.0, False, HOUR) == []


def test_all_problems_come_together(six_hourly):
    problems = coverage_problems(six_hourly, TIMES[0], TIMES[-1] + np.timedelta64(1, "h"), 140.0, 38.0, False, 3 * HOUR)
    assert len(problems) == 1 + 1 + 2
