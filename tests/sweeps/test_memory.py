"""What a sweep says of the memory that it needs; that of workers is measured in `test_cluster`."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.ensemble import air_memory
from sim.ensemble.weathers import weathers_of
from sim.sweeps import Airs, planned
from sim.sweeps.memory import BALLOON, DROP


@pytest.mark.parametrize("name", ["lee_2015_04_04", "gfs_2011_01_15"])
def test_the_air_takes_what_is_said_of_it(name):
    scenario = sim.load_scenario(name)
    wind = sim.wind_for(scenario)
    grid = weathers_of(scenario, wind, 1).true(0, np.arange(3))
    assert air_memory(scenario, wind) == (grid.air.nbytes, grid.weather.nbytes / 3)


def test_the_point_that_needs_most_decides(tiny, april):
    def memory(name, counts):
        return planned(tiny, Airs(april, None), {f"simulation.{name}": counts}).memory

    drops = sim.simulate(tiny, april).sizes["drop"]
    more = memory("balloons", [100, 1_000, 10]) - memory("balloons", [10])
    assert more == pytest.approx(990 * (BALLOON + DROP * drops), abs=1)  # whole bytes
    member = weathers_of(tiny, april, 1).true(0, np.arange(1)).weather.nbytes
    assert memory("weather_members", [1, 4]) - memory("weather_members", [1]) == 3 * member


def test_memory_decides_no_bit(tiny, april):
    plan = planned(tiny, Airs(april, None), {"simulation.balloons": [4]})
    assert replace(plan, memory=2 * plan.memory).digest == plan.digest
