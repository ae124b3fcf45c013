"""Density against direct sums of kernels, and its area against the ellipsoid."""

import numpy as np
import pytest
import xarray as xr
from pyproj import Geod

from sim.errors import ResultError
from sim.landing import landings
from tests.landing.made import cloud, made_flights


def flights_of(*clouds: tuple[np.ndarray, np.ndarray]) -> xr.Dataset:
    longitude, latitude = (np.column_stack(parts) for parts in zip(*clouds, strict=True))
    return made_flights(longitude, latitude, ["usb_stick", "leaflet_paper"][: len(clouds)])


def test_density_integrates_to_one_over_what_landed() -> None:
    longitude, latitude = cloud(3000, 20e3, 10e3)
    longitude[::3] = np.nan
    density = landings(flights_of((longitude, latitude))).density()
    side = float(density["x"][1] - density["x"][0])
    assert float(density.sum()) * side**2 / 1e6 == pytest.approx(1.0, abs=1e-12)
    assert float(density.min()) >= 0.0
    assert density.attrs["units"] == "km-2"


def test_density_tells_what_it_leaves_out() -> None:
    """Of 3,000 sticks 1,000 stay aloft; of as many leaflets 600 leave the wind."""
    longitude, latitude = (np.column_stack([values, values]) for values in cloud(3000, 20e3, 10e3))
    longitude[::3, 0] = np.nan
    longitude[::5, 1] = np.nan
    outcome = np.where(np.isnan(longitude), [4, 5], 0)
    drops = landings(made_flights(longitude, latitude, ["usb_stick", "leaflet_paper"], outcome=outcome))
    told = {"drops": 6000, "landings": 4400, "drops_aloft_at_horizon": 1000, "drops_left_wind_side": 600}
    assert {key: value for key, value in drops.density().attrs.items() if key in told} == told
    attributes = drops.density("leaflet_paper").attrs
    assert (attributes["drops"], attributes["landings"], attributes["drops_left_wind_side"]) == (3000, 2400, 600)
    assert "drops_aloft_at_horizon" not in attributes


def test_density_of_closed_bundles_counts_those_alone() -> None:
    """Of 300 bundles 200 opened: the density is about 100 drops."""
    longitude, latitude = cloud(300, 20e3, 10e3)
    opened = np.arange(300) % 3 > 0
    longitude[opened] = np.nan
    flights = made_flights(
        longitude[:, None], latitude[:, None], ["intact_bundle"], outcome=np.where(opened, 3, 1)[:, None]
    )
    attributes = landings(flights).density("intact_bundle").attrs
    assert (attributes["drops"], attributes["landings"]) == (100, 100)
    assert not any(key.startswith("drops_") for key in attributes)


def test_cells_are_true_to_area() -> None:
    """Corner cells of a grid 300 km wide: centres of the four neighbours span one cell; 1e-4 for chords."""
    density = landings(flights_of(cloud(3000, 30e3, 30e3))).density(cell=2000.0)
    geod = Geod(ellps="WGS84")
    for row, column in ((0, 0), (-2, -2), (0, -2), (density.sizes["y"] // 2, density.sizes["x"] // 2)):
        rows = np.array([row, row, row + 1, row + 1])
        columns = np.array([column, column + 1, column + 1, column])
        x, y = density["longitude"].values[rows, columns], density["latitude"].values[rows, columns]
        area, _ = geod.polygon_area_perimeter(x, y)
        assert area == pytest.approx(2000.0**2, rel=1e-4)


def test_density_is_the_sum_of_the_kernels() -> None:
    """Directly summed Gaussians of the stated bandwidths; a cell of an eighth of them leaves 0.2 % of binning error."""
    longitude, latitude = cloud(400, 20e3, 12e3, seed=4)
    drops = landings(flights_of((longitude, latitude)))
    widths = drops.density().attrs
    density = drops.density(cell=widths["bandwidth_y"] / 8)
    h_x, h_y = density.attrs["bandwidth_x"], density.attrs["bandwidth_y"]
    row, column = (int(size) for size in np.unravel_index(density.values.argmax(), density.shape))
    geod, n = Geod(ellps="WGS84"), longitude.size
    for i, j in ((row, column), (row + 30, column - 20), (row - 40, column + 25)):
        here = float(density["longitude"][i, j]), float(density["latitude"][i, j])
        azimuth, _, distance = geod.inv([here[0]] * n, [here[1]] * n, longitude, latitude)
        x, y = distance * np.sin(np.deg2rad(azimuth)), distance * np.cos(np.deg2rad(azimuth))
        kernels = np.exp(-0.5 * ((x / h_x) ** 2 + (y / h_y) ** 2)) / (2 * np.pi * h_x * h_y)
        # 1 % for the plane's own north, which is not true north away from its centre.
        assert float(density[i, j]) == pytest.approx(1e6 * kernels.mean(), rel=0.01)


def test_bandwidth_is_scotts_for_independent_balloons() -> None:
    """n**(-1/6) of the standard deviation; 5 % covers the error of a standard deviation from 4,000 values (1.1 %)."""
    attributes = landings(flights_of(cloud(4000, 40e3, 10e3))).density().attrs
    assert attributes["bandwidth_x"] == pytest.approx(40e3 * 4000 ** (-1 / 6), rel=0.05)
    assert attributes["bandwidth_y"] == pytest.approx(10e3 * 4000 ** (-1 / 6), rel=0.05)


def test_bandwidth_bridges_weathers_that_stand_apart() -> None:
    """Ten narrow clouds 100 km apart on the mean: n**(-1/6) of that spread with n = 10, not the 20,000 balloons."""
    weather = np.arange(20_000) % 10
    centre = np.random.default_rng(2).standard_normal(10)
    longitude, latitude = cloud(20_000, 1e3, 1e3)
    moved = longitude + centre[weather] * 1.0
    attributes = landings(made_flights(moved[:, None], latitude[:, None], ["usb_stick"], weather)).density().attrs
    # One degree of longitude at 38.5 N is 87.1 km.
    assert attributes["bandwidth_x"] == pytest.approx(87.1e3 * centre.std() * 10 ** (-1 / 6), rel=0.02)
    assert attributes["bandwidth_y"] < 1e3


def test_kinds_count_alike_in_the_density_of_all() -> None:
    """Half of the leaflets never landed; the two clouds still hold half of the mass each, but for tails of kernels."""
    east_x, east_y = cloud(2000, 5e3, 5e3)
    far_x, far_y = cloud(2000, 5e3, 5e3, seed=8)
    far_x = far_x + 2.0
    far_x[::2] = np.nan
    density = landings(flights_of((east_x, east_y), (far_x, far_y))).density()
    side = float(density["x"][1] - density["x"][0])
    east = float(density.where(density["longitude"] > 129.0).sum()) * side**2 / 1e6
    assert east == pytest.approx(0.5, abs=1e-4)


def test_nothing_landed_is_refused() -> None:
    nothing = np.full(50, np.nan)
    with pytest.raises(ResultError, match="no usb_stick reached the ground"):
        landings(flights_of((nothing, nothing))).density()


def test_one_landing_still_has_a_density() -> None:
    longitude, latitude = np.full(50, np.nan), np.full(50, np.nan)
    longitude[7], latitude[7] = 127.5, 38.5
    density = landings(flights_of((longitude, latitude))).density()
    peak = density.where(density == density.max(), drop=True)
    assert float(peak["longitude"].mean()) == pytest.approx(127.5, abs=0.01)
    assert float(peak["latitude"].mean()) == pytest.approx(38.5, abs=0.01)
