"""One real field in the spelling of every known product: names, units, orders, packing and splitting move no landing.

The numbers of the air are first rounded to such as the files can hold exactly: what is left is the work of the intake.
"""

import importlib.util
from dataclasses import replace

import numpy as np
import pytest

import sim
from tests.wind.files import written
from tests.wind.messages import as_grib
from tests.wind.products import IN_16_BITS, SPELLINGS, arco, real_air, wrf_on_latitudes_and_longitudes


def in_fractions(air):
    """Wind and temperature in 1/512, heights in 1/32 m: float32 holds them exactly, and so do 24 bits of GRIB."""
    for name, parts in (("u", 512.0), ("v", 512.0), ("t", 512.0), ("gh", 32.0)):
        air[name] = (np.rint(parts * air[name].astype(float)) / parts).assign_attrs(air[name].attrs)
    return air


def in_steps(air):
    """Every variable in 65,000 steps over its range, which is what 16-bit integers hold exactly."""
    for name in air.data_vars:
        values = air[name].astype(float)
        low, high = float(values.min()), float(values.max())
        step = (high - low) / 65_000.0
        air[name] = (low + step * np.rint((values - low) / step)).assign_attrs(air[name].attrs)
    return air


def arco_era5(air, folder):
    arco(air).to_zarr(folder / "era5.zarr", zarr_format=2)
    return folder / "era5.zarr"


def grib_1(air, folder):
    return as_grib(air.drop_vars("w"), folder / "air.grib1", edition=1)


def grib_2(air, folder):
    return as_grib(air.drop_vars("w"), folder / "air.grib2", edition=2)


def needing(package, spelling):
    missing = importlib.util.find_spec(package) is None
    return pytest.param(spelling, marks=pytest.mark.skipif(missing, reason=f"{package} is not installed"))


CASES = (
    *(spelling for spelling in SPELLINGS if spelling is not wrf_on_latitudes_and_longitudes),
    needing("zarr", arco_era5),
    needing("eccodes", grib_1),
    needing("eccodes", grib_2),
)


@pytest.fixture(scope="module")
def evening():
    """An invented flight between the two times of the air; not every product has vertical wind."""
    changes = {"weather.steady": False, "weather.vertical_wind": False, "launch.time_spread_min": 0.0}
    return sim.load_scenario("gfs_2011_01_15").with_values({**changes, "simulation.horizon_h": 6.0})


def flown(scenario, wind):
    return sim.simulate(scenario, wind, balloons=40, weather_members=4, rng_seed=1)


@pytest.fixture(scope="module")
def plain(evening, tmp_path_factory):
    """Wind and flights of the air in CF names and SI, for each way to round it."""
    found = {}
    for rounded in (in_fractions, in_steps):
        path = written(rounded(real_air()), tmp_path_factory.mktemp("plain") / "plain.nc")
        wind = sim.open_wind(path)
        found[rounded] = wind, flown(evening, wind)
    return found


def distances(first, second):
    """How far apart two simulations let the same things land. [degree]"""
    np.testing.assert_array_equal(first["outcome"], second["outcome"])
    places = ("landing_longitude", "landing_latitude")
    apart = np.max([np.abs(first[name].values - second[name].values) for name in places], axis=0)
    landed = np.isfinite(apart)
    # Of sixteen things on each of forty balloons two thirds are down after six hours, and the wind has spread them.
    assert landed.sum() > 200
    assert np.ptp(first["landing_longitude"].values[landed]) > 0.5
    return apart[landed]


@pytest.mark.parametrize("spelling", CASES, ids=lambda spelling: spelling.__name__)
def test_things_land_in_the_same_places_whatever_the_file(spelling, evening, plain, tmp_path):
    rounded = in_steps if spelling in IN_16_BITS else in_fractions
    wind = sim.open_wind(spelling(rounded(real_air()), tmp_path))
    apart = distances(plain[rounded][1], flown(evening, wind))
    # A decimetre; a wind that is wrong by 1e-5 m/s throughout would be seen.
    assert apart.max() < 1e-6


def test_things_land_in_nearly_the_same_places_in_output_of_wrf(evening, plain, tmp_path):
    # Its winds, temperatures and heights are means of numbers in float32 on staggered points: 1e-5 m/s and some
    # millimetres of height, which a balloon that hovers near its ceiling makes into many metres.
    wind, flights = plain[in_fractions]
    brought = sim.open_wind(wrf_on_latitudes_and_longitudes(in_fractions(real_air()), tmp_path))
    # The lower levels of a model are brought to pressures between them too, which the other files do not have.
    common = np.isin(brought.dataset["air_pressure"], wind.dataset["air_pressure"])
    apart = distances(flights, flown(evening, replace(brought, dataset=brought.dataset.isel(level=common))))
    assert np.quantile(apart, 0.85) < 1e-4  # one in eight hovers
    assert apart.max() < 0.05


def test_a_wrong_unit_is_no_small_thing(evening, plain, tmp_path):
    _, flights = plain[in_fractions]
    air = in_fractions(real_air())
    air["u"].attrs["units"] = "knots"
    slow = flown(evening, sim.open_wind(written(air, tmp_path / "knots.nc")))
    assert float(np.abs(flights["landing_longitude"] - slow["landing_longitude"]).median()) > 0.1
