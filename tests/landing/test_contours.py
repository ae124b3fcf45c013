"""Highest-density regions of clouds whose regions are known in closed form."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from sim.errors import InputError
from sim.landing import LandingDistribution, landings
from tests.landing.made import cloud, from_plane, made_flights

MASSES = (0.5, 0.75, 0.9, 0.95)


def gaussian(count: int = 40_000, seed: int = 1) -> LandingDistribution:
    longitude, latitude = cloud(count, 30e3, 12e3, seed)
    return landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"]))


def test_area_of_a_gaussian_region_is_that_of_its_ellipse() -> None:
    """-2 pi ln(1 - p) sx sy; 2 %: of 40,000 points the edge of 95 % is known to 0.6 % of the area (one sd)."""
    for contour in gaussian().contours():
        expected = -2 * np.pi * np.log(1 - contour.mass) * 30e3 * 12e3
        assert contour.area == pytest.approx(expected, rel=0.02)


def mixture(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """70 % in a round cloud, 30 % in a long one 150 km to the east."""
    generator = np.random.default_rng(seed)
    far = generator.random(count) < 0.3
    x = generator.standard_normal(count) * np.where(far, 30e3, 15e3) + np.where(far, 150e3, 0.0)
    y = generator.standard_normal(count) * np.where(far, 8e3, 15e3)
    return from_plane(x, y)


def test_regions_of_a_mixture_hold_their_stated_mass() -> None:
    """1 % on 200,000 points that the regions have not seen; their own binomial error is 0.1 %."""
    longitude, latitude = mixture(40_000, seed=2)
    fresh_x, fresh_y = mixture(200_000, seed=3)
    contours = landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"])).contours(MASSES)
    for contour in contours:
        shapely.prepare(contour.polygons)
        held = shapely.contains_xy(contour.polygons, fresh_x, fresh_y).mean()
        assert held == pytest.approx(contour.mass, abs=0.01)


@pytest.mark.parametrize(("name", "east", "wide", "high"), [("near", 0.0, 15e3, 15e3), ("far", 150e3, 30e3, 8e3)])
def test_regions_of_a_bundle_hold_their_mass_of_it(name: str, east: float, wide: float, high: float) -> None:
    """One bundle for each cloud of the mixture: 1 % on 200,000 fresh points of that cloud alone."""
    generator = np.random.default_rng(7)
    x, y = generator.standard_normal((2, 40_000, 2)) * np.array([[[15e3, 30e3]], [[15e3, 8e3]]])
    longitude, latitude = from_plane(x + np.array([0.0, 150e3]), y)
    bundles = {"near": [0], "far": [1]}
    drops = landings(made_flights(longitude, latitude, ["usb_stick", "usb_stick"], bundles=bundles)).of_bundle(name)
    fresh = from_plane(east + wide * generator.standard_normal(200_000), high * generator.standard_normal(200_000))
    for contour in drops.contours(item="usb_stick"):
        shapely.prepare(contour.polygons)
        assert shapely.contains_xy(contour.polygons, *fresh).mean() == pytest.approx(contour.mass, abs=0.01)


def test_clouds_that_stand_apart_have_regions_apart() -> None:
    longitude, latitude = mixture(20_000, seed=2)
    (contour,) = landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"])).contours((0.9,))
    large = [part for part in contour.polygons.geoms if part.area > 0.01]
    assert len(large) == 2
    west, east = sorted(part.centroid.x for part in large)
    assert west == pytest.approx(128.0, abs=0.05)
    assert east == pytest.approx(128.0 + 150 / 87.1, abs=0.05)  # 87.1 km to a degree at 38.5 N


def test_regions_lie_inside_each_other_and_thresholds_fall() -> None:
    half, three_quarters, most, nearly = contours = gaussian(5000).contours()
    assert [contour.mass for contour in contours] == list(MASSES)
    assert half.threshold > three_quarters.threshold > most.threshold > nearly.threshold > 0
    assert three_quarters.polygons.contains(half.polygons)
    assert most.polygons.contains(three_quarters.polygons)
    assert nearly.polygons.contains(most.polygons)


def test_stated_area_is_the_area_on_the_ellipsoid() -> None:
    """1e-3: edges are straight in the plane, geodesics on the ellipsoid."""
    for contour in gaussian(5000).contours(MASSES):
        parts = [shapely.geometry.polygon.orient(part) for part in contour.polygons.geoms]
        on_earth = sum(Geod(ellps="WGS84").geometry_area_perimeter(part)[0] for part in parts)
        assert contour.area == pytest.approx(on_earth, rel=1e-3)


def test_a_ring_has_a_hole() -> None:
    generator = np.random.default_rng(6)
    angle, radius = generator.uniform(0, 2 * np.pi, 20_000), 100e3 + 5e3 * generator.standard_normal(20_000)
    longitude, latitude = from_plane(radius * np.cos(angle), radius * np.sin(angle))
    (contour,) = landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"])).contours((0.9,))
    assert not shapely.contains_xy(contour.polygons, 128.0, 38.5)
    assert sum(len(part.interiors) for part in contour.polygons.geoms) >= 1


def test_masses_beyond_0_and_1_are_refused_together() -> None:
    with pytest.raises(InputError) as refused:
        gaussian(500).contours((0.5, 1.0, 90.0))
    assert len(refused.value.problems) == 2


def test_weights_move_the_region() -> None:
    """Nine tenths of the leaflets are in the western bundle: the region of 80 % is there alone."""
    west_x, west_y = cloud(4000, 5e3, 5e3)
    east_x = west_x + 2.0
    flights = made_flights(
        np.column_stack([west_x, east_x]),
        np.column_stack([west_y, west_y]),
        ["leaflet_paper", "leaflet_paper"],
        represented=[900.0, 100.0],
    )
    (contour,) = landings(flights).contours((0.8,))
    assert contour.polygons.bounds[2] < 129.0


def test_a_region_across_the_date_line_is_as_large_as_anywhere() -> None:
    """The same cloud 52 degrees on: the same polygon, moved; a hole around the earth would be 360 degrees wide."""
    longitude, latitude = cloud(4_000, 30e3, 12e3, 1)
    here, there = (
        landings(made_flights(turned[:, None], latitude[:, None], ["usb_stick"])).contours((0.9,))[0].polygons
        for turned in (longitude, (longitude + 52.0 + 180.0) % 360.0 - 180.0)
    )
    assert there.is_valid
    assert there.area == pytest.approx(here.area, rel=1e-6)  # the grid is laid about the median, rounded alike
    assert np.subtract(there.bounds, here.bounds) == pytest.approx([52.0, 0.0, 52.0, 0.0], abs=1e-6)
