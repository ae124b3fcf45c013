import numpy as np
import pytest
from scipy import stats

import sim
from sim.ensemble.draws import Draws, draw_balloons
from sim.ensemble.layout import layout_of
from sim.flight.state import Balloon


def drawn(scenario, count=4000, key=11, members=7):
    layout = layout_of(scenario, 2)
    draws = Draws(key, np.arange(count))
    return draw_balloons(scenario, layout, draws, members), draws, layout


def column(balloons, name):
    return balloons.table[:, Balloon._fields.index(name)]


def test_draws_follow_the_laws_of_the_scenario(lee):
    balloons, draws, _ = drawn(lee)
    free_lift = draws.values["balloon.free_lift_fraction"]
    assert stats.kstest(free_lift, stats.lognorm(np.log(1.6), scale=0.08).cdf).pvalue > 1e-3
    drag = column(balloons, "drag_coefficient")
    assert stats.kstest(drag, stats.triang((0.6 - 0.35) / 0.85, 0.35, 0.85).cdf).pvalue > 1e-3
    assert column(balloons, "back_pressure").max() <= 1500.0  # 15 hPa


def test_quantities_are_drawn_independently(lee):
    _, draws, _ = drawn(lee)
    columns = np.array(list(draws.values.values()))
    correlation = np.corrcoef(columns) - np.eye(len(columns))
    # 4000 pairs: standard error 0.016 each, and the largest of a hundred lies below four of them
    assert np.abs(correlation).max() < 0.064


def test_mass_of_tube_gas_and_payload_is_what_the_scenario_says(lee):
    balloons, draws, _ = drawn(lee, 50)
    width = draws.values["balloon.lay_flat_width_m"]
    diameter = 2.0 * width / np.pi
    film = (np.pi * diameter * 12.0 + 0.5 * np.pi * diameter**2) * draws.values["balloon.film_thickness_um"] * 920.0
    expected = film + draws.values["balloon.rigging_mass_kg"] + draws.values["payload.payload_mass_kg"]
    np.testing.assert_allclose(column(balloons, "solid_mass"), expected, rtol=1e-12)
    np.testing.assert_allclose(balloons.bundle_mass.sum(axis=1), draws.values["payload.payload_mass_kg"], rtol=1e-12)


def test_balloons_go_round_the_weather_members(lee):
    balloons, _, _ = drawn(lee, 20, members=7)
    np.testing.assert_array_equal(column(balloons, "member"), np.arange(20) % 7)


def test_launches_scatter_around_the_site(lee):
    balloons, _, _ = drawn(lee)
    east = (column(balloons, "longitude") - lee.launch.longitude) * 88.1e3  # metres to a degree at 37.8 N, pyproj
    sd = lee.launch.position_sd_km.median
    assert east.std() == pytest.approx(sd, rel=4 / np.sqrt(2 * 4000))
    assert east.mean() == pytest.approx(0.0, abs=4 * sd / np.sqrt(4000))


def test_failed_timers_never_go_off_and_the_others_about_when_they_are_set(lee):
    balloons, _, _ = drawn(lee)
    after = balloons.release_after[:, 0]
    assert np.isinf(after).mean() == pytest.approx(0.10, abs=4 * np.sqrt(0.09 / 4000))
    early = (after < 600.0).mean()
    assert early == pytest.approx(0.02 * 0.9, abs=4 * np.sqrt(0.018 / 4000))


def test_one_clock_serves_all_bundles_only_when_shared():
    park = sim.load_scenario("park_2015_01")
    assert not park.timer.shared
    own, _, _ = drawn(park, 300)
    both = np.isfinite(own.release_after[:, :2]).all(axis=1)
    assert both.sum() > 200
    assert not np.any(np.isclose(*own.release_after[both, :2].T, atol=1e-6))


def test_a_dispenser_lets_go_at_equal_intervals_after_arming():
    smart = sim.load_scenario("smart_2024")
    balloons, _, layout = drawn(smart, 30)
    assert len(layout.bundles) == 60
    assert (column(balloons, "arming_height") > 3000.0).all()
    works = np.isfinite(balloons.release_after).all(axis=1)
    gaps = np.diff(balloons.release_after[works], axis=1)
    np.testing.assert_allclose(gaps, gaps[:, :1] * np.ones(59), rtol=1e-9)
    assert np.median(gaps) == pytest.approx(300.0, rel=0.05)
    assert sum(drop.items for drop in layout.drops if drop.item.startswith("leaflet")) == pytest.approx(1500, rel=0.05)


def test_fall_speeds_scatter_between_drops_and_within_them(lee):
    balloons, _, layout = drawn(lee)
    first, second = (k for k, drop in enumerate(layout.drops) if drop.item == "leaflet_vinyl")
    leaflet = lee.item("leaflet_vinyl")
    logs = np.log(balloons.fall_speed[:, [first, second]])
    between, within = np.log1p(leaflet.spread_between_drops.median), np.log1p(leaflet.spread_within_drop.median)
    assert logs[:, 0].std() == pytest.approx(np.hypot(between, within), rel=4 / np.sqrt(2 * 4000))
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(between**2 / (between**2 + within**2), abs=4 / np.sqrt(4000))
    assert np.exp(np.median(logs)) == pytest.approx(leaflet.sea_level_speed.median, rel=0.02)
