"""Differences of two runs against a published interval."""

import numpy as np
import pytest

from sim.landing import LandingTable, Row, differences, landings
from tests.landing.made import made_flights

UNSEEN = 0.03


def table(*rows: tuple[str, float, float, float]) -> LandingTable:
    extra = len(Row._fields) - 8
    known = [Row("usb_stick", name, "region", "", p, low, high, 1, *[0.0] * extra) for name, p, low, high in rows]
    return LandingTable(tuple(known), {}, 0.95, (), unseen={"usb_stick": UNSEEN})


def wilson(hits: int, trials: int, quantile: float = 1.959964) -> tuple[float, float, float]:
    """Wilson's interval in its closed form."""
    p, square = hits / trials, quantile**2
    middle = (2 * hits + square) / (2 * (trials + square))
    half = quantile * (square + 4 * hits * (1 - p)) ** 0.5 / (2 * (trials + square))
    return p, middle - half, middle + half


def test_interval_of_a_difference_is_the_published_one() -> None:
    """56 of 70 less 48 of 80: 0.0524 to 0.3339; Newcombe (1998), Statistics in Medicine 17, table II (a), method 10."""
    (change,) = differences(table(("kangwon", *wilson(48, 80))), table(("kangwon", *wilson(56, 70))), "usb_stick")
    assert change.estimate == pytest.approx(0.2, abs=1e-12)
    assert (change.low, change.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_regions_of_one_run_alone_stand_in_their_order_and_were_not_seen_in_the_other() -> None:
    first = table(("kangwon", 0.5, 0.4, 0.6), ("sea", 0.5, 0.4, 0.6))
    second = table(("kangwon", 0.5, 0.4, 0.6), ("japan", 0.1, 0.05, 0.2), ("sea", 0.4, 0.3, 0.5))
    changes = differences(first, second, "usb_stick")
    assert [change.region for change in changes] == ["kangwon", "japan", "sea"]
    # below 0.1: 0.05 of its own interval and the 0.03 that the other run may have missed
    assert (changes[1].estimate, changes[1].low, changes[1].high) == pytest.approx((0.1, 0.1 - 0.0034**0.5, 0.2))
    assert changes[2].estimate == pytest.approx(-0.1)


def test_two_runs_of_one_law_seldom_seem_to_differ() -> None:
    """20 weathers, of which 4 in 100 bring everything to Kangwon: at most 10 % of intervals may miss 0, here of 60."""
    generator = np.random.default_rng(1)

    def run() -> LandingTable:
        north = (generator.random(20) < 0.04)[np.arange(100) % 20]
        latitude = np.where(north, 39.0, 36.5)[:, None]
        places = np.full((100, 1), 127.42), latitude
        return landings(made_flights(*places, ["usb_stick"], weather=np.arange(100) % 20)).regions()

    changes = [change for _ in range(60) for change in differences(run(), run(), "usb_stick")]
    kangwon = [change for change in changes if change.region == "kangwon"]
    assert len(kangwon) > 30
    assert sum(not change.low <= 0.0 <= change.high for change in kangwon) <= 6
