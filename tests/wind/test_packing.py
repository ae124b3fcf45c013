from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.interpolate import RegularGridInterpolator

from sim.errors import WindError
from sim.numerics.placing import BEYOND_TIME, INSIDE
from sim.numerics.sampling import sample_air
from sim.wind import WeatherGrid, open_wind, pack
from sim.wind.field import AirArrays, WindField, labelled
from sim.wind.ideal import ORIGIN_TIME, ExponentialAir, IdealGrid, ideal_wind, trilinear_wind, uniform_wind
from sim.wind.packing import TABLE_STEP, common_heights
from tests.handmade import standard_pressure, standard_temperature
from tests.wind.files import TIMES, plain_wind, shared, written

GRAVITY, GAS_CONSTANT = 9.80665, 287.053
RADIUS = 6_356_766.0
VARIABLES = ("eastward_wind", "northward_wind", "upward_air_velocity", "air_temperature")


def random_points(field, top, count, seed):
    random = np.random.default_rng(seed)
    west, south, east, north = field.box
    return (
        random.uniform(west, east, count),
        random.uniform(south, north, count),
        random.uniform(field.lowest_height, top, count),
    )


def sampled(grid, longitude, latitude, height, seconds=0.0):
    rows = [sample_air(grid, 0, x, y, z, seconds) for x, y, z in zip(longitude, latitude, height, strict=True)]
    assert {row.beyond for row in rows} == {INSIDE}
    return np.array([row[1:] for row in rows])


def at_height(data, height):
    """Every column brought to one height by NumPy, (latitude, longitude, channel); the pressure comes last."""
    own = data["height"].to_numpy().astype(float)
    log_pressure = np.log(data["air_pressure"].to_numpy())
    out = np.empty((*own.shape[1:], 5))
    for row, column in np.ndindex(*own.shape[1:]):
        for channel, name in enumerate(VARIABLES):
            out[row, column, channel] = np.interp(height, own[:, row, column], data[name].to_numpy()[:, row, column])
        out[row, column, 4] = np.exp(np.interp(height, own[:, row, column], log_pressure))
    return out


def real_fields():
    yield open_wind("shipped:gfs_2011_01_15_korea")
    path = shared() / "data/wind/gfs_20110110T12_f120_eastasia.nc"
    if path.exists():
        field = open_wind(path)
        # Near a known ground the packed wind is not that of the levels.
        yield replace(field, dataset=field.dataset.drop_vars("surface_height"))


def test_packed_real_wind_is_within_the_promise_of_direct_interpolation():
    # The promise is 0.05 m/s rms and 0.3 m/s at most against the original levels of each column; measured 0.003 and
    # 0.07 at these places. Temperature and pressure err by the same kinks: 0.2 K and 5 Pa leave 1e-3 of the density.
    for field in real_fields():
        data = field.dataset.isel(time=0)
        grid = pack(field, field.first_time, 0.0)
        error = []
        for height in np.random.default_rng(1).uniform(field.lowest_height, 16_000.0, 150):
            exact = RegularGridInterpolator((data["latitude"], data["longitude"]), at_height(data, height))
            longitude, latitude, _ = random_points(field, 16_000.0, 20, int(height))
            packed = sampled(grid, longitude, latitude, np.full(20, height))[:, [0, 1, 2, 3, 5]]
            error.append(packed - exact(np.column_stack([latitude, longitude])))
        error = np.concatenate(error)
        assert np.all(np.sqrt((error[:, :2] ** 2).mean(axis=0)) < 0.02)
        assert np.abs(error[:, :2]).max() < 0.3
        # A vertical wind changes by some 0.1 m/s from level to level: a tenth of that at a kink.
        assert np.abs(error[:, 2]).max() < 0.01
        assert np.abs(error[:, 3]).max() < 0.25
        assert np.abs(error[:, 4]).max() < 6.0


def test_packed_real_wind_is_nowhere_farther_than_the_promise_from_its_levels():
    # Between packed heights both are broken lines that meet there, so that they are farthest apart at a level of a
    # column; between columns the distance is a mean of theirs. Below 16 km measured 0.22 and 0.29 m/s.
    for field in real_fields():
        data = field.dataset.isel(time=0)
        grid = pack(field, field.first_time, 0.0)
        own = data["height"].to_numpy()
        for row, column in np.ndindex(*own.shape[1:]):
            low = own[:, row, column] < 16_000.0
            for channel, name in enumerate(VARIABLES[:2]):
                packed = np.interp(own[low, row, column], grid.heights, grid.air[0, :, row, column, channel])
                assert np.abs(packed - data[name].to_numpy()[low, row, column]).max() < 0.3


def test_packed_real_wind_agrees_with_interpolation_along_pressure_surfaces():
    # Interpolating along the original surfaces first is another legitimate order: the two differ where surfaces slope.
    # Measured 0.08 m/s rms and 0.8 m/s at most on a 2.5 degree winter field.
    field = open_wind("shipped:gfs_2011_01_15_korea")
    data = field.dataset.isel(time=0).transpose("latitude", "longitude", "level")
    axes = (data["latitude"], data["longitude"])
    longitude, latitude, height = random_points(field, 12_000.0, 3000, 2)
    places = np.column_stack([latitude, longitude])
    own = RegularGridInterpolator(axes, data["height"].to_numpy())(places)
    packed = sampled(pack(field, field.first_time, 0.0), longitude, latitude, height)
    for channel, name in enumerate(VARIABLES[:2]):
        values = RegularGridInterpolator(axes, data[name].to_numpy())(places)
        direct = np.array([np.interp(z, zs, vs) for z, zs, vs in zip(height, own, values, strict=True)])
        error = packed[:, channel] - direct
        assert np.sqrt((error**2).mean()) < 0.1
        assert np.abs(error).max() < 1.0


CORNERS = ((4.0, 0.01, -0.02, 1e-4, 1e-5), (-3.0, 0.02, 0.03, -5e-5, 2e-5))


def trilinear_value(coefficients, centre, longitude, latitude, height, seconds):
    c = coefficients
    return (
        c[0]
        * (1 + c[1] * (longitude - centre[0]))
        * (1 + c[2] * (latitude - centre[1]))
        * (1 + c[3] * (height - centre[2]))
        * (1 + c[4] * seconds)
    )


@pytest.mark.parametrize("longitudes", [(120.0, 125.0, 130.0, 135.0), (172.0, 177.0, 182.0, 187.0)])
def test_a_trilinear_wind_is_exact_also_across_the_date_line(longitudes):
    centre = (longitudes[0] + 5.0, 38.0, 3000.0)
    grid = IdealGrid(longitudes, (32.0, 38.0, 44.0), (-500.0, 2000.0, 9000.0, 15_000.0), duration=21_600.0)
    packed = pack(trilinear_wind(CORNERS, centre, grid), ORIGIN_TIME, 21_600.0)
    random = np.random.default_rng(3)
    longitude = random.uniform(longitudes[0], longitudes[-1], 500)
    latitude, height = random.uniform(32.0, 44.0, 500), random.uniform(-500.0, 14_900.0, 500)
    turned = (longitude + 180.0) % 360.0 - 180.0
    for seconds in (0.0, 7000.0, 21_600.0):
        got = sampled(packed, turned, latitude, height, seconds)
        for component in (0, 1):
            wanted = trilinear_value(CORNERS[component], centre, longitude, latitude, height, seconds)
            # Round-off of float32 numbers of up to 20 m/s.
            np.testing.assert_allclose(got[:, component], wanted, rtol=0, atol=20.0 * 2.0**-23)


def test_a_global_wind_is_continuous_where_its_columns_meet():
    longitudes = np.arange(-180.0, 180.0, 10.0)
    grid = IdealGrid(tuple(longitudes), (30.0, 40.0))
    wind = uniform_wind(0.0, 0.0, grid)
    wind.dataset["eastward_wind"][:] = np.abs(longitudes)
    assert wind.covers_the_circle
    packed = pack(wind, ORIGIN_TIME, 0.0)
    for longitude, expected in ((179.0, 179.0), (-179.0, 179.0), (175.0, 175.0), (355.0, 5.0), (-5.0, 5.0)):
        assert sample_air(packed, 0, longitude, 35.0, 1000.0, 0.0).eastward_wind == pytest.approx(expected, abs=1e-4)


def test_common_heights_are_multiples_of_the_table_step_and_stay_below_the_top():
    heights = common_heights(16_251.9)
    assert heights[0] == -500.0
    assert heights[-1] == 16_250.0
    np.testing.assert_array_equal(heights % TABLE_STEP, 0.0)
    assert set(np.diff(heights[heights <= 4000.0])) == {25.0}
    assert set(np.diff(heights[heights >= 4000.0])) == {50.0}
    assert set(np.diff(common_heights(30_000.0)[-101:])) == {100.0}


def test_the_level_table_finds_the_level_below_every_height():
    grid = pack(uniform_wind(1.0, 2.0, IdealGrid(heights=(-500.0, 16_251.0))), ORIGIN_TIME, 0.0)
    assert grid.known_top == 16_250.0
    np.testing.assert_array_equal(grid.heights[grid.heights > 16_250.0], np.arange(16_500.0, 47_001.0, 500.0))
    np.testing.assert_array_equal(grid.heights % TABLE_STEP, 0.0)
    height = np.random.default_rng(4).uniform(grid.heights[0], grid.heights[-1], 5000)
    slot = ((height - grid.heights[0]) / grid.table_step).astype(int)
    np.testing.assert_array_equal(grid.level_below[slot], np.searchsorted(grid.heights, height, side="right") - 1)


def test_a_weather_of_one_longitude_adds_the_same_everywhere():
    field = open_wind("shipped:gfs_2011_01_15_korea")
    values = np.array([1.5, -2.5, 7.0, 4.0], np.float32).reshape(2, 1, 1, 1, 1, 2)
    grid = pack(field, field.first_time, 0.0, WeatherGrid(values))
    calm = pack(field, field.first_time, 0.0)
    for longitude in (125.2, 127.0, 129.9):
        alone = sample_air(calm, 0, longitude, 38.0, 3000.0, 0.0)
        for member, added in ((0, (1.5, -2.5)), (1, (7.0, 4.0))):
            air = sample_air(grid, member, longitude, 38.0, 3000.0, 0.0)
            found = (air.eastward_wind - alone.eastward_wind, air.northward_wind - alone.northward_wind)
            assert found == pytest.approx(added, abs=1e-12)


def test_packed_arrays_are_what_the_kernel_wants():
    grid = pack(open_wind("shipped:gfs_2011_01_15_korea"), np.datetime64("2011-01-15T12:00"), 0.0)
    assert grid.air.dtype == np.float32
    assert grid.air.flags.c_contiguous
    assert grid.air.shape == (1, grid.heights.size, 11, 17, 6)
    assert np.isfinite(grid.air).all()
    assert grid.level_below.dtype == np.uint16


def test_below_the_lowest_level_wind_is_held_and_pressure_is_hydrostatic():
    field = open_wind("shipped:gfs_2011_01_15_korea")
    grid = pack(field, field.first_time, 0.0)
    column = field.dataset.isel(time=0).sel(latitude=37.5, longitude=127.5)
    lowest = float(column["height"][0])
    depth = lowest + 100.0
    air = sample_air(grid, 0, 127.5, 37.5, -100.0, 0.0)
    assert depth > 200.0
    assert air.eastward_wind == pytest.approx(float(column["eastward_wind"][0]), abs=1e-5)
    assert air.temperature == pytest.approx(float(column["air_temperature"][0]), abs=1e-4)
    growth = np.exp(GRAVITY * depth / (GAS_CONSTANT * float(column["air_temperature"][0])))
    # ln p of 11.5 in float32 is good to 1e-6.
    assert air.pressure == pytest.approx(100_000.0 * growth, rel=2e-6)


def test_density_of_exponential_air_is_exponential():
    wind = uniform_wind(3.0, -2.0, air=ExponentialAir(1.3, 9700.0, 250.0))
    grid = pack(wind, ORIGIN_TIME, 0.0)
    for height in (-400.0, 0.0, 1234.5, 9876.5):
        air = sample_air(grid, 0, 127.0, 38.0, height, 0.0)
        assert air.pressure / (GAS_CONSTANT * air.temperature) == pytest.approx(
            1.3 * np.exp(-height / 9700.0), rel=2e-6
        )
        assert (air.eastward_wind, air.northward_wind) == pytest.approx((3.0, -2.0), rel=1e-12)


def test_only_the_times_that_are_flown_are_packed(tmp_path):
    field = open_wind(written(plain_wind(), tmp_path / "wind.nc"))
    grid = pack(field, TIMES[1], 3600.0)
    np.testing.assert_array_equal(grid.times, [0.0, 21_600.0])
    whole = pack(field, TIMES[0], 43_200.0)
    np.testing.assert_array_equal(whole.times, [0.0, 21_600.0, 43_200.0])
    early = pack(field, TIMES[1], 3600.0, elapsed_first=-1.0)
    np.testing.assert_array_equal(early.times, [-21_600.0, 0.0, 21_600.0])
    at = (127.0, 38.0, 3000.0)
    assert sample_air(grid, 0, *at, 3000.0) == sample_air(whole, 0, *at, 24_600.0)
    assert sample_air(grid, 0, *at, -1.0).beyond == BEYOND_TIME
    assert sample_air(grid, 0, *at, 21_601.0).beyond == BEYOND_TIME


def test_a_single_time_is_steady_for_ever():
    grid = pack(uniform_wind(3.0, 1.0), np.datetime64("2015-04-03T18:00"), 1e9)
    assert (grid.time_first, grid.time_last) == (-np.inf, np.inf)
    assert sample_air(grid, 0, 127.0, 38.0, 100.0, 1e9).eastward_wind == 3.0


def test_no_process_makes_all_members_the_field_itself():
    start = np.datetime64("2015-04-03T18:00")
    grid = pack(uniform_wind(10.0, 0.0), start, 0.0)
    assert grid.weather.shape == (1, 1, 1, 1, 2, 2)  # one longitude, twice
    assert not grid.weather.any()
    given = WeatherGrid(np.ones((1, 1, 1, 1, 1, 2), np.float32))
    assert sample_air(pack(uniform_wind(10.0, 0.0), start, 0.0, given), 0, 127.0, 38.0, 0.0, 0.0).eastward_wind == 11.0


def test_a_wind_that_does_not_rise_is_refused():
    with pytest.raises(WindError, match="must reach"):
        pack(uniform_wind(1.0, 1.0, IdealGrid(heights=(-520.0, -480.0))), ORIGIN_TIME, 0.0)


def geopotential(height):
    return RADIUS * height / (RADIUS + height)


def air_of(temperature, pressure, top, humidity=0.0):
    """Wind of 20 and -5 m/s that sinks at 0.1 m/s, in air of two functions of the geopotential height."""
    heights = np.arange(0.0, top + 1.0, 250.0)
    shape = (1, heights.size, 2, 2)
    air = AirArrays(
        time=np.array(["2015-04-04"], "datetime64[ns]"),
        air_pressure=pressure(heights),
        latitude=np.array([30.0, 46.0]),
        longitude=np.array([118.0, 138.0]),
        eastward_wind=np.full(shape, 20.0),
        northward_wind=np.full(shape, -5.0),
        air_temperature=np.broadcast_to(temperature(heights)[None, :, None, None], shape),
        geopotential_height=np.broadcast_to(heights[None, :, None, None], shape),
        specific_humidity=np.full(shape, humidity),
        upward_air_velocity=np.full(shape, -0.1),
    )
    return WindField(labelled(air), "made air", "0" * 64)


def test_air_of_the_standard_atmosphere_is_continued_as_the_standard_atmosphere():
    grid = pack(air_of(standard_temperature, standard_pressure, 9000.0), ORIGIN_TIME, 0.0)
    assert grid.known_top == 9000.0
    assert grid.heights[-1] == 47_000.0
    for height in (5000.0, 11_500.0, 16_000.0, 20_250.0, 25_000.0, 32_000.0, 40_100.0, 46_900.0):
        air = sample_air(grid, 0, 127.0, 38.0, height, 0.0)
        level = geopotential(height)
        density = standard_pressure(level) / (GAS_CONSTANT * standard_temperature(level))
        # Linear between levels 500 m apart: the bend of the temperature at 11 km costs 6.5e-3 * 500 / 8 = 0.4 K within
        # its layer, 0.2 % of the density there, and leaves 0.4 / 217 * 500 / 6341 = 1.5e-4 of the pressure above.
        tolerance = 2.5e-3 if abs(level - 11_000.0) < 600.0 else 5e-4
        assert air.pressure / (GAS_CONSTANT * air.temperature) == pytest.approx(density, rel=tolerance)
        assert air.virtual_temperature == air.temperature
        assert (air.eastward_wind, air.northward_wind) == pytest.approx((20.0, -5.0), rel=1e-12)
        assert air.upward_wind == pytest.approx(-0.1 if height < 9000.0 else 0.0, abs=1e-8)


def test_published_pressures_of_the_stratosphere_are_reached_from_the_ground():
    # US Standard Atmosphere 1976, table I by geopotential height: 32 km 868.02 Pa, 47 km 110.91 Pa
    grid = pack(air_of(standard_temperature, standard_pressure, 6000.0), ORIGIN_TIME, 0.0)
    for level, pressure in ((32_000.0, 868.02), (46_600.0, None)):
        air = sample_air(grid, 0, 127.0, 38.0, RADIUS * level / (RADIUS - level), 0.0)
        expected = 110.91 * np.exp(GRAVITY * 400.0 / (GAS_CONSTANT * 270.09)) if pressure is None else pressure
        # 5e-4 as above; from 46.6 to 47 km the mean temperature is 270.09 K.
        assert air.pressure == pytest.approx(expected, rel=5e-4)


def test_the_continued_air_is_hydrostatic_and_keeps_its_difference_from_the_standard():
    def warmer(level):
        return standard_temperature(level) + 9.0 - 1.5e-3 * level

    wind = air_of(warmer, lambda level: 101_000.0 * np.exp(-level / 8000.0), 12_000.0, humidity=0.004)
    grid = pack(wind, ORIGIN_TIME, 0.0)
    top = grid.known_top
    offset = warmer(geopotential(top)) - standard_temperature(geopotential(top))
    start = sample_air(grid, 0, 127.0, 38.0, top, 0.0)

    def fall(height, _):
        gravity = GRAVITY * (RADIUS / (RADIUS + height)) ** 2
        return [-gravity / (GAS_CONSTANT * (standard_temperature(geopotential(height)) + offset))]

    heights = np.array([14_000.0, 20_000.0, 30_000.0, 47_000.0])
    exact = solve_ivp(fall, (top, 47_000.0), [np.log(start.pressure)], t_eval=heights, rtol=1e-10, max_step=100.0).y[0]
    for height, log_pressure in zip(heights, exact, strict=True):
        air = sample_air(grid, 0, 127.0, 38.0, height, 0.0)
        assert air.temperature == pytest.approx(standard_temperature(geopotential(height)) + offset, abs=1e-4)
        # The layer in which the moisture of the top fades counts half of 0.24 % of its 500 m, 1e-4 of the pressure; the
        # bends of the temperature add as much.
        assert np.log(air.pressure) == pytest.approx(log_pressure, abs=3e-4)


def test_data_that_reach_47_km_are_not_continued():
    grid = pack(uniform_wind(1.0, 2.0, IdealGrid(heights=(-500.0, 47_000.0))), ORIGIN_TIME, 0.0)
    assert grid.known_top == grid.heights[-1] == 47_000.0


def test_moist_air_has_its_virtual_temperature():
    def humidity(t, z, y, x):
        return 0.012 * (1.0 - z / 20_000.0)

    still = ideal_wind(lambda *_: np.array(0.0), lambda *_: np.array(0.0), specific_humidity=humidity)
    warmth = GRAVITY * 8500.0 / GAS_CONSTANT
    grid = pack(still, ORIGIN_TIME, 0.0)
    for height in (0.0, 2222.0, 9999.0):
        air = sample_air(grid, 0, 127.0, 38.0, height, 0.0)
        expected = warmth * (1.0 + (1.0 / 0.622 - 1.0) * 0.012 * (1.0 - height / 20_000.0))
        # float32 of 300 K is good to 1.5e-5 K.
        assert air.virtual_temperature == pytest.approx(expected, abs=5e-5)
        assert air.temperature == pytest.approx(warmth, abs=5e-5)


def test_below_the_lowest_level_moist_air_is_lighter():
    grid = pack(air_of(standard_temperature, standard_pressure, 9000.0, humidity=0.01), ORIGIN_TIME, 0.0)
    air = sample_air(grid, 0, 127.0, 38.0, -400.0, 0.0)
    virtual = 288.15 * (1.0 + (1.0 / 0.622 - 1.0) * 0.01)
    assert air.pressure == pytest.approx(101_325.0 * np.exp(GRAVITY * 400.0 / (GAS_CONSTANT * virtual)), rel=2e-6)


def test_dry_air_without_vertical_wind_is_packed_as_such():
    grid = pack(uniform_wind(1.0, 2.0), ORIGIN_TIME, 0.0)
    assert not grid.air[..., 2].any()
    np.testing.assert_array_equal(grid.air[..., 3], grid.air[..., 4])


def test_vertical_wind_is_linear_between_the_points():
    def upward(t, z, y, x):
        return 0.3 - 0.02 * (x - 118.0) + 0.01 * (y - 30.0) + 1e-5 * z

    grid = pack(ideal_wind(lambda *_: np.array(0.0), lambda *_: np.array(0.0), upward=upward), ORIGIN_TIME, 0.0)
    air = sample_air(grid, 0, 125.0, 41.0, 3210.0, 0.0)
    # float32 of some tenths
    assert air.upward_wind == pytest.approx(0.3 - 0.14 + 0.11 + 0.0321, abs=1e-7)


def random_wind(duration):
    """Noise at four columns by three rows by three levels, up to 9 km."""
    grid = IdealGrid((120.0, 122.0, 124.0, 126.0), (36.0, 38.0, 40.0), (-500.0, 3100.0, 9000.0), duration)
    wind = uniform_wind(0.0, 0.0, grid)
    random = np.random.default_rng(8)
    for name in ("eastward_wind", "northward_wind"):
        wind.dataset[name][:] = random.normal(10.0, 5.0, wind.dataset[name].shape)
    return wind


@pytest.mark.parametrize("duration", [0.0, 10_800.0])
def test_the_spread_within_a_cell_is_the_standard_deviation_of_its_corners(duration):
    wind = random_wind(duration)
    grid = pack(wind, ORIGIN_TIME, duration)
    own = (-500.0, 3100.0, 9000.0)
    assert grid.mesoscale.shape == (1, 39, 2, 3)
    assert grid.mesoscale.dtype == np.float32
    for number, row, column in ((0, 0, 0), (6, 1, 2), (23, 0, 1), (35, 1, 1), (38, 1, 0)):
        height = -500.0 + grid.mesoscale_height_step * number
        deviations = []
        for name in ("eastward_wind", "northward_wind"):
            values = wind.dataset[name].to_numpy()[:, :, row : row + 2, column : column + 2]
            corners = [np.interp(height, own, values[t, :, j, i]) for t, j, i in np.ndindex(len(values), 2, 2)]
            deviations.append(np.std(corners))
        # Round-off of float32, and between packed levels 100 m apart the kink at 3100 m is hit exactly.
        expected = np.sqrt(np.mean(np.square(deviations)))
        assert grid.mesoscale[0, number, row, column] == pytest.approx(expected, rel=1e-5)
        where = (121.0 + 2.0 * column, 37.0 + 2.0 * row, height + 10.0)
        assert sample_air(grid, 0, *where, 0.5 * duration).mesoscale_deviation == pytest.approx(expected, rel=1e-5)
    assert grid.mesoscale_time == (3600.0 if duration == 0.0 else 5400.0)


def test_a_wind_that_is_the_same_everywhere_has_no_spread():
    for wind in (uniform_wind(7.3, -2.1), uniform_wind(7.3, -2.1, IdealGrid(duration=7200.0))):
        grid = pack(wind, ORIGIN_TIME, 3600.0)
        assert grid.mesoscale.shape == (1, 1, 1, 1)
        assert not grid.mesoscale.any()


def test_around_a_circle_the_last_cell_ends_at_the_first_column():
    longitudes = np.arange(-180.0, 180.0, 90.0)
    wind = uniform_wind(0.0, 0.0, IdealGrid(tuple(longitudes), (30.0, 40.0)))
    wind.dataset["eastward_wind"][:] = np.array([0.0, 4.0, 4.0, 10.0])
    grid = pack(wind, ORIGIN_TIME, 0.0)
    # Two corners each of a and b: sd |a - b| / 2 in one component, none in the other: |a - b| / sqrt(8).
    np.testing.assert_allclose(grid.mesoscale[0, 5, 0], np.array([4.0, 0.0, 6.0, 10.0]) / np.sqrt(8.0), rtol=1e-6)


def test_the_time_of_the_spread_is_half_the_mean_step_of_the_times_that_are_used(tmp_path):
    times = np.array(["2015-04-03T12", "2015-04-03T18", "2015-04-04T06"], "datetime64[ns]")
    wind = plain_wind().assign_coords(time=("time", times, {"standard_name": "time"}))
    field = open_wind(written(wind, tmp_path / "uneven.nc"))
    assert pack(field, times[0], 3600.0).mesoscale_time == 3 * 3600.0
    assert pack(field, times[0], 18 * 3600.0).mesoscale_time == 4.5 * 3600.0
