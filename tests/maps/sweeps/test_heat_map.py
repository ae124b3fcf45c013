"""Heat maps and small multiples of sweeps: every number in its cell, and nothing where there is none."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv, to_rgb

import sim
from sim.errors import InputError, ResultError
from sim.maps import style
from tests.maps.sweeps.made import NORTH, lacking, made_sweep, on_nights


def words_of(drawn):
    return " ".join(artist.get_text() for artist in drawn.furniture if hasattr(artist, "get_text"))


def legend_of(drawn):
    return [text.get_text() for text in drawn.furniture[0].get_texts()]


def ticks(axis):
    return {
        round(place): label.get_text() for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
    }


def test_every_share_stands_in_the_cell_of_its_timer_and_site():
    drawn = sim.draw_heat_map(made_sweep())
    np.testing.assert_allclose(drawn.mesh.get_array(), 100.0 * NORTH.T)
    assert ticks(drawn.axes.xaxis) == {0: "1", 1: "2", 2: "3"}
    assert ticks(drawn.axes.yaxis) == {0: "Gimpo", 1: "North Shore"}
    assert drawn.axes.get_xlabel() == "timer (h)"
    assert drawn.scale_axes.get_ylabel().replace("\n", " ") == "share landing in North Korea (%)"
    # the first name on top, the first timer at the left
    top, below = (drawn.axes.transData.transform((0, row))[1] for row in (0, 1))
    assert top > below
    numbers = {text.xy: text.get_text() for text in drawn.numbers if "to" not in text.get_text()}
    assert numbers == {(0, 0): "10", (1, 0): "20", (2, 0): "30", (0, 1): "50", (1, 1): "40", (2, 1): "5.0"}
    ends = {text.xy: text.get_text() for text in drawn.numbers if "to" in text.get_text()}
    assert ends[0, 1] == "46 to 56"


def test_the_parameter_that_is_asked_for_goes_to_the_right():
    drawn = sim.draw_heat_map(made_sweep(), x="site")
    np.testing.assert_allclose(drawn.mesh.get_array(), 100.0 * NORTH)
    assert (drawn.axes.get_xlabel(), drawn.axes.get_ylabel()) == ("launch site", "timer (h)")


def test_the_greatest_has_a_frame_and_what_is_not_told_from_it_a_dot():
    """45 % is 5 points less than 50 %, and the difference reaches hypot(6, 4) = 7.2 points up; 40 % is 10 less."""
    result = made_sweep()
    result["probability"][1, 1, 0, 0], result["low"][1, 1, 0, 0], result["high"][1, 1, 0, 0] = 0.45, 0.41, 0.51
    drawn = sim.draw_heat_map(result)
    frame, other, dots = drawn.marks
    assert frame.get_xy() == other.get_xy() == pytest.approx((-0.46, 0.54))
    ((x, y),) = dots.get_offsets()
    assert (round(float(x)), round(float(y))) == (1, 1)
    assert legend_of(drawn) == ["greatest", "not told from it at 90 %"]
    assert "Differences count points as independent" in words_of(drawn)


def test_cells_too_small_for_dots_are_counted_instead():
    """A year of nights: no white edges that hide the cells, one mark upon the greatest, the others in words."""
    result = made_sweep().isel(timer_h=[0, 1, 2] * 100).assign_coords(timer_h=np.arange(300.0))
    result["probability"][250, 1, 0, 0], result["low"][250, 1, 0, 0], result["high"][250, 1, 0, 0] = 0.52, 0.48, 0.58
    drawn = sim.draw_heat_map(result)
    _, mark = drawn.marks
    np.testing.assert_allclose(mark.get_offsets(), [[250.0, 1.0]])
    assert legend_of(drawn) == ["greatest"]
    # those of 50 %, which reach 6 points up
    assert "100 points are not told from the greatest." in words_of(drawn).replace("\n", " ")
    assert len(drawn.mesh.get_edgecolor()) == 0


def test_what_is_ten_points_less_is_told_apart():
    drawn = sim.draw_heat_map(made_sweep())
    assert legend_of(drawn) == ["greatest"]
    assert len(drawn.marks) == 2


def test_points_without_a_number_are_hatched_and_never_zero():
    drawn = sim.draw_heat_map(lacking(made_sweep()))
    assert np.ma.getmaskarray(drawn.mesh.get_array()).tolist() == [[True, False, False], [False, False, True]]
    assert {why: [box.get_xy() for box in boxes] for why, boxes in drawn.unknown.items()} == {
        "outstanding": [(-0.5, -0.5)],
        "cannot be flown": [(1.5, 0.5)],
    }
    assert len({box.get_hatch() for boxes in drawn.unknown.values() for box in boxes}) == 2
    assert legend_of(drawn)[-2:] == ["outstanding", "cannot be flown"]
    assert "Points without a number: 1 outstanding, 1 cannot be flown." in words_of(drawn)
    assert len([text for text in drawn.numbers if "to" not in text.get_text()]) == 4


def test_a_point_that_carries_none_of_the_item_is_not_outstanding():
    result = made_sweep()
    for name in ("probability", "low", "high"):
        result[name][0, 0, 0] = np.nan
    assert list(sim.draw_heat_map(result).unknown) == ["no value"]


def test_pieces_and_lengths_have_their_units_and_no_marks():
    pieces = sim.draw_heat_map(made_sweep(), item="leaflet", measure="sea_pieces")
    assert pieces.mesh.get_array()[1, 0] == pytest.approx(20.0)
    assert pieces.scale_axes.get_ylabel().replace("\n", " ") == "pieces landing in the sea (for each balloon)"
    assert pieces.axes.get_title(loc="left").startswith("Vinyl leaflet: ")
    length = sim.draw_heat_map(made_sweep(), measure="circular_error")
    np.testing.assert_allclose(length.mesh.get_array(), [[10.0, 50.0, 90.0], [30.0, 70.0, 110.0]])
    assert length.scale_axes.get_ylabel().replace("\n", " ") == "radius that holds half of what landed (km)"
    assert length.marks == pieces.marks == []


def test_a_heat_map_takes_axes_and_says_how_much_was_flown():
    ax = plt.figure().add_subplot()
    drawn = sim.draw_heat_map(made_sweep(), ax)
    assert drawn.axes is ax
    assert drawn.scale_axes is None
    assert "100 balloons in 50 weather members at each of 6 points" in words_of(drawn).replace("\n", " ")
    assert "Wind: made-up wind." in words_of(drawn)


def test_darker_is_more_also_in_grey():
    """Luma of Rec. 601 falls all the way along the colours."""
    luma = style.MEASURE(np.linspace(0.0, 1.0, 64))[:, :3] @ [0.299, 0.587, 0.114]
    assert (np.diff(luma) < 0.0).all()
    assert luma[0] - luma[-1] > 0.5
    assert rgb_to_hsv(to_rgb(style.UNKNOWN))[1] < 0.05


def test_what_cannot_be_drawn_is_refused_with_all_that_is_wrong():
    with pytest.raises(InputError) as told:
        sim.draw_heat_map(made_sweep(), item="usb", measure="north")
    assert len(told.value.problems) == 2
    with pytest.raises(InputError, match="x is 'wind'; it must be one of timer_h, site"):
        sim.draw_heat_map(made_sweep(), x="wind")
    with pytest.raises(InputError, match="wants two"):
        sim.draw_heat_map(made_sweep().isel(site=0))
    with pytest.raises(ResultError, match="no sweep"):
        sim.draw_heat_map(made_sweep().drop_vars("flown"))
    with pytest.raises(ResultError, match="no point has a number"):
        sim.draw_heat_map(made_sweep().where(False).assign(flown=made_sweep()["flown"]))


def test_small_multiples_share_one_scale_and_one_greatest():
    drawn = sim.draw_small_multiples(on_nights(made_sweep()), panels="night")
    assert drawn.panels == ("4 Apr", "15 Jul")
    first, second = (cells.mesh for cells in drawn.cells)
    np.testing.assert_allclose(second.get_array(), first.get_array() + 10.0)
    assert first.get_clim() == second.get_clim() == pytest.approx((5.0, 60.0))
    assert drawn.cells[0].marks == []
    assert drawn.cells[1].marks[0].get_xy() == pytest.approx((-0.46, 0.54))
    left, right = (ax.get_position().x0 for ax in drawn.axes)
    assert left < right
    assert (drawn.axes[0].get_ylabel(), drawn.axes[1].get_ylabel()) == ("launch site", "")


def test_each_item_may_have_a_panel():
    drawn = sim.draw_small_multiples(made_sweep())
    assert drawn.panels == ("USB stick", "vinyl leaflet")
    np.testing.assert_allclose(drawn.cells[1].mesh.get_array(), 50.0 * NORTH.T)
    assert all(len(cells.marks) >= 2 for cells in drawn.cells)


def test_panels_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="panels is 'wind'"):
        sim.draw_small_multiples(made_sweep(), panels="wind")
    with pytest.raises(InputError, match="leave site; each wants two"):
        sim.draw_small_multiples(made_sweep(), panels="timer_h")
    with pytest.raises(InputError, match="each item has a panel"):
        sim.draw_small_multiples(made_sweep(), item="leaflet")
    many = on_nights(made_sweep()).isel(timer_h=[0] * 13).assign_coords(timer_h=np.arange(13.0))
    with pytest.raises(InputError, match="13 values, and 12 panels"):
        sim.draw_small_multiples(many, panels="timer_h")
