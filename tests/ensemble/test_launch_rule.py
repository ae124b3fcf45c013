import math
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import sim
from sim.ensemble.ensemble import FALL_HEIGHT_STEP, FALL_TIME_STEP
from sim.ensemble.launch_rule import REASONS, chosen_nights
from sim.ensemble.weathers import weathers_of
from sim.errors import InputError, WindError
from sim.flight.state import Settings
from sim.numerics.sampling import sample_air
from sim.sun import sun_table
from sim.wind import WeatherProcess, exponential_correlation
from sim.wind.ideal import IdealGrid, ideal_wind, uniform_wind
from tests.scenario.test_launch_rule import with_rule

KEY = 12
MEAN_NORTHWARD, SPREAD, ERROR = -2.0, 5.0, 3.0
LEVELS = np.array([0.0, 3000.0, 6000.0])
SETTINGS = Settings(30.0, FALL_HEIGHT_STEP, FALL_TIME_STEP, 6 * 3600.0)


def windy(eastward=4.0, northward=MEAN_NORTHWARD, spread=SPREAD):
    """A wind whose nights depart from its mean by 5 m/s in each component."""
    sd = np.full(3, spread)
    process = WeatherProcess(LEVELS, sd, sd, exponential_correlation(LEVELS, 1e5), math.inf, 30 * 3600.0)
    return replace(uniform_wind(eastward, northward), variability=process)


def nights_of(scenario, wind, wanted, key=KEY):
    weathers = weathers_of(scenario, wind, key)
    sun = sun_table(weathers.epoch, -3600.0, 50_000.0)
    return chosen_nights(scenario, weathers, wanted, SETTINGS, sun), weathers


@pytest.fixture(scope="module")
def southerly():
    """Nights for which any wind from the southern half of the compass is forecast."""
    return nights_of(with_rule(wind_from_first_deg=90.0, wind_from_last_deg=270.0), windy(), 600)


def test_a_forecast_lets_go_as_often_as_its_law_says(southerly):
    nights, _ = southerly
    # the forecast is the night plus an error, as large as its level says: 0.96 of 3 m/s at 3 km
    expected = norm.cdf(MEAN_NORTHWARD / math.hypot(SPREAD, 0.96 * ERROR))
    share = nights.chosen.size / nights.refusal.size
    assert nights.chosen.size == 600
    assert share == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1.0 - expected) / nights.refusal.size))
    assert nights.refusal[-1] == 0  # looked at no further than needed


def test_the_truth_of_chosen_nights_is_what_a_forecast_with_that_error_lets_expect(southerly):
    nights, weathers = southerly
    grid = weathers.true(0, nights.chosen)
    truth = np.array([sample_air(grid, m, 127.0, 38.0, 3000.0, 0.0).northward_wind for m in range(600)])
    # Gaussian regression on the forecast, given that it is above zero
    forecast_sd = math.hypot(SPREAD, 0.96 * ERROR)
    threshold = -MEAN_NORTHWARD / forecast_sd
    expected = MEAN_NORTHWARD + SPREAD**2 / forecast_sd * norm.pdf(threshold) / norm.sf(threshold)
    assert truth.mean() == pytest.approx(expected, abs=4.0 * truth.std() / math.sqrt(600))
    # a forecast errs: some of the chosen nights turn out to blow from the north
    assert 0.05 < (truth < 0.0).mean() < 0.35


def test_a_forecast_that_never_errs_is_the_truth():
    scenario = with_rule(wind_at_least_m_s=4.0, surface_wind_at_most_m_s=9.0, forecast_error_sd_m_s=0.0)
    nights, weathers = nights_of(scenario, windy(), 40)
    grid = weathers.true(0, nights.chosen)
    for member, number in enumerate(nights.chosen):
        air = sample_air(grid, member, scenario.launch.longitude, scenario.launch.latitude, 3000.0, 0.0)
        speed = math.hypot(air.eastward_wind, air.northward_wind)
        assert nights.wind_speed[number] == pytest.approx(speed, rel=1e-6)
        assert speed >= 4.0
        from_direction = math.atan2(-air.eastward_wind, -air.northward_wind) % (2.0 * math.pi)
        assert nights.wind_from_direction[number] == pytest.approx(from_direction, abs=1e-5)
    assert (nights.surface_wind_speed[nights.chosen] <= 9.0).all()


@pytest.mark.parametrize(
    ("wind", "conditions", "against"),
    [
        ((0.0, 5.0), {"wind_from_first_deg": 170.0, "wind_from_last_deg": 190.0}, ()),  # blows to the north
        ((0.0, -5.0), {"wind_from_first_deg": 170.0, "wind_from_last_deg": 190.0}, ("wind_direction",)),
        ((0.0, -5.0), {"wind_from_first_deg": 350.0, "wind_from_last_deg": 10.0}, ()),  # across north
        ((5.0, 0.0), {"wind_from_first_deg": 260.0, "wind_from_last_deg": 280.0}, ()),  # a westerly
        ((0.0, -5.0), {"wind_from_first_deg": 0.0, "wind_from_last_deg": 360.0}, ()),  # any direction
        ((5.0, 0.0), {"wind_at_least_m_s": 6.0}, ("wind_too_weak",)),
        ((5.0, 0.0), {"wind_at_most_m_s": 4.0, "surface_wind_at_most_m_s": 3.0}, ("wind_too_strong", "surface_wind")),
        ((5.0, 0.0), {"wind_at_most_m_s": 6.0, "wind_at_least_m_s": 4.0}, ()),
    ],
)
def test_each_condition_speaks_for_itself(wind, conditions, against):
    scenario = with_rule(**conditions, forecast_error_sd_m_s=0.0)
    if against:
        with pytest.raises(InputError) as caught:
            nights_of(scenario, uniform_wind(*wind), 1)
        said = caught.value.problems[0]
        for reason in REASONS:
            assert (f"{reason.replace('_', ' ')} in 100.0 %" in said) == (reason in against)
        assert "launch_rule lets 0 of 384 forecasts go" in said
    else:
        nights, _ = nights_of(scenario, uniform_wind(*wind), 3)
        assert list(nights.chosen) == [0, 1, 2]


def test_more_members_are_the_same_nights_and_more(southerly):
    nights, _ = southerly
    fewer, _ = nights_of(with_rule(wind_from_first_deg=90.0, wind_from_last_deg=270.0), windy(), 50)
    np.testing.assert_array_equal(fewer.chosen, nights.chosen[:50])
    np.testing.assert_array_equal(fewer.wind_speed, nights.wind_speed[: fewer.wind_speed.size])


@pytest.mark.parametrize("ground", [(0.0, 1200.0), (900.0, 900.0), (-200.0, -200.0)], ids=["slope", "high", "low"])
def test_the_surface_wind_is_that_of_10_m_above_the_ground_of_the_wind(ground):
    # Aloft it blows ten times as fast; what is written at 10 m grows from 2 m/s in the west to 4 in the east.
    heights = tuple(np.arange(-500.0, 20_001.0, 500.0))
    wind = ideal_wind(lambda *_: np.array(30.0), lambda *_: np.array(0.0), IdealGrid(heights=heights))
    axes = ("time", "latitude", "longitude")
    speed = np.array([[[2.0, 4.0], [2.0, 4.0]]])
    known = wind.dataset.assign(
        surface_height=(axes[1:], np.array([ground, ground])),
        eastward_wind_10m=(axes, speed),
        northward_wind_10m=(axes, 0.0 * speed),
    )
    scenario = with_rule(wind_at_least_m_s=1.0, forecast_error_sd_m_s=0.0)
    nights, weathers = nights_of(scenario, replace(wind, dataset=known), 1)
    expected = 2.0 + 2.0 * (scenario.launch.longitude - 118.0) / 20.0
    # Winds are packed as float32.
    assert nights.surface_wind_speed[0] == pytest.approx(expected, rel=1e-6)
    assert nights.wind_speed[0] == pytest.approx(30.0, rel=1e-6)
    # It is what a balloon meets that rises from there, where the ground is level.
    if ground[0] == ground[1]:
        air = sample_air(weathers.true(0, nights.chosen), 0, 126.8, 38.0, ground[0], 0.0)
        assert air.eastward_wind == pytest.approx(2.0 + 2.0 * (126.8 - 118.0) / 20.0, rel=1e-6)


def test_without_a_known_ground_the_surface_wind_blows_10_m_above_the_terrain():
    shear = ideal_wind(lambda t, z, y, x: 0.01 * z, lambda *_: np.array(0.0))
    scenario = with_rule(wind_at_least_m_s=1.0, forecast_error_sd_m_s=0.0)
    nights, _ = nights_of(scenario, shear, 1)
    terrain = float(sim.ground.terrain_height(scenario.launch.longitude, scenario.launch.latitude))
    assert nights.surface_wind_speed[0] == pytest.approx(0.01 * (terrain + 10.0), abs=1e-5)


def test_rain_is_looked_up_at_the_site_and_the_launch():
    grid = IdealGrid(duration=20 * 3600.0, origin=np.datetime64("2015-04-03T12:00", "ns"))
    wind = ideal_wind(lambda *_: np.array(3.0), lambda *_: np.array(3.0), grid)
    axes = ("time", "latitude", "longitude")
    # from 0 at the first time to 20 units at the last, and in the east twice as much as in the west
    rain = np.zeros((2, 2, 2))
    rain[1] = [[10.0, 30.0], [10.0, 30.0]]
    wind = replace(wind, dataset=wind.dataset.assign(precipitation_flux=xr.Variable(axes, 1e-5 * rain)))
    scenario = with_rule(rain_at_most_mm_h=5.0)
    nights, weathers = nights_of(scenario, wind, 2)
    # launched six hours after the first time, 126.8 E lies 8.8 of 20 degrees from the western edge
    share = (scenario.launch.longitude - 118.0) / 20.0
    expected = 1e-5 * 0.3 * (10.0 + 20.0 * share)
    np.testing.assert_allclose(nights.precipitation_flux, expected, rtol=1e-6)
    with pytest.raises(InputError, match=r"rain in 100\.0 %"):
        nights_of(with_rule(rain_at_most_mm_h=0.9 * expected * 3600.0), wind, 2)
    assert weathers.most is None


def test_a_wind_without_rain_cannot_answer_a_rule_on_rain():
    scenario = with_rule(rain_at_most_mm_h=1.0)
    problems = sim.check(scenario, windy())
    assert any("has no precipitation, and launch_rule.rain_at_most_mm_h asks for it" in problem for problem in problems)
    with pytest.raises(WindError, match="has no precipitation"):
        sim.simulate(scenario, windy(), balloons=2, weather_members=1)


def test_a_forecast_is_flown_where_the_rule_asks_for_its_landings():
    # 8 m/s to the north-west carries over the Han estuary in three hours from wherever the tubes come down
    rule = {"north_probability_at_least": 0.5, "forecast_balloons": 12, "forecast_error_sd_m_s": 1.0}
    north, _ = nights_of(with_rule(**rule), uniform_wind(-3.0, 9.0), 3)
    assert list(north.chosen) == [0, 1, 2]
    assert (north.north_probability > 0.5).all()
    same, _ = nights_of(with_rule(**rule), uniform_wind(-3.0, 9.0), 3, np.int64(KEY))
    np.testing.assert_array_equal(same.north_probability, north.north_probability)
    with pytest.raises(InputError, match=r"north probability in 100\.0 %"):
        nights_of(with_rule(**rule), uniform_wind(3.0, -9.0), 3)


def test_the_forecast_that_is_flown_begins_with_the_one_that_was_looked_at():
    scenario = with_rule(wind_at_least_m_s=1.0)
    weathers, numbers = weathers_of(scenario, windy(), KEY), np.array([2, 5, 11])
    flown, looked_at, truth = (
        weathers.forecast(0, numbers),
        weathers.forecast_for_launch(0, numbers, 5100.0),
        weathers.true(0, numbers),
    )
    site = scenario.launch.longitude, scenario.launch.latitude
    for member in range(3):
        for height in (200.0, 3000.0, 5100.0):
            one, same, true = (sample_air(grid, member, *site, height, 0.0) for grid in (flown, looked_at, truth))
            # float32 of some metres a second
            assert one.eastward_wind == pytest.approx(same.eastward_wind, abs=1e-5)
            assert one.northward_wind == pytest.approx(same.northward_wind, abs=1e-5)
            # an error of 3 m/s in each component: farther off one time in 300,000, nearer one in 5000
            error = math.hypot(one.eastward_wind - true.eastward_wind, one.northward_wind - true.northward_wind)
            assert 0.02 * ERROR < error < 5.0 * ERROR


def test_the_decision_and_its_reasons_are_part_of_the_result(tmp_path):
    scenario = with_rule(wind_from_first_deg=90.0, wind_from_last_deg=270.0)
    flights = sim.simulate(scenario, windy(), balloons=40, weather_members=20, rng_seed=3)
    member = flights["night_weather"].values
    assert list(member[member >= 0]) == list(range(20))
    np.testing.assert_array_equal(member >= 0, flights["night_refusal"].values == 0)
    assert flights["night_refusal"].attrs["flag_meanings"].split() == list(REASONS)
    direction = np.degrees(flights["night_wind_from_direction"].values)
    np.testing.assert_array_equal((direction >= 90.0) & (direction <= 270.0), member >= 0)
    file = tmp_path / "flights.nc"
    sim.save_flights(flights, file)
    np.testing.assert_array_equal(sim.open_flights(file)["night_weather"], member)
    said = " ".join(sim.landings(flights).regions().notes)
    assert f"20 of {member.size} nights" in said
    # balloon 5 alone flies in the same chosen weather
    alone = sim.simulate(scenario, windy(), balloons=1, first_balloon=5, weather_members=20, rng_seed=3)
    np.testing.assert_array_equal(alone["landing_longitude"][0], flights["landing_longitude"][5])
