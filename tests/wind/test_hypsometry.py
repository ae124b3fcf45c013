"""Heights made up from the ground, where a file has no geopotential."""

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind
from sim.wind.door.hypsometry import heights_above_surface, hypsometric_thickness
from tests.wind.files import DIMS, LATITUDES, LONGITUDES, TIMES, plain_wind, shared, written

GRAVITY, GAS_CONSTANT = 9.80665, 287.053
SURFACE_DIMS = ("time", "latitude", "longitude")

# June over 38 N 127 E, NCEP reanalysis 1979-1998: temperature, humidity and the height of the surfaces in the data.
PRESSURE = 100.0 * np.array([1000.0, 925.0, 850.0, 700.0, 600.0, 500.0, 400.0, 300.0])
KELVIN = np.array([292.7, 289.9, 286.8, 277.8, 270.7, 262.3, 251.3, 236.8])
HUMIDITY = 1e-3 * np.array([12.4, 9.7, 7.3, 4.0, 2.5, 1.4, 0.8, 0.4])
HEIGHT = np.array([74.0, 742.0, 1459.0, 3068.0, 4309.0, 5733.0, 7414.0, 9469.0])


def column(values):
    return np.asarray(values, float)[None, :, None, None]


def ground(value):
    return np.full((1, 1, 1), value)


def problems_of(source):
    with pytest.raises(WindError) as caught:
        open_wind(source)
    return caught.value.problems


def test_the_thickness_of_a_layer_is_that_of_its_mean_temperature():
    # 287.053 * 273.15 * 0.693147 / 9.80665 by hand.
    assert float(hypsometric_thickness(1e5, 5e4, 273.15)) == pytest.approx(5542.02, abs=0.01)
    assert float(hypsometric_thickness(5e4, 1e5, 273.15)) == pytest.approx(-5542.02, abs=0.01)
    assert np.isnan(hypsometric_thickness(1e5, np.nan, 273.15))
    together = hypsometric_thickness([1e5, 7e4], [7e4, 5e4], 260.0)
    assert together.sum() == pytest.approx(float(hypsometric_thickness(1e5, 5e4, 260.0)))


def test_a_real_mean_column_has_the_heights_of_its_data():
    # The data are means of many columns, temperature to 0.1 K: heights come out within 3 m, and within 1 m of what
    # another integration of the same numbers gave. Dry air is 17 m short.
    moist = heights_above_surface(PRESSURE, column(KELVIN * (1.0 + 0.608 * HUMIDITY)), ground(1e5), ground(74.0))
    np.testing.assert_allclose(moist[0, :, 0, 0], HEIGHT, rtol=0.0, atol=3.0)
    np.testing.assert_allclose(moist[0, 1:, 0, 0], [743, 1460, 3070, 4310, 5734, 7413, 9469], rtol=0.0, atol=1.0)
    dry = heights_above_surface(PRESSURE, column(KELVIN), ground(1e5), ground(74.0))
    assert float(dry[0, 5, 0, 0]) - 5733.0 == pytest.approx(-17.0, abs=1.5)


@pytest.mark.parametrize("surface", [1.02e5, 9.6e4, 8.5e4, 6.3e4])
def test_the_ground_may_lie_below_at_or_between_the_levels(surface):
    # Isothermal air: z = R T / g ln(ps / p) above the ground, whatever lies under it.
    made = heights_above_surface(PRESSURE, column(np.full(8, 260.0)), ground(surface), ground(120.0))
    expected = 120.0 + GAS_CONSTANT * 260.0 / GRAVITY * np.log(surface / PRESSURE)
    np.testing.assert_allclose(made[0, :, 0, 0], expected, rtol=1e-12)


def test_air_under_the_ground_does_not_move_the_levels_above_it():
    absurd = KELVIN.copy()
    absurd[:2] += 40.0
    made, usual = (heights_above_surface(PRESSURE, column(t), ground(8.5e4), ground(1500.0)) for t in (absurd, KELVIN))
    np.testing.assert_allclose(made[0, 2:], usual[0, 2:], rtol=0.0, atol=1e-9)
    assert made[0, 0] < usual[0, 0] - 20.0


def without_heights(surface_pressure=1.0e5, orography=190.0, pressure_units="Pa", height_units="m"):
    """Plain wind without geopotential, over a ground that rises toward the east."""
    shape = (TIMES.size, LATITUDES.size, LONGITUDES.size)
    rise = np.broadcast_to(10.0 * np.arange(LONGITUDES.size), shape)
    pressure = surface_pressure * np.exp(-rise * GRAVITY / (GAS_CONSTANT * 270.0))
    wind = plain_wind().drop_vars("gh")
    return wind.assign(
        sp=(SURFACE_DIMS, pressure, {"units": pressure_units, "standard_name": "surface_air_pressure"}),
        orog=(SURFACE_DIMS[1:], (orography + rise)[0], {"units": height_units, "standard_name": "surface_altitude"}),
        q=(DIMS, np.full((TIMES.size, 5, *shape[1:]), 0.004), {"units": "kg kg-1"}),
    )


def expected_heights(wind):
    """The same by a plain loop over the levels of one column."""
    temperature = wind["t"].isel(time=1, latitude=2, longitude=3).to_numpy() * (1.0 + 0.608 * 0.004)
    level = 100.0 * wind["level"].to_numpy()
    surface = float(wind["sp"].isel(time=1, latitude=2, longitude=3))
    slope = (temperature[1] - temperature[0]) / np.log(level[1] / level[0])
    at_ground = temperature[0] + slope * np.log(surface / level[0])
    height = float(wind["orog"].isel(latitude=2, longitude=3))
    height += GAS_CONSTANT / GRAVITY * 0.5 * (at_ground + temperature[1]) * np.log(surface / level[1])
    heights = [height]
    for lower in (1, 2, 3):
        mean = 0.5 * (temperature[lower] + temperature[lower + 1])
        heights.append(heights[-1] + GAS_CONSTANT / GRAVITY * mean * np.log(level[lower] / level[lower + 1]))
    z = np.array(heights)
    return 6_356_766.0 * z / (6_356_766.0 - z)


def test_a_file_without_geopotential_gets_its_heights_from_the_ground_and_says_so(tmp_path):
    wind = without_heights(9.9e4)
    field = open_wind(written(wind, tmp_path / "wind.nc"))
    made = field.dataset["height"].isel(time=1, latitude=2, longitude=3).to_numpy()
    # 0.608 stands for 1 / 0.622 - 1 = 0.6078: 1e-6 of the height.
    np.testing.assert_allclose(made[1:], expected_heights(wind), rtol=3e-6)
    assert sum("hypsometric equation, from temperature and humidity." in note for note in field.notes) == 1


def test_the_ground_may_come_in_a_file_of_its_own_as_era5_has_it(tmp_path):
    wind = without_heights(9.9e4)
    single = xr.Dataset({"sp": wind["sp"], "z": wind["orog"] * GRAVITY})
    single["z"].attrs = {"units": "m**2 s**-2", "standard_name": "geopotential"}
    single = single.isel(latitude=slice(None, None, -1)).rename(time="valid_time")
    together = open_wind(written(wind, tmp_path / "wind.nc"))
    air = written(wind.drop_vars(["sp", "orog"]), tmp_path / "air.nc")
    apart = open_wind([written(single, tmp_path / "single.nc"), air])
    np.testing.assert_allclose(apart.dataset["height"], together.dataset["height"], rtol=1e-12)
    assert "2 files" in apart.source
    assert not any("passed over" in note for note in apart.notes)
    changed = single.assign(sp=(single["sp"] + 10.0).assign_attrs(single["sp"].attrs))
    assert open_wind([air, written(changed, tmp_path / "changed.nc")]).digest != apart.digest
    assert open_wind([air, tmp_path / "single.nc"]).digest == apart.digest
    cut = open_wind([tmp_path / "single.nc", air], box=(125, 37, 129, 39), times=(TIMES[1], TIMES[2]))
    np.testing.assert_allclose(
        cut.dataset["height"],
        together.dataset["height"].sel(latitude=slice(36, 40), longitude=slice(124, 130)).isel(time=slice(1, 3)),
        rtol=1e-12,
    )


def test_dry_air_is_said_to_lie_too_low(tmp_path):
    field = open_wind(written(without_heights().drop_vars("q"), tmp_path / "wind.nc"))
    assert any("from temperature alone" in note and "too low" in note for note in field.notes)


def test_geopotential_of_the_file_wins_and_a_wrong_ground_does_not_matter_then(tmp_path):
    wind = without_heights(5.0, pressure_units="furlongs").assign(gh=plain_wind()["gh"])
    field = open_wind(written(wind, tmp_path / "wind.nc"))
    expected = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset["height"]
    np.testing.assert_array_equal(field.dataset["height"], expected)


def test_without_geopotential_and_ground_the_refusal_says_what_is_needed(tmp_path):
    for lacking in (["sp"], ["orog"], ["sp", "orog"]):
        (problem,) = problems_of(
            written(without_heights().drop_vars(lacking), tmp_path / f"{len(lacking)}{lacking[0]}.nc")
        )
        for part in ("geopotential height or geopotential on pressure levels is missing", "sp, ps", "orog"):
            assert part in problem


@pytest.mark.parametrize(
    ("wind", "expected"),
    [
        (without_heights(1000.0), "surface pressure spans 99"),
        (without_heights(pressure_units="furlongs"), "sp is in 'furlongs'"),
        (without_heights(orography=190.0 * 98.0), "the height of the surface spans 18620 to 18670 m"),
        (without_heights(7.0e4), "surface lies at"),
    ],
)
def test_a_ground_that_cannot_be_is_refused(wind, expected, tmp_path):
    (problem,) = problems_of(written(wind, tmp_path / "wind.nc"))
    assert expected in problem


def test_without_heights_and_without_the_ground_it_is_said_what_to_add(tmp_path):
    with pytest.raises(WindError) as caught:
        open_wind(written(plain_wind().drop_vars("gh"), tmp_path / "wind.nc"))
    (problem,) = caught.value.problems
    for part in (
        "geopotential height or geopotential on pressure levels is missing; the file has u, v, t",
        "instead, heights are made from temperature where the files have the pressure (sp, ps) and the height (orog,",
    ):
        assert part in problem


def test_a_time_without_surface_pressure_is_named(tmp_path):
    wind = without_heights()
    single = wind[["sp", "orog"]].isel(time=[0, 2])
    air = wind.drop_vars(["sp", "orog"])
    (problem,) = problems_of([written(single, tmp_path / "s.nc"), written(air, tmp_path / "a.nc")])
    assert "surface pressure is missing at 1 of 3 times, first at 2015-04-03T18:00 UTC" in problem


def test_real_heights_come_out_of_real_temperatures(tmp_path):
    path = shared() / "data/wind/gfs_20110110T12_f120_eastasia.nc"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    with xr.open_dataset(path) as real:
        bare = real.drop_vars("gh").load()
    expected, made = open_wind(path).dataset, open_wind(written(bare, tmp_path / "bare.nc")).dataset
    error = (made["height"] - expected["height"]).sel(latitude=slice(32.5, 45.0), longitude=slice(120.0, 135.0))
    error = error.isel(level=expected["air_pressure"].to_numpy() >= 30_000.0)
    # A dry file in the cold of January: measured 5.3 m at most.
    assert float(np.abs(error).max()) < 10.0
