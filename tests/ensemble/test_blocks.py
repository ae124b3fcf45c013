"""Work block by block gives what it gives at once."""

import numpy as np
import pytest

import sim
from sim.ensemble import blocks
from sim.ensemble.blocks import blockwise


@pytest.mark.parametrize("size", [0, 1, 6, 7, 8, 20])
def test_every_row_is_worked_on_once(size, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 7)
    rows = np.arange(3 * size).reshape(size, 3)
    seen = []

    def doubled(part, other):
        seen.append(len(part))
        return 2 * part + other[:, np.newaxis]

    made = blockwise(doubled, np.int64, rows, np.arange(size))
    np.testing.assert_array_equal(made, 2 * rows + np.arange(size)[:, np.newaxis])
    assert sum(seen) == size
    assert all(part <= 7 for part in seen)


def test_flights_do_not_depend_on_the_size_of_blocks(monkeypatch):
    scenario = sim.load_scenario("gfs_2011_01_15")
    wind = sim.wind_for(scenario)
    whole = sim.simulate(scenario, wind, balloons=10, weather_members=2)
    monkeypatch.setattr(blocks, "BLOCK", 3)
    assert sim.simulate(scenario, wind, balloons=10, weather_members=2).identical(whole)
