"""Tallies against landings counted by hand, against laws of known shape, and against the same landings kept."""

import math

import numpy as np
import pytest
import xarray as xr
from pyproj import CRS, Geod, Transformer

import sim
from sim.errors import InputError, ResultError
from sim.landing import MEASURES, NotKept, drops_flown
from sim.landing.tallies import tallying
from sim.landing.tallies.cells import CELLS, cells_of, packed, unpacked
from sim.landing.tallies.labels import labelled
from sim.landing.tallies.sums import sums_of
from tests.landing.made import cloud, made_flights
from tests.landing.made_tallies import tally_of, timed
from tests.landing.test_pieces import four_balloons

WONSAN, SEOUL, EAST_SEA, NAN = (127.42, 39.14), (126.98, 37.57), (130.5, 38.5), (np.nan, np.nan)
LAUNCH = (126.74, 37.889)
# two bundles, of which one carries three times as many leaflets
ITEMS = [
    "intact_bundle",
    "leaflet_paper",
    "leaflet_paper",
    "usb_stick",
    "intact_bundle",
    "leaflet_paper",
    "empty_envelope",
]
BUNDLES = {"first": [0, 1, 2, 3], "second": [4, 5]}
LEAFLETS = [1.0, 700.0, 700.0, 9.0, 1.0, 2100.0 / 0.9, 1.0]


def scattered(count: int, members: int) -> xr.Dataset:
    """Balloons whose landings differ from weather to weather, with bundles that stay closed and drops that are lost."""
    chance = np.random.default_rng(7)
    middle = chance.normal((127.6, 38.2), (0.8, 0.5), (members, 2))
    weather = np.arange(count) % members
    places = middle[weather, np.newaxis] + chance.normal(0.0, (0.3, 0.2), (count, len(ITEMS), 2))
    outcome = np.zeros((count, len(ITEMS)), dtype=int)
    outcome[:, [0, 4]] = np.where(chance.random((count, 2)) < 0.8, 3, 1)
    outcome[chance.random((count, len(ITEMS))) < 0.1] = 5
    places[outcome >= 3] = np.nan
    flights = made_flights(places[..., 0], places[..., 1], ITEMS, weather, outcome, LEAFLETS, BUNDLES)
    return timed(flights, chance.uniform(30.0, 700.0, (count, len(ITEMS))))


@pytest.fixture(scope="module")
def flights() -> xr.Dataset:
    return scattered(3000, 40)


@pytest.fixture(scope="module")
def tally(flights) -> xr.Dataset:
    return tally_of(flights, 40)


def test_drops_are_counted_where_they_ended() -> None:
    places = np.array([[WONSAN, SEOUL], [WONSAN, NAN], [SEOUL, EAST_SEA], [NAN, NAN]])
    outcome = np.array([[0, 0], [0, 4], [2, 0], [8, 8]])
    flights = timed(made_flights(places[..., 0], places[..., 1], ["leaflet_paper", "usb_stick"], [0, 1, 0, 1], outcome))
    counted = tally_of(flights, 2, 1, 3)
    names = counted["ending_name"].values.tolist()
    ended = {
        (weather, drop, names[ending]): int(number)
        for (weather, drop, ending), number in np.ndenumerate(counted["drops_ended"].values)
        if number
    }
    assert ended == {
        (0, 0, "kangwon"): 1,
        (0, 0, "south_korea"): 1,
        (0, 1, "south_korea"): 1,
        (0, 1, "east_sea"): 1,
        (1, 0, "kangwon"): 1,
        (1, 0, "did_not_launch"): 1,
        (1, 1, "aloft_at_horizon"): 1,
        (1, 1, "did_not_launch"): 1,
    }
    assert counted["balloons"].values.tolist() == [2, 2]
    assert counted["balloons_landing"].values.tolist() == [3, 2]
    assert int(counted["balloons_above_wind"]) == 1
    by_outcome = dict(zip(counted["outcome_name"].values, counted["drops_by_outcome"].values[0], strict=True))
    assert {name: int(number) for name, number in by_outcome.items() if number} == {
        "landed": 2,
        "landed_with_balloon": 1,
        "did_not_launch": 1,
    }


@pytest.mark.parametrize("cuts", [(1,), (2999,), (7, 40, 1000, 1001, 2500)])
def test_portions_change_no_bit(cuts, flights, tally):
    assert tally_of(flights, 40, *cuts).identical(tally)


@pytest.mark.parametrize("item", [None, "intact_bundle", "empty_envelope"])
def test_the_table_is_that_of_the_same_landings_kept(item, flights, tally):
    """Every probability, interval, number of pieces and note, to the last bit."""
    kept, counted = sim.landings(flights), sim.tallied(tally)
    table, again = kept.regions(item, 0.8), counted.regions(item, 0.8)
    assert again == table
    assert len(table) > 10
    for kind in (*kept.items, "intact_bundle"):
        assert counted.not_landed(kind) == kept.not_landed(kind)
        assert counted.outcomes(kind) == kept.outcomes(kind)
        assert counted.landed_share(kind) == kept.landed_share(kind)


def test_pieces_go_with_the_payload_of_each_balloon():
    """By hand: 0.6 of 18 kg of payload over Wonsan in discs of 20 g, over four balloons."""
    flights = timed(four_balloons())
    counted = sim.tallied(tally_of(flights, 4, 1, 2)).regions()
    assert counted == sim.landings(flights).regions()
    # the law of the payload is cut at 3 and 10 kg: its median lies 0.5 % below the mean that the counts go by
    assert counted.row("dvd_sleeve", "kangwon").items == pytest.approx(0.6 * 18.0 / 0.020 / 4, rel=0.01)


def test_a_weather_in_which_nobody_flew_is_none(flights, tally):
    wider = tally_of(flights, 60)
    assert wider.sizes["weather"] == 60
    assert sim.tallied(wider).weather_members == 40
    assert sim.tallied(wider).regions() == sim.tallied(tally).regions()


def test_cells_are_counted_eastward_and_northward_from_the_launch():
    earth = Geod(ellps="WGS84")
    azimuths, distances = [90.0, 0.0, 270.0, 180.0], [3400.0, 5600.0, 250.0, 2300.0]
    longitude, latitude, _ = earth.fwd([LAUNCH[0]] * 4, [LAUNCH[1]] * 4, azimuths, distances)
    column, row = cells_of(np.array(longitude), np.array(latitude), LAUNCH)
    assert column.tolist()[::2] == [3, -1]
    assert row.tolist()[1::2] == [5, -3]


def test_the_axes_of_the_cells_tell_their_middles(tally):
    """The fourth cell eastward of the launch has its middle 3.5 km away, by the tally's own axes and on the earth."""
    x, y = tally["x"].values, tally["y"].values
    assert x[CELLS // 2 + 3] == 3500.0
    assert y[CELLS // 2 - 1] == -500.0
    _, column, row = unpacked(tally["occupied"].values)
    plane = Transformer.from_crs("EPSG:4326", CRS.from_cf(tally["projection"].attrs), always_xy=True)
    found = plane.transform(tally["longitude"].values, tally["latitude"].values)
    np.testing.assert_allclose(found, (x[CELLS // 2 + column], y[CELLS // 2 + row]), atol=0.01)


def test_a_cell_has_a_place_of_its_own_on_all_the_earth():
    column, row = np.array([-12742, 0, 12742]), np.array([12742, -1, -12742])
    drop, columns, rows = unpacked(np.concatenate([packed(0, column, row), packed(9, column, row)]))
    assert drop.tolist() == [0] * 3 + [9] * 3
    assert columns.tolist() == [*column, *column]
    assert rows.tolist() == [*row, *row]


def test_contours_of_a_normal_cloud_have_the_area_of_its_law():
    """-2 pi ln(1 - p) sx sy; 3 %: 1 % of sampling, 1 % of smoothing, 1 % of cells of 1 km."""
    x, y = cloud(40_000, 60e3, 25e3)
    flights = timed(made_flights(x[:, np.newaxis], y[:, np.newaxis], ["leaflet_paper"]))
    drops = sim.tallied(tally_of(flights, 10))
    density = drops.density()
    cell = float(density["x"][1] - density["x"][0])
    assert float(density.sum()) * cell**2 / 1e6 == pytest.approx(1.0, abs=1e-6)  # the kernel is cut at 6e-7
    for contour in drops.contours((0.5, 0.9)):
        assert contour.area == pytest.approx(-2 * math.pi * math.log(1 - contour.mass) * 60e3 * 25e3, rel=0.03)


def test_places_are_those_of_the_same_landings_kept(flights, tally):
    """Contours within 2 % of the area, quantiles within a cell's diagonal or half a minute, the middle in 0.3 km."""
    kept, counted = sim.landings(flights), sim.tallied(tally)
    for kind in kept.items:
        for one, other in zip(kept.contours(item=kind), counted.contours(item=kind), strict=True):
            assert other.area == pytest.approx(one.area, rel=0.02)
        before, after = kept.summary(kind), counted.summary(kind)
        assert after.landings == before.landings
        assert abs(after.range - before.range) < 300.0
        assert after.bearing == pytest.approx(before.bearing, abs=0.003)
        assert after.along_sd == pytest.approx(before.along_sd, rel=0.005)
        assert after.cross_sd == pytest.approx(before.cross_sd, rel=0.005)
        assert after.circular_error == pytest.approx(before.circular_error, abs=710.0)
        assert not after.elliptical
        for measure in MEASURES:
            found, wanted = (drops.quantiles(measure, (0.1, 0.5, 0.9), kind) for drops in (counted, kept))
            # beside the cell: the median point, which along and across are told from, moves by up to 0.3 km
            np.testing.assert_allclose(found, wanted, rtol=0.0, atol=30.0 if measure == "flight_time" else 1010.0)


def test_quantiles_of_known_landings():
    """A hundred landings due north, 1 to 100 km away, each after as many minutes as kilometres."""
    away = np.arange(1, 101)
    longitude, latitude, _ = Geod(ellps="WGS84").fwd([LAUNCH[0]] * 100, [LAUNCH[1]] * 100, [0.0] * 100, away * 1e3)
    places = np.array([longitude, latitude])[..., np.newaxis]
    flights = timed(made_flights(*places, ["usb_stick"]), away[:, np.newaxis] + 0.2)
    for drops, cell, minute in ((sim.landings(flights), 1.0, 1e-6), (sim.tallied(tally_of(flights, 10)), 710.0, 30.0)):
        assert drops.quantiles("distance", (0.1, 0.5)) == pytest.approx([10e3, 50e3], abs=cell)
        assert drops.quantiles("flight_time", (0.1, 0.5)) == pytest.approx([10.2 * 60, 50.2 * 60], abs=minute)
        along = drops.quantiles("along", (0.1, 0.9))
        assert along[1] - along[0] == pytest.approx(
            80e3, abs=2 * cell + 200.0
        )  # a plane true to area stretches by 0.2 %


def test_a_cell_of_the_density_is_made_of_whole_cells(tally):
    density = sim.tallied(tally).density("usb_stick", cell=6000.0)
    assert float(density["x"][1] - density["x"][0]) == 6000.0
    with pytest.raises(InputError, match="cell is 1500 m; a tally counts in cells of 1000 m"):
        sim.tallied(tally).density("usb_stick", cell=1500.0)


def test_what_needs_every_landing_says_so(tally, flights):
    counted = sim.tallied(tally)
    with pytest.raises(NotKept, match=r"LandingTally\.nights: needs every single landing"):
        counted.nights("usb_stick")
    assert not hasattr(counted, "variance")
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        counted.colour  # noqa: B018  # asking is the test
    with pytest.raises(ResultError, match=r"this is a tally, which keeps no landing; read it with sim\.tallied"):
        sim.landings(tally)
    with pytest.raises(ResultError, match="drops_ended not found"):
        sim.tallied(flights)


def test_a_tally_in_which_nothing_landed_has_no_place():
    nowhere = np.full((20, 1), np.nan)
    drops = sim.tallied(tally_of(timed(made_flights(nowhere, nowhere, ["usb_stick"])), 10, 3))
    assert drops.regions().row("usb_stick", "no_landing").probability == 1.0
    with pytest.raises(ResultError, match="no usb_stick reached the ground"):
        drops.summary()


@pytest.fixture(scope="module")
def scenario():
    return sim.load_scenario("gfs_2011_01_15")


@pytest.fixture(scope="module")
def flown(scenario, monkeypatch_module):
    """The same 24 balloons kept, and tallied in portions of seven."""
    monkeypatch_module.setattr(tallying, "PORTION", 7)
    asked = {"balloons": 24, "weather_members": 3, "rng_seed": 5, "first_balloon": 2}
    wind = sim.wind_for(scenario)
    done = []
    counted = sim.tally(scenario, wind, **asked, progress=lambda *steps: done.append(steps))
    return sim.simulate(scenario, wind, **asked), counted, done


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_a_tally_is_of_the_balloons_that_simulate_flies(flown):
    kept, counted, done = flown
    assert sim.tallied(counted).regions() == sim.landings(kept).regions()
    assert counted.identical(labelled(sums_of(kept, 3), kept, 2))
    assert [total for _, total in done] == [24] * len(done)
    assert [flown for flown, _ in done] == sorted(flown for flown, _ in done)
    assert done[-1] == (24, 24)


def test_a_tally_file_is_enough_to_fly_it_again(flown, tmp_path):
    _, counted, _ = flown
    path = sim.save_tally(counted, tmp_path / "tally.nc")
    opened = sim.open_tally(tmp_path)
    assert sim.tallied(opened).regions() == sim.tallied(counted).regions()
    assert opened.attrs == counted.attrs
    again = sim.reproduce(opened)
    assert str(again).startswith("The same bits: 24 balloons, ")
    opened["drops_ended"][0, 1, 2] += 1
    assert sim.reproduce(opened).differences == (f"drops_ended: 1 of {opened['drops_ended'].size:,} values differ.",)
    with pytest.raises(ResultError, match=r"tally\.nc: holds a tally, which keeps no landing"):
        sim.open_flights(path)


def test_parts_flown_apart_join_to_the_whole(scenario, flown):
    _, whole, _ = flown
    wind = sim.wind_for(scenario)
    asked = {"weather_members": 3, "rng_seed": 5}
    parts = [sim.tally(scenario, wind, balloons=n, first_balloon=first, **asked) for first, n in ((13, 13), (2, 11))]
    assert sim.joined_tally(parts).identical(whole)
    assert sim.joined_tally([whole]).identical(whole)
    with pytest.raises(ResultError) as refused:
        sim.joined_tally([whole, parts[0].assign_attrs(rng_seed="6", wind_digest="0")])
    assert "the part from balloon 13 has another rng_seed, wind_digest than that from balloon 2" in str(refused.value)
    assert "a part begins with balloon 13, and the one before it ends at 25" in str(refused.value)
    with pytest.raises(ResultError, match="flights cannot be joined"):
        sim.joined_tally([])


def test_one_weather_is_refused(scenario):
    with pytest.raises(InputError, match="tally: all balloons fly in one weather"):
        sim.tally(scenario, sim.wind_for(scenario), balloons=10, weather_members=1)


def test_drops_are_bundles_items_and_the_envelope():
    """Lee's bundle holds four kinds with two fall samples each; with it unopened and the envelope that is ten drops."""
    lee = sim.load_scenario("lee_2015_04_04")
    assert drops_flown(lee, 1000) == 10_000
    assert drops_flown(lee, None) == 10 * lee.simulation.balloons
