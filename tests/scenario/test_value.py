"""Values: people's units in, SI out."""

import numpy as np
import pytest

from sim.scenario.value import Limits, Value, typed_value


def _value(key: str, **table: object) -> Value:
    value = typed_value({"because": "test", **table}, key)
    assert isinstance(value, Value)
    return value


def test_a_certain_value_is_the_same_for_every_draw_in_si() -> None:
    value = _value("leak_percent_per_hour", value=0.36)
    assert value.is_certain
    assert value.unit == "s-1"
    np.testing.assert_allclose(value.quantile(np.array([0.1, 0.9])), 1e-6, rtol=1e-14)  # 0.0036 / 3600 s


def test_a_distribution_is_scaled_to_si() -> None:
    value = _value("timer_h", distribution="uniform", low=1, high=3)
    assert not value.is_certain
    assert value.median == pytest.approx(7200.0)
    np.testing.assert_allclose(value.quantile([0.25, 0.75]), [5400.0, 9000.0])


def test_the_median_of_a_lognormal_is_the_typed_one() -> None:
    assert _value("back_pressure_hpa", distribution="lognormal", median=4, spread=2).median == pytest.approx(400.0)


def test_scaling_multiplies_every_draw_and_by_zero_makes_it_certain() -> None:
    value = _value("interval_min", distribution="uniform", low=4, high=6)
    np.testing.assert_allclose(value.scaled(3.0).quantile([0.0, 0.5, 1.0]), [720.0, 900.0, 1080.0])
    assert value.scaled(0.0).is_certain
    assert value.scaled(0.0).median == 0.0
    assert value.scaled(2.0).scaled(3.0).median == pytest.approx(6 * 300.0)


def test_a_value_remembers_where_it_comes_from() -> None:
    value = typed_value({"value": 1, "source": "a book", "because": "it is right"}, "mass_g")
    assert (value.source, value.because) == ("a book", "it is right")


def test_a_value_prints_what_it_is() -> None:
    assert repr(_value("timer_h", value=3)) == "<Value: 3 h>"
    assert repr(_value("timer_h", value=3).scaled(0.5)) == "<Value: 0.5 x 3 h>"


def test_what_must_lie_below_a_bound_may_be_drawn_up_to_it_but_not_be_it() -> None:
    limits = Limits(below=0.0)
    reaching = _value("day_obukhov_length_m", distribution="uniform", low=-100, high=0)
    assert limits(reaching) is reaching
    for wrong in ({"value": 0.0}, {"distribution": "uniform", "low": -1, "high": 1}):
        with pytest.raises(ValueError, match="refused"):
            limits(_value("day_obukhov_length_m", **wrong))
