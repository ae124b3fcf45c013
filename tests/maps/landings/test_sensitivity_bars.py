"""Bars of sensitivity: in order, as long as the numbers say, with names that people read."""

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import InputError, ResultError
from sim.maps.landings.sensitivity_bars import MOST_FACTORS

FACTORS = ("gusts", "weather", "balloon.leak_percent_per_hour")
ATTRIBUTES = {"title": "Made up", "points": 100, "weather_members": 50, "level": 0.9}
LABELS = {
    "item_label": ("item", ["USB stick", "leaflet"]),
    "output_label": ("output", ["landed in the North", "range"]),
    "output_unit": ("output", ["1", "m"]),
    "item": ["usb_stick", "leaflet"],
    "output": ["north", "range"],
}


def made(method, numbers, factors=FACTORS):
    """A result whose numbers are those of the first item and output, and ten times as many of the last."""
    dims = ("output", "item", "factor")
    factor = np.array([[1.0, 2.0], [5.0, 10.0]])[..., None]
    variables = {name: (dims, factor * np.asarray(values)) for name, values in numbers.items()}
    return xr.Dataset(variables, {**LABELS, "factor": list(factors)}, {**ATTRIBUTES, "method": method})


@pytest.fixture
def indices():
    numbers = {}
    for name, values in {"first_order": [0.01, 0.05, 0.02], "total_order": [0.02, 0.09, 0.04]}.items():
        numbers |= {name: values, f"{name}_low": np.array(values) - 0.005, f"{name}_high": np.array(values) + 0.01}
    return made("sobol", numbers)


@pytest.fixture
def effects():
    numbers = {"mu_star": [10.0, 300.0, 200.0], "sigma": [1.0, 2.0, 400.0], "mu": [0.0, 0.0, 0.0]}
    return made("morris", numbers | {"mu_star_low": [5.0, 250.0, 150.0], "mu_star_high": [20.0, 350.0, 250.0]})


def widths(bars):
    return [bar.get_width() for bar in bars]


def test_the_most_important_factor_is_on_top_and_its_share_in_per_cent(indices):
    drawn = sim.draw_sensitivity(indices)
    assert drawn.factors == ("weather", "balloon.leak_percent_per_hour", "gusts")
    np.testing.assert_allclose(widths(drawn.bars["total_order"]), [9.0, 4.0, 2.0])
    np.testing.assert_allclose(widths(drawn.bars["first_order"]), [5.0, 2.0, 1.0])
    ends = [segment[:, 0] for segment in drawn.intervals[0].get_segments()]
    np.testing.assert_allclose(ends, [[8.5, 10.0], [3.5, 5.0], [1.5, 3.0]])
    top, bottom = drawn.axes.get_ylim()[::-1]
    assert top < bottom
    assert [tick.get_text() for tick in drawn.axes.get_yticklabels()] == ["weather", "balloon: leak", "gusts"]


def test_an_item_and_an_output_are_chosen(indices):
    drawn = sim.draw_sensitivity(indices, item="leaflet", output="range")
    np.testing.assert_allclose(widths(drawn.bars["total_order"]), [90.0, 40.0, 20.0])
    assert drawn.axes.get_title(loc="left") == "leaflet: range"


def test_effects_of_a_distance_are_in_kilometres(effects):
    drawn = sim.draw_sensitivity(effects, item="usb_stick", output="range")
    np.testing.assert_allclose(widths(drawn.bars["mu_star"]), [1.5, 1.0, 0.05])
    assert "km" in drawn.axes.get_xlabel()
    np.testing.assert_allclose(drawn.intervals[1].get_offsets()[:, 0], [0.01, 2.0, 0.005])


def test_what_has_no_bar_is_counted():
    count = MOST_FACTORS + 3
    shares = {
        f"{name}{end}": np.arange(count) / 100
        for name in ("first_order", "total_order")
        for end in ("", "_low", "_high")
    }
    drawn = sim.draw_sensitivity(made("sobol", shares, [f"timer.error {n}" for n in range(count)]))
    assert len(drawn.factors) == MOST_FACTORS
    assert drawn.factors[0] == f"timer.error {count - 1}"
    assert "3 factors that matter less" in drawn.furniture[-1].get_text()


def test_what_does_not_vary_has_no_bar(indices):
    drawn = sim.draw_sensitivity(indices.where(False))
    assert np.isnan(widths(drawn.bars["total_order"])).all()
    drawn.figure.canvas.draw()


def test_other_datasets_and_unknown_names_are_refused(indices):
    with pytest.raises(InputError, match="usb_stick") as raised:
        sim.draw_sensitivity(indices, item="usb", output="nort")
    assert len(raised.value.problems) == 2
    with pytest.raises(ResultError, match=r"sim\.sensitivity"):
        sim.draw_sensitivity(indices.drop_attrs())
