import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pvlib.solarposition import get_solarposition

from sim.errors import InputError
from sim.physics.sun import sun_elevation
from sim.sun import sun_elevation_at, sun_table

MARGIN = math.radians(0.01)
"""The parallax of the sun is 0.0024 degrees there and here; the rest is room."""

PLACES = [(126.7, 37.9), (0.0, 0.0), (-71.0, -33.5), (179.9, -17.0), (-179.9, 65.0), (15.6, 78.2), (110.0, -89.0)]


def by_pvlib(longitude, latitude, times):
    return np.radians(get_solarposition(pd.DatetimeIndex(times, tz="UTC"), latitude, longitude)["elevation"].to_numpy())


@pytest.mark.parametrize("start", ["1955-02-28T23:50", "2014-01-15T00:00", "2015-06-21T12:00", "2024-10-27T03:07:11"])
@pytest.mark.parametrize("place", PLACES)
def test_elevation_is_that_of_pvlib_everywhere(start, place):
    times = np.datetime64(start, "ns") + np.arange(0, 2 * 86400, 1777).astype("timedelta64[s]")
    np.testing.assert_allclose(sun_elevation_at(*place, times), by_pvlib(*place, times), rtol=0.0, atol=MARGIN)


@settings(deadline=None, max_examples=40)
@given(
    st.floats(-180.0, 180.0),
    st.floats(-89.9, 89.9),
    st.integers(0, 40 * 365 * 86400),
)
def test_any_place_and_time_agrees(longitude, latitude, second):
    time = np.datetime64("1990-01-01", "ns") + np.timedelta64(second, "s")
    told = sun_elevation_at(longitude, latitude, time)
    assert told == pytest.approx(by_pvlib(longitude, latitude, [time])[0], abs=MARGIN)


def test_table_reaches_past_both_ends():
    sun = sun_table(np.datetime64("2015-04-03T18:00"), -3600.0, 10_000.0)
    assert sun.first == -4200.0
    assert sun.first + sun.step * (sun.declination.size - 1) >= 10_000.0 + sun.step
    assert sun.hour_angle.shape == sun.declination.shape


def test_the_sun_turns_once_a_day_without_jumps():
    sun = sun_table(np.datetime64("2015-04-03T18:00"), 0.0, 86400.0 * 5)
    turned = np.diff(sun.hour_angle) / (math.tau * sun.step / 86400.0)
    # the equation of time runs at most 30 s in a day; the parallax adds 3e-4 of the turn
    np.testing.assert_allclose(turned, 1.0, rtol=0.0, atol=7e-4)


def test_declination_and_equation_of_time_on_known_days():
    # 21 June: the obliquity of the ecliptic, 23.437 degrees in 2015
    noon = sun_table(np.datetime64("2015-06-21T12:00"), 0.0, 0.0)
    assert math.degrees(noon.declination[1]) == pytest.approx(23.44, abs=0.01)
    # 3 November: the sun is 16 min 27 s early, its most of the year; at Greenwich noon it is 4.11 degrees past south
    early = sun_table(np.datetime64("2015-11-03T12:00"), 0.0, 0.0)
    assert math.degrees(math.remainder(early.hour_angle[1], math.tau)) == pytest.approx(4.11, abs=0.02)


def test_table_as_the_kernel_reads_it():
    sun = sun_table(np.datetime64("2015-04-03T18:00"), 0.0, 30_000.0)
    slot = (12_345.0 - sun.first) / sun.step
    below, share = int(slot), slot - int(slot)
    declination = (1.0 - share) * sun.declination[below] + share * sun.declination[below + 1]
    hour_angle = (1.0 - share) * sun.hour_angle[below] + share * sun.hour_angle[below + 1]
    told = sun_elevation(37.9, declination, hour_angle + math.radians(126.7))
    time = np.datetime64("2015-04-03T18:00", "ns") + np.timedelta64(12_345, "s")
    assert told == pytest.approx(by_pvlib(126.7, 37.9, [time])[0], abs=MARGIN)


def test_missing_places_and_times_are_nan():
    times = np.array(["2015-04-03T18:00", "NaT", "2015-04-03T22:00"], dtype="datetime64[ns]")
    told = sun_elevation_at(np.array([126.7, 126.7, np.nan]), 37.9, times)
    np.testing.assert_array_equal(np.isnan(told), [False, True, True])
    assert np.isnan(sun_elevation_at([126.7, 127.0], 37.9, np.datetime64("NaT"))).tolist() == [True, True]
    assert np.isnan(sun_elevation_at(126.7, np.nan, np.datetime64("2015-04-03T18:00")))


def test_places_and_times_broadcast():
    times = np.datetime64("2015-04-03T18:00") + np.arange(3).astype("timedelta64[h]")
    told = sun_elevation_at(np.array([[126.0], [127.0]]), 37.9, times)
    assert told.shape == (2, 3)
    assert told[1, 2] == pytest.approx(float(sun_elevation_at(127.0, 37.9, times[2])), abs=1e-7)
    assert sun_elevation_at([], [], np.array([], dtype="datetime64[ns]")).shape == (0,)


@pytest.mark.parametrize("span", [(0.0, math.inf), (-math.inf, 0.0), (math.nan, 1.0), (10.0, 0.0)])
def test_a_span_needs_two_ends_in_order(span):
    with pytest.raises(InputError, match="both must be finite and in order"):
        sun_table(np.datetime64("2015-04-03T18:00"), *span)
