"""The air over a place and at a height, against other interpolators and against the packed wind."""

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from sim.errors import WindError
from sim.numerics.sampling import sample_air
from sim.wind import open_wind, pack, wind_column, wind_layer
from sim.wind.field import AirArrays, WindField, labelled
from tests.wind.files import TIMES, plain_wind, written

RADIUS = 6_356_766.0  # US Standard Atmosphere 1976, for geometric height
PRESSURE = np.array([100_000.0, 85_000.0, 70_000.0, 50_000.0, 30_000.0])
GEOPOTENTIAL = np.array([100.0, 1450.0, 3000.0, 5550.0, 9100.0])
GEOMETRIC = RADIUS * GEOPOTENTIAL / (RADIUS - GEOPOTENTIAL)


def flat_air(longitude, moist=True):
    """Random air on level surfaces, and its numbers."""
    latitude = np.arange(34.0, 42.1, 2.0)
    shape = (TIMES.size, PRESSURE.size, latitude.size, longitude.size)
    random = np.random.default_rng(5)
    eastward, northward = random.uniform(-30.0, 60.0, shape), random.uniform(-40.0, 20.0, shape)
    temperature, humidity = random.uniform(220.0, 290.0, shape), random.uniform(1e-4, 0.01, shape)
    height = np.broadcast_to(GEOPOTENTIAL[None, :, None, None], shape)
    air = AirArrays(
        TIMES, PRESSURE, latitude, longitude, eastward, northward, temperature, height, humidity if moist else None
    )
    return WindField(labelled(air), "made", "0" * 64), air


def test_a_column_is_what_linear_interpolation_gives_where_levels_are_flat():
    longitude = np.arange(122.0, 132.1, 2.0)
    wind, air = flat_air(longitude)
    hours = np.array([0.0, 6.0, 12.0])
    axes = (hours, GEOMETRIC, air.latitude, longitude)
    heights = np.array([150.0, 900.0, 2222.0, 4000.0, 7777.0])
    place = np.column_stack([np.full(5, 8.5), heights, np.full(5, 37.3), np.full(5, 126.9)])
    column = wind_column(wind, 126.9, 37.3, TIMES[0] + np.timedelta64(510, "m"), heights)
    for name in ("eastward_wind", "northward_wind", "air_temperature"):
        # The packed channels are float32: 6e-8 of 290 K, and some roundings more.
        expected = RegularGridInterpolator(axes, getattr(air, name))(place)
        np.testing.assert_allclose(column[name], expected, atol=1e-4)
    pressure = np.exp(np.interp(heights, GEOMETRIC, np.log(PRESSURE)))
    np.testing.assert_allclose(column["air_pressure"], pressure, rtol=3e-6)
    # Bolton (1980), eq. 11 in his own units: T = (243.5 ln e - 440.8) / (19.48 - ln e) with e in hPa, to 0.03 K.
    share = RegularGridInterpolator(axes, air.specific_humidity)(place)
    vapour = np.log(share * pressure / (0.622 + 0.378 * share) / 100.0)
    bolton = (243.5 * vapour - 440.8) / (19.48 - vapour) + 273.15
    np.testing.assert_allclose(column["dew_point_temperature"], bolton, atol=0.05)


@pytest.mark.parametrize("turn", [-360.0, 0.0, 360.0])
def test_a_column_lies_between_the_last_and_the_first_of_a_circle(turn):
    longitude = np.arange(-180.0, 179.0, 30.0)
    wind, air = flat_air(longitude)
    column = wind_column(wind, 170.0 + turn, 36.0, TIMES[1], GEOMETRIC)
    # 170 lies two thirds of the way from 150 to 180, which is -180.
    expected = air.northward_wind[1, :, 1, -1] / 3.0 + 2.0 * air.northward_wind[1, :, 1, 0] / 3.0
    np.testing.assert_allclose(column["northward_wind"], expected, atol=1e-4)


@pytest.fixture(scope="module")
def sloping(tmp_path_factory):
    """A file whose levels slope, in three times."""
    return open_wind(written(plain_wind(), tmp_path_factory.mktemp("wind") / "plain.nc"))


def test_a_column_is_the_packed_wind_at_packed_heights(sloping):
    # At the packed heights themselves both are linear between the same levels, to float32.
    heights = np.array([0.0, 100.0, 1500.0, 3000.0, 5050.0, 8000.0])
    epoch = TIMES[0]
    grid = pack(sloping, epoch, 12.0 * 3600.0)
    column = wind_column(sloping, 126.3, 38.9, epoch + np.timedelta64(10_000, "s"), heights)
    for number, height in enumerate(heights):
        air = sample_air(grid, 0, 126.3, 38.9, height, 10_000.0)
        at = column.isel(height=number)
        assert float(at["eastward_wind"]) == pytest.approx(air.eastward_wind, abs=2e-5)
        assert float(at["northward_wind"]) == pytest.approx(air.northward_wind, abs=2e-5)
        assert float(at["air_temperature"]) == pytest.approx(air.temperature, abs=2e-4)
        assert float(at["air_pressure"]) == pytest.approx(air.pressure, rel=5e-6)


def test_a_layer_is_its_columns(sloping):
    layer = wind_layer(sloping, 3000.0, TIMES[1])
    assert layer.sizes == {"latitude": 5, "longitude": 6}
    for row, column in ((0, 0), (2, 4), (4, 5)):
        at = layer.isel(latitude=row, longitude=column)
        alone = wind_column(sloping, float(at["longitude"]), float(at["latitude"]), TIMES[1], [3000.0])
        for name in layer.data_vars:
            assert float(at[name]) == pytest.approx(float(alone[name][0]), rel=1e-6)


def test_a_thinned_layer_keeps_even_rows_and_columns(sloping):
    layer = wind_layer(sloping, 3000.0, TIMES[1], every=2)
    assert layer["latitude"].values.tolist() == [34.0, 38.0, 42.0]
    assert layer["longitude"].values.tolist() == [122.0, 126.0, 130.0]
    whole = wind_layer(sloping, 3000.0, TIMES[1])
    np.testing.assert_array_equal(layer["eastward_wind"], whole["eastward_wind"][::2, ::2])


def test_below_the_levels_the_wind_is_held_and_above_there_is_none(sloping):
    # At a point of the grid the column is its own: 190 + 8 * 2 - 2 * 3 gpm at 36 N, 124 E.
    column = wind_column(sloping, 124.0, 36.0, TIMES[0], [-100.0, 50.0, 20_000.0])
    eastward = column["eastward_wind"].to_numpy()
    assert eastward[0] == eastward[1] == pytest.approx(5.0 + 0.5 * -2.0 + 0.3 * -3.0, abs=1e-5)
    assert np.isnan(eastward[2])
    assert np.isnan(column["air_pressure"][2])
    # The columns around it: down to 36 and 38 N, 124 and 126 E; the highest of their lowest levels.
    low = 190.0 + 8.0 * 2.0 + 2.0 * -1.0
    assert float(column["lowest_level"]) == pytest.approx(RADIUS * low / (RADIUS - low), rel=1e-6)
    assert column["eastward_wind"].attrs["units"] == "m s-1"


def test_the_far_corner_of_the_box_belongs_to_its_last_cell(sloping):
    column = wind_column(sloping, 132.0, 42.0, TIMES[2], [5500.0])
    # Between 5420 - 8 * 4 + 2 * 5 and 8918 - 8 * 4 + 2 * 5 gpm.
    levels = np.array([5420.0, 8918.0]) - 22.0
    own = RADIUS * levels / (RADIUS - levels)
    expected = np.interp(5500.0, own, np.array([17.0, 21.0]) + 0.5 * 4.0 + 0.3 * 5.0 + 2.0)
    assert float(column["eastward_wind"][0]) == pytest.approx(expected, abs=1e-5)
    # The lowest level around it: at 40 N, 132 E.
    low = 190.0 - 8.0 * 2.0 + 2.0 * 5.0
    assert float(column["lowest_level"]) == pytest.approx(RADIUS * low / (RADIUS - low), rel=1e-6)


def test_a_wind_of_one_time_is_the_same_at_any():
    field = open_wind("shipped:gfs_2011_01_15_korea")
    # 37.5 N 127.5 E at 500 hPa, from the GRIB message by ecCodes' nearest-point search.
    height = RADIUS * 5205.53 / (RADIUS - 5205.53)
    column = wind_column(field, 127.5, 37.5, np.datetime64("1999-01-01"), [height])
    assert float(column["eastward_wind"][0]) == pytest.approx(29.29, abs=0.002)
    assert float(column["northward_wind"][0]) == pytest.approx(-18.65, abs=0.002)


def test_what_lies_outside_is_refused_all_at_once(sloping):
    with pytest.raises(WindError) as refused:
        wind_column(sloping, 140.0, 38.0, TIMES[0] - np.timedelta64(1, "h"), [0.0])
    assert len(refused.value.problems) == 2
    assert "38 N, 140 E" in refused.value.problems[0]
    assert "2015-04-03T11:00" in refused.value.problems[1]
    with pytest.raises(WindError, match="20000 m lies outside"):
        wind_layer(sloping, 20_000.0, TIMES[0])
    with pytest.raises(WindError, match="choose a place inside"):
        wind_column(sloping, float("nan"), 38.0, TIMES[0], [0.0])


def with_ground(wind, heights):
    """The wind with the height of its ground known."""
    dataset = wind.dataset.assign(surface_height=(("latitude", "longitude"), heights, {"units": "m"}))
    return WindField(dataset, wind.source, wind.digest)


def test_a_profile_starts_at_the_ground_where_it_is_known():
    longitude = np.arange(122.0, 132.1, 2.0)
    wind, air = flat_air(longitude)
    # 1800 m at 126 E, 1900 m at 128 E.
    ground = np.broadcast_to(1600.0 + 100.0 * np.arange(longitude.size), (5, longitude.size))
    heights = np.array([0.0, 1849.0, 1851.0, 2500.0, 5000.0])
    column = wind_column(with_ground(wind, ground), 127.0, 37.0, TIMES[0], heights)
    assert float(column["surface_height"]) == pytest.approx(1850.0)
    for name in ("eastward_wind", "air_temperature", "air_pressure", "dew_point_temperature"):
        assert np.isnan(column[name]).values.tolist() == [True, True, False, False, False]
    # The columns around stand on 1800 and 1900 m: their lowest level above is 3000 gpm, all lower ones are no air.
    assert float(column["lowest_level"]) == pytest.approx(GEOMETRIC[2])
    # Below it the humidity is that of 700 hPa at the pressure there: with the vapour pressure of Bolton (1980).
    shares = RegularGridInterpolator((air.latitude, longitude), air.specific_humidity[0, 2])
    share, pressure = float(shares([37.0, 127.0])[0]), column["air_pressure"].to_numpy()[3]
    vapour = np.log(share * pressure / (0.622 + 0.378 * share) / 100.0)
    expected = (243.5 * vapour - 440.8) / (19.48 - vapour) + 273.15
    assert float(column["dew_point_temperature"][3]) == pytest.approx(expected, abs=0.05)
    # Above, nothing is changed.
    bare = wind_column(wind, 127.0, 37.0, TIMES[0], heights)
    assert "surface_height" not in bare.coords
    assert float(column["dew_point_temperature"][4]) == float(bare["dew_point_temperature"][4])


def test_a_layer_has_no_air_under_the_ground(sloping):
    ground = np.zeros((5, 6))
    ground[1, 2], ground[3, 4] = 3001.0, 2999.0
    layer = wind_layer(with_ground(sloping, ground), 3000.0, TIMES[1])
    expected = np.zeros((5, 6), bool)
    expected[1, 2] = True
    for name in ("eastward_wind", "air_pressure"):
        np.testing.assert_array_equal(np.isnan(layer[name]), expected)
