"""The Pareto front: exactly the points that no other beats, named, whatever the number of parameters."""

import itertools

import numpy as np
import pytest
from matplotlib.text import Text

import sim
from sim.errors import InputError, ResultError
from sim.maps.sweeps.pareto import MOST_NAMES, front_of
from tests.maps.sweeps.made import NORTH, lacking, made_sweep, on_nights
from tests.maps.sweeps.test_heat_map import legend_of


def beaten(point, others):
    """Whether some other point has no less gain and no more cost, and one of them better."""
    cost, gain = point
    return any(c <= cost and g >= gain and (c, g) != point for c, g in others)


@pytest.mark.parametrize("seed", range(5))
def test_a_front_is_what_no_other_point_beats(seed):
    """Against the definition, on numbers so coarse that there are ties."""
    cost, gain = np.random.default_rng(seed).integers(0, 8, (2, 40)).astype(float)
    points = list(zip(cost.tolist(), gain.tolist(), strict=True))
    expected = {number for number, point in enumerate(points) if not beaten(point, points)}
    front = front_of(cost, gain)
    assert set(front.tolist()) == expected
    assert (np.diff(cost[front]) >= 0.0).all()


def test_points_without_a_number_are_not_on_the_front():
    assert front_of(np.array([np.nan, 1.0, 0.0]), np.array([9.0, 1.0, np.nan])).tolist() == [1]


def test_the_front_is_joined_from_the_left_and_named():
    """By hand: 5 % at 5 %, 20 % at 10 %, 40 % at 30 % and 50 % at 40 %; 10 % at 20 % and 30 % at 50 % are beaten."""
    drawn = sim.draw_pareto(made_sweep())
    assert drawn.points == (5, 2, 3, 1)
    np.testing.assert_allclose(drawn.front.get_xydata(), [[5.0, 5.0], [10.0, 20.0], [30.0, 40.0], [40.0, 50.0]])
    np.testing.assert_allclose(sorted(drawn.others.get_offsets().tolist()), [[20.0, 10.0], [50.0, 30.0]])
    assert [name.get_text() for name in drawn.names.values()] == ["1", "2", "3", "4"]
    assert drawn.key.get_text().splitlines() == [
        "1  timer 3 h, North Shore",
        "2  timer 2 h, Gimpo",
        "3  timer 2 h, North Shore",
        "4  timer 1 h, North Shore",
    ]
    assert drawn.axes.get_xlabel() == "share landing in the sea (%), less is better"
    assert drawn.axes.get_ylabel() == "share landing in North Korea (%), more is better"
    assert legend_of(drawn) == ["not beaten in both", "90 % interval", "beaten"]


def test_the_front_has_the_intervals_of_both():
    across, up = sim.draw_pareto(made_sweep()).intervals
    np.testing.assert_allclose([s[:, 0] for s in across[2][0].get_segments()], [[1, 11], [6, 16], [26, 36], [36, 46]])
    np.testing.assert_allclose([s[:, 1] for s in up[2][0].get_segments()], [[1, 11], [16, 26], [36, 46], [46, 56]])


def test_a_spread_has_no_interval_and_its_unit():
    drawn = sim.draw_pareto(made_sweep(), less="circular_error")
    assert len(drawn.intervals) == 1
    assert "(km)" in drawn.axes.get_xlabel()
    cost, gain = np.array([10.0, 30.0, 50.0, 70.0, 90.0, 110.0]), 100.0 * NORTH.ravel()
    points = list(zip(cost, gain, strict=True))
    assert set(drawn.points) == {number for number, point in enumerate(points) if not beaten(point, points)}


def test_three_parameters_and_points_that_lack_go_in_as_they_are():
    drawn = sim.draw_pareto(on_nights(lacking(made_sweep())))
    key = " ".join(drawn.key.get_text().split())
    assert key.count("Apr") + key.count("Jul") == len(drawn.points) == len(drawn.names)
    refused = {0, 1, 10, 11}  # of both nights, counted through timer, site and night
    assert not refused & set(drawn.points)


def test_small_numbers_do_not_cover_each_other():
    """Twenty points close together on a front: as many names as a front has, none upon another."""
    result = made_sweep().isel(site=[0]).isel(timer_h=[0] * 20).assign_coords(timer_h=np.arange(20.0))
    rise = np.linspace(0.30, 0.36, 20)
    for name in ("probability", "low", "high"):
        result[name] = result[name].copy()
        result[name][:, 0, 0, 0] = rise
        result[name][:, 0, 0, 2] = rise
    drawn = sim.draw_pareto(result)
    assert len(drawn.points) == 20
    assert len(drawn.names) == MOST_NAMES
    assert "8 points of the front have no name" in drawn.furniture[-1].get_text()
    renderer = drawn.figure.canvas.get_renderer()
    drawn.figure.canvas.draw()
    boxes = [Text.get_window_extent(name, renderer) for name in drawn.names.values()]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_measures_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="choose two measures"):
        sim.draw_pareto(made_sweep(), more="sea", less="sea")
    result = made_sweep()
    result["range"] = result["range"].where(result["site"] == "gimpo")
    for name in ("probability", "low", "high"):
        result[name] = result[name].where(result["site"] != "gimpo")
    with pytest.raises(ResultError, match="no point has a number of both"):
        sim.draw_pareto(result, less="range")
