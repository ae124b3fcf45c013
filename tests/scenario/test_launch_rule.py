import math

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario

LEE = load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
BECAUSE = "tried"


def entry(value):
    return {"value": value, "because": BECAUSE}


def with_rule(**entries):
    plain = ("north_item", "forecast_balloons")
    table = {key: value if key in plain or isinstance(value, dict) else entry(value) for key, value in entries.items()}
    return LEE.with_values({"launch_rule": table})


def faults(**entries):
    with pytest.raises(ScenarioError) as caught:
        with_rule(**entries)
    return "\n".join(caught.value.problems)


def test_without_the_table_there_is_no_rule():
    assert LEE.launch_rule is None


def test_a_rule_is_completed_and_comes_out_in_si():
    rule = with_rule(wind_from_first_deg=120.0, wind_from_last_deg=240.0, rain_at_most_mm_h=0.36).launch_rule
    assert rule.wind_from_first_deg.median == pytest.approx(2.0 * math.pi / 3.0)
    # 1 mm of rain weighs 1 kg m-2: 0.36 mm in 3600 s
    assert (rule.rain_at_most_mm_h.median, rule.rain_at_most_mm_h.unit) == (pytest.approx(1e-4), "kg m-2 s-1")
    assert rule.level_m.median == 3000.0
    assert rule.forecast_error_sd_m_s.median == 3.0
    assert rule.forecast_error_time_h.median == 12 * 3600.0
    assert rule.forecast_error_distance_km.median == 400e3
    assert rule.forecast_balloons == 24
    assert rule.north_item is None


def test_a_rule_travels_with_its_scenario():
    chosen = with_rule(north_probability_at_least=0.5, north_item="usb_stick", forecast_balloons=8)
    assert Scenario.from_json(chosen.to_json()) == chosen
    assert chosen.with_values({"launch_rule.forecast_balloons": 16}).launch_rule.forecast_balloons == 16
    assert "launch_rule" not in Scenario.from_json(LEE.to_json()).to_json()
    assert "north_probability_at_least" in chosen.explain()


def test_rules_that_cannot_be_met_are_refused():
    assert "has no condition; give one or more of" in faults(level_m=2000.0)
    assert "has one end of a sector only" in faults(wind_from_first_deg=90.0)
    assert "has a sector from a direction to the same" in faults(wind_from_first_deg=180.0, wind_from_last_deg=180.0)
    too_slow = faults(wind_at_least_m_s=20.0, wind_at_most_m_s=10.0)
    assert "wind_at_least_m_s is 20; it must not exceed wind_at_most_m_s (10)" in too_slow
    assert "without north_probability_at_least" in faults(wind_at_least_m_s=1.0, north_item="usb_stick")
    assert "it must be at least 0 and at most 360" in faults(wind_from_first_deg=-10.0, wind_from_last_deg=370.0)
    unknown = faults(north_probability_at_least=0.5, north_item="usb_stik")
    assert "launch_rule.north_item is 'usb_stik', which is not carried" in unknown
    assert "usb_stick" in unknown
    assert "not a distribution" in faults(
        wind_at_least_m_s={"distribution": "uniform", "low": 1.0, "high": 2.0, "because": BECAUSE}
    )
