"""A launch that says what the light was is held against the sun."""

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario
from tests.scenario.typed import given, scenario

# Moment and light at Imjingak. Sunrise of 4 April 2015 there is at 06:13 by Korean time, and civil dawn 26 min before.
MOMENTS = [
    ("2015-04-04T03:00:00+09:00", "night"),
    ("2015-04-04T05:40:00+09:00", "night"),
    ("2015-04-04T06:00:00+09:00", "twilight"),
    ("2015-04-04T06:20:00+09:00", "day"),
    ("2015-04-03T18:00:00+00:00", "night"),
    ("2014-10-10T14:00:00+09:00", "day"),
]


def _launch(moment: str, light: str) -> dict[str, Any]:
    return {"launch.time": given(moment), "launch.light": given(light)}


@pytest.mark.parametrize(("moment", "light"), MOMENTS)
def test_a_light_that_the_sun_gives_is_accepted_and_no_other(moment: str, light: str) -> None:
    for stated in ("night", "twilight", "day"):
        if stated == light:
            assert scenario(_launch(moment, stated)).launch.light == light
        else:
            with pytest.raises(ScenarioError, match=rf"launch\.light is '{stated}', but the sun says '{light}'"):
                scenario(_launch(moment, stated))


def test_an_hour_that_was_taken_for_utc_is_found() -> None:
    # 03:00 in UTC is noon in Korea.
    with pytest.raises(ScenarioError) as caught:
        scenario(_launch("2015-04-04T03:00:00+00:00", "night"))
    assert list(caught.value.problems) == [
        "example.toml: launch.light is 'night', but the sun says 'day': launch.time 2015-04-04T03:00:00+00:00 is "
        "03:00 UTC, at 126.74 E, 37.889 N; check the hour and its offset from UTC (Korean time is +09:00), or correct "
        "or remove light."
    ]


def test_a_light_is_checked_at_coordinates_that_are_given() -> None:
    place = {"launch.site": None, "launch.longitude": given(-53.0), "launch.latitude": given(37.9)}
    # Half way round the world from Korea it is day when it is night there.
    assert scenario({**place, **_launch("2015-04-04T03:00:00+09:00", "day")}).launch.light == "day"


def test_without_a_light_nothing_is_checked() -> None:
    assert scenario({"launch.time": given("2015-04-04T03:00:00+00:00")}).launch.light is None


def test_a_wrong_light_comes_out_with_all_other_faults() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario({**_launch("2015-04-04T03:00:00+09:00", "day"), "balloon.gas": given("neon"), "nmae": "x"})
    assert sorted("light" in problem for problem in caught.value.problems) == [False, False, True]


@pytest.mark.parametrize(
    "changes",
    [
        {"launch.time": given("2015-04-04T03:00:00")},
        {"launch.time": given("soon")},
        {"launch.time": given(3)},
        {"launch.site": given("nowhere")},
        {"launch.site": None, "launch.longitude": given("east"), "launch.latitude": given(38)},
        {"launch.site": None, "launch.longitude": given(127), "launch.latitude": given(138)},
    ],
)
def test_a_launch_that_cannot_be_read_has_no_light_to_check(changes: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario({"launch.light": given("day"), **changes})
    assert len(caught.value.problems) == 1
    assert not any("the sun says" in problem for problem in caught.value.problems)


def test_a_change_of_time_is_held_against_the_light() -> None:
    night = scenario(_launch("2015-04-04T03:00:00+09:00", "night"))
    with pytest.raises(ScenarioError, match="the sun says 'day'"):
        night.with_values({"launch.time": "2015-04-04T12:00:00+09:00"})
    noon = night.with_values({"launch.time": "2015-04-04T12:00:00+09:00", "launch.light": "day"})
    assert (noon.launch.light, noon.launch.time.hour) == ("day", 12)
    assert night.with_values({"launch.light": None}).launch.light is None


def test_a_stated_light_round_trips() -> None:
    night = scenario(_launch("2015-04-04T03:00:00+09:00", "night"))
    assert Scenario.from_json(night.to_json()) == night
