"""The shipped tables: launch sites and the catalogue of items."""

import math

import pytest
from pyproj import Geod

from sim.evidence import load_evidence
from sim.scenario import Item, Scenario, site_named, sites
from sim.scenario.tables import catalogue
from tests.scenario.typed import scenario

GRAVITY, SEA_LEVEL_DENSITY = 9.80665, 1.225

# Map positions of the towns, and great-circle distances of the sites from them in km.
TOWNS = {"Kaesong": (126.554, 37.971), "Pyongyang": (125.754, 39.034), "Wonsan": (127.444, 39.153)}
DISTANCES = [
    ("imjingak", 19, 154, 153),
    ("odusan", 25, 162, 167),
    ("gimpo", 24, 158, 174),
    ("ganghwa", 19, 147, 172),
    ("gyodong", 32, 145, 183),
    ("yeoncheon", 43, 149, 121),
    ("cheorwon", 66, 153, 101),
    ("pocheon", 62, 164, 116),
    ("goseong", 173, 232, 102),
    ("baengnyeong", 166, 152, 276),
]


@pytest.mark.parametrize(("name", "kaesong", "pyongyang", "wonsan"), DISTANCES)
def test_a_site_lies_at_its_distance_from_three_towns(name: str, kaesong: int, pyongyang: int, wonsan: int) -> None:
    site, geod = sites()[name], Geod(ellps="WGS84")
    found = [geod.inv(site.longitude, site.latitude, *town)[2] / 1000.0 for town in TOWNS.values()]
    # The distances are rounded to 1 km and on a sphere: up to 0.3 % off, 0.8 km at 276 km.
    assert found == pytest.approx([kaesong, pyongyang, wonsan], abs=1.4)


@pytest.mark.parametrize("spelling", ["Imjingak", "imjingak paju", "PAJU", "Imjingak-Paju", " imjingak "])
def test_a_site_is_found_however_it_is_spelled(spelling: str) -> None:
    found = site_named(spelling)
    assert found is not None
    assert found.name == "imjingak"


def test_no_two_sites_share_a_name() -> None:
    names = [name for site in sites().values() for name in (site.name, *site.aliases)]
    assert len(names) == len(set(names))


def test_every_site_lies_south_of_the_line_and_says_where_it_comes_from() -> None:
    # Northernmost point of the Military Demarcation Line is near 38.61 N; the western islands lie east of 124.5 E.
    for site in sites().values():
        assert 124.5 < site.longitude < 128.5
        assert 37.7 < site.latitude < 38.61
        assert site.source


# Kind, mass [kg], area that the air sees [m2], drag coefficient: v0 = sqrt(2 m g/(rho0 C A)) by hand.
PLATES = [
    ("dvd_bare", 0.0158, math.pi / 4 * (0.12**2 - 0.015**2), 1.15),
    ("dvd_sleeve", 0.0208, 0.125**2, 1.15),
    ("dvd_paper_sleeve", 0.02, 0.125**2, 1.15),
    ("dvd_plastic_sleeve", 0.022, 0.125**2, 1.15),
    ("dvd_case", 0.065, 0.142 * 0.125, 1.15),
    ("microsd", 0.0004, 0.015 * 0.011, 1.15),
    ("leaflet_paper", 0.075 * 0.1524 * 0.0762, 0.1524 * 0.0762, 2.0),
    ("leaflet_paper_light", 0.060 * 0.1524 * 0.0762, 0.1524 * 0.0762, 2.0),
    ("leaflet_paper_flat", 0.075 * 0.1524 * 0.0762, 0.1524 * 0.0762, 1.2),
    ("bank_note", 0.001, 0.156 * 0.0663, 1.7),
    ("leaflet_vinyl", 0.024, 1.0, 2.08),
    ("leaflet_vinyl_large", 0.0005, 0.02, 2.15),
    ("radio", 0.15, (0.1 * 0.06 + 0.1 * 0.025 + 0.06 * 0.025) / 2.0, 1.0),
    ("intact_bundle", 2.333, 0.12, 1.0),
    ("bundle_under_canopy", 2.333, math.pi / 4.0, 0.8),
]

# The speeds that the physics reference states for them, rounded to two or three figures. [m s-1]
STATED = {
    "dvd_bare": 4.45,
    "dvd_sleeve": 4.3,
    "dvd_paper_sleeve": 4.2,
    "dvd_plastic_sleeve": 4.4,
    "dvd_case": 7.1,
    "microsd": 5.8,
    "leaflet_paper": 0.78,
    "leaflet_paper_light": 0.69,
    "leaflet_paper_flat": 1.00,
    "bank_note": 0.95,
    "leaflet_vinyl": 0.43,
    "leaflet_vinyl_large": 0.43,
    "radio": 22.0,
    "intact_bundle": 17.6,
    "bundle_under_canopy": 7.7,
}


@pytest.mark.parametrize(("kind", "mass", "area", "drag"), PLATES)
def test_a_speed_follows_from_mass_area_and_drag(kind: str, mass: float, area: float, drag: float) -> None:
    speed = math.sqrt(2.0 * mass * GRAVITY / (SEA_LEVEL_DENSITY * drag * area))
    # The catalogue rounds to two figures and takes the middle of a range: 2 %.
    assert _speed(_item(kind)) == pytest.approx(speed, rel=0.02)
    # Two figures: half of the last one is at most 0.7 %, of 0.69.
    assert _speed(_item(kind)) == pytest.approx(STATED[kind], rel=0.0075)


def _speed(item: Item) -> float:
    """The speed of an item, by hand from its drag where it has no speed. [m s-1]"""
    if item.sea_level_speed is not None:
        return item.sea_level_speed.median
    assert item.drag_coefficient is not None
    if item.grammage is not None:
        loading = item.grammage.median
    else:
        assert item.area is not None
        loading = item.mass.median / item.area.median
    return math.sqrt(2.0 * loading * GRAVITY / (SEA_LEVEL_DENSITY * item.drag_coefficient.median))


@pytest.mark.parametrize("kind", catalogue())
def test_every_kind_of_the_catalogue_can_be_carried_and_has_its_own_entries(kind: str) -> None:
    item = _item(kind)
    is_sheet = kind.startswith("leaflet") or kind == "bank_note"
    is_card = kind.startswith("dvd") or kind == "microsd"
    gets_wet = kind.startswith("leaflet_paper") or kind == "bank_note"
    assert (item.clump_probability is not None) == is_sheet
    assert (item.grammage is not None) == is_sheet
    assert (item.glide_angle is not None) == (is_sheet or is_card)
    assert (item.wet_speed_factor is not None) == gets_wet
    if is_sheet:
        assert item.clump_probability is not None
        assert item.clump_size is not None
        assert (item.clump_probability.median, item.clump_size.median) == (0.07, 2.0)
    if item.glide_angle is not None:
        assert item.glide_persistence is not None
        assert 20.0 <= math.degrees(item.glide_angle.median) <= 30.0 + 1e-9
        assert item.glide_persistence.median == 100.0
    if item.wet_speed_factor is not None:
        assert item.wet_speed_factor.quantile([0.0, 1.0]) == pytest.approx([1.2, 1.5])


@pytest.mark.parametrize("kind", catalogue())
def test_every_value_of_the_catalogue_has_its_grounds(kind: str) -> None:
    values = [value for name, value in _carrying(kind).quantities.items() if name.startswith(f"items.{kind}.")]
    assert len(values) >= 4
    assert all(value.source or value.because for value in values)


def test_a_vinyl_leaflet_is_80_square_centimetres_of_thin_film() -> None:
    assert _item("leaflet_vinyl").mass.median == pytest.approx(0.025 * 0.08 * 0.1)  # 25 g m-2 of 8 cm x 10 cm


def test_what_a_claim_counts_is_in_the_catalogue() -> None:
    counted = {kind for fact in load_evidence().facts.values() for kind in fact.counts}
    assert counted
    assert counted <= set(catalogue())


def test_the_flight_alone_knows_the_envelope() -> None:
    # Its mass and its fall follow from the balloon's own entries, so the catalogue holds no figure for it.
    assert "empty_envelope" not in catalogue()


def test_a_usb_stick_falls_between_broadside_and_tumbling() -> None:
    broad = math.sqrt(2.0 * 0.01 * GRAVITY / (SEA_LEVEL_DENSITY * 1.15 * 0.055 * 0.018))
    surface = 2.0 * (0.055 * 0.018 + 0.055 * 0.008 + 0.018 * 0.008)
    tumbling = math.sqrt(2.0 * 0.01 * GRAVITY / (SEA_LEVEL_DENSITY * 1.0 * surface / 4.0))
    assert broad < _speed(_item("usb_stick")) < tumbling


def _carrying(kind: str) -> Scenario:
    return scenario({"payload.bundles.1.items": [{"kind": kind, "mass_share": 1.0}]})


def _item(kind: str) -> Item:
    return _carrying(kind).item(kind)
