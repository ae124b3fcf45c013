"""What must grow when something else grows, for any balloon."""

import math

import numpy as np
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from sim.flight.state import Outcome
from tests.flight.cases import DIAMETER, balloon, columns, recorded, settings, world
from tests.handmade import wind_grid

STILL = wind_grid(heights=np.arange(-500.0, 12001.0, 100.0))
FEW = run(max_examples=25, deadline=None, derandomize=True)

tubes = st.fixed_dictionaries(
    {
        "free_lift_fraction": st.floats(0.04, 0.2),
        "drag_coefficient": st.floats(0.35, 1.2),
        "back_pressure": st.floats(200.0, 1200.0),
        "heat_transfer": st.floats(1.0, 4.0),
        "radiative_offset": st.floats(-4.0, 4.0),
        "full_volume": st.floats(14.0, 17.0),
    }
)


def flown(pair, after, wind=STILL, speeds=((20.0, 4.3, 4.6),) * 2, **changes):
    balloons = columns(pair, [3.0], [after], [True], [20.0, 4.3, 4.6])
    balloons = balloons._replace(fall_speed=np.array(speeds))
    return recorded(balloons, world(wind, chosen=settings(**changes)))


@FEW
@given(tubes, st.floats(7.0, 10.0), st.floats(0.05, 1.5))
def test_more_payload_means_a_lower_ceiling(tube, mass, more):
    pair = [balloon(**tube, leak_rate=0.0, solid_mass=solid) for solid in (mass, mass + more)]
    light, heavy = flown(pair, math.inf, horizon=7200.0).history[:, 0]
    # 1 % of the mass is 1 % of the density, 100 m of height; the overshoot is less than 30 m
    assert light - heavy > 50.0 * more


@FEW
@given(tubes, st.floats(0.01, 0.05), st.floats(1.2, 3.0))
def test_more_leak_means_an_earlier_landing(tube, leak, more):
    pair = [balloon(**tube, leak_rate=rate / 3600.0) for rate in (leak, leak * more)]
    record = flown(pair, math.inf, horizon=86400.0)
    assert (record.outcome[:, 2] == Outcome.LANDED).all()
    tight, leaky = record.landing[:, 2, 3]
    assert leaky < tight - 60.0


@FEW
@given(tubes, st.floats(0.35, 5.0), st.floats(1.05, 4.0))
def test_a_faster_fall_means_a_shorter_drift(tube, speed, faster):
    wind = wind_grid(lambda t, z, y, x: 8.0 + 0.0 * z, heights=STILL.heights)
    record = flown([balloon(**tube)] * 2, 7200.0, wind, [(20.0, v, 4.6) for v in (speed, speed * faster)])
    drift = record.landing[:, 1, 0] - record.release[:, 0, 0]
    # the same wind for a time that goes as one over the speed
    assert drift[1] * faster / drift[0] == np.float64(1.0) or abs(drift[1] * faster / drift[0] - 1.0) < 1e-3
    assert 0.0 < drift[1] < drift[0]


@FEW
@given(tubes, st.floats(-0.002, 0.002), st.floats(1.0, 15.0))
def test_twice_the_wind_means_twice_the_drift(tube, shear, speed):
    ways = []
    for factor in (1.0, 2.0):
        wind = wind_grid(lambda t, z, y, x, f=factor: f * (speed + shear * z), heights=STILL.heights)
        record = flown([balloon(**tube, cross_section=0.25 * math.pi * DIAMETER**2)], 7200.0, wind, [(20.0, 4.3, 4.6)])
        ways.append(record.landing[0, 1, 0] - 126.74)
    # degrees of longitude along one parallel, at the same heights: exactly double but for float32 of the wind
    assert math.isclose(ways[1], 2.0 * ways[0], rel_tol=1e-5)
