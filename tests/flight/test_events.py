"""Events of a flight where equations or tables say when and where they must happen."""

import math

import numpy as np
import pytest

from sim.flight.fly_one import fly_one
from sim.flight.state import Outcome
from tests.flight.cases import balloon, columns, drops_of, recorded, settings, turbulence, world
from tests.flight.test_exact_solutions import ceiling
from tests.handmade import flat_ground, wind_grid


def flown(tubes, masses, after, *, opens=True, wind=None, ground=0.0, gusts=None, **changes):
    bundles = len(masses)
    balloons = columns(tubes, masses, after, [opens] * bundles, [20.0, 4.3] * bundles + [4.6])
    still = wind_grid(heights=np.arange(-500.0, 10951.0, 50.0)) if wind is None else wind
    flown_in = world(still, drops_of(bundles, 1), flat_ground(ground), gusts=gusts, chosen=settings(**changes))
    return recorded(balloons, flown_in, tracks=1, track_steps=800)


def test_each_release_lifts_the_ceiling_by_the_weight_it_takes_away():
    # 9.62 kg with three bundles of 7/3 kg: published ceilings 5.07, 7.55 and 10.7 km for an open neck
    masses = [7.0 / 3.0] * 3
    tube = balloon(solid_mass=9.62, full_volume=15.28, leak_rate=0.0, radiative_offset=0.0, back_pressure=400.0)
    record = flown([tube], masses, [7200.0, 14400.0, math.inf], horizon=21600.0)
    heights = [record.release[0, 0, 2], record.release[0, 1, 2], record.landing[0, -1, 2]]
    for released, (height, published) in enumerate(zip(heights, [5070.0, 7550.0, 10700.0], strict=True)):
        mass = 9.62 - released * 7.0 / 3.0
        lowest, highest = ceiling(mass, 15.28, 2077.1, 400.0), ceiling(mass, 15.28, 2077.1, 0.0)
        assert highest == pytest.approx(published, abs=50.0)  # three digits
        assert lowest - 1.0 < height < highest + 1.0
        assert highest - lowest < 60.0


@pytest.mark.parametrize(("free_lift", "published"), [(0.05, 4620.0), (0.10, 4180.0), (0.20, 3350.0)])
def test_the_bag_is_full_where_the_table_says(free_lift, published):
    # gas as warm as the air: U so large that the film does not insulate
    tube = balloon(
        solid_mass=9.62, full_volume=15.28, free_lift_fraction=free_lift, heat_transfer=1e4, radiative_offset=0.0
    )
    record = flown([tube], [7.0], [math.inf], horizon=3600.0)
    assert record.history[0, 1] == pytest.approx(published, abs=10.0)  # table to 10 m
    reached = record.track[0, :, 3] >= record.history[0, 1]
    minute = np.flatnonzero(reached)[0]
    assert record.track[0, minute - 1, 0] <= record.history[0, 2] <= record.track[0, minute, 0]


def test_greatest_heights_with_and_without_payload():
    record = flown([balloon(leak_rate=0.0)], [7.0], [7200.0], horizon=14400.0)
    track = record.track[0]
    assert record.history[0, 0] >= np.nanmax(track[:, 3])
    before = track[track[:, 0] <= 7200.0, 3]
    assert record.history[0, 3] == pytest.approx(before.max(), abs=5.0)
    assert record.history[0, 0] > record.history[0, 3] + 3000.0


def test_a_dispenser_waits_for_its_height():
    tubes = [balloon(arming_height=2500.0, drag_coefficient=c) for c in (0.35, 0.6, 1.2)]
    record = flown(tubes, [3.5, 3.5], [0.0, 300.0])
    # the secant of a step of ten seconds at a speed that changes by millimetres per second
    np.testing.assert_allclose(record.release[:, 0, 2], 2500.0, atol=0.5)
    np.testing.assert_allclose(record.release[:, 1, 3] - record.release[:, 0, 3], 300.0, atol=1e-6)


def test_a_dispenser_that_never_gets_there_lets_nothing_go():
    record = flown([balloon(arming_height=9000.0)], [7.0], [0.0])
    assert np.isnan(record.release).all()
    assert record.outcome[0, 1] in (Outcome.LANDED_WITH_BALLOON, Outcome.ALOFT_AT_HORIZON)


def test_timers_count_from_launch_to_the_second():
    record = flown([balloon()], [3.5, 3.5], [1234.5, 4567.8])
    np.testing.assert_allclose(record.release[0, :, 3], [1234.5, 4567.8], atol=1e-6)


def test_a_timer_that_fails_keeps_its_bundle_on_the_balloon():
    record = flown([balloon(back_pressure=0.0)], [7.0], [math.inf])
    assert list(record.outcome[0]) == [Outcome.LANDED_WITH_BALLOON, Outcome.LANDED_WITH_BALLOON, Outcome.LANDED]
    np.testing.assert_array_equal(record.landing[0, 0], record.landing[0, 2])


def test_a_bundle_that_stays_closed_takes_its_items_down_with_it():
    wind = wind_grid(lambda t, z, y, x: 10.0 + 0.0 * z)
    closed = flown([balloon()], [7.0], [7200.0], opens=False, wind=wind)
    opened = flown([balloon()], [7.0], [7200.0], wind=wind)
    assert list(closed.outcome[0, :2]) == [Outcome.LANDED, Outcome.LANDED_UNOPENED]
    assert list(opened.outcome[0, :2]) == [Outcome.BUNDLE_OPENED, Outcome.LANDED]
    np.testing.assert_array_equal(closed.landing[0, 0], closed.landing[0, 1])
    # 5 km at 4.3 m/s take 17 minutes, at 20 m/s four: the open disc drifts farther
    assert opened.landing[0, 1, 0] > closed.landing[0, 1, 0] + 0.05


def test_gusts_spread_a_cloud_as_far_as_their_theory():
    count, after = 1500, 7200.0
    record = flown([balloon()] * count, [7.0], [after], gusts=turbulence(0.5, 200.0), horizon=after + 60.0)
    expected = 2.0 * 0.25 * 200.0 * (after - 200.0 * (1.0 - math.exp(-after / 200.0)))
    # metres to a degree at 37.9 N from the radii of WGS 84, 5 km up or below
    east = (record.release[:, 0, 0] - 126.74) * 88_030.0
    north = (record.release[:, 0, 1] - 37.889) * 111_050.0
    for way in (east, north):
        assert way.var() == pytest.approx(expected, rel=4.0 * math.sqrt(2.0 / count))
    assert abs(np.corrcoef(east, north)[0, 1]) < 4.0 / math.sqrt(count)


def test_high_ground_ends_flight_and_fall_early():
    low, high = (flown([balloon()], [7.0], [7200.0], ground=ground) for ground in (0.0, 1500.0))
    # the launch stands 35 m above the sea, below the plateau: that tube is on the ground at once
    assert high.outcome[0, 2] == Outcome.LANDED
    assert high.landing[0, 2, 3] <= 10.0
    lifted = flown([balloon(launch_height=1501.0)], [7.0], [7200.0], ground=1500.0)
    assert lifted.landing[0, 1, 3] < low.landing[0, 1, 3] - 200.0
    assert lifted.landing[0, 1, 2] == 1500.0


def test_a_track_has_no_row_where_the_wind_has_no_answer():
    storm = wind_grid(lambda t, z, y, x: 60.0 + 0.0 * z, west=126.0, east=129.0)
    # 3 s of that wind apart, so that some leave in the second half of the step after which a row is due
    tubes = [balloon(longitude=126.74 + 0.002 * number) for number in range(40)]
    record = recorded(columns(tubes, [7.0], [math.inf], [True], [20.0, 4.3, 4.6]), world(storm), 40, 721)
    assert set(np.unique(record.outcome)) == {Outcome.LEFT_WIND_SIDE}
    known = record.track[np.isfinite(record.track[..., 0])]
    # at 60 m/s it leaves the grid within the hour; to its last row it is a balloon in air
    assert 40 * 10 < len(known) < 40 * 120
    assert np.isfinite(known).all()
    assert (known[:, 6] > 200.0).all()
    assert (known[:, 8] > 1.0).all()


def test_a_tube_that_floats_closed_takes_steps_four_times_as_long_up_to_40_s():
    # 4 hPa in the neck keep it closed from 20 minutes after it stood full; until then it takes quarter steps
    def lengths(step):
        balloons = columns([balloon(back_pressure=400.0)], [7.0], [math.inf], [True], [20.0, 4.3, 4.6])
        still = wind_grid(heights=np.arange(-500.0, 10951.0, 50.0))
        flown_in = world(still, drops_of(1, 1), chosen=settings(step=step, horizon=10800.0))
        return np.diff([state.elapsed for state in fly_one(0, balloons, flown_in).track])

    for step, floating in ((10.0, 40.0), (20.0, 40.0), (5.0, 20.0)):
        taken = lengths(step)
        assert taken.max() == pytest.approx(floating)
        afloat = taken[np.isclose(taken, floating)].sum()
        assert 2.0 * 3600.0 < afloat < 2.7 * 3600.0  # of three hours; before it climbs and settles
        assert np.count_nonzero(np.isclose(taken, 0.25 * step)) > 600.0 / (0.25 * step)
