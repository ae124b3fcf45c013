"""GRIB by ecCodes: the real files against their NetCDF twins, and made ones for what real ones seldom have."""

import importlib
import importlib.util

import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import TIMES, plain_wind, shared, written
from tests.wind.messages import as_grib

needs_eccodes = pytest.mark.skipif(
    importlib.util.find_spec("eccodes") is None, reason="ecCodes is not installed: pip install 'balloon-drift[grib]'"
)
GAS_CONSTANT, GRAVITY = 287.053, 9.80665


def real(name):
    path = shared() / "data/wind" / name
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    return path


def problems_of(path, **cut):
    with pytest.raises(WindError) as caught:
        open_wind(path, **cut)
    return caught.value.problems


@needs_eccodes
def test_grib_2_with_two_fields_to_a_message_is_its_netcdf_twin():
    path = real("gfs.t12z.pgrbf120.2p5deg.grib2")
    twin = open_wind(real("gfs_20110110T12_f120_eastasia.nc")).dataset
    beside = sorted(path.parent.iterdir())
    field = open_wind(path, box=(90.0, 15.0, 170.0, 60.0))
    for name in ("eastward_wind", "northward_wind", "air_temperature", "height", "air_pressure", "time"):
        np.testing.assert_array_equal(field.dataset[name], twin[name])
    # The GRIB file has humidity besides, which makes the air up to 3 % lighter and omega that much more of a wind.
    moist = 1.0 + 0.608 * field.dataset["specific_humidity"]
    expected = twin["upward_air_velocity"] * moist
    np.testing.assert_allclose(field.dataset["upward_air_velocity"], expected, rtol=2e-4, atol=1e-6)
    assert float(moist.max()) < 1.02
    assert any(note.startswith("Humidity ends at") for note in field.notes)
    assert sorted(path.parent.iterdir()) == beside


@needs_eccodes
def test_grib_1_of_several_starts_and_steps_is_its_netcdf_twin():
    field = open_wind(real("ifs_pl_regular_ll_10deg.grib"))
    twin = open_wind(real("ifs_20240603_20240604_6h_10deg_global.nc")).dataset
    for name in ("time", "latitude", "longitude", "air_pressure", "eastward_wind", "northward_wind", "air_temperature"):
        np.testing.assert_array_equal(field.dataset[name], twin[name])
    # The twin has its height, rounded to float32, besides the geopotential: half a step of float32 at 8 km.
    np.testing.assert_allclose(field.dataset["height"], twin["height"], rtol=0.0, atol=0.001)
    assert field.covers_the_circle


@needs_eccodes
def test_grib_and_netcdf_of_one_air_may_be_put_together():
    sources = [real("ifs_pl_regular_ll_10deg.grib"), real("ifs_20240603_20240604_6h_10deg_global.nc")]
    assert any("8 times are in more than one file" in note for note in open_wind(sources).notes)


@needs_eccodes
@pytest.mark.parametrize("edition", [1, 2])
def test_a_made_file_is_read_as_the_numbers_that_were_written(edition, tmp_path):
    field = open_wind(as_grib(plain_wind(), tmp_path / "wind.grib", edition))
    expected = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset
    for name in ("time", "latitude", "longitude", "air_pressure"):
        np.testing.assert_array_equal(field.dataset[name], expected[name])
    for name in ("eastward_wind", "northward_wind", "air_temperature", "height"):
        # 24 bits over the range of one field, at most 50 m here, and float32 of up to 10 km.
        np.testing.assert_allclose(field.dataset[name], expected[name], rtol=1.5e-7, atol=1e-5)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plain.nc", "wind.grib"]


@needs_eccodes
def test_a_dew_point_is_read(tmp_path):
    wind = plain_wind()
    wind["dpt"] = (wind["t"].dims, wind["t"].to_numpy() - 5.0, {"units": "K"})
    made = open_wind(as_grib(wind, tmp_path / "made.grib")).dataset
    expected = open_wind(written(wind, tmp_path / "plain.nc")).dataset
    # Float32 holds 260 K to 1.5e-5 K, of which the vapour takes a twelfth, relatively.
    np.testing.assert_allclose(made["specific_humidity"], expected["specific_humidity"], rtol=2e-6)


@needs_eccodes
def test_only_what_is_asked_for_is_unpacked(tmp_path):
    path = as_grib(plain_wind(), tmp_path / "wind.grib")
    field = open_wind(path, box=(124, 36, 128, 40), times=(TIMES[1], TIMES[2]), least_pressure=50_000.0)
    assert field.box == (124.0, 36.0, 128.0, 40.0)
    assert dict(field.dataset.sizes) == {"time": 2, "level": 4, "latitude": 3, "longitude": 3}
    whole = open_wind(path).dataset
    np.testing.assert_array_equal(
        field.dataset["northward_wind"],
        whole["northward_wind"].sel(latitude=slice(36, 40), longitude=slice(124, 128))[1:, :4],
    )
    (problem,) = problems_of(path, box=(100, 36, 128, 40))
    assert "the box asked for lies at 100 to 128 E" in problem
    (problem,) = problems_of(path, least_pressure=200_000.0)
    assert "smaller least_pressure" in problem


@needs_eccodes
def test_a_field_that_is_missing_and_a_point_that_is_missing_are_named(tmp_path):
    (problem,) = problems_of(as_grib(plain_wind(), tmp_path / "a.grib", skip=[("v", 1, 2)]))
    assert "northward_wind has 30 missing values of 450, first at 2015-04-03T18:00, 700 hPa" in problem
    wind = plain_wind()
    wind["u"][2, 1, 3, 4] = np.nan
    (problem,) = problems_of(as_grib(wind, tmp_path / "b.grib"))
    assert "eastward_wind has 1 missing values of 450, first at 2015-04-04T00:00, 850 hPa, 40 N, 130 E" in problem


@needs_eccodes
def test_one_time_of_two_forecasts_is_refused(tmp_path):
    path = as_grib(plain_wind(), tmp_path / "wind.grib")
    as_grib(plain_wind().isel(time=[0]).assign_coords(time=[TIMES[1] - np.timedelta64(6, "h")]), path, forecastTime=6)
    (problem,) = problems_of(path)
    for part in ("u at 1000 hPa is there twice for 2015-04-03T18:00 UTC", "2015-04-03T12:00", "keep one"):
        assert part in problem


@needs_eccodes
def test_two_grids_in_one_file_are_refused(tmp_path):
    path = as_grib(plain_wind(), tmp_path / "wind.grib")
    later = [TIMES[2] + np.timedelta64(6, "h")]
    as_grib(plain_wind().isel(latitude=slice(0, 3), time=[0]).assign_coords(time=later), path)
    (problem,) = problems_of(path)
    assert "lie on 2 grids" in problem


@needs_eccodes
def test_the_members_of_an_ensemble_are_read_together_or_one_alone(tmp_path):
    path = tmp_path / "wind.grib"
    for number in (1, 4):
        wind = plain_wind()
        wind["u"] = wind["u"] + number
        as_grib(wind, path, productDefinitionTemplateNumber=1, perturbationNumber=number)
    plain = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset["eastward_wind"]
    for member, number in zip(open_wind(path).members, (1, 4), strict=True):
        np.testing.assert_allclose(member.dataset["eastward_wind"], plain + number, rtol=0, atol=1e-5)
    expected = plain + 4.0
    field = open_wind(path, member=4)
    np.testing.assert_allclose(field.dataset["eastward_wind"], expected, rtol=0, atol=1e-5)
    assert "Member 4 of an ensemble is flown." in field.notes
    assert len(problems_of(path, member=2)) == 1


def section_of(content, message, number):
    """Where a section of the GRIB 2 message at this byte begins: 4 says what a field is, 5 how it is packed."""
    section = message + 16
    while content[section + 4] != number:
        section += int.from_bytes(content[section : section + 4], "big")
    return section


@needs_eccodes
def test_damage_and_foreign_contents_get_one_sentence(tmp_path):
    content = as_grib(plain_wind().isel(time=[0]), tmp_path / "wind.grib").read_bytes()
    (tmp_path / "cut.grib").write_bytes(content[: len(content) - 40])
    (problem,) = problems_of(tmp_path / "cut.grib")
    assert "damaged or cut short after 19 fields" in problem
    for section, byte, wrong in ((4, 7, 0xEE), (5, 19, 64)):  # a kind of product that there is not; too many bits
        wrecked = bytearray(content)
        wrecked[section_of(content, content.index(b"GRIB", 4), section) + byte] = wrong
        (tmp_path / "wrecked.grib").write_bytes(wrecked)
        (problem,) = problems_of(tmp_path / "wrecked.grib")
        assert "field 2 is damaged" in problem
    surface = as_grib(plain_wind().isel(time=[0], level=[0]), tmp_path / "thin.grib")
    (problem,) = problems_of(surface)
    assert "two or more" in problem
    (tmp_path / "magic.grib").write_bytes(b"GRIB\x00\x00\x00\x02")
    (problem,) = problems_of(tmp_path / "magic.grib")
    assert "damaged or cut short" in problem


def test_without_eccodes_the_error_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "wind.grib").write_bytes(b"GRIB\x00\x00\x00\x02")
    whole = importlib.import_module

    def without(name, *others):
        if name == "eccodes":
            raise ImportError("No module named 'eccodes'")
        return whole(name, *others)

    monkeypatch.setattr(importlib, "import_module", without)
    (problem,) = problems_of(tmp_path / "wind.grib")
    assert "pip install 'balloon-drift[grib]'" in problem
    assert "wind.grib" in problem
