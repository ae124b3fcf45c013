from pathlib import Path

import numpy as np
import pytest

import sim.wind
from sim.wind import SHIPPED, open_wind
from tests.wind.files import shared


def test_every_shipped_wind_opens_by_either_name():
    for name in SHIPPED:
        assert open_wind(name).digest == open_wind(f"shipped:{name}").digest


def test_the_shipped_forecast_has_the_numbers_of_its_grib_messages():
    # Read from the GRIB file with ecCodes' nearest-point search: 37.5 N 127.5 E.
    field = open_wind("gfs_2011_01_15_korea")
    assert field.first_time == field.last_time == np.datetime64("2011-01-15T12:00")
    assert field.box == (110.0, 25.0, 150.0, 50.0)
    column = field.dataset.isel(time=0).sel(latitude=37.5, longitude=127.5)
    expected = {500: (29.29, -18.65, 236.4, 5205.53, 0.8856), 850: (13.03, -13.3, 255.3, 1390.891, 0.247)}
    for pressure, (eastward, northward, temperature, height, sinking) in expected.items():
        at = column.isel(level=int(np.flatnonzero(column["air_pressure"] == 100.0 * pressure)[0]))
        # float32 of what the message holds.
        assert float(at["eastward_wind"]) == pytest.approx(eastward, rel=1e-6)
        assert float(at["northward_wind"]) == pytest.approx(northward, rel=1e-6)
        assert float(at["air_temperature"]) == pytest.approx(temperature, rel=1e-6)
        assert float(at["height"]) == pytest.approx(6_356_766.0 * height / (6_356_766.0 - height), rel=1e-6)
        upward = -sinking * 287.053 * temperature / (100.0 * pressure * 9.80665)
        assert float(at["upward_air_velocity"]) == pytest.approx(upward, rel=1e-6)


def test_the_shipped_forecast_says_where_its_vertical_wind_ends_and_that_it_is_dry():
    field = open_wind("gfs_2011_01_15_korea")
    speed, pressure = field.dataset["upward_air_velocity"], field.dataset["air_pressure"].to_numpy()
    assert (np.abs(speed).max(("time", "latitude", "longitude")) > 0.0).to_numpy().tolist() == list(pressure > 9000.0)
    assert "Vertical wind ends at 15531 m: it is zero from the next level up." in field.notes
    assert float(field.dataset["height"].isel(level=int(np.argmin(np.abs(pressure - 10_000.0)))).min()) < 15_531.5
    assert "The file has no humidity: the air is taken as dry." in field.notes


def test_the_shipped_forecast_is_small():
    # 94 KiB: an installed package should not notice it.
    assert (Path(sim.wind.__file__).parent / SHIPPED["gfs_2011_01_15_korea"]).stat().st_size < 100 * 1024


def test_the_shipped_forecast_agrees_with_an_independent_copy():
    path = shared() / "data/wind/gfs_20110110T12_f120_eastasia.nc"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    ours, copy = open_wind("gfs_2011_01_15_korea").dataset, open_wind(path).dataset
    copy = copy.sel(latitude=ours["latitude"], longitude=ours["longitude"]).isel(level=slice(0, ours.sizes["level"]))
    for name in ours.data_vars:
        np.testing.assert_array_equal(ours[name], copy[name])
