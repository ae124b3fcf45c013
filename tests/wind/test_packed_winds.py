"""A wind that was packed is not packed again, and a changed one is never taken for what it was."""

from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.wind import open_wind, pack, packed_winds
from sim.wind.ideal import ORIGIN_TIME, IdealGrid, uniform_wind
from sim.wind.packed_winds import packed, size_of

TIMES = ORIGIN_TIME + np.arange(4) * np.timedelta64(3, "h")
NAMES = ("eastward_wind", "northward_wind", "upward_air_velocity", "air_temperature", "height")


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch):
    """Begin with no packing held, and leave none behind."""
    monkeypatch.setattr(packed_winds, "_held", OrderedDict())


def field():
    """A part of the shipped forecast at four times, three hours apart, in a wind that changes."""
    one = open_wind("shipped:gfs_2011_01_15_korea")
    part = {"time": np.zeros(4, int), "latitude": slice(4, 8), "longitude": slice(6, 10)}
    data = one.dataset.isel(part).assign_coords(time=TIMES).copy(deep=True)
    for number in range(4):
        data["eastward_wind"][number] += np.float32(number)
    return replace(one, dataset=data)


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def test_the_same_air_is_packed_once():
    wind = field()
    first = packed(wind, TIMES[0], 3600.0)
    assert packed(field(), TIMES[0], 3600.0) is first
    assert packed(replace(wind, source="another name", notes=("a note",)), TIMES[0], 3000.0) is first
    assert same(first, pack(wind, TIMES[0], 3600.0))


@pytest.mark.parametrize("name", NAMES)
def test_an_array_that_was_changed_in_place_is_packed_anew(name):
    wind = field()
    before = packed(wind, TIMES[0], 3600.0)
    wind.dataset[name].values[1, 3] += np.float32(2.0)
    after = packed(wind, TIMES[0], 3600.0)
    assert same(after, pack(wind, TIMES[0], 3600.0))
    assert not same(after, before)


def test_a_coordinate_or_a_variable_that_was_exchanged_is_packed_anew():
    wind = field()
    before = packed(wind, TIMES[0], 3600.0)
    moved = replace(wind, dataset=wind.dataset.assign_coords(longitude=wind.dataset["longitude"] + 1.0))
    turned = replace(wind, dataset=wind.dataset.rename(eastward_wind="northward_wind", northward_wind="eastward_wind"))
    for other in (moved, turned, wind.without_vertical_wind()):
        grid = packed(other, TIMES[0], 3600.0)
        assert same(grid, pack(other, TIMES[0], 3600.0))
        assert not same(grid, before)


def test_another_epoch_or_span_is_another_packing():
    wind = field()
    asked = ((TIMES[0], 3600.0, 0.0), (TIMES[1], 3600.0, 0.0), (TIMES[0], 20_000.0, 0.0), (TIMES[1], 3600.0, -1.0))
    for epoch, last, first in asked:
        assert same(packed(wind, epoch, last, first), pack(wind, epoch, last, None, first))


def test_a_steady_wind_is_packed_once_for_all_launch_times():
    wind = replace(field(), dataset=field().dataset.isel(time=[0]))
    night = packed(wind, TIMES[0], 3600.0)
    later = packed(wind, TIMES[3], 3600.0)
    assert later is night
    assert same(later, pack(wind, TIMES[3], 3600.0))


def test_what_lies_beyond_the_span_counts_where_the_packing_depends_on_it():
    # the highest level of a later time is lower: the wind is packed up to there at every time
    wind = field()
    before = packed(wind, TIMES[0], 3600.0)
    wind.dataset["height"].values[3, -1] -= 1000.0
    after = packed(wind, TIMES[0], 3600.0)
    assert after.known_top < before.known_top
    assert same(after, pack(wind, TIMES[0], 3600.0))


def test_held_packings_stay_within_their_memory(monkeypatch):
    speeds = (1.0, 2.0, 3.0)
    size = size_of(packed(uniform_wind(9.0, 0.0), ORIGIN_TIME, 0.0))
    packed_winds._held.clear()
    monkeypatch.setattr(packed_winds, "MOST_BYTES", 2 * size)
    one, two, three = (packed(uniform_wind(speed, 0.0), ORIGIN_TIME, 0.0) for speed in speeds)
    assert packed(uniform_wind(3.0, 0.0), ORIGIN_TIME, 0.0) is three
    assert packed(uniform_wind(2.0, 0.0), ORIGIN_TIME, 0.0) is two
    assert packed(uniform_wind(1.0, 0.0), ORIGIN_TIME, 0.0) is not one  # the first to go: longest not asked for
    assert packed(uniform_wind(3.0, 0.0), ORIGIN_TIME, 0.0) is not three
    monkeypatch.setattr(packed_winds, "MOST_BYTES", size - 1)
    packed(uniform_wind(5.0, 0.0, IdealGrid(heights=(-500.0, 20_000.0))), ORIGIN_TIME, 0.0)
    assert not packed_winds._held


def test_flying_leaves_a_held_packing_as_it_was_and_uses_it_again(monkeypatch):
    scenario = sim.load_scenario("lee_2015_04_04")
    wind = sim.climatological_wind(scenario)
    calls = []

    def counted(*arguments, **keywords):
        calls.append(arguments)
        return pack(*arguments, **keywords)

    monkeypatch.setattr(packed_winds, "pack", counted)
    first = sim.simulate(scenario, wind, balloons=4, weather_members=2)
    (grid,) = packed_winds._held.values()
    kept = [np.copy(part) for part in grid]
    again = sim.simulate(scenario, wind, balloons=4, weather_members=2)
    assert len(calls) == 1
    assert all(np.array_equal(a, b) for a, b in zip(kept, grid, strict=True))
    assert again.identical(first)
