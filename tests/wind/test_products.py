import numpy as np
import pytest

from sim.wind import open_wind
from tests.wind.files import written
from tests.wind.products import IN_16_BITS, SPELLINGS, real_air, wrf_on_latitudes_and_longitudes

NAMES = ("eastward_wind", "northward_wind", "air_temperature", "height", "upward_air_velocity")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return open_wind(written(real_air(), tmp_path_factory.mktemp("plain") / "plain.nc")).dataset


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.__name__)
def test_one_real_field_in_every_spelling_is_one_wind(spelling, plain, tmp_path):
    field = open_wind(spelling(real_air(), tmp_path))
    other = field.dataset
    if spelling is wrf_on_latitudes_and_longitudes:
        # Of a model's levels the lower ones are brought to pressures between them too.
        other = other.isel(level=np.isin(other["air_pressure"], plain["air_pressure"]))
    for name in ("time", "latitude", "longitude", "air_pressure"):
        np.testing.assert_array_equal(other[name], plain[name])
    assert "real air" in field.source
    for name in NAMES:
        if name not in other:
            # The vertical wind of the THREDDS file lies on levels of its own there, and was left out.
            assert (spelling.__name__, name) == ("thredds_gfs", "upward_air_velocity")
            continue
        assert other[name].dims == plain[name].dims
        expected = plain[name].to_numpy().astype(float)
        # Half a packing step, and 1e-6 of the largest value for units that were converted in float32.
        error = 1e-6 * np.abs(expected).max()
        if spelling in IN_16_BITS:
            error = error + 0.505 * packing_step(name, plain)
        assert np.all(np.abs(other[name].to_numpy() - expected) <= error)


def packing_step(name, plain):
    if name != "upward_air_velocity":
        return np.ptp(plain[name].to_numpy().astype(float)) / 65_000.0
    # Packed as omega: w = -omega R T / (p g), where the packing of T, 5e-6 of it, adds as much of w.
    pressure = plain["air_pressure"].to_numpy()[None, :, None, None]
    factor = 287.053 * plain["air_temperature"].to_numpy().astype(float) / (pressure * 9.80665)
    omega = real_air()["w"].to_numpy().astype(float)
    return factor * np.ptp(omega) / 65_000.0 + 1e-5 * np.abs(plain[name].to_numpy())
