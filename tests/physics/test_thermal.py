import math

import pytest

from sim.physics.thermal import expansion_cooling, heat_exchange_rate, relaxed_temperature


@pytest.mark.parametrize(
    ("gas_constant", "heat_capacity", "lapse"), [(2077.1, 5193.0, 13.664), (4124.5, 14300.0, 9.854)]
)
def test_rising_gas_cools_by_its_own_lapse(gas_constant, heat_capacity, lapse):
    # gas as warm as the air: 9.80665 R_gas / (287.053 c_p), in K/km to the last digit shown
    cooling = expansion_cooling(101325.0 / (287.053 * 288.15), gas_constant, 288.15, 101325.0)
    assert 1e3 * cooling / heat_capacity == pytest.approx(lapse, abs=1e-3)


def test_the_default_bag_takes_the_air_temperature_in_about_two_minutes():
    # 1.67 kg of helium behind 42 m2 of film at 2 W/m2/K: 103 s
    assert 1.0 / heat_exchange_rate(2.0, 42.0, 1.67, 5193.0) == pytest.approx(103.0, abs=0.5)


def test_temperature_relaxes_exponentially():
    later = relaxed_temperature(270.0, 260.0, 0.0, 0.01, 100.0)
    assert later == pytest.approx(260.0 + 10.0 / math.e, rel=1e-14)


def test_insulated_gas_follows_its_source_alone():
    assert relaxed_temperature(270.0, 100.0, -0.05, 0.0, 60.0) == pytest.approx(267.0, rel=1e-15)


def test_a_steady_source_shifts_the_balance():
    # balance at target + source / rate
    assert relaxed_temperature(270.0, 260.0, -0.05, 0.01, 1e5) == pytest.approx(255.0, rel=1e-12)


def test_two_steps_are_one():
    half = relaxed_temperature(270.0, 260.0, -0.05, 0.01, 50.0)
    twice = relaxed_temperature(half, 260.0, -0.05, 0.01, 50.0)
    assert twice == pytest.approx(relaxed_temperature(270.0, 260.0, -0.05, 0.01, 100.0), rel=1e-14)
