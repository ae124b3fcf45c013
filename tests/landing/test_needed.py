"""How many balloons or weather members an interval takes, against ensembles of that size."""

import math

import numpy as np
import pytest

import sim
from sim.errors import InputError
from tests.landing.nights import made_nights


def half_width(generator, nights, balloons, **law):
    """Half the width of the table's interval, mean of ten made-up ensembles."""
    rows = [
        sim.landings(made_nights(generator, nights, balloons, **law)).regions().row("usb_stick", "north_korea")
        for _ in range(10)
    ]
    return np.mean([(row.high - row.low) / 2.0 for row in rows])


def test_what_is_said_of_the_present_is_what_the_table_says() -> None:
    drops = sim.landings(made_nights(np.random.default_rng(1), 40, 6))
    row = drops.regions(level=0.8).row("usb_stick", "north_korea")
    assert drops.needed(0.1, level=0.8).present_half_width == pytest.approx((row.high - row.low) / 2.0)


def test_so_many_more_balloons_do_it() -> None:
    """A plan from 2,000 balloons knows each part of the variance to some 8 %: widths agree within 8 %."""
    generator, law = np.random.default_rng(2), {"correlation": 0.03}
    plan = sim.landings(made_nights(generator, 400, 5, **law)).needed(0.014)
    assert plan.possible
    assert plan.balloons % 400 == 0
    assert plan.present_half_width > 0.016
    assert half_width(generator, 400, plan.balloons // 400, **law) == pytest.approx(0.014, rel=0.08)


def test_so_many_weather_members_do_it_where_no_number_of_balloons_will() -> None:
    """Of 200 members the variance between them is known to 10 %: the width within 8 %."""
    generator, law = np.random.default_rng(3), {"correlation": 0.5}
    plan = sim.landings(made_nights(generator, 200, 4, **law)).needed(0.02)
    assert not plan.possible
    assert "no number of balloons" in str(plan)
    assert f"{plan.weather_members:,} weather members" in str(plan)
    assert plan.best_half_width > 0.02
    assert half_width(generator, 200, 100, **law) == pytest.approx(plan.best_half_width, rel=0.08)
    assert half_width(generator, plan.weather_members, 4, **law) == pytest.approx(0.02, rel=0.08)


def test_a_single_weather_needs_wilsons_number() -> None:
    """1.645**2 p (1 - p) / h**2 of balloons that have one drop each: here 0.21 x 2.706 / 0.0004 = 1,421."""
    flights = made_nights(np.random.default_rng(4), 1, 1000, correlation=0.0, drops=1)
    north = (flights["landing_latitude"].values > 38.0).mean()
    plan = sim.landings(flights).needed(0.02)
    assert plan.balloons == pytest.approx(1.645**2 * north * (1.0 - north) / 0.02**2, rel=0.01)
    assert plan.weather_members is None


def test_a_single_balloon_leaves_all_open() -> None:
    """An interval from 0 to 1 is half as wide as 0.5 to either side."""
    drops = sim.landings(made_nights(np.random.default_rng(4), 1, 1, correlation=0.0))
    row = drops.regions().row("usb_stick", "north_korea")
    assert drops.needed(0.02).present_half_width == (row.high - row.low) / 2.0 == 0.5


def test_what_is_reached_is_said() -> None:
    plan = sim.landings(made_nights(np.random.default_rng(5), 50, 20)).needed(0.3)
    assert plan.reached
    assert plan.balloons <= 1000
    assert "reached" in str(plan)


def test_one_balloon_in_each_weather_leaves_more_weathers() -> None:
    plan = sim.landings(made_nights(np.random.default_rng(6), 100, 1)).needed(0.02)
    assert plan.balloons is None
    assert math.isnan(plan.best_half_width)
    assert "cannot be told" in str(plan)
    assert plan.weather_members == pytest.approx(1.645**2 * 0.21 / 0.02**2, rel=0.2)


def test_without_an_item_the_one_that_needs_most_is_told() -> None:
    flights = made_nights(np.random.default_rng(7), 50, 10)
    both = flights.assign_coords(item=("drop", ["usb_stick", "dvd_sleeve"]))
    latitude = both["landing_latitude"].values.copy()
    latitude[:, 1] = 36.5
    drops = sim.landings(both.assign(landing_latitude=(("balloon", "drop"), latitude)).drop_vars("region"))
    assert drops.needed(0.02).what == drops.needed(0.02, "usb_stick").what


def test_impossible_widths_are_refused() -> None:
    drops = sim.landings(made_nights(np.random.default_rng(5), 5, 2))
    for wrong in (0.0, 2.0, -0.1):
        with pytest.raises(InputError, match="half_width"):
            drops.needed(wrong)
