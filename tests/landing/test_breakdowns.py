"""Classes of places against places whose class is known, brute force, and another point-in-polygon."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from matplotlib.path import Path as Outline
from pyproj import Geod

import sim.ground
from sim.errors import InputError
from sim.ground import lines, regions
from sim.landing import LandingDistribution, landings
from sim.landing.counting.breakdowns import LINE_BOUNDS, TERRAIN_BOUNDS
from tests.landing.made import made_flights

WONSAN, SEOUL, EAST_SEA, PYONGYANG = (127.42, 39.14), (126.98, 37.57), (130.5, 38.5), (125.754, 39.034)
YELLOW_SEA, DANDONG, FUJI, PACIFIC = (123.5, 37.0), (124.385, 40.130), (138.73, 35.36), (143.0, 33.0)
KAEMA, FAR_AWAY = (127.7, 40.9), (170.0, 38.0)
NAN = (math.nan, math.nan)


def of_places(*places: tuple[float, float], items: int = 1) -> LandingDistribution:
    """One balloon for each place."""
    x, y = np.array(places).T
    names = ["usb_stick", "leaflet_paper"][:items]
    return landings(made_flights(np.repeat(x[:, None], items, 1), np.repeat(y[:, None], items, 1), names))


def scattered(count: int = 3000, seed: int = 5) -> LandingDistribution:
    """Over the shapes and a little beyond, two drops of unequal weight, one in ten without a landing."""
    generator = np.random.default_rng(seed)
    x, y = generator.uniform(117.0, 139.0, (count, 2)), generator.uniform(29.0, 48.0, (count, 2))
    x[generator.random((count, 2)) < 0.1] = np.nan
    outcome = np.where(np.isnan(x), generator.choice([4, 5, 8], (count, 2)), 0)
    return landings(made_flights(x, y, ["usb_stick", "usb_stick"], outcome=outcome, represented=[3.0, 0.7]))


def counted(drops: LandingDistribution, by: str) -> dict[str, int]:
    """Drops of every class and outcome that has any."""
    return {row.region: row.landings for row in drops.probabilities(by) if row.kind != "total" and row.landings}


def test_countries() -> None:
    drops = of_places(WONSAN, PYONGYANG, SEOUL, EAST_SEA, YELLOW_SEA, DANDONG, FUJI, NAN)
    expected = {"north_korea": 2, "south_korea": 1, "sea": 2, "china": 1, "elsewhere": 1, "aloft_at_horizon": 1}
    assert counted(drops, "country") == expected


def test_provinces() -> None:
    drops = of_places(WONSAN, WONSAN, PYONGYANG, SEOUL, EAST_SEA, YELLOW_SEA, DANDONG, NAN)
    table = drops.probabilities("province")
    assert table.row("usb_stick", "north_korea").landings == 3
    assert table.row("usb_stick", "kangwon").probability == pytest.approx(2 / 8)
    assert table.row("usb_stick", "kangwon").within == "north_korea"
    assert (table.row("usb_stick", "sea").landings, table.row("usb_stick", "sea").kind) == (2, "region")


def test_provinces_stand_beside_every_country() -> None:
    vladivostok, matsue = (131.93, 43.15), (133.05, 35.45)
    drops = of_places(WONSAN, SEOUL, DANDONG, vladivostok, matsue, FAR_AWAY, EAST_SEA)
    expected = dict.fromkeys(("kangwon", "south_korea", "china", "russia", "japan", "elsewhere", "sea"), 1)
    assert counted(drops, "province") == expected
    assert drops.probabilities("province").row("usb_stick", "no_landing").probability == 0.0
    assert drops.probabilities("country").row("usb_stick", "no_landing").probability == 0.0


def test_land_and_sea() -> None:
    drops = of_places(WONSAN, SEOUL, DANDONG, EAST_SEA, YELLOW_SEA, FUJI, NAN)
    assert counted(drops, "surface") == {"land": 3, "sea": 2, "elsewhere": 1, "aloft_at_horizon": 1}


def test_terrain() -> None:
    """Mount Fuji and the Pacific lie beyond the shapes but in the table of heights; 170 E lies beyond the table."""
    drops = of_places(PYONGYANG, KAEMA, FUJI, EAST_SEA, PACIFIC, FAR_AWAY, NAN)
    expected = {"below_100_m": 1, "from_1000_m": 2, "sea": 2, "beyond_terrain": 1, "aloft_at_horizon": 1}
    assert counted(drops, "terrain") == expected


def test_a_bound_of_heights_belongs_to_the_class_above(monkeypatch: pytest.MonkeyPatch) -> None:
    heights = np.array([[0.0], [99.9], [100.0], [299.9], [300.0], [600.0], [1000.0], [2744.0]])
    monkeypatch.setattr("sim.landing.counting.breakdowns.terrain_height", lambda longitude, latitude: heights)
    found = counted(of_places(*[SEOUL] * 8), "terrain")
    assert found == {"below_100_m": 2, "100_to_300_m": 2, "300_to_600_m": 1, "600_to_1000_m": 1, "from_1000_m": 2}
    assert TERRAIN_BOUNDS == (100.0, 300.0, 600.0, 1000.0)


def test_depth_in_the_north_is_the_distance_to_the_line() -> None:
    """Brute force: geodesics to points every 100 m of the line; landings within 100 m of a bound are left out."""
    points = shapely.get_coordinates(lines()["military_demarcation_line"].segmentize(100 / 111e3))
    earth, generator = Geod(ellps="WGS84"), np.random.default_rng(4)
    north = shapely.union_all([sim.ground.shapes()[regions()[n].name] for n in regions().of_country("KP")])
    x, y = generator.uniform(124.5, 129.5, 1500), generator.uniform(37.7, 42.0, 1500)
    inside = shapely.contains_xy(north, x, y)
    depth = [
        earth.inv(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])[2].min() / 1e3
        for lon, lat in zip(x[inside], y[inside], strict=True)
    ]
    clear = np.abs(np.subtract.outer(depth, (10, 25, 50, 100, 200))).min(axis=1) > 0.1
    expected, _ = np.histogram(np.array(depth)[clear], (0, 10, 25, 50, 100, 200, np.inf))
    assert expected.min() > 3
    found = counted(of_places(*np.column_stack([x, y])[inside][clear]), "beyond_line")
    names = ("below_10", "10_to_25", "25_to_50", "50_to_100", "100_to_200", "from_200")
    assert [found[f"north_{name}_km"] for name in names] == expected.tolist()
    assert LINE_BOUNDS == (10e3, 25e3, 50e3, 100e3, 200e3)


def test_what_is_not_in_the_north_is_told_apart() -> None:
    drops = of_places(SEOUL, EAST_SEA, DANDONG, FUJI, NAN)
    assert counted(drops, "beyond_line") == {"south_korea": 1, "sea": 1, "other": 2, "aloft_at_horizon": 1}
    assert drops.probabilities("beyond_line").row("usb_stick", "north_korea").landings == 0


@pytest.mark.parametrize("by", ["region", *LandingDistribution.BREAKDOWNS])
def test_classes_and_outcomes_add_up_to_all_drops(by: str) -> None:
    """The counts exactly. Shares are sums of weights over their total: 30 additions of doubles, 1e-14."""
    drops = scattered()
    table = drops.regions() if by == "region" else drops.probabilities(by)
    for rows in ([row for row in table if row.kind != "total"], [row for row in table if not row.within]):
        assert sum(row.landings for row in rows) == 6000
        assert math.fsum(row.probability for row in rows) == pytest.approx(1.0, abs=1e-14)
        assert math.fsum(row.items for row in rows) == pytest.approx(3.7, abs=1e-13)
    for total in (row for row in table if row.kind == "total"):
        parts = [row for row in table if row.within == total.region]
        assert sum(row.landings for row in parts) == total.landings
        assert math.fsum(row.probability for row in parts) == pytest.approx(total.probability, abs=1e-14)


def outlines() -> dict[str, list[list[list[list[float]]]]]:
    text = (Path(sim.ground.__file__).parent / "regions.geojson").read_text(encoding="utf-8")
    return {one["properties"]["name"]: one["geometry"]["coordinates"] for one in json.loads(text)["features"]}


def test_regions_agree_with_another_point_in_polygon() -> None:
    """Matplotlib's crossing count, polygon by polygon: inside the outer ring and in no hole."""
    drops = scattered()
    x, y = (drops.flights[f"landing_{name}"].values.ravel() for name in ("longitude", "latitude"))
    points = np.column_stack([x, y])[np.isfinite(x)]
    found = {row.region: row.landings for row in drops.regions() if row.kind == "region"}
    for name, polygons in outlines().items():
        inside = np.zeros(len(points), dtype=bool)
        for outer, *holes in polygons:
            held = Outline(outer).contains_points(points)
            for hole in holes:
                held &= ~Outline(hole).contains_points(points)
            inside |= held
        assert found.pop(name, 0) == inside.sum(), name
    assert set(found) == {"elsewhere"}


def test_regions_agree_with_a_spatial_join() -> None:
    geopandas = pytest.importorskip("geopandas", reason="needs the extra gis")
    drops = scattered(seed=6)
    shapes = geopandas.read_file(Path(sim.ground.__file__).parent / "regions.geojson")
    x, y = (drops.flights[f"landing_{name}"].values.ravel() for name in ("longitude", "latitude"))
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y, crs=shapes.crs))[np.isfinite(x)]
    expected = points.sjoin(shapes)["name"].value_counts().to_dict()
    found = {row.region: row.landings for row in drops.regions() if row.kind == "region" and row.landings}
    assert len(points) - sum(expected.values()) == found.pop("elsewhere")
    assert found == expected


def test_an_unknown_breakdown_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="by is 'county'; it must be one of country, province, surface, terrain, bey"):
        of_places(SEOUL).probabilities("county")
    with pytest.raises(InputError, match="level is 90; it must be a number between 0 and 1"):
        of_places(SEOUL).probabilities("country", level=90)


def test_printed_classes_are_words() -> None:
    text = str(of_places(WONSAN, SEOUL, EAST_SEA, FAR_AWAY, NAN).probabilities("terrain"))
    for label in ("Sea", "Below 100 m", "100 to 300 m", "From 1000 m", "Beyond the table", "Did not land"):
        assert any(line.strip().startswith(label) for line in text.splitlines()), label
    text = str(of_places(WONSAN, SEOUL, FUJI).probabilities("beyond_line"))
    assert "    10 to 25 km" not in text
    assert "  10 to 25 km" in text
    assert "Other countries" in text
