import math

import pytest

from sim.physics.envelope import burst_over_pressure
from sim.physics.sphere import sphere_cross_section, sphere_diameter, sphere_volume


def test_a_sphere_of_one_metre():
    assert sphere_volume(1.0) == pytest.approx(math.pi / 6.0, rel=1e-15)
    assert sphere_diameter(math.pi / 6.0) == pytest.approx(1.0, rel=1e-15)
    assert sphere_cross_section(math.pi / 6.0) == pytest.approx(math.pi / 4.0, rel=1e-14)


def test_film_of_75_um_holds_12_to_18_hpa():
    # LDPE yields at 10 to 15 MPa; radius 0.6366 m
    assert burst_over_pressure(10e6, 75e-6, 4.0 / math.pi) == pytest.approx(1178.1, abs=0.1)
    assert burst_over_pressure(15e6, 75e-6, 4.0 / math.pi) == pytest.approx(1767.1, abs=0.1)
