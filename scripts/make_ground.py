"""Make the shapes and the terrain that ship with `sim.ground`, and print what was done to them.

    python scripts/make_ground.py --borders DIRECTORY --altitude Altitude.h5

DIRECTORY holds GeoJSON cut-outs of Natural Earth 1:10m (longitude 118..138, latitude 30..47), named as in `SOURCES`.
Altitude.h5 is the height table inside the package pvlib (pvlib/data/Altitude.h5, version 0.16.1).
Needs h5py besides the package's own dependencies. The output is the same bytes on every run.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import shapely
import xarray as xr
from pyproj import Geod
from shapely.geometry import mapping, shape

OUTPUT = Path(__file__).parents[1] / "sim" / "ground"
SOURCES = {
    "countries": "ne_10m_admin_0_countries_korea.geojson",
    "north_provinces": "ne_10m_admin_1_prk.geojson",
    "south_provinces": "ne_10m_admin_1_kor.geojson",
    "land": "ne_10m_land_korea.geojson",
    "lines": "ne_10m_admin_0_boundary_lines_land_korea.geojson",
    "places": "ne_10m_populated_places_korea.geojson",
}
BOX = (118.0, 30.0, 138.0, 47.0)
GRID = 1e-4  # degree; about 10 m

# name, English label, Korean label, name in Natural Earth
PROVINCES = (
    ("pyongyang", "Pyongyang", "평양", "P'yŏngyang"),
    ("north_hwanghae", "North Hwanghae", "황해북도", "Hwanghae-bukto"),
    ("south_hwanghae", "South Hwanghae", "황해남도", "Hwanghae-namdo"),
    ("kangwon", "Kangwon", "강원도", "Kangwŏn-do"),
    ("south_pyongan", "South Pyongan", "평안남도", "P'yŏngan-namdo"),
    ("north_pyongan", "North Pyongan", "평안북도", "P'yŏngan-bukto"),
    ("chagang", "Chagang", "자강도", "Chagang-do"),
    ("south_hamgyong", "South Hamgyong", "함경남도", "Hamgyŏng-namdo"),
    ("north_hamgyong", "North Hamgyong", "함경북도", "Hamgyŏng-bukto"),
    ("ryanggang", "Ryanggang", "량강도", "Ryanggang"),
    ("rason", "Rason", "라선", "Rasŏn"),
)
COUNTRIES = (
    ("south_korea", "South Korea", "대한민국", "KR", "KOR"),
    ("china", "China", "중국", "CN", "CHN"),
    ("russia", "Russia", "러시아", "RU", "RUS"),
    ("japan", "Japan", "일본", "JP", "JPN"),
)
# Towns as Natural Earth spells them, and their Korean names: common knowledge, those of the North as they are spelt
# there. Natural Earth's Sin-Ni is no town that we could identify and stays without one.
TOWNS = {
    "Andong": "안동", "Anbyon": "안변", "Ansan": "안산", "Busan": "부산", "Changyon": "장연", "Cheongju": "청주",
    "Chongjin": "청진", "Chongju": "정주", "Chosan": "초산", "Chuncheon": "춘천", "Daegu": "대구", "Daejeon": "대전",
    "Eumseong": "음성", "Gangneung": "강릉", "Goyang": "고양", "Gunsan": "군산", "Gwangju": "광주",
    "Gyeongju": "경주", "Haeju": "해주", "Hamhung": "함흥", "Hungnam": "흥남", "Hyeson": "혜산", "Iksan": "익산",
    "Incheon": "인천", "Jeju": "제주", "Jeonju": "전주", "Kaesong": "개성", "Kanggye": "강계", "Kilchu": "길주",
    "Kimchaek": "김책", "Kimhyonggwon": "김형권", "Manpo": "만포", "Masan": "마산", "Mokpo": "목포",
    "Munchon": "문천", "Musan": "무산", "Nampo": "남포", "Ongjin": "옹진", "Pohang": "포항", "Puch'on": "부천",
    "Pyongsan": "평산", "Pyongyang": "평양", "Sariwon": "사리원", "Seoul": "서울", "Sinuiju": "신의주",
    "Sokcho": "속초", "Sonbong": "선봉", "Songnam": "성남", "Sunchon": "순천", "Suwon": "수원", "Taedong": "대동",
    "Ulsan": "울산", "Wonju": "원주", "Wonsan": "원산", "Yeosu": "여수",
}  # fmt: skip
# Rule lines between the seas, inland where they cross land; sea is what no land covers. They follow the usual limits:
# Haenam's cape to Jeju, Jeju to the mouth of the Yangtze, Busan to the north-west cape of Honshu.
SEAS = (
    (
        "yellow_sea",
        "Yellow Sea",
        "서해",
        [(118, 30.9), (121.9, 31.7), (126.16, 33.3), (126.5, 33.4), (126.5, 34.4), (126.9, 35.0), (127.3, 36.5),
         (127.4, 38.0), (127.0, 39.6), (127.0, 41.5), (118, 41.5)],
    ),
    (
        "korea_strait",
        "Korea Strait",
        "남해",
        [(126.5, 33.4), (126.9, 33.5), (128.7, 32.7), (129.8, 32.8), (130.3, 33.3), (130.7, 33.8), (130.94, 33.95),
         (131.1, 34.2), (130.97, 34.43), (129.18, 35.16), (128.8, 35.6), (126.9, 35.0), (126.5, 34.4)],
    ),
    (
        "east_sea",
        "East Sea",
        "동해",
        [(129.18, 35.16), (130.97, 34.43), (131.1, 34.2), (132.4, 34.7), (134.0, 35.1), (136.2, 35.55), (138, 36.2),
         (138, 47), (130, 47), (127.0, 41.5), (127.0, 39.6), (127.4, 38.0), (127.3, 36.5), (126.9, 35.0),
         (128.8, 35.6)],
    ),
)  # fmt: skip
# Enough of the air's usual box (climate and the Korean cut-outs of reanalyses) that nothing comes down beyond it.
TERRAIN_BOX = (110.0, 25.0, 150.0, 50.0)


def read_features(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def shapes_by(features: list[dict[str, Any]], key: str) -> dict[str, shapely.Geometry]:
    return {feature["properties"].get(key): shape(feature["geometry"]) for feature in features}


def square_kilometres(geometry: shapely.Geometry) -> float:
    parts = [shapely.geometry.polygon.orient(part) for part in polygons(geometry)]
    return sum(Geod(ellps="WGS84").geometry_area_perimeter(part)[0] for part in parts) / 1e6


def polygons(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]


def join_to_nearest(regions: dict[str, shapely.Geometry], pieces: Iterable[shapely.Polygon], names: list[str]) -> None:
    """Give each loose island to the nearest of the named regions."""
    gained: dict[str, list[shapely.Polygon]] = {name: [] for name in names}
    for piece in pieces:
        gained[min(names, key=lambda name: piece.distance(regions[name]))].append(piece)
    for name, islands in gained.items():
        area = sum(map(square_kilometres, islands))
        print(f"  {name}: {len(islands)} islands joined, {area:.0f} km2")
        regions[name] = shapely.union_all([regions[name], *islands])


def land_regions(directory: Path) -> dict[str, shapely.Geometry]:
    """Provinces of the North, then the other countries; no two overlap and no land of Natural Earth is left out."""
    countries = shapes_by(read_features(directory / SOURCES["countries"]), "adm0_a3")
    north = shapes_by(read_features(directory / SOURCES["north_provinces"]), "name")
    south = shapes_by(read_features(directory / SOURCES["south_provinces"]), "name").values()
    regions = {name: north[source] for name, _, _, source in PROVINCES}
    join_to_nearest(regions, polygons(north[None]), list(regions))
    inside = shapely.union_all(list(regions.values()))
    left_out = square_kilometres(countries["PRK"].difference(inside))
    print(f"Part of North Korea (with the north of the demilitarised zone) outside its provinces: {left_out:.3f} km2")
    for name, _, _, _, source in COUNTRIES:
        regions[name] = countries[source]
    regions["south_korea"] = shapely.union_all([regions["south_korea"], *south])
    land = shapely.union_all([shape(f["geometry"]) for f in read_features(directory / SOURCES["land"])])
    loose = land.difference(shapely.union_all([*regions.values(), countries["MNG"]]))
    join_to_nearest(regions, [part for part in polygons(loose) if square_kilometres(part) > 1e-3], list(regions))
    # Japan's coast is long and far away: 500 m of detail halves its share of the file.
    regions["japan"] = regions["japan"].simplify(0.005)
    return rounded(regions, countries["MNG"])


def rounded(regions: dict[str, shapely.Geometry], mongolia: shapely.Geometry) -> dict[str, shapely.Geometry]:
    """On the grid, each cut by those before it so that rounding leaves no overlap."""
    taken = shapely.set_precision(mongolia, GRID)
    result = {}
    for name, geometry in regions.items():
        result[name] = shapely.difference(shapely.set_precision(geometry, GRID), taken, grid_size=GRID)
        taken = shapely.union(taken, result[name], grid_size=GRID)
    result["mongolia"] = shapely.set_precision(mongolia, GRID)
    return result


def sea_regions(land: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """The water of the box, divided by the rule lines; what none of them holds is `other_sea`."""
    water = shapely.difference(shapely.box(*BOX), shapely.union_all(list(land.values())), grid_size=GRID)
    result = {}
    for name, _, _, outline in SEAS:
        result[name] = shapely.intersection(water, shapely.Polygon(outline), grid_size=GRID)
        water = shapely.difference(water, shapely.Polygon(outline), grid_size=GRID)
    return result | {"other_sea": water}


def labels() -> list[dict[str, str]]:
    table = [(name, label, korean, "land", "KP") for name, label, korean, _ in PROVINCES]
    table += [(name, label, korean, "land", country) for name, label, korean, country, _ in COUNTRIES]
    table += [(name, label, korean, "sea", "") for name, label, korean, _ in SEAS]
    table.append(("other_sea", "Other sea", "그 밖의 바다", "sea", ""))
    return [dict(zip(("name", "label", "label_korean", "kind", "country"), row, strict=True)) for row in table]


def write_features(path: Path, features: list[tuple[dict[str, Any], shapely.Geometry]]) -> None:
    body = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": in_four_decimals(geometry)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, geometry in features
    ]
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(body) + "\n]}\n", encoding="utf-8")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size / 1024:.0f} KiB")


def in_four_decimals(geometry: shapely.Geometry) -> dict[str, Any]:
    def trim(values: Any) -> Any:
        return round(values, 4) if isinstance(values, float) else [trim(value) for value in values]

    plain = mapping(shapely.normalize(geometry))
    return {"type": plain["type"], "coordinates": trim(plain["coordinates"])}


def write_regions(directory: Path) -> None:
    land = land_regions(directory)
    shapes = land | sea_regions(land)
    for entry in labels():
        print(f"  {entry['name']}: {square_kilometres(shapes[entry['name']]):.0f} km2")
    only_areas = {name: shapely.MultiPolygon(polygons(geometry)) for name, geometry in shapes.items()}
    write_features(OUTPUT / "regions.geojson", [(entry, only_areas[entry["name"]]) for entry in labels()])


def write_lines(directory: Path) -> None:
    names = {
        ("Military Demarcation Line 1953", "North Korea"): "military_demarcation_line",
        ("Korean Demilitarized Zone", "North Korea"): "northern_limit_of_the_zone",
        ("Korean Demilitarized Zone", "South Korea"): "southern_limit_of_the_zone",
    }
    found = {}
    for feature in read_features(directory / SOURCES["lines"]):
        key = (feature["properties"].get("name"), feature["properties"]["adm0_left"])
        if key in names:
            found[names[key]] = shapely.set_precision(shapely.line_merge(shape(feature["geometry"])), GRID)
    write_features(OUTPUT / "lines.geojson", [({"name": name}, found[name]) for name in names.values()])


def write_places(directory: Path) -> None:
    places = []
    for feature in read_features(directory / SOURCES["places"]):
        given = feature["properties"]
        if given["adm0_a3"] in {"PRK", "KOR"}:
            properties = {"name": given["nameascii"], "country": given["adm0_a3"][:2], "people": given["pop_max"]}
            properties["country"] = {"PRK": "KP", "KOR": "KR"}[given["adm0_a3"]]
            properties["label_korean"] = TOWNS.get(given["nameascii"], "")
            places.append((properties, shapely.Point(given["longitude"], given["latitude"])))
    places.sort(key=lambda place: -place[0]["people"])
    write_features(OUTPUT / "places.geojson", places)


def write_terrain(path: Path) -> None:
    """Cells of 1/12 degree from the north; the table counts 28 m steps from -450 m, and 255 says open sea."""
    west, south, east, north = TERRAIN_BOX
    with h5py.File(path) as file:
        steps = file["Altitude"][:][::-1]
    if steps.shape != (2160, 4320):
        raise SystemExit(f"{path}: expected a table of 2160 x 4320 cells, found {steps.shape}.")
    latitude = -90 + (np.arange(2160) + 0.5) / 12
    # The table stands one column too far west: the summits of ten mountains from China to Japan lie 1.1 cells east of
    # its highest cells on the mean (0.7 to 1.6), and coasts fit best with a shift of 0.75 to 1.1 cells.
    longitude = -180 + (np.arange(4320) + 1.5) / 12
    rows, columns = (latitude > south) & (latitude < north), (longitude > west) & (longitude < east)
    steps = steps[np.ix_(rows, columns)].astype(int)
    height = np.where(steps == 255, 0, 28 * steps - 450)
    print(
        f"terrain: {height.size} cells, {(steps == 255).sum()} of them open sea; "
        f"{(height < 0).sum()} lie below 0 (lowest {height.min()} m) and are set to 0"
    )
    write_terrain_file(np.maximum(height, 0), latitude[rows], longitude[columns])


def write_terrain_file(height: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> None:
    attributes = {
        "standard_name": "surface_altitude",
        "units": "m",
        "comment": "In steps of 28 m; cells below 0 are set to 0.",
    }
    dataset = xr.Dataset(
        {"height": (("latitude", "longitude"), height.astype("int16"), attributes)},
        coords={
            "latitude": ("latitude", latitude, {"standard_name": "latitude", "units": "degrees_north"}),
            "longitude": ("longitude", longitude, {"standard_name": "longitude", "units": "degrees_east"}),
        },
        attrs={"Conventions": "CF-1.11", "title": "Height of the ground around Korea"},
    )
    target = OUTPUT / "terrain.nc"
    dataset.to_netcdf(target, engine="h5netcdf", encoding={"height": {"zlib": True, "complevel": 9, "shuffle": True}})
    print(f"{target.name}: {height.shape[0]} x {height.shape[1]} cells, {target.stat().st_size / 1024:.0f} KiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--borders", type=Path, required=True)
    parser.add_argument("--altitude", type=Path, required=True)
    given = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    write_regions(given.borders)
    write_lines(given.borders)
    write_places(given.borders)
    write_terrain(given.altitude)


if __name__ == "__main__":
    main()
