import base64
import re
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

import sim
from sim.errors import ResultError
from sim.ground import regions
from sim.report import NOT_MODELLED
from sim.report.page import report_html
from sim.report.plane import Plane
from sim.report.view_data import MOST_LANDINGS, SHADED_FROM, landings_of
from sim.scenario import Scenario, load_scenario
from tests.report.made_run import HOSTILE, LABELS, made_run
from tests.report.reading import by_id, map_data, read, table

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture(scope="module")
def flights():
    return made_run()


@pytest.fixture(scope="module")
def page(usual):
    return read(usual.read_text(encoding="utf-8"))


def test_the_page_is_well_formed_and_says_its_language(page):
    (document,) = page.all("html")
    assert document.attributes["lang"] == "en"
    assert next(page.all("title")).text == "A made-up night: where it lands"


def test_headings_stand_in_order(page):
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert (np.diff(levels) <= 1).all()


def test_tables_and_pictures_can_be_read_aloud(page):
    for one in page.all("table"):
        assert next(one.all("caption")).text
        assert all(cell.attributes["scope"] in ("row", "col") for cell in one.all("th"))
    pictures = list(page.all("img"))
    assert pictures
    assert all(len(picture.attributes["alt"]) > 20 for picture in pictures)


def test_every_control_has_a_label(page):
    labelled = {label.attributes.get("for") for label in page.all("label")}
    inside = [control for label in page.all("label") for control in label.all("input")]
    assert all(select.attributes["id"] in labelled for select in page.all("select"))
    assert len(inside) == len(list(page.all("input")))


def test_nothing_is_loaded_from_anywhere(page):
    for element in page.all():
        for name in ("src", "href", "srcset", "poster", "data", "action", "background"):
            address = element.attributes.get(name, "#")
            assert address.startswith(("#", "data:")), (element.tag, name, address[:60])
    assert not list(page.all("link", "iframe", "object", "embed", "base"))
    style = "".join(one.text for one in page.all("style"))
    assert "url(" not in style
    assert "@import" not in style
    policy = next(meta.attributes["content"] for meta in page.all("meta") if "http-equiv" in meta.attributes)
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy


def shares(flights, kind, region):
    """Share of the drops of a kind in a region, counted by hand."""
    number = regions().names.index(region)
    return 100 * float((flights["region"].values[:, flights["item"].values == kind] == number).mean())


def test_the_table_holds_the_shares_of_the_dataset(flights, page):
    cells = table(page, "By region")
    assert cells["where"] == list(LABELS.values())
    for row, region in (("Kangwon", "kangwon"), ("South Korea", "south_korea"), ("East Sea", "east_sea")):
        for kind, cell in zip(LABELS, cells[row], strict=True):
            assert shares(flights, kind, region) > 1.0  # a comparison that says something
            # half a unit of the last digit
            assert float(cell.split()[0]) == pytest.approx(shares(flights, kind, region), abs=0.0501)
    assert [cell.split()[0] for cell in cells["Did not land"]] == ["10.0", "10.0"]
    assert table(page, "How each kind of item ended")["aloft at horizon"] == ["10.0 %", "10.0 %"]


def test_classes_and_pieces_are_those_of_the_dataset(flights, page):
    inside = np.isin(flights["region"].values, regions().of_country("KP"))
    country = table(page, "By country")["North Korea"]
    pieces = table(page, "Expected number of pieces of 15 balloons")["North Korea"]  # the scenario lets 15 go
    for kind, share, number in zip(LABELS, country, pieces, strict=True):
        hits = inside[:, flights["item"].values == kind]
        assert float(share.split()[0]) == pytest.approx(100 * hits.mean(), abs=0.0501)
        # each of the two drops of a kind is one piece; three figures are told
        assert float(number.split()[0]) == pytest.approx(15 * hits.sum() / flights.sizes["balloon"], rel=5e-3)


def test_the_middle_of_what_came_down_is_told(flights, page):
    _, point, distance, bearing, *_ = table(page, "Middle and spread")[LABELS["usb_stick"]]
    latitude, longitude = (float(one.split()[0]) for one in point.split(","))
    azimuth, _, metres = Geod(ellps="WGS84").inv(
        flights.attrs["launch_longitude"], flights.attrs["launch_latitude"], longitude, latitude
    )
    # two decimals of a degree are half a kilometre on either side
    assert float(distance.removesuffix(" km")) == pytest.approx(metres / 1e3, abs=1.5)
    assert float(bearing.split("°")[0]) == pytest.approx(azimuth, abs=1.0)
    assert bearing.endswith("(NE)")


def test_the_answer_is_three_sentences_with_the_numbers_of_the_table(page):
    sentences = [sentence.text for sentence in by_id(page, "answer").all("p")]
    assert len(sentences) == 3
    assert all(re.search(r"\.$", sentence) for sentence in sentences)
    assert "300 balloons" in sentences[0]
    north = table(page, "By region")["North Korea"]
    for label, cell in zip(LABELS.values(), north, strict=True):
        share, low, high = re.findall(r"[\d.]+", cell)
        assert f"{label} {share} % ({low} to {high} %;" in sentences[1]


def test_the_map_is_true_to_distance_and_bearing_from_the_launch(flights, page):
    landings = map_data(page)["views"]["short"]["dvd_sleeve"]["landings"]
    x, y = np.array(landings["x"]), np.array(landings["y"])
    places = flights[["landing_longitude", "landing_latitude"]].isel({"drop": 0}).dropna("balloon")
    bearing, _, distance = Geod(ellps="WGS84").inv(
        np.full(places.sizes["balloon"], flights.attrs["launch_longitude"]),
        np.full(places.sizes["balloon"], flights.attrs["launch_latitude"]),
        places["landing_longitude"].values,
        places["landing_latitude"].values,
    )
    # an azimuthal equal-area plane shortens 300 km by 300**2 / (24 * 6371**2), 1 part in 10,000; 10 m of rounding
    assert np.sort(np.hypot(x, y)) == pytest.approx(np.sort(distance / 1e3), rel=2e-4, abs=0.01)
    drawn = np.sort(np.degrees(np.arctan2(x, y)))
    assert drawn == pytest.approx(np.sort(bearing), abs=0.1)  # 10 m at 10 km; and the ellipsoid


def test_a_contour_has_the_area_that_it_says(page):
    (half,) = (one for one in map_data(page)["views"][""]["usb_stick"]["contours"] if one["mass"] == 0.5)
    area = 0.0
    ring = []
    for x, y in [*zip(half["x"], half["y"], strict=True), (None, None)]:
        if x is None:
            (a, b) = np.array(ring).T
            area += 0.5 * float(np.dot(a, np.roll(b, -1)) - np.dot(b, np.roll(a, -1)))
            ring = []
        else:
            ring.append((x, y))
    # the plane is equal-area: only rounding to 10 m is between them
    assert area == pytest.approx(float(half["area"].removesuffix(" km²").replace(",", "")), rel=1e-3)


def test_the_shading_lies_where_things_land(flights, page):
    """Its middle is that of the landings, to a quarter of a cell and to what is left unshaded of the tails. [km]"""
    view = map_data(page)["views"][""]["usb_stick"]
    grid, landings = view["density"], view["landings"]
    rows, columns = (int(size) for size in grid["shape"].split(","))
    shade = np.frombuffer(base64.b64decode(grid["bytes"]), np.uint8).reshape(rows, columns).astype(float)
    shade[shade < 255 * SHADED_FROM] = 0.0
    x, y = grid["x0"] + grid["step"] * np.arange(columns), grid["y0"] + grid["step"] * np.arange(rows)
    middle = np.array([shade.sum(axis=0) @ x, shade.sum(axis=1) @ y]) / shade.sum()
    assert middle == pytest.approx([np.mean(landings["x"]), np.mean(landings["y"])], abs=1.0)


def test_landings_are_thinned_evenly_over_the_weathers():
    flights = made_run(6000)
    east = np.asarray(flights["weather"].values) * 0.01 + 128.0
    flights["landing_longitude"][:] = east[:, np.newaxis]
    flights["landing_latitude"][:] = 38.5
    drops = sim.landings(flights)
    chosen = landings_of(drops, "dvd_sleeve", Plane(flights))
    assert chosen["all"] == 12_000
    assert len(chosen["x"]) == MOST_LANDINGS
    # ten weathers in ten columns of the map: each has its hundred
    assert set(np.unique(chosen["x"], return_counts=True)[1]) == {MOST_LANDINGS // 10}


def test_every_input_is_listed_with_what_it_rests_on(page):
    scenario = load_scenario("lee_2015_04_04")
    for name, value in scenario.quantities.items():
        section, _, short = name.partition(".")
        cells = table(page, section.replace("_", " "))[short]
        assert cells[0].startswith(value.law.words)
        assert value.because in cells[2]
    assert table(page, "balloon")["film_density_kg_m3"][1] == "from memory"


def test_limits_digests_and_the_command_are_told(flights, page):
    told = by_id(page, "limits").text
    assert all(limit in told for limit in NOT_MODELLED.values())
    repeat = by_id(page, "repeat").text
    for name in ("wind_digest", "ground_digest", "code_digest", "rng_seed"):
        assert flights.attrs[name] in repeat
    cited = table(page, "What this run was made of")["to be cited as"][0]
    assert cited.startswith("The balloon-drift authors: balloon-drift 0.1.0; scenario lee_2015_04_04, ")
    for word, name in (("wind", "wind_digest"), ("code", "code_digest"), ("rng_seed", "rng_seed")):
        assert f"{word} {flights.attrs[name][:12]}" in cited
    assert "balloon-drift run lee_2015_04_04 --balloons 300 --weather-members 10 --rng-seed 1" in repeat


def test_a_run_that_was_changed_is_repeated_from_its_file_alone(flights, monkeypatch):
    monkeypatch.setattr("sim.report.page.pictures", lambda drops: ())  # most of the time of a page
    scenario = Scenario.from_json(flights.attrs["scenario"])
    for changes in ({"launch_rule": None}, {"weather.wind": "night.nc"}, {"balloon.gas_purity": 0.9}):
        changed = flights.assign_attrs(scenario=scenario.with_values(changes).to_json())
        assert "balloon-drift run" not in by_id(read(report_html(changed)), "repeat").text
    tracked = by_id(read(report_html(flights.assign_coords(track=[0, 1]))), "repeat").text
    assert "--rng-seed 1 --tracks 2" in tracked
    later = flights.assign_coords(balloon=flights["balloon"] + 100)
    assert "balloon-drift run" not in by_id(read(report_html(later)), "repeat").text


def test_the_readme_names_every_limit():
    (paragraph,) = re.findall(r"Not modelled:.*?\n\n", README.read_text(), flags=re.DOTALL)
    for words in NOT_MODELLED:
        assert words in re.sub(r"\s+", " ", paragraph).lower()


def test_names_from_a_scenario_cannot_become_markup(hostile):
    page = read(hostile.read_text(encoding="utf-8"))
    assert len(list(page.all("script"))) == 3
    assert all(picture.attributes["src"].startswith("data:image/png;base64,") for picture in page.all("img"))
    assert not [name for element in page.all() for name in element.attributes if name.startswith("on")]
    assert next(page.all("h1")).text.startswith(HOSTILE)
    assert map_data(page)["items"][0]["label"] == HOSTILE


def test_items_that_never_land_are_told_and_not_drawn(tmp_path):
    flights = made_run()
    for name in ("landing_longitude", "landing_latitude"):
        flights[name][:, 1], flights[name][:, 3] = np.nan, np.nan
    flights["region"][:, 1], flights["region"][:, 3] = -1, -1
    flights["outcome"][:, 1], flights["outcome"][:, 3] = 4, 4
    page = read(sim.write_report(flights, tmp_path / "report.html").read_text(encoding="utf-8"))
    view = map_data(page)["views"][""]["usb_stick"]
    assert (view["density"], view["contours"], view["landings"]["x"]) == (None, [], [])
    assert table(page, "By region")["Did not land"][1].startswith("100.0")


def test_an_existing_page_is_kept_and_the_same_flights_make_the_same_bytes(flights, usual, tmp_path):
    target = tmp_path / "report.html"
    target.write_text("mine")
    with pytest.raises(ResultError, match="--overwrite"):
        sim.write_report(flights, target)
    assert target.read_text() == "mine"
    sim.write_report(flights, target, overwrite=True)
    assert target.read_bytes() == usual.read_bytes()


def test_other_endings_and_datasets_that_say_nothing_are_refused(flights, tmp_path):
    with pytest.raises(ResultError, match=r"report\.pdf.*ends in \.html"):
        sim.write_report(flights, tmp_path / "report.pdf")
    with pytest.raises(ResultError, match="scenario, rng_seed"):
        sim.write_report(
            flights.drop_attrs().assign_attrs(
                {name: flights.attrs[name] for name in flights.attrs if name not in ("scenario", "rng_seed")}
            ),
            tmp_path / "report.html",
        )
    assert not list(tmp_path.iterdir())
