"""What a sweep keeps beside its measures is what the flights of each point say, wherever they are flown."""

import numpy as np
import pytest
import xarray as xr
from pyproj import Geod

import sim
from sim.errors import InputError, ResultError
from sim.landing import landings
from sim.landing.shape.contours import density_at
from sim.sweeps import Store

TIMER = "payload.bundles.main.timer_h"
SIZE = {"balloons": 30, "weather_members": 5}
KEPT = {"density": True, "samples": 10, "by_member": True}


@pytest.fixture(scope="module")
def result(tiny, april):
    return sim.sweep(tiny, april, {TIMER: [1.0, 3.0]}, **SIZE, **KEPT)


@pytest.fixture(scope="module")
def flights(tiny, april):
    """Those of the second point, flown alone."""
    return sim.simulate(tiny.with_values({TIMER: 3.0}), april, **SIZE)


def test_what_is_kept_changes_no_measure(tiny, april, result):
    plain = sim.sweep(tiny, april, {TIMER: [1.0, 3.0]}, **SIZE)
    for name in plain.data_vars:
        xr.testing.assert_identical(plain[name].variable, result[name].variable)
    assert set(result.data_vars) - set(plain.data_vars) == {
        "density",
        "density_outside",
        "sample_longitude",
        "sample_latitude",
        "sample_balloon",
        "member_share",
        "member_weight",
    }


def test_a_density_holds_all_that_the_grid_does_not_leave_out(result):
    area = float(result["x"].diff("x")[0] * result["y"].diff("y")[0]) / 1e6
    inside = (result["density"].astype(float) * area).sum(["x", "y"])
    np.testing.assert_allclose(inside + result["density_outside"], 1.0, rtol=1e-6)  # of a float32
    assert (result["density_outside"] < 0.2).all()


def test_cells_are_true_to_area_and_named_by_longitude_and_latitude(result):
    """The corners of a cell far from the middle enclose 100 km2 on the ellipsoid."""
    longitude, latitude = result["cell_longitude"].values, result["cell_latitude"].values
    ring = [(5, 5), (5, 6), (6, 6), (6, 5)]
    corners = ([axis[place] for place in ring] for axis in (longitude, latitude))
    area, _ = Geod(ellps="WGS84").polygon_area_perimeter(*corners)
    # a quadrilateral of geodesics is not quite one of straight lines in the plane
    assert area == pytest.approx(1e8, rel=1e-4)
    assert latitude[-1, 60] > latitude[0, 60]
    assert longitude[60, -1] > longitude[60, 0]


def test_a_density_is_that_of_the_flights_but_for_its_cells(result, flights):
    """At the landings themselves both agree within what cells of 10 km smooth away."""
    drops = landings(flights)
    own, positions = drops.density("usb_stick"), drops.positions("usb_stick")
    kept = result["density"].sel(timer_h=3.0, item="usb_stick").drop_vars(["cell_longitude", "cell_latitude"])
    here = density_at(kept.astype(float), positions.longitude, positions.latitude)
    there = density_at(own, positions.longitude, positions.latitude)
    assert np.corrcoef(here, there)[0, 1] > 0.95
    assert here.mean() == pytest.approx(there.mean(), rel=0.15)


def test_samples_are_drops_of_the_flights_and_stand_for_every_member(result, flights):
    point = result.sel(timer_h=3.0, item="usb_stick")
    balloons = point["sample_balloon"].values
    own = flights["landing_longitude"].values[:, np.flatnonzero(flights["item"].values == "usb_stick")][balloons]
    same = (own == point["sample_longitude"].values[:, None]) | np.isnan(own)
    assert same.any(axis=1).all()
    # ten samples of thirty balloons in five weathers: two of each
    assert np.bincount(flights["weather"].values[balloons]).tolist() == [2, 2, 2, 2, 2]


def test_a_sample_is_the_same_balloon_at_every_point(result):
    assert (result["sample_balloon"][0] == result["sample_balloon"][1]).all()
    assert not result["sample_longitude"][0].equals(result["sample_longitude"][1])


def test_shares_of_members_make_up_the_probability(result, flights):
    weighed = (result["member_share"] * result["member_weight"]).sum("weather")
    np.testing.assert_allclose(weighed, result["probability"], rtol=1e-12, atol=1e-15)
    counts = landings(flights).balloon_counts("leaflet_vinyl", "north_korea")
    hits, trials = counts.by_cluster()
    kept = result["member_share"].sel(timer_h=3.0, item="leaflet_vinyl", region="north_korea")
    np.testing.assert_allclose(kept, hits / trials, rtol=1e-12)


def test_shares_of_a_single_weather_stay_unknown(tiny, april):
    result = sim.sweep(tiny, april, {TIMER: [1.0]}, balloons=4, weather_members=1, by_member=True)
    assert result.sizes["weather"] == 1
    assert result["member_share"].isnull().all()


def test_points_of_fewer_members_leave_the_others_unknown(tiny, april):
    result = sim.sweep(tiny, april, {"simulation.weather_members": [2, 4]}, balloons=4, by_member=True)
    assert result["probability"].dims[0] == "simulation_weather_members"
    known = result["member_weight"].sel(item="usb_stick").notnull()
    assert known.sum("weather").values.tolist() == [2, 4]


def test_kept_bits_do_not_depend_on_shards_or_threads(tiny, small_shards, tmp_path):
    arguments = ({TIMER: [1.0, 2.0, 3.0], "night": ["2015-04-04"]},)
    settings = {**SIZE, **KEPT}
    whole = sim.sweep(tiny, None, *arguments, **settings, threads=1)
    for part in (2, 1):
        parts = sim.sweep(tiny, None, *arguments, **settings, threads=2, shard=(part, 2), store=tmp_path / "s")
    xr.testing.assert_identical(parts, whole)
    xr.testing.assert_identical(xr.open_zarr(tmp_path / "s" / "result.zarr", consolidated=False).load(), whole)
    plan = Store.opened(tmp_path / "s").plan
    assert (plan.kept.density, plan.kept.samples, plan.kept.members) == (True, 10, 5)
    with pytest.raises(ResultError) as told:
        sim.sweep(tiny, None, *arguments, **{**settings, "samples": 9}, store=tmp_path / "s")
    assert any("kept.samples: 10 in the store, 9 asked for" in problem for problem in told.value.problems)


def test_every_kept_variable_has_a_name_and_a_unit(result):
    for name in ("density", "density_outside", "sample_longitude", "sample_latitude", "member_share"):
        assert result[name].attrs["long_name"], name
        assert result[name].attrs["units"], name
    assert result["density"].attrs["grid_mapping"] == "projection"
    assert result["projection"].attrs["grid_mapping_name"] == "lambert_azimuthal_equal_area"


def test_more_samples_than_balloons_are_refused_with_the_other_faults(tiny, april):
    with pytest.raises(InputError) as told:
        sim.sweep(tiny, april, {TIMER: [1.0]}, balloons=4, samples=5, level=2.0)
    assert ["samples is 5; it must be a whole number from 0 to 4" in problem for problem in told.value.problems] == [
        False,
        True,
    ]


def test_coordinates_lack_nothing_as_cf_asks(result):
    """CF-1.11, section 2.5.1: no fill value on a coordinate; a projection has a name."""
    for name in ("x", "y", "timer_h", "sample"):
        assert result[name].encoding["_FillValue"] is None, name
    assert "equal-area" in result["projection"].attrs["long_name"]
