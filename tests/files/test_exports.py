"""Exports against the flights they come from, read by other programs."""

import csv
import json
import re

import geopandas
import h5py
import numpy as np
import pyogrio
import pytest
import shapely
from matplotlib.path import Path as Outline

import sim
from sim.errors import ResultError
from sim.files import EXPORTS

PAYLOAD = ("dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note")


@pytest.fixture(scope="module")
def incomplete(flights):
    """The same flights, of which the first five balloons are still aloft."""
    lost = flights.copy(deep=True)
    aloft = lost["outcome"].attrs["flag_meanings"].split().index("aloft_at_horizon")
    for axis in ("longitude", "latitude", "height"):
        lost[f"landing_{axis}"].values[:5] = np.nan
    lost["landing_time"].values[:5] = np.datetime64("NaT")
    lost["region"].values[:5] = -1
    lost["outcome"].values[:5] = aloft
    return lost


def places_of(flights, item):
    """Longitude and latitude of every landing of an item, by balloon. (landing, 2)"""
    drops = np.flatnonzero(flights["item"].values == item)
    pairs = np.stack([flights[f"landing_{axis}"].values[:, drops] for axis in ("longitude", "latitude")], axis=-1)
    return pairs.reshape(-1, 2)[np.isfinite(pairs.reshape(-1, 2)).all(axis=1)]


def test_text_has_a_row_for_each_piece_landed_or_not(incomplete, tmp_path):
    with sim.export(incomplete, tmp_path / "landings.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30 * 8  # balloons, and two pieces of each of four items
    assert {row["item"] for row in rows} == set(PAYLOAD)
    aloft = [row for row in rows if row["outcome"] == "aloft_at_horizon"]
    assert {int(row["balloon"]) for row in aloft} >= set(range(5))
    assert all(row["longitude_deg"] == row["height_m"] == row["time_utc"] == "" for row in aloft)
    assert all(row["region"] == "nowhere" for row in aloft)
    written = np.array([(row["longitude_deg"], row["latitude_deg"]) for row in rows if row["longitude_deg"]], float)
    expected = np.concatenate([places_of(incomplete, item) for item in PAYLOAD])
    np.testing.assert_allclose(written, expected, rtol=0, atol=0.51e-6)  # six decimals
    drop = int(np.flatnonzero(incomplete["item"].values == "dvd_sleeve")[0])
    seventh = next(row for row in rows if row["balloon"] == "7" and row["item"] == "dvd_sleeve")
    landed = incomplete["landing_time"].values[7, drop]
    assert seventh["time_utc"] == str(landed.astype("datetime64[s]")) + "Z"
    assert (seventh["weather_member"], seventh["bundle"], seventh["sample"]) == ("1", "main", "0")


def test_geojson_follows_rfc_7946(incomplete, tmp_path):
    collection = json.loads(sim.export(incomplete, tmp_path / "landings.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    layers = {layer: [f for f in collection["features"] if f["properties"]["layer"] == layer] for layer in
              ("launch", "contour", "region", "landing")}  # fmt: skip
    assert sum(map(len, layers.values())) == len(collection["features"])
    assert layers["launch"][0]["geometry"]["coordinates"] == pytest.approx(
        [incomplete.attrs["launch_longitude"], incomplete.attrs["launch_latitude"]], abs=1e-6
    )  # longitude first
    places = [f["geometry"]["coordinates"] for f in layers["landing"]]
    expected = np.concatenate([places_of(incomplete, item) for item in PAYLOAD])
    np.testing.assert_allclose(places, expected, rtol=0, atol=0.51e-6)
    for feature in (*layers["contour"], *layers["region"]):
        geometry = feature["geometry"]
        if geometry is None:
            continue
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for outer, *holes in parts:
            assert outer[0] == outer[-1]
            assert area_of(outer) > 0  # against the clock
            assert all(area_of(hole) < 0 for hole in holes)
    for item in PAYLOAD:
        shares = [f["properties"] for f in layers["region"] if f["properties"]["item"] == item]
        assert sum(share["probability"] for share in shares) == pytest.approx(1.0, abs=1e-12)
        aloft = next(f for f in layers["region"] if (f["properties"]["item"], f["properties"]["name"]) ==
                     (item, "aloft_at_horizon"))  # fmt: skip
        assert aloft["geometry"] is None
        assert aloft["properties"]["probability"] == pytest.approx(collection["did_not_land"][item]["aloft_at_horizon"])
        assert aloft["properties"]["probability"] >= 5 / 30


def area_of(ring):
    """Signed area by the shoelace formula; positive against the clock."""
    x, y = np.transpose(ring)
    return 0.5 * float(x[:-1] @ y[1:] - x[1:] @ y[:-1])


def test_contours_hold_what_they_say(flights, tmp_path):
    contours = geopandas.read_file(sim.export(flights, tmp_path / "a.geojson")).query("layer == 'contour'")
    for item in PAYLOAD:
        places = places_of(flights, item)
        for mass in (0.5, 0.9, 0.95):
            [region] = contours.query("item == @item and mass == @mass").geometry
            inside = np.zeros(len(places), bool)
            for part in shapely.get_parts(region):
                inside |= Outline(np.array(part.exterior.coords)).contains_points(places)
                for hole in part.interiors:
                    inside &= ~Outline(np.array(hole.coords)).contains_points(places)
            assert inside.mean() == pytest.approx(mass, abs=2.5 / len(places))  # whole landings; linear between cells


def test_kml_has_the_same_contours_and_every_landing(flights, tmp_path):
    path = sim.export(flights, tmp_path / "a.kml")
    listed = pyogrio.list_layers(path)[:, 0]
    labels = dict(zip(flights["item"].values, flights["item_label"].values, strict=True))
    contours = geopandas.read_file(sim.export(flights, tmp_path / "a.geojson")).query("layer == 'contour'")
    read = geopandas.GeoDataFrame(
        [dict(row, folder=layer) for layer in listed for _, row in pyogrio.read_dataframe(path, layer=layer).iterrows()]
    )
    shapes = [shape for shape in read.geometry if shape.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection")]
    points = [shape for shape in read.geometry if shape.geom_type == "Point"]
    assert len(shapes) == len(contours)
    assert len(points) == 1 + sum(len(places_of(flights, item)) for item in PAYLOAD)  # with the launch
    areas = sorted(float(shapely.force_2d(shape).area) for shape in shapes)
    assert areas == pytest.approx(sorted(shapely.area(contours.geometry.values)), rel=1e-4)  # six decimals there
    text = path.read_text(encoding="utf-8")
    assert all(f"<name>{labels[item]}</name>" in text for item in PAYLOAD)
    assert "<Style" not in text[text.index("<Folder") :]  # shared styles belong to the document
    shared = set(re.findall(r'<Style id="(\w+)"', text))
    assert shared == set(re.findall(r"<styleUrl>#(\w+)</styleUrl>", text))
    assert text.count("<altitudeMode>absolute</altitudeMode>") == 4  # tracks
    assert "embedded climate of Korea for April" in text


def test_kml_has_the_tracks_of_the_balloons_that_were_chosen(flights, tmp_path):
    text = sim.export(flights.isel(balloon=[9, 3, 1]), tmp_path / "a.kml").read_text(encoding="utf-8")
    lines = re.findall(r"<name>(Balloon \d+)</name>\s*<styleUrl>[^<]*</styleUrl>\s*<LineString", text)
    assert lines == ["Balloon 1", "Balloon 3"]
    assert "All 2 tracks that were kept." in text


def test_kml_has_the_hues_of_the_maps(flights, tmp_path):
    """KML writes alpha, blue, green, red: the vermilion d55e00 of a stick is 005ed5."""
    text = sim.export(flights, tmp_path / "a.kml", item="usb_stick").read_text(encoding="utf-8")
    assert "ff005ed5" in text
    assert "ffd55e00" not in text


def test_kml_says_what_it_thins_and_what_did_not_land(incomplete, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.files.kml.MOST_POINTS", 10)
    text = sim.export(incomplete, tmp_path / "a.kml", item="usb_stick").read_text(encoding="utf-8")
    landed = len(places_of(incomplete, "usb_stick"))
    assert f"10 of {landed} landings, thinned evenly." in text
    assert "Did not land and has no place here: usb_stick" in text
    assert text.count("<Point") == 11
    assert "DVD" not in text


def test_a_geopackage_reads_back_equal(incomplete, tmp_path):
    path = sim.export(incomplete, tmp_path / "a.gpkg")
    assert [file.name for file in tmp_path.iterdir()] == ["a.gpkg"]
    assert set(pyogrio.list_layers(path)[:, 0]) == {"landings", "contours", "regions", "launch"}
    landings = geopandas.read_file(path, layer="landings")
    assert landings.crs.to_epsg() == 4326
    expected = np.concatenate([places_of(incomplete, item) for item in PAYLOAD])
    np.testing.assert_array_equal(np.column_stack([landings.geometry.x, landings.geometry.y]), expected)
    regions = geopandas.read_file(path, layer="regions")
    for item, shares in regions.groupby("item"):
        table = sim.landings(incomplete).regions(item)
        assert shares["probability"].sum() == pytest.approx(1.0, abs=1e-12)
        for _, share in shares.iterrows():
            row = table.row(item, share["name"])
            assert (row.probability, row.low, row.high) == (share["probability"], share["low"], share["high"])
            assert (share.geometry is None) == (share["kind"] == "outcome" or share["name"] == "elsewhere")


def test_a_geopackage_without_geopandas_is_refused_with_what_to_install(flights, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ResultError, match=r"balloon-drift\[gis\]"):
        sim.export(flights, tmp_path / "a.gpkg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", EXPORTS)
def test_an_export_is_a_whole_file_and_keeps_what_is_there(ending, flights, tmp_path, monkeypatch):
    path = tmp_path / f"precious{ending}"
    path.write_text("precious")
    with pytest.raises(ResultError, match="--overwrite"):
        sim.export(flights, path)
    monkeypatch.setattr("sim.landing.LandingDistribution.regions", broken)
    monkeypatch.setattr("sim.landing.LandingDistribution.contours", broken)
    monkeypatch.setattr("sim.files.listing.Selection.rows", broken)
    monkeypatch.setattr("xarray.Dataset.to_netcdf", broken)
    with pytest.raises(ResultError, match="could not be written"):
        sim.export(flights, path, overwrite=True)
    assert path.read_text() == "precious"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def broken(*args, **keywords):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["landings", "landings.shp", "landings.kmz"])
def test_an_unknown_ending_is_refused(name, flights, tmp_path):
    with pytest.raises(ResultError, match=r"\.nc, \.geojson, \.kml, \.gpkg, \.csv"):
        sim.export(flights, tmp_path / name)


def test_what_is_not_there_is_refused_all_at_once(flights, tmp_path):
    with pytest.raises(ResultError) as refusal:
        sim.export(flights, tmp_path / "a.csv", item="radio", bundle="second")
    assert ["radio" in problem or "second" in problem for problem in refusal.value.problems] == [True, True]


def test_only_what_one_bundle_carried(tmp_path):
    park = sim.load_scenario("park_2015_01")
    scenario = park.with_values({"launch_rule": None})
    flights = sim.simulate(scenario, sim.climatological_wind(scenario), balloons=6, weather_members=2)
    names = flights["bundle_name"].values.tolist()
    with sim.export(flights, tmp_path / "a.csv", bundle=names[1]).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["bundle"] for row in rows} == {names[1]}
    carried = np.flatnonzero((flights["bundle"].values == 1) & (flights["item"].values != "intact_bundle"))
    assert len(rows) == 6 * carried.size


def test_the_envelope_and_unopened_bundles_can_be_asked_for(flights, tmp_path):
    wanted = ("empty_envelope", "intact_bundle")
    with sim.export(flights, tmp_path / "a.csv", item=wanted).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["item"] for row in rows] == ["empty_envelope"] * 30 + ["intact_bundle"] * 30
    assert rows[0]["bundle"] == "none"
    opened = [row for row in rows[30:] if row["outcome"] == "bundle_opened"]
    assert opened
    assert all(row["longitude_deg"] == "" for row in opened)


@pytest.mark.parametrize("ending", EXPORTS)
def test_flights_that_nowhere_came_down_are_exported_with_nothing_but_their_outcomes(ending, incomplete, tmp_path):
    aloft = incomplete.isel(balloon=slice(0, 5))
    path = sim.export(aloft, tmp_path / f"a{ending}")
    if ending == ".gpkg":
        assert len(geopandas.read_file(path, layer="landings")) == 0
        assert set(geopandas.read_file(path, layer="regions").query("probability > 0")["name"]) == {"aloft_at_horizon"}
    elif ending == ".nc":
        with h5py.File(path) as file:
            assert "100.00 % aloft at horizon" in file.attrs["comment"]
    else:
        assert "aloft" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [ending for ending in EXPORTS if ending != ".gpkg"])  # its database keeps a date
def test_the_same_flights_make_the_same_file(ending, flights, tmp_path):
    first, second = (sim.export(flights, tmp_path / f"{name}{ending}") for name in "ab")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("ending", EXPORTS)
def test_items_that_there_are_none_of_do_not_keep_the_others_from_being_written(ending, flights, tmp_path):
    """Of these balloons every bundle opened."""
    opened = flights["outcome"].attrs["flag_meanings"].split().index("bundle_opened")
    number = flights["outcome"].attrs["flag_values"][opened]
    some = flights.isel(
        balloon=flights["outcome"].values[:, list(flights["item"].values).index("intact_bundle")] == number
    )
    file = sim.export(some, tmp_path / f"landings{ending}", ("intact_bundle", "usb_stick"))
    assert file.stat().st_size > 1000
