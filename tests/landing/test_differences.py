"""Differences of two runs against a published interval."""

import pytest

from sim.landing import LandingTable, Row, differences


def table(*rows: tuple[str, float, float, float]) -> LandingTable:
    extra = len(Row._fields) - 8
    known = [Row("usb_stick", name, "region", "", p, low, high, 1, *[0.0] * extra) for name, p, low, high in rows]
    return LandingTable(tuple(known), {}, 0.95, ())


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


def test_regions_of_one_run_alone_stand_in_their_order_and_count_as_nothing_in_the_other() -> None:
    first = table(("kangwon", 0.5, 0.4, 0.6), ("sea", 0.5, 0.4, 0.6))
    second = table(("kangwon", 0.5, 0.4, 0.6), ("japan", 0.1, 0.05, 0.2), ("sea", 0.4, 0.3, 0.5))
    changes = differences(first, second, "usb_stick")
    assert [change.region for change in changes] == ["kangwon", "japan", "sea"]
    assert (changes[1].estimate, changes[1].low, changes[1].high) == pytest.approx((0.1, 0.05, 0.2))
    assert changes[2].estimate == pytest.approx(-0.1)
