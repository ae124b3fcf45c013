"""Ground without a coast is grey, and every map that shows some says so."""

import matplotlib as mpl
import numpy as np
import pytest

import sim
from sim.maps.flights.animation import night_of
from sim.maps.furniture import whole_figure

mpl.use("Agg")


@pytest.fixture(scope="module")
def flights():
    scenario = sim.load_scenario("gfs_2011_01_15")
    return sim.simulate(scenario, sim.wind_for(scenario), balloons=50, weather_members=2, tracks=50)


def told(axes):
    """The entries of every legend of the figure that holds some axes."""
    legends = [axis.get_legend() for axis in whole_figure(axes).axes]
    return [text.get_text() for legend in legends if legend is not None for text in legend.get_texts()]


def test_maps_that_show_ground_without_a_coast_say_so(flights):
    drops = sim.landings(flights)
    far, near = told(sim.draw_drop_zone(drops, drops.items[0]).axes), told(sim.draw_comparison(drops, drops).axes)
    assert "no coast in the package" in far
    assert "no coast in the package" not in near  # which ends before the grey begins
    assert "no coast in the package" in told(sim.draw_tracks(flights).axes)
    assert "no coast in the package" in told(night_of(flights, None, np.timedelta64(600, "s")).scene.axes)
