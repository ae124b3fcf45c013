"""How fast the error of a flight falls with the step."""

import math

import numpy as np
from pyproj import Geod

from tests.flight.cases import balloon, columns, drops_of, recorded, settings, world
from tests.handmade import wind_grid

WGS84 = Geod(ellps="WGS84")


def weather():
    """A wind that turns and grows with height, across and in time: linear between points 250 m and six hours apart."""
    return wind_grid(
        lambda t, z, y, x: 6.0 * np.cos(z / 3000.0) + 0.5 * (y - 38.0) + 4.0 * np.sin(t / 40000.0),
        lambda t, z, y, x: 3.0 + 8.0 * np.sin(z / 4000.0) + 0.4 * (x - 127.0),
        times=np.arange(0.0, 60001.0, 20000.0),
        heights=np.arange(-500.0, 12001.0, 250.0),
        upward=lambda t, z, y, x: 0.05 * np.sin(z / 2000.0),
        columns=31,
        rows=33,
    )


def landings(step, tube, wind):
    """Where a disc and a leaflet come down that are let go after three hours."""
    balloons = columns([tube], [7.0], [10800.0], [True], [20.0, 4.3, 0.43, 4.6])
    chosen = settings(step=step, fall_height_step=10.0 * step, fall_time_step=6.0 * step)
    record = recorded(balloons, world(wind, drops_of(1, 2), chosen=chosen))
    assert (record.outcome[0, 1:3] == 0).all()
    return record.landing[0, 1:3]


def misses(steps, finest, tube):
    wind = weather()
    true = landings(finest, tube, wind)
    return np.array(
        [
            [WGS84.inv(*a[:2], *b[:2])[2] for a, b in zip(landings(step, tube, wind), true, strict=True)]
            for step in steps
        ]
    )


def test_flight_and_fall_together_are_of_second_order():
    # a quarter of the error for half the step, as far as the kinks at the levels of the wind let it: between the
    # coarsest and the finest of these steps, a factor of 8, the error falls by far more than the 8 of a first order;
    # a floating tube takes 40 s in all of these, so that its climb, its settling and the falls are what is refined
    errors = misses([80.0, 40.0, 20.0, 10.0], 0.625, balloon(back_pressure=800.0))
    for disc_or_leaflet in errors.T:
        order = math.log2(disc_or_leaflet[0] / disc_or_leaflet[-1]) / 3.0
        assert order > 1.6, disc_or_leaflet


def test_a_floating_tube_too_is_of_second_order():
    # from 10 s down its steps shrink with the others; of the error of a disc, which falls only briefly, a first order
    # would leave a quarter, a second one a sixteenth
    (coarse, _), (fine, _) = misses([10.0, 2.5], 0.3125, balloon(back_pressure=800.0))
    assert fine < coarse / 8.0


def test_the_default_step_lands_discs_within_50_m_and_leaflets_within_200_m():
    tubes = [{"back_pressure": neck} for neck in (0.0, 100.0, 200.0, 400.0, 800.0)]
    tubes += [{"back_pressure": 400.0, "free_lift_fraction": phi} for phi in (0.03, 0.15)]
    for tube in tubes:
        slow_leak = {"leak_rate": 0.001 / 3600.0} if tube["back_pressure"] == 0.0 else {}  # aloft for three hours
        disc, leaflet = misses([10.0], 10.0 / 16.0, balloon(**tube, **slow_leak))[0]
        assert disc < 50.0, tube
        assert leaflet < 200.0, tube
