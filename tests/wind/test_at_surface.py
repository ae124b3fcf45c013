"""Winds above the ground, its height and precipitation at the door: spellings, other files, and what does not fit."""

import importlib
import importlib.util
import zipfile

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind, pack, store_size, wind_description
from tests.wind.files import DIMS, LATITUDES, LONGITUDES, TIMES, plain_wind, shared, written

GRAVITY, RADIUS = 9.80665, 6_356_766.0
KNOT = 1852.0 / 3600.0
FLAT = ("time", "latitude", "longitude")
SHAPE = (TIMES.size, LATITUDES.size, LONGITUDES.size)
RAMP = np.arange(np.prod(SHAPE), dtype=float).reshape(SHAPE)
OROGRAPHY = np.broadcast_to(100.0 * np.arange(LONGITUDES.size), SHAPE[1:])
WINDS = {"u10": 2.0 + 0.01 * RAMP, "v10": -1.0 - 0.02 * RAMP, "u100": 4.0 + 0.01 * RAMP, "v100": -2.0 + 0.01 * RAMP}
RAIN = 1e-3 * (RAMP % 7.0)
OURS = {
    "u10": "eastward_wind_10m",
    "v10": "northward_wind_10m",
    "u100": "eastward_wind_100m",
    "v100": "northward_wind_100m",
}

needs_eccodes = pytest.mark.skipif(
    importlib.util.find_spec("eccodes") is None, reason="ecCodes is not installed: pip install 'balloon-drift[grib]'"
)


def single(tp_units="m h-1"):
    """Single levels as ERA5 has them, with a known number at every point."""
    variables = {name: (FLAT, values, {"units": "m s**-1"}) for name, values in WINDS.items()}
    variables["z"] = (FLAT, np.broadcast_to(GRAVITY * OROGRAPHY, SHAPE), {"units": "m**2 s**-2"})
    variables["tp"] = (FLAT, RAIN, {"units": tp_units})
    wind = plain_wind()
    return xr.Dataset(variables, {name: wind[name] for name in FLAT}).copy(deep=True)


def opened(*datasets, folder, **cut):
    return open_wind([written(one, folder / f"{number}.nc") for number, one in enumerate(datasets)], **cut)


def problems_of(*datasets, folder):
    with pytest.raises(WindError) as caught:
        opened(*datasets, folder=folder)
    assert all(problem.endswith(".") for problem in caught.value.problems)
    return caught.value.problems


def assert_expected(field, rows=slice(None), columns=slice(None), times=slice(None)):
    for name, ours in OURS.items():
        assert field.dataset[ours].dims == FLAT
        assert field.dataset[ours].attrs["units"] == "m s-1"
        # float32 of some metres a second
        np.testing.assert_allclose(field.dataset[ours], WINDS[name][times, rows, columns], rtol=2e-7)
    assert field.dataset["surface_height"].dims == ("latitude", "longitude")
    ground = OROGRAPHY[rows, columns]
    np.testing.assert_allclose(field.dataset["surface_height"], RADIUS * ground / (RADIUS - ground), rtol=1e-9)


def test_what_is_at_the_ground_may_be_in_the_same_file_or_in_another_in_any_order(tmp_path):
    alone = opened(plain_wind(), single(), folder=tmp_path)
    assert_expected(alone)
    upside_down = single().isel(latitude=slice(None, None, -1), time=slice(None))
    for sources in (
        [plain_wind().merge(single())],
        [single().rename(time="valid_time"), plain_wind()],
        [plain_wind(), upside_down],
        [plain_wind(), *(single().isel(time=[number]) for number in range(3))],
        [plain_wind(), single().drop_vars("z"), single()[["z"]].isel(time=0, drop=True)],
        [plain_wind(), single().drop_vars("z"), single()[["z"]].isel(time=[0]).assign_coords(time=[TIMES[0] - 10**17])],
    ):
        field = opened(*sources, folder=tmp_path)
        xr.testing.assert_identical(field.dataset, alone.dataset)
        assert not any("passed over" in note or "left out" in note for note in field.notes)


def test_the_notes_say_what_was_used_and_the_field_shows_it(tmp_path):
    field = opened(plain_wind(), single(), folder=tmp_path)
    text = " ".join(field.notes)
    assert (
        "Winds at 10 m and 100 m above the ground are blended with the lowest level above by a logarithmic law" in text
    )
    # Geopotential heights keep their order as geometric ones. Only the level at 148 to 232 m lies so low, over ground
    # of 200 m in some rows and of 300, 400 and 500 m in all five, at three times.
    expected = int((plain_wind()["gh"] < xr.DataArray(OROGRAPHY, dims=FLAT[1:])).sum())
    assert 3 * 15 < expected < 3 * 20
    assert f"{expected} of 450 points lie under the ground of the model, which reaches up to 500 m" in text
    assert "extrapolation of the model that made the file" not in text
    assert "wind and temperature are held" not in text
    told = wind_description(field)
    assert told.surface["surface_height"].greatest == pytest.approx(RADIUS * 500.0 / (RADIUS - 500.0))
    assert told.surface["northward_wind_100m"].least == -2.0
    for words in ("wind toward the north at 100 m above the ground", "rain and snow that fall"):
        assert words in str(told)
    bare = opened(plain_wind(), folder=tmp_path)
    assert wind_description(bare).surface == {}
    assert "extrapolation of the model that made the file" in " ".join(bare.notes)


def test_the_box_and_the_times_cut_it_like_the_levels(tmp_path):
    hourly = single().interp(time=np.arange(TIMES[0], TIMES[-1] + 1, np.timedelta64(1, "h")))
    for name in single().data_vars:
        hourly[name].attrs = single()[name].attrs
    # The levels around the span are at 12 and 18 h, the hourly winds around it at 14 and 15 h.
    span = (TIMES[0] + np.timedelta64(2, "h"), TIMES[0] + np.timedelta64(3, "h"))
    for ground in (single(), hourly):
        field = opened(plain_wind(), ground, folder=tmp_path, box=(125, 37, 129, 39), times=span)
        assert_expected(field, slice(1, 4), slice(1, 5), slice(0, 2))


def test_the_digest_changes_with_the_wind_at_10_m_and_not_with_a_file_that_is_not_used(tmp_path):
    changed = single()
    changed["u10"][1, 2, 3] += 0.01
    elsewhere = single().isel(longitude=slice(0, 4))
    before, after, over, bare = (
        opened(plain_wind(), *more, folder=tmp_path).digest for more in ([single()], [changed], [elsewhere], [])
    )
    assert len({before, after, bare}) == 3
    assert over == bare


@pytest.mark.parametrize(
    "rename",
    [
        {"u10": "U10M", "v10": "V10M", "z": "PHIS", "tp": "PRECTOT"},
        {"u10": "10u", "v10": "10v", "u100": "100u", "v100": "100v"},
        {"u10": "ugrd10m", "v10": "vgrd10m"},
        {"u10": "UGRD_10maboveground", "v10": "VGRD_10maboveground", "z": "HGT_surface", "tp": "PRATE_surface"},
        {
            "u10": "10m_u_component_of_wind",
            "v10": "10m_v_component_of_wind",
            "u100": "100m_u_component_of_wind",
            "v100": "100m_v_component_of_wind",
            "z": "geopotential_at_surface",
            "tp": "total_precipitation",
        },
    ],
    ids=["MERRA-2", "GRIB", "OPeNDAP", "wgrib2", "ARCO"],
)
def test_known_names_are_one_air(rename, tmp_path):
    expected = opened(plain_wind(), single(), folder=tmp_path).dataset
    got = opened(plain_wind(), single().rename(rename), folder=tmp_path).dataset
    xr.testing.assert_identical(got, expected)


def test_a_standard_name_with_a_height_of_10_m_is_enough(tmp_path):
    expected = opened(plain_wind(), single()[["u10", "v10", "z"]], folder=tmp_path).dataset
    attributes = {"standard_name": "height", "units": "m", "positive": "up", "axis": "Z"}
    names = {"eastward_wind": "var165", "northward_wind": "var166"}
    for height, found in ((10.0, True), (2.0, False)):
        for along in (True, False):
            winds = single()[["u10", "v10"]].rename(u10="var165", v10="var166")
            for standard_name, name in names.items():
                winds[name].attrs["standard_name"] = standard_name
            winds = winds.assign_coords(height=((), height, attributes))
            winds = winds.expand_dims("height", axis=1) if along else winds
            got = opened(plain_wind(), winds, single()[["z"]], folder=tmp_path).dataset
            assert ("eastward_wind_10m" in got) is found
            if found:
                xr.testing.assert_identical(got, expected)


def test_of_several_heights_in_one_variable_10_m_and_100_m_are_taken(tmp_path):
    expected = opened(plain_wind(), single().drop_vars("tp"), folder=tmp_path).dataset
    ground = single()[["z"]]
    heights = ("height_above_ground4", [10.0, 80.0, 100.0], {"units": "m", "positive": "up"})
    for name, way in (("u", "u"), ("v", "v")):
        levels = [WINDS[f"{name}10"], np.full(SHAPE, 77.0), WINDS[f"{name}100"]]
        values = np.stack(levels, axis=1)
        ground[f"{way}-component_of_wind_height_above_ground"] = (
            ("time", "height_above_ground4", *FLAT[1:]),
            values,
            {"units": "m/s"},
        )
    got = opened(plain_wind(), ground.assign_coords(height_above_ground4=heights), folder=tmp_path).dataset
    xr.testing.assert_identical(got, expected)


def test_a_variable_without_levels_and_without_a_height_is_not_meant(tmp_path):
    """An eastward wind by its standard name alone may lie anywhere."""
    wind = single()[["u10", "v10"]].rename(u10="us", v10="vs")
    wind["us"].attrs["standard_name"], wind["vs"].attrs["standard_name"] = "eastward_wind", "northward_wind"
    field = opened(plain_wind(), wind, folder=tmp_path)
    assert "eastward_wind_10m" not in field.dataset
    assert any("passed over" in note for note in field.notes)


def test_a_geopotential_on_one_single_level_is_not_the_ground(tmp_path):
    """One file for each level, whose geopotential is called z as that of the ground is."""
    wind = plain_wind()
    wind["z"] = (GRAVITY * wind["gh"]).assign_attrs(units="m2 s-2", standard_name="geopotential")
    levels = [wind.drop_vars("gh").isel(level=number) for number in range(5)]
    assert "surface_height" not in opened(*levels, folder=tmp_path).dataset
    # One that lost its level, as cfgrib writes it.
    lost = single()[["z"]]
    lost["z"].attrs["GRIB_typeOfLevel"] = "isobaricInhPa"
    assert "surface_height" not in opened(plain_wind(), lost, folder=tmp_path).dataset


def test_knots_are_converted(tmp_path):
    knots = single()
    for name in WINDS:
        knots[name] = (knots[name] / KNOT).assign_attrs(units="knots")
    assert_expected(opened(plain_wind(), knots, folder=tmp_path))


def cds(folder, accumulated="accum"):
    """A download of the Climate Data Store: levels, single levels and sums as three members of one archive."""
    levels = plain_wind().rename(time="valid_time", level="pressure_level")
    whole = single("m").rename(time="valid_time").assign_coords(number=0, expver=("valid_time", ["0001"] * 3))
    members = [
        written(levels, folder / "pressure.nc"),
        written(whole.drop_vars("tp"), folder / "data_stream-oper_stepType-instant.nc"),
        written(whole[["tp"]], folder / f"data_stream-oper_stepType-{accumulated}.nc"),
    ]
    with zipfile.ZipFile(folder / "download.nc", "w") as archive:
        for member in members:
            archive.write(member, member.name)
    return folder / "download.nc"


def test_an_archive_of_era5_gives_its_single_levels_and_its_rain(tmp_path):
    field = open_wind(cds(tmp_path))
    assert_expected(field)
    # Metres of water in the hour before each time, at 1000 kg m-3.
    np.testing.assert_allclose(field.dataset["precipitation_flux"], 1000.0 * RAIN / 3600.0, rtol=2e-7)
    assert "Precipitation is the mean over the 1 h before each time, made from the sum of ERA5." in field.notes
    assert not any("passed over" in note for note in field.notes)


@pytest.mark.parametrize(
    ("units", "factor"),
    [
        ("m h-1", 1000.0 / 3600.0),
        ("m s-1", 1000.0),
        ("mm/h", 1.0 / 3600.0),
        ("kg m**-2 s**-1", 1.0),
        ("kg m-2 s-1", 1.0),
    ],
)
def test_a_rate_is_a_flux_by_its_unit(units, factor, tmp_path):
    ground = single(units)
    ground["tp"] = (ground["tp"] * 1e-3 / factor).assign_attrs(units=units)
    field = opened(plain_wind(), ground, folder=tmp_path)
    np.testing.assert_allclose(field.dataset["precipitation_flux"], 1e-3 * RAIN, rtol=2e-7)
    assert not any("Precipitation is" in note for note in field.notes)


def test_a_sum_whose_span_is_not_said_is_left_out_and_said(tmp_path):
    for about in ({}, {"title": "ERA5-Land hourly"}, {"title": "IFS forecast"}):
        field = opened(plain_wind(), single("m").assign_attrs(about), folder=tmp_path)
        assert "precipitation_flux" not in field.dataset
        (note,) = [note for note in field.notes if "Precipitation was left out" in note]
        for part in ("tp of", "is a sum in m", "time bounds"):
            assert part in note
        assert_expected(field)
    # The ensemble of ERA5 sums over three hours, and says no more of it.
    members = single("m").assign_attrs(title="ERA5").expand_dims(number=[0, 1])
    levels = plain_wind().expand_dims(number=[0, 1])
    assert "precipitation_flux" not in opened(levels, members, folder=tmp_path, member=0).dataset
    monthly = single("m").assign_attrs(title="ERA5 monthly means")
    monthly["time"] = np.array(["2015-01-01", "2015-02-01", "2015-03-01"], "datetime64[ns]")
    wind = plain_wind()
    wind["time"] = monthly["time"]
    assert "precipitation_flux" not in opened(wind, monthly, folder=tmp_path).dataset


def test_a_sum_with_time_bounds_or_a_span_in_its_name_is_a_mean(tmp_path):
    ends = single("kg m-2")["time"].to_numpy()
    bounds = np.stack([ends - np.array([3, 6, 6]) * np.timedelta64(1, "h"), ends], axis=1)
    bounded = single("kg m-2").assign(time_bnds=(("time", "nv"), bounds))
    for name in ("time", "time_bnds"):
        bounded[name].encoding = {"units": "hours since 2015-04-01", "dtype": "float64"}
    bounded["time"].attrs["bounds"] = "time_bnds"
    field = opened(plain_wind(), bounded, folder=tmp_path)
    seconds = 3600.0 * np.array([3.0, 6.0, 6.0])[:, None, None]
    np.testing.assert_allclose(field.dataset["precipitation_flux"], RAIN / seconds, rtol=2e-7)
    assert any("the mean over the 3 to 6 h before" in note for note in field.notes)
    named = single("m").rename(tp="total_precipitation_6hr")
    flux = opened(plain_wind(), named, folder=tmp_path).dataset["precipitation_flux"]
    np.testing.assert_allclose(flux, 1000.0 * RAIN / 21_600.0, rtol=2e-7)


def test_what_packing_leaves_below_zero_is_counted_and_zero(tmp_path):
    ground = single("kg m-2 s-1")
    ground["tp"] = (1e-3 * ground["tp"]).assign_attrs(ground["tp"].attrs)
    ground["tp"][0, 0, :2] = -1e-9
    field = opened(plain_wind(), ground, folder=tmp_path)
    assert float(field.dataset["precipitation_flux"].min()) == 0.0
    assert "2 precipitations of 90 lie a little below zero and are taken as zero." in field.notes


@pytest.mark.parametrize(
    ("name", "values", "units", "expected"),
    [
        ("u10", np.full(SHAPE, 130.0), "m s-1", ["eastward wind at 10 m spans 130 to 130 m s-1", "90 points"]),
        (
            "v100",
            np.full(SHAPE, -130.0),
            "m s-1",
            ["northward wind at 100 m spans -130", "2015-04-03T12:00, 34 N, 122 E"],
        ),
        ("u10", WINDS["u10"], "furlongs", ["u10 is in 'furlongs'", "known units"]),
        ("z", np.full(SHAPE, 9e4), "m2 s-2", ["height of the surface spans 9177", "units attribute"]),
        ("tp", np.full(SHAPE, 0.2), "kg m-2 s-1", ["precipitation spans 0.2 to 0.2 kg m-2 s-1, beyond -1e-05 to 0.1"]),
        ("tp", np.full(SHAPE, 0.2), "inch", ["tp is in 'inch'", "kg m-2 s-1"]),
    ],
)
def test_what_cannot_be_is_refused(name, values, units, expected, tmp_path):
    (problem,) = problems_of(plain_wind(), single().assign({name: (FLAT, values, {"units": units})}), folder=tmp_path)
    for part in expected:
        assert part in problem


@pytest.mark.parametrize("name", ["u10", "v100", "z", "tp"])
def test_holes_are_named(name, tmp_path):
    ground = single()
    ground[name][..., 3, 4] = np.nan
    (problem,) = problems_of(plain_wind(), ground, folder=tmp_path)
    for part in ("has 3 missing values of 90, first at 2015-04-03T12:00, 40 N, 130 E", "leave the variable out"):
        assert part in problem


def test_problems_at_the_ground_come_with_those_of_the_air(tmp_path):
    wind, ground = plain_wind(), single()
    wind["u"] = (1e6 * wind["u"]).assign_attrs(wind["u"].attrs)
    ground["v10"] = (1e3 * ground["v10"]).assign_attrs(ground["v10"].attrs)
    first, second = problems_of(wind, ground, folder=tmp_path)
    assert "eastward_wind reaches" in first
    assert "northward wind at 10 m spans" in second


def test_a_ground_above_the_highest_level_is_refused(tmp_path):
    ground = single()
    ground["z"] = (FLAT, np.full(SHAPE, 6900.0 * GRAVITY), {"units": "m2 s-2"})
    (problem,) = problems_of(plain_wind().isel(level=slice(0, 4)), ground, folder=tmp_path)
    assert "the highest level lies under the ground, or within 100 m of it, at 90 points" in problem


def test_what_lies_on_another_grid_or_at_other_times_is_left_out_and_said(tmp_path):
    bare = opened(plain_wind(), folder=tmp_path).dataset
    small = single("m").isel(longitude=slice(0, 4)).assign_attrs(source="ERA5")
    elsewhere = opened(plain_wind(), small, folder=tmp_path)
    xr.testing.assert_identical(elsewhere.dataset, bare)
    assert not any("Precipitation is the mean" in note for note in elsewhere.notes)
    for name in ("Eastward wind at 10 m", "Precipitation", "Height or geopotential of the surface"):
        assert f"{name} was left out: it lies on another grid than the air." in elsewhere.notes
    assert any("passed over" in note for note in elsewhere.notes)
    short = opened(plain_wind(), single().isel(time=[0, 2]), folder=tmp_path)
    assert "surface_height" in short.dataset
    assert "eastward_wind_10m" not in short.dataset
    assert (
        "Northward wind at 10 m was left out: it is missing at 1 of 3 times, first at 2015-04-03T18:00 UTC."
        in short.notes
    )
    assert any("No wind near the ground is known" in note for note in short.notes)


def test_one_component_alone_is_left_out_and_said(tmp_path):
    field = opened(plain_wind(), single().drop_vars(["v10", "u100"]), folder=tmp_path)
    assert not any(name in field.dataset for name in OURS.values())
    assert "Eastward wind at 10 m was left out: it has no northward component beside it." in field.notes
    assert "Northward wind at 100 m was left out: it has no eastward component beside it." in field.notes


def test_winds_above_a_ground_that_is_not_known_are_kept_and_not_used(tmp_path):
    field = opened(plain_wind(), single().drop_vars("z"), folder=tmp_path)
    assert "eastward_wind_10m" in field.dataset
    assert (
        "Winds at 10 m and 100 m above the ground are not used: the height of the ground is not known." in field.notes
    )
    bare = opened(plain_wind(), folder=tmp_path)
    np.testing.assert_array_equal(pack(field, TIMES[0], 0.0).air, pack(bare, TIMES[0], 0.0).air)


def test_a_ground_that_moves_or_that_could_be_two_variables_is_left_out_and_said(tmp_path):
    moving = single()
    moving["z"][1] += 20.0 * GRAVITY
    field = opened(plain_wind(), moving, folder=tmp_path)
    assert "surface_height" not in field.dataset
    assert "Height or geopotential of the surface was left out: it changes with time by up to 20 m." in field.notes
    double = single().assign(a=single()["z"], b=single()["z"]).drop_vars("z")
    for name in ("a", "b"):
        double[name].attrs["standard_name"] = "surface_altitude"
    field = opened(plain_wind(), double, folder=tmp_path)
    assert "surface_height" not in field.dataset
    assert any("could be a or b and was left out; keep one." in note for note in field.notes)


def test_a_file_that_does_not_reach_over_the_box_or_is_an_ensemble_is_left_out_and_said(tmp_path):
    east = single().isel(longitude=slice(3, 6))
    members = xr.concat([single(), single()], xr.DataArray([0, 1], dims="number", name="number"))
    for name in members.data_vars:
        members[name].attrs = single()[name].attrs
    for ground, why in ((east, "the box asked for lies at 123 to 127 E"), (members, "an ensemble")):
        field = opened(plain_wind(), ground, folder=tmp_path, box=(123, 35, 127, 39))
        assert "surface_height" not in field.dataset
        assert any("was left out" in note and why in note for note in field.notes)


def test_a_member_is_taken_of_what_has_members_and_the_ground_holds_for_all(tmp_path):
    number = xr.DataArray([0, 3], dims="number", name="number")

    def both(dataset, change):
        other = dataset.copy(deep=True)
        for name in change:
            other[name] += 1.0
        whole = xr.concat([dataset, other], number)
        for name in dataset.data_vars:
            whole[name].attrs = dataset[name].attrs
        return whole

    winds = both(single().drop_vars(["z", "tp"]), ["u10"])
    field = opened(both(plain_wind(), ["u"]), winds, single()[["z"]], folder=tmp_path, member=3)
    np.testing.assert_allclose(field.dataset["eastward_wind_10m"], WINDS["u10"] + 1.0, rtol=2e-7)
    np.testing.assert_allclose(field.dataset["northward_wind_10m"], WINDS["v10"], rtol=2e-7)
    assert "surface_height" in field.dataset


def test_two_files_that_differ_are_refused_and_equal_ones_taken_once(tmp_path):
    other = single().isel(time=[1, 2])
    assert_expected(opened(plain_wind(), single(), other, folder=tmp_path))
    other["u10"] = other["u10"] + 0.5
    other["u10"].attrs["units"] = "m s-1"
    (problem,) = problems_of(plain_wind(), single(), other, folder=tmp_path)
    for part in ("eastward wind at 10 m differs", "by up to 0.5, first at 2015-04-03T18:00 UTC", "the same in all"):
        assert part in problem


def test_preliminary_and_final_single_levels_are_one(tmp_path):
    """As the store delivered them until 2024: one version holds the first times, one the last."""
    place = xr.DataArray(np.arange(3), dims="time")
    parts = [single().where(place < 2), single().where(place == 2)]
    both = xr.concat(parts, xr.DataArray([1, 5], dims="expver", name="expver"), data_vars="all")
    for name in both.data_vars:
        both[name].attrs = single()[name].attrs
    assert_expected(opened(plain_wind(), both.transpose("time", "expver", ...), folder=tmp_path))


def test_garbage_under_the_ground_of_a_file_does_not_reach_the_packed_air(tmp_path):
    wind = plain_wind()
    spoilt = wind.copy(deep=True)
    under = (wind["gh"] < xr.DataArray(OROGRAPHY, dims=FLAT[1:])).transpose(*DIMS).to_numpy()
    assert under.any()
    for name, garbage in (("u", 99.0), ("v", -99.0), ("t", 340.0)):
        spoilt[name].to_numpy()[under] = garbage
    clean, fouled = (opened(one, single(), folder=tmp_path) for one in (wind, spoilt))
    np.testing.assert_array_equal(pack(fouled, TIMES[0], 0.0).air, pack(clean, TIMES[0], 0.0).air)


def ground_as_grib(path, name, values, spans=("0", "0", "0")):
    """One message for each time of a field at the ground, from the north down, 24 bits to a value."""
    importlib.import_module("pyproj")
    codes = importlib.import_module("eccodes")
    with path.open("ab") as file:
        for number, stamp in enumerate(np.datetime_as_string(TIMES, unit="m")):
            handle = codes.codes_grib_new_from_samples("regular_ll_sfc_grib2")
            keys = {
                "dataDate": int(stamp[:10].replace("-", "")),
                "dataTime": int(stamp[11:13] + stamp[14:16]),
                "Ni": LONGITUDES.size,
                "Nj": LATITUDES.size,
                "latitudeOfFirstGridPointInDegrees": float(LATITUDES[-1]),
                "latitudeOfLastGridPointInDegrees": float(LATITUDES[0]),
                "longitudeOfFirstGridPointInDegrees": float(LONGITUDES[0]),
                "longitudeOfLastGridPointInDegrees": float(LONGITUDES[-1]),
                "iDirectionIncrementInDegrees": 2.0,
                "jDirectionIncrementInDegrees": 2.0,
                "shortName": name,
                "bitsPerValue": 24,
                "stepRange": spans[number],
            }
            for key, value in keys.items():
                codes.codes_set(handle, key, value)
            codes.codes_set_values(handle, values[number, ::-1].astype(float).ravel())
            codes.codes_write(handle, file)
            codes.codes_release(handle)
    return path


def test_a_store_is_cut_and_counted_with_what_it_has_at_the_ground(tmp_path):
    pytest.importorskip("zarr", reason="zarr is not installed: pip install zarr")
    plain_wind().merge(single()).to_zarr(tmp_path / "store.zarr", consolidated=False)
    cut = {"box": (125, 37, 129, 39), "times": (TIMES[0], TIMES[1])}
    field = open_wind(tmp_path / "store.zarr", **cut)
    assert_expected(field, slice(1, 4), slice(1, 5), slice(0, 2))
    # 4 variables on 5 levels and 6 without, 2 x 3 x 4 points of 8 bytes.
    assert store_size(tmp_path / "store.zarr", **cut).memory == (4 * 5 + 6) * 2 * 3 * 4 * 8
    plain_wind().merge(single().assign(u10=single()["v10"])).to_zarr(tmp_path / "other.zarr", consolidated=False)
    assert open_wind(tmp_path / "other.zarr", **cut).digest != field.digest


@needs_eccodes
def test_grib_at_the_ground_is_read_as_the_numbers_that_were_written(tmp_path):
    for name, short in (("u10", "10u"), ("v10", "10v"), ("u100", "100u"), ("v100", "100v")):
        ground_as_grib(tmp_path / "ground.grib", short, WINDS[name])
    ground_as_grib(tmp_path / "ground.grib", "z", np.broadcast_to(GRAVITY * OROGRAPHY, SHAPE))
    ground_as_grib(tmp_path / "ground.grib", "prate", 1e-3 * RAIN)
    levels = written(plain_wind(), tmp_path / "levels.nc")
    field = open_wind([tmp_path / "ground.grib", levels])
    expected = opened(plain_wind(), single(), folder=tmp_path).dataset
    for name in (*OURS.values(), "surface_height"):
        # 24 bits over the range of one field, 3 m/s or 500 m here, and float32.
        np.testing.assert_allclose(field.dataset[name], expected[name], rtol=3e-7, atol=3e-5)
    np.testing.assert_allclose(field.dataset["precipitation_flux"], 1e-3 * RAIN, rtol=1e-6, atol=1e-12)
    assert "2 files" in field.source
    cut = open_wind([tmp_path / "ground.grib", levels], box=(125, 37, 129, 39), times=(TIMES[1], TIMES[2]))
    np.testing.assert_array_equal(
        cut.dataset["eastward_wind_10m"],
        field.dataset["eastward_wind_10m"].sel(latitude=slice(36, 40), longitude=slice(124, 130))[1:],
    )


@needs_eccodes
def test_a_sum_in_grib_is_taken_over_its_shortest_span_and_left_out_where_the_spans_differ(tmp_path):
    later = plain_wind().assign_coords(time=("time", TIMES + np.timedelta64(6, "h"), {"standard_name": "time"}))
    levels = written(later, tmp_path / "levels.nc")
    path = ground_as_grib(tmp_path / "ground.grib", "tp", 5.0 * RAIN, spans=("0-6",) * 3)
    ground_as_grib(path, "tp", RAIN, spans=("3-6",) * 3)
    field = open_wind([path, levels])
    # Metres of water in three hours; 24 bits over a range of 6 mm.
    np.testing.assert_allclose(field.dataset["precipitation_flux"], 1000.0 * RAIN / 10_800.0, rtol=3e-7, atol=1e-10)
    assert "Precipitation is the mean over the 3 h before each time, made from a sum." in field.notes
    # Three hours before the first two times, six before the third.
    unequal = ground_as_grib(tmp_path / "a.grib", "tp", RAIN, spans=("3-6", "3-6", "0-6"))
    field = open_wind([unequal, levels])
    assert "precipitation_flux" not in field.dataset
    assert any("Precipitation was left out" in note and "not the same at all times" in note for note in field.notes)


@needs_eccodes
def test_a_real_forecast_in_grib_has_its_ground_and_its_winds_above_it():
    path = shared() / "data/wind/gfs.t12z.pgrbf120.2p5deg.grib2"
    twin = shared() / "data/wind/gfs_20110110T12_f120_eastasia.nc"
    if not (path.exists() and twin.exists()):
        pytest.skip("real data are not beside the repository")
    field = open_wind(path, box=(90.0, 15.0, 170.0, 60.0)).dataset
    with xr.open_dataset(twin) as other:
        for ours, name in (("eastward_wind_10m", "u10"), ("northward_wind_10m", "v10")):
            np.testing.assert_array_equal(field[ours], other[name].sortby("latitude"))
        ground = other["orog"].isel(time=0).sortby("latitude").astype(float)
        np.testing.assert_allclose(field["surface_height"], RADIUS * ground / (RADIUS - ground), rtol=1e-9, atol=1e-6)
    # A rate of the last six hours in this file; a January anticyclone leaves Korea nearly dry.
    flux = field["precipitation_flux"]
    assert float(flux.min()) >= 0.0
    assert float(flux.sel(latitude=37.5, longitude=127.5).max()) < 1e-4 < float(flux.max()) < 1e-2
    assert any("mean over the 6 h before" in note for note in open_wind(path, box=(120.0, 30.0, 140.0, 45.0)).notes)


def test_levels_in_the_names_of_variables_leave_what_lies_at_the_ground(tmp_path):
    """All in one file, as wgrib2 writes it."""
    expected = opened(plain_wind(), single()[["u10", "v10", "z"]], folder=tmp_path).dataset
    wind = plain_wind()
    names = {"u": "UGRD", "v": "VGRD", "t": "TMP", "gh": "HGT"}
    levels = {
        f"{names[name]}_{level:g}mb": wind[name].sel(level=level, drop=True)
        for name in names
        for level in wind["level"].to_numpy()
    }
    ground = single()[["u10", "v10", "z"]]
    flat = ground.rename(u10="UGRD_10maboveground", v10="VGRD_10maboveground", z="HGT_surface")
    got = opened(xr.Dataset(levels).merge(flat), folder=tmp_path).dataset
    for name in ("eastward_wind_10m", "northward_wind_10m", "surface_height"):
        np.testing.assert_array_equal(got[name], expected[name])
    assert got.sizes["level"] == 5
