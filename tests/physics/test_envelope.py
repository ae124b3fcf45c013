import math

import pytest

from sim.physics.envelope import (
    cross_section,
    diameter_from_lay_flat,
    film_area,
    free_gas_volume,
    gas_mass_at_relief,
    leaked_gas_mass,
    tube_volume,
    wetted_film_area,
)


def test_a_lay_flat_width_is_half_a_circumference():
    assert math.pi * diameter_from_lay_flat(2.0) == pytest.approx(4.0, rel=1e-15)


def test_geometry_of_the_twelve_metre_tube():
    diameter = diameter_from_lay_flat(2.0)
    assert tube_volume(diameter, 12.0) == pytest.approx(48.0 / math.pi, rel=1e-14)
    assert film_area(diameter, 12.0) == pytest.approx(48.0 + 8.0 / math.pi, rel=1e-14)
    assert cross_section(diameter) == pytest.approx(4.0 / math.pi, rel=1e-14)


def test_a_bag_at_its_relief_pressure_keeps_just_its_over_pressure():
    mass = gas_mass_at_relief(54000.0, 400.0, 15.28, 2077.1, 255.0)
    assert mass * 2077.1 * 255.0 / 15.28 - 54000.0 == pytest.approx(400.0, abs=1e-8)
    assert free_gas_volume(mass, 2077.1, 255.0, 54400.0) == pytest.approx(15.28, rel=1e-14)


def test_a_leak_halves_the_gas_in_ln2_over_its_rate():
    rate = 0.003 / 3600.0
    assert leaked_gas_mass(1.8, rate, math.log(2.0) / rate) == pytest.approx(0.9, rel=1e-14)


def test_film_touched_by_gas_never_exceeds_the_film():
    assert wetted_film_area(50.0, 15.0, 15.0, 1.27) == 50.0
    assert wetted_film_area(50.0, 7.5, 15.0, 1.27) == pytest.approx(25.0 + 2.54)
