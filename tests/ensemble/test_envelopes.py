"""Scenarios with other envelopes, from the typed table to the flight."""

import numpy as np
import pytest

import sim
from sim.constants import SPHERE_DRAG_CORRELATIONS, SPHERE_DRAG_DEVIATIONS, SPHERE_DRAG_MEANS
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import column, draw_balloons
from sim.ensemble.layout import layout_of
from sim.flight.state import DragModel, Outcome
from tests.scenario import typed


def rows(scenario, count=4000):
    return draw_balloons(scenario, layout_of(scenario, 1), Draws(8, np.arange(count)), 5)


@pytest.fixture(scope="module")
def sealed(lee):
    changes = {key: value for key, value in typed.SEALED.items() if not key.endswith("film_strength_mpa")}
    strength = {"distribution": "uniform", "low": 10.0, "high": 15.0, "because": "test"}
    return lee.with_values({**changes, "balloon.film_strength_mpa": strength})


@pytest.fixture(scope="module")
def latex(lee):
    return lee.with_values({**typed.LATEX, "payload.payload_mass_kg": 1.05, "balloon.free_lift_fraction": 0.5})


def test_a_sealed_tube_bursts_on_hoop_stress(sealed):
    balloons = rows(sealed)
    assert np.isinf(column(balloons, "back_pressure")).all()
    burst = column(balloons, "burst_pressure")
    # 10 to 15 MPa on 50 to 100 um of a radius of 0.64 m: 8 to 24 hPa
    assert 700.0 < burst.min() < 1000.0
    assert 2000.0 < burst.max() < 2700.0


def test_sealed_tubes_burst_above_where_they_are_full_and_bring_their_load_down(sealed, april):
    flights = sim.simulate(sealed, april, balloons=400, weather_members=10)
    burst = np.isfinite(flights["burst_height"].values)
    assert burst.mean() > 0.9
    above = (flights["burst_height"] - flights["bag_full_height"]).values[burst]
    # 200 to 300 m above the full height for the usual strength, half to twice that over all
    assert 100.0 < np.median(above) < 400.0
    disc = flights["outcome"].isel({"drop": 1}).values
    assert (disc[burst] == Outcome.LANDED_WITH_BALLOON).mean() > 0.9


def test_an_open_tube_comes_down_before_one_that_is_tied(lee, april):
    opened = sim.simulate(lee.with_values(typed.ZERO_PRESSURE), april, balloons=300, weather_members=10)
    tied = sim.simulate(lee, april, balloons=300, weather_members=10)
    flown = [
        ((flights["landing_time"].isel({"drop": -1}) - flights["launch_time"]) / np.timedelta64(1, "h")).values
        for flights in (opened, tied)
    ]
    both = np.isfinite(flown[0]) & np.isfinite(flown[1])
    assert both.sum() > 100
    assert np.median(flown[1][both] - flown[0][both]) > 0.2


def test_sphere_drag_scatters_as_in_flight(latex):
    balloons = rows(latex)
    assert (column(balloons, "drag_model") == DragModel.TWO_LEVEL).all()
    names = ("drag_coefficient", "drag_low", "drag_transition", "drag_width")
    drawn = np.array([column(balloons, name) for name in names])
    sd = np.array(SPHERE_DRAG_DEVIATIONS)
    np.testing.assert_array_less(np.abs(drawn.mean(axis=1) - SPHERE_DRAG_MEANS), 4 * sd / np.sqrt(4000))
    np.testing.assert_allclose(drawn.std(axis=1), sd, rtol=4 / np.sqrt(2 * 4000))
    np.testing.assert_allclose(np.corrcoef(drawn), SPHERE_DRAG_CORRELATIONS, atol=4 / np.sqrt(4000))


def test_a_latex_balloon_is_a_sphere_that_bursts_at_its_diameter(latex):
    balloons = rows(latex, 2000)
    diameter = np.cbrt(6.0 * column(balloons, "full_volume") / np.pi)
    # Weibull of shape 14.36 and scale 9.53 m: mean 9.53 * gamma(1 + 1 / 14.36) = 9.19 m, sd 0.78 m
    assert diameter.mean() == pytest.approx(9.19, abs=4 * 0.78 / np.sqrt(2000))
    assert column(balloons, "elastic").all()
    np.testing.assert_allclose(column(balloons, "torn_mass") - 1.2, column(balloons, "solid_mass") - 1.05 - 1.2)


def test_latex_balloons_rise_until_they_leave_the_wind_or_burst(latex, april):
    low = latex.with_values({"balloon.burst_diameter_m": {"value": 2.5, "because": "test"}})
    flights = sim.simulate(low, april, balloons=100, weather_members=5)
    well_filled = flights["free_lift_fraction"].values > 0.1
    assert well_filled.sum() > 90
    burst = np.isfinite(flights["burst_height"].values)
    assert burst[well_filled].all()
    down = flights["landing_time"].isel({"drop": -1}).values[burst] - flights["burst_time"].values[burst]
    assert (down / np.timedelta64(1, "m") < 40).all()


def test_release_modes(lee, april):
    common = {"timer.failure_probability": 0.0, "timer.unopened_probability": 0.0}
    closed = lee.with_values({**common, "timer.release_mode": {"value": "bundle_intact", "because": "test"}})
    flights = sim.simulate(closed, april, balloons=100, weather_members=5)
    released = ~np.isnat(flights["release_time"].isel(bundle=0).values)
    assert released.sum() > 50
    assert (flights["outcome"].isel({"drop": 1}).values[released] == Outcome.LANDED_UNOPENED).all()

    speed = {"balloon.torn_envelope_speed_m_s": {"value": 4.6, "because": "test"}}
    torn = lee.with_values({**common, **speed, "timer.release_mode": {"value": "burst", "because": "test"}})
    flights = sim.simulate(torn, april, balloons=100, weather_members=5)
    released = ~np.isnat(flights["release_time"].isel(bundle=0).values)
    np.testing.assert_array_equal(np.isfinite(flights["burst_height"].values), released)
    late = flights["landing_time"].isel({"drop": -1}).values - flights["release_time"].isel(bundle=0).values
    assert (late[released] < np.timedelta64(40, "m")).all()


def test_a_smooth_sphere_flies_by_its_own_curve(latex, april):
    smooth = latex.with_values(
        {
            "balloon.sphere_drag": {"value": "morrison", "because": "test"},
            "balloon.burst_diameter_m": {"value": 2.5, "because": "test"},
        }
    )
    assert (column(rows(smooth, 5), "drag_model") == DragModel.SMOOTH_SPHERE).all()
    flights = sim.simulate(smooth, april, balloons=50, weather_members=5)
    well_filled = flights["free_lift_fraction"].values > 0.1
    assert np.isfinite(flights["burst_height"].values[well_filled]).all()


def test_a_latex_balloon_drawn_alone_is_the_one_of_the_ensemble(latex):
    together = rows(latex, 50).table
    for number in (0, 7, 33):
        alone = draw_balloons(latex, layout_of(latex, 1), Draws(8, np.array([number])), 5).table
        np.testing.assert_array_equal(alone[0], together[number])
