"""Every NetCDF file passes the IOOS compliance checker for CF-1.11, and `trajan` reads the tracks."""

import numpy as np
import pyproj
import pytest
import trajan  # noqa: F401  # gives datasets the accessor `traj`
import xarray as xr

import sim
from sim.landing.tallies.labels import labelled
from sim.landing.tallies.sums import sums_of
from tests.compliance import verdict

# The checker looks for a variable of the role point_id, which CF does not have, and stumbles when there is none.
STUMBLES = {"points": {"check_domain_variables"}}


@pytest.fixture(scope="module")
def written(flights, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cf")
    plain = flights.drop_dims(["track", "step", "night"])
    return {
        "flights": sim.save_flights(flights, folder / "flights.nc"),
        "flights without tracks and nights": sim.save_flights(plain, folder / "plain.nc"),
        "points": sim.export(flights, folder / "points.nc"),
        "tracks": sim.export_tracks(flights, folder / "tracks.nc"),
        "density": sim.export_density(sim.landings(flights), folder / "density.nc"),
        "tally": sim.save_tally(labelled(sums_of(flights, 10), flights, 0), folder / "tally.nc"),
    }


@pytest.mark.parametrize(
    "name", ["flights", "flights without tracks and nights", "points", "tracks", "density", "tally"]
)
def test_the_compliance_checker_has_nothing_to_say(name, written):
    faults, stumbles, groups = verdict(written[name])
    assert groups > 20  # it did look
    assert faults == []
    assert stumbles == STUMBLES.get(name, set())


def test_the_checker_would_have_something_to_say(flights, tmp_path):
    wrong = flights.copy()
    wrong["track_height"] = wrong["track_height"].assign_attrs(standard_name="how_high_it_went")
    said = verdict(sim.export_tracks(wrong, tmp_path / "wrong.nc")).faults
    assert any("how_high_it_went" in message for message in said)


def test_points_are_the_landings(flights, written):
    payload = np.isin(flights["item"].values, ["dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note"])
    landed = np.isfinite(flights["landing_longitude"].values) & payload
    with xr.open_dataset(written["points"], engine="h5netcdf") as points:
        assert points.attrs["featureType"] == "point"
        assert points.sizes == {"landing": landed.sum()}
        rows, columns = np.nonzero(landed)  # balloon by balloon
        for name in ("longitude", "latitude", "height"):
            np.testing.assert_array_equal(points[name], flights[f"landing_{name}"].values[rows, columns])
        np.testing.assert_array_equal(points["balloon"], rows)
        np.testing.assert_array_equal(points["weather"], rows % 3)
        meanings = np.array(points["item"].attrs["flag_meanings"].split())
        np.testing.assert_array_equal(meanings[points["item"]], flights["item"].values[columns])
        assert (points["bundle"].attrs["flag_meanings"].split()[int(points["bundle"][0])]) == "main"
        assert "coordinates" in points["item"].encoding


def test_trajan_reads_the_tracks(flights, written):
    with xr.open_dataset(written["tracks"], engine="h5netcdf") as tracks:
        read = tracks.traj
        assert read.trajectory_dim == "trajectory"
        np.testing.assert_array_equal(read.tlon.values, flights["track_longitude"].values)
        np.testing.assert_array_equal(tracks["trajectory"], [0, 1, 2, 3])
        np.testing.assert_array_equal(np.isnat(tracks["time"]), np.isnat(flights["track_time"]))
        late = tracks["time"].values - flights["track_time"].values
        assert (np.abs(late[~np.isnat(late)]) <= np.timedelta64(1, "us")).all()  # stored as a double of seconds
        lengths = read.length().values
        speeds = read.speed().values
    ellipsoid = pyproj.Geod(ellps="WGS84")
    for number in range(4):
        longitude, latitude, time = (
            flights[f"track_{axis}"].values[number] for axis in ("longitude", "latitude", "time")
        )
        known = np.isfinite(longitude)
        steps = ellipsoid.inv(longitude[known][:-1], latitude[known][:-1], longitude[known][1:], latitude[known][1:])[2]
        # both are sums of the same geodesics
        assert lengths[number] == pytest.approx(ellipsoid.line_length(longitude[known], latitude[known]), rel=1e-9)
        seconds = np.diff(time[known]) / np.timedelta64(1, "s")
        whole = seconds == seconds.round()  # trajan counts whole seconds; an event may fall between two
        assert whole.mean() > 0.9
        assert speeds[number][: steps.size][whole] == pytest.approx((steps / seconds)[whole], rel=1e-6)


def test_of_chosen_balloons_their_own_tracks_are_written(flights, tmp_path):
    chosen = flights.isel(balloon=[9, 3, 1])
    with xr.open_dataset(sim.export_tracks(chosen, tmp_path / "tracks.nc"), engine="h5netcdf") as tracks:
        np.testing.assert_array_equal(tracks["trajectory"], [1, 3])
        np.testing.assert_array_equal(tracks["weather"], [1, 0])  # of 3 members
        np.testing.assert_array_equal(tracks["lon"], flights["track_longitude"].values[[1, 3]])
    with pytest.raises(sim.InputError, match="the balloons that the tracks are of were left out"):
        sim.export_tracks(flights.isel(balloon=[9]), tmp_path / "none.nc")


def test_flights_without_tracks_have_none_to_export(flights, tmp_path):
    with pytest.raises(sim.InputError, match="tracks=100"):
        sim.export_tracks(flights.drop_dims(["track", "step"]), tmp_path / "tracks.nc")
    assert not list(tmp_path.iterdir())


def test_the_density_reads_back_and_is_on_its_plane(flights, written):
    made = sim.landings(flights).density()
    with xr.open_dataset(written["density"], engine="h5netcdf", decode_coords="all") as back:
        np.testing.assert_array_equal(back["landing_density"], made)
        plane = pyproj.CRS.from_cf(back["projection"].attrs)
        area = (back["x"][1] - back["x"][0]) * (back["y"][1] - back["y"][0]) / 1e6
        assert float(back["landing_density"].sum() * area) == pytest.approx(1.0, abs=1e-6)
    assert plane.coordinate_operation.method_name == "Lambert Azimuthal Equal Area"
