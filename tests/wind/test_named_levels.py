"""One variable for each level, as wgrib2 writes NetCDF."""

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import LEVELS_HPA, plain_wind, written

NAMES = {"u": "UGRD", "v": "VGRD", "t": "TMP", "gh": "HGT", "r": "RH"}


def spread(wind):
    """The levels in the names."""
    flat = xr.Dataset(attrs=wind.attrs)
    for name, called in NAMES.items():
        for level in wind["level"].to_numpy() if name in wind else ():
            spelled = f"{level:g}".replace(".", "D")
            flat[f"{called}_{spelled}mb"] = wind[name].sel(level=level, drop=True)
    return flat


def moist_wind():
    wind = plain_wind()
    wind["r"] = (wind["t"].dims, 0.1 * wind["t"].to_numpy(), {"units": "%"})
    return wind


def test_levels_come_from_names_and_it_is_said(tmp_path):
    plain = open_wind(written(moist_wind(), tmp_path / "plain.nc"))
    field = open_wind(written(spread(moist_wind()), tmp_path / "wgrib2.nc"))
    xr.testing.assert_identical(field.dataset, plain.dataset)
    assert "Its 5 levels were gathered from the names of its variables, such as UGRD_1000mb." in field.notes


def test_pressures_with_a_decimal_point_are_read(tmp_path):
    wind = plain_wind()
    wind["level"] = ("level", [1000.0, 850.0, 700.5, 500.0, 300.25], wind["level"].attrs)
    field = open_wind(written(spread(wind), tmp_path / "wgrib2.nc"))
    np.testing.assert_allclose(field.dataset["air_pressure"], [1e5, 85e3, 70_050.0, 5e4, 30_025.0], rtol=1e-12)


def test_a_cut_is_that_of_the_plain_file(tmp_path):
    cut = {
        "box": (125.0, 36.5, 127.0, 38.0),
        "times": ("2015-04-03T18:00", "2015-04-03T20:00"),
        "least_pressure": 60_000.0,
    }
    plain = open_wind(written(moist_wind(), tmp_path / "plain.nc"), **cut)
    field = open_wind(written(spread(moist_wind()), tmp_path / "wgrib2.nc"), **cut)
    xr.testing.assert_identical(field.dataset, plain.dataset)
    assert field.dataset.sizes == {"time": 2, "level": 3, "latitude": 2, "longitude": 3}


def test_a_humidity_that_ends_lower_ends_lower(tmp_path):
    flat = spread(moist_wind()).drop_vars(["RH_300mb", "RH_500mb"])
    field = open_wind(written(flat, tmp_path / "wgrib2.nc"))
    assert np.all(field.dataset["specific_humidity"][:, :3] > 0.0)
    assert np.all(field.dataset["specific_humidity"][:, 3:] == 0.0)
    assert any(note.startswith("Humidity ends at") for note in field.notes)


def problems_of(flat, tmp_path, **cut):
    with pytest.raises(WindError) as caught:
        open_wind(written(flat, tmp_path / "bad.nc"), **cut)
    return caught.value.problems


def test_what_is_missing_is_named(tmp_path):
    flat = spread(plain_wind())
    (problem,) = problems_of(flat.drop_vars("VGRD_700mb"), tmp_path)
    assert "northward_wind has 90 missing values" in problem
    assert "700 hPa" in problem
    (problem,) = problems_of(flat.drop_vars([f"HGT_{level:g}mb" for level in LEVELS_HPA]), tmp_path)
    assert "geopotential height or geopotential on pressure levels is missing" in problem
    flat["TMP_850mb"].attrs["units"] = "degC"
    (problem,) = problems_of(flat, tmp_path)
    assert "TMP has no units attribute" in problem
    (problem,) = problems_of(spread(plain_wind()), tmp_path, box=(125.0, 20.0, 127.0, 38.0))
    assert "the data at 34 to 42 N" in problem


@pytest.mark.parametrize("axis", ["time", "latitude", "longitude"])
def test_an_axis_without_entries_is_named(axis, tmp_path):
    (problem,) = problems_of(spread(plain_wind()).isel({axis: slice(0)}), tmp_path)
    assert f"axis {axis} has no entries" in problem
