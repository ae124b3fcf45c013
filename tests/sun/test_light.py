import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from pvlib.solarposition import get_solarposition

from sim.physics.sun import CIVIL_TWILIGHT_ELEVATION, SUNRISE_ELEVATION, horizon_dip
from sim.sun import Light, light_at, light_of, sun_elevation_at, sun_events

KOREA = np.timedelta64(9, "h")
LAUNCH_AREA = (126.7, 37.9)


def seconds_between(first, second):
    return (first - second) / np.timedelta64(1, "s")


# Korea Astronomy and Space Science Institute, sunrise of 1 January 2015 at sea level, as printed by Hankook Ilbo on
# 2014-12-23; the places themselves are known to 0.01 degree, 3 s of sunrise.
@pytest.mark.parametrize(
    ("longitude", "latitude", "published"),
    [
        (131.87, 37.24, "07:26:21"),
        (129.36, 35.36, "07:31:20"),
        (129.57, 36.08, "07:32:23"),
        (129.16, 35.16, "07:31:39"),
    ],
    ids=["Dokdo", "Ganjeolgot", "Homigot", "Haeundae"],
)
def test_new_year_sunrise_is_the_published_one(longitude, latitude, published):
    events = sun_events(longitude, latitude, np.datetime64("2014-12-31T16:00"))
    assert abs(seconds_between(events.sunrise + KOREA, np.datetime64(f"2015-01-01T{published}"))) < 10.0


@pytest.mark.parametrize("day", ["2015-04-04T06:13", "2015-06-21T05:09", "2015-01-15T07:46"])
def test_sunrise_at_the_launch_area_is_near_the_reported_one(day):
    # given to the minute for 38 N 127 E or so; 0.3 degrees of longitude and 0.1 of latitude are a minute and a half
    events = sun_events(127.0, 38.0, np.datetime64(day) - KOREA - np.timedelta64(4, "h"))
    assert abs(seconds_between(events.sunrise + KOREA, np.datetime64(day))) < 90.0


@pytest.mark.parametrize("place", [LAUNCH_AREA, (-70.0, -33.0), (25.0, 60.0), (179.99, 10.0), (-179.99, 10.0)])
@pytest.mark.parametrize("around", ["2015-04-03T18:00", "2014-12-21T03:00", "2020-06-22T14:30"])
def test_pvlib_sees_the_sun_at_each_event_where_it_should_be(place, around):
    events = sun_events(*place, np.datetime64(around))
    seen = get_solarposition(pd.DatetimeIndex(events, tz="UTC"), place[1], place[0])["elevation"].to_numpy()
    np.testing.assert_allclose(seen, [-0.8333, -6.0, -6.0, -0.8333], rtol=0.0, atol=0.01)


@pytest.mark.parametrize("hour", range(24))
def test_events_are_those_of_the_nearest_night(hour):
    around = np.datetime64("2015-04-03T00:00") + np.timedelta64(hour, "h")
    events = sun_events(*LAUNCH_AREA, around)
    assert events.sunset < events.dusk < events.dawn < events.sunrise
    middle = events.sunset + (events.sunrise - events.sunset) // 2
    # half a day, and two minutes by which the evening is longer than the morning
    assert abs(seconds_between(middle, around)) < 12 * 3600.0 + 120.0


def test_a_night_is_the_same_from_all_its_hours():
    evening = sun_events(*LAUNCH_AREA, np.datetime64("2015-04-03T11:00"))
    morning = sun_events(*LAUNCH_AREA, np.datetime64("2015-04-03T20:00"))
    for first, second in zip(evening, morning, strict=True):
        assert abs(seconds_between(first, second)) < 0.1


@pytest.mark.parametrize("around", ["2015-06-21T00:00", "2015-12-21T12:00"])
def test_without_sunset_or_sunrise_there_is_no_time(around):
    assert all(np.isnat(event) for event in sun_events(15.6, 78.2, np.datetime64(around)))


def test_a_white_night_has_a_sunset_but_no_dusk():
    events = sun_events(30.3, 62.0, np.datetime64("2015-06-21T22:00"))
    assert not np.isnat(events.sunset)
    assert np.isnat(events.dusk)
    assert np.isnat(events.dawn)
    assert events.sunset < events.sunrise


def test_the_twilight_of_a_polar_noon_has_neither_sunset_nor_sunrise():
    events = sun_events(25.0, 69.0, np.datetime64("2015-12-21T22:00"))
    assert np.isnat(events.sunset)
    assert np.isnat(events.sunrise)
    assert events.dusk < events.dawn


def test_events_of_nowhere_and_never():
    for where in [(math.nan, 37.9), (126.7, math.nan)]:
        assert all(np.isnat(event) for event in sun_events(*where, np.datetime64("2015-04-03T18:00")))
    assert all(np.isnat(event) for event in sun_events(*LAUNCH_AREA, np.datetime64("NaT")))


def test_light_changes_at_its_two_angles():
    elevations = np.array(
        [
            np.nan,
            np.nextafter(CIVIL_TWILIGHT_ELEVATION, -1.0),
            CIVIL_TWILIGHT_ELEVATION,
            SUNRISE_ELEVATION,
            np.nextafter(SUNRISE_ELEVATION, 1.0),
        ]
    )
    told = light_of(elevations)
    assert told.dtype == np.int8
    assert told.tolist() == [Light.UNKNOWN, Light.NIGHT, Light.TWILIGHT, Light.TWILIGHT, Light.DAY]
    assert light_of(0.5) == Light.DAY


@pytest.mark.parametrize(
    ("time", "light"),
    [
        ("2015-04-03T18:00", "night"),  # the launch of 03:00 KST on 4 April
        ("2015-04-03T21:00", "twilight"),
        ("2015-04-03T21:30", "day"),
        ("2014-10-10T05:00", "day"),  # 14:00 KST at Paju
        ("NaT", "unknown"),
    ],
)
def test_light_of_launches(time, light):
    assert light_at(*LAUNCH_AREA, np.datetime64(time)) == light


def test_the_sun_rises_earlier_on_high():
    # 4 km up the horizon lies 2.03 degrees lower; at 38 N near the equinox the sun climbs 0.196 degrees in a minute
    rise = sun_events(*LAUNCH_AREA, np.datetime64("2015-04-03T18:00")).sunrise
    minutes = np.arange(0.0, 20.0, 0.05)
    times = rise - (minutes * 60e9).astype("timedelta64[ns]")
    seen = sun_elevation_at(*LAUNCH_AREA, times) > SUNRISE_ELEVATION - horizon_dip(4000.0)
    assert minutes[seen].max() == pytest.approx(2.03 / 0.196, abs=0.2)


def test_pvlib_is_imported_only_when_asked():
    told = subprocess.run(
        [sys.executable, "-c", "import sim.sun, sys; print('pvlib' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"
