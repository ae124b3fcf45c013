"""Weather members that were made before are those that would be made again."""

from dataclasses import replace

import numpy as np
import pytest

from sim.wind.weather import held_members as module
from sim.wind.weather.grid import Axes, realised
from sim.wind.weather.held_members import held_members
from sim.wind.weather.process import Axis, WeatherProcess

HEIGHTS = np.array([0.0, 5000.0])
PROCESS = WeatherProcess(HEIGHTS, np.array([2.0, 6.0]), np.array([2.0, 5.0]), np.eye(4), 4e5, 36000.0)
AXES = Axes(Axis(0.0, 3600.0, 4), Axis(0.0, 1000.0, 3), Axis(-1e5, 1e5, 3), Axis(0.0, 1.0, 1))
NUMBERS = np.arange(3)


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch):
    monkeypatch.setattr(module, "_held", type(module._held)())


def test_the_second_time_nothing_is_made(monkeypatch):
    first = held_members(PROCESS, 5, NUMBERS, AXES)
    np.testing.assert_array_equal(first, realised(PROCESS, 5, NUMBERS, AXES))
    monkeypatch.setattr(module, "realised", lambda *_: pytest.fail("made again"))
    same = replace(PROCESS, eastward_sd=PROCESS.eastward_sd.copy())
    assert held_members(same, 5, NUMBERS.copy(), AXES) is first


@pytest.mark.parametrize(
    "changed",
    [
        (PROCESS.scaled(1.1), 5, NUMBERS, AXES),
        (replace(PROCESS, time_scale=7200.0), 5, NUMBERS, AXES),
        (PROCESS, 6, NUMBERS, AXES),
        (PROCESS, 5, NUMBERS + 1, AXES),
        (PROCESS, 5, NUMBERS, AXES._replace(time=Axis(0.0, 1800.0, 4))),
        (PROCESS, 5, NUMBERS, AXES, "forecast."),
    ],
)
def test_anything_else_is_made_anew(changed):
    first = held_members(PROCESS, 5, NUMBERS, AXES)
    other = held_members(*changed)
    np.testing.assert_array_equal(other, realised(*changed))
    assert not np.array_equal(first, other)


def test_what_is_changed_in_place_is_made_anew():
    own = replace(PROCESS, eastward_sd=PROCESS.eastward_sd.copy())
    before = held_members(own, 5, NUMBERS, AXES)
    own.eastward_sd[:] *= 2.0
    # float32 and a power of two: no digit is lost
    np.testing.assert_array_equal(held_members(own, 5, NUMBERS, AXES)[..., 0], 2.0 * before[..., 0])


def test_no_more_than_so_much_memory_is_held(monkeypatch):
    size = held_members(PROCESS, 5, NUMBERS, AXES).nbytes
    monkeypatch.setattr(module, "MOST_BYTES", 2 * size)
    for key in range(6, 10):
        held_members(PROCESS, key, NUMBERS, AXES)
    assert sum(values.nbytes for values in module._held.values()) == 2 * size
    monkeypatch.setattr(module, "MOST_BYTES", size - 1)
    np.testing.assert_array_equal(held_members(PROCESS, 5, NUMBERS, AXES), realised(PROCESS, 5, NUMBERS, AXES))
    assert not module._held
