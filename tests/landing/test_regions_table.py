"""The table of regions against counts by hand."""

import csv
import io
import math
import re

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from sim.errors import InputError, ResultError
from sim.landing import landings
from tests.landing.made import made_flights

WONSAN, SEOUL, EAST_SEA, PYONGYANG = (127.42, 39.14), (126.98, 37.57), (130.5, 38.5), (125.754, 39.034)
YELLOW_SEA = (123.5, 37.0)
NAN = (np.nan, np.nan)


def small_flights() -> xr.Dataset:
    """Ten balloons in two weathers: leaflets, sticks, one bundle, the envelope."""
    leaflet = [WONSAN] * 4 + [SEOUL] * 3 + [EAST_SEA] * 2 + [NAN]
    stick = [PYONGYANG] * 1 + [WONSAN] * 5 + [SEOUL] * 3 + [NAN]
    bundle = [NAN] * 7 + [WONSAN, SEOUL, NAN]
    envelope = [EAST_SEA] * 9 + [NAN]
    places = np.array([leaflet, stick, bundle, envelope])
    outcome = np.where(np.isfinite(places[..., 0]), 0, 8).T
    outcome[:7, 2] = 3
    outcome[7:9, :3] = 1
    return made_flights(
        places[..., 0].T,
        places[..., 1].T,
        ["leaflet_paper", "usb_stick", "intact_bundle", "empty_envelope"],
        weather=np.arange(10) % 2,
        outcome=outcome,
    )


def test_probabilities_are_the_counted_shares() -> None:
    table = landings(small_flights()).regions()
    assert table.row("leaflet_paper", "kangwon").probability == pytest.approx(0.4)
    assert table.row("leaflet_paper", "south_korea").probability == pytest.approx(0.3)
    assert table.row("leaflet_paper", "east_sea").probability == pytest.approx(0.2)
    assert table.row("leaflet_paper", "did_not_launch").probability == pytest.approx(0.1)
    assert table.row("usb_stick", "north_korea").probability == pytest.approx(0.6)
    assert table.row("usb_stick", "pyongyang").landings == 1
    assert table.row("usb_stick", "sea").landings == 0


def test_regions_and_outcomes_add_up_to_all_drops_for_every_item() -> None:
    """The counts exactly; their quotients to the rounding of ten additions, 1e-15."""
    drops = landings(small_flights())
    for item, count in {"leaflet_paper": 10, "usb_stick": 10, "intact_bundle": 3, "empty_envelope": 10}.items():
        for rows in (
            [row for row in drops.regions(item) if row.kind != "total"],
            [row for row in drops.regions(item) if not row.within],
        ):
            assert sum(row.landings for row in rows) == count
            assert math.fsum(row.probability for row in rows) == pytest.approx(1.0, abs=1e-15)


def test_opened_bundles_are_not_among_the_intact_ones() -> None:
    """Three of ten did not open: one in Kangwon, one in South Korea, one never launched."""
    drops = landings(small_flights())
    table = drops.regions("intact_bundle")
    assert table.row("intact_bundle", "kangwon").probability == pytest.approx(1 / 3)
    assert table.row("intact_bundle", "did_not_launch").probability == pytest.approx(1 / 3)
    assert "bundle_opened" not in {row.region for row in table}
    assert "30.0 % of all" in str(table)


def test_what_came_down_unopened_is_said() -> None:
    assert "20.0 % in a bundle that did not open" in str(landings(small_flights()).regions("usb_stick"))
    assert landings(small_flights()).outcomes("usb_stick") == pytest.approx(
        {"landed": 0.7, "landed_unopened": 0.2, "did_not_launch": 0.1}
    )


def test_not_landed_names_and_counts_what_has_no_place() -> None:
    drops = landings(small_flights())
    assert drops.not_landed("leaflet_paper") == pytest.approx({"did_not_launch": 0.1})
    assert drops.landed_share("leaflet_paper") == pytest.approx(0.9)


def test_heavier_bundles_weigh_more() -> None:
    """One bundle of 300 leaflets on Wonsan, one of 100 on Seoul."""
    flights = made_flights(
        np.tile([WONSAN[0], SEOUL[0]], (20, 1)),
        np.tile([WONSAN[1], SEOUL[1]], (20, 1)),
        ["leaflet_paper", "leaflet_paper"],
        represented=[300.0, 100.0],
    )
    table = landings(flights).regions()
    assert table.row("leaflet_paper", "kangwon").probability == pytest.approx(0.75)
    assert table.row("leaflet_paper", "south_korea").probability == pytest.approx(0.25)


def test_interval_counts_weather_members_not_balloons() -> None:
    """Five weathers blow everything to the North, five to the sea: 10 trials, however many balloons."""
    weather = np.arange(2000) % 10
    places = np.where((weather < 5)[:, np.newaxis], WONSAN, EAST_SEA)
    table = landings(made_flights(places[:, :1], places[:, 1:], ["usb_stick"], weather)).regions()
    row = table.row("usb_stick", "north_korea")
    assert row.probability == 0.5
    assert row.high - row.low > 0.4


def test_one_weather_is_said_to_be_one() -> None:
    places = np.array([WONSAN, SEOUL] * 50)
    table = landings(made_flights(places[:, :1], places[:, 1:], ["usb_stick"], np.zeros(100, int))).regions()
    row = table.row("usb_stick", "north_korea")
    # 50 of 100 independent balloons: Wilson's half-width is 0.08.
    assert 0.4 < row.low < 0.43
    assert "Weather is not sampled" in str(table)


def test_regions_of_an_unknown_table_are_worked_out_again() -> None:
    flights = small_flights()
    flights["region"].attrs["flag_meanings"] = "nowhere somewhere"
    flights["region"].values[:] = 0
    assert landings(flights).regions().row("leaflet_paper", "kangwon").probability == pytest.approx(0.4)


def test_table_is_readable_and_comes_as_csv() -> None:
    table = landings(small_flights()).regions()
    lines = str(table).splitlines()
    assert lines[0].split() == ["%", "leaflet_paper", "usb_stick"]
    assert any(line.startswith("  Kangwon") and "40.0 (" in line for line in lines)
    rows = list(csv.DictReader(io.StringIO(table.to_csv())))
    assert len(rows) == len(table)
    assert float(rows[0]["probability"]) == table.rows[0].probability


def test_rare_regions_are_folded_into_a_line_but_stay_in_the_rows() -> None:
    places = np.array([SEOUL] * 4999 + [PYONGYANG])
    table = landings(made_flights(places[:, :1], places[:, 1:], ["usb_stick"])).regions()
    assert "Below 0.1 %: Pyongyang." in str(table)
    assert table.row("usb_stick", "pyongyang").landings == 1


def test_landings_beyond_the_terrain_are_said() -> None:
    flights = small_flights()
    flights.attrs["landings_beyond_terrain"] = 12
    assert "12 drops came down beyond the table of terrain heights" in str(landings(flights).regions())


def test_a_dataset_that_is_no_flights_is_refused() -> None:
    with pytest.raises(ResultError, match="weather, outcome not found"):
        landings(small_flights().drop_vars(["weather", "outcome"]))


def test_an_unknown_item_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ResultError, match="no item 'radio'; there are leaflet_paper, usb_stick"):
        landings(small_flights()).regions("radio")


@pytest.mark.parametrize("level", [0.0, 1.0, 90.0, math.nan])
def test_an_impossible_level_is_refused(level: float) -> None:
    with pytest.raises(InputError, match="it must be a number between 0 and 1"):
        landings(small_flights()).regions(level=level)


def test_drops_that_stand_for_nothing_are_refused() -> None:
    flights = small_flights()
    flights["items_represented"].values[0] = 0.0
    with pytest.raises(ResultError, match="items_represented"):
        landings(flights)


def test_intact_bundles_count_only_the_balloons_that_have_one() -> None:
    """Of 400 balloons in ten weathers 40 keep a bundle shut, two of each weather over Wonsan and two over Seoul.

    No weather differs from another, so the balloons decide: Wilson's interval of 40 trials, Student's quantile for 9.
    """
    balloon = np.arange(400)
    shut = balloon < 40
    places = np.where((balloon < 20)[:, np.newaxis], WONSAN, SEOUL)
    places = np.where(shut[:, np.newaxis], places, NAN)
    flights = made_flights(
        places[:, :1],
        places[:, 1:],
        ["intact_bundle"],
        weather=balloon % 10,
        outcome=np.where(shut, 1, 3)[:, np.newaxis],
    )
    row = landings(flights).regions("intact_bundle").row("intact_bundle", "kangwon")
    square = stats.t.ppf(0.95, 9) ** 2 / 40
    half = np.sqrt(0.25 * square + square**2 / 4) / (1 + square)
    assert (row.probability, row.landings) == (0.5, 20)
    assert (row.low, row.high) == pytest.approx((0.5 - half, 0.5 + half))


def test_balloons_of_which_any_bundle_stayed_shut_are_counted_once() -> None:
    """Two bundles for each of 40 balloons, both shut: 80 drops, but no more than 40 can be independent."""
    balloon = np.arange(40)
    places = np.where((balloon < 20)[:, np.newaxis], WONSAN, SEOUL)
    flights = made_flights(
        np.repeat(places[:, :1], 2, axis=1),
        np.repeat(places[:, 1:], 2, axis=1),
        ["intact_bundle", "intact_bundle"],
        weather=balloon % 10,
        outcome=np.ones((40, 2)),
    )
    row = landings(flights).regions("intact_bundle").row("intact_bundle", "kangwon")
    square = stats.t.ppf(0.95, 9) ** 2 / 40
    half = np.sqrt(0.25 * square + square**2 / 4) / (1 + square)
    assert (row.low, row.high) == pytest.approx((0.5 - half, 0.5 + half))


def test_the_printed_table_names_regions_as_people_do() -> None:
    places = np.array([WONSAN, SEOUL, EAST_SEA, YELLOW_SEA, NAN] * 20)
    text = str(landings(made_flights(places[:, :1], places[:, 1:], ["usb_stick"])).regions())
    labels = {re.split(" {2,}", line.strip())[0] for line in text.splitlines()}
    assert {"North Korea", "Kangwon", "South Korea", "Sea", "Yellow Sea", "East Sea", "Did not land"} <= labels
    assert "_sea" not in text
