"""Lines of sweeps: values where they belong, bands of their intervals, gaps where nothing is known."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.dates import date2num

import sim
from sim.errors import InputError
from sim.maps import HeatMap, SmallMultiples, SweepLines
from tests.maps.sweeps.made import NORTH, TIMERS, lacking, made_sweep, on_nights
from tests.maps.sweeps.test_heat_map import legend_of


def test_a_line_goes_through_the_shares_and_its_band_through_the_ends():
    drawn = sim.draw_sweep_lines(made_sweep().isel(site=0))
    (line,) = drawn.lines.values()
    np.testing.assert_allclose(line.get_xydata(), np.column_stack([TIMERS, 100.0 * NORTH[:, 0]]))
    band = drawn.intervals[""].get_paths()[0].vertices
    at_two = band[band[:, 0] == 2.0][:, 1]
    assert sorted({round(float(y), 6) for y in at_two}) == [16.0, 26.0]
    assert (drawn.axes.get_xlabel(), drawn.axes.get_ylabel()) == ("timer (h)", "share landing in North Korea (%)")
    assert legend_of(drawn) == ["90 % interval of each point"]


def test_each_value_of_a_second_parameter_has_a_line_that_grey_tells_apart():
    drawn = sim.draw_sweep_lines(made_sweep())
    assert list(drawn.lines) == ["Gimpo", "North Shore"]
    np.testing.assert_allclose(drawn.lines["North Shore"].get_ydata(), 100.0 * NORTH[:, 1])
    looks = {(line.get_linestyle(), line.get_marker()) for line in drawn.lines.values()}
    assert len(looks) == 2
    turned = sim.draw_sweep_lines(made_sweep(), x="site")
    assert list(turned.lines) == ["1", "2", "3"]
    assert legend_of(turned)[:3] == ["timer 1 h", "timer 2 h", "timer 3 h"]
    # beside each other at words, the middle one upon them
    np.testing.assert_allclose(turned.lines["2"].get_xdata(), [0.0, 1.0])
    assert turned.lines["1"].get_xdata()[0] < 0.0 < turned.lines["3"].get_xdata()[0]


def test_what_was_not_flown_is_a_gap_with_a_mark_at_the_foot():
    drawn = sim.draw_sweep_lines(lacking(made_sweep()))
    assert np.isnan(drawn.lines["Gimpo"].get_ydata()).tolist() == [True, False, False]
    assert {why: list(mark.get_xdata()) for why, mark in drawn.missing.items()} == {
        "outstanding": [1.0],
        "cannot be flown": [3.0],
    }
    assert legend_of(drawn)[-2:] == ["outstanding", "cannot be flown"]


def test_many_points_have_no_marks_that_run_together():
    many = made_sweep().isel(site=0, timer_h=[0, 1, 2] * 20).assign_coords(timer_h=np.arange(60.0))
    (line,) = sim.draw_sweep_lines(many).lines.values()
    assert line.get_marker() == ""


def test_nights_stand_at_their_dates():
    drawn = sim.draw_sweep_lines(on_nights(made_sweep()).isel(site=0, timer_h=[0, 2]))
    expected = [float(date2num(np.datetime64(day))) for day in ("2015-04-04", "2015-07-15")]
    np.testing.assert_allclose(drawn.lines["1"].get_xdata(), expected)
    assert [label.get_text() for label in drawn.axes.get_xticklabels()] == ["4 Apr", "15 Jul"]
    assert drawn.axes.get_xlabel() == "date of the launch, 2015"


def test_points_that_are_no_grid_are_not_joined():
    drawn_points = made_sweep().stack(point=("timer_h", "site")).reset_index("point").transpose("point", ...)
    drawn = sim.draw_sweep(drawn_points)
    (line,) = drawn.lines.values()
    assert line.get_linestyle() == "None"
    np.testing.assert_allclose(line.get_xydata(), np.column_stack([np.repeat(TIMERS, 2), 100.0 * NORTH.ravel()]))
    words = sim.draw_sweep_lines(drawn_points, x="site")
    assert [label.get_text() for label in words.axes.get_xticklabels()][:2] == ["Gimpo", "North Shore"]


def test_draw_sweep_takes_the_picture_that_suits():
    assert isinstance(sim.draw_sweep(made_sweep().isel(site=0)), SweepLines)
    assert isinstance(sim.draw_sweep(made_sweep()), HeatMap)
    assert isinstance(sim.draw_sweep(on_nights(made_sweep())), SmallMultiples)
    assert isinstance(sim.draw_sweep(on_nights(made_sweep()).isel(night=[0])), HeatMap)
    with pytest.raises(InputError, match="leave it out"):
        sim.draw_sweep(on_nights(made_sweep()), plt.figure().add_subplot())
    four = on_nights(made_sweep()).expand_dims(free_lift_fraction=[0.1, 0.2]).transpose(..., "item", "region")
    with pytest.raises(InputError, match="has 4 parameters"):
        sim.draw_sweep(four)


def test_lines_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="want one or two"):
        sim.draw_sweep_lines(on_nights(made_sweep()))
    with pytest.raises(InputError, match="x is 'wind'"):
        sim.draw_sweep_lines(made_sweep(), x="wind")
    many = made_sweep().isel(timer_h=[0] * 7).assign_coords(timer_h=np.arange(7.0))
    with pytest.raises(InputError, match="7 values, and 6 lines"):
        sim.draw_sweep_lines(many, x="site")
