from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

import sim.wind
from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import HEIGHTS, LATITUDES, LONGITUDES, TIMES, plain_wind, shared, written

GRAVITY = 9.80665
RADIUS = 6_356_766.0
NAMES = ("eastward_wind", "northward_wind", "air_temperature", "height", "air_pressure")


def problems_of(path):
    with pytest.raises(WindError) as caught:
        open_wind(path)
    return caught.value.problems


def era5_2024(wind):
    """Names of the Climate Data Store since 2024: valid_time, pressure_level, number, expver; latitude falling."""
    wind = wind.rename(time="valid_time", level="pressure_level", gh="z")
    wind["z"] = wind["z"] * GRAVITY
    wind["z"].attrs = {"standard_name": "geopotential", "units": "m**2 s**-2"}
    for name in ("u", "v"):
        wind[name].attrs["units"] = "m s**-1"
    wind = wind.assign_coords(number=0, expver="0001")
    return wind.isel(latitude=slice(None, None, -1))


def era5_old(wind):
    """The store before: time in hours since 1900, levels in millibars from the top down, packed 16-bit numbers."""
    wind = wind.isel(level=slice(None, None, -1), latitude=slice(None, None, -1))
    wind["level"] = ("level", wind["level"].to_numpy().astype("int32"), {"units": "millibars"})
    return wind


def gfs_like(wind):
    """Longitudes from 0 to 360, levels in pascal, no CF names."""
    wind = wind.rename(u="UGRD", v="VGRD", t="TMP", gh="HGT", latitude="lat", longitude="lon", level="plev")
    wind["plev"] = ("plev", wind["plev"].to_numpy() * 100.0, {"units": "Pa"})
    wind["HGT"].attrs = {"units": "gpm"}
    for name in ("UGRD", "VGRD", "TMP"):
        del wind[name].attrs["standard_name"]
    return wind


def other_units(wind):
    for name in ("u", "v"):
        wind[name] = wind[name] * (3600.0 / 1852.0)
        wind[name].attrs = {"standard_name": plain_wind()[name].attrs["standard_name"], "units": "knots"}
    wind["t"] = wind["t"] - 273.15
    wind["t"].attrs = {"units": "degC"}
    return wind


def other_order(wind):
    return wind.transpose("longitude", "level", "time", "latitude").isel(longitude=slice(None, None, -1))


def surface_winds_too(wind):
    """A 10 m wind with the same standard name, as some converters write it, is not the wind on levels."""
    surface = wind["u"].isel(level=0, drop=True)
    return wind.assign(u10=surface.assign_attrs(standard_name="eastward_wind", units="m s-1"))


@pytest.mark.parametrize("spelling", [era5_2024, era5_old, gfs_like, other_units, other_order, surface_winds_too])
def test_the_same_air_in_another_spelling_gives_the_same_field(spelling, tmp_path):
    plain = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset
    other = open_wind(written(spelling(plain_wind()), tmp_path / "other.nc")).dataset
    for name in ("time", "latitude", "longitude", *NAMES):
        assert other[name].dims == plain[name].dims
        # Units are converted in float64: a few last bits of the largest number, 10 km.
        np.testing.assert_allclose(
            other[name].to_numpy().astype(float), plain[name].to_numpy().astype(float), rtol=1e-12, atol=1e-9
        )


def test_a_file_is_read_as_the_numbers_that_were_written(tmp_path):
    field = open_wind(written(plain_wind(), tmp_path / "plain.nc"))
    data = field.dataset
    assert data["eastward_wind"].dims == ("time", "level", "latitude", "longitude")
    point = data.sel(latitude=40.0, longitude=130.0).isel(time=1, level=3)
    assert float(point["eastward_wind"]) == pytest.approx(5.0 + 12.0 + 1.0 + 0.9 + 1.0)
    assert float(point["northward_wind"]) == pytest.approx(-3.0 + 4.5 - 0.8 + 0.6 - 0.5)
    geopotential_height = HEIGHTS[3] - 16.0 + 6.0
    assert float(point["height"]) == pytest.approx(RADIUS * geopotential_height / (RADIUS - geopotential_height))
    assert float(point["air_pressure"]) == 50_000.0
    assert field.box == (LONGITUDES[0], LATITUDES[0], LONGITUDES[-1], LATITUDES[-1])
    assert (field.first_time, field.last_time) == (TIMES[0], TIMES[-1])
    assert repr(field) == (
        "WindField(made for a test (plain.nc): 2015-04-03T12:00 to 2015-04-04T00:00 UTC, 34 to 42 N, 122 to 132 E; "
        "wind_description tells the rest)"
    )
    # The 300 hPa surface of the made file: 8918 m, 8 m lower for a degree north of 38, 2 m higher for one east of 127.
    low, high = (RADIUS * z / (RADIUS - z) for z in (8918.0 - 42.0, 8918.0 + 42.0))
    assert (
        f"Above the highest level, which lies between {low:.0f} and {high:.0f} m above the sea, wind is held, "
        "temperature follows the standard atmosphere of 1976."
    ) in field.notes
    assert sum("below the terrain" in note and "used as given" in note for note in field.notes) == 1


def test_netcdf_3_reads_the_same(tmp_path):
    new = open_wind(written(plain_wind(), tmp_path / "new.nc"))
    old = open_wind(written(plain_wind(), tmp_path / "old.nc", engine="scipy"))
    for name in NAMES:
        np.testing.assert_array_equal(new.dataset[name], old.dataset[name])
    assert new.digest != old.digest


def test_packed_integers_are_unpacked_to_half_their_step(tmp_path):
    packing = {"dtype": "int16", "scale_factor": 0.01, "add_offset": 20.0, "_FillValue": -32767}
    path = written(plain_wind(), tmp_path / "packed.nc", encoding={"u": packing})
    expected = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset["eastward_wind"]
    # float32 of numbers up to 30 adds 2e-6 to half of the step.
    np.testing.assert_allclose(open_wind(path).dataset["eastward_wind"], expected, rtol=0, atol=0.005 + 4e-6)


def test_longitudes_of_either_convention_are_one_field(tmp_path):
    west = plain_wind().assign_coords(longitude=("longitude", LONGITUDES - 200.0, {"units": "degrees_east"}))
    turned = west.assign_coords(longitude=("longitude", LONGITUDES + 160.0, {"units": "degrees_east"}))
    first, second = (open_wind(written(wind, tmp_path / f"{i}.nc")) for i, wind in enumerate((west, turned)))
    xr.testing.assert_equal(first.dataset, second.dataset)


def test_a_global_field_starts_at_minus_180_and_takes_a_double_column_once(tmp_path):
    wind = plain_wind().isel(longitude=[0]).drop_vars("longitude")
    longitudes = np.arange(0.0, 360.1, 30.0)
    wind = xr.concat([wind + value / 100.0 for value in longitudes % 360.0], "longitude", combine_attrs="override")
    for name in wind.data_vars:
        wind[name].attrs = plain_wind()[name].attrs
    wind = wind.assign_coords(longitude=("longitude", longitudes, {"units": "degrees_east"}))
    field = open_wind(written(wind, tmp_path / "global.nc"))
    assert field.covers_the_circle
    np.testing.assert_array_equal(field.dataset["longitude"], np.arange(-180.0, 180.0, 30.0))
    at = field.dataset["eastward_wind"].isel(time=0, level=0, latitude=0)
    assert float(at.sel(longitude=-30.0) - at.sel(longitude=0.0)) == pytest.approx(3.30)


def test_a_box_across_the_date_line_goes_on_above_180(tmp_path):
    across = np.array([174.0, 176.0, 178.0, -180.0, -178.0, -176.0])
    wind = plain_wind().assign_coords(longitude=("longitude", across, {"units": "degrees_east"}))
    field = open_wind(written(wind, tmp_path / "across.nc"))
    np.testing.assert_array_equal(field.dataset["longitude"], np.arange(174.0, 185.0, 2.0))
    expected = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset["eastward_wind"]
    np.testing.assert_array_equal(field.dataset["eastward_wind"], expected)


def test_a_single_time_may_be_no_dimension(tmp_path):
    field = open_wind(written(plain_wind().isel(time=1), tmp_path / "one.nc"))
    assert field.dataset.sizes["time"] == 1
    assert field.first_time == TIMES[1]
    whole = open_wind(written(plain_wind(), tmp_path / "all.nc"))
    np.testing.assert_array_equal(field.dataset["northward_wind"][0], whole.dataset["northward_wind"][1])


def with_attribute(name, attribute, value):
    def change(wind):
        wind[name].attrs[attribute] = value
        return wind

    return change


def without_units(name):
    def change(wind):
        del wind[name].attrs["units"]
        return wind

    return change


def scaled(name, factor, offset=0.0):
    def change(wind):
        wind[name] = (wind[name] * factor + offset).assign_attrs(wind[name].attrs)
        return wind

    return change


def hole(wind):
    wind["u"][1, 2, 3, 4] = np.nan
    wind["u"][2, 2, 3, 4] = np.nan
    return wind


def folded(wind):
    """Two levels 20 hPa apart, the upper one 5 m too low at the first time."""
    wind["level"] = ("level", [1000.0, 980.0, 700.0, 500.0, 300.0], {"units": "hPa"})
    wind["gh"][:, 1] = wind["gh"][:, 0] + 160.0
    wind["gh"][0, 1] = wind["gh"][0, 0] - 5.0
    return wind


def at_times(*times):
    stamps = np.array(times, "datetime64[ns]")
    return lambda wind: wind.assign_coords(time=("time", stamps, {"standard_name": "time"}))


def counted_from(reference, calendar="standard"):
    coded = {"units": f"hours since {reference}", "calendar": calendar, "standard_name": "time"}
    return lambda wind: wind.assign_coords(time=("time", [12.0, 18.0, 24.0], coded))


def at_longitudes(values, unit="degrees_east"):
    return lambda wind: wind.assign_coords(longitude=("longitude", np.array(values), {"units": unit}))


def two_dimensional(wind):
    x, y = np.meshgrid(LONGITUDES, LATITUDES)
    wind = wind.drop_vars(["latitude", "longitude"]).rename(latitude="south_north", longitude="west_east")
    dims = ("south_north", "west_east")
    return wind.assign_coords(latitude=(dims, y), longitude=(dims, x))


BAD = {
    "unknown unit": (with_attribute("u", "units", "furlongs/fortnight"), ["u is in 'furlongs/fortnight'", "knots"]),
    "no unit": (without_units("t"), ["t has no units attribute", "degc"]),
    "unknown unit of levels": (with_attribute("level", "units", "sigma"), ["level is in 'sigma'", "hpa"]),
    "missing variable": (lambda w: w.drop_vars("v"), ["northward wind", "missing", "u, t, gh", "vwnd"]),
    "two variables": (with_attribute("v", "standard_name", "eastward_wind"), ["could be u or v"]),
    "geopotential called metres": (scaled("gh", GRAVITY), ["looks like geopotential", "m2 s-2"]),
    "levels in hPa called Pa": (with_attribute("level", "units", "Pa"), ["levels look like hPa: set their units"]),
    "divided by gravity twice": (scaled("gh", 1 / GRAVITY), ["divided by gravity twice"]),
    "absurd wind": (scaled("u", 1e6), ["eastward_wind reaches", "beyond 200", "scale factor"]),
    "celsius called kelvin": (scaled("t", 1.0, -273.15), ["air_temperature spans", "beyond 150 to 350"]),
    "holes": (hole, ["2 missing values of 450", "2015-04-03T18:00, 700 hPa, 40 N, 130 E"]),
    "levels folded": (folded, ["below the one of higher pressure", "30 points"]),
    "double time": (at_times("2015-04-03T12", "2015-04-03T12", "2015-04-04T00"), ["repeats 2015-04-03T12:00"]),
    "time goes back": (
        at_times("2015-04-03T12", "2015-04-03T06", "2015-04-04T00"),
        ["goes back from 2015-04-03T12:00 to 2015-04-03T06:00"],
    ),
    "no dates": (
        lambda w: w.assign_coords(time=("time", [1.0, 2.0, 3.0], {"standard_name": "time"})),
        ["time holds no dates", "hours since"],
    ),
    "local time": (counted_from("2015-04-03 00:00:00 KST"), ["'KST' is no known offset", "in UTC", "+09:00"]),
    "offset of two meanings": (counted_from("2015-04-03 00:00 UTC+9"), ["'UTC+9' is no known offset"]),
    "calendar of models": (counted_from("2015-04-03", "360_day"), ["the calendar '360_day'", "standard calendar"]),
    "longitude gap": (at_longitudes([122, 124, 126, 130, 132, 134]), ["longitude is not in equal steps", "126 to 130"]),
    "double longitude": (at_longitudes([122, 124, 124, 126, 128, 130]), ["a longitude twice"]),
    "longitude in radians": (at_longitudes(np.radians(LONGITUDES), "radian"), ["'radian'", "must be in degrees"]),
    "latitude out of range": (
        lambda w: w.assign_coords(latitude=("latitude", LATITUDES + 60.0, {"units": "degrees_north"})),
        ["reaches 102", "-90 to 90"],
    ),
    "one column": (lambda w: w.isel(longitude=[0]), ["longitude has one point only"]),
    "one level": (lambda w: w.isel(level=[0]), ["two or more"]),
    "double level": (
        lambda w: w.assign_coords(level=("level", [1000.0, 850.0, 850.0, 500.0, 300.0], {"units": "hPa"})),
        ["each once"],
    ),
    "level of no pressure": (
        lambda w: w.assign_coords(level=("level", [1000.0, 850.0, 700.0, 500.0, 0.0], {"units": "hPa"})),
        ["lowest pressure is 0 Pa", "greater than 0"],
    ),
    "two-dimensional latitude": (two_dimensional, ["latitude latitude has 2 dimensions", "equal"]),
    **{
        f"empty {axis}": (lambda w, axis=axis: w.isel({axis: slice(0)}), [f"axis {axis} has no entries", "again"])
        for axis in ("time", "level", "latitude", "longitude")
    },
    "no level axis": (lambda w: w.rename(level="sheet").drop_vars("sheet"), ["no pressure level axis", "sheet"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_content_is_named_with_what_to_do(case, tmp_path):
    change, expected = BAD[case]
    path = written(change(plain_wind()), tmp_path / "bad.nc")
    problems = problems_of(path)
    text = " ".join(problems)
    for part in (str(path), *expected):
        assert part in text
    assert all(problem.endswith(".") for problem in problems)


def test_all_problems_are_reported_at_once(tmp_path):
    wind = without_units("t")(plain_wind().drop_vars("v"))
    wind = at_times("2015-04-03T12", "2015-04-03T12", "2015-04-04T00")(wind)
    wind["gh"].attrs["units"] = "feet"
    problems = problems_of(written(wind, tmp_path / "bad.nc"))
    assert len(problems) == 4
    for part in ("northward wind", "t has no units", "repeats", "'feet'"):
        assert sum(part in problem for problem in problems) == 1


def test_what_could_be_two_variables_is_not_called_missing_too(tmp_path):
    wind = plain_wind()
    doubtful = wind.assign(ugrd=wind["u"]).drop_vars("t")
    problems = problems_of(written(doubtful, tmp_path / "doubtful.nc"))
    assert sum("eastward wind could be u or ugrd; keep one of them." in problem for problem in problems) == 1
    assert sum("temperature on pressure levels is missing" in problem for problem in problems) == 1
    assert len(problems) == 2
    # Also where a file of several holds nothing else.
    alone = [
        written(wind.drop_vars("u"), tmp_path / "rest.nc"),
        written(doubtful[["u", "ugrd"]], tmp_path / "winds.nc"),
    ]
    (problem,) = problems_of(alone)
    assert "winds.nc: eastward wind could be u or ugrd" in problem


@pytest.mark.parametrize("reference", ["2015-04-03 00:00:00.0 0:00", "2015-04-03T00:00Z", "2015-4-3 09:00 +09:00"])
def test_times_count_from_utc_or_from_an_offset_in_numbers(tmp_path, reference):
    field = open_wind(written(counted_from(reference)(plain_wind()), tmp_path / "zoned.nc"))
    assert field.first_time == np.datetime64("2015-04-03T12:00")


def test_every_implausible_variable_is_reported_at_once(tmp_path):
    wind = hole(scaled("gh", GRAVITY)(scaled("v", 1e6)(plain_wind())))
    problems = problems_of(written(wind, tmp_path / "bad.nc"))
    assert len(problems) == 3


def test_files_that_are_no_netcdf_get_one_sentence(tmp_path):
    contents = {
        "empty.nc": (b"", "it is empty"),
        "text.nc": (b"u,v\n1,2\n", "begins with"),
        "cdf5.nc": (b"CDF\x05\x00\x00\x00\x00", "CDF-5"),
        "zip.nc": (b"PK\x03\x04rest", "damaged or cut short (File is not a zip file)"),
        "cut.nc": (written(plain_wind(), tmp_path / "whole.nc").read_bytes()[:4000], "damaged or cut short"),
        "cut3.nc": (
            written(plain_wind(), tmp_path / "w3.nc", engine="scipy").read_bytes()[:600],
            "damaged or cut short",
        ),
    }
    for name, (content, expected) in contents.items():
        (tmp_path / name).write_bytes(content)
        (problem,) = problems_of(tmp_path / name)
        assert name in problem
        assert expected in problem


def test_paths_that_lead_nowhere_get_one_sentence(tmp_path):
    for path, expected in (
        (tmp_path / "none.nc", "no such file"),
        (tmp_path, "directory"),
        ("shipped:nothing", "gfs_2011_01_15_korea"),
    ):
        (problem,) = problems_of(path)
        assert expected in problem


def test_a_file_without_temperature_or_v_from_the_field_is_refused():
    path = shared() / "data/wind/ifs_20180404T12_f000_f036_5deg_global_utz.nc"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    (problem,) = problems_of(path)
    assert "northward wind" in problem


def test_real_global_series_is_read_whole():
    path = shared() / "data/wind/ifs_20240603_20240604_6h_10deg_global.nc"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    field = open_wind(path)
    assert field.dataset.sizes == {"time": 8, "level": 6, "latitude": 19, "longitude": 36}
    assert field.covers_the_circle
    assert field.first_time == np.datetime64("2024-06-03T00:00")


def test_damage_inside_an_array_is_told_as_damage(tmp_path):
    shipped = Path(sim.wind.__file__).parent / "gfs_2011_01_15_korea.nc"
    with h5py.File(shipped) as file:
        chunk = file["u"].id.get_chunk_info(0)
    damaged = bytearray(shipped.read_bytes())
    damaged[chunk.byte_offset + 20 : chunk.byte_offset + 60] = b"\xff" * 40
    path = tmp_path / "damaged.nc"
    path.write_bytes(damaged)
    with pytest.raises(WindError, match="damaged or cut short"):
        open_wind(path)


def test_the_start_of_a_forecast_is_not_taken_for_the_time_of_the_air(tmp_path):
    wind = plain_wind().isel(time=0, drop=True)
    begun = ((), TIMES[0] - np.timedelta64(120, "h"), {"standard_name": "forecast_reference_time"})
    wind = wind.assign_coords(time=begun, valid_time=((), TIMES[0], {"standard_name": "time"}))
    assert open_wind(written(wind, tmp_path / "wind.nc")).first_time == TIMES[0]
    (problem,) = problems_of(written(wind.drop_vars("valid_time"), tmp_path / "alone.nc"))
    assert "no time axis found" in problem


def test_starts_and_steps_of_forecasts_in_two_axes_are_refused(tmp_path):
    steps = plain_wind().isel(time=slice(0, 2)).rename(time="step")
    wind = xr.concat([steps, steps], "time")
    stamps = TIMES[0] + np.timedelta64(1, "h") * np.array([[0, 1], [6, 7]])
    wind = wind.drop_vars("step").assign_coords(valid_time=(("time", "step"), stamps, {"standard_name": "time"}))
    (problem,) = problems_of(written(wind, tmp_path / "wind.nc"))
    assert "time valid_time has 2 dimensions; lay the starts and the steps" in problem
