from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from sim.wind import climatological_wind, coverage_problems, open_wind
from sim.wind.ideal import IdealGrid, uniform_wind
from tests.wind.files import TIMES, plain_wind, shared, written

SITE = (126.74, 37.889)
HOUR = 3600.0
FLAT = ("time", "latitude", "longitude")


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


def problems_at(wind, site=SITE):
    return coverage_problems(wind, wind.first_time, wind.last_time, *site, True, 6 * HOUR)


def test_a_wind_that_knows_only_high_air_is_refused(tmp_path):
    # The 500 hPa surface of the made file: 5420 m, 8 m lower for a degree north, 2 m higher for a degree east; its
    # columns around the site are at 36 and 38 N and 126 and 128 E: 5420 + 16 + 2 = 5438 m of geopotential at the most.
    high = open_wind(written(plain_wind().isel(level=[3, 4]), tmp_path / "high.nc"))
    (problem,) = problems_at(high)
    geometric = 5438.0 * 6_356_766.0 / (6_356_766.0 - 5438.0)
    assert f"the lowest level around the launch site lies at {geometric:.0f} m above the sea" in problem
    assert "at 1500 m or below" in problem
    assert problem.endswith(".")


def with_ground(wind, height, names=("eastward_wind_10m", "northward_wind_10m")):
    """The wind with a ground of one height and a calm at 10 m above it."""
    calm = np.zeros([wind.dataset.sizes[name] for name in FLAT])
    ground = (FLAT[1:], np.full(calm.shape[1:], height))
    return replace(wind, dataset=wind.dataset.assign(surface_height=ground, **dict.fromkeys(names, (FLAT, calm))))


def test_a_lowest_level_may_lie_higher_where_the_ground_and_the_wind_at_10_m_are_known(tmp_path):
    # 700 hPa lies at 2940 m in the made file, 500 hPa at 5420 m.
    middle = open_wind(written(plain_wind().isel(level=[2, 3, 4]), tmp_path / "middle.nc"))
    high = open_wind(written(plain_wind().isel(level=[3, 4]), tmp_path / "high.nc"))
    assert problems_at(with_ground(middle, 50.0)) == []
    (problem,) = problems_at(with_ground(high, 50.0))
    assert "at 3300 m or below, since lower down only the wind at 10 m is known" in problem
    # Either alone is not enough.
    for part in (
        middle,
        with_ground(middle, 50.0, ()),
        with_ground(middle, 50.0, ("eastward_wind_100m", "northward_wind_100m")),
        replace(middle, dataset=with_ground(middle, 50.0).dataset.drop_vars("surface_height")),
    ):
        (problem,) = problems_at(part)
        assert "at 1500 m or below, since lower down the wind is held as it is there" in problem


def test_levels_under_a_known_ground_do_not_count(six_hourly):
    # 850 hPa at 1459 m lies under a ground of 1500 m, 700 hPa above it.
    assert problems_at(six_hourly) == []
    (problem,) = problems_at(with_ground(six_hourly, 1500.0, ()))
    assert "the lowest level around the launch site lies at 29" in problem
    assert problems_at(with_ground(six_hourly, 1500.0)) == []


def with_lowest_level(wind, longitude, latitude, height):
    """The wind with its lowest level at another height in one column."""
    dataset = wind.dataset.copy(deep=True)
    dataset["height"].loc[{"level": 0, "longitude": longitude, "latitude": latitude}] = height
    return replace(wind, dataset=dataset)


@pytest.mark.parametrize("column", [(126.0, 38.0), (126.0, 36.0), (128.0, 36.0), (128.0, 38.0)])
@pytest.mark.parametrize(("height", "refused"), [(1499.0, False), (1501.0, True)])
def test_the_columns_around_the_site_decide(column, height, refused):
    box = IdealGrid(tuple(np.arange(118.0, 139.0, 2.0)), tuple(np.arange(30.0, 47.0, 2.0)))
    wind = with_lowest_level(uniform_wind(1.0, 1.0, box), *column, height)
    assert len(problems_at(wind, (126.74, 37.889))) == refused


@pytest.mark.parametrize("column", [(124.0, 38.0), (130.0, 36.0), (126.0, 34.0), (128.0, 40.0)])
def test_mountains_elsewhere_do_not_matter(column):
    box = IdealGrid(tuple(np.arange(118.0, 139.0, 2.0)), tuple(np.arange(30.0, 47.0, 2.0)))
    wind = with_lowest_level(uniform_wind(1.0, 1.0, box), *column, 4000.0)
    assert problems_at(wind, (126.74, 37.889)) == []
    # On a point of the grid nothing else is around the site.
    assert problems_at(wind, (126.0, 38.0)) == []


def test_around_a_circle_the_first_column_follows_the_last():
    circle = uniform_wind(1.0, 1.0, IdealGrid(tuple(np.arange(-180.0, 180.0, 30.0)), (30.0, 40.0)))
    assert len(problems_at(with_lowest_level(circle, -180.0, 30.0, 4000.0), (170.0, 35.0))) == 1
    assert problems_at(with_lowest_level(circle, 120.0, 30.0, 4000.0), (170.0, 35.0)) == []


def test_a_wind_that_ends_below_the_float_is_refused():
    (problem,) = problems_at(uniform_wind(1.0, 1.0, IdealGrid(heights=(-500.0, 800.0))))
    assert "the wind reaches up to 800 m above the sea; it must reach 5000 m" in problem
    assert len(problems_at(uniform_wind(1.0, 1.0, IdealGrid(heights=(-500.0, 4990.0))))) == 1
    assert problems_at(uniform_wind(1.0, 1.0, IdealGrid(heights=(-500.0, 5010.0)))) == []


def test_both_ends_are_reported_at_once_and_beside_the_box_only_the_top():
    layer = uniform_wind(1.0, 1.0, IdealGrid(heights=(2000.0, 3000.0)))
    assert len(problems_at(layer)) == 2
    beside = problems_at(layer, (90.0, 38.0))
    assert len(beside) == 2
    assert "outside the wind" in beside[0]
    assert "reaches up to" in beside[1]


@pytest.mark.parametrize("month", range(1, 13))
def test_the_climate_reaches_low_and_high_enough(month):
    when = SimpleNamespace(launch=SimpleNamespace(time=datetime(2015, month, 4, tzinfo=UTC)))
    assert problems_at(climatological_wind(when)) == []


def test_the_shipped_forecast_reaches_low_and_high_enough():
    assert problems_at(open_wind("shipped:gfs_2011_01_15_korea")) == []


@pytest.mark.parametrize(
    "name", ["wind/ifs_20240603_20240604_6h_10deg_global.nc", "soundings/temp_20081208T12_dev.csv#Osan"]
)
def test_real_winds_reach_low_and_high_enough(name):
    if not (shared() / "data" / name.partition("#")[0]).exists():
        pytest.skip("real data are not beside the repository")
    assert problems_at(open_wind(shared() / "data" / name)) == []
