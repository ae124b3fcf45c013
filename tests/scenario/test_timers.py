"""What each kind of timer brings, and how a scenario's own entries win over it."""

import math

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.tables import timers
from tests.scenario.typed import given, scenario

BROUGHT = ("run_time_factor", "setting_error_s", "temperature_rate_percent_per_k", "reference_temperature_k")
KINDS = ("mechanical", "chemical", "electronic")


def _of_kind(kind: str) -> Scenario:
    return scenario({"timer.kind": given(kind)})


def test_there_are_three_kinds_and_each_brings_the_same_entries() -> None:
    assert tuple(timers()) == KINDS
    assert all(tuple(brought) == BROUGHT for brought in timers().values())


def test_a_timer_is_mechanical_unless_it_is_said_otherwise() -> None:
    timer = scenario({"timer.kind": None}).timer
    assert timer.kind == "mechanical"
    assert timer.kind_stated.source.startswith("Dong-A Ilbo, 2014-03-17")
    assert timer.run_time_factor == _of_kind("mechanical").timer.run_time_factor


# Kind, factor by which two thirds of the timers err at most (4 %, exp(0.25), 0.1 %), and tolerance.
SPREADS = [("mechanical", 1.04, 0.005), ("chemical", math.exp(0.25), 0.01), ("electronic", 1.001, 1e-5)]


@pytest.mark.parametrize(("kind", "spread", "tolerance"), SPREADS)
def test_a_kind_runs_as_truly_as_it_is_made(kind: str, spread: float, tolerance: float) -> None:
    factor = _of_kind(kind).timer.run_time_factor
    low, middle, high = factor.quantile([0.158655, 0.5, 0.841345])
    assert middle == pytest.approx(1.0, abs=1e-12)
    # The tolerance holds what the bounds cut and, for a normal law, the difference of 1/1.04 and 0.96.
    assert (low, high) == pytest.approx((1.0 / spread, spread), abs=tolerance)
    assert 0.0 < factor.law.support[0] < 1.0 < factor.law.support[1] < 3.0


# Kind, how much faster 10 K more make its clock, as a factor: nothing, twice, and at most 1 %.
RATES = [("electronic", 1.0, 1.0), ("chemical", 1.999, 2.001), ("mechanical", 1.0, 1.0101)]


@pytest.mark.parametrize(("kind", "least", "most"), RATES)
def test_a_clock_runs_faster_in_the_warmth(kind: str, least: float, most: float) -> None:
    rate = _of_kind(kind).timer.temperature_rate_percent_per_k
    assert rate.unit == "K-1"
    assert all(least <= math.exp(10.0 * end) <= most for end in rate.quantile([0.0, 1.0]))
    reference = _of_kind(kind).timer.reference_temperature_k
    assert reference.unit == "K"
    assert 288.0 < reference.median < 299.0


def test_own_entries_win_over_those_of_the_kind() -> None:
    timer = scenario({"timer.kind": given("chemical"), "timer.setting_error_s": given(-30)}).timer
    assert (timer.setting_error_s.median, timer.setting_error_s.because) == (-30.0, "test")
    assert timer.run_time_factor == _of_kind("chemical").timer.run_time_factor
    assert scenario({"timer.temperature_rate_percent_per_k": given(0)}).timer.temperature_rate_percent_per_k.is_certain


@pytest.mark.parametrize("kind", KINDS)
def test_a_timer_round_trips(kind: str) -> None:
    flown = _of_kind(kind)
    assert Scenario.from_json(flown.to_json()) == flown
    assert flown.with_values({}) == flown


def test_a_change_of_kind_brings_what_that_kind_brings_and_keeps_what_was_typed() -> None:
    typed = {"timer.kind": given("mechanical"), "timer.setting_error_s": given(5)}
    changed = scenario(typed).with_values({"timer.kind": "chemical"}).timer
    chemical = _of_kind("chemical").timer
    assert changed.kind == "chemical"
    assert changed.setting_error_s.median == 5.0
    assert changed.run_time_factor == chemical.run_time_factor
    assert changed.temperature_rate_percent_per_k == chemical.temperature_rate_percent_per_k
    assert changed.reference_temperature_k == chemical.reference_temperature_k


def test_a_change_of_kind_may_come_with_its_own_factor() -> None:
    changed = _of_kind("mechanical").with_values({"timer.kind": "electronic", "timer.run_time_factor": 1.01}).timer
    assert (changed.run_time_factor.median, changed.run_time_factor.because) == (1.01, "set for this run")


def test_a_relative_error_of_the_clock_is_no_entry() -> None:
    with pytest.raises(ScenarioError, match=r"timer\.rate_error is not a known key"):
        scenario({"timer.rate_error": given(0)})
