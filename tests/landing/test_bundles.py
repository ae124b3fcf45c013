"""What one bundle carried, against positions given by hand."""

import numpy as np
import pytest
import xarray as xr

from sim.errors import ResultError
from sim.landing import landings
from tests.landing.made import cloud, made_flights

WONSAN, SEOUL, EAST_SEA = (127.42, 39.14), (126.98, 37.57), (130.5, 38.5)
ITEMS = ["intact_bundle", "leaflet_paper", "usb_stick", "intact_bundle", "leaflet_paper", "empty_envelope"]


def two_bundles() -> xr.Dataset:
    """Twenty balloons: the early bundle has leaflets and sticks and comes down in the South, the late one in Kangwon.

    Half of the early bundles do not open; no late one does.
    """
    places = np.array([SEOUL, SEOUL, SEOUL, WONSAN, WONSAN, EAST_SEA])
    longitude, latitude = (np.tile(column, (20, 1)) for column in places.T)
    outcome = np.zeros((20, 6), dtype=int)
    outcome[10:, 0] = outcome[:, 3] = 3
    outcome[:10, :3] = 1
    longitude[outcome == 3] = latitude[outcome == 3] = np.nan
    return made_flights(longitude, latitude, ITEMS, outcome=outcome, bundles={"early": [0, 1, 2], "late": [3, 4]})


def test_bundles_are_named_in_their_order() -> None:
    assert landings(two_bundles()).bundles == ("early", "late")


def test_a_bundle_has_its_own_drops_only() -> None:
    early, late = (landings(two_bundles()).of_bundle(name) for name in ("early", "late"))
    assert early.items == ("leaflet_paper", "usb_stick")
    assert late.items == ("leaflet_paper",)
    assert early.regions().row("leaflet_paper", "south_korea").probability == 1.0
    assert late.regions().row("leaflet_paper", "kangwon").probability == 1.0
    assert landings(two_bundles()).regions().row("leaflet_paper", "kangwon").probability == 0.5


def test_an_item_of_a_bundle_can_be_asked_for() -> None:
    early = landings(two_bundles()).of_bundle("early")
    assert early.regions("usb_stick").row("usb_stick", "south_korea").landings == 20
    with pytest.raises(ResultError, match="no item 'usb_stick'; there are intact_bundle, leaflet_paper"):
        landings(two_bundles()).of_bundle("late").regions("usb_stick")


def test_unopened_bundles_are_those_of_the_bundle() -> None:
    drops = landings(two_bundles())
    assert drops.of_bundle("early").outcomes("intact_bundle") == {"landed_unopened": 0.5, "bundle_opened": 0.5}
    assert drops.of_bundle("late").outcomes("intact_bundle") == {"bundle_opened": 1.0}


def test_a_bundle_is_a_dataset_of_its_own() -> None:
    """Its releases are its own, and the bundle of its drops is the only one."""
    flights = two_bundles()
    flights["release_longitude"].values[:] = (126.0, 128.0)
    late = landings(flights).of_bundle("late")
    assert late.bundles == ("late",)
    assert late.flights["release_longitude"].values.tolist() == [[128.0]] * 20
    assert set(late.flights["item"].values) == {"intact_bundle", "leaflet_paper"}
    assert late.of_bundle("late").regions().rows == late.regions().rows
    assert flights["bundle"].values.tolist() == [0, 0, 0, 1, 1, -1]


def test_contours_of_a_bundle_are_about_its_own_landings() -> None:
    """Two clouds 180 km apart: the region of 90 % of the early one ends before 128.7 E, five widths from its middle."""
    x, y = cloud(4000, 12e3, 12e3)
    flights = made_flights(
        np.column_stack([x, x + 2.0]),
        np.column_stack([y, y]),
        ["leaflet_paper", "leaflet_paper"],
        bundles={"early": [0], "late": [1]},
    )
    early, late = (landings(flights).of_bundle(name).contours((0.9,))[0].polygons.bounds for name in ("early", "late"))
    assert early[2] < 128.7
    assert late[0] > 129.3


def test_landings_beyond_the_terrain_are_counted_for_the_bundle() -> None:
    flights = two_bundles()
    flights["landing_longitude"].values[:7, 4] = 160.0
    flights.attrs["landings_beyond_terrain"] = 7
    drops = landings(flights)
    assert any(note.startswith("7 drops came down beyond") for note in drops.of_bundle("late").regions().notes)
    assert not any("beyond the table" in note for note in drops.of_bundle("early").regions().notes)


def test_an_unknown_bundle_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ResultError, match="no bundle 'middle'; there are early, late"):
        landings(two_bundles()).of_bundle("middle")


def test_flights_without_names_of_bundles_are_refused_in_words() -> None:
    drops = landings(two_bundles().drop_vars("bundle_name"))
    with pytest.raises(ResultError, match="bundle_name not found, so bundles cannot be told apart"):
        _ = drops.bundles
    with pytest.raises(ResultError, match="bundle_name not found"):
        drops.of_bundle("early")
    assert drops.regions().row("leaflet_paper", "kangwon").probability == 0.5


@pytest.fixture
def all_open():
    """Of both balloons the bundle opened, so that nothing is there to land as an intact one."""
    places = np.array([[np.nan, 127.0], [np.nan, 127.2]])
    return made_flights(places, places - 88.5, ["intact_bundle", "usb_stick"], [0, 1], [[3, 0], [3, 0]])


def test_a_kind_that_there_is_none_of_did_not_land_and_has_no_share(all_open) -> None:
    drops = landings(all_open)
    assert (drops.landed_share("intact_bundle"), drops.not_landed("intact_bundle")) == (0.0, {})
    for ask in (drops.variance, drops.nights, lambda kind: drops.needed(0.1, kind)):
        with pytest.raises(ResultError, match="there is no intact_bundle of which"):
            ask("intact_bundle")
    with pytest.raises(ResultError, match="there is no intact_bundle that could be far"):
        drops.distances(127.0, 38.5, "intact_bundle")
    assert drops.distances(127.0, 38.5, ("intact_bundle", "usb_stick")).landed_share == 1.0
