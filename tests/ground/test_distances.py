"""Distances to places and to the line against geodesics to every point."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from sim.ground import demarcation_distance, distance_to, lines, within

EARTH = Geod(ellps="WGS84")
PYONGYANG = (125.754, 39.034)


def around_korea(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.uniform(124.0, 131.0, count), generator.uniform(36.0, 43.0, count)


def test_distance_is_the_geodesic() -> None:
    x, y = around_korea(50, 1)
    expected = [EARTH.line_length([lon, PYONGYANG[0]], [lat, PYONGYANG[1]]) for lon, lat in zip(x, y, strict=True)]
    np.testing.assert_allclose(distance_to(x, y, PYONGYANG), expected, atol=1e-6)


def test_a_degree_of_latitude_at_38_degrees_is_111_km() -> None:
    """Meridian arc from 37.5 to 38.5 N on WGS84: 110,996 m (Snyder 1987, table 3: 110,995 m at 38 degrees)."""
    assert distance_to(127.0, 37.5, (127.0, 38.5)) == pytest.approx(110_996, abs=3)


def test_no_position_has_no_distance() -> None:
    assert np.isnan(distance_to([np.nan, 127.0], [38.0, np.nan], PYONGYANG)).all()
    assert np.isnan(demarcation_distance([np.nan, 127.0], [38.0, np.nan])).all()


@pytest.mark.parametrize("place", [PYONGYANG, (179.9, 38.0), (127.0, 89.5), (-60.0, -80.0)])
@pytest.mark.parametrize("radius", [5e3, 200e3, 1e6])
def test_within_finds_every_position_that_a_measurement_finds(place: tuple[float, float], radius: float) -> None:
    """Positions over twice the radius, in all directions, many at its edge; the box must not cut any off."""
    generator = np.random.default_rng(3)
    azimuth, away = generator.uniform(0, 360, 2000), generator.uniform(0, 2 * radius, 2000)
    away[:1000] = radius * generator.uniform(0.99, 1.01, 1000)
    x, y, _ = EARTH.fwd(np.full(2000, place[0]), np.full(2000, place[1]), azimuth, away)
    np.testing.assert_array_equal(within(np.asarray(x), np.asarray(y), place, radius), np.flatnonzero(away <= radius))


def test_distance_to_the_line_is_that_to_its_nearest_point() -> None:
    """Brute force: geodesics to points every 20 m of the line, straight in degrees.

    5 m, as is said: a segment of 17 km along a parallel lies L**2 tan(38 degrees) / (8 R) = 4.4 m beside its geodesic.
    """
    line = lines()["military_demarcation_line"].segmentize(20 / 111e3)
    points = shapely.get_coordinates(line)
    x, y = around_korea(60, 2)
    count = len(points)
    nearest = [
        EARTH.inv(np.full(count, lon), np.full(count, lat), points[:, 0], points[:, 1])[2].min()
        for lon, lat in zip(x, y, strict=True)
    ]
    assert max(nearest) > 400e3
    found = demarcation_distance(x, y)
    assert np.abs(found - nearest).max() < 5.0


def test_beyond_its_ends_the_end_of_the_line_is_nearest() -> None:
    """Haeju lies west of the estuary of the Han, where the line begins."""
    west = shapely.get_coordinates(lines()["military_demarcation_line"])
    ends = [EARTH.inv(125.715, 38.040, *point)[2] for point in west]
    assert demarcation_distance(125.715, 38.040) == pytest.approx(min(ends), rel=1e-3)
    assert demarcation_distance(125.715, 38.040) > 80e3
