"""Moments as people tell them."""

from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest

from sim.wind.field import moment_of


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("2015-04-04T21:00+09:00", "2015-04-04T12:00"),
        ("2015-04-04T12:00:30Z", "2015-04-04T12:00:30"),
        ("2015-04-04", "2015-04-04T00:00"),
        ("2015-04", "2015-04-01T00:00"),
        (date(2015, 4, 4), "2015-04-04T00:00"),
        (datetime(2015, 4, 4, 21, tzinfo=timezone(timedelta(hours=9))), "2015-04-04T12:00"),
        (datetime(2015, 4, 4, 12), "2015-04-04T12:00"),  # of no zone: UTC
        (np.datetime64("2015-04-04T12:00:00.123456789"), "2015-04-04T12:00:00.123456789"),
        (np.datetime64("2261-12-31T23"), "2261-12-31T23:00"),
    ],
)
def test_a_moment_is_told_in_many_ways(given, known):
    assert moment_of(given) == np.datetime64(known, "ns")


@pytest.mark.parametrize(
    "given",
    [
        *(5, None, b"2015-04-04", "5", "now", "NaT", "2015-4", "yesterday", np.datetime64("NaT")),
        *("1677-12-31", "2262-01-01", "2600-01-01", np.datetime64("2600-01-01"), "0001-01-01T00:00+09:00"),
    ],
)
def test_what_is_no_moment_or_none_that_can_be_told_is_refused(given):
    with pytest.raises(ValueError, match=r"no time|only the years|calendar|isoformat"):
        moment_of(given)
