"""Zarr stores laid out as the public ERA5 in the cloud: years of hours, of which a night over Korea is wanted."""

import importlib.util
import tracemalloc
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind, pack, store_size
from sim.wind.door.pieces import LARGEST
from tests.wind.files import HEIGHTS, TEMPERATURES, TIMES, plain_wind, written
from tests.wind.products import arco

zarr = pytest.importorskip("zarr", reason="zarr is not installed: pip install zarr")

GRAVITY = 9.80665


def problems_of(source, **cut):
    with pytest.raises(WindError) as caught:
        open_wind(source, **cut)
    return caught.value.problems


@pytest.mark.parametrize("zarr_format", [2, 3])
@pytest.mark.parametrize("consolidated", [True, False])
def test_a_store_is_the_wind_of_the_same_netcdf(zarr_format, consolidated, tmp_path):
    with warnings.catch_warnings():
        # Format 3 has not yet agreed on how to consolidate, and zarr says so.
        warnings.simplefilter("ignore")
        arco(plain_wind()).to_zarr(tmp_path / "era5.zarr", zarr_format=zarr_format, consolidated=consolidated)
    field = open_wind(tmp_path / "era5.zarr")
    expected = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset
    for name in expected.variables:
        np.testing.assert_allclose(
            field.dataset[name].to_numpy().astype(float), expected[name].to_numpy().astype(float), rtol=1e-12
        )
    assert field.source == "made for a test (era5.zarr)"
    assert any("taken as hPa, which their heights bear out" in note for note in field.notes)


def test_the_digest_of_a_store_is_that_of_what_was_taken(tmp_path):
    for name, shift in (("a", 0.0), ("b", 0.0), ("c", 1e-3)):
        wind = arco(plain_wind())
        wind["u_component_of_wind"][2, 0, 0, 0] += shift
        wind.to_zarr(tmp_path / f"{name}.zarr", zarr_format=2)
    a, b, c = (open_wind(tmp_path / f"{name}.zarr") for name in "abc")
    assert a.digest == b.digest != c.digest
    span = (TIMES[0], TIMES[1])
    same, other = (open_wind(tmp_path / f"{name}.zarr", times=span) for name in "ac")
    assert same.digest == other.digest != a.digest


STEPS, LEVELS = 365 * 24, np.array([100, 200, 300, 400, 500, 600, 700, 800, 850, 900, 950, 1000])
LATITUDES, LONGITUDES = np.arange(60.0, 19.9, -0.25), np.arange(100.0, 150.1, 0.25)
NIGHT = ("2014-10-10T12:00", "2014-10-10T21:00")
FIRST = (31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 9) * 24 + 12
"""Which hour of 2014 the night begins with."""
SHAPE = (STEPS, LEVELS.size, LATITUDES.size, LONGITUDES.size)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A year of hours, one chunk to each: 54 GB a variable. Chunks of one value are not written; one hour differs."""
    root = zarr.open_group(tmp_path_factory.mktemp("year") / "era5.zarr", mode="w")
    dims = ("time", "level", "latitude", "longitude")
    axes = {"time": np.arange(STEPS), "level": LEVELS, "latitude": LATITUDES, "longitude": LONGITUDES}
    for name, values in axes.items():
        root.create_array(name, data=values, dimension_names=(name,))
    root["time"].attrs["units"] = "hours since 2014-01-01"
    root["latitude"].attrs["units"] = "degrees_north"
    root["longitude"].attrs["units"] = "degrees_east"
    height = np.interp(-np.log(LEVELS), -np.log([1000, 850, 700, 500, 300, 100]), [*HEIGHTS, 16_000.0])
    fills = {"u_component_of_wind": 7.0, "v_component_of_wind": -2.0, "temperature": TEMPERATURES[2]}
    units = {"u_component_of_wind": "m s**-1", "v_component_of_wind": "m s**-1", "temperature": "K"}
    for name in (*fills, "geopotential"):
        array = root.create_array(
            name,
            shape=SHAPE,
            chunks=(1, *SHAPE[1:]),
            dtype="float32",
            fill_value=fills.get(name, 0.0),
            dimension_names=dims,
        )
        array.attrs["units"] = units.get(name, "m**2 s**-2")
        for step in range(FIRST, FIRST + 10) if name == "geopotential" else ():
            array[step] = np.broadcast_to(GRAVITY * height[:, None, None], SHAPE[1:])
    root["u_component_of_wind"][FIRST + 3] = 11.0
    return tmp_path_factory.getbasetemp() / root.store_path.store.root


@contextmanager
def within(most):
    """Fails where the work inside holds more memory at once. [byte]"""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


def test_a_year_of_hours_gives_one_night_in_less_than_a_gibibyte(year):
    # Measured 0.2 GiB; how long it takes is told by benchmarks/wind_window.py.
    with within(2**30):
        field = open_wind(year, box=(122.0, 33.0, 132.0, 43.0), times=NIGHT, least_pressure=20_000.0)
        grid = pack(field, field.first_time, 9 * 3600.0)
    assert dict(field.dataset.sizes) == {"time": 10, "level": 11, "latitude": 41, "longitude": 41}
    assert field.first_time == np.datetime64(NIGHT[0])
    assert float(field.dataset["eastward_wind"].isel(time=3).min()) == 11.0
    assert float(field.dataset["eastward_wind"].isel(time=2).max()) == 7.0
    assert grid.air.shape[0] == 10


def test_the_size_is_told_before_anything_is_read(year):
    size = store_size(year, box=(122.0, 33.0, 132.0, 43.0), times=NIGHT, least_pressure=20_000.0)
    assert size.memory == 4 * 4 * 10 * 11 * 41 * 41
    # Every chunk is one hour of the whole store.
    assert size.decoded == 4 * 4 * 10 * int(np.prod(SHAPE[1:]))
    assert size.whole == 4 * 4 * int(np.prod(SHAPE))


def test_only_the_chunks_of_the_night_are_read(tmp_path):
    times = TIMES[0] + np.timedelta64(6, "h") * np.arange(12)
    first = plain_wind().isel(time=0, drop=True)
    air = arco(xr.concat([first.expand_dims(time=[time]) for time in times], "time"))
    store = tmp_path / "era5.zarr"
    chunks = {name: {"chunks": (2, *air[name].shape[1:])} for name in air.data_vars}
    air.to_zarr(store, zarr_format=2, encoding=chunks)
    # The night lies within the third and the fourth of six chunks.
    night = {"times": (times[5], times[6])}
    expected = open_wind(store, **night)
    for name in air.data_vars:
        for number in (0, 1, 4, 5):
            (store / name / f"{number}.0.0.0").write_bytes(b"unreadable")
    field = open_wind(store, **night)
    xr.testing.assert_identical(field.dataset, expected.dataset)
    np.testing.assert_array_equal(field.times, times[5:7])
    assert store_size(store, **night).decoded == 4 * 8 * 4 * 5 * 5 * 6
    (problem, *_) = problems_of(store, times=(times[4], times[8]))
    assert "damaged or cut short" in problem


def test_a_store_too_large_is_refused_with_its_size_before_anything_is_read(year):
    for cut in ({}, {"times": ("2014-10-01", "2014-11-01")}, {"box": (122.0, 33.0, 132.0, 43.0)}):
        size = store_size(year, **cut)
        assert size.memory > LARGEST
        with within(LARGEST / 16):
            (problem,) = problems_of(year, **cut)
        for part in (f"takes {size.memory / 1e9:,.1f} GB", "at most 1.1 GB", "box=", "times=", "least_pressure"):
            assert part in problem


def test_what_was_taken_of_a_store_is_said(tmp_path):
    arco(plain_wind()).to_zarr(tmp_path / "era5.zarr", zarr_format=2)
    field = open_wind(tmp_path / "era5.zarr", times=(TIMES[0], TIMES[1]))
    whole = 4 * 8 * 3 * 5 * 5 * 6
    note = f"Of {whole / 1e3:,.1f} kB in the store, {whole / 1.5e3:,.1f} kB were taken"
    assert any(said.startswith(note) for said in field.notes)


def test_a_box_beyond_a_store_is_refused_without_reading_it(year):
    (problem,) = problems_of(year, box=(90.0, 33.0, 132.0, 43.0), times=NIGHT)
    assert "90 to 132 E, the data at 100 to 150 E" in problem


def test_only_a_store_has_a_size(tmp_path):
    with pytest.raises(WindError, match="no Zarr store of this name"):
        store_size(tmp_path)


def test_a_folder_that_only_looks_like_a_store_is_told_as_damaged(tmp_path):
    (tmp_path / "zarr.json").write_text('{"zarr_format": 3, ')
    (problem,) = problems_of(tmp_path)
    assert "damaged or cut short" in problem


def test_without_zarr_the_error_says_what_to_install(tmp_path, monkeypatch):
    xr.Dataset().to_zarr(tmp_path / "era5.zarr", zarr_format=2)
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "zarr" else found(name, *more))
    (problem,) = problems_of(tmp_path / "era5.zarr")
    assert "pip install zarr" in problem
