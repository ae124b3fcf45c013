"""WRF output against air of closed formulas, on maps that pyproj makes."""

import numpy as np
import pyproj
import pytest
import xarray as xr

import sim.wind.door.wrf
from sim.errors import WindError
from sim.numerics.sampling import sample_air
from sim.wind import open_wind, pack
from sim.wind.door.wrf_map import projection
from tests.wind import wrf_air
from tests.wind.files import written
from tests.wind.wrf_air import CHARTS, LAMBERT, MERCATOR, STEREOGRAPHIC, TIMES, westerly

SMALL = {"shape": (20, 24), "levels": 12}
EVERY_MAP = pytest.mark.parametrize("attributes", [LAMBERT, STEREOGRAPHIC, MERCATOR], ids=["lcc", "stere", "merc"])


def opened(tmp_path, air, **cut):
    return open_wind(written(air, tmp_path / "wrfout_d01"), **cut)


def problems_of(tmp_path, air, **cut):
    with pytest.raises(WindError) as caught:
        opened(tmp_path, air, **cut)
    return caught.value.problems


def truth(dataset, time):
    """The air at the points of a dataset, and which of them lie above the lowest layer."""
    pressure, latitude, longitude = np.meshgrid(
        dataset["air_pressure"], dataset["latitude"], dataset["longitude"], indexing="ij"
    )
    east, north = wrf_air.wind(longitude, latitude, pressure, time)
    geopotential = wrf_air.geopotential_height(longitude, latitude, pressure, time)
    ratio = wrf_air.mixing_ratio(longitude, latitude, pressure)
    ground = wrf_air.ground_pressure(longitude[0], latitude[0], time)
    lowest = wrf_air.TOP + wrf_air.faces(40)[:2].mean() * (ground - wrf_air.TOP)
    expected = {
        "eastward_wind": east,
        "northward_wind": north,
        "air_temperature": wrf_air.temperature(longitude, latitude, pressure, time),
        "height": 6_356_766.0 * geopotential / (6_356_766.0 - geopotential),
        "specific_humidity": ratio / (1.0 + ratio),
        "upward_air_velocity": wrf_air.upward(longitude, latitude, pressure),
    }
    # Between the model's points its ground is bilinear: on the hill by up to 11 m (27 km, 120 km, 900 m), 0.13 %.
    return expected, pressure < 0.998 * lowest


@pytest.mark.parametrize(
    ("attributes", "flat_above"),
    [(LAMBERT, None), (STEREOGRAPHIC, None), (MERCATOR, None), (LAMBERT, 0.2)],
    ids=["lcc", "stere", "merc", "hybrid"],
)
def test_the_air_of_closed_formulas_comes_out(attributes, flat_above, tmp_path):
    dataset = opened(tmp_path, wrf_air.wrf_air(attributes, flat_above=flat_above)).dataset
    # Linear interpolation errs by up to A (k d)**2 / 8: waves of 800 km on 27 km by 0.6 % of A each way, those of the
    # wind, 0.85 in ln p on layers of 0.1, by 6.8 %, or 0.21 m s-1; the mean of both sides takes another 0.6 %.
    # Temperature: 78 / 0.8**2 * 0.06**2 / 8 = 0.05 K at the 750 hPa. Height: R / g * 97 K * 0.06**2 / 8 = 1.3 m, and
    # 0.6 % of 40 m twice.
    allowed = {
        "eastward_wind": (0.27, 0.075),
        "northward_wind": (0.27, 0.075),
        "air_temperature": (0.061, 0.02),
        "height": (2.15, 1.05),
        "specific_humidity": (2e-5, 8e-6),
        "upward_air_velocity": (0.003, 0.001),
    }
    for time in range(TIMES.size):
        expected, is_air = truth(dataset, time)
        for name, (most, usual) in allowed.items():
            error = (dataset[name][time].to_numpy() - expected[name])[is_air]
            assert np.abs(error).max() < most, name
            assert np.sqrt(np.mean(error**2)) < usual, name


def test_what_a_balloon_meets_is_the_air_of_closed_formulas(tmp_path):
    field = opened(tmp_path, wrf_air.wrf_air())
    grid = pack(field, TIMES[0], 10_800.0)
    random = np.random.default_rng(11)
    west, south, east, north = field.box
    longitude, latitude = random.uniform(west, east, 3000), random.uniform(south, north, 3000)
    height, hour = random.uniform(1200.0, 18_000.0, 3000), random.uniform(0.0, 3.0, 3000)
    rows = [
        sample_air(grid, 0, *place, 3600.0 * after)
        for *place, after in zip(longitude, latitude, height, hour, strict=True)
    ]
    # A step of the fields is three hours; pressures by bisection.
    geopotential = 6_356_766.0 * height / (6_356_766.0 + height)
    high, low = np.full(3000, 108_000.0), np.full(3000, 5000.0)
    for _ in range(60):
        middle = 0.5 * (high + low)
        is_below = wrf_air.geopotential_height(longitude, latitude, middle, hour / 3.0) < geopotential
        high, low = np.where(is_below, middle, high), np.where(is_below, low, middle)
    u, v = wrf_air.wind(longitude, latitude, middle, hour / 3.0)
    warmth = wrf_air.temperature(longitude, latitude, middle, hour / 3.0)
    errors = {
        "eastward": np.array([row.eastward_wind for row in rows]) - u,
        "northward": np.array([row.northward_wind for row in rows]) - v,
        "temperature": np.array([row.temperature for row in rows]) - warmth,
        "pressure": np.array([row.pressure for row in rows]) / middle - 1.0,
    }
    # The field's own errors (above) and as much again, since sampling is linear between its points: 6.8 % of 3 m s-1
    # twice and 0.6 % of 5 m s-1 four times. The waves' errors average out along a flight: 0.02 m s-1 are 0.2 km in 3 h.
    allowed = {
        "eastward": (0.52, 0.16, 0.03),
        "northward": (0.52, 0.16, 0.03),
        "temperature": (0.1, 0.03, 0.025),
        "pressure": (5e-4, 2e-4, 2e-4),
    }
    for name, (most, usual, mean) in allowed.items():
        assert np.abs(errors[name]).max() < most, name
        assert np.sqrt(np.mean(errors[name] ** 2)) < usual, name
        assert abs(errors[name].mean()) < mean, name


def test_a_hill_cuts_columns_off_and_nothing_is_invented_below(tmp_path):
    field = opened(tmp_path, wrf_air.wrf_air())
    dataset = field.dataset
    column = dataset.isel(time=0).sel(longitude=128.5, latitude=38.0, method="nearest")
    heights, wind = column["height"].to_numpy(), column["eastward_wind"].to_numpy()
    terrain = float(wrf_air.hill(float(column["longitude"]), float(column["latitude"])))
    # The lowest layer is 43 m thick; 10 hPa, the step of the levels, are 90 m.
    first = int(np.argmax(heights > terrain))
    assert heights[first] < terrain + 43.0 + 90.0
    assert first > 5
    np.testing.assert_array_equal(wind[:first], wind[first])
    assert wind[first + 3] != wind[first]
    assert sum("under the ground, in columns that begin at up to" in note for note in field.notes) == 1
    # At the sea the lowest level is no farther from the ground than that.
    assert field.dataset["height"][0, 0].min() < wrf_air.hill(120.0, 33.0) + 200.0


@EVERY_MAP
def test_a_uniform_westerly_stays_one(attributes, tmp_path):
    air = wrf_air.wrf_air(attributes, blowing=westerly, **SMALL)
    dataset = opened(tmp_path, air).dataset
    # The map's direction turns by 4e-3 rad from point to point; half of it twice over 8 is below 1e-4.
    np.testing.assert_allclose(dataset["eastward_wind"], 10.0, atol=1e-3)
    np.testing.assert_allclose(dataset["northward_wind"], 0.0, atol=1e-3)
    if attributes is MERCATOR:
        return
    air["SINALPHA"] = -air["SINALPHA"]
    turned = opened(tmp_path, air).dataset
    # 3 degrees east of the middle meridian a cone of 0.7 to 1 turns by 0.04 to 0.05, twice.
    assert np.abs(turned["northward_wind"]).max() > 0.7


@EVERY_MAP
def test_the_rotation_is_the_convergence_of_the_map(attributes, tmp_path):
    air = wrf_air.wrf_air(attributes, **SMALL)
    longitude, latitude = (air[name][0].to_numpy().astype(float) for name in ("XLONG", "XLAT"))
    factors = pyproj.Proj(CHARTS[attributes["MAP_PROJ"]]).get_factors(longitude, latitude)
    # PROJ counts from true north clockwise to the map's, WRF the other way round; float32 holds the angle to 1e-5
    # degree, the convergence comes from differences.
    np.testing.assert_allclose(np.degrees(np.arcsin(air["SINALPHA"][0])), -factors.meridian_convergence, atol=2e-4)


def test_a_domain_of_wps_lies_where_its_header_says():
    # Corners of the mass points, 151 by 117, in the header of a met_em file of WPS 4.6 (read on 2026-11-22).
    attributes = {
        **LAMBERT,
        **{"TRUELAT1": 33.87, "TRUELAT2": 33.87, "STAND_LON": 102.186, "MOAD_CEN_LAT": 33.86901},
    }
    latitude = np.array([1.56295, 50.91934, 51.36064, 1.790321])
    longitude = np.array([69.9118, 43.32767, 159.9401, 133.7513])
    x, y = projection(attributes, 100.0)(longitude, latitude)
    across, along = (x - x[0]) / 54_000.0, (y - y[0]) / 54_000.0
    np.testing.assert_allclose(across, [0.0, 0.0, 150.0, 150.0], atol=0.01)
    np.testing.assert_allclose(along, [0.0, 116.0, 116.0, 0.0], atol=0.01)


def test_the_rectangle_lies_inside_and_says_what_it_leaves_out(tmp_path):
    field = opened(tmp_path, wrf_air.wrf_air(**SMALL))
    west, south, east, north = field.box
    chart = pyproj.Proj(CHARTS[1])
    middle = chart(127.0, 37.0)
    edge = np.linspace(0.0, 1.0, 50)
    longitude = np.concatenate([west + (east - west) * edge, *np.full((2, 50), [[west], [east]]), west + edge * 0.0])
    latitude = np.concatenate(
        [south + 0.0 * edge, *(south + (north - south) * np.stack([edge, edge])), north + 0.0 * edge]
    )
    x, y = chart(longitude, latitude)
    assert np.all(np.abs(x - middle[0]) <= 11.5 * 27_000.0 + 1.0)
    assert np.all(np.abs(y - middle[1]) <= 9.5 * 27_000.0 + 1.0)
    assert field.latitude_step == pytest.approx(np.degrees(27_000.0 / 6_370_000.0))
    points = chart(
        *np.meshgrid(
            *(centre + 27_000.0 * (np.arange(n) - 0.5 * (n - 1)) for centre, n in zip(middle, (24, 20), strict=True))
        ),
        inverse=True,
    )
    held = (points[0] >= west) & (points[0] <= east) & (points[1] >= south) & (points[1] <= north)
    assert any(f"leaves out {100.0 * (1.0 - held.mean()):.0f} % of the model's points" in note for note in field.notes)


def test_a_box_is_the_same_points_as_in_the_whole(tmp_path):
    air = wrf_air.wrf_air(**SMALL)
    whole = opened(tmp_path, air).dataset
    box, least = (125.6, 36.1, 128.2, 37.7), 20_000.0
    field = opened(tmp_path, air, box=box, times=("2015-04-04T15:00", "2015-04-04T15:00"), least_pressure=least)
    part = field.dataset
    assert part["longitude"][0] <= box[0] < part["longitude"][1]
    assert part["latitude"][-2] < box[3] <= part["latitude"][-1]
    assert part["air_pressure"][-1] >= least
    xr.testing.assert_allclose(
        part,
        whole.sel({name: part[name] for name in ("time", "latitude", "longitude")}).sel(
            level=[float(p) in part["air_pressure"] for p in whole["air_pressure"]]
        ),
        rtol=1e-7,
    )


def test_files_of_one_time_each_are_the_file_of_both(tmp_path):
    air = wrf_air.wrf_air(**SMALL)
    whole = opened(tmp_path, air).dataset
    names = [written(air.isel(Time=[place]), tmp_path / f"wrfout_{place}") for place in (1, 0)]
    joined = open_wind(names).dataset
    xr.testing.assert_equal(joined.drop_vars("surface_height"), whole.drop_vars("surface_height"))
    # The ground is taken from either time; float32 holds a fifth and four fifths of 9000 m2 s-2 to 5e-4.
    np.testing.assert_allclose(joined["surface_height"], whole["surface_height"], rtol=0.0, atol=1e-4)


def test_other_ways_to_write_the_same_are_the_same(tmp_path):
    air = wrf_air.wrf_air(**SMALL)
    whole = opened(tmp_path, air).dataset
    xr.testing.assert_equal(open_wind(written(air, tmp_path / "classic", engine="scipy")).dataset, whole)
    minutes = air.drop_vars("Times").assign(
        XTIME=("Time", [720.0, 900.0], {"units": "minutes since 2015-04-04 00:00:00"})
    )
    xr.testing.assert_equal(opened(tmp_path, minutes).dataset, whole)
    single = opened(tmp_path, air.isel(Time=0)).dataset
    # The level that this time does not reach is left out.
    assert whole.sizes["level"] - single.sizes["level"] == 1
    xr.testing.assert_equal(single, whole.isel(time=[0], level=slice(1, None)))
    arrays = air.assign_attrs({name: np.array([value]) for name, value in air.attrs.items() if name != "TITLE"})
    xr.testing.assert_equal(opened(tmp_path, arrays).dataset, whole)
    dry = opened(tmp_path, air.drop_vars(["QVAPOR", "W"]))
    xr.testing.assert_equal(dry.dataset, whole.drop_vars(["specific_humidity", "upward_air_velocity"]))
    assert any("no humidity" in note for note in dry.notes)


def test_across_the_date_line_it_is_the_same(tmp_path):
    air = wrf_air.wrf_air(MERCATOR, **SMALL)
    there = opened(tmp_path, air).dataset
    air["XLONG"] = (air["XLONG"] + 53.0 + 180.0) % 360.0 - 180.0
    moved = opened(tmp_path, air).dataset
    # Float32 holds a longitude to 1e-5 of these cells.
    np.testing.assert_allclose(moved["longitude"] - 53.0, there["longitude"], atol=2e-5)
    np.testing.assert_allclose(moved["eastward_wind"], there["eastward_wind"], atol=2e-4)


def changed(air, **attributes):
    return air.assign_attrs(attributes)


def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path):
    air = wrf_air.wrf_air(**SMALL)

    def only_problem(air, **cut):
        (problem,) = problems_of(tmp_path, air, **cut)
        return problem

    assert "time axis Time has no entries" in only_problem(air.isel(Time=slice(0)))
    assert "without T, PHB; it has" in only_problem(air.drop_vars(["T", "PHB"]))
    assert "MAP_PROJ is 203; known are 1 (a Lambert conformal map)" in only_problem(changed(air, MAP_PROJ=203))
    rotated = only_problem(changed(air, MAP_PROJ=6, POLE_LAT=53.0))
    assert "POLE_LAT is 53" in rotated
    bare = air.copy()
    del bare.attrs["TRUELAT2"]
    assert "the attributes TRUELAT2 are missing" in only_problem(bare)
    assert "cells from where the map of the attributes puts them" in only_problem(changed(air, TRUELAT1=40.0))
    assert "cells from where" in only_problem(changed(air, MAP_PROJ=6))
    nest = air.copy(deep=True)
    nest["XLAT"][1] += 0.2
    assert "XLAT moves by up to 0.2 degree" in only_problem(nest)
    assert "neither Times nor XTIME" in only_problem(air.drop_vars("Times"))
    assert "Times holds what is no time" in only_problem(air.assign(Times=("Time", np.array([b"noon", b"night"]))))
    assert "bottom_top_stag has 12 entries and bottom_top 12" in only_problem(air.isel(bottom_top_stag=slice(12)))
    assert "T lies along south_north, west_east" in only_problem(air.assign(T=air["T"].isel(bottom_top=0)))
    assert "ZNW must fall from the ground up" in only_problem(air.assign(ZNW=-air["ZNW"]))
    assert "P + PB must fall" in only_problem(air.assign(P=0.0 * air["P"], PB=0.0 * air["PB"] + 5e4))
    assert "box asked for lies at 30 to 34 N" in only_problem(air, box=(126.0, 30.0, 128.0, 34.0))
    corner = only_problem(air, box=(130.0, 35.2, 130.45, 36.0))
    assert "out of the model's domain; the largest rectangle inside lies at" in corner


def test_files_of_the_ground_alone_are_passed_over(tmp_path):
    air = wrf_air.wrf_air(**SMALL)
    flat = air[["XLAT", "XLONG", "Times"]]
    field = open_wind([written(air, tmp_path / "wrfout_d01"), written(flat, tmp_path / "geo_em.d01.nc")])
    assert any("Nothing on pressure levels is in" in note and "geo_em.d01.nc" in note for note in field.notes)


def test_a_domain_too_small_is_refused(tmp_path):
    tiny = wrf_air.wrf_air(shape=(2, 2), levels=5)
    (problem,) = problems_of(tmp_path, tiny)
    assert "two or more are needed along either axis" in problem
    (problem,) = problems_of(tmp_path, tiny.isel(south_north=[0], south_north_stag=[0, 1]))
    assert "the domain has 5 by 1 by 2 points" in problem


def test_times_in_disorder_are_refused(tmp_path):
    (problem,) = problems_of(tmp_path, wrf_air.wrf_air(**SMALL).isel(Time=[1, 0]))
    assert "Times goes back" in problem


def test_too_much_at_once_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.wind.door.wrf, "LARGEST", 100_000)
    air = wrf_air.wrf_air(**SMALL)
    (problem,) = problems_of(tmp_path, air)
    assert "at most 100.0 kB are made of a file: give box=" in problem
    box = (126.5, 36.5, 127.5, 37.5)
    assert opened(tmp_path, air, box=box).dataset.sizes["latitude"] < 10


def at_ground(air, total=None):
    """The air with a known wind at 10 m, along the map, and a sum of rain in two parts."""
    chart = pyproj.Proj(CHARTS[air.attrs["MAP_PROJ"]])
    longitude, latitude = (air[name][0].to_numpy().astype(float) for name in ("XLONG", "XLAT"))
    toward = wrf_air.grid_directions(chart, *chart(longitude, latitude))
    east, north = wind_at_10_m(longitude, latitude)
    dims = ("Time", "south_north", "west_east")
    flat = {
        name: np.stack([east * way[0] + north * way[1]] * air.sizes["Time"])
        for name, way in zip(("U10", "V10"), toward, strict=True)
    }
    if total is not None:
        amounts = np.asarray(total)[:, None, None] + 0.0 * longitude
        flat |= {"RAINC": 0.25 * amounts, "RAINNC": 0.75 * amounts}
    return air.assign({name: (dims, values.astype(np.float32)) for name, values in flat.items()})


def wind_at_10_m(longitude, latitude):
    """Toward east and north. [m s-1]"""
    return 3.0 + 0.5 * (longitude - 127.0), -2.0 + 0.25 * (latitude - 37.0)


@EVERY_MAP
def test_the_ground_and_the_wind_at_10_m_come_out_toward_east_and_north(attributes, tmp_path):
    field = opened(tmp_path, at_ground(wrf_air.wrf_air(attributes, **SMALL)))
    data = field.dataset
    longitude, latitude = np.meshgrid(data["longitude"], data["latitude"])
    east, north = wind_at_10_m(longitude, latitude)
    # Linear in longitude and latitude, which a map bends by 0.01 degree within a cell of 0.3.
    for name, expected in (("eastward_wind_10m", east), ("northward_wind_10m", north)):
        np.testing.assert_allclose(data[name], np.stack([expected] * 2), atol=0.01)
    # Bilinear on a hill of 120 km: 900 m * 2 * 27**2 / 120**2 / 8 each way.
    np.testing.assert_allclose(data["surface_height"], wrf_air.hill(longitude, latitude), atol=23.0)
    highest = float(data["surface_height"].max())
    assert highest > 500.0
    assert sum(f"reaches up to {highest:.0f} m" in note for note in field.notes) == 1
    assert any("Winds at 10 m above the ground are blended" in note for note in field.notes)
    assert not any("used as given" in note for note in field.notes)
    # What a balloon meets at the ground: in every column, also on the hill, the wind at 10 m is held down from there.
    grid = pack(field, TIMES[0], 3600.0)
    for place in ((128.4, 37.9), (126.1, 36.3)):
        air = sample_air(grid, 0, *place, -500.0, 0.0)
        assert (air.eastward_wind, air.northward_wind) == pytest.approx(wind_at_10_m(*place), abs=0.01)


def test_a_ground_without_winds_is_known_all_the_same(tmp_path):
    field = opened(tmp_path, wrf_air.wrf_air(**SMALL))
    assert "surface_height" in field.dataset
    assert "eastward_wind_10m" not in field.dataset
    half = opened(tmp_path, at_ground(wrf_air.wrf_air(**SMALL)).drop_vars("V10"))
    assert "eastward_wind_10m" not in half.dataset
    assert any("The wind at 10 m was left out" in note and "only one of U10 and V10" in note for note in half.notes)


def hourly_air():
    times = TIMES[0] + np.array([0, 1, 3]) * np.timedelta64(1, "h")
    return at_ground(wrf_air.wrf_air(shape=(12, 14), levels=8, times=times), [2.0, 5.0, 5.5])


def test_rain_is_what_the_sum_grows_by_from_time_to_time(tmp_path):
    air = hourly_air()
    field = opened(tmp_path, air)
    flux = field.dataset["precipitation_flux"]
    # 3 mm in the first hour, half a millimetre in two; before the first time nothing is known, and it is said.
    expected = np.array([3.0, 3.0, 0.25]) / 3600.0
    np.testing.assert_allclose(flux.mean(("latitude", "longitude")), expected, rtol=1e-6)
    assert float((flux.max(("latitude", "longitude")) - flux.min(("latitude", "longitude"))).max()) < 1e-9
    assert "mean over the 1 to 2 h before each time, made from the sum since the start" in " ".join(field.notes)
    assert "At the first time, 2015-04-04T12:00 UTC, it is that up to the second" in " ".join(field.notes)
    names = [written(air.isel(Time=[place]), tmp_path / f"wrfout_{place}") for place in (2, 0, 1)]
    xr.testing.assert_allclose(open_wind(names).dataset["precipitation_flux"], flux)
    late = opened(tmp_path, air, times=("2015-04-04T13:00", "2015-04-04T15:00"))
    np.testing.assert_allclose(late.dataset["precipitation_flux"], 0.25 / 3600.0, rtol=1e-5)


def test_rain_that_cannot_be_told_is_left_out_with_the_reason(tmp_path):
    air = hourly_air()
    cases = {
        "there is one time only": air.isel(Time=[0]),
        # 5.5, 5 and 2 mm.
        "falls by up to 3 mm from one time to the next, first at 2015-04-04T13:00 UTC": air.assign(
            {name: (air[name].dims, air[name].to_numpy()[::-1]) for name in ("RAINC", "RAINNC")}
        ),
        "has only one of RAINC and RAINNC": air.drop_vars("RAINC"),
    }
    for reason, case in cases.items():
        field = opened(tmp_path, case)
        assert "precipitation_flux" not in field.dataset
        assert sum("Precipitation was left out" in note and reason in note for note in field.notes) == 1, field.notes


def test_emptied_buckets_of_rain_count(tmp_path):
    air = hourly_air()
    dims = air["RAINC"].dims
    emptied = np.zeros(air["RAINC"].shape, np.int32)
    emptied[1:] = 1
    # 100 mm more at the second time than the sum shows.
    air = air.assign(I_RAINNC=(dims, emptied), I_RAINC=(dims, 0 * emptied))
    flux = opened(tmp_path, air.assign_attrs(BUCKET_MM=np.float32(100.0))).dataset["precipitation_flux"]
    np.testing.assert_allclose(3600.0 * flux[1:].mean(("latitude", "longitude")), [103.0, 0.25], rtol=1e-6)
    without = opened(tmp_path, air.assign_attrs(BUCKET_MM=np.float32(-1.0))).dataset["precipitation_flux"]
    np.testing.assert_allclose(3600.0 * without[1:].mean(("latitude", "longitude")), [3.0, 0.25], rtol=1e-6)
