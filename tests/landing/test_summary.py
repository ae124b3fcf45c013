"""A cloud in a few numbers, against closed forms and geodesics."""

import math
import re

import numpy as np
import pytest
import shapely
from pyproj import Geod

from sim.errors import InputError, ResultError
from sim.landing import Summary, landings
from tests.landing.made import cloud, from_plane, made_flights

EARTH = Geod(ellps="WGS84")
LAUNCH = (126.74, 37.889)


def summary_of(longitude: np.ndarray, latitude: np.ndarray, weather: np.ndarray | None = None) -> Summary:
    return landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"], weather)).summary()


def own_weathers(count: int) -> np.ndarray:
    return np.arange(count)


def test_median_of_four_corners_is_where_the_diagonals_cross() -> None:
    """Fermat: of a convex quadrangle the point of least total distance. Means and medians by axis lie elsewhere."""
    x, y = np.array([-9e3, 20e3, 6e3, 0.0]), np.array([0.0, 0.0, 14e3, -5e3])
    slope = 19e3 / 6e3  # of the diagonal from the last corner to the third
    summary = summary_of(*from_plane(x, y), own_weathers(4))
    expected = from_plane(np.array([5e3 / slope]), np.array([0.0]))
    away = EARTH.inv(summary.longitude, summary.latitude, expected[0][0], expected[1][0])[2]
    assert away < 2.0  # where the iteration stops


def test_a_point_with_more_than_half_of_the_landings_is_their_median() -> None:
    x, y = np.array([0.0] * 6 + [30e3, 40e3, 10e3, -20e3]), np.array([0.0] * 6 + [5e3, 60e3, 7e3, 30e3])
    summary = summary_of(*from_plane(x, y))
    assert (summary.longitude, summary.latitude) == pytest.approx((128.0, 38.5), abs=1e-6)
    assert summary.circular_error == pytest.approx(0.0, abs=1.0)


def at(azimuth: float, distance: float, along: np.ndarray, cross: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions ahead of and to the right of the point that a flight of this azimuth and distance reaches."""
    x, y, back = EARTH.fwd(*LAUNCH, azimuth, distance)
    ahead = np.rad2deg(np.arctan2(cross, along)) + back + 180.0
    count = along.size
    return EARTH.fwd(np.full(count, x), np.full(count, y), ahead, np.hypot(along, cross))[:2]


def test_range_bearing_and_spread_of_a_cloud_behind_a_flight() -> None:
    """Of 20,000 points a standard deviation is known to 0.5 % (one sd), the median to 0.3 km; 2 % and 1 km are four."""
    generator = np.random.default_rng(1)
    along, cross = 30e3 * generator.standard_normal(20_000), 10e3 * generator.standard_normal(20_000)
    summary = summary_of(*at(58.0, 150e3, along, cross))
    assert summary.range == pytest.approx(150e3, abs=1e3)
    assert math.degrees(summary.bearing) == pytest.approx(58.0, abs=0.3)
    assert (summary.along_sd, summary.cross_sd) == pytest.approx((30e3, 10e3), rel=0.02)
    assert (summary.along_robust_sd, summary.cross_robust_sd) == pytest.approx((30e3, 10e3), rel=0.04)
    assert (summary.major_sd, summary.minor_sd) == pytest.approx((30e3, 10e3), rel=0.02)
    # the direction at the landing is not that at the launch: meridians draw together by 0.9 degrees over 150 km
    there = (EARTH.fwd(*LAUNCH, 58.0, 150e3)[2] + 180.0) % 360.0
    assert math.degrees(summary.orientation) == pytest.approx(there, abs=0.3)
    assert (summary.landings, summary.landed_share) == (20_000, 1.0)


def test_axes_turn_clockwise_from_north() -> None:
    """A cloud stretched towards 30 degrees right of a westward flight: a mirrored or swapped axis is far off."""
    generator = np.random.default_rng(2)
    longer, shorter = 30e3 * generator.standard_normal(20_000), 10e3 * generator.standard_normal(20_000)
    cosine, sine = math.cos(math.radians(30)), math.sin(math.radians(30))
    summary = summary_of(*at(280.0, 100e3, cosine * longer - sine * shorter, sine * longer + cosine * shorter))
    there = EARTH.fwd(*LAUNCH, 280.0, 100e3)[2] + 180.0
    assert math.degrees(summary.orientation) == pytest.approx((there + 30.0) % 180.0, abs=1.0)
    assert summary.along_sd == pytest.approx(math.hypot(30e3 * cosine, 10e3 * sine), rel=0.02)
    assert summary.cross_sd == pytest.approx(math.hypot(30e3 * sine, 10e3 * cosine), rel=0.02)
    assert math.degrees(summary.bearing) == pytest.approx(280.0, abs=0.3)


def test_quartiles_are_not_moved_by_a_few_that_fly_far() -> None:
    generator = np.random.default_rng(3)
    along, cross = 20e3 * generator.standard_normal(10_000), 20e3 * generator.standard_normal(10_000)
    along[:200] += 600e3
    summary = summary_of(*at(90.0, 100e3, along, cross))
    assert summary.along_robust_sd == pytest.approx(20e3, rel=0.06)
    assert summary.along_sd > 80e3
    assert summary.range == pytest.approx(100e3, abs=3e3)


def test_half_of_a_round_cloud_lies_within_its_circular_error() -> None:
    """Rayleigh: sigma sqrt(2 ln 2); 2 % of 40,000 points is four times its error."""
    longitude, latitude = cloud(40_000, 15e3, 15e3)
    assert summary_of(longitude, latitude).circular_error == pytest.approx(15e3 * math.sqrt(2 * math.log(2)), rel=0.02)


def test_what_did_not_land_is_said_and_moves_nothing() -> None:
    longitude, latitude = cloud(1000, 15e3, 15e3)
    whole = summary_of(longitude, latitude)
    gaps = np.full(1000, np.nan)
    part = landings(
        made_flights(
            np.concatenate([longitude, gaps])[:, None], np.concatenate([latitude, gaps])[:, None], ["usb_stick"]
        )
    ).summary("usb_stick")
    assert (part.landings, part.landed_share) == (1000, 0.5)
    assert (part.longitude, part.range, part.along_sd) == (whole.longitude, whole.range, whole.along_sd)
    assert "1,000 landings, 50.0 % of all drops" in str(part)


def test_ellipse_of_a_normal_cloud_has_its_area_and_holds_its_mass() -> None:
    """Area -2 pi ln(1 - p) sx sy within 2 %; 1 % of mass on 200,000 points that the fit has not seen."""
    longitude, latitude = cloud(40_000, 30e3, 12e3)
    fresh = cloud(200_000, 30e3, 12e3, seed=9)
    summary = summary_of(longitude, latitude)
    assert summary.elliptical
    for mass in (0.5, 0.75, 0.9, 0.95):
        ellipse = summary.ellipse(mass)
        area = EARTH.geometry_area_perimeter(shapely.geometry.polygon.orient(ellipse))[0]
        assert area == pytest.approx(-2 * math.pi * math.log(1 - mass) * 30e3 * 12e3, rel=0.02)
        assert shapely.contains_xy(ellipse, *fresh).mean() == pytest.approx(mass, abs=0.01)


def test_an_ellipse_lies_as_its_cloud_does() -> None:
    """Longer towards 30 degrees east of north: 1 % on fresh points; turned the other way it would hold far less."""

    def tilted(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        longer, shorter = np.random.default_rng(seed).normal(0.0, [[30e3], [8e3]], (2, count))
        return from_plane(0.5 * longer + math.sqrt(0.75) * shorter, math.sqrt(0.75) * longer - 0.5 * shorter)

    summary = summary_of(*tilted(40_000, 5))
    assert math.degrees(summary.orientation) == pytest.approx(30.0, abs=0.5)
    for mass in (0.5, 0.9):
        assert shapely.contains_xy(summary.ellipse(mass), *tilted(200_000, 6)).mean() == pytest.approx(mass, abs=0.01)


def shaped(name: str, count: int = 8000) -> tuple[np.ndarray, np.ndarray]:
    """Clouds that no ellipse tells."""
    generator = np.random.default_rng(4)
    x, y = generator.standard_normal((2, count))
    if name == "two clouds":
        x = 0.3 * x + np.where(generator.random(count) < 0.3, 3.0, 0.0)
    elif name == "ring":
        angle = generator.uniform(0, 2 * np.pi, count)
        x, y = (2 + 0.1 * x) * np.cos(angle), (2 + 0.1 * y) * np.sin(angle)
    elif name == "banana":
        y = 0.3 * y + 0.5 * x**2
    elif name == "core and tail":
        x = np.where(generator.random(count) < 0.15, 8 * np.abs(x), x)
    return from_plane(20e3 * x, 20e3 * y)


@pytest.mark.parametrize("name", ["two clouds", "ring", "banana", "core and tail"])
def test_clouds_of_other_shapes_are_no_ellipses(name: str) -> None:
    summary = summary_of(*shaped(name), own_weathers(8000))
    assert not summary.elliptical
    with pytest.raises(ResultError, match=r"usb_stick: No ellipse fits: .* of a normal cloud .*ask for contours"):
        summary.ellipse(0.9)
    assert str(summary).splitlines()[3].startswith("No ellipse fits: ")


def test_the_half_that_is_too_full_is_named_by_the_compass() -> None:
    """Dense at its south-western end, thin to the north-east: mirrored or turned names would be others."""
    away = np.random.default_rng(8).exponential(1.0, 8000)
    x, y = np.random.default_rng(9).normal(0.0, 3e3, (2, 8000)) + 30e3 * away
    assert "the south-western half of the ellipse of" in summary_of(*from_plane(x, y), own_weathers(8000)).shape
    assert "the south-eastern half of the ellipse of" in summary_of(*from_plane(-x, y), own_weathers(8000)).shape


def test_the_flank_that_is_too_full_is_named_by_the_compass() -> None:
    """A bow open to the north has most of its landings south of the middle; turned over, north of it."""
    along, across = np.random.default_rng(12).standard_normal((2, 8000))
    x, y = 40e3 * along, 4e3 * across + 12e3 * along**2
    assert "the southern half of the ellipse of" in summary_of(*from_plane(x, y), own_weathers(8000)).shape
    assert "the northern half of the ellipse of" in summary_of(*from_plane(x, -y), own_weathers(8000)).shape


def test_few_weathers_of_a_normal_law_are_not_taken_for_another_shape() -> None:
    """Twenty narrow clouds about centres of a normal law: 4,000 landings, but twenty draws; 1 in 100 may be refused."""
    refused = 0
    for seed in range(40):
        generator = np.random.default_rng(100 + seed)
        weather = np.arange(4000) % 20
        x, y = (40e3 * generator.standard_normal(20)[weather] + 5e3 * generator.standard_normal(4000) for _ in "xy")
        summary = summary_of(*from_plane(x, y), weather)
        refused += summary.shape.startswith("No ellipse fits")
        assert summary.elliptical == summary.shape.startswith("An ellipse fits")
    assert refused <= 2


def test_few_weathers_that_miss_an_ellipse_are_said_to_be_too_few() -> None:
    """Five of six weathers blow to one place, one 105 km on: no ellipse is drawn, and none is ruled out."""
    weather = np.arange(3000) % 6
    x, y = cloud(3000, 5e3, 5e3)
    summary = summary_of(x + np.array([-0.2, -0.2, -0.2, -0.2, -0.2, 1.0])[weather], y, weather)
    assert not summary.elliptical
    assert summary.shape.startswith("Too little was flown to say if an ellipse fits: ")
    with pytest.raises(ResultError, match=r"Too little was flown .* ask for contours"):
        summary.ellipse(0.5)


def test_many_weathers_of_a_normal_law_have_an_ellipse() -> None:
    """Five hundred weathers, narrower clouds in each: a share has an sd of 0.022 at most; 8 points are 3.6 of it."""
    for seed in range(10):
        generator = np.random.default_rng(200 + seed)
        weather = np.arange(4000) % 500
        x, y = (40e3 * generator.standard_normal(500)[weather] + 20e3 * generator.standard_normal(4000) for _ in "xy")
        assert summary_of(*from_plane(x, y), weather).elliptical


def test_landings_on_a_point_have_no_ellipse() -> None:
    summary = summary_of(np.full(30, 128.0), np.full(30, 38.5))
    assert (summary.elliptical, summary.major_sd) == (False, pytest.approx(0.0, abs=1e-3))
    with pytest.raises(ResultError, match="line or a point"):
        summary.ellipse(0.5)


@pytest.mark.parametrize("mass", [0.0, 1.0, 90.0, math.nan])
def test_an_impossible_mass_is_refused(mass: float) -> None:
    with pytest.raises(InputError, match="mass is"):
        summary_of(*cloud(500, 10e3, 10e3)).ellipse(mass)


def test_kinds_count_alike_in_a_summary() -> None:
    """Two kinds, 60 km apart, one with three drops a balloon: the mean lies half way, not a quarter."""
    x, y = cloud(500, 5e3, 5e3)
    east = x + 0.7
    flights = made_flights(
        np.column_stack([x, east, east, east]),
        np.column_stack([y] * 4),
        ["usb_stick", "leaflet_paper", "leaflet_paper", "leaflet_paper"],
    )
    summary = landings(flights).summary()
    assert summary.centre_longitude == pytest.approx(x.mean() + 0.35, abs=1e-3)
    assert summary.items == ("usb_stick", "leaflet_paper")
    assert landings(flights).summary("leaflet_paper").longitude > 128.6


def test_nothing_landed_or_no_site_is_refused_in_words() -> None:
    nothing = np.full(20, np.nan)
    with pytest.raises(ResultError, match="no usb_stick reached the ground"):
        summary_of(nothing, nothing)
    flights = made_flights([[127.0]], [[38.0]], ["usb_stick"])
    del flights.attrs["launch_latitude"]
    with pytest.raises(ResultError, match="attributes launch_latitude are not there"):
        landings(flights).summary()


def test_a_summary_reads_well() -> None:
    lines = str(summary_of(*cloud(20_000, 30e3, 12e3))).splitlines()
    assert lines[0] == "usb_stick: 20,000 landings, 100.0 % of all drops."
    # one to two hundredths of a degree are four standard errors of the median
    assert re.fullmatch(
        r"Median point 38\.(49|50)\d N, 12(7\.99|8\.00)\d E: 129 km from the launch site, bearing 58 degrees\.",
        lines[1],
    )
    assert re.match(r"Standard deviation \d\d km along this bearing and \d\d km across \(from quartiles", lines[2])
    assert lines[3].startswith("An ellipse fits: ")
