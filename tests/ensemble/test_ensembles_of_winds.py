"""An ensemble of winds: its members are weather members, or its spread is the error of their mean."""

import numpy as np
import pytest

import sim
from sim.ensemble.weathers import weathers_of
from sim.errors import InputError
from sim.numerics.sampling import sample_air
from sim.wind.ideal import IdealGrid, ideal_wind
from sim.wind.weather.ensembles import ensemble_wind

SPEEDS = (2.0, 5.0, 9.0)
"""Northward wind of the members, whose mean is 16/3. [m s-1]"""

GRID = IdealGrid(duration=24 * 3600.0, origin=np.datetime64("2015-04-03T12:00", "ns"))


def blowing(northward):
    return ideal_wind(lambda *_: np.array(4.0), lambda *_: np.array(northward), GRID)


@pytest.fixture(scope="module")
def winds():
    return ensemble_wind([blowing(speed) for speed in SPEEDS], [0, 1, 2], "made")


@pytest.fixture(scope="module")
def certain(lee):
    return lee.with_values(
        {"weather.analysis_error_sd_m_s": 0.0, "weather.ensemble_inflation": 1.0, "weather.longest_gap_h": 24.0}
    )


def test_each_balloon_flies_in_the_member_of_its_weather(certain, winds):
    together = sim.simulate(certain, winds, balloons=30, weather_members=3, tracks=5)
    for member, speed in enumerate(SPEEDS):
        alone = sim.simulate(certain, blowing(speed), balloons=30, weather_members=3, tracks=5)
        of_member = together["weather"].values == member
        for name in ("landing_longitude", "landing_latitude", "landing_height", "outcome", "release_latitude"):
            np.testing.assert_array_equal(together[name].values[of_member], alone[name].values[of_member])
        tracked = of_member[:5]
        np.testing.assert_array_equal(
            together["track_latitude"].values[tracked], alone["track_latitude"].values[tracked]
        )


def test_an_ensemble_gives_as_many_weathers_as_it_has_members(certain, winds):
    flights = sim.simulate(certain, winds, balloons=7)
    assert certain.simulation.weather_members > 3
    assert flights.attrs["weather_members"] == 3
    assert list(flights["weather"].values) == [0, 1, 2, 0, 1, 2, 0]
    with pytest.raises(
        InputError, match="the wind is an ensemble of 3, and each weather member flies in one of its own"
    ):
        sim.simulate(certain, winds, balloons=7, weather_members=4)


def test_members_move_away_from_their_mean_as_the_scenario_says(certain, winds):
    wider = certain.with_values({"weather.ensemble_inflation": 2.0})
    weathers = weathers_of(wider, winds, 1)
    mean = np.mean(SPEEDS)
    for member, speed in enumerate(SPEEDS):
        grid = weathers.true(member, np.arange(3))
        air = sample_air(grid, member, 127.0, 38.0, 2000.0, 0.0)
        assert air.northward_wind == pytest.approx(mean + 2.0 * (speed - mean), rel=1e-6)


def test_or_their_spread_is_the_error_of_the_mean(certain, winds):
    # over long scales, for which the departures of 1500 members need few points
    scales = {"weather.analysis_error_time_h": 240.0, "weather.analysis_error_distance_km": 4000.0}
    spread = certain.with_values({"weather.ensemble": "spread", "weather.ensemble_inflation": 1.5, **scales})
    weathers = weathers_of(spread, winds, 1)
    assert weathers.most is None
    drawn = weathers.true(0, np.arange(1500))
    northward = np.array([sample_air(drawn, m, 126.77, 37.77, 2000.0, 0.0).northward_wind for m in range(1500)])
    # the sample deviation of 2, 5 and 9 m/s, half as much again; five standard errors each
    expected = 1.5 * np.std(SPEEDS, ddof=1)
    assert northward.std() == pytest.approx(expected, rel=5.0 / np.sqrt(3000.0))
    assert northward.mean() == pytest.approx(np.mean(SPEEDS), abs=5.0 * expected / np.sqrt(1500.0))
    flights = sim.simulate(spread, winds, balloons=6, weather_members=6)
    assert flights.attrs["weather_members"] == 6


def test_a_rule_chooses_among_the_members(certain, winds):
    rule = {"wind_at_least_m_s": {"value": 6.0, "because": "tried"}}
    rule |= {"forecast_error_sd_m_s": {"value": 0.0, "because": "tried"}}
    flights = sim.simulate(certain.with_values({"launch_rule": rule}), winds, balloons=4)
    # speeds of 4.5, 6.4 and 9.8 m/s
    assert list(flights["night_weather"].values) == [-1, 0, 1]
    assert flights.attrs["weather_members"] == 2
    np.testing.assert_allclose(flights["night_wind_speed"], np.hypot(4.0, SPEEDS), rtol=1e-6)
