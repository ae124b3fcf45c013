"""Expected numbers of pieces against masses and counts by hand."""

import csv
import io
import json

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import InputError
from sim.landing import landings
from tests.landing.made import made_flights

WONSAN, SEOUL = (127.42, 39.14), (126.98, 37.57)
ITEMS = ["intact_bundle", "dvd_sleeve", "leaflet_vinyl", "leaflet_vinyl", "empty_envelope"]
PAYLOAD = "drawn_payload_payload_mass"
MASSES = np.array([5.0, 6.0, 8.0, 10.0])
# fewer than four_balloons has: pieces that weigh more than the median payload would be refused
COUNTED = [{"kind": "dvd_sleeve", "count": 200.0}, {"kind": "leaflet_vinyl", "count": 13000.0}]


def scenario(items: list[dict[str, object]], **balloons: int) -> str:
    """The shipped scenario of 4 April 2015 with one bundle of these items, as a dataset carries it."""
    raw = json.loads(sim.load_scenario("lee_2015_04_04").to_json())
    raw["payload"]["bundles"][0]["items"] = items
    if balloons:
        raw["launch"]["balloons"] = {"value": balloons["balloons"], "because": "test"}
    return json.dumps(raw)


def four_balloons(given: str | None = None, masses: np.ndarray | None = MASSES) -> xr.Dataset:
    """Light balloons to Seoul, heavy ones to Wonsan; two samples of leaflets; no bundle opened but the last balloon's.

    The median balloon carries 7 kg: 6/10 of it discs of 20 g, 210, and 4/10 leaflets of 0.2 g, 14,000.
    """
    places = np.array([SEOUL, SEOUL, WONSAN, WONSAN])
    longitude, latitude = (np.repeat(places[:, [column]], 5, axis=1) for column in (0, 1))
    outcome = np.zeros((4, 5), dtype=int)
    outcome[:, 0] = [1, 1, 1, 3]
    longitude[3, 0] = latitude[3, 0] = np.nan
    flights = made_flights(
        longitude, latitude, ITEMS, np.arange(4), outcome, represented=[1.0, 210.0, 7000.0, 7000.0, 1.0]
    )
    by_mass = [{"kind": "dvd_sleeve", "mass_share": 0.6}, {"kind": "leaflet_vinyl", "mass_share": 0.4}]
    flights.attrs["scenario"] = given or scenario(by_mass)
    if masses is not None:
        flights[PAYLOAD] = ("balloon", masses)
    return flights


def test_pieces_by_mass_go_with_the_payload_of_each_balloon() -> None:
    """Discs over Wonsan: 0.6 x (8 + 10) kg / 20 g over four balloons; of the median balloon it would be 105."""
    flights = four_balloons()
    table = landings(flights).regions()
    medians = json.loads(flights.attrs["scenario"])["payload"]["payload_mass_kg"]
    assert medians["mean"] == 7.0  # its law is cut at 3 and 10 kg: the median lies 0.5 % lower
    expected = 0.6 * 18.0 / 0.020 / 4
    assert table.row("dvd_sleeve", "kangwon").items == pytest.approx(expected, rel=0.01)
    assert table.row("leaflet_vinyl", "south_korea").items == pytest.approx(0.4 * 11.0 / 0.0002 / 4, rel=0.01)
    assert table.row("dvd_sleeve", "kangwon").probability == 0.5
    south = table.row("dvd_sleeve", "south_korea")
    assert table.row("dvd_sleeve", "kangwon").items / south.items == pytest.approx(18.0 / 11.0)


def test_counted_pieces_are_as_many_on_every_balloon() -> None:
    table = landings(four_balloons(scenario(COUNTED))).regions()
    assert table.pieces_known
    assert table.row("dvd_sleeve", "kangwon").items == pytest.approx(105.0, rel=1e-12)
    assert table.row("leaflet_vinyl", "south_korea").items == pytest.approx(7000.0, rel=1e-12)


def test_a_certain_payload_is_the_median_one() -> None:
    table = landings(four_balloons(masses=None)).regions()
    assert table.row("dvd_sleeve", "kangwon").items == pytest.approx(105.0, rel=1e-12)


@pytest.mark.parametrize(("name", "factor"), [("drawn_items_leaflet_vinyl_mass", 2e-4), ("_grammage", 0.025)])
def test_heavier_pieces_are_fewer(name: str, factor: float) -> None:
    """Where the mass of a piece, or the grammage of a sheet, was drawn too: half as heavy, twice as many."""
    flights = four_balloons(masses=None)
    name = name if name.startswith("drawn") else f"drawn_items_leaflet_vinyl{name}"
    flights[name] = ("balloon", factor * np.array([1.0, 1.0, 0.5, 4.0]))
    table = landings(flights).regions()
    assert table.row("leaflet_vinyl", "kangwon").items == pytest.approx(14_000 * (2.0 + 0.25) / 4, rel=1e-9)
    assert table.row("dvd_sleeve", "kangwon").items == pytest.approx(105.0, rel=1e-12)


def test_the_numbers_of_a_bundle_are_its_own() -> None:
    drops = landings(four_balloons())
    assert drops.of_bundle("main").regions().rows == drops.regions().rows


def test_unopened_bundles_and_envelopes_are_one_piece_each() -> None:
    """Three of four bundles stay shut, one of them over Wonsan: a quarter of a bundle for each balloon launched."""
    drops = landings(four_balloons())
    row = drops.regions("intact_bundle").row("intact_bundle", "kangwon")
    assert (row.items, row.probability) == (0.25, pytest.approx(1 / 3))
    assert drops.regions("empty_envelope").row("empty_envelope", "kangwon").items == 0.5


def test_rows_add_up_to_what_a_balloon_carries() -> None:
    table = landings(four_balloons()).regions()
    for kind, share, mass in (("dvd_sleeve", 0.6, 0.020), ("leaflet_vinyl", 0.4, 0.0002)):
        total = sum(row.items for row in table if row.item == kind and row.kind != "total")
        assert total == pytest.approx(share * MASSES.mean() / mass, rel=0.01)


def test_without_the_scenario_every_balloon_counts_as_the_median_one_and_this_is_said() -> None:
    for text in (None, "{}", "not JSON"):
        flights = four_balloons()
        if text is None:
            del flights.attrs["scenario"]
        else:
            flights.attrs["scenario"] = text
        table = landings(flights).regions()
        assert table.row("dvd_sleeve", "kangwon").items == pytest.approx(105.0)
        assert "with the load of the median balloon" in table.items_text()
        assert table.launched is None


def test_numbers_are_told_for_the_balloons_of_the_scenario_or_as_many_as_asked_for() -> None:
    table = landings(four_balloons(scenario(COUNTED, balloons=30))).regions()
    assert table.launched == 30
    assert "Expected pieces of 30 balloons launched, each counted with its own load." in table.items_text()
    (wonsan,) = [line.split() for line in table.items_text().splitlines() if "Kangwon" in line]
    assert wonsan[1] == "3,150"
    (wonsan,) = [line.split() for line in table.items_text(balloons=2).splitlines() if "Kangwon" in line]
    assert wonsan[1] == "210"
    assert "of each balloon" in table.items_text(balloons=1)


def test_numbers_are_in_the_csv() -> None:
    table = landings(four_balloons()).regions()
    rows = list(csv.DictReader(io.StringIO(table.to_csv())))
    names = ("items", "items_low", "items_high")
    assert [[float(row[name]) for name in names] for row in rows] == [[getattr(row, n) for n in names] for row in table]


def test_intervals_hold_the_expected_number_as_often_as_they_say() -> None:
    """200 times 25 weathers of 16 balloons whose landing depends on weather and on their own load.

    Truth: E[load x probability of landing there]. Of 200 intervals of 90 %, 180 hold it, with a standard deviation of
    4.2; four of these are allowed.
    """
    held, widths = 0, []
    weather = np.arange(400) % 25
    for seed in range(200):
        generator = np.random.default_rng(seed)
        mass = generator.uniform(4.0, 10.0, 400)
        north = generator.random(400) < generator.uniform(0.0, 0.8, 25)[weather] * mass / 10.0
        places = np.where(north[:, None], WONSAN, SEOUL)
        flights = made_flights(places[:, :1], places[:, 1:], ["dvd_sleeve"], weather, represented=[210.0])
        flights.attrs["scenario"] = LIGHT
        flights[PAYLOAD] = ("balloon", mass)
        row = landings(flights).regions().row("dvd_sleeve", "kangwon")
        # E[m] / median x 210 pieces, times 0.4 x E[m**2] / (10 E[m])
        truth = 210.0 / 6.9644 * 0.4 * (1000 - 64) / (3 * 6.0) / 10.0
        held += row.items_low <= truth <= row.items_high
        widths.append((row.items_high - row.items_low) / row.items)
    assert 163 <= held <= 197
    assert np.mean(widths) < 0.6


LIGHT = scenario([{"kind": "dvd_sleeve", "mass_share": 1.0}])


@pytest.mark.parametrize("balloons", [0, -1, 1.5, float("nan")])
def test_pieces_of_no_number_of_balloons_are_refused(balloons):
    flights = made_flights([[127.5]], [[38.6]], ["usb_stick"])
    with pytest.raises(InputError, match="must be a whole number from 1 on"):
        landings(flights).regions().items_text(balloons)
