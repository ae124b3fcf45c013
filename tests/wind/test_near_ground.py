"""Packed air between the ground and the lowest level that counts."""

import math

import numpy as np
import pytest
from scipy.interpolate import interp1d

from sim.wind import pack
from sim.wind.field import AirArrays, WindField, labelled
from tests.handmade import standard_pressure, standard_temperature

GRAVITY, GAS_CONSTANT = 9.80665, 287.053
RADIUS = 6_356_766.0
TIME = np.datetime64("2015-04-04", "ns")
HEIGHTS = np.array([-100.0, 250.0, 700.0, 1500.0, 3000.0, 5500.0, 9000.0])
GROUND = np.array([[-5.0, 270.0], [610.0, 1200.0]])
EASTWARD = np.array([3.0, 5.0, 8.0, 12.0, 15.0, 20.0, 30.0])
NORTHWARD = np.array([-1.0, -2.0, 1.0, 4.0, 2.0, 0.0, -5.0])
UPWARD = np.array([0.3, 0.2, 0.1, -0.1, 0.05, 0.0, 0.0])


def field(ground=GROUND, winds=(), garbage=False):
    """Two by two columns of one air, over a ground of four heights, with winds above it."""
    shape = (1, HEIGHTS.size, 2, 2)
    level = HEIGHTS * RADIUS / (RADIUS + HEIGHTS)

    def columns(values):
        return np.broadcast_to(values[None, :, None, None], shape).copy()

    eastward, temperature = columns(EASTWARD), columns(standard_temperature(level))
    northward, upward = columns(NORTHWARD), columns(UPWARD)
    if garbage:
        under = HEIGHTS[None, :, None, None] < ground
        eastward[under], northward[under], upward[under], temperature[under] = 99.9, -99.9, 9.9, 349.0
    air = AirArrays(
        time=np.array([TIME]),
        air_pressure=standard_pressure(level),
        latitude=np.array([37.0, 38.0]),
        longitude=np.array([127.0, 128.0]),
        eastward_wind=eastward,
        northward_wind=northward,
        air_temperature=temperature,
        geopotential_height=columns(level),
        upward_air_velocity=upward,
        surface_height=None if ground is None else ground * RADIUS / (RADIUS + ground),
        at_surface=dict(winds),
    )
    return WindField(labelled(air), "made air", "0" * 64)


def winds(ending, eastward, northward):
    return {
        f"eastward_wind_{ending}": np.full((1, 2, 2), eastward),
        f"northward_wind_{ending}": np.full((1, 2, 2), northward),
    }


AT_10, AT_100 = winds("10m", 2.0, 1.0), winds("100m", 4.5, -1.5)


def column(wind, row, place):
    """Packed heights and the channels of one column, by height."""
    grid = pack(wind, TIME, 0.0)
    return grid.heights, grid.air[0, :, row, place].astype(float)


def at(wind, row, place, height):
    heights, air = column(wind, row, place)
    (number,) = np.flatnonzero(heights == height)
    return air[number]


@pytest.mark.parametrize(("row", "place"), [(0, 0), (0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize("known", [AT_10, {**AT_10, **AT_100}], ids=["10", "10 and 100"])
def test_between_known_winds_each_component_is_linear_in_the_logarithm_of_height(known, row, place):
    ground = GROUND[row, place]
    points = [(10.0, 2.0, 1.0)] + ([(100.0, 4.5, -1.5)] if "eastward_wind_100m" in known else [])
    first = int(np.argmax(HEIGHTS - ground > points[-1][0]))
    points.append((HEIGHTS[first] - ground, EASTWARD[first], NORTHWARD[first]))
    logarithm = np.log([point[0] for point in points])
    heights, air = column(field(winds=known), row, place)
    near = (heights > ground + 10.0) & (heights < HEIGHTS[first])
    assert near.any()
    for channel in (0, 1):
        expected = interp1d(logarithm, [point[1 + channel] for point in points])(np.log(heights[near] - ground))
        # float32 of some metres a second
        np.testing.assert_allclose(air[near, channel], expected, rtol=0.0, atol=1e-6)


def test_the_profile_meets_the_winds_it_is_made_of():
    # Packed heights are multiples of 50 m: a ground at 40 m puts 10 m on one, and one at 200 m puts 100 m on one.
    over_40 = field(np.full((2, 2), 40.0), {**AT_10, **AT_100})
    np.testing.assert_allclose(at(over_40, 0, 0, 50.0)[:2], [2.0, 1.0], rtol=1e-7)
    over_200 = field(np.full((2, 2), 200.0), {**AT_10, **AT_100})
    np.testing.assert_allclose(at(over_200, 0, 0, 300.0)[:2], [4.5, -1.5], rtol=1e-7)
    # The level at 250 m stands 50 m above that ground, where the winds at 10 m and 100 m know better: by hand
    # 2 + 2.5 log10 5 and 1 - 2.5 log10 5. The next, at 700 m, counts.
    np.testing.assert_allclose(at(over_200, 0, 0, 250.0)[:2], [3.747425, -0.747425], rtol=1e-6)
    np.testing.assert_allclose(at(over_200, 0, 0, 700.0)[:2], [8.0, 1.0], rtol=1e-7)


@pytest.mark.parametrize("known", [AT_10, {**AT_10, **AT_100}, AT_100, {}], ids=["10", "both", "100", "none"])
def test_from_10_m_down_and_under_the_ground_the_wind_is_held(known):
    wind = field(winds=known)
    for row, place in np.ndindex(2, 2):
        heights, air = column(wind, row, place)
        low = heights <= GROUND[row, place] + 10.0
        assert low.sum() > 5
        assert np.ptp(air[low, 0]) < 1e-6
        assert np.ptp(air[low, 1]) < 1e-6
        if "eastward_wind_10m" in known:
            np.testing.assert_allclose(air[low, :2], [[2.0, 1.0]] * low.sum(), rtol=1e-7)
        # Round-off at a ground whose height went through geopotential and back.
        np.testing.assert_allclose(air[heights <= GROUND[row, place], 2], 0.0, rtol=0.0, atol=1e-12)


def test_without_a_wind_at_10_m_the_level_is_held_to_150_m_and_slowed_by_a_rough_ground_below():
    wind = field(np.full((2, 2), 50.0))
    heights, air = column(wind, 1, 0)
    held = (heights >= 200.0) & (heights <= 250.0)
    assert held.sum() == 3
    np.testing.assert_allclose(air[held, :2], [[5.0, -2.0]] * 3, rtol=1e-7)
    for height in (100.0, 150.0):
        share = math.log((height - 50.0) / 0.1) / math.log(150.0 / 0.1)
        np.testing.assert_allclose(at(wind, 1, 0, height)[:2], [5.0 * share, -2.0 * share], rtol=1e-6)
    share = math.log(10.0 / 0.1) / math.log(150.0 / 0.1)
    np.testing.assert_allclose(at(wind, 1, 0, 50.0)[:2], [5.0 * share, -2.0 * share], rtol=1e-6)


def test_below_a_wind_at_100_m_alone_a_rough_ground_slows_it_down():
    only = field(np.full((2, 2), 50.0), AT_100)
    for height in (75.0, 100.0, 125.0):
        share = math.log((height - 50.0) / 0.1) / math.log(100.0 / 0.1)
        np.testing.assert_allclose(at(only, 0, 0, height)[:2], [4.5 * share, -1.5 * share], rtol=1e-6)
    np.testing.assert_allclose(at(only, 0, 0, 150.0)[:2], [4.5, -1.5], rtol=1e-7)


def test_a_level_close_to_the_ground_slows_from_its_own_height_and_one_within_10_m_does_not_count():
    # At 250 m, 40 m above the ground.
    low = field(np.full((2, 2), 210.0))
    share = math.log(10.0 / 0.1) / math.log(40.0 / 0.1)
    np.testing.assert_allclose(at(low, 0, 0, 200.0)[:2], [5.0 * share, -2.0 * share], rtol=1e-6)
    # At 250 m, 5 m above the ground: the one at 700 m counts, held down to 150 m above the ground.
    lower = field(np.full((2, 2), 245.0))
    np.testing.assert_allclose(at(lower, 0, 0, 250.0)[:2], np.array([8.0, 1.0]) * 0.62971, rtol=1e-5)
    np.testing.assert_allclose(at(lower, 0, 0, 400.0)[:2], [8.0, 1.0], rtol=1e-7)
    # Its temperature counts all the same.
    np.testing.assert_allclose(at(lower, 0, 0, 250.0)[3], 288.15 - 0.0065 * 250.0, rtol=1e-5)


@pytest.mark.parametrize("known", [AT_10, {**AT_10, **AT_100}, {}], ids=["10", "10 and 100", "none"])
def test_garbage_under_a_mountain_does_not_leak_into_the_packed_air(known):
    clean, spoilt = (pack(field(winds=known, garbage=garbage), TIME, 0.0) for garbage in (False, True))
    np.testing.assert_array_equal(spoilt.air, clean.air)
    np.testing.assert_array_equal(spoilt.mesoscale, clean.mesoscale)
    # The same garbage is flown where the ground is not known: the test would see it.
    blind = field(garbage=True)
    unknown = WindField(blind.dataset.drop_vars("surface_height"), blind.source, blind.digest)
    assert pack(unknown, TIME, 0.0).air[..., 0].max() > 99.0
    assert spoilt.air[..., 0].max() < 31.0
    assert spoilt.air[..., 3].max() < 290.0


def test_under_the_ground_temperature_is_held_and_pressure_hydrostatic_from_the_lowest_level_above():
    heights, air = column(field(winds=AT_10, garbage=True), 1, 1)
    # The ground is at 1200 m, the lowest level above it at 1500 m.
    below = heights < 1500.0
    warmth, pressure = (f(1500.0 * RADIUS / (RADIUS + 1500.0)) for f in (standard_temperature, standard_pressure))
    np.testing.assert_allclose(air[below, 3], warmth, rtol=1e-6)
    growth = GRAVITY * (1500.0 - heights[below]) / (GAS_CONSTANT * warmth)
    # ln p of 11.5 in float32
    np.testing.assert_allclose(air[below, 5], math.log(pressure) + growth, rtol=0.0, atol=2e-6)


def test_under_the_ground_the_air_is_as_moist_as_at_the_lowest_level_above():
    dry = field(winds=AT_10)
    under = HEIGHTS[None, :, None, None] < GROUND
    moisture = np.where(under, 0.03, 0.012)
    wind = WindField(dry.dataset.assign(specific_humidity=(dry.dataset["height"].dims, moisture)), "made air", "0" * 64)
    heights, air = column(wind, 1, 1)
    below = heights < 1500.0
    warmth, pressure = (f(1500.0 * RADIUS / (RADIUS + 1500.0)) for f in (standard_temperature, standard_pressure))
    # Water vapour weighs 0.622 of dry air.
    virtual = warmth * (1.0 + (1.0 / 0.622 - 1.0) * 0.012)
    np.testing.assert_allclose(air[below, 4], virtual, rtol=2e-6)
    growth = GRAVITY * (1500.0 - heights[below]) / (GAS_CONSTANT * virtual)
    # ln p of 11.5 in float32; dry air would be off by 1.7e-3 at the bottom
    np.testing.assert_allclose(air[below, 5], math.log(pressure) + growth, rtol=0.0, atol=4e-6)


def test_above_the_lowest_level_that_counts_the_air_is_bit_for_bit_that_without_a_ground():
    plain = pack(field(ground=None), TIME, 0.0)
    for known in ({}, AT_10, {**AT_10, **AT_100}):
        grid = pack(field(winds=known), TIME, 0.0)
        np.testing.assert_array_equal(grid.heights, plain.heights)
        for row, place in np.ndindex(2, 2):
            above = GROUND[row, place] + (100.0 if "eastward_wind_100m" in known else 10.0)
            first = HEIGHTS[np.argmax(above < HEIGHTS)]
            high = plain.heights >= first
            np.testing.assert_array_equal(grid.air[0, high, row, place], plain.air[0, high, row, place])
            assert not np.array_equal(grid.air[0, ~high, row, place], plain.air[0, ~high, row, place])


def test_the_vertical_wind_fades_to_nothing_at_the_ground():
    heights, air = column(field(winds=AT_10), 1, 0)
    # The ground is at 610 m, the lowest level above it at 700 m.
    assert air[heights == 700.0, 2] == pytest.approx(0.1, rel=1e-6)
    assert air[heights == 650.0, 2] == pytest.approx(0.1 * 40.0 / 90.0, rel=1e-6)
    np.testing.assert_array_equal(air[heights < 610.0, 2], 0.0)


def test_winds_above_the_ground_do_nothing_where_the_ground_is_not_known():
    np.testing.assert_array_equal(
        pack(field(ground=None, winds={**AT_10, **AT_100}), TIME, 0.0).air, pack(field(ground=None), TIME, 0.0).air
    )


def test_the_straight_line_between_packed_levels_costs_a_leaflet_some_5_m():
    # Friction velocity 0.3 m/s: u = 0.75 ln(z / z0); between 10 and 35 m the area between profile and chord, over a
    # fall at 0.5 m/s. By hand 0.75 (76.41 - 73.22) / 0.5 = 4.8 m.
    area = (35.0 * math.log(35.0) - 35.0) - (10.0 * math.log(10.0) - 10.0)
    chord = 25.0 * 0.5 * (math.log(35.0) + math.log(10.0))
    assert 0.75 * (area - chord) / 0.5 == pytest.approx(4.8, abs=0.1)
    ground = np.full((2, 2), 90.0)
    profile = {**winds("10m", 0.75 * math.log(100.0), 0.0), **winds("100m", 0.75 * math.log(1000.0), 0.0)}
    heights, air = column(field(ground, profile), 0, 0)
    near = (heights >= 100.0) & (heights <= 125.0)
    packed = np.trapezoid(air[near, 0], heights[near])
    assert (0.75 * (area + 25.0 * math.log(10.0)) - packed) / 0.5 == pytest.approx(4.8, abs=0.1)
