"""The picture of a campaign, of numbers made up."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import InputError

NORTH = {"park": [100.0, 300.0], "lee": [50.0, 0.0], "all": [150.0, 300.0]}


@pytest.fixture
def result():
    groups, dims = list(NORTH), ("month", "group", "item", "place")
    copies = np.zeros((2, 3, 1, 2))
    copies[:, :, 0, 0] = np.array(list(NORTH.values())).T
    copies[:, :, 0, 1] = 7.0
    years = np.stack([0.2 * copies, copies, 3.0 * copies])
    whole = copies.sum(axis=0)
    return xr.Dataset(
        {
            "copies": (dims, copies),
            "copies_low": (dims, 0.5 * copies),
            "copies_high": (dims, 2.0 * copies),
            "copies_of_years": (("quantile", *dims), years),
            "whole_copies": (dims[1:], whole),
            "whole_copies_low": (dims[1:], 0.5 * whole),
            "whole_copies_high": (dims[1:], 2.0 * whole),
            "whole_copies_sent": (("group", "item"), np.full((3, 1), 1234.5)),
            "whole_nights_used": ("group", [3.0, 1.0, 4.0]),
            "whole_nights_tried": ("group", [20.0, 20.0, 40.0]),
        },
        {
            "month": np.array(["2015-12-01", "2016-01-01"], dtype="datetime64[ns]"),
            "group": groups,
            "item": ["all"],
            "place": ["north_korea", "sea"],
            "place_label": ("place", ["North Korea", "sea"]),
            "quantile": [0.05, 0.5, 0.95],
        },
        {"title": "Made up", "interval_level": 0.9, "claims": json.dumps([{"copies": 1000.0}, {"copies": 1000.0}])},
    )


@pytest.fixture
def chart(result):
    chart = sim.draw_campaign(result)
    yield chart
    plt.close(chart.figure)


def test_groups_stand_one_above_another(chart):
    assert list(chart.bars) == ["park", "lee"]
    park, lee = ([(bar.get_y(), bar.get_height()) for bar in bars] for bars in chart.bars.values())
    assert park == [(0.0, 100.0), (0.0, 300.0)]
    assert lee == [(100.0, 50.0), (300.0, 0.0)]


def test_intervals_and_years_are_those_of_all_groups(chart):
    ends = [[tuple(segment[:, 1]) for segment in lines.get_segments()] for lines in (chart.intervals, chart.years)]
    assert ends[0] == [(75.0, 300.0), (150.0, 600.0)]
    np.testing.assert_allclose(ends[1], [(30.0, 450.0), (60.0, 900.0)])


def test_what_was_planned_is_one_line_spread_over_the_months(chart):
    (line,) = chart.planned
    assert list(line.get_ydata()) == [500.0, 500.0]
    legend = [text.get_text() for text in chart.furniture[0].get_texts()]
    assert legend[-1] == "1,000 planned, spread evenly"
    assert "5 to 95 % of years" in legend


def test_months_and_the_whole_are_named(chart):
    assert [tick.get_text() for tick in chart.axes.get_xticklabels()] == ["2015-12", "2016-01"]
    said = chart.furniture[2].get_text()
    assert said == "in all 450 (225 to 900) of 1,230 copies sent, on 4 of 40 nights tried"


def test_another_place_may_be_drawn_on_given_axes(result):
    figure, ax = plt.subplots()
    chart = sim.draw_campaign(result, ax, place="sea")
    assert chart.axes is ax
    assert [bar.get_height() for bar in chart.bars["park"]] == [7.0, 7.0]
    assert ax.get_ylabel() == "copies, sea"
    with pytest.raises(InputError, match="place is 'seoul'; it must be one of north_korea, sea"):
        sim.draw_campaign(result, ax, place="seoul")
    plt.close(figure)
