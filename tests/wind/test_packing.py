import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from sim.errors import WindError
from sim.numerics.sampling import BEYOND_TIME, INSIDE, sample_air
from sim.wind import WeatherGrid, open_wind, pack, pack_for, uniform_process
from sim.wind.ideal import ORIGIN_TIME, ExponentialAir, IdealGrid, trilinear_wind, uniform_wind
from sim.wind.packing import TABLE_STEP, common_heights
from tests.wind.files import TIMES, plain_wind, shared, written

GRAVITY, GAS_CONSTANT = 9.80665, 287.053
VARIABLES = ("eastward_wind", "northward_wind", "air_temperature")


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
    """Every column brought to one height by NumPy, (latitude, longitude, channel)."""
    own = data["height"].to_numpy().astype(float)
    log_pressure = np.log(data["air_pressure"].to_numpy())
    out = np.empty((*own.shape[1:], 4))
    for row, column in np.ndindex(*own.shape[1:]):
        for channel, name in enumerate(VARIABLES):
            out[row, column, channel] = np.interp(height, own[:, row, column], data[name].to_numpy()[:, row, column])
        out[row, column, 3] = np.exp(np.interp(height, own[:, row, column], log_pressure))
    return out


def real_fields():
    yield open_wind("shipped:gfs_2011_01_15_korea")
    path = shared() / "data/wind/gfs_20110110T12_f120_eastasia.nc"
    if path.exists():
        yield open_wind(path)


def test_packed_real_wind_is_within_the_promise_of_direct_interpolation():
    # The promise is 0.05 m/s rms and 0.3 m/s at most against the original levels of each column; measured 0.007 and
    # 0.26. Temperature and pressure err by the same kinks: 0.2 K and 5 Pa leave 1e-3 of the density.
    for field in real_fields():
        data = field.dataset.isel(time=0)
        grid = pack(field, field.first_time, 0.0)
        error = []
        for height in np.random.default_rng(1).uniform(field.lowest_height, 16_000.0, 150):
            exact = RegularGridInterpolator((data["latitude"], data["longitude"]), at_height(data, height))
            longitude, latitude, _ = random_points(field, 16_000.0, 20, int(height))
            packed = sampled(grid, longitude, latitude, np.full(20, height))
            error.append(packed - exact(np.column_stack([latitude, longitude])))
        error = np.concatenate(error)
        assert np.all(np.sqrt((error[:, :2] ** 2).mean(axis=0)) < 0.02)
        assert np.abs(error[:, :2]).max() < 0.3
        assert np.abs(error[:, 2]).max() < 0.25
        assert np.abs(error[:, 3]).max() < 6.0


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
    assert heights[-1] == 16_200.0
    np.testing.assert_array_equal(heights % TABLE_STEP, 0.0)
    assert set(np.diff(heights[heights <= 8000.0])) == {50.0}
    assert set(np.diff(heights[heights >= 8000.0])) == {100.0}


def test_the_level_table_finds_the_level_below_every_height():
    grid = pack(uniform_wind(1.0, 2.0), ORIGIN_TIME, 0.0)
    height = np.random.default_rng(4).uniform(grid.heights[0], grid.heights[-1], 5000)
    slot = ((height - grid.heights[0]) / grid.table_step).astype(int)
    np.testing.assert_array_equal(grid.level_below[slot], np.searchsorted(grid.heights, height, side="right") - 1)


def test_packed_arrays_are_what_the_kernel_wants():
    grid = pack(open_wind("shipped:gfs_2011_01_15_korea"), np.datetime64("2011-01-15T12:00"), 0.0)
    assert grid.air.dtype == np.float32
    assert grid.air.flags.c_contiguous
    assert grid.air.shape == (1, grid.heights.size, 11, 17, 4)
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


def test_weather_members_are_added_where_and_when_they_belong():
    start, end = np.datetime64("2015-04-03T18:00"), np.datetime64("2015-04-04T06:00")
    process = uniform_process(1.8, 2000.0, 9 * 3600.0)
    grid = pack_for(uniform_wind(10.0, 0.0), process, 7, 3, start, end)
    assert grid.weather.shape[0] == 3
    expected = process.realise(7, 3, np.arange(0.0, 12 * 3600.0 + 1, 900.0), np.arange(0.0, 20_250.0, 250.0))
    air = sample_air(grid, 2, 127.0, 38.0, 1500.0, 1800.0)
    assert air.eastward_wind == pytest.approx(10.0 + float(expected[2, 2, 6, 0]), abs=1e-5)
    assert air.northward_wind == pytest.approx(float(expected[2, 2, 6, 1]), abs=1e-5)


def test_weather_starts_before_an_epoch_that_is_not_the_first_time():
    epoch = np.datetime64("2015-04-03T18:00")
    first, last = epoch - np.timedelta64(15, "m"), epoch + np.timedelta64(1, "h")
    grid = pack_for(uniform_wind(0.0, 0.0), uniform_process(1.0, 2000.0, 3600.0), 1, 1, first, last, epoch)
    assert grid.weather_time_first == -900.0
    assert grid.weather_time_first + grid.weather_time_step * (grid.weather.shape[1] - 1) >= 3600.0


def test_no_process_makes_all_members_the_field_itself():
    start = np.datetime64("2015-04-03T18:00")
    grid = pack_for(uniform_wind(10.0, 0.0), None, 1, 4, start, start)
    assert grid.weather.shape == (4, 1, 1, 2)
    assert not grid.weather.any()
    given = WeatherGrid(np.ones((1, 1, 1, 2), np.float32), 0.0, 1.0, 0.0, 1.0)
    assert sample_air(pack(uniform_wind(10.0, 0.0), start, 0.0, given), 0, 127.0, 38.0, 0.0, 0.0).eastward_wind == 11.0


def test_a_wind_that_does_not_rise_is_refused():
    with pytest.raises(WindError, match="must reach"):
        pack(uniform_wind(1.0, 1.0, IdealGrid(heights=(-520.0, -480.0))), ORIGIN_TIME, 0.0)
